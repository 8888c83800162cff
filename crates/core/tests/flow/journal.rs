//! Journals: every prefix folds, every copy is the same, and what cannot follow is refused.

use jiff::{SignedDuration, ToSpan};
use masalama_core::case::{Case, IllegalRecord, Progress};
use masalama_core::commitment::Digest;
use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKey, Finding, Outcome, RejectedWhy};
use masalama_core::record::{Actor, Amended, Ending, Fact, Planned, Record, SkippedWhy, StepIndex};
use masalama_core::refusal::RefusalCode;
use masalama_core::step::StepKind as S;
use proptest::prelude::*;

use crate::drive::{Drive, reference};
use crate::operator::{Operator, Say};
use crate::world::{World, case_id, staff};

/// Journals of every shape: whole, taken back, with answers that were late, lost or refused, by hand, and with everything that people say around one.
fn journals() -> Vec<(&'static str, Vec<Record>)> {
    let mut journals: Vec<_> = World::all()
        .into_iter()
        .map(|(name, world)| {
            let mut drive = Drive::new(world);
            drive.run();
            (name, drive.records)
        })
        .collect();
    let world = World::prepaid();
    let operator = Operator::of(&world)
        .scripted(S::Bar, &[Say::LostReply, Say::Pending(30)])
        .scripted(S::DeleteSubscriber, &[Say::LostOrder])
        .scripted(S::CollectUsage, &[Say::Reject(RejectedWhy::Refused)])
        .scripted(S::PayRefund, &[Say::Pending(90)]);
    let mut rough = Drive::with(world, operator);
    rough.staff_resolves = true;
    rough.run();
    assert_eq!(rough.case.ending, Some(Ending::Ceased));
    journals.push(("rough", rough.records));
    let mut taken_back = Drive::new(World::postpaid());
    taken_back.run_until(|drive| drive.case.all_done(S::CollectUsage));
    taken_back.retract(None).unwrap();
    taken_back.run();
    assert_eq!(taken_back.case.ending, Some(Ending::Retracted));
    journals.push(("taken back", taken_back.records));
    journals.push(("everybody spoke", crate::anybody::spoken()));
    journals
}

#[test]
fn every_prefix_of_a_journal_folds_to_the_same_case() {
    // A case is the fold of its records (I4): read back at any moment, through its text, it is the case that was.
    for (name, records) in journals() {
        let mut case = Case::opened(case_id(), &records[0]).unwrap();
        let mut read = vec![records[0].clone()];
        for record in &records[1..] {
            case.apply(record).unwrap();
            let text = serde_json::to_string(record).unwrap();
            let back: Record = serde_json::from_str(&text).unwrap();
            assert_eq!(back, *record, "{name}");
            assert_eq!(serde_json::to_string(&back).unwrap(), text, "{name}");
            read.push(back);
            if read.len() % 7 == 0 || read.len() == records.len() {
                assert_eq!(Case::fold(case_id(), &read).unwrap(), case, "{name}, {} records", read.len());
            }
        }
        assert!(case.ending.is_some());
        for end in 1..=records.len() {
            assert!(Case::fold(case_id(), &records[..end]).is_ok(), "{name}: {end} records");
        }
    }
    assert_eq!(Case::fold(case_id(), &[]), Err(IllegalRecord::NoRecords));
}

/// Applies `record` after `before`; a refusal must leave the case as it was.
fn is_taken(before: &Case, record: &Record) -> bool {
    let mut case = before.clone();
    let taken = case.apply(record).is_ok();
    assert!(taken || case == *before, "a refused record changed the case: {record:?}");
    taken
}

/// Each case of the journals with the record that came next.
fn moments(mut each: impl FnMut(&str, &Case, &Record)) {
    for (name, records) in journals() {
        let mut case = Case::opened(case_id(), &records[0]).unwrap();
        for record in &records[1..] {
            each(name, &case, record);
            case.apply(record).unwrap();
        }
        each(name, &case, &Record { seq: case.head + 1, ..records[0].clone() });
    }
}

fn with(record: &Record, fact: Fact) -> Record {
    Record { fact, ..record.clone() }
}

