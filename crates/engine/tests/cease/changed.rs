//! I13: the line is read anew before it is barred and again before it is deleted; whatever differs, a person decides.

use masalama_connect::sandbox::{EffectFilter, Happening, Verdict};
use masalama_core::approval::Proposal;
use masalama_core::case::{CaseId, Stage};
use masalama_core::effect::EffectKind;
use masalama_core::line::{Difference, Line};
use masalama_core::plan::Hand;
use masalama_core::record::{Decision, Ending, ParkedFor};
use masalama_core::refusal::RefusalCode;
use masalama_core::role::Role;
use masalama_core::step::StepKind;

use crate::bed::{Aim, Bed, Death, Errand, People, Point, doer, papers, refused, staff, step_of};

/// Each thing that may happen meanwhile, and the difference it makes.
fn happenings(other: &Line) -> Vec<(Happening, Difference)> {
    vec![
        (Happening::OwnerChanged { document: other.owner.document.clone() }, Difference::Owner),
        (Happening::SimSwapped { iccid: other.numbers.iccid.clone() }, Difference::Iccid),
        (Happening::ImsiChanged { imsi: other.numbers.imsi.clone() }, Difference::Imsi),
        (Happening::MsisdnChanged { msisdn: other.numbers.msisdn.clone().unwrap() }, Difference::Msisdn),
        (Happening::PortStarted, Difference::PortPending),
        (Happening::LegalHoldSet, Difference::LegalHold),
    ]
}

/// A line the sandbox of a bed does not have.
async fn other() -> Line {
    Bed::with(90, masalama_engine::Limits::default()).lines().await.pop().unwrap()
}

/// How often this was applied on any system.
async fn applied(bed: &Bed, kind: EffectKind) -> Vec<masalama_connect::sandbox::Arrival> {
    let filter =
        EffectFilter { kind: Some(kind), verdict: Some(Verdict::Applied), ..EffectFilter::default() };
    bed.sandbox.effects(filter).await.unwrap()
}

/// A case that met the difference before it was barred.
async fn parked_before_bar(bed: &mut Bed, line: &Line, happening: Happening) -> CaseId {
    let case = bed.open(line).await;
    bed.settle().await;
    bed.happens(line, happening).await;
    bed.run_days(2, &mut []).await;
    case
}

/// A case that met the difference before it was deleted.
async fn parked_before_delete(bed: &mut Bed, line: &Line, happening: Happening) -> CaseId {
    let case = bed.open(line).await;
    let step = step_of(line, Errand::All, StepKind::RereadBeforeDelete).await;
    bed.script.dies(Death::At(Aim { case, step }, Point::BeforeIntent));
    bed.run_until_death(&mut []).await;
    bed.happens(line, happening).await;
    bed.run_days(2, &mut []).await;
    case
}

async fn is_parked_for(bed: &Bed, case: CaseId, difference: Difference) {
    let view = bed.view(case).await;
    assert_eq!(view.stage, Stage::Parked, "{difference:?}");
    let (_, reason) = view.case.parked.clone().unwrap();
    assert_eq!(reason, ParkedFor::LineChanged { differences: vec![difference] });
    assert!(view.tasks.iter().any(|need| need.hand == Hand::Staff), "{difference:?}");
}

/// Whatever changed before the bar, nothing is sent; looking again changes nothing while it lasts; accepted by two it ends the line as it is now.
#[tokio::test]
async fn a_change_before_the_bar_parks_the_case() {
    let other = other().await;
    for (happening, difference) in happenings(&other) {
        let mut bed = Bed::new();
        let line = bed.prepaid().await;
        let case = parked_before_bar(&mut bed, &line, happening).await;
        is_parked_for(&bed, case, difference).await;
        let records = bed.view(case).await.records.len();
        bed.run_days(30, &mut []).await;
        assert_eq!(bed.view(case).await.records.len(), records, "nothing happens by itself");
        bed.desk.decide(case, staff("care-1"), Decision::TryAgain, "looked").await.unwrap();
        bed.settle().await;
        is_parked_for(&bed, case, difference).await;
        assert!(applied(&bed, EffectKind::Bar).await.is_empty(), "{difference:?}");
        accepted_and_ended(&mut bed, case, &line, &other, difference).await;
    }
}

/// The same between the bar and the delete.
#[tokio::test]
async fn a_change_before_the_delete_parks_the_case() {
    let other = other().await;
    for (happening, difference) in happenings(&other) {
        let mut bed = Bed::new();
        let line = bed.prepaid().await;
        let case = parked_before_delete(&mut bed, &line, happening).await;
        is_parked_for(&bed, case, difference).await;
        assert_eq!(applied(&bed, EffectKind::Bar).await.len(), 2);
        assert!(applied(&bed, EffectKind::DeleteSubscriber).await.is_empty(), "{difference:?}");
        accepted_and_ended(&mut bed, case, &line, &other, difference).await;
    }
}

