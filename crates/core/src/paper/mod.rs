//! Papers: what the person keeps. Canonical JSON, signed, verifiable offline.

mod archive;
mod brief;
mod code;
mod compose;
mod content;
mod demand;
mod signed;
mod verify;

use serde::{Deserialize, Serialize};

pub use archive::{ARCHIVE_RECORDS_MAX, Archive, Kept, PaperIssued, RecordKept, StepDone, archive};
pub use brief::Brief;
pub use code::{CODE_CHARS_MAX, code_of, is_code};
pub use compose::compose;
pub use content::{
    Certificate, ClosingStatement, Content, Covered, Heading, Instant, Owing, Receipt, Retraction, Standing,
    SystemCovered,
};
pub use demand::{FinalBill, Quote, ReturnSlip};
pub use signed::{SigningKey, VerifyingKey, sign};
pub use verify::{Broken, Decoded, Verified, verify, verify_code};

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
    /// The price of leaving. On demand, as all that follow.
    Quote,
    /// The final bill, and what it leaves to pay back.
    FinalBill,
    /// What is to come back to the operator, how, and by when.
    ReturnSlip,
    /// All that is on record of the case, by hashes.
    Archive,
}

impl PaperKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Receipt,
        Self::Certificate,
        Self::ClosingStatement,
        Self::Retraction,
        Self::Quote,
        Self::FinalBill,
        Self::ReturnSlip,
        Self::Archive,
    ];

    /// Is it composed and signed whenever somebody asks? The others are issued once, by a step.
    #[must_use]
    pub fn is_on_demand(self) -> bool {
        match self {
            Self::Receipt | Self::Certificate | Self::ClosingStatement | Self::Retraction => false,
            Self::Quote | Self::FinalBill | Self::ReturnSlip | Self::Archive => true,
        }
    }

    /// Its name in routes and file names.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Certificate => "certificate",
            Self::ClosingStatement => "closing-statement",
            Self::Retraction => "retraction",
            Self::Quote => "quote",
            Self::FinalBill => "final-bill",
            Self::ReturnSlip => "return-slip",
            Self::Archive => "archive",
        }
    }
}
