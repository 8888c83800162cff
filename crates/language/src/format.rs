//! Dates, amounts, counts and periods, as each language writes them.

use fluent_templates::fluent_bundle::FluentValue;
use jiff::civil::Date;
use masalama_core::calendar::Period;
use masalama_core::money::Money;

use super::Voice;

impl Voice {
    /// A date with its weekday: `Sunday 22 November 2026`.
    #[must_use]
    pub fn date(self, date: Date) -> String {
        let weekday = self.message(&format!("weekday-{}", date.weekday().to_monday_one_offset()), &[]);
        let month = self.message(&format!("month-{}", date.month()), &[]);
        let with = [
            ("weekday", FluentValue::from(weekday)),
            ("day", FluentValue::from(date.day().to_string())),
            ("month", FluentValue::from(month)),
            ("year", FluentValue::from(date.year().to_string())),
        ];
        // The parts of a date belong together: they are never isolated from each other.
        Self { medium: super::Medium::Plain, ..self }.message("date", &with)
    }

    /// A day of the week, by its number in ISO 8601: Monday is 1.
    #[must_use]
    pub fn weekday(self, number: u8) -> String {
        self.message(&format!("weekday-{number}"), &[])
    }

    /// An amount with its currency, all its decimals, and its thousands in groups: `OMR 12,345.000`.
    #[must_use]
    pub fn money(self, amount: Money) -> String {
        let written = amount.to_string();
        let (code, digits) = written.split_once(' ').unwrap_or(("", &written));
        let currency = match code {
            "OMR" => self.message("currency-omr", &[]),
            other => other.to_owned(),
        };
        let amount = grouped(digits, &self.message("number-group", &[]));
        let with = [("currency", FluentValue::from(currency)), ("amount", FluentValue::from(amount))];
        self.message("money", &with)
    }

    /// A number of days: `1 day`, `2 days`.
    #[must_use]
    pub fn days(self, count: u32) -> String {
        self.counted("days", count)
    }

    /// A number of hours: `1 hour`, `5 hours`.
    #[must_use]
    pub fn hours(self, count: u32) -> String {
        self.counted("hours", count)
    }

    /// A period as a length: `60 days`, `2 months`, `5 working days`.
    #[must_use]
    pub fn period(self, period: Period) -> String {
        let (key, count) = unit(period);
        self.counted(key, count)
    }

    /// A period as the time in which something is done: `within 60 days`.
    #[must_use]
    pub fn within(self, period: Period) -> String {
        let (key, count) = unit(period);
        self.counted(&format!("within-{key}"), count)
    }

    fn counted(self, key: &str, count: u32) -> String {
        self.message(key, &[("count", FluentValue::from(count)), ("class", FluentValue::from(class(count)))])
    }
}

/// Digits with a sign between each three of the whole part: `-12,345.000`.
fn grouped(digits: &str, between: &str) -> String {
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let first = whole.find(|letter: char| letter.is_ascii_digit()).unwrap_or(whole.len());
    let mut said = String::with_capacity(digits.len() + whole.len() / 3);
    for (at, letter) in whole.char_indices() {
        if at > first && (whole.len() - at) % 3 == 0 {
            said.push_str(between);
        }
        said.push(letter);
    }
    said + rest
}

/// A number of the same plural class as `count`, from 0 to 100.
///
/// CLDR looks at the last two digits of a number for the Arabic classes *few* and *many*; the plural rules we depend on look at the
/// whole number, so that 103 would be counted like 100.
fn class(count: u32) -> u32 {
    match (count, count % 100) {
        (0..=99, _) => count,
        (_, last_two @ 3..=99) => last_two,
        (_, _) => 100,
    }
}

fn unit(period: Period) -> (&'static str, u32) {
    match period {
        Period::Days(count) => ("days", count),
        Period::Months(count) => ("months", count),
        Period::BusinessDays(count) => ("business-days", count),
    }
}
