//! The console: pages for staff. Each route names the right it needs, and the frame refuses whoever has it not; a page shows only what its
//! reader may do. Everything works with the keyboard alone and without a script.
//!
//! | page | what |
//! |---|---|
//! | `queue` | what waits for staff, by due time and role |
//! | `search` | lines and cases by a number; nothing personal stands in an address |
//! | `case` | all of one case, and everything that may be done with it |
//! | `call` | a whole call on one page: script, request, search and case |
//! | `board` | how all of it goes, in pictures with their tables |

mod board;
mod call;
mod caller;
mod case;
mod keys;
mod menu;
mod picture;
mod queue;
mod script;
mod search;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use masalama_core::calendar::Zone;
use masalama_core::identity::digits;

use crate::api::Route;

/// The script of the console; every page is complete without it.
const SCRIPTS: &[&str] = &["/static/console.js"];

/// The routes of the console.
pub(crate) fn routes() -> Vec<Route> {
    [queue::routes(), search::routes(), case::routes(), call::routes(), board::routes(), keys::routes()]
        .into_iter()
        .flatten()
        .collect()
}

/// Go and see there.
fn see_other(place: &str) -> Response {
    let place = HeaderValue::from_str(place).expect("a place of ours has only visible characters");
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// An instant as staff read it, on a wall clock in the zone: `2026-11-22 14:00`.
fn clock(zone: &Zone, at: Timestamp) -> String {
    let shown = zone.wall_clock(at);
    shown.get(..16).unwrap_or(&shown).replace('T', " ")
}

/// What was typed, with its digits in ASCII.
fn latin(typed: &str) -> String {
    typed.chars().map(|c| digits::folded(c).unwrap_or(c)).collect()
}