#[test]
fn a_record_out_of_its_place_or_time_is_refused() {
    // Places run without a gap, time never backwards, and nothing is received twice or follows the closing.
    moments(|name, case, record| {
        for seq in [0, record.seq - 1, record.seq + 1, u32::MAX] {
            assert!(!is_taken(case, &Record { seq, ..record.clone() }), "{name}: {record:?}");
        }
        let at = case.head_at - SignedDuration::from_nanos(1);
        assert!(!is_taken(case, &Record { at, ..record.clone() }), "{name}: {record:?}");
        let received = Fact::Received(Box::new(case.received.clone()));
        assert!(!is_taken(case, &with(record, received)), "{name}");
        if case.ending.is_some() && !outlives_closing(&record.fact) {
            assert!(!is_taken(case, record), "{name}: {record:?} follows the closing");
        }
    });
}

#[test]
fn a_record_by_the_wrong_hand_is_refused() {
    // What a system says no person says, and nobody says for a person what only he may.
    moments(|name, case, record| {
        if case.ending.is_some() {
            return;
        }
        let others: &[Actor] = match &record.fact {
            Fact::Attested { .. } if case.planned(step_of(&record.fact)).kind == S::ChooseRefund => {
                &[Actor::System]
            }
            Fact::Attested { .. } | Fact::Resolved { .. } | Fact::Decided { .. } => {
                &[Actor::System, Actor::Subscriber]
            }
            Fact::Chosen { .. }
            | Fact::RetractAsked { .. }
            | Fact::Amended(_)
            | Fact::Attached { .. }
            | Fact::Complained { .. }
            | Fact::ContactChanged { .. } => match record.fact {
                Fact::Amended(_) => &[Actor::StopLink],
                _ => &[Actor::System, Actor::StopLink],
            },
            Fact::Held { .. } | Fact::Resumed { .. } => &[Actor::System],
            Fact::Revealed { .. }
            | Fact::Proposed { .. }
            | Fact::Approved { .. }
            | Fact::TurnedDown { .. }
            | Fact::ComplaintAnswered { .. } => &[Actor::System, Actor::Subscriber, Actor::StopLink],
            Fact::Found { .. } | Fact::Parked { .. } | Fact::Refused { .. } => &[Actor::Subscriber],
            _ => &[Actor::Subscriber, staff("shop-1")],
        };
        for by in others {
            assert!(
                !is_taken(case, &Record { by: by.clone(), ..record.clone() }),
                "{name}: {by:?} {record:?}"
            );
        }
    });
}

/// May it be said of a closed case?
fn outlives_closing(fact: &Fact) -> bool {
    matches!(fact, Fact::Complained { .. } | Fact::ComplaintAnswered { .. } | Fact::Revealed { .. })
}

fn step_of(fact: &Fact) -> StepIndex {
    match fact {
        Fact::Intended { step, .. }
        | Fact::Answered { step, .. }
        | Fact::Found { step, .. }
        | Fact::Elapsed { step }
        | Fact::Skipped { step, .. }
        | Fact::Attested { step, .. }
        | Fact::Resolved { step, .. }
        | Fact::Issued { step, .. } => *step,
        _ => StepIndex(0),
    }
}

/// The same fact about another step, and with each of its particulars changed.
fn changed(fact: &Fact, step: StepIndex) -> Vec<Fact> {
    match fact.clone() {
        Fact::Intended { step: own, attempt, key, effect } => {
            let other = EffectKey::new(case_id(), own, 99);
            vec![
                Fact::Intended { step, attempt, key, effect: effect.clone() },
                Fact::Intended { step: own, attempt: attempt + 1, key, effect: effect.clone() },
                Fact::Intended { step: own, attempt: attempt - 1, key, effect: effect.clone() },
                Fact::Intended { step: own, attempt, key: other, effect },
            ]
        }
        Fact::Answered { step: own, attempt, outcome } => vec![
            Fact::Answered { step, attempt, outcome: outcome.clone() },
            Fact::Answered { step: own, attempt: attempt + 1, outcome },
        ],
        Fact::Found { finding, .. } => vec![Fact::Found { step, finding }],
        Fact::Elapsed { .. } => vec![Fact::Elapsed { step }],
        Fact::Attested { note, .. } => vec![Fact::Attested { step, note }],
        Fact::Resolved { verdict, note, shown, .. } => vec![Fact::Resolved { step, verdict, note, shown }],
        Fact::Issued { paper, digest, .. } => vec![Fact::Issued { step, paper, digest }],
        Fact::Closed { ending } => [Ending::Ceased, Ending::Retracted, Ending::Suspended, Ending::Lapsed]
            .into_iter()
            .filter(|other| *other != ending)
            .map(|ending| Fact::Closed { ending })
            .collect(),
        _ => Vec::new(),
    }
}

