//! The conformance suite of [`AccessStore`] (I7): what must hold for every store of accounts and sessions.
//!
//! [`access_conformance!`](crate::access_conformance) makes one test of each story for one store.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use masalama_core::commitment::Digest;
use masalama_core::port::{
    AccessStore, Account, Added, Begun, Change, Counted, CredentialKind, EndSessions, Enrolled,
    KeptCredential, KeptSession, Noted, NotedFilter, SessionKind, SessionOwner, Ticket, Tries,
};
use masalama_core::record::StaffName;
use masalama_core::role::Role;

use super::made::{at, case, digest};

/// One test per story, for the store that `$fresh` makes: an empty store and whatever must outlive it. Put it into a module of its own.
#[macro_export]
macro_rules! access_conformance {
    ($fresh:expr) => {
        $crate::access_conformance! { @each $fresh;
            a_name_is_one_account,
            of_all_who_begin_one_is_first,
            enrolling_is_whole_or_not_at_all,
            who_tended_an_account_is_kept_for_a_while,
            the_last_of_a_role_stays,
            changing_roles_and_disabling_do_not_undo_each_other,
            the_last_way_in_stays,
            a_disabled_account_loses_sessions_and_tickets_at_once,
            a_credential_is_found_by_its_key_and_has_one_owner,
            a_new_password_takes_the_place_of_the_old,
            a_mark_only_goes_up,
            a_session_is_found_with_its_account_as_it_is_now,
            a_rotated_token_opens_nothing_any_more,
            sessions_are_listed_and_ended_by_owner,
            a_ticket_is_taken_once,
            a_ticket_put_alone_takes_the_place_of_its_kind,
            tries_are_counted_and_forgotten,
            of_tries_side_by_side_no_more_begin_than_are_free,
            the_oldest_browsers_end_beyond_what_an_owner_has,
            an_account_comes_with_its_credentials_or_not_at_all,
            the_log_is_told_newest_first,
            a_sweep_removes_what_is_over_and_nothing_else,
        }
    };
    (@each $fresh:expr; $($story:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $story() {
                let (store, _kept) = $fresh;
                $crate::suite::access::$story(&store).await;
            }
        )+
    };
}

fn staff(name: &str) -> StaffName {
    StaffName::try_from(name.to_owned()).expect("it is a name of staff")
}

fn account(name: &str) -> Account {
    let roles = BTreeSet::from([Role::Care, Role::Admin]);
    Account { name: staff(name), roles, made_at: at(0), disabled_at: None, tended: BTreeMap::new() }
}

async fn add(store: &dyn AccessStore, name: &str) {
    assert_eq!(store.account_add(account(name), Vec::new()).await, Ok(Added::Added));
}

async fn set_roles<const N: usize>(store: &dyn AccessStore, name: &str, roles: [Role; N]) -> Change {
    let change = store.account_roles(staff(name), roles.into(), Role::Admin).await;
    change.expect("the store answers")
}

async fn disable(store: &dyn AccessStore, name: &str, second: i64) -> Change {
    store.account_disable(staff(name), at(second), Role::Admin).await.expect("the store answers")
}

fn credential(name: &str, of: &str, kind: CredentialKind) -> KeptCredential {
    KeptCredential {
        id: digest(of),
        account: staff(name),
        kind,
        key: None,
        body: format!("{{\"of\":\"{of}\"}}"),
        mark: 0,
        label: "كلمة المرور 密码".to_owned(),
        made_at: at(1),
        used_at: None,
    }
}

fn session(owner: SessionOwner, token: &str, second: i64) -> KeptSession {
    KeptSession {
        token: digest(token),
        id: digest(&format!("id of {token}")),
        owner,
        kind: SessionKind::Browser,
        opened_at: at(second),
        seen_at: at(second),
        proved_at: Some(at(second)),
        ends_at: at(second + 100),
        label: "a browser".to_owned(),
    }
}

fn ticket(of: &str, account: Option<&str>) -> Ticket {
    Ticket {
        digest: digest(of),
        purpose: "enrol".to_owned(),
        account: account.map(staff),
        body: of.to_owned(),
        ends_at: at(50),
    }
}

fn ids(sessions: &[KeptSession]) -> Vec<Digest> {
    sessions.iter().map(|session| session.token).collect()
}

