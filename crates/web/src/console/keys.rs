//! The list of keys, and the style sheet of the console.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use masalama_access::Right;
use masalama_language::{ConsoleText, Sentence, Text, Voice};

use super::SCRIPTS;
use super::menu::Menu;
use crate::api::{Route, get};
use crate::frame::{Frame, Head, Staff, html};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(Right::OwnSession, "/console/keys", "console_keys_page", "The keys of the console.", show)
            .query("lang", "`en`, `ar` or `zh`.")
            .answers_as(200, "text/html", "The page."),
        get(Right::ReadOpenPages, "/console.css", "console_style", "The style sheet of the console.", style)
            .answers_as(200, "text/css", "The style sheet."),
    ]
}

async fn style() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (kind, include_str!("../../static/console.css")).into_response()
}

#[derive(Template)]
#[template(path = "console/keys.html")]
struct KeysPage {
    head: Head,
    voice: Voice,
    menu: Menu,
    keys: Vec<(String, String)>,
}

impl KeysPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

async fn show(frame: Frame, Staff(member): Staff) -> Response {
    let (voice, menu) = (frame.voice, Menu::of(&frame, &member, "/console/keys"));
    let places = menu.items.iter().map(|item| {
        let with = [("first", "g".to_owned()), ("second", item.letter.to_owned())];
        (voice.text_with(ConsoleText::KeysGoThen, &with), item.name.clone())
    });
    let others = [
        ("/", ConsoleText::NavSearch),
        ("?", ConsoleText::KeysThis),
        ("j", ConsoleText::KeysDown),
        ("k", ConsoleText::KeysUp),
        ("n", ConsoleText::NextPage),
        ("Esc", ConsoleText::KeysLeave),
    ];
    let keys = places.chain(others.map(|(key, means)| (key.to_owned(), voice.text(means)))).collect();
    html(&KeysPage {
        head: frame.head(voice.text(ConsoleText::NavKeys)).with_scripts(SCRIPTS),
        voice,
        menu,
        keys,
    })
}
