//! Where cases are kept. Every method takes and answers sets, so that one commit can carry many cases.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Answer, LineFilter, LinePage};
use crate::case::{CaseId, Stage};
use crate::commitment::Digest;
use crate::line::{Line, LineKind, OperatorId};
use crate::paper::PaperKind;
use crate::plan::Hand;
use crate::record::{Ending, StepIndex};
use crate::request::Personal;
use crate::step::StepKind;

/// The most cases one page may have.
pub const CASE_PAGE_MAX: u32 = 500;

/// A keyed digest of a line's ICCID, made with the installation's secret, so that a line can be looked up without its number being stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LineKey(pub Digest);

/// A record as stored: its JSON exactly, and the chain's hash up to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// Its place, from 1 without a gap.
    pub seq: u32,
    /// When.
    pub at: Timestamp,
    /// The record as JSON.
    pub body: String,
    /// [`chained`](crate::record::chained) up to this record.
    pub hash: Digest,
}

/// A signed paper as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPaper {
    /// Which.
    pub kind: PaperKind,
    /// When it was issued.
    pub at: Timestamp,
    /// Its bytes exactly as signed.
    pub body: Vec<u8>,
}

/// What lists show of a case. A projection: it can be rebuilt from the records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseRow {
    /// The case.
    pub case: CaseId,
    /// The line, by its keyed digest.
    pub line: LineKey,
    /// Who serves the line, once known.
    pub operator: Option<OperatorId>,
    /// Prepaid or postpaid, once known.
    pub kind: Option<LineKind>,
    /// How far it is.
    pub stage: Stage,
    /// How it ended, if it did.
    pub ending: Option<Ending>,
    /// When the request came.
    pub received_at: Timestamp,
    /// The day service is expected to end.
    pub effective_on: Option<Date>,
}

/// Something a hand must do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// The step.
    pub step: StepIndex,
    /// What it is.
    pub kind: StepKind,
    /// Whose.
    pub hand: Hand,
    /// Since when it waits.
    pub since: Timestamp,
    /// By when it should be done.
    pub due: Option<Timestamp>,
}

/// A case to open.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Its row; its `case` is the new case's id.
    pub row: CaseRow,
    /// The caller's idempotency key and the fingerprint of what he asked, both as digests.
    pub idempotency: Option<(Digest, Digest)>,
    /// Digest of the credential given with the receipt.
    pub credential: Digest,
    /// The first records, from seq 1.
    pub records: Vec<StoredRecord>,
    /// Papers issued with them.
    pub papers: Vec<StoredPaper>,
    /// Its personal fields.
    pub personal: Personal,
    /// When the engine should look at it first.
    pub due: Timestamp,
}

/// What became of an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It is open.
    New,
    /// The same key and fingerprint came before and opened this case; nothing was written.
    Before(CaseId),
}

/// Which cases a worker wants.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// Cases due at or before this instant of the business clock.
    pub now: Timestamp,
    /// The real time, for leases: a moved sandbox clock must not end them.
    pub wall: Timestamp,
    /// How long the worker may keep them without a sign of life, in seconds.
    pub lease_s: u32,
    /// At most so many.
    pub limit: u32,
}

/// A claimed case.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The case.
    pub case: CaseId,
    /// The fencing token: each claim raises it, each append of the worker carries it.
    pub fence: u64,
    /// All its records.
    pub records: Vec<StoredRecord>,
    /// Its personal fields, unless erased.
    pub personal: Option<Personal>,
    /// Its row.
    pub row: CaseRow,
}

/// What must still be true when an append commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guard {
    /// The last record's seq.
    pub head: u32,
    /// The worker's fencing token; absent for what comes from outside the worker.
    pub fence: Option<u64>,
}

/// What happens to the claim with an append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The worker keeps the case; its lease is renewed to this real time.
    Keep {
        /// The lease's new end, real time.
        lease_until: Timestamp,
    },
    /// The worker lets go; look again then, or never by itself.
    Release {
        /// When the case is due again.
        due: Option<Timestamp>,
    },
    /// From outside the worker: the claim stands as it is; the case is due at this instant or earlier.
    Wake {
        /// Due at the latest then.
        at: Timestamp,
    },
}

/// Records to add to one case, and all that must be true or false together with them.
#[derive(Clone, Debug)]
pub struct Append {
    /// The case.
    pub case: CaseId,
    /// What must still be true.
    pub guard: Guard,
    /// The records, from `guard.head + 1`. May be empty when only the claim changes.
    pub records: Vec<StoredRecord>,
    /// Papers issued with them.
    pub papers: Vec<StoredPaper>,
    /// The personal fields as they are now, when they changed.
    pub personal: Option<Personal>,
    /// The case now holds its line: no other case may until this one closes.
    pub takes_line: bool,
    /// The case lets its line go.
    pub frees_line: bool,
    /// All open tasks of the case, when they changed.
    pub tasks: Option<Vec<Task>>,
    /// The row as it is now, when it changed.
    pub row: Option<CaseRow>,
    /// What happens to the claim.
    pub next: Next,
}

