//! What must hold of the interface, the pages and the guide, seen from outside.
#![allow(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it must be")]

mod api;
mod bed;
mod browser;
mod console;
mod frame;
mod guide;
mod portal;
mod sign_in;
