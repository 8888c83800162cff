//! Answers that do not come: the class of an effect forces what may be done (I5), and its key never changes with the attempt (I2).

use std::collections::BTreeMap;

use masalama_core::approval::Proposal;
use masalama_core::attachment::{AttachmentKind, Media, Shown};
use masalama_core::case::{IllegalRecord, Progress, Stage};
use masalama_core::commitment::Digest;
use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKey, Evidence, Finding, RejectedWhy};
use masalama_core::landscape::Class;
use masalama_core::next::NeedWhy;
use masalama_core::record::{Actor, Decision, Ending, Fact, ParkedFor, StepIndex, Verdict};
use masalama_core::step::{PointOfReturn, StepKind as S, Work};

use crate::drive::{Drive, reference, resolved};
use crate::operator::{Operator, Say};
use crate::world::{World, omr, staff};

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
                // What nobody's word stands for is asked or sent once more, under its own key.
                let is_word = kind.may_be_vouched() || kind == S::IssueFinalBill;
                let asks = class == Class::Askable || class == Class::Once && is_word;
                let asks = asks && say == Say::LostReply;
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
            let fact = resolved(step, Verdict::Done, "seen in the console");
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
    drive.settle(step, Verdict::NotDone).unwrap();
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
    for verdict in [Verdict::Done, Verdict::NotDone] {
        let alone = resolved(step, verdict, "deleted anew");
        assert!(drive.try_add(staff("shop-1"), alone).is_err(), "{verdict:?}: no single person says so");
    }
    drive.settle(step, Verdict::NotDone).unwrap();
    drive.run();
    assert_eq!(drive.case.ending, Some(Ending::Ceased));
}

/// What one person and what two may say of a step of this kind that nobody can tell of: that it was done, that it was not.
fn sayable(kind: S) -> ([bool; 2], [bool; 2]) {
    let is_word = !matches!(
        kind,
        S::VerifyIdentity
            | S::RereadBeforeBar
            | S::RereadBeforeDelete
            | S::SettleDues
            | S::RereadDues
            | S::CheckAccount
            | S::AnnounceBar
            | S::IssueFinalBill
    );
    let by_two = kind.definition().returns == PointOfReturn::Hard;
    if by_two { ([false, false], [true, true]) } else { ([is_word, true], [false, false]) }
}

#[test]
fn what_became_of_a_step_is_said_by_who_may() {
    // Of each kind that sends something, unknown: whose line it is, what is owed, figures and notices nobody vouches for; what cannot be undone takes
    // two; and the same one does not count twice.
    let mut seen = std::collections::BTreeSet::new();
    let mut dues = World::postpaid();
    dues.let_dues_gate();
    dues.add_devices();
    for world in [World::prepaid(), dues] {
        let world = world.with_class(Class::Once);
        for kind in sending(&world) {
            let operator = Operator::of(&world).scripted(kind, &[Say::LostReply]);
            let mut drive = Drive::with(world.clone(), operator);
            drive.run();
            let Some((step, _)) = drive.case.plan.indexed().find(|(step, planned)| {
                planned.kind == kind && matches!(drive.case.state(*step).progress, Progress::Unknown { .. })
            }) else {
                continue;
            };
            seen.insert(kind);
            let (alone, by_two) = sayable(kind);
            for (at, verdict) in [Verdict::Done, Verdict::NotDone].into_iter().enumerate() {
                let name = format!("{kind:?} {verdict:?}");
                let fact = resolved(step, verdict, "phoned them");
                let record = drive.record(staff("lead-1"), fact);
                assert_eq!(drive.case.clone().apply(&record).is_ok(), alone[at], "{name}");
                let proposal = Proposal::Settle { step, verdict };
                assert_eq!(drive.case.weigh(proposal).is_some(), by_two[at], "{name}");
                let effect = drive.case.state(step).effect.clone().unwrap();
                let finding = Finding::Done(drive.operator.evidence(&effect, drive.now));
                let shown = drive.record(staff("lead-1"), Fact::Found { step, finding });
                let may_show = alone[0] || kind == S::IssueFinalBill;
                assert_eq!(drive.case.clone().apply(&shown).is_ok(), may_show, "{name}");
            }
            if by_two[0] {
                let proposal = Proposal::Settle { step, verdict: Verdict::Done };
                let shown = reference();
                let content = drive.case.weigh_shown(proposal, shown.as_ref()).unwrap().content;
                let note = Detail::of("phoned them");
                drive.add(staff("lead-1"), Fact::Proposed { proposal, content, note, shown });
                let approved = Fact::Approved { proposal: drive.case.head, content };
                assert!(drive.try_add(staff("lead-1"), approved.clone()).is_err(), "{kind:?}");
                drive.add(staff("lead-2"), approved);
                let names: Vec<_> =
                    drive.case.state(step).attested_by.iter().map(|name| name.as_str().to_owned()).collect();
                assert_eq!(names, ["lead-1", "lead-2"], "{kind:?}");
            }
        }
    }
    let missed: Vec<_> = [S::DeleteSubscriber, S::PayRefund, S::RereadBeforeBar, S::Bar, S::SettleDues]
        .into_iter()
        .filter(|kind| !seen.contains(kind))
        .collect();
    assert_eq!(missed, []);
}

