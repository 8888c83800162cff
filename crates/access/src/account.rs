//! Accounts: made, changed and disabled by others, never by themselves; and the sessions each has.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use masalama_core::port::{
    Account, Added, Change, CredentialKind, EndSessions, KeptSession, SessionKind, SessionOwner,
};
use masalama_core::record::StaffName;
use masalama_core::role::Role;

use crate::enrol::EnrolLink;
use crate::fault::AccessFault;
use crate::limits::TENDED_FOR;
use crate::log::{By, Happened};
use crate::said::{Refused, Said};
use crate::service::Access;
use crate::session::{before, is_open};
use crate::token::{SessionId, Token};

/// An account, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    /// The account.
    pub account: Account,
    /// How it can sign in; nothing until it has enrolled.
    pub credentials: BTreeSet<CredentialKind>,
    /// Its open sessions.
    pub sessions: usize,
}

/// A session, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// Its name.
    pub id: SessionId,
    /// What carries it.
    pub kind: SessionKind,
    /// Since when.
    pub opened_at: Timestamp,
    /// When it was last seen, to the minute.
    pub seen_at: Timestamp,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
    /// What it is used from, or what it is for.
    pub label: String,
}

/// Which sessions of an account to end.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// This one.
    One(SessionId),
    /// All but the one of this token.
    Others(&'a Token),
    /// All.
    All,
}

impl Access {
    /// Makes an account, and the link with which the person enrols.
    ///
    /// # Errors
    /// [`Refused::NameTaken`], [`Refused::TooManyAccounts`], and faults.
    pub async fn add(&self, name: &StaffName, roles: BTreeSet<Role>, by: &By) -> Result<EnrolLink, Said> {
        let tended = match by {
            By::Account(maker) => [(maker.clone(), self.now())].into(),
            By::CommandLine | By::Itself(_) => BTreeMap::new(),
        };
        let account = Account { name: name.clone(), roles, made_at: self.now(), disabled_at: None, tended };
        let told = words(&account.roles);
        added(self.store().account_add(account, Vec::new()).await?)?;
        self.note(Some(name), Happened::AccountMade, by, &told).await?;
        self.link(name, by).await
    }

    /// Every account, by name.
    ///
    /// # Errors
    /// [`AccessFault::Store`].
    pub async fn accounts(&self) -> Result<Vec<AccountView>, AccessFault> {
        let mut views = Vec::new();
        for account in self.store().accounts().await? {
            let kept = self.store().credentials(account.name.clone()).await?;
            let sessions = self.sessions(&account.name).await?.len();
            let credentials = kept.into_iter().map(|credential| credential.kind).collect();
            views.push(AccountView { account, credentials, sessions });
        }
        Ok(views)
    }

    /// Gives an account these roles and no other; they hold from the next question on. Nobody changes his own.
    ///
    /// # Errors
    /// [`Refused::OwnRoles`], [`Refused::NoSuchAccount`], [`Refused::LastAdmin`], and faults.
    pub async fn set_roles(&self, name: &StaffName, roles: BTreeSet<Role>, by: &By) -> Result<(), Said> {
        let told = words(&roles);
        if matches!(by, By::Account(own) if own == name) {
            return Err(Refused::OwnRoles.into());
        }
        self.tended(name, by).await?;
        self.change_roles(name, roles).await?;
        Ok(self.note(Some(name), Happened::RolesChanged, by, &told).await?)
    }

    /// Disables an account: its sessions, programs and links end with it, at once and everywhere.
    ///
    /// # Errors
    /// As [`Access::set_roles`].
    pub async fn disable(&self, name: &StaffName, by: &By) -> Result<(), Said> {
        changed(self.store().account_disable(name.clone(), self.now(), Role::Admin).await?)?;
        Ok(self.note(Some(name), Happened::AccountDisabled, by, "").await?)
    }

    /// Lets a disabled account sign in again.
    ///
    /// # Errors
    /// [`Refused::NoSuchAccount`], and faults.
    pub async fn enable(&self, name: &StaffName, by: &By) -> Result<(), Said> {
        if !self.store().account_enable(name.clone()).await? {
            return Err(Refused::NoSuchAccount.into());
        }
        Ok(self.note(Some(name), Happened::AccountEnabled, by, "").await?)
    }

    /// The open sessions of an account, newest first, those of programs too.
    ///
    /// # Errors
    /// [`AccessFault::Store`].
    pub async fn sessions(&self, name: &StaffName) -> Result<Vec<SessionView>, AccessFault> {
        let now = self.now();
        let kept = self.store().sessions(SessionOwner::Staff(name.clone())).await?;
        Ok(kept.into_iter().filter(|session| is_open(session, now)).map(session_view).collect())
    }

    /// The open sessions of a case, newest first.
    ///
    /// # Errors
    /// [`AccessFault::Store`].
    pub async fn case_sessions(
        &self,
        case: masalama_core::case::CaseId,
    ) -> Result<Vec<SessionView>, AccessFault> {
        let now = self.now();
        let kept = self.store().sessions(SessionOwner::Case(case)).await?;
        Ok(kept.into_iter().filter(|session| is_open(session, now)).map(session_view).collect())
    }

    /// Ends all sessions of a case but this one.
    ///
    /// # Errors
    /// [`AccessFault::Store`].
    pub async fn end_other_case_sessions(
        &self,
        case: masalama_core::case::CaseId,
        but: &Token,
    ) -> Result<u32, AccessFault> {
        let ending = EndSessions::Others(SessionOwner::Case(case), but.digest());
        Ok(self.store().sessions_end(ending).await?)
    }

