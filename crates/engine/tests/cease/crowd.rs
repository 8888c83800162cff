//! Many cases at once: one that goes wrong takes nothing from the others, and two workers do nothing twice.

use std::sync::atomic::Ordering;

use masalama_core::case::{CaseId, Stage};
use masalama_core::effect::EffectKind;
use masalama_core::line::{Line, LineKind};
use masalama_core::plan::Hand;
use masalama_core::record::{Actor, Choice, Ending, ParkedFor};
use masalama_core::request::RefundMethod;
use masalama_core::step::StepKind;
use masalama_engine::Limits;
use tokio::sync::watch;

use crate::bed::{Bed, Trick, papers};
use crate::sweep::violations;

/// How many cases go side by side.
const CROWD: usize = 200;

/// So many prepaid lines of this operator, each with an open case.
async fn crowd(bed: &Bed, operator: &str, count: usize) -> Vec<(CaseId, Line)> {
    let mut cases = Vec::new();
    let lines = bed.lines().await.into_iter();
    // An eSIM would wait for its device for weeks.
    let fits = |line: &Line| {
        line.facts.operator.as_str() == operator && line.facts.kind == LineKind::Prepaid && !line.facts.esim
    };
    for line in lines.filter(fits).take(count) {
        cases.push((bed.open(&line).await, line));
    }
    assert_eq!(cases.len(), count);
    cases
}

async fn all_ceased_once(bed: &Bed, cases: &[(CaseId, Line)]) {
    for (case, line) in cases {
        let view = bed.view(*case).await;
        let open: Vec<_> = view.steps.iter().filter(|step| step.evidence.is_none()).map(open_words).collect();
        assert_eq!(view.case.ending, Some(Ending::Ceased), "{:?} {open:?}", view.case.parked);
        assert_eq!(violations(bed, &view, line).await, Vec::<String>::new());
    }
}

fn open_words(step: &masalama_engine::StepView) -> String {
    format!("{:?} on {:?}: {:?}", step.kind, step.system, step.progress)
}

/// A bill in another currency, a connector that panics and one that never answers, each for one case of two hundred: the others end, the
/// poisoned one is parked with its reason, and staff are asked about the two that nobody knows of.
#[tokio::test]
async fn one_that_goes_wrong_takes_nothing_from_the_others() {
    let limits = Limits { call_ms: 400, ..Limits::default() };
    let mut bed = Bed::with(1_600, limits);
    bed.retry.attempts_max = 3;
    bed.die();
    let cases = crowd(&bed, "sandbox-sohar", CROWD).await;
    let [poisoned, panicking, silent] = [cases[20].0, cases[90].0, cases[150].0];
    bed.script.tricks(poisoned, EffectKind::IssueFinalBill, Trick::BillsInDollars);
    bed.script.tricks(panicking, EffectKind::StopCharging, Trick::Panics);
    bed.script.tricks(silent, EffectKind::StopCharging, Trick::Silent);
    bed.run_to_rest(&mut []).await;
    let (wrong, right): (Vec<_>, Vec<_>) =
        cases.into_iter().partition(|(case, _)| [poisoned, panicking, silent].contains(case));
    assert_eq!(wrong.len(), 3);
    all_ceased_once(&bed, &right).await;
    let view = bed.view(poisoned).await;
    assert_eq!(view.stage, Stage::Parked);
    let Some((_, ParkedFor::Poison { detail })) = view.case.parked else { panic!("{:?}", view.case.parked) };
    assert!(detail.as_str().contains("currenc"), "{detail}");
    for case in [panicking, silent] {
        let view = bed.view(case).await;
        let step = view.case.plan.find(StepKind::StopCharging).unwrap();
        assert!(view.tasks.iter().any(|need| need.step == step && need.hand == Hand::Staff));
        assert_eq!(papers(&view), ["receipt"]);
    }
}

/// What people say while the worker works on the same cases is kept, every word of it.
#[tokio::test]
async fn choices_that_race_with_the_worker_are_kept() {
    let mut bed = Bed::with(1_600, Limits::default());
    let cases = crowd(&bed, "sandbox-muscat", CROWD).await;
    bed.settle().await;
    let (desk, worker) = bed.another();
    let (stop, stopped) = watch::channel(false);
    let working = tokio::spawn(worker.run(stopped));
    bed.move_to(bed.desk.now() + jiff::SignedDuration::from_hours(13)).await;
    desk.ring();
    let mut said = 0;
    for (case, _) in &cases {
        let advice: Vec<_> = bed.view(*case).await.case.plan.advice.iter().map(|one| one.0).take(2).collect();
        for advice in advice {
            desk.note(*case, Actor::Subscriber, Choice::Ticked { advice }).await.unwrap();
            said += 1;
        }
        tokio::task::yield_now().await;
    }
    stop.send(true).unwrap();
    working.await.unwrap().unwrap();
    bed.run_to_rest(&mut []).await;
    let mut kept = 0;
    for (case, _) in &cases {
        kept += bed.view(*case).await.case.choices.ticked.len();
    }
    assert_eq!(kept, said);
    all_ceased_once(&bed, &cases).await;
}

/// A choice that the plan allows reaches the payment, whoever wrote to the case meanwhile.
#[tokio::test]
async fn a_refund_chosen_at_the_last_moment_is_paid_that_way() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    bed.desk.choose_refund(case, Actor::Subscriber, RefundMethod::CashAtShop, None).await.unwrap();
    bed.run_days(2, &mut []).await;
    let payouts = bed.sandbox.payouts(Some(line.numbers.iccid.clone())).await.unwrap();
    assert_eq!(payouts[0].method, RefundMethod::CashAtShop);
}

/// Two workers on one store: each case ends once and nothing is done twice.
#[tokio::test]
async fn two_workers_do_nothing_twice() {
    let limits = Limits { cases_in_hand: 16, cases_in_commit: 8, ..Limits::default() };
    let bed = Bed::with(400, limits);
    let cases = crowd(&bed, "sandbox-sohar", 60).await;
    let ((_, mut one), (_, mut two)) = (bed.another(), bed.another());
    let (first, second) = tokio::join!(one.drain(), two.drain());
    first.unwrap();
    second.unwrap();
    all_ceased_once(&bed, &cases).await;
}

/// A worker that stalls loses its leases; when it wakes up, the fence keeps it from writing and its late calls change nothing.
#[tokio::test]
async fn a_worker_that_was_given_up_changes_nothing() {
    let mut bed = Bed::with(400, Limits::default());
    let cases = crowd(&bed, "sandbox-sohar", 30).await;
    let mut given_up = 0;
    for commits in [3, 9, 15] {
        let ((_, mut stalled), (_, mut other)) = (bed.another(), bed.another());
        let mut work = Box::pin(stalled.drain());
        let until = bed.script.commits.load(Ordering::Relaxed) + commits;
        let some_work = async {
            while bed.script.commits.load(Ordering::Relaxed) < until {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            done = &mut work => done.unwrap(),
            () = some_work => {
                given_up += 1;
                bed.wall.pass(61);
                other.drain().await.unwrap();
                work.await.unwrap();
            }
        }
    }
    assert!(given_up > 0, "no worker was stalled");
    bed.wall.pass(61);
    bed.run_to_rest(&mut []).await;
    all_ceased_once(&bed, &cases).await;
}
