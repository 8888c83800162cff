//! Paying back: chosen by the person, part at once, the rest when late usage is known.

use jiff::{SignedDuration, Timestamp};

use super::{Branch, Definition, Do, PointOfReturn, StepKind, Work, settled, tell};
use crate::case::Case;
use crate::effect::{Effect, EffectKind, Evidence, Subject, Usage};
use crate::money::{Money, MoneyError};
use crate::plan::Hand;
use crate::policy::{LateRule, Rules};
use crate::record::{Actor, SkippedWhy, StaffName, StepIndex};
use crate::request::RefundMethod;

pub(super) const CHOOSE_REFUND: Definition = Definition {
    branch: Branch::Preparation,
    work: Work::ByHand(Hand::Subscriber),
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: choose,
    judge: settled,
};

pub(super) const PAY_REFUND: Definition = Definition {
    branch: Branch::Money,
    work: Work::Effect { kind: EffectKind::PayRefund, needed: true },
    returns: PointOfReturn::Hard,
    undone_by: None,
    go: pay_now,
    judge: settled,
};

pub(super) const PAY_REMAINDER: Definition = Definition {
    branch: Branch::Money,
    work: Work::Effect { kind: EffectKind::PayRefund, needed: true },
    returns: PointOfReturn::Hard,
    undone_by: None,
    go: pay_remainder,
    judge: settled,
};

pub(super) const CONFIRM_REFUND: Definition =
    tell(Branch::Money, |case, _| confirm(case, StepKind::PayRefund, Subject::RefundPaid, |owed| owed.now));

pub(super) const CONFIRM_REMAINDER: Definition = tell(Branch::Money, |case, _| {
    confirm(case, StepKind::PayRemainder, Subject::RestPaid, |owed| owed.remainder)
});

/// Nothing is paid for so long after a change, where the pack is silent.
const CHANGED_WAIT: SignedDuration = SignedDuration::from_hours(24);

/// From when on money is paid whose way or destination was changed at `at`: every contact is told of the change, and whoever did not make it has time
/// to say so.
pub(crate) fn payable_from(rules: &Rules, at: Timestamp) -> Timestamp {
    match rules.refund_change_wait {
        Some(wait) => rules.ends_after(at, wait),
        None => at.saturating_add(CHANGED_WAIT).unwrap_or(Timestamp::MAX),
    }
}

/// What is owed to the person when the line has ended. *Units*: minor units of the bill's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// All of it; negative when the person owes.
    pub total: Money,
    /// To be paid at once.
    pub now: Money,
    /// Held back until late usage is known.
    pub held_back: Money,
    /// Late usage booked against what is held back.
    pub late: Money,
    /// To be paid at the end.
    pub remainder: Money,
}

/// What is owed, from the final bills, the frozen balances and late usage; nothing before there is a final bill.
///
/// # Errors
/// [`MoneyError`] when the other systems answered in different currencies; a person must look.
pub fn owed(case: &Case) -> Result<Option<Owed>, MoneyError> {
    let bills: Vec<Money> = case
        .of_kind(StepKind::IssueFinalBill)
        .filter_map(|(_, state)| match &state.evidence {
            Some(Evidence::Bill(bill)) => Some(bill.total),
            Some(_) | None => None,
        })
        .collect();
    let (Some(rules), Some(first)) = (&case.plan.rules, bills.first()) else { return Ok(None) };
    let zero = Money::zero(first.currency());
    let balance = if rules.refund_balance { balance(case, zero)? } else { zero };
    let total = balance.checked_sub(Money::sum(zero.currency(), bills)?)?;
    let payable = if total.is_positive() { total } else { zero };
    let held_back = rules.refund_held_back.min(payable)?;
    let late = booked_late(case, rules, zero)?.min(held_back)?;
    Ok(Some(Owed {
        total,
        now: payable.checked_sub(held_back)?,
        held_back,
        late,
        remainder: held_back.checked_sub(late)?,
    }))
}

/// The balances as frozen. Where charging gave no figure, or it was frozen by hand, what the operator's records said when they were last read.
fn balance(case: &Case, zero: Money) -> Result<Money, MoneyError> {
    let frozen: Vec<Money> =
        used(case, StepKind::CollectUsage).filter_map(|usage| usage.frozen_balance).collect();
    if !frozen.is_empty() {
        return Money::sum(zero.currency(), frozen);
    }
    let read = match case.evidence(StepKind::RereadBeforeDelete) {
        Some(Evidence::Line(line)) => line.facts.balance,
        Some(_) | None => case.snapshot.as_ref().and_then(|snapshot| snapshot.facts.balance),
    };
    Ok(read.unwrap_or(zero))
}

fn used(case: &Case, kind: StepKind) -> impl Iterator<Item = &Usage> {
    case.of_kind(kind).filter_map(|(_, state)| match &state.evidence {
        Some(Evidence::Usage(usage)) => Some(usage),
        Some(_) | None => None,
    })
}

