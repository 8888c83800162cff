//! Passkeys: a key pair in the person's device, unlocked by finger, face or PIN; the browser proves it to this host and no other.
//!
//! The device knows which account it belongs to, so signing in asks for no name and tells nothing about names. *Source*: W3C WebAuthn level 3.

use jiff::SignedDuration;
use masalama_core::commitment::Digest;
use masalama_core::port::{CredentialKind, KeptCredential, Ticket};
use masalama_core::record::StaffName;
use serde_json::Value;
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Uuid, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::device::Device;
use crate::fault::AccessFault;
use crate::log::{By, Happened};
use crate::said::{Refused, Said};
use crate::service::{Access, BadSettings};
use crate::session::{Staff, after};
use crate::sign_in::{Proof, SignedIn};
use crate::token::Token;

/// How long the person has to unlock the device.
const CEREMONY_HOLDS: SignedDuration = SignedDuration::from_mins(5);
/// What a ticket says it is: a passkey that is being made.
const MAKING: &str = "passkey-making";
/// A passkey that is being shown.
const SHOWING: &str = "passkey-showing";
/// The most passkeys of one account.
const PASSKEYS_MAX: usize = 20;
/// The longest answer of a browser that is read. *Units*: bytes.
const ANSWER_BYTES_MAX: usize = 32 * 1024;

/// A ceremony that was begun: what the browser's script is told, and what finishes it.
#[derive(Clone, Debug)]
pub struct Ceremony {
    /// What the script hands to the browser, as JSON.
    pub options: Value,
    /// What must come back with the answer.
    pub ticket: Token,
}

/// For whom a passkey is made.
#[derive(Clone, Copy)]
pub enum MakeFor<'a> {
    /// Whoever has an enrolment link; the name only where the link is for the first account.
    Link(&'a Token, Option<&'a StaffName>),
    /// A session that proved itself within the last minutes.
    Session(&'a Staff),
}

/// The checker of passkeys for this address.
pub(crate) fn webauthn(url: &Url) -> Result<Webauthn, BadSettings> {
    let bad = || BadSettings::PublicUrl { url: url.clone() };
    let host = url.domain().ok_or_else(bad)?;
    let is_safe = url.scheme() == "https" || host == "localhost";
    let builder = WebauthnBuilder::new(host, url).map_err(|_| bad())?;
    let built = builder.rp_name("Masalama").build().map_err(|_| bad())?;
    if is_safe { Ok(built) } else { Err(bad()) }
}

impl Access {
    /// Begins the making of a passkey.
    ///
    /// # Errors
    /// [`Refused::NotSetUp`], [`Refused::LinkOver`], and faults.
    pub async fn make_passkey(&self, whose: MakeFor<'_>) -> Result<Ceremony, Said> {
        let webauthn = self.webauthn()?;
        let name = self.maker(whose).await?;
        // A link makes the account anew: a device that was known before may be made known again.
        let kept = match whose {
            MakeFor::Link(..) => Vec::new(),
            MakeFor::Session(_) => self.passkeys(&name).await?,
        };
        let known = kept.iter().map(|(_, key)| key.cred_id().clone()).collect();
        let begun =
            webauthn.start_passkey_registration(handle(&name), name.as_str(), name.as_str(), Some(known));
        let (options, state) = begun.map_err(|_| unreadable())?;
        let mut options = serde_json::to_value(options).map_err(|_| unreadable())?;
        // The device must find the key by itself when somebody signs in: no name is asked for.
        if let Some(choice) = options.pointer_mut("/publicKey/authenticatorSelection") {
            choice["residentKey"] = "required".into();
            choice["requireResidentKey"] = true.into();
        }
        let body = serde_json::to_string(&state).map_err(|_| unreadable())?;
        self.begun(MAKING, Some(name), body, options).await
    }

    /// Keeps the passkey the browser made. With a link the person is signed in; a session stays as it is.
    ///
    /// # Errors
    /// [`Refused::NotRight`], [`Refused::LinkOver`], and faults.
    pub async fn keep_passkey(
        &self,
        whose: MakeFor<'_>,
        ticket: &Token,
        answer: &str,
        label: &str,
        device: &Device,
    ) -> Result<Option<SignedIn>, Said> {
        let webauthn = self.webauthn()?;
        let name = self.maker(whose).await?;
        let begun = self.taken(MAKING, ticket).await?;
        if begun.account.as_ref() != Some(&name) {
            return Err(Refused::NotRight.into());
        }
        let state: PasskeyRegistration = serde_json::from_str(&begun.body).map_err(|_| unreadable())?;
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let passkey = webauthn.finish_passkey_registration(&answer, &state).map_err(|_| Refused::NotRight)?;
        let body = serde_json::to_string(&passkey).map_err(|_| unreadable())?;
        let label = label.chars().filter(|c| !c.is_control()).take(40).collect();
        let key = Some(key_of(passkey.cred_id()));
        let made = self.credential(&name, CredentialKind::Passkey, body);
        let made = KeptCredential { key, label, ..made };
        match whose {
            MakeFor::Link(code, _) => self.use_link(code, &name, vec![made]).await?,
            MakeFor::Session(_) if self.passkeys(&name).await?.len() >= PASSKEYS_MAX => {
                return Err(Refused::NotRight.into());
            }
            MakeFor::Session(_) => self.keep(made, Vec::new()).await?,
        }
        self.note(Some(&name), Happened::PasskeyAdded, &By::Itself(device.clone()), "").await?;
        match whose {
            MakeFor::Link(..) => self.let_in(&name, device, None, self.by_passkey()).await.map(Some),
            MakeFor::Session(_) => Ok(None),
        }
    }

