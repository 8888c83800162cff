//! What is charged each month, to the day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::SettlementFault;
use super::months::{days_between, months_after, whole_months};
use crate::detail::Detail;
use crate::money::{Money, MoneyError};

/// So many months of a charge are told apart on one statement.
const MONTHS_TOLD_APART: usize = 60;

/// A charge of so much a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recurring {
    /// What for, by its name with the operator.
    pub label: Detail,
    /// For a whole month.
    pub monthly: Money,
    /// The first day of any billing month: the day of the month on which each begins.
    pub cycle_from: Date,
    /// The first day that is on no bill yet. Later than the end of service where a month is charged ahead: what was not served
    /// then comes back.
    pub billed_until: Date,
}

impl Recurring {
    pub(super) fn check(&self) -> Result<(), SettlementFault> {
        if self.billed_until < self.cycle_from { Err(SettlementFault::BilledBeforeCycle) } else { Ok(()) }
    }

    /// What is owed for service up to, but not including, `until`; negative where more was billed.
    ///
    /// It is a difference of two running totals, so a period that is split, anywhere and into any number of parts, costs the same.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn served(&self, until: Date) -> Result<Money, MoneyError> {
        self.total(until.max(self.cycle_from))?.checked_sub(self.total(self.billed_until)?)
    }

    /// The same by billing months, each with the first day after it; what comes back is one part. So many months at most are told
    /// apart, and the rest is one part.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn by_month(&self, until: Date) -> Result<Vec<(Date, Money)>, MoneyError> {
        let mut parts = Vec::new();
        let mut from = self.billed_until;
        while from < until && parts.len() < MONTHS_TOLD_APART {
            let next = months_after(self.cycle_from, whole_months(self.cycle_from, from) + 1).min(until);
            parts.push((next, Self { billed_until: from, ..self.clone() }.served(next)?));
            from = next;
        }
        if from != until {
            parts.push((until, Self { billed_until: from, ..self.clone() }.served(until)?));
        }
        Ok(parts)
    }

    /// All of the charge from the beginning of its cycle up to `day`.
    fn total(&self, day: Date) -> Result<Money, MoneyError> {
        let months = whole_months(self.cycle_from, day);
        let (begun, ends) =
            (months_after(self.cycle_from, months), months_after(self.cycle_from, months + 1));
        let part = self.monthly.prorated(days_between(begun, day), days_between(begun, ends))?;
        self.monthly.prorated(months, 1)?.checked_add(part)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::money::Currency;

    fn charge(minor: i64, cycle_from: Date, billed_until: Date) -> Recurring {
        let monthly = Money::new(minor, Currency::OMR);
        Recurring { label: Detail::of("Home 20"), monthly, cycle_from, billed_until }
    }

    #[test]
    fn a_month_is_charged_by_its_days() {
        // Twelve of the thirty-one days of January must cost twelve thirty-firsts, and a whole February a whole month.
        let monthly = charge(31_000, date(2026, 1, 1), date(2026, 1, 1));
        assert_eq!(monthly.served(date(2026, 1, 13)), Ok(Money::new(12_000, Currency::OMR)));
        assert_eq!(monthly.served(date(2026, 2, 1)), Ok(Money::new(31_000, Currency::OMR)));
        assert_eq!(monthly.served(date(2026, 3, 1)), Ok(Money::new(62_000, Currency::OMR)));
    }

    #[test]
    fn what_was_charged_ahead_and_not_served_comes_back() {
        // Where the month was billed ahead, the days after the end must be owed to the person.
        let ahead = charge(30_000, date(2026, 11, 1), date(2026, 12, 1));
        assert_eq!(ahead.served(date(2026, 11, 11)), Ok(Money::new(-20_000, Currency::OMR)));
        assert_eq!(ahead.served(date(2026, 12, 1)), Ok(Money::new(0, Currency::OMR)));
    }
}
