//! A hundred lines, from the desk to the certificate.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use masalama_connect::osmo_hlr::testbed::Hlr;
use masalama_core::effect::{EffectKind, Order, Outcome};
use masalama_core::identity::Imsi;
use masalama_core::landscape::SystemKind;
use masalama_core::paper::Covered;
use masalama_core::port::Answer;
use masalama_core::record::Fact;
use masalama_core::step::StepKind;
use masalama_engine::CaseView;

use super::around::Around;
use super::rig::{Lines, Rig, answers, assert_proven_dead, covered_hlr, record, reference, step_on_hlr};
use super::{Nodes, has_hlr};

const LINES: u32 = 100;

/// How things stood when a deletion was about to leave.
#[derive(Debug)]
struct AtDeletion {
    imsi: Imsi,
    was_row_there: bool,
    told: [usize; 2],
}

/// Looks at nodes and row before each deletion leaves.
struct Witness {
    hlr: Arc<Hlr>,
    nodes: Arc<Nodes>,
    seen: Mutex<Vec<AtDeletion>>,
}

impl Around for Witness {
    fn before<'a>(&'a self, order: &'a Order) -> Answer<'a, ()> {
        Box::pin(async move {
            if order.effect.kind() != EffectKind::DeleteSubscriber {
                return;
            }
            let imsi = order.personal.numbers.as_ref().unwrap().imsi.clone();
            let told = self.nodes.told(&imsi).await;
            let was_row_there = self.hlr.has_row(&imsi).await;
            self.seen.lock().unwrap().push(AtDeletion { imsi, was_row_there, told });
        })
    }
}

/// The withdrawal was confirmed before the deletion was even intended, each of them at the first try.
fn assert_withdrawn_before_deleted(view: &CaseView) {
    let cancelled = step_on_hlr(view, StepKind::CancelLocation);
    let deleted = step_on_hlr(view, StepKind::DeleteSubscriber);
    let [(withdrawn_at, withdrawn)] = answers(view, cancelled)[..] else {
        panic!("withdrawn more than once")
    };
    assert!(reference(withdrawn).ends_with("handed to MSC-1 (circuit), SGSN-1 (packet)"), "{withdrawn:?}");
    let intended = |fact: &Fact| matches!(fact, Fact::Intended { step, .. } if *step == deleted);
    assert!(withdrawn_at < record(view, intended).unwrap().seq);
    let [(_, Outcome::Done(_))] = answers(view, deleted)[..] else { panic!("deleted more than once") };
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_lines_end_with_one_withdrawal_each_before_the_row_goes() {
    // Every node is told exactly once while the row is still there, nobody can come back, and each line has a certificate that says so.
    if !has_hlr("a hundred lines to the certificate") {
        return;
    }
    let hlr = Arc::new(Hlr::start().await);
    let lines = Lines::new(&hlr, LINES).await;
    let nodes = Arc::new(Nodes::start(&hlr).await);
    nodes.attach(&lines.imsis).await;
    let witness =
        Arc::new(Witness { hlr: Arc::clone(&hlr), nodes: Arc::clone(&nodes), seen: Mutex::default() });
    let around: Arc<dyn Around> = witness.clone();
    let rig = Rig::start_around(&lines, hlr.settings(), around);

    let started = Instant::now();
    let mut cases = Vec::new();
    for line in &lines.lines {
        cases.push(rig.open(line).await);
    }
    for case in cases {
        let (view, certificate) = rig.certified(case).await;
        assert_withdrawn_before_deleted(&view);
        assert_proven_dead(&certificate, &hlr);
        assert!(certificate.not_covered.contains(&SystemKind::Hss), "{certificate:?}");
        let Some(Covered::Ordered { at: Some(_), reference: Some(said) }) = covered_hlr(&certificate).1
        else {
            panic!("its nodes are not ordered: {certificate:?}")
        };
        assert!(said.as_str().ends_with("handed to MSC-1 (circuit), SGSN-1 (packet)"), "{said}");
    }
    println!("{LINES} ceases from the desk to the certificate: {:?}", started.elapsed());

    let seen = std::mem::take(&mut *witness.seen.lock().unwrap());
    assert_eq!(seen.len(), lines.imsis.len(), "each was deleted once");
    assert!(seen.iter().all(|one| one.was_row_there && one.told == [1, 1]), "{seen:?}");
    assert!(lines.imsis.iter().all(|imsi| seen.iter().any(|one| one.imsi == *imsi)));
    nodes.assert_refused_as_unknown(&lines.imsis).await;
    nodes.assert_told_once_each(&lines.imsis).await;
    rig.stop().await;
}
