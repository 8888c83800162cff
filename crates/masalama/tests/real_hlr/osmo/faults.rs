//! A register that loses orders, and one that hangs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use masalama_connect::osmo_hlr::testbed::{self, Hlr};
use masalama_core::case::{Progress, Stage};
use masalama_core::effect::{EffectKind, Order, Outcome};
use masalama_core::port::Answer;
use masalama_core::step::StepKind;
use masalama_engine::CaseView;
use tokio::sync::Notify;
use tokio::time::timeout;

use super::around::Around;
use super::rig::{Lines, Rig, answers, assert_proven_dead, reference, step_on_hlr};
use super::{Nodes, has_hlr};

/// How often the bar was sent and nobody could tell what became of it.
fn silences(view: &CaseView) -> usize {
    if view.case.plan.rules.is_none() {
        return 0;
    }
    let bar = answers(view, step_on_hlr(view, StepKind::Bar));
    bar.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Unknown { .. })).count()
}

/// Every answer to the bar but the last was silence, and the last was that both domains read back as off.
fn assert_barred_after_silence(view: &CaseView) {
    let bar = answers(view, step_on_hlr(view, StepKind::Bar));
    let Some(((_, last), before)) = bar.split_last() else { panic!("the bar was never answered") };
    assert!(reference(last).starts_with("read back: circuit off, packet off"), "{last:?}");
    assert!(!before.is_empty());
    assert!(before.iter().all(|(_, outcome)| matches!(outcome, Outcome::Unknown { .. })), "{before:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_lost_in_silence_is_never_taken_for_done() {
    // While its database is locked the register drops orders; the case must wait, and end properly when the lock goes.
    if !has_hlr("an order lost in silence, and its case") {
        return;
    }
    let hlr = Hlr::start().await;
    let lines = Lines::new(&hlr, 1).await;
    let nodes = Nodes::start(&hlr).await;
    nodes.attach(&lines.imsis).await;
    let rig = Rig::start(&lines, lines.connector(hlr.settings()));
    let lock = hlr.lock_database();
    let case = rig.open(&lines.lines[0]).await;

    let view = rig.when("the bar was lost twice", case, |view| silences(view) >= 2).await;
    assert_eq!(answers(&view, step_on_hlr(&view, StepKind::Bar)).len(), silences(&view), "silence only");
    assert_eq!((view.stage, view.case.charge_stop), (Stage::Preparing, None));
    assert_eq!(nodes.told(&lines.imsis[0]).await, [0, 0]);
    drop(lock);

    let (view, certificate) = rig.certified(case).await;
    assert_barred_after_silence(&view);
    assert_proven_dead(&certificate, &hlr);
    nodes.assert_refused_as_unknown(&lines.imsis).await;
    nodes.assert_told_once_each(&lines.imsis).await;
    rig.stop().await;
}

/// Holds the first bar back, just before it leaves, until it is let go.
#[derive(Default)]
struct HoldBar {
    has_passed: AtomicBool,
    reached: Notify,
    let_go: Notify,
}

impl Around for HoldBar {
    fn before<'a>(&'a self, order: &'a Order) -> Answer<'a, ()> {
        Box::pin(async move {
            if order.effect.kind() == EffectKind::Bar && !self.has_passed.swap(true, Ordering::SeqCst) {
                self.reached.notify_one();
                self.let_go.notified().await;
            }
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_register_that_hangs_at_the_bar_and_goes_on_is_settled_and_nothing_is_doubled() {
    // An order that lay in the register's socket is carried out late; the case must neither believe nor repeat it blindly.
    if !has_hlr("a register that hangs, and its case") {
        return;
    }
    let hlr = Hlr::start().await;
    let lines = Lines::new(&hlr, 1).await;
    let nodes = Nodes::start(&hlr).await;
    nodes.attach(&lines.imsis).await;
    let hold = Arc::new(HoldBar::default());
    let mut settings = hlr.settings();
    settings.timeout_ms = 1_500;
    let around: Arc<dyn Around> = hold.clone();
    let rig = Rig::start_around(&lines, settings, around);
    let case = rig.open(&lines.lines[0]).await;
    timeout(testbed::PATIENCE, hold.reached.notified()).await.unwrap();
    hlr.pause().await;
    hold.let_go.notify_one();

    let view = rig.when("nobody can tell of the bar", case, |view| silences(view) >= 1).await;
    let bar = step_on_hlr(&view, StepKind::Bar);
    let progress = &view.case.state(bar).progress;
    assert!(matches!(progress, Progress::Unknown { .. } | Progress::InFlight), "{progress:?}");
    assert_eq!(view.case.charge_stop, None);
    hlr.resume().await;

    let (view, certificate) = rig.certified(case).await;
    assert_barred_after_silence(&view);
    for kind in [StepKind::CancelLocation, StepKind::DeleteSubscriber, StepKind::ProveDead] {
        let answers = answers(&view, step_on_hlr(&view, kind));
        assert!(matches!(answers[..], [(_, Outcome::Done(_))]), "{kind:?}: {answers:?}");
    }
    assert_proven_dead(&certificate, &hlr);
    nodes.assert_refused_as_unknown(&lines.imsis).await;
    nodes.assert_told_once_each(&lines.imsis).await;
    rig.stop().await;
}