    /// Begins to ask for a passkey, whosever it may be.
    ///
    /// # Errors
    /// [`Refused::NotSetUp`], and faults.
    pub async fn ask_passkey(&self) -> Result<Ceremony, Said> {
        let (options, state) =
            self.webauthn()?.start_discoverable_authentication().map_err(|_| unreadable())?;
        let mut options = serde_json::to_value(options).map_err(|_| unreadable())?;
        if let Some(fields) = options.as_object_mut() {
            fields.remove("mediation");
        }
        let body = serde_json::to_string(&state).map_err(|_| unreadable())?;
        self.begun(SHOWING, None, body, options).await
    }

    /// Lets in whoever's passkey the browser showed.
    ///
    /// # Errors
    /// [`Refused::NotRight`], and faults.
    pub async fn sign_in_passkey(
        &self,
        ticket: &Token,
        answer: &str,
        device: &Device,
        known: Option<&Token>,
        replaces: Option<&Token>,
    ) -> Result<SignedIn, Said> {
        let name = self.shown_passkey(ticket, answer, None, device).await?;
        if let Some(old) = replaces {
            self.end(old).await?;
        }
        let known = self.known(Some(&name), known).await?;
        self.let_in(&name, device, known.as_ref(), self.by_passkey()).await
    }

    /// Proves a session anew with a passkey of its account.
    ///
    /// # Errors
    /// As [`Access::sign_in_passkey`].
    pub async fn step_up_passkey(
        &self,
        staff: &Staff,
        shown: &Token,
        ticket: &Token,
        answer: &str,
        device: &Device,
    ) -> Result<Token, Said> {
        let name = self.shown_passkey(ticket, answer, Some(&staff.name), device).await?;
        if name != staff.name {
            self.refused(Some(&staff.name), device).await?;
            return Err(Refused::NotRight.into());
        }
        self.note(Some(&name), Happened::SteppedUp, &By::Itself(device.clone()), "passkey").await?;
        Ok(self.proved(shown).await?)
    }

    /// The passkeys of an account, with what the person calls them.
    ///
    /// # Errors
    /// Faults.
    pub async fn passkey_list(&self, name: &StaffName) -> Result<Vec<KeptCredential>, AccessFault> {
        let kept = self.store().credentials(name.clone()).await?;
        Ok(kept.into_iter().filter(|credential| credential.kind == CredentialKind::Passkey).collect())
    }

    /// Whose passkey was shown. The answer is checked against the question of the ticket, which is over with it. A refusal is noted for the account
    /// whose key it would be, else for the one that `asks`; not where there was no question, or whoever made tickets up could fill the log.
    async fn shown_passkey(
        &self,
        ticket: &Token,
        answer: &str,
        asks: Option<&StaffName>,
        device: &Device,
    ) -> Result<StaffName, Said> {
        let webauthn = self.webauthn()?;
        let begun = self.taken(SHOWING, ticket).await?;
        let kept = match self.key_shown(webauthn, answer).await {
            Ok(kept) => kept,
            Err(Said::Refused(refused)) => {
                self.refused(asks, device).await?;
                return Err(refused.into());
            }
            Err(fault) => return Err(fault),
        };
        match self.key_fits(webauthn, &begun, answer, &kept).await {
            Ok(Fit::New) => return Ok(kept.account),
            Ok(Fit::WentBack) => {
                let by = By::Itself(device.clone());
                self.note(Some(&kept.account), Happened::PasskeyWentBack, &by, "").await?;
            }
            Err(Said::Refused(_)) => self.refused(Some(&kept.account), device).await?,
            Err(fault) => return Err(fault),
        }
        Err(Refused::NotRight.into())
    }

