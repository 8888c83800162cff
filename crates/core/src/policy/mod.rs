//! Policy: law, an operator's terms and our own defaults, told apart.
//!
//! A pack is data under `policies/<country>/`. Every value in it says where it comes from; only what is law or an operator's own terms,
//! verified, may gate or charge anybody (I14). [`Terms`] is what a pack says; [`Rules`] is what binds a case.

mod address;
mod country;
mod explain;
mod fault;
mod hours;
mod pack;
mod party;
mod rules;
mod section;
mod terms;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, Period};
use crate::commitment::Digest;
use crate::line::{LineKind, OperatorId};
use crate::money::Money;
use crate::request::RefundMethod;

pub use address::{ADDRESS_CHARS_MAX, Address};
pub use country::{ComplaintLadder, Country, Duties, HOLIDAY_DAYS_MAX, Holidays};
pub use explain::{Explained, NOT_BINDING, explain};
pub use fault::{FAULTS_MAX, Fault, Problem};
pub use hours::{DayOfWeek, HOURS_MAX, OpenHours, TimeOfDay};
pub use pack::{PACK_FILE_BYTES_MAX, PACK_FILES_MAX, PACK_VERSION_MAX, Policies};
pub use party::{
    ALIASES_MAX, CONTACTS_MAX, Contact, DISPUTED_MAX, Disputed, NAME_CHARS_MAX, NOTE_CHARS_MAX, NotKnown,
    Party, Role, Way,
};
pub use rules::Rules;
pub use section::{SOURCE_CHARS_MAX, WrittenValue};
pub use terms::TRANSLATED_CHARS_MAX;

pub(crate) use address::within;
pub(crate) use party::compared_name;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A law or decree.
    Law,
    /// A regulator's decision.
    Regulator,
    /// The operator's own terms.
    OperatorTerms,
    /// A published how-to.
    Guide,
    /// Ours.
    Default,
}

/// Whether somebody read the primary source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The primary source was read on `checked_on`.
    Verified,
    /// It was not; the value informs and never binds.
    Unverified,
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
    /// Document and address.
    pub source: String,
    /// The day someone read it.
    pub checked_on: Date,
    /// Whether that was the primary source.
    pub status: Status,
}

impl<T> Sourced<T> {
    /// May it gate or charge anybody (I14)?
    #[must_use]
    pub fn is_binding(&self) -> bool {
        let has_force = match self.origin {
            Origin::Law | Origin::Regulator | Origin::OperatorTerms => true,
            Origin::Guide | Origin::Default => false,
        };
        has_force && self.status == Status::Verified
    }

    /// The value, if it binds.
    #[must_use]
    pub fn binding(&self) -> Option<&T> {
        self.is_binding().then_some(&self.value)
    }
}

/// What unpaid dues do to the cease.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuesRule {
    /// The cease waits until they are paid.
    Gate,
    /// They are settled apart; the cease goes on.
    Apart,
}

/// What usage between the receipt and the charge stop does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsageRule {
    /// It is billed.
    Bill,
    /// It is waived.
    Waive,
}

/// What happens to usage before the charge stop that is reported after the final bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateRule {
    /// It is written off.
    WriteOff,
    /// It is booked against what is still held back, and no further.
    BookAgainstHeldBack,
}

/// Where the number goes after quarantine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberFate {
    /// Back to the operator's pool.
    Pool,
    /// Back to the operator whose range it is from.
    RangeHolder,
}

/// An offer made to those who leave: real, dated, and never in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// What it is, in each language.
    pub text: Translated,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub until: Date,
    /// The gift or discount in money.
    pub worth: Money,
    /// Its conditions, in each language.
    pub conditions: Translated,
    /// What taking it does to the price of leaving later, in each language.
    pub effect_on_leaving: Translated,
}

/// A text in each language we speak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translated {
    /// English.
    pub en: String,
    /// Arabic.
    pub ar: String,
    /// Chinese, simplified.
    pub zh: String,
}

/// Pausing the line in place of ending it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuspendTerms {
    /// The longest pause.
    pub longest: Period,
    /// What it costs a month.
    pub monthly_fee: Money,
}

/// What a pack says, each value with its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// What unpaid dues do.
    pub dues: Sourced<DuesRule>,
    /// Notice, counted from the receipt.
    pub notice: Sourced<Period>,
    /// Time to think again before anything is cut, counted from the receipt.
    pub cooling_off: Sourced<Period>,
    /// How long it normally takes from the receipt until service ends. Informs only.
    pub expected: Sourced<Period>,
    /// An unverified request lapses after this.
    pub lapse: Sourced<Period>,
    /// How long after the charge stop roaming partners may still report usage. Days or months.
    pub late_usage: Sourced<Period>,
    /// How long the number is held back after the bar. Days or months.
    pub quarantine: Sourced<Period>,
    /// Where it goes then.
    pub number_goes_to: Sourced<NumberFate>,
    /// How long the person has to return devices, from the charge stop. Days or months.
    pub device_deadline: Sourced<Period>,
    /// The fee for each device that does not come back.
    pub device_fee: Sourced<Money>,
    /// How money may be paid back; the first is what happens when the person chooses nothing.
    pub refund_methods: Sourced<Vec<RefundMethod>>,
    /// When the money is promised, counted from the charge stop. Days or months.
    pub refund_within: Sourced<Period>,
    /// How long nothing is paid after the way or the destination of a refund was changed; a day where the pack is silent. Days or months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_change_wait: Option<Sourced<Period>>,
    /// What is held back of a refund until late usage is known.
    pub refund_held_back: Sourced<Money>,
    /// Is a prepaid balance paid back?
    pub refund_balance: Sourced<bool>,
    /// What usage between receipt and charge stop does.
    pub usage_after_request: Sourced<UsageRule>,
    /// What late usage does.
    pub late_charges: Sourced<LateRule>,
    /// How long personal fields are kept after the closing statement. Days or months.
    pub keep_personal: Sourced<Period>,
    /// At most one offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Sourced<Offer>>,
    /// Pausing in place of ending, where the operator has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspend: Option<Sourced<SuspendTerms>>,
}

/// Which version of which pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyRef {
    /// The pack, for example `om/sandbox-muscat.prepaid`.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// Digest of its text.
    pub hash: Digest,
}

/// One policy: an operator's, for one kind of line, from one day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Which.
    pub policy: PolicyRef,
    /// Whose.
    pub operator: OperatorId,
    /// For which kind of line.
    pub kind: LineKind,
    /// From this day on.
    pub effective_from: Date,
    /// Its country, ISO 3166-1 alpha-2.
    pub country: String,
    /// The working days and zone its deadlines are counted in.
    pub calendar: Calendar,
    /// When the final bill is due from the charge stop, where the country dates it.
    pub final_bill_within: Option<Period>,
    /// What it says.
    pub terms: Terms,
}
