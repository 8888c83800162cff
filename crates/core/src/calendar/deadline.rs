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

#[cfg(test)]
mod tests {
    use super::*;

    // A deadline lasts to the end of its day in its own zone, to the nanosecond.
    #[test]
    fn the_whole_day_counts() {
        let deadline = Deadline::new("2026-10-08".parse().unwrap(), Zone::named("Asia/Muscat").unwrap());
        assert!(!deadline.is_past("2026-10-08T19:59:59.999999999Z".parse().unwrap()));
        assert!(deadline.is_past("2026-10-08T20:00:00Z".parse().unwrap()));
        assert_eq!(deadline.ends_at(), "2026-10-08T20:00:00Z".parse().unwrap());
    }

    // One date ends at different instants in different zones.
    #[test]
    fn the_zone_decides_when_the_day_ends() {
        let date = "2026-10-08".parse().unwrap();
        let muscat = Deadline::new(date, Zone::named("Asia/Muscat").unwrap());
        let berlin = Deadline::new(date, Zone::named("Europe/Berlin").unwrap());
        let between = "2026-10-08T21:00:00Z".parse().unwrap();
        assert!(muscat.is_past(between) && !berlin.is_past(between));
        assert_ne!(muscat, berlin);
    }

    // It is written as a date and a zone, and never as an instant.
    #[test]
    fn the_wire_form_is_date_and_zone() {
        let json = r#"{"date":"2026-10-08","zone":"Asia/Muscat"}"#;
        let deadline: Deadline = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&deadline).unwrap(), json);
        assert!(
            serde_json::from_str::<Deadline>(r#"{"date":"2026-10-08","zone":"Asia/Muscat","hour":5}"#)
                .is_err()
        );
    }
}
