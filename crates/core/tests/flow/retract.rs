//! Retract: free at every moment before the hard point, and always at rest in the end.

use jiff::civil::date;
use masalama_core::case::{Progress, Stage, StuckWhy};
use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKind, RejectedWhy};
use masalama_core::landscape::Class;
use masalama_core::plan::Hand;
use masalama_core::record::{Actor, Ending, Fact, Record, StepIndex};
use masalama_core::refusal::RefusalCode;
use masalama_core::step::{PointOfReturn, StepKind as S};

use crate::drive::Drive;
use crate::operator::{Operator, Say};
use crate::world::{World, document, staff};

/// A journal that ends just before the first intent that cannot be taken back.
fn reversible_journal(world: &World) -> Vec<Record> {
    let mut drive = Drive::new(world.clone());
    drive.run();
    let hard = |record: &Record| match &record.fact {
        Fact::Intended { step, .. } | Fact::Found { step, .. } => {
            drive.case.planned(*step).kind.definition().returns == PointOfReturn::Hard
        }
        _ => false,
    };
    let end = drive.records.iter().position(hard).unwrap();
    drive.records.truncate(end);
    drive.records
}

/// Whatever was done and can be undone was undone once, last first; what was not done was not undone; nothing else began.
fn assert_taken_back(drive: &Drive, name: &str) {
    let case = &drive.case;
    let retracting = case.retracting.unwrap();
    let asked = drive.records.iter().position(|one| matches!(one.fact, Fact::RetractAsked { .. })).unwrap();
    for (step, planned) in case.plan.indexed().filter(|(step, _)| *step < retracting.first_undo) {
        let undone_by = planned.kind.definition().undone_by;
        let undos: Vec<StepIndex> = case
            .plan
            .indexed()
            .filter(|(_, undo)| undo.undoes == Some(step))
            .filter(|(undo, _)| case.state(*undo).is_done())
            .map(|(undo, _)| undo)
            .collect();
        let expected = usize::from(undone_by.is_some() && case.state(step).is_done());
        assert_eq!(undos.len(), expected, "{name}: {:?} undone by {undos:?}", planned.kind);
    }
    let mut settled = Vec::new();
    for record in &drive.records[asked..] {
        match &record.fact {
            Fact::Intended { step, .. } => {
                assert!(*step >= retracting.first_undo, "{name}: {:?} begun", case.planned(*step).kind);
            }
            Fact::Answered { step, .. } | Fact::Found { step, .. } | Fact::Resolved { step, .. } => {
                settled.extend(case.planned(*step).undoes.filter(|_| case.state(*step).is_done()));
            }
            _ => {}
        }
    }
    settled.dedup();
    assert!(settled.is_sorted_by(|one, other| one > other), "{name}: undone in the order {settled:?}");
    for carried in &drive.operator.carried {
        let undone_by = carried.kind.definition().undone_by;
        let undos =
            drive.operator.carried.iter().filter(|one| case.planned(one.step).undoes == Some(carried.step));
        assert_eq!(undos.count(), usize::from(undone_by.is_some()), "{name}: {:?}", carried.kind);
    }
}

fn assert_rests(drive: &mut Drive, ending: Ending, name: &str) {
    drive.run();
    let case = &drive.case;
    assert_eq!(case.ending, Some(ending), "{name}: {:?}\n{:?}", drive.moves(), drive.staff_tasks());
    let erased = drive.operator.carried.iter().position(|one| one.kind == S::ErasePersonal);
    let restored = drive.operator.carried.iter().rposition(|one| case.planned(one.step).undoes.is_some());
    assert!(erased.is_none() || restored < erased, "{name}: erased before service was restored");
    assert_taken_back(drive, name);
}

#[test]
fn a_request_can_be_taken_back_after_every_record() {
    // After each record before the hard point, whatever becomes of what is under way, all of it comes back.
    const SAYS: [Say; 5] =
        [Say::Done, Say::Pending(60), Say::Reject(RejectedWhy::Refused), Say::LostReply, Say::LostOrder];
    for (name, world) in World::all() {
        let journal = reversible_journal(&world);
        for length in 1..=journal.len() {
            for say in SAYS {
                for before in [false, true] {
                    let mut drive = Drive::resumed(world.clone(), Operator::of(&world), &journal[..length]);
                    drive.staff_resolves = true;
                    let in_flight = |state: &&masalama_core::case::StepState| {
                        matches!(state.progress, Progress::InFlight)
                    };
                    if !drive.case.steps.iter().any(|state| in_flight(&state)) && (say != Say::Done || before)
                    {
                        continue;
                    }
                    for kind in in_flight_kinds(&drive) {
                        drive.operator.script.insert(kind, [say].into());
                    }
                    if before {
                        drive.answer_in_flight();
                    }
                    drive.retract(None).unwrap();
                    drive.answer_in_flight();
                    assert_rests(
                        &mut drive,
                        Ending::Retracted,
                        &format!("{name}, {length} records, {say:?}"),
                    );
                }
            }
        }
    }
}

