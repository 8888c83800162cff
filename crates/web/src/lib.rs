//! What people and programs see: the HTTP API, pages, the guide.

pub mod api;
pub mod guide;
mod pages;

use std::sync::Arc;

use axum::Router;

pub use api::{App, SandboxFace, SandboxSaid, StaffToken, openapi};

/// Everything that is served.
pub fn router(app: App) -> Router {
    let has_sandbox = app.sandbox.is_some();
    api::guarded(api::router(has_sandbox)).with_state(Arc::new(api::Face::new(app)))
}
