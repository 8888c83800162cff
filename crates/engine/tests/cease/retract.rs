//! Taking the request back: free until the hard point, and everything is as it was.

use jiff::civil::{Date, date};
use masalama_connect::sandbox::Happening;
use masalama_core::case::{CaseId, Stage};
use masalama_core::line::Line;
use masalama_core::record::{Actor, Ending};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::ReturnWay;
use masalama_core::step::StepKind;
use masalama_engine::Said;

use crate::bed::{Aim, Bed, Death, Errand, People, Point, papers, request, step_of};

/// More commits than any case makes before its hard point.
const COMMITS_MAX: u32 = 200;

/// What the process had done when it died.
enum Died {
    BeforeHardPoint,
    AtHardPoint,
}

/// Runs a case until the process dies after so many commits, or before the first intent that cannot be taken back.
async fn until_commit(bed: &mut Bed, line: &Line, commits: u32) -> (CaseId, [People; 1], Died) {
    let case = bed.open(line).await;
    let step = step_of(line, Errand::All, StepKind::DeleteSubscriber).await;
    bed.script.dies(Death::At(Aim { case, step }, Point::BeforeIntent));
    bed.script.dies(Death::AfterCommits(commits));
    let mut people = [People::new(case, line, Errand::All)];
    bed.run_until_death(&mut people).await;
    let died = if bed.script.clear_deaths().iter().any(|death| matches!(death, Death::AfterCommits(_))) {
        Died::AtHardPoint
    } else {
        Died::BeforeHardPoint
    };
    (case, people, died)
}

/// Takes the case back after each commit there is before the hard point; says how many there were.
async fn taken_back_after_every_commit(line_of: impl AsyncFn(&Bed) -> Line) -> u32 {
    for commits in 1..COMMITS_MAX {
        let mut bed = Bed::new();
        let line = line_of(&bed).await;
        let before = bed.state_text(&line.numbers.iccid).await;
        let (case, mut people, died) = until_commit(&mut bed, &line, commits).await;
        if matches!(died, Died::AtHardPoint) {
            return commits;
        }
        bed.desk.retract(case, Actor::Subscriber, None).await.unwrap();
        bed.run_to_rest(&mut people).await;
        let view = bed.view(case).await;
        assert_eq!(view.case.ending, Some(Ending::Retracted), "after {commits} commits");
        assert_eq!(papers(&view), ["receipt", "retraction"], "after {commits} commits");
        let after = bed.state_text(&line.numbers.iccid).await;
        assert_eq!(before, after, "after {commits} commits");
    }
    panic!("the hard point is never met");
}

/// A prepaid request can be taken back after every commit before the hard point, answers under way or not, and the line is as before to the byte.
#[tokio::test]
async fn a_prepaid_request_is_taken_back_at_every_boundary() {
    let commits = taken_back_after_every_commit(async |bed| bed.prepaid().await).await;
    assert!(commits > 10, "{commits}");
}

/// So can a postpaid one, with its courier, its device and its bill.
#[tokio::test]
async fn a_postpaid_request_is_taken_back_at_every_boundary() {
    let commits = taken_back_after_every_commit(async |bed| {
        let line = bed.postpaid().await;
        bed.happens(&line, Happening::PaysDues).await;
        line
    })
    .await;
    assert!(commits > 10, "{commits}");
}

/// In place of ending, the line can be paused until a day; nothing else about it is different.
#[tokio::test]
async fn a_line_is_paused_in_place_of_ended() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let before = bed.sandbox.line_state(&line.numbers.iccid).await.unwrap();
    let case = bed.open(&line).await;
    let step = step_of(&line, Errand::All, StepKind::CancelLocation).await;
    bed.script.dies(Death::At(Aim { case, step }, Point::AfterOutcome));
    let mut people = [People::new(case, &line, Errand::All)];
    bed.run_until_death(&mut people).await;
    let until = date(2027, 3, 1);
    bed.desk.retract(case, Actor::Subscriber, Some(until)).await.unwrap();
    bed.run_to_rest(&mut people).await;
    let view = bed.view(case).await;
    assert_eq!(view.case.ending, Some(Ending::Suspended));
    assert_eq!(papers(&view), ["receipt", "retraction"]);
    let mut after = bed.sandbox.line_state(&line.numbers.iccid).await.unwrap();
    assert_eq!(after["suspended_until"], "2027-03-01");
    after["suspended_until"] = serde_json::Value::Null;
    assert_eq!(before, after);
}

