//! Reading cases and tasks, and erasing.

use masalama_core::case::{CaseId, Stage};
use masalama_core::next::NeedWhy;
use masalama_core::plan::Hand;
use masalama_core::port::{
    Append, CASE_PAGE_MAX, CaseFilter, CasePage, CaseRow, LineKey, Opening, Store, Task, TaskFilter, TaskRow,
};
use masalama_core::record::StepIndex;
use masalama_core::role::Role;
use masalama_core::step::StepKind;

use super::made::{
    append_to, appended, assert_chained, at, case, claim_at, line_key, loaded, open_new, opening, row,
};

async fn page(store: &dyn Store, filter: CaseFilter) -> (Vec<CaseId>, Option<CaseId>) {
    let CasePage { rows, next } = store.cases(filter).await.expect("the store works");
    (rows.into_iter().map(|row| row.case).collect(), next)
}

async fn tasks(store: &dyn Store, filter: TaskFilter) -> Vec<TaskRow> {
    store.tasks(filter).await.expect("the store works")
}

fn task(step: u16, hand: Hand, since: i64) -> Task {
    Task {
        step: StepIndex(step),
        kind: StepKind::VerifyIdentity,
        hand,
        since: at(since),
        due: None,
        why: NeedWhy::Step,
        role: Role::Shop,
    }
}

async fn give_tasks(store: &dyn Store, n: u32, tasks: Option<Vec<Task>>) {
    let append = Append { tasks, ..append_to(&loaded(store, n).await, 1) };
    assert_eq!(appended(store, append).await, Ok(()));
}

/// Cases must be loaded in the order asked, the same one twice if asked twice, and one that is not there must be told.
pub async fn cases_are_loaded_in_the_order_asked(store: &dyn Store) {
    open_new(store, [1, 2]).await;
    let asked = vec![case(2), case(99), case(1), case(2)];
    let found = store.load(asked).await.expect("the store works");
    let found: Vec<_> = found.into_iter().map(|stored| stored.map(|stored| stored.row.case)).collect();
    assert_eq!(found, [Some(case(2)), None, Some(case(1)), Some(case(2))]);
    assert!(store.load(Vec::new()).await.expect("the store works").is_empty());
}

/// Pages must give every case once, newest first, say where the next begins, and hold no more than the limit of all pages.
pub async fn pages_of_cases_follow_the_cursor(store: &dyn Store) {
    open_new(store, 1..=5).await;
    let two = CaseFilter { limit: 2, ..CaseFilter::default() };
    let after = |n| CaseFilter { after: Some(case(n)), ..two.clone() };
    assert_eq!(page(store, two.clone()).await, (vec![case(5), case(4)], Some(case(4))));
    open_new(store, [6]).await;
    assert_eq!(page(store, after(4)).await, (vec![case(3), case(2)], Some(case(2))));
    assert_eq!(page(store, after(2)).await, (vec![case(1)], None));
    let all = CaseFilter { limit: 6, ..CaseFilter::default() };
    assert_eq!(page(store, all).await.1, None, "a full page that is the last says so");
    assert_eq!(page(store, CaseFilter::default()).await, (vec![], None));
    open_new(store, 7..=CASE_PAGE_MAX + 1).await;
    let too_many = CaseFilter { limit: u32::MAX, ..CaseFilter::default() };
    let (cases, next) = page(store, too_many).await;
    assert_eq!((u32::try_from(cases.len()), next), (Ok(CASE_PAGE_MAX), Some(case(2))));
}

/// Cases must be found by line, by stage and by both, as they are now, across pages.
pub async fn cases_are_found_by_line_and_stage(store: &dyn Store) {
    let on_line_1 = |n| Opening { row: CaseRow { line: line_key(1), ..row(n) }, ..opening(n) };
    store.open(vec![on_line_1(1), on_line_1(2), opening(3), on_line_1(4)]).await.expect("the store works");
    let parked = CaseRow { stage: Stage::Parked, ..on_line_1(2).row };
    let append = Append { row: Some(parked), ..append_to(&loaded(store, 2).await, 1) };
    assert_eq!(appended(store, append).await, Ok(()));
    let filter = |line: Option<u32>, stage, after: Option<u32>, limit| CaseFilter {
        line: line.map(line_key),
        stage,
        after: after.map(case),
        limit,
    };
    let (parked, received) = (Some(Stage::Parked), Some(Stage::Received));
    assert_eq!(page(store, filter(Some(1), None, None, 9)).await, (vec![case(4), case(2), case(1)], None));
    assert_eq!(page(store, filter(Some(1), None, None, 2)).await.1, Some(case(2)));
    assert_eq!(page(store, filter(Some(1), None, Some(2), 2)).await, (vec![case(1)], None));
    assert_eq!(page(store, filter(None, parked, None, 9)).await, (vec![case(2)], None));
    assert_eq!(page(store, filter(None, received, None, 2)).await, (vec![case(4), case(3)], Some(case(3))));
    assert_eq!(page(store, filter(None, received, Some(3), 2)).await, (vec![case(1)], None));
    assert_eq!(page(store, filter(Some(1), received, None, 9)).await, (vec![case(4), case(1)], None));
    assert_eq!(page(store, filter(Some(3), parked, None, 9)).await, (vec![], None));
}

