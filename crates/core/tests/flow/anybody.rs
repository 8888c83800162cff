//! What people say of a case, thrown in at random among everything else: what may not be is refused without a trace, and the rest is kept.

use masalama_core::approval::Proposal;
use masalama_core::attachment::{AttachmentKind, Media};
use masalama_core::case::Case;
use masalama_core::commitment::Digest;
use masalama_core::complaint::ComplaintAbout;
use masalama_core::detail::Detail;
use masalama_core::effect::{Effect, Subject};
use masalama_core::hold::HeldWhy;
use masalama_core::record::{Actor, Amended, Fact, PersonalField, Record, StepIndex, Verdict};
use masalama_core::step::StepKind as S;
use proptest::prelude::*;

use crate::drive::{Drive, reference};
use crate::operator::Operator;
use crate::world::{World, case_id, document, key, omr, staff};

/// How many kinds of facts there are to say.
const SAYINGS: u8 = 13;

/// Numbers of which somebody makes something to say.
#[derive(Clone, Copy, Debug)]
struct Said {
    what: u8,
    by: u8,
    detail: u8,
    step: u16,
}

fn any_said() -> impl Strategy<Value = Said> {
    (0..SAYINGS, 0_u8..6, any::<u8>(), 0_u16..48).prop_map(|(what, by, detail, step)| Said {
        what,
        by,
        detail,
        step,
    })
}

fn who(by: u8) -> Actor {
    match by {
        0 => Actor::System,
        1 | 2 => Actor::Subscriber,
        3 => Actor::StopLink,
        4 => staff("finance-1"),
        _ => staff("finance-2"),
    }
}

/// What somebody says, fit for the case as it stands or not.
fn fact(drive: &Drive, Said { what, detail, step, .. }: Said) -> Fact {
    let case = &drive.case;
    let (note, step, odd) = (Detail::of("so they say"), StepIndex(step), detail % 4 == 0);
    let proposal = match detail % 8 {
        0 => Proposal::WaiveDues,
        1 => Proposal::WaiveDeviceFee,
        2 => Proposal::OverrideIdentity,
        3 => Proposal::RefundAbove,
        4 => Proposal::SkipWait { step: case.plan.find(S::ServeNotice).unwrap_or(step) },
        5 => Proposal::AcceptDifference,
        6 => Proposal::Settle { step, verdict: if odd { Verdict::Done } else { Verdict::NotDone } },
        _ => Proposal::SkipWait { step },
    };
    let other = Digest::of(&[b"something else"]);
    let last = case.proposals.last().map_or((u32::from(detail), other), |one| (one.seq, one.content));
    let commitment = key().commit("contact_email", &detail.to_string());
    match what {
        0 => {
            let why = [HeldWhy::BySubscriber, HeldWhy::ByStopLink, HeldWhy::ByStaff][usize::from(detail % 3)];
            Fact::Held { why, note }
        }
        1 => Fact::Resumed { note },
        2 => {
            Fact::Revealed { fields: if odd { Vec::new() } else { vec![PersonalField::Iccid] }, reason: note }
        }
        3 | 4 => {
            let shown = matches!(proposal, Proposal::Settle { .. }).then(|| reference().unwrap());
            let content = case.weigh_shown(proposal, shown.as_ref()).map_or(other, |weighed| weighed.content);
            Fact::Proposed { proposal, content: if odd { other } else { content }, note, shown }
        }
        5 | 6 => Fact::Approved { proposal: last.0, content: if odd { other } else { last.1 } },
        7 => Fact::TurnedDown { proposal: last.0, note },
        8 => Fact::Attached {
            what: AttachmentKind::Other,
            media: Media::Pdf,
            bytes: u32::from(!odd),
            digest: Digest::of(&[&[detail]]),
        },
        9 => {
            let answer_due = drive.after_days(if odd { -1 } else { 7 });
            Fact::Complained { about: ComplaintAbout::TooSlow, text: None, answer_due }
        }
        10 => {
            let complaint = case.complaints.last().map_or(u32::from(detail), |one| one.seq);
            Fact::ComplaintAnswered { complaint, note }
        }
        11 => Fact::ContactChanged { email: (!odd).then_some(commitment), msisdn: None },
        _ => {
            let subject = Subject::ALL[usize::from(detail) % Subject::ALL.len()];
            let step = to_tell(case).filter(|_| !odd).unwrap_or(step);
            let attempt = case.steps.get(step.get()).map_or(1, |state| state.attempt + 1);
            let key = if step.get() < case.steps.len() { case.key(step) } else { case.key(StepIndex(0)) };
            Fact::Intended { step, attempt, key, effect: Effect::Tell { subject, on: None, amount: None } }
        }
    }
}

