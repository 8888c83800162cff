//! The bar: service stops, emergency calls stay possible. *Source*: 3GPP TS 22.041, operator determined barring.

use super::{Branch, Definition, PointOfReturn, StepKind, Work, plain, send_plain, settled};
use crate::effect::EffectKind;

pub(super) const BAR: Definition = Definition {
    branch: Branch::Spine,
    work: Work::Effect { kind: EffectKind::Bar, needed: true },
    returns: PointOfReturn::Soft,
    undone_by: Some(StepKind::Unbar),
    go: send_plain,
    judge: settled,
};

pub(super) const UNBAR: Definition = plain(Branch::Retract, EffectKind::Unbar, true, PointOfReturn::Soft);
