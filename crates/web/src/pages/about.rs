//! The first page, and the style sheet of all of them.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use masalama_access::Right;
use serde::Deserialize;

use crate::api::{Asked, Problem, Route, Shared, get};
use crate::frame::{Frame, Head, html};
use masalama_language::{Text, Voice};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(Right::ReadOpenPages, "/", "home_page", "The first page: what this is.", home)
            .query("lang", "`en`, `ar` or `zh`.")
            .answers_as(200, "text/html", "The page."),
        get(
            Right::ReadOpenPages,
            "/static/{file}",
            "script",
            "A script that pages are better with, and complete without.",
            script,
        )
        .answers_as(200, "text/javascript", "The script."),
        get(Right::ReadOpenPages, "/style.css", "style_sheet", "The style sheet of all pages.", style)
            .answers_as(200, "text/css", "The style sheet."),
    ]
}

/// In which language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InLanguage {
    #[serde(default, rename = "lang")]
    _lang: Option<String>,
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

async fn home(State(app): State<Shared>, frame: Frame, _: Asked<InLanguage>) -> Response {
    let voice = frame.voice;
    let head = frame.head(voice.text(Text::HomeTitle));
    html(&HomePage { head, voice, public_key: app.public_key.clone() })
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../static/style.css"))
        .into_response()
}

/// Our own scripts, by name.
const SCRIPTS: [(&str, &str); 3] = [
    ("portal.js", include_str!("../../static/portal.js")),
    ("console.js", include_str!("../../static/console.js")),
    ("passkey.js", include_str!("../../static/passkey.js")),
];

async fn script(Path(name): Path<String>) -> Result<Response, Problem> {
    let script = SCRIPTS.iter().find(|(known, _)| *known == name).map(|(_, script)| *script);
    let missing = || Problem::http(StatusCode::NOT_FOUND, "unknown-address", "there is no such script");
    let script = script.ok_or_else(missing)?;
    Ok(([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], script).into_response())
}
