//! The child: the product's engine over its SQLite store, as a process that can be killed.
//!
//! It reads requests from its standard input, one JSON [`Sent`] on a line, and answers each, once the desk has, with a line
//! `ack KEY CASE CREDENTIAL` on its standard output. The first line it says is `ready`.

use std::collections::BTreeMap;
use std::io::BufRead as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use masalama_connect::sandbox::{Remote, Sandbox};
use masalama_core::calendar::Zone;
use masalama_core::case::Stage;
use masalama_core::landscape::SystemName;
use masalama_core::next::RetrySchedule;
use masalama_core::paper::SigningKey;
use masalama_core::policy::Policies;
use masalama_core::port::{CASE_PAGE_MAX, CaseFilter, Clock, Connector, Store};
use masalama_core::record::Actor;
use masalama_engine::{CALLS_AT_ONCE, Desk, Limits, Parts, Secret, Systems, Worker, engine};
use masalama_store::{Durability, SqliteStore};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};

use super::load::{self, Sent};
use super::store::{Belated, Noting};

/// Where the child finds its [`Settings`], as JSON. Without it the test below does nothing.
pub(crate) const SETTINGS_VARIABLE: &str = "MASALAMA_DURABILITY_CHILD";
/// The path of the test below, by which the binary is told to run it and nothing else.
pub(crate) const TEST: &str = "durability::child::child";

/// A claim lasts longer than any run of the child, so that no claim ends by itself.
const LEASE_S: u32 = 3_600;
/// So many half days are enough for every case to close.
const HALF_DAYS_MAX: u32 = 60;
/// Few, so that a start does not spend its short life reading cases.
const CASES_IN_HAND: usize = 16;

/// What a child is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// The database.
    pub(crate) database: PathBuf,
    /// Where the sandbox answers; absent: one inside the child, for a run in which nothing else is looked at.
    pub(crate) sandbox: Option<String>,
    /// How often a child ran before on this database. Whoever held a claim then is dead, so this one's clock is past its end.
    pub(crate) starts_before: u32,
    /// What it does.
    pub(crate) course: Course,
    /// Does it skip every flush to the disk?
    pub(crate) never_syncs: bool,
    /// Does it commit intents after the call?
    pub(crate) commits_late: bool,
    /// Where it notes what the store acknowledged.
    pub(crate) notes: Option<PathBuf>,
}

/// What a child does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Course {
    /// Opens a case for each request and carries all cases forward, until it is killed.
    UntilKilled,
    /// Opens a case for each request, one after the other, and carries nothing forward.
    OpenOnly,
    /// Opens a case for each request, then carries all cases to their end, moving the sandbox's clock.
    ToTheEnd,
}

/// Not a test of its own: the process that the others start.
#[test]
#[ignore = "the child process of the durability tests; does nothing by itself"]
fn child() {
    // Without settings it must do nothing, for somebody may run all ignored tests.
    let Ok(settings) = std::env::var(SETTINGS_VARIABLE) else { return };
    let settings: Settings = serde_json::from_str(&settings).expect("the parent writes settings");
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(live(settings));
}

async fn live(settings: Settings) {
    let operator = match &settings.sandbox {
        Some(url) => Operator::Elsewhere(Remote::connect(url).await.expect("the sandbox answers")),
        None => Operator::Here(load::sandbox(1_000)),
    };
    let limits = Limits {
        lease_s: LEASE_S,
        idle_ms: 20,
        cases_in_hand: CASES_IN_HAND,
        cases_in_commit: CASES_IN_HAND,
        ..Limits::default()
    };
    let (desk, worker) = engine(parts(&settings, &operator), limits).expect("the sandbox offers everything");
    // The harness prints the test's name without ending its line.
    println!("\nready");
    let requests = read_requests();
    match settings.course {
        Course::UntilKilled => {
            tokio::spawn(answer_side_by_side(desk, requests));
            let (_stop, stopped) = watch::channel(false);
            worker.run(stopped).await.expect("the store works until the process is killed");
        }
        Course::OpenOnly => answer(desk, requests).await,
        Course::ToTheEnd => {
            answer(desk.clone(), requests).await;
            carry_to_the_end(&desk, worker, &operator).await;
        }
    }
}

/// The operator's systems, in this process or in another.
enum Operator {
    Here(Sandbox),
    Elsewhere(Remote),
}

impl Operator {
    fn connector(&self, system: &SystemName) -> Arc<dyn Connector> {
        match self {
            Self::Here(sandbox) => sandbox.connector(system),
            Self::Elsewhere(remote) => remote.connector(system),
        }
    }

