//! Effects: one call to one system, what it asks, and what may come back.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::audience::Audience;
use crate::commitment::{CaseKey, Digest};
use crate::detail::Detail;
use crate::line::{Line, LineSnapshot};
use crate::money::Money;
use crate::policy::{NumberFate, UsageRule};
use crate::record::StepIndex;
use crate::request::{Personal, RefundMethod, ReturnWay};

use crate::case::CaseId;

macro_rules! effects {
    ($( $(#[$doc:meta])* $kind:ident ),+ $(,)?) => {
        /// What a system can be asked to do, without the particulars.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum EffectKind { $( $(#[$doc])* $kind ),+ }

        impl EffectKind {
            /// Every kind, in the order a case meets them.
            pub const ALL: &'static [Self] = &[ $( Self::$kind ),+ ];
        }
    };
}

effects! {
    /// Read the line in the operator's records.
    ReadLine,
    /// Read what leaving would cost and pay back.
    ReadPrice,
    /// Read what is unpaid.
    ReadDues,
    /// Tell the person something.
    Tell,
    /// Order a courier for a device.
    BookPickup,
    /// Take the courier's order back.
    CancelPickup,
    /// Send a returned device to the person again.
    SendDeviceBack,
    /// Bar service in the network; emergency calls stay possible.
    Bar,
    /// Lift the bar.
    Unbar,
    /// Refuse new charging quota and recurring charges.
    StopCharging,
    /// Give quota and recurring charges again.
    ResumeCharging,
    /// Hold the number, so that nobody gets it.
    HoldNumber,
    /// Give the held number back to its line.
    UnholdNumber,
    /// End open data sessions.
    PurgeSessions,
    /// Collect the last usage and freeze the balance.
    CollectUsage,
    /// Make the frozen balance usable again.
    UnfreezeBalance,
    /// Withdraw the subscription from every serving node. *Source*: 3GPP TS 29.002 Cancel Location, TS 29.272 CLR.
    CancelLocation,
    /// Ask whether any node still serves the line.
    ProveAbsent,
    /// Delete keys and row; the hard point of no return.
    DeleteSubscriber,
    /// Ask whether the line is dead: the row gone, authentication refused.
    ProveDead,
    /// Close the charging account.
    CloseCharging,
    /// Issue the final bill.
    IssueFinalBill,
    /// Take the provisional final bill back, as if it had not been issued.
    VoidFinalBill,
    /// Charge the declared fee for devices that did not come back.
    PostDeviceFee,
    /// Pay money back.
    PayRefund,
    /// Collect usage that was reported late.
    CollectLateUsage,
    /// Close the account formally.
    CloseAccount,
    /// Release the number to the pool, or return it to its range holder.
    ReleaseNumber,
    /// Retire the card in the records.
    RetireIccid,
    /// Release the eSIM profile. *Source*: GSMA SGP.22.
    ReleaseProfile,
    /// Pause the line commercially in place of ending it.
    SuspendLine,
    /// Erase the personal fields of the case.
    ErasePersonal,
}

impl EffectKind {
    /// Does a system answer it with no more than its own reference: not with a line, figures, a proof, or whom it reached?
    #[must_use]
    pub const fn is_answered_by_reference(self) -> bool {
        !matches!(
            self,
            Self::ReadLine
                | Self::ReadPrice
                | Self::ReadDues
                | Self::Tell
                | Self::CollectUsage
                | Self::ProveAbsent
                | Self::ProveDead
                | Self::IssueFinalBill
                | Self::CollectLateUsage
        )
    }
}

/// What a message to the person is about, in the order a case meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The request came in, and whoever asked was verified.
    Received,
    /// When it takes effect, and not to use the card meanwhile.
    EffectiveDate,
    /// The line is about to be barred: the last word before it.
    BeforeCut,
    /// The line is proven off; the certificate is there.
    Ended,
    /// Money was paid back.
    RefundPaid,
    /// What was held back of it was paid back too.
    RestPaid,
    /// The account is formally closed.
    Closed,
    /// Another contact was given.
    ContactChanged,
    /// Money is to be paid back in another way, or to elsewhere.
    DestinationChanged,
    /// The case stands still: somebody had it held, or a person must decide.
    Held,
    /// It goes on.
    GoesOn,
    /// The request was taken back, or the line paused instead.
    TakenBack,
}

impl Subject {
    /// Every subject.
    pub const ALL: [Self; 12] = [
        Self::Received,
        Self::EffectiveDate,
        Self::BeforeCut,
        Self::Ended,
        Self::RefundPaid,
        Self::RestPaid,
        Self::Closed,
        Self::ContactChanged,
        Self::DestinationChanged,
        Self::Held,
        Self::GoesOn,
        Self::TakenBack,
    ];

    /// Is there something to stop, as long as it can be stopped?
    #[must_use]
    pub fn can_be_stopped(self) -> bool {
        match self {
            Self::Received
            | Self::EffectiveDate
            | Self::BeforeCut
            | Self::ContactChanged
            | Self::DestinationChanged => true,
            Self::Ended
            | Self::RefundPaid
            | Self::RestPaid
            | Self::Closed
            | Self::Held
            | Self::GoesOn
            | Self::TakenBack => false,
        }
    }

    /// Does it say that somebody changed where the person is reached or paid? Then those who were reached before are told as well.
    #[must_use]
    pub fn is_of_change(self) -> bool {
        matches!(self, Self::ContactChanged | Self::DestinationChanged)
    }
}

/// One call, with its particulars. Nothing in it is personal: that travels beside it in the [`Order`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// See [`EffectKind`]: a call without particulars.
    Plain(EffectKind),
    /// Tell the person.
    Tell {
        /// About what.
        subject: Subject,
        /// The date it speaks of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Date>,
        /// The sum it speaks of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Money>,
    },
    /// Order a courier.
    BookPickup {
        /// Day and slot; the address is personal and travels in the order.
        way: ReturnWay,
    },
    /// Collect usage since the request, up to the charge stop, and freeze the balance.
    CollectUsage {
        /// Usage from here on is shown as "used after the request".
        since: Timestamp,
        /// Nothing after this is charged (I11).
        charge_stop: Timestamp,
    },
    /// Issue the final bill.
    IssueFinalBill {
        /// Nothing after this is on it (I11).
        charge_stop: Timestamp,
        /// The receipt: usage after it follows `usage_rule`.
        received_at: Timestamp,
        /// Whether usage between receipt and charge stop is billed.
        usage_rule: UsageRule,
    },
    /// Charge the declared fee for devices not returned.
    PostDeviceFee {
        /// How much in all.
        amount: Money,
    },
    /// Pay money back; the destination is personal and travels in the order.
    PayRefund {
        /// How much.
        amount: Money,
        /// How.
        method: RefundMethod,
    },
    /// Collect usage reported since the last collection.
    CollectLateUsage {
        /// What is dated after this goes to quarantine (I11).
        charge_stop: Timestamp,
    },
    /// Give the number up.
    ReleaseNumber {
        /// To the operator's pool, or back to the holder of its range.
        to: NumberFate,
    },
    /// Pause the line.
    SuspendLine {
        /// Until this day.
        until: Date,
    },
}

