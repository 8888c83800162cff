//! Where accounts, credentials and sessions are kept. What is secret comes as a digest, or sealed; the store never sees it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Answer, StoreFault};
use crate::case::CaseId;
use crate::commitment::Digest;
use crate::record::StaffName;
use crate::role::Role;

/// The most accounts an installation has, and the most rows any of these lists gives.
pub const ACCESS_ROWS_MAX: u32 = 5_000;

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name in every record.
    pub name: StaffName,
    /// What the person is there for.
    pub roles: BTreeSet<Role>,
    /// Since when.
    pub made_at: Timestamp,
    /// Since when the account may do nothing, if it may not.
    pub disabled_at: Option<Timestamp>,
    /// Who made it, made a link for it or gave it roles, and when last: whoever could act in its name.
    pub tended: BTreeMap<StaffName, Timestamp>,
}

/// What somebody shows to be let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// A password, hashed.
    Password,
    /// The secret of a code generator, sealed.
    Totp,
    /// The public key of a passkey.
    Passkey,
    /// A subject at a provider of identities.
    Oidc,
}

impl CredentialKind {
    /// Do credentials of these kinds let somebody in? A passkey or a provider does alone; a password only with a code.
    #[must_use]
    pub fn let_in(kinds: &[Self]) -> bool {
        let has = |kind| kinds.contains(&kind);
        has(Self::Passkey) || has(Self::Oidc) || (has(Self::Password) && has(Self::Totp))
    }
}

/// What became of a change that must leave somebody, or a way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is made.
    Made,
    /// What was to change is not there.
    NotThere,
    /// It was the last one, so nothing changed.
    WasLast,
}

/// What became of an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enrolled {
    /// All of it is kept.
    Kept,
    /// The ticket is not there, or not this account's. Nothing changed.
    NoTicket,
    /// The key of a credential is another one's. Nothing changed: the ticket can be used still.
    KeyTaken,
}

/// A credential as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCredential {
    /// Its own name, random.
    pub id: Digest,
    /// Whose.
    pub account: StaffName,
    /// What it is.
    pub kind: CredentialKind,
    /// What it is found by, where it can be found by itself: a passkey's id, issuer and subject. One for all accounts.
    pub key: Option<Digest>,
    /// What is checked against, in the words of whoever checks.
    pub body: String,
    /// Only goes up: the last time step of a code, the signature counter of a passkey.
    pub mark: i64,
    /// What the person calls it.
    pub label: String,
    /// Since when.
    pub made_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

/// Whose session.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SessionOwner {
    /// A member of staff.
    Staff(StaffName),
    /// Who showed the credential of this case.
    Case(CaseId),
}

impl SessionOwner {
    /// The most browsers signed in at once: a member of staff has a few machines, a case may be followed by a family.
    #[must_use]
    pub const fn browsers_max(&self) -> u32 {
        match self {
            Self::Staff(_) => 10,
            Self::Case(_) => 20,
        }
    }
}

/// What a session is carried by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// A browser, with a cookie.
    Browser,
    /// A program, with a token in a header.
    Program,
    /// A program whose token counts as just proved.
    ActingProgram,
}

/// A session as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSession {
    /// The digest of its token.
    pub token: Digest,
    /// Its own name, random; tells it apart in lists and gives no access.
    pub id: Digest,
    /// Whose.
    pub owner: SessionOwner,
    /// What carries it.
    pub kind: SessionKind,
    /// Since when.
    pub opened_at: Timestamp,
    /// When it last asked for something, to the minute.
    pub seen_at: Timestamp,
    /// When it last proved who it is, beyond holding the token.
    pub proved_at: Option<Timestamp>,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
    /// What it is used from, in words.
    pub label: String,
}

/// A session, and the account as it is now when it is a member of staff's.
pub type FoundSession = (KeptSession, Option<Account>);

/// Which sessions to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndSessions {
    /// The one of this token.
    Token(Digest),
    /// The one of this name, if it is this owner's.
    Named(SessionOwner, Digest),
    /// All of this owner.
    All(SessionOwner),
    /// All of this owner but the one of this token.
    Others(SessionOwner, Digest),
}

/// Something that can be used once: an enrolment link, or a ceremony that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The digest of what opens it.
    pub digest: Digest,
    /// What it is for.
    pub purpose: String,
    /// Whose, if somebody's.
    pub account: Option<StaffName>,
    /// What was begun.
    pub body: String,
    /// Until when.
    pub ends_at: Timestamp,
}

/// Failed tries from one place or at one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// How many in a row.
    pub count: u32,
    /// The last one.
    pub last_at: Timestamp,
}

/// How one count slows down whoever tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Under which key.
    pub key: Digest,
    /// So many tries are free.
    pub free: u32,
    /// The longest wait. *Units*: seconds.
    pub wait_max_s: u32,
}

