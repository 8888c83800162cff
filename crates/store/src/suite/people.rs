//! What people look for, hand in and are owed.

use masalama_core::case::{CaseId, Stage};
use masalama_core::line::LineKind;
use masalama_core::money::{Currency, Money};
use masalama_core::next::NeedWhy;
use masalama_core::obligation::ObligationKind;
use masalama_core::plan::Hand;
use masalama_core::port::{
    Append, CaseFilter, CaseKeyDigest, CaseRow, Counting, Counts, LineKey, Opening, Refused, Store, Task,
    TaskFilter, TaskPlace,
};
use masalama_core::record::{Ending, StepIndex};
use masalama_core::request::Reason;
use masalama_core::role::Role;
use masalama_core::step::StepKind;

use super::made::{
    append_to, appended, at, attachment, case, digest, key, line_key, loaded, open_new, opening, row,
};

async fn found(store: &dyn Store, key: CaseKeyDigest, limit: u32) -> Vec<CaseId> {
    let rows = store.find(key, limit).await.expect("the store works");
    rows.into_iter().map(|row| row.case).collect()
}

/// Cases must be found by each of their keys, newest first, by those given last, and by none once they are erased; nor by their line.
pub async fn cases_are_found_by_their_keys_until_erased(store: &dyn Store) {
    let shared = CaseKeyDigest(digest("one paper, three cases"));
    let with = |n| Opening { keys: vec![key(n), shared], ..opening(n) };
    store.open(vec![with(1), with(3), with(2), opening(4)]).await.expect("the store works");
    assert_eq!(found(store, shared, 9).await, [case(3), case(2), case(1)]);
    assert_eq!(found(store, shared, 2).await, [case(3), case(2)]);
    assert_eq!(found(store, key(4), 9).await, [case(4)]);
    assert_eq!(found(store, CaseKeyDigest(digest("nobody")), 9).await, []);
    let keys = Some(vec![key(2), key(22)]);
    let append = Append { keys, ..append_to(&loaded(store, 2).await, 1) };
    assert_eq!(appended(store, append).await, Ok(()));
    assert_eq!(
        appended(store, append_to(&loaded(store, 1).await, 1)).await,
        Ok(()),
        "of none, it leaves them"
    );
    assert_eq!(found(store, shared, 9).await, [case(3), case(1)]);
    assert_eq!(found(store, key(22), 9).await, [case(2)]);
    assert_eq!(store.erase(vec![case(1)]).await, Ok(()));
    assert_eq!(found(store, shared, 9).await, [case(3)]);
    assert_eq!(found(store, key(1), 9).await, []);
    let of_line = CaseFilter { line: Some(line_key(1)), limit: 9, ..CaseFilter::default() };
    assert_eq!(store.cases(of_line).await.expect("the store works").rows, []);
    assert_eq!(loaded(store, 1).await.row.line, LineKey::ERASED);
}

/// An attachment must come back as it was, of its case only, the same one twice being one, and not at all once it is erased.
pub async fn attachments_are_kept_until_erased(store: &dyn Store) {
    open_new(store, [1, 2]).await;
    let (one, two) = (attachment(b"\x89PNG one"), attachment(&[0xff; 70_000]));
    let attachments = vec![one.clone(), two.clone()];
    let append = Append { attachments: attachments.clone(), ..append_to(&loaded(store, 1).await, 1) };
    assert_eq!(appended(store, append).await, Ok(()));
    let again = Append { attachments, ..append_to(&loaded(store, 1).await, 1) };
    assert_eq!(appended(store, again).await, Ok(()));
    assert_eq!(store.attachment(case(1), one.digest).await, Ok(Some(one.clone())));
    assert_eq!(store.attachment(case(1), two.digest).await, Ok(Some(two.clone())));
    assert_eq!(store.attachment(case(2), one.digest).await, Ok(None));
    assert_eq!(store.attachment(case(99), one.digest).await, Ok(None));
    assert_eq!(store.erase(vec![case(1)]).await, Ok(()));
    assert_eq!(store.attachment(case(1), one.digest).await, Ok(None));
    assert_eq!(store.attachment(case(1), two.digest).await, Ok(None));
}

fn task(step: u16, hand: Hand, role: Role, since: i64, due: Option<i64>) -> Task {
    let why = if due.is_some() { NeedWhy::Complained } else { NeedWhy::Stuck };
    let (step, kind) = (StepIndex(step), StepKind::PayRefund);
    Task { step, kind, hand, since: at(since), due: due.map(at), why, role }
}

