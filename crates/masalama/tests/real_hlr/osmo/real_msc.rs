//! One line that a real osmo-msc serves.

use masalama_connect::osmo_hlr::ServingNode;
use masalama_connect::osmo_hlr::testbed::{self, Admission, Hlr, Mme, Msc};
use masalama_core::paper::Covered;

use super::rig::{Lines, Rig, assert_proven_dead, covered_hlr};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_msc_has_forgotten_the_line_and_the_certificate_proves_it() {
    // The node itself, not the register, must say that it no longer holds the line; and its cache must be empty.
    let programs = [testbed::PROGRAMS.as_slice(), testbed::MSC_PROGRAMS.as_slice()].concat();
    if !testbed::is_ready("a real MSC and the certificate", &programs) {
        return;
    }
    let hlr = Hlr::start().await;
    let lines = Lines::new(&hlr, 1).await;
    let imsi = &lines.imsis[0];
    let msc = Msc::start(&hlr, "MSC-OSMO-1").await;
    let mut mme = Mme::connect(msc.sgs()).await;
    assert_eq!(mme.attach(imsi).await, Admission::Accepted);
    msc.wait_until_attached(imsi).await;
    assert_eq!(msc.held().await, 1, "it holds the line before");

    let mut settings = hlr.settings();
    settings.serving_nodes.push(ServingNode { name: msc.name().clone(), vty: msc.vty() });
    let rig = Rig::start(&lines, lines.connector(settings));
    let case = rig.open(&lines.lines[0]).await;
    let (_, certificate) = rig.certified(case).await;
    assert_proven_dead(&certificate, &hlr);
    let Some(Covered::Proven { node, question, answer, .. }) = covered_hlr(&certificate).1 else {
        panic!("its nodes are not proven: {certificate:?}")
    };
    assert_eq!(node.as_str(), "MSC-OSMO-1");
    assert_eq!(question.as_str(), "does it hold the subscriber with this IMSI?");
    assert_eq!(answer.as_str(), "no subscriber found");
    assert_eq!(msc.held().await, 0, "its cache is empty");
    assert_eq!(mme.attach(imsi).await, Admission::Refused);
    assert_eq!(msc.held().await, 0, "nobody came back");
    rig.stop().await;
}
