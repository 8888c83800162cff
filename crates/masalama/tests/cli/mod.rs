//! The program as people type it: its commands, what they print, and how they end.

mod calendar;
mod demo;
mod import;
mod messages;
mod offline;
mod printed;
pub(crate) mod program;
mod serving;
mod session;
mod staff;
