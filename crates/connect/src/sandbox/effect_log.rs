//! The sandbox's own log of every effect that arrived, with its key, so that a test can compare it with other logs.

use jiff::Timestamp;
use masalama_core::commitment::Digest;
use masalama_core::effect::{EffectKey, EffectKind};
use masalama_core::identity::Iccid;
use masalama_core::landscape::SystemName;
use masalama_core::money::Money;
use masalama_core::request::RefundMethod;
use serde::{Deserialize, Serialize};

use crate::http::wire::Asked;

/// The most rows of the log that are given at a time.
pub const EFFECT_PAGE_MAX: u32 = 10_000;

/// What the sandbox made of an arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was done: what was asked happened, or is under way, or the question was answered.
    Applied,
    /// It had been done under the same key, and nothing happened a second time.
    Repeated,
    /// It was refused.
    Refused,
    /// It got lost before anybody saw it.
    Lost,
    /// The answer said it was done, and it was not ([`WrongButValid`](super::Fault::WrongButValid)).
    Pretended,
}

/// One arrival.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// Its place in the log, from 1 without a gap.
    pub seq: u64,
    /// When, by the sandbox's clock.
    pub at: Timestamp,
    /// At which system.
    pub system: SystemName,
    /// What was asked.
    pub kind: EffectKind,
    /// Under which key.
    pub key: EffectKey,
    /// For which line. Personal.
    pub iccid: Iccid,
    /// Which try it was, as the sender says.
    pub attempt: u16,
    /// What was made of it.
    pub verdict: Verdict,
    /// Digest of what was asked: equal for two tries of the same thing.
    pub digest: Digest,
}

/// Which arrivals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EffectFilter {
    /// Only under this key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<EffectKey>,
    /// Only for this line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iccid: Option<Iccid>,
    /// Only this effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<EffectKind>,
    /// Only at this system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemName>,
    /// Only with this verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Only after this place.
    pub after_seq: u64,
    /// At most so many, and never more than [`EFFECT_PAGE_MAX`]; zero means that many.
    pub limit: u32,
}

/// One payment in the bank's own book: a key pays once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payout {
    /// Under which key.
    pub key: EffectKey,
    /// For which line. Personal.
    pub iccid: Iccid,
    /// How much.
    pub amount: Money,
    /// How.
    pub method: RefundMethod,
    /// When it was ordered.
    pub ordered_at: Timestamp,
    /// When it arrives.
    pub arrives_at: Timestamp,
}

/// An order on its way in, and the digest of what it asks: worked out before the one writer has it in hands.
pub(super) struct Arriving {
    pub(super) asked: Asked,
    pub(super) digest: Digest,
}

impl Arriving {
    pub(super) fn at(system: &str, asked: Asked) -> Self {
        Self { digest: digest_of(system, &asked), asked }
    }
}

/// Digest of what is asked, the try, its instant and its audience left out: two tries of the same thing have the same.
fn digest_of(system: &str, asked: &Asked) -> Digest {
    let part = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let effect = serde_json::to_vec(&asked.effect).expect("an effect has only string keys, so it is JSON");
    Digest::of(&[
        b"masalama/sandbox/asked/1\0",
        system.as_bytes(),
        &[0],
        &effect,
        &[0],
        asked.line.iccid.unmasked().as_bytes(),
        &[0],
        part(asked.refund_destination.as_deref()).as_bytes(),
        &[0],
        part(asked.pickup_address.as_deref()).as_bytes(),
    ])
}
