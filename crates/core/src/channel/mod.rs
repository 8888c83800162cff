//! Is this address the operator's own? A number, link, mail box or account is held against what is known, with its source.
//!
//! Only an address that the operator itself prints in a source we read is *known official*. Everything else is not, whatever it looks
//! like; and no number is ever judged by its prefix, for numbers are ported. A caller or sender can show an official address that
//! is not his, so the answer is about the address, never about who used it.

mod likeness;

use std::fmt;

use serde::Serialize;

use crate::line::OperatorId;
use crate::policy::{Address, Contact, Disputed, Policies, Role, Sourced, Status, Way, within};

pub use likeness::Likeness;

/// The most of a pasted text that is looked at. *Units*: characters.
pub const TEXT_CHARS_MAX: usize = 2_000;
/// The most addresses that are looked at in one text; one with more is not recognised.
pub const ADDRESSES_MAX: usize = 32;

/// The fewest digits in a row that a longer text is searched for; fewer is a price or a day.
const DIGITS_MIN: usize = 3;

/// A listed contact and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Whose it is: the name people know.
    pub owner: String,
    /// The owner's id.
    pub owner_id: OperatorId,
    /// What the owner is; an invented operator says so.
    pub role: Role,
    /// The contact, with its source and the day it was checked.
    pub contact: Contact,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A telephone number or short code.
    Number,
    /// A code with stars.
    Ussd,
    /// A mail box.
    Email,
    /// A site or a link to one.
    Site,
    /// An account of a messenger or social network.
    Account,
    /// Nothing that can be held against the list.
    Unrecognised,
}

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// The owner itself prints it, in a source that was read.
    KnownOfficial(Box<Listed>),
    /// It is listed, and no primary source for it was read.
    KnownUnconfirmed(Box<Listed>),
    /// It is copied from page to page and has no source.
    Disputed {
        /// Whose it is said to be.
        claimed_for: OperatorId,
        /// Why it is disputed, and where that was looked up.
        reason: Sourced<String>,
    },
    /// It is made to look like an address that is known.
    LookAlike {
        /// The address or name it resembles.
        of: String,
        /// Whose that is.
        owner: String,
        /// In what way.
        why: Likeness,
    },
    /// Nobody we know lists it.
    NotKnown {
        /// What it is.
        kind: Kind,
    },
}

impl Verdict {
    /// Is it an operator's known official channel? Only then is the exit status of a check zero.
    #[must_use]
    pub fn is_known_official(&self) -> bool {
        matches!(self, Self::KnownOfficial(_))
    }

    /// The worse, the higher: in a text with several addresses the worst decides.
    fn gravity(&self) -> u8 {
        match self {
            Self::KnownOfficial(_) => 0,
            Self::KnownUnconfirmed(_) => 1,
            Self::NotKnown { .. } => 2,
            Self::LookAlike { .. } => 3,
            Self::Disputed { .. } => 4,
        }
    }
}

impl fmt::Display for Verdict {
    /// The answer in English, in full sentences.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KnownOfficial(listed) => write!(f, "Known official channel: {listed}"),
            Self::KnownUnconfirmed(listed) => {
                write!(f, "Not a known official channel: listed, but not confirmed. {listed}")
            }
            Self::Disputed { claimed_for, reason } => write!(
                f,
                "Not a known official channel: widely copied as {claimed_for}'s, no source. {} Source: {}, checked on {}.",
                reason.value, reason.source, reason.checked_on
            ),
            Self::LookAlike { of, owner, why } => {
                write!(
                    f,
                    "Not a known official channel: it resembles {of} of {owner} and is another address ({why})."
                )
            }
            Self::NotKnown { kind } => f.write_str(not_known(*kind)),
        }
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { owner, role, contact, .. } = self;
        let invented = if *role == Role::Sandbox { ", an invented operator" } else { "" };
        write!(f, "{}, {} of {owner}{invented}.", contact.address.value, contact.way.in_words())?;
        if let Some(note) = &contact.note {
            write!(f, " {note}")?;
        }
        write!(f, " Source: {}, checked on {}.", contact.address.source, contact.address.checked_on)
    }
}

fn not_known(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "Not a known official channel: no operator we know lists this number.",
        Kind::Ussd => "Not a known official channel: no operator we know lists this code.",
        Kind::Email => "Not a known official channel: no operator we know lists this e-mail address.",
        Kind::Site => "Not a known official channel: no operator we know lists this site.",
        Kind::Account => {
            "Not a known official channel: no account on a messenger or social network is known to be an operator's."
        }
        Kind::Unrecognised => {
            "Not a known official channel: this is no telephone number, code, e-mail address, link or account."
        }
    }
}

