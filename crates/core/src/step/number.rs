//! The number: held from the bar, kept back until nobody expects its old holder there, then released.

use super::{
    Branch, Definition, Do, PointOfReturn, StepKind, Work, plain, send_plain, settled, wait_from_charge_stop,
};
use crate::case::Case;
use crate::effect::{Effect, EffectKind};
use crate::record::StepIndex;

pub(super) const HOLD_NUMBER: Definition = Definition {
    branch: Branch::Number,
    work: Work::Effect { kind: EffectKind::HoldNumber, needed: false },
    returns: PointOfReturn::Soft,
    undone_by: Some(StepKind::UnholdNumber),
    go: send_plain,
    judge: settled,
};

pub(super) const QUARANTINE_NUMBER: Definition = Definition {
    branch: Branch::Number,
    work: Work::Wait,
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: quarantine,
    judge: settled,
};

pub(super) const RELEASE_NUMBER: Definition = Definition {
    branch: Branch::Number,
    work: Work::Effect { kind: EffectKind::ReleaseNumber, needed: false },
    returns: PointOfReturn::Hard,
    undone_by: None,
    go: release,
    judge: settled,
};

pub(super) const UNHOLD_NUMBER: Definition =
    plain(Branch::Retract, EffectKind::UnholdNumber, false, PointOfReturn::Soft);

fn release(case: &Case, _: StepIndex) -> Do {
    case.plan.rules.as_ref().map_or(Do::Contradiction("no plan is known"), |rules| {
        Do::Effect(Effect::ReleaseNumber { to: rules.number_goes_to })
    })
}

fn quarantine(case: &Case, _: StepIndex) -> Do {
    wait_from_charge_stop(case, |rules| rules.quarantine)
}
