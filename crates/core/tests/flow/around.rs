//! What people do around a case: hold it, agree with four eyes, see its numbers, complain, hand something in.

use jiff::SignedDuration;
use masalama_core::approval::{Proposal, Settled};
use masalama_core::attachment::{ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX, AttachmentKind, Media};
use masalama_core::calendar::Period;
use masalama_core::case::{Case, IllegalRecord, Progress, Stage, StuckWhy};
use masalama_core::commitment::Digest;
use masalama_core::complaint::{COMPLAINTS_MAX, ComplaintAbout};
use masalama_core::detail::Detail;
use masalama_core::effect::{Bill, Effect, Evidence, Finding, Item, ItemKind};
use masalama_core::hold::HeldWhy;
use masalama_core::money::{Currency, Money};
use masalama_core::next::{NeedWhy, next};
use masalama_core::obligation::{ObligationKind, ObligationState, next_owed, obligations};
use masalama_core::record::{Actor, Choice, Ending, Fact, PersonalField, Record, SkippedWhy, StepIndex};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::RefundMethod;
use masalama_core::role::Role;
use masalama_core::step::{StepKind as S, owed};

use crate::drive::Drive;
use crate::operator::{Operator, Say};
use crate::world::{World, case_id, document, key, omr, staff};

fn held(why: HeldWhy) -> Fact {
    Fact::Held { why, note: Detail::of("wait") }
}

fn resumed() -> Fact {
    Fact::Resumed { note: Detail::of("all is well") }
}

/// Every journal of a whole journey with the world it was in.
fn journeys() -> Vec<(&'static str, World, Vec<Record>)> {
    let run = |(name, world): (&'static str, World)| {
        let mut drive = Drive::new(world.clone());
        drive.run();
        assert!(drive.case.ending.is_some(), "{name}");
        (name, world, drive.records)
    };
    World::all().into_iter().map(run).collect()
}

#[test]
fn whatever_moment_a_case_is_held_at_nothing_new_leaves() {
    // After each record of each journey: nothing but the news of it is intended any more, nothing elapses, no paper is issued and no plan made, however long it is held;
    // what left is still asked about, and a case of which nothing is left closes. Let go on, the case comes to the same end.
    for (name, world, records) in journeys() {
        for taken in 1..records.len() {
            let operator = Operator::of(&world);
            let mut drive = Drive::resumed(world.clone(), operator, &records[..taken]);
            if !drive.case.may_be_held(HeldWhy::ByStaff) {
                continue;
            }
            drive.add(staff("care-1"), held(HeldWhy::ByStaff));
            drive.answer_in_flight();
            let (before, later) = (drive.records.len(), drive.after_days(1_500));
            drive.run_to(later);
            let is_open = |record: &&Record| !matches!(record.fact, Fact::Closed { .. });
            let is_news = |record: &&Record| match record.fact {
                Fact::Intended { step, .. } | Fact::Answered { step, .. } => {
                    drive.case.news_at(step).is_some()
                }
                _ => false,
            };
            for record in drive.records[before..].iter().take_while(is_open).filter(|one| !is_news(one)) {
                assert!(
                    matches!(
                        record.fact,
                        Fact::Found { .. } | Fact::Skipped { why: SkippedWhy::Retracted, .. }
                    ),
                    "{name}, held after {taken} records: {record:?}"
                );
            }
            if drive.case.ending.is_some() {
                continue;
            }
            drive.add(staff("care-1"), resumed());
            drive.run();
            assert_eq!(drive.case.ending, Some(Ending::Ceased), "{name}, held after {taken} records");
        }
    }
}

#[test]
fn a_record_that_begins_something_is_refused_while_the_case_is_held() {
    // Not only does `next` say nothing: a journal that had such a record would not fold (I4).
    for (name, _, records) in journeys() {
        let mut case = Case::opened(case_id(), &records[0]).unwrap();
        for record in &records[1..] {
            let mut stopped = case.clone();
            let fact = held(HeldWhy::ByStopLink);
            let hold = Record { seq: case.head + 1, at: record.at, by: Actor::StopLink, fact };
            if stopped.apply(&hold).is_ok() {
                let after = Record { seq: hold.seq + 1, ..record.clone() };
                let begins = matches!(
                    record.fact,
                    Fact::Intended { .. }
                        | Fact::Elapsed { .. }
                        | Fact::Issued { .. }
                        | Fact::Planned(_)
                        | Fact::Attested { .. }
                );
                assert!(!begins || stopped.apply(&after).is_err(), "{name}: {record:?}");
            }
            case.apply(record).unwrap();
        }
    }
}

#[test]
fn nobody_holds_in_anothers_name_and_a_stop_link_does_nothing_else() {
    // Each hand holds as itself. Whoever has a stop link can bring no other record of any journey, at any moment.
    let hands = [
        (Actor::Subscriber, HeldWhy::BySubscriber),
        (Actor::StopLink, HeldWhy::ByStopLink),
        (staff("care-1"), HeldWhy::ByStaff),
    ];
    for (by, _) in hands.iter().chain([&(Actor::System, HeldWhy::ByStaff)]) {
        for (owner, why) in &hands {
            let mut drive = Drive::new(World::prepaid());
            assert_eq!(drive.try_add(by.clone(), held(*why)).is_ok(), by == owner, "{by:?} {why:?}");
        }
    }
    for (name, _, records) in journeys() {
        let mut case = Case::opened(case_id(), &records[0]).unwrap();
        for record in &records[1..] {
            let link = Record { by: Actor::StopLink, ..record.clone() };
            assert!(case.clone().apply(&link).is_err(), "{name}: {link:?}");
            case.apply(record).unwrap();
        }
    }
}

