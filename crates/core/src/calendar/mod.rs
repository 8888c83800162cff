//! Civil dates, business days and deadlines in a named zone.
//!
//! A promise such as "within five days" is made in days of somebody's calendar. So a deadline is a civil date and the
//! zone in which that date ends, and it becomes an instant at the last moment only. Nothing here reads a clock:
//! `now` is always given (invariant I1).

mod deadline;
mod period;
mod weekend;
mod zone;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

pub use deadline::Deadline;
pub use period::{MAX_PERIOD_BUSINESS_DAYS, MAX_PERIOD_DAYS, MAX_PERIOD_MONTHS, Period};
pub use weekend::Weekend;
pub use zone::{MAX_ZONE_NAME_BYTES, Zone};

/// The most holidays one calendar has: some fifty years of them.
pub const MAX_HOLIDAYS: usize = 1_000;

/// The longest name of a holiday.
///
/// *Units*: characters.
pub const MAX_HOLIDAY_NAME_CHARS: usize = 120;

/// Why a calendar or a part of one cannot be used. A fault of the configuration, all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// No such zone in the database.
    #[error("the time zone must be a name of the IANA database, such as Asia/Muscat")]
    UnknownZone,
    /// All seven days of the week are off.
    #[error("the weekend must leave at least one day to work")]
    NoWorkingDay,
    /// More holidays than a calendar holds.
    #[error("the calendar has {found} holidays, and at most {MAX_HOLIDAYS} are read")]
    TooManyHolidays {
        /// How many there are.
        found: usize,
    },
    /// A holiday without a name, or with one that is too long.
    #[error("the holiday on {date} must have a name of 1 to {MAX_HOLIDAY_NAME_CHARS} characters")]
    HolidayName {
        /// The day.
        date: Date,
    },
    /// A period longer than any rule means.
    #[error("a period of {found} is too long: at most {max} are allowed")]
    PeriodTooLong {
        /// The length, in the period's own unit.
        found: u32,
        /// The longest that is allowed, in the same unit.
        max: u32,
    },
}

/// A day on which nobody works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// What is celebrated, as the decree names it.
    pub name: String,
    /// Whether the day is certain. One that waits for the moon, or that a decision may move, is not: until then it
    /// counts as a holiday, and what rests on it may move with a new version of the data.
    pub confirmed: bool,
}

/// When people work, in one zone.
///
/// *Shape*:
///
/// ```toml
/// zone = "Asia/Muscat"
/// weekend = ["friday", "saturday"]
/// [holidays]
/// 2026-11-20 = { name = "National Day", confirmed = true }
/// ```
///
/// The civil calendar ends with the year 9999: a result beyond it is its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Calendar {
    zone: Zone,
    weekend: Weekend,
    holidays: BTreeMap<Date, Holiday>,
}

/// The calendar as written, before its bounds are looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    zone: Zone,
    weekend: Weekend,
    #[serde(default)]
    holidays: BTreeMap<Date, Holiday>,
}

impl TryFrom<Written> for Calendar {
    type Error = CalendarError;

    fn try_from(written: Written) -> Result<Self, CalendarError> {
        Self::new(written.zone, written.weekend, written.holidays)
    }
}

impl Calendar {
    /// A calendar of `zone`, on whose `weekend` and `holidays` nobody works.
    ///
    /// # Errors
    ///
    /// [`CalendarError::TooManyHolidays`] and [`CalendarError::HolidayName`]; correct the data.
    pub fn new(
        zone: Zone,
        weekend: Weekend,
        holidays: BTreeMap<Date, Holiday>,
    ) -> Result<Self, CalendarError> {
        if holidays.len() > MAX_HOLIDAYS {
            return Err(CalendarError::TooManyHolidays { found: holidays.len() });
        }
        for (date, holiday) in &holidays {
            let has_name = !holiday.name.trim().is_empty();
            if !has_name || holiday.name.chars().nth(MAX_HOLIDAY_NAME_CHARS).is_some() {
                return Err(CalendarError::HolidayName { date: *date });
            }
        }
        Ok(Self { zone, weekend, holidays })
    }

