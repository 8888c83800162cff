//! A price that was named binds: what the final bill may add to it, and what the person pays where it added more.

use super::Statement;
use crate::effect::Item;
use crate::money::{Money, MoneyError};

/// A final bill held against the price that was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What was named.
    pub quoted: Money,
    /// What was billed.
    pub billed: Money,
    /// What the bill may add: usage that was rated after the price was named, item by item.
    pub later: Vec<Item>,
    /// What it has beyond that; nothing where the price was kept, less than nothing where leaving became cheaper.
    pub unexplained: Money,
    /// What the person pays: the bill, but never more than was named and what may be added to it.
    pub payable: Money,
}

/// Compares the final bill with the price.
///
/// # Errors
/// [`MoneyError`] where they are in two currencies or beyond what is calculated.
pub fn compare(quoted: &Statement, billed: &Statement) -> Result<Comparison, MoneyError> {
    let later = Money::sum(billed.total.currency(), billed.later.iter().map(|item| item.amount))?;
    let owed = quoted.total.checked_add(later)?;
    Ok(Comparison {
        quoted: quoted.total,
        billed: billed.total,
        later: billed.later.clone(),
        unexplained: billed.total.checked_sub(owed)?,
        payable: billed.total.min(owed)?,
    })
}
