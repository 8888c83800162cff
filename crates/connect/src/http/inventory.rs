//! The operator's records of lines behind the contract: `lines`, and `lines/import` where they take one.

use std::time::Duration;

use masalama_core::line::Line;
use masalama_core::port::{Answer, Inventory, InventoryFault, LineFilter, LinePage};

use super::client::{BadEndpoint, Client, Unanswered};
use super::wire::{LinesAsked, LinesFound, LinesGiven, LinesTaken};

/// The status by which records say that they take no import. *Source*: RFC 9110, clause 15.6.2.
const NOT_IMPLEMENTED: u16 = 501;

/// Records of lines over HTTP.
pub struct HttpInventory {
    client: Client,
}

impl HttpInventory {
    /// Records under this address. Nothing is sent yet.
    ///
    /// # Errors
    /// [`BadEndpoint`] says what to correct.
    pub fn new(base_url: &str, token: Option<&str>, timeout: Duration) -> Result<Self, BadEndpoint> {
        Ok(Self { client: Client::new(base_url, token, timeout)? })
    }

    pub(crate) fn over(client: Client) -> Self {
        Self { client }
    }
}

impl Inventory for HttpInventory {
    fn lines<'a>(&'a self, filter: &'a LineFilter) -> Answer<'a, Result<LinePage, InventoryFault>> {
        Box::pin(async move {
            let asked = LinesAsked::of(filter);
            let found: LinesFound = self.client.post("lines", &asked, None).await.map_err(fault)?;
            Ok(LinePage { lines: found.lines, next: found.next })
        })
    }

    fn import(&self, lines: Vec<Line>) -> Answer<'_, Result<u64, InventoryFault>> {
        Box::pin(async move {
            let taken: LinesTaken =
                self.client.post("lines/import", &LinesGiven { lines }, None).await.map_err(fault)?;
            Ok(taken.new)
        })
    }
}

fn fault(unanswered: Unanswered) -> InventoryFault {
    match unanswered {
        Unanswered::Problem { status: NOT_IMPLEMENTED, .. } => InventoryFault::TakesNoImport,
        Unanswered::Problem { .. } | Unanswered::Rejected(_) | Unanswered::Silent(_) => {
            InventoryFault::Silent(unanswered.cause())
        }
    }
}
