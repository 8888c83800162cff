//! Any back office that puts the documented JSON contract in front of its systems.

pub mod wire;
