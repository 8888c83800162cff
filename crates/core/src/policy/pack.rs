//! All packs of a program, read and checked as one.
//!
//! The text of the files is given, never their place: who reads the disk is not the core (I1). Each file says what it holds, so its
//! name is for people.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::DeTable;

use super::country::{self, Country};
use super::fault::{Fault, Problem};
use super::party::{self, Disputed, Party};
use super::section::{File, Gathered, Place, Section, WrittenValue};
use super::{Address, Policy, PolicyRef, Status, terms};
use crate::line::{LineKind, OperatorId};
use crate::money::Currency;

/// The most files that are read together.
pub const PACK_FILES_MAX: usize = 1_024;
/// The longest file. *Units*: bytes.
pub const PACK_FILE_BYTES_MAX: usize = 256 * 1_024;
/// The highest version of a pack.
pub const PACK_VERSION_MAX: u32 = 1_000_000;

const HOLDS: &str = "holds = \"country\", \"operators\", \"terms\" or \"disputed\"";
const COUNTRY: &str = "the country's two small letters by ISO 3166-1, such as \"om\"";
const PARTY: &str = "a table with its id as its name, such as [operator.omantel]";

/// What a file holds; its first key says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Holds {
    /// The country: calendar, money, law, authorities.
    Country,
    /// Its operators: names and contacts.
    Operators,
    /// The list of addresses without a source.
    Disputed,
    /// One version of one operator's terms.
    Terms,
}

/// All policies and what belongs to them.
///
/// ```
/// use masalama_core::policy::Policies;
///
/// let faults = Policies::read(&[("om/country.toml", "holds = \"country\"\ncountry = \"Oman\"")]).unwrap_err();
/// assert_eq!(
///     faults[0].to_string(),
///     "om/country.toml:2: country: this is not such a code; write the country's two small letters by ISO 3166-1, \
///      such as \"om\""
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies {
    countries: Vec<Country>,
    parties: Vec<Party>,
    policies: Vec<Policy>,
    disputed: Vec<Disputed>,
    values: Vec<WrittenValue>,
}

