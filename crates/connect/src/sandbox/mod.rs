//! The sandbox operator: believable, and honest about being one.
//!
//! It has a database of its own, three invented operators, lines with balances, bills, contracts, devices and usage, ten systems that
//! answer as real ones do, faults that can be switched on, a clock that can be moved, and a log of every effect that arrived.
//!
//! Read it in this order: [`state`] is what it knows of a line, [`system`] what each of its systems does with it (pure functions),
//! [`operator`] what becomes of an order, [`writer`] how hundreds of orders share one commit.

mod clock;
mod connector;
mod database;
mod effect_log;
mod face;
mod fault;
mod generate;
mod operator;
mod remote;
mod state;
mod system;
mod wire;
mod world;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::{Span, Timestamp};
use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKind, Finding, Outcome};
use masalama_core::identity::Iccid;
use masalama_core::landscape::{Landscape, SystemName};
use masalama_core::line::Line;
use masalama_core::port::{Clock, Connector, Inventory, LINE_PAGE_MAX, LineFilter, LinePage};
use tokio::sync::watch;

use crate::http::wire::Asked;
use clock::SandboxClock;
use connector::SandboxConnector;
use database::Database;
use effect_log::Arriving;
use operator::Operator;
use system::SystemRole;
use writer::Writer;

pub use clock::{ADVANCE_YEARS_MAX, Pace};
pub use database::Durability;
pub use effect_log::{Arrival, EFFECT_PAGE_MAX, EffectFilter, Payout, Verdict};
pub use face::{BODY_BYTES_MAX, IMPORT_BYTES_MAX, router, serve};
pub use fault::{FAULTS_MAX, Fault, FaultRule, SLOW_MS_MAX, SandboxFault};
pub use generate::{LINES_MAX, OPERATORS};
pub use remote::Remote;
pub use world::Happening;

/// How many lines a new sandbox has, unless told otherwise.
pub const LINES_AT_FIRST: u32 = 1_000;

/// How a sandbox is opened.
#[derive(Clone, Copy, Debug)]
pub struct SandboxSettings<'a> {
    /// Its file; in memory without one.
    pub path: Option<&'a Path>,
    /// How a new sandbox's clock goes, and from when; one that has a file goes on with its own.
    pub pace: Pace,
    /// How hard it makes its commits.
    pub durability: Durability,
    /// How many lines a new sandbox has, at most [`LINES_MAX`].
    pub lines: u32,
}

/// The sandbox operator, in this process. Cheap to clone; all clones are one sandbox.
#[derive(Clone)]
pub struct Sandbox {
    writer: Writer,
    clock: Arc<SandboxClock>,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox").field("clock", &self.clock.pace()).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Opens a sandbox whose clock stands still, with [`LINES_AT_FIRST`] lines, for use inside this process.
    ///
    /// # Errors
    /// [`SandboxFault::Database`] and [`SandboxFault::Unreadable`]: the file is not a sandbox's, or the disk fails.
    pub fn open(path: Option<&Path>, start: Timestamp) -> Result<Self, SandboxFault> {
        Self::open_with(SandboxSettings {
            path,
            pace: Pace::Frozen { at: start },
            durability: Durability::Normal,
            lines: LINES_AT_FIRST,
        })
    }

    /// Opens a sandbox as told.
    ///
    /// # Errors
    /// As [`Sandbox::open`].
    pub fn open_with(settings: SandboxSettings<'_>) -> Result<Self, SandboxFault> {
        let database = Database::open(settings.path, settings.durability)?;
        let pace = match database.read_clock()? {
            Some(pace) => pace,
            None => begin_anew(&database, &settings)?,
        };
        let faults = fault::Faults::of(database.read_faults()?);
        let clock = SandboxClock::new(pace);
        let writer = Writer::start(Operator::new(database, faults, Arc::clone(&clock)))?;
        Ok(Self { writer, clock })
    }

    /// The systems it plays, each reached by its connector.
    #[must_use]
    pub fn landscape() -> Landscape {
        system::landscape()
    }

