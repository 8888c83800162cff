//! What people decide: changed lines, papers, devices.

use jiff::ToSpan;
use jiff::civil::date;
use masalama_core::approval::Proposal;
use masalama_core::case::{Progress, Stage, StuckWhy};
use masalama_core::commitment::Digest;
use masalama_core::detail::Detail;
use masalama_core::effect::{Effect, EffectKind, RejectedWhy};
use masalama_core::identity::{Iccid, Imsi, Msisdn};
use masalama_core::line::{Difference, Line};
use masalama_core::next::{NeedHand, NeedWhy};
use masalama_core::plan::Hand;
use masalama_core::policy::Status;
use masalama_core::record::{Actor, Choice, Decision, Ending, Fact, ParkedFor, SkippedWhy};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{ClaimedDate, ReturnWay};
use masalama_core::role::Role;
use masalama_core::step::StepKind as S;

use crate::drive::{Drive, resolved};
use crate::operator::{Operator, Say};
use crate::world::{ACTIVATED_ON, World, document, omr, staff};

type Change = fn(&mut Line);

const CHANGES: [(Difference, Change); 6] = [
    (Difference::Owner, |line| line.owner.document = document("ZZ7654321")),
    (Difference::Msisdn, |line| line.numbers.msisdn = Some(Msisdn::parse("+96892999999").unwrap())),
    (Difference::Imsi, |line| line.numbers.imsi = Imsi::parse("422020000000025").unwrap()),
    (Difference::Iccid, |line| line.numbers.iccid = Iccid::parse("8996800123456789026").unwrap()),
    (Difference::PortPending, |line| line.facts.port_pending = true),
    (Difference::LegalHold, |line| line.facts.legal_hold = true),
];

fn decided(decision: Decision) -> Fact {
    Fact::Decided { decision, note: Detail::of("looked at it") }
}

/// A case parked because its line changed before it was cut.
fn parked(before: S, change: Change) -> Drive {
    let reached = if before == S::RereadBeforeBar { S::QuotePrice } else { S::CancelLocation };
    let mut drive = Drive::new(World::prepaid());
    drive.run_until(|drive| drive.case.all_done(reached));
    change(&mut drive.operator.line);
    drive.run();
    drive
}

#[test]
fn a_changed_line_parks_before_it_is_cut() {
    // I13: whatever differs, before the bar and before the hard point, the case waits for a person, and nothing is done meanwhile.
    for before in [S::RereadBeforeBar, S::RereadBeforeDelete] {
        for (difference, change) in CHANGES {
            let mut drive = parked(before, change);
            assert_eq!(drive.case.stage(), Stage::Parked);
            let reason = ParkedFor::LineChanged { differences: vec![difference] };
            assert_eq!(drive.case.parked, Some((drive.find(before), reason)));
            assert_eq!(drive.case.charge_stop.is_none(), before == S::RereadBeforeBar);
            assert!(!drive.case.is_past_no_return());
            assert_eq!(drive.staff_tasks(), [before]);
            let (records, later) = (drive.records.len(), drive.after_days(400));
            drive.run_to(later);
            assert_eq!(drive.records.len(), records, "nothing is done while a person decides");
        }
    }
}

#[test]
fn trying_again_reads_the_line_as_it_is_now() {
    // Looking again with the difference still there parks again; with the difference gone the cease goes on. No system answers from memory.
    for before in [S::RereadBeforeBar, S::RereadBeforeDelete] {
        for (_, change) in CHANGES {
            let mut drive = parked(before, change);
            drive.add(staff("shop-1"), decided(Decision::TryAgain));
            drive.run();
            assert_eq!(drive.case.stage(), Stage::Parked);
            assert!(drive.try_add(Actor::Subscriber, decided(Decision::TryAgain)).is_err());
            drive.operator.line = drive.world.line.clone();
            drive.add(staff("shop-1"), decided(Decision::TryAgain));
            drive.run();
            assert_eq!(drive.case.ending, Some(Ending::Ceased));
        }
    }
}

/// Proposes to end the line as it is now.
fn propose_as_it_is(drive: &mut Drive) -> Fact {
    let proposal = Proposal::AcceptDifference;
    let content = drive.case.weigh(proposal).unwrap().content;
    drive.add(
        staff("fraud-1"),
        Fact::Proposed { proposal, content, note: Detail::of("a new card"), shown: None },
    );
    Fact::Approved { proposal: drive.case.head, content }
}

/// Two agree to end the line as it is now.
fn accept(drive: &mut Drive) {
    let approved = propose_as_it_is(drive);
    drive.add(staff("lead-1"), approved);
}

/// Is it a difference that nobody accepts, because no plan would be made for such a line?
fn is_forbidden(difference: Difference) -> bool {
    matches!(difference, Difference::PortPending | Difference::LegalHold)
}

