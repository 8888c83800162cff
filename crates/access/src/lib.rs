//! Who may do what: accounts, sessions, and one table of rights that drives code, documentation and tests.

mod right;

pub use right::{During, Right, Rule, Who, rule};
