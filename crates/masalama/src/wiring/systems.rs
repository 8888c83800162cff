//! Each declared system and who speaks to it.

use std::sync::Arc;
use std::time::Duration;

use masalama_connect::http::{HttpConnector, HttpInventory, HttpSettings};
use masalama_connect::imported::Imported;
use masalama_connect::osmo_hlr::OsmoHlr;
use masalama_connect::sandbox::Sandbox;
use masalama_core::effect::EffectKind;
use masalama_core::landscape::{Class, Landscape, Offer, Reach, System, SystemKind, SystemName};
use masalama_core::port::{Connector, Inventory, Store};
use masalama_engine::{CALLS_AT_ONCE, Systems};

use super::notices::{self, Words};
use super::served::Served;
use super::{AnySandbox, WiringFault};
use crate::clock::SystemClock;
use crate::config::{ConnectorKind, Endpoint, InventoryKind, Settings, SystemSettings};
use crate::keys::DataFolder;

/// What the configuration's systems came to.
pub(crate) struct Wired {
    /// Who speaks to which system.
    pub(crate) systems: Systems,
    /// Which systems there are.
    pub(crate) landscape: Landscape,
    /// The records of lines.
    pub(crate) inventory: Arc<dyn Inventory>,
    /// The sandbox, if anything of it is used.
    pub(crate) sandbox: Option<AnySandbox>,
    /// Is anything of it used? Then every paper says so.
    pub(crate) is_sandbox: bool,
    /// Is nothing real connected? Then its clock may be moved.
    pub(crate) is_all_sandbox: bool,
}

struct Wiring<'a> {
    settings: &'a Settings,
    store: Arc<dyn Store>,
    words: Arc<Words>,
    sandbox: Option<AnySandbox>,
    systems: Systems,
    landscape: Landscape,
}

/// Wires every declared system.
pub(super) async fn wire(
    folder: &DataFolder,
    settings: &Settings,
    store: Arc<dyn Store>,
    words: Words,
) -> Result<Wired, WiringFault> {
    let declared = declared(settings);
    let records_are_sandbox = settings.inventory.connector == InventoryKind::Sandbox;
    let is_sandbox = uses_sandbox(settings);
    let is_all_sandbox = records_are_sandbox
        && declared.iter().all(|one| matches!(one.connector, ConnectorKind::Sandbox | ConnectorKind::ByHand));
    let sandbox = if is_sandbox { Some(AnySandbox::open(folder, &settings.sandbox).await?) } else { None };
    let words = Arc::new(words);
    let mut wiring = Wiring {
        settings,
        store,
        words,
        sandbox,
        systems: Systems::default(),
        landscape: Landscape::default(),
    };
    for system in &declared {
        wiring.add(system)?;
    }
    wiring.add_records()?;
    warn_of_silence(&declared, &wiring.landscape);
    let inventory = wiring.inventory()?;
    let Wiring { systems, landscape, sandbox, .. } = wiring;
    Ok(Wired { systems, landscape, inventory, sandbox, is_sandbox, is_all_sandbox })
}

/// Who is known by one kind of contact only is told nothing where all that writes to people is of the other kind.
fn warn_of_silence(declared: &[SystemSettings], landscape: &Landscape) {
    let is = |name: &SystemName, kind| declared.iter().any(|one| one.name == *name && one.connector == kind);
    let tells: Vec<_> = landscape.offering(EffectKind::Tell).map(|(system, _)| &system.name).collect();
    if tells.is_empty() {
        return;
    }
    if tells.iter().all(|name| is(name, ConnectorKind::Smtp)) {
        tracing::warn!("no system sends text messages: who is known by a number only is told nothing");
    }
    if tells.iter().all(|name| is(name, ConnectorKind::Smpp)) {
        tracing::warn!("no system sends mail: who is known by an address only is told nothing");
    }
}

/// Does any part of it run on the sandbox operator?
pub(super) fn uses_sandbox(settings: &Settings) -> bool {
    settings.inventory.connector == InventoryKind::Sandbox
        || declared(settings).iter().any(|one| one.connector == ConnectorKind::Sandbox)
}