#[test]
fn a_hold_is_lifted_by_who_may() {
    // The person lifts only what he held himself: who asks for the cease may not be who said stop. A heavier hold takes a lighter one over, never the
    // other way, and the same again is nothing new.
    let mut drive = Drive::new(World::prepaid());
    drive.run_until(|drive| drive.case.plan.rules.is_some());
    let since = drive.now;
    drive.add(Actor::Subscriber, held(HeldWhy::BySubscriber));
    assert!(drive.try_add(Actor::Subscriber, held(HeldWhy::BySubscriber)).is_err());
    drive.now += SignedDuration::from_hours(1);
    drive.add(Actor::StopLink, held(HeldWhy::ByStopLink));
    let hold = drive.case.held.clone().unwrap();
    assert_eq!((hold.since, hold.why), (since, HeldWhy::ByStopLink));
    assert!(drive.try_add(Actor::Subscriber, held(HeldWhy::BySubscriber)).is_err(), "a lighter one");
    let refused = drive.try_add(Actor::Subscriber, resumed());
    assert!(matches!(refused, Err(IllegalRecord::WrongHand { .. })), "{refused:?}");
    assert!(drive.try_add(Actor::StopLink, resumed()).is_err());
    assert!(drive.try_add(Actor::System, resumed()).is_err());
    let needed: Vec<_> = drive.moves().hands.into_iter().map(|need| (need.why, need.role)).collect();
    assert_eq!(needed, [(NeedWhy::Held, Role::Fraud)]);
    drive.add(staff("fraud-1"), resumed());
    assert!(drive.try_add(staff("fraud-1"), resumed()).is_err(), "it is not held");
    drive.add(Actor::Subscriber, held(HeldWhy::BySubscriber));
    drive.add(Actor::Subscriber, resumed());
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
}

/// A case whose request this member of staff took.
fn taken_by(name: &str) -> Drive {
    let mut drive = Drive::new(World::prepaid());
    let first = Record { by: staff(name), ..drive.records[0].clone() };
    drive.case = Case::opened(case_id(), &first).unwrap();
    drive.records = vec![first];
    drive.run_until(|drive| drive.case.plan.rules.is_some());
    drive
}

#[test]
fn who_took_the_request_lifts_no_stop_of_a_persons() {
    // Neither alone nor under a hold of his own, whichever came first; another member of staff does, and of his own hold alone he may let go.
    let stops = [(Actor::Subscriber, HeldWhy::BySubscriber), (Actor::StopLink, HeldWhy::ByStopLink)];
    for (stopper, why) in stops {
        for own in [None, Some(true), Some(false)] {
            let mut drive = taken_by("care-1");
            if own == Some(true) {
                drive.add(staff("care-1"), held(HeldWhy::ByStaff));
            }
            drive.add(stopper.clone(), held(why));
            if own == Some(false) {
                drive.add(staff("care-1"), held(HeldWhy::ByStaff));
            }
            let refused = drive.try_add(staff("care-1"), resumed());
            assert!(matches!(refused, Err(IllegalRecord::WrongHand { .. })), "{why:?} {own:?}");
            if own.is_some() {
                assert!(drive.try_add(Actor::Subscriber, resumed()).is_err(), "{why:?}: staff hold it too");
            }
            drive.add(staff("fraud-1"), resumed());
            drive.run();
            assert_eq!(drive.case.ending, Some(Ending::Ceased), "{why:?} {own:?}");
        }
    }
    let mut drive = taken_by("care-1");
    drive.add(staff("care-1"), held(HeldWhy::ByStaff));
    drive.add(staff("care-1"), resumed());
    assert_eq!(drive.case.held, None);
}

#[test]
fn a_held_case_can_be_taken_back() {
    // Holding is for giving back: a retract ends the hold, and what was begun is undone.
    let mut drive = Drive::new(World::prepaid());
    drive.run_until(|drive| drive.case.all_done(S::Bar));
    drive.add(Actor::StopLink, held(HeldWhy::ByStopLink));
    drive.retract(None).unwrap();
    assert_eq!(drive.case.held, None);
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Retracted));
    assert!(drive.case.all_done(S::Unbar));
}

