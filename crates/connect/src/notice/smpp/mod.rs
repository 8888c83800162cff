//! Text messages over SMPP 3.4.
//!
//! `tell` is class c: a message sent again is a second message, and SMPP has no key for it. So what became of it is asked of what this
//! process saw: the answers of the centre and the receipts, by the centre's name of a message or, where the answer was lost, by the reference
//! we gave it. What was not seen is unknown, and a person decides.
//!
//! A message is done when the centre took it: a phone may be off for days. The receipt, where it comes in time, says more.
//!
//! *Source*: SMPP 3.4 (Short Message Peer-to-Peer Protocol Specification v3.4, issue 1.2).

mod link;
mod outgoing;
mod settings;
mod split;

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKind, Finding, Order, Outcome};
use masalama_core::landscape::{Class, Offer};
use masalama_core::line::Line;
use masalama_core::port::{Answer, Connector};
use rusmpp::CommandStatus;
use rusmpp::pdus::SubmitSm;
use rusmpp::tlvs::MessageSubmissionRequestTlvValue;
use rusmpp::values::UserMessageReference;
use rusmppc::Client;
use tokio::sync::{Mutex, Semaphore};

use super::seen::MessageKey;
use super::{Delivery, Tally, Told, Wording, again_after_s, not_a_message};
use link::{Link, fault, not_sent, status_of};
use outgoing::Outgoing;

pub use settings::{BadSmppSettings, SmppSettings, WAIT_MS_MAX, WINDOW_MAX};

/// How often a part that was throttled is offered again before the whole message waits.
const THROTTLED_TRIES: u32 = 5;
/// The first wait after a throttling answer; each further one is twice as long. *Units*: milliseconds.
const THROTTLED_MS: u64 = 200;

/// The connector to one message centre.
pub struct Smpp {
    settings: SmppSettings,
    password: String,
    wording: Arc<dyn Wording>,
    outgoing: Arc<Outgoing>,
    link: Mutex<Option<Link>>,
    window: Semaphore,
    reference: AtomicU16,
}

impl Smpp {
    /// A connector; `password` is what stands in the password file. It connects with the first message.
    ///
    /// # Errors
    /// [`BadSmppSettings`] says what to correct.
    pub fn new(
        settings: SmppSettings,
        password: String,
        wording: Arc<dyn Wording>,
    ) -> Result<Self, BadSmppSettings> {
        settings.check()?;
        let window = Semaphore::new(usize::from(settings.window));
        let mut chance = [0; 2];
        // Without chance references begin at nought; they only tell our own messages apart.
        getrandom::fill(&mut chance).unwrap_or_default();
        Ok(Self {
            settings,
            password,
            wording,
            outgoing: Arc::default(),
            link: Mutex::new(None),
            window,
            reference: AtomicU16::new(u16::from_be_bytes(chance)),
        })
    }

    async fn tell(&self, order: &Order, told: &Told<'_>) -> Tally {
        let text = self.wording.text_message(told);
        let mut tally = Tally::default();
        for number in &told.audience.numbers {
            let message = MessageKey::of(order.key, number.unmasked());
            let delivery = match self.outgoing.seen.delivery(message) {
                Some(done @ (Delivery::Reached | Delivery::Taken | Delivery::Refused)) => done,
                // Never a second time while it is unknown: asking has settled what could be settled.
                Some(unknown @ Delivery::Unknown(_)) => unknown,
                Some(Delivery::NotSent(_) | Delivery::Fault(_)) | None => {
                    self.send(order, number.unmasked(), &text, message).await
                }
            };
            self.outgoing.seen.note(order.key, message, delivery.clone());
            tally.deliveries.push(delivery);
        }
        tally
    }

