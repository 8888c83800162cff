//! The days of the guide: which step of the plan falls on which day of the person's.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use masalama_core::calendar::{Calendar, Period};
use masalama_core::line::LineKind;
use masalama_core::plan::{AdviceKey, Plan};
use masalama_core::policy::{Country, Policy, Sourced};
use masalama_core::step::StepKind;
use serde::Serialize;

use super::TermName;
use masalama_language::Text;

/// Papers are put together so many days before the call.
const PREPARE_DAYS: i32 = 3;
/// What is tied to the card is saved so many days before the end.
const BACK_UP_DAYS: i32 = 7;
/// Devices go back so many days before the end: whoever leaves cannot do it afterwards.
const RETURN_DAYS: i32 = 3;
/// The most days that are gone back to find the last one on time; longer periods than any pack has.
const BACK_DAYS_MAX: usize = 15_000;

/// What a day is for. In the order in which they come where nothing is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum At {
    /// Put papers together.
    Prepare,
    /// Phone and ask.
    Call,
    /// Pay open bills.
    PayDues,
    /// Save what is tied to the card.
    BackUp,
    /// Give devices back.
    ReturnDevices,
    /// The line ends.
    LineEnds,
    /// Phone again.
    ConfirmClosed,
    /// The refund should be there.
    RefundDue,
    /// Late bills should be over.
    LateUsageEnds,
    /// The number may go to somebody else.
    NumberReleased,
    /// Personal data should be erased.
    DataErased,
}

impl At {
    /// Every one.
    pub const ALL: [Self; 11] = [
        Self::Prepare,
        Self::Call,
        Self::PayDues,
        Self::BackUp,
        Self::ReturnDevices,
        Self::LineEnds,
        Self::ConfirmClosed,
        Self::RefundDue,
        Self::LateUsageEnds,
        Self::NumberReleased,
        Self::DataErased,
    ];

    /// What the day is for, in words.
    pub(super) fn text(self) -> Text {
        match self {
            Self::Prepare => Text::AtPrepare,
            Self::Call => Text::AtCall,
            Self::PayDues => Text::AtPayDues,
            Self::BackUp => Text::AtBackUp,
            Self::ReturnDevices => Text::AtReturnDevices,
            Self::LineEnds => Text::AtLineEnds,
            Self::ConfirmClosed => Text::AtConfirmClosed,
            Self::RefundDue => Text::AtRefundDue,
            Self::LateUsageEnds => Text::AtLateUsageEnds,
            Self::NumberReleased => Text::AtNumberReleased,
            Self::DataErased => Text::AtDataErased,
        }
    }

    /// Does a calendar want it? Years ahead, it would only be in the way.
    pub(super) fn is_for_calendars(self) -> bool {
        self != Self::DataErased
    }

    /// The day for a step of the plan; none for the steps of a retract, which a guide never plans.
    pub(super) fn of_step(step: StepKind) -> Option<Self> {
        use StepKind as S;
        Some(match step {
            S::IssueReceipt | S::VerifyIdentity | S::QuotePrice | S::AnnounceDate | S::ServeNotice => {
                Self::Call
            }
            S::ConfirmReceipt | S::CoolOff | S::AwaitDate | S::ChooseRefund => Self::Call,
            S::AnnounceBar => Self::BackUp,
            S::SettleDues | S::RereadDues => Self::PayDues,
            S::ArrangeReturn | S::BookPickup | S::ReturnDevices | S::ChargeDeviceFee => Self::ReturnDevices,
            S::RereadBeforeBar | S::Bar | S::StopCharging | S::HoldNumber | S::PurgeSessions => {
                Self::LineEnds
            }
            S::CollectUsage | S::CancelLocation | S::ProveAbsent | S::RereadBeforeDelete => Self::LineEnds,
            S::DeleteSubscriber | S::CloseCharging => Self::LineEnds,
            S::ProveDead | S::IssueCertificate | S::AnnounceEnd => Self::ConfirmClosed,
            S::RetireIccid | S::ReleaseProfile => Self::ConfirmClosed,
            S::IssueFinalBill | S::PayRefund | S::ConfirmRefund => Self::RefundDue,
            S::AwaitLateUsage | S::CollectLateUsage | S::PayRemainder | S::ConfirmRemainder => {
                Self::LateUsageEnds
            }
            S::CheckAccount => Self::LateUsageEnds,
            S::CloseAccount | S::IssueClosingStatement | S::ConfirmClosing => Self::LateUsageEnds,
            S::QuarantineNumber | S::ReleaseNumber => Self::NumberReleased,
            S::KeepRecords | S::ErasePersonal => Self::DataErased,
            S::Unbar | S::ResumeCharging | S::UnfreezeBalance | S::VoidFinalBill | S::UnholdNumber => {
                return None;
            }
            S::CancelPickup | S::SendDeviceBack | S::SuspendLine | S::IssueRetraction | S::TellNews => {
                return None;
            }
        })
    }

