//! Mail over SMTP: one mail for each address, so that nobody sees whom else we wrote to.
//!
//! `tell` is class b: a mail that is sent again says the same under the same `Message-ID`, so that a repeat is recognised by programs and
//! does no harm to people. What the server answers is told apart by where it answers: before the end of the mail nothing left, after it only
//! the answer counts, and silence there is unknown.
//!
//! *Source*: RFC 5321 (SMTP), RFC 5322 (mails), RFC 3834 (automatic mails), RFC 3463 (status codes).

mod letter;
mod settings;
mod talk;

use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};
use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKind, Finding, Order, Outcome};
use masalama_core::identity::Email;
use masalama_core::landscape::{Class, Offer};
use masalama_core::line::Line;
use masalama_core::port::{Answer, Connector};

use super::seen::{MessageKey, Seen};
use super::{Delivery, Tally, Told, Wording, again_after_s, not_a_message};

pub(super) use settings::is_this_machine;
pub use settings::{BadSmtpSettings, MailSecurity, SmtpSettings, TIMEOUT_MS_MAX};

/// What keeps the connector from being made.
#[derive(Debug, thiserror::Error)]
pub enum SmtpFault {
    /// The settings cannot be used.
    #[error(transparent)]
    Settings(#[from] BadSmtpSettings),
    /// The certificate of the authority cannot be read.
    #[error("`ca_file` holds no certificate as PEM")]
    Authority,
    /// TLS cannot be set up with it.
    #[error("TLS cannot be set up")]
    Tls(#[source] lettre::transport::smtp::Error),
}

/// The connector to one mail server.
pub struct Smtp {
    settings: SmtpSettings,
    password: Option<String>,
    tls: Option<TlsParameters>,
    wording: Arc<dyn Wording>,
    seen: Seen,
}

impl Smtp {
    /// A connector; `password` is what stands in the password file, and `authority` what stands in the file of the authority.
    ///
    /// # Errors
    /// [`SmtpFault`] says what to correct.
    pub fn new(
        settings: SmtpSettings,
        password: Option<String>,
        authority: Option<&[u8]>,
        wording: Arc<dyn Wording>,
    ) -> Result<Self, SmtpFault> {
        settings.check()?;
        let tls = match settings.security {
            MailSecurity::None => None,
            MailSecurity::Starttls | MailSecurity::Tls => Some(tls(&settings.host, authority)?),
        };
        Ok(Self { settings, password, tls, wording, seen: Seen::default() })
    }

    /// Sends what is still to be sent, one address after the other.
    async fn tell(&self, order: &Order, told: &Told<'_>) -> Tally {
        let words = self.wording.mail(told);
        let mut tally = Tally::default();
        for email in &told.audience.emails {
            let message = MessageKey::of(order.key, email.unmasked());
            let delivery = match self.seen.delivery(message) {
                Some(done @ (Delivery::Reached | Delivery::Taken | Delivery::Refused)) => done,
                Some(Delivery::NotSent(_) | Delivery::Fault(_) | Delivery::Unknown(_)) | None => {
                    self.send(order, &words, email, message).await
                }
            };
            self.seen.note(order.key, message, delivery.clone());
            tally.deliveries.push(delivery);
        }
        tally
    }

    async fn send(
        &self,
        order: &Order,
        words: &super::MailWords,
        email: &Email,
        message: MessageKey,
    ) -> Delivery {
        // Until the answer is here the mail may have left: whoever stops waiting must find it so.
        self.seen.note(order.key, message, Delivery::Unknown(Detail::of("no answer in time")));
        let language = order.audience.as_ref().map(|audience| audience.language).unwrap_or_default();
        let letter = letter::Letter { words, to: email, language, at: order.at, id: message.digest() };
        match letter.written(&self.settings) {
            Some(written) => talk::hand_over(self, &written).await,
            None => Delivery::Fault(Detail::of("the mail cannot be written")),
        }
    }

    fn timeout(&self) -> Duration {
        Duration::from_millis(u64::from(self.settings.timeout_ms))
    }
}

fn tls(host: &str, authority: Option<&[u8]>) -> Result<TlsParameters, SmtpFault> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(pem) = authority {
        let certificate = Certificate::from_pem(pem).map_err(|_| SmtpFault::Authority)?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(certificate);
    }
    builder.build_rustls().map_err(SmtpFault::Tls)
}

impl Connector for Smtp {
    fn offers(&self) -> Vec<Offer> {
        vec![Offer { effect: EffectKind::Tell, class: Class::Idempotent }]
    }

    fn perform<'a>(&'a self, order: &'a Order) -> Answer<'a, Outcome<Line>> {
        Box::pin(async move {
            let Some(told) = Told::of(order) else { return not_a_message() };
            self.tell(order, &told).await.outcome(again_after_s(order.attempt))
        })
    }

    /// From what this process saw. A mail server cannot be asked what became of a mail.
    fn inquire<'a>(&'a self, order: &'a Order) -> Answer<'a, Finding<Line>> {
        Box::pin(async move {
            let unseen = Finding::Unknown { cause: Detail::of("not sent by this process") };
            self.seen.tally(order.key).map_or(unseen, |tally| tally.finding())
        })
    }
}