/// Says what is known of the address `text` is, as typed or copied. In a longer text every address is looked at, and
/// the worst decides.
#[must_use]
pub fn check(text: &str, policies: &Policies) -> Verdict {
    let unrecognised = Verdict::NotKnown { kind: Kind::Unrecognised };
    if text.chars().nth(TEXT_CHARS_MAX).is_some() {
        return unrecognised;
    }
    let countries: Vec<&str> =
        policies.countries().map(|country| country.calling_code.value.as_str()).collect();
    if let Some(verdict) = judged(text, &countries, policies) {
        return verdict;
    }
    addresses_in(text)
        .iter()
        .filter_map(|part| judged(part, &countries, policies))
        .max_by_key(Verdict::gravity)
        .unwrap_or(unrecognised)
}

/// The answer for a text that is one address; in whichever country it is known best.
fn judged(text: &str, calling_codes: &[&str], policies: &Policies) -> Option<Verdict> {
    let codes = if calling_codes.is_empty() { &[""] } else { calling_codes };
    let read = codes.iter().filter_map(|code| Address::read(text, code));
    let verdicts: Vec<_> = read.map(|address| of_address(&address, policies)).collect();
    let is_disputed = |verdict: &&Verdict| matches!(verdict, Verdict::Disputed { .. });
    let disputed = verdicts.iter().find(is_disputed).cloned();
    disputed.or_else(|| verdicts.into_iter().min_by_key(Verdict::gravity))
}

fn of_address(address: &Address, policies: &Policies) -> Verdict {
    if let Some(disputed) = policies.disputed().find(|disputed| is_of_disputed(address, disputed)) {
        let Disputed { claimed_for, reason, .. } = disputed;
        return Verdict::Disputed { claimed_for: claimed_for.clone(), reason: reason.clone() };
    }
    if let Some(listed) = listed(address, policies) {
        return match listed.contact.address.status {
            Status::Verified => Verdict::KnownOfficial(Box::new(listed)),
            Status::Unverified => Verdict::KnownUnconfirmed(Box::new(listed)),
        };
    }
    if let Some((of, owner, why)) = likeness::found(address, policies) {
        return Verdict::LookAlike { of, owner, why };
    }
    Verdict::NotKnown { kind: kind_of(address) }
}

/// A disputed number stays disputed as the account of a messenger.
fn is_of_disputed(address: &Address, disputed: &Disputed) -> bool {
    let Some(known) = &disputed.compared else { return false };
    match address {
        Address::Account { number: Some(number), .. } => **number == *known,
        Address::Account { number: None, .. }
        | Address::National { .. }
        | Address::International(_)
        | Address::Ussd(_)
        | Address::Email { .. }
        | Address::Site { .. } => address == known,
    }
}

/// The contact that is this address, a verified one before one that is not.
fn listed(address: &Address, policies: &Policies) -> Option<Listed> {
    let all = policies.parties().flat_map(|party| party.contacts.iter().map(move |contact| (party, contact)));
    let (party, contact) = all
        .filter(|(_, contact)| {
            contact.compared.as_ref().is_some_and(|known| is_same(address, contact.way, known))
        })
        .min_by_key(|(_, contact)| contact.address.status == Status::Unverified)?;
    Some(Listed {
        owner: party.name.clone(),
        owner_id: party.id.clone(),
        role: party.role,
        contact: contact.clone(),
    })
}

fn is_same(address: &Address, way: Way, known: &Address) -> bool {
    match (address, known) {
        (Address::Site { host, shown_before: None }, Address::Site { host: known, .. }) => {
            within(host, known)
        }
        (Address::Account { number: Some(number), .. }, known) => way == Way::WhatsApp && **number == *known,
        (address, known) => address == known,
    }
}

fn kind_of(address: &Address) -> Kind {
    match address {
        Address::National { .. } | Address::International(_) => Kind::Number,
        Address::Ussd(_) => Kind::Ussd,
        Address::Email { .. } => Kind::Email,
        Address::Site { .. } => Kind::Site,
        Address::Account { .. } => Kind::Account,
    }
}

/// The parts of a longer text that may be addresses: words with a mark of one, and runs of digits as people space them.
fn addresses_in(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '"' | '،' | ';'))
        .map(|word| word.trim_matches(|c: char| matches!(c, '.' | ',' | '!' | '?' | ':')))
        .filter(|word| word.contains(['@', '/', '*']) || word.trim_matches('.').contains('.'))
        .map(str::to_owned)
        .collect();
    let mut run = String::new();
    for c in text.chars().chain(std::iter::once('\n')) {
        let is_part = crate::identity::digits::folded(c).is_some()
            || matches!(c, '+' | '(' | ')')
            || (crate::identity::digits::is_filler(c) && c != '\n');
        if is_part {
            run.push(c);
            continue;
        }
        if run.chars().filter_map(crate::identity::digits::folded).count() >= DIGITS_MIN {
            found.push(run.trim().to_owned());
        }
        run.clear();
    }
    // The worst decides, so a text of which only a part is looked at has no answer.
    if found.len() > ADDRESSES_MAX { Vec::new() } else { found }
}