/// A name belongs to one account; a second one of that name changes nothing.
pub async fn a_name_is_one_account(store: &dyn AccessStore) {
    add(store, "care-2").await;
    add(store, "care-1").await;
    let other = Account { roles: BTreeSet::new(), ..account("care-1") };
    assert_eq!(store.account_add(other, Vec::new()).await, Ok(Added::NameTaken));
    assert_eq!(store.account(staff("care-1")).await, Ok(Some(account("care-1"))));
    assert_eq!(store.account(staff("care-3")).await, Ok(None));
    assert_eq!(store.accounts().await, Ok(vec![account("care-1"), account("care-2")]));
    assert_eq!(store.account_enable(staff("care-3")).await, Ok(false));
    assert_eq!(set_roles(store, "care-3", [Role::Fraud]).await, Change::NotThere);
    let changed = Account { roles: BTreeSet::from([Role::Fraud]), ..account("care-1") };
    assert_eq!(set_roles(store, "care-1", [Role::Fraud]).await, Change::Made);
    assert_eq!(store.account(staff("care-1")).await, Ok(Some(changed)));
}

/// The first account comes with what it signs in with, or not at all; one that was broken off before leaves its name free.
pub async fn of_all_who_begin_one_is_first(store: &dyn AccessStore) {
    add(store, "root-1").await;
    let first = Account { roles: BTreeSet::from([Role::Supervisor]), ..account("root-1") };
    let own = vec![
        credential("root-1", "generator", CredentialKind::Totp),
        credential("root-1", "password", CredentialKind::Password),
    ];
    assert_eq!(store.account_begin(first.clone(), own.clone()).await, Ok(true));
    let late = vec![credential("root-2", "late", CredentialKind::Passkey)];
    assert_eq!(store.account_begin(account("root-2"), late).await, Ok(false));
    assert_eq!(store.accounts().await, Ok(vec![first]));
    assert_eq!(store.credentials(staff("root-1")).await, Ok(own));
    assert_eq!(store.credentials(staff("root-2")).await, Ok(Vec::new()));
}

/// With a ticket new ways in take the place of the old, and open sessions end; or nothing of it happens and the ticket can be used still.
pub async fn enrolling_is_whole_or_not_at_all(store: &dyn AccessStore) {
    use CredentialKind::{Passkey, Password};
    for name in ["care-1", "care-2"] {
        add(store, name).await;
        let key = Some(digest(name));
        let own = KeptCredential { key, ..credential(name, &format!("key of {name}"), Passkey) };
        assert_eq!(store.credential_add(own, Vec::new()).await, Ok(true));
        let open = session(SessionOwner::Staff(staff(name)), name, 1);
        assert_eq!(store.session_open(open, None).await, Ok(true));
        store.ticket_put(ticket(&format!("link of {name}"), Some(name))).await.expect("it is kept");
        store.ticket_put(ticket(&format!("other of {name}"), Some(name))).await.expect("it is kept");
    }
    let link = || digest("link of care-1");
    let made = |key: &str| {
        let device = KeptCredential { key: Some(digest(key)), ..credential("care-1", "new device", Passkey) };
        vec![credential("care-1", "new password", Password), device]
    };
    let enrol = |link, made| store.account_enrol(link, made, vec![Password, Passkey]);
    let before = store.credentials(staff("care-1")).await;
    assert_eq!(enrol(link(), made("care-2")).await, Ok(Enrolled::KeyTaken), "the second is another one's");
    assert_eq!(enrol(digest("no link"), made("own")).await, Ok(Enrolled::NoTicket));
    assert_eq!(enrol(digest("link of care-2"), made("own")).await, Ok(Enrolled::NoTicket));
    assert_eq!(store.credentials(staff("care-1")).await, before, "the old ways are as they were");
    for name in ["care-1", "care-2"] {
        assert!(store.session(digest(name)).await.is_ok_and(|found| found.is_some()), "{name}");
        let link = store.ticket(digest(&format!("link of {name}"))).await;
        assert!(link.is_ok_and(|found| found.is_some()), "{name}");
    }
    let several = (0..5).map(|_| enrol(link(), made("care-1")));
    let said = futures_util::future::join_all(several).await;
    assert_eq!(said.iter().filter(|said| **said == Ok(Enrolled::Kept)).count(), 1, "{said:?}");
    assert_eq!(said.iter().filter(|said| **said == Ok(Enrolled::NoTicket)).count(), 4, "{said:?}");
    assert_eq!(store.credentials(staff("care-1")).await, Ok(made("care-1")));
    assert_eq!(store.session(digest("care-1")).await, Ok(None));
    assert_eq!(store.ticket(link()).await, Ok(None));
    assert_eq!(store.ticket(digest("other of care-1")).await, Ok(None), "all its tickets go");
    assert!(store.ticket(digest("other of care-2")).await.is_ok_and(|found| found.is_some()));
    assert!(store.session(digest("care-2")).await.is_ok_and(|found| found.is_some()), "it is another one's");
}

