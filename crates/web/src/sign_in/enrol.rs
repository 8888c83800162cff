//! What an enrolment link opens: a passkey, or a password with a code generator. Looking uses nothing up; the form does.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use fast_qr::convert::Builder as _;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use masalama_access::{Chosen, Enrolment, MakeFor, Refused, Right, Said, Token};
use masalama_core::record::StaffName;
use masalama_language::{SignInText, Text, Voice};
use serde::Deserialize;

use super::device::Browser;
use super::enter::On;
use super::passkey::{self, AnswerForm, Ask, Ways};
use super::{CONSOLE, let_in, said};
use crate::api::{Asked, Problem, Route, Shared, get, post};
use crate::frame::{Frame, Head, Posted, html};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let form = "application/x-www-form-urlencoded";
    vec![
        get(Right::SignIn, "/console/enrol/{code}", "enrol_page", "What an enrolment link opens.", page)
            .query("lang", "`en`, `ar` or `zh`.")
            .answers_as(200, "text/html", "The page."),
        post(
            Right::SignIn,
            "/console/enrol/{code}",
            "enrol",
            "Uses the link: the account gets this password and the code generator of the link.",
            enrol,
        )
        .takes_as(form, "visit, password, code, and for the first account its name.")
        .answers_as(303, "text/html", "In; on to the console."),
        post(
            Right::SignIn,
            "/console/enrol/{code}/passkey",
            "enrol_passkey_page",
            "Asks the browser to make a passkey.",
            ask,
        )
        .takes_as(form, "For the first account its name.")
        .answers_as(200, "text/html", "The page whose script asks."),
        post(
            Right::SignIn,
            "/console/enrol/{code}/passkey/made",
            "enrol_passkey",
            "Uses the link: the account gets the passkey the browser made.",
            made,
        )
        .takes_as(form, "ticket, answer, and for the first account its name.")
        .answers_as(303, "text/html", "In; on to the console."),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnrolForm {
    #[serde(default)]
    name: String,
    visit: String,
    password: String,
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameForm {
    #[serde(default)]
    name: String,
}

#[derive(Template)]
#[template(path = "sign_in/enrol.html")]
struct EnrolPage {
    head: Head,
    voice: Voice,
    no: Option<String>,
    means: String,
    code: String,
    visit: String,
    name: String,
    is_first: bool,
    has_passkeys: bool,
    picture: String,
    typed: String,
}

impl EnrolPage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }

    fn text(&self, text: SignInText) -> String {
        self.voice.text(text)
    }
}

/// The code as a picture: an SVG without script or style.
fn picture(address: &str) -> String {
    let code = QRBuilder::new(address).ecl(ECL::M).build();
    code.map(|code| SvgBuilder::default().margin(4).to_str(&code)).unwrap_or_default()
}

fn rendered(
    app: &Shared,
    frame: &Frame,
    code: &Token,
    link: Enrolment,
    no: Option<String>,
    name: &str,
) -> Response {
    let voice = frame.voice;
    let means = match &link.account {
        Some(account) => voice.text_with(SignInText::EnrolMeans, &[("name", account.as_str().to_owned())]),
        None => voice.text(SignInText::EnrolFirst),
    };
    let is_refused = no.is_some();
    let mut response = html(&EnrolPage {
        head: frame.head(voice.text(SignInText::EnrolTitle)),
        voice,
        no,
        means,
        code: code.reveal().to_owned(),
        visit: link.visit.reveal().to_owned(),
        name: name.to_owned(),
        is_first: link.account.is_none(),
        has_passkeys: app.access.has_passkeys(),
        picture: picture(&link.totp.address),
        typed: link.totp.typed,
    });
    if is_refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

#[derive(Template)]
#[template(path = "sign_in/over.html")]
struct OverPage {
    head: Head,
    voice: Voice,
    no: String,
}

impl OverPage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }
}

/// The page for a link that opens nothing.
fn over(frame: &Frame, said: Said) -> Result<Response, Problem> {
    let voice = frame.voice;
    let no = said::sentence(voice, said)?;
    let head = frame.head(voice.text(SignInText::EnrolTitle));
    let mut response = html(&OverPage { head, voice, no });
    *response.status_mut() = StatusCode::NOT_FOUND;
    Ok(response)
}

