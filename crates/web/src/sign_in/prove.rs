//! Proving anew that it is the same person: before what cannot be taken back, a session that is some minutes old is asked again.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use masalama_access::{Journey, Refused, Right, Said, Token};
use masalama_language::{SignInText, Text, Voice};
use serde::Deserialize;

use super::device::Signed;
use super::enter::{On, ToForm};
use super::passkey::{self, AnswerForm, Ask, Ways};
use super::{onward, place, said};
use crate::api::{Asked, Problem, Route, Shared, get, post};
use crate::frame::{Cookie, Frame, Head, Posted, html, see_other, set_cookie};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let form = "application/x-www-form-urlencoded";
    vec![
        get(Right::OwnSession, "/console/prove", "staff_prove_page", "Asks for a fresh proof.", page)
            .query("lang", "`en`, `ar` or `zh`.")
            .query("to", "The place to go to afterwards.")
            .answers_as(200, "text/html", "The page."),
        post(Right::OwnSession, "/console/prove", "prove", "Proves with password and code.", prove)
            .takes_as(form, "password, code, and `to`.")
            .answers_as(303, "text/html", "Proved; on to the place."),
        post(
            Right::OwnSession,
            "/console/prove/passkey",
            "prove_ask_passkey",
            "Asks the browser for a passkey.",
            ask,
        )
        .takes_as(form, "`to`.")
        .answers_as(200, "text/html", "The page whose script asks."),
        post(
            Right::OwnSession,
            "/console/prove/provider",
            "prove_depart",
            "Goes to the provider of identities, who must ask anew.",
            depart,
        )
        .takes_as(form, "`to`.")
        .answers_as(200, "text/html", "The page that goes on to the provider."),
        post(
            Right::OwnSession,
            "/console/prove/passkey/shown",
            "prove_passkey",
            "Proves with the passkey the browser showed.",
            shown,
        )
        .takes_as(form, "ticket, answer, and `to`.")
        .answers_as(303, "text/html", "Proved; on to the place."),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProveForm {
    password: String,
    code: String,
    #[serde(default)]
    to: String,
}

#[derive(Template)]
#[template(path = "sign_in/prove.html")]
struct ProvePage {
    head: Head,
    voice: Voice,
    no: Option<String>,
    to: String,
    has_passkeys: bool,
    provider: Option<String>,
}

impl ProvePage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }

    fn text(&self, text: SignInText) -> String {
        self.voice.text(text)
    }
}

fn rendered(app: &Shared, frame: &Frame, no: Option<String>, to: &str) -> Response {
    let voice = frame.voice;
    let head = frame.head(voice.text(SignInText::ProveTitle));
    let has_passkeys = app.access.has_passkeys();
    let provider = onward::button(app, voice, Journey::ProveAnew);
    html(&ProvePage { head, voice, no, to: place(to).to_owned(), has_passkeys, provider })
}

async fn page(State(app): State<Shared>, frame: Frame, Asked(on): Asked<On>) -> Response {
    rendered(&app, &frame, None, &on.to)
}

/// On to the place with the session's new token, or the page again.
fn ended(app: &Shared, frame: &Frame, proved: Result<Token, Said>, to: &str) -> Result<Response, Problem> {
    match proved {
        Ok(token) => {
            let mut response = see_other(place(to));
            set_cookie(response.headers_mut(), Cookie::Staff.set(token.reveal()));
            Ok(response)
        }
        Err(said) => {
            let no = said::sentence(frame.voice, said)?;
            let mut response = rendered(app, frame, Some(no), to);
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}

async fn prove(
    State(app): State<Shared>,
    frame: Frame,
    signed: Signed,
    Posted(form): Posted<ProveForm>,
) -> Result<Response, Problem> {
    let Signed { staff, token, device } = signed;
    let proved = app.access.step_up(&staff, &token, &form.password, &form.code, &device).await;
    ended(&app, &frame, proved, &form.to)
}

async fn ask(
    State(app): State<Shared>,
    frame: Frame,
    Posted(form): Posted<ToForm>,
) -> Result<Response, Problem> {
    match app.access.ask_passkey().await {
        Ok(ceremony) => {
            let to = place(&form.to);
            let ways = Ways {
                action: "/console/prove/passkey/shown".to_owned(),
                to,
                name: "",
                back: "/console/prove".to_owned(),
            };
            Ok(passkey::page(&frame, Ask::Show, &ceremony, ways))
        }
        Err(said) => ended(&app, &frame, Err(said), &form.to),
    }
}

/// The way back from the provider is the same as after signing in: a new session, fresh since the provider asked, in place of this one.
async fn depart(
    State(app): State<Shared>,
    frame: Frame,
    Posted(form): Posted<ToForm>,
) -> Result<Response, Problem> {
    match onward::depart(&app, &frame, Journey::ProveAnew, place(&form.to)).await? {
        Ok(response) => Ok(response),
        Err(said) => ended(&app, &frame, Err(said), &form.to),
    }
}

async fn shown(
    State(app): State<Shared>,
    frame: Frame,
    signed: Signed,
    Posted(form): Posted<AnswerForm>,
) -> Result<Response, Problem> {
    let Signed { staff, token, device } = signed;
    let proved = match Token::sent(&form.ticket) {
        Some(ticket) => app.access.step_up_passkey(&staff, &token, &ticket, &form.answer, &device).await,
        None => Err(Refused::NotRight.into()),
    };
    ended(&app, &frame, proved, &form.to)
}
