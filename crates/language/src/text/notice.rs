//! Texts of notices. Their messages: `notice.ftl`.

use super::texts;

texts! {
    /// Texts of notices.
    NoticeText:
    NoticeFrom,
}
