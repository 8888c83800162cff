//! A bed for whole cases: memory store, sandbox operator with a frozen clock, desk and worker, and a process that can die at a chosen point.

mod connector;
mod people;
mod script;
mod store;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use jiff::{SignedDuration, Span, Timestamp};
use masalama_connect::sandbox::{Durability, Happening, Pace, Sandbox, SandboxSettings};
use masalama_core::calendar::Zone;
use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use masalama_core::identity::Iccid;
use masalama_core::line::{Line, LineKind};
use masalama_core::money::Money;
use masalama_core::next::RetrySchedule;
use masalama_core::paper::{SigningKey, VerifyingKey, verify};
use masalama_core::policy::Policies;
use masalama_core::port::{Clock, LineFilter, Store};
use masalama_core::record::{Actor, StaffName, StepIndex};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{Channel, Claim, ClaimedDate, Language, Reason, Request};
use masalama_core::role::Role;
use masalama_core::step::StepKind;
use masalama_engine::{CaseView, Desk, Doer, Limits, Parts, Said, Secret, Systems, Worker, engine};
use masalama_store::MemoryStore;

pub(crate) use people::{Errand, People};
pub(crate) use script::{Aim, Death, Point, Script, Trick};

use connector::ScriptedConnector;
use store::DyingStore;

/// The instant every bed begins at.
pub(crate) fn start() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

/// A case that is not at rest after so many moves of the clock never comes to rest.
const MOVES_MAX: u32 = 300;
/// How many lines the sandbox of a bed has: every sort is among them.
const LINES: u32 = 60;

/// The packs of this product, read once.
static POLICIES: LazyLock<Arc<Policies>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/om");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Arc::new(Policies::read(&files).unwrap())
});

/// The sandbox's clock, with chance that is the same in every run.
struct Seeded {
    clock: Arc<dyn Clock>,
    drawn: AtomicU64,
}

impl Clock for Seeded {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn fresh(&self) -> [u8; 32] {
        let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
        *Digest::of(&[b"bed", &drawn.to_be_bytes()]).as_bytes()
    }
}

/// The wall clock, moved by hand so that leases run out.
pub(crate) struct Wall {
    second: AtomicI64,
}

impl Wall {
    pub(crate) fn pass(&self, seconds: i64) {
        self.second.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        start() + SignedDuration::from_secs(self.second.load(Ordering::Relaxed))
    }

    fn fresh(&self) -> [u8; 32] {
        [0; 32]
    }
}

/// The bed. One store and one sandbox; the process over them can die and start anew.
pub(crate) struct Bed {
    pub(crate) sandbox: Sandbox,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) wall: Arc<Wall>,
    pub(crate) script: Arc<Script>,
    pub(crate) desk: Desk,
    pub(crate) limits: Limits,
    pub(crate) retry: RetrySchedule,
    /// A refund above this needs two members of staff; in force from the next process on.
    pub(crate) refund_limit: Option<Money>,
    clock: Arc<dyn Clock>,
    worker: Worker,
    /// How often the process died.
    pub(crate) deaths: u32,
}

impl Bed {
    pub(crate) fn new() -> Self {
        Self::with(LINES, Limits::default())
    }

    pub(crate) fn with(lines: u32, limits: Limits) -> Self {
        let settings = SandboxSettings {
            path: None,
            pace: Pace::Frozen { at: start() },
            durability: Durability::Normal,
            lines,
        };
        let sandbox = Sandbox::open_with(settings).unwrap();
        let script = Arc::new(Script::default());
        let store: Arc<dyn Store> = Arc::new(DyingStore::new(MemoryStore::new(), Arc::clone(&script)));
        let wall = Arc::new(Wall { second: AtomicI64::new(0) });
        let clock: Arc<dyn Clock> = Arc::new(Seeded { clock: sandbox.clock(), drawn: AtomicU64::new(0) });
        let retry = RetrySchedule::default();
        let (desk, worker) = process(&sandbox, &store, &wall, &clock, &script, limits, (retry, None));
        Self {
            sandbox,
            store,
            wall,
            script,
            desk,
            limits,
            retry,
            refund_limit: None,
            clock,
            worker,
            deaths: 0,
        }
    }

    /// Another process over the same store and sandbox.
    pub(crate) fn another(&self) -> (Desk, Worker) {
        let rules = (self.retry, self.refund_limit);
        process(&self.sandbox, &self.store, &self.wall, &self.clock, &self.script, self.limits, rules)
    }

