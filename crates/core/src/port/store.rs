//! Where cases are kept. Every method takes and answers sets, so that one commit can carry many cases.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Answer, LineFilter, LinePage};
use crate::attachment::Media;
use crate::case::{CaseId, Stage};
use crate::commitment::Digest;
use crate::line::{Line, LineKind, OperatorId};
use crate::money::Money;
use crate::next::NeedWhy;
use crate::obligation::ObligationKind;
use crate::paper::PaperKind;
use crate::plan::Hand;
use crate::record::{Ending, StepIndex};
use crate::request::{Personal, Reason};
use crate::role::Role;
use crate::step::StepKind;

/// The most cases one page may have.
pub const CASE_PAGE_MAX: u32 = 500;

/// A keyed digest of a line's ICCID, made with the installation's secret, so that a line can be looked up without its number being stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LineKey(pub Digest);

impl LineKey {
    /// What stands in a row for the line once the personal fields of its case are erased: it finds nothing.
    pub const ERASED: Self = Self(Digest::from_bytes([0; 32]));
}

/// A keyed digest of a number or paper of a person, made with the installation's secret, so that cases are found by it without its being
/// stored. Erased with the personal fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseKeyDigest(pub Digest);

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

/// An attachment as stored; erased with the personal fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAttachment {
    /// Its name within the case.
    pub digest: Digest,
    /// In which form it is.
    pub media: Media,
    /// Its bytes.
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
    /// Why the line ends.
    pub reason: Reason,
    /// Is it held?
    pub held: bool,
    /// When the line was certified off.
    pub off_at: Option<Timestamp>,
    /// What is to be paid back and was not yet.
    pub refund_due: Option<Money>,
    /// What is owed to the person first, and by when.
    pub owes: Option<(ObligationKind, Timestamp)>,
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
    /// Why.
    pub why: NeedWhy,
    /// In whose queue it waits, when it waits for staff.
    pub role: Role,
}

impl Task {
    /// What tasks are ordered by: when it is due; what has no date is due since it waits.
    #[must_use]
    pub fn urgent_at(&self) -> Timestamp {
        self.due.unwrap_or(self.since)
    }
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
    /// What it is found by.
    pub keys: Vec<CaseKeyDigest>,
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
    /// What the case is found by now, when it changed.
    pub keys: Option<Vec<CaseKeyDigest>>,
    /// Bytes handed in with the records.
    pub attachments: Vec<StoredAttachment>,
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
    /// Only in these roles' queues; in all when empty.
    pub roles: Vec<Role>,
    /// Only those that wait for these reasons; for all when empty.
    pub whys: Vec<NeedWhy>,
    /// Only after this one, from an earlier page.
    pub after: Option<TaskPlace>,
    /// At most so many, and never more than [`CASE_PAGE_MAX`].
    pub limit: u32,
}

impl TaskFilter {
    /// Is the task one of those wanted?
    #[must_use]
    pub fn fits(&self, row: &TaskRow) -> bool {
        self.case.is_none_or(|case| row.case == case)
            && self.hand.is_none_or(|hand| row.task.hand == hand)
            && (self.roles.is_empty() || self.roles.contains(&row.task.role))
            && (self.whys.is_empty() || self.whys.contains(&row.task.why))
            && self.after.is_none_or(|after| row.at() > after)
    }
}

/// Where a task stands among all: by how urgent it is, then by case and place.
///
/// *Shape*: as text `<microseconds>.<case>.<place>`, a cursor without personal numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaskPlace {
    /// See [`Task::urgent_at`].
    pub at: Timestamp,
    /// The case.
    pub case: CaseId,
    /// Its place among the tasks of the case, from 0.
    pub place: u32,
}

impl std::fmt::Display for TaskPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.at.as_microsecond(), self.case, self.place)
    }
}

impl TaskPlace {
    /// Reads a place as [`Display`](std::fmt::Display) writes it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let at = Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?;
        Some(Self { at, case: CaseId::parse(parts.next()?)?, place: parts.next()?.parse().ok()? })
    }
}

/// A task and its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// The case.
    pub case: CaseId,
    /// Its place among the tasks of the case, from 0.
    pub place: u32,
    /// The task.
    pub task: Task,
}

impl TaskRow {
    /// Where it stands, for the next page.
    #[must_use]
    pub fn at(&self) -> TaskPlace {
        TaskPlace { at: self.task.urgent_at(), case: self.case, place: self.place }
    }
}

/// What a board is counted for.
#[derive(Clone, Copy, Debug)]
pub struct Counting {
    /// Now, by the business clock.
    pub now: Timestamp,
    /// The ends of the age buckets: requests received at or after each are younger. Newest first.
    pub received_from: [Timestamp; AGE_BUCKETS - 1],
    /// Lines certified off from then on tell how long it takes.
    pub off_from: Timestamp,
    /// What is owed before this is owed soon.
    pub owed_soon: Timestamp,
}

/// How many age buckets a board has.
pub const AGE_BUCKETS: usize = 6;
/// At most so many of the latest ends tell how long it takes.
pub const TOOK_MAX: u32 = 100_000;

/// Cases counted. Everything in it follows from the rows of the cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cases by stage.
    pub by_stage: Vec<(Stage, u64)>,
    /// Open cases by kind of line; those without are not verified yet.
    pub by_kind: Vec<(Option<LineKind>, u64)>,
    /// All cases by the reason for leaving.
    pub by_reason: Vec<(Reason, u64)>,
    /// Open cases that are held.
    pub held: u64,
    /// Open cases by age, youngest first.
    pub by_age: [u64; AGE_BUCKETS],
    /// From the request to the certificate, in seconds, of the latest ends, shortest first.
    pub took_s: Vec<u64>,
    /// Refunds to be paid: how many, and their sum, one per currency.
    pub refunds_due: Vec<(u64, Money)>,
    /// Cases of which something is owed soon.
    pub owed_soon: u64,
    /// Cases of which something owed is overdue.
    pub breached: u64,
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

    /// The tasks that fit, the most urgent first: by when they are due, and what has no date since when it waits.
    fn tasks(&self, filter: TaskFilter) -> Answer<'_, Result<Vec<TaskRow>, StoreFault>>;

    /// The cases found by this key, newest first.
    fn find(&self, key: CaseKeyDigest, limit: u32) -> Answer<'_, Result<Vec<CaseRow>, StoreFault>>;

    /// Open cases of which something is owed, what is due first first, from the place after `after` on.
    fn owing(
        &self,
        after: Option<(Timestamp, CaseId)>,
        limit: u32,
    ) -> Answer<'_, Result<Vec<CaseRow>, StoreFault>>;

    /// All cases, counted.
    fn count(&self, counting: Counting) -> Answer<'_, Result<Counts, StoreFault>>;

    /// An attachment of a case, unless erased.
    fn attachment(
        &self,
        case: CaseId,
        digest: Digest,
    ) -> Answer<'_, Result<Option<StoredAttachment>, StoreFault>>;

    /// Erases for good what of these cases is personal: fields, attachments, and every key they are found by. A case without any is no error.
    fn erase(&self, cases: Vec<CaseId>) -> Answer<'_, Result<(), StoreFault>>;

    /// Takes in lines of an operator's export, all or none; one that is there already (by ICCID) is replaced. Says how many were new.
    fn import_lines(&self, lines: Vec<Line>) -> Answer<'_, Result<u64, StoreFault>>;

    /// The imported lines that fit.
    fn lines(&self, filter: LineFilter) -> Answer<'_, Result<LinePage, StoreFault>>;
}
