//! Entering a case with its number and credential, and leaving it. Both come in the body of a form; a link carries them behind the number
//! sign, which no browser sends, and our script puts them into the form.

use std::net::SocketAddr;

use askama::Template;
use axum::Extension;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use masalama_access::{Right, Token};
use masalama_core::case::CaseId;
use masalama_core::refusal::RefusalCode;
use masalama_engine::{Credential, Said};
use masalama_language::{PortalText, Sentence, Text, Voice};
use serde::Deserialize;

use super::field::{Field, Input, Summary};
use super::notes::Visitor;
use super::request::device;
use super::shown::own_case;
use super::slip::{Slip, Slips};
use crate::api::{Asked, Problem, Route, Shared, get, post};
use crate::frame::{Cookie, Frame, Head, Posted, html, see_other, set_cookie};

/// The most characters of a pasted link that are looked at.
const PASTED_CHARS_MAX: usize = 300;

/// Where leaving at once is pressed.
pub(crate) const LEAVE: &str = "/leave";

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(Right::EnterCase, "/case", "enter_case_page", "The form that opens a case.", page)
            .query("to", "The page of the case to go to afterwards.")
            .query("left", "Says that a case was left.")
            .answers_as(200, "text/html", "The page."),
        post(Right::EnterCase, "/case", "enter_case", "Show a case's credential and be let in.", enter)
            .takes_as("application/x-www-form-urlencoded", "case, credential, to.")
            .answers_as(303, "text/html", "The case.")
            .refuses(&[RefusalCode::NoSuchCase, RefusalCode::FormNotOurs]),
        post(
            Right::OwnSession,
            "/my/leave",
            "leave_case",
            "End the session on this device. The case goes on.",
            leave,
        )
        .takes_as("application/x-www-form-urlencoded", "nothing.")
        .answers_as(303, "text/html", "The form that opens a case."),
        post(
            Right::EnterCase,
            LEAVE,
            "leave_at_once",
            "Leave at once, in a case or before one: nothing of it stays on this device.",
            leave_at_once,
        )
        .takes_as("application/x-www-form-urlencoded", "nothing.")
        .answers_as(303, "text/html", "The guide, which says nothing of any case."),
    ]
}

#[derive(Template)]
#[template(path = "portal/enter.html")]
struct EnterPage {
    head: Head,
    voice: Voice,
    has_left: bool,
    to: String,
    summary: Option<Summary>,
    asked: Vec<Field>,
}

