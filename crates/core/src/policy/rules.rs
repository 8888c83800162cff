//! The rules that bind one case: what a policy says, after I14.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{DuesRule, LateRule, NumberFate, Policy, UsageRule};
use crate::calendar::{Calendar, Period, Weekend, Zone};
use crate::money::Money;
use crate::request::RefundMethod;

/// What execution follows. Fixed in the plan, so that a policy may change or go while cases run on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The zone civil dates are meant in.
    pub zone: Zone,
    /// What unpaid dues do.
    pub dues: DuesRule,
    /// How long partners may report usage after the charge stop.
    pub late_usage: Period,
    /// How long the number is held back.
    pub quarantine: Period,
    /// Where it goes then.
    pub number_goes_to: NumberFate,
    /// How long the person has to return devices.
    pub device_deadline: Period,
    /// The fee for each device that does not come back, if one binds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_fee: Option<Money>,
    /// How money may be paid back.
    pub refund_methods: Vec<RefundMethod>,
    /// When the money is promised.
    pub refund_within: Period,
    /// How long nothing is paid after its way or destination was changed, where the pack says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_change_wait: Option<Period>,
    /// When the final bill is due, where the country dates it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_bill_within: Option<Period>,
    /// What is held back of a refund until late usage is known.
    pub refund_held_back: Money,
    /// Is a prepaid balance paid back?
    pub refund_balance: bool,
    /// What usage between receipt and charge stop does.
    pub usage_after_request: UsageRule,
    /// What late usage does.
    pub late_charges: LateRule,
    /// How long personal fields are kept.
    pub keep_personal: Period,
    /// A refund above this is paid only when a second member of staff approved it. The installation's, not the pack's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_limit: Option<Money>,
}

impl Rules {
    /// What binds of `policy`. A value that gates or charges and does not bind falls to the side that favours the person;
    /// one that only times our own work stands as it is.
    #[must_use]
    pub fn binding(policy: &Policy) -> Self {
        let terms = &policy.terms;
        let currency = terms.refund_held_back.value.currency();
        Self {
            zone: policy.calendar.zone().clone(),
            dues: terms.dues.binding().copied().unwrap_or(DuesRule::Apart),
            late_usage: terms.late_usage.value,
            quarantine: terms.quarantine.value,
            number_goes_to: terms.number_goes_to.value,
            device_deadline: terms.device_deadline.value,
            device_fee: terms.device_fee.binding().copied(),
            refund_methods: terms.refund_methods.value.clone(),
            refund_within: terms.refund_within.value,
            refund_change_wait: terms.refund_change_wait.as_ref().map(|wait| wait.value),
            final_bill_within: policy.final_bill_within,
            refund_held_back: terms.refund_held_back.binding().copied().unwrap_or(Money::zero(currency)),
            refund_balance: terms.refund_balance.binding().copied().unwrap_or(true),
            usage_after_request: terms.usage_after_request.binding().copied().unwrap_or(UsageRule::Waive),
            late_charges: terms.late_charges.binding().copied().unwrap_or(LateRule::WriteOff),
            keep_personal: terms.keep_personal.value,
            refund_limit: None,
        }
    }

    /// The first instant of the day that is `period` after `from`, in the rules' zone. For waits.
    #[must_use]
    pub fn starts_after(&self, from: Timestamp, period: Period) -> Timestamp {
        match period {
            Period::Days(0) | Period::Months(0) | Period::BusinessDays(0) => from,
            Period::Days(_) | Period::Months(_) | Period::BusinessDays(_) => {
                self.zone.start_of(self.date_after(from, period))
            }
        }
    }

    /// The first instant after the day that is `period` after `from`, in the rules' zone. For deadlines.
    #[must_use]
    pub fn ends_after(&self, from: Timestamp, period: Period) -> Timestamp {
        self.zone.end_of(self.date_after(from, period))
    }

    /// The day that is `period` after `from`. Packs count these periods in days or months, so no holiday matters.
    #[must_use]
    pub fn date_after(&self, from: Timestamp, period: Period) -> Date {
        let weekend = Weekend::new([]).expect("a weekend of no days is one");
        let plain = Calendar::new(self.zone.clone(), weekend, BTreeMap::new())
            .expect("a calendar without holidays is one");
        plain.after(self.zone.date_at(from), period)
    }
}