/// The systems as configured; the sandbox's ten when there is none. The records are added apart.
fn declared(settings: &Settings) -> Vec<SystemSettings> {
    if !settings.systems.is_empty() {
        return settings.systems.clone();
    }
    let keeps_records = settings.inventory.connector == InventoryKind::Sandbox;
    Sandbox::landscape()
        .systems
        .into_iter()
        .filter(|system| keeps_records || system.kind != SystemKind::Inventory)
        .map(|system| SystemSettings {
            name: system.name,
            kind: system.kind,
            connector: ConnectorKind::Sandbox,
            at_once: CALLS_AT_ONCE,
            effects: None,
            of_sandbox: None,
            osmo_hlr: None,
            smtp: None,
            smpp: None,
            http: None,
            offers: None,
        })
        .collect()
}

impl Wiring<'_> {
    fn add(&mut self, system: &SystemSettings) -> Result<(), WiringFault> {
        let connector: Option<Arc<dyn Connector>> = match system.connector {
            ConnectorKind::Sandbox => Some(self.of_sandbox(system)?),
            ConnectorKind::OsmoHlr => osmo_hlr(system)?,
            ConnectorKind::Http => http(system)?,
            ConnectorKind::Smtp => notices::smtp(system, &self.words)?,
            ConnectorKind::Smpp => notices::smpp(system, &self.words)?,
            ConnectorKind::ByHand => None,
        };
        let all = connector.as_ref().map_or_else(|| by_hand(system.kind), |connector| connector.offers());
        let offers = restricted(system, all)?;
        self.push(system.name.clone(), system.kind, connector, offers, system.at_once);
        Ok(())
    }

    fn push(
        &mut self,
        name: SystemName,
        kind: SystemKind,
        connector: Option<Arc<dyn Connector>>,
        offers: Vec<Offer>,
        at_once: usize,
    ) {
        let reach = if connector.is_some() { Reach::Connector } else { Reach::ByHand };
        if let Some(connector) = connector {
            self.systems.add(name.clone(), Served::over(connector, &self.settings.operator.serves), at_once);
        }
        self.landscape.systems.push(System { name, kind, reach, offers });
    }

    fn of_sandbox(&self, system: &SystemSettings) -> Result<Arc<dyn Connector>, WiringFault> {
        let wanted = system.of_sandbox.as_ref().unwrap_or(&system.name);
        let landscape = Sandbox::landscape();
        let is_known = landscape.systems.iter().any(|known| known.name == *wanted);
        match (&self.sandbox, is_known) {
            (Some(sandbox), true) => Ok(sandbox.connector(wanted)),
            (Some(_) | None, _) => {
                let known: Vec<&str> = landscape.systems.iter().map(|known| known.name.as_str()).collect();
                Err(WiringFault::NoSuchSandboxSystem {
                    system: system.name.clone(),
                    wanted: wanted.clone(),
                    known: known.join(", "),
                })
            }
        }
    }

    /// The records read the line for a case, unless a declared system does.
    fn add_records(&mut self) -> Result<(), WiringFault> {
        if self.landscape.offering(EffectKind::ReadLine).next().is_some() {
            return Ok(());
        }
        let connector: Arc<dyn Connector> = match self.settings.inventory.connector {
            InventoryKind::Sandbox => {
                let sandbox = self.sandbox.as_ref().expect("it is open when the records are its own");
                sandbox.connector(&records_name("inventory"))
            }
            InventoryKind::Imported => Arc::new(Imported::new(Arc::clone(&self.store))),
            InventoryKind::Http => Arc::new(self.http_records()?),
        };
        let is_taken = self.landscape.systems.iter().any(|system| system.name.as_str() == "inventory");
        let name = records_name(if is_taken { "records-of-lines" } else { "inventory" });
        let read_only = connector.offers().into_iter().filter(|offer| offer.effect == EffectKind::ReadLine);
        let offers = read_only.collect();
        self.push(name, SystemKind::Inventory, Some(connector), offers, CALLS_AT_ONCE);
        Ok(())
    }

    fn http_records(&self) -> Result<HttpConnector, WiringFault> {
        let endpoint = self.records_endpoint();
        let offers = vec![Offer { effect: EffectKind::ReadLine, class: Class::Idempotent }];
        http_connector(&records_name("inventory"), endpoint, offers)
    }

    fn records_endpoint(&self) -> &Endpoint {
        self.settings.inventory.http.as_ref().expect("the configuration was checked")
    }

    fn inventory(&self) -> Result<Arc<dyn Inventory>, WiringFault> {
        let all: Arc<dyn Inventory> = match self.settings.inventory.connector {
            InventoryKind::Sandbox => {
                self.sandbox.as_ref().expect("it is open when the records are its own").inventory()
            }
            InventoryKind::Imported => Arc::new(Imported::new(Arc::clone(&self.store))),
            InventoryKind::Http => {
                let system = records_name("inventory");
                let endpoint = self.records_endpoint();
                let token = token_of(&system, endpoint)?;
                let timeout = Duration::from_millis(endpoint.timeout_ms);
                let inventory = HttpInventory::new(&endpoint.url, token.as_deref(), timeout);
                Arc::new(inventory.map_err(|source| WiringFault::Endpoint { system, source })?)
            }
        };
        Ok(Served::records(all, &self.settings.operator.serves))
    }
}

