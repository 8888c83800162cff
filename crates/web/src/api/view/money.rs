//! Money in answers: the price of leaving, dues, the final bill, what is paid back.

use jiff::Timestamp;
use jiff::civil::Date;
use masalama_core::case::{Case, Progress};
use masalama_core::effect::{Bill, Evidence, Item, ItemKind};
use masalama_core::money::{Currency, Money};
use masalama_core::request::RefundMethod;
use masalama_core::step::{Owed, StepKind, owed};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::schema::{ItemWord, RefundWord};

/// An amount. *Units*: `minor` counts minor units; `exponent` says how many decimals that is (OMR has three).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Money)]
pub struct MoneyJson {
    /// The amount in minor units of the currency.
    #[schema(example = 5000)]
    pub minor: i64,
    /// *Source*: ISO 4217.
    #[schema(example = "OMR")]
    pub currency: String,
    /// How many decimals the currency has. *Source*: ISO 4217.
    #[schema(example = 3)]
    pub exponent: u32,
}

impl MoneyJson {
    /// The amount, if there is such a currency.
    pub(crate) fn amount(&self) -> Option<Money> {
        let currency = Currency::parse(&self.currency).ok()?;
        Money::try_new(self.minor, currency).ok()
    }
}

impl From<Money> for MoneyJson {
    fn from(money: Money) -> Self {
        let currency = money.currency();
        Self { minor: money.minor(), currency: currency.code().to_owned(), exponent: currency.exponent() }
    }
}

/// One sum of a price, bill or list of dues. *Units*: positive when the person owes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Item)]
pub struct ItemJson {
    /// What for.
    #[schema(value_type = ItemWord)]
    pub kind: ItemKind,
    /// How much.
    pub amount: MoneyJson,
    /// The instant it is dated, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub dated: Timestamp,
    /// The other system's reference, for example a bill number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl From<&Item> for ItemJson {
    fn from(item: &Item) -> Self {
        Self {
            kind: item.kind,
            amount: item.amount.into(),
            dated: item.dated,
            reference: item.reference.as_ref().map(|text| text.as_str().to_owned()),
        }
    }
}

/// Sums and their total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Sum)]
pub struct SumJson {
    /// Each sum.
    pub items: Vec<ItemJson>,
    /// Owed by the person when positive, to the person when negative.
    pub total: MoneyJson,
}

/// The final bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Bill)]
pub struct BillJson {
    /// Its number with billing.
    pub number: String,
    /// Each sum; none is dated after the charge stop.
    pub items: Vec<ItemJson>,
    /// Owed by the person when positive, to the person when negative.
    pub total: MoneyJson,
}

impl From<&Bill> for BillJson {
    fn from(bill: &Bill) -> Self {
        Self { number: bill.number.as_str().to_owned(), items: items(&bill.items), total: bill.total.into() }
    }
}

/// What is owed to the person once the line has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Owed)]
pub struct OwedJson {
    /// All of it; negative when the person owes.
    pub total: MoneyJson,
    /// To be paid at once.
    pub now: MoneyJson,
    /// Held back until late usage is known.
    pub held_back: MoneyJson,
    /// Late usage booked against what is held back.
    pub late: MoneyJson,
    /// To be paid at the end.
    pub remainder: MoneyJson,
}

impl From<Owed> for OwedJson {
    fn from(owed: Owed) -> Self {
        Self {
            total: owed.total.into(),
            now: owed.now.into(),
            held_back: owed.held_back.into(),
            late: owed.late.into(),
            remainder: owed.remainder.into(),
        }
    }
}

/// How far a payment to the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// It is not known yet what is owed.
    NotKnown,
    /// Nothing is owed.
    NothingOwed,
    /// It is owed, and not ordered yet.
    Owed,
    /// It was ordered and is on its way.
    UnderWay,
    /// Staff look at it.
    NeedsStaff,
    /// It was paid.
    Paid,
}

/// Paying back: what the person chose, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Refund)]
pub struct RefundJson {
    /// The ways the plan allows; the first is what happens when nothing is chosen.
    #[schema(value_type = Vec<RefundWord>)]
    pub methods: Vec<RefundMethod>,
    /// What the person chose.
    #[schema(value_type = Option<RefundWord>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<RefundMethod>,
    /// The day by which the money is promised, in the case's zone.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_by: Option<Date>,
    /// The first payment.
    pub state: RefundState,
    /// When it was paid, UTC.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<Timestamp>,
    /// The payment of what was held back.
    pub remainder_state: RefundState,
}

