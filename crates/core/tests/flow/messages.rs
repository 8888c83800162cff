//! What the person is told: everybody before the cut, nobody at a number that may be a stranger's.

use masalama_core::audience::Audience;
use masalama_core::case::{Case, Progress};
use masalama_core::effect::{Effect, Subject};
use masalama_core::identity::{Email, Msisdn};
use masalama_core::landscape::SystemName;
use masalama_core::record::{Actor, Amended, Choice, Fact};
use masalama_core::request::{Contact, Personal, Reason, RefundMethod};
use masalama_core::step::StepKind as S;

use crate::drive::Drive;
use crate::operator::{Operator, Say};
use crate::world::{World, case_id, key};

/// The operator tells by mail and by text message.
fn with_two_ways(mut world: World) -> World {
    let mut mail =
        world.landscape.systems.iter().find(|one| one.name.as_str() == "messaging").unwrap().clone();
    mail.name = SystemName::parse("mail").unwrap();
    world.landscape.systems.push(mail);
    world
}

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

fn number(text: &str) -> Msisdn {
    Msisdn::parse(text).unwrap()
}

/// What the operator's records and the request say of the person.
fn personal(world: &World) -> Personal {
    Personal {
        key: key(),
        claim: world.request.claim.clone(),
        numbers: Some(world.line.numbers.clone()),
        numbers_seen: None,
        on_record: Some(Contact {
            msisdn: Some(number("+96892777777")),
            email: Some(email("on-record@mail.example")),
        }),
        replaced: Vec::new(),
        refund_destination: None,
        pickup_address: None,
        complaints: Default::default(),
    }
}

/// Each message of the journey as it left: what about, on which system, and the case at that moment.
fn told(drive: &Drive) -> Vec<(Subject, String, Case)> {
    let mut told = Vec::new();
    for (at, record) in drive.records.iter().enumerate() {
        if let Fact::Intended { step, effect: Effect::Tell { subject, .. }, .. } = &record.fact {
            let case = Case::fold(case_id(), &drive.records[..=at]).unwrap();
            let system = case.planned(*step).system.as_ref().unwrap().to_string();
            told.push((*subject, system, case));
        }
    }
    told
}

/// How many messages go to the line's own number once its bar was intended.
fn to_the_line_after_the_bar(
    drive: &Drive,
    personal: &Personal,
    audience: impl Fn(&Case, &Personal) -> Audience,
) -> usize {
    let own = personal.numbers.as_ref().unwrap().msisdn.as_ref().unwrap();
    let is_after = |case: &Case| case.of_kind(S::Bar).any(|(_, state)| state.has_begun());
    told(drive)
        .iter()
        .filter(|(_, _, case)| is_after(case) && audience(case, personal).numbers.contains(own))
        .count()
}

#[test]
fn every_stage_is_told_in_order_on_every_way() {
    // Mail and text messages tell the same things in the same order; the refund is told with the sum that was paid.
    let mut drive = Drive::new(with_two_ways(World::prepaid()));
    drive.run_until(|drive| drive.case.plan.rules.is_some());
    let method = RefundMethod::CashAtShop;
    drive.add(Actor::Subscriber, Fact::Chosen { choice: Choice::Refund { method, destination: None } });
    drive.run();
    let told = told(&drive);
    for way in ["messaging", "mail"] {
        let subjects: Vec<_> =
            told.iter().filter(|(_, system, _)| system == way).map(|(subject, ..)| *subject).collect();
        use Subject as T;
        let expected =
            [T::Received, T::EffectiveDate, T::BeforeCut, T::Ended, T::RefundPaid, T::RestPaid, T::Closed];
        let sorted = |mut all: Vec<T>| {
            all.sort_by_key(|subject| Subject::ALL.iter().position(|one| one == subject));
            all
        };
        assert_eq!(subjects[..3], expected[..3], "{way}");
        assert_eq!(sorted(subjects), expected, "{way}");
    }
    let amounts: Vec<_> = drive
        .records
        .iter()
        .filter_map(|record| match &record.fact {
            Fact::Intended { effect: Effect::Tell { amount, .. }, .. } => *amount,
            _ => None,
        })
        .collect();
    let paid: Vec<_> = drive
        .records
        .iter()
        .filter_map(|record| match &record.fact {
            Fact::Intended { effect: Effect::PayRefund { amount, .. }, .. } => Some(*amount),
            _ => None,
        })
        .collect();
    assert_eq!(amounts, [paid[0], paid[0], paid[1], paid[1]]);
}

#[test]
fn nothing_is_cut_before_everybody_was_told() {
    // While the last word is not out on one of two ways, the line is not barred; once it is, the cease goes on.
    let world = with_two_ways(World::prepaid());
    let operator = Operator::of(&world).always(S::AnnounceBar, Say::LostOrder).mute(S::AnnounceBar);
    let mut drive = Drive::with(world, operator);
    let later = drive.after_days(30);
    drive.run_to(later);
    assert_eq!(drive.sent(S::Bar), 0, "the line was barred without a last word");
    assert!(matches!(drive.progress(S::AnnounceBar), Progress::Unknown { .. }));
    assert!(drive.staff_tasks().contains(&S::AnnounceBar), "a person is asked");
}

