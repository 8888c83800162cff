//! The `http` contract: a back office that answers well, badly, late or not at all; and the page that documents it.

mod answers;
mod contract;
mod imported;
