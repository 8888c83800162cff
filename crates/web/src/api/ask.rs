//! What may be asked: the bodies of requests. A key we do not know is refused.

use jiff::Timestamp;
use jiff::civil::Date;
use masalama_core::attachment::Shown;
use masalama_core::case::Stage;
use masalama_core::detail::Detail;
use masalama_core::effect::{Bill, Item, ItemKind};
use masalama_core::identity::DocumentKind;
use masalama_core::line::LINE_ITEMS_MAX;
use masalama_core::money::{Currency, Money};
use masalama_core::plan::AdviceKey;
use masalama_core::record::{Decision, Verdict};
use masalama_core::request::{Channel, Language, Reason, RefundMethod};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input;
use super::schema::{
    AdviceWord, ChannelWord, DecisionWord, DocumentWord, ItemWord, LanguageWord, ReasonWord, RefundWord,
    VerdictWord,
};

/// A request to end a line.
///
/// Numbers may be typed with spaces, hyphens and Arabic-Indic digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskCease)]
#[serde(deny_unknown_fields)]
pub struct CeaseAsk {
    /// The number on the card. *Shape*: 18 to 20 digits with a check digit. *Source*: ITU-T E.118.
    pub iccid: String,
    /// The paper the line was registered with.
    pub document: DocumentAsk,
    /// The day the card was bought. Either this or `activated_on`.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, deserialize_with = "input::date_if_any", skip_serializing_if = "Option::is_none")]
    pub purchased_on: Option<Date>,
    /// The day the card first worked. Either this or `purchased_on`.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, deserialize_with = "input::date_if_any", skip_serializing_if = "Option::is_none")]
    pub activated_on: Option<Date>,
    /// The number the person can be reached on; not the line's own. *Source*: ITU-T E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_msisdn: Option<String>,
    /// The address the person reads mail at. *Source*: RFC 5321.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<String>,
    /// How the request came in; `api` when absent.
    #[schema(value_type = Option<ChannelWord>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Why the line ends; `customer_request` when absent.
    #[schema(value_type = Option<ReasonWord>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The day service should end, in the operator's zone; as soon as the rules allow when absent.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, deserialize_with = "input::date_if_any", skip_serializing_if = "Option::is_none")]
    pub wanted_on: Option<Date>,
    /// The language of papers and messages; `en` when absent.
    #[schema(value_type = Option<LanguageWord>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// An identity document as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskDocument)]
#[serde(deny_unknown_fields)]
pub struct DocumentAsk {
    /// Which paper.
    #[schema(value_type = DocumentWord)]
    pub kind: DocumentKind,
    /// Its number.
    pub number: String,
}

/// A line to look for: exactly one of the two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskSearch)]
#[serde(deny_unknown_fields)]
pub struct SearchAsk {
    /// The card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iccid: Option<String>,
    /// The number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub msisdn: Option<String>,
}

/// Taking a request back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskRetract)]
#[serde(deny_unknown_fields)]
pub struct RetractAsk {
    /// Pause the line until this day in place of restoring service.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, deserialize_with = "input::date_if_any", skip_serializing_if = "Option::is_none")]
    pub suspend_until: Option<Date>,
}

/// How money is to be paid back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskRefund)]
#[serde(deny_unknown_fields)]
pub struct RefundAsk {
    /// One of the ways the case lists.
    #[schema(value_type = RefundWord)]
    pub method: RefundMethod,
    /// The account, line or shop. *Shape*: at most 200 characters; for another line its number; what begins as an IBAN must be one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// The document the request was made with, shown once more. The person must; of staff it is not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<DocumentAsk>,
}

/// How devices come back: exactly one of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskReturn)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ReturnAsk {
    /// A courier picks them up.
    Courier(CourierAsk),
    /// The person brings them to a shop: `"shop"`.
    Shop,
}

/// When and where the courier comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskCourier)]
#[serde(deny_unknown_fields)]
pub struct CourierAsk {
    /// The day.
    #[schema(value_type = String, format = Date)]
    #[serde(deserialize_with = "input::date")]
    pub on: Date,
    /// The local hour at which the slot of two hours begins, 0 to 22.
    #[schema(maximum = 22)]
    pub from_hour: u8,
    /// Where. *Shape*: at most 200 characters.
    pub address: String,
}

