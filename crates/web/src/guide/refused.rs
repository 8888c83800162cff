//! Why there is no guide, in a way the person can act on.

use std::fmt;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use masalama_core::line::LineKind;
use masalama_core::plan::WANTED_DAYS_MAX;
use masalama_core::policy::{Party, Policies};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::Language;

use super::{ASKED_CHARS_MAX, operators};
use masalama_language::{Text, Voice};

/// Why there is no guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuideRefusal {
    /// The day is over.
    DateInPast {
        /// The day asked for.
        leave_on: Date,
        /// Today, in the operator's country.
        today: Date,
    },
    /// The day is too far ahead.
    DateTooFar {
        /// The day asked for.
        leave_on: Date,
        /// The last day that is not.
        latest: Date,
    },
    /// Nobody is called so.
    UnknownOperator {
        /// The name asked for, cut to [`ASKED_CHARS_MAX`].
        asked: String,
        /// The names that are known.
        known: Vec<String>,
    },
    /// The operator is known, and nothing is known of its terms for such a line.
    NoPolicy {
        /// The operator.
        operator: String,
        /// The kind of line.
        kind: LineKind,
        /// Whose terms are known.
        known: Vec<String>,
    },
}

impl GuideRefusal {
    pub(super) fn of_planner(code: RefusalCode, leave_on: Date, today: Date) -> Self {
        if code == RefusalCode::DateTooFar {
            let ahead: Span = WANTED_DAYS_MAX.days();
            return Self::DateTooFar { leave_on, latest: today.saturating_add(ahead) };
        }
        Self::DateInPast { leave_on, today }
    }

    pub(super) fn unknown_operator(asked: &str, policies: &Policies) -> Self {
        let asked = asked.trim().chars().filter(|c| !c.is_control()).take(ASKED_CHARS_MAX).collect();
        let known = policies.operators().map(|party| party.name.clone()).collect();
        Self::UnknownOperator { asked, known }
    }

    pub(super) fn no_policy(party: &Party, kind: LineKind, policies: &Policies) -> Self {
        let known = operators(policies).into_iter().map(|party| party.name.clone()).collect();
        Self::NoPolicy { operator: party.name.clone(), kind, known }
    }

    /// Its code; `docs/errors/<code>.md` explains it.
    #[must_use]
    pub fn code(&self) -> RefusalCode {
        match self {
            Self::DateInPast { .. } => RefusalCode::DateInPast,
            Self::DateTooFar { .. } => RefusalCode::DateTooFar,
            Self::UnknownOperator { .. } => RefusalCode::UnknownOperator,
            Self::NoPolicy { .. } => RefusalCode::NoPolicy,
        }
    }

    /// What it says and what to do, in the voice's language.
    #[must_use]
    pub fn sentence(&self, voice: Voice) -> String {
        let list = |names: &[String]| names.join(&voice.text(Text::ListSeparator));
        match self {
            Self::DateInPast { leave_on, today } => voice.text_with(
                Text::RefusedDateInPast,
                &[("date", voice.date(*leave_on)), ("today", voice.date(*today))],
            ),
            Self::DateTooFar { leave_on, latest } => voice.text_with(
                Text::RefusedDateTooFar,
                &[("date", voice.date(*leave_on)), ("latest", voice.date(*latest))],
            ),
            Self::UnknownOperator { asked, known } => voice
                .text_with(Text::RefusedUnknownOperator, &[("asked", asked.clone()), ("known", list(known))]),
            Self::NoPolicy { operator, kind, known } => voice.text_with(
                Text::RefusedNoPolicy,
                &[("operator", operator.clone()), ("kind", voice.tell(*kind)), ("known", list(known))],
            ),
        }
    }
}

impl fmt::Display for GuideRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Voice::plain(Language::En)))
    }
}

impl std::error::Error for GuideRefusal {}
