//! The bodies of the sandbox's own HTTP face. What effects and lines look like is the [`http`](crate::http::wire) contract's.

use jiff::{Span, Timestamp};
use masalama_core::effect::EffectKind;
use masalama_core::identity::Iccid;
use serde::{Deserialize, Serialize};

use super::clock::Pace;
use super::effect_log::{Arrival, Payout};
use super::fault::FaultRule;
use super::world::Happening;

/// What the clock shows, and how it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockShown {
    pub(super) now: Timestamp,
    pub(super) pace: Pace,
}

/// How far to move it: `60d`, `2mo` or `P60D`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Advance {
    pub(super) advance: Span,
}

/// Wait until the clock goes otherwise than this.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AwaitMove {
    pub(super) pace: Pace,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfLine {
    pub(super) iccid: Iccid,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfAnyLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) iccid: Option<Iccid>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineStateShown {
    pub(super) state: serde_json::Value,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Happens {
    pub(super) iccid: Iccid,
    pub(super) happens: Happening,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClearFaults {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) effect: Option<EffectKind>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cleared {
    pub(super) cleared: usize,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultsSet {
    pub(super) faults: Vec<FaultRule>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EffectsLogged {
    pub(super) effects: Vec<Arrival>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PayoutsMade {
    pub(super) payouts: Vec<Payout>,
}

/// Done, and there is nothing to say about it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// That it is there, and that it is a sandbox.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Health {
    pub(super) sandbox: bool,
}
