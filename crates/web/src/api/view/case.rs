//! A case in answers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use masalama_core::calendar::Period;
use masalama_core::case::{CaseId, Stage, StuckWhy};
use masalama_core::landscape::SystemKind;
use masalama_core::line::LineKind;
use masalama_core::paper::PaperKind;
use masalama_core::plan::{AdviceKey, Hand};
use masalama_core::policy::Translated;
use masalama_core::port::{CaseRow, TaskRow};
use masalama_core::record::{Ending, ParkedFor, SkippedWhy};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{Language, ReturnWay};
use masalama_core::step::{Branch, PointOfReturn, StepKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{MoneyJson, SettlementJson};
use crate::api::schema::{
    AdviceWord, BranchWord, EndingWord, HandWord, KindWord, LanguageWord, PaperWord, RefusalWord,
    ReturnsWord, SkippedWord, StageWord, StepWord, SystemWord,
};

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
    /// The line's number, masked; absent when it has none, is not known yet, or is erased.
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

/// How far one step is, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProgressWord {
    /// Not begun, or to be done anew.
    Waiting,
    /// An effect left; no answer yet.
    InFlight,
    /// The other side works on it.
    Pending,
    /// Sent, no answer: it is being asked what became of it.
    Unknown,
    /// Answered, but not yet as it must be; it is looked at again.
    Again,
    /// Staff must look.
    Stuck,
    /// Done.
    Done,
    /// Not needed.
    Skipped,
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Step)]
pub struct StepJson {
    /// Its place.
    pub step: u16,
    /// What it is.
    #[schema(value_type = StepWord)]
    #[serde(rename = "do")]
    pub kind: StepKind,
    /// Its branch.
    #[schema(value_type = BranchWord)]
    pub branch: Branch,
    /// On which system.
    #[serde(default, rename = "on", skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Who does it.
    #[schema(value_type = HandWord)]
    #[serde(rename = "by")]
    pub hand: Hand,
    /// How far it can be taken back.
    #[schema(value_type = ReturnsWord)]
    pub returns: PointOfReturn,
    /// It waits for all of these.
    pub after: Vec<u16>,
    /// How far it is.
    pub progress: ProgressWord,
    /// Done, stuck or unknown since then, or asked again then; UTC.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// It does not start before this, UTC.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// Why it was not needed.
    #[schema(value_type = Option<SkippedWord>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<SkippedWhy>,
    /// For staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StepStaffJson>,
}

/// What only staff see of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = StepStaff)]
pub struct StepStaffJson {
    /// How many times its effect was sent.
    pub attempt: u16,
    /// Why staff must look: `rejected`, `unknown`, `not_matched`, `line_came_back` or `parked`.
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stuck: Option<StuckWhy>,
    /// Who vouches for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attested_by: Vec<String>,
}

/// Something that waits for a hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Task)]
pub struct TaskJson {
    /// The case.
    #[schema(value_type = String)]
    pub case: CaseId,
    /// The step.
    pub step: u16,
    /// What it is.
    #[schema(value_type = StepWord)]
    #[serde(rename = "do")]
    pub kind: StepKind,
    /// Whose.
    #[schema(value_type = HandWord)]
    pub hand: Hand,
    /// By when, UTC, if a date is known.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
}

/// Tasks, the longest waiting first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Tasks)]
pub struct TasksJson {
    /// The tasks.
    pub tasks: Vec<TaskJson>,
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

/// How far a certificate can speak for a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HowCovered {
    /// It was asked and answered.
    Proven,
    /// It was ordered; there is no way to read back.
    Ordered,
    /// A named member of staff vouches for it.
    Attested,
}

/// One system in a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Covered)]
pub struct CoveredJson {
    /// Its name.
    pub system: String,
    /// How far the certificate speaks for it.
    pub covered: HowCovered,
    /// When it was asked, or the order confirmed; UTC.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Which node answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// What it answered; for an order its reference there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// What the certificate covers, and what it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Covers)]
pub struct CoversJson {
    /// Each system, once there is a certificate.
    pub systems: Vec<CoveredJson>,
    /// Kinds of system that give service and that nobody declared.
    #[schema(value_type = Vec<SystemWord>)]
    pub not_covered: Vec<SystemKind>,
}

/// A signed paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Paper)]
pub struct PaperJson {
    /// Which.
    #[schema(value_type = PaperWord)]
    pub kind: PaperKind,
    /// When it was issued, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub issued_at: Timestamp,
    /// Where its exact bytes are.
    pub link: String,
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

impl From<TaskRow> for TaskJson {
    fn from(row: TaskRow) -> Self {
        let TaskRow { case, task } = row;
        Self { case, step: task.step.0, kind: task.kind, hand: task.hand, due: task.due }
    }
}
