//! The binary: wires all crates together.
fn main() {}
