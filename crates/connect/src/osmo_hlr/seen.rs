//! What the answers of HLR and nodes mean. No input or output: every rule of this connector can be tested without either.

use jiff::Timestamp;
use masalama_core::detail::Detail;
use masalama_core::effect::{Evidence, Finding, Outcome, Proof, RejectedWhy, Rejection};
use masalama_core::line::Line;

use super::settings::PeerName;
use super::talk::Lost;
use super::wire::ctrl::Row;
use super::wire::gsup::{CAUSE_IMSI_UNKNOWN, Kind, Message};
use super::wire::vty::Presence;
use super::{Domain, Services};

/// What became of an order, as far as can be seen.
#[derive(Debug)]
pub(super) enum Seen {
    /// It is so.
    Done(Evidence<Line>),
    /// It is not so, and this was seen in its place.
    NotDone(Detail),
    /// It is refused.
    Rejected(Rejection),
    /// It cannot be seen.
    Unknown(Detail),
}

impl Seen {
    /// For `perform`: an order of which no trace can be seen may still be on its way, so it is unknown until somebody asks again.
    pub(super) fn outcome(self) -> Outcome<Line> {
        match self {
            Self::Done(evidence) => Outcome::Done(evidence),
            Self::NotDone(cause) | Self::Unknown(cause) => Outcome::Unknown { cause },
            Self::Rejected(rejection) => Outcome::Rejected(rejection),
        }
    }

    /// For `inquire`.
    pub(super) fn finding(self) -> Finding<Line> {
        match self {
            Self::Done(evidence) => Finding::Done(evidence),
            Self::NotDone(_) => Finding::NotDone,
            Self::Rejected(rejection) => Finding::Rejected(rejection),
            Self::Unknown(cause) => Finding::Unknown { cause },
        }
    }

    pub(super) fn done(reference: &str) -> Self {
        Self::Done(Evidence::Reference(Detail::of(reference)))
    }

    pub(super) fn not_done(what: &str) -> Self {
        Self::NotDone(Detail::of(what))
    }

    pub(super) fn unknown(cause: &str) -> Self {
        Self::Unknown(Detail::of(cause))
    }

    pub(super) fn lost(lost: &Lost) -> Self {
        Self::unknown(&lost.to_string())
    }

    pub(super) fn rejected(why: RejectedWhy, detail: &str) -> Self {
        Self::Rejected(Rejection { why, detail: Detail::of(detail) })
    }
}

/// Says `against` too, if the HLR said anything against an order.
fn with_refusal(what: &str, against: Option<&Detail>) -> String {
    match against {
        Some(text) => format!("{what}; the HLR said: {text}"),
        None => what.to_owned(),
    }
}

/// Stands before what a bar found, in its reference.
const BEFORE: &str = "; before: ";

/// Are both domains as `wanted`? Only the row counts; what the HLR said to the order is no more than a cause. `before` is the row as a bar
/// found it.
pub(super) fn service(row: &Row, wanted: Services, before: Option<&Row>, against: Option<&Detail>) -> Seen {
    let Row::There(subscriber) = row else {
        return Seen::rejected(RejectedWhy::NoSuchLine, "the HLR has no row for this line");
    };
    let services = subscriber.services();
    let read = format!("read back: {services}");
    if services != wanted {
        return Seen::NotDone(Detail::of(&with_refusal(&read, against)));
    }
    match before {
        Some(Row::There(before)) => Seen::done(&format!("{read}{BEFORE}{}", before.services())),
        Some(Row::Absent) | None => Seen::done(&read),
    }
}

/// What a bar found, by what it showed when it was done; both on where it could not tell.
pub(super) fn services_before(bar: Option<&Evidence>) -> Services {
    let Some(Evidence::Reference(reference)) = bar else { return Services::ON };
    let before = reference.as_str().split_once(BEFORE).map(|(_, before)| before);
    let known = before.and_then(|text| Services::ALL.into_iter().find(|all| all.to_string() == text));
    known.unwrap_or(Services::ON)
}

/// Is the row gone?
pub(super) fn deletion(row: &Row, against: Option<&Detail>) -> Seen {
    match row {
        Row::Absent => Seen::done("read back: no such subscriber"),
        Row::There(_) => Seen::NotDone(Detail::of(&with_refusal("read back: the row is there", against))),
    }
}

/// Names of nodes and domains, for a sentence.
pub(super) fn listed(nodes: &[(Domain, PeerName)]) -> String {
    nodes.iter().map(|(domain, name)| format!("{name} ({domain})")).collect::<Vec<_>>().join(", ")
}