/// Two people accept the difference, and what is ended carries the new numbers. What a court holds or another operator is about to get, nobody accepts.
async fn accepted_and_ended(bed: &mut Bed, case: CaseId, line: &Line, other: &Line, what: Difference) {
    let proposal = Proposal::AcceptDifference;
    if matches!(what, Difference::LegalHold | Difference::PortPending) {
        let said = bed.desk.propose(case, staff("fraud-1"), proposal, "go on").await;
        assert_eq!(refused(said), RefusalCode::NotAsked, "{what:?}");
        return;
    }
    let seq = bed.desk.propose(case, staff("fraud-1"), proposal, "the same person").await.unwrap();
    let content = bed.view(case).await.case.proposed(seq).unwrap().content;
    let alone = bed.desk.approve(case, &doer("fraud-1", &[Role::Fraud]), seq, content).await;
    assert_eq!(refused(alone), RefusalCode::SecondPersonNeeded, "{what:?}");
    bed.settle().await;
    is_parked_for(bed, case, what).await;
    bed.desk.approve(case, &doer("lead-1", &[Role::Supervisor]), seq, content).await.unwrap();
    bed.run_to_rest(&mut [People::new(case, line, Errand::PaysOnly)]).await;
    let view = bed.view(case).await;
    assert_eq!(view.case.ending, Some(Ending::Ceased), "{what:?}");
    assert_eq!(papers(&view), ["receipt", "certificate", "closing-statement"], "{what:?}");
    let deleted = applied(bed, EffectKind::DeleteSubscriber).await;
    assert_eq!(deleted.len(), 2, "{what:?}");
    let card = if what == Difference::Iccid { &other.numbers.iccid } else { &line.numbers.iccid };
    assert!(deleted.iter().all(|arrival| arrival.iccid == *card), "{what:?}");
}

/// An approval of what the line was a moment ago is refused, and nothing is ended by it.
#[tokio::test]
async fn a_line_that_changes_once_more_is_not_what_was_proposed() {
    let other = other().await;
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let swapped = Happening::ImsiChanged { imsi: other.numbers.imsi.clone() };
    let case = parked_before_bar(&mut bed, &line, swapped).await;
    let proposal = Proposal::AcceptDifference;
    let seq = bed.desk.propose(case, staff("fraud-1"), proposal, "a new card").await.unwrap();
    let content = bed.view(case).await.case.proposed(seq).unwrap().content;
    bed.happens(&line, Happening::OwnerChanged { document: other.owner.document.clone() }).await;
    bed.desk.decide(case, staff("fraud-1"), Decision::TryAgain, "looked").await.unwrap();
    bed.settle().await;
    let late = bed.desk.approve(case, &doer("lead-1", &[Role::Supervisor]), seq, content).await;
    assert_eq!(refused(late), RefusalCode::ContentChanged);
    assert!(applied(&bed, EffectKind::Bar).await.is_empty());
}

/// When the reason is gone, looking again goes on by itself.
#[tokio::test]
async fn a_change_that_is_gone_goes_on() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = parked_before_delete(&mut bed, &line, Happening::PortStarted).await;
    is_parked_for(&bed, case, Difference::PortPending).await;
    bed.happens(&line, Happening::PortStopped).await;
    bed.desk.decide(case, staff("care-1"), Decision::TryAgain, "the port was called off").await.unwrap();
    bed.run_to_rest(&mut []).await;
    assert_eq!(bed.view(case).await.case.ending, Some(Ending::Ceased));
}

/// A subscription that is created anew before the proof: no certificate, ever by itself, and staff are told that the line came back.
/// The money does not wait for it.
#[tokio::test]
async fn a_line_that_comes_back_gets_no_certificate() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    let step = step_of(&line, Errand::PaysOnly, StepKind::ProveDead).await;
    bed.script.dies(Death::At(Aim { case, step }, Point::BeforeIntent));
    bed.run_until_death(&mut []).await;
    bed.happens(&line, Happening::SubscriberRecreated).await;
    bed.run_days(120, &mut []).await;
    let view = bed.view(case).await;
    assert_eq!(papers(&view), ["receipt", "closing-statement"]);
    let stuck = masalama_core::case::StuckWhy::LineCameBack;
    let told = view.tasks.iter().filter(|need| {
        need.hand == Hand::Staff
            && matches!(view.case.state(need.step).progress,
                masalama_core::case::Progress::Stuck { why, .. } if why == stuck)
    });
    assert_eq!(told.count(), 2, "both registers have it again");
    assert_eq!(bed.sandbox.payouts(Some(line.numbers.iccid.clone())).await.unwrap().len(), 1);
}
