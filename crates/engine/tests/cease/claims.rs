//! Who may end a line: the caller is verified first, and only a verified request claims the line.

use jiff::SignedDuration;
use masalama_core::attachment::{AttachmentKind, Media};
use masalama_core::case::Stage;
use masalama_core::identity::Email;
use masalama_core::line::LineKind;
use masalama_core::plan::Hand;
use masalama_core::record::{Actor, Ending, StepIndex};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{ClaimedDate, Reason};
use masalama_core::role::Role;
use masalama_core::step::StepKind;
use masalama_engine::Said;

use crate::bed::{Bed, Errand, People, doer, is, papers, request};

/// The second request for a line is refused, after it was verified and not before; the first does not notice.
#[tokio::test]
async fn a_second_request_for_a_line_is_refused_once_verified() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let first = bed.open(&line).await;
    bed.settle().await;
    let second = bed.open(&line).await;
    assert_eq!(bed.view(second).await.stage, Stage::Received, "the receipt looks alike either way");
    bed.settle().await;
    let refused = bed.view(second).await;
    assert_eq!(refused.case.refused, Some(RefusalCode::LineTaken));
    assert_eq!(refused.case.ending, Some(Ending::Refused));
    assert_eq!(papers(&refused), ["receipt"]);
    bed.run_days(2, &mut []).await;
    assert_eq!(papers(&bed.view(first).await), ["receipt", "certificate"]);
}

/// Two requests that are verified in the same commit: one holds the line, the other is refused.
#[tokio::test]
async fn of_two_requests_at_once_one_holds_the_line() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let cases = [bed.open(&line).await, bed.open(&line).await];
    bed.settle().await;
    let mut refused = 0;
    for case in cases {
        refused += u32::from(bed.view(case).await.case.refused == Some(RefusalCode::LineTaken));
    }
    assert_eq!(refused, 1);
}

/// Somebody else's claim holds nothing: the owner goes ahead, and the false claim lapses after seven days.
#[tokio::test]
async fn a_false_claim_locks_nobody_out_and_lapses() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let mut false_claim = request(&line);
    false_claim.claim.document = bed.lines().await[1].owner.document.clone();
    let intruder = bed.desk.open(false_claim, Actor::Subscriber, None).await.unwrap().case;
    bed.settle().await;
    let owner = bed.open(&line).await;
    bed.run_days(2, &mut []).await;
    assert_eq!(papers(&bed.view(owner).await), ["receipt", "certificate"]);
    assert_eq!(bed.view(intruder).await.stage, Stage::Received);
    bed.run_days(6, &mut []).await;
    let view = bed.view(intruder).await;
    assert_eq!(view.case.ending, Some(Ending::Lapsed));
    assert_eq!(view.case.closed_at, Some(view.case.received.lapses_at));
}

/// Whose claim does not fit may show papers: two members of staff vouch for him, the same one twice is one.
#[tokio::test]
async fn papers_seen_by_two_members_of_staff_verify() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let mut unsure = request(&line);
    unsure.claim.contact_msisdn = None;
    let case = bed.desk.open(unsure, Actor::Subscriber, None).await.unwrap().case;
    bed.settle().await;
    let verify = StepIndex(1);
    assert!(bed.view(case).await.tasks.iter().any(|need| need.step == verify && need.hand == Hand::Staff));
    bed.desk.attest(case, &doer("shop-1", &[Role::Shop]), verify, "passport seen").await.unwrap();
    let again =
        bed.desk.attest(case, &doer("shop-1", &[Role::Shop]), verify, "seen again").await.unwrap_err();
    assert!(matches!(again, Said::Refused(RefusalCode::SecondPersonNeeded)), "{again:?}");
    bed.settle().await;
    assert_eq!(bed.view(case).await.stage, Stage::Received);
    bed.desk.attest(case, &doer("shop-2", &[Role::Shop]), verify, "passport seen").await.unwrap();
    bed.run_days(2, &mut []).await;
    assert_eq!(papers(&bed.view(case).await), ["receipt", "certificate"]);
}

/// The same key with the same request is the same case; with another request it is refused.
#[tokio::test]
async fn a_repeated_request_is_one_case() {
    let bed = Bed::new();
    let line = bed.prepaid().await;
    let first = bed.desk.open(request(&line), Actor::Subscriber, Some("k-1")).await.unwrap();
    let second = bed.desk.open(request(&line), Actor::Subscriber, Some("k-1")).await.unwrap();
    assert!(!first.was_before && second.was_before);
    assert_eq!((first.case, &first.receipt), (second.case, &second.receipt));
    assert_eq!(first.credential, second.credential);
    bed.desk.admit(first.case, &second.credential).await.unwrap();
    let other = request(&bed.lines().await[1]);
    let said = bed.desk.open(other, Actor::Subscriber, Some("k-1")).await.unwrap_err();
    assert!(matches!(said, Said::Refused(RefusalCode::KeyReused)), "{said:?}");
}