    /// The connector to one of its systems. A name that is none of them offers nothing.
    #[must_use]
    pub fn connector(&self, system: &SystemName) -> Arc<dyn Connector> {
        let role = SystemRole::named(system.as_str());
        Arc::new(SandboxConnector { sandbox: self.clone(), role })
    }

    /// Its records of lines.
    #[must_use]
    pub fn inventory(&self) -> Arc<dyn Inventory> {
        Arc::new(self.clone())
    }

    /// Its clock.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock) as Arc<dyn Clock>
    }

    /// Tells of each move of the clock, after it is committed.
    #[must_use]
    pub fn clock_moved(&self) -> watch::Receiver<Timestamp> {
        self.clock.moved()
    }

    /// What the clock shows.
    #[must_use]
    pub fn clock_show(&self) -> Timestamp {
        self.clock.pace().now()
    }

    /// Moves the clock forward and says what it shows then. A month is a month of the operators' local calendar.
    ///
    /// # Errors
    /// [`SandboxFault::CannotAdvance`] for backwards, or more than [`ADVANCE_YEARS_MAX`] years at once.
    pub async fn clock_advance(&self, span: Span) -> Result<Timestamp, SandboxFault> {
        self.writer.run(move |operator| operator.advance(span)).await
    }

    /// Sets a fault.
    ///
    /// # Errors
    /// [`SandboxFault::BadFaultRule`] for one that makes no sense.
    pub async fn fault_set(&self, rule: FaultRule) -> Result<(), SandboxFault> {
        self.writer.run(move |operator| operator.faults.set(rule)).await
    }

    /// Clears the faults on `effect`, or all. Says how many there were.
    ///
    /// # Errors
    /// [`SandboxFault::Database`] and [`SandboxFault::Closed`].
    pub async fn fault_clear(&self, effect: Option<EffectKind>) -> Result<usize, SandboxFault> {
        self.writer.run(move |operator| Ok(operator.faults.clear(effect))).await
    }

    /// The faults that are set, with what is left of their times.
    ///
    /// # Errors
    /// [`SandboxFault::Database`] and [`SandboxFault::Closed`].
    pub async fn fault_list(&self) -> Result<Vec<FaultRule>, SandboxFault> {
        self.writer.run(|operator| Ok(operator.faults.list().to_vec())).await
    }

    /// The effects that arrived, oldest first.
    ///
    /// # Errors
    /// [`SandboxFault::Database`] and [`SandboxFault::Closed`].
    pub async fn effects(&self, filter: EffectFilter) -> Result<Vec<Arrival>, SandboxFault> {
        self.writer.run(move |operator| operator.database.arrivals(&filter)).await
    }

    /// The bank's own book: every payment, of one line or of all.
    ///
    /// # Errors
    /// [`SandboxFault::Database`] and [`SandboxFault::Closed`].
    pub async fn payouts(&self, iccid: Option<Iccid>) -> Result<Vec<Payout>, SandboxFault> {
        self.writer.run(move |operator| operator.database.payouts(iccid.as_ref())).await
    }

    /// All that the sandbox knows of a line, across its systems. Two equal texts of it mean that nothing is different.
    ///
    /// # Errors
    /// [`SandboxFault::NoSuchLine`].
    pub async fn line_state(&self, iccid: &Iccid) -> Result<serde_json::Value, SandboxFault> {
        let iccid = iccid.clone();
        self.writer
            .run(move |operator| {
                let unreadable =
                    |error: serde_json::Error| SandboxFault::Unreadable(Detail::of(&error.to_string()));
                serde_json::to_value(operator.line(&iccid)?).map_err(unreadable)
            })
            .await
    }

    /// Lets something happen to a line that no effect asked for.
    ///
    /// # Errors
    /// [`SandboxFault::NoSuchLine`], and [`SandboxFault::CannotHappen`] with the reason.
    pub async fn world(&self, iccid: &Iccid, happening: Happening) -> Result<(), SandboxFault> {
        let iccid = iccid.clone();
        self.writer
            .run(move |operator| operator.change(&iccid, |line, now| happening.happen_to(line, now)))
            .await
    }

    /// The lines that fit.
    ///
    /// # Errors
    /// [`SandboxFault::Database`] and [`SandboxFault::Closed`].
    pub async fn find_lines(&self, filter: LineFilter) -> Result<LinePage, SandboxFault> {
        self.writer.run(move |operator| page_of_lines(operator, &filter)).await
    }

    /// Takes lines in, all or none; one that is there already (by ICCID) is replaced. Says how many were new.
    ///
    /// # Errors
    /// [`SandboxFault::Database`] and [`SandboxFault::Closed`].
    pub async fn import_lines(&self, lines: Vec<Line>) -> Result<u64, SandboxFault> {
        self.writer
            .run(move |operator| {
                operator.write_lines()?;
                operator.forget();
                let mut new = 0;
                for line in lines {
                    new += u64::from(operator.take_in(line)?);
                }
                Ok(new)
            })
            .await
    }

    /// Finishes what waits and lets the file go. Clones that are left answer that the sandbox is closed.
    ///
    /// # Errors
    /// [`SandboxFault::Database`] when the last commit failed.
    pub async fn close(self) -> Result<(), SandboxFault> {
        self.writer
            .run(|operator| {
                operator.is_closing = true;
                Ok(())
            })
            .await
    }

    async fn perform(&self, role: SystemRole, asked: Asked) -> Outcome<Line> {
        let order = Arriving::at(role.name(), asked);
        match self.writer.run(move |operator| operator.perform(role, &order)).await {
            Ok(said) => {
                if said.after_ms > 0 {
                    tokio::time::sleep(Duration::from_millis(said.after_ms.into())).await;
                }
                said.answer
            }
            Err(fault) => Outcome::Unknown { cause: Detail::of(&fault.to_string()) },
        }
    }

    async fn inquire(&self, role: SystemRole, asked: Asked) -> Finding<Line> {
        let found = self.writer.run(move |operator| operator.inquire(role, &asked)).await;
        found.unwrap_or_else(|fault| Finding::Unknown { cause: Detail::of(&fault.to_string()) })
    }
}

