//! Another day: the end of service and the last word before it move together.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use masalama_core::approval::Proposal;
use masalama_core::case::CaseId;
use masalama_core::effect::Effect;
use masalama_core::line::Line;
use masalama_core::record::{Actor, Fact};
use masalama_core::refusal::RefusalCode as R;
use masalama_core::role::Role;
use masalama_core::step::StepKind;
use masalama_engine::Said;

use crate::bed::{Bed, Errand, People, doer, request, staff, start};

/// So many days after the request, in the operator's zone.
fn day(after: i32) -> Date {
    start().to_zoned(TimeZone::get("Asia/Muscat").unwrap()).date() + after.days()
}

/// So many hours after that day begins.
fn hours(after: i32, hours: i64) -> Timestamp {
    let begins = day(after).to_zoned(TimeZone::get("Asia/Muscat").unwrap()).unwrap().timestamp();
    begins + SignedDuration::from_hours(hours)
}

async fn asked_for(bed: &mut Bed, line: &Line, after: i32) -> CaseId {
    let mut asked = request(line);
    asked.wanted_on = Some(day(after));
    let case = bed.desk.open(asked, Actor::Subscriber, None).await.unwrap().case;
    bed.settle().await;
    case
}

/// When the step's message left each time, and for which day.
async fn told(bed: &Bed, case: CaseId, kind: StepKind) -> Vec<(Timestamp, Option<Date>)> {
    let view = bed.view(case).await;
    let of_kind = view.records.iter().filter_map(|record| {
        let Fact::Intended { step, effect: Effect::Tell { on, .. }, .. } = &record.fact else { return None };
        (view.case.planned(*step).kind == kind).then_some((record.at, *on))
    });
    of_kind.collect()
}

/// When the last word left each time, and for which day.
async fn last_words(bed: &Bed, case: CaseId) -> Vec<(Timestamp, Option<Date>)> {
    told(bed, case, StepKind::AnnounceBar).await
}

/// Wherever the day is moved to, the line is barred on the new day and not before, and its last word left a day ahead of it. Where less than a day
/// is left it leaves at once, nobody waits for the old day, and a last word that named the old day is said anew. The new day is told at once, and by
/// the last word alone where that leaves at once.
#[tokio::test]
async fn the_last_word_before_the_bar_moves_with_the_day() {
    struct Moved {
        from: i32,
        at: Timestamp,
        to: i32,
        words: Vec<(Timestamp, i32)>,
        /// Is the new day told at once?
        told_at_once: bool,
    }
    let moved = |from, at, to, words| Moved { from, at, to, words, told_at_once: true };
    let earlier = moved(20, hours(2, 9), 10, vec![(hours(9, 0), 10)]);
    let later = moved(10, hours(2, 9), 20, vec![(hours(19, 0), 20)]);
    let tomorrow = moved(20, hours(5, 9), 6, vec![(hours(5, 9), 6)]);
    let tomorrow = Moved { told_at_once: false, ..tomorrow };
    let told_already = moved(10, hours(9, 9), 20, vec![(hours(9, 0), 10), (hours(19, 0), 20)]);
    for Moved { from, at, to, words, told_at_once } in [earlier, later, tomorrow, told_already] {
        let mut bed = Bed::new();
        let line = bed.prepaid().await;
        let case = asked_for(&mut bed, &line, from).await;
        let mut people = [People::new(case, &line, Errand::All)];
        bed.run_until(at, &mut people).await;
        bed.desk.amend(case, Actor::Subscriber, day(to)).await.unwrap();
        bed.run_until(hours(40, 0), &mut people).await;
        let view = bed.view(case).await;
        assert_eq!(view.case.plan.effective_on, Some(day(to)), "{from} to {to}");
        assert_eq!(view.case.charge_stop, Some(hours(to, 0)), "{from} to {to}");
        let expected: Vec<_> = words.into_iter().map(|(at, on)| (at, Some(day(on)))).collect();
        assert_eq!(last_words(&bed, case).await, expected, "{from} to {to}");
        let mut days = vec![(start(), Some(day(from)))];
        days.extend(told_at_once.then_some((at, Some(day(to)))));
        assert_eq!(told(&bed, case, StepKind::AnnounceDate).await, days, "{from} to {to}");
    }
}

/// Moved to this very day, the last word leaves at once and the bar follows it.
#[tokio::test]
async fn a_day_moved_to_today_is_today() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = asked_for(&mut bed, &line, 20).await;
    let (now, mut people) = (hours(5, 9), [People::new(case, &line, Errand::All)]);
    bed.run_until(now, &mut people).await;
    bed.desk.amend(case, Actor::Subscriber, day(5)).await.unwrap();
    bed.run_until(hours(6, 0), &mut people).await;
    let stop = bed.view(case).await.case.charge_stop.unwrap();
    assert!(now <= stop && stop < hours(5, 10), "{stop}");
    assert_eq!(last_words(&bed, case).await, [(now, Some(day(5)))]);
}

/// The notice that two agreed to skip counts no more when the day is moved; a day far beyond any contract and one that has gone are refused.
#[tokio::test]
async fn only_what_is_still_waited_for_holds_a_moved_day() {
    let mut bed = Bed::new();
    let line = bed.postpaid().await;
    let case = asked_for(&mut bed, &line, 100).await;
    let amend = async |bed: &Bed, on: Date| match bed.desk.amend(case, Actor::Subscriber, on).await {
        Err(Said::Refused(code)) => Some(code),
        said => said.map(|()| None).unwrap(),
    };
    assert_eq!(amend(&bed, day(-1)).await, Some(R::DateInPast));
    assert_eq!(amend(&bed, day(731)).await, Some(R::DateTooFar));
    assert_eq!(amend(&bed, day(20)).await, None);
    let on = async |bed: &Bed| bed.view(case).await.case.plan.effective_on.unwrap();
    assert!(on(&bed).await > day(20), "the notice binds");
    let step = bed.view(case).await.case.plan.find(StepKind::ServeNotice).unwrap();
    let seq = bed.desk.propose(case, staff("care-1"), Proposal::SkipWait { step }, "a move").await.unwrap();
    let content = bed.view(case).await.proposals[0].content;
    for role in [Role::Finance, Role::Fraud, Role::Care] {
        let said = bed.desk.approve(case, &doer("finance-1", &[role]), seq, content).await;
        assert!(matches!(said, Err(Said::Refused(R::NotAllowed))), "{role:?}: {said:?}");
    }
    bed.desk.approve(case, &doer("lead-1", &[Role::Supervisor]), seq, content).await.unwrap();
    assert_eq!(on(&bed).await, day(20));
    assert_eq!(amend(&bed, day(12)).await, None);
    assert_eq!(on(&bed).await, day(12));
}
