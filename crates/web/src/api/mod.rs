//! The HTTP interface: JSON under `/v1`, problems as problem documents, and a description made of the same table as the routes.
//!
//! Read it in this order: [`App`] is what it stands on, `route` what a route is, `cases` and `answers` what people do with it, [`view`] what
//! comes back. Every no is a [`ProblemJson`].

mod about;
mod answers;
mod app;
pub mod ask;
mod cases;
mod describe;
mod export;
mod input;
mod limit;
mod lines;
mod pages;
mod papers;
mod problem;
mod proof;
mod route;
mod sandbox;
mod schema;
pub mod view;

use axum::Router;
use masalama_access::Right;

pub use about::{ContactJson, HealthJson, KeyJson};
pub use app::{App, Press, PressFault, SandboxFace, SandboxSaid, StaffToken};
pub use describe::openapi;
pub use export::{ExportJson, ExportPaperJson, ExportRecordJson};
pub use lines::{IMPORT_BYTES_MAX, IMPORT_LINES_MAX};
pub use problem::ProblemJson;
pub use sandbox::{
    AdvanceAsk, ClearAsk, ClearedJson, ClockJson, HappenAsk, SandboxLinesJson, SandboxListJson,
};

pub(crate) use app::Face;
pub(crate) use cases::msisdn;
pub(crate) use export::export_of;
pub(crate) use input::{Asked, read_body, typed_date, without_values};
pub(crate) use limit::{Prover, Share, apart};
pub(crate) use pages::{named as refusal_named, page as refusal_page, title as refusal_title};
pub(crate) use papers::paper_as;
pub(crate) use problem::{FAULT_SENTENCE, Problem, fresh_id, status_of};
pub(crate) use route::{Route, Shared, get, post};

/// Every route there is; those of the sandbox only when there is one.
fn routes(has_sandbox: bool) -> Vec<route::Route> {
    let sandbox = if has_sandbox { sandbox::routes() } else { Vec::new() };
    [
        cases::routes(),
        papers::routes(),
        answers::routes(),
        export::routes(),
        lines::routes(),
        about::routes(),
        crate::pages::routes(),
        crate::portal::routes(),
        crate::console::routes(),
        crate::sign_in::routes(),
        sandbox,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The routes of the interface.
pub(crate) fn router(face: &Shared) -> Router<Shared> {
    routes(face.sandbox.is_some())
        .into_iter()
        .fold(Router::new(), |router, route| route.mounted(router, face))
}

/// Every route: verb, path, and the right it takes. The table of access is made of it.
#[must_use]
pub fn rights() -> Vec<(String, &'static str, Right)> {
    routes(true).iter().map(route::Route::listed).collect()
}
