//! Accounts and sessions in memory, for tests: the same answers as a database, and nothing outlives the program.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard};

use jiff::Timestamp;
use masalama_core::commitment::Digest;
use masalama_core::port::{
    ACCESS_ROWS_MAX, AccessStore, Account, Answer, Change, CredentialKind, EndSessions, Enrolled,
    FoundSession, KeptCredential, KeptSession, Noted, NotedFilter, SessionOwner, StoreFault, Ticket, Tries,
};
use masalama_core::record::StaffName;
use masalama_core::role::Role;

/// Accounts and sessions in memory.
#[derive(Default)]
pub struct MemoryAccess {
    tables: Mutex<Tables>,
}

#[derive(Default)]
struct Tables {
    accounts: BTreeMap<StaffName, Account>,
    credentials: Vec<KeptCredential>,
    sessions: Vec<KeptSession>,
    tickets: HashMap<Digest, Ticket>,
    tries: HashMap<Digest, Tries>,
    noted: Vec<Noted>,
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

fn rows(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn rows_max(asked: u32) -> usize {
    usize::try_from(asked.min(ACCESS_ROWS_MAX)).expect("a page limit fits any machine")
}

impl Tables {
    fn account_begin(&mut self, account: Account, credentials: Vec<KeptCredential>) -> bool {
        if !self.credentials.is_empty() {
            return false;
        }
        self.accounts.insert(account.name.clone(), account);
        self.credentials.extend(credentials);
        true
    }

    fn account_enrol(
        &mut self,
        ticket: &Digest,
        made: Vec<KeptCredential>,
        replaces: &[CredentialKind],
    ) -> Enrolled {
        let Some(name) = self.tickets.get(ticket).and_then(|ticket| ticket.account.clone()) else {
            return Enrolled::NoTicket;
        };
        if !self.accounts.contains_key(&name) || made.iter().any(|credential| credential.account != name) {
            return Enrolled::NoTicket;
        }
        if made.iter().any(|credential| self.is_key_taken(credential, replaces)) {
            return Enrolled::KeyTaken;
        }
        self.tickets.remove(ticket);
        self.credentials.retain(|kept| kept.account != name || !replaces.contains(&kept.kind));
        self.credentials.extend(made);
        self.end(&EndSessions::All(SessionOwner::Staff(name)));
        Enrolled::Kept
    }

    /// Changes an account, unless it is the last that has the role `keeps` and would not have it any more.
    fn account_change(&mut self, name: &StaffName, keeps: Role, change: impl FnOnce(&mut Account)) -> Change {
        let leads = |one: &Account| one.roles.contains(&keeps) && one.disabled_at.is_none();
        let was_led = self.accounts.values().any(leads);
        let others_lead = self.accounts.values().any(|other| other.name != *name && leads(other));
        let Some(kept) = self.accounts.get_mut(name) else { return Change::NotThere };
        let mut changed = kept.clone();
        change(&mut changed);
        if was_led && !others_lead && !leads(&changed) {
            return Change::WasLast;
        }
        *kept = changed;
        Change::Made
    }

    fn account_disable(&mut self, name: &StaffName, at: Timestamp, keeps: Role) -> Change {
        let change = self.account_change(name, keeps, |account| {
            account.disabled_at = account.disabled_at.or(Some(at));
        });
        if change == Change::Made {
            self.tickets.retain(|_, ticket| ticket.account.as_ref() != Some(name));
            self.end(&EndSessions::All(SessionOwner::Staff(name.clone())));
        }
        change
    }

    fn credential_drop(&mut self, account: &StaffName, id: &Digest) -> Change {
        let own: Vec<_> = self.credentials.iter().filter(|kept| kept.account == *account).collect();
        let kinds = |but: Option<&Digest>| -> Vec<_> {
            own.iter().filter(|kept| but != Some(&kept.id)).map(|kept| kept.kind).collect()
        };
        if !own.iter().any(|kept| kept.id == *id) {
            return Change::NotThere;
        }
        if CredentialKind::let_in(&kinds(None)) && !CredentialKind::let_in(&kinds(Some(id))) {
            return Change::WasLast;
        }
        self.credentials.retain(|kept| kept.account != *account || kept.id != *id);
        Change::Made
    }

    fn credential_add(&mut self, credential: KeptCredential, replaces: &[CredentialKind]) -> bool {
        if self.is_key_taken(&credential, replaces) || !self.accounts.contains_key(&credential.account) {
            return false;
        }
        self.credentials.retain(|kept| kept.account != credential.account || !replaces.contains(&kept.kind));
        self.credentials.push(credential);
        true
    }

    /// Is its key one that is there and does not go?
    fn is_key_taken(&self, credential: &KeptCredential, replaces: &[CredentialKind]) -> bool {
        let goes =
            |kept: &KeptCredential| kept.account == credential.account && replaces.contains(&kept.kind);
        let is_same = |kept: &&KeptCredential| kept.kind == credential.kind && kept.key == credential.key;
        credential.key.is_some() && self.credentials.iter().filter(is_same).any(|kept| !goes(kept))
    }

    fn credential_used(
        &mut self,
        id: &Digest,
        mark: Option<i64>,
        body: Option<String>,
        at: Timestamp,
    ) -> bool {
        let Some(kept) = self.credentials.iter_mut().find(|kept| kept.id == *id) else { return false };
        if mark.is_some_and(|mark| mark <= kept.mark) {
            return false;
        }
        kept.mark = mark.unwrap_or(kept.mark);
        kept.used_at = Some(at);
        if let Some(body) = body {
            kept.body = body;
        }
        true
    }

    fn session_open(&mut self, session: KeptSession, replaces: Option<Digest>) -> bool {
        if let SessionOwner::Staff(name) = &session.owner
            && self.accounts.get(name).is_none_or(|account| account.disabled_at.is_some())
        {
            return false;
        }
        if let Some(token) = replaces
            && self.end(&EndSessions::Token(token)) == 0
        {
            return false;
        }
        self.sessions.push(session);
        true
    }

    fn session(&self, token: &Digest) -> Option<FoundSession> {
        let session = self.sessions.iter().find(|session| session.token == *token)?;
        let account = match &session.owner {
            SessionOwner::Staff(name) => self.accounts.get(name).cloned(),
            SessionOwner::Case(_) => None,
        };
        Some((session.clone(), account))
    }

    fn end(&mut self, which: &EndSessions) -> u32 {
        let before = self.sessions.len();
        self.sessions.retain(|session| match which {
            EndSessions::Token(token) => session.token != *token,
            EndSessions::Named(owner, id) => session.owner != *owner || session.id != *id,
            EndSessions::All(owner) => session.owner != *owner,
            EndSessions::Others(owner, token) => session.owner != *owner || session.token == *token,
        });
        rows(before - self.sessions.len())
    }

    fn try_failed(&mut self, key: Digest, at: Timestamp, forget: Timestamp) -> Tries {
        let tries = self.tries.entry(key).or_insert(Tries { count: 0, last_at: at });
        tries.count = if tries.last_at < forget { 1 } else { tries.count + 1 };
        tries.last_at = tries.last_at.max(at);
        *tries
    }

    fn noted(&self, filter: &NotedFilter) -> Vec<Noted> {
        let lines = self.noted.iter().rev();
        let about = lines.filter(|line| filter.account.is_none() || line.account == filter.account);
        let recent = about.filter(|line| filter.since.is_none_or(|since| line.at >= since));
        recent.take(rows_max(filter.limit)).cloned().collect()
    }

    fn sweep(&mut self, ended: Timestamp, noted: Timestamp) -> u32 {
        let count = |tables: &Self| {
            tables.sessions.len() + tables.tickets.len() + tables.tries.len() + tables.noted.len()
        };
        let before = count(self);
        self.sessions.retain(|session| session.ends_at >= ended);
        self.tickets.retain(|_, ticket| ticket.ends_at >= ended);
        self.tries.retain(|_, tries| tries.last_at >= ended);
        self.noted.retain(|line| line.at >= noted);
        rows(before - count(self))
    }
}

impl AccessStore for MemoryAccess {
    fn account_add(&self, account: Account) -> Answer<'_, Result<bool, StoreFault>> {
        self.with(move |tables| {
            let is_free = !tables.accounts.contains_key(&account.name);
            if is_free {
                tables.accounts.insert(account.name.clone(), account);
            }
            is_free
        })
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

    fn ticket(&self, digest: Digest) -> Answer<'_, Result<Option<Ticket>, StoreFault>> {
        self.with(move |tables| tables.tickets.get(&digest).cloned())
    }

    fn ticket_take(&self, digest: Digest) -> Answer<'_, Result<Option<Ticket>, StoreFault>> {
        self.with(move |tables| tables.tickets.remove(&digest))
    }

    fn tries(&self, key: Digest) -> Answer<'_, Result<Option<Tries>, StoreFault>> {
        self.with(move |tables| tables.tries.get(&key).copied())
    }

    fn try_failed(
        &self,
        key: Digest,
        at: Timestamp,
        forget: Timestamp,
    ) -> Answer<'_, Result<Tries, StoreFault>> {
        self.with(move |tables| tables.try_failed(key, at, forget))
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
