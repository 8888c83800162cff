//! The sandbox's clock: it stands still until it is moved, or runs with real time, ahead by what it was moved.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Span, Timestamp};
use masalama_core::port::Clock;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::fault::SandboxFault;

/// The furthest the clock moves at once, in years: beyond it a typing error is likelier than a wish.
pub const ADVANCE_YEARS_MAX: i64 = 20;

/// How the clock goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Pace {
    /// It stands at this instant until it is moved.
    Frozen {
        /// The instant.
        at: Timestamp,
    },
    /// It follows real time, ahead by so many microseconds (behind, when negative).
    Running {
        /// How far ahead.
        ahead_us: i64,
    },
}

impl Pace {
    /// A running clock that shows `start` now.
    #[must_use]
    pub fn running_from(start: Timestamp) -> Self {
        Self::Running { ahead_us: start.as_microsecond().saturating_sub(real_now().as_microsecond()) }
    }

    pub(super) fn now(self) -> Timestamp {
        match self {
            Self::Frozen { at } => at,
            Self::Running { ahead_us } => {
                real_now().saturating_add(SignedDuration::from_micros(ahead_us)).unwrap_or(Timestamp::MAX)
            }
        }
    }

    /// The pace after a move by `span`, in the operators' local time, so that a month is a month.
    pub(super) fn advanced(self, span: Span) -> Result<Self, SandboxFault> {
        let now = self.now();
        let local = now.to_zoned(jiff::tz::TimeZone::fixed(super::system::LOCAL));
        let moved = local.checked_add(span).map_err(|_| SandboxFault::CannotAdvance)?;
        let furthest = local
            .checked_add(Span::new().years(ADVANCE_YEARS_MAX))
            .map_err(|_| SandboxFault::CannotAdvance)?;
        if moved < local || moved > furthest {
            return Err(SandboxFault::CannotAdvance);
        }
        let moved = moved.timestamp();
        Ok(match self {
            Self::Frozen { .. } => Self::Frozen { at: moved },
            Self::Running { ahead_us } => {
                let by_us = moved.as_microsecond() - now.as_microsecond();
                Self::Running { ahead_us: ahead_us.saturating_add(by_us) }
            }
        })
    }
}

/// The one place where the sandbox looks at real time.
#[expect(
    clippy::disallowed_methods,
    reason = "a running sandbox clock is the clock other code is told to ask"
)]
fn real_now() -> Timestamp {
    Timestamp::now()
}

/// The clock as others hold it.
#[derive(Debug)]
pub(super) struct SandboxClock {
    pace: RwLock<Pace>,
    moved: watch::Sender<Timestamp>,
}

impl SandboxClock {
    pub(super) fn new(pace: Pace) -> Arc<Self> {
        let (moved, _) = watch::channel(pace.now());
        Arc::new(Self { pace: RwLock::new(pace), moved })
    }

    pub(super) fn pace(&self) -> Pace {
        *self.pace.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the new pace and tells who listens.
    pub(super) fn set(&self, pace: Pace) -> Timestamp {
        *self.pace.write().unwrap_or_else(PoisonError::into_inner) = pace;
        let now = pace.now();
        self.moved.send_replace(now);
        now
    }

    pub(super) fn moved(&self) -> watch::Receiver<Timestamp> {
        self.moved.subscribe()
    }
}

impl Clock for SandboxClock {
    fn now(&self) -> Timestamp {
        self.pace().now()
    }

    fn fresh(&self) -> [u8; 32] {
        fresh()
    }
}

/// Thirty-two bytes nobody can guess.
pub(super) fn fresh() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("an operating system without randomness cannot run this program");
    bytes
}
