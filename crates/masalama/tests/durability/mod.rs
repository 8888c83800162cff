//! What must survive a program that dies and a machine that loses power.
//!
//! The program under test is this very test binary, started again as a process of its own ([`child`]): desk, worker and SQLite store of the
//! product, wired as the product wires them. The sandbox operator runs in the test's process, behind its HTTP face.
//!
//! [`kill`] ends the child at random moments and compares three books afterwards ([`check`]): what was acknowledged, what the journals say,
//! and what arrived at the operator. [`traced`] looks at what the child asks of the disk, and rebuilds what a loss of power would have left.

mod chance;
mod check;
mod child;
mod kill;
mod load;
mod process;
mod store;
mod traced;
