//! What people and programs see: the HTTP API, pages, the guide.

pub mod api;
mod console;
mod frame;
pub mod guide;
mod pages;
mod portal;
mod sign_in;

use std::sync::Arc;

use axum::Router;

pub use api::{App, Press, PressFault, SandboxFace, SandboxSaid, StaffToken, openapi, rights};

/// Everything that is served.
pub fn router(app: App) -> Router {
    let is_encrypted = app.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
    let outside = frame::Outside { is_encrypted, proxies: app.trusted_proxies.clone() };
    let face = Arc::new(api::Face::new(app));
    let routes = frame::guarded(api::router(&face), outside).with_state(Arc::clone(&face));
    pages::for_people(routes, &face)
}
