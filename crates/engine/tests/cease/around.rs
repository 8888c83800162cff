//! What people do around a case, on a whole operator: hold and stop, see numbers, four eyes, hand in, complain, look for it, the board.

use jiff::{SignedDuration, ToSpan as _};
use masalama_connect::sandbox::Happening;
use masalama_core::approval::Proposal;
use masalama_core::attachment::{ATTACHMENT_BYTES_MAX, AttachmentKind, Media};
use masalama_core::case::{CaseId, Stage};
use masalama_core::complaint::ComplaintAbout;
use masalama_core::effect::{EffectKind, Subject};
use masalama_core::hold::HeldWhy;
use masalama_core::identity::{DocumentKind, DocumentRules, Email, IdDocument, Msisdn};
use masalama_core::line::Line;
use masalama_core::money::{Currency, Money};
use masalama_core::next::NeedWhy;
use masalama_core::obligation::{ObligationKind, ObligationState};
use masalama_core::plan::Hand;
use masalama_core::port::TaskFilter;
use masalama_core::record::{Actor, Choice, Ending, Fact, PersonalField};
use masalama_core::refusal::RefusalCode as R;
use masalama_core::request::{Reason, RefundMethod, ReturnWay};
use masalama_core::role::Role;
use masalama_core::step::StepKind;
use masalama_engine::{CHANGES_BY_PERSON_MAX, Hidden, ProposalState, Said, SearchKey, StopToken};

use crate::bed::{Bed, Errand, People, doer, papers, refused, request, staff, start};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and whatever follows";

async fn document(line: &Line) -> SearchKey {
    SearchKey::Document(line.owner.document.clone())
}

async fn found(bed: &Bed, key: SearchKey) -> Vec<CaseId> {
    bed.desk.find(&key).await.unwrap().into_iter().map(|row| row.case).collect()
}

/// A stop link holds the case and can do no more: no system is touched after it, however long, until staff let it go on; again and late it changes
/// nothing, and a token that is none of ours says nothing.
#[tokio::test]
async fn a_stop_link_holds_and_nothing_is_touched_after_it() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    let token = bed.desk.stop_link(case).await.unwrap();
    assert_eq!(token, bed.desk.stop_link(case).await.unwrap(), "each notice of a case has the same one");
    let text = token.reveal();
    assert_eq!(StopToken::parse(&text), Some(token.clone()));
    assert!(!format!("{token:?}").contains(&text[26..]));
    let mut people = [People::new(case, &line, Errand::All)];
    bed.settle().await;
    bed.desk.stop(&token).await.unwrap();
    bed.desk.stop(&token).await.unwrap();
    let asked = async |bed: &Bed| {
        let arrivals = bed.sandbox.effects(masalama_connect::sandbox::EffectFilter::default()).await.unwrap();
        arrivals.iter().filter(|arrival| arrival.kind != EffectKind::Tell).count()
    };
    let sent = asked(&bed).await;
    bed.run_days(40, &mut []).await;
    assert_eq!(asked(&bed).await, sent, "nothing was asked of any system");
    let last = bed.script.told().pop().unwrap();
    assert_eq!(
        (last.case, last.subject),
        (case, Subject::Held),
        "but every contact knows that it stands still"
    );
    let view = bed.view(case).await;
    assert_eq!(view.held.as_ref().map(|held| held.why), Some(HeldWhy::ByStopLink));
    assert_eq!(view.stage, Stage::Preparing);
    assert!(view.row.held);
    let queue = TaskFilter { roles: vec![Role::Fraud], limit: 9, ..TaskFilter::default() };
    let tasks = bed.desk.tasks(queue).await.unwrap();
    assert_eq!(tasks.iter().map(|row| (row.case, row.task.why)).collect::<Vec<_>>(), [(case, NeedWhy::Held)]);
    assert_eq!(refused(bed.desk.resume(case, "it is fine").await), R::NotAsked);
    for role in Role::ALL.iter().filter(|role| !matches!(role, Role::Fraud | Role::Supervisor)) {
        let said = bed.desk.lift(case, &doer("care-1", &[*role]), "it is fine").await;
        assert_eq!(refused(said), R::NotAllowed, "{role:?}");
    }
    bed.desk.lift(case, &doer("fraud-1", &[Role::Fraud]), "spoke with the holder").await.unwrap();
    bed.run_to_rest(&mut people).await;
    assert_eq!(bed.view(case).await.case.ending, Some(Ending::Ceased));
    let records = bed.view(case).await.records.len();
    bed.desk.stop(&token).await.unwrap();
    assert_eq!(bed.view(case).await.records.len(), records, "nothing is left to stop, and nobody learns it");
    for bad in ["", "0", &text[..51], &format!("{text}0"), "مع السلامة"] {
        assert_eq!(StopToken::parse(bad), None, "{bad}");
    }
    let mut other = text.into_bytes();
    other[51] = if other[51] == b'0' { b'1' } else { b'0' };
    let guessed = StopToken::parse(std::str::from_utf8(&other).unwrap()).unwrap();
    assert_eq!(refused(bed.desk.stop(&guessed).await), R::NoSuchCase);
}