    /// Ends sessions of an account; says how many.
    ///
    /// # Errors
    /// [`AccessFault::Store`].
    pub async fn end_sessions(
        &self,
        name: &StaffName,
        which: Which<'_>,
        by: &By,
    ) -> Result<u32, AccessFault> {
        let owner = SessionOwner::Staff(name.clone());
        let ending = match which {
            Which::One(id) => EndSessions::Named(owner, id.0),
            Which::Others(token) => EndSessions::Others(owner, token.digest()),
            Which::All => EndSessions::All(owner),
        };
        let ended = self.store().sessions_end(ending).await?;
        if ended > 0 {
            self.note(Some(name), Happened::SessionsEnded, by, &ended.to_string()).await?;
        }
        Ok(ended)
    }

    /// Takes a passkey from an account, if it has it. What remains must still be a way in.
    ///
    /// # Errors
    /// [`Refused::LastWay`], and faults.
    pub async fn remove_passkey(&self, name: &StaffName, id: SessionId, by: &By) -> Result<(), Said> {
        let kept = self.store().credentials(name.clone()).await?;
        let is_passkey =
            kept.iter().any(|credential| credential.id == id.0 && credential.kind == CredentialKind::Passkey);
        if !is_passkey {
            return Ok(());
        }
        match self.store().credential_drop(name.clone(), id.0).await? {
            Change::Made => Ok(self.note(Some(name), Happened::CredentialRemoved, by, "").await?),
            Change::NotThere => Ok(()),
            Change::WasLast => Err(Refused::LastWay.into()),
        }
    }

    /// Gives an account the roles a provider of identities says. The last admin stays one all the same until there is another: nobody
    /// could tend accounts here any more, and a provider that is set up wrongly must not bring that about.
    pub(crate) async fn take_roles(
        &self,
        account: &Account,
        said: BTreeSet<Role>,
        by: &By,
    ) -> Result<(), Said> {
        if account.roles == said {
            return Ok(());
        }
        let with_admin: BTreeSet<_> = said.iter().copied().chain([Role::Admin]).collect();
        let mut told = words(&said);
        match self.change_roles(&account.name, said).await {
            Err(Said::Refused(Refused::LastAdmin)) => {
                tracing::warn!(
                    account = account.name.as_str(),
                    "the provider of identities takes the last admin his role; it stays"
                );
                if account.roles == with_admin {
                    return Ok(());
                }
                told = words(&with_admin);
                self.change_roles(&account.name, with_admin).await?;
            }
            said => said?,
        }
        Ok(self.note(Some(&account.name), Happened::RolesChanged, by, &told).await?)
    }

    /// Are these two people, as far as we can tell? Not where one of them tended the other's account within [`TENDED_FOR`]: who makes an account,
    /// a link for it or its roles could be behind it, and be his own second person.
    ///
    /// # Errors
    /// [`AccessFault::Store`]; then nothing is approved.
    pub async fn are_two(&self, one: &StaffName, other: &StaffName) -> Result<bool, AccessFault> {
        if one == other {
            return Ok(false);
        }
        let since = before(self.now(), TENDED_FOR);
        for (name, by) in [(one, other), (other, one)] {
            let account = self.store().account(name.clone()).await?;
            let at = account.and_then(|account| account.tended.get(by).copied());
            if at.is_some_and(|at| at >= since) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Keeps that another account is about to change this one: before it does, so that it is never missing.
    pub(crate) async fn tended(&self, name: &StaffName, by: &By) -> Result<(), AccessFault> {
        if let By::Account(by) = by {
            let (now, forget) = (self.now(), before(self.now(), TENDED_FOR));
            self.store().account_tended(name.clone(), by.clone(), now, forget).await?;
        }
        Ok(())
    }

    pub(crate) async fn account(&self, name: &StaffName) -> Result<Account, Said> {
        Ok(self.store().account(name.clone()).await?.ok_or(Refused::NoSuchAccount)?)
    }

    /// Changes roles, unless that would leave nobody who may tend accounts.
    async fn change_roles(&self, name: &StaffName, roles: BTreeSet<Role>) -> Result<(), Said> {
        changed(self.store().account_roles(name.clone(), roles, Role::Admin).await?)
    }
}

/// The account is there, or why not.
pub(crate) fn added(added: Added) -> Result<(), Said> {
    match added {
        Added::Added => Ok(()),
        Added::NameTaken => Err(Refused::NameTaken.into()),
        Added::KeyTaken => Err(Refused::NotRight.into()),
        Added::Full => Err(Refused::TooManyAccounts.into()),
    }
}

fn changed(change: Change) -> Result<(), Said> {
    match change {
        Change::Made => Ok(()),
        Change::NotThere => Err(Refused::NoSuchAccount.into()),
        Change::WasLast => Err(Refused::LastAdmin.into()),
    }
}

fn session_view(session: KeptSession) -> SessionView {
    SessionView {
        id: SessionId(session.id),
        kind: session.kind,
        opened_at: session.opened_at,
        seen_at: session.seen_at,
        ends_at: session.ends_at,
        label: session.label,
    }
}

/// Roles as the log tells them.
fn words(roles: &BTreeSet<Role>) -> String {
    let words: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
    words.join(" ")
}
