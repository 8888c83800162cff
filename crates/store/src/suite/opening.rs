//! Opening cases.

use masalama_core::case::CaseId;
use masalama_core::port::{Opened, Opening, Refused, Store, StoreFault};

use super::made::{assert_chained, case, digest, loaded, open_new, opening};

fn keyed(n: u32, key: &str, fingerprint: &str) -> Opening {
    Opening { idempotency: Some((digest(key), digest(fingerprint))), ..opening(n) }
}

async fn is_there(store: &dyn Store, case: CaseId) -> bool {
    store.load(vec![case]).await.expect("the store works")[0].is_some()
}

/// What was opened must read back as it was given, to the byte.
pub async fn an_opened_case_reads_back_as_it_was_given(store: &dyn Store) {
    open_new(store, [1, 2]).await;
    for n in [1, 2] {
        let (given, kept) = (opening(n), loaded(store, n).await);
        assert_eq!(kept.records, given.records);
        assert_eq!(kept.papers, given.papers);
        assert_eq!(kept.personal, Some(given.personal));
        assert_eq!(kept.row, given.row);
        assert_eq!(kept.credential, given.credential);
        assert_chained(case(n), &kept.records);
    }
}

/// The same key with the same request must answer with the case it opened first, and open nothing: later, and within one set.
pub async fn a_repeated_opening_opens_nothing_anew(store: &dyn Store) {
    let first = store.open(vec![keyed(1, "key", "asked"), keyed(2, "key", "asked")]).await;
    assert_eq!(first, Ok(vec![Ok(Opened::New), Ok(Opened::Before(case(1)))]));
    let later = store.open(vec![keyed(3, "key", "asked"), keyed(4, "other", "asked")]).await;
    assert_eq!(later, Ok(vec![Ok(Opened::Before(case(1))), Ok(Opened::New)]));
    assert!(!is_there(store, case(2)).await && !is_there(store, case(3)).await);
    // A client that repeats itself to the letter brings the same name again.
    let same_name = store.open(vec![keyed(1, "key", "asked")]).await;
    assert_eq!(same_name, Ok(vec![Ok(Opened::Before(case(1)))]));
}

/// A key that comes with another request must be refused, and the other openings of the set must stand.
pub async fn a_key_is_not_taken_with_another_request(store: &dyn Store) {
    open_new(store, [1]).await;
    let answers =
        store.open(vec![keyed(2, "key", "asked"), keyed(3, "key", "asked otherwise"), opening(4)]).await;
    assert_eq!(answers, Ok(vec![Ok(Opened::New), Err(Refused::KeyReused), Ok(Opened::New)]));
    assert!(
        is_there(store, case(2)).await && !is_there(store, case(3)).await && is_there(store, case(4)).await
    );
}

/// Records that leave a gap are a fault of the caller: nothing of the set may be written.
pub async fn an_opening_with_a_gap_writes_nothing_of_its_set(store: &dyn Store) {
    let mut gapped = opening(2);
    gapped.records.remove(0);
    let answer = store.open(vec![opening(1), gapped]).await;
    assert!(matches!(answer, Err(StoreFault::Database(_))), "{answer:?}");
    assert!(!is_there(store, case(1)).await && !is_there(store, case(2)).await);
}

/// A name that is there already is a fault of the caller: nothing of the set may be written, and the case must stay as it was.
pub async fn two_cases_of_one_name_write_nothing_of_their_set(store: &dyn Store) {
    open_new(store, [1]).await;
    let again = keyed(1, "another key", "asked");
    let answer = store.open(vec![opening(2), again]).await;
    assert!(matches!(answer, Err(StoreFault::Database(_))), "{answer:?}");
    assert!(!is_there(store, case(2)).await);
    assert_eq!(loaded(store, 1).await.records, opening(1).records);
    open_new(store, [2]).await;
}
