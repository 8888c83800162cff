//! The chip: the card is retired in the records and the eSIM profile released. Neither is ever a gate: the device may be off for weeks.

use super::{Branch, Definition, PointOfReturn, plain};
use crate::effect::EffectKind;

pub(super) const RETIRE_ICCID: Definition =
    plain(Branch::Chip, EffectKind::RetireIccid, false, PointOfReturn::Hard);

pub(super) const RELEASE_PROFILE: Definition =
    plain(Branch::Chip, EffectKind::ReleaseProfile, false, PointOfReturn::Hard);
