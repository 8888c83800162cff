//! Bar and unbar, and what is offered.

use masalama_connect::osmo_hlr::testbed::{Attached, Hlr, Node};
use masalama_connect::osmo_hlr::{Domain, PeerName, ServingNode};
use masalama_core::effect::{EffectKind, Finding, RejectedWhy};
use masalama_core::landscape::Class;
use masalama_core::port::Connector;

use super::{connector, has_hlr, inquire, perform, reference, refused, subscribers};

#[tokio::test]
async fn a_bar_is_read_back_refuses_phones_and_can_be_lifted() {
    // The bar must show in the HLR and to a phone, and leave nothing behind when it is lifted.
    if !has_hlr("bar and unbar") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsis = subscribers(&hlr, 1).await;
    let msc = Node::start(hlr.gsup(), "MSC-1", Domain::Circuit).await;
    let sgsn = Node::start(hlr.gsup(), "SGSN-1", Domain::Packet).await;
    let ours = connector(hlr.settings());

    assert_eq!(inquire(&ours, EffectKind::Bar, &imsis[0]).await, Finding::NotDone);
    let barred = perform(&ours, EffectKind::Bar, &imsis[0]).await;
    assert_eq!(reference(&barred), "read back: circuit off, packet off; before: circuit on, packet on");
    assert!(matches!(inquire(&ours, EffectKind::Bar, &imsis[0]).await, Finding::Done(_)));
    assert_eq!(inquire(&ours, EffectKind::Unbar, &imsis[0]).await, Finding::NotDone);
    assert_eq!(msc.attach(&imsis[0]).await, Attached::Refused { cause: Some(11) });
    assert_eq!(sgsn.attach(&imsis[0]).await, Attached::Refused { cause: Some(7) });

    let lifted = perform(&ours, EffectKind::Unbar, &imsis[0]).await;
    assert_eq!(reference(&lifted), "read back: circuit on, packet on");
    assert_eq!(msc.attach(&imsis[0]).await, Attached::Accepted);
    assert_eq!(sgsn.attach(&imsis[0]).await, Attached::Accepted);
}

#[tokio::test]
async fn absence_is_offered_only_where_a_node_can_be_read() {
    // A proof that cannot be had must not be promised: then the certificate says "ordered".
    if !has_hlr("what is offered") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsis = subscribers(&hlr, 1).await;
    let blind = connector(hlr.settings());
    assert!(blind.offers().iter().all(|offer| offer.class == Class::Idempotent));
    assert!(!blind.offers().iter().any(|offer| offer.effect == EffectKind::ProveAbsent));
    assert_eq!(refused(&perform(&blind, EffectKind::ProveAbsent, &imsis[0]).await), RejectedWhy::Invalid);
    assert_eq!(refused(&perform(&blind, EffectKind::PayRefund, &imsis[0]).await), RejectedWhy::Invalid);

    let mut settings = hlr.settings();
    settings.serving_nodes.push(ServingNode { name: PeerName::parse("MSC-1").unwrap(), vty: hlr.ctrl() });
    assert!(connector(settings).offers().iter().any(|offer| offer.effect == EffectKind::ProveAbsent));
}