    /// The passkey an answer names, by its own word: nothing is proved yet.
    async fn key_shown(&self, webauthn: &Webauthn, answer: &str) -> Result<KeptCredential, Said> {
        let answer: PublicKeyCredential = read(answer)?;
        let shown = webauthn.identify_discoverable_authentication(&answer);
        let (owner, id) = shown.map_err(|_| Refused::NotRight)?;
        let kept = self.store().credential_of(CredentialKind::Passkey, key_of(id)).await?;
        let kept = kept.filter(|kept| handle(&kept.account) == owner);
        Ok(kept.ok_or(Refused::NotRight)?)
    }

    /// Does the answer fit the question, and the key that is kept? It is marked as used.
    async fn key_fits(
        &self,
        webauthn: &Webauthn,
        begun: &Ticket,
        answer: &str,
        kept: &KeptCredential,
    ) -> Result<Fit, Said> {
        let state: DiscoverableAuthentication =
            serde_json::from_str(&begun.body).map_err(|_| unreadable())?;
        let answer: PublicKeyCredential = read(answer)?;
        let mut passkey: Passkey = serde_json::from_str(&kept.body).map_err(|_| unreadable())?;
        let key = DiscoverableKey::from(&passkey);
        let proved = webauthn.finish_discoverable_authentication_v2(&answer, state, &key);
        let proved = match proved {
            Ok(proved) => proved,
            // Signed with the key, and counted backwards.
            Err(WebauthnError::CredentialPossibleCompromise) => return Ok(Fit::WentBack),
            Err(_) => return Err(Refused::NotRight.into()),
        };
        let changed = passkey.update_credential(&proved) == Some(true);
        let body = changed.then(|| serde_json::to_string(&passkey)).transpose().map_err(|_| unreadable())?;
        let mark = (proved.counter() > 0).then(|| i64::from(proved.counter()));
        // A counter that stands still tells of a copied key.
        let is_new = self.store().credential_used(kept.id, mark, body, self.now()).await?;
        Ok(if is_new { Fit::New } else { Fit::WentBack })
    }

    fn by_passkey(&self) -> Proof {
        Proof { how: "passkey", at: self.now() }
    }

    async fn maker(&self, whose: MakeFor<'_>) -> Result<StaffName, Said> {
        match whose {
            MakeFor::Link(code, name) => {
                let account = self.ticket_of(code).await?.account;
                Ok(account.or_else(|| name.cloned()).ok_or(Refused::LinkOver)?)
            }
            MakeFor::Session(staff) if staff.fresh => Ok(staff.name.clone()),
            MakeFor::Session(_) => Err(Refused::NotRight.into()),
        }
    }

    async fn passkeys(&self, name: &StaffName) -> Result<Vec<(KeptCredential, Passkey)>, Said> {
        let kept = self.passkey_list(name).await?;
        kept.into_iter()
            .map(|kept| {
                let key = serde_json::from_str(&kept.body).map_err(|_| unreadable())?;
                Ok((kept, key))
            })
            .collect()
    }

    async fn begun(
        &self,
        purpose: &str,
        account: Option<StaffName>,
        body: String,
        options: Value,
    ) -> Result<Ceremony, Said> {
        let ticket = Token::fresh(self.clock());
        let kept = Ticket {
            digest: ticket.digest(),
            purpose: purpose.to_owned(),
            account,
            body,
            ends_at: after(self.now(), CEREMONY_HOLDS),
        };
        self.store().ticket_put(kept).await?;
        Ok(Ceremony { options, ticket })
    }

    async fn taken(&self, purpose: &str, ticket: &Token) -> Result<Ticket, Said> {
        let taken = self.store().ticket_take(ticket.digest()).await?;
        let holds = |taken: &Ticket| taken.purpose == purpose && self.now() < taken.ends_at;
        Ok(taken.filter(holds).ok_or(Refused::NotRight)?)
    }

    fn webauthn(&self) -> Result<&Webauthn, Said> {
        Ok(self.inner.webauthn.as_ref().ok_or(Refused::NotSetUp)?)
    }
}

/// How an answer that fits stands to the counter of its key.
enum Fit {
    /// Beyond all before.
    New,
    /// Not beyond: there is a second device with this key.
    WentBack,
}

fn read<T: serde::de::DeserializeOwned>(answer: &str) -> Result<T, Said> {
    if answer.len() > ANSWER_BYTES_MAX {
        return Err(Refused::NotRight.into());
    }
    serde_json::from_str(answer).map_err(|_| Refused::NotRight.into())
}

/// What a device keeps of whose a passkey is: nothing that can be read.
fn handle(name: &StaffName) -> Uuid {
    let digest = Digest::of(&[b"masalama/handle/1", name.as_str().as_bytes()]);
    let bytes: [u8; 16] = digest.as_bytes()[..16].try_into().expect("16 of 32 bytes");
    Uuid::from_bytes(bytes)
}

fn key_of(id: &[u8]) -> Digest {
    Digest::of(&[b"masalama/passkey/1", id])
}

fn unreadable() -> AccessFault {
    AccessFault::Unreadable { what: "a passkey" }
}
