//! What the configuration says about one OsmoHLR.

use std::fmt;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// The most nodes of which a read-back may be configured.
pub const SERVING_NODES_MAX: usize = 32;
/// The shortest time a conversation may be given. *Units*: milliseconds.
pub const TIMEOUT_MS_MIN: u32 = 50;
/// The longest time a conversation may be given. *Units*: milliseconds.
pub const TIMEOUT_MS_MAX: u32 = 60_000;
/// The most conversations with one HLR at a time.
pub const AT_ONCE_MAX: u16 = 256;

/// The name of a peer of the HLR: ours, or a serving node's.
///
/// *Shape*: 1 to 64 printable ASCII characters without spaces, for example `MSC-1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct PeerName(String);

impl PeerName {
    /// Reads a name.
    ///
    /// # Errors
    /// [`BadPeerName`] when it is empty, too long, or has a space or a character outside ASCII; write it as the node's own configuration
    /// does.
    pub fn parse(text: &str) -> Result<Self, BadPeerName> {
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(Self(text.to_owned())) } else { Err(BadPeerName) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PeerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PeerName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A name of a peer that cannot be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a peer's name is 1 to 64 printable characters without spaces")]
pub struct BadPeerName;

/// Settings of the connector to one OsmoHLR.
///
/// *Shape*: a table; unknown keys are refused.
///
/// ```
/// use masalama_connect::osmo_hlr::OsmoHlrSettings;
///
/// let settings: OsmoHlrSettings = serde_json::from_str(
///     r#"{
///         "ctrl": "127.0.0.2:4259",
///         "gsup": "127.0.0.2:4222",
///         "serving_nodes": [{ "name": "MSC-1", "vty": "127.0.0.3:4254" }]
///     }"#,
/// )?;
/// assert_eq!(settings.timeout_ms, 5_000);
/// assert!(settings.check().is_ok());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OsmoHlrSettings {
    /// Its control interface; the port is 4259 unless something stands between.
    pub ctrl: SocketAddr,
    /// Its interface to serving nodes; the port is 4222 unless something stands between.
    pub gsup: SocketAddr,
    /// How our names among its peers begin. A fresh part is added for each connection, because of two peers with one name the HLR serves
    /// only the first. *Shape*: at most 32 characters. Default: `MASALAMA`.
    #[serde(default = "default_our_name")]
    pub our_name: PeerName,
    /// How long one conversation may last, connecting included. *Units*: milliseconds, [`TIMEOUT_MS_MIN`] to [`TIMEOUT_MS_MAX`].
    /// Default: 5,000.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u32,
    /// How many conversations may be open at a time, 1 to [`AT_ONCE_MAX`]. Default: 8. The HLR's queue of new connections holds ten; what
    /// comes above that is dropped and tried again by TCP a second later.
    #[serde(default = "default_at_once")]
    pub at_once: u16,
    /// The nodes that can be asked whether they hold a subscriber, at most [`SERVING_NODES_MAX`]. Without any, absence cannot be proven here
    /// and the effect is not offered. Default: none.
    #[serde(default)]
    pub serving_nodes: Vec<ServingNode>,
}

/// A node that serves subscribers and whose own table can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServingNode {
    /// Its name among the HLR's peers: `ipa-name` in the configuration of osmo-msc.
    pub name: PeerName,
    /// The console of an osmo-msc; the port is 4254 unless configured otherwise.
    pub vty: SocketAddr,
}

fn default_our_name() -> PeerName {
    PeerName("MASALAMA".to_owned())
}

fn default_timeout_ms() -> u32 {
    5_000
}

fn default_at_once() -> u16 {
    8
}

/// The most characters of [`OsmoHlrSettings::our_name`]: the fresh part needs the rest.
const OUR_NAME_CHARS_MAX: usize = 32;

