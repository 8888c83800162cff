//! Appending to cases.

use futures_util::future::join_all;
use jiff::civil::date;
use masalama_core::case::Stage;
use masalama_core::line::LineKind;
use masalama_core::money::{Currency, Money};
use masalama_core::next::NeedWhy;
use masalama_core::obligation::ObligationKind;
use masalama_core::paper::PaperKind;
use masalama_core::plan::Hand;
use masalama_core::port::{
    Append, CaseRow, Guard, Next, Opening, Refused, Store, StoreFault, Task, TaskFilter,
};
use masalama_core::record::{Ending, StepIndex};
use masalama_core::request::Reason;
use masalama_core::role::Role;
use masalama_core::step::StepKind;

use super::made::{
    RECORDS_AT_OPENING, append_to, appended, assert_chained, at, attachment, case, claim_at, claimed, key,
    line_key, loaded, open_new, opening, operator, paper, personal, records_after, row,
};

/// How many write to one case at once, and how often.
const WRITERS: usize = 16;
const ROUNDS: u32 = 5;

/// In one set, each append must stand or fall by itself, and the answers must come in its order.
pub async fn a_refused_append_does_not_undo_the_others(store: &dyn Store) {
    open_new(store, 1..=5).await;
    let of = async |n| append_to(&loaded(store, n).await, 1);
    assert_eq!(appended(store, Append { takes_line: true, ..of(5).await }).await, Ok(()));
    let shared = CaseRow { line: line_key(5), ..row(4) };
    assert_eq!(appended(store, Append { row: Some(shared), ..of(4).await }).await, Ok(()));
    let good = of(1).await;
    let stale = Append { guard: Guard { head: 1, fence: None }, records: Vec::new(), ..of(2).await };
    let fenced = Append { guard: Guard { fence: Some(9), ..of(3).await.guard }, ..of(3).await };
    let nobody = Append { case: case(99), ..of(3).await };
    let taken = Append { takes_line: true, ..of(4).await };
    let last = of(3).await;
    let answers = store.append(vec![good, stale, fenced, nobody, taken, last]).await;
    let expected = vec![
        Ok(()),
        Err(Refused::Stale { head: RECORDS_AT_OPENING }),
        Err(Refused::Fenced),
        Err(Refused::NoSuchCase),
        Err(Refused::LineTaken { by: case(5) }),
        Ok(()),
    ];
    assert_eq!(answers, Ok(expected));
    let mut heads = Vec::new();
    for n in 1..=5 {
        let kept = loaded(store, n).await;
        assert_chained(case(n), &kept.records);
        heads.push(kept.records.len());
    }
    assert_eq!(heads, [3, 2, 3, 3, 3]);
}

/// Two appends of one set to one case must be as two sets: the second sees what the first did.
pub async fn appends_of_one_set_see_each_other(store: &dyn Store) {
    open_new(store, [1]).await;
    let first = append_to(&loaded(store, 1).await, 2);
    let late = first.clone();
    let hash = first.records[1].hash;
    let head = RECORDS_AT_OPENING + 2;
    let second = Append {
        guard: Guard { head, fence: None },
        records: records_after(hash, head, 1),
        ..append_to(&loaded(store, 1).await, 0)
    };
    let answers = store.append(vec![first, late, second]).await;
    assert_eq!(answers, Ok(vec![Ok(()), Err(Refused::Stale { head }), Ok(())]));
    let kept = loaded(store, 1).await;
    assert_eq!(kept.records.len(), 5);
    assert_chained(case(1), &kept.records);
}

/// A worker that lost its case must learn that, even when its head is old as well: it is to drop the case, not to load it anew.
pub async fn a_lost_claim_counts_before_an_old_head(store: &dyn Store) {
    open_new(store, [1]).await;
    claimed(store, claim_at(1, 0)).await;
    let append = append_to(&loaded(store, 1).await, 1);
    let old = Append { guard: Guard { fence: Some(1), ..append.guard }, ..append.clone() };
    assert_eq!(appended(store, append).await, Ok(()));
    assert_eq!(appended(store, old.clone()).await, Err(Refused::Stale { head: 3 }));
    claimed(store, claim_at(1, 31)).await;
    assert_eq!(appended(store, old).await, Err(Refused::Fenced));
}

/// An append without records must change the claim and leave records and head as they are.
pub async fn an_append_without_records_changes_only_the_claim(store: &dyn Store) {
    open_new(store, [1]).await;
    claimed(store, claim_at(1, 0)).await;
    let append = append_to(&loaded(store, 1).await, 0);
    let guard = Guard { fence: Some(1), ..append.guard };
    let release = Append { guard, next: Next::Release { due: Some(at(40)) }, ..append };
    assert_eq!(appended(store, release).await, Ok(()));
    assert_eq!(loaded(store, 1).await.records, opening(1).records);
    assert_eq!(store.next_due().await, Ok(Some(at(40))));
    assert_eq!(appended(store, append_to(&loaded(store, 1).await, 1)).await, Ok(()), "the head is as it was");
    assert_chained(case(1), &loaded(store, 1).await.records);
}

/// Records that leave a gap are a fault of the caller: nothing of the set may be written.
pub async fn a_gap_writes_nothing_of_the_set(store: &dyn Store) {
    open_new(store, [1, 2]).await;
    let good = append_to(&loaded(store, 1).await, 1);
    let mut gapped = append_to(&loaded(store, 2).await, 2);
    gapped.records.remove(0);
    let answer = store.append(vec![good, gapped]).await;
    assert!(matches!(answer, Err(StoreFault::Database(_))), "{answer:?}");
    assert_eq!(loaded(store, 1).await.records.len(), 2);
}