#[test]
fn an_accepted_difference_is_the_line_from_then_on() {
    // Accepted by two before the bar, the line as it is now is the one that is compared before the hard point; by one alone nothing changes.
    for before in [S::RereadBeforeBar, S::RereadBeforeDelete] {
        for (difference, change) in CHANGES.into_iter().filter(|(what, _)| !is_forbidden(*what)) {
            let mut drive = parked(before, change);
            let was = drive.case.snapshot.clone();
            let approved = propose_as_it_is(&mut drive);
            for by in [staff("fraud-1"), Actor::System, Actor::Subscriber, Actor::StopLink] {
                assert!(drive.try_add(by, approved.clone()).is_err(), "{difference:?}");
            }
            drive.run();
            assert!(drive.case.snapshot == was && drive.case.parked.is_some(), "{difference:?}");
            drive.add(staff("lead-1"), approved.clone());
            assert_eq!(was.unwrap().differences(drive.case.snapshot.as_ref().unwrap()), [difference]);
            assert!(drive.try_add(staff("lead-1"), approved).is_err(), "once");
            drive.run();
            assert_eq!(drive.case.ending, Some(Ending::Ceased), "{difference:?}");
        }
    }
}

#[test]
fn what_a_court_holds_and_what_is_on_its_way_out_nobody_accepts() {
    // Planning refuses such a line, so no number of people ends it as it is: looking again and taking it back are all there is.
    for before in [S::RereadBeforeBar, S::RereadBeforeDelete] {
        for (difference, change) in CHANGES.into_iter().filter(|(what, _)| is_forbidden(*what)) {
            let mut drive = parked(before, change);
            assert_eq!(drive.case.weigh(Proposal::AcceptDifference), None, "{difference:?}");
            let content = Digest::of(&[]);
            let note = Detail::of("go on");
            let proposed =
                Fact::Proposed { proposal: Proposal::AcceptDifference, content, note, shown: None };
            assert!(drive.try_add(staff("fraud-1"), proposed).is_err(), "{difference:?}");
            drive.retract(None).unwrap();
            drive.run();
            assert_eq!(drive.case.ending, Some(Ending::Retracted), "{difference:?}");
        }
    }
}

#[test]
fn a_difference_is_accepted_as_it_was_proposed_and_no_other() {
    // When the line changes once more, what was proposed is not what stands, and its approval is refused.
    let mut drive = parked(S::RereadBeforeBar, CHANGES[3].1);
    let approved = propose_as_it_is(&mut drive);
    drive.add(staff("fraud-1"), decided(Decision::TryAgain));
    (CHANGES[0].1)(&mut drive.operator.line);
    drive.run();
    assert_eq!(drive.case.stage(), Stage::Parked);
    assert!(drive.try_add(staff("lead-1"), approved).is_err());
    accept(&mut drive);
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
}

#[test]
fn two_reasons_to_park_are_decided_one_after_the_other() {
    // A changed holder and new dues at once: both are looked at, and neither is lost when the other is decided.
    let mut world = World::postpaid();
    world.let_dues_gate();
    let mut drive = Drive::new(world);
    drive.run_until(|drive| drive.case.all_done(S::SettleDues));
    drive.operator.line.owner.document = document("ZZ7654321");
    let paid_at = drive.after_days(365);
    drive.operator.dues = Some((omr(7_000), paid_at));
    drive.run();
    assert!(matches!(drive.case.parked, Some((_, ParkedFor::LineChanged { .. }))));
    accept(&mut drive);
    drive.run();
    assert!(matches!(drive.case.parked, Some((_, ParkedFor::DuesCameUp))));
    assert_eq!(drive.case.weigh(Proposal::AcceptDifference), None, "dues are no difference");
    drive.operator.dues = None;
    drive.add(staff("shop-1"), decided(Decision::TryAgain));
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
}

#[test]
fn a_claim_that_does_not_fit_names_no_field() {
    // Whatever part of a claim is wrong, even the card itself, the case looks the same.
    let wrong: [fn(&mut World); 4] = [
        |world| world.request.claim.document = document("QQ1111111"),
        |world| world.request.claim.date = ClaimedDate::ActivatedOn(date(2024, 3, 9)),
        |world| world.request.claim.contact_msisdn = None,
        |world| world.request.claim.contact_msisdn = Some(Msisdn::parse("+96892111111").unwrap()),
    ];
    for change in wrong {
        let mut world = World::prepaid();
        change(&mut world);
        let mut drive = Drive::new(world);
        drive.run_until(|drive| drive.moves().ready.is_empty());
        assert_not_matched(&drive);
    }
    let world = World::prepaid();
    let unknown_card = Operator::of(&world).always(S::VerifyIdentity, Say::Reject(RejectedWhy::NoSuchLine));
    let mut drive = Drive::with(world, unknown_card);
    drive.run_until(|drive| drive.moves().ready.is_empty());
    assert_not_matched(&drive);
    for name in ["shop-1", "shop-2"] {
        let step = drive.find(S::VerifyIdentity);
        let fact = Fact::Attested { step, note: Detail::of("passport seen") };
        assert!(drive.try_add(staff(name), fact).is_err(), "there is no line the papers could be of");
    }
}

