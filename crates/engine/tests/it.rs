//! Whole cases, from receipt to last record, on a memory store and the sandbox operator with a clock that is moved by hand.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test ends at the first thing that is not as it must be, and prints its figures"
)]

mod bed;
mod cease;
mod sweep;
