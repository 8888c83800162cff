//! Enrolment: with a link that works once and for an hour, a person gets ways to sign in. There is no other way to the first one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use masalama_core::commitment::Digest;
use masalama_core::port::{Account, CredentialKind, Enrolled, KeptCredential, Ticket};
use masalama_core::record::StaffName;
use masalama_core::role::Role;

use crate::device::Device;
use crate::fault::AccessFault;
use crate::log::{By, Happened};
use crate::password;
use crate::said::{Refused, Said};
use crate::seal;
use crate::service::{Access, keyed};
use crate::session::after;
use crate::sign_in::{Proof, SignedIn};
use crate::token::Token;
use crate::totp::{self, SECRET_BYTES, TotpOffer};

/// A link holds so long.
pub const LINK_HOLDS: SignedDuration = SignedDuration::from_hours(1);
/// What a ticket says it is.
const PURPOSE: &str = "enrol";
/// The roles of whoever enrols first.
const FIRST_ROLES: [Role; 2] = [Role::Admin, Role::Supervisor];

/// A link to enrol with, to be handed to the person. Told once: only its digest is kept.
#[derive(Clone, Debug)]
pub struct EnrolLink {
    /// What the link carries.
    pub code: Token,
    /// Until when it holds.
    pub ends_at: Timestamp,
}

/// What a link is for.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// Whose it is; nobody's when whoever uses it chooses the name of the first account.
    pub account: Option<StaffName>,
    /// This visit to the link; must come back with the code of the generator.
    pub visit: Token,
    /// The secret for the person's code generator, of this visit alone: whoever looked at the link before knows another one.
    pub totp: TotpOffer,
    /// Until when it holds.
    pub ends_at: Timestamp,
}

/// What a person enrols with.
#[derive(Clone, Copy)]
pub struct Chosen<'a> {
    /// The visit to the link in which the secret was shown.
    pub visit: &'a Token,
    /// The password.
    pub password: &'a str,
    /// What the generator shows.
    pub code: &'a str,
}

impl Access {
    /// The link for the first account, which becomes admin and supervisor; nothing as soon as anybody can sign in.
    ///
    /// # Errors
    /// [`AccessFault::Store`].
    pub async fn first_link(&self) -> Result<Option<EnrolLink>, AccessFault> {
        if !self.is_nobody_there().await? {
            return Ok(None);
        }
        let (link, ticket) = self.ticket(None);
        self.store().ticket_put(ticket).await?;
        Ok(Some(link))
    }

    /// A link with which an account gets new ways to sign in. The present ones stay until it is used; links made before are over at once.
    ///
    /// # Errors
    /// [`Refused::NoSuchAccount`], and faults.
    pub async fn link(&self, name: &StaffName, by: &By) -> Result<EnrolLink, Said> {
        self.account(name).await?;
        self.tended(name, by).await?;
        let (link, ticket) = self.ticket(Some(name.clone()));
        self.store().ticket_put_alone(ticket).await?;
        self.note(Some(name), Happened::LinkMade, by, "").await?;
        Ok(link)
    }

    /// What a link is for. Looking does not use it, and begins a visit.
    ///
    /// # Errors
    /// [`Refused::LinkOver`], and faults.
    pub async fn look(&self, code: &Token) -> Result<Enrolment, Said> {
        self.look_again(code, Token::fresh(self.clock())).await
    }

    /// The same in a visit that began before: what the person put into the generator is still right.
    ///
    /// # Errors
    /// As [`Access::look`].
    pub async fn look_again(&self, code: &Token, visit: Token) -> Result<Enrolment, Said> {
        let ticket = self.ticket_of(code).await?;
        let secret = self.link_secret(code, &visit);
        let totp = totp::offer(&secret, totp::account_label(ticket.account.as_ref()))?;
        Ok(Enrolment { account: ticket.account, visit, totp, ends_at: ticket.ends_at })
    }

    /// Uses the link: the account gets this password, and the code generator of the visit. They replace those it had.
    ///
    /// # Errors
    /// [`Refused`]: the link is over, the password will not do, the code does not fit, or the name of a first account is taken. The
    /// link stays usable unless it is over.
    pub async fn enrol_password(
        &self,
        code: &Token,
        name: Option<&StaffName>,
        chosen: Chosen<'_>,
        device: &Device,
    ) -> Result<SignedIn, Said> {
        let Chosen { visit, password, code: shown } = chosen;
        let ticket = self.ticket_of(code).await?;
        let name = ticket.account.as_ref().or(name).ok_or(Refused::LinkOver)?.clone();
        password::check(password, &name).map_err(Refused::Password)?;
        let secret = self.link_secret(code, visit);
        let step = totp::step_of(&secret, shown, self.now().as_second())?.ok_or(Refused::Code)?;
        let phc = self.hash(password.to_owned()).await?;
        let id = Digest::from_bytes(self.clock().fresh());
        let sealed = seal::seal(&self.inner.secrets.seal, self.clock().fresh(), id.as_bytes(), &secret);
        let generator = KeptCredential { mark: step, ..self.credential(&name, CredentialKind::Totp, sealed) };
        let generator = KeptCredential { id, ..generator };
        let password = self.credential(&name, CredentialKind::Password, phc);
        self.use_link(code, &name, vec![generator, password]).await?;
        self.note(Some(&name), Happened::PasswordSet, &By::Itself(device.clone()), "").await?;
        self.let_in(&name, device, None, Proof { how: "enrolment", at: self.now() }).await
    }

