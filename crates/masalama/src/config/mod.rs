//! What people write: `masalama.toml`. The defaults are `config.default.toml`, and a test holds the two together.

mod fault;
mod shown;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use masalama_access::OidcSettings;
use masalama_connect::osmo_hlr::OsmoHlrSettings;
use masalama_connect::sandbox::{LINES_AT_FIRST, LINES_MAX};
use masalama_core::effect::EffectKind;
use masalama_core::landscape::{Offer, SYSTEMS_MAX, SystemKind, SystemName};
use masalama_core::line::OperatorId;
use masalama_core::money::{Currency, Money};
use masalama_core::next::RetrySchedule;
use masalama_engine::{CALLS_AT_ONCE, Limits};
use serde::{Deserialize, Serialize};

pub(crate) use fault::{ConfigFault, Problem};
pub(crate) use shown::shown;

/// The documented defaults.
pub(crate) const DEFAULT: &str = include_str!("../../config.default.toml");
/// The file that is read when none is given.
pub(crate) const FILE: &str = "masalama.toml";
/// The longest configuration that is read.
const CONFIG_BYTES_MAX: u64 = 1024 * 1024;
/// The longest a system may take to answer. *Units*: milliseconds.
const TIMEOUT_MS_MAX: u64 = 600_000;

/// Everything that can be set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// Packs in place of those built in; empty for those.
    pub(crate) policies_dir: PathBuf,
    /// The server.
    pub(crate) server: Server,
    /// Who is let in, and how.
    pub(crate) access: AccessConfig,
    /// Whose lines.
    pub(crate) operator: Operator,
    /// The records of lines.
    pub(crate) inventory: InventorySettings,
    /// The sandbox operator.
    pub(crate) sandbox: SandboxSettings,
    /// The worker.
    pub(crate) engine: EngineSettings,
    /// When an effect is tried again.
    pub(crate) retry: RetrySchedule,
    /// The systems; the sandbox's ten when none is declared.
    #[serde(rename = "system", skip_serializing_if = "Vec::is_empty")]
    pub(crate) systems: Vec<SystemSettings>,
}

impl Settings {
    /// The folder of packs in place of those built in.
    pub(crate) fn policies(&self) -> Option<&Path> {
        Some(self.policies_dir.as_path()).filter(|dir| !dir.as_os_str().is_empty())
    }
}

/// Where the server listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Server {
    /// The address.
    pub(crate) listen: SocketAddr,
}

impl Default for Server {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8668)) }
    }
}

/// How staff are let in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AccessConfig {
    /// Where browsers reach the server; empty for localhost where it listens on loopback.
    pub(crate) public_url: String,
    /// The provider of identities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) provider: Option<OidcSettings>,
}

impl AccessConfig {
    /// Where browsers reach a server that listens there; nothing when nobody can tell.
    pub(crate) fn url(&self, listen: SocketAddr) -> Option<String> {
        match self.public_url.as_str() {
            "" if listen.ip().is_loopback() => Some(format!("http://localhost:{}", listen.port())),
            "" => None,
            url => Some(url.trim_end_matches('/').to_owned()),
        }
    }
}

/// Whose lines are ended here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Operator {
    /// Their ids; all that have a policy when empty.
    pub(crate) serves: Vec<OperatorId>,
    /// A refund above this needs a second member of staff.
    pub(crate) refund_limit: Money,
}

/// The refund limit when none is written. *Units*: minor units.
const REFUND_LIMIT_MINOR: i64 = 100_000;

impl Default for Operator {
    fn default() -> Self {
        Self { serves: Vec::new(), refund_limit: Money::new(REFUND_LIMIT_MINOR, Currency::OMR) }
    }
}

/// Where the records of lines are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum InventoryKind {
    /// With the sandbox.
    #[default]
    Sandbox,
    /// Here, from an export.
    Imported,
    /// With a back office.
    Http,
}

/// The records of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct InventorySettings {
    /// Where they are.
    pub(crate) connector: InventoryKind,
    /// The back office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) http: Option<Endpoint>,
}

/// How the sandbox's clock goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ClockPace {
    /// With real time, ahead by what it was moved.
    #[default]
    Running,
    /// It stands until it is moved.
    Frozen,
}

/// The sandbox operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SandboxSettings {
    /// Lines a new one begins with.
    pub(crate) lines: u32,
    /// How its clock goes.
    pub(crate) clock: ClockPace,
    /// Where it is, when it is a process of its own.
    pub(crate) url: String,
}

impl Default for SandboxSettings {
    fn default() -> Self {
        Self { lines: LINES_AT_FIRST, clock: ClockPace::Running, url: String::new() }
    }
}

