//! Three books compared: what was acknowledged, what the journals say, and what arrived at the operator.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use masalama_connect::sandbox::{Arrival, EFFECT_PAGE_MAX, EffectFilter, Sandbox, Verdict};
use masalama_core::case::{Case, CaseId};
use masalama_core::effect::{EffectKey, EffectKind, Outcome};
use masalama_core::port::{CASE_PAGE_MAX, CaseFilter, Store, StoreFault, Stored};
use masalama_core::record::{Ending, Fact, Record};
use masalama_core::step::StepKind;
use masalama_engine::{Credential, Journal};
use masalama_store::{Durability, SqliteStore};

/// So many facts are shown of a case that did not reach its end.
const FACTS_SHOWN: usize = 4;

/// A request that was acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Acknowledged {
    /// The case it was told.
    pub(crate) case: CaseId,
    /// The credential it was told.
    pub(crate) credential: String,
}

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// A request was acknowledged, and its case is not there.
    Missing { key: String, case: CaseId },
    /// One key was told two cases.
    ToldTwoCases { key: String, first: CaseId, then: CaseId },
    /// The credential that was told does not open the case.
    OtherCredential { key: String, case: CaseId },
    /// There are more cases than keys.
    TooMany { cases: usize, keys: usize },
    /// The hashes do not chain, or the records do not fold.
    Broken { case: CaseId, why: String },
    /// The case did not reach its end; these are its last facts.
    Open { case: CaseId, ending: Option<Ending>, last: Vec<Fact> },
    /// An effect arrived, and no record says that it would.
    NoIntent { effect: EffectKind, key: EffectKey, attempt: u16 },
    /// One intent, and the effect left more than once.
    LeftTwice { effect: EffectKind, key: EffectKey, attempt: u16, times: usize },
    /// The effect was done more than once.
    DoneTwice { effect: EffectKind, key: EffectKey, times: usize },
    /// The journal says done, and the operator never did it.
    NeverDone { case: CaseId, step: StepKind, key: EffectKey },
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { key, case } => {
                write!(f, "case {case} of {key} was acknowledged and is not there")
            }
            Self::ToldTwoCases { key, first, then } => write!(f, "{key} was told case {first}, then {then}"),
            Self::OtherCredential { key, case } => {
                write!(f, "the credential told to {key} does not open {case}")
            }
            Self::TooMany { cases, keys } => write!(f, "there are {cases} cases for {keys} keys"),
            Self::Broken { case, why } => write!(f, "the journal of {case} is broken: {why}"),
            Self::Open { case, ending, last } => {
                write!(f, "{case} did not reach its end: {ending:?}, last {last:?}")
            }
            Self::NoIntent { effect, key, attempt } => {
                write!(f, "{effect:?} arrived under {key}, try {attempt}, and no record intends it")
            }
            Self::LeftTwice { effect, key, attempt, times } => {
                write!(f, "{effect:?} left {times} times under {key} for the one intent of try {attempt}")
            }
            Self::DoneTwice { effect, key, times } => {
                write!(f, "{effect:?} was done {times} times under {key}")
            }
            Self::NeverDone { case, step, key } => {
                write!(f, "{step:?} of {case} is recorded as done, and nothing was done under {key}")
            }
        }
    }
}

/// What came of a run, counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    /// Cases in the store.
    pub(crate) cases: usize,
    /// Their records.
    pub(crate) records: usize,
    /// Effects and questions that arrived at the operator.
    pub(crate) arrivals: usize,
    /// Of these, the effects that were done.
    pub(crate) done: usize,
    /// Of these, the ones that found it done already.
    pub(crate) repeated: usize,
    /// Calls whose worker was killed before an answer came.
    pub(crate) calls_cut_off: usize,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} cases with {} records; {} arrivals, of them {} effects done and {} done before; {} calls cut off",
            self.cases, self.records, self.arrivals, self.done, self.repeated, self.calls_cut_off,
        )
    }
}

/// What only asks may be asked again: nothing changes by it, and an old answer would be of no use.
pub(crate) fn only_asks(effect: EffectKind) -> bool {
    [
        EffectKind::ReadLine,
        EffectKind::ReadPrice,
        EffectKind::ReadDues,
        EffectKind::ProveAbsent,
        EffectKind::ProveDead,
    ]
    .contains(&effect)
}