/// Where staff say a refund goes, it is paid once another one released it, whatever the sum; who said so cannot, in whatever role, and the page shows
/// the place masked.
#[tokio::test]
async fn a_refund_that_staff_redirect_takes_another_one() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    let method = bed.view(case).await.case.plan.rules.as_ref().unwrap().refund_methods[0];
    let to = Some("OM810180000001299123456".to_owned());
    bed.desk.choose_refund(case, staff("care-1"), method, to).await.unwrap();
    bed.run_days(5, &mut []).await;
    let paid = async |bed: &Bed| bed.sandbox.payouts(Some(line.numbers.iccid.clone())).await.unwrap().len();
    assert_eq!(paid(&bed).await, 0);
    let proposal = Proposal::RefundAbove;
    let seq = bed.desk.propose(case, staff("finance-1"), proposal, "his account").await.unwrap();
    let content = bed.view(case).await.proposals[0].content;
    let setter = doer("care-1", Role::ALL);
    assert_eq!(refused(bed.desk.approve(case, &setter, seq, content).await), R::SecondPersonNeeded);
    assert_eq!(bed.view(case).await.refund_to.as_deref(), Some("••••3456"));
    bed.desk.approve(case, &doer("finance-2", &[Role::Finance]), seq, content).await.unwrap();
    bed.run_days(1, &mut []).await;
    assert_eq!(paid(&bed).await, 1);
}

/// What staff hold, the same one lets go on, in whatever role, or who decides about such; and whoever took the request lifts no stop of a person's.
#[tokio::test]
async fn a_hold_by_staff_is_lifted_by_its_name() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.desk.open(request(&line), staff("care-1"), None).await.unwrap().case;
    bed.settle().await;
    let (own, other) = (doer("care-1", &[Role::Care]), doer("care-2", &[Role::Care]));
    bed.desk.hold(case, staff("care-1"), HeldWhy::ByStaff, "a question").await.unwrap();
    assert_eq!(refused(bed.desk.lift(case, &other, "go on").await), R::NotAllowed);
    bed.desk.lift(case, &own, "answered").await.unwrap();
    bed.desk.hold(case, staff("care-1"), HeldWhy::ByStaff, "a question").await.unwrap();
    bed.desk.lift(case, &doer("lead-1", &[Role::Supervisor]), "answered").await.unwrap();
    bed.desk.hold(case, staff("care-1"), HeldWhy::ByStaff, "to be first").await.unwrap();
    let token = bed.desk.stop_link(case).await.unwrap();
    bed.desk.stop(&token).await.unwrap();
    assert_eq!(refused(bed.desk.lift(case, &own, "it is fine").await), R::NotAllowed);
    let all = doer("care-1", Role::ALL);
    assert_eq!(refused(bed.desk.lift(case, &all, "it is fine").await), R::SecondPersonNeeded);
    bed.desk.lift(case, &doer("fraud-1", &[Role::Fraud]), "spoke with the holder").await.unwrap();
    assert_eq!(bed.view(case).await.held, None);
}

