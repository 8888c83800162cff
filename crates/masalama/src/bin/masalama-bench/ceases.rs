//! Complete ceases: engine, SQLite with every commit synced, and the sandbox operator in this process; all steps, all records.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use jiff::{Span, Timestamp};
use masalama::SystemClock;
use masalama_connect::sandbox::{Durability as SandboxDurability, Pace, Sandbox, SandboxSettings};
use masalama_core::calendar::Zone;
use masalama_core::case::Stage;
use masalama_core::line::{Line, LineKind};
use masalama_core::next::RetrySchedule;
use masalama_core::paper::SigningKey;
use masalama_core::port::{CaseFilter, LineFilter, Store};
use masalama_core::record::Actor;
use masalama_core::request::{Channel, Claim, ClaimedDate, Language, Reason, Request};
use masalama_engine::{Desk, Limits, Parts, Secret, Systems, Worker, engine};
use masalama_store::{Durability, SqliteStore};

use crate::AnyError;
use crate::counted::{Counted, Counts};

/// What a run did.
pub(crate) struct Run {
    pub(crate) closed: u32,
    pub(crate) seconds: f64,
    /// Of these, until every request had its durable receipt.
    pub(crate) received: f64,
    pub(crate) received_sets: u64,
    pub(crate) sets: u64,
    pub(crate) cases: u64,
    pub(crate) records: u64,
    pub(crate) bytes: u64,
    pub(crate) disk: u64,
}

/// The clock is moved at most so often before a run that does not end is given up.
const CLOCK_MOVES_MAX: u32 = 400;

/// Ends prepaid lines of the operator without waits; the clock is moved from one due instant to the next.
pub(crate) async fn run(folder: &Path, ceases: u32, batch: usize, in_hand: usize) -> Result<Run, AnyError> {
    let start: Timestamp = "2026-11-22T06:00:00Z".parse()?;
    let sandbox = Sandbox::open_with(SandboxSettings {
        path: None,
        pace: Pace::Frozen { at: start },
        durability: SandboxDurability::Normal,
        lines: ceases.saturating_mul(8),
    })?;
    let lines = prepaid(&sandbox, ceases).await?;
    let file = folder.join("cases.db");
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&file, Durability::Full)?);
    let counts = Arc::new(Counts::default());
    let counted: Arc<dyn Store> =
        Arc::new(Counted { store: Arc::clone(&store), counts: Arc::clone(&counts) });
    let (desk, mut worker) = assemble(&sandbox, counted, batch, in_hand)?;
    let begun = Instant::now();
    receive(&desk, &lines).await?;
    let received = begun.elapsed().as_secs_f64();
    let received_sets = Counts::get(&counts.sets);
    for _ in 0..CLOCK_MOVES_MAX {
        worker.drain().await?;
        let Some(due) = worker.next_due().await? else { break };
        let ahead = (due.as_second() - sandbox.clock_show().as_second()).max(0) + 1;
        sandbox.clock_advance(Span::new().seconds(ahead)).await?;
    }
    let seconds = begun.elapsed().as_secs_f64();
    let disk = std::fs::metadata(&file)?.len();
    Ok(Run {
        closed: closed(&desk, lines.len()).await?,
        seconds,
        received,
        received_sets,
        sets: Counts::get(&counts.sets),
        cases: Counts::get(&counts.cases),
        records: Counts::get(&counts.records),
        bytes: Counts::get(&counts.bytes),
        disk,
    })
}

async fn prepaid(sandbox: &Sandbox, wanted: u32) -> Result<Vec<Line>, AnyError> {
    let mut lines = Vec::new();
    let mut after = None;
    loop {
        let filter = LineFilter {
            operator: Some("sandbox-sohar".to_owned().try_into()?),
            kind: Some(LineKind::Prepaid),
            after: after.take(),
            limit: 500,
            ..LineFilter::default()
        };
        let page = sandbox.inventory().lines(&filter).await?;
        lines.extend(page.lines);
        after = page.next;
        if after.is_none() || lines.len() >= wanted as usize {
            lines.truncate(wanted as usize);
            return Ok(lines);
        }
    }
}

pub(crate) fn assemble(
    sandbox: &Sandbox,
    store: Arc<dyn Store>,
    batch: usize,
    in_hand: usize,
) -> Result<(Desk, Worker), AnyError> {
    let landscape = Sandbox::landscape();
    let mut systems = Systems::default();
    for system in &landscape.systems {
        systems.add(system.name.clone(), sandbox.connector(&system.name), in_hand);
    }
    let parts = Parts {
        store,
        clock: sandbox.clock(),
        wall: Arc::new(SystemClock),
        systems,
        landscape,
        policies: Arc::new(masalama::policies::embedded()?),
        retry: RetrySchedule::default(),
        refund_limit: None,
        signing: SigningKey::new([1; 32]),
        secret: Secret::new([2; 32]),
        is_sandbox: true,
        zone: Zone::named("Asia/Muscat")?,
    };
    let limits = Limits { cases_in_hand: in_hand, cases_in_commit: batch, ..Limits::default() };
    Ok(engine(parts, limits)?)
}

/// Receives all requests; many at a time, as callers do.
async fn receive(desk: &Desk, lines: &[Line]) -> Result<(), AnyError> {
    for some in lines.chunks(256) {
        let opened = some.iter().map(|line| desk.open(asked(line), Actor::Subscriber, None));
        for one in futures_util::future::join_all(opened).await {
            one?;
        }
    }
    Ok(())
}

fn asked(line: &Line) -> Request {
    Request {
        claim: Claim {
            iccid: line.numbers.iccid.clone(),
            document: line.owner.document.clone(),
            date: ClaimedDate::ActivatedOn(line.facts.activated_on),
            contact_msisdn: line.owner.contact_msisdn.clone(),
            contact_email: None,
        },
        channel: Channel::Api,
        reason: Reason::CustomerRequest,
        wanted_on: None,
        language: Language::En,
    }
}

async fn closed(desk: &Desk, opened: usize) -> Result<u32, AnyError> {
    let mut closed = 0;
    let mut after = None;
    loop {
        let page = desk
            .cases(CaseFilter { stage: Some(Stage::Closed), after, limit: 500, ..CaseFilter::default() })
            .await?;
        closed += u32::try_from(page.rows.len())?;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if closed as usize != opened {
        return Err(format!(
            "{opened} cases were opened and only {closed} closed: this run measures nothing"
        )
        .into());
    }
    Ok(closed)
}