    /// The zone in which its days begin and end.
    #[must_use]
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The days of the week on which nobody works.
    #[must_use]
    pub const fn weekend(&self) -> Weekend {
        self.weekend
    }

    /// The holiday on `date`, if there is one.
    #[must_use]
    pub fn holiday_on(&self, date: Date) -> Option<&Holiday> {
        self.holidays.get(&date)
    }

    /// The holidays from `first` to `last`, both included, that may still move: what was counted across them may too.
    pub fn unconfirmed_holidays(&self, first: Date, last: Date) -> impl Iterator<Item = (Date, &Holiday)> {
        self.holidays
            .iter()
            .filter(move |(date, holiday)| (first..=last).contains(*date) && !holiday.confirmed)
            .map(|(date, holiday)| (*date, holiday))
    }

    /// The civil day it is at `now`.
    #[must_use]
    pub fn today(&self, now: Timestamp) -> Date {
        self.zone.date_at(now)
    }

    /// The first instant of `date`.
    #[must_use]
    pub fn start_of(&self, date: Date) -> Timestamp {
        self.zone.start_of(date)
    }

    /// The first instant after `date`.
    #[must_use]
    pub fn end_of(&self, date: Date) -> Timestamp {
        self.zone.end_of(date)
    }

    /// Whether people work on `date`. An unconfirmed holiday is a holiday.
    #[must_use]
    pub fn is_business_day(&self, date: Date) -> bool {
        !self.weekend.contains(date.weekday()) && !self.holidays.contains_key(&date)
    }

    /// The first day on which people work, `on_or_after` itself if they do.
    ///
    /// The search ends: of seven days one is no weekend, and there are at most [`MAX_HOLIDAYS`] holidays.
    #[must_use]
    pub fn next_business_day(&self, on_or_after: Date) -> Date {
        let mut date = on_or_after;
        while !self.is_business_day(date) && date < Date::MAX {
            date = add(date, Span::new().days(1));
        }
        date
    }

    /// The `n`-th day on which people work after `from`, which itself is not counted.
    ///
    /// For `n` of zero, the first business day on or after `from`, so that a result is always a business day. Of
    /// something received on a Friday in Oman, the first business day after is Sunday: both zero and one say so.
    #[must_use]
    pub fn add_business_days(&self, from: Date, n: u32) -> Date {
        if n == 0 {
            return self.next_business_day(from);
        }
        let mut date = from;
        for _ in 0..n {
            date = self.next_business_day(add(date, Span::new().days(1)));
            if date == Date::MAX {
                break;
            }
        }
        date
    }

    /// The date that is `period` after `from`.
    ///
    /// `from` is not counted: one day after Monday is Tuesday. A month later is the same day of the next month, or its
    /// last day where there is none: a month after 31 January is 28 or 29 February, and two months after it is 31 March.
    /// Days and months may end on a weekend or holiday; [`Calendar::next_business_day`] moves such an end where a rule
    /// asks for it.
    #[must_use]
    pub fn after(&self, from: Date, period: Period) -> Date {
        match period {
            Period::Days(days) => Span::new().try_days(days).map_or(Date::MAX, |span| add(from, span)),
            Period::Months(months) => {
                Span::new().try_months(months).map_or(Date::MAX, |span| add(from, span))
            }
            Period::BusinessDays(days) => self.add_business_days(from, days),
        }
    }

    /// The deadline that is `period` after `from`.
    #[must_use]
    pub fn deadline(&self, from: Date, period: Period) -> Deadline {
        Deadline::new(self.after(from, period), self.zone.clone())
    }
}

