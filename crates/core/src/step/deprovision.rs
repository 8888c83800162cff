//! Deprovision: withdraw the subscription from the nodes that serve it, prove it absent, delete it, prove it dead.
//!
//! A deleted row is not a dead line: home registers tell the serving nodes nothing when a row goes, so the location is cancelled while the
//! row is still there to say which nodes serve it.

use super::{Branch, Definition, PointOfReturn, plain};
use crate::effect::EffectKind;

pub(super) const CANCEL_LOCATION: Definition =
    plain(Branch::Spine, EffectKind::CancelLocation, false, PointOfReturn::Soft);

pub(super) const PROVE_ABSENT: Definition =
    plain(Branch::Spine, EffectKind::ProveAbsent, false, PointOfReturn::Reversible);

pub(super) const DELETE_SUBSCRIBER: Definition =
    plain(Branch::Spine, EffectKind::DeleteSubscriber, true, PointOfReturn::Hard);

pub(super) const PROVE_DEAD: Definition =
    plain(Branch::Spine, EffectKind::ProveDead, false, PointOfReturn::Reversible);
