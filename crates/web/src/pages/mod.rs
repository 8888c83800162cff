//! Pages for people, rendered here and complete without a script: what this is, the guide, a case, the page of a refusal.
//!
//! [`CaseWords`] puts a case into words once, for the page and for the text of an export.

mod about;
mod case;
mod guide;
mod refusal;
mod words;

use crate::api::Route;

pub(crate) use words::CaseWords;

/// The routes of all pages.
pub(crate) fn routes() -> Vec<Route> {
    [about::routes(), guide::routes(), case::routes(), refusal::routes()].into_iter().flatten().collect()
}
