//! The connection to the message centre: bound once, listened to, made anew when it is gone.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use masalama_core::detail::Detail;
use rusmpp::pdus::{BindTransceiver, DeliverSmResp};
use rusmpp::types::COctetString;
use rusmpp::values::InterfaceVersion;
use rusmpp::{CommandStatus, Pdu};
use rusmppc::error::Error;
use rusmppc::{Client, ConnectionBuilder, Event};
use tokio::task::JoinHandle;

use super::SmppSettings;
use super::outgoing::Outgoing;
use crate::notice::Delivery;

/// How long a farewell or a new connection may take. *Units*: seconds.
const CONNECT_S: u64 = 10;
/// The longest packet that is read. *Units*: bytes.
const PACKET_BYTES_MAX: usize = 8 * 1024;

/// A bound connection.
pub(super) struct Link {
    pub(super) client: Client,
    listener: JoinHandle<()>,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

impl Link {
    /// Connects and signs in; says what a message comes to when that cannot be.
    pub(super) async fn open(
        settings: &SmppSettings,
        password: &str,
        outgoing: &Arc<Outgoing>,
    ) -> Result<Self, Delivery> {
        let within = Duration::from_secs(CONNECT_S);
        match tokio::time::timeout(within, Self::bound(settings, password, outgoing)).await {
            Ok(opened) => opened,
            Err(_elapsed) => Err(not_sent("the message centre was not reached")),
        }
    }

    async fn bound(
        settings: &SmppSettings,
        password: &str,
        outgoing: &Arc<Outgoing>,
    ) -> Result<Self, Delivery> {
        let scheme = if settings.tls { "smpps" } else { "smpp" };
        let url = format!("{scheme}://{}:{}", settings.host, settings.port);
        let (client, mut events) = ConnectionBuilder::new()
            .max_command_length(PACKET_BYTES_MAX)
            .enquire_link_interval(Duration::from_secs(u64::from(settings.enquire_s)))
            .response_timeout(Duration::from_millis(u64::from(settings.response_ms)))
            .disable_interface_version_check()
            .connect(url)
            .await
            .map_err(|_| not_sent("the message centre was not reached"))?;
        let (listening, outgoing) = (client.clone(), Arc::clone(outgoing));
        let listener = tokio::spawn(async move {
            while let Some(event) = events.next().await {
                if !listen(&listening, &outgoing, event).await {
                    break;
                }
            }
        });
        let link = Self { client, listener };
        let unfit = || fault("the name or password does not fit SMPP");
        let bind = BindTransceiver::builder()
            .system_id(COctetString::from_string(settings.system_id.clone()).map_err(|_| unfit())?)
            .password(COctetString::from_string(password.to_owned()).map_err(|_| unfit())?)
            .interface_version(InterfaceVersion::Smpp3_4)
            .build();
        match link.client.bind_transceiver(bind).await {
            Ok(_) => Ok(link),
            Err(error) => Err(refused_bind(&error)),
        }
    }
}

/// Takes in what the centre says by itself; false when it says goodbye.
async fn listen(client: &Client, outgoing: &Outgoing, event: Event) -> bool {
    let command = match event {
        Event::Incoming(command) => command,
        Event::Error(_) => {
            tracing::warn!("the connection to the message centre has a fault");
            return true;
        }
    };
    match command.pdu() {
        Some(Pdu::DeliverSm(deliver)) => {
            outgoing.receive(deliver);
            // An answer that is lost brings the receipt again, which changes nothing.
            drop(client.deliver_sm_resp(command.sequence_number(), DeliverSmResp::default()).await);
            true
        }
        Some(Pdu::Unbind) => {
            drop(client.unbind_resp(command.sequence_number()).await);
            drop(client.close().await);
            false
        }
        Some(_) | None => true,
    }
}

fn refused_bind(error: &Error) -> Delivery {
    match status_of(error) {
        Some(CommandStatus::EsmeRsyserr | CommandStatus::EsmeRthrottled | CommandStatus::EsmeRalybnd)
        | None => not_sent("the message centre did not let us in yet"),
        Some(status) => fault(&format!("the message centre did not let us in: {}", code(status))),
    }
}

/// The status the centre answered with, if it answered.
pub(super) fn status_of(error: &Error) -> Option<CommandStatus> {
    if let Error::UnexpectedResponse { response } = error { Some(response.status()) } else { None }
}

/// A status as it stands in the books: `0x0B`.
pub(super) fn code(status: CommandStatus) -> String {
    format!("0x{:02X}", u32::from(status))
}

pub(super) fn not_sent(why: &str) -> Delivery {
    Delivery::NotSent(Detail::of(why))
}

pub(super) fn fault(why: &str) -> Delivery {
    Delivery::Fault(Detail::of(why))
}
