//! What people write: `masalama.toml`. The defaults are `config.default.toml`, and a test holds the two together.

mod check;
mod fault;
mod shown;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use masalama_access::OidcSettings;
use masalama_connect::notice::smpp::SmppSettings;
use masalama_connect::notice::smtp::SmtpSettings;
use masalama_connect::osmo_hlr::OsmoHlrSettings;
use masalama_connect::sandbox::LINES_AT_FIRST;
use masalama_core::effect::EffectKind;
use masalama_core::landscape::{Offer, SystemKind, SystemName};
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
    /// The press.
    pub(crate) print: PrintSettings,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Server {
    /// The address.
    pub(crate) listen: SocketAddr,
    /// The proxies in front of it. From which address a request comes is what they add to `X-Forwarded-For`.
    pub(crate) trusted_proxies: Vec<IpAddr>,
}

impl Default for Server {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8668)), trusted_proxies: Vec::new() }
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

/// How papers are printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PrintSettings {
    /// Below it are the fonts, in folders as Debian has them.
    pub(crate) fonts_dir: PathBuf,
}

impl Default for PrintSettings {
    fn default() -> Self {
        Self { fonts_dir: PathBuf::from("/usr/share/fonts/truetype") }
    }
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
    /// A mail server.
    Smtp,
    /// A message centre.
    Smpp,
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
    /// The mail server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) smtp: Option<SmtpSettings>,
    /// The message centre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) smpp: Option<SmppSettings>,
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
    match check::check(&settings) {
        Ok(()) => Ok(settings),
        Err((path, problem)) => Err(wrong(fault::line_of(text, &path), path.join("."), problem)),
    }
}

#[cfg(test)]
mod tests;
