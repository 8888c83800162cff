//! The guide's page, calendar, text and JSON: one query, four renderings.

use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use jiff::civil::Date;
use masalama_access::Right;
use masalama_core::line::LineKind;
use masalama_core::request::Language;
use serde::Deserialize;

use crate::api::{Asked, Problem, Route, Shared, get, status_of, typed_date};
use crate::frame::Frame;
use crate::guide::{self, Guide, GuideRefusal};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let asking = |route: Route| {
        route
            .query("operator", "The operator's name or id; older names are known.")
            .query("kind", "`prepaid` or `postpaid`.")
            .query("leave_on", "The day the line should end: 2027-03-31.")
            .query("lang", "`en`, `ar` or `zh`.")
    };
    let refuses = |route: Route| {
        use masalama_core::refusal::RefusalCode::{
            BadInput, DateInPast, DateTooFar, NoPolicy, UnknownOperator,
        };
        route.refuses(&[BadInput, DateInPast, DateTooFar, NoPolicy, UnknownOperator])
    };
    vec![
        asking(get(
            Right::ReadOpenPages,
            "/guide",
            "guide_page",
            "The guide: the plan with every step by hand.\nWithout an operator: the form.",
            page,
        ))
        .answers_as(200, "text/html", "The page."),
        refuses(asking(get(
            Right::ReadOpenPages,
            "/guide.ics",
            "guide_calendar",
            "The guide's days as a calendar.",
            calendar,
        )))
        .answers_as(200, "text/calendar", "RFC 5545."),
        refuses(asking(get(Right::ReadOpenPages, "/guide.txt", "guide_text", "The guide as text.", text)))
            .answers_as(200, "text/plain", "The text."),
        refuses(asking(get(Right::ReadOpenPages, "/guide.json", "guide_data", "The guide as JSON.", data)))
            .answers_as(200, "application/json", "The guide."),
    ]
}

/// What is asked of the guide.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct GuideAsk {
    #[serde(default)]
    operator: String,
    #[serde(default)]
    kind: Option<LineKind>,
    #[serde(default)]
    leave_on: String,
    #[serde(default, rename = "lang")]
    _lang: Option<String>,
}

impl GuideAsk {
    fn day(&self) -> Option<Date> {
        typed_date(&self.leave_on).ok()
    }

    /// The guide, or why there is none; nothing when something is missing.
    fn guide(&self, app: &Shared, language: Language) -> Option<Result<Guide, GuideRefusal>> {
        let (kind, day) = (self.kind?, self.day()?);
        if self.operator.trim().is_empty() {
            return None;
        }
        Some(guide::make(&app.policies, &self.operator, kind, day, app.desk.now(), language))
    }

    /// The same for programs: what is missing is named.
    fn required(&self, app: &Shared, language: Language) -> Result<Guide, Problem> {
        let made = self.guide(app, language).ok_or_else(|| {
            Problem::bad_input("give `operator`, `kind` (prepaid or postpaid) and `leave_on` (2027-03-31)")
        })?;
        made.map_err(|refusal| Problem::refused(refusal.code()).saying(refusal.to_string()))
    }
}

async fn page(State(app): State<Shared>, frame: Frame, Asked(asked): Asked<GuideAsk>) -> Response {
    let language = frame.voice.language();
    let (status, refusal) = match asked.guide(&app, language) {
        Some(Ok(guide)) => return Html(guide::page_in(&guide, frame.head(""))).into_response(),
        Some(Err(refusal)) => (status_of(refusal.code()), Some(refusal)),
        None => (axum::http::StatusCode::OK, None),
    };
    let (operator, kind) = (asked.operator.as_str(), asked.kind);
    let again = guide::Asked { operator, kind, leave_on: asked.day(), refusal: refusal.as_ref() };
    (status, Html(guide::form_in(&app.policies, language, again, frame.head("")))).into_response()
}

async fn calendar(
    State(app): State<Shared>,
    frame: Frame,
    Asked(asked): Asked<GuideAsk>,
) -> Result<Response, Problem> {
    let guide = asked.required(&app, frame.voice.language())?;
    let named = "attachment; filename=\"masalama-guide.ics\"";
    let headers =
        [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CONTENT_DISPOSITION, named)];
    Ok((headers, guide::ics(&guide)).into_response())
}

async fn text(
    State(app): State<Shared>,
    frame: Frame,
    Asked(asked): Asked<GuideAsk>,
) -> Result<Response, Problem> {
    let guide = asked.required(&app, frame.voice.language())?;
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    Ok((headers, guide::plain_text(&guide)).into_response())
}

async fn data(
    State(app): State<Shared>,
    frame: Frame,
    Asked(asked): Asked<GuideAsk>,
) -> Result<Response, Problem> {
    let guide = asked.required(&app, frame.voice.language())?;
    Ok(axum::Json(guide::json(&guide)).into_response())
}