impl Policies {
    /// Reads and checks `files`: each with its path, which is only shown, and its text.
    ///
    /// # Errors
    ///
    /// Every [`Fault`] of every file, in the order of the files, up to [`FAULTS_MAX`](super::FAULTS_MAX); nothing is
    /// read by half. Whoever wrote the pack corrects it.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, Vec<Fault>> {
        let gathered = Gathered::default();
        let mut policies = Self::default();
        let sources: Vec<File<'_>> =
            files.iter().take(PACK_FILES_MAX).map(|(path, text)| File::new(path, text, &gathered)).collect();
        if let Some(first) = sources.first().filter(|_| files.len() > PACK_FILES_MAX) {
            let problem = Problem::TooMuch { found: files.len(), unit: "files", max: PACK_FILES_MAX };
            first.fault(0, String::new(), problem);
        }
        let parsed: Vec<_> = sources.iter().zip(files).map(|(file, (_, text))| parsed(file, text)).collect();
        let mut opened: Vec<_> = sources
            .iter()
            .zip(&parsed)
            .filter_map(|(file, document)| open(file, document.as_ref()?))
            .collect();
        opened.sort_by_key(|(holds, _, _)| *holds);
        let mut seen = Seen::default();
        for (holds, country, top) in opened {
            policies.take(holds, country, top, &mut seen);
        }
        policies
            .policies
            .sort_by(|a, b| (&a.policy.id, a.effective_from).cmp(&(&b.policy.id, b.effective_from)));
        policies.values = gathered.values.into_inner();
        let mut faults = gathered.faults.into_inner();
        faults.sort_by_key(|fault| (files.iter().position(|(path, _)| *path == fault.file), fault.line));
        if faults.is_empty() { Ok(policies) } else { Err(faults) }
    }

    fn take(&mut self, holds: Holds, code: String, mut top: Section<'_>, seen: &mut Seen) {
        if holds != Holds::Country && !seen.countries.contains(&code) {
            top.fault("country", Problem::NoCountry { country: code.clone() });
        }
        match holds {
            Holds::Country => self.take_country(code, &mut top, seen),
            Holds::Operators => self.take_parties("operator", &code, &mut top, seen),
            Holds::Disputed => self.take_disputed(&code, &mut top, seen),
            Holds::Terms => self.take_terms(&code, &mut top, seen),
        }
        top.finish();
    }

    /// What stands before a national number of the country; nothing where the country could not be read.
    fn calling_code(&self, code: &str) -> String {
        let country = self.countries.iter().find(|known| known.code == code);
        country.map(|country| country.calling_code.value.clone()).unwrap_or_default()
    }

    fn take_country(&mut self, code: String, top: &mut Section<'_>, seen: &mut Seen) {
        if !seen.countries.insert(code.clone()) {
            top.fault("country", Problem::Repeated);
        }
        self.countries.extend(country::read(top, code.clone()));
        self.take_parties("authority", &code, top, seen);
    }

    fn take_parties(&mut self, key: &'static str, code: &str, top: &mut Section<'_>, seen: &mut Seen) {
        let calling_code = self.calling_code(code);
        for (name, section) in top.named(key, PARTY) {
            let id = match OperatorId::try_from(name) {
                Ok(id) => id,
                Err(_) => {
                    section.fault("", Problem::BadId);
                    continue;
                }
            };
            seen.operators.insert((code.to_owned(), id.clone()));
            let place = section.place();
            let Some(party) = party::read_party(id, section, code, &calling_code) else { continue };
            if party.is_operator() != (key == "operator") {
                place.fault("role", Problem::RoleElsewhere);
            }
            self.check_party(&party, &place);
            self.parties.push(party);
        }
    }

    fn who_lists(&self, address: &Address) -> Option<&Party> {
        let lists_it = |party: &&Party| party.contacts.iter().any(|c| c.compared.as_ref() == Some(address));
        self.parties.iter().find(lists_it)
    }

    /// A name and an address have one owner.
    fn check_party(&self, party: &Party, place: &Place<'_>) {
        let same_name = |known: &&Party| party.names().any(|name| known.is_named(name));
        if let Some(known) = self.parties.iter().find(same_name) {
            let key =
                if party.aliases.iter().any(|alias| known.is_named(alias)) { "aliases" } else { "name" };
            place.fault(key, Problem::Taken { owner: known.id.to_string() });
        }
        for (at, contact) in party.contacts.iter().enumerate() {
            let key = format!("contact[{at}].address");
            let Some(compared) = &contact.compared else { continue };
            if let Some(owner) = self.who_lists(compared) {
                place.fault(&key, Problem::Taken { owner: owner.id.to_string() });
            }
            if party.contacts[..at].iter().any(|c| c.way == contact.way && c.compared == contact.compared) {
                place.fault(&key, Problem::Repeated);
            }
        }
    }

    fn take_disputed(&mut self, code: &str, top: &mut Section<'_>, seen: &Seen) {
        let calling_code = self.calling_code(code);
        for section in top.list("disputed", "[[disputed]] tables", party::DISPUTED_MAX) {
            let place = section.place();
            let Some(disputed) = party::read_disputed(section, &calling_code) else { continue };
            if !seen.operators.contains(&(code.to_owned(), disputed.claimed_for.clone())) {
                place.fault("claimed_for", Problem::UnknownOperator);
            }
            if let Some(owner) = disputed.compared.as_ref().and_then(|address| self.who_lists(address)) {
                place.fault("address", Problem::Taken { owner: owner.id.to_string() });
            }
            self.disputed.push(disputed);
        }
    }

    fn take_terms(&mut self, code: &str, top: &mut Section<'_>, seen: &mut Seen) {
        let operator = top.value::<OperatorId>("operator", "the operator's id, such as \"omantel\"");
        let version = read_version(top);
        let effective_from = top.date("effective_from");
        let country = self.countries.iter().find(|known| known.code == code);
        let currency = country.map(|country| country.currency.value);
        let kinds = [("prepaid", LineKind::Prepaid), ("postpaid", LineKind::Postpaid)];
        let sections: Vec<_> = kinds.map(|(key, kind)| (key, kind, read_kind(top, key, currency))).into();
        let Some(operator) = operator else { return };
        if !seen.operators.contains(&(code.to_owned(), operator.clone())) {
            top.fault("operator", Problem::UnknownOperator);
        }
        let (Some(version), Some(effective_from)) = (version, effective_from) else { return };
        check_order(top, &mut seen.versions, &operator, version, effective_from);
        let Some(country) = country else { return };
        for (key, kind, terms) in sections {
            let Some(terms) = terms else { continue };
            self.policies.push(Policy {
                policy: PolicyRef {
                    id: format!("{code}/{operator}.{key}"),
                    version,
                    hash: top.text_digest(),
                },
                operator: operator.clone(),
                kind,
                effective_from,
                country: code.to_ascii_uppercase(),
                calendar: country.calendar.clone(),
                final_bill_within: country.duties.tax_invoice_within.as_ref().map(|within| within.value),
                terms,
            });
        }
    }

    /// The policy that holds for such a line on a day: the latest one in force. None where the operator has no terms
    /// here, or none yet on that day.
    #[must_use]
    pub fn for_line(&self, operator: &OperatorId, kind: LineKind, on: Date) -> Option<&Policy> {
        self.all()
            .filter(|policy| {
                policy.operator == *operator && policy.kind == kind && policy.effective_from <= on
            })
            .max_by_key(|policy| policy.effective_from)
    }

    /// The operator of that name: its id, name, legal name or an alias. Case, spaces, hyphens and dots do not count.
    #[must_use]
    pub fn operator_named(&self, name: &str) -> Option<&Party> {
        self.operators().find(|party| party.is_named(name))
    }

    /// The operators, those without terms here included, in the order of the files.
    pub fn operators(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(|party| party.is_operator())
    }

    /// The operators and the authorities.
    pub fn parties(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter()
    }

    /// Every policy, by id and then by day.
    pub fn all(&self) -> impl Iterator<Item = &Policy> {
        self.policies.iter()
    }

    /// The countries.
    pub fn countries(&self) -> impl Iterator<Item = &Country> {
        self.countries.iter()
    }

    /// The addresses that are copied from page to page and have no source.
    pub fn disputed(&self) -> impl Iterator<Item = &Disputed> {
        self.disputed.iter()
    }

    /// Every sourced value of every file, as written.
    pub fn values(&self) -> impl Iterator<Item = &WrittenValue> {
        self.values.iter()
    }

    /// The values whose primary source nobody read.
    pub fn unverified_values(&self) -> impl Iterator<Item = &WrittenValue> {
        self.values().filter(|value| value.status == Status::Unverified)
    }
}

