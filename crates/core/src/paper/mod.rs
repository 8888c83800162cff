//! Papers: what the person keeps. Canonical JSON, signed, verifiable offline.

mod content;
mod signed;
mod verify;

use serde::{Deserialize, Serialize};

pub use content::{
    Certificate, ClosingStatement, Content, Covered, Heading, Instant, Owing, Receipt, Retraction, Standing,
    compose,
};
pub use signed::{SigningKey, VerifyingKey, sign};
pub use verify::{Broken, Verified, verify};

/// The most bytes of a paper.
pub const PAPER_BYTES_MAX: usize = 256 * 1024;

/// Which paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// The request came in, then.
    Receipt,
    /// The line is off, with the evidence.
    Certificate,
    /// The account is settled and formally closed.
    ClosingStatement,
    /// The request was taken back and service restored.
    Retraction,
}

impl PaperKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Receipt, Self::Certificate, Self::ClosingStatement, Self::Retraction];

    /// Its name in routes and file names.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Certificate => "certificate",
            Self::ClosingStatement => "closing-statement",
            Self::Retraction => "retraction",
        }
    }
}
