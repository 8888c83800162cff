//! Cases in memory, for tests: the same answers as a database, and nothing outlives the program.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard};

use jiff::Timestamp;
use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use masalama_core::detail::Detail;
use masalama_core::identity::Iccid;
use masalama_core::line::Line;
use masalama_core::port::{
    AGE_BUCKETS, Answer, Append, CASE_PAGE_MAX, CaseFilter, CaseKeyDigest, CasePage, CaseRow, Claim, Claimed,
    Counting, Counts, LINE_PAGE_MAX, LineFilter, LineKey, LinePage, Opened, Opening, Refused, Store,
    StoreFault, Stored, StoredAttachment, Task, TaskFilter, TaskRow,
};

use crate::standing::{Standing, follow_on, tally};

/// Cases in memory.
#[derive(Default)]
pub struct MemoryStore {
    tables: Mutex<Tables>,
}

#[derive(Default)]
struct Tables {
    cases: BTreeMap<CaseId, Kept>,
    held: HashMap<LineKey, CaseId>,
    keys: HashMap<Digest, (Digest, CaseId)>,
    lines: BTreeMap<u64, Line>,
    line_places: HashMap<Iccid, u64>,
    found_by: BTreeSet<(CaseKeyDigest, CaseId)>,
}

struct Kept {
    standing: Standing,
    stored: Stored,
    tasks: Vec<Task>,
    attachments: Vec<StoredAttachment>,
}

impl MemoryStore {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().expect("nothing panics while it holds the tables")
    }
}

fn limit_of(asked: u32, max: u32) -> usize {
    usize::try_from(asked.min(max)).expect("a page limit fits any machine")
}

impl Tables {
    /// Whether every opening that is no replay brings a case that is not there yet.
    fn check_names(&self, openings: &[Opening]) -> Result<(), StoreFault> {
        let mut names = HashSet::new();
        let mut keys = HashSet::new();
        for opening in openings {
            let is_replay = opening.idempotency.is_some_and(|(key, _)| {
                let is_first = keys.insert(key);
                self.keys.contains_key(&key) || !is_first
            });
            let case = opening.row.case;
            if !is_replay && (self.cases.contains_key(&case) || !names.insert(case)) {
                return Err(StoreFault::Database(Detail::of("there is a case of this name already")));
            }
        }
        Ok(())
    }

    fn open(&mut self, opening: Opening) -> Result<Opened, Refused> {
        let case = opening.row.case;
        if let Some((key, fingerprint)) = opening.idempotency {
            if let Some((seen, before)) = self.keys.get(&key) {
                return if *seen == fingerprint {
                    Ok(Opened::Before(*before))
                } else {
                    Err(Refused::KeyReused)
                };
            }
            self.keys.insert(key, (fingerprint, case));
        }
        self.found_by.extend(opening.keys.iter().map(|key| (*key, case)));
        let head = opening.records.last().map_or(0, |record| record.seq);
        let stored = Stored {
            records: opening.records,
            personal: Some(opening.personal),
            row: opening.row,
            papers: opening.papers,
            credential: opening.credential,
        };
        let standing = Standing::opened(head, opening.due);
        self.cases.insert(case, Kept { standing, stored, tasks: Vec::new(), attachments: Vec::new() });
        Ok(Opened::New)
    }

    fn claim(&mut self, claim: &Claim) -> Vec<Claimed> {
        let mut free: Vec<_> =
            self.cases.iter_mut().filter(|(_, kept)| kept.standing.is_free(claim)).collect();
        free.sort_by_key(|(case, kept)| (kept.standing.due, **case));
        free.truncate(limit_of(claim.limit, u32::MAX));
        free.into_iter()
            .map(|(case, kept)| {
                kept.standing = kept.standing.claimed(claim);
                Claimed {
                    case: *case,
                    fence: kept.standing.fence,
                    records: kept.stored.records.clone(),
                    personal: kept.stored.personal.clone(),
                    row: kept.stored.row.clone(),
                }
            })
            .collect()
    }

    fn append(&mut self, append: Append) -> Result<(), Refused> {
        let kept = self.cases.get_mut(&append.case).ok_or(Refused::NoSuchCase)?;
        kept.standing.admits(&append.guard)?;
        let line = kept.stored.row.line;
        if append.takes_line {
            let by = *self.held.entry(line).or_insert(append.case);
            if by != append.case {
                return Err(Refused::LineTaken { by });
            }
        }
        if append.frees_line {
            self.held.retain(|_, by| *by != append.case);
        }
        kept.standing = kept.standing.after(&append);
        kept.stored.records.extend(append.records);
        kept.stored.papers.extend(append.papers);
        if let Some(personal) = append.personal {
            kept.stored.personal = Some(personal);
        }
        if let Some(keys) = append.keys {
            self.found_by.retain(|(_, case)| *case != append.case);
            self.found_by.extend(keys.into_iter().map(|key| (key, append.case)));
        }
        for attachment in append.attachments {
            if kept.attachments.iter().all(|one| one.digest != attachment.digest) {
                kept.attachments.push(attachment);
            }
        }
        if let Some(tasks) = append.tasks {
            kept.tasks = tasks;
        }
        if let Some(row) = append.row {
            kept.stored.row = CaseRow { case: append.case, ..row };
        }
        Ok(())
    }

