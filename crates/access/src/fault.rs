//! What can go wrong that is not the person's to mend.

use masalama_core::port::StoreFault;

/// Access could not be decided; then there is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccessFault {
    /// The store did not answer. Answer with a fault; let nobody in.
    #[error("the accounts and sessions cannot be read or written")]
    Store(#[from] StoreFault),
    /// What should be proved anew is over meanwhile. Ask to sign in again.
    #[error("the session is over")]
    NoSession,
    /// What is kept of a credential is not what was written.
    #[error("what is kept under {what} cannot be read")]
    Unreadable {
        /// What it is of.
        what: &'static str,
    },
    /// A thread came to a bad end, or the server is stopping.
    #[error("the work was broken off")]
    BrokenOff,
}
