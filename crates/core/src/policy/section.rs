//! A pack file read key by key: every fault is kept with its line, and no key passes unread.

use std::cell::RefCell;
use std::ops::Range;

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::fault::{FAULTS_MAX, Fault, Problem};
use super::{Origin, Sourced, Status};
use crate::commitment::Digest;

/// The longest source of a value. *Units*: characters.
pub const SOURCE_CHARS_MAX: usize = 600;

const ORIGIN: &str = "\"law\", \"regulator\", \"operator_terms\", \"guide\" or \"default\"";
const STATUS: &str = "\"verified\" or \"unverified\"";
const SOURCE: &str = "the document and its address, as text";
const DATE: &str = "a date without quotation marks, such as 2026-11-22";
const SOURCED: &str =
    "{ value = …, origin = \"…\", source = \"…\", checked_on = 2026-11-22, status = \"unverified\" }";

/// One sourced value of a pack, as it is written there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenValue {
    /// The file, as its path was given.
    pub file: String,
    /// Its key, from the top of the file.
    pub key: String,
    /// The value as written.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Document and address.
    pub source: String,
    /// The day someone read it.
    pub checked_on: Date,
    /// Whether that was the primary source.
    pub status: Status,
}

/// What all files gather while they are read.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) faults: RefCell<Vec<Fault>>,
    pub(super) values: RefCell<Vec<WrittenValue>>,
}

/// One file.
pub(super) struct File<'d> {
    pub(super) path: &'d str,
    text: &'d str,
    line_starts: Vec<usize>,
    gathered: &'d Gathered,
}

impl<'d> File<'d> {
    pub(super) fn new(path: &'d str, text: &'d str, gathered: &'d Gathered) -> Self {
        let line_starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { path, text, line_starts: line_starts.collect(), gathered }
    }

    pub(super) fn fault(&self, at: usize, key: String, problem: Problem) {
        let mut faults = self.gathered.faults.borrow_mut();
        if faults.len() < FAULTS_MAX {
            let line = self.line_starts.partition_point(|start| *start <= at) + 1;
            faults.push(Fault { file: self.path.to_owned(), line, key, problem });
        }
    }
}

/// Where a value comes from: the four keys that stand beside it.
pub(super) struct Provenance {
    origin: Origin,
    source: String,
    checked_on: Date,
    status: Status,
}

impl Provenance {
    pub(super) fn of<T>(self, value: T) -> Sourced<T> {
        let Self { origin, source, checked_on, status } = self;
        Sourced { value, origin, source, checked_on, status }
    }
}

/// Where a table stands, kept to speak of it after it was read.
pub(super) struct Place<'d> {
    file: &'d File<'d>,
    path: String,
    span: Range<usize>,
    table: &'d DeTable<'d>,
}

impl Place<'_> {
    /// Reports `problem` with the value of `key` in the table, `contact[2].address` for instance.
    pub(super) fn fault(&self, key: &str, problem: Problem) {
        let at = self.start_of(key).unwrap_or(self.span.start);
        self.file.fault(at, joined(&self.path, key), problem);
    }

    /// Where the value of `key` begins.
    fn start_of(&self, key: &str) -> Option<usize> {
        let Some((list, rest)) = key.split_once('[') else { return Some(self.table.get(key)?.span().start) };
        let (at, inner) = rest.split_once("].")?;
        let item = self.table.get(list)?.get_ref().get(at.parse::<usize>().ok()?)?;
        Some(item.get_ref().get(inner)?.span().start)
    }
}

/// The key of a value, from the top of the file.
fn joined(path: &str, key: &str) -> String {
    match (path, key) {
        ("", key) => key.to_owned(),
        (path, "") => path.to_owned(),
        (path, key) => format!("{path}.{key}"),
    }
}

/// One table of a file. Each key is asked for by name; [`Section::finish`] reports those nobody asked for.
pub(super) struct Section<'d> {
    file: &'d File<'d>,
    path: String,
    span: Range<usize>,
    table: &'d DeTable<'d>,
    asked: Vec<&'static str>,
}

