//! How long from one civil date to another.

use serde::{Deserialize, Serialize};

use super::CalendarError;

/// The longest period in days: a hundred years.
pub const MAX_PERIOD_DAYS: u32 = 36_525;

/// The longest period in months: a hundred years.
pub const MAX_PERIOD_MONTHS: u32 = 1_200;

/// The longest period in business days: some forty years.
pub const MAX_PERIOD_BUSINESS_DAYS: u32 = 10_000;

/// How long from one civil date to another; never a number of hours.
///
/// *Shape*: `{"days": 5}`, `{"months": 2}` or `{"business_days": 3}`. Zero is allowed. Read from a document, it is at
/// most [`MAX_PERIOD_DAYS`], [`MAX_PERIOD_MONTHS`] or [`MAX_PERIOD_BUSINESS_DAYS`].
///
/// What each means on a calendar is said by [`Calendar::after`](super::Calendar::after).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "Written")]
pub enum Period {
    /// Days of the calendar, holidays and weekends included.
    Days(u32),
    /// Months of the calendar, clamped to the last day of a shorter one.
    Months(u32),
    /// Days on which people work.
    BusinessDays(u32),
}

impl Period {
    /// Refuses a period that no rule can mean.
    ///
    /// # Errors
    ///
    /// [`CalendarError::PeriodTooLong`]; the configuration is at fault.
    pub fn check(self) -> Result<Self, CalendarError> {
        let (found, max) = match self {
            Self::Days(days) => (days, MAX_PERIOD_DAYS),
            Self::Months(months) => (months, MAX_PERIOD_MONTHS),
            Self::BusinessDays(days) => (days, MAX_PERIOD_BUSINESS_DAYS),
        };
        if found > max {
            return Err(CalendarError::PeriodTooLong { found, max });
        }
        Ok(self)
    }
}

/// The period as written, before its length is looked at.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Written {
    Days(u32),
    Months(u32),
    BusinessDays(u32),
}

impl TryFrom<Written> for Period {
    type Error = CalendarError;

    fn try_from(written: Written) -> Result<Self, CalendarError> {
        match written {
            Written::Days(days) => Self::Days(days),
            Written::Months(months) => Self::Months(months),
            Written::BusinessDays(days) => Self::BusinessDays(days),
        }
        .check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A period is written as its one unit, and reads back from JSON and TOML.
    #[test]
    fn the_wire_form_names_the_unit() {
        for (period, json, toml) in [
            (Period::Days(5), r#"{"days":5}"#, "days = 5"),
            (Period::Months(2), r#"{"months":2}"#, "months = 2"),
            (Period::BusinessDays(0), r#"{"business_days":0}"#, "business_days = 0"),
        ] {
            assert_eq!(serde_json::to_string(&period).unwrap(), json);
            assert_eq!(serde_json::from_str::<Period>(json).unwrap(), period);
            assert_eq!(toml::from_str::<Period>(toml).unwrap(), period);
        }
    }

    // Two units, an unknown one, a negative number and one beyond the bound are refused.
    #[test]
    fn what_no_rule_means_is_refused() {
        for json in [
            r#"{"days":5,"months":1}"#,
            r#"{"weeks":1}"#,
            r#"{"days":-1}"#,
            r#"{"days":36526}"#,
            r#"{"months":1201}"#,
            r#"{"business_days":10001}"#,
            "5",
        ] {
            assert!(serde_json::from_str::<Period>(json).is_err(), "{json}");
        }
        assert!(Period::Days(MAX_PERIOD_DAYS).check().is_ok());
    }
}