/// May this never be, whatever else is so? Written against the words of each fact, not against how it is checked.
fn can_never_be(case: &Case, by: &Actor, fact: &Fact) -> bool {
    let is_staff = matches!(by, Actor::Staff(_));
    let is_over = case.ending.is_some() || case.refused.is_some();
    let of_person = *by == Actor::Subscriber || is_staff;
    match fact {
        Fact::Held { why, .. } => {
            let own = match by {
                Actor::System => None,
                Actor::Subscriber => Some(HeldWhy::BySubscriber),
                Actor::StopLink => Some(HeldWhy::ByStopLink),
                Actor::Staff(_) => Some(HeldWhy::ByStaff),
            };
            let stands = case.held.as_ref().map(|held| held.of_person().unwrap_or(held.why));
            let is_lighter = case.held.as_ref().is_some_and(|held| held.why >= *why)
                && (*why == HeldWhy::ByStaff || stands >= Some(*why) && stands != Some(HeldWhy::ByStaff));
            is_over || own != Some(*why) || is_lighter
        }
        Fact::Resumed { .. } => {
            let own = case.held.as_ref().is_some_and(|held| held.why == HeldWhy::BySubscriber);
            is_over || case.held.is_none() || !(is_staff || *by == Actor::Subscriber && own)
        }
        Fact::Revealed { fields, .. } => !is_staff || fields.is_empty(),
        Fact::Proposed { proposal, content, shown, .. } => {
            let weighed = case.weigh_shown(*proposal, shown.as_ref());
            let stands = weighed.is_some_and(|weighed| weighed.content == *content);
            is_over || case.retracting.is_some() || !is_staff || !stands
        }
        Fact::Approved { proposal, content } => {
            let proposed = case.proposals.iter().find(|one| one.seq == *proposal);
            let second =
                proposed.is_some_and(|one| one.settled.is_none() && *by != Actor::Staff(one.by.clone()));
            let same = proposed.is_some_and(|one| one.content == *content);
            is_over || case.retracting.is_some() || !is_staff || !second || !same
        }
        Fact::TurnedDown { proposal, .. } => {
            let is_open = |seq| case.proposals.iter().any(|one| one.seq == seq && one.settled.is_none());
            is_over || !is_staff || !is_open(*proposal)
        }
        Fact::Attached { bytes, digest, .. } => {
            is_over || !of_person || *bytes == 0 || case.attachments.iter().any(|one| one.digest == *digest)
        }
        Fact::Complained { answer_due, .. } => !of_person || *answer_due < case.head_at,
        Fact::ComplaintAnswered { complaint, .. } => {
            let waits = case.complaints.iter().any(|one| one.seq == *complaint && one.answer.is_none());
            !is_staff || !waits
        }
        Fact::ContactChanged { email, msisdn } => {
            is_over || !of_person || (email.is_none() && msisdn.is_none())
        }
        Fact::Intended { step, effect: Effect::Tell { subject, .. }, .. } => {
            let tells = case.plan.steps.get(step.get()).and_then(|planned| subject_of(planned.kind));
            let (news, is_held) = (case.news_at(*step), case.held.is_some());
            let is_right = if news.is_some() { news == Some(*subject) } else { tells == Some(*subject) };
            is_over || *by != Actor::System || (is_held && news.is_none()) || !is_right
        }
        _ => false,
    }
}

fn subject_of(kind: S) -> Option<Subject> {
    match kind {
        S::ConfirmReceipt => Some(Subject::Received),
        S::AnnounceDate => Some(Subject::EffectiveDate),
        S::AnnounceBar => Some(Subject::BeforeCut),
        S::AnnounceEnd => Some(Subject::Ended),
        S::ConfirmRefund => Some(Subject::RefundPaid),
        S::ConfirmRemainder => Some(Subject::RestPaid),
        S::ConfirmClosing => Some(Subject::Closed),
        _ => None,
    }
}

/// A step that could tell the person something now.
fn to_tell(case: &Case) -> Option<StepIndex> {
    let tells = |step: StepIndex| subject_of(case.planned(step).kind).is_some();
    let waits = |step: StepIndex| !case.state(step).is_settled() && case.waits_settled(step);
    case.plan.indexed().map(|(step, _)| step).find(|step| tells(*step) && waits(*step))
}

/// Does the fact begin something, so that no held case may have it?
fn begins(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Intended { .. }
            | Fact::Elapsed { .. }
            | Fact::Issued { .. }
            | Fact::Planned(_)
            | Fact::Attested { .. }
    )
}

