//! Keeps cases: SQLite for real, memory for tests, both under one conformance suite (I7).
//!
//! Read [`Store`](masalama_core::port::Store) first; then `standing`, which says for every store what an append may do to a claim.

mod memory;
mod memory_access;
pub mod sqlite;
mod standing;
#[cfg(feature = "suite")]
pub mod suite;

pub use memory::MemoryStore;
pub use memory_access::MemoryAccess;
pub use sqlite::{Durability, OpenFault, SqliteAccess, SqliteStore};
