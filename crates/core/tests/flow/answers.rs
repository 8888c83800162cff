//! Answers that do not come: the class of an effect forces what may be done (I5), and its key never changes with the attempt (I2).

use std::collections::BTreeMap;

use masalama_core::case::{Progress, Stage};
use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKey, Finding, RejectedWhy};
use masalama_core::landscape::Class;
use masalama_core::record::{Actor, Decision, Ending, Fact, ParkedFor, StepIndex, Verdict};
use masalama_core::step::{StepKind as S, Work};

use crate::drive::Drive;
use crate::operator::{Operator, Say};
use crate::world::{World, staff};

/// Every step of a prepaid line that sends an effect.
fn sending(world: &World) -> Vec<S> {
    let plan = crate::plans::planned(world).unwrap();
    let mut kinds: Vec<S> = plan
        .steps
        .iter()
        .filter(|step| matches!(step.kind.definition().work, Work::Effect { .. }))
        .map(|step| step.kind)
        .filter(|kind| !matches!(kind, S::VerifyIdentity | S::ErasePersonal))
        .collect();
    kinds.dedup();
    kinds
}

fn intents(drive: &Drive, kind: S) -> Vec<(StepIndex, u16, EffectKey)> {
    let intents = drive.records.iter().filter_map(|record| match &record.fact {
        Fact::Intended { step, attempt, key, .. } => Some((*step, *attempt, *key)),
        _ => None,
    });
    intents.filter(|(step, _, _)| drive.case.planned(*step).kind == kind).collect()
}

#[test]
fn each_class_is_repeated_by_its_own_rule() {
    // Lost once, each effect is done exactly once in the end: with a key or by nature it is sent again, else it is asked for or a person is.
    for class in [Class::Keyed, Class::Idempotent, Class::Askable, Class::Once] {
        let world = World::prepaid().with_class(class);
        for kind in sending(&world) {
            for say in [Say::LostReply, Say::LostOrder] {
                let name = format!("{class:?} {kind:?} {say:?}");
                let operator = Operator::of(&world).scripted(kind, &[say]);
                let mut drive = Drive::with(world.clone(), operator);
                drive.run();
                let first = intents(&drive, kind)[0];
                if class == Class::Once {
                    assert!(drive.staff_tasks().contains(&kind), "{name}: one try, then a person");
                    assert_eq!(drive.case.state(first.0).attempt, 1, "{name}");
                    drive.staff_resolves = true;
                    drive.run();
                }
                assert_eq!(drive.case.ending, Some(Ending::Ceased), "{name}");
                let sent = intents(&drive, kind).iter().filter(|intent| intent.0 == first.0).count();
                let asks = matches!(class, Class::Askable | Class::Once) && say == Say::LostReply;
                assert_eq!(sent, if asks { 1 } else { 2 }, "{name}");
                let carried = drive.operator.carried.iter().filter(|one| one.step == first.0);
                assert_eq!(carried.count(), 1, "{name}: done once");
            }
        }
    }
}

#[test]
fn keys_are_one_for_each_obligation() {
    // No key depends on the attempt, no two steps share one, and no key ever carries two effects.
    let world = World::postpaid().with_class(Class::Keyed);
    let mut operator = Operator::of(&world);
    for kind in sending(&world) {
        operator = operator.scripted(kind, &[Say::LostOrder, Say::LostReply, Say::LostOrder]);
    }
    let mut drive = Drive::with(world, operator);
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
    let mut keys: BTreeMap<EffectKey, (StepIndex, String)> = BTreeMap::new();
    for record in &drive.records {
        let Fact::Intended { step, key, effect, .. } = &record.fact else { continue };
        let seen = keys.entry(*key).or_insert_with(|| (*step, format!("{effect:?}")));
        assert_eq!(*seen, (*step, format!("{effect:?}")));
    }
    let steps: std::collections::BTreeSet<_> = keys.values().map(|(step, _)| *step).collect();
    assert_eq!(steps.len(), keys.len(), "one obligation each");
}

#[test]
fn tries_end_with_a_person() {
    // Whatever stays silent is tried or asked about a bounded number of times, ever more seldom; then a person is asked, who can settle it.
    for class in [Class::Keyed, Class::Idempotent, Class::Askable] {
        let world = World::prepaid().with_class(class);
        let operator = Operator::of(&world).always(S::Bar, Say::LostReply).mute(S::Bar);
        let mut drive = Drive::with(world, operator);
        drive.run();
        assert_eq!(drive.staff_tasks(), [S::Bar, S::Bar], "{class:?}: the registers of two generations");
        assert!(drive.records.len() < 80, "{class:?}: {} records", drive.records.len());
        let silent = drive.after_days(400);
        let records = drive.records.len();
        drive.run_to(silent);
        assert_eq!(drive.records.len(), records, "nothing is sent while a person is asked");
        for step in [drive.find(S::Bar), StepIndex(drive.find(S::Bar).0 + 1)] {
            let fact =
                Fact::Resolved { step, verdict: Verdict::Done, note: Detail::of("seen in the console") };
            assert!(drive.try_add(Actor::System, fact.clone()).is_err(), "only a named person");
            assert!(drive.try_add(Actor::Subscriber, fact.clone()).is_err(), "only a named person");
            drive.add(staff("shop-1"), fact);
        }
        let first = intents(&drive, S::Bar)[0];
        assert_eq!(
            drive.case.charge_stop,
            drive.case.state(first.0).first_intended,
            "nobody pays for silence"
        );
        drive.run();
        assert_eq!(drive.case.ending, Some(Ending::Ceased));
    }
}