fn in_flight_kinds(drive: &Drive) -> Vec<S> {
    let steps = drive.case.plan.steps.iter().zip(&drive.case.steps);
    steps
        .filter(|(_, state)| matches!(state.progress, Progress::InFlight))
        .map(|(planned, _)| planned.kind)
        .collect()
}

#[test]
fn what_is_unknown_in_every_class_is_settled_before_it_is_undone() {
    // Whether an answer can be had by asking or from a person only, a retract settles what may have been done, and sends nothing again.
    for class in [Class::Keyed, Class::Idempotent, Class::Askable, Class::Once] {
        for kind in
            [S::Bar, S::StopCharging, S::HoldNumber, S::CollectUsage, S::CancelLocation, S::IssueFinalBill]
        {
            for say in [Say::LostReply, Say::LostOrder] {
                for mute in [false, true] {
                    let world = World::prepaid().with_class(class);
                    let mut operator = Operator::of(&world).scripted(kind, &[say; 2]);
                    if mute {
                        operator = operator.mute(kind);
                    }
                    let name = format!("{class:?} {kind:?} {say:?} mute {mute}");
                    let mut drive = Drive::with(world, operator);
                    drive.run_until(|drive| {
                        drive
                            .case
                            .of_kind(kind)
                            .any(|(_, state)| matches!(state.progress, Progress::Unknown { .. }))
                    });
                    drive.retract(None).unwrap();
                    drive.run();
                    if drive.case.ending.is_none() {
                        assert!(drive.staff_tasks().contains(&kind), "{name}: no task is shown");
                        drive.staff_resolves = true;
                    }
                    assert_rests(&mut drive, Ending::Retracted, &name);
                }
            }
        }
    }
}

#[test]
fn what_was_refused_has_nothing_to_undo() {
    // A system that refused did nothing: the retract drops the step and undoes the others without asking anybody.
    for kind in [
        S::VerifyIdentity,
        S::QuotePrice,
        S::AnnounceDate,
        S::RereadBeforeBar,
        S::Bar,
        S::StopCharging,
        S::HoldNumber,
        S::PurgeSessions,
        S::CollectUsage,
        S::CancelLocation,
        S::ProveAbsent,
        S::RereadBeforeDelete,
        S::IssueFinalBill,
    ] {
        for why in [RejectedWhy::Refused, RejectedWhy::LineIsThere, RejectedWhy::NoSuchLine] {
            let world = World::prepaid();
            let operator = Operator::of(&world).always(kind, Say::Reject(why));
            let mut drive = Drive::with(world, operator);
            drive.run_until(|drive| {
                drive.case.of_kind(kind).any(|(_, state)| matches!(state.progress, Progress::Stuck { .. }))
            });
            drive.retract(None).unwrap();
            assert_rests(&mut drive, Ending::Retracted, &format!("{kind:?} {why:?}"));
        }
    }
}

#[test]
fn a_parked_case_can_be_taken_back() {
    // Whatever parked it, the parked step keeps nobody waiting: a reading is dropped, a bill that was issued is taken back.
    let mut drive = Drive::new(World::prepaid());
    drive.run_until(|drive| drive.case.all_done(S::CancelLocation));
    drive.operator.line.owner.document = document("ZZ7654321");
    drive.run();
    assert_eq!(drive.case.stage(), Stage::Parked);
    drive.retract(None).unwrap();
    assert_rests(&mut drive, Ending::Retracted, "owner changed");

    let world = World::postpaid();
    let mut operator = Operator::of(&world);
    operator.billed_after_stop_s = Some(60);
    let mut drive = Drive::with(world, operator);
    drive.run_until(|drive| drive.case.parked.is_some());
    drive.retract(None).unwrap();
    assert_rests(&mut drive, Ending::Retracted, "late charge");
    assert!(drive.case.all_done(S::VoidFinalBill));
}

