//! A policy in plain sentences, each with where it comes from.

use jiff::civil::Date;
use serde::Serialize;

use super::{
    DuesRule, LateRule, NumberFate, Offer, Origin, Policy, Sourced, Status, SuspendTerms, UsageRule,
};
use crate::calendar::Period;
use crate::money::Money;
use crate::request::RefundMethod;

/// What is added to every sentence that does not bind (I14).
pub const NOT_BINDING: &str = "Not confirmed: informs, never binds.";

/// One value of a policy as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// Its key in the pack.
    pub key: &'static str,
    /// What it says, and whether it binds.
    pub sentence: String,
    /// Whether it may gate or charge anybody (I14).
    pub is_binding: bool,
    /// Where it comes from.
    pub origin: Origin,
    /// Document and address.
    pub source: String,
    /// The day someone read it.
    pub checked_on: Date,
    /// Whether that was the primary source.
    pub status: Status,
}

/// What a policy says, in English, in the order of a cease.
#[must_use]
pub fn explain(policy: &Policy) -> Vec<Explained> {
    let terms = &policy.terms;
    let mut lines = vec![
        line("lapse", &terms.lapse, |p| {
            format!("A request whose sender is not verified lapses {}.", after(*p))
        }),
        line("dues", &terms.dues, |rule| dues(*rule).to_owned()),
        line("notice", &terms.notice, |p| match is_zero(*p) {
            true => "No notice is asked for: the line may end at once.".to_owned(),
            false => format!("Notice is {}, counted from the receipt.", length(*p)),
        }),
        line("cooling_off", &terms.cooling_off, |p| match is_zero(*p) {
            true => "There is no time to think again built in: what is ready is done.".to_owned(),
            false => format!("Nothing is cut for {} after the receipt, to think again.", length(*p)),
        }),
        line("expected", &terms.expected, |p| {
            format!("Service normally ends {} the receipt.", within(*p, "on the day of", "after"))
        }),
        line("usage_after_request", &terms.usage_after_request, |rule| usage(*rule).to_owned()),
        line("late_usage", &terms.late_usage, |p| {
            format!(
                "Usage from before the end may still be reported for {} after the charge stop.",
                length(*p)
            )
        }),
        line("late_charges", &terms.late_charges, |rule| late(*rule).to_owned()),
        line("device_deadline", &terms.device_deadline, |p| {
            format!(
                "Devices of the operator go back {} the charge stop.",
                within(*p, "on the day of", "after")
            )
        }),
        line("device_fee", &terms.device_fee, |fee| match fee.is_zero() {
            true => "Nothing is charged for a device that does not come back.".to_owned(),
            false => format!("Each device that does not come back costs {fee}."),
        }),
        line("refund_balance", &terms.refund_balance, |is_paid| balance(*is_paid).to_owned()),
        line("refund_methods", &terms.refund_methods, |methods| refund_methods(methods)),
        line("refund_within", &terms.refund_within, |p| {
            format!(
                "Money owed to the person is paid {} the charge stop.",
                within(*p, "on the day of", "after")
            )
        }),
        line("refund_held_back", &terms.refund_held_back, held_back),
        line("quarantine", &terms.quarantine, |p| match is_zero(*p) {
            true => "The number is not held back after the end.".to_owned(),
            false => format!("The number is held back for {} after the bar.", length(*p)),
        }),
        line("number_goes_to", &terms.number_goes_to, |fate| number(*fate).to_owned()),
        line("keep_personal", &terms.keep_personal, |p| {
            let when = if is_zero(*p) { "right".to_owned() } else { length(*p) };
            format!("Personal fields are erased {when} after the closing statement.")
        }),
    ];
    lines.extend(terms.refund_change_wait.as_ref().map(|wait| {
        line("refund_change_wait", wait, |p| {
            format!("Once its way or destination was changed, a refund waits for {}.", length(*p))
        })
    }));
    lines.extend(terms.suspend.as_ref().map(|terms| line("suspend", terms, suspend)));
    lines.extend(terms.offer.as_ref().map(|terms| line("offer", terms, offer)));
    lines
}

