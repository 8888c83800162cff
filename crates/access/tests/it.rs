//! The service over a store in memory and a clock that stands still until it is moved.

mod bed;
mod session;