/// Could the same thing happen to that step at this moment? Written against the definition of a step alone.
fn may_happen_to(case: &Case, fact: &Fact, step: StepIndex) -> bool {
    let Some(state) = case.steps.get(step.get()) else { return false };
    let is_ready = !state.is_settled() && case.waits_settled(step) && !case.is_called_off(step);
    match fact {
        Fact::Answered { attempt, .. } => {
            matches!(state.progress, Progress::InFlight) && *attempt == state.attempt
        }
        Fact::Found { .. } => {
            let is_out = matches!(
                state.progress,
                Progress::InFlight
                    | Progress::Pending { .. }
                    | Progress::Unknown { .. }
                    | Progress::Stuck { .. }
            );
            is_out || is_ready
        }
        Fact::Resolved { .. } => {
            matches!(
                state.progress,
                Progress::Pending { .. } | Progress::Unknown { .. } | Progress::Stuck { .. }
            )
        }
        _ => is_ready,
    }
}

#[test]
fn a_record_about_another_step_or_try_is_refused() {
    // Moved to a step to which it cannot happen, or to another attempt, key or ending, a record is no part of the journal.
    moments(|name, case, record| {
        for place in 0..=case.steps.len() {
            let step = StepIndex(u16::try_from(place).unwrap());
            if case.ending.is_some() || step == step_of(&record.fact) {
                continue;
            }
            for fact in changed(&record.fact, step) {
                let moved = matches!(fact, Fact::Closed { .. }) || step_of(&fact) != step;
                let may = !moved && may_happen_to(case, &fact, step);
                let record = with(record, fact);
                assert!(may || !is_taken(case, &record), "{name}: {record:?}");
            }
        }
    });
}

#[test]
fn nothing_that_cuts_is_skipped_or_waited_away() {
    // Bar, deletion, proof, closing and erasure are done or not; no record lets them be left out or pass by themselves.
    const RICHEST: [&str; 3] = ["postpaid eSIM with devices, dues gate", "rough", "taken back"];
    moments(|name, case, record| {
        if case.ending.is_some() || !RICHEST.contains(&name) {
            return;
        }
        for (step, planned) in case.plan.indexed() {
            let is_done_or_not = !matches!(
                planned.kind,
                S::ServeNotice
                    | S::CoolOff
                    | S::AwaitDate
                    | S::AwaitLateUsage
                    | S::QuarantineNumber
                    | S::KeepRecords
            );
            if is_done_or_not {
                assert!(!is_taken(case, &with(record, Fact::Elapsed { step })), "{name}: {:?}", planned.kind);
            }
            for why in [
                SkippedWhy::NothingToPay,
                SkippedWhy::NothingToReturn,
                SkippedWhy::NoCourier,
                SkippedWhy::NotTakenUp,
                SkippedWhy::Retracted,
                SkippedWhy::Waived,
            ] {
                let record = with(record, Fact::Skipped { step, why });
                let may = planned.kind.may_be_skipped(why)
                    || case.is_dropped(step)
                    || case.has_nothing_to_undo(step);
                assert!(may || !is_taken(case, &record), "{name}: {:?} {why:?}", planned.kind);
                assert!(
                    case.retracting.is_some() || !is_cut(planned.kind) || !is_taken(case, &record),
                    "{name}: {:?} {why:?}",
                    planned.kind
                );
            }
        }
    });
}

fn is_cut(kind: S) -> bool {
    matches!(
        kind,
        S::VerifyIdentity
            | S::RereadBeforeBar
            | S::Bar
            | S::StopCharging
            | S::CollectUsage
            | S::CancelLocation
            | S::ProveAbsent
            | S::RereadBeforeDelete
            | S::DeleteSubscriber
            | S::CloseCharging
            | S::ProveDead
            | S::IssueCertificate
            | S::ErasePersonal
    )
}

