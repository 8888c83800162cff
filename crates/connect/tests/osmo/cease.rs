//! A hundred lines are ended side by side.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use masalama_connect::osmo_hlr::testbed::{Attached, Hlr, Node};
use masalama_connect::osmo_hlr::{Domain, OsmoHlr};
use masalama_core::effect::{EffectKind, Evidence, Outcome, RejectedWhy};
use masalama_core::identity::Imsi;
use masalama_core::line::Line;
use tokio::time::Instant;

use super::{connector, has_hlr, perform, reference, refused, subscribers};

const LINES: u64 = 100;

async fn perform_all(hlr: &OsmoHlr, kind: EffectKind, imsis: &[Imsi]) -> Vec<Outcome<Line>> {
    let started = Instant::now();
    let outcomes = join_all(imsis.iter().map(|imsi| perform(hlr, kind, imsi))).await;
    println!("{kind:?} of {} lines side by side: {:?}", imsis.len(), started.elapsed());
    outcomes
}

/// Each line was withdrawn from this node exactly once, for good, in its own domain.
async fn assert_one_withdrawal_each(node: &Node, domain: Domain, imsis: &[Imsi]) {
    node.fence().await;
    let withdrawals = node.withdrawals();
    assert!(
        withdrawals.iter().all(|seen| seen.is_for_good && seen.domain == Some(domain)),
        "{withdrawals:?}"
    );
    let mut counts: BTreeMap<&Imsi, u32> = BTreeMap::new();
    for seen in &withdrawals {
        *counts.entry(&seen.imsi).or_default() += 1;
    }
    let expected: BTreeMap<&Imsi, u32> = imsis.iter().map(|imsi| (imsi, 1)).collect();
    assert_eq!(counts, expected, "{}", node.name());
}

async fn attach_all(node: &Node, imsis: &[Imsi]) -> Vec<Attached> {
    join_all(imsis.iter().map(|imsi| node.attach(imsi))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_lines_are_withdrawn_from_each_node_once_and_then_are_dead() {
    // Each node that serves a line is told exactly once, while the row is still there; afterwards the line is refused everywhere.
    if !has_hlr("a hundred lines") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsis = subscribers(&hlr, LINES).await;
    let msc = Node::start(hlr.gsup(), "MSC-1", Domain::Circuit).await;
    let sgsn = Node::start(hlr.gsup(), "SGSN-1", Domain::Packet).await;
    for node in [&msc, &sgsn] {
        assert!(attach_all(node, &imsis).await.iter().all(|said| *said == Attached::Accepted));
    }
    let ours = connector(hlr.settings());

    for outcome in perform_all(&ours, EffectKind::Bar, &imsis).await {
        assert_eq!(reference(&outcome), "read back: circuit off, packet off; before: circuit on, packet on");
    }
    for outcome in perform_all(&ours, EffectKind::CancelLocation, &imsis).await {
        assert!(reference(&outcome).ends_with("handed to MSC-1 (circuit), SGSN-1 (packet)"), "{outcome:?}");
    }
    assert_one_withdrawal_each(&msc, Domain::Circuit, &imsis).await;
    assert_one_withdrawal_each(&sgsn, Domain::Packet, &imsis).await;
    assert!(join_all(imsis.iter().map(|imsi| hlr.has_row(imsi))).await.iter().all(|is_there| *is_there));

    for outcome in perform_all(&ours, EffectKind::DeleteSubscriber, &imsis).await {
        assert_eq!(reference(&outcome), "read back: no such subscriber");
    }
    for outcome in perform_all(&ours, EffectKind::ProveDead, &imsis).await {
        let Outcome::Done(Evidence::Proof(proof)) = outcome else { panic!("not proven: {outcome:?}") };
        assert!(proof.answer.as_str().contains("cause 2"), "{proof:?}");
    }
    for node in [&msc, &sgsn] {
        assert!(
            attach_all(node, &imsis).await.iter().all(|said| *said == Attached::Refused { cause: Some(2) })
        );
    }
    assert_one_withdrawal_each(&msc, Domain::Circuit, &imsis).await;
    assert_one_withdrawal_each(&sgsn, Domain::Packet, &imsis).await;
}

#[tokio::test]
async fn a_line_that_came_back_is_not_proven_dead() {
    // An IMSI may be given out again between the deletion and the proof, with keys or without.
    if !has_hlr("a line that came back") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsis = subscribers(&hlr, 1).await;
    let ours = connector(hlr.settings());
    let imsi = &imsis[0];
    assert_eq!(refused(&perform(&ours, EffectKind::ProveDead, imsi).await), RejectedWhy::LineIsThere);
    assert_eq!(
        reference(&perform(&ours, EffectKind::DeleteSubscriber, imsi).await),
        "read back: no such subscriber"
    );
    assert!(matches!(perform(&ours, EffectKind::ProveDead, imsi).await, Outcome::Done(Evidence::Proof(_))));

    hlr.subscribe(&imsis).await;
    assert_eq!(refused(&perform(&ours, EffectKind::ProveDead, imsi).await), RejectedWhy::LineIsThere);
}

#[tokio::test]
async fn a_row_without_keys_is_not_taken_for_a_dead_line() {
    // This HLR refuses authentication with cause 2 for a row without keys too: the refusal alone proves nothing.
    if !has_hlr("a row without keys") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsi = Imsi::parse("901700000000077").unwrap();
    hlr.subscribe_without_keys(&imsi).await;
    let ours = connector(hlr.settings());
    assert_eq!(refused(&perform(&ours, EffectKind::ProveDead, &imsi).await), RejectedWhy::LineIsThere);
}

#[tokio::test]
async fn ending_what_is_gone_or_served_nowhere_is_done() {
    // A repeat after a crash must find its end, not a fault.
    if !has_hlr("ending what is gone") {
        return;
    }
    let hlr = Hlr::start().await;
    let imsis = subscribers(&hlr, 1).await;
    let ours = connector(hlr.settings());
    assert_eq!(
        reference(&perform(&ours, EffectKind::CancelLocation, &imsis[0]).await),
        "no node serves the line"
    );
    for _ in 0..2 {
        let outcome = perform(&ours, EffectKind::DeleteSubscriber, &imsis[0]).await;
        assert_eq!(reference(&outcome), "read back: no such subscriber");
    }
    assert_eq!(
        refused(&perform(&ours, EffectKind::CancelLocation, &imsis[0]).await),
        RejectedWhy::NoSuchLine
    );
    assert_eq!(refused(&perform(&ours, EffectKind::Bar, &imsis[0]).await), RejectedWhy::NoSuchLine);
}
