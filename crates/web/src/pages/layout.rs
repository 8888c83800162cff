//! What every page has: head, languages, and the page for a no.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use masalama_core::request::Language;

use crate::api::{FAULT_SENTENCE, Problem};
use masalama_language::{self as language, LANGUAGES, Text, Voice};

/// What the head of every page needs.
pub(super) struct Head {
    /// The language tag.
    pub(super) tag: &'static str,
    /// The direction it is written in.
    pub(super) direction: &'static str,
    /// The short code of the language, for forms.
    pub(super) code: &'static str,
    /// The title.
    pub(super) title: String,
    /// Says plainly that this is the sandbox.
    pub(super) is_sandbox: bool,
    /// Every language but this one.
    pub(super) others: Vec<OtherLanguage>,
}

/// Another language of the same page.
pub(super) struct OtherLanguage {
    pub(super) code: &'static str,
    pub(super) tag: &'static str,
    pub(super) name: &'static str,
}

impl Head {
    pub(super) fn of(voice: Voice, title: String, is_sandbox: bool) -> Self {
        let spoken = voice.language();
        let others = LANGUAGES.into_iter().filter(|language| *language != spoken);
        Self {
            tag: language::tag(spoken),
            direction: language::direction(spoken),
            code: language::code(spoken),
            title,
            is_sandbox,
            others: others
                .map(|language| OtherLanguage {
                    code: language::code(language),
                    tag: language::tag(language),
                    name: language::own_name(language),
                })
                .collect(),
        }
    }
}

/// The language to speak: the one asked for, else the first the browser names.
pub(super) fn spoken(asked: Option<&str>, headers: &axum::http::HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    asked.and_then(language::of_code).unwrap_or_else(|| accepted.map(language::accepted).unwrap_or_default())
}

/// A rendered page.
pub(super) fn html(page: &impl Template) -> Response {
    Html(page.render().expect("the template only prints texts, which cannot fail")).into_response()
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    head: Head,
    voice: Voice,
    sentence: String,
    detail: Option<String>,
    more: Option<String>,
    back: &'static str,
}

impl ProblemPage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }
}

/// A no as a page, with a way back.
pub(super) fn problem(problem: &Problem, voice: Voice, is_sandbox: bool, back: &'static str) -> Response {
    let said = problem.body();
    let (title, sentence, more) = match problem.refusal() {
        Some(code) => {
            let more = format!("{}?lang={}", said.kind, language::code(voice.language()));
            (voice.text(Text::RefusalTitle), voice.tell(code), Some(more))
        }
        None => match &said.instance {
            Some(id) => {
                let sentence = voice.text_with(Text::FaultSentence, &[("id", id.clone())]);
                (voice.text(Text::FaultTitle), sentence, None)
            }
            None => (voice.text(Text::RefusalTitle), said.detail.clone().unwrap_or_default(), None),
        },
    };
    let detail = said.detail.clone().filter(|detail| detail != FAULT_SENTENCE && *detail != sentence);
    let head = Head::of(voice, title, is_sandbox);
    let page = ProblemPage { head, voice, sentence, detail, more, back };
    let mut response = html(&page);
    *response.status_mut() = problem.status();
    if problem.status() == StatusCode::UNAUTHORIZED {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, axum::http::HeaderValue::from_static("Bearer"));
    }
    response
}