#[test]
fn no_plan_before_the_caller_is_verified() {
    // A plan claims the line, so none is taken before somebody showed that it is his, none for another line, and none twice.
    let mut planned: Option<Planned> = None;
    let world = World::prepaid();
    let mut drive = Drive::new(world);
    drive.run();
    for record in &drive.records {
        if let Fact::Planned(one) = &record.fact {
            planned = Some((**one).clone());
        }
    }
    let planned = planned.unwrap();
    let mut case = Case::opened(case_id(), &drive.records[0]).unwrap();
    for record in &drive.records[1..] {
        let is_it = matches!(record.fact, Fact::Planned(_));
        if case.ending.is_none() {
            let fact = Fact::Planned(Box::new(planned.clone()));
            let early = Record { seq: case.head + 1, at: record.at, by: Actor::System, fact };
            assert_eq!(is_taken(&case, &early), is_it, "after {} records", case.head);
        }
        if is_it {
            let mut other = planned.clone();
            other.snapshot.imsi = other.snapshot.iccid;
            assert!(!is_taken(&case, &with(record, Fact::Planned(Box::new(other)))));
            let mut other = planned.clone();
            other.plan.steps.remove(0);
            assert!(!is_taken(&case, &with(record, Fact::Planned(Box::new(other)))));
        }
        case.apply(record).unwrap();
    }
}

#[test]
fn a_refused_case_does_nothing_more() {
    // After a refusal only what is under way is still taken in, then the case closes.
    let mut drive = Drive::new(World::prepaid());
    drive.run_until(|drive| drive.case.all_done(S::VerifyIdentity));
    drive.add(staff("shop-1"), Fact::Refused { code: RefusalCode::NotVerified });
    let twice = Fact::Refused { code: RefusalCode::NotVerified };
    assert!(drive.try_add(staff("shop-1"), twice).is_err());
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Refused));
}

#[test]
fn only_a_wait_can_be_amended_and_its_plan_says_so() {
    // A changed date is a record with the new plan's hash; it moves a wait that has not run out, and nothing else. The person moves his own
    // day, never the notice.
    let mut world = World::postpaid();
    world.request.wanted_on = Some("2026-12-24".parse().unwrap());
    let mut drive = Drive::new(world);
    drive.run_until(|drive| drive.case.plan.rules.is_some());
    let later = drive.after_days(90);
    let effective_on = drive.world.policy.calendar.today(later);
    let amended = |drive: &Drive, step: StepIndex| {
        let mut plan = drive.case.plan.clone();
        plan.amend(step, later, effective_on);
        Amended { step, not_before: later, effective_on, plan_hash: plan.hash() }
    };
    let notice = drive.find(S::ServeNotice);
    let good = amended(&drive, notice);
    let wrong_hash = Amended { plan_hash: Digest::of(&[b"other"]), ..good.clone() };
    assert!(drive.try_add(Actor::System, Fact::Amended(wrong_hash)).is_err());
    assert!(drive.try_add(Actor::Subscriber, Fact::Amended(good.clone())).is_err());
    for kind in [S::Bar, S::QuotePrice, S::AwaitLateUsage, S::IssueCertificate, S::ChooseRefund] {
        let step = drive.find(kind);
        let other = amended(&drive, step);
        assert!(drive.try_add(Actor::System, Fact::Amended(other)).is_err(), "{kind:?}");
    }
    let own_day = amended(&drive, drive.find(S::AwaitDate));
    drive.add(Actor::Subscriber, Fact::Amended(own_day));
    let good = amended(&drive, notice);
    drive.add(staff("shop-1"), Fact::Amended(good.clone()));
    for by in [Actor::System, staff("shop-1")] {
        let cool_off = drive.find(S::CoolOff);
        let sooner = drive.case.planned(cool_off).not_before.unwrap() - SignedDuration::from_hours(24);
        let mut plan = drive.case.plan.clone();
        plan.amend(cool_off, sooner, effective_on);
        let sooner = Amended { step: cool_off, not_before: sooner, plan_hash: plan.hash(), ..good.clone() };
        assert!(drive.try_add(by, Fact::Amended(sooner)).is_err(), "a wait gets no shorter");
    }
    assert_eq!(drive.case.plan_hash, drive.case.plan.hash());
    let early = drive.record(Actor::System, Fact::Elapsed { step: notice });
    assert!(!is_taken(&drive.case, &early), "the wait is as long as it says now");
    drive.run_until(|drive| drive.case.charge_stop.is_some());
    assert_eq!(drive.case.charge_stop, Some(later));
    let too_late = amended(&drive, notice);
    assert!(drive.try_add(staff("shop-1"), Fact::Amended(too_late)).is_err());
}

