//! Pages that belong to no one face: the guide, the page of a refusal, style sheet and scripts.
//!
//! [`CaseWords`] puts a case into words once, for the page and for the text of an export.

mod about;
mod guide;
mod refusal;
mod words;

use crate::api::Route;

pub(crate) use words::{CaseWords, OfferWords, PaperWords, StepWords, SumWords};

/// The routes of all pages.
pub(crate) fn routes() -> Vec<Route> {
    [about::routes(), guide::routes(), refusal::routes()].into_iter().flatten().collect()
}
