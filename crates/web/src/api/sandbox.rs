//! The sandbox's routes. As soon as one real system is connected they do not exist.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::{Span, Timestamp};
use masalama_access::Right;
use masalama_core::effect::EffectKind;
use masalama_core::line::Line;
use masalama_core::refusal::RefusalCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::app::SandboxFace;
use super::ask::SearchAsk;
use super::cases::line_filter;
use super::input::{Asked, Sent};
use super::lines::LinesAsk;
use super::problem::Problem;
use super::route::{Route, Shared, get, post};
use super::schema::EffectWord;
use crate::frame::Staff;

/// The sandbox's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Clock)]
pub struct ClockJson {
    /// What it shows, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub now: Timestamp,
}

/// Moving the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskAdvance)]
#[serde(deny_unknown_fields)]
pub struct AdvanceAsk {
    /// How far, forward. *Shape*: `60d`, `2mo`, `3h 30m`; a month is a month of the operators' calendar.
    #[schema(example = "60d")]
    pub by: String,
}

/// Clearing faults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskClear)]
#[serde(deny_unknown_fields)]
pub struct ClearAsk {
    /// Only those on this effect; all when absent.
    #[schema(value_type = Option<EffectWord>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<EffectKind>,
}

/// How many faults were cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Cleared)]
pub struct ClearedJson {
    /// So many.
    pub cleared: usize,
}

/// Letting something happen to a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AskHappen)]
#[serde(deny_unknown_fields)]
pub struct HappenAsk {
    /// The line.
    pub line: SearchAsk,
    /// What happens: `"pays_dues"`, `{"tops_up": {"amount": {"minor": 5000, "currency": "OMR"}}}`, …
    #[schema(value_type = Value)]
    pub happening: Value,
}

/// The sandbox's own list, in its own shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SandboxList)]
pub struct SandboxListJson {
    /// The rows.
    #[schema(value_type = Vec<Object>)]
    pub rows: Value,
}

/// A page of invented lines, with their numbers: nobody's are in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SandboxLines)]
pub struct SandboxLinesJson {
    /// The lines, in the shape an import takes.
    #[schema(value_type = Vec<Object>)]
    pub lines: Vec<Line>,
    /// Give this as `after` for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    clock_and_lines().into_iter().chain(faults_and_effects()).collect()
}

fn clock_and_lines() -> Vec<Route> {
    vec![
        get(Right::Sandbox, "/v1/sandbox/clock", "show_clock", "What the sandbox's clock shows.", clock)
            .answers::<ClockJson>(200, "The clock."),
        post(
            Right::Sandbox,
            "/v1/sandbox/clock/advance",
            "advance_clock",
            "Move the sandbox's clock forward.",
            advance,
        )
        .takes::<AdvanceAsk>()
        .answers::<ClockJson>(200, "The clock as it is now."),
        get(
            Right::Sandbox,
            "/v1/sandbox/lines",
            "list_sandbox_lines",
            "The invented lines, with their numbers.",
            lines,
        )
        .query("operator", "Only this operator's, by its id.")
        .query("kind", "Only `prepaid` or `postpaid`.")
        .query("after", "`next` of the page before.")
        .query("limit", "At most so many: 1 to 500; 50 when absent.")
        .answers::<SandboxLinesJson>(200, "A page of lines.")
        .refuses(&[RefusalCode::BadInput]),
        post(
            Right::Sandbox,
            "/v1/sandbox/happen",
            "happen",
            "Let something happen to a line in the world outside.",
            happen,
        )
        .takes::<HappenAsk>()
        .answers_as(204, "text/plain", "It happened."),
    ]
}

fn faults_and_effects() -> Vec<Route> {
    vec![
        get(Right::Sandbox, "/v1/sandbox/faults", "list_faults", "The faults that are set.", faults)
            .answers::<SandboxListJson>(200, "The faults, with what is left of their times."),
        post(Right::Sandbox, "/v1/sandbox/faults", "set_fault", "Set a fault.", fault_set)
            .takes_as("application/json", "{effect, fault, system?, iccid?, times?}, as the list shows them.")
            .answers_as(204, "text/plain", "It is set."),
        post(Right::Sandbox, "/v1/sandbox/faults/clear", "clear_faults", "Clear faults.", fault_clear)
            .takes::<ClearAsk>()
            .answers::<ClearedJson>(200, "How many there were."),
        post(
            Right::Sandbox,
            "/v1/sandbox/effects",
            "list_effects",
            "The effects that arrived at the sandbox, oldest first.",
            effects,
        )
        .takes_as("application/json", "{key?, iccid?, kind?, system?, verdict?, after_seq?, limit?}")
        .answers::<SandboxListJson>(200, "The sandbox's own log."),
    ]
}

/// The sandbox. Its routes exist only with one.
fn face(app: &Shared) -> Result<&dyn SandboxFace, Problem> {
    app.sandbox.as_deref().ok_or(Problem::refused(RefusalCode::ClockIsReal))
}

async fn clock(State(app): State<Shared>, _: Staff) -> Result<Json<ClockJson>, Problem> {
    Ok(Json(ClockJson { now: face(&app)?.clock_show() }))
}

async fn advance(
    State(app): State<Shared>,
    _: Staff,
    Sent(asked): Sent<AdvanceAsk>,
) -> Result<Json<ClockJson>, Problem> {
    let wanted = "`by`: write how far, such as 60d, 2mo or 3h 30m";
    let by: Span = asked.by.parse().map_err(|_| Problem::bad_input(wanted))?;
    let now = face(&app)?.clock_advance(by).await?;
    app.desk.ring();
    Ok(Json(ClockJson { now }))
}

async fn lines(
    State(app): State<Shared>,
    _: Staff,
    Asked(asked): Asked<LinesAsk>,
) -> Result<Json<SandboxLinesJson>, Problem> {
    let page = face(&app)?.lines(asked.filter()?).await?;
    Ok(Json(SandboxLinesJson { lines: page.lines, next: page.next }))
}

async fn happen(
    State(app): State<Shared>,
    _: Staff,
    Sent(asked): Sent<HappenAsk>,
) -> Result<StatusCode, Problem> {
    let face = face(&app)?;
    let page = face.lines(line_filter(&app, &asked.line)?).await?;
    let none = || Problem::bad_input("`line`: the sandbox has no such line; ask for the list of lines");
    let line = page.lines.into_iter().next().ok_or_else(none)?;
    face.happen(&line, asked.happening).await?;
    app.desk.ring();
    Ok(StatusCode::NO_CONTENT)
}

async fn faults(State(app): State<Shared>, _: Staff) -> Result<Json<SandboxListJson>, Problem> {
    Ok(Json(SandboxListJson { rows: face(&app)?.faults().await? }))
}

async fn fault_set(
    State(app): State<Shared>,
    _: Staff,
    Sent(rule): Sent<Value>,
) -> Result<StatusCode, Problem> {
    face(&app)?.fault_set(rule).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn fault_clear(
    State(app): State<Shared>,
    _: Staff,
    Sent(asked): Sent<ClearAsk>,
) -> Result<Json<ClearedJson>, Problem> {
    Ok(Json(ClearedJson { cleared: face(&app)?.fault_clear(asked.effect).await? }))
}

async fn effects(
    State(app): State<Shared>,
    _: Staff,
    Sent(filter): Sent<Value>,
) -> Result<Json<SandboxListJson>, Problem> {
    Ok(Json(SandboxListJson { rows: face(&app)?.effects(filter).await? }))
}