    fn next_due(&self) -> Option<Timestamp> {
        let unclaimed = self.cases.values().filter(|kept| kept.standing.lease_until.is_none());
        unclaimed.filter_map(|kept| kept.standing.due).min()
    }

    fn page(&self, filter: &CaseFilter) -> CasePage {
        let limit = limit_of(filter.limit, CASE_PAGE_MAX);
        let mut fitting = self
            .cases
            .iter()
            .rev()
            .filter(|(case, _)| filter.after.is_none_or(|after| **case < after))
            .map(|(_, kept)| &kept.stored.row)
            .filter(|row| filter.line.is_none_or(|line| row.line == line))
            .filter(|row| filter.stage.is_none_or(|stage| row.stage == stage));
        let rows: Vec<_> = fitting.by_ref().take(limit).cloned().collect();
        let next = rows.last().filter(|_| fitting.next().is_some()).map(|row| row.case);
        CasePage { rows, next }
    }

    fn tasks(&self, filter: &TaskFilter) -> Vec<TaskRow> {
        let mut fitting: Vec<_> = self
            .cases
            .iter()
            .filter(|(case, _)| filter.case.is_none_or(|only| **case == only))
            .flat_map(|(case, kept)| {
                let tasks = (0..).zip(&kept.tasks);
                tasks.map(|(place, task)| TaskRow { case: *case, place, task: task.clone() })
            })
            .filter(|row| filter.fits(row))
            .collect();
        fitting.sort_by_key(TaskRow::at);
        fitting.truncate(limit_of(filter.limit, CASE_PAGE_MAX));
        fitting
    }

    fn find(&self, key: CaseKeyDigest, limit: u32) -> Vec<CaseRow> {
        let of_key = self.found_by.iter().rev().filter(|(one, _)| *one == key);
        let rows = of_key.filter_map(|(_, case)| self.cases.get(case)).map(|kept| kept.stored.row.clone());
        rows.take(limit_of(limit, CASE_PAGE_MAX)).collect()
    }

    fn owing(&self, after: Option<(Timestamp, CaseId)>, limit: u32) -> Vec<CaseRow> {
        let place = |row: &CaseRow| row.owes.map(|(_, due)| (due, row.case));
        let mut owing: Vec<_> = self.cases.values().map(|kept| kept.stored.row.clone()).collect();
        owing.retain(|row| place(row).is_some_and(|place| after.is_none_or(|after| place > after)));
        owing.sort_by_key(place);
        owing.truncate(limit_of(limit, CASE_PAGE_MAX));
        owing
    }

    fn count(&self, counting: &Counting) -> Counts {
        let mut counts = Counts::default();
        for row in self.cases.values().map(|kept| &kept.stored.row) {
            tally(&mut counts, row.stage, row.kind, row.reason, 1);
            if row.ending.is_none() {
                counts.held += u64::from(row.held);
                let younger = counting.received_from.iter().position(|from| row.received_at >= *from);
                counts.by_age[younger.unwrap_or(AGE_BUCKETS - 1)] += 1;
            }
            if let Some(off_at) = row.off_at.filter(|off_at| *off_at >= counting.off_from) {
                let took = off_at.duration_since(row.received_at).as_secs();
                counts.took_s.push(u64::try_from(took).unwrap_or(0));
            }
            if let Some((_, due)) = row.owes {
                counts.breached += u64::from(due < counting.now);
                counts.owed_soon += u64::from((counting.now..counting.owed_soon).contains(&due));
            }
            if let Some(due) = row.refund_due {
                match counts.refunds_due.iter_mut().find(|(_, sum)| sum.currency() == due.currency()) {
                    Some((count, sum)) => (*count, *sum) = (*count + 1, sum.checked_add(due).unwrap_or(*sum)),
                    None => counts.refunds_due.push((1, due)),
                }
            }
        }
        counts.took_s.sort_unstable();
        counts
    }

    fn erase(&mut self, cases: &[CaseId]) {
        for case in cases {
            if let Some(kept) = self.cases.get_mut(case) {
                kept.stored.personal = None;
                kept.stored.row.line = LineKey::ERASED;
                kept.attachments.clear();
            }
            self.found_by.retain(|(_, found)| found != case);
        }
    }

    fn import(&mut self, lines: Vec<Line>) -> u64 {
        let mut new = 0;
        for line in lines {
            let fresh = self.lines.last_key_value().map_or(1, |(place, _)| place + 1);
            let place = *self.line_places.entry(line.numbers.iccid.clone()).or_insert(fresh);
            new += u64::from(self.lines.insert(place, line).is_none());
        }
        new
    }