/// Worlds in which each proposal has its occasion.
fn world(which: u8) -> World {
    let mut world = World::postpaid();
    world.add_devices();
    match which {
        0 => return World::prepaid(),
        1 => world.let_dues_gate(),
        2 => world.request.claim.document = document("QQ1111111"),
        _ => {}
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_anybody_says_is_refused_or_kept_and_the_case_rests_or_asks_somebody(
        which in 0_u8..4,
        thrown in proptest::collection::vec((0_u8..8, any_said()), 0..80),
        is_above in any::<bool>(),
    ) {
        // What can never be is refused and leaves no trace; every prefix of what is kept folds, read back from its text, to the same case; in a held
        // case nothing begins; and in the end the case has ended or somebody is asked.
        let world = world(which);
        let mut drive = Drive::with(world.clone(), Operator::of(&world));
        drive.refund_limit = is_above.then(|| omr(1));
        if which == 1 {
            drive.operator.dues = Some((omr(7_500), drive.after_days(40)));
        }
        for (rounds, said) in thrown {
            for _ in 0..rounds {
                drive.round();
            }
            let (by, fact) = (who(said.by), fact(&drive, said));
            let never = can_never_be(&drive.case, &by, &fact);
            let what = format!("{by:?}: {fact:?}");
            let taken = drive.try_add(by, fact).is_ok();
            prop_assert!(!(taken && never), "{what}");
        }
        drive.answer_in_flight();
        drive.run();
        let is_asked = !drive.moves().hands.is_empty();
        prop_assert!(drive.case.ending.is_some() || is_asked, "{:#?}", drive.case);
        let mut read = Case::opened(case_id(), &drive.records[0]).unwrap();
        for record in &drive.records[1..] {
            let is_news = match &record.fact {
                Fact::Intended { step, .. } | Fact::Attested { step, .. } => read.news_at(*step).is_some(),
                _ => false,
            };
            prop_assert!(read.held.is_none() || is_news || !begins(&record.fact), "{record:?}");
            let text = serde_json::to_string(record).unwrap();
            read.apply(&serde_json::from_str::<Record>(&text).unwrap()).unwrap();
        }
        prop_assert_eq!(&read, &drive.case);
    }
}

/// A journal in which everybody has spoken, so that each fact that people bring stands in it once at least.
pub(crate) fn spoken() -> Vec<Record> {
    let mut world = World::postpaid();
    world.add_devices();
    world.request.wanted_on = Some("2027-03-01".parse().unwrap());
    let mut drive = Drive::new(world);
    drive.run_until(|drive| drive.case.plan.rules.is_some());
    let note = || Detail::of("so they say");
    drive.add(Actor::Subscriber, Fact::Held { why: HeldWhy::BySubscriber, note: note() });
    drive.add(Actor::Subscriber, Fact::Resumed { note: note() });
    drive.add(Actor::StopLink, Fact::Held { why: HeldWhy::ByStopLink, note: Detail::default() });
    drive.add(staff("finance-1"), Fact::Resumed { note: note() });
    drive.add(staff("finance-1"), Fact::Revealed { fields: vec![PersonalField::Document], reason: note() });
    for (end, proposed) in [(false, "finance-1"), (true, "finance-1")] {
        let proposal = Proposal::SkipWait { step: drive.find(S::ServeNotice) };
        let content = drive.case.weigh(proposal).unwrap().content;
        drive.add(staff(proposed), Fact::Proposed { proposal, content, note: note(), shown: None });
        let proposal = drive.case.head;
        let fact = match end {
            true => Fact::Approved { proposal, content },
            false => Fact::TurnedDown { proposal, note: note() },
        };
        drive.add(staff("finance-2"), fact);
    }
    let step = drive.find(S::AwaitDate);
    let effective_on = "2027-02-10".parse().unwrap();
    let not_before = drive.world.policy.calendar.start_of(effective_on);
    let mut plan = drive.case.plan.clone();
    plan.amend(step, not_before, effective_on);
    let amended = Amended { step, not_before, effective_on, plan_hash: plan.hash() };
    drive.add(Actor::Subscriber, Fact::Amended(amended));
    let digest = Digest::of(&[b"a picture"]);
    let what = AttachmentKind::ReturnReceipt;
    drive.add(Actor::Subscriber, Fact::Attached { what, media: Media::Png, bytes: 9, digest });
    let email = Some(key().commit("contact_email", "2"));
    drive.add(Actor::Subscriber, Fact::ContactChanged { email, msisdn: None });
    for by in [Actor::Subscriber, staff("care-1")] {
        let text = Some(key().commit("complaint", "too slow"));
        let answer_due = drive.after_days(7);
        drive.add(by, Fact::Complained { about: ComplaintAbout::TooSlow, text, answer_due });
        let complaint = drive.case.head;
        drive.add(staff("care-1"), Fact::ComplaintAnswered { complaint, note: note() });
        drive.run();
    }
    drive.records
}
