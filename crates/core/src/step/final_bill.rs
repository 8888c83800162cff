//! The final bill: forks at the charge stop and waits for no proof.

use super::{Branch, Definition, Do, Judgement, PointOfReturn, StepKind, Work, plain};
use crate::case::Case;
use crate::detail::Detail;
use crate::effect::{Effect, EffectKind, Evidence};
use crate::money::Money;
use crate::record::{ParkedFor, StepIndex};

pub(super) const ISSUE_FINAL_BILL: Definition = Definition {
    branch: Branch::Money,
    work: Work::Effect { kind: EffectKind::IssueFinalBill, needed: true },
    returns: PointOfReturn::Soft,
    undone_by: Some(StepKind::VoidFinalBill),
    go: bill,
    judge,
};

pub(super) const VOID_FINAL_BILL: Definition =
    plain(Branch::Retract, EffectKind::VoidFinalBill, false, PointOfReturn::Soft);

fn bill(case: &Case, _: StepIndex) -> Do {
    match (&case.plan.rules, case.charge_stop) {
        (Some(rules), Some(charge_stop)) => Do::Effect(Effect::IssueFinalBill {
            charge_stop,
            received_at: case.received.received_at,
            usage_rule: rules.usage_after_request,
        }),
        (None, _) | (_, None) => Do::Contradiction("no charge stop is known"),
    }
}

/// A bill that does not add up, or has a charge dated after the charge stop (I11), is not taken.
fn judge(case: &Case, _: StepIndex, evidence: &Evidence) -> Judgement {
    let park = |what: &str| Judgement::Park(ParkedFor::Poison { detail: Detail::of(what) });
    let (Evidence::Bill(bill), Some(stop)) = (evidence, case.charge_stop) else {
        return park("billing answered without a final bill");
    };
    let sum = Money::sum(bill.total.currency(), bill.items.iter().map(|item| item.amount));
    if bill.items.iter().any(|item| item.dated > stop) {
        park("the final bill has a charge dated after the charge stop")
    } else if sum != Ok(bill.total) {
        park("the items of the final bill do not add up to its total")
    } else {
        Judgement::Settled
    }
}
