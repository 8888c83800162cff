//! The messages that went out, part by part, and the receipts that came back for them.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use masalama_core::detail::Detail;
use masalama_core::effect::EffectKey;
use rusmpp::pdus::DeliverSm;
use rusmpp::tlvs::TlvValue;
use rusmpp::values::MessageState;
use tokio::sync::Notify;

use crate::notice::Delivery;
use crate::notice::seen::{MessageKey, Seen};

/// The most messages whose parts are remembered, and the most receipts that may come before their answers.
const MESSAGES_MAX: usize = 20_000;
const EARLY_MAX: usize = 1_000;

/// How far one part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It did not leave.
    Waiting,
    /// It left; no answer yet.
    Left,
    /// The centre took it.
    Taken,
    /// The phone has it.
    Arrived,
    /// It will not arrive.
    Failed,
}

#[derive(Debug)]
struct Message {
    effect: EffectKey,
    parts: Vec<Part>,
}

#[derive(Debug, Default)]
struct Inner {
    messages: HashMap<MessageKey, Message>,
    order: VecDeque<MessageKey>,
    /// By the centre's own name of a part.
    by_id: HashMap<String, (MessageKey, usize)>,
    /// By our own reference and the number: what a centre that passes the reference on says of a part whose answer was lost.
    by_reference: HashMap<(u16, String), (MessageKey, usize)>,
    /// Receipts that were faster than the answers.
    early: VecDeque<(String, Part)>,
}

/// What went out.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    pub(super) seen: Seen,
    inner: Mutex<Inner>,
    news: Notify,
}

impl Outgoing {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A message is about to go out in so many parts.
    pub(super) fn begin(&self, effect: EffectKey, message: MessageKey, parts: usize) {
        let mut inner = self.inner();
        if inner.messages.insert(message, Message { effect, parts: vec![Part::Waiting; parts] }).is_none() {
            inner.order.push_back(message);
        }
        while inner.order.len() > MESSAGES_MAX {
            let Some(oldest) = inner.order.pop_front() else { break };
            inner.messages.remove(&oldest);
            inner.by_id.retain(|_, (message, _)| *message != oldest);
            inner.by_reference.retain(|_, (message, _)| *message != oldest);
        }
        self.note(&inner, message);
    }

    /// The part is about to leave under our reference: from here on silence is unknown.
    pub(super) fn leaves(&self, message: MessageKey, part: usize, reference: u16, to: &str) {
        let mut inner = self.inner();
        inner.by_reference.insert((reference, digits(to)), (message, part));
        self.set(&mut inner, message, part, Part::Left);
    }

    /// It surely did not leave, or was sent back.
    pub(super) fn returned(&self, message: MessageKey, part: usize) {
        let mut inner = self.inner();
        self.set(&mut inner, message, part, Part::Waiting);
    }

    /// The centre took it under this name.
    pub(super) fn taken(&self, message: MessageKey, part: usize, id: &str) {
        let mut inner = self.inner();
        let id = name_of(id);
        let early = inner.early.iter().position(|(early, _)| *early == id);
        let state = early.and_then(|at| inner.early.remove(at)).map_or(Part::Taken, |(_, state)| state);
        inner.by_id.insert(id, (message, part));
        self.set(&mut inner, message, part, state);
    }

    fn set(&self, inner: &mut Inner, message: MessageKey, part: usize, state: Part) {
        if let Some(slot) = inner.messages.get_mut(&message).and_then(|message| message.parts.get_mut(part)) {
            // What arrived does not become less by an answer that comes late.
            if !matches!(slot, Part::Arrived | Part::Failed) {
                *slot = state;
            }
        }
        self.note(inner, message);
    }

    fn note(&self, inner: &Inner, message: MessageKey) {
        if let Some(of) = inner.messages.get(&message) {
            self.seen.note(of.effect, message, delivery(&of.parts));
            self.news.notify_waiters();
        }
    }

