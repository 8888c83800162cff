//! The sandbox operator.

mod class;
mod clock;
mod face;
mod fault;
mod generated;
mod retract;
mod speed;
mod systems;

use std::sync::Arc;

use jiff::Timestamp;
use masalama_connect::sandbox::{Happening, Sandbox};
use masalama_core::audience::Audience;
use masalama_core::case::CaseId;
use masalama_core::commitment::CaseKey;
use masalama_core::effect::{Effect, EffectKey, EffectKind, Evidence, Finding, Order, Outcome, RejectedWhy};
use masalama_core::identity::Iccid;
use masalama_core::landscape::SystemName;
use masalama_core::line::Line;
use masalama_core::policy::UsageRule;
use masalama_core::port::{Connector, LineFilter};
use masalama_core::record::StepIndex;
use masalama_core::request::{Claim, ClaimedDate, Language, Personal};

/// The instant every sandbox of these tests begins at.
pub(crate) fn start() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

/// A sandbox in memory whose clock stands still.
pub(crate) fn sandbox() -> Sandbox {
    Sandbox::open(None, start()).unwrap()
}

pub(crate) fn system(name: &str) -> SystemName {
    SystemName::parse(name).unwrap()
}

/// Every line of the sandbox.
pub(crate) async fn all_lines(sandbox: &Sandbox) -> Vec<Line> {
    let mut filter = LineFilter { limit: 500, ..LineFilter::default() };
    let mut lines = Vec::new();
    loop {
        let page = sandbox.find_lines(filter.clone()).await.unwrap();
        lines.extend(page.lines);
        match page.next {
            Some(next) => filter.after = Some(next),
            None => return lines,
        }
    }
}

/// The first line that fits.
pub(crate) async fn line_where(sandbox: &Sandbox, fits: impl Fn(&Line) -> bool) -> Line {
    all_lines(sandbox).await.into_iter().find(fits).expect("some generated line fits")
}

/// Why it was rejected.
pub(crate) fn rejected_why(outcome: &Outcome<Line>) -> RejectedWhy {
    let Outcome::Rejected(rejection) = outcome else { panic!("{outcome:?}") };
    rejection.why
}

/// A way to the connector of a system.
type Connect = Box<dyn Fn(&SystemName) -> Arc<dyn Connector> + Send + Sync>;

/// One case with one line, as the engine would ask for it: each step has its own key.
pub(crate) struct Asker {
    connect: Connect,
    pub(crate) line: Line,
    case: CaseId,
    personal: Arc<Personal>,
    step: std::sync::atomic::AtomicU16,
    pub(crate) at: Timestamp,
}

impl Asker {
    pub(crate) fn new(sandbox: &Sandbox, line: Line) -> Self {
        let sandbox = sandbox.clone();
        Self::through(move |name| sandbox.connector(name), line)
    }

    /// The same through any way to connectors.
    pub(crate) fn through(
        connect: impl Fn(&SystemName) -> Arc<dyn Connector> + Send + Sync + 'static,
        line: Line,
    ) -> Self {
        let mut fresh = [0; 32];
        let digits = line.numbers.iccid.unmasked().as_bytes();
        fresh[..10].copy_from_slice(&digits[digits.len() - 10..]);
        let claim = Claim {
            iccid: line.numbers.iccid.clone(),
            document: line.owner.document.clone(),
            date: ClaimedDate::ActivatedOn(line.facts.activated_on),
            contact_msisdn: line.owner.contact_msisdn.clone(),
            contact_email: None,
        };
        let personal = Personal {
            key: CaseKey::new([7; 32]),
            claim,
            numbers: Some(line.numbers.clone()),
            numbers_seen: None,
            on_record: None,
            replaced: Vec::new(),
            refund_destination: Some("OM810180000001299123456".to_owned()),
            pickup_address: Some("Way 2614, Al Khuwair".to_owned()),
            complaints: std::collections::BTreeMap::new(),
        };
        Self {
            connect: Box::new(connect),
            line,
            case: CaseId::new(start(), fresh),
            personal: Arc::new(personal),
            step: std::sync::atomic::AtomicU16::new(0),
            at: start(),
        }
    }

    pub(crate) fn iccid(&self) -> &Iccid {
        &self.line.numbers.iccid
    }

    /// The next step's order.
    pub(crate) fn order(&self, effect: Effect) -> Order {
        let step = StepIndex(self.step.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        Order {
            case: self.case,
            step,
            key: EffectKey::new(self.case, step, 0),
            attempt: 1,
            audience: (effect.kind() == EffectKind::Tell).then(|| self.audience()),
            effect,
            at: self.at,
            personal: Arc::clone(&self.personal),
            undoes: None,
        }
    }

    fn audience(&self) -> Audience {
        Audience {
            language: Language::En,
            numbers: self.personal.claim.contact_msisdn.iter().cloned().collect(),
            emails: Vec::new(),
            before_bar: true,
        }
    }

    pub(crate) async fn send(&self, name: &str, order: &Order) -> Outcome<Line> {
        (self.connect)(&system(name)).perform(order).await
    }

    pub(crate) async fn inquire(&self, name: &str, order: &Order) -> Finding<Line> {
        (self.connect)(&system(name)).inquire(order).await
    }

    pub(crate) async fn ask(&self, name: &str, effect: Effect) -> Outcome<Line> {
        self.send(name, &self.order(effect)).await
    }

    pub(crate) async fn plain(&self, name: &str, kind: EffectKind) -> Outcome<Line> {
        self.ask(name, Effect::Plain(kind)).await
    }

    /// Asks and expects it done.
    pub(crate) async fn done(&self, name: &str, effect: Effect) -> Evidence<Line> {
        let kind = effect.kind();
        let outcome = self.ask(name, effect).await;
        let Outcome::Done(evidence) = outcome else { panic!("{kind:?} at {name}: {outcome:?}") };
        evidence
    }

    /// Reads the line anew.
    pub(crate) async fn read_line(&self) -> Line {
        let evidence = self.done_plain("inventory", EffectKind::ReadLine).await;
        let Evidence::Line(line) = evidence else { panic!("{evidence:?}") };
        *line
    }

    pub(crate) async fn done_plain(&self, name: &str, kind: EffectKind) -> Evidence<Line> {
        self.done(name, Effect::Plain(kind)).await
    }

    pub(crate) fn collect_usage(&self) -> Effect {
        Effect::CollectUsage { since: start(), charge_stop: self.at }
    }

    pub(crate) fn final_bill(&self) -> Effect {
        Effect::IssueFinalBill { charge_stop: self.at, received_at: start(), usage_rule: UsageRule::Bill }
    }
}

/// The state of a line as text, to compare byte by byte.
pub(crate) async fn state_text(sandbox: &Sandbox, iccid: &Iccid) -> String {
    sandbox.line_state(iccid).await.unwrap().to_string()
}

pub(crate) async fn happens(sandbox: &Sandbox, asker: &Asker, happening: Happening) {
    sandbox.world(asker.iccid(), happening).await.unwrap();
}
