//! OsmoHLR: a home location register for 2G and 3G, spoken to as it is deployed.
//!
//! Follow one order: [`OsmoHlr`] gets it, [`talk`] carries the bytes, [`wire`] holds their form, and [`seen`] decides what the answers mean.
//! What this HLR does and does not tell its serving nodes stands in `docs/connectors/osmo-hlr.md`.

mod seen;
mod settings;
mod talk;
mod wire;

#[cfg(feature = "test-parts")]
pub mod testbed;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKind, Finding, Order, Outcome, RejectedWhy};
use masalama_core::identity::Imsi;
use masalama_core::landscape::{Class, Offer};
use masalama_core::line::Line;
use masalama_core::port::{Answer, Clock, Connector};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout};

pub use settings::{
    AT_ONCE_MAX, BadPeerName, OsmoHlrSettings, PeerName, SERVING_NODES_MAX, ServingNode, SettingsFault,
    TIMEOUT_MS_MAX, TIMEOUT_MS_MIN,
};

use seen::{Presences, Seen};
use talk::Lost;
use wire::ctrl::{Ask, Row};
use wire::gsup::{Kind, Message};
use wire::vty::Presence;

/// A node forgets a line some milliseconds after it was told to. It is asked again this often before it counts as holding it.
const ABSENCE_ASKS_MAX: u32 = 10;
/// How long between two of these questions.
const ABSENCE_ASK_EVERY: Duration = Duration::from_millis(100);
/// Random bytes in our names, so that two of our processes never share one.
const NAME_RANDOM_BYTES: usize = 6;

/// One of the two services of a line. *Source*: 3GPP TS 23.002, circuit-switched and packet-switched domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Domain {
    /// Calls and messages, served by an MSC with its VLR.
    Circuit,
    /// Data, served by an SGSN.
    Packet,
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Circuit => "circuit",
            Self::Packet => "packet",
        })
    }
}

/// Whether a domain is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// It is refused.
    Off,
    /// It is given.
    On,
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "off",
            Self::On => "on",
        })
    }
}

/// Both services of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Services {
    circuit: Service,
    packet: Service,
}

impl Services {
    const OFF: Self = Self { circuit: Service::Off, packet: Service::Off };
    const ON: Self = Self { circuit: Service::On, packet: Service::On };
    const ALL: [Self; 4] = [
        Self::OFF,
        Self::ON,
        Self { circuit: Service::On, packet: Service::Off },
        Self { circuit: Service::Off, packet: Service::On },
    ];
}

impl fmt::Display for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "circuit {}, packet {}", self.circuit, self.packet)
    }
}

/// The connector to one OsmoHLR.
pub struct OsmoHlr {
    settings: OsmoHlrSettings,
    clock: Arc<dyn Clock>,
    room: Semaphore,
    name_stem: String,
    names_given: AtomicU64,
}

/// Whether an order is to be carried out or only asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Going {
    Perform,
    Inquire,
}

impl OsmoHlr {
    /// A connector with these settings. The clock dates the proofs and gives our names among the HLR's peers their fresh part.
    ///
    /// # Errors
    /// [`SettingsFault`] says which setting cannot be used.
    pub fn new(settings: OsmoHlrSettings, clock: Arc<dyn Clock>) -> Result<Self, SettingsFault> {
        settings.check()?;
        let fresh = clock.fresh();
        let name_stem = format!("{}-{}", settings.our_name, hex::encode(&fresh[..NAME_RANDOM_BYTES]));
        let room = Semaphore::new(usize::from(settings.at_once));
        Ok(Self { settings, clock, room, name_stem, names_given: AtomicU64::new(0) })
    }

    /// A name that no other peer has.
    fn fresh_name(&self) -> Result<PeerName, Lost> {
        let number = self.names_given.fetch_add(1, Ordering::Relaxed);
        PeerName::parse(&format!("{}-{number}", self.name_stem)).map_err(|_| wire::Fault::Malformed.into())
    }

    /// Bounds a conversation: it waits for room, then lasts, each for at most the configured time.
    async fn bounded<T>(&self, conversation: impl Future<Output = Result<T, Lost>>) -> Result<T, Lost> {
        let most = Duration::from_millis(u64::from(self.settings.timeout_ms));
        let _room =
            timeout(most, self.room.acquire()).await.map_err(|_| Lost::NoRoom)?.map_err(|_| Lost::NoRoom)?;
        timeout(most, conversation).await.map_err(|_| Lost::TimedOut)?
    }

