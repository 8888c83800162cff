//! Texts of the console. Their messages: `console.ftl`.

use super::texts;

texts! {
    /// Texts of the console.
    ConsoleText:
    ConsoleTitle,
}