#[test]
fn a_bill_that_comes_during_a_retract_is_not_judged_but_taken_back() {
    // A retract is not parked by what it is about to undo.
    let world = World::postpaid();
    let mut operator = Operator::of(&world);
    operator.billed_after_stop_s = Some(60);
    let mut drive = Drive::with(world.clone(), operator);
    drive.run();
    let intended = drive.records.iter().position(|record| {
        matches!(record.fact, Fact::Intended { step, .. } if drive.case.planned(step).kind == S::IssueFinalBill)
    });
    let mut drive = Drive::resumed(world, drive.operator, &drive.records[..=intended.unwrap()]);
    drive.operator.billed_after_stop_s = Some(60);
    drive.retract(None).unwrap();
    drive.answer_in_flight();
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Retracted));
    assert!(drive.case.all_done(S::VoidFinalBill));
}

#[test]
fn a_pause_in_place_of_ending_is_a_retract_that_pauses() {
    // Everything comes back first, then the line is paused, and the case says so.
    let until = date(2027, 5, 1);
    for world in [World::prepaid(), World::prepaid().without(&[EffectKind::SuspendLine])] {
        let mut drive = Drive::new(world);
        drive.run_until(|drive| drive.case.charge_stop.is_some());
        drive.retract(Some(until)).unwrap();
        if drive.case.planned(drive.find(S::SuspendLine)).hand == Hand::Staff {
            drive.people_act = false;
            drive.run();
            assert_eq!(
                drive.staff_tasks(),
                [S::SuspendLine],
                "who cannot be asked by machine is asked by hand"
            );
            drive.people_act = true;
        }
        assert_rests(&mut drive, Ending::Suspended, "suspend");
        assert!(drive.case.all_done(S::SuspendLine) && drive.case.all_done(S::Unbar));
    }
    let mut world = World::prepaid();
    world.policy.terms.suspend = None;
    let mut drive = Drive::new(world);
    drive.run_until(|drive| drive.case.charge_stop.is_some());
    assert_eq!(drive.retract(Some(until)), Err(RefusalCode::NotAsked));
}

#[test]
fn nothing_comes_back_once_the_hard_point_is_passed() {
    // From the intent of the deletion on, a retract is refused with its reason, and a record that says otherwise too.
    let world = World::prepaid();
    let journal = reversible_journal(&world);
    let early = Drive::resumed(world.clone(), Operator::of(&world), &journal);
    let undo = masalama_core::plan::undo(&early.case, &world.landscape, false).unwrap();
    let mut drive = Drive::new(world);
    drive.run_until(|drive| drive.case.is_past_no_return());
    assert_eq!(drive.retract(None), Err(RefusalCode::PastNoReturn));
    assert!(drive.try_add(Actor::Subscriber, Fact::RetractAsked { undo, suspend_until: None }).is_err());
    drive.run();
    assert_eq!(drive.retract(None), Err(RefusalCode::CaseClosed));
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
}

#[test]
fn the_line_is_free_once_the_person_has_it_back() {
    // The case keeps records for months after a retract; meanwhile the person may ask again.
    let mut drive = Drive::new(World::prepaid());
    assert!(!drive.case.holds_line(), "an unverified request claims no line");
    drive.run_until(|drive| drive.case.charge_stop.is_some());
    assert!(drive.case.holds_line());
    drive.retract(None).unwrap();
    drive.run_until(|drive| drive.case.all_done(S::IssueRetraction));
    assert!(drive.case.ending.is_none() && !drive.case.holds_line());
}

#[test]
fn what_was_called_off_is_not_done_by_hand_either() {
    // Staff cannot finish a task that a retract called off in the same moment: nobody would undo it.
    let mut world = World::prepaid();
    world.make_by_hand();
    let mut drive = Drive::new(world);
    drive.people_act = false;
    drive.run_until(|drive| drive.staff_tasks().contains(&S::QuotePrice));
    let step = drive.find(S::QuotePrice);
    drive.retract(None).unwrap();
    let fact = Fact::Attested { step, note: Detail::of("done") };
    assert!(drive.try_add(staff("shop-1"), fact).is_err());
    drive.people_act = true;
    assert_rests(&mut drive, Ending::Retracted, "by hand");
}

#[test]
fn an_unverified_request_can_be_taken_back() {
    // Who never showed that the line is his may still stop asking, even when his claim did not fit.
    let mut world = World::prepaid();
    world.request.claim.document = document("QQ1111111");
    let mut drive = Drive::new(world);
    drive.run_until(|drive| {
        matches!(drive.progress(S::VerifyIdentity), Progress::Stuck { why: StuckWhy::NotMatched, .. })
    });
    drive.retract(None).unwrap();
    assert_rests(&mut drive, Ending::Retracted, "unverified");
    assert!(drive.case.closed_at.unwrap() < drive.case.received.lapses_at);
}
