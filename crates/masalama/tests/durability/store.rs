//! Stores around the store: one that notes what it acknowledged, and one that lies.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use masalama_core::line::Line;
use masalama_core::port::{
    Answer, Append, CaseFilter, CaseKeyDigest, CasePage, CaseRow, Claim, Claimed, Counting, Counts,
    LineFilter, LinePage, Opened, Opening, Refused, Store, StoreFault, Stored, StoredAttachment, TaskFilter,
    TaskRow,
};
use masalama_core::record::{Fact, Record};

/// Notes in a file, after the answer and before anybody else has it, which record of which case is acknowledged.
///
/// *Shape*: one line each, written by one call: `head CASE SEQ` or `erased CASE`.
pub(crate) struct Noting {
    inner: Arc<dyn Store>,
    notes: Mutex<File>,
}

impl Noting {
    /// Notes to `path` what `inner` acknowledges.
    pub(crate) fn new(inner: Arc<dyn Store>, path: &Path) -> Self {
        let notes = File::options().create(true).append(true).open(path).expect("the notes can be written");
        Self { inner, notes: Mutex::new(notes) }
    }

    fn note(&self, line: &str) {
        let mut notes = self.notes.lock().expect("nothing panics while it writes a note");
        notes.write_all(line.as_bytes()).expect("the notes can be written");
    }

    fn note_head(&self, case: CaseId, seq: Option<u32>) {
        if let Some(seq) = seq {
            self.note(&format!("head {case} {seq}\n"));
        }
    }
}

impl Store for Noting {
    fn open(&self, openings: Vec<Opening>) -> Answer<'_, Result<Vec<Result<Opened, Refused>>, StoreFault>> {
        Box::pin(async move {
            let heads: Vec<_> = openings
                .iter()
                .map(|opening| (opening.row.case, opening.records.last().map(|record| record.seq)))
                .collect();
            let answers = self.inner.open(openings).await?;
            for ((case, head), answer) in heads.into_iter().zip(&answers) {
                if *answer == Ok(Opened::New) {
                    self.note_head(case, head);
                }
            }
            Ok(answers)
        })
    }

    fn append(&self, appends: Vec<Append>) -> Answer<'_, Result<Vec<Result<(), Refused>>, StoreFault>> {
        Box::pin(async move {
            let heads: Vec<_> = appends
                .iter()
                .map(|append| (append.case, append.records.last().map(|record| record.seq)))
                .collect();
            let answers = self.inner.append(appends).await?;
            for ((case, head), answer) in heads.into_iter().zip(&answers) {
                if answer.is_ok() {
                    self.note_head(case, head);
                }
            }
            Ok(answers)
        })
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

    fn erase(&self, cases: Vec<CaseId>) -> Answer<'_, Result<(), StoreFault>> {
        Box::pin(async move {
            self.inner.erase(cases.clone()).await?;
            cases.iter().for_each(|case| self.note(&format!("erased {case}\n")));
            Ok(())
        })
    }

    fn claim(&self, claim: Claim) -> Answer<'_, Result<Vec<Claimed>, StoreFault>> {
        self.inner.claim(claim)
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

    fn import_lines(&self, lines: Vec<Line>) -> Answer<'_, Result<u64, StoreFault>> {
        self.inner.import_lines(lines)
    }

    fn lines(&self, filter: LineFilter) -> Answer<'_, Result<LinePage, StoreFault>> {
        self.inner.lines(filter)
    }
}

/// Sabotage: says that an append with an intent is committed, and commits it only together with the case's next append, which brings what
/// became of the call. So intents are committed after the call, against I2.
pub(crate) struct Belated {
    inner: Arc<dyn Store>,
    held_back: Mutex<BTreeMap<CaseId, Append>>,
}

impl Belated {
    /// Holds back what `inner` should commit.
    pub(crate) fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, held_back: Mutex::default() }
    }

    /// What is to be written now, and for each append at which place of that its answer stands, if it is written now.
    fn sort(&self, appends: Vec<Append>) -> (Vec<Append>, Vec<Option<usize>>) {
        let mut held_back = self.held_back.lock().expect("nothing panics while it holds appends back");
        let mut now = Vec::new();
        let mut places = Vec::new();
        for append in appends {
            now.extend(held_back.remove(&append.case));
            if append.records.iter().any(|record| holds_intent(&record.body)) {
                held_back.insert(append.case, append);
                places.push(None);
            } else {
                places.push(Some(now.len()));
                now.push(append);
            }
        }
        (now, places)
    }
}

fn holds_intent(body: &str) -> bool {
    let record: Record = serde_json::from_str(body).expect("the engine writes records");
    matches!(record.fact, Fact::Intended { .. })
}

impl Store for Belated {
    fn append(&self, appends: Vec<Append>) -> Answer<'_, Result<Vec<Result<(), Refused>>, StoreFault>> {
        Box::pin(async move {
            let (now, places) = self.sort(appends);
            let answers = self.inner.append(now).await?;
            Ok(places.into_iter().map(|place| place.map_or(Ok(()), |at| answers[at])).collect())
        })
    }

    fn open(&self, openings: Vec<Opening>) -> Answer<'_, Result<Vec<Result<Opened, Refused>>, StoreFault>> {
        self.inner.open(openings)
    }

    fn claim(&self, claim: Claim) -> Answer<'_, Result<Vec<Claimed>, StoreFault>> {
        self.inner.claim(claim)
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

    fn erase(&self, cases: Vec<CaseId>) -> Answer<'_, Result<(), StoreFault>> {
        self.inner.erase(cases)
    }

    fn import_lines(&self, lines: Vec<Line>) -> Answer<'_, Result<u64, StoreFault>> {
        self.inner.import_lines(lines)
    }

    fn lines(&self, filter: LineFilter) -> Answer<'_, Result<LinePage, StoreFault>> {
        self.inner.lines(filter)
    }
}
