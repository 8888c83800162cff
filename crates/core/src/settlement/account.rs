//! What billing and charging know of the money of one line, and what of it cannot be.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::SettlementFault;
use super::recurring::Recurring;
use crate::detail::Detail;
use crate::money::{Currency, Money};

/// The most usage records, charges or instalments that are counted for one line.
pub const ACCOUNT_ITEMS_MAX: usize = 100_000;

/// All money of one line that is on no bill yet. Bills that were issued and not paid are dues, and settled apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// What every amount is in.
    pub currency: Currency,
    /// What is charged each month.
    #[serde(default)]
    pub recurring: Vec<Recurring>,
    /// Usage on no bill yet.
    #[serde(default)]
    pub usage: Vec<RatedUsage>,
    /// What the person is bound to, if to anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<MinimumTerm>,
    /// What is still to be paid for devices.
    #[serde(default)]
    pub instalments: Vec<Instalment>,
    /// What was left as security.
    #[serde(default)]
    pub deposits: Vec<Deposit>,
    /// Prepaid: what is on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<Balance>,
    /// Credits and debits that staff or another system booked.
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
}

/// Usage with its price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatedUsage {
    /// When it happened: what decides whether it is charged (I11).
    pub used_at: Timestamp,
    /// When its price was known: what decides whether a price named before could know of it.
    pub rated_at: Timestamp,
    /// Its price.
    pub amount: Money,
}

/// The months a person is bound for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinimumTerm {
    /// The first day.
    pub starts_on: Date,
    /// The last day.
    pub until: Date,
    /// The charge of a month that a fee is counted in.
    pub monthly: Money,
}

/// A part of a device's price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// The day it would have been due.
    pub due_on: Date,
    /// How much.
    pub amount: Money,
}

/// What was left as security.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Deposit {
    /// Money, which comes back.
    Cash(Money),
    /// The details of a card, which are to be deleted. *Source*: the unified service agreement of Oman, "Financial Guarantee".
    CardToken(Detail),
}

/// What is on a prepaid card. *Units*: none of them is below nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Balance {
    /// What was paid in.
    pub main: Money,
    /// What was given.
    pub bonus: Money,
    /// What was paid in and can no longer be used.
    pub expired: Money,
}

/// A credit or debit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// When it was booked.
    pub booked_at: Timestamp,
    /// Positive when the person owes it.
    pub amount: Money,
    /// The other system's reference.
    pub reference: Detail,
}

/// A part of an account, to say what is wrong with which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A recurring charge.
    Recurring,
    /// Usage.
    Usage,
    /// The minimum term.
    Term,
    /// An instalment.
    Instalment,
    /// A deposit.
    Deposit,
    /// The balance.
    Balance,
    /// A credit or debit.
    Adjustment,
}

impl Account {
    /// An account with no money on it.
    #[must_use]
    pub fn empty(currency: Currency) -> Self {
        Self {
            currency,
            recurring: Vec::new(),
            usage: Vec::new(),
            term: None,
            instalments: Vec::new(),
            deposits: Vec::new(),
            balance: None,
            adjustments: Vec::new(),
        }
    }

    /// Is it one that can be? Nothing is counted of an account that is not.
    ///
    /// # Errors
    /// The first [`SettlementFault`]; the system that gave the account is at fault.
    pub fn check(&self) -> Result<(), SettlementFault> {
        let counts = [self.recurring.len(), self.usage.len(), self.instalments.len(), self.adjustments.len()];
        if counts.into_iter().chain([self.deposits.len()]).any(|count| count > ACCOUNT_ITEMS_MAX) {
            return Err(SettlementFault::TooMany);
        }
        for (part, amount) in self.amounts() {
            if amount.currency() != self.currency {
                return Err(SettlementFault::OtherCurrency {
                    part,
                    found: amount.currency(),
                    right: self.currency,
                });
            }
            // Credits and corrections of usage may be below nothing; nothing else may.
            if amount.is_negative() && !matches!(part, Part::Adjustment | Part::Usage) {
                return Err(SettlementFault::Negative { part });
            }
        }
        self.recurring.iter().try_for_each(Recurring::check)?;
        self.check_term()
    }

    fn check_term(&self) -> Result<(), SettlementFault> {
        let Some(term) = &self.term else { return Ok(()) };
        if term.until < term.starts_on {
            return Err(SettlementFault::TermReversed);
        }
        if self.instalments.iter().any(|instalment| instalment.due_on > term.until) {
            return Err(SettlementFault::InstalmentBeyondTerm);
        }
        Ok(())
    }

    fn amounts(&self) -> impl Iterator<Item = (Part, Money)> {
        let recurring = self.recurring.iter().map(|charge| (Part::Recurring, charge.monthly));
        let usage = self.usage.iter().map(|usage| (Part::Usage, usage.amount));
        let term = self.term.iter().map(|term| (Part::Term, term.monthly));
        let instalments = self.instalments.iter().map(|instalment| (Part::Instalment, instalment.amount));
        let deposits = self.deposits.iter().filter_map(|deposit| match deposit {
            Deposit::Cash(amount) => Some((Part::Deposit, *amount)),
            Deposit::CardToken(_) => None,
        });
        let balance = self.balance.iter().flat_map(|balance| {
            [balance.main, balance.bonus, balance.expired].map(|amount| (Part::Balance, amount))
        });
        let adjustments = self.adjustments.iter().map(|adjustment| (Part::Adjustment, adjustment.amount));
        recurring
            .chain(usage)
            .chain(term)
            .chain(instalments)
            .chain(deposits)
            .chain(balance)
            .chain(adjustments)
    }
}
