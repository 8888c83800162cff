//! Paying back: chosen by the person, part at once, the rest when late usage is known.

use super::{Branch, Definition, Do, PointOfReturn, StepKind, Work, settled};
use crate::case::Case;
use crate::effect::{Effect, EffectKind, Evidence};
use crate::money::{Money, MoneyError};
use crate::plan::Hand;
use crate::policy::{LateRule, Rules};
use crate::record::{SkippedWhy, StepIndex};
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

/// What is owed, from the final bill, the frozen balance and late usage; nothing before there is a final bill.
///
/// # Errors
/// [`MoneyError`] when the other systems answered in different currencies; a person must look.
pub fn owed(case: &Case) -> Result<Option<Owed>, MoneyError> {
    let (Some(rules), Some(Evidence::Bill(bill))) =
        (&case.plan.rules, case.evidence(StepKind::IssueFinalBill))
    else {
        return Ok(None);
    };
    let zero = Money::zero(bill.total.currency());
    let balance = match case.evidence(StepKind::CollectUsage) {
        Some(Evidence::Usage(usage)) if rules.refund_balance => usage.frozen_balance.unwrap_or(zero),
        Some(_) | None => zero,
    };
    let total = balance.checked_sub(bill.total)?;
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

fn booked_late(case: &Case, rules: &Rules, zero: Money) -> Result<Money, MoneyError> {
    match (rules.late_charges, case.evidence(StepKind::CollectLateUsage)) {
        (LateRule::BookAgainstHeldBack, Some(Evidence::Usage(usage))) => {
            Money::sum(zero.currency(), usage.late.iter().map(|item| item.amount))
        }
        (LateRule::BookAgainstHeldBack | LateRule::WriteOff, _) => Ok(zero),
    }
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

/// What the person chose, or the policy's first.
fn method(case: &Case) -> RefundMethod {
    let first = case.plan.rules.as_ref().and_then(|rules| rules.refund_methods.first().copied());
    case.choices.refund.map(|(method, _)| method).or(first).unwrap_or(RefundMethod::OriginalInstrument)
}
