//! A connector that misbehaves as the script says, in front of one of the sandbox's.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use masalama_connect::sandbox::{FaultRule, Sandbox};
use masalama_core::detail::Detail;
use masalama_core::effect::{Effect, EffectKey, Evidence, Finding, Order, Outcome, Reached};
use masalama_core::landscape::{Offer, SystemName};
use masalama_core::line::Line;
use masalama_core::money::{Currency, Money};
use masalama_core::port::{Answer, Connector};
use masalama_core::record::StepIndex;

use super::script::{Aim, Death, Message, Point, Script, Trick};

/// Keys of single tries start here, far from any obligation.
const ATTEMPT_KEYS: u16 = 1_000;

/// One of the sandbox's connectors, and the script.
pub(super) struct ScriptedConnector {
    inner: Arc<dyn Connector>,
    sandbox: Sandbox,
    name: SystemName,
    script: Arc<Script>,
}

impl ScriptedConnector {
    pub(super) fn new(
        inner: Arc<dyn Connector>,
        sandbox: &Sandbox,
        name: &SystemName,
        script: &Arc<Script>,
    ) -> Self {
        Self { inner, sandbox: sandbox.clone(), name: name.clone(), script: Arc::clone(script) }
    }

    /// The sandbox's own fault, set for just this order.
    async fn set_fault(&self, order: &Order) {
        let aim = Aim { case: order.case, step: order.step };
        if let Some(fault) = self.script.fault(aim) {
            let personal = &order.personal;
            let iccid = personal.numbers.as_ref().map_or(&personal.claim.iccid, |numbers| &numbers.iccid);
            let rule = FaultRule::on(order.effect.kind(), fault);
            let rule = rule.for_line(iccid.clone()).at(self.name.clone()).times(1);
            self.sandbox.fault_set(rule).await.unwrap();
        }
    }

    /// The order as it leaves: under the key of its obligation, or sabotaged, under one of its own.
    fn keyed(&self, order: &Order) -> Order {
        let mut order = order.clone();
        if self.script.key_per_attempt.load(Ordering::Relaxed) {
            order.key = EffectKey::new(order.case, order.step, ATTEMPT_KEYS + order.attempt);
        }
        order
    }

    fn dies_after(&self, case: masalama_core::case::CaseId, step: StepIndex) -> bool {
        self.script.strikes(|death| *death == Death::At(Aim { case, step }, Point::AfterEffect))
    }
}

impl Connector for ScriptedConnector {
    fn offers(&self) -> Vec<Offer> {
        self.inner.offers()
    }

    fn perform<'a>(&'a self, order: &'a Order) -> Answer<'a, Outcome<Line>> {
        Box::pin(async move {
            let trick = self.script.trick(order.case, order.effect.kind());
            match trick {
                Some(Trick::Panics) => panic!("a connector panics, as the script says"),
                Some(Trick::Silent) => std::future::pending::<()>().await,
                Some(Trick::BillsInDollars | Trick::ReachesNobody) | None => {}
            }
            self.set_fault(order).await;
            if let (Effect::Tell { subject, .. }, Some(audience)) = (&order.effect, order.audience.clone()) {
                self.script.tells(Message { case: order.case, subject: *subject, audience });
            }
            let outcome = self.inner.perform(&self.keyed(order)).await;
            if self.dies_after(order.case, order.step) {
                self.script.die().await;
            }
            match trick {
                Some(Trick::BillsInDollars) => in_dollars(order, outcome),
                Some(Trick::ReachesNobody) => Outcome::Done(Evidence::Reached(Reached {
                    contacts: 3,
                    reached: 0,
                    told: Detail::of("contacts 3: refused 3"),
                })),
                Some(Trick::Panics | Trick::Silent) | None => outcome,
            }
        })
    }

    fn inquire<'a>(&'a self, order: &'a Order) -> Answer<'a, Finding<Line>> {
        Box::pin(async move { self.inner.inquire(&self.keyed(order)).await })
    }
}

/// The same bill in a currency nothing else is in.
fn in_dollars(order: &Order, outcome: Outcome<Line>) -> Outcome<Line> {
    match (&order.effect, outcome) {
        (Effect::IssueFinalBill { .. }, Outcome::Done(Evidence::Bill(mut bill))) => {
            bill.total = Money::new(bill.total.minor(), Currency::parse("USD").unwrap());
            Outcome::Done(Evidence::Bill(bill))
        }
        (_, outcome) => outcome,
    }
}
