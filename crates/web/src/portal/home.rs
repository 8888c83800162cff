//! The first page: "end a line" is what one sees first.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use masalama_access::Right;
use masalama_language::{PortalText, Sentence, Text, Voice};

use crate::api::{Route, Shared, get};
use crate::frame::{Frame, Head, html};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(
            Right::ReadOpenPages,
            "/",
            "home_page",
            "The first page: end a line, or see how far it is.",
            home,
        )
        .answers_as(200, "text/html", "The page."),
    ]
}

#[derive(Template)]
#[template(path = "portal/home.html")]
struct HomePage {
    head: Head,
    voice: Voice,
    has_case: bool,
    public_key: String,
}

impl HomePage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

async fn home(State(app): State<Shared>, frame: Frame) -> Response {
    let voice = frame.voice;
    html(&HomePage {
        head: frame.head(voice.text(Text::HomeTitle)),
        voice,
        has_case: frame.asker.case().is_some(),
        public_key: app.public_key.clone(),
    })
}
