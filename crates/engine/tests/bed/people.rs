//! The people around a case: the subscriber who answers what he is asked, and staff who look and decide by a fixed rule.

use jiff::ToSpan as _;
use masalama_connect::sandbox::{EffectFilter, Happening, Verdict as Arrived};
use masalama_core::attachment::Shown;
use masalama_core::case::{CaseId, Progress, StuckWhy};
use masalama_core::line::Line;
use masalama_core::next::NeedHand;
use masalama_core::port::TaskFilter;
use masalama_core::record::{Actor, Decision, Verdict};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{RefundMethod, ReturnWay};
use masalama_core::role::Role;
use masalama_core::step::StepKind;
use masalama_engine::CaseView;

use super::{Bed, Death, doer, refused, staff};

/// What the subscriber does besides waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Errand {
    /// Chooses a bank transfer, has the courier come, pays his dues, hands in his devices.
    All,
    /// Does nothing but pay his dues: money goes back the first way the policy allows, devices stay with him.
    PaysOnly,
}

/// One case and the people around it.
pub(crate) struct People {
    pub(crate) case: CaseId,
    pub(crate) line: Line,
    errand: Errand,
    /// The request is taken back as soon as the process has died this way.
    pub(crate) takes_back_after: Option<Death>,
    /// How often staff were needed.
    pub(crate) staff_did: u32,
}

impl People {
    pub(crate) fn new(case: CaseId, line: &Line, errand: Errand) -> Self {
        Self { case, line: line.clone(), errand, takes_back_after: None, staff_did: 0 }
    }

    /// Does the first thing that is asked now and that they will do; says whether there was one.
    pub(crate) async fn serve(&mut self, bed: &Bed) -> bool {
        if self.takes_back_after.is_some_and(|death| !bed.script.is_to_come(death)) {
            self.takes_back_after = None;
            bed.desk.retract(self.case, Actor::Subscriber, None).await.unwrap();
            return true;
        }
        let filter = TaskFilter { case: Some(self.case), hand: None, limit: 100, ..TaskFilter::default() };
        if bed.desk.tasks(filter).await.unwrap().is_empty() {
            return false;
        }
        let view = bed.view(self.case).await;
        if view.case.parked.is_some() {
            bed.desk.decide(self.case, staff("care-1"), Decision::TryAgain, "looked").await.unwrap();
            self.staff_did += 1;
            return true;
        }
        for need in view.tasks.clone() {
            if self.does(bed, &view, &need).await {
                return true;
            }
        }
        false
    }

    async fn does(&mut self, bed: &Bed, view: &CaseView, need: &NeedHand) -> bool {
        let state = view.case.state(need.step);
        match (&state.progress, view.case.planned(need.step).kind) {
            (Progress::Stuck { why: StuckWhy::NotMatched, .. }, _) => false,
            (Progress::Stuck { .. } | Progress::Unknown { .. }, _) => {
                self.finds_out(bed, view, need).await;
                true
            }
            (_, StepKind::SettleDues | StepKind::CheckAccount) => self.pays(bed).await,
            (_, StepKind::ChooseRefund) if self.errand == Errand::All => {
                let to = Some("OM810180000001299123456".to_owned());
                let method = RefundMethod::BankTransfer;
                bed.desk.choose_refund(self.case, Actor::Subscriber, method, to).await.unwrap();
                true
            }
            (_, StepKind::ArrangeReturn) if self.errand == Errand::All => {
                let on = bed.desk.now().to_zoned(jiff::tz::TimeZone::UTC).date() + 5.days();
                let way = ReturnWay::Courier { on, from_hour: 10 };
                let address = Some("Way 2614, Al Khuwair".to_owned());
                bed.desk.choose_return(self.case, Actor::Subscriber, way, address).await.unwrap();
                true
            }
            (_, StepKind::ReturnDevices) if self.errand == Errand::All => {
                for device in &self.line.facts.devices {
                    bed.happens(&self.line, Happening::DeviceArrives { label: device.label.clone() }).await;
                }
                bed.desk
                    .attest(self.case, &doer("shop-1", &[Role::Shop]), need.step, "scanned")
                    .await
                    .unwrap();
                true
            }
            _other => false,
        }
    }

    async fn pays(&self, bed: &Bed) -> bool {
        let before = bed.state_text(&self.line.numbers.iccid).await;
        bed.happens(&self.line, Happening::PaysDues).await;
        before != bed.state_text(&self.line.numbers.iccid).await
    }

    /// Staff look into the other system: was it done under this key?
    async fn finds_out(&mut self, bed: &Bed, view: &CaseView, need: &NeedHand) {
        let filter = EffectFilter {
            key: Some(view.case.key(need.step)),
            verdict: Some(Arrived::Applied),
            ..EffectFilter::default()
        };
        let is_done = !bed.sandbox.effects(filter).await.unwrap().is_empty();
        let is_word = view.case.may_resolve(need.step, Verdict::Done);
        let verdict = if is_done && is_word { Verdict::Done } else { Verdict::NotDone };
        let lead = doer("lead-1", &[Role::Supervisor]);
        let shown = || Shown::reference("BRM-4711").unwrap();
        if view.case.needs_two(need.step) {
            let alone = bed.desk.resolve(self.case, &lead, need.step, verdict, shown(), "looked there").await;
            assert_eq!(refused(alone), RefusalCode::SecondPersonNeeded);
            let (first, step) = (staff("care-1"), need.step);
            let proposed = bed.desk.propose_settle(self.case, first, step, verdict, shown(), "looked there");
            let seq = proposed.await.unwrap();
            let content = bed.view(self.case).await.case.proposed(seq).unwrap().content;
            bed.desk.approve(self.case, &lead, seq, content).await.unwrap();
        } else {
            bed.desk.resolve(self.case, &lead, need.step, verdict, shown(), "looked there").await.unwrap();
        }
        self.staff_did += 1;
    }
}
