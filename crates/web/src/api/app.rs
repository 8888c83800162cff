//! What the interface stands on: the desk, the operator's records, the packs, and the keys to all of it.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::{Span, Timestamp};
use masalama_access::Access;
use masalama_core::calendar::Zone;
use masalama_core::commitment::Digest;
use masalama_core::detail::Detail;
use masalama_core::effect::EffectKind;
use masalama_core::identity::DocumentRules;
use masalama_core::line::Line;
use masalama_core::policy::Policies;
use masalama_core::port::{Answer, Inventory, LineFilter, LinePage};
use masalama_core::request::Language;
use masalama_engine::Desk;
use serde_json::Value;
use tokio::sync::{Semaphore, watch};

use super::limit::Requests;
use super::papers::PRINTS_AT_ONCE;
use crate::frame::FormKey;
use crate::portal::{Notes, READ_AT_ONCE};

/// Everything the interface stands on.
#[derive(Clone)]
pub struct App {
    /// Where people's words go.
    pub desk: Desk,
    /// The operator's records of lines.
    pub inventory: Arc<dyn Inventory>,
    /// The packs in force.
    pub policies: Arc<Policies>,
    /// Accounts and sessions.
    pub access: Access,
    /// What staff show to be let in.
    pub staff_token: StaffToken,
    /// The sandbox; nothing as soon as one real system is connected, and then its routes do not exist.
    pub sandbox: Option<Arc<dyn SandboxFace>>,
    /// The public key papers are verified with, as text.
    pub public_key: String,
    /// Does this run on the sandbox operator? Every page says so.
    pub is_sandbox: bool,
    /// Does the engine run? False once its worker has stopped.
    pub engine_runs: watch::Receiver<bool>,
    /// The address people reach us at, `https://…`; nothing on loopback.
    pub public_url: Option<String>,
    /// Proxies in front of the server, whose word on their callers counts.
    pub trusted_proxies: Vec<IpAddr>,
    /// The zone of days before a plan names one.
    pub zone: Zone,
    /// Prints papers.
    pub press: Arc<dyn Press>,
}

/// Prints papers. It blocks for as long as it takes: the interface calls it apart from its handlers.
pub trait Press: Send + Sync {
    /// The PDF of a signed paper, given as its exact bytes, in a language.
    ///
    /// # Errors
    /// [`PressFault`].
    fn pdf(&self, paper: &[u8], language: Language) -> Result<Vec<u8>, PressFault>;
}

/// Why a paper was not printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PressFault {
    /// A font is not there; whoever runs this installs the package.
    #[error("the font {font} is missing; install it with `apt-get install {package}`")]
    NoFont {
        /// Where it was looked for.
        font: String,
        /// The Debian package that has it.
        package: String,
    },
    /// It cannot be printed.
    #[error("the paper cannot be printed: {0}")]
    Failed(String),
}

impl App {
    /// The document rules of every country there is a pack for; the defaults without any.
    pub(crate) fn document_rules(&self) -> Vec<DocumentRules> {
        let rules: Vec<_> = self.policies.countries().map(|country| country.documents).collect();
        if rules.is_empty() { vec![DocumentRules::default()] } else { rules }
    }

    /// The country in which a number without a country code is read: the only one there is a pack for.
    pub(crate) fn region(&self) -> Option<String> {
        let mut countries = self.policies.countries();
        let only = countries.next()?.code.to_ascii_uppercase();
        countries.next().is_none().then_some(only)
    }
}

/// The app as handlers hold it, with what is counted while it runs.
pub(crate) struct Face {
    app: App,
    /// Requests counted by line and address.
    pub(crate) requests: Requests,
    /// What the tokens of forms are made with.
    pub(crate) form_key: FormKey,
    /// What one page of a visit keeps for the next.
    pub(crate) notes: Notes,
    /// The places at the press.
    pub(crate) printing: Arc<Semaphore>,
    /// The places where pictures are read.
    pub(crate) reading: Arc<Semaphore>,
}

impl Face {
    pub(crate) fn new(app: App) -> Self {
        let form_key = FormKey::new(app.desk.form_key());
        let printing = Arc::new(Semaphore::new(PRINTS_AT_ONCE));
        let reading = Arc::new(Semaphore::new(READ_AT_ONCE));
        Self { app, requests: Requests::default(), form_key, notes: Notes::default(), printing, reading }
    }
}

impl std::ops::Deref for Face {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

/// What staff show to be let in, kept as its digest only.
#[derive(Clone, Debug)]
pub struct StaffToken(Digest);

impl StaffToken {
    /// Keeps the digest of `token`.
    #[must_use]
    pub fn new(token: &str) -> Self {
        Self(Self::digest(token))
    }

    fn digest(token: &str) -> Digest {
        Digest::of(&[b"masalama/staff-token/1", token.trim().as_bytes()])
    }

    /// Is `shown` the token? Takes the same time whatever was shown.
    #[must_use]
    pub fn is(&self, shown: &str) -> bool {
        let shown = Self::digest(shown);
        let pairs = self.0.as_bytes().iter().zip(shown.as_bytes());
        pairs.fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
    }
}

/// Why the sandbox did not do as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SandboxSaid {
    /// What was asked makes no sense to it; the caller can put it right.
    #[error("{0}")]
    CannotBe(Detail),
    /// It failed.
    #[error("the sandbox failed: {0}")]
    Failed(Detail),
}

/// The sandbox operator, as its routes see it. The shapes of faults, arrivals and happenings are the sandbox's own JSON.
pub trait SandboxFace: Send + Sync {
    /// What its clock shows.
    fn clock_show(&self) -> Timestamp;
    /// Moves its clock forward, and says what it shows then.
    fn clock_advance(&self, by: Span) -> Answer<'_, Result<Timestamp, SandboxSaid>>;
    /// The faults that are set, as a JSON array.
    fn faults(&self) -> Answer<'_, Result<Value, SandboxSaid>>;
    /// Sets a fault.
    fn fault_set(&self, rule: Value) -> Answer<'_, Result<(), SandboxSaid>>;
    /// Clears the faults on an effect, or all; says how many there were.
    fn fault_clear(&self, effect: Option<EffectKind>) -> Answer<'_, Result<usize, SandboxSaid>>;
    /// The effects that arrived and fit the filter, as a JSON array.
    fn effects(&self, filter: Value) -> Answer<'_, Result<Value, SandboxSaid>>;
    /// Its invented lines, unmasked: nobody's numbers are in them.
    fn lines(&self, filter: LineFilter) -> Answer<'_, Result<LinePage, SandboxSaid>>;
    /// Lets something happen to a line; `happening` is the sandbox's own JSON.
    fn happen(&self, line: &Line, happening: Value) -> Answer<'_, Result<(), SandboxSaid>>;
}