    async fn send(&self, order: &Order, to: &str, text: &str, message: MessageKey) -> Delivery {
        let bytes = message.digest().as_bytes();
        let parts = split::split(&self.settings, to, text, u16::from_be_bytes([bytes[0], bytes[1]]));
        let Some(parts) = parts else { return fault("the text does not fit a text message") };
        let client = match self.client().await {
            Ok(client) => client,
            Err(delivery) => return delivery,
        };
        self.outgoing.begin(order.key, message, parts.len());
        for (at, part) in parts.into_iter().enumerate() {
            if let Err(delivery) = self.submit(&client, to, message, at, part).await {
                return delivery;
            }
        }
        let at_most = Duration::from_millis(u64::from(self.settings.receipt_ms));
        self.outgoing.await_receipts(message, at_most).await;
        self.outgoing.delivery(message)
    }

    /// The connection, made anew when it is gone.
    async fn client(&self) -> Result<Client, Delivery> {
        let mut held = self.link.lock().await;
        if let Some(link) = held.as_ref().filter(|link| link.client.is_active()) {
            return Ok(link.client.clone());
        }
        *held = None;
        let link = Link::open(&self.settings, &self.password, &self.outgoing).await?;
        let client = link.client.clone();
        *held = Some(link);
        Ok(client)
    }

    /// Sends one part; whatever the centre throttles is offered again after a while.
    async fn submit(
        &self,
        client: &Client,
        to: &str,
        message: MessageKey,
        at: usize,
        part: SubmitSm,
    ) -> Result<(), Delivery> {
        for turn in 0..THROTTLED_TRIES {
            let reference = self.reference.fetch_add(1, Ordering::Relaxed);
            let mut pdu = part.clone();
            let ours = UserMessageReference::new(reference);
            pdu.push_tlv(MessageSubmissionRequestTlvValue::UserMessageReference(ours));
            let answered = {
                let Ok(_place) = self.window.acquire().await else { return Err(not_sent("it is closed")) };
                if client.is_closed() {
                    return Err(not_sent("the message centre went away"));
                }
                self.outgoing.leaves(message, at, reference, to);
                client.submit_sm(pdu).await
            };
            let error = match answered {
                Ok(taken) => {
                    self.outgoing.taken(message, at, taken.message_id().as_str());
                    return Ok(());
                }
                Err(error) => error,
            };
            match status_of(&error) {
                None => return Err(self.outgoing.delivery(message)),
                Some(CommandStatus::EsmeRthrottled | CommandStatus::EsmeRmsgqful) => {
                    self.outgoing.returned(message, at);
                    tokio::time::sleep(Duration::from_millis(THROTTLED_MS << turn)).await;
                }
                Some(status) => {
                    self.outgoing.returned(message, at);
                    return Err(meaning(status));
                }
            }
        }
        Err(not_sent("the message centre is throttling"))
    }
}

/// What an answer other than yes and "not so fast" means. *Source*: SMPP 3.4, section 5.1.3.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the list of the protocol is long, and what is not named here is one thing to us"
)]
fn meaning(status: CommandStatus) -> Delivery {
    match status {
        CommandStatus::EsmeRinvdstadr => Delivery::Refused,
        CommandStatus::EsmeRsyserr | CommandStatus::EsmeRsubmitfail | CommandStatus::EsmeRinvbndsts => {
            not_sent(&format!("the message centre said {}", link::code(status)))
        }
        other => fault(&format!("the message centre said {}", link::code(other))),
    }
}

impl Connector for Smpp {
    fn offers(&self) -> Vec<Offer> {
        vec![Offer { effect: EffectKind::Tell, class: Class::Askable }]
    }

    fn perform<'a>(&'a self, order: &'a Order) -> Answer<'a, Outcome<Line>> {
        Box::pin(async move {
            let Some(told) = Told::of(order) else { return not_a_message() };
            self.tell(order, &told).await.outcome(again_after_s(order.attempt))
        })
    }

    /// From the answers and receipts this process saw.
    fn inquire<'a>(&'a self, order: &'a Order) -> Answer<'a, Finding<Line>> {
        Box::pin(async move {
            let unseen = Finding::Unknown { cause: Detail::of("not sent by this process") };
            self.outgoing.seen.tally(order.key).map_or(unseen, |tally| tally.finding())
        })
    }
}