fn assert_not_matched(drive: &Drive) {
    let step = drive.find(S::VerifyIdentity);
    let state = drive.case.state(step);
    assert!(
        matches!(state.progress, Progress::Stuck { why: StuckWhy::NotMatched, .. }),
        "{:?}",
        state.progress
    );
    let moves = drive.moves();
    let (why, role) = (NeedWhy::Stuck, Role::Shop);
    assert_eq!(moves.hands, [NeedHand { step, hand: Hand::Staff, due: None, why, role }]);
    assert_eq!(moves.wake_at, Some(drive.case.received.lapses_at));
    assert_eq!(drive.case.stage(), Stage::Received);
    assert!(!drive.case.holds_line());
}

#[test]
fn a_claimed_date_may_be_off_by_a_day() {
    // A day of memory or time zone is forgiven, two are not; purchase and activation alike.
    let bought_on = World::prepaid().line.facts.purchased_on.unwrap();
    for (days, fits) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
        for claim in [
            ClaimedDate::ActivatedOn(ACTIVATED_ON + days.days()),
            ClaimedDate::PurchasedOn(bought_on + days.days()),
        ] {
            let mut world = World::prepaid();
            world.request.claim.date = claim;
            let mut drive = Drive::new(world);
            drive.run_until(|drive| drive.moves().ready.is_empty());
            assert_eq!(drive.case.plan.rules.is_some(), fits, "{claim:?}");
        }
    }
}

#[test]
fn papers_are_seen_by_two() {
    // One member of staff is not enough, the same one twice neither, nor one who says it was all done.
    let mut world = World::prepaid();
    world.request.claim.document = document("QQ1111111");
    let mut drive = Drive::new(world);
    drive.run_until(|drive| drive.moves().ready.is_empty());
    let step = drive.find(S::VerifyIdentity);
    let seen = Fact::Attested { step, note: Detail::of("passport seen") };
    let resolved = |verdict| resolved(step, verdict, "it is he");
    assert!(drive.try_add(Actor::Subscriber, seen.clone()).is_err());
    assert!(drive.try_add(staff("shop-1"), resolved(masalama_core::record::Verdict::Done)).is_err());
    drive.add(staff("shop-1"), seen.clone());
    assert!(drive.case.plan.rules.is_none() && drive.staff_tasks() == [S::VerifyIdentity]);
    assert!(drive.try_add(staff("shop-1"), seen.clone()).is_err());
    drive.add(staff("shop-2"), seen.clone());
    assert!(drive.try_add(staff("aisha"), seen).is_err(), "it is settled");
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
}

#[test]
fn who_shows_nothing_lapses() {
    // An unverified request ends by itself when its time is over, even if one member of staff has seen papers.
    let mut world = World::prepaid();
    world.request.claim.document = document("QQ1111111");
    let mut drive = Drive::new(world);
    drive.run_until(|drive| drive.moves().ready.is_empty());
    let step = drive.find(S::VerifyIdentity);
    drive.add(staff("shop-1"), Fact::Attested { step, note: Detail::of("passport seen") });
    let early = drive.record(Actor::System, Fact::Closed { ending: Ending::Lapsed });
    assert!(drive.case.clone().apply(&early).is_err(), "not before its time");
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Lapsed));
    assert_eq!(drive.case.closed_at, Some(drive.case.received.lapses_at));
}

#[test]
fn a_verified_case_that_is_parked_is_not_woken_by_its_lapse() {
    // A wake-up in the past would have the worker look at it without end.
    let mut drive = Drive::new(World::prepaid());
    drive.run_until(|drive| drive.case.all_done(S::VerifyIdentity));
    let reason = ParkedFor::Poison { detail: Detail::of("a fault of ours") };
    let step = drive.find(S::VerifyIdentity);
    drive.add(Actor::System, Fact::Parked { step, reason });
    drive.now = drive.after_days(30);
    let moves = drive.moves();
    assert!(moves.ready.is_empty() && moves.wake_at.is_none());
    let (why, role) = (NeedWhy::Parked, Role::Supervisor);
    assert_eq!(moves.hands, [NeedHand { step, hand: Hand::Staff, due: None, why, role }]);
}

#[test]
fn a_line_that_is_held_is_refused() {
    // What the plan refuses closes the case, with its reason, and nothing was done.
    let mut world = World::prepaid();
    world.line.facts.legal_hold = true;
    let mut drive = Drive::new(world);
    drive.run_until(|drive| drive.case.ending.is_some());
    assert_eq!(drive.case.ending, Some(Ending::Refused));
    assert_eq!(drive.case.refused, Some(RefusalCode::LegalHold));
    assert_eq!(drive.operator.carried.len(), 1, "the line was read, no more");
}

