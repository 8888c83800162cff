//! `billing`: what leaving costs, what is unpaid, the final bill, and the account's formal end.

use std::collections::BTreeSet;

use jiff::Timestamp;
use masalama_core::detail::Detail;
use masalama_core::effect::{Bill, Dues, Effect, EffectKind, Evidence, Item, ItemKind, Price};
use masalama_core::line::LineKind;
use masalama_core::money::{Money, MoneyError};
use masalama_core::policy::UsageRule;
use masalama_core::request::Reason;
use masalama_core::settlement::{
    Account, Adjustment, Balance, BalanceTerms, Deposit, Fee, Instalment, MinimumTerm, Occasion, RatedUsage,
    Recurring, SettlementFault, SettlementTerms, Statement, settle,
};

use super::{Answered, ZONE, day_start, done, local_date, not_offered, reference, refused};
use crate::http::wire::Asked;
use crate::sandbox::state::{IssuedBill, LineState};

/// For leaving early: so many hundredths of each monthly charge that is left.
const FEE_PERCENT: u8 = 50;

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
        Effect::Plain(EffectKind::VoidFinalBill) => {
            void_final_bill(line).map(|()| done("VOI", asked)).map_err(SettlementFault::from)
        }
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
    answered.unwrap_or_else(|_cannot_be_settled| refused("the account cannot be settled as it is"))
}

/// Leaving now: the bill as it would be, and a prepaid balance that would come back.
fn price(line: &LineState, now: Timestamp) -> Result<Answered, SettlementFault> {
    let usage = UsageTerms { received_at: now, rule: UsageRule::Bill };
    let Statement { items, total, .. } = statement(line, now, usage, line.charging.balance_at(now), now)?;
    Ok(Ok(Evidence::Price(Price { items, total })))
}

fn dues(line: &LineState) -> Result<Answered, SettlementFault> {
    let account = &line.account;
    let unpaid = account.bills.iter().chain(&account.final_bill).chain(&account.device_fee);
    let items: Vec<_> =
        unpaid.filter(|bill| bill.paid_at.is_none() && bill.amount.is_positive()).map(open_bill).collect();
    let total = Money::sum(line.currency(), items.iter().map(|item| item.amount))?;
    Ok(Ok(Evidence::Dues(Dues { items, total })))
}

fn issue(
    line: &mut LineState,
    asked: &Asked,
    charge_stop: Timestamp,
    terms: UsageTerms,
    now: Timestamp,
) -> Result<Answered, SettlementFault> {
    let Statement { items, total, .. } = statement(line, charge_stop, terms, None, now)?;
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

/// The statement of the account up to `stop`, by the product's own settlement; a prepaid balance is on it for a price only, since a
/// final bill leaves it to the collection that froze it.
fn statement(
    line: &LineState,
    stop: Timestamp,
    usage: UsageTerms,
    balance: Option<Money>,
    now: Timestamp,
) -> Result<Statement, SettlementFault> {
    let occasion = Occasion {
        reason: Reason::CustomerRequest,
        received_at: usage.received_at,
        stop,
        as_of: now,
        quoted_at: None,
        zone: ZONE.clone(),
    };
    let terms = SettlementTerms {
        fee: Fee::MonthsLeft { percent: FEE_PERCENT },
        fee_waived_for: BTreeSet::new(),
        usage_after_request: usage.rule,
        balance: BalanceTerms { main: true, bonus: false, expired: false },
        tax: None,
    };
    settle(&account(line, stop, balance), &terms, &occasion)
}

/// The account as the settlement asks for it.
fn account(line: &LineState, stop: Timestamp, balance: Option<Money>) -> Account {
    let (currency, account) = (line.currency(), &line.account);
    let zero = Money::zero(currency);
    let contract = account.contract.as_ref();
    let recurring = contract.zip(account.billed_until).map(|(contract, billed_until)| Recurring {
        label: Detail::of(line.charging.recurring.as_ref().map_or("monthly", |plan| &plan.name)),
        monthly: contract.monthly,
        cycle_from: billed_until,
        billed_until,
    });
    let term = contract.map(|contract| MinimumTerm {
        starts_on: contract.starts_on,
        until: contract.minimum_until,
        monthly: contract.monthly,
    });
    // What is left of a device is due at once, whenever its parts would have been.
    let due_on = term.as_ref().map_or(local_date(stop), |term| term.until.min(local_date(stop)));
    let instalments = account.instalments.map(|amount| Instalment { due_on, amount });
    Account {
        currency,
        recurring: recurring.into_iter().collect(),
        usage: unbilled(line).collect(),
        term,
        instalments: instalments.into_iter().collect(),
        deposits: contract.map(|contract| Deposit::Cash(contract.deposit)).into_iter().collect(),
        balance: balance.map(|main| Balance { main, bonus: zero, expired: zero }),
        adjustments: account.credit.map(|credit| credited(credit, stop)).into_iter().collect(),
    }
}

/// Usage on no bill yet; that of a prepaid line is taken from its balance.
fn unbilled(line: &LineState) -> impl Iterator<Item = RatedUsage> {
    let from = line.account.billed_until.map(day_start);
    let is_billed = line.kind == LineKind::Postpaid;
    let records = line.charging.usage.iter().filter(move |_| is_billed);
    records
        .filter(move |record| from.is_none_or(|from| record.reported_at >= from))
        .map(|record| RatedUsage { used_at: record.at, rated_at: record.reported_at, amount: record.amount })
}

fn credited(credit: Money, booked_at: Timestamp) -> Adjustment {
    let amount = Money::new(-credit.minor(), credit.currency());
    Adjustment { booked_at, amount, reference: Detail::of("paid for a bill that was taken back") }
}

fn open_bill(bill: &IssuedBill) -> Item {
    let reference = Some(Detail::of(&bill.number));
    Item { kind: ItemKind::OpenBill, amount: bill.amount, dated: bill.issued_at, reference }
}