/// A step done by hand while the case is held is refused with that reason; a hold by the person is lifted by himself.
#[tokio::test]
async fn nothing_is_done_by_hand_while_the_case_is_held() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    let step = bed.view(case).await.case.plan.find(StepKind::ChooseRefund).unwrap();
    bed.desk.hold(case, Actor::Subscriber, HeldWhy::BySubscriber, "let me think").await.unwrap();
    bed.desk.hold(case, Actor::Subscriber, HeldWhy::BySubscriber, "again").await.unwrap();
    assert_eq!(
        refused(bed.desk.attest(case, &doer("care-1", &[Role::Care]), step, "done").await),
        R::CaseHeld
    );
    bed.desk.resume(case, "go on").await.unwrap();
    bed.desk.attest(case, &doer("care-1", &[Role::Care]), step, "done").await.unwrap();
}

/// Numbers are shown to staff who say why, and that is on record: which, why and who, and never a value.
#[tokio::test]
async fn seeing_numbers_is_on_record_without_them() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    assert_eq!(refused(bed.desk.reveal(case, Actor::Subscriber, "me").await), R::NotAllowed);
    assert_eq!(refused(bed.desk.reveal(case, staff("care-1"), "  ").await), R::BadInput);
    let shown = bed.desk.reveal(case, staff("care-1"), "the caller spells it").await.unwrap();
    assert_eq!(shown.iccid, line.numbers.iccid);
    assert_eq!(shown.msisdn, line.numbers.msisdn);
    assert_eq!(shown.document, line.owner.document);
    let view = bed.view(case).await;
    let last = view.records.last().unwrap();
    let Fact::Revealed { fields, reason } = &last.fact else { panic!("{last:?}") };
    assert_eq!(*fields, shown.fields());
    assert!(fields.contains(&PersonalField::Msisdn));
    assert_eq!((reason.as_str(), &last.by), ("the caller spells it", &staff("care-1")));
    let stored = &view.journal.last().unwrap().body;
    for number in [shown.iccid.unmasked(), shown.imsi.as_ref().unwrap().unmasked()] {
        assert!(!stored.contains(number));
        assert!(!format!("{shown:?}").contains(number));
    }
    bed.desk.complain(case, Actor::Subscriber, ComplaintAbout::TooSlow, "call me on 92123456").await.unwrap();
    let shown = bed.desk.reveal(case, staff("care-1"), "he complained").await.unwrap();
    assert_eq!(shown.complaints.iter().map(Hidden::unmasked).collect::<Vec<_>>(), ["call me on 92123456"]);
    let view = bed.view(case).await;
    let Fact::Revealed { fields, .. } = &view.records.last().unwrap().fact else { panic!("{view:?}") };
    assert!(fields.contains(&PersonalField::Complaints), "{fields:?}");
    assert_eq!(fields.contains(&PersonalField::ContactEmail), shown.contact_email.is_some());
    bed.run_to_rest(&mut [People::new(case, &line, Errand::All)]).await;
    assert_eq!(refused(bed.desk.reveal(case, staff("care-1"), "late").await), R::NotAsked, "they are erased");
}

