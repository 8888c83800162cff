//! The tables of accounts and sessions in memory, and what is done to them in one go.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use masalama_core::commitment::Digest;
use masalama_core::port::{
    ACCESS_ROWS_MAX, Account, Added, Begun, Change, Counted, CredentialKind, EndSessions, Enrolled,
    FoundSession, KeptCredential, KeptSession, Noted, NotedFilter, SessionKind, SessionOwner, Ticket, Tries,
    longest_wait,
};
use masalama_core::record::StaffName;
use masalama_core::role::Role;

#[derive(Default)]
pub(super) struct Tables {
    pub(super) accounts: BTreeMap<StaffName, Account>,
    pub(super) credentials: Vec<KeptCredential>,
    pub(super) sessions: Vec<KeptSession>,
    pub(super) tickets: HashMap<Digest, Ticket>,
    pub(super) tries: HashMap<Digest, Tries>,
    pub(super) noted: Vec<Noted>,
}

fn rows(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub(super) fn rows_max(asked: u32) -> usize {
    usize::try_from(asked.min(ACCESS_ROWS_MAX)).expect("a page limit fits any machine")
}

impl Tables {
    pub(super) fn account_begin(&mut self, account: Account, credentials: Vec<KeptCredential>) -> bool {
        if !self.credentials.is_empty() {
            return false;
        }
        self.accounts.insert(account.name.clone(), account);
        self.credentials.extend(credentials);
        true
    }

    pub(super) fn account_add(&mut self, account: Account, credentials: Vec<KeptCredential>) -> Added {
        if self.accounts.contains_key(&account.name) {
            return Added::NameTaken;
        }
        if self.accounts.len() >= rows_max(ACCESS_ROWS_MAX) {
            return Added::Full;
        }
        if credentials.iter().any(|credential| self.is_key_taken(credential, &[])) {
            return Added::KeyTaken;
        }
        self.accounts.insert(account.name.clone(), account);
        self.credentials.extend(credentials);
        Added::Added
    }

    pub(super) fn account_enrol(
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
        self.tickets.retain(|_, kept| kept.account.as_ref() != Some(&name));
        self.credentials.retain(|kept| kept.account != name || !replaces.contains(&kept.kind));
        self.credentials.extend(made);
        self.end(&EndSessions::All(SessionOwner::Staff(name)));
        Enrolled::Kept
    }

    /// Changes an account, unless it is the last that has the role `keeps` and would not have it any more.
    pub(super) fn account_change(
        &mut self,
        name: &StaffName,
        keeps: Role,
        change: impl FnOnce(&mut Account),
    ) -> Change {
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

    pub(super) fn account_disable(&mut self, name: &StaffName, at: Timestamp, keeps: Role) -> Change {
        let change = self.account_change(name, keeps, |account| {
            account.disabled_at = account.disabled_at.or(Some(at));
        });
        if change == Change::Made {
            self.tickets.retain(|_, ticket| ticket.account.as_ref() != Some(name));
            self.end(&EndSessions::All(SessionOwner::Staff(name.clone())));
        }
        change
    }

    pub(super) fn credential_drop(&mut self, account: &StaffName, id: &Digest) -> Change {
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

    pub(super) fn credential_add(&mut self, credential: KeptCredential, replaces: &[CredentialKind]) -> bool {
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

    pub(super) fn credential_used(
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

    pub(super) fn session_open(&mut self, session: KeptSession, replaces: Option<Digest>) -> bool {
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
        let owner = session.owner.clone();
        self.sessions.push(session);
        self.end_oldest(&owner);
        true
    }

    /// Ends the oldest browsers of an owner beyond as many as it may have.
    fn end_oldest(&mut self, owner: &SessionOwner) {
        let is_counted = |one: &KeptSession| one.owner == *owner && one.kind == SessionKind::Browser;
        let mut own: Vec<_> = self.sessions.iter().enumerate().filter(|(_, one)| is_counted(one)).collect();
        own.sort_by_key(|(at, one)| std::cmp::Reverse((one.opened_at, *at)));
        let over: Vec<Digest> =
            own.into_iter().skip(rows_max(owner.browsers_max())).map(|(_, one)| one.token).collect();
        self.sessions.retain(|one| !over.contains(&one.token));
    }

    pub(super) fn session(&self, token: &Digest) -> Option<FoundSession> {
        let session = self.sessions.iter().find(|session| session.token == *token)?;
        let account = match &session.owner {
            SessionOwner::Staff(name) => self.accounts.get(name).cloned(),
            SessionOwner::Case(_) => None,
        };
        Some((session.clone(), account))
    }

    pub(super) fn end(&mut self, which: &EndSessions) -> u32 {
        let before = self.sessions.len();
        self.sessions.retain(|session| match which {
            EndSessions::Token(token) => session.token != *token,
            EndSessions::Named(owner, id) => session.owner != *owner || session.id != *id,
            EndSessions::All(owner) => session.owner != *owner,
            EndSessions::Others(owner, token) => session.owner != *owner || session.token == *token,
        });
        rows(before - self.sessions.len())
    }

    pub(super) fn try_begin(&mut self, counted: &[Counted], at: Timestamp, forget: Timestamp) -> Begun {
        let before: Vec<_> = counted.iter().map(|one| self.tries.get(&one.key).copied()).collect();
        if let Some(wait) = longest_wait(counted, &before, at, forget) {
            return wait;
        }
        for one in counted {
            let tries = self.tries.entry(one.key).or_insert(Tries { count: 0, last_at: at });
            tries.count = if tries.last_at < forget { 1 } else { tries.count + 1 };
            tries.last_at = tries.last_at.max(at);
        }
        Begun::Counted(before.into_iter().map(|tries| tries.map_or(at, |tries| tries.last_at)).collect())
    }

    pub(super) fn try_undone(&mut self, key: Digest, last_at: Timestamp) {
        if let Some(tries) = self.tries.get_mut(&key) {
            *tries = Tries { count: tries.count - 1, last_at };
        }
        self.tries.retain(|_, tries| tries.count > 0);
    }

    pub(super) fn noted(&self, filter: &NotedFilter) -> Vec<Noted> {
        let lines = self.noted.iter().rev();
        let about = lines.filter(|line| filter.account.is_none() || line.account == filter.account);
        let recent = about.filter(|line| filter.since.is_none_or(|since| line.at >= since));
        let fitting = recent.filter(|line| filter.only.is_empty() || filter.only.contains(&line.what));
        fitting.take(rows_max(filter.limit)).cloned().collect()
    }

    pub(super) fn sweep(&mut self, ended: Timestamp, noted: Timestamp) -> u32 {
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
