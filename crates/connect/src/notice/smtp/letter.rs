//! One mail as it goes over the wire.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use masalama_core::commitment::Digest;
use masalama_core::identity::Email;
use masalama_core::request::Language;

use super::SmtpSettings;
use crate::notice::MailWords;

/// One mail to one address.
pub(super) struct Letter<'a> {
    pub(super) words: &'a MailWords,
    pub(super) to: &'a Email,
    pub(super) language: Language,
    pub(super) at: Timestamp,
    pub(super) id: &'a Digest,
}

/// A mail, whole.
pub(super) struct Written {
    pub(super) envelope: Envelope,
    pub(super) bytes: Vec<u8>,
}

impl Letter<'_> {
    /// The mail with its plain and its HTML part; nothing when the library refuses an address.
    pub(super) fn written(&self, settings: &SmtpSettings) -> Option<Written> {
        let from: Address = settings.from.unmasked().parse().ok()?;
        let to: Address = self.to.unmasked().parse().ok()?;
        let subject: String = self.words.subject.chars().filter(|c| !c.is_control()).collect();
        let parts = MultiPart::alternative_plain_html(self.words.text.clone(), self.words.html.clone());
        let message = Message::builder()
            .from(Mailbox::new(settings.from_name.clone(), from.clone()))
            .to(Mailbox::new(None, to.clone()))
            .subject(subject)
            .date(SystemTime::from(self.at))
            .message_id(Some(format!("<{}@{}>", self.id, from.domain())))
            // *Source*: RFC 3834, section 5: no machine answers it. RFC 3282: the language.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", language(self.language)))
            .multipart(parts)
            .ok()?;
        let envelope = Envelope::new(Some(from), vec![to]).ok()?;
        Some(Written { envelope, bytes: message.formatted() })
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn language(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Ar => "ar",
        Language::Zh => "zh-CN",
    }
}
