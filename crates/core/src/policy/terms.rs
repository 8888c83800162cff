//! An operator's terms, read from a pack.

use serde::de::DeserializeOwned;

use super::fault::Problem;
use super::section::Section;
use super::{Offer, Sourced, SuspendTerms, Terms, Translated};
use crate::calendar::Period;
use crate::money::{Currency, Money};
use crate::request::RefundMethod;

/// The longest text in one language. *Units*: characters.
pub const TRANSLATED_CHARS_MAX: usize = 1_000;

const PERIOD: &str = "{ days = 30 }, { months = 2 } or { business_days = 5 }";
const DAYS_OR_MONTHS: &str = "{ days = 30 } or { months = 2 }";
const MONEY: &str = "{ minor = 5000, currency = \"OMR\" }, in minor units";
const METHODS: &str = "a list of \"original_instrument\", \"bank_transfer\", \"other_line\" and \"cash_at_shop\", the usual one first";
const TRANSLATED: &str = "{ en = \"…\", ar = \"…\", zh = \"…\" }";

/// Reads the terms of one kind of line: `[prepaid]` or `[postpaid]`.
pub(super) fn read(mut section: Section<'_>, currency: Option<Currency>) -> Option<Terms> {
    let s = &mut section;
    let dues = plain(s, "dues", "\"gate\" or \"apart\"");
    let notice = any_period(s, "notice");
    let cooling_off = any_period(s, "cooling_off");
    let expected = any_period(s, "expected");
    let lapse = any_period(s, "lapse");
    let late_usage = days_or_months(s, "late_usage");
    let quarantine = days_or_months(s, "quarantine");
    let number_goes_to = plain(s, "number_goes_to", "\"pool\" or \"range_holder\"");
    let device_deadline = days_or_months(s, "device_deadline");
    let device_fee = s.sourced("device_fee", |inner| money(inner, "value", currency));
    let refund_methods = s.sourced("refund_methods", methods);
    let refund_within = days_or_months(s, "refund_within");
    let refund_held_back = s.sourced("refund_held_back", |inner| money(inner, "value", currency));
    let refund_balance = plain(s, "refund_balance", "true or false");
    let usage_after_request = plain(s, "usage_after_request", "\"bill\" or \"waive\"");
    let late_charges = plain(s, "late_charges", "\"write_off\" or \"book_against_held_back\"");
    let keep_personal = days_or_months(s, "keep_personal");
    let refund_change_wait =
        s.has("refund_change_wait").then(|| days_or_months(s, "refund_change_wait")).flatten();
    let offer = s.has("offer").then(|| s.sourced("offer", |inner| offer(inner, currency))).flatten();
    let suspend = s.has("suspend").then(|| s.sourced("suspend", |inner| suspend(inner, currency))).flatten();
    section.finish();
    Some(Terms {
        dues: dues?,
        notice: notice?,
        cooling_off: cooling_off?,
        expected: expected?,
        lapse: lapse?,
        late_usage: late_usage?,
        quarantine: quarantine?,
        number_goes_to: number_goes_to?,
        device_deadline: device_deadline?,
        device_fee: device_fee?,
        refund_methods: refund_methods?,
        refund_within: refund_within?,
        refund_change_wait,
        refund_held_back: refund_held_back?,
        refund_balance: refund_balance?,
        usage_after_request: usage_after_request?,
        late_charges: late_charges?,
        keep_personal: keep_personal?,
        offer,
        suspend,
    })
}

/// A value that serde reads whole.
fn plain<T: DeserializeOwned>(
    section: &mut Section<'_>,
    key: &'static str,
    right: &'static str,
) -> Option<Sourced<T>> {
    section.sourced(key, |inner| inner.value("value", right))
}

/// A period in any unit.
pub(super) fn any_period(section: &mut Section<'_>, key: &'static str) -> Option<Sourced<Period>> {
    plain(section, key, PERIOD)
}

/// A period that runs on through holidays.
pub(super) fn days_or_months(section: &mut Section<'_>, key: &'static str) -> Option<Sourced<Period>> {
    section.sourced(key, |inner| match inner.value("value", DAYS_OR_MONTHS)? {
        period @ (Period::Days(_) | Period::Months(_)) => Some(period),
        Period::BusinessDays(_) => {
            inner.fault("value", Problem::BusinessDays);
            None
        }
    })
}

/// An amount in the country's currency, not below zero.
fn money(section: &mut Section<'_>, key: &'static str, currency: Option<Currency>) -> Option<Money> {
    let amount: Money = section.value(key, MONEY)?;
    if let Some(right) = currency
        && amount.currency() != right
    {
        section.fault(key, Problem::OtherCurrency { found: amount.currency(), right });
        return None;
    }
    if amount.is_negative() {
        section.fault(key, Problem::Negative);
        return None;
    }
    Some(amount)
}

fn methods(section: &mut Section<'_>) -> Option<Vec<RefundMethod>> {
    let methods: Vec<RefundMethod> = section.value("value", METHODS)?;
    if methods.is_empty() {
        section.fault("value", Problem::Empty { right: METHODS });
        return None;
    }
    let is_repeated = methods.iter().enumerate().any(|(at, method)| methods[..at].contains(method));
    if is_repeated {
        section.fault("value", Problem::Repeated);
        return None;
    }
    Some(methods)
}

fn offer(sourced: &mut Section<'_>, currency: Option<Currency>) -> Option<Offer> {
    let mut section =
        sourced.section("value", "a table with text, from, until, worth, conditions, effect_on_leaving")?;
    let text = translated(&mut section, "text");
    let from = section.date("from");
    let until = section.date("until");
    let worth = money(&mut section, "worth", currency);
    let conditions = translated(&mut section, "conditions");
    let effect_on_leaving = translated(&mut section, "effect_on_leaving");
    if let (Some(first), Some(last)) = (from, until)
        && last < first
    {
        section.fault("until", Problem::DatesReversed { first });
    }
    section.finish();
    Some(Offer {
        text: text?,
        from: from?,
        until: until?,
        worth: worth?,
        conditions: conditions?,
        effect_on_leaving: effect_on_leaving?,
    })
}

fn translated(section: &mut Section<'_>, key: &'static str) -> Option<Translated> {
    let mut inner = section.section(key, TRANSLATED)?;
    let en = inner.text("en", "the text in English", TRANSLATED_CHARS_MAX);
    let ar = inner.text("ar", "the text in Arabic", TRANSLATED_CHARS_MAX);
    let zh = inner.text("zh", "the text in Chinese", TRANSLATED_CHARS_MAX);
    inner.finish();
    Some(Translated { en: en?, ar: ar?, zh: zh? })
}

fn suspend(sourced: &mut Section<'_>, currency: Option<Currency>) -> Option<SuspendTerms> {
    let mut section = sourced.section(
        "value",
        "{ longest = { months = 6 }, monthly_fee = { minor = 500, currency = \"OMR\" } }",
    )?;
    let longest = section.value("longest", PERIOD);
    let monthly_fee = money(&mut section, "monthly_fee", currency);
    section.finish();
    Some(SuspendTerms { longest: longest?, monthly_fee: monthly_fee? })
}
