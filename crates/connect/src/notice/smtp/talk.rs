//! One conversation with the server, and what its answers mean.

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use masalama_core::detail::Detail;

use super::letter::Written;
use super::{MailSecurity, Smtp};
use crate::notice::Delivery;

/// Where in the conversation an answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Connecting, greeting, TLS, signing in, the sender.
    Us,
    /// The recipient.
    Recipient,
    /// The end of the mail.
    End,
}

/// Sends one mail and says what became of it.
pub(super) async fn hand_over(smtp: &Smtp, written: &Written) -> Delivery {
    let mut stage = Stage::Us;
    match tokio::time::timeout(smtp.timeout(), converse(smtp, written, &mut stage)).await {
        Ok(Ok(())) => Delivery::Reached,
        Ok(Err(error)) => meaning(stage, &error),
        Err(_elapsed) => silence(stage, "no answer in time"),
    }
}

async fn converse(smtp: &Smtp, written: &Written, stage: &mut Stage) -> Result<(), Error> {
    let mut connection = connected(smtp).await?;
    connection.command(Mail::new(written.envelope.from().cloned(), Vec::new())).await?;
    *stage = Stage::Recipient;
    for to in written.envelope.to() {
        connection.command(Rcpt::new(to.clone(), Vec::new())).await?;
    }
    connection.command(Data).await?;
    *stage = Stage::End;
    connection.message(&written.bytes).await?;
    // It is taken: whether the farewell is heard changes nothing.
    drop(connection.quit().await);
    Ok(())
}

async fn connected(smtp: &Smtp) -> Result<AsyncSmtpConnection, Error> {
    let settings = &smtp.settings;
    let domain = settings.from.unmasked().rsplit('@').next().unwrap_or_default();
    let hello = ClientId::Domain(domain.to_owned());
    let server = (settings.host.as_str(), settings.port);
    let at_once = smtp.tls.clone().filter(|_| settings.security == MailSecurity::Tls);
    let mut connection =
        AsyncSmtpConnection::connect_tokio1(server, Some(smtp.timeout()), &hello, at_once, None).await?;
    if let (MailSecurity::Starttls, Some(tls)) = (settings.security, smtp.tls.clone()) {
        connection.starttls(tls, &hello).await?;
    }
    if let (Some(user), Some(password)) = (&settings.user, &smtp.password) {
        let credentials = Credentials::new(user.clone(), password.clone());
        connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
    }
    Ok(connection)
}

/// What a failure at this stage means. A server that answers has decided; one that does not has only decided something after the mail's end.
fn meaning(stage: Stage, error: &Error) -> Delivery {
    let Some(code) = error.status() else { return silence(stage, sort_of(error)) };
    let status = status_of(error);
    let said = Detail::of(&format!("the mail server said {code} {}", status.as_deref().unwrap_or_default()));
    if error.is_transient() {
        return Delivery::NotSent(said);
    }
    // *Source*: RFC 3463: x.1 is about the address and x.2 about the mailbox; the rest is about us, our mail or the server.
    let of_recipient = match status.as_deref() {
        Some(status) => status.starts_with("5.1.") || status.starts_with("5.2."),
        None => stage == Stage::Recipient,
    };
    match stage {
        Stage::Recipient | Stage::End if of_recipient => Delivery::Refused,
        Stage::Us | Stage::Recipient | Stage::End => Delivery::Fault(said),
    }
}

fn silence(stage: Stage, how: &str) -> Delivery {
    match stage {
        Stage::Us | Stage::Recipient => Delivery::NotSent(Detail::of(how)),
        Stage::End => Delivery::Unknown(Detail::of(how)),
    }
}

/// In words of our own: what the library says may hold an address.
fn sort_of(error: &Error) -> &'static str {
    if error.is_tls() {
        "the mail server's TLS was not accepted"
    } else if error.is_timeout() {
        "no answer in time"
    } else if error.is_client() {
        "the mail server does not offer what is needed"
    } else {
        "the mail server was not reached or broke off"
    }
}

/// The enhanced status at the beginning of what the server said: `5.1.1`.
fn status_of(error: &Error) -> Option<String> {
    let said = std::error::Error::source(error)?.to_string();
    let first = said.split_whitespace().next()?;
    let is_status = first.split('.').count() == 3 && first.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    is_status.then(|| first.to_owned())
}
