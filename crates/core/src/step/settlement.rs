//! Unpaid dues: waited for where the policy lets them gate, settled apart where it does not.

use super::{Branch, Definition, Judgement, PointOfReturn, StepKind, Work, send_plain};
use crate::case::{Case, Progress};
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
        | Evidence::Proof(_)
        | Evidence::Reached(_) => None,
    }
}

pub(super) fn dues_gate(case: &Case) -> bool {
    case.plan.rules.as_ref().is_some_and(|rules| rules.dues == DuesRule::Gate)
}

/// The unpaid dues that hold the cease up, now or since it was parked for them.
pub(crate) fn unpaid_dues(case: &Case) -> Option<Money> {
    if !dues_gate(case) {
        return None;
    }
    let parked_at = match &case.parked {
        Some((step, ParkedFor::DuesCameUp)) => Some(*step),
        Some(_) | None => None,
    };
    case.plan.indexed().find_map(|(step, planned)| {
        let state = case.state(step);
        let waits = planned.kind == StepKind::SettleDues && matches!(state.progress, Progress::Again { .. });
        let holds_up = waits || parked_at == Some(step);
        state.evidence.as_ref().filter(|_| holds_up).and_then(unpaid)
    })
}

/// Does the evidence show unpaid dues that hold the cease up? Those that two members of staff waived do not, up to that sum.
fn holds_up(case: &Case, evidence: &Evidence) -> bool {
    dues_gate(case)
        && unpaid(evidence).is_some_and(|unpaid| {
            !case
                .waived_dues
                .is_some_and(|waived| unpaid.compare(waived).is_ok_and(std::cmp::Ordering::is_le))
        })
}

fn judge_paid(case: &Case, _: StepIndex, evidence: &Evidence) -> Judgement {
    if holds_up(case, evidence) { Judgement::LookAgain { after_s: LOOK_AGAIN_S } } else { Judgement::Settled }
}

fn judge_again(case: &Case, _: StepIndex, evidence: &Evidence) -> Judgement {
    if holds_up(case, evidence) { Judgement::Park(ParkedFor::DuesCameUp) } else { Judgement::Settled }
}
