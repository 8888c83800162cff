//! Settlement: what leaving costs and pays back, counted in one place for the price before and the final bill after.
//!
//! ```text
//! settle : Account, SettlementTerms, Occasion -> Statement
//! compare: Statement (as quoted), Statement (as billed) -> Comparison
//! ```
//!
//! Every amount is whole minor units; what is divided is divided once, by the day or by the hundredth, and rounded to the nearest
//! unit ([`Money::prorated`]). Nothing else is rounded, for no law asks for it.

mod account;
mod compare;
mod fee;
mod months;
mod recurring;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use account::{
    ACCOUNT_ITEMS_MAX, Account, Adjustment, Balance, Deposit, Instalment, MinimumTerm, Part, RatedUsage,
};
pub use compare::{Comparison, compare};
pub use fee::{FEE_MONTHS_MAX, Fee, FeeFault};
pub use recurring::Recurring;

use crate::calendar::Zone;
use crate::detail::Detail;
use crate::effect::{Item, ItemKind};
use crate::money::{Currency, Money, MoneyError};
use crate::policy::UsageRule;
use crate::request::Reason;

/// Hundredths of a hundredth in one: what a rate of tax is counted in.
const WHOLE_RATE: u32 = 10_000;

/// The terms by which an account is settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementTerms {
    /// For leaving before the minimum term.
    pub fee: Fee,
    /// For whom that fee is waived. The reason decides money, never the agent.
    pub fee_waived_for: BTreeSet<Reason>,
    /// What usage between the receipt and the charge stop does.
    pub usage_after_request: UsageRule,
    /// What of a prepaid balance comes back.
    pub balance: BalanceTerms,
    /// The tax that is put on top of what is charged, where prices are without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Tax>,
}

/// Which parts of a prepaid balance come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BalanceTerms {
    /// What was paid in.
    pub main: bool,
    /// What was given.
    pub bonus: bool,
    /// What can no longer be used.
    pub expired: bool,
}

/// A tax on top of recurring charges and usage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// *Units*: hundredths of a hundredth; 500 is five in a hundred.
    pub rate: u16,
}

/// When and why an account is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// Why the line ends.
    pub reason: Reason,
    /// The receipt: usage after it follows [`SettlementTerms::usage_after_request`].
    pub received_at: Timestamp,
    /// The charge stop: nothing after it is charged (I11).
    pub stop: Timestamp,
    /// What is known: usage that was rated later is not on the statement.
    pub as_of: Timestamp,
    /// When the price was named that this statement is to be held against, if one was.
    pub quoted_at: Option<Timestamp>,
    /// Where a day begins and ends.
    pub zone: Zone,
}

/// An account, settled. *Units*: amounts are positive when the person owes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Each sum that a price named at [`Occasion::quoted_at`] could know of, or all where none was.
    pub items: Vec<Item>,
    /// Usage that was rated after the price was named, item by item, and the tax on it.
    pub later: Vec<Item>,
    /// What of the balance does not come back.
    pub lost: Vec<Item>,
    /// The card details to be deleted.
    pub tokens: Vec<Detail>,
    /// Of `items` and `later`: owed by the person when positive, to the person when negative.
    pub total: Money,
}

/// Why an account cannot be settled. Nothing was counted, and nothing is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettlementFault {
    /// An amount in another currency than the account.
    #[error("{part:?} is in {found}, and the account is in {right}")]
    OtherCurrency {
        /// Of what.
        part: Part,
        /// Its currency.
        found: Currency,
        /// The account's.
        right: Currency,
    },
    /// An amount below nothing where there can be none.
    #[error("{part:?} is below nothing")]
    Negative {
        /// Of what.
        part: Part,
    },
    /// More than are counted.
    #[error("an account has at most {ACCOUNT_ITEMS_MAX} of each")]
    TooMany,
    /// The minimum term ends before it begins.
    #[error("the minimum term ends before it begins")]
    TermReversed,
    /// A device is to be paid for longer than the contract runs.
    #[error("an instalment is due after the end of the contract")]
    InstalmentBeyondTerm,
    /// A charge was billed before its first month.
    #[error("a recurring charge was billed before its cycle begins")]
    BilledBeforeCycle,
    /// The fee's formula is none.
    #[error("the fee for leaving early cannot be counted")]
    Fee(#[source] FeeFault),
    /// The amounts cannot be added up.
    #[error("the amounts cannot be added up")]
    Money(#[source] MoneyError),
}

impl From<MoneyError> for SettlementFault {
    fn from(error: MoneyError) -> Self {
        Self::Money(error)
    }
}

/// Settles an account.
///
/// # Errors
/// [`SettlementFault`]: the account or the terms cannot be. The system that gave them is to be corrected; nothing was counted.
pub fn settle(
    account: &Account,
    terms: &SettlementTerms,
    occasion: &Occasion,
) -> Result<Statement, SettlementFault> {
    account.check()?;
    terms.fee.check().map_err(SettlementFault::Fee)?;
    let currency = account.currency;
    let used = Used::of(account, terms, occasion);
    let mut items = recurring(account, occasion)?;
    items.extend(used.known(currency)?);
    let taxed = Money::sum(currency, items.iter().map(|item| item.amount))?;
    let mut later: Vec<Item> = used.later.iter().copied().filter_map(item_of).collect();
    let taxed_with_later = Money::sum(currency, later.iter().map(|item| item.amount).chain([taxed]))?;
    if let Some(tax) = terms.tax {
        let (before, after) = (tax.on(taxed)?, tax.on(taxed_with_later)?);
        items.extend(charged(ItemKind::Tax, before, occasion.stop, None));
        later.extend(charged(ItemKind::Tax, after.checked_sub(before)?, occasion.stop, Some("later_usage")));
    }
    items.extend(around_the_contract(account, terms, occasion)?);
    let (returned, lost) = balance(account, terms, occasion.stop)?;
    items.extend(returned);
    let total = Money::sum(currency, items.iter().chain(&later).map(|item| item.amount))?;
    let tokens = account.deposits.iter().filter_map(|deposit| match deposit {
        Deposit::CardToken(token) => Some(token.clone()),
        Deposit::Cash(_) => None,
    });
    Ok(Statement { items, later, lost, tokens: tokens.collect(), total })
}

impl Tax {
    fn on(self, amount: Money) -> Result<Money, MoneyError> {
        amount.prorated(u32::from(self.rate), WHOLE_RATE)
    }
}

/// One item for each month of each recurring charge. The last day counts in.
fn recurring(account: &Account, occasion: &Occasion) -> Result<Vec<Item>, MoneyError> {
    let last_day = occasion.zone.date_at(occasion.stop);
    let until = last_day.tomorrow().unwrap_or(last_day);
    let mut items = Vec::new();
    for charge in &account.recurring {
        for (ends, amount) in charge.by_month(until)? {
            let dated = occasion.zone.start_of(ends).min(occasion.stop);
            items.extend(charged(ItemKind::Recurring, amount, dated, Some(charge.label.as_str())));
        }
    }
    Ok(items)
}

/// Billable usage by what a price named before could know of it.
struct Used<'a> {
    before_request: Vec<&'a RatedUsage>,
    after_request: Vec<&'a RatedUsage>,
    later: Vec<&'a RatedUsage>,
}

