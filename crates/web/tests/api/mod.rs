//! The HTTP interface and the pages, over the router, with the worker drained by hand.

mod access;
mod description;
mod input;
mod journey;
mod pages;
mod rights;
