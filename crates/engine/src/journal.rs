//! A case in hand: its fold, its chain, and what is not yet committed. The one place that writes records.

use std::sync::Arc;

use jiff::Timestamp;
use masalama_core::case::{Case, CaseId, IllegalRecord, Progress};
use masalama_core::commitment::Digest;
use masalama_core::money::Money;
use masalama_core::obligation::{ObligationKind, next_owed};
use masalama_core::paper::PaperKind;
use masalama_core::port::{
    Append, CaseRow, Guard, LineKey, Next, StoredAttachment, StoredPaper, StoredRecord, Task,
};
use masalama_core::record::{Actor, Fact, Record, chain_start, chained};
use masalama_core::request::Personal;
use masalama_core::step::{StepKind, owed};

use crate::error::Fault;
use crate::secret::Secret;

/// A case and what is about to be written of it.
pub struct Journal {
    /// The case, with the unwritten records applied.
    pub case: Case,
    /// Its personal fields, unless erased.
    pub personal: Option<Arc<Personal>>,
    /// The chain's hash up to the last record.
    pub chain: Digest,
    /// How many of the records are the person's own words.
    pub(crate) said_by_person: u32,
    saved_head: u32,
    saved_row: CaseRow,
    pub(crate) saved_tasks: Option<Vec<Task>>,
    records: Vec<StoredRecord>,
    papers: Vec<StoredPaper>,
    attachments: Vec<StoredAttachment>,
    personal_changed: bool,
    takes_line: bool,
}

impl Journal {
    /// A new case from its first fact.
    ///
    /// # Errors
    /// [`IllegalRecord`] when the fact cannot open a case.
    pub(crate) fn opened(
        id: CaseId,
        at: Timestamp,
        by: Actor,
        fact: Fact,
        personal: Personal,
        row: CaseRow,
    ) -> Result<Self, IllegalRecord> {
        let record = Record { seq: 1, at, by, fact };
        let case = Case::opened(id, &record)?;
        let body = body_of(&record);
        let chain = chained(&chain_start(id), body.as_bytes());
        Ok(Self {
            case,
            personal: Some(Arc::new(personal)),
            chain,
            said_by_person: 0,
            saved_head: 0,
            saved_row: row,
            saved_tasks: None,
            records: vec![StoredRecord { seq: 1, at, body, hash: chain }],
            papers: Vec::new(),
            attachments: Vec::new(),
            personal_changed: false,
            takes_line: false,
        })
    }

    /// A case read back: every hash is checked and every record folded.
    ///
    /// # Errors
    /// [`Fault`] at the first record that cannot be read, does not chain or cannot follow.
    pub fn read(
        id: CaseId,
        stored: &[StoredRecord],
        personal: Option<Personal>,
        row: CaseRow,
    ) -> Result<Self, Fault> {
        let mut chain = chain_start(id);
        let mut records = Vec::with_capacity(stored.len());
        for one in stored {
            chain = chained(&chain, one.body.as_bytes());
            if chain != one.hash {
                return Err(Fault::Chain { seq: one.seq });
            }
            records.push(serde_json::from_str::<Record>(&one.body).map_err(Fault::Unreadable)?);
        }
        let case = Case::fold(id, &records)?;
        let said_by_person = records.iter().filter(|record| record.by == Actor::Subscriber).count();
        Ok(Self {
            said_by_person: u32::try_from(said_by_person).unwrap_or(u32::MAX),
            saved_head: case.head,
            case,
            personal: personal.map(Arc::new),
            chain,
            saved_row: row,
            saved_tasks: None,
            records: Vec::new(),
            papers: Vec::new(),
            attachments: Vec::new(),
            personal_changed: false,
            takes_line: false,
        })
    }

    /// Adds a fact.
    ///
    /// # Errors
    /// [`IllegalRecord`] when it cannot follow; nothing was added.
    pub fn add(&mut self, at: Timestamp, by: Actor, fact: Fact) -> Result<(), IllegalRecord> {
        let at = at.max(self.case.head_at);
        let record = Record { seq: self.case.head + 1, at, by, fact };
        self.case.apply(&record)?;
        self.takes_line |= matches!(record.fact, Fact::Planned(_));
        let body = body_of(&record);
        self.chain = chained(&self.chain, body.as_bytes());
        self.records.push(StoredRecord { seq: record.seq, at, body, hash: self.chain });
        Ok(())
    }

    /// Keeps a signed paper, to be written with the record that names it.
    pub(crate) fn keep_paper(&mut self, kind: PaperKind, at: Timestamp, body: Vec<u8>) {
        self.papers.push(StoredPaper { kind, at, body });
    }

