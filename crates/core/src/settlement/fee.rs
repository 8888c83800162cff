//! The fee for leaving before the minimum term: by a declared formula, never by whoever takes the call.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::account::MinimumTerm;
use super::months::{months_begun, whole_months};
use crate::money::{Money, MoneyError};

/// The most months a table of fees has.
pub const FEE_MONTHS_MAX: usize = 120;

/// How the fee is counted. Whatever the formula, who served longer never pays more: [`Fee::check`] refuses one that rises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fee {
    /// There is none.
    Nothing,
    /// One amount until the last day of the term.
    Fixed(Money),
    /// An amount that falls with each whole month served, never below nothing.
    Reducing {
        /// On the first day.
        first: Money,
        /// Taken off for each whole month served.
        less_each_month: Money,
    },
    /// A share of the monthly charges that are left, a month begun counted in. *Units*: hundredths, at most 100.
    MonthsLeft {
        /// Of each monthly charge.
        percent: u8,
    },
    /// Every monthly charge up to a month of the term, and a share of those after it. *Source*: for example French law, article
    /// L. 224-28 of the code de la consommation: the first twelve months whole, a fifth of the rest.
    WholeThenShare {
        /// The months that are owed whole, from the first day of the term.
        whole_months: u16,
        /// Of each monthly charge after them. *Units*: hundredths, at most 100.
        percent: u8,
    },
    /// What the operator's table says for the month that is being served, nothing beyond its end.
    ByMonth(Vec<Money>),
    /// As another formula, but at most so many monthly charges. *Source*: for example the rule of the United Arab Emirates of
    /// one month's rental.
    AtMost {
        /// The formula.
        fee: Box<Self>,
        /// The most monthly charges it may come to.
        monthly_charges: u16,
    },
}

/// Why a formula is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FeeFault {
    /// Who stays longer would pay more.
    #[error("the fee rises with the time served")]
    Rises,
    /// An amount below nothing.
    #[error("the fee is below nothing")]
    Negative,
    /// More than the whole.
    #[error("a share is at most 100 hundredths")]
    ShareAboveWhole,
    /// Amounts in two currencies.
    #[error("the fee is in more than one currency")]
    Currencies,
    /// A table that is empty or too long.
    #[error("a table of fees has 1 to {FEE_MONTHS_MAX} months")]
    Table,
    /// A limit on a limit.
    #[error("a fee has one limit")]
    LimitOfLimit,
}

impl Fee {
    /// Is it a formula under which nobody pays more for having stayed longer?
    ///
    /// # Errors
    /// The first [`FeeFault`]; whoever wrote the terms corrects them.
    pub fn check(&self) -> Result<(), FeeFault> {
        match self {
            Self::Nothing => Ok(()),
            Self::Fixed(amount) => not_negative(*amount),
            Self::Reducing { first, less_each_month } => {
                not_negative(*first)?;
                if less_each_month.is_negative() {
                    return Err(FeeFault::Rises);
                }
                first.compare(*less_each_month).map(drop).map_err(|_| FeeFault::Currencies)
            }
            Self::MonthsLeft { percent } | Self::WholeThenShare { percent, .. } => {
                if *percent > 100 {
                    Err(FeeFault::ShareAboveWhole)
                } else {
                    Ok(())
                }
            }
            Self::ByMonth(amounts) => check_table(amounts),
            Self::AtMost { fee, .. } => match **fee {
                Self::AtMost { .. } => Err(FeeFault::LimitOfLimit),
                Self::Nothing
                | Self::Fixed(_)
                | Self::Reducing { .. }
                | Self::MonthsLeft { .. }
                | Self::WholeThenShare { .. }
                | Self::ByMonth(_) => fee.check(),
            },
        }
    }

