//! What goes wrong between us and the HLR.

use masalama_connect::osmo_hlr::Domain;
use masalama_connect::osmo_hlr::testbed::{self, Attached, Hlr, Node};
use masalama_core::effect::{EffectKind, Finding, Outcome};

use super::{cause, connector, has_hlr, inquire, perform, reference, subscribers};

#[tokio::test]
async fn an_order_lost_to_a_locked_database_is_never_called_done() {
    // While somebody writes to its database the HLR drops orders; some of its interfaces do not even say so.
    if !has_hlr("a locked database") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsis = subscribers(&hlr, 1).await;
    let ours = connector(hlr.settings());
    for kind in [EffectKind::Bar, EffectKind::DeleteSubscriber] {
        let lock = hlr.lock_database();
        let lost = perform(&ours, kind, &imsis[0]).await;
        assert!(cause(&lost).contains("the HLR said"), "{lost:?}");
        assert_eq!(inquire(&ours, kind, &imsis[0]).await, Finding::NotDone);
        drop(lock);
        assert!(matches!(perform(&ours, kind, &imsis[0]).await, Outcome::Done(_)));
    }
}

#[tokio::test]
async fn an_order_to_a_hanging_hlr_is_unknown_until_it_wakes_up_and_then_done() {
    // A time-out is no "no": the order lies in the HLR's socket and is carried out when it wakes up.
    if !has_hlr("a hanging HLR") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsis = subscribers(&hlr, 1).await;
    let mut settings = hlr.settings();
    settings.timeout_ms = 300;
    let ours = connector(settings);
    for kind in [EffectKind::Bar, EffectKind::Unbar, EffectKind::DeleteSubscriber] {
        hlr.pause().await;
        assert_eq!(cause(&perform(&ours, kind, &imsis[0]).await), "no answer in time");
        assert!(matches!(inquire(&ours, kind, &imsis[0]).await, Finding::Unknown { .. }));
        hlr.resume().await;
        testbed::wait_until("the late order is found", async || {
            matches!(inquire(&ours, kind, &imsis[0]).await, Finding::Done(_))
        })
        .await;
    }
}

#[tokio::test]
async fn a_proof_from_a_hanging_hlr_is_no_proof() {
    // Silence of a register is not the absence of a row.
    if !has_hlr("a proof from a hanging HLR") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsis = subscribers(&hlr, 1).await;
    let mut settings = hlr.settings();
    settings.timeout_ms = 200;
    let ours = connector(settings);
    hlr.pause().await;
    for kind in [EffectKind::CancelLocation, EffectKind::ProveDead] {
        assert_eq!(cause(&perform(&ours, kind, &imsis[0]).await), "no answer in time");
    }
    hlr.resume().await;
}

#[tokio::test]
async fn a_withdrawal_that_cannot_reach_its_node_is_unknown_and_names_it() {
    // The row says who serves the line; if that node is not connected, it has not been told.
    if !has_hlr("a node that is away") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsis = subscribers(&hlr, 1).await;
    let msc = Node::start(hlr.gsup(), "MSC-1", Domain::Circuit).await;
    let sgsn = Node::start(hlr.gsup(), "SGSN-1", Domain::Packet).await;
    for node in [&msc, &sgsn] {
        assert_eq!(node.attach(&imsis[0]).await, Attached::Accepted);
    }
    drop(msc);
    hlr.wait_for_node_gone("MSC-1").await;
    let ours = connector(hlr.settings());
    let outcome = perform(&ours, EffectKind::CancelLocation, &imsis[0]).await;
    assert_eq!(cause(&outcome), "not connected to the HLR: MSC-1 (circuit); handed to: SGSN-1 (packet)");
    assert!(matches!(inquire(&ours, EffectKind::CancelLocation, &imsis[0]).await, Finding::Unknown { .. }));

    let msc = Node::start(hlr.gsup(), "MSC-1", Domain::Circuit).await;
    let again = perform(&ours, EffectKind::CancelLocation, &imsis[0]).await;
    assert!(reference(&again).contains("MSC-1 (circuit), SGSN-1 (packet)"), "{again:?}");
    for (node, count) in [(&msc, 1), (&sgsn, 2)] {
        node.fence().await;
        assert_eq!(node.withdrawals().len(), count, "{}", node.name());
    }
}

#[tokio::test]
async fn an_hlr_that_is_not_there_is_unknown_and_the_cause_says_that_nothing_was_sent() {
    // Whoever reads the record must see that the order never left.
    if !has_hlr("no HLR") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsis = subscribers(&hlr, 1).await;
    let ours = connector(hlr.settings());
    drop(hlr);
    for kind in
        [EffectKind::Bar, EffectKind::CancelLocation, EffectKind::DeleteSubscriber, EffectKind::ProveDead]
    {
        assert_eq!(
            cause(&perform(&ours, kind, &imsis[0]).await),
            "no connection, and nothing was sent: connection refused"
        );
        assert!(matches!(inquire(&ours, kind, &imsis[0]).await, Finding::Unknown { .. }));
    }
}