/// Settings that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsFault {
    /// Our name leaves no room for its fresh part.
    #[error("`our_name` has {chars} characters, and at most {OUR_NAME_CHARS_MAX} are possible")]
    OurNameTooLong {
        /// How many it has.
        chars: usize,
    },
    /// The time for a conversation is outside its bounds.
    #[error("`timeout_ms` is {timeout_ms}, and must be {TIMEOUT_MS_MIN} to {TIMEOUT_MS_MAX}")]
    Timeout {
        /// What was set.
        timeout_ms: u32,
    },
    /// The number of conversations at a time is outside its bounds.
    #[error("`at_once` is {at_once}, and must be 1 to {AT_ONCE_MAX}")]
    AtOnce {
        /// What was set.
        at_once: u16,
    },
    /// There are too many nodes.
    #[error("`serving_nodes` has {count} nodes, and at most {SERVING_NODES_MAX} are possible")]
    TooManyNodes {
        /// How many there are.
        count: usize,
    },
    /// One node stands there twice.
    #[error("`serving_nodes` has the node {name} twice")]
    NodeTwice {
        /// Which.
        name: PeerName,
    },
}

impl OsmoHlrSettings {
    /// Whether the settings can be used.
    ///
    /// # Errors
    /// [`SettingsFault`] says which key to correct.
    pub fn check(&self) -> Result<(), SettingsFault> {
        let chars = self.our_name.as_str().len();
        if chars > OUR_NAME_CHARS_MAX {
            return Err(SettingsFault::OurNameTooLong { chars });
        }
        if !(TIMEOUT_MS_MIN..=TIMEOUT_MS_MAX).contains(&self.timeout_ms) {
            return Err(SettingsFault::Timeout { timeout_ms: self.timeout_ms });
        }
        if !(1..=AT_ONCE_MAX).contains(&self.at_once) {
            return Err(SettingsFault::AtOnce { at_once: self.at_once });
        }
        if self.serving_nodes.len() > SERVING_NODES_MAX {
            return Err(SettingsFault::TooManyNodes { count: self.serving_nodes.len() });
        }
        for (index, node) in self.serving_nodes.iter().enumerate() {
            if self.serving_nodes[..index].iter().any(|earlier| earlier.name == node.name) {
                return Err(SettingsFault::NodeTwice { name: node.name.clone() });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(json: &str) -> Result<OsmoHlrSettings, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn an_unknown_key_or_a_name_with_a_space_is_refused() {
        // A misspelt key must not fall back to a default without a word.
        assert!(settings(r#"{"ctrl":"127.0.0.1:1","gsup":"127.0.0.1:2","timeout":1}"#).is_err());
        assert!(settings(r#"{"ctrl":"127.0.0.1:1","gsup":"127.0.0.1:2","our_name":"a b"}"#).is_err());
        assert!(settings(r#"{"ctrl":"127.0.0.1:1"}"#).is_err());
    }

    #[test]
    fn each_bound_is_kept() {
        // Whatever can be set has a limit, and the fault names the key.
        let good = settings(r#"{"ctrl":"127.0.0.1:1","gsup":"127.0.0.1:2"}"#).unwrap();
        assert_eq!(good.check(), Ok(()));
        let node = ServingNode { name: PeerName::parse("MSC-1").unwrap(), vty: good.ctrl };
        let long = PeerName::parse(&"x".repeat(33)).unwrap();
        let faults = [
            OsmoHlrSettings { our_name: long, ..good.clone() },
            OsmoHlrSettings { timeout_ms: 0, ..good.clone() },
            OsmoHlrSettings { at_once: 0, ..good.clone() },
            OsmoHlrSettings { serving_nodes: vec![node.clone(); 33], ..good.clone() },
            OsmoHlrSettings { serving_nodes: vec![node; 2], ..good },
        ];
        let keys = ["our_name", "timeout_ms", "at_once", "serving_nodes", "serving_nodes"];
        for (fault, key) in faults.iter().zip(keys) {
            assert!(fault.check().unwrap_err().to_string().contains(&format!("`{key}`")), "{key}");
        }
    }
}