fn link_over() -> Said {
    Refused::LinkOver.into()
}

async fn page(
    State(app): State<Shared>,
    frame: Frame,
    Path(code): Path<String>,
    _: Asked<On>,
) -> Result<Response, Problem> {
    let Some(code) = Token::sent(&code) else { return over(&frame, link_over()) };
    match app.access.look(&code).await {
        Ok(link) => Ok(rendered(&app, &frame, &code, link, None, "")),
        Err(said) => over(&frame, said),
    }
}

/// The page again, with what was wrong. In the same visit, if it is one: the person's generator has its secret.
async fn again(
    app: &Shared,
    frame: &Frame,
    code: &Token,
    visit: Option<Token>,
    no: String,
    name: &str,
) -> Result<Response, Problem> {
    let link = match visit {
        Some(visit) => app.access.look_again(code, visit).await,
        None => app.access.look(code).await,
    };
    match link {
        Ok(link) => Ok(rendered(app, frame, code, link, Some(no), name)),
        Err(said) => over(frame, said),
    }
}

/// The name of a first account, where one was typed.
fn named(typed: &str) -> Result<Option<StaffName>, SignInText> {
    match typed.trim() {
        "" => Ok(None),
        typed => StaffName::try_from(typed.to_owned()).map(Some).map_err(|_| SignInText::BadName),
    }
}

async fn enrol(
    State(app): State<Shared>,
    frame: Frame,
    Path(code): Path<String>,
    browser: Browser,
    Posted(form): Posted<EnrolForm>,
) -> Result<Response, Problem> {
    let Some(code) = Token::sent(&code) else { return over(&frame, link_over()) };
    let Some(visit) = Token::sent(&form.visit) else {
        let no = frame.voice.text(SignInText::CodeNotRight);
        return again(&app, &frame, &code, None, no, &form.name).await;
    };
    let name = match named(&form.name) {
        Ok(name) => name,
        Err(text) => {
            return again(&app, &frame, &code, Some(visit), frame.voice.text(text), &form.name).await;
        }
    };
    let chosen = Chosen { visit: &visit, password: &form.password, code: &form.code };
    match app.access.enrol_password(&code, name.as_ref(), chosen, &browser.device).await {
        Ok(signed) => Ok(let_in(&signed, CONSOLE)),
        Err(said) => {
            let no = said::sentence(frame.voice, said)?;
            again(&app, &frame, &code, Some(visit), no, &form.name).await
        }
    }
}

async fn ask(
    State(app): State<Shared>,
    frame: Frame,
    Path(code): Path<String>,
    Posted(form): Posted<NameForm>,
) -> Result<Response, Problem> {
    let Some(code) = Token::sent(&code) else { return over(&frame, link_over()) };
    let name = match named(&form.name) {
        Ok(name) => name,
        Err(text) => return again(&app, &frame, &code, None, frame.voice.text(text), &form.name).await,
    };
    match app.access.make_passkey(MakeFor::Link(&code, name.as_ref())).await {
        Ok(ceremony) => {
            let here = format!("/console/enrol/{}", code.reveal());
            let ways =
                Ways { action: format!("{here}/passkey/made"), to: "", name: form.name.trim(), back: here };
            Ok(passkey::page(&frame, Ask::Make, &ceremony, ways))
        }
        Err(said) => again(&app, &frame, &code, None, said::sentence(frame.voice, said)?, &form.name).await,
    }
}

async fn made(
    State(app): State<Shared>,
    frame: Frame,
    Path(code): Path<String>,
    browser: Browser,
    Posted(form): Posted<AnswerForm>,
) -> Result<Response, Problem> {
    let (Some(code), Some(ticket)) = (Token::sent(&code), Token::sent(&form.ticket)) else {
        return over(&frame, link_over());
    };
    let name = named(&form.name).unwrap_or_default();
    let whose = MakeFor::Link(&code, name.as_ref());
    match app.access.keep_passkey(whose, &ticket, &form.answer, "", &browser.device).await {
        Ok(Some(signed)) => Ok(let_in(&signed, CONSOLE)),
        Ok(None) => over(&frame, link_over()),
        Err(said) => again(&app, &frame, &code, None, said::sentence(frame.voice, said)?, &form.name).await,
    }
}