#[test]
fn deadlines_do_not_stop_while_a_case_is_held() {
    // What is owed to the person is owed on the day that was promised, and an unverified request lapses when it would.
    let mut drive = Drive::new(World::prepaid());
    drive.run_until(|drive| drive.case.plan.rules.is_some());
    let due = next_owed(&drive.case).unwrap();
    assert_eq!(due.0, ObligationKind::Effect);
    drive.add(staff("care-1"), held(HeldWhy::ByStaff));
    drive.now = drive.after_days(10);
    assert_eq!(next_owed(&drive.case), Some(due));
    let owed = obligations(&drive.case);
    let effect = owed.iter().find(|one| one.what == ObligationKind::Effect).unwrap();
    assert_eq!(effect.state(drive.now), ObligationState::Breached);
    let mut world = World::prepaid();
    world.request.claim.document = document("QQ1111111");
    let mut drive = Drive::new(world);
    drive.run_until(|drive| drive.moves().ready.is_empty());
    drive.add(staff("care-1"), held(HeldWhy::ByStaff));
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Lapsed));
}

fn proposed(drive: &Drive, proposal: Proposal) -> Fact {
    let content = drive.case.weigh(proposal).map_or(Digest::of(&[b"none"]), |weighed| weighed.content);
    Fact::Proposed { proposal, content, note: Detail::of("because"), shown: None }
}

/// Proposes as `finance-1`; gives the name and the content.
fn propose(drive: &mut Drive, proposal: Proposal) -> (u32, Digest) {
    let fact = proposed(drive, proposal);
    drive.add(staff("finance-1"), fact);
    let last = drive.case.proposals.last().unwrap();
    (last.seq, last.content)
}

fn approved(proposal: u32, content: Digest) -> Fact {
    Fact::Approved { proposal, content }
}

/// A case in which this can be proposed.
fn with_open(proposal: S) -> (Drive, Proposal) {
    let mut world = World::postpaid();
    world.add_devices();
    match proposal {
        S::SettleDues => {
            world.let_dues_gate();
            let mut drive = Drive::new(world);
            drive.operator.dues = Some((omr(7_500), drive.after_days(300)));
            drive.run_until(|drive| matches!(drive.progress_if(S::SettleDues), Some(Progress::Again { .. })));
            (drive, Proposal::WaiveDues)
        }
        S::RereadDues => {
            world.let_dues_gate();
            let mut drive = Drive::new(world);
            drive.run_until(|drive| drive.case.all_done(S::SettleDues));
            drive.operator.dues = Some((omr(7_500), drive.after_days(300)));
            drive.run();
            assert_eq!(drive.case.stage(), Stage::Parked);
            (drive, Proposal::WaiveDues)
        }
        S::ChargeDeviceFee => {
            let mut drive = Drive::new(world);
            drive.run_until(|drive| drive.case.charge_stop.is_some());
            (drive, Proposal::WaiveDeviceFee)
        }
        S::VerifyIdentity => {
            world.request.claim.document = document("QQ1111111");
            let mut drive = Drive::new(world);
            drive.run_until(|drive| drive.moves().ready.is_empty());
            (drive, Proposal::OverrideIdentity)
        }
        S::ServeNotice => {
            let mut drive = Drive::new(world);
            drive.run_until(|drive| drive.case.plan.rules.is_some());
            let step = drive.find(S::ServeNotice);
            (drive, Proposal::SkipWait { step })
        }
        S::RereadBeforeBar => {
            let mut drive = Drive::new(World::prepaid());
            drive.run_until(|drive| drive.case.all_done(S::QuotePrice));
            drive.operator.line.owner.document = document("ZZ7654321");
            drive.run();
            assert_eq!(drive.case.stage(), Stage::Parked);
            (drive, Proposal::AcceptDifference)
        }
        _ => (with_limit(omr(1_000)), Proposal::RefundAbove),
    }
}

/// A prepaid case that has come to its refund, with this limit.
fn with_limit(limit: masalama_core::money::Money) -> Drive {
    let mut drive = Drive::new(World::prepaid());
    drive.refund_limit = Some(limit);
    drive.run_until(|drive| {
        drive.case.plan.find(S::PayRefund).is_some_and(|step| drive.case.waits_settled(step))
    });
    drive
}

const PROPOSABLE: [S; 7] = [
    S::SettleDues,
    S::RereadDues,
    S::ChargeDeviceFee,
    S::VerifyIdentity,
    S::ServeNotice,
    S::PayRefund,
    S::RereadBeforeBar,
];

#[test]
fn what_needs_two_is_never_done_by_one() {
    // Of every proposal: only staff make it, the proposer cannot approve it, nor the person, nor the machine; another member of staff can, once.
    for kind in PROPOSABLE {
        let (mut drive, proposal) = with_open(kind);
        let fact = proposed(&drive, proposal);
        for by in [Actor::System, Actor::Subscriber, Actor::StopLink] {
            assert!(drive.try_add(by, fact.clone()).is_err(), "{kind:?}");
        }
        let (seq, content) = propose(&mut drive, proposal);
        assert!(drive.try_add(staff("care-1"), fact).is_err(), "{kind:?}: it is proposed already");
        for by in [staff("finance-1"), Actor::System, Actor::Subscriber, Actor::StopLink] {
            let refused = drive.try_add(by, approved(seq, content));
            assert!(matches!(refused, Err(IllegalRecord::WrongHand { .. })), "{kind:?}: {refused:?}");
        }
        assert!(drive.moves().hands.iter().any(|need| need.why == NeedWhy::Proposed), "{kind:?}");
        assert!(
            drive.try_add(staff("finance-2"), approved(seq + 1, content)).is_err(),
            "{kind:?}: no such one"
        );
        drive.add(staff("finance-2"), approved(seq, content));
        assert!(drive.try_add(staff("finance-3"), approved(seq, content)).is_err(), "{kind:?}: twice");
        let turned_down = Fact::TurnedDown { proposal: seq, note: Detail::of("no") };
        assert!(drive.try_add(staff("finance-3"), turned_down).is_err(), "{kind:?}: it is settled");
        assert!(
            matches!(drive.case.proposed(seq).unwrap().settled, Some(Settled::Approved { .. })),
            "{kind:?}"
        );
    }
}

