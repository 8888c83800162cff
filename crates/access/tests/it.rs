//! The service over a store in memory and a clock that stands still until it is moved.
#![allow(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it must be")]

mod account;
mod bed;
mod enrol;
mod oidc_bounds;
mod oidc_provider;
mod page;
mod passkey;
mod session;
mod sign_in;