/// The money of a case, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Settlement)]
pub struct SettlementJson {
    /// The price of leaving, before anything is cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<SumJson>,
    /// What is unpaid, as last read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dues: Option<SumJson>,
    /// The prepaid balance at the charge stop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<MoneyJson>,
    /// Usage between the receipt and the charge stop.
    pub usage_after_request: Vec<ItemJson>,
    /// Usage dated after the charge stop: not charged.
    pub not_charged: Vec<ItemJson>,
    /// The final bill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_bill: Option<BillJson>,
    /// What is owed to the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owed: Option<OwedJson>,
    /// Paying back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<RefundJson>,
}

/// The money of a case.
pub(super) fn settlement(case: &Case) -> SettlementJson {
    let owed = owed(case).ok().flatten();
    let dues = case.evidence(StepKind::RereadDues).or_else(|| case.evidence(StepKind::SettleDues));
    let usage = match case.evidence(StepKind::CollectUsage) {
        Some(Evidence::Usage(usage)) => Some(usage),
        Some(_) | None => None,
    };
    let late = match case.evidence(StepKind::CollectLateUsage) {
        Some(Evidence::Usage(usage)) => items(&usage.after_charge_stop),
        Some(_) | None => Vec::new(),
    };
    let mut not_charged = usage.map(|usage| items(&usage.after_charge_stop)).unwrap_or_default();
    not_charged.extend(late);
    SettlementJson {
        price: match case.evidence(StepKind::QuotePrice) {
            Some(Evidence::Price(price)) => {
                Some(SumJson { items: items(&price.items), total: price.total.into() })
            }
            Some(_) | None => None,
        },
        dues: match dues {
            Some(Evidence::Dues(dues)) => {
                Some(SumJson { items: items(&dues.items), total: dues.total.into() })
            }
            Some(_) | None => None,
        },
        balance: usage.and_then(|usage| usage.frozen_balance).map(MoneyJson::from),
        usage_after_request: usage.map(|usage| items(&usage.after_request)).unwrap_or_default(),
        not_charged,
        final_bill: match case.evidence(StepKind::IssueFinalBill) {
            Some(Evidence::Bill(bill)) => Some(bill.into()),
            Some(_) | None => None,
        },
        owed: owed.map(OwedJson::from),
        refund: refund(case, owed.as_ref()),
    }
}

fn refund(case: &Case, owed: Option<&Owed>) -> Option<RefundJson> {
    let rules = case.plan.rules.as_ref()?;
    Some(RefundJson {
        methods: rules.refund_methods.clone(),
        chosen: case.choices.refund.map(|(method, _)| method),
        promised_by: case.charge_stop.map(|stop| rules.date_after(stop, rules.refund_within)),
        state: state(case, StepKind::PayRefund, owed.map(|owed| owed.now)),
        paid_at: case.of_kind(StepKind::PayRefund).find_map(|(_, step)| match step.progress {
            Progress::Done { at } => Some(at),
            Progress::Waiting
            | Progress::InFlight
            | Progress::Pending { .. }
            | Progress::Unknown { .. }
            | Progress::Again { .. }
            | Progress::Stuck { .. }
            | Progress::Skipped { .. } => None,
        }),
        remainder_state: state(case, StepKind::PayRemainder, owed.map(|owed| owed.remainder)),
    })
}

fn state(case: &Case, kind: StepKind, amount: Option<Money>) -> RefundState {
    let progress = case.of_kind(kind).next().map(|(_, step)| &step.progress);
    match progress {
        None | Some(Progress::Skipped { .. }) => RefundState::NothingOwed,
        Some(Progress::Done { .. }) => RefundState::Paid,
        Some(Progress::Stuck { .. }) => RefundState::NeedsStaff,
        Some(Progress::InFlight | Progress::Pending { .. } | Progress::Unknown { .. }) => {
            RefundState::UnderWay
        }
        Some(Progress::Waiting | Progress::Again { .. }) => match amount {
            None => RefundState::NotKnown,
            Some(amount) if amount.is_positive() => RefundState::Owed,
            Some(_) => RefundState::NothingOwed,
        },
    }
}

fn items(items: &[Item]) -> Vec<ItemJson> {
    items.iter().map(ItemJson::from).collect()
}
