//! Money: what is owed, what is paid back, and what may not be charged.

use masalama_core::case::Stage;
use masalama_core::detail::Detail;
use masalama_core::effect::{Effect, ItemKind};
use masalama_core::money::Currency;
use masalama_core::paper::{ClosingStatement, Content};
use masalama_core::plan::Hand;
use masalama_core::policy::LateRule;
use masalama_core::record::{Decision, Ending, Fact, ParkedFor};
use masalama_core::request::RefundMethod;
use masalama_core::step::{StepKind as S, owed};
use proptest::prelude::*;

use crate::drive::Drive;
use crate::operator::Operator;
use crate::world::{World, binding, omr, staff};

/// The sums paid back, in order.
fn paid(drive: &Drive) -> Vec<i64> {
    let sums = drive.operator.carried.iter().filter_map(|one| match one.effect {
        Effect::PayRefund { amount, .. } => Some(amount.minor()),
        _ => None,
    });
    sums.collect()
}

fn statement(drive: &Drive) -> &ClosingStatement {
    let statement = drive.papers.iter().find_map(|paper| match paper {
        Content::ClosingStatement(statement) => Some(statement),
        _ => None,
    });
    statement.expect("the closing statement was issued")
}

#[test]
fn a_prepaid_balance_comes_back() {
    // What is left of the balance after the final bill is paid at once, less what is held back; the rest less late usage at the end.
    let mut drive = Drive::new(World::prepaid());
    drive.run();
    assert_eq!(paid(&drive), [12_345 - 1_000 - 2_000, 2_000 - 300]);
    let owing = &statement(&drive).owing;
    assert_eq!((owing.refunded, owing.refunded_later, owing.late_usage), (omr(9_345), omr(1_700), omr(300)));
    assert_eq!(
        owing.refund_method,
        Some(RefundMethod::OriginalInstrument),
        "what the policy does when nobody chooses"
    );
}

#[test]
fn a_balance_frozen_by_hand_is_the_one_read_last() {
    // Where charging gives no figure, nobody loses his balance: it is what the records said before the line was deleted.
    let mut world = World::prepaid();
    world.make_by_hand();
    for system in &mut world.landscape.systems {
        if matches!(system.name.as_str(), "billing" | "payout") {
            system.reach = masalama_core::landscape::Reach::Connector;
        }
    }
    let mut drive = Drive::new(world);
    drive.run_until(|drive| drive.staff_tasks().contains(&S::CollectUsage));
    drive.operator.line.facts.balance = Some(omr(11_000));
    let step = drive.find(S::CollectUsage);
    drive.add(staff("shop-1"), Fact::Attested { step, note: Detail::of("frozen") });
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
    assert_eq!(paid(&drive), [11_000 - 1_000 - 2_000, 2_000 - 300]);
}

#[test]
fn a_refund_is_never_more_than_is_owed() {
    // I10 holds in the journal itself: an intent to pay more, or nothing, is no record of this case.
    let mut drive = Drive::new(World::prepaid());
    drive.run_until(|drive| drive.moves().ready.iter().any(|one| format!("{one:?}").contains("PayRefund")));
    let step = drive.find(S::PayRefund);
    let key = drive.case.key(step);
    for (minor, is_legal) in [(-1, false), (0, false), (11_346, false), (9_345, true)] {
        let effect = Effect::PayRefund { amount: omr(minor), method: RefundMethod::CashAtShop };
        let record = drive
            .record(masalama_core::record::Actor::System, Fact::Intended { step, attempt: 1, key, effect });
        assert_eq!(drive.case.clone().apply(&record).is_ok(), is_legal, "{minor}");
    }
}

#[test]
fn dues_that_gate_are_waited_for() {
    // The cease waits, for months if need be, and goes on by itself once they are paid; the person is shown what to do.
    let mut world = World::postpaid();
    world.let_dues_gate();
    let mut drive = Drive::new(world);
    let paid_at = drive.after_days(150);
    drive.operator.dues = Some((omr(7_000), paid_at));
    let later = drive.after_days(149);
    drive.run_to(later);
    assert_eq!(drive.case.stage(), Stage::Preparing);
    assert_eq!(drive.case.charge_stop, None);
    let step = drive.find(S::SettleDues);
    assert!(drive.moves().hands.iter().any(|need| need.step == step && need.hand == Hand::Subscriber));
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
    assert!(drive.case.charge_stop.unwrap() >= paid_at);
}