#[test]
fn an_approval_counts_for_exactly_what_was_proposed() {
    // Another content, or the same after what it is about has changed, is refused; and what was turned down cannot be approved.
    for kind in PROPOSABLE {
        let (mut drive, proposal) = with_open(kind);
        let (seq, content) = propose(&mut drive, proposal);
        let other = Digest::of(&[content.as_bytes()]);
        assert!(drive.try_add(staff("finance-2"), approved(seq, other)).is_err(), "{kind:?}");
        let note = Detail::of("no");
        drive.add(staff("finance-2"), Fact::TurnedDown { proposal: seq, note });
        assert!(drive.try_add(staff("finance-2"), approved(seq, content)).is_err(), "{kind:?}");
        assert!(drive.moves().hands.iter().all(|need| need.why != NeedWhy::Proposed), "{kind:?}");
        // Turned down, it may be proposed anew.
        propose(&mut drive, proposal);
    }
    let (mut drive, proposal) = with_open(S::SettleDues);
    let (seq, content) = propose(&mut drive, proposal);
    drive.operator.dues = Some((omr(9_900), drive.after_days(4_000)));
    drive.run_until(|drive| drive.case.weigh(Proposal::WaiveDues).unwrap().content != content);
    assert!(drive.try_add(staff("finance-2"), approved(seq, content)).is_err(), "more is unpaid now");
    let mut drive = with_limit(omr(1_000));
    let (seq, content) = propose(&mut drive, Proposal::RefundAbove);
    let destination = Some(key().commit("refund_destination", "another account"));
    let choice = Choice::Refund { method: RefundMethod::OriginalInstrument, destination };
    drive.add(Actor::Subscriber, Fact::Chosen { choice });
    assert!(drive.try_add(staff("finance-2"), approved(seq, content)).is_err(), "it goes elsewhere now");
    let (mut drive, proposal) = with_open(S::ServeNotice);
    let (seq, content) = propose(&mut drive, proposal);
    drive.retract(None).unwrap();
    assert!(drive.try_add(staff("finance-2"), approved(seq, content)).is_err(), "it is taken back");
}

#[test]
fn waived_dues_do_not_hold_up_the_cease_and_more_of_them_do() {
    // Waiting for dues ends, and a look before the bar does not park for the same sum; for a greater one it does.
    for kind in [S::SettleDues, S::RereadDues] {
        let (mut drive, proposal) = with_open(kind);
        assert_eq!(drive.case.weigh(proposal).unwrap().amount, Some(omr(7_500)));
        let (seq, content) = propose(&mut drive, proposal);
        drive.add(staff("finance-2"), approved(seq, content));
        drive.run();
        assert_eq!(drive.case.ending, Some(Ending::Ceased), "{kind:?}");
    }
    let (mut drive, proposal) = with_open(S::SettleDues);
    let (seq, content) = propose(&mut drive, proposal);
    drive.add(staff("finance-2"), approved(seq, content));
    drive.operator.dues = Some((omr(7_501), drive.after_days(300)));
    drive.run();
    assert_eq!(drive.case.stage(), Stage::Parked);
}

#[test]
fn a_waived_fee_is_not_asked() {
    // Devices that did not come back cost nothing once two agreed; without them the fee is charged.
    let (mut drive, proposal) = with_open(S::ChargeDeviceFee);
    assert_eq!(drive.case.weigh(proposal).unwrap().amount, Some(omr(30_000)));
    let (seq, content) = propose(&mut drive, proposal);
    drive.add(staff("finance-2"), approved(seq, content));
    assert_eq!(drive.case.weigh(proposal), None, "once");
    drive.run();
    assert_eq!(*drive.progress(S::ChargeDeviceFee), Progress::Skipped { why: SkippedWhy::Waived });
    assert_eq!(drive.sent(S::ChargeDeviceFee), 0);
}

#[test]
fn an_override_takes_the_caller_for_the_holder() {
    // Both names stand for it, and only where a line was found that the claim could be of.
    let (mut drive, proposal) = with_open(S::VerifyIdentity);
    let (seq, content) = propose(&mut drive, proposal);
    drive.add(staff("finance-2"), approved(seq, content));
    let names: Vec<_> = drive.case.state(StepIndex(1)).attested_by.iter().map(|name| name.as_str()).collect();
    assert_eq!(names, ["finance-1", "finance-2"]);
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
    let world = World::prepaid();
    let unknown = Operator::of(&world).always(
        S::VerifyIdentity,
        crate::operator::Say::Reject(masalama_core::effect::RejectedWhy::NoSuchLine),
    );
    let mut drive = Drive::with(world, unknown);
    drive.run_until(|drive| drive.moves().ready.is_empty());
    assert!(matches!(drive.progress(S::VerifyIdentity), Progress::Stuck { why: StuckWhy::NotMatched, .. }));
    assert_eq!(drive.case.weigh(Proposal::OverrideIdentity), None);
}

