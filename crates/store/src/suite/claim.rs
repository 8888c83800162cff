//! Claims, leases and what is due.

use masalama_core::port::{Append, Claim, Guard, Next, Refused, Store};

use super::made::{append_to, appended, at, case, claim_at, claimed, loaded, open_new, opening};

/// An append of the worker with this fence to case number `n`.
async fn by_worker(store: &dyn Store, n: u32, fence: u64, next: Next) -> Append {
    let append = append_to(&loaded(store, n).await, 1);
    Append { guard: Guard { fence: Some(fence), ..append.guard }, next, ..append }
}

async fn next_due(store: &dyn Store) -> Option<jiff::Timestamp> {
    store.next_due().await.expect("the store works")
}

/// Cases that are due must come oldest due first, no more than asked for, none before its time, and with all a worker needs.
pub async fn due_cases_come_oldest_first_and_whole(store: &dyn Store) {
    let early = masalama_core::port::Opening { due: at(-5), ..opening(4) };
    store.open(vec![opening(3), opening(1), opening(2), early, opening(100)]).await.expect("the store works");
    let first = store.claim(Claim { limit: 3, ..claim_at(50, 0) }).await.expect("the store works");
    let order: Vec<_> = first.iter().map(|claimed| claimed.case).collect();
    assert_eq!(order, [case(4), case(1), case(2)]);
    for (claimed, n) in first.iter().zip([4, 1, 2]) {
        assert_eq!(claimed.fence, 1);
        assert_eq!(claimed.records, opening(n).records);
        assert_eq!(claimed.personal, Some(opening(n).personal));
        assert_eq!(claimed.row, opening(n).row);
    }
    assert_eq!(claimed(store, claim_at(50, 0)).await, [(case(3), 1)]);
    assert_eq!(claimed(store, claim_at(99, 0)).await, []);
    assert_eq!(claimed(store, claim_at(100, 0)).await, [(case(100), 1)]);
}

/// A lease must end by real time only: a business clock that is moved must not end it, and its last instant still belongs to it.
pub async fn a_lease_ends_by_real_time_only(store: &dyn Store) {
    open_new(store, [1]).await;
    assert_eq!(claimed(store, claim_at(1, 0)).await, [(case(1), 1)]);
    assert_eq!(claimed(store, claim_at(1_000_000_000, 29)).await, []);
    assert_eq!(claimed(store, claim_at(1, 30)).await, []);
    assert_eq!(claimed(store, claim_at(1, 31)).await, [(case(1), 2)]);
}

/// Each claim must raise the fence, and whoever held the case before must be refused from then on.
pub async fn a_new_claim_fences_the_old_one_out(store: &dyn Store) {
    open_new(store, [1]).await;
    claimed(store, claim_at(1, 0)).await;
    claimed(store, claim_at(1, 31)).await;
    let keep = Next::Keep { lease_until: at(100) };
    assert_eq!(appended(store, by_worker(store, 1, 1, keep).await).await, Err(Refused::Fenced));
    assert_eq!(appended(store, by_worker(store, 1, 3, keep).await).await, Err(Refused::Fenced));
    assert_eq!(appended(store, by_worker(store, 1, 2, keep).await).await, Ok(()));
    // A lease that ran out while nobody else came still has its holder.
    let release = Next::Release { due: Some(at(1)) };
    assert_eq!(appended(store, by_worker(store, 1, 2, release).await).await, Ok(()));
    assert_eq!(appended(store, by_worker(store, 1, 2, keep).await).await, Err(Refused::Fenced));
}

/// An append that keeps the case must renew its lease to the instant it says.
pub async fn keeping_renews_the_lease(store: &dyn Store) {
    open_new(store, [1]).await;
    claimed(store, claim_at(1, 0)).await;
    let keep = Next::Keep { lease_until: at(60) };
    assert_eq!(appended(store, by_worker(store, 1, 1, keep).await).await, Ok(()));
    assert_eq!(claimed(store, claim_at(1, 60)).await, []);
    assert_eq!(claimed(store, claim_at(1, 61)).await, [(case(1), 2)]);
}

/// A released case must be free at once, come back when it is due and not before, and never when it is not due.
pub async fn releasing_lets_go_until_due(store: &dyn Store) {
    open_new(store, [1, 2]).await;
    claimed(store, claim_at(2, 0)).await;
    let later = Next::Release { due: Some(at(500)) };
    assert_eq!(appended(store, by_worker(store, 1, 1, later).await).await, Ok(()));
    let never = Next::Release { due: None };
    assert_eq!(appended(store, by_worker(store, 2, 1, never).await).await, Ok(()));
    assert_eq!(next_due(store).await, Some(at(500)));
    assert_eq!(claimed(store, claim_at(499, 1)).await, []);
    assert_eq!(claimed(store, claim_at(500, 1)).await, [(case(1), 2)]);
    assert_eq!(claimed(store, claim_at(1_000_000_000, 1)).await, []);
}

/// A wake must bring a case forward and never put it off, and must leave a worker's claim as it is.
pub async fn waking_brings_forward_and_leaves_the_claim(store: &dyn Store) {
    open_new(store, [1, 10]).await;
    claimed(store, claim_at(1, 0)).await;
    let held = append_to(&loaded(store, 1).await, 1);
    assert_eq!(appended(store, Append { next: Next::Wake { at: at(0) }, ..held }).await, Ok(()));
    assert_eq!(claimed(store, claim_at(1, 30)).await, [], "the lease still stands");
    let keep = Next::Keep { lease_until: at(60) };
    assert_eq!(appended(store, by_worker(store, 1, 1, keep).await).await, Ok(()), "and so does the fence");
    let waiting = append_to(&loaded(store, 10).await, 1);
    assert_eq!(appended(store, Append { next: Next::Wake { at: at(700) }, ..waiting }).await, Ok(()));
    assert_eq!(next_due(store).await, Some(at(10)));
    let waiting = append_to(&loaded(store, 10).await, 1);
    assert_eq!(appended(store, Append { next: Next::Wake { at: at(5) }, ..waiting }).await, Ok(()));
    assert_eq!(next_due(store).await, Some(at(5)));
    // One that was never to be looked at again is woken too.
    let never = Next::Release { due: None };
    assert_eq!(appended(store, by_worker(store, 1, 1, never).await).await, Ok(()));
    let asleep = append_to(&loaded(store, 1).await, 1);
    assert_eq!(appended(store, Append { next: Next::Wake { at: at(3) }, ..asleep }).await, Ok(()));
    assert_eq!(claimed(store, claim_at(3, 1)).await, [(case(1), 2)]);
}

/// The next due case must be the earliest that nobody holds; with none there is none.
pub async fn the_next_due_case_is_one_that_nobody_holds(store: &dyn Store) {
    assert_eq!(next_due(store).await, None);
    open_new(store, [7, 3]).await;
    assert_eq!(next_due(store).await, Some(at(3)));
    claimed(store, claim_at(3, 0)).await;
    assert_eq!(next_due(store).await, Some(at(7)));
    claimed(store, claim_at(7, 0)).await;
    assert_eq!(next_due(store).await, None);
}