/// Each who tended an account is kept with the last time, until it is long ago; nothing else of the account changes.
pub async fn who_tended_an_account_is_kept_for_a_while(store: &dyn AccessStore) {
    let tend = |by: &str, second: i64, forget: i64| {
        store.account_tended(staff("care-1"), staff(by), at(second), at(forget))
    };
    assert_eq!(tend("root-1", 1, 0).await, Ok(false), "there is none");
    let made = Account { tended: [(staff("root-1"), at(1))].into(), ..account("care-1") };
    assert_eq!(store.account_add(made.clone(), Vec::new()).await, Ok(Added::Added));
    assert_eq!(store.account(staff("care-1")).await, Ok(Some(made)));
    assert_eq!(tend("root-2", 5, 0).await, Ok(true));
    assert_eq!(tend("root-1", 9, 0).await, Ok(true));
    let both = BTreeMap::from([(staff("root-1"), at(9)), (staff("root-2"), at(5))]);
    assert_eq!(store.account(staff("care-1")).await, Ok(Some(Account { tended: both, ..account("care-1") })));
    assert_eq!(tend("root-3", 20, 6).await, Ok(true));
    let kept = BTreeMap::from([(staff("root-1"), at(9)), (staff("root-3"), at(20))]);
    assert_eq!(store.account(staff("care-1")).await, Ok(Some(Account { tended: kept, ..account("care-1") })));
}

/// Where somebody had a role, somebody has it afterwards; a disabled account does not count.
pub async fn the_last_of_a_role_stays(store: &dyn AccessStore) {
    assert_eq!(disable(store, "nobody", 7).await, Change::NotThere);
    add(store, "root-1").await;
    add(store, "root-2").await;
    assert_eq!(disable(store, "root-2", 7).await, Change::Made);
    assert_eq!(set_roles(store, "root-1", [Role::Care]).await, Change::WasLast);
    assert_eq!(disable(store, "root-1", 8).await, Change::WasLast);
    assert_eq!(store.account(staff("root-1")).await, Ok(Some(account("root-1"))));
    assert_eq!(set_roles(store, "nobody", [Role::Care]).await, Change::NotThere);
    let of_network = store.account_roles(staff("root-1"), BTreeSet::from([Role::Care]), Role::Network);
    assert_eq!(of_network.await, Ok(Change::Made), "nobody had it");
    assert_eq!(store.account_enable(staff("root-2")).await, Ok(true));
    assert_eq!(set_roles(store, "root-1", [Role::Care, Role::Admin]).await, Change::Made);
    assert_eq!(disable(store, "root-1", 9).await, Change::Made);
    let disabled = Account { disabled_at: Some(at(9)), ..account("root-1") };
    assert_eq!(store.account(staff("root-1")).await, Ok(Some(disabled)));
    assert_eq!(disable(store, "root-2", 10).await, Change::WasLast, "a disabled one does not count");
}