#[test]
fn a_skipped_notice_brings_the_day_forward() {
    // The day the person is shown follows, and the time to think again still runs: it is not ours to skip, nor is quarantine.
    let (mut drive, proposal) = with_open(S::ServeNotice);
    let before = drive.case.plan.effective_on.unwrap();
    let hash = drive.case.plan_hash;
    let (seq, content) = propose(&mut drive, proposal);
    drive.add(staff("finance-2"), approved(seq, content));
    let after = drive.case.plan.effective_on.unwrap();
    assert!(after < before, "{after} {before}");
    assert_ne!(drive.case.plan_hash, hash);
    assert_eq!(drive.case.plan_hash, drive.case.plan.hash());
    for kind in [S::CoolOff, S::QuarantineNumber, S::KeepRecords, S::Bar] {
        let step = drive.find(kind);
        assert_eq!(drive.case.weigh(Proposal::SkipWait { step }), None, "{kind:?}");
    }
    assert_eq!(drive.case.weigh(Proposal::SkipWait { step: StepIndex(999) }), None);
    drive.run_until(|drive| drive.case.charge_stop.is_some());
    let zone = drive.world.policy.calendar.zone().clone();
    assert_eq!(zone.date_at(drive.case.charge_stop.unwrap()), after);
}

#[test]
fn a_refund_above_the_limit_waits_for_two() {
    // It is not paid, by the machine or by hand, until a second member of staff released exactly that sum to exactly there; at the limit nobody is asked.
    let mut drive = with_limit(omr(1_000));
    drive.run();
    let step = drive.find(S::PayRefund);
    assert_eq!(drive.sent(S::PayRefund), 0);
    let needed: Vec<_> = drive.moves().hands.iter().map(|need| (need.step, need.why, need.role)).collect();
    assert_eq!(needed, [(step, NeedWhy::RefundAbove, Role::Finance)]);
    let amount = drive.case.weigh(Proposal::RefundAbove).unwrap().amount.unwrap();
    let effect = Effect::PayRefund { amount, method: RefundMethod::OriginalInstrument };
    let intended = Fact::Intended { step, attempt: 1, key: drive.case.key(step), effect };
    assert!(drive.try_add(Actor::System, intended.clone()).is_err(), "not before it is released");
    let (seq, content) = propose(&mut drive, Proposal::RefundAbove);
    assert!(drive.try_add(Actor::System, intended.clone()).is_err(), "proposed is not approved");
    drive.add(staff("finance-2"), approved(seq, content));
    let mut elsewhere = drive.case.clone();
    let destination = Some(key().commit("refund_destination", "another account"));
    let choice = Choice::Refund { method: RefundMethod::OriginalInstrument, destination };
    let chosen = drive.record(Actor::Subscriber, Fact::Chosen { choice });
    elsewhere.apply(&chosen).unwrap();
    let after = Record { seq: chosen.seq + 1, ..drive.record(Actor::System, intended) };
    assert!(elsewhere.apply(&after).is_err(), "released to one account, it does not go to another");
    assert!(
        next(&elsewhere, &drive.retry, drive.now).hands.iter().any(|need| need.why == NeedWhy::RefundAbove)
    );
    drive.run();
    assert_eq!(drive.sent(S::PayRefund), 1);
    // The remainder, 2.000, is above it too.
    assert_eq!(drive.moves().hands[0].step, drive.find(S::PayRemainder));
    let (seq, content) = propose(&mut drive, Proposal::RefundAbove);
    drive.add(staff("finance-2"), approved(seq, content));
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
    let total = owed(&with_limit(amount).case).unwrap().unwrap().total;
    let mut drive = with_limit(total);
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased), "at the limit");
    // No part of it alone passes this limit; together they do. And what is in another currency is within no limit.
    assert!(amount.minor() < total.minor());
    for limit in [amount, Money::new(1_000_000, Currency::parse("USD").unwrap())] {
        let mut drive = with_limit(limit);
        drive.run();
        assert_eq!(drive.sent(S::PayRefund), 0, "{limit:?}");
        assert_eq!(drive.moves().hands[0].why, NeedWhy::RefundAbove, "{limit:?}");
    }
}

