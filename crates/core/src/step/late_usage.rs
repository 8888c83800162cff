//! Usage that roaming partners report late: waited for, collected, and kept off the bill if it is dated after the charge stop.

use super::{Branch, Definition, Do, PointOfReturn, Work, settled, wait_from_charge_stop};
use crate::case::Case;
use crate::effect::{Effect, EffectKind};
use crate::record::StepIndex;

pub(super) const AWAIT_LATE_USAGE: Definition = Definition {
    branch: Branch::Money,
    work: Work::Wait,
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: wait,
    judge: settled,
};

pub(super) const COLLECT_LATE_USAGE: Definition = Definition {
    branch: Branch::Money,
    work: Work::Effect { kind: EffectKind::CollectLateUsage, needed: false },
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: collect,
    judge: settled,
};

fn wait(case: &Case, _: StepIndex) -> Do {
    wait_from_charge_stop(case, |rules| rules.late_usage)
}

fn collect(case: &Case, _: StepIndex) -> Do {
    case.charge_stop.map_or(Do::Contradiction("no charge stop is known"), |charge_stop| {
        Do::Effect(Effect::CollectLateUsage { charge_stop })
    })
}