/// Was each withdrawal handed to its node? `heard` is what the HLR said before it had read them all.
pub(super) fn hand_over(nodes: &[(Domain, PeerName)], heard: &[Message]) -> Seen {
    let not_reached = |name: &PeerName| {
        heard
            .iter()
            .any(|message| message.kind == Kind::RoutingError && message.source.as_ref() == Some(name))
    };
    let (missed, reached): (Vec<_>, Vec<_>) = nodes.iter().cloned().partition(|(_, name)| not_reached(name));
    let unexplained =
        heard.iter().any(|message| message.kind == Kind::RoutingError && !names_one_of(message, nodes));
    if missed.is_empty() && !unexplained {
        return Seen::done(&format!(
            "Cancel Location (subscription withdrawn) handed to {}",
            listed(&reached)
        ));
    }
    let missed = if missed.is_empty() { "a node".to_owned() } else { listed(&missed) };
    let reached = if reached.is_empty() { "nobody".to_owned() } else { listed(&reached) };
    Seen::unknown(&format!("not connected to the HLR: {missed}; handed to: {reached}"))
}

fn names_one_of(message: &Message, nodes: &[(Domain, PeerName)]) -> bool {
    nodes.iter().any(|(_, name)| message.source.as_ref() == Some(name))
}

/// Which nodes the HLR says serve the line.
pub(super) fn serving(row: &Row) -> Vec<(Domain, PeerName)> {
    let Row::There(subscriber) = row else { return Vec::new() };
    let nodes = [(Domain::Circuit, &subscriber.circuit_node), (Domain::Packet, &subscriber.packet_node)];
    nodes.into_iter().filter_map(|(domain, name)| Some((domain, name.clone()?))).collect()
}

/// What each node that can be asked said, in configuration order.
pub(super) type Presences = Vec<(PeerName, Result<Presence, Lost>)>;

/// Does no node hold the line? Every node that the HLR names must be one of those that were asked.
pub(super) fn absence(
    serving: &[(Domain, PeerName)],
    asked: &Presences,
    proof: impl Fn(Question) -> Proof,
) -> Seen {
    let names = |wanted: fn(&Result<Presence, Lost>) -> bool| {
        asked
            .iter()
            .filter(|(_, said)| wanted(said))
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let holding = names(|said| matches!(said, Ok(Presence::Held)));
    if !holding.is_empty() {
        return Seen::rejected(RejectedWhy::LineIsThere, &format!("still held by {holding}"));
    }
    if let Some((name, said)) = asked.iter().find(|(_, said)| !matches!(said, Ok(Presence::NotHeld))) {
        let cause = match said {
            Err(lost) => lost.to_string(),
            Ok(Presence::Held | Presence::NotHeld | Presence::Unclear) => "the answer is unclear".to_owned(),
        };
        return Seen::unknown(&format!("{name}: {cause}"));
    }
    let unread: Vec<_> =
        serving.iter().filter(|(_, name)| !asked.iter().any(|(other, _)| other == name)).cloned().collect();
    if !unread.is_empty() {
        let detail = format!("no read-back is configured for {}", listed(&unread));
        return Seen::rejected(RejectedWhy::Refused, &detail);
    }
    Seen::Done(Evidence::Proof(proof(Question {
        node: names(|_| true),
        question: "does it hold the subscriber with this IMSI?",
        answer: "no subscriber found",
    })))
}

/// Is the line dead? `authentication` is the answer to a request for vectors, which is only sent when there is no row.
pub(super) fn death(authentication: &Message, hlr: &str, proof: impl Fn(Question) -> Proof) -> Seen {
    match (authentication.kind, authentication.cause) {
        (Kind::AuthenticationError, Some(CAUSE_IMSI_UNKNOWN)) => {
            Seen::Done(Evidence::Proof(proof(Question {
                node: format!("OsmoHLR {hlr}"),
                question: "the row of this IMSI, then Send Authentication Info for it",
                answer: "no such subscriber; refused with cause 2, IMSI unknown",
            })))
        }
        (Kind::AuthenticationResult, _) => {
            Seen::rejected(RejectedWhy::LineIsThere, "the HLR hands out authentication vectors")
        }
        (kind, cause) => {
            Seen::unknown(&format!("authentication was answered with {kind:?}, cause {cause:?}"))
        }
    }
}

/// A question that was asked and its answer, before the time is added.
pub(super) struct Question {
    pub(super) node: String,
    pub(super) question: &'static str,
    pub(super) answer: &'static str,
}

impl Question {
    /// The proof, asked at this instant.
    pub(super) fn at(self, asked_at: Timestamp) -> Proof {
        Proof {
            node: Detail::of(&self.node),
            asked_at,
            question: Detail::of(self.question),
            answer: Detail::of(self.answer),
        }
    }
}

#[cfg(test)]
mod tests;
