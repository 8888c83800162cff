//! Words, dates and amounts in the language of a sheet.

use jiff::Timestamp;
use jiff::civil::Date;
use masalama_core::calendar::{Period, Zone};
use masalama_core::landscape::SystemKind;
use masalama_core::money::Money;
use masalama_core::request::Language;
use masalama_language::{DocumentText, Sentence, Text, Told, Voice};

use super::{Cell, Fact};

/// Speaks one language in one zone.
pub(super) struct Teller {
    voice: Voice,
    zone: Zone,
}

impl Teller {
    pub(super) fn new(language: Language, zone: &Zone) -> Self {
        Self { voice: Voice::page(language), zone: zone.clone() }
    }

    pub(super) fn tell<T: Told>(&self, what: T) -> String {
        self.voice.tell(what)
    }

    /// A system as the certificate calls it.
    pub(super) fn system(
        &self,
        name: &str,
        kind: Option<SystemKind>,
        kinds: &[Option<SystemKind>],
    ) -> String {
        self.voice.system(name, kind, kinds)
    }

    pub(super) fn text(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }

    pub(super) fn text_with(&self, text: impl Sentence, with: &[(&'static str, String)]) -> String {
        self.voice.text_with(text, with)
    }

    pub(super) fn fact(&self, label: DocumentText, value: Cell) -> Fact {
        Fact { label: self.text(label), value }
    }

    /// A day and the time of day.
    pub(super) fn instant(&self, at: Timestamp) -> Cell {
        let time = self.zone.wall_clock(at).get(11..16).unwrap_or_default().to_owned();
        let with = [("date", self.voice.date(self.zone.date_at(at))), ("time", time)];
        Cell::words(self.text_with(DocumentText::DocumentInstant, &with))
    }

    /// The same in figures, for long lists: `2026-11-22 14:00:05`.
    pub(super) fn stamp(&self, at: Timestamp) -> Cell {
        let shown = self.zone.wall_clock(at).get(..19).unwrap_or_default().replace('T', " ");
        Cell::code(shown)
    }

    pub(super) fn day(&self, date: Date) -> Cell {
        Cell::words(self.voice.date(date))
    }

    /// The day of an instant.
    pub(super) fn day_of(&self, at: Timestamp) -> Cell {
        self.day(self.zone.date_at(at))
    }

    pub(super) fn money(&self, amount: Money) -> Cell {
        Cell::words(self.voice.money(amount))
    }

    pub(super) fn within(&self, period: Period) -> Cell {
        Cell::words(self.voice.within(period))
    }

    /// What a total means: who owes it, or that nobody does.
    pub(super) fn owed(&self, total: Money) -> Option<String> {
        let (text, amount) = if total.is_positive() {
            (Text::YouOwe, total)
        } else if total.is_negative() {
            (Text::YouGetBack, total.negated().ok()?)
        } else {
            return Some(self.text(Text::NothingOwed));
        };
        Some(self.text_with(text, &[("amount", self.voice.money(amount))]))
    }

    pub(super) fn list(&self, words: impl IntoIterator<Item = String>) -> String {
        let words: Vec<_> = words.into_iter().collect();
        words.join(&self.text(Text::ListSeparator))
    }
}
