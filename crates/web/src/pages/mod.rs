//! Pages that belong to no one face: the guide, the page of a refusal, style sheet and scripts.
//!
//! Every no is a page too: [`for_people`] stands around all routes. [`CaseWords`] puts a case into words once, for the page and for the text of an export.

mod about;
mod groups;
mod guide;
mod papers;
mod people;
mod problem;
mod refusal;
mod words;

use crate::api::Route;

pub(crate) use groups::{Group, groups};
pub(crate) use papers::{OfferedPaper, offered};
pub(crate) use people::for_people;
pub(crate) use problem::problem_page;
pub(crate) use words::{CaseWords, OfferWords, StepWords, SumWords};

/// The routes of all pages.
pub(crate) fn routes() -> Vec<Route> {
    [about::routes(), guide::routes(), refusal::routes()].into_iter().flatten().collect()
}