    fn lines(&self, filter: &LineFilter) -> LinePage {
        let limit = limit_of(filter.limit, LINE_PAGE_MAX);
        let Ok(after) = filter.after.as_deref().unwrap_or("0").parse::<u64>() else {
            return LinePage::default();
        };
        let mut fitting = self
            .lines
            .iter()
            .filter(|(place, _)| **place > after)
            .filter(|(_, line)| filter.iccid.as_ref().is_none_or(|iccid| line.numbers.iccid == *iccid))
            .filter(|(_, line)| filter.msisdn.is_none() || line.numbers.msisdn == filter.msisdn)
            .filter(|(_, line)| filter.operator.as_ref().is_none_or(|id| line.facts.operator == *id))
            .filter(|(_, line)| filter.kind.is_none_or(|kind| line.facts.kind == kind));
        let page: Vec<_> = fitting.by_ref().take(limit).collect();
        let next = page.last().filter(|_| fitting.next().is_some()).map(|(place, _)| place.to_string());
        LinePage { lines: page.into_iter().map(|(_, line)| line.clone()).collect(), next }
    }
}

impl Store for MemoryStore {
    fn open(&self, openings: Vec<Opening>) -> Answer<'_, Result<Vec<Result<Opened, Refused>>, StoreFault>> {
        Box::pin(async move {
            for opening in &openings {
                follow_on(0, &opening.records)?;
            }
            let mut tables = self.tables();
            tables.check_names(&openings)?;
            Ok(openings.into_iter().map(|opening| tables.open(opening)).collect())
        })
    }

    fn claim(&self, claim: Claim) -> Answer<'_, Result<Vec<Claimed>, StoreFault>> {
        Box::pin(async move { Ok(self.tables().claim(&claim)) })
    }

    fn append(&self, appends: Vec<Append>) -> Answer<'_, Result<Vec<Result<(), Refused>>, StoreFault>> {
        Box::pin(async move {
            for append in &appends {
                follow_on(append.guard.head, &append.records)?;
            }
            let mut tables = self.tables();
            Ok(appends.into_iter().map(|append| tables.append(append)).collect())
        })
    }

    fn load(&self, cases: Vec<CaseId>) -> Answer<'_, Result<Vec<Option<Stored>>, StoreFault>> {
        Box::pin(async move {
            let tables = self.tables();
            Ok(cases.iter().map(|case| tables.cases.get(case).map(|kept| kept.stored.clone())).collect())
        })
    }

    fn next_due(&self) -> Answer<'_, Result<Option<Timestamp>, StoreFault>> {
        Box::pin(async move { Ok(self.tables().next_due()) })
    }

    fn cases(&self, filter: CaseFilter) -> Answer<'_, Result<CasePage, StoreFault>> {
        Box::pin(async move { Ok(self.tables().page(&filter)) })
    }

    fn tasks(&self, filter: TaskFilter) -> Answer<'_, Result<Vec<TaskRow>, StoreFault>> {
        Box::pin(async move { Ok(self.tables().tasks(&filter)) })
    }

    fn find(&self, key: CaseKeyDigest, limit: u32) -> Answer<'_, Result<Vec<CaseRow>, StoreFault>> {
        Box::pin(async move { Ok(self.tables().find(key, limit)) })
    }

    fn owing(
        &self,
        after: Option<(Timestamp, CaseId)>,
        limit: u32,
    ) -> Answer<'_, Result<Vec<CaseRow>, StoreFault>> {
        Box::pin(async move { Ok(self.tables().owing(after, limit)) })
    }

    fn count(&self, counting: Counting) -> Answer<'_, Result<Counts, StoreFault>> {
        Box::pin(async move { Ok(self.tables().count(&counting)) })
    }

    fn attachment(
        &self,
        case: CaseId,
        digest: Digest,
    ) -> Answer<'_, Result<Option<StoredAttachment>, StoreFault>> {
        Box::pin(async move {
            let tables = self.tables();
            let kept = tables.cases.get(&case);
            Ok(kept.and_then(|kept| kept.attachments.iter().find(|one| one.digest == digest).cloned()))
        })
    }

    fn erase(&self, cases: Vec<CaseId>) -> Answer<'_, Result<(), StoreFault>> {
        Box::pin(async move {
            self.tables().erase(&cases);
            Ok(())
        })
    }

    fn import_lines(&self, lines: Vec<Line>) -> Answer<'_, Result<u64, StoreFault>> {
        Box::pin(async move { Ok(self.tables().import(lines)) })
    }

    fn lines(&self, filter: LineFilter) -> Answer<'_, Result<LinePage, StoreFault>> {
        Box::pin(async move { Ok(self.tables().lines(&filter)) })
    }
}
