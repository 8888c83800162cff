//! Papers composed whenever somebody asks: the quote, the final bill, the slip for what is to come back.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::compose::{done_at, standing};
use super::content::{Heading, Instant, Standing};
use crate::calendar::{Period, Zone};
use crate::case::Case;
use crate::detail::Detail;
use crate::effect::{Bill, Evidence, Item, Price};
use crate::line::Device;
use crate::money::Money;
use crate::record::StaffName;
use crate::request::{RefundMethod, ReturnWay};
use crate::step::{StepKind, owed};

/// The price of leaving, as billing knew it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// The heading.
    pub heading: Heading,
    /// Operator, policy, plan.
    pub standing: Standing,
    /// When billing was asked.
    pub asked_at: Instant,
    /// Each sum.
    pub items: Vec<Item>,
    /// Owed by the person when positive, to the person when negative.
    pub total: Money,
    /// The day service is expected to end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Date>,
    /// How money may be paid back.
    pub refund_methods: Vec<RefundMethod>,
    /// When it is promised, counted from the end of service.
    pub refund_within: Period,
    /// What is held back of a refund until late usage is known.
    pub refund_held_back: Money,
    /// The fee for each device that does not come back, if one binds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_fee: Option<Money>,
}

/// The final bill, and what it leaves to pay back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinalBill {
    /// The heading.
    pub heading: Heading,
    /// Operator, policy, plan.
    pub standing: Standing,
    /// Service and charges stopped then; nothing on the bill is dated after it.
    pub charge_stop: Instant,
    /// One of each billing system.
    pub bills: Vec<Bill>,
    /// Their sum: owed by the person when positive, to the person when negative.
    pub total: Money,
    /// What is left between the two, the balance counted in: to the person when positive, owed by the person when negative.
    pub left: Money,
    /// Paid back at once.
    pub refund_now: Money,
    /// Held back until late usage is known.
    pub refund_held_back: Money,
    /// The day by which money is promised.
    pub refund_by: Date,
    /// The last day on which usage from before the charge stop may be reported.
    pub late_usage_until: Date,
}

/// What is to come back to the operator, how, and by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnSlip {
    /// The heading.
    pub heading: Heading,
    /// Operator, policy, plan.
    pub standing: Standing,
    /// The devices.
    pub devices: Vec<Device>,
    /// How they come back, once that is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<ReturnWay>,
    /// The courier's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup: Option<Detail>,
    /// How long the person has, counted from the end of service.
    pub within: Period,
    /// The last day, once service has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// The fee for each device that does not come back, if one binds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// When they came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned_at: Option<Instant>,
    /// Who took them in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken_in_by: Vec<StaffName>,
}

/// The price of leaving, once every billing system that was asked has answered.
pub(super) fn quote(heading: Heading, case: &Case, zone: &Zone) -> Option<Quote> {
    let rules = case.plan.rules.as_ref()?;
    let prices: Vec<&Price> = case
        .of_kind(StepKind::QuotePrice)
        .filter_map(|(_, state)| match &state.evidence {
            Some(Evidence::Price(price)) => Some(price),
            Some(_) | None => None,
        })
        .collect();
    let asked_at = case.of_kind(StepKind::QuotePrice).filter_map(|(_, state)| done_at(state)).max()?;
    let currency = prices.first()?.total.currency();
    Some(Quote {
        heading,
        standing: standing(case)?,
        asked_at: Instant::of(asked_at, zone),
        items: prices.iter().flat_map(|price| price.items.clone()).collect::<Vec<Item>>(),
        total: Money::sum(currency, prices.iter().map(|price| price.total)).ok()?,
        ends_on: case.plan.effective_on,
        refund_methods: rules.refund_methods.clone(),
        refund_within: rules.refund_within,
        refund_held_back: rules.refund_held_back,
        device_fee: rules.device_fee.filter(|_| has_devices(case)),
    })
}

/// The final bill, unless it was taken back.
pub(super) fn final_bill(heading: Heading, case: &Case, zone: &Zone) -> Option<FinalBill> {
    let rules = case.plan.rules.as_ref()?;
    let stop = case.charge_stop?;
    let bills: Vec<Bill> = case
        .of_kind(StepKind::IssueFinalBill)
        .filter_map(|(_, state)| match &state.evidence {
            Some(Evidence::Bill(bill)) => Some(bill.clone()),
            Some(_) | None => None,
        })
        .collect();
    if case.of_kind(StepKind::VoidFinalBill).any(|(_, state)| state.is_done()) {
        return None;
    }
    let owed = owed(case).ok().flatten()?;
    Some(FinalBill {
        heading,
        standing: standing(case)?,
        charge_stop: Instant::of(stop, zone),
        total: Money::sum(owed.total.currency(), bills.iter().map(|bill| bill.total)).ok()?,
        bills,
        left: owed.total,
        refund_now: owed.now,
        refund_held_back: owed.held_back,
        refund_by: rules.date_after(stop, rules.refund_within),
        late_usage_until: rules.date_after(stop, rules.late_usage),
    })
}

/// What is to come back; nothing for a contract without devices.
pub(super) fn return_slip(heading: Heading, case: &Case, zone: &Zone) -> Option<ReturnSlip> {
    let rules = case.plan.rules.as_ref()?;
    let devices = case.snapshot.as_ref()?.facts.devices.clone();
    if devices.is_empty() {
        return None;
    }
    let pickup: Option<Detail> = match case.evidence(StepKind::BookPickup) {
        Some(Evidence::Reference(reference)) => Some(reference.clone()),
        Some(_) | None => None,
    };
    let returned = case.of_kind(StepKind::ReturnDevices).map(|(_, state)| state);
    let taken_in_by: Vec<StaffName> = returned.flat_map(|state| state.attested_by.clone()).collect();
    let returned_at = case.of_kind(StepKind::ReturnDevices).find_map(|(_, state)| done_at(state));
    Some(ReturnSlip {
        heading,
        standing: standing(case)?,
        devices,
        way: case.choices.device_return,
        pickup,
        within: rules.device_deadline,
        due_on: case.charge_stop.map(|stop| rules.date_after(stop, rules.device_deadline)),
        fee: rules.device_fee,
        returned_at: returned_at.map(|at| Instant::of(at, zone)),
        taken_in_by,
    })
}

fn has_devices(case: &Case) -> bool {
    case.snapshot.as_ref().is_some_and(|snapshot| !snapshot.facts.devices.is_empty())
}