/// Fills a new database: its clock and its lines, in one commit.
fn begin_anew(database: &Database, settings: &SandboxSettings<'_>) -> Result<Pace, SandboxFault> {
    let start = settings.pace.now();
    database.begin()?;
    for at in 0..settings.lines.min(LINES_MAX) {
        let line = generate::line(at, start).expect("invented numbers are made to be well formed");
        database.take_in_line(&line)?;
    }
    database.write_clock(settings.pace)?;
    database.commit()?;
    Ok(settings.pace)
}

fn page_of_lines(operator: &mut Operator, filter: &LineFilter) -> Result<LinePage, SandboxFault> {
    let limit = filter.limit.clamp(1, LINE_PAGE_MAX);
    let after = filter
        .after
        .as_deref()
        .map_or(Ok(0), |text| text.parse::<i64>().map_err(|_| SandboxFault::BadPage))?;
    operator.write_lines()?;
    let now = operator.now();
    let found = match (&filter.iccid, &filter.msisdn) {
        (Some(iccid), _) => {
            operator.database.find_line(iccid)?.into_iter().filter(|(id, _)| *id > after).collect()
        }
        (None, Some(msisdn)) => operator.database.lines_by_msisdn(msisdn, after, limit)?,
        (None, None) => operator.database.lines_after(after, filter.operator.as_ref(), filter.kind, limit)?,
    };
    let is_full = u32::try_from(found.len()).is_ok_and(|rows| rows == limit);
    let next = found.last().filter(|_| is_full).map(|(id, _)| id.to_string());
    let fits = |line: &Line| {
        filter.msisdn.as_ref().is_none_or(|msisdn| line.numbers.msisdn.as_ref() == Some(msisdn))
            && filter.operator.as_ref().is_none_or(|operator| *operator == line.facts.operator)
            && filter.kind.is_none_or(|kind| kind == line.facts.kind)
    };
    let lines = found.iter().map(|(_, state)| state.line(now)).filter(fits).collect();
    Ok(LinePage { lines, next })
}