    /// The fee of one whose last day of service is `last_day`; nothing from the last day of the term on.
    ///
    /// # Errors
    /// [`MoneyError`] where the formula is in another currency than the contract, or beyond what is calculated.
    pub fn amount(&self, term: &MinimumTerm, last_day: Date) -> Result<Money, MoneyError> {
        let zero = Money::zero(term.monthly.currency());
        if last_day >= term.until {
            return Ok(zero);
        }
        let left = months_begun(last_day, term.until);
        let served = whole_months(term.starts_on, last_day);
        match self {
            Self::Nothing => Ok(zero),
            Self::Fixed(amount) => zero.checked_add(*amount),
            Self::Reducing { first, less_each_month } => {
                let now = first.checked_sub(less_each_month.prorated(served, 1)?)?;
                zero.checked_add(if now.is_negative() { zero } else { now })
            }
            Self::MonthsLeft { percent } => term.monthly.prorated(left * u32::from(*percent), 100),
            Self::WholeThenShare { whole_months, percent } => {
                let begun = months_begun(term.starts_on, term.until).saturating_sub(left);
                let whole = u32::from(*whole_months).saturating_sub(begun).min(left);
                let shares = (left - whole) * u32::from(*percent);
                term.monthly.prorated(whole, 1)?.checked_add(term.monthly.prorated(shares, 100)?)
            }
            Self::ByMonth(amounts) => {
                let month = usize::try_from(served).ok().and_then(|month| amounts.get(month));
                month.map_or(Ok(zero), |amount| zero.checked_add(*amount))
            }
            Self::AtMost { fee, monthly_charges } => {
                let most = term.monthly.prorated(u32::from(*monthly_charges), 1)?;
                fee.amount(term, last_day)?.min(most)
            }
        }
    }
}

fn not_negative(amount: Money) -> Result<(), FeeFault> {
    if amount.is_negative() { Err(FeeFault::Negative) } else { Ok(()) }
}

fn check_table(amounts: &[Money]) -> Result<(), FeeFault> {
    if amounts.is_empty() || amounts.len() > FEE_MONTHS_MAX {
        return Err(FeeFault::Table);
    }
    amounts.iter().copied().try_for_each(not_negative)?;
    for pair in amounts.windows(2) {
        match pair[0].compare(pair[1]) {
            Ok(order) if order.is_lt() => return Err(FeeFault::Rises),
            Ok(_) => {}
            Err(_) => return Err(FeeFault::Currencies),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::money::Currency;

    fn omr(minor: i64) -> Money {
        Money::new(minor, Currency::OMR)
    }

    fn two_years() -> MinimumTerm {
        MinimumTerm { starts_on: date(2026, 1, 1), until: date(2027, 12, 31), monthly: omr(10_000) }
    }

    #[test]
    fn each_formula_says_what_its_words_say() {
        // Ten months into a contract of twenty-four at 10 rials a month, each formula must come to what a person would count.
        let last_day = date(2026, 10, 31);
        let cases = [
            (Fee::Nothing, 0),
            (Fee::Fixed(omr(25_000)), 25_000),
            (Fee::Reducing { first: omr(48_000), less_each_month: omr(2_000) }, 30_000),
            (Fee::Reducing { first: omr(12_000), less_each_month: omr(2_000) }, 0),
            (Fee::MonthsLeft { percent: 50 }, 70_000),
            (Fee::WholeThenShare { whole_months: 12, percent: 20 }, 20_000 + 24_000),
            (Fee::ByMonth((0..12).map(|month| omr(12_000 - 1_000 * month)).collect()), 3_000),
            (Fee::AtMost { fee: Box::new(Fee::MonthsLeft { percent: 50 }), monthly_charges: 1 }, 10_000),
        ];
        for (fee, minor) in cases {
            assert_eq!(fee.check(), Ok(()), "{fee:?}");
            assert_eq!(fee.amount(&two_years(), last_day), Ok(omr(minor)), "{fee:?}");
            assert_eq!(fee.amount(&two_years(), date(2027, 12, 31)), Ok(omr(0)), "{fee:?} on the last day");
        }
    }

    #[test]
    fn a_formula_that_rises_or_makes_no_sense_is_refused() {
        // Terms under which somebody pays more for having stayed longer must not be taken.
        let eur = Money::new(100, Currency::parse("EUR").unwrap());
        let cases = [
            (Fee::Fixed(omr(-1)), FeeFault::Negative),
            (Fee::Reducing { first: omr(1), less_each_month: omr(-1) }, FeeFault::Rises),
            (Fee::Reducing { first: omr(1), less_each_month: eur }, FeeFault::Currencies),
            (Fee::MonthsLeft { percent: 101 }, FeeFault::ShareAboveWhole),
            (Fee::ByMonth(vec![omr(1), omr(2)]), FeeFault::Rises),
            (Fee::ByMonth(vec![omr(2), eur]), FeeFault::Currencies),
            (Fee::ByMonth(Vec::new()), FeeFault::Table),
            (
                Fee::AtMost {
                    fee: Box::new(Fee::AtMost { fee: Box::new(Fee::Nothing), monthly_charges: 1 }),
                    monthly_charges: 1,
                },
                FeeFault::LimitOfLimit,
            ),
        ];
        for (fee, fault) in cases {
            assert_eq!(fee.check(), Err(fault), "{fee:?}");
        }
    }
}
