//! Accounts and sessions in an SQLite file of their own, beside the cases.
//!
//! Unlike the cases' file it may be open in several processes: `masalama staff` works on it while a server runs, and every check of the server
//! reads it anew. So nothing is kept in memory between two questions.

mod account;
mod credential;
mod log;
mod session;
mod ticket;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use jiff::Timestamp;
use masalama_core::commitment::Digest;
use masalama_core::port::{
    ACCESS_ROWS_MAX, AccessStore, Account, Added, Answer, Begun, Change, Counted, CredentialKind,
    EndSessions, Enrolled, FoundSession, KeptCredential, KeptSession, Noted, NotedFilter, SessionOwner,
    StoreFault, Ticket, Tries,
};
use masalama_core::record::StaffName;
use masalama_core::role::Role;
use rusqlite::Connection;

use super::fault::Fault;
use super::open::{self, Durability, OpenFault};
use super::order::{Afterwards, Work};
use super::queue::Queue;
use super::readers::{READERS, Readers};
use super::writer::Writer;

/// Accounts and sessions in one SQLite file.
///
/// *Units*: instants are kept to the microsecond; what is finer is cut off.
pub struct SqliteAccess {
    queue: Arc<Queue>,
    readers: Arc<Readers>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl SqliteAccess {
    /// Opens the database at `path`, and makes it if it is not there. Others may have it open.
    ///
    /// # Errors
    ///
    /// [`OpenFault`], whose variants say what to do.
    pub fn open(path: &Path, durability: Durability) -> Result<Self, OpenFault> {
        let conn = open::writing_access(path, durability)?;
        let readers = (0..READERS).map(|_| open::reading(path)).collect::<Result<_, _>>()?;
        let queue = Arc::new(Queue::new());
        let writer = Writer::new(conn, Arc::clone(&queue));
        let thread = thread::Builder::new()
            .name("access-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(OpenFault::Thread)?;
        Ok(Self { queue, readers: Arc::new(Readers::new(readers)), writer: Mutex::new(Some(thread)) })
    }

    /// Has the writer do `work` in its next commit.
    async fn order<T: Send + 'static>(
        &self,
        afterwards: Afterwards,
        work: impl FnMut(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        let (order, answer) = Work::new(1, afterwards, work);
        self.queue.push(order).await?;
        answer.await.unwrap_or(Err(StoreFault::Closed))
    }
}

impl Drop for SqliteAccess {
    fn drop(&mut self) {
        self.queue.close();
        self.readers.close();
        let thread = self.writer.lock().expect("nothing panics while it holds the handle").take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the thread that writes accounts did not come to its end");
        }
    }
}

/// May `change` be made of an account? Not when it is the last that has the role `keeps` and would not have it any more.
fn may_change(
    conn: &Connection,
    name: &StaffName,
    keeps: Role,
    change: impl FnOnce(&mut Account),
) -> Result<Change, Fault> {
    let leads = |one: &Account| one.roles.contains(&keeps) && one.disabled_at.is_none();
    let Some(mut changed) = account::find(conn, name)? else { return Ok(Change::NotThere) };
    let was_only = leads(&changed) && account::count_of(conn, keeps)? == 1;
    change(&mut changed);
    Ok(if was_only && !leads(&changed) { Change::WasLast } else { Change::Made })
}

/// Disables an account and takes its sessions and tickets.
fn disable(conn: &Connection, name: &StaffName, at: Timestamp) -> Result<(), Fault> {
    account::keep_disabled(conn, name, at)?;
    session::end(conn, &EndSessions::All(SessionOwner::Staff(name.clone())))?;
    ticket::delete_of_account(conn, name)
}

/// Adds an account with its credentials, or changes nothing.
fn add(conn: &Connection, account: &Account, credentials: &[KeptCredential]) -> Result<Added, Fault> {
    if account::find(conn, &account.name)?.is_some() {
        return Ok(Added::NameTaken);
    }
    if account::count(conn)? >= ACCESS_ROWS_MAX {
        return Ok(Added::Full);
    }
    for credential in credentials {
        if is_key_taken(conn, credential, &[])? {
            return Ok(Added::KeyTaken);
        }
    }
    account::insert(conn, account)?;
    for credential in credentials {
        credential::insert(conn, credential)?;
    }
    Ok(Added::Added)
}

/// Counts a try under every key, unless one of them makes it wait.
fn begin(conn: &Connection, counted: &[Counted], at: Timestamp, forget: Timestamp) -> Result<Begun, Fault> {
    let mut before = Vec::with_capacity(counted.len());
    for one in counted {
        before.push(ticket::tries(conn, &one.key)?);
    }
    if let Some(wait) = masalama_core::port::longest_wait(counted, &before, at, forget) {
        return Ok(wait);
    }
    for one in counted {
        ticket::count_try(conn, &one.key, at, forget)?;
    }
    Ok(Begun::Counted(before.into_iter().map(|tries| tries.map_or(at, |tries| tries.last_at)).collect()))
}

/// Is its key one that is there and does not go with `replaces`?
fn is_key_taken(
    conn: &Connection,
    credential: &KeptCredential,
    replaces: &[CredentialKind],
) -> Result<bool, Fault> {
    let Some(key) = credential.key else { return Ok(false) };
    let found = credential::of_key(conn, credential.kind, &key)?;
    let goes = |kept: &KeptCredential| kept.account == credential.account && replaces.contains(&kept.kind);
    Ok(found.is_some_and(|kept| !goes(&kept)))
}

/// Takes the ticket and all others of its account, and keeps what the account enrolled with; or changes nothing.
fn enrol(
    conn: &Connection,
    ticket: &Digest,
    made: &[KeptCredential],
    replaces: &[CredentialKind],
) -> Result<Enrolled, Fault> {
    let Some(name) = ticket::find(conn, ticket)?.and_then(|ticket| ticket.account) else {
        return Ok(Enrolled::NoTicket);
    };
    let is_own = made.iter().all(|credential| credential.account == name);
    if !is_own || account::find(conn, &name)?.is_none() {
        return Ok(Enrolled::NoTicket);
    }
    for credential in made {
        if is_key_taken(conn, credential, replaces)? {
            return Ok(Enrolled::KeyTaken);
        }
    }
    ticket::delete_of_account(conn, &name)?;
    for kind in replaces {
        credential::delete_kind(conn, &name, *kind)?;
    }
    for credential in made {
        credential::insert(conn, credential)?;
    }
    session::end(conn, &EndSessions::All(SessionOwner::Staff(name)))?;
    Ok(Enrolled::Kept)
}

impl AccessStore for SqliteAccess {
    fn account_add(
        &self,
        account: Account,
        credentials: Vec<KeptCredential>,
    ) -> Answer<'_, Result<Added, StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| add(conn, &account, &credentials)))
    }