/// Tasks must come by when they are due, and what has no date since when it waits: of all queues or of some, each once, over pages.
pub async fn tasks_come_most_urgent_first_across_queues_and_pages(store: &dyn Store) {
    open_new(store, 1..=3).await;
    let (staff, person) = (Hand::Staff, Hand::Subscriber);
    let given = [
        (1, vec![task(1, staff, Role::Care, 50, None), task(2, staff, Role::Finance, 1, Some(90))]),
        (2, vec![task(3, staff, Role::Care, 2, Some(40)), task(4, person, Role::Care, 10, None)]),
        (3, vec![task(5, staff, Role::Finance, 60, None), task(6, staff, Role::Care, 50, None)]),
    ];
    for (n, tasks) in given {
        let append = Append { tasks: Some(tasks), ..append_to(&loaded(store, n).await, 1) };
        assert_eq!(appended(store, append).await, Ok(()));
    }
    let steps = async |hand, roles: &[Role], after: Option<TaskPlace>, limit| {
        let filter = TaskFilter { hand, roles: roles.to_vec(), after, limit, ..TaskFilter::default() };
        let rows = store.tasks(filter).await.expect("the store works");
        let last = rows.last().map(|row| row.at());
        (rows.into_iter().map(|row| row.task.step.0).collect::<Vec<_>>(), last)
    };
    assert_eq!(steps(None, &[], None, 9).await.0, [4, 3, 1, 6, 5, 2]);
    assert_eq!(steps(Some(staff), &[Role::Care], None, 9).await.0, [3, 1, 6]);
    assert_eq!(
        steps(Some(staff), &[Role::Finance, Role::Care, Role::Care], None, 9).await.0,
        [3, 1, 6, 5, 2]
    );
    assert_eq!(steps(None, &[Role::Care], None, 9).await.0, [4, 3, 1, 6]);
    assert_eq!(steps(Some(staff), &[Role::Shop], None, 9).await.0, Vec::<u16>::new());
    for roles in [&[][..], &[Role::Care, Role::Finance]] {
        let (first, after) = steps(Some(staff), roles, None, 2).await;
        let (second, after) = steps(Some(staff), roles, after, 2).await;
        let (third, _) = steps(Some(staff), roles, after, 2).await;
        assert_eq!([first, second, third].concat(), [3, 1, 6, 5, 2]);
    }
    let whys = async |whys: &[NeedWhy], roles: &[Role], after: Option<TaskPlace>, limit| {
        let (hand, whys, roles) = (Some(staff), whys.to_vec(), roles.to_vec());
        let filter = TaskFilter { hand, roles, whys, after, limit, ..TaskFilter::default() };
        let rows = store.tasks(filter).await.expect("the store works");
        let last = rows.last().map(|row| row.at());
        (rows.into_iter().map(|row| row.task.step.0).collect::<Vec<_>>(), last)
    };
    let both = [NeedWhy::Complained, NeedWhy::Stuck];
    assert_eq!(whys(&[NeedWhy::Stuck], &[], None, 9).await.0, [1, 6, 5]);
    assert_eq!(whys(&both, &[], None, 9).await.0, [3, 1, 6, 5, 2]);
    assert_eq!(whys(&both, &[Role::Finance], None, 1).await.0, [5]);
    assert_eq!(whys(&[NeedWhy::Parked], &[], None, 9).await.0, Vec::<u16>::new());
    let (first, after) = whys(&both, &[], None, 3).await;
    assert_eq!([first, whys(&both, &[], after, 3).await.0].concat(), [3, 1, 6, 5, 2]);
    let place = steps(None, &[], None, 1).await.1.expect("there are tasks");
    assert_eq!(TaskPlace::parse(&place.to_string()), Some(place));
}

async fn with_row(store: &dyn Store, n: u32, change: impl FnOnce(&mut CaseRow)) {
    let mut changed = row(n);
    change(&mut changed);
    let append = Append { row: Some(changed), ..append_to(&loaded(store, n).await, 1) };
    assert_eq!(appended(store, append).await, Ok(()));
}

