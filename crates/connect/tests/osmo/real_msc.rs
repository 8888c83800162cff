//! One run with the real osmo-msc as the node that serves the line.

use masalama_connect::osmo_hlr::testbed::{self, Admission, Attached, Hlr, Mme, Msc, Node};
use masalama_connect::osmo_hlr::{Domain, ServingNode};
use masalama_core::effect::{EffectKind, Evidence, Finding, Outcome, RejectedWhy};
use masalama_core::port::Connector;

use super::{connector, inquire, perform, reference, refused, subscribers};

fn has_programs(test: &str) -> bool {
    testbed::is_ready(test, &[testbed::PROGRAMS.as_slice(), testbed::MSC_PROGRAMS.as_slice()].concat())
}

#[tokio::test]
async fn a_real_msc_forgets_the_line_and_its_own_table_proves_it() {
    // The register's word is not enough: the node itself must say that it no longer holds the line.
    if !has_programs("a real MSC forgets the line") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsis = subscribers(&hlr, 3).await;
    let msc = Msc::start(&hlr, "MSC-OSMO-1").await;
    let mut mme = Mme::connect(msc.sgs()).await;
    for imsi in &imsis {
        assert_eq!(mme.attach(imsi).await, Admission::Accepted);
        msc.wait_until_attached(imsi).await;
    }
    assert_eq!(msc.held().await, imsis.len());

    let mut settings = hlr.settings();
    settings.serving_nodes.push(ServingNode { name: msc.name().clone(), vty: msc.vty() });
    let ours = connector(settings);
    assert!(ours.offers().iter().any(|offer| offer.effect == EffectKind::ProveAbsent));
    let held = perform(&ours, EffectKind::ProveAbsent, &imsis[0]).await;
    assert_eq!(refused(&held), RejectedWhy::LineIsThere);
    assert_eq!(inquire(&ours, EffectKind::CancelLocation, &imsis[0]).await, Finding::NotDone);

    for imsi in &imsis {
        let cancelled = perform(&ours, EffectKind::CancelLocation, imsi).await;
        assert!(reference(&cancelled).ends_with("handed to MSC-OSMO-1 (circuit)"), "{cancelled:?}");
        let Outcome::Done(Evidence::Proof(proof)) = perform(&ours, EffectKind::ProveAbsent, imsi).await
        else {
            panic!("not proven absent")
        };
        assert_eq!((proof.node.as_str(), proof.answer.as_str()), ("MSC-OSMO-1", "no subscriber found"));
        assert!(matches!(inquire(&ours, EffectKind::CancelLocation, imsi).await, Finding::Done(_)));
    }
    assert_eq!(msc.held().await, 0, "its table is empty");

    for imsi in &imsis {
        assert!(matches!(perform(&ours, EffectKind::DeleteSubscriber, imsi).await, Outcome::Done(_)));
        assert!(matches!(
            perform(&ours, EffectKind::ProveDead, imsi).await,
            Outcome::Done(Evidence::Proof(_))
        ));
        assert_eq!(mme.attach(imsi).await, Admission::Refused);
    }
    assert_eq!(msc.held().await, 0, "nobody came back");
}

#[tokio::test]
async fn a_line_deleted_without_a_withdrawal_is_found_in_the_real_msc() {
    // A deleted row is not a dead line: the register tells the node nothing, and only the node's own table shows it.
    if !has_programs("a deleted row is not a dead line") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsis = subscribers(&hlr, 1).await;
    let msc = Msc::start(&hlr, "MSC-OSMO-1").await;
    let mut mme = Mme::connect(msc.sgs()).await;
    assert_eq!(mme.attach(&imsis[0]).await, Admission::Accepted);
    msc.wait_until_attached(&imsis[0]).await;
    let mut settings = hlr.settings();
    settings.timeout_ms = 500;
    settings.serving_nodes.push(ServingNode { name: msc.name().clone(), vty: msc.vty() });
    let ours = connector(settings);
    assert!(matches!(perform(&ours, EffectKind::DeleteSubscriber, &imsis[0]).await, Outcome::Done(_)));
    assert_eq!(refused(&perform(&ours, EffectKind::ProveAbsent, &imsis[0]).await), RejectedWhy::LineIsThere);
}

#[tokio::test]
async fn an_old_node_that_the_hlr_forgot_is_withdrawn_from_too() {
    // When a phone moves on, this HLR tells the old node nothing and no longer names it; the old node keeps the line.
    if !has_programs("an old node") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsis = subscribers(&hlr, 1).await;
    let msc = Msc::start(&hlr, "MSC-OSMO-1").await;
    let mut mme = Mme::connect(msc.sgs()).await;
    assert_eq!(mme.attach(&imsis[0]).await, Admission::Accepted);
    msc.wait_until_attached(&imsis[0]).await;
    let other = Node::start(hlr.gsup(), "MSC-2", Domain::Circuit).await;
    assert_eq!(other.attach(&imsis[0]).await, Attached::Accepted);
    assert_eq!(msc.held().await, 1, "the old node was told nothing");

    let mut settings = hlr.settings();
    settings.serving_nodes.push(ServingNode { name: msc.name().clone(), vty: msc.vty() });
    let ours = connector(settings);
    let cancelled = perform(&ours, EffectKind::CancelLocation, &imsis[0]).await;
    assert!(
        reference(&cancelled).ends_with("handed to MSC-2 (circuit), MSC-OSMO-1 (circuit)"),
        "{cancelled:?}"
    );
    testbed::wait_until("the old node forgets the line", async || msc.held().await == 0).await;
    other.fence().await;
    assert_eq!(other.withdrawals().len(), 1);
    let unread = perform(&ours, EffectKind::ProveAbsent, &imsis[0]).await;
    assert_eq!(refused(&unread), RejectedWhy::Refused, "nobody can read MSC-2");
}
