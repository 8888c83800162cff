//! From the configuration to an engine that runs: who speaks to which system, by which clock, over which store.

mod face;
mod notices;
mod press;
mod sandbox;
mod served;
mod systems;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use masalama_access::{Access, AccessSettings, BadSettings, OidcSettings};
use masalama_connect::http::BadEndpoint;
use masalama_connect::notice::smpp::BadSmppSettings;
use masalama_connect::notice::smtp::SmtpFault;
use masalama_connect::osmo_hlr::SettingsFault;
use masalama_connect::sandbox::SandboxFault;
use masalama_core::calendar::Zone;
use masalama_core::effect::EffectKind;
use masalama_core::landscape::SystemName;
use masalama_core::line::OperatorId;
use masalama_core::money::Currency;
use masalama_core::policy::Policies;
use masalama_core::port::{Clock, Inventory, Store};
use masalama_engine::{Desk, Parts, Secret, Unfit, Worker, engine};
use masalama_store::{Durability, OpenFault, SqliteAccess, SqliteStore};
use masalama_web::Press;
use reqwest::Url;

use crate::clock::SystemClock;
use crate::config::{AccessConfig, Settings};
use crate::keys::{ACCESS_DB, CASES_DB, DataFolder, Keys, KeysFault};
use crate::policies::{self, PolicyFault};
use notices::Words;
use press::TypstPress;

pub(crate) use sandbox::{AnySandbox, pace};
pub(crate) use systems::Wired;

/// The zone of papers where no country is known.
const ZONE_WITHOUT_COUNTRY: &str = "UTC";