/// Of what is owed, what is due first must come first, over pages, and nothing that is not owed any more.
pub async fn what_is_owed_comes_first_due_first(store: &dyn Store) {
    open_new(store, 1..=4).await;
    for (n, due) in [(1, 30), (2, 10), (3, 10), (4, 20)] {
        with_row(store, n, |row| row.owes = Some((ObligationKind::Refund, at(due)))).await;
    }
    let owing = async |after, limit| {
        let rows = store.owing(after, limit).await.expect("the store works");
        rows.into_iter().map(|row| row.case).collect::<Vec<_>>()
    };
    assert_eq!(owing(None, 9).await, [case(2), case(3), case(4), case(1)]);
    assert_eq!(owing(None, 2).await, [case(2), case(3)]);
    assert_eq!(owing(Some((at(10), case(3))), 9).await, [case(4), case(1)]);
    with_row(store, 4, |row| row.owes = None).await;
    assert_eq!(owing(Some((at(10), case(2))), 9).await, [case(3), case(1)]);
}

/// The counts must be those of the rows, to the last one, on every store.
pub async fn the_counts_are_those_of_the_rows(store: &dyn Store) {
    let counting = Counting {
        now: at(1_000),
        received_from: [at(8), at(6), at(4), at(3), at(2)],
        off_from: at(100),
        owed_soon: at(2_000),
    };
    assert_eq!(store.count(counting).await, Ok(Counts::default()), "of nothing, nothing");
    open_new(store, 1..=9).await;
    let omr = |minor| Some(Money::new(minor, Currency::OMR));
    with_row(store, 1, |row| (row.held, row.owes) = (true, Some((ObligationKind::Effect, at(999))))).await;
    with_row(store, 2, |row| (row.kind, row.refund_due) = (Some(LineKind::Prepaid), omr(300))).await;
    with_row(store, 3, |row| {
        (row.kind, row.refund_due) = (Some(LineKind::Prepaid), omr(45));
        row.owes = Some((ObligationKind::Refund, at(1_000)));
    })
    .await;
    with_row(store, 4, |row| (row.stage, row.reason) = (Stage::Barred, Reason::LeavingCountry)).await;
    with_row(store, 5, |row| {
        (row.stage, row.ending, row.held) = (Stage::Closed, Some(Ending::Ceased), true);
        (row.kind, row.off_at) = (Some(LineKind::Postpaid), Some(at(105)));
        row.owes = Some((ObligationKind::ComplaintAnswer, at(2_000)));
    })
    .await;
    with_row(store, 6, |row| row.off_at = Some(at(100))).await;
    with_row(store, 7, |row| row.off_at = Some(at(99))).await;
    let mut counts = store.count(counting).await.expect("the store works");
    counts.by_stage.sort_unstable();
    counts.by_kind.sort_by_key(|(_, count)| *count);
    counts.by_reason.sort_by_key(|(_, count)| *count);
    let expected = Counts {
        by_stage: vec![(Stage::Received, 7), (Stage::Barred, 1), (Stage::Closed, 1)],
        by_kind: vec![(Some(LineKind::Prepaid), 2), (None, 6)],
        by_reason: vec![(Reason::LeavingCountry, 1), (Reason::CustomerRequest, 8)],
        held: 1,
        by_age: [2, 2, 1, 1, 1, 1],
        took_s: vec![94, 100],
        refunds_due: vec![(2, Money::new(345, Currency::OMR))],
        owed_soon: 1,
        breached: 1,
    };
    assert_eq!(counts, expected);
}

/// An erased case must still let go the line it holds, although it does not know it any more.
pub async fn an_erased_case_lets_its_line_go(store: &dyn Store) {
    let on_line_1 = |n| Opening { row: CaseRow { line: line_key(1), ..row(n) }, ..opening(n) };
    store.open(vec![on_line_1(1), on_line_1(2)]).await.expect("the store works");
    let takes = async |n| Append { takes_line: true, ..append_to(&loaded(store, n).await, 1) };
    assert_eq!(appended(store, takes(1).await).await, Ok(()));
    assert_eq!(store.erase(vec![case(1)]).await, Ok(()));
    assert_eq!(appended(store, takes(2).await).await, Err(Refused::LineTaken { by: case(1) }));
    let frees = Append { frees_line: true, ..append_to(&loaded(store, 1).await, 1) };
    assert_eq!(appended(store, frees).await, Ok(()));
    assert_eq!(appended(store, takes(2).await).await, Ok(()));
}
