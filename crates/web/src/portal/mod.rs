//! The portal: what a person does who ends a line.

use crate::api::Route;

/// The routes of all its pages.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
