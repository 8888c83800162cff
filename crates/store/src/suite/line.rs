//! Imported lines.

use masalama_core::line::{Line, LineFacts, LineKind, LineNumbers};
use masalama_core::port::{LINE_PAGE_MAX, LineFilter, Store};

use super::made::{iccid, line, msisdn, operator};

async fn found(store: &dyn Store, filter: LineFilter) -> Vec<Line> {
    store.lines(filter).await.expect("the store works").lines
}

fn all() -> LineFilter {
    LineFilter { limit: 100, ..LineFilter::default() }
}

/// An import must add what is new, replace by card what is there, count the new ones, and take the last word when a card comes twice.
pub async fn an_import_adds_and_replaces(store: &dyn Store) {
    assert_eq!(store.import_lines(vec![line(1), line(2)]).await, Ok(2));
    let held = |n| Line { facts: LineFacts { legal_hold: true, ..line(n).facts }, ..line(n) };
    let without_number = Line { numbers: LineNumbers { msisdn: None, ..line(2).numbers }, ..line(2) };
    let import = vec![without_number.clone(), line(3), line(4), held(3)];
    assert_eq!(store.import_lines(import).await, Ok(2));
    assert_eq!(found(store, all()).await, [line(1), without_number, held(3), line(4)]);
    assert_eq!(found(store, LineFilter { msisdn: Some(msisdn(2)), ..all() }).await, []);
    assert_eq!(store.import_lines(Vec::new()).await, Ok(0));
}

/// Lines must be found by each of card, number, operator and kind, and by all of them together.
pub async fn lines_are_found_by_card_number_operator_and_kind(store: &dyn Store) {
    let postpaid = |n| Line { facts: LineFacts { kind: LineKind::Postpaid, ..line(n).facts }, ..line(n) };
    let of_two = |n| Line { facts: LineFacts { operator: operator("two"), ..line(n).facts }, ..line(n) };
    let same_number =
        Line { numbers: LineNumbers { msisdn: Some(msisdn(2)), ..line(5).numbers }, ..of_two(5) };
    let lines = vec![line(1), postpaid(2), of_two(3), same_number.clone()];
    assert_eq!(store.import_lines(lines).await, Ok(4));
    assert_eq!(found(store, LineFilter { iccid: Some(iccid(2)), ..all() }).await, [postpaid(2)]);
    assert_eq!(found(store, LineFilter { iccid: Some(iccid(9)), ..all() }).await, []);
    let with_number = LineFilter { msisdn: Some(msisdn(2)), ..all() };
    assert_eq!(found(store, with_number.clone()).await, [postpaid(2), same_number.clone()]);
    let two = Some(operator("two"));
    assert_eq!(
        found(store, LineFilter { operator: two.clone(), ..all() }).await,
        [of_two(3), same_number.clone()]
    );
    assert_eq!(found(store, LineFilter { kind: Some(LineKind::Postpaid), ..all() }).await, [postpaid(2)]);
    let narrow = LineFilter { operator: two.clone(), kind: Some(LineKind::Prepaid), ..with_number };
    let same_number = [same_number];
    assert_eq!(found(store, narrow.clone()).await, same_number);
    assert_eq!(found(store, LineFilter { iccid: Some(iccid(5)), ..narrow.clone() }).await, same_number);
    assert_eq!(found(store, LineFilter { iccid: Some(iccid(2)), ..narrow }).await, []);
}

/// Pages must give every line once, in the order of import, and their cursor must hold no personal number (I9).
pub async fn pages_of_lines_follow_the_cursor(store: &dyn Store) {
    let lines: Vec<_> = (0..LINE_PAGE_MAX + 3).rev().map(line).collect();
    assert_eq!(store.import_lines(lines.clone()).await, Ok(u64::from(LINE_PAGE_MAX) + 3));
    let mut seen = Vec::new();
    let mut filter = LineFilter { limit: u32::MAX, ..LineFilter::default() };
    loop {
        let page = store.lines(filter.clone()).await.expect("the store works");
        assert!(page.lines.len() <= usize::try_from(LINE_PAGE_MAX).expect("a page fits"));
        seen.extend(page.lines);
        let Some(next) = page.next else { break };
        assert!(seen.iter().all(|line| !next.contains(line.numbers.iccid.unmasked())), "{next}");
        filter.after = Some(next);
    }
    assert_eq!(seen, lines);
    let nonsense = LineFilter { after: Some("x'; --".to_owned()), ..filter };
    assert_eq!(found(store, nonsense).await, []);
    assert_eq!(found(store, LineFilter::default()).await, []);
}
