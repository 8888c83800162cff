//! A store under which the process dies: just before or just after a commit.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use masalama_connect::sandbox::Fault;
use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use masalama_core::detail::Detail;
use masalama_core::line::Line;
use masalama_core::port::{
    Answer, Append, CaseFilter, CaseKeyDigest, CasePage, CaseRow, Claim, Claimed, Counting, Counts,
    LineFilter, LinePage, Opened, Opening, Refused, Store, StoreFault, Stored, StoredAttachment, TaskFilter,
    TaskRow,
};
use masalama_core::record::{Fact, Record};
use masalama_store::MemoryStore;

use super::script::{Aim, Death, Point, Script};

/// A memory store, and the script that says when the process dies.
pub(super) struct DyingStore {
    inner: MemoryStore,
    script: Arc<Script>,
}

impl DyingStore {
    pub(super) fn new(inner: MemoryStore, script: Arc<Script>) -> Self {
        Self { inner, script }
    }

    /// Does the process die at this point of a step that the appends speak of?
    fn strikes(&self, facts: &[(CaseId, Fact)], at: Point) -> bool {
        self.script.strikes(|death| match death {
            Death::At(aim, point) => {
                *point == at && facts.iter().any(|(case, fact)| meets(*aim, *point, *case, fact))
            }
            Death::AfterCommits(_) => false,
        })
    }

    fn strikes_after_commit(&self) -> bool {
        self.script.strikes(|death| match death {
            Death::At(..) => false,
            Death::AfterCommits(left) => {
                *left = left.saturating_sub(1);
                *left == 0
            }
        })
    }
}

fn meets(aim: Aim, point: Point, case: CaseId, fact: &Fact) -> bool {
    if case != aim.case {
        return false;
    }
    match (point, fact) {
        (Point::BeforeIntent | Point::AfterIntent, Fact::Intended { step, attempt, .. }) => {
            *step == aim.step && *attempt == 1
        }
        (Point::AfterOutcome, Fact::Answered { step, .. }) => *step == aim.step,
        _other => false,
    }
}

/// The facts that the appends bring.
fn facts(appends: &[Append]) -> Vec<(CaseId, Fact)> {
    let records = appends.iter().flat_map(|append| append.records.iter().map(|record| (append.case, record)));
    records.map(|(case, record)| (case, serde_json::from_str::<Record>(&record.body).unwrap().fact)).collect()
}

impl Store for DyingStore {
    fn open(&self, openings: Vec<Opening>) -> Answer<'_, Result<Vec<Result<Opened, Refused>>, StoreFault>> {
        self.inner.open(openings)
    }

    fn claim(&self, claim: Claim) -> Answer<'_, Result<Vec<Claimed>, StoreFault>> {
        self.inner.claim(claim)
    }

    fn append(&self, appends: Vec<Append>) -> Answer<'_, Result<Vec<Result<(), Refused>>, StoreFault>> {
        Box::pin(async move {
            let is_workers = appends.iter().any(|append| append.guard.fence.is_some());
            if !is_workers {
                return self.inner.append(appends).await;
            }
            self.script.commits.fetch_add(1, Ordering::Relaxed);
            if !self.script.has_deaths() {
                return self.inner.append(appends).await;
            }
            let facts = facts(&appends);
            if self.strikes(&facts, Point::BeforeIntent) {
                self.script.die().await;
            }
            let answers = self.inner.append(appends).await;
            if self.strikes(&facts, Point::AfterIntent)
                || self.strikes(&facts, Point::AfterOutcome)
                || self.strikes_after_commit()
            {
                self.script.die().await;
            }
            answers
        })
    }

    fn load(&self, cases: Vec<CaseId>) -> Answer<'_, Result<Vec<Option<Stored>>, StoreFault>> {
        self.inner.load(cases)
    }

    fn next_due(&self) -> Answer<'_, Result<Option<Timestamp>, StoreFault>> {
        self.inner.next_due()
    }

    fn cases(&self, filter: CaseFilter) -> Answer<'_, Result<CasePage, StoreFault>> {
        self.inner.cases(filter)
    }

    fn tasks(&self, filter: TaskFilter) -> Answer<'_, Result<Vec<TaskRow>, StoreFault>> {
        self.inner.tasks(filter)
    }

    fn find(&self, key: CaseKeyDigest, limit: u32) -> Answer<'_, Result<Vec<CaseRow>, StoreFault>> {
        self.inner.find(key, limit)
    }

    fn owing(
        &self,
        after: Option<(Timestamp, CaseId)>,
        limit: u32,
    ) -> Answer<'_, Result<Vec<CaseRow>, StoreFault>> {
        self.inner.owing(after, limit)
    }

    fn count(&self, counting: Counting) -> Answer<'_, Result<Counts, StoreFault>> {
        self.inner.count(counting)
    }

    fn attachment(
        &self,
        case: CaseId,
        digest: Digest,
    ) -> Answer<'_, Result<Option<StoredAttachment>, StoreFault>> {
        self.inner.attachment(case, digest)
    }

    /// Erasing is the one effect that is Masalama's own: its faults are made here.
    fn erase(&self, cases: Vec<CaseId>) -> Answer<'_, Result<(), StoreFault>> {
        Box::pin(async move {
            let failed = Err(StoreFault::Database(Detail::of("a fault is set")));
            match self.script.erasure(&cases) {
                Some(Fault::LostReply) => {
                    self.inner.erase(cases).await?;
                    failed
                }
                Some(Fault::LostRequest) => failed,
                Some(_) | None => {
                    let dies = self.script.strikes(|death| {
                        matches!(death, Death::At(aim, Point::AfterEffect)
                            if cases.contains(&aim.case) && self.script.erases(*aim))
                    });
                    self.inner.erase(cases).await?;
                    if dies {
                        self.script.die().await;
                    }
                    Ok(())
                }
            }
        })
    }

    fn import_lines(&self, lines: Vec<Line>) -> Answer<'_, Result<u64, StoreFault>> {
        self.inner.import_lines(lines)
    }

    fn lines(&self, filter: LineFilter) -> Answer<'_, Result<LinePage, StoreFault>> {
        self.inner.lines(filter)
    }
}
