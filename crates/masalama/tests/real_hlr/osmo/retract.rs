//! A request that is taken back after the bar.

use std::sync::Arc;

use masalama_connect::osmo_hlr::testbed::{self, Attached, Hlr};
use masalama_connect::osmo_hlr::{Domain, Service};
use masalama_core::effect::{EffectKind, Order};
use masalama_core::port::Answer;
use masalama_core::record::{Actor, Ending};
use masalama_core::step::StepKind;
use tokio::sync::Notify;
use tokio::time::timeout;

use super::around::Around;
use super::rig::{Lines, Rig, answers, reference, step_on_hlr};
use super::{Nodes, has_hlr};

/// Holds the withdrawal back, just before it leaves, until it is let go.
#[derive(Default)]
struct HoldWithdrawal {
    reached: Notify,
    let_go: Notify,
}

impl Around for HoldWithdrawal {
    fn before<'a>(&'a self, order: &'a Order) -> Answer<'a, ()> {
        Box::pin(async move {
            if order.effect.kind() == EffectKind::CancelLocation {
                self.reached.notify_one();
                self.let_go.notified().await;
            }
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_for_data_only_has_data_only_again_after_a_retract() {
    // Taking a request back gives the line what it had, and nothing that it never had.
    if !has_hlr("a retract in the register") {
        return;
    }
    let hlr = Hlr::start().await;
    let lines = Lines::new(&hlr, 1).await;
    let imsi = &lines.imsis[0];
    hlr.switch(imsi, Domain::Circuit, Service::Off).await;
    let nodes = Nodes::start(&hlr).await;
    let hold = Arc::new(HoldWithdrawal::default());
    let around: Arc<dyn Around> = hold.clone();
    let rig = Rig::start_around(&lines, hlr.settings(), around);
    let case = rig.open(&lines.lines[0]).await;
    timeout(testbed::PATIENCE, hold.reached.notified()).await.unwrap();
    assert_eq!(nodes.sgsn.attach(imsi).await, Attached::Refused { cause: Some(7) }, "it is barred");
    rig.desk.retract(case, Actor::Subscriber, None).await.unwrap();
    hold.let_go.notify_one();

    let view = rig.when("it is taken back", case, |view| view.papers.len() == 2).await;
    let lifted = answers(&view, step_on_hlr(&view, StepKind::Unbar));
    assert_eq!(reference(lifted[0].1), "read back: circuit off, packet on");
    assert_ne!(view.row.ending, Some(Ending::Ceased));
    assert_eq!(nodes.sgsn.attach(imsi).await, Attached::Accepted);
    assert_eq!(nodes.msc.attach(imsi).await, Attached::Refused { cause: Some(11) });
    rig.stop().await;
}
