//! Signing in: staff accounts, enrolment, sessions.

use crate::api::Route;

/// The routes of all its pages.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