#[test]
fn the_last_word_comes_a_day_ahead() {
    // Where the dates leave room, a day is left to stop it; where they do not, it is told before the bar all the same.
    let mut drive = Drive::new(World::postpaid());
    drive.run_until(|drive| drive.case.charge_stop.is_some());
    let step = drive.find(S::AnnounceBar);
    let told_at = drive.case.state(step).first_intended.unwrap();
    let ahead = drive.case.charge_stop.unwrap().duration_since(told_at);
    assert_eq!(ahead.as_hours(), 24);
    let mut at_once = World::prepaid();
    at_once.policy.terms.cooling_off = crate::world::binding(masalama_core::calendar::Period::Days(0));
    let mut drive = Drive::new(at_once);
    drive.run_until(|drive| drive.case.charge_stop.is_some());
    let step = drive.find(S::AnnounceBar);
    assert!(drive.case.state(step).is_done());
}

#[test]
fn the_line_is_never_written_to_after_its_bar() {
    // Until the bar the line is a contact; from its intent on it is none, even where it is given as the contact or stands on record. An
    // audience that forgets the bar is noticed.
    let mut world = with_two_ways(World::prepaid());
    let own = world.line.numbers.msisdn.clone();
    world.request.claim.contact_msisdn.clone_from(&own);
    world.line.owner.contact_msisdn.clone_from(&own);
    let mut drive = Drive::new(world.clone());
    drive.run();
    let mut personal = personal(&world);
    personal.on_record = Some(Contact { msisdn: own.clone(), email: None });
    for (subject, _, case) in told(&drive) {
        let audience = Audience::of(&case, &personal);
        let is_before = matches!(subject, Subject::Received | Subject::EffectiveDate | Subject::BeforeCut);
        assert_eq!(audience.before_bar, is_before, "{subject:?}");
        assert_eq!(audience.numbers, Vec::from_iter(own.clone().filter(|_| is_before)), "{subject:?}");
    }
    assert_eq!(to_the_line_after_the_bar(&drive, &personal, Audience::of), 0);
    let forgetful = |case: &Case, personal: &Personal| {
        let before = Case::fold(case_id(), &drive.records[..1]).unwrap();
        Audience {
            before_bar: false,
            ..Audience::of(if case.id == before.id { &before } else { case }, personal)
        }
    };
    assert_ne!(to_the_line_after_the_bar(&drive, &personal, forgetful), 0, "the check would notice");
}

#[test]
fn every_known_contact_is_told_and_in_quiet_only_the_one_given() {
    // The contact given, the contact on record and the line; each once. Somebody else may read the last two of a survivor's.
    let mut world = World::prepaid();
    world.request.claim.contact_email = Some(email("given@mail.example"));
    let of = |world: &World| Audience::of(&world.opened(), &personal(world));
    let all = of(&world);
    let (given, line) =
        (world.request.claim.contact_msisdn.clone().unwrap(), world.line.numbers.msisdn.clone());
    assert_eq!(all.numbers, [given.clone(), number("+96892777777"), line.unwrap()]);
    assert_eq!(all.emails, [email("given@mail.example"), email("on-record@mail.example")]);
    world.request.reason = Reason::Survivor;
    let quiet = of(&world);
    assert_eq!(quiet.numbers, [given]);
    assert_eq!(quiet.emails, [email("given@mail.example")]);
    world.request.claim.contact_msisdn = None;
    world.request.claim.contact_email = None;
    let nobody = of(&world);
    assert!(nobody.numbers.is_empty() && nobody.emails.is_empty());
}

#[test]
fn a_last_word_under_way_when_its_day_is_moved_is_said_anew() {
    // Whether its answer is late or nobody could tell for a while: it named the old day, and there is no bar before the new one was named.
    for say in [Say::Pending(7_200), Say::LostReply] {
        let mut world = World::prepaid();
        world.request.wanted_on = Some("2026-12-24".parse().unwrap());
        let operator = Operator::of(&world).scripted(S::AnnounceBar, &[say]);
        let mut drive = Drive::with(world, operator);
        drive.run_until(|drive| {
            let is_out = |one: &Progress| matches!(one, Progress::Pending { .. } | Progress::Unknown { .. });
            drive.progress_if(S::AnnounceBar).is_some_and(is_out)
        });
        let (old, new) = (drive.case.plan.effective_on.unwrap(), "2026-12-28".parse().unwrap());
        let step = drive.find(S::AwaitDate);
        let not_before = drive.world.policy.calendar.start_of(new);
        let mut plan = drive.case.plan.clone();
        plan.amend(step, not_before, new);
        let amended = Amended { step, not_before, effective_on: new, plan_hash: plan.hash() };
        drive.add(Actor::Subscriber, Fact::Amended(amended));
        drive.run_until(|drive| drive.case.charge_stop.is_some());
        assert_eq!(drive.case.charge_stop, Some(not_before), "{say:?}");
        let mut days = Vec::new();
        for record in &drive.records {
            let Fact::Intended { effect: Effect::Tell { subject: Subject::BeforeCut, on, .. }, .. } =
                &record.fact
            else {
                continue;
            };
            days.push((on.unwrap(), record.at));
        }
        let last = days.last().unwrap();
        assert_eq!((days[0].0, last.0), (old, new), "{say:?}");
        assert_eq!(last.1, not_before - jiff::SignedDuration::from_hours(24), "{say:?}");
    }
}