impl EnterPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EnterAsk {
    to: String,
    left: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EnterForm {
    case: String,
    credential: String,
    to: String,
}

async fn page(frame: Frame, Asked(asked): Asked<EnterAsk>) -> Response {
    let form = EnterForm { to: asked.to, ..EnterForm::default() };
    rendered(&frame, &form, !asked.left.is_empty(), &Slips::default())
}

async fn enter(
    State(app): State<Shared>,
    frame: Frame,
    headers: HeaderMap,
    from: Option<Extension<ConnectInfo<SocketAddr>>>,
    Posted(form): Posted<EnterForm>,
) -> Result<Response, Problem> {
    if frame.shows_only() {
        return Ok(rendered(&frame, &form, false, &Slips::default()));
    }
    let (case, credential) = pasted(&form);
    let admitted = match (CaseId::parse(case.trim()), Credential::typed(credential.trim())) {
        (Some(case), Some(credential)) => app.desk.admit(case, &credential).await.map(|()| case),
        (None, _) | (_, None) => Err(Said::Refused(RefusalCode::NoSuchCase)),
    };
    let case = match admitted {
        Ok(case) => case,
        Err(Said::Refused(code)) => {
            let mut slips = Slips::default();
            slips.add("case", Slip::Refused(code));
            let page = rendered(&frame, &EnterForm { credential: String::new(), ..form }, false, &slips);
            return Ok((StatusCode::NOT_FOUND, page).into_response());
        }
        Err(fault @ Said::Fault(_)) => return Err(fault.into()),
    };
    let from = from.map(|Extension(ConnectInfo(address))| address.ip());
    let token = app.access.open_case(case, &device(&headers, from)).await?;
    if let Some(cookie) = Cookie::Case.of(&headers) {
        app.notes.carry_receipts(Visitor::of(cookie), Visitor::of(token.reveal()), case);
    }
    let mut response = see_other(to(&form.to));
    set_cookie(response.headers_mut(), Cookie::Case.set(token.reveal()));
    Ok(response)
}

/// Case and credential; the whole link of a receipt may be pasted into the first field.
fn pasted(form: &EnterForm) -> (&str, &str) {
    let behind = form.case.split_once('#').filter(|_| form.case.len() <= PASTED_CHARS_MAX);
    match behind.and_then(|(_, behind)| behind.split_once('.')) {
        Some(both) => both,
        None => (&form.case, &form.credential),
    }
}

/// A page of the case, and nothing else.
pub(super) fn to(asked: &str) -> &str {
    const PAGES: [&str; 8] = [
        "/my",
        "/my/do",
        "/my/papers",
        "/my/after",
        "/my/refund",
        "/my/contact",
        "/my/resume",
        "/my/receipt",
    ];
    PAGES.into_iter().find(|page| *page == asked).unwrap_or("/my")
}

/// For whoever must not be seen here. It works with and without a session, so that it never leads to a page about cases.
async fn leave_at_once(
    State(app): State<Shared>,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(cookie) = Cookie::Case.of(&headers) {
        app.notes.forget_receipts(Visitor::of(cookie));
        if let Some(token) = Token::sent(cookie) {
            let lapsed = app.access.case_of_lapsed(&token).await?.map(|lapsed| lapsed.case);
            if let Some(case) = frame.asker.case().or(lapsed) {
                app.notes.forget_form(case);
            }
            app.access.end(&token).await?;
        }
    }
    if let Some(visitor) = Visitor::sent(&headers) {
        app.notes.forget_typed(visitor);
    }
    let language = masalama_language::code(frame.voice.language());
    let mut response = see_other(&format!("/guide?lang={language}"));
    set_cookie(response.headers_mut(), Cookie::Case.unset());
    let clear = HeaderName::from_static("clear-site-data");
    response.headers_mut().insert(clear, HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

async fn leave(State(app): State<Shared>, frame: Frame, headers: HeaderMap) -> Result<Response, Problem> {
    app.notes.forget_form(own_case(&frame.asker)?);
    if let Some(token) = Cookie::Case.of(&headers).and_then(Token::sent) {
        app.access.end(&token).await?;
    }
    let mut response = see_other("/case?left=1");
    set_cookie(response.headers_mut(), Cookie::Case.unset());
    let clear = HeaderName::from_static("clear-site-data");
    response.headers_mut().insert(clear, HeaderValue::from_static("\"cache\""));
    Ok(response)
}

fn rendered(frame: &Frame, form: &EnterForm, has_left: bool, slips: &Slips) -> Response {
    let voice = frame.voice;
    let number = Input::Text { mode: "text", complete: "off", is_number: true };
    let asked: Vec<_> = [
        Field::new("case", voice.text(Text::CaseNumber), &form.case, number.clone())
            .hint(voice.text(PortalText::EnterLink)),
        Field::new("credential", voice.text(Text::CaseCredential), &form.credential, number),
    ]
    .into_iter()
    .map(|field| field.checked(slips, voice))
    .collect();
    html(&EnterPage {
        head: frame
            .head(voice.text(Text::CaseFindTitle))
            .with_scripts(&[super::SCRIPT])
            .holding("ask", "/case"),
        voice,
        has_left,
        to: to(&form.to).to_owned(),
        summary: Summary::of(&asked, slips, voice),
        asked,
    })
}
