//! Refusals (the person can act) and faults (we can act), kept apart.

use masalama_core::case::IllegalRecord;
use masalama_core::port::StoreFault;
use masalama_core::refusal::RefusalCode;

/// A fault of ours: the chain goes to the log, a fixed sentence goes outside.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreFault),
    /// A journal does not fold.
    #[error("the journal of a case does not fold")]
    Journal(#[from] IllegalRecord),
    /// A stored record cannot be read.
    #[error("a stored record cannot be read")]
    Unreadable(#[source] serde_json::Error),
    /// A journal's hash chain is broken.
    #[error("the hash chain is broken at record {seq}")]
    Chain {
        /// Where.
        seq: u32,
    },
    /// The case kept changing under the writer.
    #[error("the case kept changing; it was tried {tries} times")]
    Contended {
        /// How often.
        tries: u32,
    },
}

/// What the desk answers when it does not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum Said {
    /// No, and the person can act on it.
    #[error("refused: {0}")]
    Refused(RefusalCode),
    /// We failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<RefusalCode> for Said {
    fn from(code: RefusalCode) -> Self {
        Self::Refused(code)
    }
}

impl From<StoreFault> for Said {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(Fault::Store(fault))
    }
}

/// An error and all that caused it, in one line. For logs and terminals, never for an answer over HTTP.
#[must_use]
pub fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
