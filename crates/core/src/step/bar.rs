//! The bar: service stops, emergency calls stay possible. *Source*: 3GPP TS 22.041, operator determined barring.

use super::notice::names_the_day;
use super::{Branch, Definition, Do, PointOfReturn, StepKind, Work, plain, send_plain, settled, tell};
use crate::case::Case;
use crate::effect::{Effect, EffectKind, Subject};
use crate::record::StepIndex;

/// The last word before the bar, on every system that tells: the bar waits for all of them. A landscape in which nobody tells cannot bar.
pub(super) const ANNOUNCE_BAR: Definition = Definition {
    work: Work::Effect { kind: EffectKind::Tell, needed: true },
    judge: names_the_day,
    ..tell(Branch::Preparation, announce)
};

fn announce(case: &Case, _: StepIndex) -> Do {
    Do::Effect(Effect::Tell { subject: Subject::BeforeCut, on: case.plan.effective_on, amount: None })
}

pub(super) const BAR: Definition = Definition {
    branch: Branch::Spine,
    work: Work::Effect { kind: EffectKind::Bar, needed: true },
    returns: PointOfReturn::Soft,
    undone_by: Some(StepKind::Unbar),
    go: send_plain,
    judge: settled,
};

pub(super) const UNBAR: Definition = plain(Branch::Retract, EffectKind::Unbar, true, PointOfReturn::Soft);
