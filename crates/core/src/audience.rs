//! Whom a message goes to: every contact that is known, and no number that may be somebody else's by the time it arrives.

use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::identity::{Email, Msisdn};
use crate::request::{Contact, Language, Personal};
use crate::step::StepKind;

/// The contacts one message goes to, and the language it is in. Personal.
///
/// The contact given with the request, the contact in the operator's records and, until the bar, the line's own number: there a message is
/// a notice and never a proof of who reads it. Where the person asked for quiet, only the contact given. From the intent of the bar on the
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
    /// Whom the case may write to now.
    #[must_use]
    pub fn of(case: &Case, personal: &Personal) -> Self {
        let request = &case.received.request;
        let before_bar = !case.of_kind(StepKind::Bar).any(|(_, state)| state.has_begun());
        let is_quiet = request.reason.is_quiet();
        let on_record = personal.on_record.as_ref().filter(|_| !is_quiet);
        let own = || own_numbers(personal);
        let mut numbers: Vec<&Msisdn> = personal.claim.contact_msisdn.iter().collect();
        numbers.extend(on_record.and_then(|contact| contact.msisdn.as_ref()));
        if before_bar && !is_quiet {
            numbers.extend(own());
        }
        numbers.retain(|number| before_bar || own().all(|own| own != *number));
        let mut emails: Vec<&Email> = personal.claim.contact_email.iter().collect();
        emails.extend(on_record.and_then(|Contact { email, .. }| email.as_ref()));
        Self {
            language: request.language,
            numbers: each_once(numbers),
            emails: each_once(emails),
            before_bar,
        }
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
