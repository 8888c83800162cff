//! One's own sessions, passkeys, and what to look at; signing out.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;
use masalama_access::{By, MakeFor, Present, Refused, Right, SessionId, SessionView, Staff, Token, Which};
use masalama_core::port::SessionKind;
use masalama_core::role::Role;
use masalama_language::{SignInText, Text, Voice};
use serde::Deserialize;

use super::device::Signed;
use super::enter::{On, ToForm};
use super::passkey::{self, AnswerForm, Ask, Ways};
use super::said;
use crate::api::{Asked, Problem, Route, Shared, get, post};
use crate::frame::{Cookie, Frame, Head, Posted, html, see_other, set_cookie};

/// This page.
const HERE: &str = "/console/sessions";
/// Where a session is proved anew, and back here.
const PROVE: &str = "/console/prove?to=/console/sessions";

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let form = "application/x-www-form-urlencoded";
    vec![
        get(
            Right::OwnSession,
            "/console/sessions",
            "sessions_page",
            "One's own sessions and passkeys.",
            page,
        )
        .query("lang", "`en`, `ar` or `zh`.")
        .answers_as(200, "text/html", "The page."),
        post(Right::OwnSession, "/console/sessions", "sessions_end", "Ends sessions; signs out.", change)
            .takes_as(form, "`do`: sign-out, end-others, end-one or drop-passkey; session: which.")
            .answers_as(303, "text/html", "Done."),
        post(
            Right::OwnSession,
            "/console/sessions/password",
            "password_change",
            "Changes one's own password, and ends one's other sessions.",
            change_password,
        )
        .takes_as(form, "password: the present one; code; new: the new one.")
        .answers_as(303, "text/html", "Changed.")
        .answers_as(422, "text/html", "The page again, with what was wrong."),
        post(
            Right::OwnPasskeys,
            "/console/sessions/passkey",
            "passkey_page",
            "Asks the browser to make a passkey, after a fresh proof.",
            ask,
        )
        .takes_as(form, "Nothing.")
        .answers_as(200, "text/html", "The page whose script asks."),
        post(
            Right::OwnPasskeys,
            "/console/sessions/passkey/made",
            "passkey_keep",
            "Keeps the passkey the browser made.",
            made,
        )
        .takes_as(form, "ticket and answer.")
        .answers_as(303, "text/html", "Kept."),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeForm {
    #[serde(rename = "do")]
    done: Change,
    #[serde(default)]
    session: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordForm {
    password: String,
    code: String,
    new: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Change {
    SignOut,
    EndOthers,
    EndOne,
    DropPasskey,
}

struct Row {
    id: String,
    label: String,
    seen: String,
    ends: String,
    is_this: bool,
    is_program: bool,
}

struct PasskeyRow {
    id: String,
    made: String,
}

struct NoticeRow {
    at: String,
    what: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "sign_in/sessions.html")]
struct SessionsPage {
    head: Head,
    voice: Voice,
    no: Option<String>,
    who: String,
    has_password: bool,
    has_tasks: bool,
    is_admin: bool,
    sessions: Vec<Row>,
    has_passkeys: bool,
    passkeys: Vec<PasskeyRow>,
    notices: Vec<NoticeRow>,
}

impl SessionsPage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }

    fn text(&self, text: SignInText) -> String {
        self.voice.text(text)
    }
}

