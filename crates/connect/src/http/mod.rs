//! Any back office that puts the documented JSON contract in front of its systems: `docs/connectors/http.md`.

pub(crate) mod client;
mod inventory;
pub mod wire;

use std::time::Duration;

use masalama_core::effect::{Finding, Order, Outcome};
use masalama_core::landscape::Offer;
use masalama_core::line::Line;
use masalama_core::port::{Answer, Connector};

use client::{Client, Unanswered};
use wire::{Asked, Inquired, Performed};

pub use client::{ANSWER_BYTES_MAX, BadEndpoint};
pub use inventory::HttpInventory;

/// How a system is reached over HTTP.
#[derive(Clone)]
pub struct HttpSettings {
    /// Where `perform` and `inquire` stand, for example `http://10.0.0.7:9000/masalama`.
    pub base_url: String,
    /// What the back office is shown as `Authorization: Bearer`; never logged.
    pub token: Option<String>,
    /// How long an answer may take.
    pub timeout: Duration,
    /// What the system offers, and the class of each, as the configuration says.
    pub offers: Vec<Offer>,
}

impl std::fmt::Debug for HttpSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpSettings")
            .field("base_url", &self.base_url)
            .field("token", &self.token.as_ref().map(|_| "••••"))
            .field("timeout", &self.timeout)
            .field("offers", &self.offers)
            .finish()
    }
}

/// Speaks to one system through the contract.
pub struct HttpConnector {
    client: Client,
    offers: Vec<Offer>,
}

impl HttpConnector {
    /// A connector by these settings. Nothing is sent yet.
    ///
    /// # Errors
    /// [`BadEndpoint`] says what of the settings to correct.
    pub fn new(settings: HttpSettings) -> Result<Self, BadEndpoint> {
        let client = Client::new(&settings.base_url, settings.token.as_deref(), settings.timeout)?;
        Ok(Self { client, offers: settings.offers })
    }
}

impl Connector for HttpConnector {
    fn offers(&self) -> Vec<Offer> {
        self.offers.clone()
    }

    fn perform<'a>(&'a self, order: &'a Order) -> Answer<'a, Outcome<Line>> {
        Box::pin(perform(&self.client, "perform", order))
    }

    fn inquire<'a>(&'a self, order: &'a Order) -> Answer<'a, Finding<Line>> {
        Box::pin(inquire(&self.client, "inquire", order))
    }
}

/// Posts the order and reads what became of it.
pub(crate) async fn perform(client: &Client, path: &str, order: &Order) -> Outcome<Line> {
    match client.post::<Performed>(path, &Asked::of(order), Some(order.key)).await {
        Ok(performed) => performed.outcome,
        Err(Unanswered::Rejected(rejection)) => Outcome::Rejected(rejection),
        Err(unanswered) => Outcome::Unknown { cause: unanswered.cause() },
    }
}

/// Posts the question and reads what was found.
pub(crate) async fn inquire(client: &Client, path: &str, order: &Order) -> Finding<Line> {
    match client.post::<Inquired>(path, &Asked::of(order), Some(order.key)).await {
        Ok(inquired) => inquired.finding,
        Err(Unanswered::Rejected(rejection)) => Finding::Rejected(rejection),
        Err(unanswered) => Finding::Unknown { cause: unanswered.cause() },
    }
}
