//! The days of the week on which nobody works.

use std::fmt;

use jiff::civil::Weekday;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::CalendarError;

/// The week in the order it is written, by ISO 8601.
const WEEK: [(Weekday, &str); 7] = [
    (Weekday::Monday, "monday"),
    (Weekday::Tuesday, "tuesday"),
    (Weekday::Wednesday, "wednesday"),
    (Weekday::Thursday, "thursday"),
    (Weekday::Friday, "friday"),
    (Weekday::Saturday, "saturday"),
    (Weekday::Sunday, "sunday"),
];

/// The days of the week on which nobody works.
///
/// *Shape*: a list of English names in lower case, `["friday", "saturday"]`. It may be empty, and it leaves at least one
/// day to work, or no business day would ever come.
///
/// *Source* for Oman: CLDR `weekData`, Friday and Saturday.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weekend {
    /// Whether each day of [`WEEK`] is off.
    is_off: [bool; 7],
}

impl Weekend {
    /// These days off.
    ///
    /// # Errors
    ///
    /// [`CalendarError::NoWorkingDay`] where all seven are named.
    pub fn new(days: impl IntoIterator<Item = Weekday>) -> Result<Self, CalendarError> {
        let mut is_off = [false; 7];
        for day in days {
            is_off[place(day)] = true;
        }
        if is_off.iter().all(|is_off| *is_off) {
            return Err(CalendarError::NoWorkingDay);
        }
        Ok(Self { is_off })
    }

    /// Whether nobody works on `day`.
    #[must_use]
    pub fn contains(&self, day: Weekday) -> bool {
        self.is_off[place(day)]
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        WEEK.iter().filter(|(day, _)| self.contains(*day)).map(|(_, name)| *name)
    }
}

/// The place of `day` in [`WEEK`].
fn place(day: Weekday) -> usize {
    usize::from(day.to_monday_zero_offset().unsigned_abs())
}

impl fmt::Debug for Weekend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

impl Serialize for Weekend {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}

impl<'de> Deserialize<'de> for Weekend {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let days = Vec::<Named>::deserialize(deserializer)?;
        Self::new(days.into_iter().map(Weekday::from)).map_err(serde::de::Error::custom)
    }
}

/// A day of the week as written.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Named {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<Named> for Weekday {
    fn from(named: Named) -> Self {
        match named {
            Named::Monday => Self::Monday,
            Named::Tuesday => Self::Tuesday,
            Named::Wednesday => Self::Wednesday,
            Named::Thursday => Self::Thursday,
            Named::Friday => Self::Friday,
            Named::Saturday => Self::Saturday,
            Named::Sunday => Self::Sunday,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The days named are off and no others, for each day of the week.
    #[test]
    fn each_day_is_itself() {
        for (day, name) in WEEK {
            let weekend: Weekend = serde_json::from_str(&format!("[\"{name}\"]")).unwrap();
            for (other, _) in WEEK {
                assert_eq!(weekend.contains(other), other == day);
            }
        }
    }

    // It is written in the order of the week, and reads back.
    #[test]
    fn the_wire_form_is_a_list_of_names() {
        let weekend = Weekend::new([Weekday::Saturday, Weekday::Friday, Weekday::Friday]).unwrap();
        let json = serde_json::to_string(&weekend).unwrap();
        assert_eq!(json, r#"["friday","saturday"]"#);
        assert_eq!(serde_json::from_str::<Weekend>(&json).unwrap(), weekend);
        assert!(serde_json::from_str::<Weekend>(r#"["Friday"]"#).is_err());
    }

    // A week without a working day is refused, one without a weekend is not.
    #[test]
    fn a_working_day_is_left() {
        assert_eq!(Weekend::new(WEEK.map(|(day, _)| day)), Err(CalendarError::NoWorkingDay));
        assert!(Weekend::new([]).is_ok());
    }
}
