//! The program as a whole.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test ends at the first thing that is not as it must be, and prints its figures"
)]

mod browser;
mod cli;
mod durability;
mod real_hlr;
