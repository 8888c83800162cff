//! A line that somebody makes anew between its deletion and the proof.

use std::slice;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use masalama_connect::osmo_hlr::testbed::Hlr;
use masalama_core::attachment::Shown;
use masalama_core::case::CaseId;
use masalama_core::effect::{EffectKind, Order, Outcome};
use masalama_core::line::Line;
use masalama_core::plan::Hand;
use masalama_core::port::{Answer, TaskFilter};
use masalama_core::record::{Fact, StaffName, StepIndex, Verdict};
use masalama_core::role::Role;
use masalama_core::step::StepKind;
use masalama_engine::{CaseView, Doer};

use super::around::Around;
use super::rig::{Lines, Rig, answers, assert_proven_dead, came_back, has_certificate, staff, step_on_hlr};
use super::{Nodes, has_hlr};

/// Makes the row anew as soon as it was deleted, once.
struct Recreate {
    hlr: Arc<Hlr>,
    is_done: AtomicBool,
}

impl Around for Recreate {
    fn after<'a>(&'a self, order: &'a Order, outcome: &'a Outcome<Line>) -> Answer<'a, ()> {
        Box::pin(async move {
            let is_deletion = order.effect.kind() == EffectKind::DeleteSubscriber;
            if is_deletion
                && matches!(outcome, Outcome::Done(_))
                && !self.is_done.swap(true, Ordering::SeqCst)
            {
                let imsi = &order.personal.numbers.as_ref().unwrap().imsi;
                self.hlr.subscribe(slice::from_ref(imsi)).await;
            }
        })
    }
}

/// How often the proof found the line there; each time it names the line, masked.
fn times_found(view: &CaseView, line: &Line) -> usize {
    let proofs = answers(view, step_on_hlr(view, StepKind::ProveDead));
    let rejected = proofs.iter().filter_map(|(_, outcome)| match outcome {
        Outcome::Rejected(rejection) => Some(rejection.detail.as_str()),
        Outcome::Done(_) | Outcome::Pending { .. } | Outcome::Unknown { .. } => None,
    });
    let details: Vec<_> = rejected.collect();
    let imsi = line.numbers.imsi.unmasked();
    let named = |detail: &&str| detail.contains(&imsi[13..]) && !detail.contains(&imsi[5..13]);
    assert!(details.iter().all(named), "{details:?}");
    details.len()
}

/// Two people say that it was not proven: one proposes, the other approves.
async fn say_not_done(rig: &Rig, case: CaseId, step: StepIndex, note: &str) {
    let shown = Shown::reference("NOC-2210").unwrap();
    let proposed = rig.desk.propose_settle(case, staff(), step, Verdict::NotDone, shown, note);
    let seq = proposed.await.unwrap();
    let content = rig.desk.view(case).await.unwrap().case.proposed(seq).unwrap().content;
    let name = StaffName::try_from("lead-1".to_owned()).unwrap();
    let lead = Doer { name, roles: [Role::Supervisor].into() };
    rig.desk.approve(case, &lead, seq, content).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_came_back_gets_no_certificate_until_it_is_gone_again() {
    // A certificate must never say that a line is dead which somebody made anew; staff are told which line, and can put it right.
    if !has_hlr("a line that came back, and its case") {
        return;
    }
    let hlr = Arc::new(Hlr::start().await);
    let lines = Lines::new(&hlr, 1).await;
    let nodes = Nodes::start(&hlr).await;
    nodes.attach(&lines.imsis).await;
    let around = Arc::new(Recreate { hlr: Arc::clone(&hlr), is_done: AtomicBool::new(false) });
    let rig = Rig::start_around(&lines, hlr.settings(), around);
    let line = &lines.lines[0];
    let case = rig.open(line).await;

    let view = rig.when("the line is seen to be back", case, came_back).await;
    let proof = step_on_hlr(&view, StepKind::ProveDead);
    assert!(!has_certificate(&view));
    assert_eq!(view.card.as_deref(), Some(line.numbers.iccid.to_string().as_str()));
    assert_eq!(view.number, line.numbers.msisdn.as_ref().map(ToString::to_string));
    assert_eq!(times_found(&view, line), 1);
    let filter = TaskFilter { case: Some(case), hand: Some(Hand::Staff), limit: 10, ..TaskFilter::default() };
    let tasks = rig.desk.tasks(filter).await.unwrap();
    assert!(tasks.iter().any(|row| row.task.step == proof && row.task.kind == StepKind::ProveDead));

    say_not_done(&rig, case, proof, "asked the shop").await;
    let again = |view: &CaseView| came_back(view) && times_found(view, line) == 2;
    let view = rig.when("the line is still there", case, again).await;
    assert!(!has_certificate(&view));

    hlr.remove(&lines.imsis).await;
    say_not_done(&rig, case, proof, "removed the row").await;
    let (view, certificate) = rig.certified(case).await;
    assert_proven_dead(&certificate, &hlr);
    let resolved = |fact: &Fact| matches!(fact, Fact::Approved { .. });
    assert_eq!(view.records.iter().filter(|record| resolved(&record.fact)).count(), 2);
    nodes.assert_refused_as_unknown(&lines.imsis).await;
    nodes.assert_told_once_each(&lines.imsis).await;
    rig.stop().await;
}