    /// Uses the link: the account has what was made, and from now on the link is over. It is one change of the store, or none: of two who come
    /// at once, one gets it, and what fails leaves the link and the old ways in as they were.
    pub(crate) async fn use_link(
        &self,
        code: &Token,
        name: &StaffName,
        made: Vec<KeptCredential>,
    ) -> Result<(), Said> {
        match self.ticket_of(code).await?.account {
            Some(account) if account == *name => self.enrol_anew(code, made).await,
            Some(_) => Err(Refused::LinkOver.into()),
            None => self.enrol_first(code, name, made).await,
        }
    }

    async fn enrol_anew(&self, code: &Token, made: Vec<KeptCredential>) -> Result<(), Said> {
        // Whoever finds or took the lost device must not come in with it: what there was before goes, and where it is signed in ends.
        let replaces = vec![CredentialKind::Password, CredentialKind::Totp, CredentialKind::Passkey];
        match self.store().account_enrol(code.digest(), made, replaces).await? {
            Enrolled::Kept => Ok(()),
            Enrolled::NoTicket => Err(Refused::LinkOver.into()),
            Enrolled::KeyTaken => Err(Refused::NotRight.into()),
        }
    }

    /// The first account begins: of two with links of their own, at two processes even, one is first. Every other first link is over with it,
    /// used or not.
    async fn enrol_first(
        &self,
        code: &Token,
        name: &StaffName,
        made: Vec<KeptCredential>,
    ) -> Result<(), Said> {
        let roles = BTreeSet::from(FIRST_ROLES);
        let account = Account {
            name: name.clone(),
            roles,
            made_at: self.now(),
            disabled_at: None,
            tended: BTreeMap::new(),
        };
        if !self.store().account_begin(account, made).await? {
            return Err(Refused::LinkOver.into());
        }
        self.store().ticket_take(code.digest()).await?;
        Ok(self.note(Some(name), Happened::AccountMade, &By::CommandLine, "first account").await?)
    }

    pub(crate) async fn ticket_of(&self, code: &Token) -> Result<Ticket, Said> {
        let ticket = self.store().ticket(code.digest()).await?;
        let holds = |ticket: &Ticket| ticket.purpose == PURPOSE && self.now() < ticket.ends_at;
        match ticket.filter(holds) {
            Some(Ticket { account: None, .. }) if !self.is_nobody_there().await? => {
                Err(Refused::LinkOver.into())
            }
            Some(ticket) => Ok(ticket),
            None => Err(Refused::LinkOver.into()),
        }
    }

    pub(crate) fn credential(&self, name: &StaffName, kind: CredentialKind, body: String) -> KeptCredential {
        KeptCredential {
            id: Digest::from_bytes(self.clock().fresh()),
            account: name.clone(),
            kind,
            key: None,
            body,
            mark: 0,
            label: String::new(),
            made_at: self.now(),
            used_at: None,
        }
    }

    pub(crate) async fn keep(&self, made: KeptCredential, replaces: Vec<CredentialKind>) -> Result<(), Said> {
        let is_kept = self.store().credential_add(made, replaces).await?;
        if is_kept { Ok(()) } else { Err(Refused::NotRight.into()) }
    }

    /// Can nobody sign in yet?
    async fn is_nobody_there(&self) -> Result<bool, AccessFault> {
        for account in self.store().accounts().await? {
            if !self.store().credentials(account.name).await?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn ticket(&self, account: Option<StaffName>) -> (EnrolLink, Ticket) {
        let code = Token::fresh(self.clock());
        let ends_at = after(self.now(), LINK_HOLDS);
        let purpose = PURPOSE.to_owned();
        let ticket = Ticket { digest: code.digest(), purpose, account, body: String::new(), ends_at };
        (EnrolLink { code, ends_at }, ticket)
    }

    /// The secret of the code generator that goes with a link and one visit to it; kept nowhere until the link is used.
    fn link_secret(&self, code: &Token, visit: &Token) -> [u8; SECRET_BYTES] {
        let (code, visit) = (code.digest(), visit.digest());
        let whole = keyed(&self.inner.secrets.links, &[code.as_bytes(), visit.as_bytes()]);
        whole[..SECRET_BYTES].try_into().expect("20 of 32 bytes")
    }
}
