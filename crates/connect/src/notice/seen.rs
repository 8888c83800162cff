//! What became of the messages that this process sent, kept so that nobody is told twice and a question can be answered.
//!
//! It is bounded and lives no longer than the process: what it does not know is unknown, never "no".

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use masalama_core::commitment::Digest;
use masalama_core::effect::EffectKey;

use super::{Delivery, Tally};

/// The most contacts of messages that are remembered.
const SEEN_MAX: usize = 50_000;

/// One message at one contact: a digest, since a contact is personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct MessageKey(Digest);

impl MessageKey {
    pub(super) fn of(key: EffectKey, contact: &str) -> Self {
        Self(Digest::of(&[b"masalama/message/1", key.to_string().as_bytes(), contact.as_bytes()]))
    }

    pub(super) fn digest(&self) -> &Digest {
        &self.0
    }
}

/// What was seen, oldest forgotten first.
#[derive(Debug, Default)]
pub(super) struct Seen {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    deliveries: HashMap<MessageKey, Delivery>,
    /// Of each effect the messages it came to.
    messages: HashMap<EffectKey, Vec<MessageKey>>,
    order: VecDeque<EffectKey>,
}

impl Seen {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What became of this message, as far as this process saw.
    pub(super) fn delivery(&self, message: MessageKey) -> Option<Delivery> {
        self.inner().deliveries.get(&message).cloned()
    }

    /// Notes what became of a message of this effect.
    pub(super) fn note(&self, effect: EffectKey, message: MessageKey, delivery: Delivery) {
        let mut inner = self.inner();
        let messages = inner.messages.entry(effect).or_default();
        let is_new_effect = messages.is_empty();
        if !messages.contains(&message) {
            messages.push(message);
        }
        if is_new_effect {
            inner.order.push_back(effect);
        }
        inner.deliveries.insert(message, delivery);
        while inner.deliveries.len() > SEEN_MAX {
            let Some(oldest) = inner.order.pop_front() else { break };
            for forgotten in inner.messages.remove(&oldest).unwrap_or_default() {
                inner.deliveries.remove(&forgotten);
            }
        }
    }

    /// What became of all messages of this effect; nothing when none was seen.
    pub(super) fn tally(&self, effect: EffectKey) -> Option<Tally> {
        let inner = self.inner();
        let messages = inner.messages.get(&effect)?;
        let deliveries = messages.iter().filter_map(|message| inner.deliveries.get(message).cloned());
        Some(Tally { deliveries: deliveries.collect() })
    }
}
