//! What papers say.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Archive, FinalBill, PaperKind, Quote, ReturnSlip};
use crate::calendar::Zone;
use crate::case::CaseId;
use crate::commitment::{Commitment, Digest};
use crate::detail::Detail;
use crate::effect::Item;
use crate::landscape::{SystemKind, SystemName};
use crate::line::{LineKind, OperatorId};
use crate::money::Money;
use crate::policy::PolicyRef;
use crate::record::StaffName;
use crate::request::{Channel, Language, RefundMethod};
use crate::step::StepKind;

/// An instant as people and courts read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instant {
    /// In UTC, RFC 3339.
    pub utc: Timestamp,
    /// The same on a wall clock in the zone.
    pub local: String,
    /// The zone.
    pub zone: Zone,
}

impl Instant {
    pub(super) fn of(at: Timestamp, zone: &Zone) -> Self {
        Self { utc: at, local: zone.wall_clock(at), zone: zone.clone() }
    }
}

/// What every paper begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Was this the sandbox operator? Then nothing real ended.
    pub sandbox: bool,
    /// The case.
    pub case: CaseId,
    /// When the request came in; every clock starts here.
    pub received_at: Instant,
    /// When this paper was issued.
    pub issued_at: Instant,
    /// The card, masked.
    pub card: String,
    /// Commitment to the card's number: who knows the case's key can show which card it was.
    pub card_commitment: Commitment,
    /// The language the person is spoken to in.
    pub language: Language,
    /// The chain's head before this paper: all records up to it are fixed.
    pub chain_head: Digest,
    /// How many records that are.
    pub records: u32,
}

/// What the plan was made under; every paper after the receipt says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The operator.
    pub operator: OperatorId,
    /// Prepaid or postpaid.
    pub kind: LineKind,
    /// The policy.
    pub policy: PolicyRef,
    /// Digest of the plan.
    pub plan_hash: Digest,
}

/// How far the certificate can speak for a system (I12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Covered {
    /// It was asked and answered.
    Proven {
        /// Which node answered.
        node: Detail,
        /// When.
        asked_at: Instant,
        /// What was asked.
        question: Detail,
        /// What it answered.
        answer: Detail,
        /// Digest of question and answer.
        hash: Digest,
    },
    /// It was ordered; there is no way to read back.
    Ordered {
        /// When the order was confirmed.
        at: Option<Instant>,
        /// What the system said of it, for example which nodes it went to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<Detail>,
    },
    /// A named member of staff vouches for it.
    Attested {
        /// Who.
        by: Vec<StaffName>,
    },
}

/// The request came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The heading.
    pub heading: Heading,
    /// How it came in.
    pub channel: Channel,
    /// The day the person wants service to end; as soon as may be when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted_on: Option<Date>,
    /// Unless the caller is verified by then, the request lapses.
    pub lapses_at: Instant,
}

/// The line is off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The heading.
    pub heading: Heading,
    /// Operator, policy, plan.
    pub standing: Standing,
    /// Service and charges stopped then.
    pub charge_stop: Instant,
    /// Each declared system that knew the line.
    pub systems: Vec<SystemCovered>,
    /// Kinds of system that give service and that nobody declared.
    pub not_covered: Vec<SystemKind>,
}

/// One declared system in a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SystemCovered {
    /// Its name.
    pub system: SystemName,
    /// Its sort; absent in papers of 0.1, and where it is no longer declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SystemKind>,
    /// How far the certificate can speak for it.
    pub covered: Covered,
    /// How far it can speak for the nodes that served the line on its behalf: asked, or only ordered to let it go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serving_nodes: Option<Covered>,
}

/// What is left between the person and the operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owing {
    /// Paid back at once.
    pub refunded: Money,
    /// Paid back after late usage was known.
    pub refunded_later: Money,
    /// How.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_method: Option<RefundMethod>,
    /// Late usage booked against what was held back.
    pub late_usage: Money,
    /// Usage dated after the charge stop: not charged.
    pub not_charged: Vec<Item>,
    /// What the person still owes, settled apart.
    pub still_owed: Money,
}