/// Why one append of a set was not made. The others of the set stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Records came meanwhile: load the case anew and apply to it what is still true.
    #[error("the case has records the writer has not seen: its head is {head}")]
    Stale {
        /// The head as it is.
        head: u32,
    },
    /// Another worker claimed the case: drop it.
    #[error("another worker holds the case")]
    Fenced,
    /// Another case holds the line.
    #[error("another case holds the line")]
    LineTaken {
        /// That case.
        by: CaseId,
    },
    /// There is no such case.
    #[error("there is no such case")]
    NoSuchCase,
    /// The idempotency key was used with another request.
    #[error("the idempotency key was used with another request")]
    KeyReused,
}

/// The store could not do its work. Nothing of the set was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreFault {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(crate::detail::Detail),
    /// What was read cannot be understood.
    #[error("stored data cannot be read: {0}")]
    Unreadable(crate::detail::Detail),
    /// The store is shutting down.
    #[error("the store is closed")]
    Closed,
}

/// Everything of one case.
#[derive(Clone, Debug)]
pub struct Stored {
    /// All its records.
    pub records: Vec<StoredRecord>,
    /// Its personal fields, unless erased.
    pub personal: Option<Personal>,
    /// Its row.
    pub row: CaseRow,
    /// Its papers, oldest first.
    pub papers: Vec<StoredPaper>,
    /// Digest of its credential.
    pub credential: Digest,
}

/// Which cases.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    /// Only this line's.
    pub line: Option<LineKey>,
    /// Only those in this stage.
    pub stage: Option<Stage>,
    /// Only after this one, from an earlier page.
    pub after: Option<CaseId>,
    /// At most so many, and never more than [`CASE_PAGE_MAX`].
    pub limit: u32,
}

/// A page of cases, newest first.
#[derive(Clone, Debug, Default)]
pub struct CasePage {
    /// The cases.
    pub rows: Vec<CaseRow>,
    /// Where the next page starts.
    pub next: Option<CaseId>,
}

/// Which tasks.
#[derive(Clone, Debug, Default)]
pub struct TaskFilter {
    /// Only this case's.
    pub case: Option<CaseId>,
    /// Only this hand's.
    pub hand: Option<Hand>,
    /// At most so many, and never more than [`CASE_PAGE_MAX`].
    pub limit: u32,
}

/// A task and its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// The case.
    pub case: CaseId,
    /// The task.
    pub task: Task,
}

/// Where cases are kept (I7: one conformance suite runs on every store and calls every method).
pub trait Store: Send + Sync {
    /// Opens cases. All or nothing per case; the order of answers is that of the openings.
    fn open(&self, openings: Vec<Opening>) -> Answer<'_, Result<Vec<Result<Opened, Refused>>, StoreFault>>;

    /// Claims due cases whose lease has run out or that nobody holds, oldest due first.
    fn claim(&self, claim: Claim) -> Answer<'_, Result<Vec<Claimed>, StoreFault>>;

    /// Appends to cases, each by itself: one refused append does not undo the others.
    fn append(&self, appends: Vec<Append>) -> Answer<'_, Result<Vec<Result<(), Refused>>, StoreFault>>;

    /// Everything of these cases, in their order.
    fn load(&self, cases: Vec<CaseId>) -> Answer<'_, Result<Vec<Option<Stored>>, StoreFault>>;

    /// When the next unclaimed case is due.
    fn next_due(&self) -> Answer<'_, Result<Option<Timestamp>, StoreFault>>;

    /// The cases that fit.
    fn cases(&self, filter: CaseFilter) -> Answer<'_, Result<CasePage, StoreFault>>;

    /// The tasks that fit, the longest waiting first.
    fn tasks(&self, filter: TaskFilter) -> Answer<'_, Result<Vec<TaskRow>, StoreFault>>;

    /// Erases the personal fields of these cases for good; a case without any is no error.
    fn erase(&self, cases: Vec<CaseId>) -> Answer<'_, Result<(), StoreFault>>;

    /// Takes in lines of an operator's export, all or none; one that is there already (by ICCID) is replaced. Says how many were new.
    fn import_lines(&self, lines: Vec<Line>) -> Answer<'_, Result<u64, StoreFault>>;

    /// The imported lines that fit.
    fn lines(&self, filter: LineFilter) -> Answer<'_, Result<LinePage, StoreFault>>;
}
