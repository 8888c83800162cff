//! How money is paid back, and letting a paused case go on: both only for who has just proved himself again.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use masalama_access::Right;
use masalama_core::record::Actor;
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{RefundMethod, TYPED_CHARS_MAX};
use masalama_engine::{CaseView, Said};
use masalama_language::{PortalText, Sentence, Text, Voice};
use serde::Deserialize;
use tokio::time::Instant;

use super::field::{Choice, Field, Input, Summary};
use super::part::{saved, word};
use super::shown::{Shown, Tab, TabLink, is_quiet, own_case, shown};
use super::slip::{Slip, Slips};
use crate::api::{App, Problem, Route, Shared, get, post};
use crate::frame::{Frame, Head, Posted, html};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let form = "application/x-www-form-urlencoded";
    let page = |route: Route| route.answers_as(200, "text/html", "The page.");
    let done =
        |route: Route, fields| route.takes_as(form, fields).answers_as(303, "text/html", "The page again.");
    vec![
        page(get(
            Right::ChooseRefund,
            "/my/refund",
            "refund_page",
            "How money is paid back: the form.",
            refund_page,
        )),
        done(
            post(
                Right::ChooseRefund,
                "/my/refund",
                "choose_own_refund",
                "Choose how money is paid back.",
                refund,
            ),
            "method, destination.",
        ),
        page(get(
            Right::Resume,
            "/my/resume",
            "resume_page",
            "Let a paused case go on: the form.",
            resume_page,
        )),
        done(post(Right::Resume, "/my/resume", "resume_own", "Let a paused case go on.", resume), "nothing."),
    ]
}

