//! A sandbox in another process, reached over its HTTP face: the same connectors, records, clock, faults and log.

use std::sync::Arc;
use std::time::Duration;

use jiff::{Span, Timestamp};
use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKind, Finding, Order, Outcome};
use masalama_core::identity::Iccid;
use masalama_core::landscape::{Landscape, Offer, SystemName};
use masalama_core::line::Line;
use masalama_core::port::{Answer, Clock, Connector, Inventory, LineFilter, LinePage};
use tokio::sync::watch;

use super::clock::SandboxClock;
use super::effect_log::{Arrival, EffectFilter, Payout};
use super::fault::{FaultRule, SandboxFault};
use super::system::{self, SystemRole};
use super::wire::{
    Advance, AwaitMove, ClearFaults, Cleared, ClockShown, EffectsLogged, FaultsSet, Happens, LineStateShown,
    Nothing, OfAnyLine, OfLine, PayoutsMade,
};
use super::world::Happening;
use crate::http::client::{Client, Unanswered};
use crate::http::wire::{LinesAsked, LinesFound, LinesGiven, LinesTaken};
use crate::http::{BadEndpoint, HttpInventory, inquire, perform};

/// How long an effect may take.
const EFFECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long anything else may take: longer than a question after the clock is held open.
const OTHER_TIMEOUT: Duration = Duration::from_secs(60);
/// How soon the clock is asked for again after no answer.
const CLOCK_AGAIN: Duration = Duration::from_millis(250);

/// The way to a sandbox in another process. Cheap to clone.
#[derive(Clone)]
pub struct Remote {
    effects: Client,
    other: Client,
    clock: Arc<SandboxClock>,
    /// Ends the follower of the clock with the last clone.
    _follower: Arc<Follower>,
}

struct Follower(tokio::task::AbortHandle);

impl Drop for Follower {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Remote {
    /// Reaches the sandbox under this address, reads its clock, and follows it from then on.
    ///
    /// # Errors
    /// [`SandboxFault::Elsewhere`] when the address is none or nobody answers there.
    pub async fn connect(base_url: &str) -> Result<Self, SandboxFault> {
        Self::connect_within(base_url, EFFECT_TIMEOUT).await
    }

    /// The same, with another patience for effects.
    ///
    /// # Errors
    /// As [`Remote::connect`].
    pub async fn connect_within(base_url: &str, effect_timeout: Duration) -> Result<Self, SandboxFault> {
        let bad = |bad: BadEndpoint| SandboxFault::Elsewhere { cause: Detail::of(&bad.to_string()) };
        let effects = Client::new(base_url, None, effect_timeout).map_err(bad)?;
        let other = Client::new(base_url, None, OTHER_TIMEOUT).map_err(bad)?;
        let shown: ClockShown = other.get("clock").await.map_err(elsewhere)?;
        let clock = SandboxClock::new(shown.pace);
        let follower = tokio::spawn(follow_clock(other.clone(), Arc::clone(&clock)));
        Ok(Self { effects, other, clock, _follower: Arc::new(Follower(follower.abort_handle())) })
    }

    /// The systems it plays, each reached by its connector.
    #[must_use]
    pub fn landscape() -> Landscape {
        system::landscape()
    }

    /// The connector to one of its systems. A name that is none of them offers nothing.
    #[must_use]
    pub fn connector(&self, system: &SystemName) -> Arc<dyn Connector> {
        let offers = SystemRole::named(system.as_str()).map(system::offers).unwrap_or_default();
        let path = |verb: &str| format!("effects/{system}/{verb}");
        Arc::new(RemoteConnector {
            client: self.effects.clone(),
            offers,
            perform: path("perform"),
            inquire: path("inquire"),
        })
    }

    /// Its records of lines.
    #[must_use]
    pub fn inventory(&self) -> Arc<dyn Inventory> {
        Arc::new(HttpInventory::over(self.other.clone()))
    }

    /// Its clock, as last heard: a move made elsewhere is seen a moment later, one made through this is seen at once.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock) as Arc<dyn Clock>
    }

    /// Tells of each move of the clock.
    #[must_use]
    pub fn clock_moved(&self) -> watch::Receiver<Timestamp> {
        self.clock.moved()
    }

    /// What the clock shows.
    ///
    /// # Errors
    /// [`SandboxFault::Elsewhere`].
    pub async fn clock_show(&self) -> Result<Timestamp, SandboxFault> {
        let shown: ClockShown = self.other.get("clock").await.map_err(elsewhere)?;
        Ok(shown.now)
    }

    /// As [`Sandbox::clock_advance`](super::Sandbox::clock_advance).
    ///
    /// # Errors
    /// [`SandboxFault::Elsewhere`].
    pub async fn clock_advance(&self, span: Span) -> Result<Timestamp, SandboxFault> {
        let shown: ClockShown =
            self.other.post("clock", &Advance { advance: span }, None).await.map_err(elsewhere)?;
        self.clock.set(shown.pace);
        Ok(shown.now)
    }

