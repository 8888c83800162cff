//! Charging: stopped with the bar, collected, and closed after the hard point. *Source*: 3GPP TS 32.299.

use super::{Branch, Definition, Do, PointOfReturn, StepKind, Work, plain, send_plain, settled};
use crate::case::Case;
use crate::effect::{Effect, EffectKind};
use crate::record::StepIndex;

pub(super) const STOP_CHARGING: Definition = Definition {
    branch: Branch::Spine,
    work: Work::Effect { kind: EffectKind::StopCharging, needed: true },
    returns: PointOfReturn::Soft,
    undone_by: Some(StepKind::ResumeCharging),
    go: send_plain,
    judge: settled,
};

pub(super) const PURGE_SESSIONS: Definition =
    plain(Branch::Spine, EffectKind::PurgeSessions, false, PointOfReturn::Soft);

pub(super) const COLLECT_USAGE: Definition = Definition {
    branch: Branch::Spine,
    work: Work::Effect { kind: EffectKind::CollectUsage, needed: true },
    returns: PointOfReturn::Soft,
    undone_by: Some(StepKind::UnfreezeBalance),
    go: collect,
    judge: settled,
};

pub(super) const CLOSE_CHARGING: Definition =
    plain(Branch::Spine, EffectKind::CloseCharging, true, PointOfReturn::Hard);

pub(super) const RESUME_CHARGING: Definition =
    plain(Branch::Retract, EffectKind::ResumeCharging, true, PointOfReturn::Soft);

pub(super) const UNFREEZE_BALANCE: Definition =
    plain(Branch::Retract, EffectKind::UnfreezeBalance, true, PointOfReturn::Soft);

fn collect(case: &Case, _: StepIndex) -> Do {
    case.charge_stop.map_or(Do::Contradiction("no charge stop is known"), |charge_stop| {
        Do::Effect(Effect::CollectUsage { since: case.received.received_at, charge_stop })
    })
}
