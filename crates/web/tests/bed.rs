//! A bed for the interface: memory store, sandbox operator with a clock that stands still, the router, and a worker drained by hand.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use jiff::{Span, Timestamp};
use masalama_access::{Access, AccessSettings};
use masalama_connect::sandbox::{EffectFilter, FaultRule, Happening, Sandbox, SandboxFault};
use masalama_core::calendar::Zone;
use masalama_core::detail::Detail;
use masalama_core::effect::EffectKind;
use masalama_core::line::{Line, LineKind};
use masalama_core::next::RetrySchedule;
use masalama_core::paper::SigningKey;
use masalama_core::policy::Policies;
use masalama_core::port::{Answer, Clock, LineFilter, LinePage, Store};
use masalama_core::request::Language;
use masalama_engine::{CALLS_AT_ONCE, Desk, Limits, Parts, Secret, Systems, Worker, engine};
use masalama_store::{MemoryAccess, MemoryStore};
use masalama_web::{App, Press, PressFault, SandboxFace, SandboxSaid, StaffToken, router};
use serde_json::{Value, json};
use tokio::sync::watch;
use tower::ServiceExt as _;

use crate::browser::Browser;

/// The token of the staff of this bed.
pub(crate) const TOKEN: &str = "staff-token-of-the-bed";
/// What the bed signs with.
const SIGNING: [u8; 32] = [5; 32];

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

/// A press on a machine without fonts; how papers are printed is looked at where the real one is.
struct NoFonts;

impl Press for NoFonts {
    fn pdf(&self, _: &[u8], _: Language) -> Result<Vec<u8>, PressFault> {
        Err(PressFault::NoFont { font: "NotoSans".to_owned(), package: "fonts-noto-core".to_owned() })
    }
}

/// The router with all that is behind it.
pub(crate) struct Bed {
    pub(crate) sandbox: Sandbox,
    pub(crate) router: Router,
    pub(crate) access: Access,
    pub(crate) engine_runs: watch::Sender<bool>,
    worker: Worker,
    pub(crate) desk: Desk,
}

