//! The sandbox operator, in this process or in its own.

use std::sync::Arc;

use jiff::{Span, Timestamp};
use masalama_connect::sandbox::{
    Durability, Happening, Pace, Remote, Sandbox, SandboxFault, SandboxSettings as Opening,
};
use masalama_core::landscape::SystemName;
use masalama_core::line::Line;
use masalama_core::port::{Clock, Connector, Inventory, LineFilter, LinePage};
use tokio::sync::watch;

use crate::clock::SystemClock;
use crate::config::{ClockPace, SandboxSettings};
use crate::keys::{DataFolder, SANDBOX_DB};

/// The sandbox operator, wherever it runs. Cheap to clone.
#[derive(Clone)]
pub(crate) enum AnySandbox {
    /// In this process.
    Here(Sandbox),
    /// In its own.
    Elsewhere(Remote),
}

/// How a sandbox's clock begins.
pub(crate) fn pace(clock: ClockPace) -> Pace {
    let now = SystemClock.now();
    match clock {
        ClockPace::Running => Pace::running_from(now),
        ClockPace::Frozen => Pace::Frozen { at: now },
    }
}

impl AnySandbox {
    /// Opens the one in the data folder, or reaches the one under the configured address.
    ///
    /// # Errors
    /// [`SandboxFault`].
    pub(super) async fn open(folder: &DataFolder, settings: &SandboxSettings) -> Result<Self, SandboxFault> {
        if !settings.url.is_empty() {
            return Ok(Self::Elsewhere(Remote::connect(&settings.url).await?));
        }
        let sandbox = Sandbox::open_with(Opening {
            path: Some(&folder.file(SANDBOX_DB)),
            pace: pace(settings.clock),
            durability: Durability::Normal,
            lines: settings.lines,
        })?;
        Ok(Self::Here(sandbox))
    }

    /// The connector to one of its systems.
    pub(super) fn connector(&self, system: &SystemName) -> Arc<dyn Connector> {
        match self {
            Self::Here(sandbox) => sandbox.connector(system),
            Self::Elsewhere(remote) => remote.connector(system),
        }
    }

    /// Its records of lines.
    pub(super) fn inventory(&self) -> Arc<dyn Inventory> {
        match self {
            Self::Here(sandbox) => sandbox.inventory(),
            Self::Elsewhere(remote) => remote.inventory(),
        }
    }

    /// Its clock.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        match self {
            Self::Here(sandbox) => sandbox.clock(),
            Self::Elsewhere(remote) => remote.clock(),
        }
    }

    /// Tells of each move of the clock.
    pub(crate) fn clock_moved(&self) -> watch::Receiver<Timestamp> {
        match self {
            Self::Here(sandbox) => sandbox.clock_moved(),
            Self::Elsewhere(remote) => remote.clock_moved(),
        }
    }

    /// Moves the clock forward.
    ///
    /// # Errors
    /// [`SandboxFault`].
    pub(crate) async fn advance(&self, by: Span) -> Result<Timestamp, SandboxFault> {
        match self {
            Self::Here(sandbox) => sandbox.clock_advance(by).await,
            Self::Elsewhere(remote) => remote.clock_advance(by).await,
        }
    }

    /// The lines that fit.
    ///
    /// # Errors
    /// [`SandboxFault`].
    pub(crate) async fn find_lines(&self, filter: LineFilter) -> Result<LinePage, SandboxFault> {
        match self {
            Self::Here(sandbox) => sandbox.find_lines(filter).await,
            Self::Elsewhere(remote) => remote.find_lines(filter).await,
        }
    }

    /// Finishes what waits; one elsewhere goes on.
    ///
    /// # Errors
    /// [`SandboxFault`].
    pub(crate) async fn close(self) -> Result<(), SandboxFault> {
        match self {
            Self::Here(sandbox) => sandbox.close().await,
            Self::Elsewhere(_) => Ok(()),
        }
    }

    /// All that it knows of a line.
    ///
    /// # Errors
    /// [`SandboxFault`].
    pub(crate) async fn line_state(&self, line: &Line) -> Result<serde_json::Value, SandboxFault> {
        let iccid = &line.numbers.iccid;
        match self {
            Self::Here(sandbox) => sandbox.line_state(iccid).await,
            Self::Elsewhere(remote) => remote.line_state(iccid).await,
        }
    }

    /// Lets something happen to a line.
    ///
    /// # Errors
    /// [`SandboxFault`].
    pub(crate) async fn world(&self, line: &Line, happening: Happening) -> Result<(), SandboxFault> {
        let iccid = &line.numbers.iccid;
        match self {
            Self::Here(sandbox) => sandbox.world(iccid, happening).await,
            Self::Elsewhere(remote) => remote.world(iccid, happening).await,
        }
    }
}