/// Another day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskAmend)]
#[serde(deny_unknown_fields)]
pub struct AmendAsk {
    /// The day service should end.
    #[schema(value_type = String, format = Date)]
    #[serde(deserialize_with = "input::date")]
    pub wanted_on: Date,
}

/// A checklist item that is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskTick)]
#[serde(deny_unknown_fields)]
pub struct TickAsk {
    /// Its key in the case's advice.
    #[schema(value_type = AdviceWord)]
    pub advice: AdviceKey,
}

/// What staff did for a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskAttest)]
#[serde(deny_unknown_fields)]
pub struct AttestAsk {
    /// What was seen or done. *Shape*: at most 240 characters are kept; long runs of digits are masked.
    pub note: String,
}

/// The final bill that staff issued by hand, in place of a billing system nobody connected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskBill)]
#[serde(deny_unknown_fields)]
pub struct BillAsk {
    /// Its number with billing.
    pub number: String,
    /// The currency of every sum. *Source*: ISO 4217.
    #[schema(example = "OMR")]
    pub currency: String,
    /// Each sum; none is dated after the charge stop.
    #[schema(max_items = 64)]
    pub items: Vec<BillItemAsk>,
}

/// One sum of a bill issued by hand. *Units*: positive when the person owes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskBillItem)]
#[serde(deny_unknown_fields)]
pub struct BillItemAsk {
    /// What for.
    #[schema(value_type = ItemWord)]
    pub kind: ItemKind,
    /// The amount in minor units of the bill's currency.
    pub minor: i64,
    /// The instant it is dated, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub dated: Timestamp,
    /// Its reference with billing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl BillAsk {
    /// The bill, with its sums added up; nothing when they cannot be.
    #[must_use]
    pub fn bill(&self) -> Option<Bill> {
        let currency = Currency::parse(&self.currency).ok()?;
        if self.items.is_empty() || self.items.len() > LINE_ITEMS_MAX || self.number.trim().is_empty() {
            return None;
        }
        let items = self
            .items
            .iter()
            .map(|item| {
                Some(Item {
                    kind: item.kind,
                    amount: Money::try_new(item.minor, currency).ok()?,
                    dated: item.dated,
                    reference: item.reference.as_deref().map(Detail::of),
                })
            })
            .collect::<Option<Vec<Item>>>()?;
        let total = Money::sum(currency, items.iter().map(|item| item.amount)).ok()?;
        Some(Bill { number: Detail::of(&self.number), items, total })
    }
}

/// What a named person found out of an effect nobody could tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskResolve)]
#[serde(deny_unknown_fields)]
pub struct ResolveAsk {
    /// The step.
    pub step: u16,
    /// What was found.
    #[schema(value_type = VerdictWord)]
    pub verdict: Verdict,
    /// What was seen or said.
    pub note: String,
    /// With which evidence.
    pub shown: ShownAsk,
}

/// What is shown for what a person found out: exactly one of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskShown)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ShownAsk {
    /// The other system's own reference. *Shape*: not empty; of long numbers the last two digits are kept.
    Reference(String),
    /// An attachment of the case, by its digest.
    Attachment(String),
}

impl ShownAsk {
    /// What is shown; nothing for an empty reference, or a digest that is none.
    pub(super) fn shown(&self) -> Option<Shown> {
        match self {
            Self::Reference(reference) => Shown::reference(reference),
            Self::Attachment(digest) => {
                serde_json::from_value(digest.as_str().into()).ok().map(Shown::Attached)
            }
        }
    }
}

/// How a parked case goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskDecide)]
#[serde(deny_unknown_fields)]
pub struct DecideAsk {
    /// How.
    #[schema(value_type = DecisionWord)]
    pub decision: Decision,
    /// Why.
    pub note: String,
}

/// An address to hold against what is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskContact)]
#[serde(deny_unknown_fields)]
pub struct ContactAsk {
    /// A telephone number, link, mail box, account, or a text that has some. *Shape*: at most 2000 characters.
    pub text: String,
}

/// Which cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasesAsk {
    /// Only those in this stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Only after this one, from an earlier page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// At most so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}
