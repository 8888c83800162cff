//! When a shop is open, day by day of the week.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::fault::Problem;
use super::section::Section;

/// The most entries of one shop's hours.
pub const HOURS_MAX: usize = 28;

const HOURS: &str = "{ days = [\"sunday\", \"monday\"], from = \"09:00\", to = \"13:00\" } tables";
const DAYS: &str = "a list of days, such as [\"sunday\", \"monday\"]";
const TIME: &str = "a time of day as text, such as \"09:00\"";

/// A day of the week, in the order of ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOfWeek {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl DayOfWeek {
    /// Its number by ISO 8601: Monday is 1.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Is it the day after this one?
    #[must_use]
    pub fn follows(self, day: Self) -> bool {
        self.number() == day.number() % 7 + 1
    }
}

/// A time of day on the wall clock. *Shape*: `09:00`, from `00:00` to `24:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    minutes: u16,
}

impl TimeOfDay {
    /// The time as typed, if it is one.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let (hours, minutes) = typed.split_once(':')?;
        let number = |text: &str| {
            let fits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            fits.then(|| text.parse::<u16>().ok()).flatten()
        };
        let (hours, minutes) = (number(hours)?, number(minutes)?);
        let all = hours * 60 + minutes;
        (minutes < 60 && all <= 24 * 60).then_some(Self { minutes: all })
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Open on these days, from one time to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenHours {
    /// The days.
    pub days: Vec<DayOfWeek>,
    /// It opens.
    pub from: TimeOfDay,
    /// It closes, later on the same day.
    pub to: TimeOfDay,
}

impl OpenHours {
    /// Is it open at the same time as by the other entry?
    fn overlaps(&self, other: &Self) -> bool {
        self.from < other.to && other.from < self.to && self.days.iter().any(|day| other.days.contains(day))
    }
}

/// Reads the hours under `value`.
pub(super) fn read_hours(section: &mut Section<'_>) -> Option<Vec<OpenHours>> {
    let entries = section.list("value", HOURS, HOURS_MAX);
    let count = entries.len();
    let mut hours: Vec<OpenHours> = Vec::with_capacity(count);
    for entry in entries {
        let Some(one) = read_one(entry, &hours) else { continue };
        hours.push(one);
    }
    if count == 0 {
        section.fault("value", Problem::Empty { right: HOURS });
    }
    (count > 0 && hours.len() == count).then_some(hours)
}

fn read_one(mut entry: Section<'_>, before: &[OpenHours]) -> Option<OpenHours> {
    let days: Option<Vec<DayOfWeek>> = entry.value("days", DAYS);
    let (from, to) = (time(&mut entry, "from"), time(&mut entry, "to"));
    let (days, from, to) = match (days, from, to) {
        (Some(days), Some(from), Some(to)) => (days, from, to),
        (None, _, _) | (_, None, _) | (_, _, None) => {
            entry.finish();
            return None;
        }
    };
    let is_twice = |(at, day): (usize, &DayOfWeek)| days[..at].contains(day);
    if days.is_empty() {
        entry.fault("days", Problem::Empty { right: DAYS });
    } else if days.iter().enumerate().any(is_twice) {
        entry.fault("days", Problem::Repeated);
    }
    let one = OpenHours { days, from, to };
    if one.to <= one.from {
        entry.fault("to", Problem::HoursReversed);
    } else if before.iter().any(|other| one.overlaps(other)) {
        entry.fault("from", Problem::HoursOverlap);
    }
    entry.finish();
    Some(one)
}

fn time(entry: &mut Section<'_>, key: &'static str) -> Option<TimeOfDay> {
    let text = entry.text(key, TIME, 5)?;
    let time = TimeOfDay::parse(&text);
    if time.is_none() {
        entry.fault(key, Problem::WrongSort { found: "no time of day", right: TIME });
    }
    time
}

#[cfg(test)]
mod tests {
    use super::*;

    // A time of day is two digits, a colon and two digits, up to midnight; nothing else is one.
    #[test]
    fn a_time_is_read_or_refused() {
        for typed in ["00:00", "09:05", "23:59", "24:00"] {
            assert_eq!(TimeOfDay::parse(typed).unwrap().to_string(), typed);
        }
        for typed in ["", "9:00", "09:60", "24:01", "25:00", "09.00", "+9:00", "0900", "09:000", "٠٩:٠٠"]
        {
            assert_eq!(TimeOfDay::parse(typed), None, "{typed}");
        }
    }

    // The week goes round: Monday follows Sunday.
    #[test]
    fn the_week_goes_round() {
        assert!(
            DayOfWeek::Monday.follows(DayOfWeek::Sunday) && DayOfWeek::Tuesday.follows(DayOfWeek::Monday)
        );
        assert!(
            !DayOfWeek::Wednesday.follows(DayOfWeek::Monday) && !DayOfWeek::Sunday.follows(DayOfWeek::Monday)
        );
    }
}