/// Every case of a database, read back as the engine would.
pub(crate) struct Journals {
    cases: BTreeMap<CaseId, (Stored, Case, Vec<Record>)>,
    broken: Vec<Wrong>,
}

impl Journals {
    /// Opens the database, as the next start would, and reads all of it.
    pub(crate) async fn read(database: &Path) -> Self {
        let store = SqliteStore::open(database, Durability::Full).expect("the database opens after any end");
        Self::read_from(&store).await.expect("the store reads what it wrote")
    }

    /// Reads all of a store.
    ///
    /// # Errors
    /// The store's own: the file is not whole.
    pub(crate) async fn read_from(store: &SqliteStore) -> Result<Self, StoreFault> {
        let mut journals = Self { cases: BTreeMap::new(), broken: Vec::new() };
        let mut filter = CaseFilter { limit: CASE_PAGE_MAX, ..CaseFilter::default() };
        loop {
            let page = store.cases(filter.clone()).await?;
            let names: Vec<CaseId> = page.rows.iter().map(|row| row.case).collect();
            for stored in store.load(names).await?.into_iter().flatten() {
                journals.take(stored);
            }
            filter.after = page.next;
            if filter.after.is_none() {
                return Ok(journals);
            }
        }
    }

    fn take(&mut self, stored: Stored) {
        let case = stored.row.case;
        match Journal::read(case, &stored.records, stored.personal.clone(), stored.row.clone()) {
            Ok(journal) => {
                let records = stored.records.iter().map(|record| serde_json::from_str(&record.body));
                let records = records.collect::<Result<_, _>>().expect("what was folded can be read");
                self.cases.insert(case, (stored, journal.case, records));
            }
            Err(fault) => self.broken.push(Wrong::Broken { case, why: fault.to_string() }),
        }
    }

    /// What is wrong with the chains.
    pub(crate) fn broken(&self) -> &[Wrong] {
        &self.broken
    }

    /// The case's last record, if the case is there.
    pub(crate) fn head(&self, case: CaseId) -> Option<u32> {
        self.cases.get(&case).map(|(_, folded, _)| folded.head)
    }

    /// Are the case's personal fields there?
    pub(crate) fn is_personal(&self, case: CaseId) -> bool {
        self.cases.get(&case).is_some_and(|(stored, _, _)| stored.personal.is_some())
    }

    /// Compares with what was acknowledged, of `keys` requests that were sent.
    pub(crate) fn against_acknowledged(
        &self,
        acknowledged: &BTreeMap<String, Acknowledged>,
        keys: usize,
    ) -> Vec<Wrong> {
        let mut wrong = self.broken.clone();
        if self.cases.len() > keys {
            wrong.push(Wrong::TooMany { cases: self.cases.len(), keys });
        }
        let distinct: BTreeSet<CaseId> = acknowledged.values().map(|told| told.case).collect();
        if distinct.len() < acknowledged.len() {
            wrong.push(Wrong::TooMany { cases: acknowledged.len(), keys: distinct.len() });
        }
        for (key, told) in acknowledged {
            let (key, case) = (key.clone(), told.case);
            let Some((stored, _, _)) = self.cases.get(&case) else {
                wrong.push(Wrong::Missing { key, case });
                continue;
            };
            let opens = Credential::typed(&told.credential).is_some_and(|c| c.digest() == stored.credential);
            if !opens {
                wrong.push(Wrong::OtherCredential { key, case });
            }
        }
        wrong
    }

    /// Which cases did not reach their end.
    pub(crate) fn open(&self) -> Vec<Wrong> {
        let open = self.cases.iter().filter(|(_, (_, folded, _))| folded.ending != Some(Ending::Ceased));
        open.map(|(case, (_, folded, records))| Wrong::Open {
            case: *case,
            ending: folded.ending,
            last: records.iter().rev().take(FACTS_SHOWN).rev().map(|record| record.fact.clone()).collect(),
        })
        .collect()
    }

