//! What every page has: head, languages, the token of its forms.

use std::net::IpAddr;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};
use masalama_language::{self as language, LANGUAGES, Voice};

use super::asker::Asker;
use super::cookies::Cookie;
use super::gate::Visit;
use super::peer::address_of;
use super::serve::Nonce;
use crate::api::{Problem, Shared};

/// The language a page is spoken in: the one asked for, the one chosen before, the first the browser names.
pub(super) struct Language {
    spoken: masalama_core::request::Language,
    is_chosen: bool,
}

impl Language {
    pub(super) fn of(parts: &Parts) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang");
        let asked = asked.and_then(|(_, code)| language::of_code(&code));
        let before = || language::of_code(Cookie::Language.of(&parts.headers)?);
        let named = || {
            let accepted = parts.headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
            Some(language::accepted(accepted))
        };
        let spoken = asked.or_else(before).or_else(named).unwrap_or_default();
        Self { spoken, is_chosen: asked.is_some() }
    }

    /// Its code, when it was asked for just now.
    pub(super) fn chosen(&self) -> Option<&'static str> {
        self.is_chosen.then(|| language::code(self.spoken))
    }
}

/// Is the form only to be shown again?
pub(super) fn shows_only(parts: &Parts) -> bool {
    let query = parts.uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).any(|(name, value)| name == "show" && value == "1")
}

/// The voice a page is asked for in.
pub(crate) fn voice_of(parts: &Parts) -> Voice {
    Voice::page(Language::of(parts).spoken)
}

/// What a page's handler is given: the voice to speak with, and what its head and forms need.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// Speaks the language of the page.
    pub(crate) voice: Voice,
    /// Who asks.
    pub(crate) asker: Asker,
    /// From where.
    pub(crate) from: Option<IpAddr>,
    /// The token of the page's forms.
    csrf: String,
    /// What lets our own script run on the page.
    nonce: String,
    is_sandbox: bool,
    path: String,
    /// Is the form that was sent only to be shown again, in another language?
    shows_only: bool,
}

impl Frame {
    pub(super) fn of(parts: &Parts, app: &Shared, visit: &Visit) -> Self {
        Self {
            voice: voice_of(parts),
            asker: parts.extensions.get::<Asker>().cloned().unwrap_or(Asker::Anyone),
            from: address_of(parts),
            csrf: app.form_key.token(visit.session.as_deref(), &visit.cookie),
            nonce: parts.extensions.get::<Nonce>().map(|nonce| nonce.0.clone()).unwrap_or_default(),
            is_sandbox: app.is_sandbox,
            path: parts.uri.path().to_owned(),
            shows_only: shows_only(parts),
        }
    }

    /// Was a form sent only to be shown again in another language? Then nothing in it is judged, and nothing is done.
    pub(crate) fn shows_only(&self) -> bool {
        self.shows_only
    }

    /// The head of a page with this title.
    pub(crate) fn head(&self, title: impl Into<String>) -> Head {
        Head {
            is_sandbox: self.is_sandbox,
            csrf: self.csrf.clone(),
            nonce: self.nonce.clone(),
            page: crate::portal::held_by(&self.path).map_or("", |form| form.page),
            path: self.path.clone(),
            ..Head::alone(self.voice, title.into())
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Frame {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let frame = parts.extensions.get::<Self>().cloned();
        frame.ok_or_else(|| Problem::fault(&std::io::Error::other("a page was served without its frame")))
    }
}

/// What the head of every page needs.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    /// The language tag.
    pub(crate) tag: &'static str,
    /// The direction it is written in.
    pub(crate) direction: &'static str,
    /// The short code of the language.
    pub(crate) code: &'static str,
    /// The title.
    pub(crate) title: String,
    /// Says plainly that this is the sandbox.
    pub(crate) is_sandbox: bool,
    /// Every language but this one.
    pub(crate) others: Vec<OtherLanguage>,
    /// The token of the page's forms: `<input type="hidden" name="csrf" value="…">` in each of them.
    pub(crate) csrf: String,
    /// What lets our own script run on the page.
    pub(crate) nonce: String,
    /// Our own scripts the page is better with, and complete without: addresses.
    pub(crate) scripts: &'static [&'static str],
    /// The page's own path.
    pub(crate) path: String,
    /// Where the page is, when it is drawn at an address that only takes forms; empty for its own.
    pub(crate) page: &'static str,
    /// The form in which something may be typed already: another language draws it again as it is.
    pub(crate) form: Option<HeadForm>,
}

/// A form of the page.
#[derive(Clone, Debug)]
pub(crate) struct HeadForm {
    /// Its id.
    pub(crate) id: String,
    /// Where it is sent.
    pub(crate) to: &'static str,
}

impl Head {
    /// The head of a page that stands by itself: it has no forms of ours and no scripts.
    pub(crate) fn alone(voice: Voice, title: String) -> Self {
        let spoken = voice.language();
        let others = LANGUAGES.into_iter().filter(|language| *language != spoken);
        Self {
            tag: language::tag(spoken),
            direction: language::direction(spoken),
            code: language::code(spoken),
            title,
            is_sandbox: false,
            others: others.map(OtherLanguage::of).collect(),
            csrf: String::new(),
            nonce: String::new(),
            scripts: &[],
            path: String::new(),
            page: "",
            form: None,
        }
    }

    /// With the form that another language draws again.
    pub(crate) fn holding(mut self, id: impl Into<String>, to: &'static str) -> Self {
        self.form = Some(HeadForm { id: id.into(), to });
        self
    }

    /// With these scripts of ours.
    pub(crate) fn with_scripts(mut self, scripts: &'static [&'static str]) -> Self {
        self.scripts = scripts;
        self
    }
}

/// Another language of the same page.
#[derive(Clone, Debug)]
pub(crate) struct OtherLanguage {
    pub(crate) code: &'static str,
    pub(crate) tag: &'static str,
    pub(crate) name: &'static str,
}

impl OtherLanguage {
    fn of(language: masalama_core::request::Language) -> Self {
        Self {
            code: language::code(language),
            tag: language::tag(language),
            name: language::own_name(language),
        }
    }
}

/// A rendered page.
pub(crate) fn html(page: &impl Template) -> Response {
    Html(page.render().expect("the template only prints texts, which cannot fail")).into_response()
}
