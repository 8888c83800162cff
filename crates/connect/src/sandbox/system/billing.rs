//! `billing`: what leaving costs, what is unpaid, the final bill, and the account's formal end.

use jiff::{Timestamp, ToSpan as _};
use masalama_core::detail::Detail;
use masalama_core::effect::{Bill, Dues, Effect, EffectKind, Evidence, Item, ItemKind, Price};
use masalama_core::line::LineKind;
use masalama_core::money::{Money, MoneyError};
use masalama_core::policy::UsageRule;

use super::{Answered, day_start, done, local_date, not_offered, reference, refused};
use crate::http::wire::Asked;
use crate::sandbox::state::{IssuedBill, LineState};

/// The most months that may be on one bill.
const MONTHS_MAX: u32 = 60;

/// What of the usage is on the bill.
#[derive(Clone, Copy)]
struct UsageTerms {
    received_at: Timestamp,
    rule: UsageRule,
}

pub(super) fn perform(line: &mut LineState, asked: &Asked, now: Timestamp) -> Answered {
    let answered = match &asked.effect {
        Effect::Plain(EffectKind::ReadPrice) => price(line, now),
        Effect::Plain(EffectKind::ReadDues) => dues(line),
        Effect::Plain(EffectKind::VoidFinalBill) => void_final_bill(line).map(|()| done("VOI", asked)),
        Effect::Plain(EffectKind::CloseAccount) => {
            line.account.closed_at.get_or_insert(asked.at);
            return done("ACC", asked);
        }
        Effect::IssueFinalBill { charge_stop, received_at, usage_rule } => {
            let terms = UsageTerms { received_at: *received_at, rule: *usage_rule };
            issue(line, asked, *charge_stop, terms, now)
        }
        Effect::PostDeviceFee { amount } => return post_device_fee(line, asked, *amount, now),
        Effect::SuspendLine { until } => {
            line.suspended_until = Some(*until);
            return done("SUS", asked);
        }
        Effect::Plain(_)
        | Effect::Tell { .. }
        | Effect::BookPickup { .. }
        | Effect::CollectUsage { .. }
        | Effect::PayRefund { .. }
        | Effect::CollectLateUsage { .. }
        | Effect::ReleaseNumber { .. } => return not_offered(),
    };
    answered.unwrap_or_else(|_beyond_what_is_calculated| refused("the amounts cannot be added up"))
}

/// Leaving now: the bill as it would be, and a prepaid balance that would come back.
fn price(line: &LineState, now: Timestamp) -> Result<Answered, MoneyError> {
    let mut items = items(line, now, UsageTerms { received_at: now, rule: UsageRule::Bill }, now)?;
    if let Some(balance) = line.charging.balance_at(now).filter(Money::is_positive) {
        items.push(item(ItemKind::Credit, balance.negated()?, now, Some("balance")));
    }
    let total = total(line, &items)?;
    Ok(Ok(Evidence::Price(Price { items, total })))
}

fn dues(line: &LineState) -> Result<Answered, MoneyError> {
    let account = &line.account;
    let unpaid = account.bills.iter().chain(&account.final_bill).chain(&account.device_fee);
    let items: Vec<_> = unpaid
        .filter(|bill| bill.paid_at.is_none() && bill.amount.is_positive())
        .map(|bill| item(ItemKind::OpenBill, bill.amount, bill.issued_at, Some(&bill.number)))
        .collect();
    let total = total(line, &items)?;
    Ok(Ok(Evidence::Dues(Dues { items, total })))
}

fn issue(
    line: &mut LineState,
    asked: &Asked,
    charge_stop: Timestamp,
    terms: UsageTerms,
    now: Timestamp,
) -> Result<Answered, MoneyError> {
    let items = items(line, charge_stop, terms, now)?;
    let total = total(line, &items)?;
    let number = reference("FB", asked);
    let issued = IssuedBill { number: number.clone(), issued_at: asked.at, amount: total, paid_at: None };
    line.account.final_bill = Some(issued);
    Ok(Ok(Evidence::Bill(Bill { number: Detail::of(&number), items, total })))
}

/// Takes the final bill back. What was paid for it stays, as credit.
fn void_final_bill(line: &mut LineState) -> Result<(), MoneyError> {
    let account = &mut line.account;
    if let Some(paid) = account.final_bill.take().filter(|bill| bill.paid_at.is_some()) {
        let credit = account.credit.unwrap_or(Money::zero(paid.amount.currency()));
        account.credit = Some(credit.checked_add(paid.amount)?);
    }
    Ok(())
}