#[test]
fn where_staff_send_a_refund_another_one_agrees() {
    // Whatever the sum: who said where it goes is no second person for it, and a third one is. Once the person himself says where, nobody is asked.
    let to = |place: &str| Choice::Refund {
        method: RefundMethod::OriginalInstrument,
        destination: Some(key().commit("refund_destination", place)),
    };
    let mut drive = Drive::new(World::prepaid());
    drive.run_until(|drive| drive.case.plan.rules.is_some());
    drive.add(staff("care-1"), Fact::Chosen { choice: to("an account") });
    drive.run();
    assert_eq!(drive.sent(S::PayRefund), 0);
    let mut chosen_anew = drive.case.clone();
    let fact = Fact::Chosen { choice: to("his own account") };
    chosen_anew.apply(&drive.record(Actor::Subscriber, fact)).unwrap();
    let moves = next(&chosen_anew, &drive.retry, drive.now);
    assert!(moves.hands.iter().all(|need| need.why != NeedWhy::RefundAbove));
    let (seq, content) = propose(&mut drive, Proposal::RefundAbove);
    for by in ["care-1", "finance-1"] {
        let refused = drive.try_add(staff(by), approved(seq, content));
        assert!(matches!(refused, Err(IllegalRecord::WrongHand { .. })), "{by}: {refused:?}");
    }
    drive.add(staff("finance-2"), approved(seq, content));
    drive.run_until(|drive| drive.case.all_done(S::PayRefund));
    assert_eq!(drive.sent(S::PayRefund), 1);
}

#[test]
fn a_bill_by_hand_that_pays_money_out_takes_another_one() {
    // Who entered it is no second person for the refund that follows from it; without a limit too. A bill by hand that asks for money needs nobody.
    for (total, needs_two) in [(-5_000, true), (1_000, false)] {
        let mut drive = Drive::new(World::prepaid());
        drive.operator =
            Operator::of(&drive.world).always(S::IssueFinalBill, Say::LostOrder).mute(S::IssueFinalBill);
        drive.run();
        let step = drive.find(S::IssueFinalBill);
        let item = Item {
            kind: ItemKind::Usage,
            amount: omr(total),
            dated: drive.case.charge_stop.unwrap(),
            reference: None,
        };
        let bill = Bill { number: Detail::of("FB-1"), items: vec![item], total: omr(total) };
        let finding = Finding::Done(Evidence::Bill(bill));
        drive.add(staff("finance-2"), Fact::Found { step, finding });
        drive.run();
        assert_eq!(drive.sent(S::PayRefund) == 0, needs_two, "{total}");
        if needs_two {
            let (seq, content) = propose(&mut drive, Proposal::RefundAbove);
            let refused = drive.try_add(staff("finance-2"), approved(seq, content));
            assert!(matches!(refused, Err(IllegalRecord::WrongHand { .. })), "{refused:?}");
            drive.add(staff("finance-3"), approved(seq, content));
            drive.run_until(|drive| drive.case.all_done(S::PayRefund));
        }
    }
}

#[test]
fn a_refund_above_the_limit_is_not_paid_by_hand_either() {
    // Where staff pay, the task is to have it approved first; their word for it is refused until then.
    let mut world = World::prepaid();
    world.make_by_hand();
    let mut drive = Drive::new(world);
    drive.refund_limit = Some(omr(1_000));
    drive.run();
    let step = drive.find(S::PayRefund);
    assert!(drive.moves().hands.iter().any(|need| need.step == step && need.why == NeedWhy::RefundAbove));
    let attested = Fact::Attested { step, note: Detail::of("paid") };
    assert!(drive.try_add(staff("finance-1"), attested.clone()).is_err());
    let (seq, content) = propose(&mut drive, Proposal::RefundAbove);
    drive.add(staff("finance-2"), approved(seq, content));
    drive.add(staff("finance-1"), attested);
}

#[test]
fn seeing_numbers_leaves_only_a_record() {
    // Only staff see them; what was seen is named, at any time, and nothing else of the case changes.
    let reason = Detail::of("the caller spells his card number");
    let revealed = Fact::Revealed { fields: vec![PersonalField::Iccid], reason };
    for (_, _, records) in journeys() {
        for taken in [1, records.len() / 2, records.len()] {
            let mut case = Case::fold(case_id(), &records[..taken]).unwrap();
            let before = case.clone();
            let at = case.head_at;
            let record = |by| Record { seq: before.head + 1, at, by, fact: revealed.clone() };
            for by in [Actor::System, Actor::Subscriber, Actor::StopLink] {
                assert!(case.apply(&record(by)).is_err());
            }
            case.apply(&record(staff("care-1"))).unwrap();
            assert_eq!(Case { head: before.head, head_at: before.head_at, ..case }, before);
        }
    }
}

fn complained(drive: &Drive, about: ComplaintAbout) -> Fact {
    Fact::Complained { about, text: None, answer_due: drive.after_days(7) }
}

