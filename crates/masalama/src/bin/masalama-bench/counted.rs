//! A store that counts what goes through it, so that the floor can be given the same rows in the same batches.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use masalama_core::line::Line;
use masalama_core::port::{
    Answer, Append, CaseFilter, CaseKeyDigest, CasePage, CaseRow, Claim, Claimed, Counting,
    Counts as CaseCounts, LineFilter, LinePage, Opened, Opening, Refused, Store, StoreFault, Stored,
    StoredAttachment, TaskFilter, TaskRow,
};

/// What went through.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Sets that were written, each in one transaction or with others in one.
    pub(crate) sets: AtomicU64,
    /// Cases in those sets.
    pub(crate) cases: AtomicU64,
    /// Records.
    pub(crate) records: AtomicU64,
    /// Bytes of records and papers.
    pub(crate) bytes: AtomicU64,
}

/// Counts and passes on.
pub(crate) struct Counted {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) counts: Arc<Counts>,
}

impl Counts {
    fn add(&self, cases: usize, records: usize, bytes: usize) {
        let add = |counter: &AtomicU64, n: usize| {
            counter.fetch_add(u64::try_from(n).unwrap_or(u64::MAX), Ordering::Relaxed);
        };
        add(&self.sets, 1);
        add(&self.cases, cases);
        add(&self.records, records);
        add(&self.bytes, bytes);
    }

    pub(crate) fn get(counter: &AtomicU64) -> u64 {
        counter.load(Ordering::Relaxed)
    }
}

impl Store for Counted {
    fn open(&self, openings: Vec<Opening>) -> Answer<'_, Result<Vec<Result<Opened, Refused>>, StoreFault>> {
        let records = openings.iter().map(|opening| opening.records.len()).sum();
        let bytes = openings
            .iter()
            .map(|one| {
                one.records.iter().map(|record| record.body.len()).sum::<usize>()
                    + one.papers.iter().map(|paper| paper.body.len()).sum::<usize>()
            })
            .sum();
        self.counts.add(openings.len(), records, bytes);
        self.store.open(openings)
    }

    fn claim(&self, claim: Claim) -> Answer<'_, Result<Vec<Claimed>, StoreFault>> {
        self.store.claim(claim)
    }

    fn append(&self, appends: Vec<Append>) -> Answer<'_, Result<Vec<Result<(), Refused>>, StoreFault>> {
        let records = appends.iter().map(|append| append.records.len()).sum();
        let bytes = appends
            .iter()
            .map(|one| {
                one.records.iter().map(|record| record.body.len()).sum::<usize>()
                    + one.papers.iter().map(|paper| paper.body.len()).sum::<usize>()
            })
            .sum();
        self.counts.add(appends.len(), records, bytes);
        self.store.append(appends)
    }

    fn load(&self, cases: Vec<CaseId>) -> Answer<'_, Result<Vec<Option<Stored>>, StoreFault>> {
        self.store.load(cases)
    }

    fn next_due(&self) -> Answer<'_, Result<Option<Timestamp>, StoreFault>> {
        self.store.next_due()
    }

    fn cases(&self, filter: CaseFilter) -> Answer<'_, Result<CasePage, StoreFault>> {
        self.store.cases(filter)
    }

    fn tasks(&self, filter: TaskFilter) -> Answer<'_, Result<Vec<TaskRow>, StoreFault>> {
        self.store.tasks(filter)
    }

    fn find(&self, key: CaseKeyDigest, limit: u32) -> Answer<'_, Result<Vec<CaseRow>, StoreFault>> {
        self.store.find(key, limit)
    }

    fn owing(
        &self,
        after: Option<(Timestamp, CaseId)>,
        limit: u32,
    ) -> Answer<'_, Result<Vec<CaseRow>, StoreFault>> {
        self.store.owing(after, limit)
    }

    fn count(&self, counting: Counting) -> Answer<'_, Result<CaseCounts, StoreFault>> {
        self.store.count(counting)
    }

    fn attachment(
        &self,
        case: CaseId,
        digest: Digest,
    ) -> Answer<'_, Result<Option<StoredAttachment>, StoreFault>> {
        self.store.attachment(case, digest)
    }

    fn erase(&self, cases: Vec<CaseId>) -> Answer<'_, Result<(), StoreFault>> {
        self.store.erase(cases)
    }

    fn import_lines(&self, lines: Vec<Line>) -> Answer<'_, Result<u64, StoreFault>> {
        self.store.import_lines(lines)
    }

    fn lines(&self, filter: LineFilter) -> Answer<'_, Result<LinePage, StoreFault>> {
        self.store.lines(filter)
    }
}
