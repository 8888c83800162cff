//! The day of the cut: whatever came between, it was named at least a day before, and the line was read on it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use masalama_connect::sandbox::Happening;
use masalama_core::case::CaseId;
use masalama_core::effect::{Effect, Subject};
use masalama_core::hold::HeldWhy;
use masalama_core::line::Line;
use masalama_core::money::{Currency, Money};
use masalama_core::record::{Actor, Fact};
use masalama_core::role::Role;
use masalama_core::step::StepKind;

use crate::bed::{Bed, Errand, People, doer, staff};

fn local_day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::get("Asia/Muscat").unwrap()).date()
}

/// When the case was told this, and which day it named.
async fn told(bed: &Bed, case: CaseId, about: Subject) -> Vec<(Timestamp, Date)> {
    let records = bed.view(case).await.records;
    let told = records.iter().filter_map(|record| {
        let Fact::Intended { effect: Effect::Tell { subject, on, .. }, .. } = &record.fact else {
            return None;
        };
        on.filter(|_| *subject == about).map(|on| (record.at, on))
    });
    told.collect()
}

/// Runs to the day after which the cease would go on, and says which day it named.
async fn past_its_day(bed: &mut Bed, case: CaseId, by_days: i64) -> Date {
    bed.settle().await;
    let named = bed.view(case).await.case.plan.effective_on.unwrap();
    let begins = named.to_zoned(TimeZone::get("Asia/Muscat").unwrap()).unwrap().timestamp();
    bed.run_until(begins + SignedDuration::from_hours(24 * by_days + 9), &mut []).await;
    assert_eq!(told(bed, case, Subject::BeforeCut).await.last().unwrap().1, named);
    named
}

/// The line was barred on a later day than `named`, which a last word named a whole day ahead, and on which the line was read.
async fn is_barred_as_told(bed: &mut Bed, case: CaseId, line: &Line, named: Date) {
    let resumed = bed.desk.now();
    let until = resumed + SignedDuration::from_hours(24 * 10);
    bed.run_until(until, &mut [People::new(case, line, Errand::All)]).await;
    let view = bed.view(case).await;
    let stop = view.case.charge_stop.expect("it goes on by itself");
    assert!(local_day(stop) > named);
    let words = told(bed, case, Subject::BeforeCut).await;
    let ahead = SignedDuration::from_hours(24);
    let is_that = |(at, on): &(Timestamp, Date)| *on == local_day(stop) && stop.duration_since(*at) >= ahead;
    assert!(words.iter().any(is_that), "{stop}: {words:?}");
    let step = view.case.plan.find(StepKind::RereadBeforeBar).unwrap();
    assert_eq!(local_day(view.case.state(step).first_intended.unwrap()), local_day(stop));
    // Dues that were unpaid for long are looked at once a day.
    assert!(stop.duration_since(resumed) <= SignedDuration::from_hours(72), "and no later than it must");
}

/// Dues that are paid three weeks after the day put the cut off to a day that every contact was told the day before.
#[tokio::test]
async fn dues_paid_late_name_another_day() {
    let mut bed = Bed::new();
    let line = bed.postpaid().await;
    bed.happens(&line, Happening::BillIssued { amount: Money::new(7_500, Currency::OMR) }).await;
    let case = bed.open(&line).await;
    let named = past_its_day(&mut bed, case, 20).await;
    assert_eq!(bed.view(case).await.case.charge_stop, None, "the dues hold it up");
    bed.happens(&line, Happening::PaysDues).await;
    is_barred_as_told(&mut bed, case, &line, named).await;
}

/// A case that was held past its day, by a stop link or by staff, names another day when it goes on.
#[tokio::test]
async fn a_case_held_past_its_day_names_another() {
    for by_link in [true, false] {
        let mut bed = Bed::new();
        let line = bed.prepaid().await;
        let case = bed.open(&line).await;
        bed.settle().await;
        let named = bed.view(case).await.case.plan.effective_on.unwrap();
        let begins = named.to_zoned(TimeZone::get("Asia/Muscat").unwrap()).unwrap().timestamp();
        bed.run_until(begins - SignedDuration::from_hours(10), &mut []).await;
        if by_link {
            let token = bed.desk.stop_link(case).await.unwrap();
            bed.desk.stop(&token).await.unwrap();
        } else {
            bed.desk.hold(case, staff("fraud-1"), HeldWhy::ByStaff, "looks odd").await.unwrap();
        }
        past_its_day(&mut bed, case, 12).await;
        bed.desk.lift(case, &doer("fraud-1", &[Role::Fraud]), "spoke with the holder").await.unwrap();
        is_barred_as_told(&mut bed, case, &line, named).await;
    }
}

/// Where the hold stood over the last word as well, that is said for the new day only: no message names a day that is gone.
#[tokio::test]
async fn a_last_word_that_came_too_late_names_no_day_that_is_gone() {
    let mut bed = Bed::new();
    let line = bed.postpaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    let named = bed.view(case).await.case.plan.effective_on.unwrap();
    let begins = named.to_zoned(TimeZone::get("Asia/Muscat").unwrap()).unwrap().timestamp();
    bed.run_until(begins - SignedDuration::from_hours(60), &mut []).await;
    assert!(told(&bed, case, Subject::BeforeCut).await.is_empty(), "the last word is a day before");
    bed.desk.hold(case, staff("fraud-1"), HeldWhy::ByStaff, "looks odd").await.unwrap();
    bed.run_until(begins + SignedDuration::from_hours(24 * 12 + 9), &mut []).await;
    bed.desk.lift(case, &doer("fraud-1", &[Role::Fraud]), "spoke with the holder").await.unwrap();
    is_barred_as_told(&mut bed, case, &line, named).await;
    let words = told(&bed, case, Subject::BeforeCut).await;
    assert!(words.iter().all(|(at, on)| local_day(*at) <= *on), "{words:?}");
}

/// What was parked between reading and cutting, and decided after the day, is told and read anew as well.
#[tokio::test]
async fn a_case_parked_past_its_day_names_another() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    bed.happens(&line, Happening::LegalHoldSet).await;
    let named = past_its_day(&mut bed, case, 5).await;
    assert!(bed.view(case).await.case.parked.is_some());
    bed.happens(&line, Happening::LegalHoldLifted).await;
    let decided = masalama_core::record::Decision::TryAgain;
    bed.desk.decide(case, staff("fraud-1"), decided, "the court lifted it").await.unwrap();
    is_barred_as_told(&mut bed, case, &line, named).await;
    let by_system = |record: &&masalama_core::record::Record| {
        matches!(record.fact, Fact::Amended(_)) && record.by == Actor::System
    };
    assert_eq!(bed.view(case).await.records.iter().filter(by_system).count(), 1);
}
