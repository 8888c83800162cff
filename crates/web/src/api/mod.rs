//! The HTTP interface: JSON under `/v1`, problems as problem documents, and a description made of the same table as the routes.
//!
//! Read it in this order: [`App`] is what it stands on, `route` what a route is, `cases` and `answers` what people do with it, [`view`] what
//! comes back. Every no is a [`ProblemJson`].

mod about;
mod access;
mod answers;
mod app;
pub mod ask;
mod cases;
mod describe;
mod input;
mod lines;
mod pages;
mod problem;
mod route;
mod schema;
mod serve;
pub mod view;

use axum::Router;

pub use about::{ContactJson, HealthJson, KeyJson};
pub use app::{App, SandboxFace, SandboxSaid, StaffToken};
pub use describe::openapi;
pub use lines::{IMPORT_BYTES_MAX, IMPORT_LINES_MAX};
pub use problem::ProblemJson;

pub(crate) use route::Shared;
pub(crate) use serve::guarded;

/// Every route there is; those of the sandbox only when there is one.
fn routes(has_sandbox: bool) -> Vec<route::Route> {
    let _ = has_sandbox;
    let mut routes = cases::routes();
    routes.extend(answers::routes());
    routes.extend(lines::routes());
    routes.extend(about::routes());
    routes
}

/// The routes of the interface.
pub(crate) fn router(has_sandbox: bool) -> Router<Shared> {
    routes(has_sandbox).into_iter().fold(Router::new(), |router, route| route.mounted(router))
}
