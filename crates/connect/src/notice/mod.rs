//! Messages to the person: by mail ([`smtp`]) and by text message ([`smpp`]).
//!
//! Each is a declared system that offers `tell`, and is given every contact of its kind. What became of the message at each contact is told
//! as counts, never as addresses. The words come from whoever wires the connector ([`Wording`]): a connector knows no language.

pub mod smpp;
pub mod smtp;

mod seen;

use jiff::Timestamp;
use jiff::civil::Date;
use masalama_core::audience::Audience;
use masalama_core::case::CaseId;
use masalama_core::detail::Detail;
use masalama_core::effect::{
    Effect, Evidence, Finding, Order, Outcome, Reached, RejectedWhy, Rejection, Subject,
};
use masalama_core::line::Line;
use masalama_core::money::Money;

/// What one message says, before it has words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<'a> {
    /// The case.
    pub case: CaseId,
    /// What about.
    pub subject: Subject,
    /// The day it speaks of.
    pub on: Option<Date>,
    /// The sum it speaks of.
    pub amount: Option<Money>,
    /// The last digits of the line.
    pub line: String,
    /// When it is told.
    pub at: Timestamp,
    /// Whom it goes to, and in which language.
    pub audience: &'a Audience,
}

/// A mail in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailWords {
    /// One line.
    pub subject: String,
    /// The plain part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// Gives messages their words.
pub trait Wording: Send + Sync {
    /// The words of a mail.
    fn mail(&self, told: &Told<'_>) -> MailWords;

    /// The words of a text message.
    fn text_message(&self, told: &Told<'_>) -> String;
}

impl<'a> Told<'a> {
    /// What the order says; nothing when it is no message.
    fn of(order: &'a Order) -> Option<Self> {
        let (Effect::Tell { subject, on, amount }, Some(audience)) = (&order.effect, &order.audience) else {
            return None;
        };
        Some(Self {
            case: order.case,
            subject: *subject,
            on: *on,
            amount: *amount,
            line: last_digits(order),
            at: order.at,
            audience,
        })
    }
}

/// The tail that a mask shows of the line's number, or of its card.
fn last_digits(order: &Order) -> String {
    let personal = &order.personal;
    let number = personal.numbers.as_ref().and_then(|numbers| numbers.msisdn.as_ref());
    let masked = number.map_or_else(|| personal.claim.iccid.to_string(), ToString::to_string);
    masked.rsplit('•').next().unwrap_or_default().to_owned()
}

/// What became of a message at one contact.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Delivery {
    /// It arrived: the mail server took it, or the phone's receipt came.
    Reached,
    /// The message centre took it; no receipt yet.
    Taken,
    /// The contact takes none, for good: no such mailbox or number.
    Refused,
    /// It surely did not leave: it may be sent again.
    NotSent(Why),
    /// The other side will not work with us at all, whoever the contact: staff must look.
    Fault(Why),
    /// It left, and nobody knows.
    Unknown(Why),
}

/// Why, in words that hold no address: a code of the protocol or one of our own.
type Why = Detail;

/// How a message fared at all its contacts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Tally {
    deliveries: Vec<Delivery>,
}

impl Tally {
    fn count(&self, fits: impl Fn(&Delivery) -> bool) -> usize {
        self.deliveries.iter().filter(|one| fits(one)).count()
    }

    fn worst(&self, why: impl Fn(&Delivery) -> Option<&Why>) -> Option<&Why> {
        self.deliveries.iter().find_map(why)
    }

    /// How many were reached, refused, left over and unknown. No address stands in it.
    fn counts(&self) -> String {
        if self.deliveries.is_empty() {
            return "nobody to tell this way".to_owned();
        }
        let reached = self.count(|one| *one == Delivery::Reached);
        let taken = self.count(|one| *one == Delivery::Taken);
        let refused = self.count(|one| *one == Delivery::Refused);
        let unknown = self.count(|one| matches!(one, Delivery::Unknown(_)));
        let open = self.deliveries.len() - reached - taken - refused - unknown;
        format!(
            "contacts {}: reached {reached}, taken {taken}, refused {refused}, unknown {unknown}, not sent {open}",
            self.deliveries.len()
        )
    }

    fn because(&self, why: &Why) -> Detail {
        Detail::of(&format!("{}; {}", self.counts(), why.as_str()))
    }

    /// Is it settled at every contact?
    fn is_settled(&self) -> bool {
        self.deliveries
            .iter()
            .all(|one| matches!(one, Delivery::Reached | Delivery::Taken | Delivery::Refused))
    }

    fn evidence(&self) -> Evidence<Line> {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let reached = self.count(|one| matches!(one, Delivery::Reached | Delivery::Taken));
        Evidence::Reached(Reached {
            contacts: count(self.deliveries.len()),
            reached: count(reached),
            told: Detail::of(&self.counts()),
        })
    }

    /// The outcome of all of it: unknown where any is, a refusal where we are not let in, to be tried again where something did not leave.
    fn outcome(&self, again_after_s: u32) -> Outcome<Line> {
        if let Some(why) = self.worst(|one| match one {
            Delivery::Unknown(why) => Some(why),
            Delivery::Reached
            | Delivery::Taken
            | Delivery::Refused
            | Delivery::NotSent(_)
            | Delivery::Fault(_) => None,
        }) {
            return Outcome::Unknown { cause: self.because(why) };
        }
        if let Some(why) = self.worst(|one| match one {
            Delivery::Fault(why) => Some(why),
            Delivery::Reached
            | Delivery::Taken
            | Delivery::Refused
            | Delivery::NotSent(_)
            | Delivery::Unknown(_) => None,
        }) {
            let detail = self.because(why);
            return Outcome::Rejected(Rejection { why: RejectedWhy::Refused, detail });
        }
        if self.is_settled() {
            return Outcome::Done(self.evidence());
        }
        Outcome::Pending { ask_after_s: again_after_s }
    }
}

impl Tally {
    /// What is known of all of it, without doing anything: not done where something surely did not leave and nothing is unknown.
    fn finding(&self) -> Finding<Line> {
        let unknown = |one: &Delivery| matches!(one, Delivery::Unknown(_));
        if self.is_settled() {
            Finding::Done(self.evidence())
        } else if self.count(unknown) > 0 {
            Finding::Unknown { cause: Detail::of(&self.counts()) }
        } else {
            Finding::NotDone
        }
    }
}

/// How long to wait before what did not leave is sent again: a minute, then twice as long each time, at most an hour.
///
/// *Source*: RFC 5321, section 4.5.4.1, asks for patience; a server that lists us grey wants a few minutes.
fn again_after_s(attempt: u16) -> u32 {
    let power = 1_u32 << u32::from(attempt.saturating_sub(1)).min(6);
    60_u32.saturating_mul(power).min(3_600)
}

fn not_a_message() -> Outcome<Line> {
    let detail = Detail::of("only messages are sent this way");
    Outcome::Rejected(Rejection { why: RejectedWhy::Invalid, detail })
}