impl<'a> Used<'a> {
    fn of(account: &'a Account, terms: &SettlementTerms, occasion: &Occasion) -> Self {
        let mut used = Self { before_request: Vec::new(), after_request: Vec::new(), later: Vec::new() };
        let is_known =
            |usage: &&RatedUsage| usage.used_at <= occasion.stop && usage.rated_at <= occasion.as_of;
        for usage in account.usage.iter().filter(is_known) {
            let is_after = usage.used_at > occasion.received_at;
            match terms.usage_after_request {
                UsageRule::Waive if is_after => {}
                UsageRule::Waive | UsageRule::Bill => {
                    if occasion.quoted_at.is_some_and(|quoted_at| usage.rated_at > quoted_at) {
                        used.later.push(usage);
                    } else if is_after {
                        used.after_request.push(usage);
                    } else {
                        used.before_request.push(usage);
                    }
                }
            }
        }
        used
    }

    /// What was known when the price was named, in two sums.
    fn known(&self, currency: Currency) -> Result<Vec<Item>, MoneyError> {
        let mut items = Vec::new();
        for (part, label) in
            [(&self.before_request, "before_request"), (&self.after_request, "after_request")]
        {
            let Some(dated) = part.iter().map(|usage| usage.used_at).max() else { continue };
            let sum = Money::sum(currency, part.iter().map(|usage| usage.amount))?;
            items.extend(charged(ItemKind::Usage, sum, dated, Some(label)));
        }
        Ok(items)
    }
}

fn item_of(usage: &RatedUsage) -> Option<Item> {
    charged(ItemKind::Usage, usage.amount, usage.used_at, Some("later_usage"))
}

/// Instalments, the fee for leaving early, deposits, and what was booked by hand.
fn around_the_contract(
    account: &Account,
    terms: &SettlementTerms,
    occasion: &Occasion,
) -> Result<Vec<Item>, SettlementFault> {
    let (currency, stop) = (account.currency, occasion.stop);
    let left = Money::sum(currency, account.instalments.iter().map(|instalment| instalment.amount))?;
    let mut items: Vec<Item> = charged(ItemKind::DeviceInstalment, left, stop, None).into_iter().collect();
    if let Some(term) = &account.term
        && !terms.fee_waived_for.contains(&occasion.reason)
    {
        let fee = terms.fee.amount(term, occasion.zone.date_at(stop))?;
        items.extend(charged(ItemKind::EarlyTermination, fee, stop, None));
    }
    for deposit in &account.deposits {
        match deposit {
            Deposit::Cash(amount) => items.extend(charged(ItemKind::Deposit, amount.negated()?, stop, None)),
            Deposit::CardToken(_) => {}
        }
    }
    for booked in account.adjustments.iter().filter(|booked| booked.booked_at <= stop) {
        let kind = if booked.amount.is_negative() { ItemKind::Credit } else { ItemKind::Debit };
        items.extend(charged(kind, booked.amount, booked.booked_at, Some(booked.reference.as_str())));
    }
    Ok(items)
}

/// What of the balance comes back, and what is lost.
fn balance(
    account: &Account,
    terms: &SettlementTerms,
    stop: Timestamp,
) -> Result<(Vec<Item>, Vec<Item>), MoneyError> {
    let (mut returned, mut lost) = (Vec::new(), Vec::new());
    let Some(balance) = &account.balance else { return Ok((returned, lost)) };
    let parts = [
        (balance.main, terms.balance.main, "balance"),
        (balance.bonus, terms.balance.bonus, "bonus"),
        (balance.expired, terms.balance.expired, "expired"),
    ];
    for (amount, comes_back, label) in parts {
        let side = if comes_back { &mut returned } else { &mut lost };
        side.extend(charged(ItemKind::Credit, amount.negated()?, stop, Some(label)));
    }
    Ok((returned, lost))
}

/// An item, unless it is of nothing.
fn charged(kind: ItemKind, amount: Money, dated: Timestamp, reference: Option<&str>) -> Option<Item> {
    (!amount.is_zero()).then(|| Item { kind, amount, dated, reference: reference.map(Detail::of) })
}