/// Whoever changes roles while another disables the account takes nothing of it back, whichever comes first; and neither loses the other's.
pub async fn changing_roles_and_disabling_do_not_undo_each_other(store: &dyn AccessStore) {
    add(store, "root-1").await;
    for n in 0..10 {
        let name = format!("care-{n}");
        add(store, &name).await;
        let roles = || set_roles(store, &name, [Role::Fraud]);
        let disabling = || disable(store, &name, 9);
        let changes = if n % 2 == 0 {
            futures_util::future::join(roles(), disabling()).await
        } else {
            let (disabled, changed) = futures_util::future::join(disabling(), roles()).await;
            (changed, disabled)
        };
        assert_eq!(changes, (Change::Made, Change::Made));
        let both = Account { roles: [Role::Fraud].into(), disabled_at: Some(at(9)), ..account(&name) };
        assert_eq!(store.account(staff(&name)).await, Ok(Some(both)), "{name}");
    }
    assert_eq!(disable(store, "care-0", 20).await, Change::Made);
    let since = store.account(staff("care-0")).await.map(|kept| kept.and_then(|kept| kept.disabled_at));
    assert_eq!(since, Ok(Some(at(9))), "it is disabled since when it was");
    assert_eq!(store.account_enable(staff("care-0")).await, Ok(true));
    let enabled = Account { roles: [Role::Fraud].into(), ..account("care-0") };
    assert_eq!(store.account(staff("care-0")).await, Ok(Some(enabled)));
}

/// Who could sign in still can: a password or a generator is half a way in, a passkey a whole one.
pub async fn the_last_way_in_stays(store: &dyn AccessStore) {
    add(store, "care-1").await;
    let kinds = [CredentialKind::Totp, CredentialKind::Password, CredentialKind::Passkey];
    let made = kinds.map(|kind| credential("care-1", &format!("{kind:?}"), kind));
    let drop = |which: usize| store.credential_drop(staff("care-1"), made[which].id);
    assert_eq!(store.credential_add(made[0].clone(), Vec::new()).await, Ok(true));
    assert_eq!(drop(0).await, Ok(Change::Made), "it let nobody in");
    for credential in &made {
        assert_eq!(store.credential_add(credential.clone(), Vec::new()).await, Ok(true));
    }
    assert_eq!(drop(1).await, Ok(Change::Made));
    assert_eq!(drop(1).await, Ok(Change::NotThere));
    assert_eq!(drop(2).await, Ok(Change::WasLast), "a generator alone lets nobody in");
    let kept = vec![made[0].clone(), made[2].clone()];
    assert_eq!(store.credentials(staff("care-1")).await, Ok(kept));
    assert_eq!(store.credential_add(made[1].clone(), Vec::new()).await, Ok(true));
    assert_eq!(drop(2).await, Ok(Change::Made), "password and code are left");
    assert_eq!(drop(0).await, Ok(Change::WasLast));
}

/// Once an account is disabled it has no session and no ticket, and can be given none; others keep theirs.
pub async fn a_disabled_account_loses_sessions_and_tickets_at_once(store: &dyn AccessStore) {
    for name in ["care-1", "care-2"] {
        add(store, name).await;
        let open = session(SessionOwner::Staff(staff(name)), name, 1);
        assert_eq!(store.session_open(open, None).await, Ok(true));
        store.ticket_put(ticket(name, Some(name))).await.expect("it is kept");
    }
    assert_eq!(store.account_disable(staff("care-1"), at(9), Role::Network).await, Ok(Change::Made));
    assert_eq!(store.session(digest("care-1")).await, Ok(None));
    assert_eq!(store.ticket(digest("care-1")).await, Ok(None));
    assert!(store.session(digest("care-2")).await.is_ok_and(|found| found.is_some()));
    assert!(store.ticket(digest("care-2")).await.is_ok_and(|found| found.is_some()));
    for name in ["care-1", "nobody"] {
        let late = session(SessionOwner::Staff(staff(name)), "late", 10);
        assert_eq!(store.session_open(late, None).await, Ok(false), "{name}");
    }
    assert_eq!(store.session(digest("late")).await, Ok(None));
}

