//! Whom a message goes to: every contact that is known, and no number that may be somebody else's by the time it arrives.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::case::{Case, Progress};
use crate::effect::Subject;
use crate::identity::{Email, Msisdn};
use crate::request::{Contact, Language, Personal};
use crate::step::StepKind;

/// The contacts one message goes to, and the language it is in. Personal.
///
/// The contact given with the request, the contact in the operator's records and, until the bar, contacts that were replaced since and the line's own
/// number: there a message is a notice and never a proof of who reads it. Of a change of contact or destination those that were replaced are told
/// after the bar too. Where the person asked for quiet, only the contact given last: an older one may be what she has to leave. From the intent of the bar on the
/// line's own number is left out wherever it comes from, since it is held back and will be a stranger's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    /// The language the person is spoken to in.
    pub language: Language,
    /// Numbers for text messages, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<Msisdn>,
    /// Addresses for mail, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<Email>,
    /// May the cease still be stopped without a trace? Then the message says how.
    pub before_bar: bool,
}

impl Audience {
    /// Whom the case may write to now about this.
    #[must_use]
    pub fn about(subject: Subject, case: &Case, personal: &Personal) -> Self {
        let mut audience = Self::of(case, personal);
        if subject.is_of_change() && !audience.before_bar && !case.received.request.reason.is_quiet() {
            let replaced = personal.replaced.iter();
            let numbers = replaced.clone().filter_map(|contact| contact.msisdn.clone());
            let is_free = |number: &Msisdn| own_numbers(personal).all(|own| own != number);
            audience.numbers.extend(numbers.filter(is_free));
            audience.emails.extend(replaced.filter_map(|contact| contact.email.clone()));
            audience.numbers = each_once(audience.numbers.iter().collect());
            audience.emails = each_once(audience.emails.iter().collect());
        }
        audience
    }

    /// Whom the case may write to now.
    #[must_use]
    pub fn of(case: &Case, personal: &Personal) -> Self {
        let request = &case.received.request;
        let before_bar = !case.of_kind(StepKind::Bar).any(|(_, state)| state.has_begun());
        let is_quiet = request.reason.is_quiet();
        let on_record = personal.on_record.as_ref().filter(|_| !is_quiet);
        let replaced = personal.replaced.iter().filter(|_| before_bar && !is_quiet);
        let own = || own_numbers(personal);
        let mut numbers: Vec<&Msisdn> = personal.claim.contact_msisdn.iter().collect();
        numbers.extend(on_record.and_then(|contact| contact.msisdn.as_ref()));
        numbers.extend(replaced.clone().filter_map(|contact| contact.msisdn.as_ref()));
        if before_bar && !is_quiet {
            numbers.extend(own());
        }
        numbers.retain(|number| before_bar || own().all(|own| own != *number));
        let mut emails: Vec<&Email> = personal.claim.contact_email.iter().collect();
        emails.extend(on_record.and_then(|Contact { email, .. }| email.as_ref()));
        emails.extend(replaced.filter_map(|contact| contact.email.as_ref()));
        Self {
            language: request.language,
            numbers: each_once(numbers),
            emails: each_once(emails),
            before_bar,
        }
    }
}

/// A number of an audience that may belong to another line, and be held back there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The number.
    pub number: Msisdn,
    /// When the person gave it as his; nothing where only the operator's records have it.
    pub given_at: Option<Timestamp>,
}

impl Audience {
    /// The numbers that are not this line's own: whether another case cut them, only the other cases know.
    #[must_use]
    pub fn elsewhere(&self, case: &Case, personal: &Personal) -> Vec<Elsewhere> {
        let given_at = case.contact_changed_at.unwrap_or(case.received.received_at);
        let of = |number: &Msisdn| Elsewhere {
            number: number.clone(),
            given_at: (personal.claim.contact_msisdn.as_ref() == Some(number)).then_some(given_at),
        };
        self.numbers.iter().filter(|number| own_numbers(personal).all(|own| own != *number)).map(of).collect()
    }
}

impl Elsewhere {
    /// May the number be a stranger's because of this other case? From the intent of the bar on, unless the line was given back. Once the number
    /// was released, who gives it as his has it anew; what only records say of it is older.
    #[must_use]
    pub fn is_cut_by(&self, other: &Case, personal: &Personal) -> bool {
        let is_its = own_numbers(personal).any(|own| *own == self.number);
        let is_cut = other.of_kind(StepKind::Bar).any(|(_, state)| state.has_begun());
        let is_back = other.all_done(StepKind::IssueRetraction);
        is_its && is_cut && !is_back && !self.was_given_after_release(other)
    }

    fn was_given_after_release(&self, other: &Case) -> bool {
        let mut released =
            other.of_kind(StepKind::ReleaseNumber).filter_map(|(_, state)| match state.progress {
                Progress::Done { at } => Some(at),
                Progress::Waiting
                | Progress::InFlight
                | Progress::Pending { .. }
                | Progress::Unknown { .. }
                | Progress::Again { .. }
                | Progress::Stuck { .. }
                | Progress::Skipped { .. } => None,
            });
        released.next().is_some_and(|at| self.given_at.is_some_and(|given_at| at < given_at))
    }
}

/// The number of the line as the case knows it, and as it was last read.
fn own_numbers(personal: &Personal) -> impl Iterator<Item = &Msisdn> {
    let known = [&personal.numbers, &personal.numbers_seen];
    known.into_iter().flatten().filter_map(|numbers| numbers.msisdn.as_ref())
}

fn each_once<T: Clone + PartialEq>(all: Vec<&T>) -> Vec<T> {
    let mut once: Vec<T> = Vec::with_capacity(all.len());
    for one in all {
        if !once.contains(one) {
            once.push(one.clone());
        }
    }
    once
}
