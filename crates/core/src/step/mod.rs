//! The steps of a cease, one file each in the words of the trade.
//!
//! A step says of itself who does it, how far it can be taken back, which effect it needs, and two pure functions: what to do
//! once all it waits for is settled ([`Definition::go`]), and whether the answer settles it ([`Definition::judge`]).

mod bar;
mod certificate;
mod charging;
mod closing;
mod deprovision;
mod device_return;
mod erasure;
mod esim;
mod final_bill;
mod identity;
mod late_usage;
mod news;
mod notice;
mod number;
mod quote;
mod receipt;
mod refund;
mod reread;
mod settlement;
mod suspension;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::case::{Case, StuckWhy};
use crate::effect::{Effect, EffectKind, Evidence, RejectedWhy};
use crate::paper::PaperKind;
use crate::plan::Hand;
use crate::record::{ParkedFor, SkippedWhy, StepIndex};

pub(crate) use device_return::undecided_fee;
pub(crate) use erasure::erased_by;
pub use refund::{Owed, owed};
pub(crate) use refund::{is_above_limit, is_behind_refund, payable_from, refund_above};
pub(crate) use settlement::unpaid_dues;

macro_rules! steps {
    ($( $(#[$doc:meta])* $kind:ident = $file:ident :: $definition:ident ),+ $(,)?) => {
        /// What a step is: a verb and a noun.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum StepKind { $( $(#[$doc])* $kind ),+ }

        impl StepKind {
            /// Every kind, in the order a case meets them.
            pub const ALL: &'static [Self] = &[ $( Self::$kind ),+ ];

            /// What the step says of itself.
            #[must_use]
            pub fn definition(self) -> &'static Definition {
                match self { $( Self::$kind => &$file::$definition ),+ }
            }
        }
    };
}

steps! {
    /// Issue the receipt; clocks start here.
    IssueReceipt = receipt::ISSUE_RECEIPT,
    /// Match the claim to the operator's records, or have papers seen by two members of staff.
    VerifyIdentity = identity::VERIFY_IDENTITY,
    /// Ask what leaving costs and pays back.
    QuotePrice = quote::QUOTE_PRICE,
    /// Tell every contact that the request came in.
    ConfirmReceipt = receipt::CONFIRM_RECEIPT,
    /// Tell the person when it takes effect, and not to use the card meanwhile.
    AnnounceDate = receipt::ANNOUNCE_DATE,
    /// Wait until unpaid dues are paid, where the policy lets them gate.
    SettleDues = settlement::SETTLE_DUES,
    /// Wait out the notice, counted from the receipt.
    ServeNotice = notice::SERVE_NOTICE,
    /// Wait out the time to think again.
    CoolOff = notice::COOL_OFF,
    /// Wait for the day the person wants.
    AwaitDate = notice::AWAIT_DATE,
    /// Let the person choose how devices come back.
    ArrangeReturn = device_return::ARRANGE_RETURN,
    /// Order the courier.
    BookPickup = device_return::BOOK_PICKUP,
    /// Let the person choose how money is paid back.
    ChooseRefund = refund::CHOOSE_REFUND,
    /// Tell every contact that the line is about to be barred; the bar waits for it.
    AnnounceBar = bar::ANNOUNCE_BAR,
    /// Read the line anew before it is barred (I13).
    RereadBeforeBar = reread::REREAD_BEFORE_BAR,
    /// Read dues again before the bar.
    RereadDues = settlement::REREAD_DUES,
    /// Bar service; emergency calls stay possible. The charge stop.
    Bar = bar::BAR,
    /// Refuse new charging quota and recurring charges.
    StopCharging = charging::STOP_CHARGING,
    /// Hold the number, so that nobody gets it.
    HoldNumber = number::HOLD_NUMBER,
    /// End open data sessions.
    PurgeSessions = charging::PURGE_SESSIONS,
    /// Collect the last usage and freeze the balance.
    CollectUsage = charging::COLLECT_USAGE,
    /// Withdraw the subscription from every serving node.
    CancelLocation = deprovision::CANCEL_LOCATION,
    /// Prove that no node serves the line.
    ProveAbsent = deprovision::PROVE_ABSENT,
    /// Read the line anew before the hard point (I13).
    RereadBeforeDelete = reread::REREAD_BEFORE_DELETE,
    /// Delete keys and row: the hard point of no return.
    DeleteSubscriber = deprovision::DELETE_SUBSCRIBER,
    /// Close the charging account.
    CloseCharging = charging::CLOSE_CHARGING,
    /// Prove that the line is dead.
    ProveDead = deprovision::PROVE_DEAD,
    /// Issue the certificate: the line is off, with the evidence.
    IssueCertificate = certificate::ISSUE_CERTIFICATE,
    /// Tell the person that the line is off.
    AnnounceEnd = certificate::ANNOUNCE_END,
    /// Issue the final bill.
    IssueFinalBill = final_bill::ISSUE_FINAL_BILL,
    /// Pay back what is owed and not held back.
    PayRefund = refund::PAY_REFUND,
    /// Tell the person that money was paid back.
    ConfirmRefund = refund::CONFIRM_REFUND,
    /// Wait until roaming partners have reported.
    AwaitLateUsage = late_usage::AWAIT_LATE_USAGE,
    /// Collect usage that was reported late.
    CollectLateUsage = late_usage::COLLECT_LATE_USAGE,
    /// Pay back the rest.
    PayRemainder = refund::PAY_REMAINDER,
    /// Tell the person that the rest was paid back.
    ConfirmRemainder = refund::CONFIRM_REMAINDER,
    /// Scan the devices as they come back.
    ReturnDevices = device_return::RETURN_DEVICES,
    /// Charge the declared fee for devices that did not come back.
    ChargeDeviceFee = device_return::CHARGE_DEVICE_FEE,
    /// Check that nothing of the account is open.
    CheckAccount = closing::CHECK_ACCOUNT,
    /// Close the account formally.
    CloseAccount = closing::CLOSE_ACCOUNT,
    /// Issue the closing statement: the account is settled and formally closed.
    IssueClosingStatement = closing::ISSUE_CLOSING_STATEMENT,
    /// Tell the person that the account is closed.
    ConfirmClosing = closing::CONFIRM_CLOSING,
    /// Hold the number back until nobody expects its old holder there.
    QuarantineNumber = number::QUARANTINE_NUMBER,
    /// Release the number to the pool or its range holder.
    ReleaseNumber = number::RELEASE_NUMBER,
    /// Retire the card in the records.
    RetireIccid = esim::RETIRE_ICCID,
    /// Release the eSIM profile; the device may be off for weeks.
    ReleaseProfile = esim::RELEASE_PROFILE,
    /// Keep the personal fields as long as needed.
    KeepRecords = erasure::KEEP_RECORDS,
    /// Erase them.
    ErasePersonal = erasure::ERASE_PERSONAL,
    /// Retract: lift the bar.
    Unbar = bar::UNBAR,
    /// Retract: give quota and recurring charges again.
    ResumeCharging = charging::RESUME_CHARGING,
    /// Retract: make the balance usable again.
    UnfreezeBalance = charging::UNFREEZE_BALANCE,
    /// Retract: take the provisional final bill back.
    VoidFinalBill = final_bill::VOID_FINAL_BILL,
    /// Retract: give the number back to its line.
    UnholdNumber = number::UNHOLD_NUMBER,
    /// Retract: take the courier's order back.
    CancelPickup = device_return::CANCEL_PICKUP,
    /// Retract: send returned devices back.
    SendDeviceBack = device_return::SEND_DEVICE_BACK,
    /// Retract: pause the line in place of restoring service.
    SuspendLine = suspension::SUSPEND_LINE,
    /// Retract: issue the confirmation.
    IssueRetraction = suspension::ISSUE_RETRACTION,
    /// Tell every contact at once what happened around the case.
    TellNews = news::TELL_NEWS,
}

impl StepKind {
    /// Is something read anew by it before the line is barred?
    #[must_use]
    pub(crate) fn is_read_before_bar(self) -> bool {
        matches!(self, Self::RereadBeforeBar | Self::RereadDues)
    }

    /// May the step turn out not to be needed for this reason? Nothing that cuts, proves, retires or erases ever does.
    #[must_use]
    pub fn may_be_skipped(self, why: SkippedWhy) -> bool {
        match why {
            SkippedWhy::NothingToPay => {
                matches!(
                    self,
                    Self::PayRefund
                        | Self::ConfirmRefund
                        | Self::PayRemainder
                        | Self::ConfirmRemainder
                        | Self::ChargeDeviceFee
                )
            }
            SkippedWhy::NothingToReturn => {
                matches!(
                    self,
                    Self::ArrangeReturn | Self::BookPickup | Self::ReturnDevices | Self::ChargeDeviceFee
                )
            }
            SkippedWhy::NoCourier => self == Self::BookPickup,
            SkippedWhy::NotTakenUp => matches!(
                self,
                Self::ChooseRefund
                    | Self::ArrangeReturn
                    | Self::BookPickup
                    | Self::ReturnDevices
                    | Self::SuspendLine
            ),
            SkippedWhy::Waived => self == Self::ChargeDeviceFee,
            SkippedWhy::Retracted => false,
        }
    }
}

impl StepKind {
    /// May a person's word stand for it when nobody can tell what became of it? Not for whose line it is, what is owed, figures, and that the
    /// person was told: these are asked or sent again.
    #[must_use]
    pub const fn may_be_vouched(self) -> bool {
        !matches!(
            self,
            Self::VerifyIdentity
                | Self::RereadBeforeBar
                | Self::RereadBeforeDelete
                | Self::SettleDues
                | Self::RereadDues
                | Self::CheckAccount
                | Self::AnnounceBar
                | Self::IssueFinalBill
        )
    }
}

/// Which branch of the plan a step is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Branch {
    /// From the receipt, side by side.
    Preparation,
    /// From the bar to the certificate.
    Spine,
    /// Bills, refunds, devices, the closing.
    Money,
    /// The number.
    Number,
    /// The card and the eSIM profile.
    Chip,
    /// Personal data.
    Data,
    /// Taking it back.
    Retract,
}