/// A passkey or a subject belongs to one account, and leads to it.
pub async fn a_credential_is_found_by_its_key_and_has_one_owner(store: &dyn AccessStore) {
    add(store, "care-1").await;
    add(store, "care-2").await;
    let key = Some(digest("key"));
    let first = KeptCredential { key, ..credential("care-1", "one", CredentialKind::Passkey) };
    assert_eq!(store.credential_add(first.clone(), Vec::new()).await, Ok(true));
    let thief = KeptCredential { key, ..credential("care-2", "two", CredentialKind::Passkey) };
    assert_eq!(store.credential_add(thief.clone(), vec![CredentialKind::Passkey]).await, Ok(false));
    let other_kind = KeptCredential { kind: CredentialKind::Oidc, ..thief };
    assert_eq!(store.credential_add(other_kind, Vec::new()).await, Ok(true));
    let nobodys = credential("nobody", "three", CredentialKind::Password);
    assert_eq!(store.credential_add(nobodys, Vec::new()).await, Ok(false));
    let found = store.credential_of(CredentialKind::Passkey, digest("key")).await;
    assert_eq!(found, Ok(Some(first.clone())));
    assert_eq!(store.credential_of(CredentialKind::Passkey, digest("other")).await, Ok(None));
    assert_eq!(store.credentials(staff("care-1")).await, Ok(vec![first.clone()]));
    let another = store.credential_drop(staff("care-2"), first.id).await;
    assert_eq!(another, Ok(Change::NotThere), "it is another one's");
    assert_eq!(store.credentials(staff("care-1")).await, Ok(vec![first]));
}

/// Setting a password anew leaves one, and the other credentials as they were.
pub async fn a_new_password_takes_the_place_of_the_old(store: &dyn AccessStore) {
    add(store, "care-1").await;
    let totp = credential("care-1", "generator", CredentialKind::Totp);
    for made in [totp.clone(), credential("care-1", "old", CredentialKind::Password)] {
        assert_eq!(store.credential_add(made, Vec::new()).await, Ok(true));
    }
    let new = KeptCredential { made_at: at(5), ..credential("care-1", "new", CredentialKind::Password) };
    assert_eq!(store.credential_add(new.clone(), vec![CredentialKind::Password]).await, Ok(true));
    assert_eq!(store.credentials(staff("care-1")).await, Ok(vec![totp, new]));
}

/// A time step or counter that was used is not accepted again, nor one before it.
pub async fn a_mark_only_goes_up(store: &dyn AccessStore) {
    add(store, "care-1").await;
    let made = credential("care-1", "generator", CredentialKind::Totp);
    assert_eq!(store.credential_add(made.clone(), Vec::new()).await, Ok(true));
    let body = Some("anew".to_owned());
    assert_eq!(store.credential_used(made.id, Some(7), None, at(2)).await, Ok(true));
    for spent in [7, 6] {
        assert_eq!(store.credential_used(made.id, Some(spent), body.clone(), at(3)).await, Ok(false));
    }
    let used = KeptCredential { mark: 7, used_at: Some(at(2)), ..made.clone() };
    assert_eq!(store.credentials(staff("care-1")).await, Ok(vec![used.clone()]));
    assert_eq!(store.credential_used(made.id, None, body, at(4)).await, Ok(true));
    let used = KeptCredential { body: "anew".to_owned(), used_at: Some(at(4)), ..used };
    assert_eq!(store.credentials(staff("care-1")).await, Ok(vec![used]));
    assert_eq!(store.credential_used(digest("none"), None, None, at(5)).await, Ok(false));
}

/// A session tells the account as it is at that moment, and what was last seen of it never goes back.
pub async fn a_session_is_found_with_its_account_as_it_is_now(store: &dyn AccessStore) {
    add(store, "care-1").await;
    let open = session(SessionOwner::Staff(staff("care-1")), "t", 1);
    assert_eq!(store.session_open(open.clone(), None).await, Ok(true));
    assert_eq!(store.session(digest("t")).await, Ok(Some((open.clone(), Some(account("care-1"))))));
    let changed = Account { roles: BTreeSet::from([Role::Fraud]), ..account("care-1") };
    let change = store.account_roles(staff("care-1"), changed.roles.clone(), Role::Network).await;
    assert_eq!(change, Ok(Change::Made));
    for second in [30, 20] {
        store.session_seen(digest("t"), at(second)).await.expect("it is kept");
    }
    let seen = KeptSession { seen_at: at(30), ..open };
    assert_eq!(store.session(digest("t")).await, Ok(Some((seen, Some(changed)))));
    store.session_seen(digest("gone"), at(3)).await.expect("what is gone is no fault");
    assert_eq!(store.session(digest("gone")).await, Ok(None));
    let of_case = session(SessionOwner::Case(case(1)), "c", 1);
    assert_eq!(store.session_open(of_case.clone(), None).await, Ok(true));
    assert_eq!(store.session(digest("c")).await, Ok(Some((of_case, None))));
}

