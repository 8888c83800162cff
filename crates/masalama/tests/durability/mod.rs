//! What must survive a program that dies and a machine that loses power.
//!
//! [`real`] kills the program at random moments, as it is installed: `masalama serve` on its data folder, asked over HTTP, with the sandbox
//! operator in the test's process behind its HTTP face. Three books are compared afterwards ([`check`]): what was acknowledged, what the
//! journals say, and what arrived at the operator.
//!
//! The program has no switch for sabotage. Where one is needed, this very test binary is started again as a process of its own
//! ([`child`]): desk, worker and store of the product. [`kill`] shows with it that the comparison finds intents committed too late;
//! [`traced`] looks at what it asks of the disk, and rebuilds what a loss of power would have left.

mod caller;
mod chance;
mod check;
mod child;
mod kill;
mod load;
mod process;
mod real;
mod store;
mod traced;
