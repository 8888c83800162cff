//! What a pack says to somebody who thinks of leaving, before anything is known of his line: its terms by kind, and what to prepare.

use jiff::Timestamp;
use masalama_core::line::LineKind;
use masalama_core::plan::{AdviceKey, by_hand};
use masalama_core::policy::{Party, Policies, Sourced, SuspendTerms};

use super::terms::{self, Term, TermName, TermValue};
use masalama_language::Voice;

/// The terms of one operator and kind of line, as they are for every such line.
#[derive(Clone, Debug)]
pub(crate) struct Leaving {
    /// The operator's name.
    pub(crate) operator_name: String,
    /// The kind of line.
    pub(crate) kind: LineKind,
    /// What concerns who leaves, in the order of a cease.
    pub(crate) terms: Vec<LeavingTerm>,
    /// What to prepare.
    pub(crate) advice: Vec<AdviceKey>,
    /// Pausing in place of ending.
    pub(crate) suspend: Option<Sourced<SuspendTerms>>,
}

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct LeavingTerm(Term);

impl LeavingTerm {
    /// Which.
    pub(crate) fn name(&self) -> TermName {
        self.0.name
    }

    /// What it says.
    pub(crate) fn said(&self) -> &TermValue {
        &self.0.value
    }

    /// Its name in words.
    pub(crate) fn label(&self, voice: Voice) -> String {
        voice.text(self.0.name.text())
    }

    /// What it says, in words.
    pub(crate) fn value(&self, voice: Voice) -> String {
        self.0.value.in_words(voice)
    }

    /// May it gate or charge anybody (I14)?
    pub(crate) fn is_binding(&self) -> bool {
        self.0.is_binding
    }
}

/// What the pack of this operator says of this kind of line; nothing where there is none.
pub(crate) fn leaving(policies: &Policies, party: &Party, kind: LineKind, now: Timestamp) -> Option<Leaving> {
    let country = policies.countries().find(|country| country.code == party.country)?;
    let today = country.calendar.today(now);
    let policy = policies.for_line(&party.id, kind, today)?;
    let plan = by_hand(policy, &super::assumed(party, kind, today), today, now).ok()?;
    let concerns =
        |term: &Term| !matches!(term.name, TermName::OperatorAnswersWithin | TermName::RegulatorHearsWithin);
    Some(Leaving {
        operator_name: party.name.clone(),
        kind,
        terms: terms::of(policy, country).into_iter().filter(concerns).map(LeavingTerm).collect(),
        advice: plan.advice.iter().map(|advice| advice.0).collect(),
        suspend: plan.suspend,
    })
}