#[test]
fn a_payment_that_was_not_done_is_agreed_on_anew() {
    // Two released it, it was sent, nobody could tell, and two say that it was not done: before it is paid again two must release it again, also
    // where a system refused it and it gets a new key.
    for say in [Say::LostOrder, Say::Reject(RejectedWhy::Refused)] {
        let world = World::prepaid().with_class(Class::Once);
        let operator = Operator::of(&world).scripted(S::PayRefund, &[say]);
        let mut drive = Drive::with(world, operator);
        drive.refund_limit = Some(omr(1_000));
        drive.run();
        let step = drive.find(S::PayRefund);
        let first = drive.case.weigh(Proposal::RefundAbove).unwrap().content;
        release(&mut drive);
        drive.run();
        assert_eq!((drive.sent(S::PayRefund), drive.case.all_done(S::PayRefund)), (1, false));
        let renewed = matches!(drive.case.state(step).progress, Progress::Stuck { .. });
        drive.settle(step, Verdict::NotDone).unwrap();
        drive.run();
        assert_eq!(drive.sent(S::PayRefund), 1, "it is not paid again by itself");
        assert!(drive.moves().hands.iter().any(|need| need.step == step && need.why == NeedWhy::RefundAbove));
        let anew = drive.case.weigh(Proposal::RefundAbove).unwrap().content;
        assert_eq!(anew != first, renewed, "a new obligation is another content");
        release(&mut drive);
        drive.run_until(|drive| drive.case.all_done(S::PayRefund));
        assert_eq!(drive.sent(S::PayRefund), 2);
        let paid = drive.operator.carried.iter().filter(|one| one.step == step).count();
        assert_eq!(paid, 1);
    }
}