/// The tasks of a case must be those given last; an append that speaks of none leaves them.
pub async fn tasks_are_replaced_whole(store: &dyn Store) {
    open_new(store, [1]).await;
    let (one, two) = (task(1, Hand::Staff, 1), task(2, Hand::Subscriber, 2));
    let with_due = Task { due: Some(at(50)), ..task(3, Hand::Staff, 3) };
    let all = TaskFilter { limit: 9, ..TaskFilter::default() };
    give_tasks(store, 1, Some(vec![one, two.clone()])).await;
    give_tasks(store, 1, Some(vec![two.clone(), with_due.clone()])).await;
    give_tasks(store, 1, None).await;
    let found: Vec<_> = tasks(store, all.clone()).await.into_iter().map(|row| row.task).collect();
    assert_eq!(found, [two, with_due]);
    give_tasks(store, 1, Some(Vec::new())).await;
    assert_eq!(tasks(store, all).await, []);
}

/// Tasks must come longest waiting first, of all cases or of one, of all hands or of one, and no more than asked for.
pub async fn tasks_come_longest_waiting_first(store: &dyn Store) {
    open_new(store, [1, 2]).await;
    give_tasks(store, 1, Some(vec![task(1, Hand::Staff, 30), task(2, Hand::Subscriber, 10)])).await;
    give_tasks(store, 2, Some(vec![task(3, Hand::Staff, 20), task(4, Hand::Staff, 10)])).await;
    let found = async |case: Option<u32>, hand, limit| {
        let filter = TaskFilter { case: case.map(super::made::case), hand, limit, ..TaskFilter::default() };
        tasks(store, filter).await.into_iter().map(|row| row.task.step.0).collect::<Vec<_>>()
    };
    assert_eq!(found(None, None, 9).await, [2, 4, 3, 1]);
    assert_eq!(found(None, None, 2).await, [2, 4]);
    assert_eq!(found(None, Some(Hand::Staff), 9).await, [4, 3, 1]);
    assert_eq!(found(Some(1), None, 9).await, [2, 1]);
    assert_eq!(found(Some(1), Some(Hand::Staff), 9).await, [1]);
    assert_eq!(found(Some(1), Some(Hand::System), 9).await, Vec::<u16>::new());
    let first = tasks(store, TaskFilter { limit: 1, ..TaskFilter::default() }).await;
    assert_eq!(first, [TaskRow { case: case(1), place: 1, task: task(2, Hand::Subscriber, 10) }]);
}

/// Erasing must take the personal fields of the cases it names and nothing else: records stay, and their chain still holds (I15).
pub async fn erasing_takes_the_personal_fields_and_nothing_else(store: &dyn Store) {
    open_new(store, [1, 2]).await;
    assert_eq!(store.erase(vec![case(1), case(99)]).await, Ok(()));
    assert_eq!(store.erase(vec![case(1)]).await, Ok(()), "what is erased may be erased again");
    let kept = loaded(store, 1).await;
    assert_eq!(kept.personal, None);
    assert_eq!(kept.records, opening(1).records);
    assert_eq!(kept.papers, opening(1).papers);
    assert_eq!(kept.row, CaseRow { line: LineKey::ERASED, ..opening(1).row });
    assert_eq!(loaded(store, 2).await.personal, Some(opening(2).personal));
    let claimed = store.claim(claim_at(1, 0)).await.expect("the store works");
    assert_eq!(claimed[0].personal, None);
    assert_eq!(appended(store, append_to(&kept, 1)).await, Ok(()));
    assert_chained(case(1), &loaded(store, 1).await.records);
}
