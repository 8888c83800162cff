//! The engine as it runs, with lines that the sandbox and the real register both know.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use masalama_connect::osmo_hlr::testbed::Hlr;
use masalama_connect::osmo_hlr::{OsmoHlr, OsmoHlrSettings};
use masalama_connect::sandbox::{Durability as SandboxDurability, Pace, Sandbox, SandboxSettings};
use masalama_core::calendar::Zone;
use masalama_core::case::{CaseId, Progress, StuckWhy};
use masalama_core::effect::{Evidence, Outcome};
use masalama_core::identity::Imsi;
use masalama_core::landscape::{SystemKind, SystemName};
use masalama_core::line::{Line, OperatorId};
use masalama_core::next::RetrySchedule;
use masalama_core::paper::{self, Certificate, Content, Covered, PaperKind, SigningKey};
use masalama_core::policy::Policies;
use masalama_core::port::{Clock, Connector, LineFilter, StoreFault};
use masalama_core::record::{Actor, Fact, Record, StaffName, StepIndex};
use masalama_core::request::{Channel, Claim, ClaimedDate, Language, Reason, Request};
use masalama_core::step::StepKind;
use masalama_engine::{CALLS_AT_ONCE, CaseView, Desk, Limits, Parts, Secret, Systems, engine};
use masalama_store::{Durability, SqliteStore};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::around::{Around, Wrapped};

/// Whose terms wait for nothing.
const OPERATOR: &str = "sandbox-sohar";
/// The sandbox invents its operators' lines in turn, and this many operators.
const OPERATORS: u32 = 3;
/// How long a condition may take on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Silence is followed up each second, so that a test sees its end.
const RETRY: RetrySchedule =
    RetrySchedule { first_s: 1, factor: 1, cap_s: 1, jitter_percent: 0, attempts_max: 120 };
const SIGNING_KEY: [u8; 32] = [5; 32];

/// The name of the real register in the landscape.
pub(super) fn hlr_name() -> SystemName {
    SystemName::parse("hlr").unwrap()
}

/// Lines of the sandbox operator, each with a row in the real register.
pub(super) struct Lines {
    sandbox: Sandbox,
    pub(super) lines: Vec<Line>,
    pub(super) imsis: Vec<Imsi>,
}

impl Lines {
    pub(super) async fn new(hlr: &Hlr, count: u32) -> Self {
        let sandbox = Sandbox::open_with(SandboxSettings {
            path: None,
            pace: Pace::Running { ahead_us: 0 },
            durability: SandboxDurability::Normal,
            lines: count * OPERATORS,
        })
        .unwrap();
        let operator = Some(OperatorId::try_from(OPERATOR.to_owned()).unwrap());
        let page = sandbox.find_lines(LineFilter { operator, limit: count, ..LineFilter::default() }).await;
        let lines = page.unwrap().lines;
        assert_eq!(lines.len(), usize::try_from(count).unwrap());
        let imsis: Vec<_> = lines.iter().map(|line| line.numbers.imsi.clone()).collect();
        hlr.subscribe(&imsis).await;
        Self { sandbox, lines, imsis }
    }

    /// A connector to the register that keeps the business clock.
    pub(super) fn connector(&self, settings: OsmoHlrSettings) -> Arc<dyn Connector> {
        Arc::new(OsmoHlr::new(settings, self.sandbox.clock()).unwrap())
    }
}

/// A running engine. It ends with its folder when this is dropped.
pub(super) struct Rig {
    pub(super) desk: Desk,
    stop: watch::Sender<bool>,
    worker: JoinHandle<Result<(), StoreFault>>,
    _folder: TempDir,
}