/// `date` moved by `span`, or the last day of the calendar.
fn add(date: Date, span: Span) -> Date {
    date.saturating_add(span)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Oman in autumn 2026: Friday and Saturday off, National Day on a Friday and the Saturday after, a
    /// compensating Sunday that is not yet decided.
    const OMAN: &str = r#"
        zone = "Asia/Muscat"
        weekend = ["friday", "saturday"]
        [holidays]
        2026-11-20 = { name = "National Day", confirmed = true }
        2026-11-21 = { name = "National Day", confirmed = true }
        2026-11-22 = { name = "Compensating day", confirmed = false }
    "#;

    fn oman() -> Calendar {
        toml::from_str(OMAN).unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    // A business day is one that is neither weekend nor holiday, confirmed or not.
    #[test]
    fn business_days_are_neither_weekend_nor_holiday() {
        for (date, is_business_day) in [
            ("2026-11-19", true),
            ("2026-11-20", false),
            ("2026-11-22", false),
            ("2026-11-23", true),
            ("2026-11-27", false),
            ("2026-11-28", false),
            ("2026-11-29", true),
        ] {
            assert_eq!(oman().is_business_day(day(date)), is_business_day, "{date}");
        }
    }

    // The next business day is the day itself where people work, and the first after weekend and holidays otherwise.
    #[test]
    fn the_next_business_day_skips_weekend_and_holidays() {
        for (from, next) in
            [("2026-11-19", "2026-11-19"), ("2026-11-20", "2026-11-23"), ("2026-11-27", "2026-11-29")]
        {
            assert_eq!(oman().next_business_day(day(from)), day(next));
        }
    }

    // Business days are counted after the first day, and a count of zero still ends on a business day.
    #[test]
    fn business_days_are_counted_after_the_first_day() {
        for (from, n, end) in [
            ("2026-11-18", 0, "2026-11-18"),
            ("2026-11-18", 1, "2026-11-19"),
            ("2026-11-18", 2, "2026-11-23"),
            ("2026-11-20", 0, "2026-11-23"),
            ("2026-11-20", 1, "2026-11-23"),
            ("2026-11-20", 5, "2026-11-29"),
        ] {
            assert_eq!(oman().add_business_days(day(from), n), day(end), "{n} after {from}");
        }
    }

    // Days and months are of the civil calendar; a month too short gives its last day.
    #[test]
    fn a_period_is_counted_on_the_calendar() {
        for (from, period, end) in [
            ("2026-11-18", Period::Days(0), "2026-11-18"),
            ("2026-11-18", Period::Days(5), "2026-11-23"),
            ("2026-12-30", Period::Days(2), "2027-01-01"),
            ("2026-01-31", Period::Months(0), "2026-01-31"),
            ("2026-01-31", Period::Months(1), "2026-02-28"),
            ("2028-01-31", Period::Months(1), "2028-02-29"),
            ("2026-01-31", Period::Months(2), "2026-03-31"),
            ("2026-11-15", Period::Months(2), "2027-01-15"),
            ("2026-11-18", Period::BusinessDays(2), "2026-11-23"),
        ] {
            assert_eq!(oman().after(day(from), period), day(end), "{period:?} after {from}");
        }
    }

    // A deadline is the date the period gives, in the calendar's own zone.
    #[test]
    fn a_deadline_is_in_the_zone_of_the_calendar() {
        let deadline = oman().deadline(day("2026-11-18"), Period::Days(5));
        assert_eq!(deadline.date(), day("2026-11-23"));
        assert_eq!(deadline.zone().name(), "Asia/Muscat");
        assert_eq!(deadline.ends_at(), oman().end_of(day("2026-11-23")));
    }

    // Today is the local day, which begins at eight in the evening by universal time.
    #[test]
    fn today_is_local() {
        assert_eq!(oman().today("2026-11-18T19:59:59Z".parse().unwrap()), day("2026-11-18"));
        assert_eq!(oman().today("2026-11-18T20:00:00Z".parse().unwrap()), day("2026-11-19"));
        assert_eq!(oman().start_of(day("2026-11-19")), "2026-11-18T20:00:00Z".parse().unwrap());
    }

    // The holidays that may still move are told, within the days asked about and no others.
    #[test]
    fn unconfirmed_holidays_are_told() {
        let oman = oman();
        let unconfirmed = |first, last| -> Vec<Date> {
            oman.unconfirmed_holidays(day(first), day(last)).map(|(date, _)| date).collect()
        };
        assert_eq!(unconfirmed("2026-11-20", "2026-11-22"), [day("2026-11-22")]);
        assert_eq!(unconfirmed("2026-11-22", "2026-11-22"), [day("2026-11-22")]);
        assert!(unconfirmed("2026-11-19", "2026-11-21").is_empty());
        assert!(unconfirmed("2026-11-23", "2026-11-19").is_empty());
        assert_eq!(oman.holiday_on(day("2026-11-20")).unwrap().name, "National Day");
    }

    // The end of the civil calendar is answered, by its last day, for periods no document could hold.
    #[test]
    fn the_end_of_the_calendar_is_answered() {
        for period in [Period::Days(u32::MAX), Period::Months(u32::MAX)] {
            assert_eq!(oman().after(day("2026-11-18"), period), Date::MAX);
        }
        assert_eq!(oman().add_business_days(day("9999-12-01"), u32::MAX), Date::MAX);
        assert_eq!(oman().next_business_day(Date::MAX), Date::MAX);
    }

    // What the calendar cannot hold is refused with the day at fault.
    #[test]
    fn the_bounds_hold() {
        let calendar = |holidays| Calendar::new(oman().zone().clone(), oman().weekend(), holidays);
        let holiday = |name: &str| Holiday { name: name.to_owned(), confirmed: true };
        let date = day("2026-11-20");
        for name in ["", " ", &"n".repeat(MAX_HOLIDAY_NAME_CHARS + 1)] {
            let refused = calendar(BTreeMap::from([(date, holiday(name))]));
            assert_eq!(refused, Err(CalendarError::HolidayName { date }));
        }
        let many: BTreeMap<Date, Holiday> = date
            .series(Span::new().days(1))
            .take(MAX_HOLIDAYS + 1)
            .map(|date| (date, holiday("n")))
            .collect();
        assert_eq!(calendar(many), Err(CalendarError::TooManyHolidays { found: MAX_HOLIDAYS + 1 }));
        assert!(toml::from_str::<Calendar>(&OMAN.replace("confirmed = false", "moon = true")).is_err());
        assert!(toml::from_str::<Calendar>(&OMAN.replace("weekend", "weekends")).is_err());
    }

    // A calendar goes to JSON and back unchanged, since a plan's pack is pinned by its hash.
    #[test]
    fn the_wire_form_reads_back() {
        let json = serde_json::to_string(&oman()).unwrap();
        assert!(json.contains(r#""2026-11-22":{"name":"Compensating day","confirmed":false}"#), "{json}");
        assert_eq!(serde_json::from_str::<Calendar>(&json).unwrap(), oman());
    }

    proptest! {
        // The n-th business day has exactly n business days after the first day, itself the last of them.
        #[test]
        fn business_days_are_counted_exactly(offset in 0_i32..400, n in 1_u32..60) {
            let oman = oman();
            let from = day("2026-06-01").checked_add(Span::new().days(offset)).unwrap();
            let end = oman.add_business_days(from, n);
            let first = from.tomorrow().unwrap();
            let days = first.series(Span::new().days(1)).take_while(|date| *date <= end);
            prop_assert!(oman.is_business_day(end));
            prop_assert_eq!(days.filter(|date| oman.is_business_day(*date)).count(), n as usize);
        }

        // A longer period never ends earlier, and none ends before it began.
        #[test]
        fn longer_is_never_earlier(offset in 0_i32..800, n in 0_u32..60) {
            let oman = oman();
            let from = day("2026-01-01").checked_add(Span::new().days(offset)).unwrap();
            for unit in [Period::Days, Period::Months, Period::BusinessDays] {
                prop_assert!(from <= oman.after(from, unit(n)));
                prop_assert!(oman.after(from, unit(n)) <= oman.after(from, unit(n + 1)));
            }
        }
    }
}