#[test]
fn plans_and_journals_stay_small() {
    // A million waiting cases are a million plans: a plan stays under 8 kB, a journal under 40 kB and far from its bound.
    for (name, records) in journals() {
        let sizes: Vec<usize> =
            records.iter().map(|record| serde_json::to_vec(record).unwrap().len()).collect();
        let planned = records.iter().position(|record| matches!(record.fact, Fact::Planned(_))).unwrap();
        let Fact::Planned(plan) = &records[planned].fact else { unreachable!() };
        let (plan, steps) = (serde_json::to_vec(&plan.plan).unwrap().len(), plan.plan.steps.len());
        let journal: usize = sizes.iter().sum();
        println!(
            "{name}: plan {plan} bytes, {steps} steps; journal {journal} bytes, {} records",
            records.len()
        );
        assert!(plan < 8_000 && journal < 40_000, "{name}: plan {plan}, journal {journal} bytes");
        assert!(records.len() < 200, "{name}");
    }
}

fn any_fact() -> impl Strategy<Value = (usize, u16, u8)> {
    (0_usize..12, 0_u16..50, 0_u8..8)
}

/// Some fact about some step, legal or not.
fn invented(case: &Case, (which, step, detail): (usize, u16, u8)) -> (Actor, Fact) {
    let step = StepIndex(step);
    let note = Detail::of("so they say");
    let attempt = case.steps.get(step.get()).map_or(0, |state| state.attempt) + u16::from(detail % 2);
    let by =
        [Actor::System, Actor::Subscriber, staff("shop-1"), staff("shop-2")][usize::from(detail % 4)].clone();
    let verdict = if detail < 4 {
        masalama_core::record::Verdict::Done
    } else {
        masalama_core::record::Verdict::NotDone
    };
    let fact = match which {
        0 => Fact::Elapsed { step },
        1 => Fact::Skipped { step, why: SkippedWhy::NotTakenUp },
        2 => Fact::Attested { step, note },
        3 => Fact::Resolved { step, verdict, note, shown: reference().unwrap() },
        4 => Fact::Found { step, finding: Finding::NotDone },
        5 => Fact::Found { step, finding: Finding::Pending { ask_after_s: u32::from(detail) } },
        6 => Fact::Answered { step, attempt, outcome: Outcome::Unknown { cause: note } },
        7 => Fact::Closed { ending: Ending::Ceased },
        8 => Fact::Refused { code: RefusalCode::NotVerified },
        9 => Fact::Parked { step, reason: masalama_core::record::ParkedFor::Poison { detail: note } },
        10 => Fact::Decided { decision: masalama_core::record::Decision::TryAgain, note },
        _ => Fact::Skipped { step, why: SkippedWhy::Retracted },
    };
    (by, fact)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_thrown_in_the_case_rests_or_asks_somebody(
        thrown in proptest::collection::vec((0_u8..6, any_fact()), 0..60),
        retract in any::<bool>(),
    ) {
        // Records thrown in at random, legal ones taken and others refused without a trace, never leave a case that neither ends nor asks.
        let mut drive = Drive::new(World::prepaid());
        for (rounds, fact) in thrown {
            for _ in 0..rounds {
                drive.round();
            }
            if drive.case.ending.is_none() {
                let (by, fact) = invented(&drive.case, fact);
                let _ = drive.try_add(by, fact);
            }
        }
        if retract && drive.case.ending.is_none() {
            let _ = drive.retract(None);
        }
        drive.answer_in_flight();
        drive.run();
        let moves = drive.moves();
        prop_assert!(drive.case.ending.is_some() || !moves.hands.is_empty(), "{:#?}", drive.case);
        prop_assert_eq!(Case::fold(case_id(), &drive.records).unwrap(), drive.case);
    }
}

#[test]
fn a_clock_that_stands_still_is_no_fault() {
    // Many records of one instant are the rule; only time that runs back is refused.
    let drive = Drive::new(World::prepaid());
    assert_eq!(drive.case.head_at, drive.now);
    let back = drive.now - 1.second();
    let record =
        Record { seq: 2, at: back, by: Actor::System, fact: Fact::Closed { ending: Ending::Lapsed } };
    assert_eq!(drive.case.clone().apply(&record), Err(IllegalRecord::BackInTime { seq: 2 }));
}
