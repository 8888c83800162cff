//! The first page, and the style sheet of all of them.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::layout::{Head, html, spoken};
use crate::api::{Asked, Route, Shared, get};
use masalama_language::{Text, Voice};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/", "home_page", "The first page: what this is.", home)
            .query("lang", "`en`, `ar` or `zh`.")
            .answers_as(200, "text/html", "The page."),
        get("/style.css", "style_sheet", "The style sheet of all pages.", style).answers_as(
            200,
            "text/css",
            "The style sheet.",
        ),
    ]
}

/// In which language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InLanguage {
    #[serde(default)]
    pub(super) lang: Option<String>,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    head: Head,
    voice: Voice,
    public_key: String,
}

impl HomePage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }
}

async fn home(State(app): State<Shared>, headers: HeaderMap, Asked(asked): Asked<InLanguage>) -> Response {
    let voice = Voice::page(spoken(asked.lang.as_deref(), &headers));
    let head = Head::of(voice, voice.text(Text::HomeTitle), app.is_sandbox);
    html(&HomePage { head, voice, public_key: app.public_key.clone() })
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../static/style.css"))
        .into_response()
}