#[test]
fn a_complaint_has_a_clock_and_outlives_the_case() {
    // It waits for an answer whatever became of the case, is owed by its day, and is answered once, by staff.
    let mut drive = Drive::new(World::prepaid());
    drive.run();
    assert_eq!(drive.case.stage(), Stage::Closed);
    let fact = complained(&drive, ComplaintAbout::StillOn);
    assert!(drive.try_add(Actor::System, fact.clone()).is_err());
    drive.add(Actor::Subscriber, fact);
    let seq = drive.case.head;
    let due = drive.case.complaints[0].answer_due;
    let need = drive.moves().hands.pop().unwrap();
    assert_eq!((need.why, need.role, need.due), (NeedWhy::Complained, Role::Care, Some(due)));
    assert_eq!(next_owed(&drive.case), Some((ObligationKind::ComplaintAnswer, due)));
    let answer =
        |complaint| Fact::ComplaintAnswered { complaint, note: Detail::of("it is off, see the proof") };
    assert!(drive.try_add(Actor::Subscriber, answer(seq)).is_err());
    assert!(drive.try_add(staff("care-1"), answer(seq + 1)).is_err());
    drive.now = drive.after_days(8);
    drive.add(staff("care-1"), answer(seq));
    assert!(drive.try_add(staff("care-1"), answer(seq)).is_err(), "once");
    let owed = obligations(&drive.case).pop().unwrap();
    assert_eq!(
        (owed.what, owed.state(drive.now)),
        (ObligationKind::ComplaintAnswer, ObligationState::MetLate)
    );
    assert!(drive.moves().hands.is_empty());
    for _ in 1..COMPLAINTS_MAX {
        let fact = complained(&drive, ComplaintAbout::Other);
        drive.add(Actor::Subscriber, fact);
    }
    let fact = complained(&drive, ComplaintAbout::Other);
    assert!(drive.try_add(Actor::Subscriber, fact).is_err(), "there is a limit to everything");
    let early =
        Fact::Complained { about: ComplaintAbout::Other, text: None, answer_due: drive.after_days(-1) };
    assert!(drive.try_add(staff("care-1"), early).is_err(), "due before it came");
}

fn attached(name: &[u8], bytes: u32) -> Fact {
    let digest = Digest::of(&[name]);
    Fact::Attached { what: AttachmentKind::ReturnReceipt, media: Media::Png, bytes, digest }
}

#[test]
fn what_is_handed_in_is_bounded_and_ends_with_the_personal_fields() {
    // Each once, so many, so large, and none after the erasure is intended.
    let mut drive = Drive::new(World::prepaid());
    let too_large = u32::try_from(ATTACHMENT_BYTES_MAX + 1).unwrap();
    for bytes in [0, too_large, u32::MAX] {
        assert!(drive.try_add(Actor::Subscriber, attached(b"one", bytes)).is_err());
    }
    assert!(drive.try_add(Actor::System, attached(b"one", 1)).is_err());
    let (what, digest) = (AttachmentKind::SystemAnswer, Digest::of(&[b"a screen"]));
    let answer = Fact::Attached { what, media: Media::Png, bytes: 5, digest };
    assert!(drive.try_add(Actor::Subscriber, answer).is_err(), "what a system answered staff hand in");
    drive.add(Actor::Subscriber, attached(b"one", too_large - 1));
    assert!(drive.try_add(staff("shop-1"), attached(b"one", 1)).is_err(), "it is there");
    for n in 1..ATTACHMENTS_MAX {
        drive.add(staff("shop-1"), attached(&n.to_be_bytes(), 5));
    }
    assert!(drive.try_add(staff("shop-1"), attached(b"one more", 5)).is_err());
    let mut drive = Drive::new(World::prepaid());
    drive.run_until(|drive| drive.case.is_erasing());
    assert!(drive.try_add(Actor::Subscriber, attached(b"late", 5)).is_err());
}

#[test]
fn a_changed_contact_is_on_record() {
    // What is not named stays as it was; nothing named is nothing changed; and not once the personal fields go.
    let mut drive = Drive::new(World::prepaid());
    let (one, two) = (key().commit("contact_msisdn", "1"), key().commit("contact_email", "2"));
    let none = Fact::ContactChanged { email: None, msisdn: None };
    assert!(drive.try_add(Actor::Subscriber, none).is_err());
    drive.add(Actor::Subscriber, Fact::ContactChanged { email: None, msisdn: Some(one) });
    drive.add(staff("care-1"), Fact::ContactChanged { email: Some(two), msisdn: None });
    assert_eq!((drive.case.contact_msisdn, drive.case.contact_email), (Some(one), Some(two)));
    let late = Fact::ContactChanged { email: None, msisdn: Some(one) };
    for by in [Actor::System, Actor::StopLink] {
        assert!(drive.try_add(by, late.clone()).is_err());
    }
    drive.run_until(|drive| drive.case.is_erasing());
    assert!(drive.try_add(Actor::Subscriber, late).is_err());
}

#[test]
fn what_is_owed_is_kept_in_an_undisturbed_case() {
    // Receipt, end of service, final bill, refund and erasure each have their day, and a case nobody disturbs keeps them all.
    let mut drive = Drive::new(World::prepaid());
    drive.run();
    let owed = obligations(&drive.case);
    let kinds: Vec<_> = owed.iter().map(|one| one.what).collect();
    use ObligationKind as O;
    assert_eq!(kinds, [O::Receipt, O::Effect, O::FinalBill, O::Refund, O::Deletion]);
    for one in owed {
        assert_eq!(one.state(drive.now), ObligationState::Met, "{one:?}");
    }
    assert_eq!(next_owed(&drive.case), None);
    let mut drive = Drive::new(World::prepaid());
    drive.run_until(|drive| drive.case.all_done(S::Bar));
    drive.retract(None).unwrap();
    drive.run();
    let kinds: Vec<_> = obligations(&drive.case).iter().map(|one| one.what).collect();
    assert_eq!(kinds, [O::Receipt, O::Deletion], "nobody is owed the end of a line he took back");
    assert_eq!(drive.case.weigh(Proposal::RefundAbove), None);
    assert_eq!(drive.retract(None), Err(RefusalCode::CaseClosed));
}