    /// The process dies: whatever it was doing is gone. A new one starts when its leases have run out.
    pub(crate) fn die(&mut self) {
        (self.desk, self.worker) = self.another();
        self.wall.pass(i64::from(self.limits.lease_s) + 1);
        self.deaths += 1;
    }

    /// Works until nothing is due; says whether the process lived through it. If it died, a new one is there.
    pub(crate) async fn drain(&mut self) -> bool {
        let death = Arc::clone(&self.script);
        let lived = tokio::select! {
            biased;
            () = death.struck() => false,
            drained = self.worker.drain() => {
                drained.unwrap();
                true
            }
        };
        if !lived {
            self.die();
        }
        lived
    }

    /// Works until nothing is due, through any number of deaths.
    pub(crate) async fn settle(&mut self) {
        while !self.drain().await {}
    }

    /// Moves the clock to this instant; backwards it does not go.
    pub(crate) async fn move_to(&self, at: Timestamp) {
        let by = at.duration_since(self.desk.now());
        if by.is_positive() {
            self.sandbox.clock_advance(Span::try_from(by).unwrap()).await.unwrap();
        }
    }

    /// Lets time pass until then, working at each due instant, people doing what they are asked.
    pub(crate) async fn run_until(&mut self, until: Timestamp, people: &mut [People]) {
        for _ in 0..MOVES_MAX {
            let lived = self.drain().await;
            if serve(self, people).await || !lived {
                continue;
            }
            match self.worker.next_due().await.unwrap() {
                Some(due) if due <= until => self.move_to(due).await,
                Some(_) | None => {
                    self.move_to(until).await;
                    return self.settle().await;
                }
            }
        }
        self.never_rests(people).await
    }

    pub(crate) async fn run_days(&mut self, days: i64, people: &mut [People]) {
        let until = self.desk.now() + SignedDuration::from_hours(24 * days);
        self.run_until(until, people).await;
    }

    /// Lets time pass until nothing is due any more, people doing what they are asked, through any number of deaths.
    pub(crate) async fn run_to_rest(&mut self, people: &mut [People]) {
        for _ in 0..MOVES_MAX {
            let lived = self.drain().await;
            if serve(self, people).await || !lived {
                continue;
            }
            match self.worker.next_due().await.unwrap() {
                Some(due) => self.move_to(due).await,
                None => return,
            }
        }
        self.never_rests(people).await
    }

    /// Lets time pass until the process dies, people doing what they are asked.
    pub(crate) async fn run_until_death(&mut self, people: &mut [People]) {
        for _ in 0..MOVES_MAX {
            if !self.drain().await {
                return;
            }
            if serve(self, people).await {
                continue;
            }
            let due = self
                .worker
                .next_due()
                .await
                .unwrap()
                .expect("the process dies before there is nothing to do");
            self.move_to(due).await;
        }
        self.never_rests(people).await
    }

    /// Says which steps are still open, and stops.
    async fn never_rests(&self, people: &[People]) -> ! {
        for one in people {
            let view = self.view(one.case).await;
            let open =
                view.case.plan.steps.iter().zip(&view.case.steps).filter(|(_, state)| !state.is_settled());
            for (planned, state) in open {
                println!("{:?} on {:?}: {state:?}", planned.kind, planned.system);
            }
            println!("parked: {:?}, tasks: {:?}", view.case.parked, view.tasks);
        }
        panic!("at {} the cases have not come to rest after {MOVES_MAX} moves", self.desk.now());
    }

    pub(crate) async fn view(&self, case: CaseId) -> CaseView {
        self.desk.view(case).await.unwrap()
    }

    pub(crate) async fn lines(&self) -> Vec<Line> {
        let mut filter = LineFilter { limit: 500, ..LineFilter::default() };
        let mut lines = Vec::new();
        loop {
            let page = self.sandbox.find_lines(filter.clone()).await.unwrap();
            lines.extend(page.lines);
            match page.next {
                Some(next) => filter.after = Some(next),
                None => return lines,
            }
        }
    }

    /// The first line that fits.
    pub(crate) async fn line_where(&self, fits: impl Fn(&Line) -> bool) -> Line {
        self.lines().await.into_iter().find(fits).expect("some line of the sandbox fits")
    }

    /// A prepaid line of Sandbox Muscat with a number, on a plastic card.
    pub(crate) async fn prepaid(&self) -> Line {
        self.line_where(|line| is(line, "sandbox-muscat", LineKind::Prepaid) && !line.facts.esim).await
    }

