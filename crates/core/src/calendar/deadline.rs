//! The last day on which something can be done.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Zone;

/// The last day on which something can be done: a civil date in a named zone, never a number of hours.
///
/// *Shape*: `{"date": "2026-10-08", "zone": "Asia/Muscat"}`. The whole day counts: it is past when the next day begins
/// in that zone, wherever the person is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    date: Date,
    zone: Zone,
}

impl Deadline {
    /// The end of `date` in `zone`.
    #[must_use]
    pub const fn new(date: Date, zone: Zone) -> Self {
        Self { date, zone }
    }

    /// The last day.
    #[must_use]
    pub const fn date(&self) -> Date {
        self.date
    }

    /// The zone in which that day ends.
    #[must_use]
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The first instant at which it is too late.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.zone.end_of(self.date)
    }

    /// Whether it is too late at `now`.
    #[must_use]
    pub fn is_past(&self, now: Timestamp) -> bool {
        now >= self.ends_at()
    }
}
