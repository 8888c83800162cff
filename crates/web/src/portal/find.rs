//! Finding the line: what is ended, what the person has in hand, and how it is paid for. Only the shape of a number is judged here; nothing
//! is looked up, so that ours, not ours, ending, ended and held-back lines are all the same.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use masalama_access::Right;
use masalama_core::line::LineKind;
use masalama_core::policy::{Party, Role};
use masalama_core::refusal::RefusalCode;
use masalama_language::{PortalText, Sentence, Text, Voice};
use serde::Deserialize;

use super::field::{Choice, Field, Input, Summary, choices};
use super::notes::Visitor;
use super::slip::Slips;
use super::typed::{About, Found, find as find_by_shape};
use crate::api::{App, Asked, Route, Shared, get, post};
use crate::frame::{Frame, Head, Posted, html, see_other};
use crate::guide;

/// How many steps there are from here to the receipt.
pub(super) const STEPS: usize = 3;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(Right::FindLine, "/end", "find_line_page", "Which line is to end?", page)
            .query("for", "`own`, `all`, `death`, `abroad`, `pause` or `quiet`.")
            .answers_as(200, "text/html", "The page."),
        post(
            Right::FindLine,
            "/end",
            "find_line",
            "What was typed to find a line. Nothing is looked up.",
            found,
        )
        .takes_as("application/x-www-form-urlencoded", "for, number, have, kind, operator.")
        .answers_as(303, "text/html", "What is needed next, whatever the records say.")
        .refuses(&[RefusalCode::FormNotOurs]),
    ]
}

/// For which situation a page is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AboutAsk {
    #[serde(rename = "for")]
    pub(super) about: About,
}

#[derive(Template)]
#[template(path = "portal/find.html")]
struct FindPage {
    head: Head,
    voice: Voice,
    step: String,
    about: &'static str,
    summary: Option<Summary>,
    asked: Vec<Field>,
}

impl FindPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FindForm {
    #[serde(rename = "for")]
    about: About,
    number: String,
    have: String,
    kind: String,
    operator: String,
}

async fn page(State(app): State<Shared>, frame: Frame, Asked(asked): Asked<AboutAsk>) -> Response {
    let form = FindForm { about: asked.about, have: "card".to_owned(), ..FindForm::default() };
    rendered(&app, &frame, &form, &Slips::default())
}

async fn found(
    State(app): State<Shared>,
    frame: Frame,
    headers: HeaderMap,
    Posted(form): Posted<FindForm>,
) -> Response {
    let mut slips = Slips::default();
    if frame.shows_only() {
        return rendered(&app, &frame, &form, &slips);
    }
    let Some(found) = slips.keep("number", find_by_shape(&app, &form.number)) else {
        let page = rendered(&app, &frame, &form, &slips);
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    };
    if let Some(visitor) = Visitor::sent(&headers) {
        match found {
            Found::Card => app.notes.keep_typed(visitor, form.number.trim().to_owned()),
            // Who has no card's number finds it first; the telephone number is of no use before that.
            Found::Number => app.notes.forget_typed(visitor),
        }
    }
    let have = Have::of(&form.have);
    let kind = kind_of(&form.kind).map_or("", kind_word);
    let operator = served(&app).into_iter().find(|party| party.id.as_str() == form.operator);
    let operator = operator.map(|party| party.id.to_string()).unwrap_or_default();
    let typed = if found == Found::Number { "number" } else { "card" };
    let about = form.about.word();
    let query = format!("for={about}&have={}&kind={kind}&operator={operator}&typed={typed}", have.word());
    see_other(&format!("/end/before?{query}"))
}

fn rendered(app: &App, frame: &Frame, form: &FindForm, slips: &Slips) -> Response {
    let voice = frame.voice;
    let asked = fields(app, form, slips, voice);
    html(&FindPage {
        head: frame.head(voice.text(PortalText::FindTitle)).holding("ask", "/end"),
        voice,
        step: step(voice, 1),
        about: form.about.word(),
        summary: Summary::of(&asked, slips, voice),
        asked,
    })
}

fn fields(app: &App, form: &FindForm, slips: &Slips, voice: Voice) -> Vec<Field> {
    let text = |text| voice.text(text);
    let number = Input::Text { mode: "tel", complete: "off", is_number: true };
    let have = choices(
        voice,
        [("card", PortalText::HaveCard), ("esim", PortalText::HaveEsim), ("lost", PortalText::HaveLost)],
    );
    let kinds = choices(
        voice,
        [
            ("prepaid", PortalText::KindPrepaidMeans),
            ("postpaid", PortalText::KindPostpaidMeans),
            ("", PortalText::KindUnsure),
        ],
    );
    let mut asked = vec![
        Field::new("number", text(PortalText::FindNumber), &form.number, number)
            .hint(text(PortalText::FindNumberHint)),
        Field::new("have", text(PortalText::HaveLegend), &form.have, Input::Radios(have)),
        Field::new("kind", text(PortalText::KindLegend), &form.kind, Input::Radios(kinds)),
    ];
    let operators = served(app);
    if operators.len() > 1 {
        let unsure = Choice::of("", text(PortalText::OperatorUnsure));
        let named = operators.into_iter().map(|party| Choice::of(party.id.to_string(), party.name.clone()));
        let list = Input::List(std::iter::once(unsure).chain(named).collect());
        asked.push(Field::new("operator", text(PortalText::OperatorLabel), &form.operator, list).optional());
    }
    asked.into_iter().map(|field| field.checked(slips, voice)).collect()
}

/// "Step 1 of 3".
pub(super) fn step(voice: Voice, at: usize) -> String {
    voice.text_with(PortalText::PageStep, &[("step", at.to_string()), ("steps", STEPS.to_string())])
}

/// The operators whose lines can be ended here: the invented ones in the sandbox, the others elsewhere.
pub(super) fn served(app: &App) -> Vec<&Party> {
    let is_served = |party: &&Party| (party.role == Role::Sandbox) == app.is_sandbox;
    guide::operators(&app.policies).into_iter().filter(is_served).collect()
}

/// What the person has in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Have {
    /// The card.
    Card,
    /// An eSIM.
    Esim,
    /// Neither: it is lost.
    Lost,
}

impl Have {
    /// The one of this word; the card for any other.
    pub(super) fn of(word: &str) -> Self {
        match word {
            "esim" => Self::Esim,
            "lost" => Self::Lost,
            _ => Self::Card,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Esim => "esim",
            Self::Lost => "lost",
        }
    }
}

/// The kind of this word, if it is one.
pub(super) fn kind_of(word: &str) -> Option<LineKind> {
    [LineKind::Prepaid, LineKind::Postpaid].into_iter().find(|kind| kind_word(*kind) == word)
}

fn kind_word(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Prepaid => "prepaid",
        LineKind::Postpaid => "postpaid",
    }
}