#[test]
fn waits_between_tries_grow_and_stay_under_their_cap() {
    // A system that is down is not stormed: each wait is longer than the one before until the cap, give or take the spread.
    let drive = Drive::new(World::prepaid());
    let waits: Vec<_> = (1..=12).map(|turn| drive.retry.wait(&drive.case, StepIndex(3), turn)).collect();
    assert!(waits.windows(2).take(6).all(|pair| pair[0] < pair[1]), "{waits:?}");
    assert!(waits.iter().all(|wait| wait.as_secs() <= 3_600 * 11 / 10), "{waits:?}");
}

#[test]
fn a_refused_effect_is_sent_again_as_a_new_obligation() {
    // A system remembers a refusal under its key, so a person who has it sent again gives it a new one; silence keeps the old one.
    let world = World::prepaid();
    let operator = Operator::of(&world).scripted(S::PayRefund, &[Say::Reject(RejectedWhy::Refused)]);
    let mut drive = Drive::with(world, operator);
    drive.run();
    assert_eq!(drive.staff_tasks(), [S::PayRefund]);
    let step = drive.find(S::PayRefund);
    drive.add(
        staff("shop-1"),
        Fact::Resolved { step, verdict: Verdict::NotDone, note: Detail::of("bank is up") },
    );
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
    let intents = intents(&drive, S::PayRefund);
    assert_eq!(intents.len(), 2);
    assert_ne!(intents[0].2, intents[1].2);
}

#[test]
fn a_line_that_came_back_gets_no_certificate() {
    // A failed proof is not asked away: staff sees that the line is there, and no certificate is issued until it is proven dead.
    let world = World::prepaid();
    let operator = Operator::of(&world).scripted(S::ProveDead, &[Say::Reject(RejectedWhy::LineIsThere)]);
    let mut drive = Drive::with(world, operator);
    drive.run();
    let why = masalama_core::case::StuckWhy::LineCameBack;
    assert!(matches!(drive.progress(S::ProveDead), Progress::Stuck { why: found, .. } if *found == why));
    assert!(!drive.case.all_done(S::IssueCertificate) && drive.case.all_done(S::IssueClosingStatement));
    let step = drive.find(S::ProveDead);
    drive.add(
        staff("shop-1"),
        Fact::Resolved { step, verdict: Verdict::NotDone, note: Detail::of("deleted anew") },
    );
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
}

#[test]
fn a_bill_nobody_can_ask_for_is_shown_by_a_person() {
    // Nobody's word stands for figures: what billing lost is settled by the bill itself, and then the refund is right.
    let world = World::prepaid().with_class(Class::Once);
    let operator = Operator::of(&world).scripted(S::IssueFinalBill, &[Say::LostReply]);
    let mut drive = Drive::with(world, operator);
    drive.run();
    assert_eq!(drive.staff_tasks(), [S::IssueFinalBill]);
    let step = drive.find(S::IssueFinalBill);
    let done = Fact::Resolved { step, verdict: Verdict::Done, note: Detail::of("it is in billing") };
    assert!(drive.try_add(staff("shop-1"), done).is_err());
    let effect = drive.case.state(step).effect.clone().unwrap();
    let finding = Finding::Done(drive.operator.evidence(&effect, drive.now));
    assert!(drive.try_add(Actor::Subscriber, Fact::Found { step, finding: finding.clone() }).is_err());
    drive.add(staff("shop-1"), Fact::Found { step, finding });
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
    assert!(drive.case.all_done(S::PayRefund));
}

#[test]
fn a_poisoned_case_shows_a_task_and_goes_on_when_told() {
    // A fault of ours parks the case where somebody sees it; told to try again it does not resend what is unknown.
    let world = World::prepaid().with_class(Class::Once);
    let operator = Operator::of(&world).scripted(S::StopCharging, &[Say::LostReply]);
    let mut drive = Drive::with(world, operator);
    drive.run();
    let step = drive.find(S::StopCharging);
    let reason = ParkedFor::Poison { detail: Detail::of("a fault of ours") };
    drive.add(Actor::System, Fact::Parked { step, reason: reason.clone() });
    assert!(drive.try_add(Actor::System, Fact::Parked { step, reason: reason.clone() }).is_err());
    assert_eq!(drive.case.stage(), Stage::Parked);
    let again = Fact::Decided { decision: Decision::TryAgain, note: Detail::of("mended") };
    assert!(drive.try_add(Actor::Subscriber, again.clone()).is_err(), "only staff decides");
    drive.add(staff("shop-1"), again.clone());
    assert!(matches!(drive.progress(S::StopCharging), Progress::Unknown { .. }));
    drive.staff_resolves = true;
    drive.run_until(|drive| drive.case.all_done(S::StopCharging));
    assert_eq!(drive.sent(S::StopCharging), 1);
    let waiting = drive.find(S::AwaitLateUsage);
    drive.add(Actor::System, Fact::Parked { step: waiting, reason });
    drive.run();
    assert_eq!(drive.staff_tasks(), [S::AwaitLateUsage], "a parked case always shows a task");
    drive.add(staff("shop-1"), again);
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
}
