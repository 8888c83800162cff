//! A case in answers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use masalama_core::case::{CaseId, Stage};
use masalama_core::line::LineKind;
use masalama_core::port::CaseRow;
use masalama_core::record::{Ending, ParkedFor};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::Language;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    AdviceJson, ChoicesJson, CoversJson, MoneyJson, OfferJson, PaperJson, PolicyJson, SettlementJson,
    StepJson, SuspendJson, TaskJson,
};
use crate::api::schema::{EndingWord, KindWord, LanguageWord, RefusalWord, StageWord};

/// A case as the person sees it; what only staff see stands under `staff`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Case)]
pub struct CaseJson {
    /// Its name. *Shape*: 26 characters of Crockford's base 32.
    #[schema(value_type = String, pattern = "^[0-9A-HJKMNP-TV-Z]{26}$")]
    pub case: CaseId,
    /// Is it with the sandbox operator? Then nothing real ends.
    pub sandbox: bool,
    /// How far it is.
    #[schema(value_type = StageWord)]
    pub stage: Stage,
    /// How it ended.
    #[schema(value_type = Option<EndingWord>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<Ending>,
    /// Why it was refused.
    #[schema(value_type = Option<RefusalWord>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<RefusalCode>,
    /// When the request came in, UTC; every clock starts here.
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
    /// Unless the caller is verified by then, the request lapses. Absent once verified.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapses_at: Option<Timestamp>,
    /// When it ended, UTC.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// The language the person is spoken to in.
    #[schema(value_type = LanguageWord)]
    pub language: Language,
    /// The zone civil days are meant in, by its IANA name.
    #[schema(example = "Asia/Muscat")]
    pub zone: String,
    /// Who serves the line, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// How it is paid for, once known.
    #[schema(value_type = Option<KindWord>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<LineKind>,
    /// The card, masked; absent once erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// The line's number, masked; absent when it has none, is not known yet, or is erased; and for whoever was not found to be its holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The day the person wants service to end.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted_on: Option<Date>,
    /// The day service is expected to end, in the zone.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<Date>,
    /// Service and charges stopped at this instant, UTC.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge_stop: Option<Timestamp>,
    /// May the person still take it back?
    pub can_retract: bool,
    /// It can be taken back at least until this instant, UTC; absent when only the point of no return itself decides.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retract_until: Option<Timestamp>,
    /// What is charged each month again once the request is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charges_again: Option<MoneyJson>,
    /// Are papers to be shown, because what was given does not fit? `lapses_at` says until when.
    pub wants_papers: bool,
    /// When something happens by itself, if nothing happens before; UTC.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wakes_at: Option<Timestamp>,
    /// The policy it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyJson>,
    /// The plan: its steps, in an order in which each stands after those it waits for.
    pub steps: Vec<StepJson>,
    /// What waits for a hand now.
    pub tasks: Vec<TaskJson>,
    /// What the person should know and do.
    pub advice: Vec<AdviceJson>,
    /// One offer, never in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferJson>,
    /// Pausing the line in place of ending it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspend: Option<SuspendJson>,
    /// What the person chose.
    pub choices: ChoicesJson,
    /// The money, as far as it is known.
    pub settlement: SettlementJson,
    /// What the certificate covers.
    pub covers: CoversJson,
    /// Signed papers, oldest first.
    pub papers: Vec<PaperJson>,
    /// What can be asked next, by name.
    #[schema(value_type = Object)]
    pub links: BTreeMap<String, String>,
    /// For staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffJson>,
}

/// What only staff see of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Staff)]
pub struct StaffJson {
    /// At which step the whole case is parked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parked_at: Option<u16>,
    /// Why: `{"line_changed": {"differences": […]}}`, `"dues_came_up"` or `{"poison": {"detail": "…"}}`.
    #[schema(value_type = Option<Value>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parked: Option<ParkedFor>,
    /// The last record's place.
    pub head: u32,
}

/// A case in lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CaseRow)]
pub struct CaseRowJson {
    /// The case.
    #[schema(value_type = String)]
    pub case: CaseId,
    /// Who serves the line, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// How it is paid for, once known.
    #[schema(value_type = Option<KindWord>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<LineKind>,
    /// How far it is.
    #[schema(value_type = StageWord)]
    pub stage: Stage,
    /// How it ended.
    #[schema(value_type = Option<EndingWord>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<Ending>,
    /// When the request came in, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
    /// The day service is expected to end.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<Date>,
}

/// A page of cases, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Cases)]
pub struct CasesJson {
    /// The cases.
    pub cases: Vec<CaseRowJson>,
    /// Give this as `after` for the next page; absent on the last.
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<CaseId>,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Opened)]
pub struct OpenedJson {
    /// The case.
    #[schema(value_type = String)]
    pub case: CaseId,
    /// What opens the case from now on: send it as `Authorization: Bearer …`. 128 bits; we keep only its hash.
    pub credential: String,
    /// The signed receipt. Its exact bytes are behind `links.receipt`.
    #[schema(value_type = Object)]
    pub receipt: Value,
    /// What can be asked next, by name.
    #[schema(value_type = Object)]
    pub links: BTreeMap<String, String>,
}

impl From<CaseRow> for CaseRowJson {
    fn from(row: CaseRow) -> Self {
        Self {
            case: row.case,
            operator: row.operator.map(|operator| operator.to_string()),
            kind: row.kind,
            stage: row.stage,
            ending: row.ending,
            received_at: row.received_at,
            effective_on: row.effective_on,
        }
    }
}