    fn clock(&self) -> Arc<dyn Clock> {
        match self {
            Self::Here(sandbox) => sandbox.clock(),
            Self::Elsewhere(remote) => remote.clock(),
        }
    }

    async fn advance_half_a_day(&self) {
        let half_a_day = 12.hours();
        match self {
            Self::Here(sandbox) => sandbox.clock_advance(half_a_day).await,
            Self::Elsewhere(remote) => remote.clock_advance(half_a_day).await,
        }
        .expect("the clock goes forward");
    }
}

fn parts(settings: &Settings, operator: &Operator) -> Parts {
    let landscape = Sandbox::landscape();
    let mut systems = Systems::default();
    for system in &landscape.systems {
        systems.add(system.name.clone(), operator.connector(&system.name), CALLS_AT_ONCE);
    }
    let wall_ahead = SignedDuration::from_secs(2 * i64::from(LEASE_S) * i64::from(settings.starts_before));
    Parts {
        store: store(settings),
        clock: operator.clock(),
        wall: Arc::new(Wall { ahead: wall_ahead }),
        systems,
        landscape,
        policies: Arc::new(policies()),
        retry: RetrySchedule { first_s: 0, factor: 1, cap_s: 0, jitter_percent: 0, attempts_max: 1_000 },
        refund_limit: None,
        signing: SigningKey::new([3; 32]),
        secret: Secret::new([5; 32]),
        is_sandbox: true,
        zone: Zone::named("Asia/Muscat").expect("the zone is in the database"),
    }
}

fn store(settings: &Settings) -> Arc<dyn Store> {
    let durability = if settings.never_syncs { Durability::Off } else { Durability::Full };
    let sqlite = SqliteStore::open(&settings.database, durability).expect("the database opens after any end");
    let mut store: Arc<dyn Store> = Arc::new(sqlite);
    if let Some(notes) = &settings.notes {
        store = Arc::new(Noting::new(store, notes));
    }
    if settings.commits_late {
        store = Arc::new(Belated::new(store));
    }
    store
}

fn policies() -> Policies {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/om");
    let names = ["country.toml", "operators.toml", "sandbox-sohar.toml"];
    let texts: BTreeMap<&str, String> = names
        .iter()
        .map(|name| (*name, std::fs::read_to_string(folder.join(name)).expect("the pack is there")))
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Policies::read(&files).expect("the pack is sound")
}

/// The machine's clock, ahead of it.
struct Wall {
    ahead: SignedDuration,
}

impl Clock for Wall {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that others are told to ask")]
    fn now(&self) -> Timestamp {
        Timestamp::now().saturating_add(self.ahead).expect("the lead is a few days")
    }

    fn fresh(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system has randomness");
        bytes
    }
}

/// The lines of standard input, until it ends.
fn read_requests() -> mpsc::Receiver<Sent> {
    let (sender, requests) = mpsc::channel(64);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { return };
            let sent = serde_json::from_str(&line).expect("the parent writes requests");
            if sender.blocking_send(sent).is_err() {
                return;
            }
        }
    });
    requests
}

async fn answer_side_by_side(desk: Desk, mut requests: mpsc::Receiver<Sent>) {
    while let Some(sent) = requests.recv().await {
        tokio::spawn(answer_one(desk.clone(), sent));
    }
}

async fn answer(desk: Desk, mut requests: mpsc::Receiver<Sent>) {
    while let Some(sent) = requests.recv().await {
        answer_one(desk.clone(), sent).await;
    }
}

async fn answer_one(desk: Desk, Sent { key, request }: Sent) {
    let receipted =
        desk.open(request, Actor::Subscriber, Some(&key)).await.expect("a sound request is received");
    println!("ack {key} {} {}", receipted.case, receipted.credential.reveal());
}

/// Moves the clock by half days, and works in between until nothing is to be done; says how many cases are open at last.
async fn carry_to_the_end(desk: &Desk, mut worker: Worker, operator: &Operator) {
    let mut open = usize::MAX;
    for _ in 0..HALF_DAYS_MAX {
        worker.drain().await.expect("the store works");
        open = open_cases(desk).await;
        if open == 0 {
            break;
        }
        operator.advance_half_a_day().await;
    }
    println!("open {open}");
}

async fn open_cases(desk: &Desk) -> usize {
    let mut open = 0;
    for stage in Stage::ALL.into_iter().filter(|stage| *stage != Stage::Closed) {
        let filter = CaseFilter { stage: Some(stage), limit: CASE_PAGE_MAX, ..CaseFilter::default() };
        open += desk.cases(filter).await.expect("the store lists cases").rows.len();
    }
    open
}
