//! Fields of the portal's forms: label, hint, what was typed, and what is wrong with it, in the order a screen reader says them.

use masalama_language::{PortalText, Sentence, Voice};

use super::slip::Slips;
use super::typed::FIELD_CHARS_MAX;

/// One choice of a list.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// What is sent.
    pub(super) value: String,
    /// What people read.
    pub(super) name: String,
}

impl Choice {
    /// A choice.
    pub(super) fn of(value: impl Into<String>, name: String) -> Self {
        Self { value: value.into(), name }
    }
}

/// How a field is filled in.
#[derive(Clone, Debug)]
pub(super) enum Input {
    /// A line of text; numbers run left to right in every script.
    Text {
        /// Which keyboard a telephone shows.
        mode: &'static str,
        /// What a browser may fill in by itself.
        complete: &'static str,
        /// Is it written left to right in every language?
        is_number: bool,
    },
    /// A day.
    Day,
    /// Some lines of text.
    Lines,
    /// One of a list.
    List(Vec<Choice>),
    /// One of a few, all to be seen.
    Radios(Vec<Choice>),
}

/// A field.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its id on the page.
    pub(super) id: String,
    /// Its name in what is sent.
    pub(super) name: &'static str,
    /// What it asks for.
    pub(super) label: String,
    /// How it is meant.
    pub(super) hint: Option<String>,
    /// What was typed.
    pub(super) value: String,
    /// What is wrong with that.
    pub(super) wrong: Option<String>,
    /// May it stay empty?
    pub(super) is_optional: bool,
    /// How it is filled in.
    pub(super) input: Input,
    /// The most characters a line of text takes.
    pub(super) chars_max: usize,
}

impl Field {
    /// A field that must be filled in.
    pub(super) fn new(name: &'static str, label: String, value: &str, input: Input) -> Self {
        Self {
            id: name.replace('_', "-"),
            name,
            label,
            hint: None,
            value: value.to_owned(),
            wrong: None,
            is_optional: false,
            input,
            chars_max: FIELD_CHARS_MAX,
        }
    }

    /// With room for so many characters.
    pub(super) fn chars_max(mut self, chars_max: usize) -> Self {
        self.chars_max = chars_max;
        self
    }

    /// With a hint.
    pub(super) fn hint(mut self, hint: String) -> Self {
        self.hint = Some(hint);
        self
    }

    /// It may stay empty.
    pub(super) fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    /// The one of several with the same name, from 1.
    pub(super) fn place(mut self, place: usize) -> Self {
        if place > 1 {
            self.id = format!("{}-{place}", self.id);
        }
        self
    }

    /// With what is wrong with it.
    pub(super) fn checked(mut self, slips: &Slips, voice: Voice) -> Self {
        self.wrong = slips.of(&self.id).map(|slip| slip.say(voice));
        self
    }

    /// The ids of what describes it.
    pub(super) fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let wrong = self.wrong.as_ref().map(|_| format!("{}-wrong", self.id));
        let ids: Vec<_> = hint.into_iter().chain(wrong).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// A day that cannot be read stays as it was typed, which a browser's calendar would not show.
    pub(super) fn is_day(&self) -> bool {
        self.value.is_empty() || self.value.parse::<jiff::civil::Date>().is_ok()
    }
}

/// What is wrong in a form, for the box above it: each with the id of its field.
pub(super) struct Summary {
    /// The heading.
    pub(super) title: String,
    /// That what was typed is kept.
    pub(super) kept: String,
    /// Field, its label and what is wrong.
    pub(super) slips: Vec<(String, String, String)>,
}

impl Summary {
    /// The summary of these fields' slips; nothing when there is none.
    pub(super) fn of(fields: &[Field], slips: &Slips, voice: Voice) -> Option<Self> {
        if slips.is_empty() {
            return None;
        }
        let label = |id: &str| {
            fields.iter().find(|field| field.id == id).map(|field| field.label.clone()).unwrap_or_default()
        };
        Some(Self {
            title: voice.text(PortalText::ErrorSummary),
            kept: voice.text(PortalText::ErrorKept),
            slips: slips.all().map(|(id, slip)| (id.to_owned(), label(id), slip.say(voice))).collect(),
        })
    }
}

/// Choices of values that have a text each.
pub(super) fn choices<const N: usize, T: Sentence>(voice: Voice, of: [(&str, T); N]) -> Vec<Choice> {
    of.into_iter().map(|(value, text)| Choice::of(value, voice.text(text))).collect()
}