/// A session has one token at a time: with a new one the old ends, and of two who rotate one wins.
pub async fn a_rotated_token_opens_nothing_any_more(store: &dyn AccessStore) {
    let owner = || SessionOwner::Case(case(1));
    let open = session(owner(), "old", 1);
    assert_eq!(store.session_open(open.clone(), None).await, Ok(true));
    let new = KeptSession { token: digest("new"), proved_at: None, ..open.clone() };
    assert_eq!(store.session_open(new.clone(), Some(open.token)).await, Ok(true));
    let second = KeptSession { token: digest("second"), id: digest("second"), ..open };
    assert_eq!(store.session_open(second, Some(digest("old"))).await, Ok(false));
    assert_eq!(store.session(digest("old")).await, Ok(None));
    assert_eq!(store.session(digest("second")).await, Ok(None));
    assert_eq!(store.sessions(owner()).await, Ok(vec![new]));
}

/// Each owner has his own sessions: all, all but one, or one by name can be ended, and nobody else's.
pub async fn sessions_are_listed_and_ended_by_owner(store: &dyn AccessStore) {
    add(store, "care-1").await;
    let owner = || SessionOwner::Staff(staff("care-1"));
    for (second, token) in [(1, "a"), (2, "b"), (3, "c"), (4, "d")] {
        assert_eq!(store.session_open(session(owner(), token, second), None).await, Ok(true));
    }
    let other = SessionOwner::Case(case(1));
    assert_eq!(store.session_open(session(other.clone(), "other", 1), None).await, Ok(true));
    let listed = store.sessions(owner()).await.expect("they are there");
    assert_eq!(ids(&listed), ["d", "c", "b", "a"].map(digest));
    let foreign = EndSessions::Named(other.clone(), digest("id of a"));
    assert_eq!(store.sessions_end(foreign).await, Ok(0), "it is another one's");
    assert_eq!(store.sessions_end(EndSessions::Named(owner(), digest("id of a"))).await, Ok(1));
    assert_eq!(store.sessions_end(EndSessions::Token(digest("b"))).await, Ok(1));
    assert_eq!(store.sessions_end(EndSessions::Others(owner(), digest("d"))).await, Ok(1));
    assert_eq!(ids(&store.sessions(owner()).await.expect("one is there")), [digest("d")]);
    assert_eq!(store.sessions_end(EndSessions::All(owner())).await, Ok(1));
    assert_eq!(store.sessions(owner()).await, Ok(Vec::new()));
    assert_eq!(ids(&store.sessions(other).await.expect("it stays")), [digest("other")]);
}

/// Of all who take a ticket, one gets it.
pub async fn a_ticket_is_taken_once(store: &dyn AccessStore) {
    store.ticket_put(ticket("a", None)).await.expect("it is kept");
    assert_eq!(store.ticket(digest("a")).await, Ok(Some(ticket("a", None))));
    let again = Ticket { body: "again".to_owned(), ..ticket("a", None) };
    store.ticket_put(again.clone()).await.expect("it is replaced");
    let takers = (0..20).map(|_| store.ticket_take(digest("a")));
    let taken = futures_util::future::join_all(takers).await;
    let got: Vec<_> = taken.into_iter().filter_map(|taken| taken.expect("the store answers")).collect();
    assert_eq!(got, [again]);
    assert_eq!(store.ticket(digest("a")).await, Ok(None));
}

/// A newer link ends the older ones of its account, and nothing else.
pub async fn a_ticket_put_alone_takes_the_place_of_its_kind(store: &dyn AccessStore) {
    add(store, "care-1").await;
    add(store, "care-2").await;
    let of = |text: &str, name, purpose: &str| Ticket { purpose: purpose.to_owned(), ..ticket(text, name) };
    let kept = [
        of("another's", Some("care-2"), "enrol"),
        of("a device", Some("care-1"), "device"),
        of("nobody's", None, "enrol"),
    ];
    for ticket in &kept {
        store.ticket_put(ticket.clone()).await.expect("it is kept");
    }
    let links = ["first", "second", "third"].map(|text| of(text, Some("care-1"), "enrol"));
    store.ticket_put(links[0].clone()).await.expect("it is kept");
    store.ticket_put(links[1].clone()).await.expect("it is kept");
    store.ticket_put_alone(links[2].clone()).await.expect("it is kept");
    for over in &links[..2] {
        assert_eq!(store.ticket(over.digest).await, Ok(None));
    }
    for ticket in kept.iter().chain(&links[2..]) {
        assert_eq!(store.ticket(ticket.digest).await, Ok(Some(ticket.clone())));
    }
}

