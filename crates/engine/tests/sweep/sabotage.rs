//! The sweep would notice: with a key for each try in place of one for each obligation, effects double, and the check names them.

use masalama_core::step::StepKind;

use super::journey::JOURNEYS;
use super::{Swept, Wrong, block_on};

/// What the check says of the first journey when the answer of this step is lost and each try has a key of its own.
fn said_of(kind: StepKind) -> Vec<String> {
    let journey = &JOURNEYS[0];
    let (_, steps) = block_on(journey.runs(None));
    let swept: Swept = steps.into_iter().find(|swept| swept.kind == kind).unwrap();
    let (row, _) = block_on(journey.runs_with(Some((swept, Wrong::UnknownButDone)), true));
    row.violations
}

/// A refund whose key changes with each try is paid twice, and the check that the sweep makes says so.
#[test]
fn a_key_per_attempt_pays_twice_and_is_noticed() {
    let said = said_of(StepKind::PayRefund);
    println!("{}", said.join("\n"));
    assert!(
        said.iter().any(|what| what == "PayRefund on payout was applied 2 times for 1 steps"),
        "{said:?}"
    );
    assert!(said.iter().any(|what| what == "the bank paid 2 times for 1 refunds"), "{said:?}");
}

/// So is a final bill that is issued twice.
#[test]
fn a_key_per_attempt_bills_twice_and_is_noticed() {
    let said = said_of(StepKind::IssueFinalBill);
    let billed = "IssueFinalBill on billing was applied 2 times for 1 steps";
    assert!(said.iter().any(|what| what == billed), "{said:?}");
}
