//! The JSON of the `http` contract, as `docs/connectors/http.md` describes it.
//!
//! The sandbox operator speaks it too, so that a line of a test is the same line in one process and across two.

use jiff::Timestamp;
use masalama_core::audience::Audience;
use masalama_core::case::CaseId;
use masalama_core::effect::{Effect, EffectKey, EffectKind, Finding, Order, Outcome};
use masalama_core::identity::{Eid, Iccid, IdDocument, Imsi, Msisdn};
use masalama_core::line::{Line, LineKind, OperatorId};
use masalama_core::port::LineFilter;
use masalama_core::record::StepIndex;
use serde::{Deserialize, Serialize};

/// The numbers of the line an effect is for. Before the line was read only the card is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedLine {
    /// The card.
    pub iccid: Iccid,
    /// The subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imsi: Option<Imsi>,
    /// The number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub msisdn: Option<Msisdn>,
    /// The eSIM chip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eid: Option<Eid>,
}

/// One effect, as asked of another system: the body of `perform` and of `inquire`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The case.
    pub case: CaseId,
    /// The step.
    pub step: StepIndex,
    /// The idempotency key; the header `Idempotency-Key` says the same.
    pub key: EffectKey,
    /// 1 for the first try.
    pub attempt: u16,
    /// What is asked, in one word.
    pub kind: EffectKind,
    /// What is asked, with its particulars.
    pub effect: Effect,
    /// What "now" means in the effect.
    pub at: Timestamp,
    /// The line.
    pub line: AskedLine,
    /// Only for `read_line`: the paper the caller named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<IdDocument>,
    /// Only for `tell`: every contact to tell, and in which language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Audience>,
    /// Only for `pay_refund`: where the money goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_destination: Option<String>,
    /// Only for `book_pickup` and `send_device_back`: where the device is, or goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup_address: Option<String>,
}

impl Asked {
    /// What leaves the house for this order: of the personal fields only those its effect needs.
    #[must_use]
    pub fn of(order: &Order) -> Self {
        let personal = &order.personal;
        let kind = order.effect.kind();
        let line = match &personal.numbers {
            Some(numbers) => AskedLine {
                iccid: numbers.iccid.clone(),
                imsi: Some(numbers.imsi.clone()),
                msisdn: numbers.msisdn.clone(),
                eid: numbers.eid.clone(),
            },
            None => AskedLine { iccid: personal.claim.iccid.clone(), imsi: None, msisdn: None, eid: None },
        };
        let needs = Needs::of(kind);
        Self {
            case: order.case,
            step: order.step,
            key: order.key,
            attempt: order.attempt,
            kind,
            effect: order.effect.clone(),
            at: order.at,
            line,
            document: needs.document.then(|| personal.claim.document.clone()),
            audience: order.audience.clone().filter(|_| needs.audience),
            refund_destination: personal.refund_destination.clone().filter(|_| needs.refund_destination),
            pickup_address: personal.pickup_address.clone().filter(|_| needs.pickup_address),
        }
    }

    /// Does the word fit the particulars, and does it bring no personal field its effect does not need?
    #[must_use]
    pub fn holds_together(&self) -> bool {
        let needs = Needs::of(self.kind);
        self.kind == self.effect.kind()
            && (needs.document || self.document.is_none())
            && (needs.audience || self.audience.is_none())
            && (needs.refund_destination || self.refund_destination.is_none())
            && (needs.pickup_address || self.pickup_address.is_none())
    }
}

/// Which personal fields beside the line's numbers an effect needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Needs {
    document: bool,
    audience: bool,
    refund_destination: bool,
    pickup_address: bool,
}

impl Needs {
    fn of(kind: EffectKind) -> Self {
        let nothing = Self::default();
        match kind {
            EffectKind::ReadLine => Self { document: true, ..nothing },
            EffectKind::Tell => Self { audience: true, ..nothing },
            EffectKind::PayRefund => Self { refund_destination: true, ..nothing },
            EffectKind::BookPickup | EffectKind::SendDeviceBack => Self { pickup_address: true, ..nothing },
            EffectKind::ReadPrice
            | EffectKind::ReadDues
            | EffectKind::CancelPickup
            | EffectKind::Bar
            | EffectKind::Unbar
            | EffectKind::StopCharging
            | EffectKind::ResumeCharging
            | EffectKind::HoldNumber
            | EffectKind::UnholdNumber
            | EffectKind::PurgeSessions
            | EffectKind::CollectUsage
            | EffectKind::UnfreezeBalance
            | EffectKind::CancelLocation
            | EffectKind::ProveAbsent
            | EffectKind::DeleteSubscriber
            | EffectKind::ProveDead
            | EffectKind::CloseCharging
            | EffectKind::IssueFinalBill
            | EffectKind::VoidFinalBill
            | EffectKind::PostDeviceFee
            | EffectKind::CollectLateUsage
            | EffectKind::CloseAccount
            | EffectKind::ReleaseNumber
            | EffectKind::RetireIccid
            | EffectKind::ReleaseProfile
            | EffectKind::SuspendLine
            | EffectKind::ErasePersonal => nothing,
        }
    }
}

/// The answer to `perform`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Performed {
    /// What became of it.
    pub outcome: Outcome<Line>,
}

/// The answer to `inquire`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inquired {
    /// What was found.
    pub finding: Finding<Line>,
}

/// The body of `lines`: which lines. A number to look up stands here, never in a URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinesAsked {
    /// Only this card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iccid: Option<Iccid>,
    /// Only this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub msisdn: Option<Msisdn>,
    /// Only this operator's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<OperatorId>,
    /// Only this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<LineKind>,
    /// Only after this one, from an earlier page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// At most so many.
    pub limit: u32,
}

impl LinesAsked {
    /// The filter as it travels.
    #[must_use]
    pub fn of(filter: &LineFilter) -> Self {
        Self {
            iccid: filter.iccid.clone(),
            msisdn: filter.msisdn.clone(),
            operator: filter.operator.clone(),
            kind: filter.kind,
            after: filter.after.clone(),
            limit: filter.limit,
        }
    }

    /// The filter as the inventory understands it.
    #[must_use]
    pub fn filter(self) -> LineFilter {
        LineFilter {
            iccid: self.iccid,
            msisdn: self.msisdn,
            operator: self.operator,
            kind: self.kind,
            after: self.after,
            limit: self.limit,
        }
    }
}

/// The answer to `lines`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinesFound {
    /// The lines.
    pub lines: Vec<Line>,
    /// Where the next page starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The body of `lines/import`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinesGiven {
    /// The lines.
    pub lines: Vec<Line>,
}

/// The answer to `lines/import`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinesTaken {
    /// How many were new.
    pub new: u64,
}