/// Above the limit a refund waits until a second member of staff approved exactly it; then it is paid once.
#[tokio::test]
async fn a_refund_above_the_limit_is_paid_once_two_agreed() {
    let mut bed = Bed::new();
    bed.refund_limit = Some(Money::new(1, Currency::OMR));
    bed.die();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    let mut people = [People::new(case, &line, Errand::All)];
    bed.run_days(5, &mut people).await;
    let paid = async |bed: &Bed| bed.sandbox.payouts(Some(line.numbers.iccid.clone())).await.unwrap().len();
    assert_eq!(paid(&bed).await, 0);
    let view = bed.view(case).await;
    let due = view.row.refund_due.unwrap();
    assert!(view.tasks.iter().any(|need| need.why == NeedWhy::RefundAbove && need.role == Role::Finance));
    let (one, two) = (staff("finance-1"), doer("finance-2", &[Role::Finance]));
    assert_eq!(refused(bed.desk.propose(case, one.clone(), Proposal::WaiveDues, "x").await), R::NotAsked);
    assert_eq!(refused(bed.desk.propose(case, one.clone(), Proposal::RefundAbove, "").await), R::BadInput);
    let seq = bed.desk.propose(case, one.clone(), Proposal::RefundAbove, "a large balance").await.unwrap();
    let proposed = bed.view(case).await.proposals.remove(0);
    assert_eq!((proposed.seq, proposed.state, proposed.amount), (seq, ProposalState::Open, Some(due)));
    let content = proposed.content;
    assert_eq!(
        refused(bed.desk.approve(case, &doer("finance-1", Role::ALL), seq, content).await),
        R::SecondPersonNeeded
    );
    for role in [Role::Fraud, Role::Care, Role::Network] {
        let said = bed.desk.approve(case, &doer("other-1", &[role]), seq, content).await;
        assert_eq!(refused(said), R::NotAllowed, "{role:?}");
    }
    let other = masalama_core::commitment::Digest::of(&[b"another"]);
    assert_eq!(refused(bed.desk.approve(case, &two, seq, other).await), R::ContentChanged);
    let to = Some("another account".to_owned());
    let method = view.case.choices.refund.unwrap().0;
    bed.desk.choose_refund(case, Actor::Subscriber, method, to).await.unwrap();
    assert_eq!(bed.view(case).await.proposals[0].state, ProposalState::Outdated);
    assert_eq!(refused(bed.desk.approve(case, &two, seq, content).await), R::ContentChanged);
    bed.desk.turn_down(case, staff("finance-2"), seq, "it goes elsewhere now").await.unwrap();
    let seq =
        bed.desk.propose(case, staff("care-1"), Proposal::RefundAbove, "the new account").await.unwrap();
    let content = bed.view(case).await.proposals[1].content;
    bed.desk.approve(case, &two, seq, content).await.unwrap();
    assert_eq!(refused(bed.desk.approve(case, &two, seq, content).await), R::NotAsked, "once");
    bed.run_days(2, &mut people).await;
    assert_eq!(paid(&bed).await, 1);
    assert_eq!(bed.view(case).await.row.refund_due, None);
}

/// What is handed in comes back as it was, the same bytes being one; what is too large or not what it says is refused; and erasure takes it, and all
/// that the case was found by.
#[tokio::test]
async fn what_is_handed_in_and_found_goes_with_the_personal_fields() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    let me = || Actor::Subscriber;
    let kind = AttachmentKind::IdentityPaper;
    let one = bed.desk.attach(case, me(), kind, Media::Png, PNG.to_vec()).await.unwrap();
    assert_eq!(bed.desk.attach(case, me(), kind, Media::Png, PNG.to_vec()).await.unwrap(), one);
    assert_eq!(bed.view(case).await.attachments.len(), 1);
    assert_eq!(bed.desk.attachment(case, one).await.unwrap(), (Media::Png, PNG.to_vec()));
    assert_eq!(refused(bed.desk.attach(case, me(), kind, Media::Jpeg, PNG.to_vec()).await), R::BadInput);
    let large = [PNG, &vec![0; ATTACHMENT_BYTES_MAX]].concat();
    assert_eq!(refused(bed.desk.attach(case, me(), kind, Media::Png, large).await), R::TooLarge);
    bed.settle().await;
    let contact = line.owner.contact_msisdn.clone().map(SearchKey::Msisdn);
    let number = SearchKey::Msisdn(line.numbers.msisdn.clone().unwrap());
    let mut keys = vec![SearchKey::Iccid(line.numbers.iccid.clone()), number, document(&line).await];
    keys.extend(contact);
    for key in &keys {
        assert_eq!(found(&bed, key.clone()).await, [case], "{key:?}");
    }
    bed.run_to_rest(&mut [People::new(case, &line, Errand::All)]).await;
    assert_eq!(bed.view(case).await.stage, Stage::Closed);
    assert_eq!(refused(bed.desk.attachment(case, one).await), R::NoSuchCase);
    for key in keys {
        assert_eq!(found(&bed, key.clone()).await, [], "{key:?}");
    }
}