impl Rig {
    /// Starts an engine in which the register is reached by `hlr`, and every other system is the sandbox's. There is no HSS: this network
    /// has no 4G.
    pub(super) fn start(lines: &Lines, hlr: Arc<dyn Connector>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("cases.sqlite"), Durability::Full).unwrap();
        let mut landscape = Sandbox::landscape();
        landscape.systems.retain(|system| system.kind != SystemKind::Hss);
        let mut systems = Systems::default();
        for system in &mut landscape.systems {
            if system.name == hlr_name() {
                system.offers = hlr.offers();
                systems.add(system.name.clone(), Arc::clone(&hlr), CALLS_AT_ONCE);
            } else {
                systems.add(system.name.clone(), lines.sandbox.connector(&system.name), CALLS_AT_ONCE);
            }
        }
        let clock: Arc<dyn Clock> = lines.sandbox.clock();
        let parts = Parts {
            store: Arc::new(store),
            clock: Arc::clone(&clock),
            wall: clock,
            systems,
            landscape,
            policies: Arc::new(policies()),
            retry: RETRY,
            refund_limit: None,
            signing: SigningKey::new(SIGNING_KEY),
            secret: Secret::new([6; 32]),
            is_sandbox: false,
            zone: Zone::named("Asia/Muscat").unwrap(),
        };
        let (desk, worker) = engine(parts, Limits::default()).unwrap();
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(worker.run(stopped));
        Self { desk, stop, worker, _folder: folder }
    }

    /// The same with something around the connector to the register.
    pub(super) fn start_around(lines: &Lines, settings: OsmoHlrSettings, around: Arc<dyn Around>) -> Self {
        Self::start(lines, Arc::new(Wrapped::new(lines.connector(settings), around)))
    }

    /// The holder of `line` asks for its end.
    pub(super) async fn open(&self, line: &Line) -> CaseId {
        self.desk.open(request(line), Actor::Subscriber, None).await.unwrap().case
    }

    pub(super) async fn view(&self, case: CaseId) -> CaseView {
        self.desk.view(case).await.unwrap()
    }

    /// The case once `is_so` holds for it.
    pub(super) async fn when(&self, what: &str, case: CaseId, is_so: impl Fn(&CaseView) -> bool) -> CaseView {
        let started = Instant::now();
        loop {
            let view = self.view(case).await;
            if is_so(&view) {
                return view;
            }
            assert!(started.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}: {:#?}", view.steps);
            assert!(!self.worker.is_finished(), "the worker ended before: {what}");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// The case once it has its certificate, and what that says.
    pub(super) async fn certified(&self, case: CaseId) -> (CaseView, Certificate) {
        let view = self.when("the certificate", case, has_certificate).await;
        let body = &view.paper(PaperKind::Certificate).unwrap().body;
        let trusted = SigningKey::new(SIGNING_KEY).verifying();
        let verified = paper::verify(body, Some(&trusted)).unwrap();
        assert!(verified.is_trusted);
        let Content::Certificate(certificate) = verified.content else {
            panic!("another paper: {verified:?}")
        };
        (view, certificate)
    }

    /// Lets the engine finish what is under way.
    pub(super) async fn stop(self) {
        self.stop.send(true).unwrap();
        self.worker.await.unwrap().unwrap();
    }
}

pub(super) fn staff() -> Actor {
    Actor::Staff(StaffName::try_from("shop-1".to_owned()).unwrap())
}

pub(super) fn has_certificate(view: &CaseView) -> bool {
    view.paper(PaperKind::Certificate).is_some()
}

/// The step of this kind on the register.
pub(super) fn step_on_hlr(view: &CaseView, kind: StepKind) -> StepIndex {
    let is_it =
        |step: &&masalama_engine::StepView| step.kind == kind && step.system.as_deref() == Some("hlr");
    view.steps.iter().find(is_it).unwrap_or_else(|| panic!("no {kind:?} on the HLR")).step
}

/// Is the proof that the line is dead stuck because the line is there again?
pub(super) fn came_back(view: &CaseView) -> bool {
    let step = view.case.plan.rules.is_some().then(|| step_on_hlr(view, StepKind::ProveDead));
    let progress = step.map(|step| &view.case.state(step).progress);
    matches!(progress, Some(Progress::Stuck { why: StuckWhy::LineCameBack, .. }))
}

/// The first record that `is_so`.
pub(super) fn record(view: &CaseView, is_so: impl Fn(&Fact) -> bool) -> Option<&Record> {
    view.records.iter().find(|record| is_so(&record.fact))
}

/// What the register answered to a step, in order.
pub(super) fn answers(view: &CaseView, wanted: StepIndex) -> Vec<(u32, &Outcome)> {
    let answered = view.records.iter().filter_map(|record| {
        let Fact::Answered { step, outcome, .. } = &record.fact else { return None };
        (*step == wanted).then_some((record.seq, outcome))
    });
    answered.collect()
}

/// What the certificate says of the register, and of the nodes that served lines by it.
pub(super) fn covered_hlr(certificate: &Certificate) -> (&Covered, Option<&Covered>) {
    let hlr = certificate.systems.iter().find(|system| system.system == hlr_name()).unwrap();
    (&hlr.covered, hlr.serving_nodes.as_ref())
}

/// The register is proven dead: which node, what was asked, what it answered.
pub(super) fn assert_proven_dead(certificate: &Certificate, hlr: &Hlr) {
    let (Covered::Proven { node, question, answer, .. }, _) = covered_hlr(certificate) else {
        panic!("not proven: {certificate:?}")
    };
    assert_eq!(node.as_str(), format!("OsmoHLR {}", hlr.ctrl().ip()));
    assert_eq!(question.as_str(), "the row of this IMSI, then Send Authentication Info for it");
    assert_eq!(answer.as_str(), "no such subscriber; refused with cause 2, IMSI unknown");
}

/// What was shown for a step.
pub(super) fn reference(outcome: &Outcome) -> &str {
    let Outcome::Done(Evidence::Reference(detail)) = outcome else { panic!("not done: {outcome:?}") };
    detail.as_str()
}

fn request(line: &Line) -> Request {
    let bought = line.facts.purchased_on.map(ClaimedDate::PurchasedOn);
    Request {
        claim: Claim {
            iccid: line.numbers.iccid.clone(),
            document: line.owner.document.clone(),
            date: bought.unwrap_or(ClaimedDate::ActivatedOn(line.facts.activated_on)),
            contact_msisdn: line.owner.contact_msisdn.clone(),
            contact_email: None,
        },
        channel: Channel::Api,
        reason: Reason::CustomerRequest,
        wanted_on: None,
        language: Language::En,
    }
}

/// The packs as shipped.
fn policies() -> Policies {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/om");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let named = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        (format!("policies/om/{name}"), std::fs::read_to_string(path).unwrap())
    };
    let files: Vec<_> = paths.iter().map(named).collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Policies::read(&files).unwrap()
}