impl Effect {
    /// Does it carry the particulars that its kind needs?
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !matches!(
            self,
            Self::Plain(
                EffectKind::Tell
                    | EffectKind::BookPickup
                    | EffectKind::CollectUsage
                    | EffectKind::IssueFinalBill
                    | EffectKind::PostDeviceFee
                    | EffectKind::PayRefund
                    | EffectKind::CollectLateUsage
                    | EffectKind::ReleaseNumber
                    | EffectKind::SuspendLine
            )
        )
    }

    /// The instant after which nothing may be charged, where the effect speaks of charges (I11).
    #[must_use]
    pub fn charge_stop(&self) -> Option<Timestamp> {
        match self {
            Self::CollectUsage { charge_stop, .. }
            | Self::IssueFinalBill { charge_stop, .. }
            | Self::CollectLateUsage { charge_stop } => Some(*charge_stop),
            Self::Plain(_)
            | Self::Tell { .. }
            | Self::BookPickup { .. }
            | Self::PostDeviceFee { .. }
            | Self::PayRefund { .. }
            | Self::ReleaseNumber { .. }
            | Self::SuspendLine { .. } => None,
        }
    }

    /// What is asked, without the particulars.
    #[must_use]
    pub fn kind(&self) -> EffectKind {
        match self {
            Self::Plain(kind) => *kind,
            Self::Tell { .. } => EffectKind::Tell,
            Self::BookPickup { .. } => EffectKind::BookPickup,
            Self::CollectUsage { .. } => EffectKind::CollectUsage,
            Self::IssueFinalBill { .. } => EffectKind::IssueFinalBill,
            Self::PostDeviceFee { .. } => EffectKind::PostDeviceFee,
            Self::PayRefund { .. } => EffectKind::PayRefund,
            Self::CollectLateUsage { .. } => EffectKind::CollectLateUsage,
            Self::ReleaseNumber { .. } => EffectKind::ReleaseNumber,
            Self::SuspendLine { .. } => EffectKind::SuspendLine,
        }
    }
}

