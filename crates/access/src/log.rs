//! The security log: who, what, when, from which network. Passwords, codes and tokens never come near it.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use masalama_core::port::{Noted, NotedFilter};
use masalama_core::record::StaffName;

use crate::device::Device;
use crate::fault::AccessFault;
use crate::service::Access;
use crate::session::before;

/// The log is kept so long.
pub const LOG_KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);
/// Notices to an account go back so far.
pub const NOTICES_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);
/// The most notices shown of what was done.
const DONE_MAX: u32 = 150;
/// The most of tries that were refused or slowed down: whoever knocks must not push the others off the list.
const TRIES_MAX: u32 = 50;

macro_rules! happenings {
    ($( $(#[$doc:meta])* $name:ident = $word:literal, $notice:literal );+ $(;)?) => {
        /// What happened to an account.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Happened { $( $(#[$doc])* $name ),+ }

        impl Happened {
            /// All of them.
            pub const ALL: &'static [Self] = &[ $( Self::$name ),+ ];

            /// The word in the log.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$name => $word ),+ }
            }

            /// Is the account told?
            #[must_use]
            pub const fn is_notice(self) -> bool {
                match self { $( Self::$name => $notice ),+ }
            }
        }
    };
}

happenings! {
    /// An account was made.
    AccountMade = "account_made", false;
    /// It may do nothing any more.
    AccountDisabled = "account_disabled", true;
    /// It may do things again.
    AccountEnabled = "account_enabled", true;
    /// Its roles changed.
    RolesChanged = "roles_changed", true;
    /// A link to enrol was made for it.
    LinkMade = "link_made", true;
    /// Somebody showed a link that was over.
    LinkRefused = "link_refused", false;
    /// A password and code generator were set.
    PasswordSet = "password_set", true;
    /// A passkey was added.
    PasskeyAdded = "passkey_added", true;
    /// A passkey counted backwards: somebody has a copy of it.
    PasskeyWentBack = "passkey_went_back", true;
    /// A credential was taken away.
    CredentialRemoved = "credential_removed", true;
    /// A subject of a provider of identities was tied to it.
    SubjectTied = "subject_tied", true;
    /// Somebody signed in from a device that was used before.
    SignedIn = "signed_in", false;
    /// Somebody signed in from a device that was not used before.
    SignedInAnew = "signed_in_anew", true;
    /// Somebody showed something wrong.
    SignInRefused = "sign_in_refused", true;
    /// Somebody was made to wait.
    SignInDelayed = "sign_in_delayed", true;
    /// A session proved itself anew.
    SteppedUp = "stepped_up", false;
    /// A session was ended by its owner.
    SignedOut = "signed_out", false;
    /// Sessions were ended.
    SessionsEnded = "sessions_ended", true;
    /// A program's token was made.
    TokenMade = "token_made", true;
}

impl Happened {
    /// The one of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|happened| happened.as_str() == word)
    }
}

/// Who does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// The account it is about, from this device.
    Itself(Device),
    /// Another account.
    Account(StaffName),
    /// Somebody who may read the data folder.
    CommandLine,
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Itself(_) => f.write_str("itself"),
            Self::Account(name) => f.write_str(name.as_str()),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

/// A line told to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Happened,
    /// Who, when it was another one.
    pub by: Option<String>,
    /// From where, masked.
    pub detail: String,
}

impl Access {
    /// Adds a line to the log.
    pub(crate) async fn note(
        &self,
        account: Option<&StaffName>,
        what: Happened,
        by: &By,
        detail: &str,
    ) -> Result<(), AccessFault> {
        let detail = match by {
            By::Itself(device) if detail.is_empty() => device.to_string(),
            By::Itself(device) => format!("{detail}; {device}"),
            By::Account(_) | By::CommandLine => detail.to_owned(),
        };
        let name = account.map_or("-", StaffName::as_str);
        tracing::info!(target: "masalama::access", account = name, what = what.as_str(), by = %by, "access");
        let by = match by {
            By::Itself(_) => None,
            By::Account(_) | By::CommandLine => Some(by.to_string()),
        };
        let noted =
            Noted { at: self.now(), account: account.cloned(), what: what.as_str().to_owned(), by, detail };
        Ok(self.store().note(noted).await?)
    }

    /// What the account should look at: sign-ins that were refused or came from a new device, and changes of how it signs in.
    ///
    /// # Errors
    /// [`AccessFault::Store`].
    pub async fn notices(&self, name: &StaffName) -> Result<Vec<Notice>, AccessFault> {
        let (tries, done): (Vec<Happened>, Vec<Happened>) = Happened::ALL
            .iter()
            .copied()
            .filter(|what| what.is_notice())
            .partition(|what| matches!(what, Happened::SignInRefused | Happened::SignInDelayed));
        let mut notices = self.noted_of(name, &done, DONE_MAX).await?;
        notices.extend(self.noted_of(name, &tries, TRIES_MAX).await?);
        notices.sort_by_key(|notice| std::cmp::Reverse(notice.at));
        Ok(notices)
    }

    async fn noted_of(
        &self,
        name: &StaffName,
        only: &[Happened],
        limit: u32,
    ) -> Result<Vec<Notice>, AccessFault> {
        let filter = NotedFilter {
            account: Some(name.clone()),
            since: Some(before(self.now(), NOTICES_FOR)),
            only: only.iter().map(|what| what.as_str().to_owned()).collect(),
            limit,
        };
        let lines = self.store().noted(filter).await?;
        let notice = |line: Noted| {
            let what = Happened::named(&line.what)?;
            Some(Notice { at: line.at, what, by: line.by, detail: line.detail })
        };
        Ok(lines.into_iter().filter_map(notice).collect())
    }

    /// The log, newest first.
    ///
    /// # Errors
    /// [`AccessFault::Store`].
    pub async fn log(&self, filter: NotedFilter) -> Result<Vec<Noted>, AccessFault> {
        Ok(self.store().noted(filter).await?)
    }
}