/// How far a step can be taken back (I6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointOfReturn {
    /// Without a trace.
    Reversible,
    /// The person notices, but all of it comes back.
    Soft,
    /// Past it only forward.
    Hard,
}

/// What a step consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// One effect on each system that offers it.
    Effect {
        /// Which.
        kind: EffectKind,
        /// Does start-up refuse a landscape in which nobody offers it?
        needed: bool,
    },
    /// Time passes.
    Wait,
    /// A paper is issued.
    Paper(PaperKind),
    /// A hand does something.
    ByHand(Hand),
}

/// What to do with a step now that all it waits for is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Do {
    /// Send this effect.
    Effect(Effect),
    /// Nothing before this instant; then it has elapsed.
    WaitUntil(Timestamp),
    /// It is not needed.
    Skip(SkippedWhy),
    /// Issue its paper.
    Issue,
    /// A hand must act; the task is due then, if a date is known.
    ByHand {
        /// By when.
        due: Option<Timestamp>,
    },
    /// A hand may act until this instant; then it is not needed any more.
    ByHandUntil(Timestamp),
    /// The facts contradict each other (a bill in two currencies, say): a person must look.
    Contradiction(&'static str),
}

/// Whether an answer settles a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It does.
    Settled,
    /// Not yet; look again after so many seconds.
    LookAgain {
        /// Seconds.
        after_s: u32,
    },
    /// The claim does not fit; papers must be seen.
    NotMatched,
    /// The last word reached no contact; somebody must tell the person.
    NobodyTold,
    /// The whole case must wait for a person.
    Park(ParkedFor),
}

