//! The invented lines.

use std::collections::HashSet;

use masalama_connect::sandbox::{Durability, Pace};
use masalama_connect::sandbox::{LINES_AT_FIRST, OPERATORS, Sandbox, SandboxSettings};
use masalama_core::line::{LineKind, LineStatus};

use super::{all_lines, sandbox, start, state_text};

// A thousand lines over three operators, exactly half of them for data only, every number once; reading them from the
// database parses each number by its own rules, so all are well formed.
#[tokio::test]
async fn the_generated_lines_are_believable_and_unique() {
    let lines = all_lines(&sandbox()).await;
    assert_eq!(lines.len(), LINES_AT_FIRST as usize);
    assert_eq!(lines.iter().filter(|line| line.facts.data_only).count(), lines.len() / 2);
    for operator in OPERATORS {
        let of_operator = lines.iter().filter(|line| line.facts.operator.as_str() == operator).count();
        assert!((330..=340).contains(&of_operator), "{operator}: {of_operator}");
    }
    let iccids: HashSet<_> = lines.iter().map(|line| &line.numbers.iccid).collect();
    let imsis: HashSet<_> = lines.iter().map(|line| &line.numbers.imsi).collect();
    let msisdns: Vec<_> = lines.iter().filter_map(|line| line.numbers.msisdn.as_ref()).collect();
    let eids: Vec<_> = lines.iter().filter_map(|line| line.numbers.eid.as_ref()).collect();
    assert_eq!(iccids.len(), lines.len());
    assert_eq!(imsis.len(), lines.len());
    assert_eq!(msisdns.iter().collect::<HashSet<_>>().len(), msisdns.len());
    assert_eq!(eids.iter().collect::<HashSet<_>>().len(), eids.len());
    assert!(eids.len() > 200, "some have an eSIM");
    for line in &lines {
        assert!(line.numbers.iccid.country_prefix_is("968"));
        assert!(line.numbers.imsi.unmasked().starts_with("422"));
        assert_ne!(line.owner.contact_msisdn, line.numbers.msisdn);
        assert_eq!(line.facts.esim, line.numbers.eid.is_some());
        assert_eq!(line.facts.status, LineStatus::Active);
        assert!(line.facts.purchased_on.is_none_or(|bought| bought <= line.facts.activated_on));
        assert!(line.facts.data_only || line.numbers.msisdn.is_some(), "who can be called has a number");
        match line.facts.kind {
            LineKind::Prepaid => assert!(line.facts.balance.is_some_and(|balance| balance.is_positive())),
            LineKind::Postpaid => assert!(line.facts.contract.is_some() && line.facts.balance.is_none()),
        }
    }
    assert!(lines.iter().any(|line| !line.facts.devices.is_empty()));
}

// Two sandboxes that begin at one instant have the same lines, to the byte.
#[tokio::test]
async fn the_same_start_gives_the_same_lines() {
    let (one, two) = (sandbox(), sandbox());
    for line in all_lines(&one).await.iter().step_by(37) {
        let iccid = &line.numbers.iccid;
        assert_eq!(state_text(&one, iccid).await, state_text(&two, iccid).await);
    }
}

// A sandbox for a bench has as many lines as it needs, and they stay unique where the ranges turn over.
#[tokio::test]
async fn many_lines_stay_unique() {
    let sandbox = Sandbox::open_with(SandboxSettings {
        path: None,
        pace: Pace::Frozen { at: start() },
        durability: Durability::Normal,
        lines: 20_000,
    })
    .unwrap();
    let lines = all_lines(&sandbox).await;
    let msisdns: Vec<_> = lines.iter().filter_map(|line| line.numbers.msisdn.as_ref()).collect();
    assert_eq!(msisdns.iter().collect::<HashSet<_>>().len(), msisdns.len());
    assert_eq!(lines.len(), 20_000);
}
