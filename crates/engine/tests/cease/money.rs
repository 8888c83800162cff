//! Money: what is held back, what comes late, what is owed, and what nobody is charged.

use jiff::SignedDuration;
use masalama_connect::sandbox::Happening;
use masalama_core::attachment::Shown;
use masalama_core::case::Stage;
use masalama_core::detail::Detail;
use masalama_core::effect::{Bill, EffectKind, Evidence, Item, ItemKind};
use masalama_core::line::{Line, LineKind};
use masalama_core::money::{Currency, Money};
use masalama_core::paper::{Content, PaperKind, Verified, verify};
use masalama_core::plan::Hand;
use masalama_core::record::{Ending, Verdict};
use masalama_core::refusal::RefusalCode;
use masalama_core::role::Role;
use masalama_core::step::StepKind;
use masalama_engine::{CaseView, Limits};

use crate::bed::{Bed, Errand, People, Trick, doer, is, refused, start};

fn omr(minor: i64) -> Money {
    Money::new(minor, Currency::OMR)
}

/// A postpaid line of Sandbox Muscat whose deposit is more than its last bill.
fn gets_money_back(line: &Line) -> bool {
    let owes_little = line.facts.contract.as_ref().is_some_and(|contract| {
        contract.deposit == omr(50_000) && contract.minimum_until < jiff::civil::date(2026, 11, 1)
    });
    is(line, "sandbox-muscat", LineKind::Postpaid) && line.facts.devices.is_empty() && owes_little
}

fn closing(view: &CaseView) -> masalama_core::paper::ClosingStatement {
    let paper = view.paper(PaperKind::ClosingStatement).unwrap();
    let Verified { content, .. } = verify(&paper.body, None).unwrap();
    let Content::ClosingStatement(statement) = content else { panic!("another paper") };
    statement
}

/// A refund in two parts: what is held back pays for the usage that partners report late, and the rest comes after it. What was used
/// after the charge stop is listed and charged to nobody.
#[tokio::test]
async fn late_usage_is_booked_against_what_is_held_back() {
    let mut bed = Bed::with(400, Limits::default());
    let line = bed.line_where(gets_money_back).await;
    let case = bed.open(&line).await;
    let late = Happening::Used {
        amount: omr(500),
        at: None,
        reported_at: Some(start() + SignedDuration::from_hours(24 * 45)),
        roaming: true,
    };
    bed.happens(&line, late).await;
    let mut people = [People::new(case, &line, Errand::PaysOnly)];
    bed.run_days(40, &mut people).await;
    assert_eq!(bed.view(case).await.stage, Stage::Settling);
    let after = Happening::Used { amount: omr(900), at: None, reported_at: None, roaming: true };
    bed.happens(&line, after).await;
    bed.run_to_rest(&mut people).await;
    let payouts = bed.sandbox.payouts(Some(line.numbers.iccid.clone())).await.unwrap();
    let statement = closing(&bed.view(case).await);
    assert_eq!(payouts.len(), 2);
    let late = statement.owing.late_usage;
    assert!(late.minor() >= 500, "{late}");
    assert_eq!(payouts[1].amount.minor(), (2_000 - late.minor()).max(0));
    assert_eq!(statement.owing.refunded, payouts[0].amount);
    assert_eq!(statement.owing.refunded_later, payouts[1].amount);
    let not_charged: Vec<_> = statement.owing.not_charged.iter().map(|item| item.amount).collect();
    assert_eq!(not_charged, [omr(900)]);
    assert!(statement.items.iter().all(|item| item.dated <= statement.charge_stop.utc));
}

/// Where dues gate, a line is not cut while something is unpaid, however long; the person is asked, and once he pays another day is named and it goes on.
#[tokio::test]
async fn unpaid_dues_gate_until_they_are_paid() {
    let mut bed = Bed::new();
    let line = bed.postpaid().await;
    bed.happens(&line, Happening::BillIssued { amount: omr(7_500) }).await;
    let case = bed.open(&line).await;
    bed.run_days(100, &mut []).await;
    let view = bed.view(case).await;
    assert_eq!(view.stage, Stage::Preparing, "{:?}", view.case.parked);
    assert!(view.tasks.iter().any(|need| need.hand == Hand::Subscriber));
    bed.happens(&line, Happening::PaysDues).await;
    bed.run_days(4, &mut [People::new(case, &line, Errand::All)]).await;
    assert_eq!(bed.view(case).await.stage, Stage::Settling);
}

/// A bill that comes between notice and cut parks the case where dues gate; once paid, a look again goes on.
#[tokio::test]
async fn dues_that_come_up_before_the_cut_park_the_case() {
    let mut bed = Bed::new();
    let line = bed.postpaid().await;
    bed.happens(&line, Happening::PaysDues).await;
    let case = bed.open(&line).await;
    bed.run_days(30, &mut []).await;
    bed.happens(&line, Happening::BillIssued { amount: omr(7_500) }).await;
    bed.run_days(40, &mut []).await;
    assert_eq!(bed.view(case).await.stage, Stage::Parked);
    bed.happens(&line, Happening::PaysDues).await;
    let mut people = [People::new(case, &line, Errand::All)];
    bed.run_to_rest(&mut people).await;
    assert_eq!(bed.view(case).await.case.ending, Some(Ending::Ceased));
}

/// A final bill that billing never answers for is not settled by a word: a member of staff shows it, and the refund follows from it.
#[tokio::test]
async fn a_bill_is_shown_and_not_just_vouched_for() {
    let mut bed = Bed::new();
    bed.retry.attempts_max = 2;
    bed.die();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.script.tricks(case, EffectKind::IssueFinalBill, Trick::Panics);
    bed.run_days(2, &mut []).await;
    let view = bed.view(case).await;
    let step = view.case.plan.find(StepKind::IssueFinalBill).unwrap();
    assert!(view.tasks.iter().any(|need| need.step == step && need.hand == Hand::Staff));
    for (role, expected) in [
        (Role::Care, RefusalCode::NotAllowed),
        (Role::Network, RefusalCode::NotAllowed),
        (Role::Finance, RefusalCode::NotAsked),
    ] {
        let by = doer("one", &[role]);
        let shown = Shown::reference("FB-1").unwrap();
        let said = bed.desk.resolve(case, &by, step, Verdict::Done, shown, "it was sent").await;
        assert_eq!(refused(said), expected, "{role:?}");
    }
    let dated = view.case.charge_stop.unwrap();
    let fee = Item { kind: ItemKind::Usage, amount: omr(1_000), dated, reference: None };
    let bill = Bill { number: Detail::of("FB-1"), items: vec![fee], total: omr(1_000) };
    bed.desk.show(case, &doer("finance-1", &[Role::Finance]), step, Evidence::Bill(bill)).await.unwrap();
    bed.run_days(1, &mut []).await;
    let payouts = bed.sandbox.payouts(Some(line.numbers.iccid.clone())).await.unwrap();
    let balance = line.facts.balance.unwrap();
    assert_eq!(payouts[0].amount, balance.checked_sub(omr(1_000)).unwrap());
}