/// An answer, read whole.
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answered {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The code of a problem, which must be a whole problem document.
    pub(crate) fn code(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let said = self.json();
        assert_eq!(said["status"], self.status.as_u16(), "{said}");
        for key in ["type", "title", "code"] {
            assert!(said[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {said}");
        }
        said["code"].as_str().unwrap().to_owned()
    }
}

/// Where the proxy in front of the server is.
pub(crate) const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

impl Bed {
    /// With a sandbox.
    pub(crate) fn new() -> Self {
        Self::with(true)
    }

    pub(crate) fn with(has_sandbox: bool) -> Self {
        Self::with_access(has_sandbox, AccessSettings::default())
    }

    pub(crate) fn with_access(has_sandbox: bool, settings: AccessSettings) -> Self {
        let sandbox = Sandbox::open(None, "2026-11-22T08:00:00Z".parse().unwrap()).unwrap();
        let landscape = Sandbox::landscape();
        let mut systems = Systems::default();
        for system in &landscape.systems {
            systems.add(system.name.clone(), sandbox.connector(&system.name), CALLS_AT_ONCE);
        }
        let zone = Zone::named("Asia/Muscat").unwrap();
        let parts = Parts {
            store: Arc::new(MemoryStore::new()) as Arc<dyn Store>,
            clock: sandbox.clock(),
            wall: sandbox.clock() as Arc<dyn Clock>,
            systems,
            landscape,
            policies: Arc::clone(&POLICIES),
            retry: RetrySchedule::default(),
            refund_limit: None,
            signing: SigningKey::new(SIGNING),
            secret: Secret::new([6; 32]),
            is_sandbox: true,
            zone: zone.clone(),
        };
        let (desk, worker) = engine(parts, Limits::default()).unwrap();
        let own = desk.clone();
        let (engine_runs, runs) = watch::channel(true);
        let face: Arc<dyn SandboxFace> = Arc::new(Face(sandbox.clone()));
        let access = Access::new(Arc::new(MemoryAccess::new()), sandbox.clock(), [8; 32], settings);
        let app = App {
            desk,
            inventory: sandbox.inventory(),
            access: access.clone(),
            policies: Arc::clone(&POLICIES),
            staff_token: StaffToken::new(TOKEN),
            public_url: None,
            trusted_proxies: vec![PROXY],
            sandbox: has_sandbox.then_some(face),
            public_key: SigningKey::new(SIGNING).verifying().to_string(),
            is_sandbox: true,
            engine_runs: runs,
            zone,
            press: Arc::new(NoFonts),
        };
        Self { sandbox, access, router: router(app), engine_runs, worker, desk: own }
    }

    pub(crate) fn key() -> masalama_core::paper::VerifyingKey {
        SigningKey::new(SIGNING).verifying()
    }

    /// What its clock shows.
    pub(crate) fn now(&self) -> Timestamp {
        self.sandbox.clock_show()
    }

    /// What stands behind `/stop/` in the notices of a case.
    pub(crate) async fn stop_link(&self, case: &str) -> String {
        let case = masalama_core::case::CaseId::parse(case).unwrap();
        self.desk.stop_link(case).await.unwrap().reveal()
    }

    pub(crate) async fn drain(&mut self) {
        self.worker.drain().await.unwrap();
    }

    /// Moves the clock and lets everything that is due happen.
    pub(crate) async fn pass(&mut self, by: Span) {
        self.sandbox.clock_advance(by).await.unwrap();
        self.drain().await;
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answered {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 64 * 1024 * 1024).await.unwrap().to_vec();
        Answered { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) async fn get(&self, path: &str, bearer: &str) -> Answered {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {bearer}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, bearer: &str, body: &Value) -> Answered {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {bearer}"))
            .header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// The same as a named member of staff.
    pub(crate) async fn post_as(&self, name: &str, path: &str, body: &Value) -> Answered {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {TOKEN}"))
            .header("X-Staff-Name", name)
            .header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// A form of a page, from a browser that loaded it just now.
    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let browser = Browser::new(self);
        browser.get(path).await;
        browser.submit(path, fields).await
    }

    /// Opens a case and says its name and credential.
    pub(crate) async fn open(&self, body: &Value) -> (String, String) {
        let opened = self.post("/v1/cases", "", body).await;
        assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text());
        let opened = opened.json();
        let text = |key: &str| opened[key].as_str().unwrap().to_owned();
        (text("case"), text("credential"))
    }

    pub(crate) async fn case(&self, case: &str, bearer: &str) -> Value {
        let answered = self.get(&format!("/v1/cases/{case}"), bearer).await;
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        answered.json()
    }

    /// A line of this kind of the operator in Muscat, with a number.
    pub(crate) async fn line(&self, kind: LineKind) -> Line {
        self.lines(kind, 1).await.remove(0)
    }

    /// So many of them.
    pub(crate) async fn lines(&self, kind: LineKind, count: usize) -> Vec<Line> {
        let filter = LineFilter { limit: 500, ..LineFilter::default() };
        let lines = self.sandbox.find_lines(filter).await.unwrap().lines;
        let fits = |line: &&Line| {
            line.facts.kind == kind
                && line.numbers.msisdn.is_some()
                && line.facts.operator.as_str() == "sandbox-muscat"
                && !line.facts.legal_hold
                && !line.facts.port_pending
        };
        let lines: Vec<_> = lines.iter().filter(fits).take(count).cloned().collect();
        assert_eq!(lines.len(), count);
        lines
    }
}

/// What the holder of the line asks.
pub(crate) fn request(line: &Line) -> Value {
    json!({
        "iccid": line.numbers.iccid,
        "document": line.owner.document,
        "activated_on": line.facts.activated_on,
        "contact_msisdn": line.owner.contact_msisdn,
    })
}

struct Face(Sandbox);

fn said(fault: SandboxFault) -> SandboxSaid {
    SandboxSaid::CannotBe(Detail::of(&fault.to_string()))
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, SandboxSaid> {
    serde_json::from_value(value).map_err(|error| SandboxSaid::CannotBe(Detail::of(&error.to_string())))
}

impl SandboxFace for Face {
    fn clock_show(&self) -> Timestamp {
        self.0.clock_show()
    }

    fn clock_advance(&self, by: Span) -> Answer<'_, Result<Timestamp, SandboxSaid>> {
        Box::pin(async move { self.0.clock_advance(by).await.map_err(said) })
    }

    fn faults(&self) -> Answer<'_, Result<Value, SandboxSaid>> {
        Box::pin(async move { Ok(json!(self.0.fault_list().await.map_err(said)?)) })
    }

    fn fault_set(&self, rule: Value) -> Answer<'_, Result<(), SandboxSaid>> {
        Box::pin(async move {
            let rule: FaultRule = read(rule)?;
            self.0.fault_set(rule).await.map_err(said)
        })
    }

    fn fault_clear(&self, effect: Option<EffectKind>) -> Answer<'_, Result<usize, SandboxSaid>> {
        Box::pin(async move { self.0.fault_clear(effect).await.map_err(said) })
    }

    fn effects(&self, filter: Value) -> Answer<'_, Result<Value, SandboxSaid>> {
        Box::pin(async move {
            let filter: EffectFilter = read(filter)?;
            Ok(json!(self.0.effects(filter).await.map_err(said)?))
        })
    }

    fn lines(&self, filter: LineFilter) -> Answer<'_, Result<LinePage, SandboxSaid>> {
        Box::pin(async move { self.0.find_lines(filter).await.map_err(said) })
    }

    fn happen(&self, line: &Line, happening: Value) -> Answer<'_, Result<(), SandboxSaid>> {
        let iccid = line.numbers.iccid.clone();
        Box::pin(async move {
            let happening: Happening = read(happening)?;
            self.0.world(&iccid, happening).await.map_err(said)
        })
    }
}
