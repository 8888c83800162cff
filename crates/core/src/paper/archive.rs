//! The archive of a case: all that is on record of it, by hashes, so that nothing can be added or left out later.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::PaperKind;
use super::compose::{done_at, heading, standing, zone_of};
use super::content::{Content, Heading, Instant, Standing};
use crate::calendar::Zone;
use crate::case::{Case, Stage};
use crate::commitment::Digest;
use crate::detail::Detail;
use crate::landscape::SystemName;
use crate::port::{StoredPaper, StoredRecord};
use crate::record::Ending;
use crate::request::Personal;
use crate::step::StepKind;

/// The most records an archive lists; the first one's hash fixes all before it.
pub const ARCHIVE_RECORDS_MAX: usize = 500;

/// Everything that is on record of a case, by its hashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    /// The heading.
    pub heading: Heading,
    /// Operator, policy, plan; nothing while the caller is not verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// How far the case is.
    pub stage: Stage,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<Ending>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Instant>,
    /// Service and charges stopped then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge_stop: Option<Instant>,
    /// Each step that was done, oldest first.
    pub done: Vec<StepDone>,
    /// Each paper that was issued, oldest first.
    pub papers: Vec<PaperIssued>,
    /// The newest records, in their order. Those before them are fixed by the first one's hash.
    pub journal: Vec<RecordKept>,
}

/// A step that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDone {
    /// Which.
    pub step: StepKind,
    /// On which system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemName>,
    /// When.
    pub at: Timestamp,
}

/// A paper that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperIssued {
    /// Which.
    pub paper: PaperKind,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the signed file.
    pub digest: Digest,
}

/// A record that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordKept {
    /// Its place, from 1.
    pub seq: u32,
    /// When.
    pub at: Timestamp,
    /// What sort of fact it is, in the word it has in the journal.
    pub fact: Detail,
    /// The chain's hash up to it.
    pub hash: Digest,
}

/// What is kept of a case, as stored.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    /// Its records.
    pub records: &'a [StoredRecord],
    /// Its papers.
    pub papers: &'a [StoredPaper],
    /// Its personal fields, unless erased.
    pub personal: Option<&'a Personal>,
}

/// Composes the archive of a case.
#[must_use]
pub fn archive(case: &Case, kept: Kept<'_>, zone: &Zone, now: Timestamp) -> Content {
    let zone = zone_of(case, zone);
    let chain_head =
        kept.records.last().map_or_else(|| crate::record::chain_start(case.id), |last| last.hash);
    let first = kept.records.len().saturating_sub(ARCHIVE_RECORDS_MAX);
    let mut done: Vec<StepDone> = case
        .plan
        .steps
        .iter()
        .zip(&case.steps)
        .filter_map(|(planned, state)| {
            Some(StepDone { step: planned.kind, system: planned.system.clone(), at: done_at(state)? })
        })
        .collect();
    done.sort_by_key(|one| one.at);
    Content::Archive(Archive {
        heading: heading(case, kept.personal, chain_head, zone, now),
        standing: standing(case),
        stage: case.stage(),
        ending: case.ending,
        closed_at: case.closed_at.map(|at| Instant::of(at, zone)),
        charge_stop: case.charge_stop.map(|at| Instant::of(at, zone)),
        done,
        papers: kept.papers.iter().map(issued).collect(),
        journal: kept.records.iter().skip(first).map(entry).collect(),
    })
}

fn issued(paper: &StoredPaper) -> PaperIssued {
    PaperIssued { paper: paper.kind, at: paper.at, digest: Digest::of(&[&paper.body]) }
}

fn entry(record: &StoredRecord) -> RecordKept {
    RecordKept { seq: record.seq, at: record.at, fact: Detail::of(&fact(&record.body)), hash: record.hash }
}

/// The word of the fact: the name its variant has in JSON.
fn fact(body: &str) -> String {
    let record: Value = serde_json::from_str(body).unwrap_or_default();
    match record.get("fact") {
        Some(Value::String(word)) => word.clone(),
        Some(Value::Object(fact)) => fact.keys().next().cloned().unwrap_or_default(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_)) | None => String::new(),
    }
}
