//! Texts of printed documents. Their messages: `document.ftl`.

use super::texts;

texts! {
    /// Texts of printed documents.
    DocumentText:
    DocumentPage,
}