/// A line must have one holder at most: who holds it may take it again, another is told who holds it, and only the holder lets it go.
pub async fn a_line_has_one_holder(store: &dyn Store) {
    let on_line_1 = |n| Opening { row: CaseRow { line: line_key(1), ..row(n) }, ..opening(n) };
    store.open(vec![on_line_1(1), on_line_1(2)]).await.expect("the store works");
    let takes = async |n| Append { takes_line: true, ..append_to(&loaded(store, n).await, 1) };
    let frees = async |n| Append { frees_line: true, ..append_to(&loaded(store, n).await, 1) };
    assert_eq!(appended(store, takes(1).await).await, Ok(()));
    assert_eq!(appended(store, takes(1).await).await, Ok(()));
    assert_eq!(appended(store, takes(2).await).await, Err(Refused::LineTaken { by: case(1) }));
    assert_eq!(appended(store, frees(2).await).await, Ok(()), "to let go what one does not hold is no error");
    assert_eq!(appended(store, takes(2).await).await, Err(Refused::LineTaken { by: case(1) }));
    let both = vec![frees(1).await, takes(2).await];
    assert_eq!(store.append(both).await, Ok(vec![Ok(()), Ok(())]));
    assert_eq!(appended(store, takes(1).await).await, Err(Refused::LineTaken { by: case(2) }));
}

fn full_append(append: Append) -> Append {
    let n = 7;
    let row = CaseRow {
        line: line_key(1),
        operator: Some(operator("one")),
        kind: Some(LineKind::Postpaid),
        stage: Stage::Closed,
        ending: Some(Ending::Ceased),
        effective_on: Some(date(2026, 2, 28)),
        case: append.case,
        received_at: at(2),
        reason: Reason::Death,
        held: true,
        off_at: Some(at(5)),
        refund_due: Some(Money::new(12_345, Currency::OMR)),
        owes: Some((ObligationKind::Refund, at(6))),
    };
    let task = Task {
        step: StepIndex(4),
        kind: StepKind::VerifyIdentity,
        hand: Hand::Staff,
        since: at(1),
        due: Some(at(2)),
        why: NeedWhy::Stuck,
        role: Role::Shop,
    };
    Append {
        papers: vec![
            paper(PaperKind::Certificate, 9, b"\x00\xff{}"),
            paper(PaperKind::ClosingStatement, 8, b""),
        ],
        personal: Some(personal(n)),
        keys: Some(vec![key(n)]),
        attachments: vec![attachment(b"full")],
        takes_line: true,
        tasks: Some(vec![task]),
        row: Some(row),
        next: Next::Wake { at: at(-100) },
        ..append
    }
}

/// Of a refused append nothing may be seen anywhere.
pub async fn a_refused_append_leaves_no_trace(store: &dyn Store) {
    let on_line_1 = |n| Opening { row: CaseRow { line: line_key(1), ..row(n) }, ..opening(n) };
    store.open(vec![on_line_1(1), on_line_1(2)]).await.expect("the store works");
    let holder = Append { takes_line: true, ..append_to(&loaded(store, 1).await, 1) };
    assert_eq!(appended(store, holder).await, Ok(()));
    let refused = full_append(append_to(&loaded(store, 2).await, 1));
    assert_eq!(appended(store, refused).await, Err(Refused::LineTaken { by: case(1) }));
    let kept = loaded(store, 2).await;
    assert_eq!(kept.records, opening(2).records);
    assert_eq!(kept.papers, opening(2).papers);
    assert_eq!(kept.personal, Some(opening(2).personal));
    assert_eq!(kept.row, on_line_1(2).row);
    let tasks = store.tasks(TaskFilter { limit: 9, ..TaskFilter::default() }).await;
    assert_eq!(tasks, Ok(Vec::new()));
    assert_eq!(store.find(key(7), 9).await, Ok(Vec::new()));
    assert_eq!(store.attachment(case(2), attachment(b"full").digest).await, Ok(None));
    assert_eq!(store.next_due().await, Ok(Some(at(1))));
}

/// All that comes with the records must be kept with them: the row, the personal fields, and papers byte for byte in their order.
pub async fn row_personal_fields_and_papers_are_kept_with_the_records(store: &dyn Store) {
    open_new(store, [1]).await;
    let given = full_append(append_to(&loaded(store, 1).await, 3));
    assert_eq!(appended(store, given.clone()).await, Ok(()));
    let kept = loaded(store, 1).await;
    assert_eq!(kept.records[2..], given.records);
    assert_eq!(kept.papers, [opening(1).papers, given.papers].concat());
    assert_eq!(kept.personal, given.personal);
    assert_eq!(Some(kept.row), given.row);
    assert_eq!(kept.credential, opening(1).credential);
    assert_eq!(store.next_due().await, Ok(Some(at(-100))));
}

/// When many append to one head at once, exactly one may win, and every other must learn the new head.
pub async fn one_writer_wins_each_head(store: &dyn Store) {
    open_new(store, [1]).await;
    for round in 0..ROUNDS {
        let seen = loaded(store, 1).await;
        let head = RECORDS_AT_OPENING + round;
        let answers = join_all((0..WRITERS).map(|_| appended(store, append_to(&seen, 1)))).await;
        let winners = answers.iter().filter(|answer| answer.is_ok()).count();
        let told = answers.iter().filter(|answer| **answer == Err(Refused::Stale { head: head + 1 })).count();
        assert_eq!((winners, told), (1, WRITERS - 1), "{answers:?}");
    }
    let kept = loaded(store, 1).await;
    assert_eq!(kept.records.len(), 7);
    assert_chained(case(1), &kept.records);
}
