//! The channel checker: is a number, link or account really the operator's?

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use masalama_access::Right;
use masalama_core::channel::{self, TEXT_CHARS_MAX, Verdict};
use masalama_language::{PortalText, Sentence, Text, Voice};
use serde::Deserialize;

use super::field::{Field, Input, Summary};
use super::slip::{Slip, Slips};
use crate::api::{Route, Shared, get, post};
use crate::frame::{Frame, Head, Posted, html};
use crate::guide;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(Right::ReadOpenPages, "/check", "check_page", "Is this really my operator? The form.", page)
            .answers_as(200, "text/html", "The page."),
        post(
            Right::ReadOpenPages,
            "/check",
            "check_channel",
            "Hold an address against the known channels.",
            check,
        )
        .takes_as("application/x-www-form-urlencoded", "text: at most 2000 characters.")
        .answers_as(200, "text/html", "What is known of it."),
    ]
}

#[derive(Template)]
#[template(path = "portal/check.html")]
struct CheckPage {
    head: Head,
    voice: Voice,
    summary: Option<Summary>,
    asked: Vec<Field>,
    answer: Option<String>,
    source: Option<String>,
    is_official: bool,
    fraud: Vec<String>,
}

impl CheckPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct CheckForm {
    text: String,
}

async fn page(frame: Frame) -> Response {
    html(&rendered(&frame, "", &Slips::default()))
}

async fn check(State(app): State<Shared>, frame: Frame, Posted(form): Posted<CheckForm>) -> Response {
    let mut slips = Slips::default();
    if frame.shows_only() {
        return html(&rendered(&frame, &form.text, &slips));
    }
    if form.text.trim().is_empty() {
        slips.add("text", Slip::Missing);
    } else if form.text.chars().nth(TEXT_CHARS_MAX).is_some() {
        slips.add("text", Slip::TooLong { most: TEXT_CHARS_MAX });
    }
    let mut page = rendered(&frame, &form.text, &slips);
    if !slips.is_empty() {
        return (StatusCode::UNPROCESSABLE_ENTITY, html(&page)).into_response();
    }
    let verdict = channel::check(&form.text, &app.policies);
    page.is_official = verdict.is_known_official();
    page.answer = Some(said(&verdict, frame.voice));
    page.source = source(&verdict, frame.voice);
    html(&page)
}

fn said(verdict: &Verdict, voice: Voice) -> String {
    match verdict {
        Verdict::KnownOfficial(listed) => {
            voice.text_with(PortalText::CheckOfficial, &[("owner", listed.owner.clone())])
        }
        Verdict::KnownUnconfirmed(listed) => {
            voice.text_with(PortalText::CheckUnconfirmed, &[("owner", listed.owner.clone())])
        }
        Verdict::Disputed { .. } => voice.text(PortalText::CheckDisputed),
        Verdict::LookAlike { of, owner, .. } => {
            voice.text_with(PortalText::CheckLookAlike, &[("of", of.clone()), ("owner", owner.clone())])
        }
        Verdict::NotKnown { .. } => voice.text(PortalText::CheckNotKnown),
    }
}

fn source(verdict: &Verdict, voice: Voice) -> Option<String> {
    let (source, day) = match verdict {
        Verdict::KnownOfficial(listed) | Verdict::KnownUnconfirmed(listed) => {
            (&listed.contact.address.source, listed.contact.address.checked_on)
        }
        Verdict::Disputed { reason, .. } => (&reason.source, reason.checked_on),
        Verdict::LookAlike { .. } | Verdict::NotKnown { .. } => return None,
    };
    let with = [("source", source.clone()), ("date", voice.date(day))];
    Some(voice.text_with(Text::SourceChecked, &with))
}

fn rendered(frame: &Frame, typed: &str, slips: &Slips) -> CheckPage {
    let voice = frame.voice;
    let typed: String = typed.chars().take(TEXT_CHARS_MAX).collect();
    let asked = vec![
        Field::new("text", voice.text(PortalText::CheckLabel), &typed, Input::Lines).checked(slips, voice),
    ];
    CheckPage {
        head: frame.head(voice.text(PortalText::CheckTitle)).holding("ask", "/check"),
        voice,
        summary: Summary::of(&asked, slips, voice),
        asked,
        answer: None,
        source: None,
        is_official: false,
        fraud: guide::fraud(voice),
    }
}