    /// Keeps the bytes of an attachment, to be written with the record that names it.
    pub(crate) fn keep_attachment(&mut self, attachment: StoredAttachment) {
        self.attachments.push(attachment);
    }

    /// Changes the personal fields, to be written with the next append.
    pub(crate) fn change_personal(&mut self, change: impl FnOnce(&mut Personal)) {
        if let Some(personal) = &mut self.personal {
            change(Arc::make_mut(personal));
            self.personal_changed = true;
        }
    }

    /// The personal fields are gone from the store.
    pub(crate) fn forget_personal(&mut self) {
        self.personal = None;
        self.personal_changed = false;
        self.saved_row.line = LineKey::ERASED;
    }

    /// The row as the case stands now.
    #[must_use]
    pub fn row(&self) -> CaseRow {
        let facts = self.case.snapshot.as_ref().map(|snapshot| &snapshot.facts);
        CaseRow {
            case: self.case.id,
            line: self.saved_row.line,
            operator: facts.map(|facts| facts.operator.clone()),
            kind: facts.map(|facts| facts.kind),
            stage: self.case.stage(),
            ending: self.case.ending,
            received_at: self.case.received.received_at,
            effective_on: self.case.plan.effective_on,
            reason: self.case.received.request.reason,
            held: self.case.held.is_some(),
            off_at: off_at(&self.case),
            refund_due: refund_due(&self.case),
            owes: next_owed(&self.case)
                .filter(|(what, _)| self.case.ending.is_none() || outlives_closing(*what)),
        }
    }

    /// What the first commit of a new case writes.
    pub(crate) fn opening(self) -> (CaseRow, Vec<StoredRecord>, Vec<StoredPaper>, Arc<Personal>) {
        let row = self.row();
        let personal = self.personal.expect("a new case has its personal fields");
        (row, self.records, self.papers, personal)
    }

    /// Everything not yet written, handed over as one append. When it is refused, the case is read anew.
    pub(crate) fn append(
        &mut self,
        secret: &Secret,
        fence: Option<u64>,
        tasks: Vec<Task>,
        next: Next,
    ) -> Append {
        let row = self.row();
        let personal = self.personal.as_deref().filter(|_| self.personal_changed && !self.case.is_erasing());
        Append {
            case: self.case.id,
            guard: Guard { head: self.saved_head, fence },
            records: std::mem::take(&mut self.records),
            papers: std::mem::take(&mut self.papers),
            keys: personal.map(|personal| secret.keys_of(personal)),
            personal: personal.cloned(),
            attachments: std::mem::take(&mut self.attachments),
            takes_line: self.takes_line,
            frees_line: self.is_done_with_line(),
            tasks: (self.saved_tasks.as_ref() != Some(&tasks)).then_some(tasks),
            row: (row != self.saved_row).then_some(row),
            next,
        }
    }

    /// The line is free for another request when the case ends, or service was given back: records are kept for years after that.
    fn is_done_with_line(&self) -> bool {
        self.case.ending.is_some() || self.case.all_done(StepKind::IssueRetraction)
    }

    /// The append was committed.
    pub(crate) fn saved(&mut self, tasks: Option<Vec<Task>>) {
        self.saved_head = self.case.head;
        self.saved_row = self.row();
        if let Some(tasks) = tasks {
            self.saved_tasks = Some(tasks);
        }
        self.records.clear();
        self.papers.clear();
        self.attachments.clear();
        self.personal_changed = false;
        self.takes_line = false;
    }
}

/// When the certificate was issued.
fn off_at(case: &Case) -> Option<Timestamp> {
    case.of_kind(StepKind::IssueCertificate).find_map(|(_, state)| match state.progress {
        Progress::Done { at } => Some(at),
        Progress::Waiting
        | Progress::InFlight
        | Progress::Pending { .. }
        | Progress::Unknown { .. }
        | Progress::Again { .. }
        | Progress::Stuck { .. }
        | Progress::Skipped { .. } => None,
    })
}

/// What is to be paid back at once and was not yet.
fn refund_due(case: &Case) -> Option<Money> {
    let is_open = case.of_kind(StepKind::PayRefund).any(|(_, state)| !state.is_settled());
    let is_going_on = case.ending.is_none() && case.retracting.is_none();
    let owed = (is_open && is_going_on).then(|| owed(case).ok().flatten()).flatten()?;
    owed.now.is_positive().then_some(owed.now)
}

/// Is it owed of a closed case too?
fn outlives_closing(what: ObligationKind) -> bool {
    matches!(what, ObligationKind::ComplaintAnswer | ObligationKind::Deletion)
}

fn body_of(record: &Record) -> String {
    serde_json::to_string(record).expect("a record has only string keys, so it is JSON")
}