    fn account(&self, name: StaffName) -> Answer<'_, Result<Option<Account>, StoreFault>> {
        Box::pin(self.readers.read(move |conn| account::find(conn, &name)))
    }

    fn accounts(&self) -> Answer<'_, Result<Vec<Account>, StoreFault>> {
        Box::pin(self.readers.read(account::all))
    }

    fn account_begin(
        &self,
        account: Account,
        credentials: Vec<KeptCredential>,
    ) -> Answer<'_, Result<bool, StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| {
            if credential::is_any(conn)? {
                return Ok(false);
            }
            if !account::insert(conn, &account)? {
                account::keep_roles(conn, &account.name, &account.roles)?;
                account::keep_enabled(conn, &account.name)?;
            }
            for made in &credentials {
                credential::insert(conn, made)?;
            }
            Ok(true)
        }))
    }

    fn account_enrol(
        &self,
        ticket: Digest,
        made: Vec<KeptCredential>,
        replaces: Vec<CredentialKind>,
    ) -> Answer<'_, Result<Enrolled, StoreFault>> {
        // What goes is the lost device's: it goes from the log as well, as in `credential_add`.
        Box::pin(self.order(Afterwards::EmptyLog, move |conn| enrol(conn, &ticket, &made, &replaces)))
    }

    fn account_tended(
        &self,
        name: StaffName,
        by: StaffName,
        at: Timestamp,
        forget: Timestamp,
    ) -> Answer<'_, Result<bool, StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| {
            let Some(mut tended) = account::find(conn, &name)?.map(|account| account.tended) else {
                return Ok(false);
            };
            tended.retain(|_, before| *before >= forget);
            tended.insert(by.clone(), at);
            account::keep_tended(conn, &name, &tended)
        }))
    }

    fn account_roles(
        &self,
        name: StaffName,
        roles: BTreeSet<Role>,
        keeps: Role,
    ) -> Answer<'_, Result<Change, StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| {
            let change = may_change(conn, &name, keeps, |account| account.roles.clone_from(&roles))?;
            if change == Change::Made {
                account::keep_roles(conn, &name, &roles)?;
            }
            Ok(change)
        }))
    }

    fn account_disable(
        &self,
        name: StaffName,
        at: Timestamp,
        keeps: Role,
    ) -> Answer<'_, Result<Change, StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| {
            let change = may_change(conn, &name, keeps, |account| account.disabled_at = Some(at))?;
            if change == Change::Made {
                disable(conn, &name, at)?;
            }
            Ok(change)
        }))
    }

    fn account_enable(&self, name: StaffName) -> Answer<'_, Result<bool, StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| account::keep_enabled(conn, &name)))
    }

    fn credential_add(
        &self,
        credential: KeptCredential,
        replaces: Vec<CredentialKind>,
    ) -> Answer<'_, Result<bool, StoreFault>> {
        // What is replaced must not be found in the log of the database afterwards.
        let afterwards = if replaces.is_empty() { Afterwards::Nothing } else { Afterwards::EmptyLog };
        Box::pin(self.order(afterwards, move |conn| {
            if is_key_taken(conn, &credential, &replaces)?
                || account::find(conn, &credential.account)?.is_none()
            {
                return Ok(false);
            }
            for kind in &replaces {
                credential::delete_kind(conn, &credential.account, *kind)?;
            }
            credential::insert(conn, &credential)?;
            Ok(true)
        }))
    }

    fn credentials(&self, account: StaffName) -> Answer<'_, Result<Vec<KeptCredential>, StoreFault>> {
        Box::pin(self.readers.read(move |conn| credential::of_account(conn, &account)))
    }

    fn credential_of(
        &self,
        kind: CredentialKind,
        key: Digest,
    ) -> Answer<'_, Result<Option<KeptCredential>, StoreFault>> {
        Box::pin(self.readers.read(move |conn| credential::of_key(conn, kind, &key)))
    }

    fn credential_used(
        &self,
        id: Digest,
        mark: Option<i64>,
        body: Option<String>,
        at: Timestamp,
    ) -> Answer<'_, Result<bool, StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| {
            credential::keep_used(conn, &id, mark, body.as_deref(), at)
        }))
    }

    fn credential_drop(&self, account: StaffName, id: Digest) -> Answer<'_, Result<Change, StoreFault>> {
        Box::pin(self.order(Afterwards::EmptyLog, move |conn| {
            let own = credential::of_account(conn, &account)?;
            let before: Vec<_> = own.iter().map(|kept| kept.kind).collect();
            let after: Vec<_> = own.iter().filter(|kept| kept.id != id).map(|kept| kept.kind).collect();
            if CredentialKind::let_in(&before) && !CredentialKind::let_in(&after) {
                return Ok(Change::WasLast);
            }
            let was_there = credential::delete(conn, &account, &id)?;
            Ok(if was_there { Change::Made } else { Change::NotThere })
        }))
    }

    fn session_open(
        &self,
        session: KeptSession,
        replaces: Option<Digest>,
    ) -> Answer<'_, Result<bool, StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| {
            if let SessionOwner::Staff(name) = &session.owner
                && account::find(conn, name)?.is_none_or(|account| account.disabled_at.is_some())
            {
                return Ok(false);
            }
            if let Some(token) = replaces
                && session::end(conn, &EndSessions::Token(token))? == 0
            {
                return Ok(false);
            }
            session::insert(conn, &session)?;
            session::end_oldest(conn, &session.owner)?;
            Ok(true)
        }))
    }

    fn session(&self, token: Digest) -> Answer<'_, Result<Option<FoundSession>, StoreFault>> {
        Box::pin(self.readers.read(move |conn| {
            let Some(session) = session::find(conn, &token)? else { return Ok(None) };
            let account = match &session.owner {
                SessionOwner::Staff(name) => account::find(conn, name)?,
                SessionOwner::Case(_) => None,
            };
            Ok(Some((session, account)))
        }))
    }

    fn session_seen(&self, token: Digest, at: Timestamp) -> Answer<'_, Result<(), StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| session::keep_seen(conn, &token, at)))
    }

    fn sessions(&self, owner: SessionOwner) -> Answer<'_, Result<Vec<KeptSession>, StoreFault>> {
        Box::pin(self.readers.read(move |conn| session::of_owner(conn, &owner)))
    }

    fn sessions_end(&self, which: EndSessions) -> Answer<'_, Result<u32, StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| session::end(conn, &which)))
    }

    fn ticket_put(&self, ticket: Ticket) -> Answer<'_, Result<(), StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| ticket::put(conn, &ticket)))
    }

    fn ticket_put_alone(&self, ticket: Ticket) -> Answer<'_, Result<(), StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| {
            ticket::delete_for(conn, ticket.account.as_ref(), &ticket.purpose)?;
            ticket::put(conn, &ticket)
        }))
    }

    fn ticket(&self, digest: Digest) -> Answer<'_, Result<Option<Ticket>, StoreFault>> {
        Box::pin(self.readers.read(move |conn| ticket::find(conn, &digest)))
    }

    fn ticket_take(&self, digest: Digest) -> Answer<'_, Result<Option<Ticket>, StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| {
            let found = ticket::find(conn, &digest)?;
            ticket::delete(conn, &digest)?;
            Ok(found)
        }))
    }

    fn tries(&self, key: Digest) -> Answer<'_, Result<Option<Tries>, StoreFault>> {
        Box::pin(self.readers.read(move |conn| ticket::tries(conn, &key)))
    }

    fn try_begin(
        &self,
        counted: Vec<Counted>,
        at: Timestamp,
        forget: Timestamp,
    ) -> Answer<'_, Result<Begun, StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| begin(conn, &counted, at, forget)))
    }

    fn try_undone(&self, key: Digest, last_at: Timestamp) -> Answer<'_, Result<(), StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| ticket::uncount_try(conn, &key, last_at)))
    }

    fn tries_clear(&self, key: Digest) -> Answer<'_, Result<(), StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| ticket::delete_tries(conn, &key)))
    }

    fn note(&self, noted: Noted) -> Answer<'_, Result<(), StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| log::insert(conn, &noted)))
    }

    fn noted(&self, filter: NotedFilter) -> Answer<'_, Result<Vec<Noted>, StoreFault>> {
        Box::pin(self.readers.read(move |conn| log::newest(conn, &filter)))
    }

    fn access_sweep(&self, ended: Timestamp, noted: Timestamp) -> Answer<'_, Result<u32, StoreFault>> {
        Box::pin(self.order(Afterwards::Nothing, move |conn| {
            let rows = [
                session::delete_ended(conn, ended)?,
                ticket::delete_ended(conn, ended)?,
                ticket::delete_old_tries(conn, ended)?,
                log::delete_old(conn, noted)?,
            ];
            Ok(rows.into_iter().sum())
        }))
    }
}
