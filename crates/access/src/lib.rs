//! Who may do what: accounts, sessions, and one table of rights that drives code, documentation and tests.
//!
//! Read `right` first, the table; then `session`, which answers who asks; the other modules are ways to get a session.

mod device;
mod fault;
mod limits;
mod right;
mod service;
mod session;
#[cfg(feature = "test-parts")]
mod test_parts;
mod token;

pub use device::Device;
pub use fault::AccessFault;
pub use limits::{CASE_ENDS_AFTER, CASE_IDLE_MAX, FRESH_FOR, SEEN_EVERY, STAFF_ENDS_AFTER, STAFF_IDLE_MAX};
pub use right::{During, Right, Rule, Who, rule};
pub use service::{Access, AccessSettings};
pub use session::{CaseSession, Staff};
pub use token::{SessionId, Token};