/// What was named so far, whether or not all of it could be read: so that one fault does not bring others with it.
#[derive(Default)]
struct Seen {
    countries: BTreeSet<String>,
    operators: BTreeSet<(String, OperatorId)>,
    versions: Vec<Version>,
}

/// Which version of whose terms came from which file.
struct Version {
    operator: OperatorId,
    version: u32,
    effective_from: Date,
    file: String,
}

fn check_order(
    top: &Section<'_>,
    versions: &mut Vec<Version>,
    operator: &OperatorId,
    version: u32,
    effective_from: Date,
) {
    for known in versions.iter().filter(|known| known.operator == *operator) {
        let other = known.file.clone();
        if known.effective_from == effective_from {
            top.fault("effective_from", Problem::SameDay { other });
        } else if known.effective_from.cmp(&effective_from) != known.version.cmp(&version) {
            top.fault("version", Problem::VersionOrder { other, version: known.version });
        }
    }
    let (operator, file) = (operator.clone(), top.file().to_owned());
    versions.push(Version { operator, version, effective_from, file });
}

fn read_version(top: &mut Section<'_>) -> Option<u32> {
    let right = "a whole number from 1 on";
    let version: u32 = top.value("version", right)?;
    if version == 0 {
        top.fault("version", Problem::Empty { right });
    }
    if version > PACK_VERSION_MAX {
        let problem =
            Problem::TooMuch { found: version as usize, unit: "versions", max: PACK_VERSION_MAX as usize };
        top.fault("version", problem);
    }
    Some(version)
}

fn read_kind(top: &mut Section<'_>, key: &'static str, currency: Option<Currency>) -> Option<super::Terms> {
    let section = top.section(key, "a table of terms, [prepaid] and [postpaid] each")?;
    terms::read(section, currency)
}

/// The file as TOML, if it is.
fn parsed<'d>(file: &File<'_>, text: &'d str) -> Option<Spanned<DeTable<'d>>> {
    if text.len() > PACK_FILE_BYTES_MAX {
        let problem = Problem::TooMuch { found: text.len(), unit: "bytes", max: PACK_FILE_BYTES_MAX };
        file.fault(0, String::new(), problem);
        return None;
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    let is_sound = errors.is_empty();
    for why in errors {
        let at = why.span().map_or(0, |span| span.start);
        file.fault(at, String::new(), Problem::Syntax { why });
    }
    is_sound.then_some(document)
}

/// What the file holds, its country, and its top.
fn open<'d>(file: &'d File<'d>, document: &'d Spanned<DeTable<'d>>) -> Option<(Holds, String, Section<'d>)> {
    let mut top = Section::top(file, document);
    let holds = top.value::<Holds>("holds", HOLDS);
    let country = top.text("country", COUNTRY, 64);
    let country = country.filter(|code| {
        let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase());
        if !is_code {
            top.fault("country", Problem::WrongSort { found: "not such a code", right: COUNTRY });
        }
        is_code
    });
    Some((holds?, country?, top))
}
