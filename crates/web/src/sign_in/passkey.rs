//! The page on which the browser is asked for a passkey, or to make one. Its script is ours; its answer comes back as a form.

use askama::Template;
use axum::response::Response;
use masalama_access::Ceremony;
use masalama_language::{SignInText, Text, Voice};
use serde::Deserialize;

use crate::frame::{Frame, Head, html};

/// Our script.
const SCRIPTS: &[&str] = &["/static/passkey.js"];

/// What the page asks for.
#[derive(Clone, Copy)]
pub(super) enum Ask {
    /// A passkey there is.
    Show,
    /// A new one.
    Make,
}

/// Where the answer goes, and the way back.
pub(super) struct Ways<'a> {
    /// Where the form goes.
    pub(super) action: String,
    /// Where to go afterwards.
    pub(super) to: &'a str,
    /// The name of a first account.
    pub(super) name: &'a str,
    /// The way back.
    pub(super) back: String,
}

/// What the form brings back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerForm {
    pub(super) ticket: String,
    pub(super) answer: String,
    #[serde(default)]
    pub(super) to: String,
    #[serde(default)]
    pub(super) name: String,
}

#[derive(Template)]
#[template(path = "sign_in/passkey.html")]
struct PasskeyPage {
    head: Head,
    voice: Voice,
    action: String,
    ask: &'static str,
    options: String,
    ticket: String,
    to: String,
    name: String,
    back: String,
}

impl PasskeyPage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }

    fn text(&self, text: SignInText) -> String {
        self.voice.text(text)
    }
}

/// The page.
pub(super) fn page(frame: &Frame, ask: Ask, ceremony: &Ceremony, ways: Ways<'_>) -> Response {
    let voice = frame.voice;
    html(&PasskeyPage {
        head: frame.head(voice.text(SignInText::PasskeyTitle)).with_scripts(SCRIPTS),
        voice,
        action: ways.action,
        ask: match ask {
            Ask::Show => "show",
            Ask::Make => "make",
        },
        options: ceremony.options.to_string(),
        ticket: ceremony.ticket.reveal().to_owned(),
        to: ways.to.to_owned(),
        name: ways.name.to_owned(),
        back: ways.back,
    })
}
