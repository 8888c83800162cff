//! Texts of the portal. Their messages: `portal.ftl`.

use super::texts;

texts! {
    /// Texts of the portal.
    PortalText:
    PortalTitle,
}