/// Never below nothing, and never what is dated after the charge stop (I11).
fn booked_late(case: &Case, rules: &Rules, zero: Money) -> Result<Money, MoneyError> {
    let (LateRule::BookAgainstHeldBack, Some(stop)) = (rules.late_charges, case.charge_stop) else {
        return Ok(zero);
    };
    let late = used(case, StepKind::CollectLateUsage).flat_map(|usage| &usage.late);
    let sum = Money::sum(zero.currency(), late.filter(|item| item.dated <= stop).map(|item| item.amount))?;
    Ok(if sum.is_negative() { zero } else { sum })
}

/// The person chooses until the charge stop; then the policy's first method stands.
fn choose(case: &Case, _: StepIndex) -> Do {
    case.charge_stop.map_or(Do::ByHand { due: None }, Do::ByHandUntil)
}

fn pay_now(case: &Case, _: StepIndex) -> Do {
    pay(case, |owed| owed.now)
}

fn pay_remainder(case: &Case, _: StepIndex) -> Do {
    pay(case, |owed| owed.remainder)
}

fn pay(case: &Case, part: impl Fn(&Owed) -> Money) -> Do {
    match owed(case) {
        Err(_) => Do::Contradiction("bill and balance are in different currencies"),
        Ok(None) => Do::Contradiction("no final bill is known"),
        Ok(Some(owed)) if !part(&owed).is_positive() => Do::Skip(SkippedWhy::NothingToPay),
        Ok(Some(owed)) => Do::Effect(Effect::PayRefund { amount: part(&owed), method: method(case) }),
    }
}

/// Must a second member of staff release the refund? All that is owed counts, not each part of it for itself; a limit in another currency is always
/// passed. Whatever the sum, where staff say where it goes, or a bill entered by hand pays it out.
pub(crate) fn is_above_limit(case: &Case, amount: Money) -> bool {
    let limit = case.plan.rules.as_ref().and_then(|rules| rules.refund_limit);
    let whole = owed(case).ok().flatten().map_or(amount, |owed| owed.total);
    let is_above = |sum: Money, limit| !sum.compare(limit).is_ok_and(std::cmp::Ordering::is_le);
    let is_passed = limit.is_some_and(|limit| is_above(amount, limit) || is_above(whole, limit));
    is_passed || chosen_by(case).is_some() || credited_by(case).next().is_some()
}

/// The member of staff who said where the refund goes, if one did.
fn chosen_by(case: &Case) -> Option<&StaffName> {
    match &case.choices.refund_by {
        Some((Actor::Staff(name), _)) => Some(name),
        Some((Actor::System | Actor::Subscriber | Actor::StopLink, _)) | None => None,
    }
}

/// Who entered a final bill by hand by which the operator owes money.
fn credited_by(case: &Case) -> impl Iterator<Item = &StaffName> {
    let credits = case.of_kind(StepKind::IssueFinalBill).filter(|(_, state)| match &state.evidence {
        Some(Evidence::Bill(bill)) => bill.total.is_negative(),
        Some(_) | None => false,
    });
    credits.flat_map(|(_, state)| &state.attested_by)
}

/// Is this member of staff behind the refund: did he say where it goes, or enter the bill that pays it out? Then he is no second person for it.
pub(crate) fn is_behind_refund(case: &Case, name: &StaffName) -> bool {
    chosen_by(case) == Some(name) || credited_by(case).any(|one| one == name)
}

/// The refund that is next and above the limit: its step, how much, and how it is paid.
pub(crate) fn refund_above(case: &Case) -> Option<(StepIndex, Money, RefundMethod)> {
    let is_refund = |kind| matches!(kind, StepKind::PayRefund | StepKind::PayRemainder);
    let next = case.plan.indexed().find(|(step, planned)| {
        is_refund(planned.kind) && !case.state(*step).is_settled() && case.waits_settled(*step)
    });
    let (step, planned) = next?;
    let effect = case.state(step).effect.clone();
    match effect.map_or_else(|| (planned.kind.definition().go)(case, step), Do::Effect) {
        Do::Effect(Effect::PayRefund { amount, method }) if is_above_limit(case, amount) => {
            Some((step, amount, method))
        }
        Do::Effect(_)
        | Do::WaitUntil(_)
        | Do::Skip(_)
        | Do::Issue
        | Do::ByHand { .. }
        | Do::ByHandUntil(_)
        | Do::Contradiction(_) => None,
    }
}

/// Says what was paid: the sum that was sent or, where a hand paid, the sum that was to be paid. Where nothing was, there is nothing to say.
fn confirm(case: &Case, paid: StepKind, subject: Subject, part: fn(&Owed) -> Money) -> Do {
    let mut payments = case.of_kind(paid).filter(|(_, state)| state.is_done());
    let Some((_, payment)) = payments.next() else { return Do::Skip(SkippedWhy::NothingToPay) };
    let amount = match &payment.effect {
        Some(Effect::PayRefund { amount, .. }) => Some(*amount),
        Some(_) | None => owed(case).ok().flatten().map(|owed| part(&owed)),
    };
    Do::Effect(Effect::Tell { subject, on: None, amount })
}

/// What the person chose, or the policy's first.
fn method(case: &Case) -> RefundMethod {
    let first = case.plan.rules.as_ref().and_then(|rules| rules.refund_methods.first().copied());
    case.choices.refund.map(|(method, _)| method).or(first).unwrap_or(RefundMethod::OriginalInstrument)
}
