//! Who writes to people: mail servers and message centres, with the words and the link that stops a cease.

use std::path::Path;
use std::sync::Arc;

use masalama_connect::notice::smpp::Smpp;
use masalama_connect::notice::smtp::Smtp;
use masalama_connect::notice::{MailWords, Told, Wording};
use masalama_core::calendar::Zone;
use masalama_core::case::CaseId;
use masalama_core::landscape::SystemName;
use masalama_core::port::Connector;
use masalama_core::request::Language;
use masalama_engine::Secret;
use masalama_language::code;
use masalama_language::notice::{Mail, Notice};

use super::WiringFault;
use crate::config::SystemSettings;

/// A password or certificate file is no longer than this.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// What messages are put in words with.
pub(crate) struct Words {
    /// What the link that stops a cease begins with.
    pub(crate) public_url: String,
    /// Derives the link's token.
    pub(crate) secret: Secret,
    /// The zone of a day that no plan names.
    pub(crate) zone: Zone,
    /// Does any part run on the sandbox? Then every message says so.
    pub(crate) sandbox: bool,
}

impl Words {
    fn say<T>(&self, told: &Told<'_>, say: impl FnOnce(&Notice<'_>) -> T) -> T {
        let language = told.audience.language;
        let (case, link) = (told.case.to_string(), self.stop_link(told.case, language));
        let open_at = format!("{}/case?lang={}", self.public_url, code(language));
        say(&Notice {
            subject: told.subject,
            language,
            line: &told.line,
            case: &case,
            open_at: &open_at,
            on: told.on.unwrap_or_else(|| self.zone.date_at(told.at)),
            amount: told.amount,
            stop: (told.subject.can_be_stopped() && told.audience.before_bar).then_some(link.as_str()),
            sandbox: self.sandbox,
        })
    }

    /// The page speaks the language of the message, whatever the browser asks for.
    fn stop_link(&self, case: CaseId, language: Language) -> String {
        let token = self.secret.stop_token(case).reveal();
        format!("{}/stop/{token}?lang={}", self.public_url, code(language))
    }
}

impl Wording for Words {
    fn mail(&self, told: &Told<'_>) -> MailWords {
        let Mail { subject, text, html } = self.say(told, |notice| notice.mail());
        MailWords { subject, text, html }
    }

    fn text_message(&self, told: &Told<'_>) -> String {
        self.say(told, |notice| notice.text_message())
    }
}

/// The connector to the mail server, if one is declared.
pub(super) fn smtp(
    system: &SystemSettings,
    words: &Arc<Words>,
) -> Result<Option<Arc<dyn Connector>>, WiringFault> {
    let Some(settings) = system.smtp.clone() else { return Ok(None) };
    let password = secret_of(&system.name, settings.password_file.as_deref())?;
    let authority = settings.ca_file.as_deref().map(|path| bytes_of(&system.name, path)).transpose()?;
    let wording = Arc::clone(words) as Arc<dyn Wording>;
    let connector = Smtp::new(settings, password, authority.as_deref(), wording)
        .map_err(|source| WiringFault::Smtp { system: system.name.clone(), source })?;
    Ok(Some(Arc::new(connector)))
}

/// The connector to the message centre, if one is declared.
pub(super) fn smpp(
    system: &SystemSettings,
    words: &Arc<Words>,
) -> Result<Option<Arc<dyn Connector>>, WiringFault> {
    let Some(settings) = system.smpp.clone() else { return Ok(None) };
    let password = secret_of(&system.name, settings.password_file.as_deref())?.unwrap_or_default();
    let wording = Arc::clone(words) as Arc<dyn Wording>;
    let connector = Smpp::new(settings, password, wording)
        .map_err(|source| WiringFault::Smpp { system: system.name.clone(), source })?;
    Ok(Some(Arc::new(connector)))
}

fn secret_of(system: &SystemName, path: Option<&Path>) -> Result<Option<String>, WiringFault> {
    let Some(path) = path else { return Ok(None) };
    let bytes = bytes_of(system, path)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| WiringFault::NotText { system: system.clone(), path: path.to_owned() })?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

fn bytes_of(system: &SystemName, path: &Path) -> Result<Vec<u8>, WiringFault> {
    use std::io::Read as _;
    let unreadable = |source| WiringFault::Token { system: system.clone(), path: path.to_owned(), source };
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .map_err(unreadable)?
        .take(FILE_BYTES_MAX)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}
