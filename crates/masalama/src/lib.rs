//! The one binary: the server and its commands, put together from the other crates.
//!
//! [`command`] is what people type, [`config`] what they write, [`keys`] the data folder, [`wiring`] who speaks to which system. Only
//! [`say`] writes to the terminal: data to stdout, everything else to stderr.

mod client;
mod clock;
mod command;
mod config;
mod exit;
mod keys;
pub mod policies;
mod progress;
mod say;
mod wiring;

pub use clock::SystemClock;
pub use command::run;