    /// The days on which a piece of advice is repeated; what to have at hand, what is asked and fraud have
    /// sections of their own, and to pay what is open is a step.
    fn of_advice(advice: AdviceKey) -> &'static [Self] {
        use AdviceKey as A;
        match advice {
            A::BringCardOrProof | A::BringDocument | A::KnowNumber => &[],
            A::ExpectQuestions | A::BewareOfFraud | A::PayDues => &[],
            A::ConsiderSuspending => &[Self::Prepare],
            A::AskNotice | A::DoNotUseCard | A::KeepPapers => &[Self::Call],
            A::PackDevices => &[Self::ReturnDevices],
            A::BackUpContacts | A::BackUpPhotos | A::BackUpVoicemail => &[Self::BackUp],
            A::MoveBank | A::MoveMessengers | A::MoveEmail | A::MoveGovernment => &[Self::BackUp],
            A::FollowRefund => &[Self::RefundDue],
        }
    }
}

/// One thing to do on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// A step of the plan, by hand.
    Step(StepKind),
    /// A piece of advice.
    Advice(AdviceKey),
    /// A sentence of the guide's own.
    Text(Text),
    /// Devices should be back by this day.
    DevicesBy(Date),
}

/// A day of the guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// What it is for.
    pub at: At,
    /// The day.
    pub on: Date,
    /// The values it is counted from; none where the day is our suggestion.
    pub rests_on: Vec<TermName>,
    /// Do all of them bind? What does not is "not confirmed: ask".
    pub is_confirmed: bool,
    /// What to do.
    pub does: Vec<Does>,
}

/// The days of a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Complain to the operator.
    pub complain_on: Date,
    /// It should have answered.
    pub answered_by: Date,
    /// It may answer within this.
    pub answers_within: Period,
    /// The last day for the regulator.
    pub regulator_until: Date,
    /// Which hears it for this long after the answer is due.
    pub hears_within: Period,
    /// Are both periods confirmed?
    pub is_confirmed: bool,
}

/// The days everything else is counted from.
pub(super) struct Dates {
    pub(super) today: Date,
    pub(super) call_by: Date,
    pub(super) call_on: Date,
    pub(super) ends_on: Date,
    confirm_on: Date,
}

impl Dates {
    pub(super) fn of(policy: &Policy, plan: &Plan, leave_on: Date, today: Date) -> Self {
        let calendar = &policy.calendar;
        let periods = lead(policy).map(|(_, sourced)| sourced.value);
        let latest = periods.iter().map(|period| last_start(calendar, leave_on, *period)).min();
        let call_by = business_day_on_or_before(calendar, latest.unwrap_or(leave_on));
        let call_on = call_by.max(today);
        let counted = periods.iter().map(|period| calendar.after(call_on, *period)).max();
        let ends_on = leave_on.max(counted.unwrap_or(leave_on)).max(plan.effective_on.unwrap_or(leave_on));
        let confirm_on = calendar.next_business_day(ends_on.saturating_add(1.day()));
        Self { today, call_by, call_on, ends_on, confirm_on }
    }
}

/// The values that say how long before the end a person must ask.
fn lead(policy: &Policy) -> [(TermName, &Sourced<Period>); 3] {
    let terms = &policy.terms;
    [
        (TermName::Notice, &terms.notice),
        (TermName::Expected, &terms.expected),
        (TermName::CoolingOff, &terms.cooling_off),
    ]
}

/// The last day from which `period` ends on `end` or before it.
fn last_start(calendar: &Calendar, end: Date, period: Period) -> Date {
    match period {
        Period::Days(days) => end.saturating_sub(i64::from(days).days()),
        Period::Months(months) => end.saturating_sub(i64::from(months).months()),
        Period::BusinessDays(_) => {
            let mut start = end;
            for _ in 0..BACK_DAYS_MAX {
                if calendar.after(start, period) <= end {
                    break;
                }
                start = start.saturating_sub(1.day());
            }
            start
        }
    }
}

fn business_day_on_or_before(calendar: &Calendar, date: Date) -> Date {
    let mut day = date;
    for _ in 0..BACK_DAYS_MAX {
        if calendar.is_business_day(day) {
            break;
        }
        day = day.saturating_sub(1.day());
    }
    day
}

