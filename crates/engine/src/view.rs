//! A case as people see it: the plan with each step's state, what is due and who acts next. Nothing personal is in it unmasked.

use jiff::Timestamp;
use masalama_core::case::{Case, CaseId, Progress, Stage};
use masalama_core::effect::Evidence;
use masalama_core::next::{NeedHand, next};
use masalama_core::paper::PaperKind;
use masalama_core::plan::Hand;
use masalama_core::port::{CaseRow, StoredPaper, StoredRecord};
use masalama_core::record::{Record, StepIndex};
use masalama_core::step::{Branch, PointOfReturn, StepKind};

use crate::Parts;
use crate::error::Fault;
use crate::journal::Journal;
use masalama_core::port::Stored;

/// One step as people see it.
#[derive(Clone, Debug)]
pub struct StepView {
    /// Its place.
    pub step: StepIndex,
    /// What it is.
    pub kind: StepKind,
    /// Its branch.
    pub branch: Branch,
    /// On which system.
    pub system: Option<String>,
    /// Who does it.
    pub hand: Hand,
    /// How far it can be taken back.
    pub returns: PointOfReturn,
    /// How far it is.
    pub progress: Progress,
    /// It does not start before this.
    pub not_before: Option<Timestamp>,
    /// What came of it.
    pub evidence: Option<Evidence>,
}

/// A case as people see it.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// The case.
    pub id: CaseId,
    /// Its fold.
    pub case: Case,
    /// Its row in lists.
    pub row: CaseRow,
    /// How far it is.
    pub stage: Stage,
    /// The steps in plan order.
    pub steps: Vec<StepView>,
    /// Open tasks of any hand.
    pub tasks: Vec<NeedHand>,
    /// When something happens by itself, if nothing happens before.
    pub wakes_at: Option<Timestamp>,
    /// May the person still take it back?
    pub can_retract: bool,
    /// The card, masked; absent once erased.
    pub card: Option<String>,
    /// The line's number, masked; absent when it has none or once erased.
    pub number: Option<String>,
    /// All records.
    pub records: Vec<Record>,
    /// The same exactly as stored, each with the chain's hash up to it.
    pub journal: Vec<StoredRecord>,
    /// All papers.
    pub papers: Vec<StoredPaper>,
}

impl CaseView {
    /// The newest paper of this kind.
    #[must_use]
    pub fn paper(&self, kind: PaperKind) -> Option<&StoredPaper> {
        self.papers.iter().rev().find(|paper| paper.kind == kind)
    }

    pub(crate) fn of(stored: Stored, parts: &Parts) -> Result<Self, Fault> {
        let row = stored.row;
        let journal = Journal::read(row.case, &stored.records, stored.personal, row.clone())?;
        let records = stored
            .records
            .iter()
            .map(|record| serde_json::from_str(&record.body).map_err(Fault::Unreadable))
            .collect::<Result<Vec<Record>, Fault>>()?;
        let case = journal.case;
        let moves = next(&case, &parts.retry, parts.clock.now());
        let personal = journal.personal.as_deref();
        Ok(Self {
            id: case.id,
            stage: case.stage(),
            steps: steps(&case),
            tasks: moves.hands,
            wakes_at: moves.wake_at,
            can_retract: masalama_core::plan::undo(&case, &parts.landscape, false).is_ok(),
            card: personal.map(|personal| personal.claim.iccid.to_string()),
            number: personal
                .and_then(|personal| personal.numbers.as_ref()?.msisdn.as_ref())
                .map(ToString::to_string),
            row,
            records,
            journal: stored.records,
            papers: stored.papers,
            case,
        })
    }
}

fn steps(case: &Case) -> Vec<StepView> {
    case.plan
        .indexed()
        .zip(&case.steps)
        .map(|((step, planned), state)| StepView {
            step,
            kind: planned.kind,
            branch: planned.kind.definition().branch,
            system: planned.system.as_ref().map(ToString::to_string),
            hand: planned.hand,
            returns: planned.kind.definition().returns,
            progress: state.progress.clone(),
            not_before: planned.not_before,
            evidence: state.evidence.clone(),
        })
        .collect()
}
