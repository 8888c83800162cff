//! Accounts and sessions in memory, for tests: the same answers as a database, and nothing outlives the program.

mod tables;

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard};

use jiff::Timestamp;
use masalama_core::commitment::Digest;
use masalama_core::port::{
    ACCESS_ROWS_MAX, AccessStore, Account, Added, Answer, Begun, Change, Counted, CredentialKind,
    EndSessions, Enrolled, FoundSession, KeptCredential, KeptSession, Noted, NotedFilter, SessionOwner,
    StoreFault, Ticket, Tries,
};
use masalama_core::record::StaffName;
use masalama_core::role::Role;

use tables::{Tables, rows_max};

/// Accounts and sessions in memory.
#[derive(Default)]
pub struct MemoryAccess {
    tables: Mutex<Tables>,
}

impl MemoryAccess {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().expect("nothing panics while it holds the tables")
    }

    /// What `work` makes of the tables, in one go.
    fn with<'a, T: Send + 'a>(
        &'a self,
        work: impl FnOnce(&mut Tables) -> T + Send + 'a,
    ) -> Answer<'a, Result<T, StoreFault>> {
        Box::pin(async move { Ok(work(&mut self.tables())) })
    }
}

impl AccessStore for MemoryAccess {
    fn account_add(
        &self,
        account: Account,
        credentials: Vec<KeptCredential>,
    ) -> Answer<'_, Result<Added, StoreFault>> {
        self.with(move |tables| tables.account_add(account, credentials))
    }

    fn account(&self, name: StaffName) -> Answer<'_, Result<Option<Account>, StoreFault>> {
        self.with(move |tables| tables.accounts.get(&name).cloned())
    }

    fn accounts(&self) -> Answer<'_, Result<Vec<Account>, StoreFault>> {
        self.with(|tables| tables.accounts.values().take(rows_max(ACCESS_ROWS_MAX)).cloned().collect())
    }

    fn account_begin(
        &self,
        account: Account,
        credentials: Vec<KeptCredential>,
    ) -> Answer<'_, Result<bool, StoreFault>> {
        self.with(move |tables| tables.account_begin(account, credentials))
    }

    fn account_enrol(
        &self,
        ticket: Digest,
        made: Vec<KeptCredential>,
        replaces: Vec<CredentialKind>,
    ) -> Answer<'_, Result<Enrolled, StoreFault>> {
        self.with(move |tables| tables.account_enrol(&ticket, made, &replaces))
    }

    fn account_tended(
        &self,
        name: StaffName,
        by: StaffName,
        at: Timestamp,
        forget: Timestamp,
    ) -> Answer<'_, Result<bool, StoreFault>> {
        self.with(move |tables| {
            let Some(account) = tables.accounts.get_mut(&name) else { return false };
            account.tended.retain(|_, before| *before >= forget);
            account.tended.insert(by, at);
            true
        })
    }

    fn account_roles(
        &self,
        name: StaffName,
        roles: BTreeSet<Role>,
        keeps: Role,
    ) -> Answer<'_, Result<Change, StoreFault>> {
        self.with(move |tables| tables.account_change(&name, keeps, |account| account.roles = roles))
    }

    fn account_disable(
        &self,
        name: StaffName,
        at: Timestamp,
        keeps: Role,
    ) -> Answer<'_, Result<Change, StoreFault>> {
        self.with(move |tables| tables.account_disable(&name, at, keeps))
    }

    fn account_enable(&self, name: StaffName) -> Answer<'_, Result<bool, StoreFault>> {
        self.with(move |tables| {
            let kept = tables.accounts.get_mut(&name);
            kept.map(|account| account.disabled_at = None).is_some()
        })
    }

    fn credential_add(
        &self,
        credential: KeptCredential,
        replaces: Vec<CredentialKind>,
    ) -> Answer<'_, Result<bool, StoreFault>> {
        self.with(move |tables| tables.credential_add(credential, &replaces))
    }

    fn credentials(&self, account: StaffName) -> Answer<'_, Result<Vec<KeptCredential>, StoreFault>> {
        self.with(move |tables| {
            let mut own: Vec<_> =
                tables.credentials.iter().filter(|kept| kept.account == account).cloned().collect();
            own.sort_by_key(|kept| kept.made_at);
            own
        })
    }

    fn credential_of(
        &self,
        kind: CredentialKind,
        key: Digest,
    ) -> Answer<'_, Result<Option<KeptCredential>, StoreFault>> {
        self.with(move |tables| {
            let mut fitting = tables.credentials.iter();
            fitting.find(|kept| kept.kind == kind && kept.key == Some(key)).cloned()
        })
    }

    fn credential_used(
        &self,
        id: Digest,
        mark: Option<i64>,
        body: Option<String>,
        at: Timestamp,
    ) -> Answer<'_, Result<bool, StoreFault>> {
        self.with(move |tables| tables.credential_used(&id, mark, body, at))
    }

    fn credential_drop(&self, account: StaffName, id: Digest) -> Answer<'_, Result<Change, StoreFault>> {
        self.with(move |tables| tables.credential_drop(&account, &id))
    }

    fn session_open(
        &self,
        session: KeptSession,
        replaces: Option<Digest>,
    ) -> Answer<'_, Result<bool, StoreFault>> {
        self.with(move |tables| tables.session_open(session, replaces))
    }

    fn session(&self, token: Digest) -> Answer<'_, Result<Option<FoundSession>, StoreFault>> {
        self.with(move |tables| tables.session(&token))
    }

    fn session_seen(&self, token: Digest, at: Timestamp) -> Answer<'_, Result<(), StoreFault>> {
        self.with(move |tables| {
            if let Some(session) = tables.sessions.iter_mut().find(|session| session.token == token) {
                session.seen_at = session.seen_at.max(at);
            }
        })
    }

    fn sessions(&self, owner: SessionOwner) -> Answer<'_, Result<Vec<KeptSession>, StoreFault>> {
        self.with(move |tables| {
            let mut own: Vec<_> =
                tables.sessions.iter().rev().filter(|session| session.owner == owner).cloned().collect();
            own.sort_by_key(|session| std::cmp::Reverse(session.opened_at));
            own
        })
    }

    fn sessions_end(&self, which: EndSessions) -> Answer<'_, Result<u32, StoreFault>> {
        self.with(move |tables| tables.end(&which))
    }

    fn ticket_put(&self, ticket: Ticket) -> Answer<'_, Result<(), StoreFault>> {
        self.with(move |tables| drop(tables.tickets.insert(ticket.digest, ticket)))
    }

    fn ticket_put_alone(&self, ticket: Ticket) -> Answer<'_, Result<(), StoreFault>> {
        self.with(move |tables| {
            let is_same = |kept: &Ticket| kept.account == ticket.account && kept.purpose == ticket.purpose;
            tables.tickets.retain(|_, kept| !is_same(kept));
            tables.tickets.insert(ticket.digest, ticket);
        })
    }

    fn ticket(&self, digest: Digest) -> Answer<'_, Result<Option<Ticket>, StoreFault>> {
        self.with(move |tables| tables.tickets.get(&digest).cloned())
    }

    fn ticket_take(&self, digest: Digest) -> Answer<'_, Result<Option<Ticket>, StoreFault>> {
        self.with(move |tables| tables.tickets.remove(&digest))
    }

    fn tries(&self, key: Digest) -> Answer<'_, Result<Option<Tries>, StoreFault>> {
        self.with(move |tables| tables.tries.get(&key).copied())
    }

    fn try_begin(
        &self,
        counted: Vec<Counted>,
        at: Timestamp,
        forget: Timestamp,
    ) -> Answer<'_, Result<Begun, StoreFault>> {
        self.with(move |tables| tables.try_begin(&counted, at, forget))
    }

    fn try_undone(&self, key: Digest, last_at: Timestamp) -> Answer<'_, Result<(), StoreFault>> {
        self.with(move |tables| tables.try_undone(key, last_at))
    }

    fn tries_clear(&self, key: Digest) -> Answer<'_, Result<(), StoreFault>> {
        self.with(move |tables| {
            tables.tries.remove(&key);
        })
    }

    fn note(&self, noted: Noted) -> Answer<'_, Result<(), StoreFault>> {
        self.with(move |tables| tables.noted.push(noted))
    }

    fn noted(&self, filter: NotedFilter) -> Answer<'_, Result<Vec<Noted>, StoreFault>> {
        self.with(move |tables| tables.noted(&filter))
    }

    fn access_sweep(&self, ended: Timestamp, noted: Timestamp) -> Answer<'_, Result<u32, StoreFault>> {
        self.with(move |tables| tables.sweep(ended, noted))
    }
}