fn line<T>(key: &'static str, value: &Sourced<T>, say: impl FnOnce(&T) -> String) -> Explained {
    let said = say(&value.value);
    let sentence = if value.is_binding() { said } else { format!("{said} {NOT_BINDING}") };
    let Sourced { origin, source, checked_on, status, .. } = value;
    Explained {
        key,
        sentence,
        is_binding: value.is_binding(),
        origin: *origin,
        source: source.clone(),
        checked_on: *checked_on,
        status: *status,
    }
}

fn is_zero(period: Period) -> bool {
    match period {
        Period::Days(n) | Period::Months(n) | Period::BusinessDays(n) => n == 0,
    }
}

/// `30 days`, `1 month`, `5 business days`.
fn length(period: Period) -> String {
    let (n, unit) = match period {
        Period::Days(n) => (n, "day"),
        Period::Months(n) => (n, "month"),
        Period::BusinessDays(n) => (n, "business day"),
    };
    if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") }
}

fn after(period: Period) -> String {
    if is_zero(period) { "at once".to_owned() } else { format!("after {}", length(period)) }
}

fn within(period: Period, at_once: &str, later: &str) -> String {
    if is_zero(period) { at_once.to_owned() } else { format!("within {} {later}", length(period)) }
}

fn dues(rule: DuesRule) -> &'static str {
    match rule {
        DuesRule::Gate => "The line does not end before all unpaid bills are settled.",
        DuesRule::Apart => "Unpaid bills do not hold up the end of the line; they are settled apart.",
    }
}

fn usage(rule: UsageRule) -> &'static str {
    match rule {
        UsageRule::Bill => "Usage between the receipt and the charge stop is billed.",
        UsageRule::Waive => "Usage between the receipt and the charge stop is not charged.",
    }
}

fn late(rule: LateRule) -> &'static str {
    match rule {
        LateRule::WriteOff => "Usage that is reported late is written off.",
        LateRule::BookAgainstHeldBack => {
            "Usage that is reported late is taken from what was held back, and nothing beyond it."
        }
    }
}

fn balance(is_paid: bool) -> &'static str {
    if is_paid {
        "What is left of a prepaid balance is paid back."
    } else {
        "A prepaid balance is not paid back."
    }
}

fn refund_methods(methods: &[RefundMethod]) -> String {
    let names: Vec<_> = methods
        .iter()
        .map(|method| match method {
            RefundMethod::OriginalInstrument => "the way it was paid in",
            RefundMethod::BankTransfer => "bank transfer",
            RefundMethod::OtherLine => "the balance of another line",
            RefundMethod::CashAtShop => "cash in a shop",
        })
        .collect();
    match names.as_slice() {
        [only] => format!("Money is paid back by {only}."),
        [first, others @ ..] => {
            format!(
                "Money is paid back by {}; {first} where the person chooses nothing.",
                join(first, others)
            )
        }
        [] => "No way to pay money back is named.".to_owned(),
    }
}

fn join(first: &str, others: &[&str]) -> String {
    format!("{first} or {}", others.join(" or "))
}

fn held_back(amount: &Money) -> String {
    if amount.is_zero() {
        return "Nothing of a refund is held back.".to_owned();
    }
    format!("{amount} of a refund is held back until late usage is known.")
}

fn number(fate: NumberFate) -> &'static str {
    match fate {
        NumberFate::Pool => "After that the number returns to the operator's pool.",
        NumberFate::RangeHolder => "After that the number returns to the operator whose range it is from.",
    }
}

fn suspend(terms: &SuspendTerms) -> String {
    let SuspendTerms { longest, monthly_fee } = terms;
    format!(
        "Instead of ending, the line can be paused for up to {} at {monthly_fee} a month.",
        length(*longest)
    )
}

fn offer(offer: &Offer) -> String {
    format!(
        "From {} to {} this is offered to those who leave, worth {}: {} Conditions: {} Effect on leaving: {}",
        offer.from, offer.until, offer.worth, offer.text.en, offer.conditions.en, offer.effect_on_leaving.en
    )
}