/// How much the worker takes on; see [`Limits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EngineSettings {
    /// Cases in hand.
    pub(crate) cases_in_hand: usize,
    /// Cases in one commit.
    pub(crate) cases_in_commit: usize,
    /// The lease, in seconds.
    pub(crate) lease_s: u32,
    /// The idle look, in milliseconds.
    pub(crate) idle_ms: u64,
    /// A call's patience, in milliseconds.
    pub(crate) call_ms: u64,
}

impl Default for EngineSettings {
    fn default() -> Self {
        let Limits { cases_in_hand, cases_in_commit, lease_s, idle_ms, call_ms } = Limits::default();
        Self { cases_in_hand, cases_in_commit, lease_s, idle_ms, call_ms }
    }
}

impl From<EngineSettings> for Limits {
    fn from(settings: EngineSettings) -> Self {
        let EngineSettings { cases_in_hand, cases_in_commit, lease_s, idle_ms, call_ms } = settings;
        Self { cases_in_hand, cases_in_commit, lease_s, idle_ms, call_ms }
    }
}

/// Who acts for a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ConnectorKind {
    /// The sandbox operator.
    Sandbox,
    /// An OsmoHLR.
    OsmoHlr,
    /// A back office over HTTP.
    Http,
    /// Staff.
    ByHand,
}

/// One system that knows lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SystemSettings {
    /// Its name.
    pub(crate) name: SystemName,
    /// Its sort.
    pub(crate) kind: SystemKind,
    /// Who acts for it.
    pub(crate) connector: ConnectorKind,
    /// Calls it is given at a time.
    #[serde(default = "calls_at_once")]
    pub(crate) at_once: usize,
    /// Only these of what it can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) effects: Option<Vec<EffectKind>>,
    /// The sandbox's system it is, when the name is another one.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub(crate) of_sandbox: Option<SystemName>,
    /// The OsmoHLR.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) osmo_hlr: Option<OsmoHlrSettings>,
    /// The back office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) http: Option<Endpoint>,
    /// What the back office can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) offers: Option<Vec<Offer>>,
}

fn calls_at_once() -> usize {
    CALLS_AT_ONCE
}

/// A back office over HTTP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Endpoint {
    /// Its address.
    pub(crate) url: String,
    /// The file that holds its token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) token_file: Option<PathBuf>,
    /// Its token. Secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<String>,
    /// How long an answer may take, in milliseconds.
    #[serde(default = "timeout_ms")]
    pub(crate) timeout_ms: u64,
}

fn timeout_ms() -> u64 {
    10_000
}

/// Reads the file given, else [`FILE`] if it is there, else the defaults. Says which it was.
///
/// # Errors
/// [`ConfigFault`] names file, line and key, and what would be right.
pub(crate) fn read(given: Option<&Path>) -> Result<(Settings, Option<PathBuf>), ConfigFault> {
    let path = match given {
        Some(path) => path.to_owned(),
        None if Path::new(FILE).exists() => PathBuf::from(FILE),
        None => return Ok((Settings::default(), None)),
    };
    let text = text_of(&path)?;
    let settings = parse(&path.display().to_string(), &text)?;
    Ok((settings, Some(path)))
}