#[test]
fn a_final_bill_is_owed_by_the_day_the_country_names() {
    // From the charge stop to the end of the fifteenth day after it; late is late, and where no pack dates it nothing is owed.
    let world = World::prepaid();
    let operator = Operator::of(&world).always(S::IssueFinalBill, crate::operator::Say::Pending(86_400));
    let mut drive = Drive::with(world, operator);
    drive.run_until(|drive| drive.case.charge_stop.is_some());
    let owed = |drive: &Drive| {
        obligations(&drive.case).into_iter().find(|one| one.what == ObligationKind::FinalBill)
    };
    let stop = drive.case.charge_stop.unwrap();
    let zone = drive.world.policy.calendar.zone().clone();
    let bill = owed(&drive).unwrap();
    assert_eq!(bill.due, zone.end_of(zone.date_at(stop) + jiff::ToSpan::days(15)));
    assert_eq!((bill.met_at, bill.state(bill.due)), (None, ObligationState::Open));
    assert_eq!(bill.state(bill.due + SignedDuration::from_secs(1)), ObligationState::Breached);
    assert_eq!(drive.case.plan.rules.as_ref().unwrap().final_bill_within, Some(Period::Days(15)));
    let mut undated = World::prepaid();
    undated.policy.final_bill_within = None;
    let mut drive = Drive::new(undated);
    drive.run_until(|drive| drive.case.all_done(S::IssueFinalBill));
    assert_eq!(owed(&drive), None);
}

/// A case that never gets a plan, with how it ends.
fn unplanned() -> Vec<(Ending, Drive)> {
    let mut unmatched = World::prepaid();
    unmatched.request.claim.document = document("QQ1111111");
    let mut lapsed = Drive::new(unmatched.clone());
    lapsed.run_until(|drive| drive.moves().ready.is_empty());
    lapsed.add(staff("care-1"), held(HeldWhy::ByStaff));
    let mut refused = Drive::new(unmatched.clone());
    refused.run_until(|drive| drive.moves().ready.is_empty());
    refused.add(staff("care-1"), Fact::Refused { code: RefusalCode::NotVerified });
    let mut retracted = Drive::new(unmatched);
    retracted.run_until(|drive| drive.moves().ready.is_empty());
    retracted.retract(None).unwrap();
    vec![(Ending::Lapsed, lapsed), (Ending::Refused, refused), (Ending::Retracted, retracted)]
}

#[test]
fn who_never_had_a_plan_is_erased_too() {
    // Thirty days after the request ended or would have lapsed, whichever is later, and by a step like any other; the case is closed before, and nothing else
    // follows but what is said of it. Every prefix folds.
    for (ending, mut drive) in unplanned() {
        drive.run_until(|drive| drive.case.ending.is_some());
        assert_eq!((drive.case.ending, drive.case.stage()), (Some(ending), Stage::Closed));
        let from = drive.case.closed_at.unwrap().max(drive.case.received.lapses_at);
        let until = from + SignedDuration::from_hours(24 * 30);
        assert_eq!(drive.moves().wake_at, Some(until), "{ending:?}");
        assert_eq!(next_owed(&drive.case).unwrap().0, ObligationKind::Deletion);
        let erase = drive.find(S::ErasePersonal);
        let intended = Fact::Intended {
            step: erase,
            attempt: 1,
            key: drive.case.key(erase),
            effect: Effect::Plain(masalama_core::effect::EffectKind::ErasePersonal),
        };
        assert!(drive.try_add(Actor::System, intended).is_err(), "{ending:?}: not before its time");
        for fact in [
            Fact::Parked { step: erase, reason: masalama_core::record::ParkedFor::DuesCameUp },
            Fact::Attested { step: erase, note: Detail::of("done") },
            Fact::Attested { step: StepIndex(1), note: Detail::of("papers seen") },
            Fact::Elapsed { step: StepIndex(1) },
            resumed(),
        ] {
            assert!(drive.try_add(staff("care-1"), fact.clone()).is_err(), "{ending:?}: {fact:?}");
            assert!(drive.try_add(Actor::System, fact.clone()).is_err(), "{ending:?}: {fact:?}");
        }
        let fact = complained(&drive, ComplaintAbout::Other);
        drive.add(Actor::Subscriber, fact);
        drive.run();
        assert!(drive.case.all_done(S::ErasePersonal), "{ending:?}");
        assert_eq!(drive.sent(S::ErasePersonal), 1);
        assert_eq!((drive.now, drive.case.ending), (until, Some(ending)));
        let deletion = obligations(&drive.case);
        let deletion = deletion.iter().find(|one| one.what == ObligationKind::Deletion).unwrap();
        assert_eq!(deletion.state(drive.now), ObligationState::Met);
        for end in 1..=drive.records.len() {
            assert!(Case::fold(case_id(), &drive.records[..end]).is_ok(), "{ending:?}: {end} records");
        }
        assert_eq!(Case::fold(case_id(), &drive.records).unwrap(), drive.case);
    }
}
