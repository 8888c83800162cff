//! Who can be reached and how: operators, authorities, and the addresses that only look like theirs.

use serde::{Deserialize, Serialize};

use super::fault::Problem;
use super::hours::{OpenHours, read_hours};
use super::section::Section;
use super::{Address, Sourced};
use crate::line::OperatorId;

/// The longest name. *Units*: characters.
pub const NAME_CHARS_MAX: usize = 120;
/// The most other names of one party.
pub const ALIASES_MAX: usize = 16;
/// The most contacts of one party.
pub const CONTACTS_MAX: usize = 64;
/// The most disputed addresses of one country.
pub const DISPUTED_MAX: usize = 1_000;
/// The longest note or reason. *Units*: characters.
pub const NOTE_CHARS_MAX: usize = 600;

const WAY: &str =
    "\"phone\", \"whats_app\", \"short_code\", \"ussd\", \"email\", \"site\", \"account\" or \"shop\"";
const ROLE: &str = "\"operator\", \"sandbox\", \"regulator\" or \"emergency\"";
const NAME: &str = "the name as people know it, as text";

/// What somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// An operator, or one that resells another's network.
    Operator,
    /// An invented operator, to try things out.
    Sandbox,
    /// The regulator, to whom a complaint may go.
    Regulator,
    /// Who is called in an emergency.
    Emergency,
}

/// By which way somebody is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A telephone number that can be dialled from anywhere.
    Phone,
    /// A number on WhatsApp.
    WhatsApp,
    /// A number that only works on one network or in one country.
    ShortCode,
    /// A code with stars.
    Ussd,
    /// A mail box.
    Email,
    /// A site, with every name below it.
    Site,
    /// An account of a messenger or social network.
    Account,
    /// A shop, by its street address.
    Shop,
}

impl Way {
    /// The way in words, for sentences.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Phone => "telephone number",
            Self::WhatsApp => "WhatsApp number",
            Self::ShortCode => "short code",
            Self::Ussd => "code with stars",
            Self::Email => "e-mail address",
            Self::Site => "site",
            Self::Account => "social account",
            Self::Shop => "shop",
        }
    }

    /// Can an address of this sort be one of this way?
    fn fits(self, address: &Address) -> bool {
        match self {
            Self::Phone | Self::WhatsApp | Self::ShortCode => {
                matches!(address, Address::National { .. } | Address::International(_))
            }
            Self::Ussd => matches!(address, Address::Ussd(_)),
            Self::Email => matches!(address, Address::Email { .. }),
            Self::Site => matches!(address, Address::Site { shown_before: None, .. }),
            Self::Account => matches!(address, Address::Account { .. }),
            Self::Shop => true,
        }
    }

    fn right(self) -> &'static str {
        match self {
            Self::Phone | Self::WhatsApp => "a number with its country code, such as \"+968 …\"",
            Self::ShortCode => "digits, as text",
            Self::Ussd => "a code such as \"*181#\"",
            Self::Email => "an address such as \"name@example.com\"",
            Self::Site => "a host such as \"example.com\", without https:// and path",
            Self::Account => "a link to the account, such as \"t.me/name\"",
            Self::Shop => "the street address, as text",
        }
    }
}

/// One way to reach somebody, and where it is known from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// By which way.
    pub way: Way,
    /// The address, as it is written.
    pub address: Sourced<String>,
    /// What to know about it: from where it can be dialled, how old its source is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it is open; of a shop only, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<Sourced<Vec<OpenHours>>>,
    /// The address in the form that is compared; none for a shop.
    #[serde(skip)]
    pub(crate) compared: Option<Address>,
}

/// The ways that were looked for and not found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotKnown {
    /// Which ways, and where they were looked for.
    pub ways: Sourced<Vec<Way>>,
}

/// An operator or an authority: who it is and how it is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Its short name in packs and configuration.
    pub id: OperatorId,
    /// Its country, ISO 3166-1 alpha-2 in small letters.
    pub country: String,
    /// What it is.
    pub role: Role,
    /// The name people know.
    pub name: String,
    /// The name in its contracts, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_name: Option<String>,
    /// Other names, old ones too.
    pub aliases: Vec<String>,
    /// Its names as people write them in other scripts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written_as: Option<Sourced<Vec<String>>>,
    /// How it is reached.
    pub contacts: Vec<Contact>,
    /// The ways that were looked for and not found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_known: Option<NotKnown>,
}

impl Party {
    /// Is it an operator, a real one or an invented one?
    #[must_use]
    pub fn is_operator(&self) -> bool {
        match self.role {
            Role::Operator | Role::Sandbox => true,
            Role::Regulator | Role::Emergency => false,
        }
    }

    /// Is `name` one of its names? Case, spaces, hyphens and dots do not count, nor do the marks of Arabic and the hamza on an alif.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        let wanted = compared_name(name);
        !wanted.is_empty() && self.names().any(|known| compared_name(known) == wanted)
    }

    /// Every name it has, its id first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let given = [self.id.as_str(), self.name.as_str()];
        let others = self.aliases.iter().chain(self.written_as.iter().flat_map(|written| &written.value));
        given.into_iter().chain(self.legal_name.as_deref()).chain(others.map(String::as_str))
    }
}

/// A name in the form that is compared.
pub(crate) fn compared_name(name: &str) -> String {
    let is_mark = |c: char| matches!(c, '\u{064B}'..='\u{0652}' | '\u{0640}');
    let plain = name.chars().filter(|c| c.is_alphanumeric() && !is_mark(*c)).map(without_hamza);
    plain.flat_map(char::to_lowercase).collect()
}