fn with_devices() -> World {
    let mut world = World::postpaid();
    world.add_devices();
    world
}

fn fee(drive: &Drive) -> Option<i64> {
    drive.operator.carried.iter().find_map(|one| match one.effect {
        Effect::PostDeviceFee { amount } => Some(amount.minor()),
        _ => None,
    })
}

fn scan(drive: &mut Drive) {
    let step = drive.find(S::ReturnDevices);
    drive.add(staff("shop-7"), Fact::Attested { step, note: Detail::of("scan 17: both devices") });
}

#[test]
fn devices_come_back_by_courier_or_to_a_shop() {
    // Chosen in time, the courier is booked once and for that slot; a shop needs none; whoever just comes has arranged enough.
    let slot = ReturnWay::Courier { on: date(2027, 1, 10), from_hour: 14 };
    for (way, booked) in [(Some(slot), 1), (Some(ReturnWay::Shop), 0), (None, 0)] {
        let mut drive = Drive::new(with_devices());
        drive.run_until(|drive| drive.case.plan.rules.is_some());
        if let Some(way) = way {
            drive.add(Actor::Subscriber, Fact::Chosen { choice: Choice::Return { way, address: None } });
            drive.run_until(|drive| drive.case.state(drive.find(S::BookPickup)).is_settled());
            let other = Fact::Chosen { choice: Choice::Return { way: ReturnWay::Shop, address: None } };
            assert!(
                drive.try_add(Actor::Subscriber, other).is_err(),
                "the courier is on its way, or not needed"
            );
        }
        scan(&mut drive);
        drive.run();
        assert_eq!(drive.case.ending, Some(Ending::Ceased));
        let bookings =
            drive.operator.carried.iter().filter(|one| one.effect == Effect::BookPickup { way: slot });
        assert_eq!(bookings.count(), booked);
        assert_eq!(fee(&drive), None);
    }
}

#[test]
fn devices_that_do_not_come_cost_the_declared_fee_once_their_time_is_over() {
    // The time runs from the charge stop to the end of the last day; then the fee is due for each device, if it binds.
    for (status, expected) in [(Status::Verified, Some(30_000)), (Status::Unverified, None)] {
        let mut world = with_devices();
        world.policy.terms.device_fee.status = status;
        let zone = world.policy.calendar.zone().clone();
        let mut drive = Drive::new(world);
        drive.run_until(|drive| drive.case.charge_stop.is_some());
        let last_day = zone.date_at(drive.case.charge_stop.unwrap()) + 30.days();
        let due = zone.end_of(last_day);
        drive.run_to(due - 1.second());
        assert!(drive.moves().hands.contains(&NeedHand {
            step: drive.find(S::ReturnDevices),
            hand: Hand::Staff,
            due: Some(due),
            why: NeedWhy::Step,
            role: Role::Logistics,
        }));
        assert_eq!(fee(&drive), None);
        drive.run();
        assert_eq!(drive.case.ending, Some(Ending::Ceased));
        assert_eq!(fee(&drive), expected);
        let why = SkippedWhy::NotTakenUp;
        assert_eq!(*drive.progress(S::ReturnDevices), Progress::Skipped { why });
    }
}

#[test]
fn a_device_in_time_costs_nothing() {
    // Brought on the last day, without having been arranged, no fee is charged.
    let mut drive = Drive::new(with_devices());
    drive.run_until(|drive| drive.case.charge_stop.is_some());
    let last_day = drive.after_days(29);
    drive.run_to(last_day);
    scan(&mut drive);
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
    assert_eq!(fee(&drive), None);
}

#[test]
fn a_device_that_came_back_is_returned_in_a_retract() {
    // Whoever takes the request back gets his devices back, and the courier is called off.
    let mut drive = Drive::new(with_devices());
    drive.run_until(|drive| drive.case.plan.rules.is_some());
    let way = ReturnWay::Courier { on: date(2027, 1, 10), from_hour: 14 };
    drive.add(Actor::Subscriber, Fact::Chosen { choice: Choice::Return { way, address: None } });
    drive.run_until(|drive| drive.case.all_done(S::BookPickup));
    scan(&mut drive);
    drive.retract(None).unwrap();
    drive.staff_resolves = true;
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Retracted));
    let carried = drive.operator.carried.iter().map(|one| one.effect.kind());
    let carried: Vec<_> = carried.filter(|kind| *kind != EffectKind::Tell).collect();
    assert!(carried.ends_with(&[
        EffectKind::SendDeviceBack,
        EffectKind::CancelPickup,
        EffectKind::ErasePersonal
    ]));
}
