//! Texts of signing in. Their messages: `sign-in.ftl`.

use super::texts;

texts! {
    /// Texts of signing in.
    SignInText:
    SignInTitle,
}