    /// A postpaid line of Sandbox Salalah with a device; dues gate there.
    pub(crate) async fn postpaid(&self) -> Line {
        self.line_where(|line| {
            is(line, "sandbox-salalah", LineKind::Postpaid)
                && !line.facts.devices.is_empty()
                && !line.facts.esim
        })
        .await
    }

    pub(crate) async fn open(&self, line: &Line) -> CaseId {
        self.desk.open(request(line), Actor::Subscriber, None).await.unwrap().case
    }

    pub(crate) async fn happens(&self, line: &Line, happening: Happening) {
        self.sandbox.world(&line.numbers.iccid, happening).await.unwrap();
    }

    pub(crate) async fn state_text(&self, iccid: &Iccid) -> String {
        self.sandbox.line_state(iccid).await.unwrap().to_string()
    }
}

/// Lets each of them do what is asked of him now; says whether anybody did anything.
async fn serve(bed: &Bed, people: &mut [People]) -> bool {
    let mut did = false;
    for one in people {
        did |= one.serve(bed).await;
    }
    did
}

fn process(
    sandbox: &Sandbox,
    store: &Arc<dyn Store>,
    wall: &Arc<Wall>,
    clock: &Arc<dyn Clock>,
    script: &Arc<Script>,
    limits: Limits,
    (retry, refund_limit): (RetrySchedule, Option<Money>),
) -> (Desk, Worker) {
    let landscape = Sandbox::landscape();
    let mut systems = Systems::default();
    for system in &landscape.systems {
        let inner = sandbox.connector(&system.name);
        let connector = ScriptedConnector::new(inner, sandbox, &system.name, script);
        systems.add(system.name.clone(), Arc::new(connector), masalama_engine::CALLS_AT_ONCE);
    }
    let parts = Parts {
        store: Arc::clone(store),
        clock: Arc::clone(clock),
        wall: Arc::clone(wall) as Arc<dyn Clock>,
        systems,
        landscape,
        policies: Arc::clone(&POLICIES),
        retry,
        refund_limit,
        signing: SigningKey::new([5; 32]),
        secret: Secret::new([6; 32]),
        is_sandbox: true,
        zone: Zone::named("Asia/Muscat").unwrap(),
    };
    engine(parts, limits).unwrap()
}

/// The place of the first step of this kind in the plan of such a line: a plan is known once its caller is verified.
pub(crate) async fn step_of(line: &Line, errand: Errand, kind: StepKind) -> StepIndex {
    let mut probe = Bed::new();
    let case = probe.open(line).await;
    probe.run_days(1, &mut [People::new(case, line, errand)]).await;
    probe.view(case).await.case.plan.find(kind).unwrap()
}

/// A line of this operator and kind that has a number.
pub(crate) fn is(line: &Line, operator: &str, kind: LineKind) -> bool {
    line.facts.operator.as_str() == operator && line.facts.kind == kind && line.numbers.msisdn.is_some()
}

/// What the holder of the line asks.
pub(crate) fn request(line: &Line) -> Request {
    Request {
        claim: Claim {
            iccid: line.numbers.iccid.clone(),
            document: line.owner.document.clone(),
            date: ClaimedDate::ActivatedOn(line.facts.activated_on),
            contact_msisdn: line.owner.contact_msisdn.clone(),
            contact_email: None,
        },
        channel: Channel::Portal,
        reason: Reason::LeavingCountry,
        wanted_on: None,
        language: Language::En,
    }
}

pub(crate) fn staff(name: &str) -> Actor {
    Actor::Staff(StaffName::try_from(name.to_owned()).unwrap())
}

/// With what it was refused.
pub(crate) fn refused<T: std::fmt::Debug>(said: Result<T, Said>) -> RefusalCode {
    match said {
        Err(Said::Refused(code)) => code,
        other => panic!("it was not refused: {other:?}"),
    }
}

/// Somebody who does tasks.
pub(crate) fn doer(name: &str, roles: &[Role]) -> Doer {
    Doer { name: StaffName::try_from(name.to_owned()).unwrap(), roles: roles.iter().copied().collect() }
}

/// The operator's public key.
pub(crate) fn key() -> VerifyingKey {
    SigningKey::new([5; 32]).verifying()
}

/// The papers of a case by name, each verified with the operator's key.
pub(crate) fn papers(view: &CaseView) -> Vec<&'static str> {
    let key = key();
    let names = view.papers.iter().map(|paper| {
        verify(&paper.body, Some(&key)).unwrap();
        paper.kind.as_str()
    });
    names.collect()
}

/// How often each stands there.
pub(crate) fn counted<T: Ord>(words: impl IntoIterator<Item = T>) -> BTreeMap<T, u32> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}
