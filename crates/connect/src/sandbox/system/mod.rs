//! The systems the sandbox operator plays. Each is a pure function from a line and a question to an answer: no clock, no database.

mod billing;
mod charging;
mod esim;
mod landscape;
mod logistics;
mod network;
mod numbering;
mod records;

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz;
use masalama_core::calendar::Zone;
use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKind, Evidence, Finding, Outcome, Proof, RejectedWhy, Rejection};
use masalama_core::landscape::Class;
use masalama_core::line::Line;

use super::state::LineState;
use crate::http::wire::Asked;

pub(super) use landscape::{SystemRole, class_of, landscape, offers};
pub(super) use logistics::{payout_found, payout_ordered};

/// The operators are invented in Oman, where no clock is ever put forward or back.
pub(super) const LOCAL: tz::Offset = tz::offset(4);
/// The same place, as the rules of settlement ask for it.
static ZONE: LazyLock<Zone> =
    LazyLock::new(|| Zone::named("Asia/Muscat").expect("the zone database has Muscat"));

/// What a system answers.
pub(super) type Answered = Result<Evidence<Line>, NotDone>;

/// Why a system did not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotDone {
    /// It works on it.
    Pending { ask_after_s: u32 },
    /// It will not.
    Rejected(RejectedWhy, &'static str),
}

/// The civil day it is at the operators' place.
pub(super) fn local_date(at: Timestamp) -> Date {
    LOCAL.to_datetime(at).date()
}

/// The instant a civil day begins at the operators' place.
pub(super) fn day_start(date: Date) -> Timestamp {
    LOCAL.to_timestamp(date.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

/// The first day of the month it is.
pub(super) fn month_start(at: Timestamp) -> Date {
    local_date(at).first_of_month()
}

/// Does the effect to the line, on the system that plays `role`.
pub(super) fn perform(
    role: SystemRole,
    line: &mut LineState,
    asked: &Asked,
    now: Timestamp,
) -> Outcome<Line> {
    let answered = match role {
        SystemRole::Inventory => records::perform(line, asked, now),
        SystemRole::Hlr => network::perform(network::Home::Hlr, line, asked, now),
        SystemRole::Hss => network::perform(network::Home::Hss, line, asked, now),
        SystemRole::Charging => charging::perform(line, asked, now),
        SystemRole::Billing => billing::perform(line, asked, now),
        SystemRole::Numbering => numbering::perform(line, asked),
        SystemRole::Esim => esim::perform(line, asked, now),
        SystemRole::Logistics => logistics::perform(line, asked),
        SystemRole::Payout => logistics::pay(asked),
        SystemRole::Messaging => logistics::tell(asked),
    };
    match answered {
        Ok(evidence) => Outcome::Done(evidence),
        Err(NotDone::Pending { ask_after_s }) => Outcome::Pending { ask_after_s },
        Err(NotDone::Rejected(why, detail)) => {
            Outcome::Rejected(Rejection { why, detail: Detail::of(detail) })
        }
    }
}

/// What asking tells of an effect whose key the system does not keep: the state of the line is the answer.
///
/// Would doing it now change anything? Then it was not done.
pub(super) fn found(role: SystemRole, line: &LineState, asked: &Asked, now: Timestamp) -> Finding<Line> {
    if let Some(finding) = found_by_state(line, asked, role, now) {
        return finding;
    }
    let mut after = line.clone();
    match perform(role, &mut after, asked, now) {
        Outcome::Done(_) if after != *line => Finding::NotDone,
        Outcome::Done(evidence) => Finding::Done(evidence),
        Outcome::Pending { ask_after_s } => Finding::Pending { ask_after_s },
        Outcome::Rejected(rejection) => Finding::Rejected(rejection),
        Outcome::Unknown { cause } => Finding::Unknown { cause },
    }
}

/// The askable systems know better than "would it change anything": doing it twice would do harm there.
fn found_by_state(
    line: &LineState,
    asked: &Asked,
    role: SystemRole,
    now: Timestamp,
) -> Option<Finding<Line>> {
    if class_of(role, asked.kind) != Some(Class::Askable) {
        return None;
    }
    match role {
        SystemRole::Hlr => Some(network::deleted(&line.hlr, asked)),
        SystemRole::Hss => Some(network::deleted(&line.hss, asked)),
        SystemRole::Numbering => Some(numbering::released(line)),
        SystemRole::Esim => Some(esim::released(line, now)),
        SystemRole::Inventory
        | SystemRole::Charging
        | SystemRole::Billing
        | SystemRole::Logistics
        | SystemRole::Payout
        | SystemRole::Messaging => None,
    }
}

/// A reference that follows from the key, so that a repeated order gets the same.
fn reference(prefix: &str, asked: &Asked) -> String {
    let mut key = asked.key.to_string();
    key.truncate(REFERENCE_CHARS);
    format!("{prefix}-{key}")
}

/// How much of the key a reference shows.
const REFERENCE_CHARS: usize = 10;

fn done(prefix: &str, asked: &Asked) -> Answered {
    Ok(Evidence::Reference(Detail::of(&reference(prefix, asked))))
}

fn proof(node: &str, now: Timestamp, question: &str, answer: &str) -> Answered {
    Ok(Evidence::Proof(Proof {
        node: Detail::of(node),
        asked_at: now,
        question: Detail::of(question),
        answer: Detail::of(answer),
    }))
}

fn refused(detail: &'static str) -> Answered {
    Err(NotDone::Rejected(RejectedWhy::Refused, detail))
}

fn invalid(detail: &'static str) -> Answered {
    Err(NotDone::Rejected(RejectedWhy::Invalid, detail))
}

fn no_such_line() -> Answered {
    Err(NotDone::Rejected(RejectedWhy::NoSuchLine, "no such line here"))
}

/// An effect that this system does not offer.
fn not_offered() -> Answered {
    invalid("this system does not offer that")
}

/// Is it a question, which changes nothing?
pub(super) fn is_question(kind: EffectKind) -> bool {
    matches!(
        kind,
        EffectKind::ReadLine
            | EffectKind::ReadPrice
            | EffectKind::ReadDues
            | EffectKind::ProveAbsent
            | EffectKind::ProveDead
    )
}