/// A complaint starts its clock in working days, waits in a queue, and is answered once, even of a closed case, whose text is not kept any more.
#[tokio::test]
async fn a_complaint_is_answered_by_its_day() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    let text = "nobody called me back on 968 9212 3456";
    assert_eq!(
        refused(bed.desk.complain(case, Actor::Subscriber, ComplaintAbout::TooSlow, " ").await),
        R::BadInput
    );
    let seq = bed.desk.complain(case, Actor::Subscriber, ComplaintAbout::TooSlow, text).await.unwrap();
    let view = bed.view(case).await;
    assert_eq!(view.complaints[0].text.as_deref(), Some(text));
    assert!(!view.journal.last().unwrap().body.contains("968"));
    // Sunday 22 November 2026; five working days, with Friday and Saturday free, end with the next Sunday, unless a holiday is among them.
    let due = view.complaints[0].complaint.answer_due;
    assert!(due >= start() + SignedDuration::from_hours(24 * 7), "{due}");
    let owed = view.obligations.iter().find(|one| one.what == ObligationKind::ComplaintAnswer).unwrap();
    assert_eq!((owed.due, owed.state), (due, ObligationState::Open));
    bed.desk.answer_complaint(case, staff("care-1"), seq, "we call today").await.unwrap();
    assert_eq!(refused(bed.desk.answer_complaint(case, staff("care-1"), seq, "again").await), R::NotAsked);
    bed.run_to_rest(&mut [People::new(case, &line, Errand::All)]).await;
    let late = bed.desk.complain(case, Actor::Subscriber, ComplaintAbout::StillOn, "it rings").await.unwrap();
    let view = bed.view(case).await;
    assert_eq!(view.stage, Stage::Closed);
    assert_eq!((view.complaints[1].complaint.text, &view.complaints[1].text), (None, &None));
    let queue =
        TaskFilter { hand: Some(Hand::Staff), roles: vec![Role::Care], limit: 9, ..TaskFilter::default() };
    let why =
        |rows: Vec<masalama_core::port::TaskRow>| rows.iter().map(|row| row.task.why).collect::<Vec<_>>();
    assert_eq!(why(bed.desk.tasks(queue.clone()).await.unwrap()), [NeedWhy::Complained]);
    let owing = bed.desk.owing(None, 9).await.unwrap();
    assert_eq!(
        owing.iter().map(|row| row.owes.unwrap().0).collect::<Vec<_>>(),
        [ObligationKind::ComplaintAnswer]
    );
    bed.settle().await;
    bed.desk.answer_complaint(case, staff("care-2"), late, "it is off, see the proof").await.unwrap();
    assert_eq!(why(bed.desk.tasks(queue).await.unwrap()), []);
    assert_eq!(bed.desk.owing(None, 9).await.unwrap(), []);
}

/// The paper of the request proves the person; another does not; and a changed contact is found, with the one on record still kept beside it.
#[tokio::test]
async fn the_person_proves_himself_and_moves() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    assert!(bed.desk.prove(case, &line.owner.document).await.unwrap());
    let other = IdDocument::parse(DocumentKind::Passport, "ZZ0000001", &DocumentRules::default()).unwrap();
    assert!(!bed.desk.prove(case, &other).await.unwrap());
    assert_eq!(refused(bed.desk.change_contact(case, Actor::Subscriber, None, None).await), R::BadInput);
    let email = Email::parse("someone@example.om").unwrap();
    let number = Msisdn::parse("+96892999999").unwrap();
    bed.desk.change_contact(case, Actor::Subscriber, Some(number.clone()), None).await.unwrap();
    bed.desk.change_contact(case, staff("care-1"), None, Some(email.clone())).await.unwrap();
    assert_eq!(found(&bed, SearchKey::Msisdn(number.clone())).await, [case]);
    let view = bed.view(case).await;
    assert_eq!(view.contact_number, Some(number.to_string()));
    assert_eq!(view.contact_email, Some(email.to_string()));
    assert!(view.journal.iter().all(|record| !record.body.contains("example.om")));
    let shown = bed.desk.reveal(case, staff("care-1"), "to call back").await.unwrap();
    assert_eq!((shown.contact_msisdn, shown.contact_email), (Some(number), Some(email)));
}

