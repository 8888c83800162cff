//! With OsmoHLR: the engine over SQLite, one real register, and the sandbox for every other system.

mod around;
mod binary;
mod came_back;
mod faults;
mod hundred;
mod real_msc;
mod retract;
mod rig;

use std::collections::BTreeMap;

use masalama_connect::osmo_hlr::Domain;
use masalama_connect::osmo_hlr::testbed::{self, Attached, Hlr, Node};
use masalama_core::identity::Imsi;

/// Is the HLR installed?
fn has_hlr(test: &str) -> bool {
    testbed::is_ready(test, &testbed::PROGRAMS)
}

/// A node for calls and one for data, counting what they are told.
struct Nodes {
    msc: Node,
    sgsn: Node,
}

impl Nodes {
    async fn start(hlr: &Hlr) -> Self {
        let msc = Node::start(hlr.gsup(), "MSC-1", Domain::Circuit).await;
        let sgsn = Node::start(hlr.gsup(), "SGSN-1", Domain::Packet).await;
        Self { msc, sgsn }
    }

    fn each(&self) -> [(&Node, Domain); 2] {
        [(&self.msc, Domain::Circuit), (&self.sgsn, Domain::Packet)]
    }

    /// Every phone comes to both nodes and is served.
    async fn attach(&self, imsis: &[Imsi]) {
        for (node, _) in self.each() {
            for imsi in imsis {
                assert_eq!(node.attach(imsi).await, Attached::Accepted, "{}", node.name());
            }
        }
    }

    /// How often each node was told to forget `imsi`, once all that was sent to it has arrived.
    async fn told(&self, imsi: &Imsi) -> [usize; 2] {
        let mut told = [0; 2];
        for ((node, _), count) in self.each().into_iter().zip(&mut told) {
            node.fence().await;
            *count = node.withdrawals().iter().filter(|seen| seen.imsi == *imsi).count();
        }
        told
    }

    /// Each line was withdrawn from each node exactly once, for good, in its own domain; and nothing else was.
    async fn assert_told_once_each(&self, imsis: &[Imsi]) {
        for (node, domain) in self.each() {
            node.fence().await;
            let mut counts: BTreeMap<Imsi, u32> = BTreeMap::new();
            for seen in node.withdrawals() {
                assert!(seen.is_for_good && seen.domain == Some(domain), "{}: {seen:?}", node.name());
                *counts.entry(seen.imsi).or_default() += 1;
            }
            let expected: BTreeMap<Imsi, u32> = imsis.iter().map(|imsi| (imsi.clone(), 1)).collect();
            assert_eq!(counts, expected, "{}", node.name());
        }
    }

    /// No phone comes back, and the reason is that the register knows no such line.
    async fn assert_refused_as_unknown(&self, imsis: &[Imsi]) {
        for (node, _) in self.each() {
            for imsi in imsis {
                assert_eq!(node.attach(imsi).await, Attached::Refused { cause: Some(2) }, "{}", node.name());
            }
        }
    }
}