/// The account is settled and formally closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosingStatement {
    /// The heading.
    pub heading: Heading,
    /// Operator, policy, plan.
    pub standing: Standing,
    /// Service and charges stopped then.
    pub charge_stop: Instant,
    /// The final bill's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_bill: Option<Detail>,
    /// Its sums.
    pub items: Vec<Item>,
    /// What is left.
    pub owing: Owing,
    /// Devices: returned, charged for, or none.
    pub devices_returned: Option<bool>,
}

/// The request was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retraction {
    /// The heading.
    pub heading: Heading,
    /// When it was asked.
    pub asked_at: Instant,
    /// Paused until this day in place of restored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_until: Option<Date>,
    /// Steps that were undone.
    pub undone: Vec<StepKind>,
}

/// What a paper says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A receipt.
    Receipt(Receipt),
    /// A certificate.
    Certificate(Certificate),
    /// A closing statement.
    ClosingStatement(ClosingStatement),
    /// A retraction.
    Retraction(Retraction),
    /// A quote.
    Quote(Quote),
    /// A final bill.
    FinalBill(FinalBill),
    /// A slip for what is to come back.
    ReturnSlip(ReturnSlip),
    /// An archive of records.
    Archive(Archive),
}

impl Content {
    /// Which paper it is.
    #[must_use]
    pub fn kind(&self) -> PaperKind {
        match self {
            Self::Receipt(_) => PaperKind::Receipt,
            Self::Certificate(_) => PaperKind::Certificate,
            Self::ClosingStatement(_) => PaperKind::ClosingStatement,
            Self::Retraction(_) => PaperKind::Retraction,
            Self::Quote(_) => PaperKind::Quote,
            Self::FinalBill(_) => PaperKind::FinalBill,
            Self::ReturnSlip(_) => PaperKind::ReturnSlip,
            Self::Archive(_) => PaperKind::Archive,
        }
    }

    /// Its heading.
    #[must_use]
    pub fn heading(&self) -> &Heading {
        match self {
            Self::Receipt(paper) => &paper.heading,
            Self::Certificate(paper) => &paper.heading,
            Self::ClosingStatement(paper) => &paper.heading,
            Self::Retraction(paper) => &paper.heading,
            Self::Quote(paper) => &paper.heading,
            Self::FinalBill(paper) => &paper.heading,
            Self::ReturnSlip(paper) => &paper.heading,
            Self::Archive(paper) => &paper.heading,
        }
    }

    /// When service and charges stopped, where the paper says it.
    #[must_use]
    pub fn charge_stop(&self) -> Option<&Instant> {
        match self {
            Self::Certificate(paper) => Some(&paper.charge_stop),
            Self::ClosingStatement(paper) => Some(&paper.charge_stop),
            Self::FinalBill(paper) => Some(&paper.charge_stop),
            Self::Archive(paper) => paper.charge_stop.as_ref(),
            Self::Receipt(_) | Self::Retraction(_) | Self::Quote(_) | Self::ReturnSlip(_) => None,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A receipt for tests of signing.
    pub(in crate::paper) fn receipt() -> Content {
        let zone = Zone::named("Asia/Muscat").unwrap();
        let at: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let key = crate::commitment::CaseKey::new([3; 32]);
        Content::Receipt(Receipt {
            heading: Heading {
                sandbox: true,
                case: CaseId::from_bytes([9; 16]),
                received_at: Instant::of(at, &zone),
                issued_at: Instant::of(at, &zone),
                card: "•••0017".to_owned(),
                card_commitment: key.commit("iccid", "8996802000000000017"),
                language: Language::Ar,
                chain_head: Digest::of(&[b"head"]),
                records: 1,
            },
            channel: Channel::Portal,
            wanted_on: None,
            lapses_at: Instant::of(at, &zone),
        })
    }
}
