//! What waiting cases cost: memory that stays flat, and rows on disk.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use masalama_connect::sandbox::{Durability as SandboxDurability, Pace, Sandbox, SandboxSettings};
use masalama_core::case::{CaseId, Stage};
use masalama_core::commitment::{CaseKey, Digest};
use masalama_core::identity::{DocumentKind, DocumentRules, Iccid, IdDocument};
use masalama_core::port::{CaseRow, LineKey, Opening, Store, StoredRecord};
use masalama_core::record::{Actor, Fact, Record, chain_start, chained};
use masalama_core::request::{Channel, Claim, ClaimedDate, Language, Personal, Reason, Received, Request};
use masalama_store::{Durability, SqliteStore};

use crate::{AnyError, Figure, ceases, count, figure};

/// When all of it is.
const START: &str = "2026-11-22T06:00:00Z";
/// So many cases are opened with one call.
const OPENED_AT_ONCE: u32 = 2_000;

/// Stores `cases` that wait, runs the worker beside them, and says what they cost.
pub(crate) async fn measure(cases: u32) -> Result<Vec<Figure>, AnyError> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("cases.db");
    let cases_db: Arc<dyn Store> = Arc::new(SqliteStore::open(&file, Durability::Full)?);
    let start: Timestamp = START.parse()?;
    let sandbox = Sandbox::open_with(SandboxSettings {
        path: None,
        pace: Pace::Frozen { at: start },
        durability: SandboxDurability::Normal,
        lines: 1_000,
    })?;
    let (_, mut worker) = ceases::assemble(&sandbox, Arc::clone(&cases_db), 512, 2_048)?;
    worker.drain().await?;
    let before = resident_bytes()?;
    eprintln!("storing {cases} cases that wait for a day far ahead …");
    let begun = Instant::now();
    store(&cases_db, cases).await?;
    let stored_in = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    worker.drain().await?;
    let idle_turn = begun.elapsed().as_secs_f64();
    let after = resident_bytes()?;
    Ok(vec![
        figure("waiting/cases", f64::from(cases), "cases"),
        figure("waiting/memory_before", count(before) / 1e6, "MB"),
        figure("waiting/memory_after", count(after) / 1e6, "MB"),
        figure("waiting/disk", count(std::fs::metadata(&file)?.len()) / f64::from(cases), "bytes/case"),
        figure("waiting/stored", f64::from(cases) / stored_in, "cases/s"),
        figure("waiting/idle_turn", idle_turn * 1e3, "ms"),
    ])
}

/// Stores so many cases that wait for a day far ahead.
pub(crate) async fn store(store: &Arc<dyn Store>, cases: u32) -> Result<(), AnyError> {
    let (now, far) = (START.parse()?, "2027-06-01T00:00:00Z".parse()?);
    for first in (0..cases).step_by(OPENED_AT_ONCE as usize) {
        let some = (first..cases.min(first + OPENED_AT_ONCE))
            .map(|at| waiting(at, now, far))
            .collect::<Result<_, _>>()?;
        for one in store.open(some).await? {
            one?;
        }
    }
    Ok(())
}

fn waiting(at: u32, now: Timestamp, due: Timestamp) -> Result<Opening, AnyError> {
    let mut fresh = [0; 32];
    fresh[..4].copy_from_slice(&at.to_be_bytes());
    let id = CaseId::new(now, fresh);
    let key = CaseKey::new(fresh);
    let request = Request {
        claim: Claim {
            iccid: Iccid::parse("8996802500000000000")?,
            document: IdDocument::parse(DocumentKind::Passport, "AB1234567", &DocumentRules::default())?,
            date: ClaimedDate::ActivatedOn("2025-01-01".parse()?),
            contact_msisdn: None,
            contact_email: None,
        },
        channel: Channel::Api,
        reason: Reason::CustomerRequest,
        wanted_on: None,
        language: Language::En,
    };
    let received =
        Received { request: request.sealed(&key), received_at: now, lapses_at: due, sandbox: true };
    let record = Record { seq: 1, at: now, by: Actor::Subscriber, fact: Fact::Received(Box::new(received)) };
    let body = serde_json::to_string(&record)?;
    let hash = chained(&chain_start(id), body.as_bytes());
    let personal = Personal {
        key,
        claim: request.claim,
        numbers: None,
        numbers_seen: None,
        on_record: None,
        replaced: Vec::new(),
        refund_destination: None,
        pickup_address: None,
        complaints: std::collections::BTreeMap::new(),
    };
    Ok(Opening {
        row: CaseRow {
            case: id,
            line: LineKey(Digest::of(&[&fresh])),
            operator: None,
            kind: None,
            stage: Stage::Received,
            ending: None,
            received_at: now,
            effective_on: None,
            reason: Reason::CustomerRequest,
            held: false,
            off_at: None,
            refund_due: None,
            owes: None,
        },
        idempotency: None,
        keys: Vec::new(),
        credential: Digest::of(&[b"credential", &fresh]),
        records: vec![StoredRecord { seq: 1, at: now, body, hash }],
        papers: Vec::new(),
        personal,
        due,
    })
}

/// The process's resident memory, from the kernel.
fn resident_bytes() -> Result<u64, AnyError> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("the kernel gives no VmRSS")?;
    let kilobytes: u64 = line.split_whitespace().nth(1).ok_or("VmRSS has no value")?.parse()?;
    Ok(kilobytes * 1_024)
}