/// The bare letter where Arabic is as often written without what stands on it or ends it.
fn without_hamza(letter: char) -> char {
    match letter {
        'أ' | 'إ' | 'آ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        other => other,
    }
}

/// An address that is copied from page to page as an operator's and has no source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disputed {
    /// By which way.
    pub way: Way,
    /// The address, as it is copied.
    pub address: String,
    /// Whose it is said to be.
    pub claimed_for: OperatorId,
    /// Why it is disputed, and where that was looked up.
    pub reason: Sourced<String>,
    /// The address in the form that is compared.
    #[serde(skip)]
    pub(crate) compared: Option<Address>,
}

/// Reads one `[operator.…]` or `[authority.…]` table.
pub(super) fn read_party(
    id: OperatorId,
    mut section: Section<'_>,
    country: &str,
    calling_code: &str,
) -> Option<Party> {
    let role = section.value("role", ROLE);
    let name = section.text("name", NAME, NAME_CHARS_MAX);
    let legal_name =
        section.has("legal_name").then(|| section.text("legal_name", NAME, NAME_CHARS_MAX)).flatten();
    let aliases = if section.has("aliases") { read_names(&mut section, "aliases") } else { Vec::new() };
    let written_as = section
        .has("written_as")
        .then(|| section.sourced("written_as", |inner| Some(read_names(inner, "value"))))
        .flatten();
    let contacts: Vec<Contact> = section
        .list("contact", "[[….contact]] tables", CONTACTS_MAX)
        .into_iter()
        .filter_map(|contact| read_contact(contact, calling_code))
        .collect();
    let not_known = section.has("not_known").then(|| read_not_known(&mut section, &contacts)).flatten();
    section.finish();
    Some(Party {
        id,
        country: country.to_owned(),
        role: role?,
        name: name?,
        legal_name,
        aliases,
        written_as,
        contacts,
        not_known,
    })
}

fn read_names(section: &mut Section<'_>, key: &'static str) -> Vec<String> {
    let right = "a list of names, such as [\"Nawras\"]";
    let names: Vec<String> = section.value(key, right).unwrap_or_default();
    if names.len() > ALIASES_MAX {
        section.fault(key, Problem::TooMuch { found: names.len(), unit: "names", max: ALIASES_MAX });
    }
    if names.iter().any(|name| compared_name(name).is_empty() || name.chars().nth(NAME_CHARS_MAX).is_some()) {
        section.fault(key, Problem::Empty { right });
    }
    names
}

/// Reads the way and the address under `address`, and brings the address to the form that is compared.
fn read_address(section: &mut Section<'_>, calling_code: &str) -> Option<(Way, String, Option<Address>)> {
    let way = section.value::<Way>("way", WAY);
    let right = way.map_or("an address, as text", Way::right);
    let address = section.text("address", right, super::address::ADDRESS_CHARS_MAX);
    let (way, address) = (way?, address?);
    let compared = if way == Way::Shop { None } else { Address::read(&address, calling_code) };
    let fits = way == Way::Shop || compared.as_ref().is_some_and(|compared| way.fits(compared));
    if !fits {
        section.fault("address", Problem::WrongSort { found: "not such an address", right });
        return None;
    }
    Some((way, address, compared))
}

fn read_contact(mut section: Section<'_>, calling_code: &str) -> Option<Contact> {
    let read = read_address(&mut section, calling_code);
    let note = section.has("note").then(|| section.text("note", "a sentence", NOTE_CHARS_MAX)).flatten();
    let hours = section.has("hours").then(|| section.sourced("hours", read_hours)).flatten();
    if hours.is_some() && read.as_ref().is_some_and(|(way, _, _)| *way != Way::Shop) {
        section.fault("hours", Problem::HoursOfNoShop);
    }
    let provenance = section.provenance("address");
    section.finish();
    let (way, address, compared) = read?;
    Some(Contact { hours, way, address: provenance?.of(address), note, compared })
}

fn read_not_known(section: &mut Section<'_>, contacts: &[Contact]) -> Option<NotKnown> {
    let ways = section.sourced("not_known", |inner| {
        let ways: Vec<Way> = inner.value("value", "a list of ways, such as [\"shop\", \"account\"]")?;
        if ways.is_empty() {
            inner.fault("value", Problem::Empty { right: "the ways that were looked for, or no such key" });
        }
        for (at, way) in ways.iter().enumerate() {
            if ways[..at].contains(way) {
                inner.fault("value", Problem::Repeated);
            }
            if contacts.iter().any(|contact| contact.way == *way) {
                inner.fault("value", Problem::KnownAfterAll);
            }
        }
        Some(ways)
    })?;
    Some(NotKnown { ways })
}

/// Reads one `[[disputed]]` table.
pub(super) fn read_disputed(mut section: Section<'_>, calling_code: &str) -> Option<Disputed> {
    let read = read_address(&mut section, calling_code);
    let claimed_for = section.value("claimed_for", "the id of the operator it is said to be of");
    let reason = section.text("reason", "why it is disputed, in a sentence", NOTE_CHARS_MAX);
    let provenance = section.provenance("reason");
    section.finish();
    let (way, address, compared) = read?;
    Some(Disputed { way, address, claimed_for: claimed_for?, reason: provenance?.of(reason?), compared })
}