    /// As [`Sandbox::fault_set`](super::Sandbox::fault_set).
    ///
    /// # Errors
    /// [`SandboxFault::Elsewhere`].
    pub async fn fault_set(&self, rule: FaultRule) -> Result<(), SandboxFault> {
        let Nothing {} = self.other.post("faults", &rule, None).await.map_err(elsewhere)?;
        Ok(())
    }

    /// As [`Sandbox::fault_clear`](super::Sandbox::fault_clear).
    ///
    /// # Errors
    /// [`SandboxFault::Elsewhere`].
    pub async fn fault_clear(&self, effect: Option<EffectKind>) -> Result<usize, SandboxFault> {
        let Cleared { cleared } =
            self.other.post("faults/clear", &ClearFaults { effect }, None).await.map_err(elsewhere)?;
        Ok(cleared)
    }

    /// As [`Sandbox::fault_list`](super::Sandbox::fault_list).
    ///
    /// # Errors
    /// [`SandboxFault::Elsewhere`].
    pub async fn fault_list(&self) -> Result<Vec<FaultRule>, SandboxFault> {
        let FaultsSet { faults } = self.other.get("faults").await.map_err(elsewhere)?;
        Ok(faults)
    }

    /// As [`Sandbox::effects`](super::Sandbox::effects).
    ///
    /// # Errors
    /// [`SandboxFault::Elsewhere`].
    pub async fn effects(&self, filter: EffectFilter) -> Result<Vec<Arrival>, SandboxFault> {
        let EffectsLogged { effects } = self.other.post("effects", &filter, None).await.map_err(elsewhere)?;
        Ok(effects)
    }

    /// As [`Sandbox::payouts`](super::Sandbox::payouts).
    ///
    /// # Errors
    /// [`SandboxFault::Elsewhere`].
    pub async fn payouts(&self, iccid: Option<Iccid>) -> Result<Vec<Payout>, SandboxFault> {
        let PayoutsMade { payouts } =
            self.other.post("payouts", &OfAnyLine { iccid }, None).await.map_err(elsewhere)?;
        Ok(payouts)
    }

    /// As [`Sandbox::line_state`](super::Sandbox::line_state).
    ///
    /// # Errors
    /// [`SandboxFault::Elsewhere`].
    pub async fn line_state(&self, iccid: &Iccid) -> Result<serde_json::Value, SandboxFault> {
        let LineStateShown { state } = self
            .other
            .post("lines/state", &OfLine { iccid: iccid.clone() }, None)
            .await
            .map_err(elsewhere)?;
        Ok(state)
    }

    /// As [`Sandbox::world`](super::Sandbox::world).
    ///
    /// # Errors
    /// [`SandboxFault::Elsewhere`].
    pub async fn world(&self, iccid: &Iccid, happening: Happening) -> Result<(), SandboxFault> {
        let happens = Happens { iccid: iccid.clone(), happens: happening };
        let Nothing {} = self.other.post("world", &happens, None).await.map_err(elsewhere)?;
        Ok(())
    }

    /// As [`Sandbox::find_lines`](super::Sandbox::find_lines).
    ///
    /// # Errors
    /// [`SandboxFault::Elsewhere`].
    pub async fn find_lines(&self, filter: LineFilter) -> Result<LinePage, SandboxFault> {
        let found: LinesFound =
            self.other.post("lines", &LinesAsked::of(&filter), None).await.map_err(elsewhere)?;
        Ok(LinePage { lines: found.lines, next: found.next })
    }

    /// As [`Sandbox::import_lines`](super::Sandbox::import_lines).
    ///
    /// # Errors
    /// [`SandboxFault::Elsewhere`].
    pub async fn import_lines(&self, lines: Vec<Line>) -> Result<u64, SandboxFault> {
        let LinesTaken { new } =
            self.other.post("lines/import", &LinesGiven { lines }, None).await.map_err(elsewhere)?;
        Ok(new)
    }
}

/// Holds a question after the next move open, again and again, and takes each move over.
async fn follow_clock(client: Client, clock: Arc<SandboxClock>) {
    loop {
        let known = clock.pace();
        match client.post::<ClockShown>("clock/moved", &AwaitMove { pace: known }, None).await {
            // A move through this process may have been taken over meanwhile; what was asked before it is old.
            Ok(shown) if shown.pace != known && clock.pace() == known => drop(clock.set(shown.pace)),
            Ok(_) => {}
            Err(_) => tokio::time::sleep(CLOCK_AGAIN).await,
        }
    }
}

fn elsewhere(unanswered: Unanswered) -> SandboxFault {
    SandboxFault::Elsewhere { cause: unanswered.cause() }
}

struct RemoteConnector {
    client: Client,
    offers: Vec<Offer>,
    perform: String,
    inquire: String,
}

impl Connector for RemoteConnector {
    fn offers(&self) -> Vec<Offer> {
        self.offers.clone()
    }

    fn perform<'a>(&'a self, order: &'a Order) -> Answer<'a, Outcome<Line>> {
        Box::pin(perform(&self.client, &self.perform, order))
    }

    fn inquire<'a>(&'a self, order: &'a Order) -> Answer<'a, Finding<Line>> {
        Box::pin(inquire(&self.client, &self.inquire, order))
    }
}