/// A step that waits for staff is done by who is there for it: papers at the shop, devices there or by logistics, anything by who decides. Whoever
/// else has a part in cases is refused, and nothing is written.
#[tokio::test]
async fn a_task_is_done_by_who_is_there_for_it() {
    let mut bed = Bed::new();
    let line = bed.postpaid().await;
    let mut unsure = request(&line);
    unsure.claim.contact_msisdn = None;
    let case = bed.desk.open(unsure, Actor::Subscriber, None).await.unwrap().case;
    bed.settle().await;
    let verify = StepIndex(1);
    for role in [Role::Care, Role::Logistics, Role::Finance, Role::Fraud, Role::Network, Role::Admin] {
        let before = bed.view(case).await.records.len();
        let said = bed.desk.attest(case, &doer("other-1", &[role]), verify, "seen").await.unwrap_err();
        assert!(matches!(said, Said::Refused(RefusalCode::NotAllowed)), "{role:?}: {said:?}");
        assert_eq!(bed.view(case).await.records.len(), before, "{role:?}");
    }
    let nowhere = bed.desk.attest(case, &doer("shop-1", &[Role::Shop]), StepIndex(999), "seen").await;
    assert!(matches!(nowhere, Err(Said::Refused(RefusalCode::NotAsked))), "{nowhere:?}");
    bed.desk.attest(case, &doer("both-1", &[Role::Care, Role::Shop]), verify, "seen").await.unwrap();
    bed.desk.attest(case, &doer("lead-1", &[Role::Supervisor]), verify, "seen").await.unwrap();
    bed.settle().await;
    let devices = bed.view(case).await.case.plan.find(StepKind::ReturnDevices).unwrap();
    let care = bed.desk.attest(case, &doer("care-1", &[Role::Care]), devices, "scanned").await.unwrap_err();
    assert!(matches!(care, Said::Refused(RefusalCode::NotAllowed)), "{care:?}");
    bed.desk.attest(case, &doer("shop-1", &[Role::Shop]), devices, "scanned").await.unwrap();
}

/// Who is abroad without the card or its number is let in by the address that is on record.
#[tokio::test]
async fn from_abroad_the_address_on_record_is_enough() {
    let mut bed = Bed::new();
    let line = bed.line_where(|line| {
        is(line, "sandbox-muscat", LineKind::Prepaid)
            && line.owner.contact_email.is_some()
            && line.owner.contact_msisdn.is_some()
    });
    let line = line.await;
    let mut asked = request(&line);
    asked.claim.contact_msisdn = None;
    asked.claim.contact_email.clone_from(&line.owner.contact_email);
    let case = bed.desk.open(asked, Actor::Subscriber, None).await.unwrap().case;
    bed.run_to_rest(&mut [People::new(case, &line, Errand::All)]).await;
    assert_eq!(bed.view(case).await.case.ending, Some(Ending::Ceased));
}

/// Whatever does not fit, papers are asked for and no day is promised on which it goes on by itself; papers that came in time keep the request a week
/// longer, and no more.
#[tokio::test]
async fn papers_are_asked_for_and_waited_for() {
    for has_papers in [false, true] {
        let mut bed = Bed::new();
        let line = bed.prepaid().await;
        let mut asked = request(&line);
        asked.claim.date = ClaimedDate::ActivatedOn("2001-01-01".parse().unwrap());
        let case = bed.desk.open(asked, Actor::Subscriber, None).await.unwrap().case;
        bed.settle().await;
        let view = bed.view(case).await;
        assert!(view.wants_papers);
        assert_eq!(view.wakes_at, None, "that it lapses is not that it goes on");
        if has_papers {
            let (what, png) = (AttachmentKind::IdentityPaper, b"\x89PNG\r\n\x1a\n a passport".to_vec());
            bed.desk.attach(case, Actor::Subscriber, what, Media::Png, png).await.unwrap();
        }
        let (first, later) = (view.case.received.lapses_at, SignedDuration::from_hours(7 * 24));
        let lapses_at = if has_papers { first + later } else { first };
        assert_eq!(bed.view(case).await.case.lapses_at(), lapses_at);
        bed.run_days(20, &mut []).await;
        let view = bed.view(case).await;
        assert_eq!((view.case.ending, view.case.closed_at), (Some(Ending::Lapsed), Some(lapses_at)));
        assert!(!view.wants_papers);
    }
}

/// In quiet mode what is said is never enough, however well it fits: two members of staff see papers before anything is planned, and anew before the
/// cut when another contact was given. Nothing is offered for staying.
#[tokio::test]
async fn a_quiet_request_is_let_in_by_papers_only() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let mut asked = request(&line);
    asked.reason = Reason::Survivor;
    let case = bed.desk.open(asked, Actor::Subscriber, None).await.unwrap().case;
    bed.settle().await;
    let view = bed.view(case).await;
    assert_eq!((view.stage, view.wants_papers), (Stage::Received, true), "it fits, and is not settled");
    let step = view.case.plan.find(StepKind::VerifyIdentity).unwrap();
    let sees = async |bed: &Bed, name: &str| {
        bed.desk.attest(case, &doer(name, &[Role::Shop]), step, "saw the passport").await
    };
    sees(&bed, "shop-1").await.unwrap();
    assert!(matches!(sees(&bed, "shop-1").await, Err(Said::Refused(RefusalCode::SecondPersonNeeded))));
    sees(&bed, "shop-2").await.unwrap();
    bed.settle().await;
    let view = bed.view(case).await;
    assert_eq!((view.stage, view.case.plan.offer), (Stage::Preparing, None));
    let to = Email::parse("thief@mail.example").ok();
    bed.desk.change_contact(case, Actor::Subscriber, None, to).await.unwrap();
    bed.run_days(10, &mut []).await;
    assert_eq!(bed.view(case).await.case.charge_stop, None, "papers are seen anew");
    sees(&bed, "shop-1").await.unwrap();
    sees(&bed, "shop-2").await.unwrap();
    bed.run_to_rest(&mut [People::new(case, &line, Errand::All)]).await;
    assert_eq!(bed.view(case).await.case.ending, Some(Ending::Ceased));
}