fn text_of(path: &Path) -> Result<String, ConfigFault> {
    use std::io::Read as _;
    let unreadable = |source| ConfigFault::Unreadable { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut text = String::new();
    file.take(CONFIG_BYTES_MAX).read_to_string(&mut text).map_err(unreadable)?;
    Ok(text)
}

/// Reads a configuration; `file` is only shown.
///
/// # Errors
/// [`ConfigFault::Wrong`].
pub(crate) fn parse(file: &str, text: &str) -> Result<Settings, ConfigFault> {
    let wrong = |line, key: String, problem| ConfigFault::Wrong {
        file: file.to_owned(),
        line,
        key,
        problem: Box::new(problem),
    };
    let settings: Settings = match toml::Deserializer::parse(text) {
        Ok(document) => serde_path_to_error::deserialize(document).map_err(|error| {
            let key = error.path().to_string();
            let inner = error.into_inner();
            let line = inner.span().map_or(1, |span| fault::line_at(text, span.start));
            wrong(line, fault::key_at(&key), Problem::Written(inner))
        })?,
        Err(error) => {
            let line = error.span().map_or(1, |span| fault::line_at(text, span.start));
            return Err(wrong(line, String::new(), Problem::Syntax(error)));
        }
    };
    match check(&settings) {
        Ok(()) => Ok(settings),
        Err((path, problem)) => Err(wrong(fault::line_of(text, &path), path.join("."), problem)),
    }
}

/// A key and what is wrong with it.
type Found = (Vec<String>, Problem);

fn found(path: &[&str], problem: Problem) -> Found {
    (path.iter().map(|part| (*part).to_owned()).collect(), problem)
}

fn check(settings: &Settings) -> Result<(), Found> {
    let ranges = [
        ("sandbox.lines", u64::from(settings.sandbox.lines), 1, u64::from(LINES_MAX)),
        ("engine.cases_in_hand", settings.engine.cases_in_hand as u64, 1, 100_000),
        ("engine.cases_in_commit", settings.engine.cases_in_commit as u64, 1, 10_000),
        ("engine.lease_s", u64::from(settings.engine.lease_s), 5, 3_600),
        ("engine.idle_ms", settings.engine.idle_ms, 1, 60_000),
        ("engine.call_ms", settings.engine.call_ms, 50, TIMEOUT_MS_MAX),
        ("retry.first_s", u64::from(settings.retry.first_s), 1, 86_400),
        ("retry.factor", u64::from(settings.retry.factor), 1, 10),
        ("retry.cap_s", u64::from(settings.retry.cap_s), 1, 604_800),
        ("retry.jitter_percent", u64::from(settings.retry.jitter_percent), 0, 100),
        ("retry.attempts_max", u64::from(settings.retry.attempts_max), 1, 1_000),
    ];
    for (key, found_value, min, max) in ranges {
        if !(min..=max).contains(&found_value) {
            let path: Vec<&str> = key.split('.').collect();
            return Err(found(&path, Problem::OutOfRange { found: found_value, min, max }));
        }
    }
    check_inventory(&settings.inventory)?;
    if settings.systems.len() > SYSTEMS_MAX {
        let problem =
            Problem::OutOfRange { found: settings.systems.len() as u64, min: 0, max: SYSTEMS_MAX as u64 };
        return Err(found(&["system"], problem));
    }
    for (at, system) in settings.systems.iter().enumerate() {
        check_system(at, system, &settings.systems[..at])?;
    }
    Ok(())
}

fn check_inventory(inventory: &InventorySettings) -> Result<(), Found> {
    match (inventory.connector, &inventory.http) {
        (InventoryKind::Http, None) => {
            Err(found(&["inventory", "connector"], Problem::Needs { key: "[inventory.http] with its url" }))
        }
        (InventoryKind::Sandbox | InventoryKind::Imported, Some(_)) => {
            Err(found(&["inventory", "http"], Problem::Unused { connector: "http" }))
        }
        (InventoryKind::Http, Some(endpoint)) => check_endpoint(endpoint, &["inventory", "http"]),
        (InventoryKind::Sandbox | InventoryKind::Imported, None) => Ok(()),
    }
}

fn check_endpoint(endpoint: &Endpoint, at: &[&str]) -> Result<(), Found> {
    let below = |key| [at, &[key]].concat();
    if endpoint.token.is_some() && endpoint.token_file.is_some() {
        return Err(found(&below("token"), Problem::Both { other: "token_file" }));
    }
    if !(1..=TIMEOUT_MS_MAX).contains(&endpoint.timeout_ms) {
        let problem = Problem::OutOfRange { found: endpoint.timeout_ms, min: 1, max: TIMEOUT_MS_MAX };
        return Err(found(&below("timeout_ms"), problem));
    }
    Ok(())
}

fn check_system(at: usize, system: &SystemSettings, before: &[SystemSettings]) -> Result<(), Found> {
    let index = at.to_string();
    let here = |key| ["system", index.as_str(), key];
    if before.iter().any(|other| other.name == system.name) {
        return Err(found(&here("name"), Problem::Repeated));
    }
    if system.at_once == 0 {
        let max = CALLS_AT_ONCE as u64;
        return Err(found(&here("at_once"), Problem::OutOfRange { found: 0, min: 1, max }));
    }
    let kind = system.connector;
    let parts = [
        ("osmo_hlr", system.osmo_hlr.is_some(), ConnectorKind::OsmoHlr, "osmo-hlr"),
        ("http", system.http.is_some(), ConnectorKind::Http, "http"),
        ("offers", system.offers.is_some(), ConnectorKind::Http, "http"),
    ];
    for (key, is_there, wanted, connector) in parts {
        if is_there && kind != wanted {
            return Err(found(&here(key), Problem::Unused { connector }));
        }
        if !is_there && kind == wanted {
            return Err(found(&here("connector"), Problem::Needs { key }));
        }
    }
    if system.of_sandbox.is_some() && kind != ConnectorKind::Sandbox {
        return Err(found(&here("as"), Problem::Unused { connector: "sandbox" }));
    }
    if let Some(osmo_hlr) = &system.osmo_hlr
        && let Err(fault) = osmo_hlr.check()
    {
        return Err(found(&here("osmo_hlr"), Problem::OsmoHlr(fault)));
    }
    match &system.http {
        Some(endpoint) => check_endpoint(endpoint, &here("http")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
