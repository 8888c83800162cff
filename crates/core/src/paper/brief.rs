//! What a paper says in brief, signed apart: for a code that has no room for the whole paper.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::PaperKind;
use super::content::Content;
use super::signed::{Domain, SignatureBlock, canonical_of};
use crate::case::CaseId;
use crate::commitment::Digest;

/// The essence of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brief {
    /// Which paper.
    pub paper: PaperKind,
    /// Was this the sandbox operator?
    pub sandbox: bool,
    /// The case.
    pub case: CaseId,
    /// The card, masked.
    pub card: String,
    /// When the request came in.
    pub received_at: Timestamp,
    /// When the paper was issued.
    pub issued_at: Timestamp,
    /// Service and charges stopped then, where the paper says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge_stop: Option<Timestamp>,
    /// The chain's head before the paper.
    pub chain_head: Digest,
    /// How many records that are.
    pub records: u32,
    /// SHA-256 of what the whole paper says, as canonical JSON.
    pub content: Digest,
}

impl Brief {
    /// The essence of this content.
    #[must_use]
    pub fn of(content: &Content) -> Self {
        let heading = content.heading();
        Self {
            paper: content.kind(),
            sandbox: heading.sandbox,
            case: heading.case,
            card: heading.card.clone(),
            received_at: heading.received_at.utc,
            issued_at: heading.issued_at.utc,
            charge_stop: content.charge_stop().map(|stop| stop.utc),
            chain_head: heading.chain_head,
            records: heading.records,
            content: Digest::of(&[&canonical_of(content)]),
        }
    }

    /// What is signed of it.
    pub(super) fn message(&self) -> Vec<u8> {
        [Domain::Brief.bytes(), &canonical_of(self)].concat()
    }
}

/// A brief with its signature, as it stands in a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignedBrief {
    pub(super) brief: Brief,
    pub(super) signature: SignatureBlock,
}
