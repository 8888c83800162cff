//! Steps and tasks in answers.

use jiff::Timestamp;
use masalama_core::case::{CaseId, StuckWhy};
use masalama_core::plan::Hand;
use masalama_core::port::TaskRow;
use masalama_core::record::SkippedWhy;
use masalama_core::step::{Branch, PointOfReturn, StepKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::schema::{BranchWord, HandWord, ReturnsWord, SkippedWord, StepWord};

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
    /// Why staff must look: `rejected`, `unknown`, `not_matched`, `nobody_told`, `line_came_back` or `parked`.
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

impl From<TaskRow> for TaskJson {
    fn from(row: TaskRow) -> Self {
        let TaskRow { case, task, .. } = row;
        Self { case, step: task.step.0, kind: task.kind, hand: task.hand, due: task.due }
    }
}
