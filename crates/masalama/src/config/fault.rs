//! What is wrong with a configuration: file, line, key, and what would be right.

use std::fmt;
use std::path::PathBuf;

use masalama_connect::notice::smpp::BadSmppSettings;
use masalama_connect::notice::smtp::BadSmtpSettings;
use masalama_connect::osmo_hlr::SettingsFault;
use toml::de::{DeTable, DeValue};

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigFault {
    /// The file cannot be read.
    #[error("the configuration {} cannot be read: look at the path and who may read it", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// Something in it is wrong.
    #[error("{file}:{line}: {}{problem}", key_before(key))]
    Wrong { file: String, line: usize, key: String, problem: Box<Problem> },
}

fn key_before(key: &str) -> String {
    if key.is_empty() { String::new() } else { format!("{key}: ") }
}

/// What is wrong with a key.
#[derive(Debug)]
pub(crate) enum Problem {
    /// It is no TOML.
    Syntax(toml::de::Error),
    /// A key or value that is not known here.
    Written(toml::de::Error),
    /// A number that cannot be.
    OutOfRange { found: u64, min: u64, max: u64 },
    /// Another key is needed with it.
    Needs { key: &'static str },
    /// Nobody says which proxy stands in front.
    NeedsProxy,
    /// The key belongs to another connector.
    Unused { connector: &'static str },
    /// Another key says the same.
    Both { other: &'static str },
    /// The name is taken.
    Repeated,
    /// The settings of an OsmoHLR cannot be used.
    OsmoHlr(SettingsFault),
    /// The settings of a mail server cannot be used.
    Smtp(BadSmtpSettings),
    /// The settings of a message centre cannot be used.
    Smpp(BadSmppSettings),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => write!(f, "this is not TOML: {}", one_line(error)),
            Self::Written(error) => f.write_str(&one_line(error)),
            Self::OutOfRange { found, min, max } => {
                write!(f, "it is {found}; write a number from {min} to {max}")
            }
            Self::NeedsProxy => f.write_str(
                "an https address is reached through a proxy; name it, such as `trusted_proxies = [\"127.0.0.1\"]` under [server], and let it add \
                 its caller to X-Forwarded-For",
            ),
            Self::Needs { key } => write!(f, "this connector needs `{key}`; add it"),
            Self::Unused { connector } => {
                write!(
                    f,
                    "only connector = \"{connector}\" reads this key; remove it, or change the connector"
                )
            }
            Self::Both { other } => write!(f, "`{other}` says the same; write one of the two"),
            Self::Repeated => f.write_str("another system has this name; give each its own"),
            Self::OsmoHlr(fault) => fault.fmt(f),
            Self::Smtp(fault) => fault.fmt(f),
            Self::Smpp(fault) => fault.fmt(f),
        }
    }
}

fn one_line(error: &toml::de::Error) -> String {
    error.message().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The line, from 1, of a place in the text.
pub(super) fn line_at(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

/// The key as people write it; the path of a value that was not reached is none.
pub(super) fn key_at(path: &str) -> String {
    if path == "." { String::new() } else { path.to_owned() }
}

/// The line on which the value at this path stands; of the nearest table above it where it does not stand there.
pub(super) fn line_of(text: &str, path: &[String]) -> usize {
    let Ok(document) = DeTable::parse(text) else { return 1 };
    let mut place = document.span().start;
    let mut value: Option<&DeValue<'_>> = None;
    for part in path {
        let next = match value {
            None => document.get_ref().get(part.as_str()),
            Some(DeValue::Table(table)) => table.get(part.as_str()),
            Some(DeValue::Array(items)) => part.parse().ok().and_then(|at: usize| items.get(at)),
            Some(
                DeValue::String(_)
                | DeValue::Integer(_)
                | DeValue::Float(_)
                | DeValue::Boolean(_)
                | DeValue::Datetime(_),
            ) => None,
        };
        let Some(next) = next else { break };
        place = next.span().start;
        value = Some(next.get_ref());
    }
    line_at(text, place)
}