fn records_name(name: &str) -> SystemName {
    SystemName::parse(name).expect("this is a name")
}

fn by_hand(kind: SystemKind) -> Vec<Offer> {
    kind.usual_effects().iter().map(|effect| Offer { effect: *effect, class: Class::Once }).collect()
}

/// Of what the connector offers, only what the configuration names.
fn restricted(system: &SystemSettings, all: Vec<Offer>) -> Result<Vec<Offer>, WiringFault> {
    let Some(wanted) = &system.effects else { return Ok(all) };
    wanted
        .iter()
        .map(|effect| match all.iter().find(|offer| offer.effect == *effect) {
            Some(offer) => Ok(*offer),
            // Staff can do what no system of the kind usually does.
            None if system.connector == ConnectorKind::ByHand => {
                Ok(Offer { effect: *effect, class: Class::Once })
            }
            None => Err(WiringFault::NotOffered { system: system.name.clone(), effect: *effect }),
        })
        .collect()
}

fn osmo_hlr(system: &SystemSettings) -> Result<Option<Arc<dyn Connector>>, WiringFault> {
    let Some(settings) = system.osmo_hlr.clone() else { return Ok(None) };
    let connector = OsmoHlr::new(settings, Arc::new(SystemClock))
        .map_err(|source| WiringFault::OsmoHlr { system: system.name.clone(), source })?;
    Ok(Some(Arc::new(connector)))
}

fn http(system: &SystemSettings) -> Result<Option<Arc<dyn Connector>>, WiringFault> {
    let (Some(endpoint), Some(offers)) = (&system.http, &system.offers) else { return Ok(None) };
    let connector = http_connector(&system.name, endpoint, offers.clone())?;
    Ok(Some(Arc::new(connector)))
}

fn http_connector(
    system: &SystemName,
    endpoint: &Endpoint,
    offers: Vec<Offer>,
) -> Result<HttpConnector, WiringFault> {
    let token = token_of(system, endpoint)?;
    let timeout = Duration::from_millis(endpoint.timeout_ms);
    let settings = HttpSettings { base_url: endpoint.url.clone(), token, timeout, offers };
    HttpConnector::new(settings).map_err(|source| WiringFault::Endpoint { system: system.clone(), source })
}

fn token_of(system: &SystemName, endpoint: &Endpoint) -> Result<Option<String>, WiringFault> {
    match (&endpoint.token, &endpoint.token_file) {
        (Some(token), _) => Ok(Some(token.clone())),
        (None, None) => Ok(None),
        (None, Some(path)) => match std::fs::read_to_string(path) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(source) => Err(WiringFault::Token { system: system.clone(), path: path.clone(), source }),
        },
    }
}