/// An instant as all three languages read it: day, time to the minute, in universal time.
pub(super) fn shown(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn row(session: SessionView, own: SessionId) -> Row {
    Row {
        is_this: session.id == own,
        is_program: session.kind != SessionKind::Browser,
        id: session.id.to_string(),
        label: session.label,
        seen: shown(session.seen_at),
        ends: shown(session.ends_at),
    }
}

async fn page(
    State(app): State<Shared>,
    frame: Frame,
    signed: Signed,
    _: Asked<On>,
) -> Result<Response, Problem> {
    rendered(&app, &frame, &signed.staff, None).await
}

async fn rendered(
    app: &Shared,
    frame: &Frame,
    staff: &Staff,
    no: Option<String>,
) -> Result<Response, Problem> {
    let voice = frame.voice;
    let is_refused = no.is_some();
    let sessions = app.access.sessions(&staff.name).await?;
    let passkeys = app.access.passkey_list(&staff.name).await?;
    let notices = app.access.notices(&staff.name).await?;
    let notice = |notice: masalama_access::Notice| NoticeRow {
        at: shown(notice.at),
        what: voice.text(said::happened(notice.what)),
        detail: notice.by.unwrap_or(notice.detail),
    };
    let name = staff.name.as_str().to_owned();
    let has_password = app.access.has_password(&staff.name).await?;
    let mut response = html(&SessionsPage {
        head: frame.head(voice.text(SignInText::SessionsTitle)),
        voice,
        no,
        has_password,
        who: voice.text_with(SignInText::SessionsWho, &[("name", name)]),
        has_tasks: super::has_tasks(&staff.roles),
        is_admin: staff.roles.contains(&Role::Admin),
        sessions: sessions.into_iter().map(|session| row(session, staff.session)).collect(),
        has_passkeys: app.access.has_passkeys(),
        passkeys: passkeys
            .into_iter()
            .map(|passkey| PasskeyRow { id: passkey.id.to_string(), made: shown(passkey.made_at) })
            .collect(),
        notices: notices.into_iter().map(notice).collect(),
    });
    if is_refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

async fn change_password(
    State(app): State<Shared>,
    frame: Frame,
    signed: Signed,
    Posted(form): Posted<PasswordForm>,
) -> Result<Response, Problem> {
    let Signed { staff, token, device } = signed;
    let present = Present { password: &form.password, code: &form.code };
    match app.access.change_password(&staff, &token, present, &form.new, &device).await {
        Ok(token) => {
            let mut response = see_other(HERE);
            set_cookie(response.headers_mut(), Cookie::Staff.set(token.reveal()));
            Ok(response)
        }
        Err(said) => {
            let no = said::sentence(frame.voice, said)?;
            rendered(&app, &frame, &staff, Some(no)).await
        }
    }
}

async fn change(
    State(app): State<Shared>,
    frame: Frame,
    signed: Signed,
    Posted(form): Posted<ChangeForm>,
) -> Result<Response, Problem> {
    let Signed { staff, token, device } = signed;
    let by = By::Itself(device.clone());
    let named = || SessionId::sent(&form.session).ok_or(Problem::bad_input("which session"));
    match form.done {
        Change::SignOut => {
            app.access.sign_out(&token, &device).await?;
            let mut response = see_other("/console/sign-in");
            set_cookie(response.headers_mut(), Cookie::Staff.unset());
            let all = HeaderValue::from_static("\"cache\"");
            response.headers_mut().insert(header::HeaderName::from_static("clear-site-data"), all);
            return Ok(response);
        }
        Change::EndOthers => {
            app.access.end_sessions(&staff.name, Which::Others(&token), &by).await?;
        }
        Change::EndOne => {
            app.access.end_sessions(&staff.name, Which::One(named()?), &by).await?;
        }
        Change::DropPasskey if !staff.fresh => return Ok(see_other(PROVE)),
        Change::DropPasskey => {
            if let Err(said) = app.access.remove_passkey(&staff.name, named()?, &by).await {
                let no = said::sentence(frame.voice, said)?;
                return Err(Problem::bad_input(no).with_status(StatusCode::CONFLICT));
            }
        }
    }
    Ok(see_other(HERE))
}

async fn ask(
    State(app): State<Shared>,
    frame: Frame,
    signed: Signed,
    _: Posted<ToForm>,
) -> Result<Response, Problem> {
    match app.access.make_passkey(MakeFor::Session(&signed.staff)).await {
        Ok(ceremony) => {
            let ways = Ways {
                action: "/console/sessions/passkey/made".to_owned(),
                to: "",
                name: "",
                back: HERE.to_owned(),
            };
            Ok(passkey::page(&frame, Ask::Make, &ceremony, ways))
        }
        Err(said) => Err(Problem::bad_input(said::sentence(frame.voice, said)?)),
    }
}

async fn made(
    State(app): State<Shared>,
    frame: Frame,
    signed: Signed,
    Posted(form): Posted<AnswerForm>,
) -> Result<Response, Problem> {
    let Signed { staff, device, .. } = signed;
    let kept = match Token::sent(&form.ticket) {
        Some(ticket) => {
            app.access.keep_passkey(MakeFor::Session(&staff), &ticket, &form.answer, "", &device).await
        }
        None => Err(Refused::NotRight.into()),
    };
    match kept {
        Ok(_) => Ok(see_other(HERE)),
        Err(said) => Err(Problem::bad_input(said::sentence(frame.voice, said)?)),
    }
}
