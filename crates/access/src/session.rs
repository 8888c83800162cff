//! Who asks: from what was shown to a session. Every question reads the store, so what ended has ended for everybody at once.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use masalama_core::case::CaseId;
use masalama_core::port::{Account, EndSessions, KeptSession, SessionKind, SessionOwner};
use masalama_core::record::StaffName;
use masalama_core::role::Role;

use crate::device::Device;
use crate::fault::AccessFault;
use crate::limits::{
    CASE_ENDS_AFTER, CASE_IDLE_MAX, FRESH_FOR, SEEN_EVERY, STAFF_ENDS_AFTER, STAFF_IDLE_MAX,
};
use crate::service::Access;
use crate::token::{SessionId, Token};

/// A member of staff who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The name, for the record.
    pub name: StaffName,
    /// What the person is there for, as of now.
    pub roles: BTreeSet<Role>,
    /// Through which session.
    pub session: SessionId,
    /// Did the session prove itself within the last minutes?
    pub fresh: bool,
}

/// Somebody who showed the credential of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseSession {
    /// The case, and no other.
    pub case: CaseId,
    /// Through which session.
    pub session: SessionId,
    /// Did the session prove itself within the last minutes?
    pub fresh: bool,
    /// Did it ever?
    pub proved: bool,
}

impl Access {
    /// The member of staff whose browser shows this, if it may still do anything.
    ///
    /// # Errors
    /// [`AccessFault::Store`]; then nobody is let in.
    pub async fn staff(&self, shown: &Token) -> Result<Option<Staff>, AccessFault> {
        let found = self.store().session(shown.digest()).await?;
        let now = self.now();
        let Some((session, Some(account))) = found else { return Ok(None) };
        if session.kind != SessionKind::Browser || !is_open(&session, now) {
            return Ok(None);
        }
        self.seen(&session, now).await?;
        Ok(staff_of(&session, account, now))
    }

    /// The member of staff whose program shows this token.
    ///
    /// # Errors
    /// As [`Access::staff`].
    pub async fn program(&self, shown: &str) -> Result<Option<Staff>, AccessFault> {
        let Some(token) = shown.trim().strip_prefix(PROGRAM_PREFIX).and_then(Token::sent) else {
            return Ok(None);
        };
        let found = self.store().session(token.digest()).await?;
        let now = self.now();
        let Some((session, Some(account))) = found else { return Ok(None) };
        if session.kind == SessionKind::Browser || !is_open(&session, now) {
            return Ok(None);
        }
        self.seen(&session, now).await?;
        Ok(staff_of(&session, account, now))
    }

    /// The case whose credential this browser showed before.
    ///
    /// # Errors
    /// As [`Access::staff`].
    pub async fn case(&self, shown: &Token) -> Result<Option<CaseSession>, AccessFault> {
        let found = self.store().session(shown.digest()).await?;
        let now = self.now();
        let Some((session, _)) = found.filter(|(session, _)| is_open(session, now)) else { return Ok(None) };
        let SessionOwner::Case(case) = session.owner else { return Ok(None) };
        self.seen(&session, now).await?;
        let (fresh, proved) = (is_fresh(&session, now), session.proved_at.is_some());
        Ok(Some(CaseSession { case, session: SessionId(session.id), fresh, proved }))
    }

    /// The session of a case this browser had until its time ran out, as long as it is still known. What was ended on purpose, here or on
    /// another device, is known no more.
    ///
    /// # Errors
    /// As [`Access::staff`].
    pub async fn case_of_lapsed(&self, shown: &Token) -> Result<Option<CaseSession>, AccessFault> {
        let found = self.store().session(shown.digest()).await?;
        let now = self.now();
        let Some((session, _)) = found.filter(|(session, _)| !is_open(session, now)) else { return Ok(None) };
        let SessionOwner::Case(case) = session.owner else { return Ok(None) };
        Ok(Some(CaseSession {
            case,
            session: SessionId(session.id),
            fresh: false,
            proved: session.proved_at.is_some(),
        }))
    }

    /// Opens a session for a case whose credential was shown. It is not fresh: holding a paper is less than a step-up.
    ///
    /// # Errors
    /// As [`Access::staff`].
    pub async fn open_case(&self, case: CaseId, device: &Device) -> Result<Token, AccessFault> {
        let token = Token::fresh(self.clock());
        let now = self.now();
        let session = KeptSession {
            token: token.digest(),
            id: SessionId::fresh(self.clock()).0,
            owner: SessionOwner::Case(case),
            kind: SessionKind::Browser,
            opened_at: now,
            seen_at: now,
            proved_at: None,
            ends_at: after(now, CASE_ENDS_AFTER),
            label: device.to_string(),
        };
        let is_open = self.store().session_open(session, None).await?;
        if is_open { Ok(token) } else { Err(AccessFault::NoSession) }
    }