/// Tries add up under one key, begin anew after a while, and can be forgotten.
pub async fn tries_are_counted_and_forgotten(store: &dyn AccessStore) {
    let key = digest("key");
    let count = |free| Counted { key, free, wait_max_s: 300 };
    let begin = |second: i64, forget: i64| store.try_begin(vec![count(9)], at(second), at(forget));
    assert_eq!(begin(10, 0).await, Ok(Begun::Counted(vec![at(10)])));
    assert_eq!(begin(12, 0).await, Ok(Begun::Counted(vec![at(10)])));
    assert_eq!(store.tries(key).await, Ok(Some(Tries { count: 2, last_at: at(12) })));
    assert_eq!(store.tries(digest("other")).await, Ok(None));
    store.try_undone(key, at(10)).await.expect("it is taken back");
    assert_eq!(store.tries(key).await, Ok(Some(Tries { count: 1, last_at: at(10) })), "as it was before");
    store.try_undone(key, at(9)).await.expect("it is taken back");
    store.try_undone(key, at(9)).await.expect("what is not there is no fault");
    assert_eq!(store.tries(key).await, Ok(None));
    assert_eq!(begin(12, 0).await, Ok(Begun::Counted(vec![at(12)])));
    assert_eq!(begin(99, 13).await, Ok(Begun::Counted(vec![at(12)])));
    assert_eq!(store.tries(key).await, Ok(Some(Tries { count: 1, last_at: at(99) })), "counted anew");
    store.tries_clear(key).await.expect("it is forgotten");
    assert_eq!(store.tries(key).await, Ok(None));
}

/// Looking at the waits and counting is one: of many who try at once as many begin as are free, and who waits is counted nowhere.
pub async fn of_tries_side_by_side_no_more_begin_than_are_free(store: &dyn AccessStore) {
    let count = |text: &str, free| Counted { key: digest(text), free, wait_max_s: 300 };
    let counted = || vec![count("own", 9), count("all", 5)];
    let tries = (0..20).map(|_| store.try_begin(counted(), at(10), at(0)));
    let said = futures_util::future::join_all(tries).await;
    let begun = said.iter().filter(|said| matches!(said, Ok(Begun::Counted(_)))).count();
    assert_eq!(begun, 5, "{said:?}");
    let wait = Begun::Wait { key: digest("all"), last_at: at(10), seconds: 1 };
    assert!(said.contains(&Ok(wait)), "{said:?}");
    assert_eq!(store.tries(digest("own")).await, Ok(Some(Tries { count: 5, last_at: at(10) })));
    assert!(matches!(store.try_begin(counted(), at(11), at(0)).await, Ok(Begun::Counted(_))));
    let waits = Begun::Wait { key: digest("all"), last_at: at(11), seconds: 2 };
    assert_eq!(store.try_begin(counted(), at(11), at(0)).await, Ok(waits));
}

/// With one browser more than an owner may have, the oldest ends; programs and other owners are not counted.
pub async fn the_oldest_browsers_end_beyond_what_an_owner_has(store: &dyn AccessStore) {
    add(store, "care-1").await;
    let program = KeptSession {
        kind: SessionKind::Program,
        ..session(SessionOwner::Staff(staff("care-1")), "program", 1)
    };
    assert_eq!(store.session_open(program, None).await, Ok(true));
    for owner in [SessionOwner::Staff(staff("care-1")), SessionOwner::Case(case(1))] {
        let max = i64::from(owner.browsers_max());
        let token = |n: i64| format!("{n} of {owner:?}");
        for n in 0..max + 2 {
            assert_eq!(store.session_open(session(owner.clone(), &token(n), 10 + n), None).await, Ok(true));
        }
        for n in 0..max + 2 {
            let is_open = store.session(digest(&token(n))).await.expect("the store answers").is_some();
            assert_eq!(is_open, n >= 2, "{n}");
        }
        let rotated = session(owner.clone(), "rotated", 10 + 2);
        assert_eq!(store.session_open(rotated, Some(digest(&token(2)))).await, Ok(true));
        assert!(store.session(digest("rotated")).await.is_ok_and(|found| found.is_some()), "it is the same");
        store.sessions_end(EndSessions::Token(digest("rotated"))).await.expect("the store answers");
    }
    assert!(store.session(digest("program")).await.is_ok_and(|found| found.is_some()));
}