/// Two release the refund as it stands.
fn release(drive: &mut Drive) {
    let proposal = Proposal::RefundAbove;
    let content = drive.case.weigh(proposal).unwrap().content;
    drive.add(
        staff("finance-1"),
        Fact::Proposed { proposal, content, note: Detail::of("it is owed"), shown: None },
    );
    drive.add(staff("finance-2"), Fact::Approved { proposal: drive.case.head, content });
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
    let done = resolved(step, Verdict::Done, "it is in billing");
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

/// A case in which nobody can tell what became of this step, and the step.
fn lost(kind: S) -> (Drive, StepIndex) {
    let world = World::prepaid().with_class(Class::Once);
    let operator = Operator::of(&world).scripted(kind, &[Say::LostReply]);
    let mut drive = Drive::with(world, operator);
    drive.run();
    let is_it = |step: StepIndex| matches!(drive.case.state(step).progress, Progress::Unknown { .. });
    let found = drive.case.plan.indexed().find(|(step, planned)| planned.kind == kind && is_it(*step));
    let step = found.map(|(step, _)| step).unwrap();
    (drive, step)
}

/// A picture of what another system answered.
fn picture() -> (Fact, Shown) {
    let (what, digest) = (AttachmentKind::SystemAnswer, Digest::of(&[b"a screen"]));
    (Fact::Attached { what, media: Media::Png, bytes: 9, digest }, Shown::Attached(digest))
}

#[test]
fn what_became_of_a_step_is_shown_and_not_only_said() {
    // A blank reference or what was never handed in shows nothing. A reference stands where the system's own would have, but is no proof; a picture
    // stands beside the step.
    let blank = Shown::Reference(Detail::of("  "));
    let (attached, answer) = picture();
    for (kind, is_answered_so) in [(S::StopCharging, true), (S::ProveAbsent, false)] {
        let (mut drive, step) = lost(kind);
        let say = |verdict, shown: &Shown| Fact::Resolved {
            step,
            verdict,
            note: Detail::of("phoned them"),
            shown: shown.clone(),
        };
        for verdict in [Verdict::Done, Verdict::NotDone] {
            for nothing in [&blank, &answer] {
                let seq = drive.case.head + 1;
                let said = drive.try_add(staff("lead-1"), say(verdict, nothing));
                assert_eq!(said, Err(IllegalRecord::NothingShown { seq }), "{kind:?} {nothing:?}");
            }
        }
        drive.add(staff("network-1"), attached.clone());
        let reference = reference().unwrap();
        for shown in [&answer, &reference] {
            let record = drive.record(staff("lead-1"), say(Verdict::Done, shown));
            let mut case = drive.case.clone();
            case.apply(&record).unwrap();
            let state = case.state(step);
            assert_eq!((state.is_done(), state.shown.as_ref()), (true, Some(shown)), "{kind:?}");
            let stands = is_answered_so && *shown == reference;
            let own = Evidence::Reference(Detail::of("BRM-4711"));
            assert_eq!(state.evidence, stands.then_some(own), "{kind:?} {shown:?}");
        }
    }
}

#[test]
fn who_approves_what_became_of_an_order_approves_what_shows_it() {
    // It is proposed with something that can be looked at, the content is bound to it, and nothing else is proposed with it.
    let (mut drive, step) = lost(S::PayRefund);
    let proposal = Proposal::Settle { step, verdict: Verdict::Done };
    let propose = |drive: &Drive, proposal, shown: Option<Shown>| {
        let weighed = drive.case.weigh_shown(proposal, shown.as_ref());
        let content = weighed.map_or(Digest::of(&[]), |weighed| weighed.content);
        Fact::Proposed { proposal, content, note: Detail::of("looked there"), shown }
    };
    let blank = Shown::Reference(Detail::of(""));
    let nothing = [None, Some(blank), Some(picture().1)].map(|shown| (proposal, shown));
    for (proposal, shown) in nothing.into_iter().chain([(Proposal::WaiveDues, reference())]) {
        let seq = drive.case.head + 1;
        let fact = propose(&drive, proposal, shown);
        let said = drive.try_add(staff("finance-1"), fact.clone());
        assert_eq!(said, Err(IllegalRecord::NothingShown { seq }), "{fact:?}");
    }
    let content = drive.case.weigh(proposal).unwrap().content;
    let note = Detail::of("looked there");
    let unbound = Fact::Proposed { proposal, content, note, shown: reference() };
    assert!(drive.try_add(staff("finance-1"), unbound).is_err(), "its content leaves out what is shown");
    let fact = propose(&drive, proposal, reference());
    drive.add(staff("finance-1"), fact);
    let proposed = drive.case.proposed(drive.case.head).unwrap().clone();
    assert_eq!(proposed.shown, reference());
    assert!(drive.case.is_open(&proposed) && proposed.content != content);
    let other = Fact::Approved { proposal: proposed.seq, content };
    assert!(drive.try_add(staff("finance-2"), other).is_err(), "nothing else is approved");
    drive.add(staff("finance-2"), Fact::Approved { proposal: proposed.seq, content: proposed.content });
    let state = drive.case.state(step);
    assert_eq!((state.is_done(), state.shown.clone()), (true, reference()));
    assert_eq!(state.evidence, Some(Evidence::Reference(Detail::of("BRM-4711"))));
}