/// A page with one form.
#[derive(Template)]
#[template(path = "portal/one_form.html")]
pub(super) struct OneForm {
    pub(super) head: Head,
    pub(super) voice: Voice,
    pub(super) tabs: Vec<TabLink>,
    pub(super) is_quiet: bool,
    pub(super) number: String,
    pub(super) means: String,
    pub(super) not_sent: Option<String>,
    pub(super) post_to: &'static str,
    pub(super) hidden: Vec<(&'static str, String)>,
    pub(super) summary: Option<Summary>,
    pub(super) asked: Vec<Field>,
    pub(super) button: String,
}

impl OneForm {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

/// What one of these pages asks for.
pub(super) struct Asks {
    pub(super) heading: PortalText,
    pub(super) means: PortalText,
    pub(super) post_to: &'static str,
    pub(super) button: String,
}

/// The page, with these fields.
pub(super) fn one_form(
    frame: &Frame,
    view: &CaseView,
    asks: Asks,
    fields: Vec<Field>,
    slips: &Slips,
) -> OneForm {
    let voice = frame.voice;
    let asked: Vec<_> = fields.into_iter().map(|field| field.checked(slips, voice)).collect();
    OneForm {
        head: frame.head(voice.text(asks.heading)).holding("ask", asks.post_to),
        voice,
        tabs: Tab::Part.links(voice),
        is_quiet: is_quiet(view),
        number: voice.text_with(Text::CaseTitle, &[("case", view.id.to_string())]),
        means: voice.text(asks.means),
        not_sent: None,
        post_to: asks.post_to,
        hidden: Vec::new(),
        summary: Summary::of(&asked, slips, voice),
        asked,
        button: asks.button,
    }
}

/// The page with its status: what is wrong says so.
pub(super) fn status(page: &OneForm) -> Response {
    let status = if page.summary.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (status, html(page)).into_response()
}

/// A refusal becomes a slip at this field; a fault stays one.
pub(super) fn slipped(slips: &mut Slips, field: &str, said: Said) -> Result<(), Problem> {
    match said {
        Said::Refused(code) => {
            slips.add(field, Slip::Refused(code));
            Ok(())
        }
        fault @ Said::Fault(_) => Err(fault.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RefundForm {
    method: String,
    destination: String,
}

async fn refund_page(State(app): State<Shared>, frame: Frame) -> Result<Response, Problem> {
    let kept = app.notes.form(own_case(&frame.asker)?, "/my/refund", Instant::now());
    let form = kept
        .as_ref()
        .map(|kept| RefundForm { method: kept.field("method"), destination: kept.field("destination") });
    let mut page = refund_rendered(&app, &frame, &form.unwrap_or_default(), &Slips::default()).await?;
    page.not_sent = kept.and_then(|kept| kept.say(frame.voice));
    Ok(status(&page))
}

async fn refund(
    State(app): State<Shared>,
    frame: Frame,
    Posted(form): Posted<RefundForm>,
) -> Result<Response, Problem> {
    let case = own_case(&frame.asker)?;
    let mut slips = Slips::default();
    let method = serde_json::from_value::<RefundMethod>(form.method.clone().into()).map_err(|_| Slip::Choice);
    let Some(method) = slips.keep("method", method) else {
        return Ok(status(&refund_rendered(&app, &frame, &form, &slips).await?));
    };
    let Some(to) = slips.keep("destination", destination(&app, method, &form.destination)) else {
        return Ok(status(&refund_rendered(&app, &frame, &form, &slips).await?));
    };
    match app.desk.choose_refund(case, Actor::Subscriber, method, to).await {
        Ok(()) => Ok(saved()),
        Err(said) => {
            let field = match &said {
                Said::Refused(RefusalCode::TooLarge | RefusalCode::BadInput) => "destination",
                Said::Refused(_) | Said::Fault(_) => "method",
            };
            slipped(&mut slips, field, said)?;
            Ok(status(&refund_rendered(&app, &frame, &form, &slips).await?))
        }
    }
}

/// Where the money goes, or none where the method needs no place.
fn destination(app: &App, method: RefundMethod, typed: &str) -> Result<Option<String>, Slip> {
    if typed.chars().nth(TYPED_CHARS_MAX).is_some() {
        return Err(Slip::TooLong { most: TYPED_CHARS_MAX });
    }
    let to = method.destination(typed, app.region().as_deref())?;
    match method {
        RefundMethod::BankTransfer | RefundMethod::OtherLine => to.map(Some).ok_or(Slip::Missing),
        RefundMethod::OriginalInstrument | RefundMethod::CashAtShop => Ok(to),
    }
}

async fn refund_rendered(
    app: &Shared,
    frame: &Frame,
    form: &RefundForm,
    slips: &Slips,
) -> Result<OneForm, Problem> {
    let Shown { view, case, .. } = shown(app, frame).await?;
    let voice = frame.voice;
    let settled = case.settlement.refund.as_ref();
    let methods = settled.map(|refund| refund.methods.clone()).unwrap_or_default();
    let stands = settled.and_then(|refund| refund.chosen).map(|method| word(&method)).unwrap_or_default();
    let chosen = if form.method.is_empty() { stands } else { form.method.clone() };
    let methods = methods.into_iter().map(|method| Choice::of(word(&method), voice.tell(method))).collect();
    let place = Input::Text { mode: "text", complete: "off", is_number: false };
    let stands_at = view.refund_to.as_ref().map(|to| {
        let to = format!("\u{2066}{to}\u{2069}");
        voice.text_with(PortalText::RefundStandsTo, &[("to", to)])
    });
    let hint = stands_at.into_iter().chain([voice.text(PortalText::RefundDestinationHint)]);
    let fields = vec![
        Field::new("method", voice.text(Text::ChooseRefund), &chosen, Input::List(methods)),
        Field::new("destination", voice.text(Text::RefundDestination), &form.destination, place)
            .hint(hint.collect::<Vec<_>>().join(" "))
            .chars_max(TYPED_CHARS_MAX)
            .optional(),
    ];
    let asks = Asks {
        heading: PortalText::RefundTracker,
        means: PortalText::StepUpHolds,
        post_to: "/my/refund",
        button: voice.text(Text::Save),
    };
    Ok(one_form(frame, &view, asks, fields, slips))
}

async fn resume_page(State(app): State<Shared>, frame: Frame) -> Result<Response, Problem> {
    let Shown { view, .. } = shown(&app, &frame).await?;
    let voice = frame.voice;
    let asks = Asks {
        heading: PortalText::PauseHeading,
        means: PortalText::HeldByYou,
        post_to: "/my/resume",
        button: voice.text(PortalText::ResumeCaseButton),
    };
    Ok(status(&one_form(&frame, &view, asks, Vec::new(), &Slips::default())))
}

async fn resume(State(app): State<Shared>, frame: Frame) -> Result<Response, Problem> {
    app.desk.resume(own_case(&frame.asker)?, "").await?;
    Ok(saved())
}
