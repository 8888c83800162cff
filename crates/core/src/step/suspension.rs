//! The end of a retract: service restored, or the line paused for those who come back; and a paper that says so.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Branch, Definition, Do, PointOfReturn, Work, issue, settled};
use crate::case::Case;
use crate::effect::{Effect, EffectKind};
use crate::paper::PaperKind;
use crate::record::{SkippedWhy, StepIndex};

pub(super) const SUSPEND_LINE: Definition = Definition {
    branch: Branch::Retract,
    work: Work::Effect { kind: EffectKind::SuspendLine, needed: false },
    returns: PointOfReturn::Soft,
    undone_by: None,
    go: suspend,
    judge: settled,
};

pub(super) const ISSUE_RETRACTION: Definition = Definition {
    branch: Branch::Retract,
    work: Work::Paper(PaperKind::Retraction),
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: issue,
    judge: settled,
};

fn suspend(case: &Case, _: StepIndex) -> Do {
    match case.retracting.and_then(|retract| retract.suspend_until) {
        Some(until) => Do::Effect(Effect::SuspendLine { until }),
        None => Do::Skip(SkippedWhy::NotTakenUp),
    }
}

impl Case {
    /// The last day until which the line may be paused from now, where the operator pauses lines.
    #[must_use]
    pub fn pause_until(&self, now: Timestamp) -> Option<Date> {
        let (rules, terms) = (self.plan.rules.as_ref()?, self.plan.suspend.as_ref()?);
        Some(rules.date_after(now, terms.value.longest))
    }
}
