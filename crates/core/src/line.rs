//! A line: what is ended. As read from the operator's records, and as a record may speak of it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::commitment::{CaseKey, Commitment};
use crate::identity::{Eid, Email, Iccid, IdDocument, Imsi, Msisdn};
use crate::money::Money;

/// The most devices bound to one line, and the most bills listed for it.
pub const LINE_ITEMS_MAX: usize = 64;

/// An operator's short name in packs and configuration. *Shape*: 1 to 40 of `a-z 0-9 -`, for example `ooredoo-oman`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OperatorId(String);

impl OperatorId {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OperatorId {
    type Error = BadOperatorId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(text)) } else { Err(BadOperatorId) }
    }
}

impl From<OperatorId> for String {
    fn from(id: OperatorId) -> Self {
        id.0
    }
}

impl std::fmt::Display for OperatorId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An operator's short name that cannot be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an operator's id is 1 to 40 characters of a-z, 0-9 and '-'")]
pub struct BadOperatorId;

/// How the line is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// From a balance paid in beforehand.
    Prepaid,
    /// By a bill afterwards.
    Postpaid,
}

/// The numbers of a line. Personal: they live in the personal table and on the wire only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineNumbers {
    /// The card. *Source*: ITU-T E.118.
    pub iccid: Iccid,
    /// The subscription. *Source*: ITU-T E.212.
    pub imsi: Imsi,
    /// The number, which a data card may not have. *Source*: ITU-T E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub msisdn: Option<Msisdn>,
    /// The eSIM chip. *Source*: GSMA SGP.02.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eid: Option<Eid>,
}

/// The holder of a line, as the operator's records know him. Personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// The paper the line was registered with.
    pub document: IdDocument,
    /// The number the person can be reached on; another one than the line's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_msisdn: Option<Msisdn>,
    /// The address the person reads mail at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<Email>,
}

/// Whether the line has service, as the operator's records say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineStatus {
    /// In service.
    Active,
    /// Commercially paused.
    Suspended,
    /// Barred by the operator.
    Barred,
    /// Ended.
    Ended,
}

/// A device bound to the contract, to be returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// What it is.
    pub kind: DeviceKind,
    /// Its label with the operator, for example `router-1`.
    pub label: String,
}

/// What sort of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// A telephone.
    Phone,
    /// A tablet.
    Tablet,
    /// A router.
    Router,
}

/// The contract behind a postpaid line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// First day.
    pub starts_on: Date,
    /// Last day of the minimum term.
    pub minimum_until: Date,
    /// What is charged each month.
    pub monthly: Money,
    /// Deposit held.
    pub deposit: Money,
}

/// What a record may hold of a line: nothing personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineFacts {
    /// Who serves it. Decided by records, never by a prefix.
    pub operator: OperatorId,
    /// How it is paid for.
    pub kind: LineKind,
    /// Is it a card for data only?
    pub data_only: bool,
    /// Is it an eSIM?
    pub esim: bool,
    /// The day it went into service.
    pub activated_on: Date,
    /// The day it was bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchased_on: Option<Date>,
    /// Whether it has service.
    pub status: LineStatus,
    /// Prepaid: what is on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<Money>,
    /// The recurring plan on it, by its name with the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurring_plan: Option<String>,
    /// Postpaid: the contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract>,
    /// Devices to return.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<Device>,
    /// Is the number on its way to another operator?
    pub port_pending: bool,
    /// Is there an order of a court or authority not to touch it?
    pub legal_hold: bool,
}

/// A line as the operator's records give it: personal numbers and facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its numbers. Personal.
    pub numbers: LineNumbers,
    /// Its holder. Personal.
    pub owner: Owner,
    /// The rest.
    pub facts: LineFacts,
}

/// A line as a record speaks of it: commitments in place of personal fields (I15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineSnapshot {
    /// Commitment to the ICCID.
    pub iccid: Commitment,
    /// Commitment to the IMSI.
    pub imsi: Commitment,
    /// Commitment to the MSISDN, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub msisdn: Option<Commitment>,
    /// Commitment to the holder's document.
    pub owner: Commitment,
    /// Commitment to the contact number, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Commitment>,
    /// Commitment to the address mail is read at, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<Commitment>,
    /// The rest.
    pub facts: LineFacts,
    /// When it was read.
    pub read_at: Timestamp,
}

/// The names under which personal fields are committed to; the same name on both sides of a comparison.
pub mod field {
    /// The card.
    pub const ICCID: &str = "iccid";
    /// The subscription.
    pub const IMSI: &str = "imsi";
    /// The number of the line.
    pub const MSISDN: &str = "msisdn";
    /// The holder's document.
    pub const DOCUMENT: &str = "document";
    /// The number the person can be reached on.
    pub const CONTACT: &str = "contact_msisdn";
    /// The address the person reads mail at.
    pub const CONTACT_EMAIL: &str = "contact_email";
    /// Where a refund goes.
    pub const REFUND_DESTINATION: &str = "refund_destination";
    /// What is written in a complaint.
    pub const COMPLAINT: &str = "complaint";
    /// Where a device is picked up.
    pub const PICKUP_ADDRESS: &str = "pickup_address";
}

impl Line {
    /// The line as a record may hold it.
    #[must_use]
    pub fn sealed(&self, key: &CaseKey, read_at: Timestamp) -> LineSnapshot {
        LineSnapshot {
            iccid: key.commit(field::ICCID, self.numbers.iccid.unmasked()),
            imsi: key.commit(field::IMSI, self.numbers.imsi.unmasked()),
            msisdn: self.numbers.msisdn.as_ref().map(|n| key.commit(field::MSISDN, n.unmasked())),
            owner: key.commit(field::DOCUMENT, &self.owner.document.canonical()),
            contact: self.owner.contact_msisdn.as_ref().map(|n| key.commit(field::CONTACT, n.unmasked())),
            contact_email: self
                .owner
                .contact_email
                .as_ref()
                .map(|email| key.commit(field::CONTACT_EMAIL, email.unmasked())),
            facts: self.facts.clone(),
            read_at,
        }
    }
}

/// What may have changed about a line while its case waited (I13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// It has another holder.
    Owner,
    /// It has another number.
    Msisdn,
    /// It has another subscription.
    Imsi,
    /// It has another card.
    Iccid,
    /// The number is on its way to another operator.
    PortPending,
    /// A court or authority holds it.
    LegalHold,
}

impl LineSnapshot {
    /// What is different now from `self`, in a fixed order.
    #[must_use]
    pub fn differences(&self, now: &Self) -> Vec<Difference> {
        let checks = [
            (self.owner != now.owner, Difference::Owner),
            (self.msisdn != now.msisdn, Difference::Msisdn),
            (self.imsi != now.imsi, Difference::Imsi),
            (self.iccid != now.iccid, Difference::Iccid),
            (self.facts.port_pending != now.facts.port_pending, Difference::PortPending),
            (self.facts.legal_hold != now.facts.legal_hold, Difference::LegalHold),
        ];
        checks.into_iter().filter_map(|(differs, what)| differs.then_some(what)).collect()
    }
}
