//! The order of a cease, and what may take for ever without holding up the rest.

use jiff::civil::date;
use masalama_core::case::{Progress, Stage};
use masalama_core::effect::{Effect, ItemKind};
use masalama_core::paper::{Content, PaperKind};
use masalama_core::record::{Actor, Choice, Decision, Ending, Fact};
use masalama_core::step::StepKind as S;

use crate::drive::Drive;
use crate::operator::{Operator, Say};
use crate::world::{World, omr, staff};

/// The safe order, as far as a line goes through it.
const SAFE_ORDER: [S; 12] = [
    S::Bar,
    S::StopCharging,
    S::PurgeSessions,
    S::CollectUsage,
    S::CancelLocation,
    S::ProveAbsent,
    S::RereadBeforeDelete,
    S::DeleteSubscriber,
    S::CloseCharging,
    S::ProveDead,
    S::IssueCertificate,
    S::ErasePersonal,
];

fn settled_at(drive: &Drive, kind: S) -> Vec<usize> {
    let settles = |fact: &Fact| match fact {
        Fact::Answered { step, .. } | Fact::Found { step, .. } | Fact::Issued { step, .. } => Some(*step),
        _ => None,
    };
    let places = drive.records.iter().enumerate();
    places
        .filter(|(_, record)| settles(&record.fact).is_some_and(|step| drive.case.planned(step).kind == kind))
        .map(|(place, _)| place)
        .collect()
}

#[test]
fn every_kind_of_line_comes_to_its_end() {
    // Whatever the line, with willing systems and people it ends, every branch at rest and every paper issued.
    for (name, world) in World::all() {
        let mut drive = Drive::new(world);
        drive.run();
        assert_eq!(drive.case.ending, Some(Ending::Ceased), "{name}: {:?}", drive.moves());
        assert_eq!(drive.case.stage(), Stage::Closed, "{name}");
        let papers: Vec<_> = drive.papers.iter().map(|paper| paper.kind()).collect();
        let expected = [PaperKind::Receipt, PaperKind::Certificate, PaperKind::ClosingStatement];
        assert_eq!(papers, expected, "{name}");
    }
}

#[test]
fn a_certificate_says_what_each_system_is() {
    // Every system of a certificate has the kind under which the landscape declares it; one that is declared no longer has none.
    let world = World::postpaid();
    let declared = world.landscape.clone();
    let systems = |mut drive: Drive| {
        drive.run();
        let last = drive.papers.into_iter().rev();
        let of = |paper| if let Content::Certificate(paper) = paper { Some(paper.systems) } else { None };
        last.filter_map(of).next().unwrap()
    };
    let all = systems(Drive::new(world.clone()));
    assert!(all.len() > 1, "{all:?}");
    for one in all {
        let known = declared.systems.iter().find(|system| system.name == one.system).unwrap();
        assert_eq!(one.kind, Some(known.kind), "{one:?}");
    }
    let mut drive = Drive::new(world);
    drive.run_until(|drive| drive.case.all_done(S::Bar));
    drive.world.landscape.systems.clear();
    assert!(systems(drive).iter().all(|one| one.kind.is_none()));
}

#[test]
fn the_line_is_cut_in_the_safe_order() {
    // No step of the spine begins before the one before it is settled on every system.
    for (name, world) in World::all() {
        let mut drive = Drive::new(world);
        drive.run();
        let places: Vec<_> = SAFE_ORDER.map(|kind| (kind, settled_at(&drive, kind))).into();
        for pair in places.windows(2) {
            let [(before, earlier), (after, later)] = pair else { unreachable!() };
            assert!(earlier.last() < later.first(), "{name}: {after:?} before {before:?}");
        }
    }
}

#[test]
fn no_charge_is_dated_after_the_charge_stop_however_long_a_proof_is_stuck() {
    // Nobody pays because a proof is stuck: the charge stop stays where the bar put it, and the bill carries it.
    for kind in [S::ProveAbsent, S::ProveDead] {
        let world = World::postpaid();
        let mut operator = Operator::of(&world).always(kind, Say::LostOrder).mute(kind);
        operator.bill.push((ItemKind::Deposit, omr(-50_000)));
        let mut drive = Drive::with(world, operator);
        drive.run_until(|drive| drive.case.charge_stop.is_some());
        let stop = drive.case.charge_stop;
        let later = drive.after_days(400);
        drive.run_to(later);
        assert_eq!(drive.case.charge_stop, stop);
        assert!(drive.staff_tasks().contains(&kind), "a person is asked");
        assert!(
            drive.case.of_kind(S::IssueFinalBill).all(|(_, state)| state.is_done()),
            "the bill does not wait"
        );
        assert_eq!(drive.case.evidence(S::IssueCertificate), None);
        for carried in &drive.operator.carried {
            assert!(carried.effect.charge_stop().is_none_or(|at| Some(at) == stop), "{carried:?}");
        }
        let is_paid = drive.operator.carried.iter().any(|one| matches!(one.effect, Effect::PayRefund { .. }));
        assert_eq!(is_paid, kind == S::ProveDead, "money waits for the hard point and for no proof after it");
    }
}