/// Past the hard point there is no way back, and the answer says so.
#[tokio::test]
async fn past_the_hard_point_it_is_refused() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.run_days(2, &mut [People::new(case, &line, Errand::All)]).await;
    let said = bed.desk.retract(case, Actor::Subscriber, None).await.unwrap_err();
    assert!(matches!(said, Said::Refused(RefusalCode::PastNoReturn)), "{said:?}");
    assert!(!bed.view(case).await.can_retract);
}

/// Who was never verified, and who waits for a person's decision, can take back as well.
#[tokio::test]
async fn a_case_that_waits_for_staff_is_taken_back() {
    let mut bed = Bed::new();
    let lines = bed.lines().await;
    let (line, other) = (bed.prepaid().await, &lines[1]);
    let mut false_claim = request(&line);
    false_claim.claim.document = other.owner.document.clone();
    let unverified = bed.desk.open(false_claim, Actor::Subscriber, None).await.unwrap().case;
    let parked = bed.open(&line).await;
    bed.settle().await;
    bed.happens(&line, Happening::LegalHoldSet).await;
    bed.run_days(2, &mut []).await;
    assert_eq!(bed.view(parked).await.stage, Stage::Parked);
    for case in [unverified, parked] {
        bed.desk.retract(case, Actor::Subscriber, None).await.unwrap();
    }
    bed.run_to_rest(&mut []).await;
    for case in [unverified, parked] {
        let view = bed.view(case).await;
        assert_eq!(view.case.ending, Some(Ending::Retracted));
        assert_eq!(papers(&view), ["receipt", "retraction"]);
    }
}

/// Once service is given back the line is free for another request, though the records of the first are kept for years.
#[tokio::test]
async fn a_line_taken_back_can_be_asked_for_again() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let first = bed.open(&line).await;
    bed.settle().await;
    bed.desk.retract(first, Actor::Subscriber, None).await.unwrap();
    bed.settle().await;
    let second = bed.open(&line).await;
    bed.run_days(2, &mut [People::new(second, &line, Errand::All)]).await;
    assert_eq!(papers(&bed.view(first).await), ["receipt", "retraction"]);
    assert_eq!(papers(&bed.view(second).await), ["receipt", "certificate"]);
}

/// A pause ends tomorrow at the earliest and within what the terms allow; any other day is refused and nothing is taken back.
#[tokio::test]
async fn a_pause_has_bounds() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    let view = bed.view(case).await;
    let rules = view.case.plan.rules.clone().unwrap();
    let (now, longest) = (bed.desk.now(), view.case.plan.suspend.as_ref().unwrap().value.longest);
    let (today, last) = (rules.zone.date_at(now), rules.date_after(now, longest));
    let until = async |bed: &Bed, on: Date| bed.desk.retract(case, Actor::Subscriber, Some(on)).await;
    for (on, code) in [
        ("2020-01-01".parse().unwrap(), RefusalCode::DateInPast),
        (today, RefusalCode::DateInPast),
        (last.tomorrow().unwrap(), RefusalCode::DateTooFar),
    ] {
        let said = until(&bed, on).await;
        assert!(matches!(said, Err(Said::Refused(why)) if why == code), "{on}: {said:?}");
    }
    until(&bed, last).await.unwrap();
    bed.run_to_rest(&mut [People::new(case, &line, Errand::All)]).await;
    assert_eq!(bed.view(case).await.case.ending, Some(Ending::Suspended));
}

/// A courier comes in a slot that has not begun and before devices come back too late.
#[tokio::test]
async fn a_courier_comes_in_time() {
    let mut bed = Bed::new();
    let line = bed.postpaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    let last = bed.view(case).await.case.return_until(bed.desk.now()).unwrap();
    let book = async |bed: &Bed, on: Date, from_hour: u8| {
        let way = ReturnWay::Courier { on, from_hour };
        bed.desk.choose_return(case, Actor::Subscriber, way, Some("Way 2614".to_owned())).await
    };
    // It is noon in Muscat.
    let today = bed.view(case).await.case.plan.rules.unwrap().zone.date_at(bed.desk.now());
    for (on, from_hour, code) in [
        (today.yesterday().unwrap(), 14, RefusalCode::DateInPast),
        (today, 10, RefusalCode::DateInPast),
        (today, 12, RefusalCode::DateInPast),
        (last.tomorrow().unwrap(), 10, RefusalCode::DateTooFar),
    ] {
        let said = book(&bed, on, from_hour).await;
        assert!(matches!(said, Err(Said::Refused(why)) if why == code), "{on} {from_hour}: {said:?}");
    }
    book(&bed, last, 10).await.unwrap();
}