/// What a step says of itself.
pub struct Definition {
    /// Its branch.
    pub branch: Branch,
    /// What it consists of.
    pub work: Work,
    /// How far it can be taken back.
    pub returns: PointOfReturn,
    /// What undoes it in a retract.
    pub undone_by: Option<StepKind>,
    /// What to do once all it waits for is settled.
    pub go: fn(&Case, StepIndex) -> Do,
    /// Whether the answer settles it.
    pub judge: fn(&Case, StepIndex, &Evidence) -> Judgement,
}

impl Definition {
    /// The effect it sends, if it does.
    #[must_use]
    pub fn effect(&self) -> Option<EffectKind> {
        match self.work {
            Work::Effect { kind, .. } => Some(kind),
            Work::Wait | Work::Paper(_) | Work::ByHand(_) => None,
        }
    }

    /// The paper it issues, if it does.
    #[must_use]
    pub fn paper(&self) -> Option<PaperKind> {
        match self.work {
            Work::Paper(kind) => Some(kind),
            Work::Effect { .. } | Work::Wait | Work::ByHand(_) => None,
        }
    }

    /// Why staff must look when its effect was refused.
    #[must_use]
    pub fn stuck_on(&self, why: RejectedWhy) -> StuckWhy {
        match (self.effect(), why) {
            (Some(EffectKind::ReadLine), RejectedWhy::NoSuchLine) => StuckWhy::NotMatched,
            (_, RejectedWhy::LineIsThere) => StuckWhy::LineCameBack,
            (_, RejectedWhy::NoSuchLine | RejectedWhy::Refused | RejectedWhy::Invalid) => StuckWhy::Rejected,
        }
    }
}

