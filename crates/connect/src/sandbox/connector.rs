//! The sandbox's systems and records as the engine sees them.

use masalama_core::detail::Detail;
use masalama_core::effect::{Finding, Order, Outcome};
use masalama_core::landscape::Offer;
use masalama_core::line::Line;
use masalama_core::port::{Answer, Connector, Inventory, InventoryFault, LineFilter, LinePage};

use super::Sandbox;
use super::system::{self, SystemRole};
use crate::http::wire::Asked;

/// One of its systems. A name that is none of them offers nothing, so start-up refuses it.
pub(super) struct SandboxConnector {
    pub(super) sandbox: Sandbox,
    pub(super) role: Option<SystemRole>,
}

impl Connector for SandboxConnector {
    fn offers(&self) -> Vec<Offer> {
        self.role.map(system::offers).unwrap_or_default()
    }

    fn perform<'a>(&'a self, order: &'a Order) -> Answer<'a, Outcome<Line>> {
        Box::pin(async move {
            let Some(role) = self.role else { return Outcome::Unknown { cause: no_such_system() } };
            self.sandbox.perform(role, Asked::of(order)).await
        })
    }

    fn inquire<'a>(&'a self, order: &'a Order) -> Answer<'a, Finding<Line>> {
        Box::pin(async move {
            let Some(role) = self.role else { return Finding::Unknown { cause: no_such_system() } };
            self.sandbox.inquire(role, Asked::of(order)).await
        })
    }
}

fn no_such_system() -> Detail {
    Detail::of("the sandbox has no such system")
}

impl Inventory for Sandbox {
    fn lines<'a>(&'a self, filter: &'a LineFilter) -> Answer<'a, Result<LinePage, InventoryFault>> {
        Box::pin(async move {
            let found = self.find_lines(filter.clone()).await;
            found.map_err(|fault| InventoryFault::Silent(Detail::of(&fault.to_string())))
        })
    }

    fn import(&self, lines: Vec<Line>) -> Answer<'_, Result<u64, InventoryFault>> {
        Box::pin(async move {
            let taken = self.import_lines(lines).await;
            taken.map_err(|fault| InventoryFault::Silent(Detail::of(&fault.to_string())))
        })
    }
}
