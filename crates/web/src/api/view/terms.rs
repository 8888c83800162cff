//! What a plan says beside its steps: its policy, advice, an offer, a pause, and what is still open to choose.

use jiff::civil::Date;
use masalama_core::calendar::Period;
use masalama_core::plan::AdviceKey;
use masalama_core::policy::Translated;
use masalama_core::request::ReturnWay;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::MoneyJson;
use crate::api::schema::AdviceWord;

/// Which version of which pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Policy)]
pub struct PolicyJson {
    /// The pack.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// Digest of its text. *Shape*: base64url, 43 characters.
    pub hash: String,
    /// Digest of the plan as it stands, by the same shape.
    pub plan_hash: String,
}

/// One piece of advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Advice)]
pub struct AdviceJson {
    /// Which.
    #[schema(value_type = AdviceWord)]
    pub key: AdviceKey,
    /// Has the person ticked it?
    pub ticked: bool,
}

/// A text in each language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Translated)]
pub struct TranslatedJson {
    /// English.
    pub en: String,
    /// Arabic.
    pub ar: String,
    /// Chinese, simplified.
    pub zh: String,
}

impl From<&Translated> for TranslatedJson {
    fn from(text: &Translated) -> Self {
        Self { en: text.en.clone(), ar: text.ar.clone(), zh: text.zh.clone() }
    }
}

/// An offer to somebody who leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Offer)]
pub struct OfferJson {
    /// What it is.
    pub text: TranslatedJson,
    /// Its first day.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// Its last day.
    #[schema(value_type = String, format = Date)]
    pub until: Date,
    /// The gift or discount in money.
    pub worth: MoneyJson,
    /// Its conditions.
    pub conditions: TranslatedJson,
    /// What taking it does to the price of leaving later.
    pub effect_on_leaving: TranslatedJson,
    /// *Source*: where it was read.
    pub source: String,
    /// Has the person declined it?
    pub declined: bool,
}

/// Pausing the line in place of ending it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Suspend)]
pub struct SuspendJson {
    /// The longest pause. *Shape*: `{"days": 60}`, `{"months": 2}` or `{"business_days": 5}`.
    #[schema(value_type = Object)]
    pub longest: Period,
    /// What it costs a month.
    pub monthly_fee: MoneyJson,
    /// Can it be asked for here? Terms that nobody confirmed only inform.
    pub can_be_asked: bool,
}

/// What the person chose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Choices)]
pub struct ChoicesJson {
    /// How devices come back: `{"courier": {"on": "2026-12-01", "from_hour": 10}}` or `"shop"`.
    #[schema(value_type = Option<Value>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_return: Option<ReturnWay>,
    /// Are there devices to return, and may the person still choose how?
    pub can_choose_return: bool,
    /// May the person still choose how money is paid back?
    pub can_choose_refund: bool,
    /// May the person still ask for another day?
    pub can_amend: bool,
}
