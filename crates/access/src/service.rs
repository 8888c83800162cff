//! The service: a store, a clock, secrets, settings.

use std::sync::Arc;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use masalama_core::port::{AccessStore, Clock};
use sha2::Sha256;
use tokio::sync::Semaphore;
use url::Url;
use webauthn_rs::Webauthn;

use crate::fault::AccessFault;
use crate::log::LOG_KEPT;
use crate::oidc::{Oidc, OidcSettings};
use crate::passkey;
use crate::password::nobodys_hash;
use crate::session::before;

/// Passwords hashed at a time: each takes its megabytes and a core.
const HASHES_AT_ONCE: usize = 2;
/// The same, of those who are known.
const HASHES_OF_KNOWN: usize = 1;
/// What is over is kept this long before it is swept, so that counting tries is not cut short.
const SWEPT_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// What an installation may set, checked. Nothing by default: no passkeys, no provider of identities.
#[derive(Default)]
pub struct AccessSettings {
    webauthn: Option<Webauthn>,
    oidc: Option<Oidc>,
}

impl AccessSettings {
    /// Settings. `public_url` is where browsers reach this installation, such as `https://cease.example.om`: passkeys are bound to its
    /// host, and the provider of identities sends people back there.
    ///
    /// # Errors
    /// [`BadSettings`] says what to correct.
    pub fn of(public_url: Option<&Url>, oidc: Option<OidcSettings>) -> Result<Self, BadSettings> {
        let webauthn = public_url.map(passkey::webauthn).transpose()?;
        let oidc = oidc.map(|oidc| Oidc::new(oidc, public_url)).transpose()?;
        Ok(Self { webauthn, oidc })
    }
}

/// The settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    /// Passkeys need a host name: an address in numbers will not do.
    #[error("`{url}` cannot carry passkeys: it needs https and a host name, or http://localhost")]
    PublicUrl {
        /// The address.
        url: Url,
    },
    /// The provider's settings.
    #[error("the provider of identities: {0}")]
    Oidc(&'static str),
}

/// Accounts, credentials and sessions. Clones share everything.
#[derive(Clone)]
pub struct Access {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Arc<dyn AccessStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) secrets: Secrets,
    pub(crate) nobodys_hash: String,
    pub(crate) hashing: Arc<Semaphore>,
    /// Places of those who are known: however many strangers wait for theirs.
    pub(crate) hashing_known: Arc<Semaphore>,
    pub(crate) webauthn: Option<Webauthn>,
    pub(crate) oidc: Option<Oidc>,
}

/// What the installation's secret gives for each use.
pub(crate) struct Secrets {
    pub(crate) pepper: [u8; 32],
    pub(crate) seal: [u8; 32],
    pub(crate) links: [u8; 32],
}

impl Secrets {
    fn of(secret: &[u8; 32]) -> Self {
        let derived = |part: &[u8]| keyed(secret, &[b"masalama/access/1/", part]);
        Self { pepper: derived(b"pepper"), seal: derived(b"seal"), links: derived(b"links") }
    }
}

/// HMAC-SHA-256 over `parts` laid end to end.
pub(crate) fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length (RFC 2104)");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

impl Access {
    /// The service over a store. `clock` is real time, never the sandbox's; `secret` is kept apart from the store.
    #[must_use]
    pub fn new(
        store: Arc<dyn AccessStore>,
        clock: Arc<dyn Clock>,
        secret: [u8; 32],
        settings: AccessSettings,
    ) -> Self {
        let secrets = Secrets::of(&secret);
        let nobodys_hash = nobodys_hash(clock.fresh(), &secrets.pepper);
        let AccessSettings { webauthn, oidc } = settings;
        let inner = Inner {
            store,
            clock,
            secrets,
            nobodys_hash,
            hashing: Arc::new(Semaphore::new(HASHES_AT_ONCE)),
            hashing_known: Arc::new(Semaphore::new(HASHES_OF_KNOWN)),
            webauthn,
            oidc,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Removes what is over: old sessions, tickets, counts, and the log beyond its time.
    ///
    /// # Errors
    /// [`AccessFault::Store`].
    pub async fn sweep(&self) -> Result<u32, AccessFault> {
        let now = self.now();
        Ok(self.store().access_sweep(before(now, SWEPT_AFTER), before(now, LOG_KEPT)).await?)
    }

    /// Can people sign in with passkeys here?
    #[must_use]
    pub fn has_passkeys(&self) -> bool {
        self.inner.webauthn.is_some()
    }

    /// What the provider of identities is called, if there is one.
    #[must_use]
    pub fn provider(&self) -> Option<&str> {
        self.inner.oidc.as_ref().map(Oidc::name)
    }

    pub(crate) fn store(&self) -> &dyn AccessStore {
        self.inner.store.as_ref()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.inner.clock.as_ref()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }
}
