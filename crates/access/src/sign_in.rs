//! Signing in with name, password and code, and proving it anew. One answer for whatever is wrong, and the same work before it.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use masalama_core::port::{Counted, CredentialKind, KeptCredential, Ticket};
use masalama_core::record::StaffName;
use masalama_core::role::Role;

use crate::account::Which;
use crate::device::Device;
use crate::fault::AccessFault;
use crate::log::{By, Happened};
use crate::password::{self, Whose};
use crate::said::{Refused, Said};
use crate::seal;
use crate::service::Access;
use crate::session::{Staff, after};
use crate::throttle::{Tried, Wait, here, of_account, of_device, of_network};
use crate::token::Token;
use crate::totp;

/// A device is known for so long after it was last signed in from.
pub const DEVICE_KNOWN_FOR: SignedDuration = SignedDuration::from_hours(24 * 90);
/// What the ticket of a known device says it is.
const DEVICE: &str = "device";
/// What the ticket of a wait that was noted says it is.
const WAIT: &str = "wait";
/// The longest password or code that is looked at. *Units*: bytes.
const SHOWN_BYTES_MAX: usize = 1_024;

/// Somebody is in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub name: StaffName,
    /// In which roles.
    pub roles: BTreeSet<Role>,
    /// What the browser shows from now on.
    pub token: Token,
    /// What tells the device again next time; not a credential.
    pub device: Token,
}

/// What is shown to sign in with a password.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The name, as typed.
    pub name: &'a str,
    /// The password.
    pub password: &'a str,
    /// The code of the generator.
    pub code: &'a str,
}

/// What is shown of the present way in, to change it.
#[derive(Clone, Copy)]
pub struct Present<'a> {
    /// The password.
    pub password: &'a str,
    /// The code of the generator.
    pub code: &'a str,
}

impl Access {
    /// Lets a member of staff in who shows name, password and code. `known` is what the device was given when it was last used; the session of
    /// `replaces` ends with this.
    ///
    /// # Errors
    /// [`Refused::NotRight`], [`Refused::Later`], and faults.
    pub async fn sign_in(
        &self,
        shown: Shown<'_>,
        device: &Device,
        known: Option<&Token>,
        replaces: Option<&Token>,
    ) -> Result<SignedIn, Said> {
        let name = StaffName::try_from(shown.name.trim().to_owned()).ok();
        let known = self.known(name.as_ref(), known).await?;
        let counted = self.counted(shown.name.trim(), device, known.as_ref());
        let tried = self.not_too_often(name.as_ref(), &counted, device).await?;
        let whose = if known.is_some() { Whose::Known } else { Whose::Strangers };
        if !self.fits(name.as_ref(), shown, whose).await? {
            self.refused(name.as_ref(), device).await?;
            return Err(Refused::NotRight.into());
        }
        let name = name.ok_or(Refused::NotRight)?;
        self.was_right(tried).await?;
        if let Some(old) = replaces {
            self.end(old).await?;
        }
        self.let_in(&name, device, known.as_ref(), Proof { how: "password", at: self.now() }).await
    }

    /// Proves a session anew with password and code: it gets a new token, and is fresh for some minutes.
    ///
    /// # Errors
    /// As [`Access::sign_in`].
    pub async fn step_up(
        &self,
        staff: &Staff,
        shown: &Token,
        password: &str,
        code: &str,
        device: &Device,
    ) -> Result<Token, Said> {
        let name = staff.name.as_str();
        // Only what whoever holds this session does: strangers know the name too, and could keep its owner waiting for ever.
        let counted = [of_device(&shown.digest())];
        let tried = self.not_too_often(Some(&staff.name), &counted, device).await?;
        if !self.fits(Some(&staff.name), Shown { name, password, code }, Whose::Known).await? {
            self.refused(Some(&staff.name), device).await?;
            return Err(Refused::NotRight.into());
        }
        self.was_right(tried).await?;
        self.note(Some(&staff.name), Happened::SteppedUp, &By::Itself(device.clone()), "password").await?;
        Ok(self.proved(shown).await?)
    }