/// The days of a plan done by hand, first to last.
pub(super) fn of(policy: &Policy, plan: &Plan, dates: &Dates) -> Vec<Day> {
    let mut days: Vec<Day> = At::ALL
        .into_iter()
        .filter(|at| applies(*at, policy.kind))
        .map(|at| day(at, policy, plan, dates))
        .collect();
    days.sort_by_key(|day| (day.on, day.at));
    days
}

fn applies(at: At, kind: LineKind) -> bool {
    kind == LineKind::Postpaid || !matches!(at, At::PayDues | At::ReturnDevices)
}

fn day(at: At, policy: &Policy, plan: &Plan, dates: &Dates) -> Day {
    let calendar = &policy.calendar;
    let terms = &policy.terms;
    let after_end = |period: &Sourced<Period>| calendar.after(dates.ends_on, period.value);
    let before_end = |days: i32| dates.ends_on.saturating_sub(days.days()).max(dates.today);
    let is_open = |sourced: &Sourced<Period>| !sourced.is_binding();
    let (on, rests_on) = match at {
        At::Prepare => (dates.call_on.saturating_sub(PREPARE_DAYS.days()).max(dates.today), Vec::new()),
        At::Call | At::LineEnds => {
            let on = if at == At::Call { dates.call_on } else { dates.ends_on };
            (on, lead(policy).into_iter().map(|(name, sourced)| (name, is_open(sourced))).collect())
        }
        At::PayDues => {
            let on = calendar.next_business_day(dates.call_on.saturating_add(1.day())).min(dates.ends_on);
            (on, Vec::new())
        }
        At::BackUp => (before_end(BACK_UP_DAYS), Vec::new()),
        At::ReturnDevices => (before_end(RETURN_DAYS).max(dates.call_on), Vec::new()),
        At::ConfirmClosed => (dates.confirm_on, Vec::new()),
        At::RefundDue => {
            (after_end(&terms.refund_within), vec![(TermName::RefundWithin, is_open(&terms.refund_within))])
        }
        At::LateUsageEnds => {
            (after_end(&terms.late_usage), vec![(TermName::LateUsage, is_open(&terms.late_usage))])
        }
        At::NumberReleased => {
            (after_end(&terms.quarantine), vec![(TermName::Quarantine, is_open(&terms.quarantine))])
        }
        At::DataErased => {
            let on = calendar.after(after_end(&terms.late_usage), terms.keep_personal.value);
            (on, vec![(TermName::KeepPersonal, is_open(&terms.keep_personal))])
        }
    };
    Day {
        at,
        on,
        is_confirmed: rests_on.iter().all(|(_, is_open)| !is_open),
        rests_on: rests_on.into_iter().map(|(name, _)| name).collect(),
        does: does(at, plan, after_end(&terms.device_deadline)),
    }
}

/// What is done on the day: our own sentence first, then the plan's steps in their order, then its advice.
fn does(at: At, plan: &Plan, devices_by: Date) -> Vec<Does> {
    let own = match at {
        At::Prepare => Some(Does::Text(Text::GatherPapers)),
        At::ConfirmClosed => Some(Does::Text(Text::PhoneAgain)),
        At::RefundDue => Some(Does::Text(Text::RefundChase)),
        At::LateUsageEnds => Some(Does::Text(Text::LateBillChase)),
        At::ReturnDevices => Some(Does::DevicesBy(devices_by)),
        At::Call | At::PayDues | At::BackUp | At::LineEnds | At::NumberReleased | At::DataErased => None,
    };
    let mut seen = BTreeSet::new();
    let steps = plan.steps.iter().map(|step| step.kind);
    let steps = steps.filter(|kind| At::of_step(*kind) == Some(at) && seen.insert(*kind)).map(Does::Step);
    let advice = plan.advice.iter().map(|advice| advice.0);
    let advice = advice.filter(|key| At::of_advice(*key).contains(&at)).map(Does::Advice);
    own.into_iter().chain(steps).chain(advice).collect()
}

/// The days of a complaint about a line that was to end.
pub(super) fn complaint(policy: &Policy, country: &Country, dates: &Dates) -> Complaint {
    let (answers, hears) =
        (&country.complaint.operator_answers_within, &country.complaint.regulator_hears_within);
    let complain_on = dates.confirm_on;
    let answered_by = policy.calendar.after(complain_on, answers.value);
    Complaint {
        complain_on,
        answered_by,
        answers_within: answers.value,
        regulator_until: policy.calendar.after(answered_by, hears.value),
        hears_within: hears.value,
        is_confirmed: answers.is_binding() && hears.is_binding(),
    }
}