    /// Takes a receipt in; what is none changes nothing.
    pub(super) fn receive(&self, deliver: &DeliverSm) {
        let Some(receipt) = Receipt::of(deliver) else { return };
        let mut inner = self.inner();
        let by_id = receipt.id.as_ref().and_then(|id| inner.by_id.get(id)).copied();
        let by_reference = receipt.reference.and_then(|reference| {
            inner.by_reference.get(&(reference, digits(deliver.source_addr.as_str()))).copied()
        });
        match (by_id.or(by_reference), receipt.id) {
            (Some((message, part)), id) => {
                if let Some(id) = id {
                    inner.by_id.insert(id, (message, part));
                }
                if receipt.state == Part::Failed {
                    tracing::warn!("a text message that was taken did not arrive");
                }
                self.set(&mut inner, message, part, receipt.state);
            }
            (None, Some(id)) => {
                inner.early.push_back((id, receipt.state));
                if inner.early.len() > EARLY_MAX {
                    inner.early.pop_front();
                }
            }
            (None, None) => {}
        }
    }

    /// Waits until every part has its receipt, at most so long.
    pub(super) async fn await_receipts(&self, message: MessageKey, at_most: Duration) {
        let all_in = async {
            loop {
                let news = self.news.notified();
                tokio::pin!(news);
                news.as_mut().enable();
                if self.is_final(message) {
                    return;
                }
                news.await;
            }
        };
        // Nothing depends on it: a receipt that comes later is taken in all the same.
        drop(tokio::time::timeout(at_most, all_in).await);
    }

    fn is_final(&self, message: MessageKey) -> bool {
        let inner = self.inner();
        let parts = inner.messages.get(&message).map(|message| message.parts.as_slice()).unwrap_or_default();
        parts.iter().all(|part| matches!(part, Part::Arrived | Part::Failed))
    }

    /// What became of the message.
    pub(super) fn delivery(&self, message: MessageKey) -> Delivery {
        self.seen.delivery(message).unwrap_or_else(|| Delivery::Unknown(Detail::of("it was forgotten")))
    }
}

fn delivery(parts: &[Part]) -> Delivery {
    let any = |state| parts.contains(&state);
    if any(Part::Failed) {
        Delivery::Refused
    } else if any(Part::Left) {
        Delivery::Unknown(Detail::of("the message centre did not answer"))
    } else if any(Part::Waiting) {
        Delivery::NotSent(Detail::of("the message centre did not take it yet"))
    } else if any(Part::Taken) {
        Delivery::Taken
    } else {
        Delivery::Reached
    }
}

/// What a receipt says. *Source*: SMPP 3.4, section 4.6.1 and appendix B.
#[derive(Debug, PartialEq, Eq)]
struct Receipt {
    id: Option<String>,
    reference: Option<u16>,
    state: Part,
}

impl Receipt {
    fn of(deliver: &DeliverSm) -> Option<Self> {
        if u8::from(deliver.esm_class) & 0x3C != 0x04 {
            return None;
        }
        let text = String::from_utf8_lossy(deliver.short_message()).into_owned();
        let (mut id, mut reference, mut state) = (None, None, None);
        for value in deliver.tlvs().iter().filter_map(|tlv| tlv.value()) {
            if let TlvValue::ReceiptedMessageId(text) = value {
                id = Some(name_of(text.as_str()));
            } else if let TlvValue::UserMessageReference(ours) = value {
                reference = Some(ours.value);
            } else if let TlvValue::MessageState(said) = value {
                state = state_of(*said);
            }
        }
        let id = id.or_else(|| field(&text, "id:").map(name_of));
        let state = state.or_else(|| field(&text, "stat:").and_then(state_named))?;
        Some(Self { id, reference, state })
    }
}

/// The word behind `name` in the text of a receipt.
fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(name)?;
    rest.split_whitespace().next()
}

fn state_of(state: MessageState) -> Option<Part> {
    if state == MessageState::Delivered || state == MessageState::Accepted {
        Some(Part::Arrived)
    } else if [
        MessageState::Expired,
        MessageState::Deleted,
        MessageState::Undeliverable,
        MessageState::Rejected,
    ]
    .contains(&state)
    {
        Some(Part::Failed)
    } else {
        // On its way, or nothing we know: the receipt that counts is still to come.
        None
    }
}

fn state_named(word: &str) -> Option<Part> {
    match word {
        "DELIVRD" | "ACCEPTD" => Some(Part::Arrived),
        "EXPIRED" | "DELETED" | "UNDELIV" | "REJECTD" => Some(Part::Failed),
        _ => None,
    }
}

/// The centre's name of a message; some fill it up with zeros in one place and not in another.
fn name_of(id: &str) -> String {
    let bare = id.trim().trim_start_matches('0');
    if bare.is_empty() { "0".to_owned() } else { bare.to_ascii_lowercase() }
}

fn digits(number: &str) -> String {
    number.trim_start_matches('+').to_owned()
}