#[test]
fn a_bill_with_a_late_charge_parks_and_goes_on_when_corrected() {
    // What billing dates after the charge stop is not taken; once it is corrected, the same bill is looked at again, not issued twice.
    let world = World::postpaid();
    let mut operator = Operator::of(&world);
    operator.billed_after_stop_s = Some(1);
    let mut drive = Drive::with(world, operator);
    drive.run();
    assert_eq!(drive.case.stage(), Stage::Parked);
    assert_eq!(drive.staff_tasks(), [S::IssueFinalBill]);
    drive.operator.correct_bill(&drive.case);
    let note = masalama_core::detail::Detail::of("billing corrected it");
    drive.add(staff("shop-1"), Fact::Decided { decision: Decision::TryAgain, note });
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
    assert_eq!(drive.sent(S::IssueFinalBill), 1);
}

#[test]
fn a_profile_pending_for_weeks_holds_up_no_paper() {
    // The device may be off: certificate and closing statement come long before the case ends, and few questions are recorded.
    let mut world = World::prepaid();
    world.line.facts.esim = true;
    let mut operator = Operator::of(&world).always(S::ReleaseProfile, Say::Pending(5));
    operator.slow.insert(S::ReleaseProfile, 5);
    let mut drive = Drive::with(world, operator);
    let later = drive.after_days(700);
    drive.run_to(later);
    assert!(drive.case.all_done(S::IssueCertificate) && drive.case.all_done(S::IssueClosingStatement));
    assert!(drive.case.all_done(S::ReleaseNumber) && drive.case.ending.is_none());
    assert!(matches!(drive.progress(S::ReleaseProfile), Progress::Pending { .. }));
    assert!(
        matches!(drive.progress(S::KeepRecords), Progress::Waiting),
        "nothing is erased that is still needed"
    );
    assert!(drive.records.len() < 1_000, "{} records", drive.records.len());
    drive.operator.slow.clear();
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
}

#[test]
fn a_wanted_day_and_a_notice_are_waited_for() {
    // The bar does not come before the day the person wants, nor before the notice is over.
    for (wanted, barred_on) in [(date(2026, 12, 24), date(2027, 1, 22)), (date(2027, 3, 1), date(2027, 3, 1))]
    {
        let mut world = World::postpaid();
        world.request.wanted_on = Some(wanted);
        let zone = world.policy.calendar.zone().clone();
        let mut drive = Drive::new(world);
        drive.run_until(|drive| drive.case.charge_stop.is_some());
        assert_eq!(zone.date_at(drive.case.charge_stop.unwrap()), barred_on);
        assert_eq!(drive.case.plan.effective_on, Some(barred_on));
    }
}

#[test]
fn the_person_may_tick_and_choose_only_what_the_plan_allows() {
    // The plan fixes the answers allowed (I3).
    use masalama_core::plan::AdviceKey;
    use masalama_core::request::RefundMethod as M;
    let mut drive = Drive::new(World::prepaid());
    drive.run_until(|drive| drive.case.plan.rules.is_some());
    let chosen = |choice| Fact::Chosen { choice };
    let refund = |method| chosen(Choice::Refund { method, destination: None });
    assert!(drive.try_add(Actor::Subscriber, refund(M::BankTransfer)).is_err());
    assert!(drive.try_add(Actor::System, refund(M::CashAtShop)).is_err());
    assert!(drive.try_add(Actor::Subscriber, chosen(Choice::OfferDeclined)).is_err());
    let ticked = |advice| chosen(Choice::Ticked { advice });
    assert!(
        drive.try_add(Actor::Subscriber, ticked(AdviceKey::PayDues)).is_err(),
        "a prepaid card has no dues"
    );
    drive.add(Actor::Subscriber, ticked(AdviceKey::MoveBank));
    drive.add(Actor::Subscriber, refund(M::CashAtShop));
    drive.run_until(|drive| drive.case.all_done(S::PayRefund));
    drive.add(Actor::Subscriber, refund(M::OriginalInstrument));
    drive.run();
    let paid: Vec<_> = drive
        .operator
        .carried
        .iter()
        .filter_map(|one| match one.effect {
            Effect::PayRefund { method, .. } => Some(method),
            _ => None,
        })
        .collect();
    assert_eq!(paid, [M::CashAtShop, M::OriginalInstrument]);
}
