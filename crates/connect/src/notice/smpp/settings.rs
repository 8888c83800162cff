//! What the configuration says about one message centre.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::notice::smtp::is_this_machine;

/// The most messages that may wait for their answer at a time.
pub const WINDOW_MAX: u16 = 100;
/// The longest any wait may be. *Units*: milliseconds.
pub const WAIT_MS_MAX: u32 = 60_000;

/// Settings of the connector to one message centre.
///
/// *Shape*: a table; unknown keys are refused.
///
/// ```
/// use masalama_connect::notice::smpp::SmppSettings;
///
/// let settings: SmppSettings = serde_json::from_str(
///     r#"{ "host": "127.0.0.1", "system_id": "masalama", "password_file": "/etc/masalama/smpp", "source": "Operator" }"#,
/// )?;
/// assert_eq!((settings.port, settings.window), (2775, 10));
/// assert!(settings.check().is_ok());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmppSettings {
    /// The centre's name or address.
    pub host: String,
    /// Its port.
    #[serde(default = "port")]
    pub port: u16,
    /// TLS from the first byte, by the authorities the machine trusts.
    #[serde(default)]
    pub tls: bool,
    /// The way to it is private by other means, such as a tunnel; without this or TLS only this machine is spoken to.
    #[serde(default)]
    pub private_network: bool,
    /// Who we are to it. *Shape*: at most 15 characters.
    pub system_id: String,
    /// The file that holds the password. *Shape*: at most 8 characters, by SMPP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_file: Option<PathBuf>,
    /// The sender people see: a number with +, or up to 11 letters and digits.
    pub source: String,
    /// How many messages may wait for their answer at a time.
    #[serde(default = "window")]
    pub window: u16,
    /// How long the centre may take to answer, in milliseconds.
    #[serde(default = "response_ms")]
    pub response_ms: u32,
    /// How long to wait for the receipt of a message that was taken, in milliseconds.
    #[serde(default = "receipt_ms")]
    pub receipt_ms: u32,
    /// How often the centre is asked whether it is still there, in seconds.
    #[serde(default = "enquire_s")]
    pub enquire_s: u32,
}

fn port() -> u16 {
    2775
}

fn window() -> u16 {
    10
}

fn response_ms() -> u32 {
    5_000
}

fn receipt_ms() -> u32 {
    2_000
}

fn enquire_s() -> u32 {
    30
}

/// Settings that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSmppSettings {
    /// No centre.
    #[error("`host` is the name or address of the message centre, without a port")]
    Host,
    /// In clear over a network.
    #[error(
        "SMPP has no privacy of its own: write `tls = true`, or `private_network = true` where a tunnel has it"
    )]
    InClear,
    /// A name the centre cannot know.
    #[error("`system_id` is 1 to 15 printable characters")]
    SystemId,
    /// A sender nobody can be.
    #[error("`source` is a number with + and up to 15 digits, or 1 to 11 letters, digits and spaces")]
    Source,
    /// A window of nothing, or too wide.
    #[error("`window` is from 1 to {WINDOW_MAX}")]
    Window,
    /// A time nobody can use.
    #[error(
        "`response_ms` is from 100 to {WAIT_MS_MAX}, `receipt_ms` at most {WAIT_MS_MAX}, `enquire_s` from 1 to 600"
    )]
    Wait,
}

impl SmppSettings {
    /// Can these be used?
    ///
    /// # Errors
    /// [`BadSmppSettings`] names the key and what would be right.
    pub fn check(&self) -> Result<(), BadSmppSettings> {
        let is_host = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
        if self.host.is_empty() || self.host.len() > 253 || !self.host.chars().all(is_host) {
            return Err(BadSmppSettings::Host);
        }
        if !self.tls && !self.private_network && !is_this_machine(&self.host) {
            return Err(BadSmppSettings::InClear);
        }
        let is_shown = |text: &str| text.bytes().all(|b| b.is_ascii_graphic());
        if !(1..=15).contains(&self.system_id.len()) || !is_shown(&self.system_id) {
            return Err(BadSmppSettings::SystemId);
        }
        if !self.is_number() && !self.is_name() {
            return Err(BadSmppSettings::Source);
        }
        if !(1..=WINDOW_MAX).contains(&self.window) {
            return Err(BadSmppSettings::Window);
        }
        let waits = (100..=WAIT_MS_MAX).contains(&self.response_ms) && self.receipt_ms <= WAIT_MS_MAX;
        if waits && (1..=600).contains(&self.enquire_s) { Ok(()) } else { Err(BadSmppSettings::Wait) }
    }

    pub(super) fn is_number(&self) -> bool {
        self.source.strip_prefix('+').is_some_and(|digits| {
            (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        })
    }

    fn is_name(&self) -> bool {
        (1..=11).contains(&self.source.len())
            && self.source.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ')
    }
}
