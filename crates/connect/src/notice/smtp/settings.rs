//! What the configuration says about one mail server.

use std::net::IpAddr;
use std::path::PathBuf;

use masalama_core::identity::Email;
use serde::{Deserialize, Serialize};

/// The longest one mail may take. *Units*: milliseconds.
pub const TIMEOUT_MS_MAX: u32 = 120_000;
/// The longest name that mails may come from. *Units*: characters.
const NAME_CHARS_MAX: usize = 60;

/// How the way to the server is kept private.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailSecurity {
    /// In clear at first, then TLS by STARTTLS, without which nothing is sent. *Source*: RFC 3207.
    #[default]
    Starttls,
    /// TLS from the first byte. *Source*: RFC 8314.
    Tls,
    /// In clear; only to a server on this machine.
    None,
}

/// Settings of the connector to one mail server.
///
/// *Shape*: a table; unknown keys are refused.
///
/// ```
/// use masalama_connect::notice::smtp::{MailSecurity, SmtpSettings};
///
/// let settings: SmtpSettings = serde_json::from_str(
///     r#"{ "host": "mail.example.om", "port": 587, "from": "lines@example.om", "user": "masalama", "password_file": "/etc/masalama/mail" }"#,
/// )?;
/// assert_eq!(settings.security, MailSecurity::Starttls);
/// assert!(settings.check().is_ok());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// The server's name, to which its certificate must be made out; or its address.
    pub host: String,
    /// Its port: 587 for submission, 465 with TLS from the first byte.
    #[serde(default = "port")]
    pub port: u16,
    /// How the way to it is kept private.
    #[serde(default)]
    pub security: MailSecurity,
    /// Who signs in; nobody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The file that holds the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_file: Option<PathBuf>,
    /// The only authority whose certificates are trusted, as PEM; those of the machine when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// The address mails come from; what cannot be delivered comes back to it.
    pub from: Email,
    /// The name mails come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_name: Option<String>,
    /// How long one mail may take, in milliseconds.
    #[serde(default = "timeout_ms")]
    pub timeout_ms: u32,
}

fn port() -> u16 {
    587
}

fn timeout_ms() -> u32 {
    20_000
}

/// Settings that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSmtpSettings {
    /// In clear over a network.
    #[error("`security = \"none\"` is only for a server on this machine: write \"starttls\" or \"tls\"")]
    InClear,
    /// A user without a password, or the other way round.
    #[error("`user` and `password_file` belong together: give both or neither")]
    HalfSignIn,
    /// A password in clear.
    #[error("a password needs `security = \"starttls\"` or \"tls\"")]
    PasswordInClear,
    /// A time nobody can use.
    #[error("`timeout_ms` is from 1,000 to {TIMEOUT_MS_MAX}")]
    Timeout,
    /// A name that cannot stand in a header.
    #[error("`from_name` is at most {NAME_CHARS_MAX} characters in one line")]
    Name,
    /// No server.
    #[error("`host` is the name or address of the server, without a port")]
    Host,
}

impl SmtpSettings {
    /// Can these be used?
    ///
    /// # Errors
    /// [`BadSmtpSettings`] names the key and what would be right.
    pub fn check(&self) -> Result<(), BadSmtpSettings> {
        let is_host = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        if self.host.is_empty() || self.host.len() > 253 || !self.host.chars().all(is_host) {
            return Err(BadSmtpSettings::Host);
        }
        if self.security == MailSecurity::None && !is_this_machine(&self.host) {
            return Err(BadSmtpSettings::InClear);
        }
        if self.user.is_some() != self.password_file.is_some() {
            return Err(BadSmtpSettings::HalfSignIn);
        }
        if self.user.is_some() && self.security == MailSecurity::None {
            return Err(BadSmtpSettings::PasswordInClear);
        }
        if !(1_000..=TIMEOUT_MS_MAX).contains(&self.timeout_ms) {
            return Err(BadSmtpSettings::Timeout);
        }
        let is_name =
            |name: &String| name.chars().count() <= NAME_CHARS_MAX && !name.chars().any(char::is_control);
        if !self.from_name.iter().all(is_name) {
            return Err(BadSmtpSettings::Name);
        }
        Ok(())
    }
}

/// Is it this machine, so that nobody listens between?
pub(crate) fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