    /// The subscriber proved more than holding the credential: the session gets a new token and is fresh for some minutes.
    ///
    /// # Errors
    /// [`AccessFault::NoSession`] when it is over meanwhile; [`AccessFault::Store`].
    pub async fn prove_case(&self, shown: &Token) -> Result<Token, AccessFault> {
        self.case(shown).await?.ok_or(AccessFault::NoSession)?;
        self.proved(shown).await
    }

    /// Ends the session of this token, if there is one.
    ///
    /// # Errors
    /// [`AccessFault::Store`]; then it may go on.
    pub async fn end(&self, shown: &Token) -> Result<(), AccessFault> {
        self.store().sessions_end(EndSessions::Token(shown.digest())).await?;
        Ok(())
    }

    /// Gives the session a new token, and keeps that it was proved now. Its limits stay.
    pub(crate) async fn proved(&self, shown: &Token) -> Result<Token, AccessFault> {
        let (session, _) = self.store().session(shown.digest()).await?.ok_or(AccessFault::NoSession)?;
        let token = Token::fresh(self.clock());
        let now = self.now();
        let session = KeptSession { token: token.digest(), seen_at: now, proved_at: Some(now), ..session };
        let is_open = self.store().session_open(session, Some(shown.digest())).await?;
        if is_open { Ok(token) } else { Err(AccessFault::NoSession) }
    }

    /// Opens a session of a member of staff who proved who it is at `proved_at`; an instant still to come counts as now.
    pub(crate) async fn open_staff(
        &self,
        name: StaffName,
        device: &Device,
        proved_at: Timestamp,
    ) -> Result<Token, AccessFault> {
        let token = Token::fresh(self.clock());
        let now = self.now();
        let session = KeptSession {
            token: token.digest(),
            id: SessionId::fresh(self.clock()).0,
            owner: SessionOwner::Staff(name),
            kind: SessionKind::Browser,
            opened_at: now,
            seen_at: now,
            proved_at: Some(proved_at.min(now)),
            ends_at: after(now, STAFF_ENDS_AFTER),
            label: device.to_string(),
        };
        let is_open = self.store().session_open(session, None).await?;
        if is_open { Ok(token) } else { Err(AccessFault::NoSession) }
    }

    async fn seen(&self, session: &KeptSession, now: Timestamp) -> Result<(), AccessFault> {
        if now.duration_since(session.seen_at) >= SEEN_EVERY {
            self.store().session_seen(session.token, now).await?;
        }
        Ok(())
    }
}

/// What every token of a program begins with, so that one that was lost can be recognised for what it is.
pub(crate) const PROGRAM_PREFIX: &str = "masalama-";

fn staff_of(session: &KeptSession, account: Account, now: Timestamp) -> Option<Staff> {
    let may = account.disabled_at.is_none();
    may.then(|| Staff {
        name: account.name,
        roles: account.roles,
        session: SessionId(session.id),
        fresh: is_fresh(session, now),
    })
}

/// Has its time not run out? A program's token may rest for as long as it lasts.
pub(crate) fn is_open(session: &KeptSession, now: Timestamp) -> bool {
    let idle_max = match (session.kind, &session.owner) {
        (SessionKind::Browser, SessionOwner::Staff(_)) => Some(STAFF_IDLE_MAX),
        (SessionKind::Browser, SessionOwner::Case(_)) => Some(CASE_IDLE_MAX),
        (SessionKind::Program | SessionKind::ActingProgram, _) => None,
    };
    let is_idle = idle_max.is_some_and(|max| now.duration_since(session.seen_at) >= max);
    now < session.ends_at && !is_idle
}

fn is_fresh(session: &KeptSession, now: Timestamp) -> bool {
    match session.kind {
        SessionKind::Browser => {
            session.proved_at.is_some_and(|proved| now.duration_since(proved) < FRESH_FOR)
        }
        SessionKind::Program => false,
        SessionKind::ActingProgram => true,
    }
}

/// So long before; the beginning of time when there is no such instant.
pub(crate) fn before(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_sub(span).unwrap_or(Timestamp::MIN)
}

/// So long after; the end of time when there is no such instant.
pub(crate) fn after(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_add(span).unwrap_or(Timestamp::MAX)
}
