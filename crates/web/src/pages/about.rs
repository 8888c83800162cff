//! The style sheet of all pages, and their scripts.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use masalama_access::Right;
use serde::Deserialize;

use crate::api::{Problem, Route, get};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
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
