//! Where a case is open: on which devices, since when they were last used, and how to end it on all others.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use masalama_access::{Right, Token};
use masalama_language::{PortalText, Sentence, Text, Voice};

use super::shown::{Shown, Tab, TabLink, is_quiet, number, own_case, shown};
use crate::api::{Problem, Route, Shared, get, post};
use crate::frame::{Cookie, Frame, Head, html, see_other};

/// This page.
const HERE: &str = "/my/sessions";

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(Right::OwnSession, HERE, "case_sessions_page", "Where one's own case is open.", page).answers_as(
            200,
            "text/html",
            "The page.",
        ),
        post(Right::OwnSession, HERE, "end_case_sessions", "End all sessions of the case but this one.", end)
            .takes_as("application/x-www-form-urlencoded", "nothing.")
            .answers_as(303, "text/html", "The page again."),
    ]
}

#[derive(Template)]
#[template(path = "portal/sessions.html")]
struct SessionsPage {
    head: Head,
    voice: Voice,
    tabs: Vec<TabLink>,
    is_quiet: bool,
    number: String,
    here: String,
    others: Vec<String>,
}

impl SessionsPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

async fn page(State(app): State<Shared>, frame: Frame, headers: HeaderMap) -> Result<Response, Problem> {
    let Shown { view, case, .. } = shown(&app, &frame).await?;
    let voice = frame.voice;
    let token = Cookie::Case.of(&headers).and_then(Token::sent);
    let own = match &token {
        Some(token) => app.access.case(token).await?.map(|own| own.session),
        None => None,
    };
    let (mut here, mut others) = (String::new(), Vec::new());
    for session in app.access.case_sessions(view.row.case).await? {
        let used = voice.date(app.zone.date_at(session.seen_at));
        let said = voice.text_with(PortalText::OpenOn, &[("device", session.label), ("date", used)]);
        match own.as_ref() == Some(&session.id) {
            true => here = said,
            false => others.push(said),
        }
    }
    Ok(html(&SessionsPage {
        head: frame.head(voice.text(PortalText::OpenOnTitle)),
        voice,
        tabs: Tab::Part.links(voice),
        is_quiet: is_quiet(&view),
        number: number(&case, voice),
        here,
        others,
    }))
}

async fn end(State(app): State<Shared>, frame: Frame, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(token) = Cookie::Case.of(&headers).and_then(Token::sent) {
        app.access.end_other_case_sessions(own_case(&frame.asker)?, &token).await?;
    }
    Ok(see_other(HERE))
}