    /// Gives an account another password in place of its present one, which is shown with a code. All its other sessions end.
    ///
    /// # Errors
    /// As [`Access::step_up`]; and [`Refused::Password`] when the new one will not do, before anything is counted or used.
    pub async fn change_password(
        &self,
        staff: &Staff,
        shown: &Token,
        present: Present<'_>,
        new: &str,
        device: &Device,
    ) -> Result<Token, Said> {
        password::check(new, &staff.name).map_err(Refused::Password)?;
        let token = self.step_up(staff, shown, present.password, present.code, device).await?;
        let phc = self.hash(new.to_owned()).await?;
        let made = self.credential(&staff.name, CredentialKind::Password, phc);
        self.keep(made, vec![CredentialKind::Password]).await?;
        let by = By::Itself(device.clone());
        self.note(Some(&staff.name), Happened::PasswordSet, &by, "").await?;
        self.end_sessions(&staff.name, Which::Others(&token), &by).await?;
        Ok(token)
    }

    /// Has the account a password to change?
    ///
    /// # Errors
    /// [`AccessFault::Store`].
    pub async fn has_password(&self, name: &StaffName) -> Result<bool, AccessFault> {
        let kept = self.store().credentials(name.clone()).await?;
        Ok(kept.iter().any(|credential| credential.kind == CredentialKind::Password))
    }

    /// Ends the session of this token, and notes it.
    ///
    /// # Errors
    /// [`AccessFault::Store`].
    pub async fn sign_out(&self, shown: &Token, device: &Device) -> Result<(), AccessFault> {
        if let Some(staff) = self.staff(shown).await? {
            self.note(Some(&staff.name), Happened::SignedOut, &By::Itself(device.clone()), "").await?;
        }
        self.end(shown).await
    }

    /// Opens a session for somebody who proved who it is, fresh since then, and makes the device known.
    pub(crate) async fn let_in(
        &self,
        name: &StaffName,
        device: &Device,
        known: Option<&KnownDevice>,
        proof: Proof,
    ) -> Result<SignedIn, Said> {
        let token = match self.open_staff(name.clone(), device, proof.at).await {
            Ok(token) => token,
            // Disabled: to whoever tries it is like any other wrong try.
            Err(AccessFault::NoSession) => {
                self.refused(Some(name), device).await?;
                return Err(Refused::NotRight.into());
            }
            Err(fault) => return Err(fault.into()),
        };
        let what = if known.is_some() { Happened::SignedIn } else { Happened::SignedInAnew };
        self.note(Some(name), what, &By::Itself(device.clone()), proof.how).await?;
        if let Some(known) = known {
            self.store().ticket_take(known.0).await?;
        }
        let known = Token::fresh(self.clock());
        let ticket = Ticket {
            digest: known.digest(),
            purpose: DEVICE.to_owned(),
            account: Some(name.clone()),
            body: String::new(),
            ends_at: after(self.now(), DEVICE_KNOWN_FOR),
        };
        self.store().ticket_put(ticket).await?;
        let account = self.store().account(name.clone()).await?;
        let roles = account.map(|account| account.roles).unwrap_or_default();
        Ok(SignedIn { name: name.clone(), roles, token, device: known })
    }

    /// The device, if this account signed in from it before.
    pub(crate) async fn known(
        &self,
        name: Option<&StaffName>,
        shown: Option<&Token>,
    ) -> Result<Option<KnownDevice>, AccessFault> {
        let (Some(name), Some(shown)) = (name, shown) else { return Ok(None) };
        let ticket = self.store().ticket(shown.digest()).await?;
        let is_known = |ticket: &Ticket| {
            ticket.purpose == DEVICE && ticket.account.as_ref() == Some(name) && self.now() < ticket.ends_at
        };
        Ok(ticket.filter(is_known).map(|ticket| KnownDevice(ticket.digest)))
    }

