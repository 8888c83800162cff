//! The connectors against what they speak to.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test ends at the first thing that is not as it must be, and prints its figures"
)]

mod http;
mod notice;
mod osmo;
mod sandbox;