impl<'d> Section<'d> {
    pub(super) fn top(file: &'d File<'d>, document: &'d Spanned<DeTable<'d>>) -> Self {
        Self { file, path: String::new(), span: 0..0, table: document.get_ref(), asked: Vec::new() }
    }

    /// The file it stands in, as its path was given.
    pub(super) fn file(&self) -> &'d str {
        self.file.path
    }

    /// The key of a value in it, from the top of the file.
    fn key(&self, key: &str) -> String {
        joined(&self.path, key)
    }

    /// Where it stands.
    pub(super) fn place(&self) -> Place<'d> {
        Place { file: self.file, path: self.path.clone(), span: self.span.clone(), table: self.table }
    }

    /// The digest of the whole file's text.
    pub(super) fn text_digest(&self) -> Digest {
        Digest::of(&[self.file.text.as_bytes()])
    }

    fn find(&mut self, key: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.table.get(key)
    }

    /// Reports `problem` with the value of `key`, or with the table where the key is absent.
    pub(super) fn fault(&self, key: &str, problem: Problem) {
        let at = self.table.get(key).map_or(self.span.start, |value| value.span().start);
        self.file.fault(at, self.key(key), problem);
    }

    /// Is there such a key?
    pub(super) fn has(&mut self, key: &'static str) -> bool {
        self.find(key).is_some()
    }

    /// The value of `key`, which must be there.
    fn need(&mut self, key: &'static str, right: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        let found = self.find(key);
        if found.is_none() {
            self.fault(key, Problem::Missing { right });
        }
        found
    }

    /// A value of any form that serde reads.
    pub(super) fn value<T: DeserializeOwned>(&mut self, key: &'static str, right: &'static str) -> Option<T> {
        let found = self.need(key, right)?;
        if matches!(found.get_ref(), DeValue::Float(_) | DeValue::Datetime(_)) {
            self.fault(key, Problem::WrongSort { found: sort(found.get_ref()), right });
            return None;
        }
        match T::deserialize(ValueDeserializer::from(found.clone())) {
            Ok(value) => Some(value),
            Err(why) if why.message().starts_with("wanted ") => {
                self.fault(key, Problem::WrongSort { found: sort(found.get_ref()), right });
                None
            }
            Err(why) => {
                let at = why.span().map_or(found.span().start, |span| span.start);
                self.file.fault(at, self.key(key), Problem::WrongValue { why, right });
                None
            }
        }
    }

    /// A text that says something, of at most `max` characters.
    pub(super) fn text(&mut self, key: &'static str, right: &'static str, max: usize) -> Option<String> {
        let found = self.need(key, right)?;
        let Some(text) = found.get_ref().as_str() else {
            self.fault(key, Problem::WrongSort { found: sort(found.get_ref()), right });
            return None;
        };
        let chars = text.chars().count();
        if text.trim().is_empty() {
            self.fault(key, Problem::Empty { right });
            return None;
        }
        if chars > max {
            self.fault(key, Problem::TooMuch { found: chars, unit: "characters", max });
            return None;
        }
        Some(text.trim().to_owned())
    }

    /// A civil date, written as TOML writes one.
    pub(super) fn date(&mut self, key: &'static str) -> Option<Date> {
        let found = self.need(key, DATE)?;
        let date = found.get_ref().as_datetime().and_then(civil);
        if date.is_none() {
            self.fault(key, Problem::WrongSort { found: sort(found.get_ref()), right: DATE });
        }
        date
    }

    /// The table under `key`, which must be there.
    pub(super) fn section(&mut self, key: &'static str, right: &'static str) -> Option<Section<'d>> {
        let found = self.need(key, right)?;
        let path = self.key(key);
        self.opened(path, found, right)
    }

    /// The tables under `key`, each with its name: `[operator.omantel]`. None where the key is absent.
    pub(super) fn named(&mut self, key: &'static str, right: &'static str) -> Vec<(String, Section<'d>)> {
        if !self.has(key) {
            return Vec::new();
        }
        let Some(parent) = self.section(key, right) else { return Vec::new() };
        let entries = parent.table.iter();
        entries
            .filter_map(|(name, value)| {
                let section = self.opened(parent.key(name.get_ref()), value, right)?;
                Some((name.get_ref().to_string(), section))
            })
            .collect()
    }

    /// The tables in the list under `key`: `[[contact]]`. None where the key is absent.
    pub(super) fn list(&mut self, key: &'static str, right: &'static str, max: usize) -> Vec<Section<'d>> {
        let Some(found) = self.find(key) else { return Vec::new() };
        let Some(items) = found.get_ref().as_array() else {
            self.fault(key, Problem::WrongSort { found: sort(found.get_ref()), right });
            return Vec::new();
        };
        if items.len() > max {
            self.fault(key, Problem::TooMuch { found: items.len(), unit: "entries", max });
        }
        let listed = items.iter().enumerate().take(max);
        listed.filter_map(|(at, item)| self.opened(format!("{}[{at}]", self.key(key)), item, right)).collect()
    }

    fn opened(
        &self,
        path: String,
        value: &'d Spanned<DeValue<'d>>,
        right: &'static str,
    ) -> Option<Section<'d>> {
        if let Some(table) = value.get_ref().as_table() {
            return Some(Section { file: self.file, path, span: value.span(), table, asked: Vec::new() });
        }
        let problem = Problem::WrongSort { found: sort(value.get_ref()), right };
        self.file.fault(value.span().start, path, problem);
        None
    }

    /// A value with its four keys: `dues = { value = "apart", origin = … }`.
    pub(super) fn sourced<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Section<'d>) -> Option<T>,
    ) -> Option<Sourced<T>> {
        let mut section = self.section(key, SOURCED)?;
        let value = read(&mut section);
        let provenance = section.provenance("value");
        section.finish();
        Some(provenance?.of(value?))
    }

    /// The four keys beside the value under `value_key`.
    pub(super) fn provenance(&mut self, value_key: &'static str) -> Option<Provenance> {
        let origin = self.value::<Origin>("origin", ORIGIN);
        let source = self.text("source", SOURCE, SOURCE_CHARS_MAX);
        let checked_on = self.date("checked_on");
        let status = self.value::<Status>("status", STATUS);
        if let (Some(origin @ (Origin::Guide | Origin::Default)), Some(Status::Verified)) = (origin, status) {
            self.fault("status", Problem::VerifiedWithoutRule { origin });
        }
        let provenance =
            Provenance { origin: origin?, source: source?, checked_on: checked_on?, status: status? };
        self.keep(value_key, &provenance);
        Some(provenance)
    }

    /// Keeps the value as written, so that it can be listed.
    fn keep(&self, value_key: &'static str, provenance: &Provenance) {
        let Some(value) = self.table.get(value_key) else { return };
        let written = self.file.text.get(value.span()).unwrap_or_default();
        let key = if value_key == "value" { self.path.clone() } else { self.key(value_key) };
        self.file.gathered.values.borrow_mut().push(WrittenValue {
            file: self.file.path.to_owned(),
            key,
            text: written.split_whitespace().collect::<Vec<_>>().join(" "),
            origin: provenance.origin,
            source: provenance.source.clone(),
            checked_on: provenance.checked_on,
            status: provenance.status,
        });
    }

    /// Reports every key that was not asked for.
    pub(super) fn finish(self) {
        for key in self.table.keys().filter(|key| !self.asked.contains(&key.get_ref().as_ref())) {
            let problem = Problem::UnknownKey { allowed: self.asked.clone() };
            self.file.fault(key.span().start, self.key(key.get_ref()), problem);
        }
    }
}

/// The date, where nothing but a date is written.
fn civil(written: &toml::value::Datetime) -> Option<Date> {
    let date = written.date.filter(|_| written.time.is_none() && written.offset.is_none())?;
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?)
        .ok()
}

/// What a value is, for a person.
fn sort(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or a time of day",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