/// Who arrives for the first time gets account and way in together; where the way in is another's, there is no account without one.
pub async fn an_account_comes_with_its_credentials_or_not_at_all(store: &dyn AccessStore) {
    let subject = |name: &str, id: &str| KeptCredential {
        key: Some(digest("subject")),
        ..credential(name, id, CredentialKind::Oidc)
    };
    let arrive = |name: &str, id: &str| store.account_add(account(name), vec![subject(name, id)]);
    assert_eq!(arrive("care-1", "one").await, Ok(Added::Added));
    assert_eq!(store.credentials(staff("care-1")).await, Ok(vec![subject("care-1", "one")]));
    assert_eq!(arrive("care-2", "two").await, Ok(Added::KeyTaken));
    assert_eq!(store.account(staff("care-2")).await, Ok(None));
}

fn noted(second: i64, name: Option<&str>, what: &str) -> Noted {
    Noted {
        at: at(second),
        account: name.map(staff),
        what: what.to_owned(),
        by: name.map(|_| "admin-1".to_owned()),
        detail: "203.0.113.x".to_owned(),
    }
}

/// The log tells who, what and when, newest first, of all or of one account.
pub async fn the_log_is_told_newest_first(store: &dyn AccessStore) {
    let lines = [noted(1, Some("care-1"), "a"), noted(2, None, "b"), noted(3, Some("care-1"), "c")];
    for line in &lines {
        store.note(line.clone()).await.expect("it is kept");
    }
    let [a, b, c] = lines;
    let all = NotedFilter { limit: 9, ..NotedFilter::default() };
    assert_eq!(store.noted(all.clone()).await, Ok(vec![c.clone(), b, a.clone()]));
    let own = NotedFilter { account: Some(staff("care-1")), ..all };
    assert_eq!(store.noted(own.clone()).await, Ok(vec![c.clone(), a.clone()]));
    let only = NotedFilter { only: vec!["a".to_owned(), "b".to_owned()], ..own.clone() };
    assert_eq!(store.noted(NotedFilter { limit: 1, ..only }).await, Ok(vec![a.clone()]), "before it is cut");
    let recent = NotedFilter { since: Some(at(3)), ..own.clone() };
    assert_eq!(store.noted(recent).await, Ok(vec![c.clone()]));
    assert_eq!(store.noted(NotedFilter { limit: 1, ..own }).await, Ok(vec![c]));
}

/// A sweep takes what is over: sessions, tickets, old tries, old lines.
pub async fn a_sweep_removes_what_is_over_and_nothing_else(store: &dyn AccessStore) {
    let owner = || SessionOwner::Case(case(1));
    for (second, token) in [(1, "old"), (300, "new")] {
        assert_eq!(store.session_open(session(owner(), token, second), None).await, Ok(true));
        let ends_at: Timestamp = at(second + 100);
        store.ticket_put(Ticket { ends_at, ..ticket(token, None) }).await.expect("it is kept");
        let counted = vec![Counted { key: digest(token), free: 9, wait_max_s: 300 }];
        store.try_begin(counted, at(second), at(0)).await.expect("it is counted");
        store.note(noted(second, None, token)).await.expect("it is kept");
    }
    assert_eq!(store.access_sweep(at(200), at(200)).await, Ok(4));
    assert_eq!(ids(&store.sessions(owner()).await.expect("one is there")), [digest("new")]);
    assert_eq!(store.ticket(digest("old")).await, Ok(None));
    assert!(store.ticket(digest("new")).await.is_ok_and(|found| found.is_some()));
    assert_eq!(store.tries(digest("old")).await, Ok(None));
    assert!(store.tries(digest("new")).await.is_ok_and(|found| found.is_some()));
    let all = NotedFilter { limit: 9, ..NotedFilter::default() };
    assert_eq!(store.noted(all).await, Ok(vec![noted(300, None, "new")]));
}