/// The parts cannot be put together.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WiringFault {
    /// The data folder.
    #[error(transparent)]
    Keys(#[from] KeysFault),
    /// The packs.
    #[error(transparent)]
    Policies(#[from] PolicyFault),
    /// The cases' database.
    #[error("the database {} cannot be opened", path.display())]
    Store {
        path: PathBuf,
        #[source]
        source: OpenFault,
    },
    /// How staff are let in.
    #[error("access")]
    Access(#[from] BadSettings),
    /// The address under which the server is reached.
    #[error("access.public_url: `{url}` is no address: write it as https://cease.example.om")]
    PublicUrl { url: String },
    /// The provider's secret.
    #[error("access.provider: its secret's file {} cannot be read", path.display())]
    ProviderSecret {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// The sandbox operator.
    #[error("the sandbox operator cannot be opened")]
    Sandbox(#[from] SandboxFault),
    /// The systems do not carry a plan.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// A system's address.
    #[error("system `{system}`")]
    Endpoint {
        system: SystemName,
        #[source]
        source: BadEndpoint,
    },
    /// A system's OsmoHLR.
    #[error("system `{system}`")]
    OsmoHlr {
        system: SystemName,
        #[source]
        source: SettingsFault,
    },
    /// A system's mail server.
    #[error("system `{system}`")]
    Smtp {
        system: SystemName,
        #[source]
        source: SmtpFault,
    },
    /// A system's message centre.
    #[error("system `{system}`")]
    Smpp {
        system: SystemName,
        #[source]
        source: BadSmppSettings,
    },
    /// A password that is none.
    #[error("system `{system}`: {} does not hold a password as text", path.display())]
    NotText { system: SystemName, path: PathBuf },
    /// A system's token or password.
    #[error("system `{system}`: its file {} cannot be read", path.display())]
    Token {
        system: SystemName,
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// The sandbox plays no system of that name.
    #[error(
        "system `{system}`: the sandbox has no system `{wanted}`; name one of its own under `as`: {known}"
    )]
    NoSuchSandboxSystem { system: SystemName, wanted: SystemName, known: String },
    /// The system cannot do what the configuration says.
    #[error("system `{system}`: its connector does not offer {effect:?}; remove it from `effects`")]
    NotOffered { system: SystemName, effect: EffectKind },
    /// Nobody knows the operator.
    #[error("operator.serves: no policy knows an operator `{operator}`; those there are: {known}")]
    UnknownOperator { operator: OperatorId, known: String },
    /// The limit is in a currency in which no refund of the operator is.
    #[error(
        "operator.refund_limit: it is in {}, and `{operator}` pays back in {}; write it in that currency",
        limit.code(),
        paid.code()
    )]
    LimitCurrency { operator: OperatorId, limit: Currency, paid: Currency },
}

/// An installation, ready to run.
pub(crate) struct Built {
    /// Where people's words go.
    pub(crate) desk: Desk,
    /// Carries cases.
    pub(crate) worker: Worker,
    /// Accounts and sessions.
    pub(crate) access: Access,
    /// Where browsers reach the server, if that is known.
    pub(crate) public_url: Option<String>,
    /// The proxies in front of it.
    pub(crate) trusted_proxies: Vec<IpAddr>,
    /// The operator's records.
    pub(crate) inventory: Arc<dyn Inventory>,
    /// The packs in force.
    pub(crate) policies: Arc<Policies>,
    /// The sandbox, where its clock is the business clock.
    pub(crate) sandbox: Option<AnySandbox>,
    /// Does any part of it run on the sandbox operator?
    pub(crate) is_sandbox: bool,
    /// The zone of days before a plan names one.
    pub(crate) zone: Zone,
    /// What staff show.
    pub(crate) staff_token: String,
    /// The key papers are verified with.
    pub(crate) public_key: String,
    /// Prints papers.
    pub(crate) press: Arc<dyn Press>,
}

/// Puts an installation together in its data folder.
///
/// # Errors
/// [`WiringFault`] says what to correct; nothing was served yet.
pub(crate) async fn build(folder: &DataFolder, settings: &Settings) -> Result<Built, WiringFault> {
    let policies = Arc::new(policies::of(settings.policies())?);
    known_operators(settings, &policies)?;
    limit_fits(settings, &policies)?;
    let keys = folder.keys(&SystemClock)?;
    let path = folder.file(CASES_DB);
    let store =
        SqliteStore::open(&path, Durability::Full).map_err(|source| WiringFault::Store { path, source })?;
    let store: Arc<dyn Store> = Arc::new(store);
    let access = open_access(folder.path(), &keys.secret, &settings.access)?;
    let listen = settings.server.listen;
    let words = Words {
        public_url: settings.access.url(listen).unwrap_or_else(|| format!("http://{listen}")),
        secret: folder.keys(&SystemClock)?.secret,
        zone: zone_of(&policies),
        sandbox: systems::uses_sandbox(settings),
    };
    let wired = systems::wire(folder, settings, Arc::clone(&store), words).await?;
    assemble(settings, policies, keys, store, access, wired)
}

fn assemble(
    settings: &Settings,
    policies: Arc<Policies>,
    keys: Keys,
    store: Arc<dyn Store>,
    access: Access,
    wired: Wired,
) -> Result<Built, WiringFault> {
    let Wired { systems, landscape, inventory, sandbox, is_sandbox, is_all_sandbox } = wired;
    let sandbox = sandbox.filter(|_| is_all_sandbox);
    let clock: Arc<dyn Clock> =
        sandbox.as_ref().map_or_else(|| Arc::new(SystemClock) as _, AnySandbox::clock);
    let zone = zone_of(&policies);
    let public_key = keys.signing.verifying().to_string();
    let parts = Parts {
        store,
        clock,
        wall: Arc::new(SystemClock),
        systems,
        landscape,
        policies: Arc::clone(&policies),
        retry: settings.retry,
        refund_limit: Some(settings.operator.refund_limit),
        signing: keys.signing,
        secret: keys.secret,
        is_sandbox,
        zone: zone.clone(),
    };
    let (desk, worker) = engine(parts, settings.engine.into())?;
    let staff_token = keys.staff_token;
    let public_url = Some(settings.access.public_url.clone()).filter(|url| !url.is_empty());
    Ok(Built {
        desk,
        worker,
        access,
        public_url,
        trusted_proxies: settings.server.trusted_proxies.clone(),
        inventory,
        policies,
        sandbox,
        is_sandbox,
        zone,
        staff_token,
        public_key,
        press: Arc::new(TypstPress::new(&settings.print)),
    })
}

/// Accounts and sessions, by real time: a sandbox clock that is moved signs nobody out.
///
/// # Errors
/// [`WiringFault::Store`].
pub(crate) fn open_access(
    folder: &Path,
    secret: &Secret,
    config: &AccessConfig,
) -> Result<Access, WiringFault> {
    let path = folder.join(ACCESS_DB);
    let store =
        SqliteAccess::open(&path, Durability::Full).map_err(|source| WiringFault::Store { path, source })?;
    let bad = |_| WiringFault::PublicUrl { url: config.public_url.clone() };
    let url = Some(config.public_url.as_str()).filter(|url| !url.is_empty());
    let url = url.map(Url::parse).transpose().map_err(bad)?;
    let provider = config.provider.clone().map(with_secret).transpose()?;
    let settings = AccessSettings::of(url.as_ref(), provider)?;
    Ok(Access::new(Arc::new(store), Arc::new(SystemClock), secret.derived("access"), settings))
}

/// The provider with its secret, read from its file where it is in one.
fn with_secret(mut provider: OidcSettings) -> Result<OidcSettings, WiringFault> {
    if let Some(path) = &provider.client_secret_file {
        let read = std::fs::read_to_string(path);
        let text = read.map_err(|source| WiringFault::ProviderSecret { path: path.clone(), source })?;
        provider.client_secret = Some(text.trim().to_owned());
    }
    Ok(provider)
}

/// The zone of the first country there is a pack for.
pub(crate) fn zone_of(policies: &Policies) -> Zone {
    policies.countries().next().map_or_else(
        || Zone::named(ZONE_WITHOUT_COUNTRY).expect("this zone is in every zone database"),
        |country| country.zone.value.clone(),
    )
}

fn known_operators(settings: &Settings, policies: &Policies) -> Result<(), WiringFault> {
    let known = |id: &OperatorId| policies.all().any(|policy| policy.operator == *id);
    match settings.operator.serves.iter().find(|id| !known(id)) {
        None => Ok(()),
        Some(operator) => {
            let mut ids: Vec<&str> = policies.all().map(|policy| policy.operator.as_str()).collect();
            ids.dedup();
            Err(WiringFault::UnknownOperator { operator: operator.clone(), known: ids.join(", ") })
        }
    }
}

/// A limit is compared with refunds, so it is in their currency.
fn limit_fits(settings: &Settings, policies: &Policies) -> Result<(), WiringFault> {
    let (serves, limit) = (&settings.operator.serves, settings.operator.refund_limit.currency());
    let served = policies.all().filter(|policy| serves.is_empty() || serves.contains(&policy.operator));
    let paid = served.map(|policy| (&policy.operator, policy.terms.refund_held_back.value.currency()));
    match paid.into_iter().find(|(_, paid)| *paid != limit) {
        None => Ok(()),
        Some((operator, paid)) => Err(WiringFault::LimitCurrency { operator: operator.clone(), limit, paid }),
    }
}
