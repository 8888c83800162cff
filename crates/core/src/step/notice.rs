//! Waiting before anything is cut: notice, time to think again, the day the person wants. Taking it back is free meanwhile.

use super::{Branch, Definition, Judgement, PointOfReturn, Work, settled, wait_as_planned};
use crate::case::Case;
use crate::effect::{Effect, Evidence};
use crate::record::StepIndex;

const fn wait() -> Definition {
    Definition {
        branch: Branch::Preparation,
        work: Work::Wait,
        returns: PointOfReturn::Reversible,
        undone_by: None,
        go: wait_as_planned,
        judge: settled,
    }
}

pub(super) const SERVE_NOTICE: Definition = wait();
pub(super) const COOL_OFF: Definition = wait();
pub(super) const AWAIT_DATE: Definition = wait();

/// A day that was moved while a message that names it was under way: it named the old one, and is said anew.
pub(super) fn names_the_day(case: &Case, step: StepIndex, _: &Evidence) -> Judgement {
    match &case.state(step).effect {
        Some(Effect::Tell { on, .. }) if *on != case.plan.effective_on => Judgement::LookAgain { after_s: 0 },
        Some(_) | None => Judgement::Settled,
    }
}