/// The usual definition of a step that sends an effect without particulars and is settled by any answer.
const fn plain(branch: Branch, kind: EffectKind, needed: bool, returns: PointOfReturn) -> Definition {
    Definition {
        branch,
        work: Work::Effect { kind, needed },
        returns,
        undone_by: None,
        go: send_plain,
        judge: settled,
    }
}

/// The usual definition of a step that tells the person something. What was told cannot be untold, but it changes nothing.
const fn tell(branch: Branch, go: fn(&Case, StepIndex) -> Do) -> Definition {
    Definition {
        branch,
        work: Work::Effect { kind: EffectKind::Tell, needed: false },
        returns: PointOfReturn::Reversible,
        undone_by: None,
        go,
        judge: settled,
    }
}

fn send_plain(case: &Case, step: StepIndex) -> Do {
    case.planned(step)
        .kind
        .definition()
        .effect()
        .map_or(Do::Contradiction("the step has no effect"), |kind| Do::Effect(Effect::Plain(kind)))
}

fn settled(_: &Case, _: StepIndex, _: &Evidence) -> Judgement {
    Judgement::Settled
}

fn issue(_: &Case, _: StepIndex) -> Do {
    Do::Issue
}

/// A wait whose end the plan fixed.
fn wait_as_planned(case: &Case, step: StepIndex) -> Do {
    Do::WaitUntil(case.planned(step).not_before.unwrap_or(Timestamp::MIN))
}

/// A wait that ends `period` after the charge stop.
fn wait_from_charge_stop(
    case: &Case,
    period: impl Fn(&crate::policy::Rules) -> crate::calendar::Period,
) -> Do {
    match (&case.plan.rules, case.charge_stop) {
        (Some(rules), Some(stop)) => Do::WaitUntil(rules.starts_after(stop, period(rules))),
        (None, _) | (_, None) => Do::Contradiction("no charge stop is known"),
    }
}
