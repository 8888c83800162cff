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
