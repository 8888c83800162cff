//! The price of leaving, as billing knows it now.

use super::{Branch, Definition, PointOfReturn, plain};
use crate::effect::EffectKind;

pub(super) const QUOTE_PRICE: Definition =
    plain(Branch::Preparation, EffectKind::ReadPrice, false, PointOfReturn::Reversible);
