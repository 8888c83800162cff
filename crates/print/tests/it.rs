//! Papers on paper: what is printed is looked at as a reader, a scanner and a screen reader would.
#![allow(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it must be")]

#[path = "it/made.rs"]
mod made;
#[path = "it/poppler.rs"]
mod poppler;
#[path = "it/printed.rs"]
mod printed;
#[path = "it/refused.rs"]
mod refused;