#[test]
fn an_account_with_something_open_stays_open_and_says_so() {
    // Where dues gate, an unpaid device fee keeps the account open for years without filling the journal; the person is asked to pay.
    let mut world = World::postpaid();
    world.let_dues_gate();
    let mut drive = Drive::new(world);
    drive.run_until(|drive| drive.case.all_done(S::IssueCertificate));
    let paid_at = drive.after_days(2_000);
    drive.operator.dues = Some((omr(25_000), paid_at));
    let later = drive.after_days(1_999);
    drive.run_to(later);
    let step = drive.find(S::CheckAccount);
    assert!(drive.moves().hands.iter().any(|need| need.step == step && need.hand == Hand::Subscriber));
    assert!(drive.case.parked.is_none() && !drive.case.all_done(S::CloseAccount));
    assert!(drive.records.len() < 5_000, "{} records", drive.records.len());
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
}

#[test]
fn dues_apart_hold_up_nothing() {
    // Where they are settled apart, the line ends and the closing statement says what is still owed.
    let mut drive = Drive::new(World::postpaid());
    let paid_at = drive.after_days(4_000);
    drive.operator.dues = Some((omr(7_000), paid_at));
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
    assert_eq!(statement(&drive).owing.still_owed, omr(7_000));
}

#[test]
fn dues_that_come_up_at_the_last_moment_park() {
    // Paid when first asked and owed again before the bar: a person decides; read anew and paid, the cease goes on.
    let mut world = World::postpaid();
    world.let_dues_gate();
    let mut drive = Drive::new(world);
    drive.run_until(|drive| drive.case.all_done(S::SettleDues));
    let paid_at = drive.after_days(365);
    drive.operator.dues = Some((omr(7_000), paid_at));
    drive.run();
    assert_eq!(drive.case.parked, Some((drive.find(S::RereadDues), ParkedFor::DuesCameUp)));
    assert_eq!(drive.case.charge_stop, None);
    drive.operator.dues = None;
    let note = Detail::of("paid at the counter");
    drive.add(staff("shop-1"), Fact::Decided { decision: Decision::TryAgain, note });
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
}

#[test]
fn two_currencies_are_a_case_for_a_person() {
    // Nothing is converted on the way: the case parks with a task and no money moves.
    let world = World::prepaid();
    let mut operator = Operator::of(&world);
    operator.bill =
        vec![(ItemKind::Usage, masalama_core::money::Money::new(5, Currency::parse("EUR").unwrap()))];
    let mut drive = Drive::with(world, operator);
    drive.run();
    assert_eq!(drive.case.stage(), Stage::Parked);
    assert!(paid(&drive).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_paid_is_what_is_owed(
        balance in 0_i64..50_000,
        billed in -30_000_i64..30_000,
        held_back in 0_i64..20_000,
        late in proptest::collection::vec(-500_i64..3_000, 0..5),
        write_off in any::<bool>(),
    ) {
        // Now and held back are all that is owed, the remainder is what late usage leaves of it, and nobody is paid more or charged for it.
        let mut world = World::prepaid();
        world.policy.terms.refund_held_back = binding(omr(held_back));
        if write_off {
            world.policy.terms.late_charges = binding(LateRule::WriteOff);
        }
        world.line.facts.balance = Some(omr(balance));
        let mut operator = Operator::of(&world);
        operator.bill = vec![(ItemKind::Recurring, omr(billed))];
        operator.late = late.iter().map(|sum| omr(*sum)).collect();
        let mut drive = Drive::with(world, operator);
        drive.run_until(|drive| drive.case.all_done(S::IssueClosingStatement));
        let owed = owed(&drive.case).unwrap().unwrap();
        let total = owed.total.minor();
        prop_assert_eq!(total, balance - billed);
        prop_assert_eq!(owed.now.minor() + owed.held_back.minor(), total.max(0));
        prop_assert_eq!(owed.remainder.minor(), owed.held_back.minor() - owed.late.minor());
        for part in [owed.now, owed.held_back, owed.late, owed.remainder] {
            prop_assert!(!part.is_negative());
        }
        if write_off {
            prop_assert!(owed.late.is_zero());
        }
        let sums = paid(&drive);
        prop_assert!(sums.iter().all(|sum| *sum > 0));
        prop_assert_eq!(sums.iter().sum::<i64>(), owed.now.minor() + owed.remainder.minor());
    }
}