/// The idempotency key of an effect: a function of case, step and obligation, never of the attempt (I2).
///
/// *Shape*: base64url, 43 characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EffectKey(Digest);

impl EffectKey {
    /// The key of obligation number `obligation` of step `step` of `case`.
    #[must_use]
    pub fn new(case: CaseId, step: StepIndex, obligation: u16) -> Self {
        Self(Digest::of(&[
            b"masalama/effect/1",
            case.as_bytes(),
            &step.0.to_be_bytes(),
            &obligation.to_be_bytes(),
        ]))
    }
}

impl fmt::Debug for EffectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Display for EffectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// What a connector is given: one effect on one system for one line.
#[derive(Clone, Debug)]
pub struct Order {
    /// The case it belongs to.
    pub case: CaseId,
    /// The step it belongs to.
    pub step: StepIndex,
    /// Its idempotency key.
    pub key: EffectKey,
    /// 1 for the first try.
    pub attempt: u16,
    /// What is asked.
    pub effect: Effect,
    /// The instant of the intent: what "this instant" means in the effect.
    pub at: Timestamp,
    /// The personal fields it needs.
    pub personal: std::sync::Arc<Personal>,
    /// Of a message: whom it may go to at this instant, which is asked anew at each try.
    pub audience: Option<Audience>,
    /// In a retract: what the step that is undone showed when it was done, so that it can be undone exactly.
    pub undoes: Option<Evidence>,
}

/// What became of a call (I5). Silence is `Unknown`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Outcome<L = LineSnapshot> {
    /// It was done, and this shows it.
    Done(Evidence<L>),
    /// The other side works on it; ask again after so many seconds.
    Pending {
        /// When to ask again.
        ask_after_s: u32,
    },
    /// The other side refused, and said so.
    Rejected(Rejection),
    /// Sent, no answer, or none that can be read.
    Unknown {
        /// How we learnt it.
        cause: Detail,
    },
}

/// What asking told (I5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Finding<L = LineSnapshot> {
    /// It had been done.
    Done(Evidence<L>),
    /// The other side still works on it.
    Pending {
        /// When to ask again.
        ask_after_s: u32,
    },
    /// It had been refused.
    Rejected(Rejection),
    /// It never arrived or had no effect: it may be sent again.
    NotDone,
    /// Asking had no answer either.
    Unknown {
        /// How we learnt it.
        cause: Detail,
    },
}

/// A refusal by another system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    /// What sort.
    pub why: RejectedWhy,
    /// What it said.
    pub detail: Detail,
}

/// What sort of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectedWhy {
    /// The system knows no such line.
    NoSuchLine,
    /// A proof failed: the line is there.
    LineIsThere,
    /// The system will not do it.
    Refused,
    /// The order makes no sense to it.
    Invalid,
}

/// What shows that an effect was done. From a connector `L` is a [`Line`]; in a record it is a [`LineSnapshot`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Evidence<L = LineSnapshot> {
    /// The other system's own reference of what it did.
    Reference(Detail),
    /// The line as it is now.
    Line(Box<L>),
    /// The price of leaving.
    Price(Price),
    /// What is unpaid.
    Dues(Dues),
    /// Usage, and the balance that was frozen.
    Usage(Usage),
    /// The final bill.
    Bill(Bill),
    /// A proof for the certificate.
    Proof(Proof),
    /// How many contacts a message reached.
    Reached(Reached),
}

impl Evidence<Line> {
    /// The same, fit for a record.
    #[must_use]
    pub fn sealed(self, key: &CaseKey, at: Timestamp) -> Evidence {
        match self {
            Self::Reference(reference) => Evidence::Reference(reference),
            Self::Line(line) => Evidence::Line(Box::new(line.sealed(key, at))),
            Self::Price(price) => Evidence::Price(price),
            Self::Dues(dues) => Evidence::Dues(dues),
            Self::Usage(usage) => Evidence::Usage(usage),
            Self::Bill(bill) => Evidence::Bill(bill),
            Self::Proof(proof) => Evidence::Proof(proof),
            Self::Reached(reached) => Evidence::Reached(reached),
        }
    }
}