    /// Sends `orders`, then reads the row; with what the HLR said against the orders.
    async fn row_after(&self, imsi: &Imsi, orders: &[Ask<'_>]) -> Result<(Row, Option<Detail>), Lost> {
        let (_, row, against) = self.rows_around(imsi, orders).await?;
        Ok((row, against))
    }

    /// The same; with the row as it was first, if the orders begin with a read.
    async fn rows_around(
        &self,
        imsi: &Imsi,
        orders: &[Ask<'_>],
    ) -> Result<(Option<Row>, Row, Option<Detail>), Lost> {
        let asks: Vec<Ask<'_>> = orders.iter().copied().chain([Ask::Read(imsi)]).collect();
        let replies = self.bounded(talk::ask(self.settings.ctrl, &asks)).await?;
        let (read, answers) = replies.split_last().ok_or(wire::Fault::OtherAnswer)?;
        let against = answers.iter().find_map(wire::ctrl::Reply::refusal);
        let before = match (orders.first(), answers.first()) {
            (Some(Ask::Read(_)), Some(answer)) => Some(wire::ctrl::row(answer, imsi)?),
            (Some(_) | None, _) => None,
        };
        Ok((before, wire::ctrl::row(read, imsi)?, against))
    }

    async fn row(&self, imsi: &Imsi) -> Result<Row, Lost> {
        self.row_after(imsi, &[]).await.map(|(row, _)| row)
    }

    /// Sets both domains and reads the row back. A first bar reads it before as well and says how it was, so that it can be lifted exactly;
    /// a later one may find its own traces and says nothing of that.
    async fn set_service(&self, order: &Order, imsi: &Imsi, going: Going) -> Result<Seen, Lost> {
        let is_bar = order.effect.kind() == EffectKind::Bar;
        let wanted = if is_bar { Services::OFF } else { seen::services_before(order.undoes.as_ref()) };
        let set =
            [Ask::Set(imsi, Domain::Circuit, wanted.circuit), Ask::Set(imsi, Domain::Packet, wanted.packet)];
        let is_first = is_bar && going == Going::Perform && order.attempt == 1;
        let read = if is_first { Some(Ask::Read(imsi)) } else { None };
        let asks: Vec<_> = read.into_iter().chain(sent(&set, going).iter().copied()).collect();
        let (before, row, against) = self.rows_around(imsi, &asks).await?;
        Ok(seen::service(&row, wanted, before.filter(|_| is_first).as_ref(), against.as_ref()))
    }

    async fn delete(&self, imsi: &Imsi, going: Going) -> Result<Seen, Lost> {
        let (row, against) = self.row_after(imsi, sent(&[Ask::Delete(imsi)], going)).await?;
        Ok(seen::deletion(&row, against.as_ref()))
    }

    async fn cancel_location(&self, imsi: &Imsi) -> Result<Seen, Lost> {
        let row = self.row(imsi).await?;
        if row == Row::Absent {
            return Ok(Seen::rejected(
                RejectedWhy::NoSuchLine,
                "the HLR has no row, so it cannot say who serves the line",
            ));
        }
        let mut nodes = seen::serving(&row);
        nodes.extend(self.forgotten_nodes(imsi, &nodes).await);
        if nodes.is_empty() {
            return Ok(Seen::done("no node serves the line"));
        }
        let name = self.fresh_name()?;
        let messages: Vec<_> =
            nodes.iter().map(|(domain, node)| Message::withdraw(imsi, *domain, &name, node)).collect();
        let heard = self.bounded(talk::hand_over(self.settings.gsup, name, &messages)).await?;
        Ok(seen::hand_over(&nodes, &heard))
    }

    /// Nodes that hold the line although the HLR no longer names them: it tells the old node nothing when a phone moves on.
    ///
    /// A node that does not answer is passed over here; the proof of absence asks it again and does not pass it over.
    async fn forgotten_nodes(&self, imsi: &Imsi, named: &[(Domain, PeerName)]) -> Vec<(Domain, PeerName)> {
        let presences = self.presences(imsi).await;
        let holding = presences.into_iter().filter(|(_, said)| matches!(said, Ok(Presence::Held)));
        let held = holding.map(|(name, _)| (Domain::Circuit, name));
        held.filter(|(_, name)| !named.iter().any(|(_, other)| other == name)).collect()
    }

    /// What became of a withdrawal can only be told where the nodes themselves can be read.
    async fn inquire_cancel(&self, imsi: &Imsi) -> Result<Seen, Lost> {
        let row = self.row(imsi).await?;
        let serving = seen::serving(&row);
        let is_readable = |name: &PeerName| self.settings.serving_nodes.iter().any(|node| node.name == *name);
        if row == Row::Absent || !serving.iter().all(|(_, name)| is_readable(name)) {
            return Ok(Seen::unknown(
                "what became of a Cancel Location cannot be asked: its answer goes elsewhere",
            ));
        }
        let presences = self.presences(imsi).await;
        if presences.iter().all(|(_, said)| matches!(said, Ok(Presence::NotHeld))) {
            return Ok(Seen::done("no node holds the line"));
        }
        let is_held = presences.iter().any(|(_, said)| matches!(said, Ok(Presence::Held)));
        Ok(if is_held {
            Seen::not_done("a node holds the line")
        } else {
            Seen::unknown("a node did not answer clearly")
        })
    }

    async fn prove_absent(&self, imsi: &Imsi) -> Result<Seen, Lost> {
        if self.settings.serving_nodes.is_empty() {
            return Ok(Seen::rejected(RejectedWhy::Invalid, "no serving node is configured to be read"));
        }
        let serving = seen::serving(&self.row(imsi).await?);
        let started = Instant::now();
        let mut presences = self.presences(imsi).await;
        for _ in 1..ABSENCE_ASKS_MAX {
            let is_held = presences.iter().any(|(_, said)| matches!(said, Ok(Presence::Held)));
            let is_late = started.elapsed() > Duration::from_millis(u64::from(self.settings.timeout_ms));
            if !is_held || is_late {
                break;
            }
            sleep(ABSENCE_ASK_EVERY).await;
            presences = self.presences(imsi).await;
        }
        let asked_at = self.clock.now();
        Ok(seen::absence(&serving, &presences, |question| question.at(asked_at)))
    }

    /// Asks every configured node, side by side.
    async fn presences(&self, imsi: &Imsi) -> Presences {
        join_all(
            self.settings
                .serving_nodes
                .iter()
                .map(async |node| (node.name.clone(), self.bounded(talk::ask_node(node.vty, imsi)).await)),
        )
        .await
    }

    /// Reads the row, and only when there is none asks for vectors: without keys this HLR refuses them with the same cause as without a row.
    /// Never an Update Location, which could steal a line that came back.
    async fn prove_dead(&self, imsi: &Imsi) -> Result<Seen, Lost> {
        if self.row(imsi).await? != Row::Absent {
            return Ok(Seen::rejected(
                RejectedWhy::LineIsThere,
                &format!("the HLR has a row for IMSI {imsi}"),
            ));
        }
        let question = Message::new(Kind::AuthenticationAsk, imsi, Domain::Circuit);
        let name = self.fresh_name()?;
        let answer = self.bounded(talk::ask_authentication(self.settings.gsup, name, &question)).await?;
        let asked_at = self.clock.now();
        let address = self.settings.ctrl.ip().to_string();
        Ok(seen::death(&answer, &address, |question| question.at(asked_at)))
    }

    async fn see(&self, order: &Order, going: Going) -> Seen {
        let Some(numbers) = &order.personal.numbers else {
            return Seen::rejected(RejectedWhy::Invalid, "the numbers of the line have not been read yet");
        };
        let imsi = &numbers.imsi;
        let seen = match (order.effect.kind(), going) {
            (EffectKind::Bar | EffectKind::Unbar, _) => self.set_service(order, imsi, going).await,
            (EffectKind::CancelLocation, Going::Perform) => self.cancel_location(imsi).await,
            (EffectKind::CancelLocation, Going::Inquire) => self.inquire_cancel(imsi).await,
            (EffectKind::ProveAbsent, _) => self.prove_absent(imsi).await,
            (EffectKind::DeleteSubscriber, _) => self.delete(imsi, going).await,
            (EffectKind::ProveDead, _) => self.prove_dead(imsi).await,
            (other, _) => {
                Ok(Seen::rejected(RejectedWhy::Invalid, &format!("OsmoHLR does not offer {other:?}")))
            }
        };
        seen.unwrap_or_else(|lost| Seen::lost(&lost))
    }
}

/// The orders when there is something to do, nothing when it is only asked about.
fn sent<'a, 'b>(orders: &'b [Ask<'a>], going: Going) -> &'b [Ask<'a>] {
    match going {
        Going::Perform => orders,
        Going::Inquire => &[],
    }
}

impl Connector for OsmoHlr {
    /// Absence can only be proven where a node can be read; without one it is not offered, and the certificate says `ordered` (I12).
    fn offers(&self) -> Vec<Offer> {
        let always = [
            EffectKind::Bar,
            EffectKind::Unbar,
            EffectKind::CancelLocation,
            EffectKind::DeleteSubscriber,
            EffectKind::ProveDead,
        ];
        let readable = (!self.settings.serving_nodes.is_empty()).then_some(EffectKind::ProveAbsent);
        always.into_iter().chain(readable).map(|effect| Offer { effect, class: Class::Idempotent }).collect()
    }

    fn perform<'a>(&'a self, order: &'a Order) -> Answer<'a, Outcome<Line>> {
        Box::pin(async move { self.see(order, Going::Perform).await.outcome() })
    }

    fn inquire<'a>(&'a self, order: &'a Order) -> Answer<'a, Finding<Line>> {
        Box::pin(async move { self.see(order, Going::Inquire).await.finding() })
    }
}