impl Counted {
    /// How long to wait still, in seconds: twice as long after each try. Counting begins anew when the last one was before `forget`.
    #[must_use]
    pub fn wait_s(&self, tries: Tries, now: Timestamp, forget: Timestamp) -> u32 {
        if tries.last_at < forget || tries.count < self.free {
            return 0;
        }
        let doubled = 1_u32.checked_shl(tries.count - self.free).unwrap_or(u32::MAX);
        let gone = now.duration_since(tries.last_at).as_secs();
        u32::try_from(i64::from(doubled.min(self.wait_max_s)) - gone).unwrap_or(0)
    }
}

/// What became of a try that was to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is counted under every key. When the one before was, for each: that takes it back.
    Counted(Vec<Timestamp>),
    /// It must wait, and is counted nowhere.
    Wait {
        /// For the longest wait of all counts.
        key: Digest,
        /// When the last try of that count was.
        last_at: Timestamp,
        /// How long still. *Units*: seconds.
        seconds: u32,
    },
}

/// The longest wait of these counts as they stand, if there is one. What every store decides by.
#[must_use]
pub fn longest_wait(
    counted: &[Counted],
    stand: &[Option<Tries>],
    now: Timestamp,
    forget: Timestamp,
) -> Option<Begun> {
    let waits = counted.iter().zip(stand).filter_map(|(one, tries)| {
        let tries = (*tries)?;
        Some((one.wait_s(tries, now, forget), one.key, tries.last_at)).filter(|(seconds, ..)| *seconds > 0)
    });
    let (seconds, key, last_at) = waits.max_by_key(|(seconds, ..)| *seconds)?;
    Some(Begun::Wait { key, last_at, seconds })
}

/// What became of an account that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is there, with its credentials.
    Added,
    /// There is one of that name, which stays as it is.
    NameTaken,
    /// The key of a credential is another one's.
    KeyTaken,
    /// There are [`ACCESS_ROWS_MAX`] already.
    Full,
}

/// A line of the security log. Nothing personal is in it but the name of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// When.
    pub at: Timestamp,
    /// Which account it is about.
    pub account: Option<StaffName>,
    /// What happened, as a word.
    pub what: String,
    /// Who did it, when that is another one: an account, or the command line.
    pub by: Option<String>,
    /// From where, masked; with what.
    pub detail: String,
}

/// Which lines of the log, newest first.
#[derive(Clone, Debug, Default)]
pub struct NotedFilter {
    /// Only about this account.
    pub account: Option<StaffName>,
    /// Only from then on.
    pub since: Option<Timestamp>,
    /// Only what happened in these words; whatever happened, when there are none.
    pub only: Vec<String>,
    /// At most so many, and never more than [`ACCESS_ROWS_MAX`].
    pub limit: u32,
}

/// Where access is kept (I7: one conformance suite runs on every store and calls every method). Each method is atomic.
pub trait AccessStore: Send + Sync {
    /// Adds an account with what it signs in with: all of it, or nothing.
    fn account_add(
        &self,
        account: Account,
        credentials: Vec<KeptCredential>,
    ) -> Answer<'_, Result<Added, StoreFault>>;

    /// The account of this name.
    fn account(&self, name: StaffName) -> Answer<'_, Result<Option<Account>, StoreFault>>;

    /// Every account, by name.
    fn accounts(&self) -> Answer<'_, Result<Vec<Account>, StoreFault>>;

    /// Adds the first account that can sign in, with its credentials; one of that name without any takes its roles. False, and nothing changed,
    /// when anybody has a credential already: of all who come at once, in every process, one is first.
    fn account_begin(
        &self,
        account: Account,
        credentials: Vec<KeptCredential>,
    ) -> Answer<'_, Result<bool, StoreFault>>;

    /// Uses the ticket of an account: takes it with every other of the account, keeps these credentials in place of those whose kind is in
    /// `replaces`, and ends the sessions of the account. All of it, or nothing.
    fn account_enrol(
        &self,
        ticket: Digest,
        made: Vec<KeptCredential>,
        replaces: Vec<CredentialKind>,
    ) -> Answer<'_, Result<Enrolled, StoreFault>>;

    /// Keeps that somebody tended the account; who did so before `forget` is forgotten. False when there is none.
    fn account_tended(
        &self,
        name: StaffName,
        by: StaffName,
        at: Timestamp,
        forget: Timestamp,
    ) -> Answer<'_, Result<bool, StoreFault>>;

    /// Gives an account these roles and touches nothing else of it, unless nobody would be left who has the role `keeps` and is not disabled,
    /// where somebody was before.
    fn account_roles(
        &self,
        name: StaffName,
        roles: BTreeSet<Role>,
        keeps: Role,
    ) -> Answer<'_, Result<Change, StoreFault>>;

    /// Disables an account, with the same exception; its sessions end and its tickets go with it. One that is disabled stays so since
    /// when it was.
    fn account_disable(
        &self,
        name: StaffName,
        at: Timestamp,
        keeps: Role,
    ) -> Answer<'_, Result<Change, StoreFault>>;