impl Outcome<Line> {
    /// The same, fit for a record.
    #[must_use]
    pub fn sealed(self, key: &CaseKey, at: Timestamp) -> Outcome {
        match self {
            Self::Done(evidence) => Outcome::Done(evidence.sealed(key, at)),
            Self::Pending { ask_after_s } => Outcome::Pending { ask_after_s },
            Self::Rejected(rejection) => Outcome::Rejected(rejection),
            Self::Unknown { cause } => Outcome::Unknown { cause },
        }
    }

    /// The line in it, if it brings one.
    #[must_use]
    pub fn line(&self) -> Option<&Line> {
        match self {
            Self::Done(Evidence::Line(line)) => Some(line),
            Self::Done(_) | Self::Pending { .. } | Self::Rejected(_) | Self::Unknown { .. } => None,
        }
    }
}

impl Finding<Line> {
    /// The line in it, if it brings one.
    #[must_use]
    pub fn line(&self) -> Option<&Line> {
        match self {
            Self::Done(Evidence::Line(line)) => Some(line),
            Self::Done(_)
            | Self::Pending { .. }
            | Self::Rejected(_)
            | Self::NotDone
            | Self::Unknown { .. } => None,
        }
    }

    /// The same, fit for a record.
    #[must_use]
    pub fn sealed(self, key: &CaseKey, at: Timestamp) -> Finding {
        match self {
            Self::Done(evidence) => Finding::Done(evidence.sealed(key, at)),
            Self::Pending { ask_after_s } => Finding::Pending { ask_after_s },
            Self::Rejected(rejection) => Finding::Rejected(rejection),
            Self::NotDone => Finding::NotDone,
            Self::Unknown { cause } => Finding::Unknown { cause },
        }
    }
}

/// What a sum on a bill or price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// A bill that was issued and not paid.
    OpenBill,
    /// The recurring charge, for the part of the month that was served.
    Recurring,
    /// Calls, messages, data.
    Usage,
    /// What remains of a device's instalments.
    DeviceInstalment,
    /// For leaving before the minimum term.
    EarlyTermination,
    /// For a device that did not come back.
    DeviceFee,
    /// Credit on the account.
    Credit,
    /// A debit that was booked on the account.
    Debit,
    /// Tax on what is charged.
    Tax,
    /// A deposit that comes back.
    Deposit,
}

/// One line of a bill, price or list of dues. *Units*: `amount` is positive when the person owes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What for.
    pub kind: ItemKind,
    /// How much.
    pub amount: Money,
    /// The instant it is dated.
    pub dated: Timestamp,
    /// The other system's reference, for example a bill number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Detail>,
}

/// What leaving would cost and pay back, as billing knows it now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Each sum.
    pub items: Vec<Item>,
    /// Owed by the person when positive, to the person when negative.
    pub total: Money,
}

/// What is unpaid now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dues {
    /// Each sum.
    pub items: Vec<Item>,
    /// Their sum.
    pub total: Money,
}

/// Usage collected, and the balance frozen with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usage {
    /// Prepaid: the balance as frozen. Postpaid: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen_balance: Option<Money>,
    /// Usage between the receipt and the charge stop.
    pub after_request: Vec<Item>,
    /// Usage dated after the charge stop: quarantined (I11).
    pub after_charge_stop: Vec<Item>,
    /// Usage before the charge stop that was not collected before; only a late collection has it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late: Vec<Item>,
}

/// The final bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bill {
    /// Its number with billing.
    pub number: Detail,
    /// Each sum; none is dated after the charge stop.
    pub items: Vec<Item>,
    /// Owed by the person when positive, to the person when negative.
    pub total: Money,
}

/// How one message fared at its contacts: counts, never addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reached {
    /// To how many contacts it was to go.
    pub contacts: u32,
    /// How many took it: it arrived there, or whoever carries it took it over.
    pub reached: u32,
    /// The same in the words of who sent it.
    pub told: Detail,
}

/// A question to a system and its answer, for the certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Which node answered.
    pub node: Detail,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// What was asked.
    pub question: Detail,
    /// What it answered.
    pub answer: Detail,
}
