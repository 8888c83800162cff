//! The sign-in page, and the three ways through it: passkey, provider of identities, password with code.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use masalama_access::{Journey, Return, Right, Said, Shown, Token};
use masalama_language::{SignInText, Text, Voice};
use serde::Deserialize;

use super::device::Browser;
use super::passkey::{self, AnswerForm, Ask, Ways};
use super::{let_in, onward, place, said};
use crate::api::{Asked, Problem, Route, Shared, get, post};
use crate::frame::{Cookie, Frame, Head, Posted, html, set_cookie};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let form = "application/x-www-form-urlencoded";
    vec![
        get(Right::SignIn, "/console/sign-in", "sign_in_page", "Where staff sign in.", page)
            .query("lang", "`en`, `ar` or `zh`.")
            .query("to", "The place to go to afterwards.")
            .answers_as(200, "text/html", "The page."),
        post(Right::SignIn, "/console/sign-in", "sign_in", "Signs in with password and code.", enter)
            .takes_as(form, "name, password, code, and `to`: the place to go to afterwards.")
            .answers_as(303, "text/html", "In; on to the console.")
            .answers_as(200, "text/html", "The page again, with what was wrong."),
        post(
            Right::SignIn,
            "/console/sign-in/passkey",
            "ask_passkey",
            "Asks the browser for a passkey.",
            ask,
        )
        .takes_as(form, "`to`: the place to go to afterwards.")
        .answers_as(200, "text/html", "The page whose script asks."),
        post(
            Right::SignIn,
            "/console/sign-in/passkey/shown",
            "sign_in_passkey",
            "Signs in with the passkey the browser showed.",
            shown,
        )
        .takes_as(form, "ticket, answer, and `to`.")
        .answers_as(303, "text/html", "In; on to the console."),
        post(
            Right::SignIn,
            "/console/sign-in/provider",
            "depart",
            "Goes to the provider of identities.",
            depart,
        )
        .takes_as(form, "`to`: the place to go to afterwards.")
        .answers_as(200, "text/html", "The page that goes on to the provider."),
        get(
            Right::SignIn,
            masalama_access::CALLBACK,
            "arrive",
            "Where the provider of identities sends people back to.",
            arrive,
        )
        .query("code", "What is exchanged for who it is.")
        .query("state", "What was given to the provider.")
        .query("iss", "The provider.")
        .query("error", "Why there is no code.")
        .answers_as(303, "text/html", "In; on to the console."),
    ]
}

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct On {
    #[serde(default, rename = "lang")]
    _lang: Option<String>,
    #[serde(default)]
    pub(super) to: String,
}

/// Nothing but where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToForm {
    #[serde(default)]
    pub(super) to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnterForm {
    name: String,
    password: String,
    code: String,
    #[serde(default)]
    to: String,
}

#[derive(Debug, Deserialize)]
struct Back {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
}

#[derive(Template)]
#[template(path = "sign_in/sign_in.html")]
struct SignInPage {
    head: Head,
    voice: Voice,
    no: Option<String>,
    name: String,
    to: String,
    has_passkeys: bool,
    provider: Option<String>,
}

impl SignInPage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }

    fn text(&self, text: SignInText) -> String {
        self.voice.text(text)
    }
}

fn rendered(app: &Shared, frame: &Frame, no: Option<String>, name: &str, to: &str) -> Response {
    let voice = frame.voice;
    html(&SignInPage {
        head: frame.head(voice.text(SignInText::SignInTitle)),
        voice,
        no,
        name: name.to_owned(),
        to: place(to).to_owned(),
        has_passkeys: app.access.has_passkeys(),
        provider: onward::button(app, voice, Journey::SignIn),
    })
}

async fn page(State(app): State<Shared>, frame: Frame, Asked(on): Asked<On>) -> Response {
    rendered(&app, &frame, None, "", &on.to)
}

/// The page again, with what was wrong; what was typed as a name stays.
fn again(app: &Shared, frame: &Frame, said: Said, name: &str, to: &str) -> Result<Response, Problem> {
    let no = said::sentence(frame.voice, said)?;
    let mut response = rendered(app, frame, Some(no), name, to);
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn enter(
    State(app): State<Shared>,
    frame: Frame,
    browser: Browser,
    Posted(form): Posted<EnterForm>,
) -> Result<Response, Problem> {
    let shown = Shown { name: &form.name, password: &form.password, code: &form.code };
    let (known, before) = (browser.known.as_ref(), browser.session.as_ref());
    match app.access.sign_in(shown, &browser.device, known, before).await {
        Ok(signed) => Ok(let_in(&signed, &form.to)),
        Err(said) => again(&app, &frame, said, &form.name, &form.to),
    }
}

async fn ask(
    State(app): State<Shared>,
    frame: Frame,
    Posted(form): Posted<ToForm>,
) -> Result<Response, Problem> {
    let ceremony = match app.access.ask_passkey().await {
        Ok(ceremony) => ceremony,
        Err(said) => return again(&app, &frame, said, "", &form.to),
    };
    let ways = Ways {
        action: "/console/sign-in/passkey/shown".to_owned(),
        to: place(&form.to),
        name: "",
        back: "/console/sign-in".to_owned(),
    };
    Ok(passkey::page(&frame, Ask::Show, &ceremony, ways))
}

async fn shown(
    State(app): State<Shared>,
    frame: Frame,
    browser: Browser,
    Posted(form): Posted<AnswerForm>,
) -> Result<Response, Problem> {
    let (known, before) = (browser.known.as_ref(), browser.session.as_ref());
    let signed = match Token::sent(&form.ticket) {
        Some(ticket) => {
            app.access.sign_in_passkey(&ticket, &form.answer, &browser.device, known, before).await
        }
        None => Err(masalama_access::Refused::NotRight.into()),
    };
    match signed {
        Ok(signed) => Ok(let_in(&signed, &form.to)),
        Err(said) => again(&app, &frame, said, "", &form.to),
    }
}

async fn depart(
    State(app): State<Shared>,
    frame: Frame,
    Posted(form): Posted<ToForm>,
) -> Result<Response, Problem> {
    match onward::depart(&app, &frame, Journey::SignIn, place(&form.to)).await? {
        Ok(response) => Ok(response),
        Err(said) => again(&app, &frame, said, "", &form.to),
    }
}

async fn arrive(
    State(app): State<Shared>,
    frame: Frame,
    browser: Browser,
    Asked(back): Asked<Back>,
) -> Result<Response, Problem> {
    let (known, before) = (browser.known.as_ref(), browser.session.as_ref());
    let signed = match &browser.journey {
        Some(ticket) => {
            let back = Return { ticket, state: &back.state, code: &back.code };
            app.access.arrive(back, &browser.device, known, before).await
        }
        None => Err(masalama_access::Refused::NotVouched.into()),
    };
    let mut response = match signed {
        Ok(arrival) => let_in(&arrival.signed, &arrival.to),
        Err(said) => again(&app, &frame, said, "", "")?,
    };
    set_cookie(response.headers_mut(), Cookie::Journey.unset());
    Ok(response)
}