fn post_device_fee(line: &mut LineState, asked: &Asked, amount: Money, now: Timestamp) -> Answered {
    if !amount.is_positive() || amount.currency() != line.currency() {
        return super::invalid("the fee is no amount in the account's currency");
    }
    let number = reference("DF", asked);
    line.account.device_fee = Some(IssuedBill { number, issued_at: now, amount, paid_at: None });
    done("DF", asked)
}

/// All items of a bill up to `stop`; none is dated later (I11).
fn items(
    line: &LineState,
    stop: Timestamp,
    terms: UsageTerms,
    now: Timestamp,
) -> Result<Vec<Item>, MoneyError> {
    let mut items = Vec::new();
    if line.kind == LineKind::Postpaid {
        recurring(line, stop, &mut items)?;
        usage(line, stop, terms, now, &mut items)?;
    }
    let account = &line.account;
    if let Some(left) = account.instalments.filter(Money::is_positive) {
        items.push(item(ItemKind::DeviceInstalment, left, stop, None));
    }
    if let Some(contract) = &account.contract {
        let fee = early_termination(contract.minimum_until, contract.monthly, stop)?;
        if fee.is_positive() {
            items.push(item(ItemKind::EarlyTermination, fee, stop, None));
        }
        if contract.deposit.is_positive() {
            items.push(item(ItemKind::Deposit, contract.deposit.negated()?, stop, None));
        }
    }
    if let Some(credit) = account.credit.filter(Money::is_positive) {
        items.push(item(ItemKind::Credit, credit.negated()?, stop, None));
    }
    Ok(items)
}

/// The recurring charge since the last bill: whole months, then the days of the month that was begun, the last day counted in.
fn recurring(line: &LineState, stop: Timestamp, items: &mut Vec<Item>) -> Result<(), MoneyError> {
    let (Some(contract), Some(mut from)) = (&line.account.contract, line.account.billed_until) else {
        return Ok(());
    };
    let last_day = local_date(stop);
    for _ in 0..MONTHS_MAX {
        if from > last_day {
            break;
        }
        let next = from.saturating_add(1.month());
        let days_in_month = days(from, next);
        let served = days(from, last_day) + 1;
        let amount = contract.monthly.prorated(served.min(days_in_month), days_in_month)?;
        let dated = day_start(next).min(stop);
        items.push(item(ItemKind::Recurring, amount, dated, None));
        from = next;
    }
    Ok(())
}

/// Usage on no bill yet: before the receipt in one sum, after it in another, by the rule.
fn usage(
    line: &LineState,
    stop: Timestamp,
    terms: UsageTerms,
    now: Timestamp,
    items: &mut Vec<Item>,
) -> Result<(), MoneyError> {
    let from = line.account.billed_until.map(day_start);
    let billable = line.charging.usage.iter().filter(|record| {
        record.reported_at <= now && record.at <= stop && from.is_none_or(|from| record.reported_at >= from)
    });
    let (before, after): (Vec<_>, Vec<_>) = billable.partition(|record| record.at <= terms.received_at);
    let billed_after = match terms.rule {
        UsageRule::Bill => after,
        UsageRule::Waive => Vec::new(),
    };
    for (records, label) in [(before, "before_request"), (billed_after, "after_request")] {
        let Some(dated) = records.iter().map(|record| record.at).max() else { continue };
        let sum = Money::sum(line.currency(), records.iter().map(|record| record.amount))?;
        items.push(item(ItemKind::Usage, sum, dated, Some(label)));
    }
    Ok(())
}

/// Half the monthly charge for each month of the minimum term that is left, a month begun counted in.
fn early_termination(
    minimum_until: jiff::civil::Date,
    monthly: Money,
    stop: Timestamp,
) -> Result<Money, MoneyError> {
    let mut from = local_date(stop);
    let mut months = 0;
    while from < minimum_until && months < MONTHS_MAX {
        from = from.saturating_add(1.month());
        months += 1;
    }
    monthly.prorated(months, 2)
}

fn days(from: jiff::civil::Date, to: jiff::civil::Date) -> u32 {
    u32::try_from((to - from).get_days()).unwrap_or(0)
}

fn item(kind: ItemKind, amount: Money, dated: Timestamp, reference: Option<&str>) -> Item {
    Item { kind, amount, dated, reference: reference.map(Detail::of) }
}

fn total(line: &LineState, items: &[Item]) -> Result<Money, MoneyError> {
    Money::sum(line.currency(), items.iter().map(|item| item.amount))
}