    pub(crate) async fn refused(&self, name: Option<&StaffName>, device: &Device) -> Result<(), AccessFault> {
        // Whatever was typed as a name may be a password typed into the wrong field: only names of accounts are kept.
        let account = match name {
            Some(name) => self.store().account(name.clone()).await?.map(|account| account.name),
            None => None,
        };
        self.note(account.as_ref(), Happened::SignInRefused, &By::Itself(device.clone()), "").await
    }

    /// What is counted of a try; the first is what success forgets.
    fn counted(&self, typed: &str, device: &Device, known: Option<&KnownDevice>) -> Vec<Counted> {
        let typed: String = typed.chars().take(64).collect();
        match known {
            Some(KnownDevice(device)) => vec![of_device(device)],
            None => vec![here(&typed, &device.network()), of_network(&device.network()), of_account(&typed)],
        }
    }

    /// Counts the try, unless it must wait.
    async fn not_too_often(
        &self,
        name: Option<&StaffName>,
        counted: &[Counted],
        device: &Device,
    ) -> Result<Tried, Said> {
        match self.try_begin(counted).await? {
            Ok(tried) => Ok(tried),
            Err(wait) => {
                self.note_wait(name, wait, device).await?;
                Err(Refused::Later { seconds: wait.seconds }.into())
            }
        }
    }

    /// Notes a wait once, however often somebody knocks while it lasts: else the log could be filled by whoever does nothing but knock.
    async fn note_wait(
        &self,
        name: Option<&StaffName>,
        wait: Wait,
        device: &Device,
    ) -> Result<(), AccessFault> {
        if self.store().ticket(wait.which).await?.is_some() {
            return Ok(());
        }
        let told = Ticket {
            digest: wait.which,
            purpose: WAIT.to_owned(),
            account: None,
            body: String::new(),
            ends_at: after(self.now(), SignedDuration::from_secs(wait.seconds.into())),
        };
        self.store().ticket_put(told).await?;
        tracing::info!(network = %device.network(), seconds = wait.seconds, "a try to sign in was made to wait");
        let account = match name {
            Some(name) => self.store().account(name.clone()).await?.map(|account| account.name),
            None => None,
        };
        self.note(account.as_ref(), Happened::SignInDelayed, &By::Itself(device.clone()), "").await
    }

    /// Do password and code fit? The work is the same whether there is such an account or not, and whichever of them is wrong.
    async fn fits(&self, name: Option<&StaffName>, shown: Shown<'_>, whose: Whose) -> Result<bool, Said> {
        if shown.password.len() > SHOWN_BYTES_MAX || shown.code.len() > SHOWN_BYTES_MAX {
            return Ok(false);
        }
        let kept = match name {
            Some(name) => self.store().credentials(name.clone()).await?,
            None => Vec::new(),
        };
        let of = |kind| kept.iter().rev().find(|credential| credential.kind == kind);
        let phc = of(CredentialKind::Password).map(|credential| credential.body.clone());
        let is_password = self.compare(shown.password.to_owned(), phc, whose).await?;
        let generator = of(CredentialKind::Totp);
        let secret = match generator {
            Some(kept) => seal::open(&self.inner.secrets.seal, kept.id.as_bytes(), &kept.body)?,
            None => self.inner.secrets.links[..totp::SECRET_BYTES].to_vec(),
        };
        let step = totp::step_of(&secret, shown.code, self.now().as_second())?;
        let (Some(generator), Some(step), true) = (generator, step, is_password) else { return Ok(false) };
        self.spend(generator, step).await
    }

    /// Uses the step up: a code that was seen over a shoulder works for nobody after its owner.
    async fn spend(&self, generator: &KeptCredential, step: i64) -> Result<bool, Said> {
        Ok(self.store().credential_used(generator.id, Some(step), None, self.now()).await?)
    }
}

/// How somebody proved who it is, and when.
#[derive(Clone, Copy)]
pub(crate) struct Proof {
    /// In a word, for the log.
    pub(crate) how: &'static str,
    /// A session is fresh since then: a provider of identities may have looked hours ago.
    pub(crate) at: Timestamp,
}

/// A device that an account signed in from before, by its digest.
pub(crate) struct KnownDevice(pub(crate) masalama_core::commitment::Digest);