    /// Ends that an account is disabled. False when there is none.
    fn account_enable(&self, name: StaffName) -> Answer<'_, Result<bool, StoreFault>>;

    /// Adds a credential, and takes away those of the account whose kind is in `replaces`. False when its key is taken or
    /// its account is not there: then nothing changed.
    fn credential_add(
        &self,
        credential: KeptCredential,
        replaces: Vec<CredentialKind>,
    ) -> Answer<'_, Result<bool, StoreFault>>;

    /// The credentials of an account, oldest first.
    fn credentials(&self, account: StaffName) -> Answer<'_, Result<Vec<KeptCredential>, StoreFault>>;

    /// The credential of this key.
    fn credential_of(
        &self,
        kind: CredentialKind,
        key: Digest,
    ) -> Answer<'_, Result<Option<KeptCredential>, StoreFault>>;

    /// Marks a credential as used: its mark goes up to `mark`, its body becomes `body` where one is given. False, and nothing changed, unless
    /// the mark is greater than before, or no mark is asked for.
    fn credential_used(
        &self,
        id: Digest,
        mark: Option<i64>,
        body: Option<String>,
        at: Timestamp,
    ) -> Answer<'_, Result<bool, StoreFault>>;

    /// Takes a credential from its account, unless the account could sign in before and could not afterwards.
    fn credential_drop(&self, account: StaffName, id: Digest) -> Answer<'_, Result<Change, StoreFault>>;

    /// Opens a session; the one of the token `replaces` ends with it, and the oldest ones of browsers beyond as many as an owner has
    /// ([`SessionOwner::browsers_max`]). False, and nothing changed, when `replaces` is given and gone, or when
    /// the account is disabled or not there.
    fn session_open(
        &self,
        session: KeptSession,
        replaces: Option<Digest>,
    ) -> Answer<'_, Result<bool, StoreFault>>;

    /// The session of this token, and the account as it is now when it is a member of staff's.
    fn session(&self, token: Digest) -> Answer<'_, Result<Option<FoundSession>, StoreFault>>;

    /// Keeps that the session was seen. One that is gone stays gone.
    fn session_seen(&self, token: Digest, at: Timestamp) -> Answer<'_, Result<(), StoreFault>>;

    /// The sessions of an owner, newest first.
    fn sessions(&self, owner: SessionOwner) -> Answer<'_, Result<Vec<KeptSession>, StoreFault>>;

    /// Ends sessions. Says how many.
    fn sessions_end(&self, which: EndSessions) -> Answer<'_, Result<u32, StoreFault>>;

    /// Keeps a ticket; one of the same digest is replaced.
    fn ticket_put(&self, ticket: Ticket) -> Answer<'_, Result<(), StoreFault>>;

    /// Keeps a ticket in place of every other of the same account for the same purpose.
    fn ticket_put_alone(&self, ticket: Ticket) -> Answer<'_, Result<(), StoreFault>>;

    /// Looks at a ticket.
    fn ticket(&self, digest: Digest) -> Answer<'_, Result<Option<Ticket>, StoreFault>>;

    /// Takes a ticket: whoever comes second finds none.
    fn ticket_take(&self, digest: Digest) -> Answer<'_, Result<Option<Ticket>, StoreFault>>;

    /// The failed tries under this key.
    fn tries(&self, key: Digest) -> Answer<'_, Result<Option<Tries>, StoreFault>>;

    /// Begins a try: where no count makes it wait it is counted under each, before anybody looks at it. Looking and counting are one, so that
    /// tries side by side are counted like tries in a row. A count begins anew when its last try was before `forget`.
    fn try_begin(
        &self,
        counted: Vec<Counted>,
        at: Timestamp,
        forget: Timestamp,
    ) -> Answer<'_, Result<Begun, StoreFault>>;

    /// Takes one counted try back: there is one less, and the last one was at `last_at`. Where none is left, nothing is kept.
    fn try_undone(&self, key: Digest, last_at: Timestamp) -> Answer<'_, Result<(), StoreFault>>;

    /// Forgets the tries under this key.
    fn tries_clear(&self, key: Digest) -> Answer<'_, Result<(), StoreFault>>;

    /// Adds to the log. Nothing takes away from it but [`AccessStore::access_sweep`].
    fn note(&self, noted: Noted) -> Answer<'_, Result<(), StoreFault>>;

    /// The lines of the log that fit, newest first.
    fn noted(&self, filter: NotedFilter) -> Answer<'_, Result<Vec<Noted>, StoreFault>>;

    /// Removes sessions and tickets that ended before `ended`, tries before it, and lines of the log before `noted`. Says how many rows.
    fn access_sweep(&self, ended: Timestamp, noted: Timestamp) -> Answer<'_, Result<u32, StoreFault>>;
}
