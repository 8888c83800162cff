//! A case as people see it: the plan with each step's state, what is due and who acts next. Nothing personal is in it unmasked.

use jiff::Timestamp;
use masalama_core::approval::{Proposal, Proposed, Settled};
use masalama_core::attachment::{Attachment, Shown};
use masalama_core::case::{Case, CaseId, Progress, Stage};
use masalama_core::commitment::Digest;
use masalama_core::complaint::Complaint;
use masalama_core::detail::Detail;
use masalama_core::effect::Evidence;
use masalama_core::hold::Held;
use masalama_core::money::Money;
use masalama_core::next::{NeedHand, next};
use masalama_core::obligation::{Obligation, ObligationKind, ObligationState, obligations};
use masalama_core::paper::PaperKind;
use masalama_core::plan::Hand;
use masalama_core::port::{CaseRow, StoredPaper, StoredRecord};
use masalama_core::record::{Record, StaffName, StepIndex};
use masalama_core::request::Personal;
use masalama_core::step::{Branch, PointOfReturn, StepKind};

use crate::Parts;
use crate::error::Fault;
use crate::journal::Journal;
use masalama_core::port::Stored;
use serde::{Deserialize, Serialize};

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

/// What became of a proposal, as people see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalState {
    /// It waits for a second member of staff.
    Open,
    /// What it was about has changed; it can only be made anew.
    Outdated,
    /// It was approved and carried out.
    Approved,
    /// It was turned down.
    TurnedDown,
}

impl ProposalState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Outdated, Self::Approved, Self::TurnedDown];
}

/// A proposal as people see it.
#[derive(Clone, Debug)]
pub struct ProposalView {
    /// Its name.
    pub seq: u32,
    /// When it was made.
    pub at: Timestamp,
    /// By whom.
    pub by: StaffName,
    /// What.
    pub proposal: Proposal,
    /// What an approval must name.
    pub content: Digest,
    /// The money it touches.
    pub amount: Option<Money>,
    /// Why.
    pub note: Detail,
    /// What is shown for it, where it says what became of an order.
    pub shown: Option<Shown>,
    /// What became of it.
    pub state: ProposalState,
    /// Who settled it, and when.
    pub settled: Option<Settled>,
}

/// A complaint as people see it, with its text while it is kept.
#[derive(Clone, Debug)]
pub struct ComplaintView {
    /// The complaint.
    pub complaint: Complaint,
    /// What was written.
    pub text: Option<String>,
}

/// Something owed to the person, as it stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObligationView {
    /// What.
    pub what: ObligationKind,
    /// By when.
    pub due: Timestamp,
    /// When it was kept.
    pub met_at: Option<Timestamp>,
    /// Whether it was kept.
    pub state: ObligationState,
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
    /// Are papers to be shown, because what was given does not fit?
    pub wants_papers: bool,
    /// When something happens by itself, if nothing happens before. That a request lapses is no such thing.
    pub wakes_at: Option<Timestamp>,
    /// May the person still take it back?
    pub can_retract: bool,
    /// The card, masked; absent once erased.
    pub card: Option<String>,
    /// The line's number, masked; absent when it has none or once erased.
    pub number: Option<String>,
    /// The number the person can be reached on, masked.
    pub contact_number: Option<String>,
    /// The address the person reads mail at, masked.
    pub contact_email: Option<String>,
    /// Where a refund goes, masked.
    pub refund_to: Option<String>,
    /// Nothing new begins until a person lets it go on.
    pub held: Option<Held>,
    /// What needs or needed a second member of staff, oldest first.
    pub proposals: Vec<ProposalView>,
    /// Complaints, oldest first. Their texts are personal.
    pub complaints: Vec<ComplaintView>,
    /// What was handed in, oldest first.
    pub attachments: Vec<Attachment>,
    /// What is owed to the person where a date is known.
    pub obligations: Vec<ObligationView>,
    /// All records.
    pub records: Vec<Record>,
    /// The same exactly as stored, each with the chain's hash up to it.
    pub journal: Vec<StoredRecord>,
    /// All papers.
    pub papers: Vec<StoredPaper>,
}

impl CaseView {
    /// Was whoever asked found to be who he says? Before that he learns nothing of the line from us.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.case.snapshot.is_some()
    }

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
            wants_papers: case.wants_papers(),
            wakes_at: moves.wake_at.filter(|at| case.plan.rules.is_some() || *at != case.lapses_at()),
            can_retract: masalama_core::plan::undo(&case, &parts.landscape, false).is_ok(),
            card: personal.map(|personal| personal.claim.iccid.to_string()),
            number: personal
                .and_then(|personal| personal.numbers.as_ref()?.msisdn.as_ref())
                .map(ToString::to_string),
            contact_number: personal
                .and_then(|personal| personal.claim.contact_msisdn.as_ref())
                .map(ToString::to_string),
            contact_email: personal
                .and_then(|personal| personal.claim.contact_email.as_ref())
                .map(ToString::to_string),
            refund_to: personal.and_then(|personal| personal.refund_destination.as_deref()).map(masked),
            held: case.held.clone(),
            proposals: case.proposals.iter().map(|one| proposal(&case, one)).collect(),
            complaints: complaints(&case, personal),
            attachments: case.attachments.clone(),
            obligations: owed_at(&case, parts.clock.now()),
            row,
            records,
            journal: stored.records,
            papers: stored.papers,
            case,
        })
    }
}

/// The last characters of what is long enough that they do not tell it.
fn masked(text: &str) -> String {
    const SHOWN: usize = 4;
    let count = text.chars().count();
    let last: String = text.chars().skip(count.saturating_sub(SHOWN)).collect();
    if count >= 2 * SHOWN { format!("••••{last}") } else { "••••".to_owned() }
}

fn proposal(case: &Case, proposed: &Proposed) -> ProposalView {
    let state = match &proposed.settled {
        Some(Settled::Approved { .. }) => ProposalState::Approved,
        Some(Settled::TurnedDown { .. }) => ProposalState::TurnedDown,
        None if case.is_open(proposed) => ProposalState::Open,
        None => ProposalState::Outdated,
    };
    let Proposed { seq, at, by, proposal, content, amount, note, shown, settled } = proposed.clone();
    ProposalView { seq, at, by, proposal, content, amount, note, shown, state, settled }
}

fn complaints(case: &Case, personal: Option<&Personal>) -> Vec<ComplaintView> {
    let text = |seq: u32| personal.and_then(|personal| personal.complaints.get(&seq).cloned());
    let view =
        |complaint: &Complaint| ComplaintView { complaint: complaint.clone(), text: text(complaint.seq) };
    case.complaints.iter().map(view).collect()
}

fn owed_at(case: &Case, now: Timestamp) -> Vec<ObligationView> {
    let view = |one: Obligation| {
        let state = one.state(now);
        ObligationView { what: one.what, due: one.due, met_at: one.met_at, state }
    };
    obligations(case).into_iter().map(view).collect()
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
