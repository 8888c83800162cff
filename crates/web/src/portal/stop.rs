//! The stop link in a message: it can pause a case and do nothing else. The page before says nothing of the case, so that a mail scanner
//! that opens the link changes and learns nothing; and afterwards it says the same whether the link was ours or not.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use masalama_access::Right;
use masalama_engine::{Said, StopToken};
use masalama_language::{PortalText, Sentence, Text, Voice};

use crate::api::{Problem, Route, Shared, get, post};
use crate::frame::{Frame, Head, html};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(
            Right::PauseCase,
            "/stop/{token}",
            "stop_page",
            "The page of a stop link. It changes nothing.",
            page,
        )
        .answers_as(200, "text/html", "The page, the same for every link."),
        post(Right::PauseCase, "/stop/{token}", "stop_case", "Pause the case of a stop link.", stop)
            .takes_as("application/x-www-form-urlencoded", "nothing.")
            .answers_as(200, "text/html", "The page, the same for every link."),
    ]
}

#[derive(Template)]
#[template(path = "portal/stop.html")]
struct StopPage {
    head: Head,
    voice: Voice,
    is_done: bool,
}

impl StopPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

async fn page(frame: Frame) -> Response {
    rendered(&frame, false)
}

async fn stop(
    State(app): State<Shared>,
    frame: Frame,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    if let Some(token) = StopToken::parse(&token) {
        match app.desk.stop(&token).await {
            Ok(()) | Err(Said::Refused(_)) => {}
            Err(fault @ Said::Fault(_)) => return Err(fault.into()),
        }
    }
    Ok(rendered(&frame, true))
}

fn rendered(frame: &Frame, is_done: bool) -> Response {
    let voice = frame.voice;
    let title = if is_done { PortalText::StopDoneTitle } else { PortalText::StopTitle };
    html(&StopPage { head: frame.head(voice.text(title)), voice, is_done })
}
