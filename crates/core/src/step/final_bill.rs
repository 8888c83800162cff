//! The final bill: forks at the charge stop and waits for no proof.

use super::{Branch, Definition, Do, Judgement, PointOfReturn, StepKind, Work, plain};
use crate::case::Case;
use crate::detail::Detail;
use crate::effect::{Effect, EffectKind, Evidence};
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

/// A bill with a charge dated after the charge stop is not taken (I11).
fn judge(case: &Case, _: StepIndex, evidence: &Evidence) -> Judgement {
    let late = match (evidence, case.charge_stop) {
        (Evidence::Bill(bill), Some(stop)) => bill.items.iter().any(|item| item.dated > stop),
        (_, None | Some(_)) => false,
    };
    if late {
        Judgement::Park(ParkedFor::Poison {
            detail: Detail::of("the final bill has a charge dated after the charge stop"),
        })
    } else {
        Judgement::Settled
    }
}