/// Said again, nothing is written: not a tick, nor the same contact, way of the refund or day; how devices come back is chosen once.
#[tokio::test]
async fn what_is_said_again_is_not_written_again() {
    let mut bed = Bed::new();
    let line = bed.postpaid().await;
    let mut asked = request(&line);
    let day = |days: i32| start().to_zoned(jiff::tz::TimeZone::UTC).date() + days.days();
    asked.wanted_on = Some(day(20));
    let case = bed.desk.open(asked, Actor::Subscriber, None).await.unwrap().case;
    bed.settle().await;
    let plan = bed.view(case).await.case.plan;
    let rules = plan.rules.clone().unwrap();
    let me = || Actor::Subscriber;
    let place = || Some("House 5, Muscat".to_owned());
    let say = async || {
        bed.desk.note(case, me(), Choice::Ticked { advice: plan.advice[0].0 }).await.unwrap();
        if plan.offer.is_some() {
            bed.desk.note(case, me(), Choice::OfferDeclined).await.unwrap();
        }
        let number = Msisdn::parse("+96892999999").unwrap();
        bed.desk.change_contact(case, me(), Some(number), None).await.unwrap();
        bed.desk.choose_refund(case, me(), rules.refund_methods[0], place()).await.unwrap();
        bed.desk.amend(case, me(), day(15)).await.unwrap();
        bed.desk.hold(case, me(), HeldWhy::BySubscriber, "wait").await.unwrap();
        bed.view(case).await.records.len()
    };
    let once = say().await;
    assert_eq!(say().await, once);
    let way = ReturnWay::Courier { on: day(3), from_hour: 10 };
    bed.desk.choose_return(case, me(), way, place()).await.unwrap();
    assert_eq!(refused(bed.desk.choose_return(case, me(), way, place()).await), R::NotAsked);
}

/// Whoever holds the credential and changes things over and over is refused long before the journal is full. He may still have the case held and
/// complain; staff still change what he cannot; and the case goes on to its certificate.
#[tokio::test]
async fn nobody_stops_a_case_by_repeating_himself() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    let account = |last: u32| Some(format!("OM8101800000012991{last:05}"));
    let (mut said, mut refusal) = (0, None);
    while refusal.is_none() && said < 2 * CHANGES_BY_PERSON_MAX {
        let method = RefundMethod::BankTransfer;
        match bed.desk.choose_refund(case, Actor::Subscriber, method, account(said)).await {
            Ok(()) => said += 1,
            Err(Said::Refused(code)) => refusal = Some(code),
            Err(fault) => panic!("{fault:?}"),
        }
    }
    assert!(refusal == Some(R::ChangedOften) && said <= CHANGES_BY_PERSON_MAX, "{said} {refusal:?}");
    bed.settle().await;
    bed.desk.hold(case, Actor::Subscriber, HeldWhy::BySubscriber, "who is that?").await.unwrap();
    assert_eq!(refused(bed.desk.resume(case, "go on").await), R::ChangedOften);
    bed.desk.complain(case, Actor::Subscriber, ComplaintAbout::Other, "it was not me").await.unwrap();
    bed.desk.lift(case, &doer("lead-1", &[Role::Supervisor]), "the holder called").await.unwrap();
    bed.desk.change_contact(case, staff("care-1"), line.owner.contact_msisdn.clone(), None).await.unwrap();
    bed.run_to_rest(&mut [People::new(case, &line, Errand::PaysOnly)]).await;
    let view = bed.view(case).await;
    assert_eq!(view.case.ending, Some(Ending::Ceased));
    assert!(papers(&view).contains(&"certificate"));
    assert!(view.records.len() < 2_000, "{}", view.records.len());
}

/// The board counts what is there, and is counted anew when the clock of the sandbox was moved.
#[tokio::test]
async fn the_board_counts_what_is_there() {
    let mut bed = Bed::new();
    let (prepaid, postpaid) = (bed.prepaid().await, bed.postpaid().await);
    bed.happens(&postpaid, Happening::BillIssued { amount: Money::new(7_500, Currency::OMR) }).await;
    let first = bed.open(&prepaid).await;
    let mut asked = request(&postpaid);
    asked.reason = Reason::ChangingOperator;
    bed.desk.open(asked, Actor::Subscriber, None).await.unwrap();
    bed.settle().await;
    let board = bed.desk.board().await.unwrap();
    assert_eq!(
        board.by_stage.iter().find(|(stage, _)| *stage == Stage::Preparing),
        Some(&(Stage::Preparing, 2))
    );
    assert_eq!((board.by_age, board.took, board.held), ([2, 0, 0, 0, 0, 0], None, 0));
    assert!(board.by_reason.contains(&(Reason::ChangingOperator, 1)));
    bed.run_days(4, &mut [People::new(first, &prepaid, Errand::All)]).await;
    let board = bed.desk.board().await.unwrap();
    assert_eq!(board.by_age, [0, 0, 2, 0, 0, 0]);
    let took = board.took.unwrap();
    assert_eq!(took.count, 1);
    assert!((1..=96).contains(&took.p50_hours), "{took:?}");
}

