//! Unpaid dues: waited for where the policy lets them gate, settled apart where it does not.

use super::{Branch, Definition, Judgement, PointOfReturn, Work, send_plain};
use crate::case::Case;
use crate::effect::{EffectKind, Evidence};
use crate::money::Money;
use crate::policy::DuesRule;
use crate::record::{ParkedFor, StepIndex};

/// How often unpaid dues are looked at again, in seconds.
const LOOK_AGAIN_S: u32 = 6 * 3_600;

pub(super) const SETTLE_DUES: Definition = Definition {
    branch: Branch::Preparation,
    work: Work::Effect { kind: EffectKind::ReadDues, needed: false },
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: send_plain,
    judge: judge_paid,
};

pub(super) const REREAD_DUES: Definition = Definition {
    branch: Branch::Spine,
    work: Work::Effect { kind: EffectKind::ReadDues, needed: false },
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: send_plain,
    judge: judge_again,
};

/// What is unpaid, if the evidence says so.
pub(super) fn unpaid(evidence: &Evidence) -> Option<Money> {
    match evidence {
        Evidence::Dues(dues) if dues.total.is_positive() => Some(dues.total),
        Evidence::Dues(_)
        | Evidence::Reference(_)
        | Evidence::Line(_)
        | Evidence::Price(_)
        | Evidence::Usage(_)
        | Evidence::Bill(_)
        | Evidence::Proof(_) => None,
    }
}

pub(super) fn dues_gate(case: &Case) -> bool {
    case.plan.rules.as_ref().is_some_and(|rules| rules.dues == DuesRule::Gate)
}

fn judge_paid(case: &Case, _: StepIndex, evidence: &Evidence) -> Judgement {
    if dues_gate(case) && unpaid(evidence).is_some() {
        Judgement::LookAgain { after_s: LOOK_AGAIN_S }
    } else {
        Judgement::Settled
    }
}

fn judge_again(case: &Case, _: StepIndex, evidence: &Evidence) -> Judgement {
    if dues_gate(case) && unpaid(evidence).is_some() {
        Judgement::Park(ParkedFor::DuesCameUp)
    } else {
        Judgement::Settled
    }
}
