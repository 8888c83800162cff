//! One page for each case: how it stands, everything that may be done with it, and every record.
//!
//! `body` puts the case into words, `tasks` what waits for staff, `timeline` its records, `agree` what several
//! people say of it; `say` takes in what staff say, `choose` what they answer in the person's name, `hand_in` what they hand in for him.

mod agree;
mod bill;
mod body;
mod choose;
mod hand_in;
mod kept;
mod say;
pub(super) mod tasks;
mod timeline;
mod words;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use masalama_access::Right;
use masalama_core::case::{CaseId, Stage};
use masalama_core::commitment::Digest;
use masalama_core::next::NeedWhy;
use masalama_core::step::StepKind;
use masalama_language::{ConsoleText, Sentence, Text, Voice};
use serde::Deserialize;

use super::SCRIPTS;
use super::menu::Menu;
use crate::api::{Asked, Problem, Route, Shared, get, paper_as};
use crate::frame::{Frame, Head, Member, OfStaff, Staff, html};

pub(super) use body::{Body, Named, word};
pub(super) use kept::Kept;
pub(super) use words::body_words;

/// The routes of this file and of what staff say.
pub(super) fn routes() -> Vec<Route> {
    let page = "One case: how it stands, what may be done, and its records. Numbers are masked.";
    let mut routes = vec![
        get(Right::SeeCase, "/console/cases/{case}", "console_case_page", page, show)
            .query("before", "Only records before this place.")
            .query("record", "Show this record in its own words.")
            .query("lang", "`en`, `ar` or `zh`.")
            .answers_as(200, "text/html", "The page."),
        get(Right::SeeCase, "/console/cases/{case}/papers/{kind}", "console_paper", "A signed paper.", paper)
            .answers_as(200, "application/json", "The paper exactly as it was signed."),
    ];
    routes.extend(hand_in::routes());
    routes.extend(say::routes());
    routes
}

/// Which part of a case.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartAsk {
    #[serde(default)]
    before: Option<u32>,
    #[serde(default)]
    record: Option<u32>,
    #[serde(default, rename = "lang")]
    _lang: Option<String>,
}

#[derive(Template)]
#[template(path = "console/case.html")]
struct CasePage {
    head: Head,
    voice: Voice,
    menu: Menu,
    body: Body,
}

impl CasePage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

body_words!(CasePage);

async fn show(
    State(app): State<Shared>,
    frame: Frame,
    Staff(member): Staff,
    OfStaff { case, .. }: OfStaff,
    Asked(asked): Asked<PartAsk>,
) -> Result<Response, Problem> {
    let view = app.desk.view(case).await?;
    let mut body = Body::of(&app, &view, &frame, &member);
    body.open(&view, asked.before, asked.record);
    Ok(page(&frame, &member, body))
}

/// Where something was said of a case: on its page, or on the page of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Case,
    Call,
}

impl Place {
    /// The address to go back to.
    fn of(self, case: CaseId) -> String {
        match self {
            Self::Case => format!("/console/cases/{case}"),
            Self::Call => format!("/console/call?case={case}"),
        }
    }

    /// The page with the case.
    fn page(self, frame: &Frame, member: &Member, body: Body) -> Response {
        match self {
            Self::Case => page(frame, member, body),
            Self::Call => super::call::around(frame, member, body),
        }
    }
}

/// The page of a case.
fn page(frame: &Frame, member: &Member, body: Body) -> Response {
    let head = frame.head(body.words.title.clone()).with_scripts(SCRIPTS);
    html(&CasePage { head, voice: frame.voice, menu: Menu::of(frame, member, ""), body })
}

async fn paper(
    State(app): State<Shared>,
    frame: Frame,
    OfStaff { case, .. }: OfStaff,
    Path((_, kind)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let missing = || Problem::http(StatusCode::NOT_FOUND, "not-issued", &frame.voice.text(Text::NotIssued));
    paper_as(&app, case, None, &kind, None).await?.ok_or_else(missing)
}

/// A digest as it stands in a form or an address.
fn read_digest(text: &str) -> Option<Digest> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}

/// What staff do about a task, in a few words.
pub(super) fn what_to_do(voice: Voice, step: StepKind, why: NeedWhy) -> String {
    match why {
        NeedWhy::Step => voice.tell_task(step),
        NeedWhy::Stuck => {
            let with = [("label", voice.tell_task(step)), ("value", voice.tell(why))];
            voice.text_with(Text::LabelValue, &with)
        }
        NeedWhy::Parked | NeedWhy::Held | NeedWhy::RefundAbove | NeedWhy::Proposed | NeedWhy::Complained => {
            voice.tell(why)
        }
    }
}

/// A stage in a word.
pub(super) const fn stage_word(stage: Stage) -> ConsoleText {
    match stage {
        Stage::Received => ConsoleText::AtStageReceived,
        Stage::Preparing => ConsoleText::AtStagePreparing,
        Stage::Barred => ConsoleText::AtStageBarred,
        Stage::Ending => ConsoleText::AtStageEnding,
        Stage::Settling => ConsoleText::AtStageSettling,
        Stage::Parked => ConsoleText::AtStageParked,
        Stage::Retracting => ConsoleText::AtStageRetracting,
        Stage::Closed => ConsoleText::AtStageClosed,
    }
}
