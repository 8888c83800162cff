//! The service over a store in memory and a clock that stands still until it is moved.

mod account;
mod bed;
mod enrol;
mod oidc_provider;
mod page;
mod passkey;
mod session;
mod sign_in;