/// A request that lapsed, was refused or was taken back before it had a plan is closed at once and kept for a month, so that somebody can ask why. Then
/// its personal fields go like anybody's: no search finds it, nobody sees its numbers, and its records are still whole.
#[tokio::test]
async fn whoever_never_had_a_plan_is_erased_too() {
    let mut bed = Bed::new();
    let (prepaid, postpaid) = (bed.prepaid().await, bed.postpaid().await);
    let mut unsure = request(&prepaid);
    unsure.claim.contact_msisdn = None;
    let lapsed = bed.desk.open(unsure.clone(), Actor::Subscriber, None).await.unwrap().case;
    let retracted = bed.desk.open(unsure, Actor::Subscriber, None).await.unwrap().case;
    let first = bed.open(&postpaid).await;
    bed.settle().await;
    let refused_case = bed.open(&postpaid).await;
    bed.desk.retract(retracted, Actor::Subscriber, None).await.unwrap();
    bed.run_days(8, &mut []).await;
    let ended = [
        (lapsed, Ending::Lapsed, &prepaid),
        (retracted, Ending::Retracted, &prepaid),
        (refused_case, Ending::Refused, &postpaid),
    ];
    for (case, ending, line) in &ended {
        let view = bed.view(*case).await;
        assert_eq!((view.case.ending, view.stage), (Some(*ending), Stage::Closed));
        assert!(found(&bed, document(line).await).await.contains(case), "{ending:?}");
        assert_eq!(view.row.owes.map(|(what, _)| what), Some(ObligationKind::Deletion), "{ending:?}");
    }
    bed.desk.reveal(lapsed, staff("fraud-1"), "who tried this?").await.unwrap();
    bed.run_days(31, &mut []).await;
    for (case, ending, line) in &ended {
        let view = bed.view(*case).await;
        assert_eq!(view.case.ending, Some(*ending));
        assert!(view.case.all_done(StepKind::ErasePersonal), "{ending:?}");
        assert!(!found(&bed, document(line).await).await.contains(case), "{ending:?}");
        assert_eq!(refused(bed.desk.reveal(*case, staff("fraud-1"), "late").await), R::NotAsked);
        assert_eq!(view.row.owes, None, "{ending:?}");
    }
    assert_eq!(found(&bed, document(&postpaid).await).await, [first], "who has a plan is kept");
}

/// Anybody can open a case: until its caller is verified it takes three papers to know him by, and nothing else. Staff see what they take.
#[tokio::test]
async fn an_unverified_case_takes_few_papers() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    let desk = bed.desk.clone();
    let hand_in = |by: Actor, what, n: u8| {
        let desk = desk.clone();
        async move { desk.attach(case, by, what, Media::Png, [PNG, &[n]].concat()).await }
    };
    let other = hand_in(Actor::Subscriber, AttachmentKind::Other, 0).await;
    assert_eq!(refused(other), R::NotVerified);
    for n in 0..3 {
        hand_in(Actor::Subscriber, AttachmentKind::IdentityPaper, n).await.unwrap();
    }
    let fourth = hand_in(Actor::Subscriber, AttachmentKind::IdentityPaper, 3).await;
    assert_eq!(refused(fourth), R::NotVerified);
    let care = Actor::Staff("care-1".to_owned().try_into().unwrap());
    hand_in(care, AttachmentKind::Other, 4).await.unwrap();
    bed.settle().await;
    hand_in(Actor::Subscriber, AttachmentKind::ReturnReceipt, 5).await.unwrap();
    let answer = hand_in(Actor::Subscriber, AttachmentKind::SystemAnswer, 6).await;
    assert_eq!(refused(answer), R::NotAllowed, "what another system answered staff hand in");
}