    /// Compares with what arrived at the operator: each intent left once, each key did its effect once, and what is recorded as done was.
    pub(crate) fn against_arrivals(&self, arrivals: &[Arrival]) -> Vec<Wrong> {
        let intended = self.intended();
        let mut tries: BTreeMap<(EffectKey, u16), (EffectKind, usize)> = BTreeMap::new();
        let mut done: BTreeMap<EffectKey, (EffectKind, usize)> = BTreeMap::new();
        for arrival in arrivals {
            tries.entry((arrival.key, arrival.attempt)).or_insert((arrival.kind, 0)).1 += 1;
            if arrival.verdict == Verdict::Applied {
                done.entry(arrival.key).or_insert((arrival.kind, 0)).1 += 1;
            }
        }
        let mut wrong = Vec::new();
        for ((key, attempt), (effect, times)) in tries {
            if !intended.contains(&(key, attempt)) {
                wrong.push(Wrong::NoIntent { effect, key, attempt });
            }
            if times > 1 {
                wrong.push(Wrong::LeftTwice { effect, key, attempt, times });
            }
        }
        for (key, (effect, times)) in &done {
            if *times > 1 && !only_asks(*effect) {
                wrong.push(Wrong::DoneTwice { effect: *effect, key: *key, times: *times });
            }
        }
        wrong.extend(self.never_done(&done));
        wrong
    }

    fn intended(&self) -> BTreeSet<(EffectKey, u16)> {
        let facts = self.cases.values().flat_map(|(_, _, records)| records).map(|record| &record.fact);
        facts
            .filter_map(|fact| match fact {
                Fact::Intended { key, attempt, .. } => Some((*key, *attempt)),
                Fact::Received(_)
                | Fact::Planned(_)
                | Fact::Amended(_)
                | Fact::Answered { .. }
                | Fact::Found { .. }
                | Fact::Elapsed { .. }
                | Fact::Skipped { .. }
                | Fact::Attested { .. }
                | Fact::Resolved { .. }
                | Fact::Chosen { .. }
                | Fact::Issued { .. }
                | Fact::Parked { .. }
                | Fact::Decided { .. }
                | Fact::RetractAsked { .. }
                | Fact::Refused { .. }
                | Fact::Held { .. }
                | Fact::Resumed { .. }
                | Fact::Revealed { .. }
                | Fact::Proposed { .. }
                | Fact::Approved { .. }
                | Fact::TurnedDown { .. }
                | Fact::Attached { .. }
                | Fact::Complained { .. }
                | Fact::ComplaintAnswered { .. }
                | Fact::ContactChanged { .. }
                | Fact::Closed { .. } => None,
            })
            .collect()
    }

    /// Erasing is our own and never reaches the operator.
    fn never_done(&self, done: &BTreeMap<EffectKey, (EffectKind, usize)>) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        for (case, (_, folded, _)) in &self.cases {
            for (step, planned) in folded.plan.indexed() {
                let state = folded.state(step);
                let key = folded.key(step);
                let is_ours = planned.kind == StepKind::ErasePersonal;
                if state.is_done() && state.attempt > 0 && !is_ours && !done.contains_key(&key) {
                    wrong.push(Wrong::NeverDone { case: *case, step: planned.kind, key });
                }
            }
        }
        wrong
    }

    /// Counts, with what arrived.
    pub(crate) fn figures(&self, arrivals: &[Arrival]) -> Figures {
        let of = |verdict| {
            arrivals.iter().filter(|arrival| arrival.verdict == verdict && !only_asks(arrival.kind)).count()
        };
        let records = || self.cases.values().flat_map(|(_, _, records)| records);
        let is_cut_off = |record: &&Record| {
            matches!(&record.fact, Fact::Answered { outcome: Outcome::Unknown { cause }, .. }
                if cause.as_str() == "the worker stopped before an answer came")
        };
        Figures {
            cases: self.cases.len(),
            records: records().count(),
            arrivals: arrivals.len(),
            done: of(Verdict::Applied),
            repeated: of(Verdict::Repeated),
            calls_cut_off: records().filter(is_cut_off).count(),
        }
    }
}

/// Everything that arrived at the operator, oldest first.
pub(crate) async fn arrivals(sandbox: &Sandbox) -> Vec<Arrival> {
    let mut all: Vec<Arrival> = Vec::new();
    loop {
        let after_seq = all.last().map_or(0, |arrival| arrival.seq);
        let filter = EffectFilter { after_seq, limit: EFFECT_PAGE_MAX, ..EffectFilter::default() };
        let page = sandbox.effects(filter).await.expect("the sandbox gives its log");
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}
