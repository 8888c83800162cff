//! Before the request: what is needed, what leaving costs by the terms, and what is lost. What a line's own price is stands in its case.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use masalama_access::Right;
use masalama_core::line::LineKind;
use masalama_core::plan::AdviceKey;
use masalama_language::{PortalText, Sentence, Text, Voice};
use serde::Deserialize;

use super::find::{Have, kind_of, served, step};
use super::typed::About;
use crate::api::{App, Asked, Route, Shared, get};
use crate::frame::{Frame, Head, html};
use crate::guide::{self, LeavingTerm, TermName, TermValue};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(
            Right::FindLine,
            "/end/before",
            "before_page",
            "What is needed to end a line, what it costs by the terms and what is lost.",
            page,
        )
        .query("for", "`own`, `all`, `death`, `abroad`, `pause` or `quiet`.")
        .query("have", "`card`, `esim` or `lost`.")
        .query("kind", "`prepaid`, `postpaid` or nothing.")
        .query("operator", "An operator's id or nothing.")
        .query("typed", "`card` or `number`: what was typed to find the line.")
        .answers_as(200, "text/html", "The page."),
    ]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct BeforeAsk {
    #[serde(rename = "for")]
    about: About,
    have: String,
    kind: String,
    operator: String,
    typed: String,
}

/// The terms of one operator and kind of line.
struct Prices {
    title: String,
    terms: Vec<PriceTerm>,
    pause: Option<String>,
}

struct PriceTerm {
    label: String,
    value: String,
    is_binding: bool,
}

#[derive(Template)]
#[template(path = "portal/before.html")]
struct BeforePage {
    head: Head,
    voice: Voice,
    step: String,
    about: &'static str,
    number_only: bool,
    special: Vec<String>,
    bring: Vec<String>,
    where_card: Vec<String>,
    prices: Vec<Prices>,
    lose: Vec<String>,
    save: Vec<String>,
    query: String,
}

impl BeforePage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

async fn page(State(app): State<Shared>, frame: Frame, Asked(asked): Asked<BeforeAsk>) -> Response {
    let voice = frame.voice;
    let leaving = leaving(&app, &asked);
    let advice = AdviceKey::ALL.iter().filter(|key| leaving.iter().any(|one| one.advice.contains(key)));
    let (bring, rest): (Vec<&AdviceKey>, Vec<&AdviceKey>) = advice.partition(|key| is_to_bring(**key));
    let tell =
        |keys: Vec<&AdviceKey>| -> Vec<String> { keys.into_iter().map(|key| voice.tell(*key)).collect() };
    let save: Vec<&AdviceKey> = rest.into_iter().filter(|key| is_to_save(**key)).collect();
    html(&BeforePage {
        head: frame.head(voice.text(PortalText::BeforeTitle)),
        voice,
        step: step(voice, 2),
        about: asked.about.word(),
        number_only: asked.typed == "number",
        special: special(asked.about, voice),
        bring: tell(bring),
        where_card: where_card(Have::of(&asked.have), voice),
        lose: lose(&leaving, voice),
        prices: leaving.iter().map(|one| prices(one, voice)).collect(),
        save: tell(save),
        query: query(&asked),
    })
}

/// The question again, for the same page in another language. Only words of ours are in it.
fn query(asked: &BeforeAsk) -> String {
    let plain = |word: &str| -> String {
        word.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect()
    };
    let BeforeAsk { about, have, kind, operator, typed } = asked;
    let (have, kind, operator, typed) = (plain(have), plain(kind), plain(operator), plain(typed));
    format!("for={}&have={have}&kind={kind}&operator={operator}&typed={typed}", about.word())
}

/// The terms of every operator and kind that fit what was said.
fn leaving(app: &App, asked: &BeforeAsk) -> Vec<guide::Leaving> {
    let kinds: Vec<LineKind> = match kind_of(&asked.kind) {
        Some(kind) => vec![kind],
        None => vec![LineKind::Prepaid, LineKind::Postpaid],
    };
    let parties = served(app);
    let named: Vec<_> = parties.iter().copied().filter(|party| party.id.as_str() == asked.operator).collect();
    let parties = if named.is_empty() { parties } else { named };
    let now = app.desk.now();
    let each = parties.iter().flat_map(|party| kinds.iter().map(move |kind| (*party, *kind)));
    each.filter_map(|(party, kind)| guide::leaving(&app.policies, party, kind, now)).collect()
}

fn prices(leaving: &guide::Leaving, voice: Voice) -> Prices {
    let kind = voice.tell(leaving.kind);
    let title = [("operator", leaving.operator_name.clone()), ("kind", kind)];
    let term = |term: &LeavingTerm| PriceTerm {
        label: term.label(voice),
        value: term.value(voice),
        is_binding: term.is_binding(),
    };
    let pause = leaving.suspend.as_ref().map(|terms| {
        let with =
            [("period", voice.period(terms.value.longest)), ("amount", voice.money(terms.value.monthly_fee))];
        voice.text_with(Text::SuspendTerms, &with)
    });
    Prices {
        title: voice.text_with(PortalText::TermsOf, &title),
        terms: leaving.terms.iter().map(term).collect(),
        pause,
    }
}

fn special(about: About, voice: Voice) -> Vec<String> {
    let texts: &[PortalText] = match about {
        About::Own => &[],
        About::All => &[PortalText::AllHow],
        About::Death => &[PortalText::DeathSorry, PortalText::DeathPapers, PortalText::DeathHow],
        About::Abroad => &[PortalText::AbroadHow],
        About::Pause => &[PortalText::PauseHow],
        About::Quiet => &[PortalText::QuietHow, PortalText::ReasonQuietHint],
    };
    texts.iter().map(|text| voice.text(*text)).collect()
}

fn where_card(have: Have, voice: Voice) -> Vec<String> {
    use PortalText::{WhereAtShop, WhereInDevice, WhereOnCard, WhereOnPaper};
    let texts: &[PortalText] = match have {
        Have::Card => &[WhereOnCard, WhereInDevice, WhereOnPaper, WhereAtShop],
        Have::Esim => &[WhereInDevice, WhereOnPaper, WhereAtShop],
        Have::Lost => &[WhereOnPaper, WhereAtShop],
    };
    texts.iter().map(|text| voice.text(*text)).collect()
}

fn lose(leaving: &[guide::Leaving], voice: Voice) -> Vec<String> {
    let mut said = [PortalText::LoseService, PortalText::LoseNumber, PortalText::LoseCodes]
        .map(|text| voice.text(text))
        .to_vec();
    let mut balances: Vec<_> = leaving
        .iter()
        .flat_map(|one| &one.terms)
        .filter(|term| term.name() == TermName::RefundBalance)
        .map(LeavingTerm::said)
        .collect();
    balances.dedup();
    // Where the terms differ from operator to operator, each says it for itself above.
    if let [TermValue::YesNo(is_paid_back)] = balances.as_slice() {
        let value = voice.text(if *is_paid_back { Text::ValueYes } else { Text::ValueNo });
        said.push(voice.text_with(PortalText::LoseBalance, &[("value", value)]));
    }
    said
}

fn is_to_bring(key: AdviceKey) -> bool {
    use AdviceKey as A;
    matches!(
        key,
        A::BringCardOrProof
            | A::BringDocument
            | A::KnowNumber
            | A::ExpectQuestions
            | A::PayDues
            | A::AskNotice
            | A::PackDevices
    )
}

fn is_to_save(key: AdviceKey) -> bool {
    use AdviceKey as A;
    matches!(
        key,
        A::BackUpContacts
            | A::BackUpPhotos
            | A::BackUpVoicemail
            | A::MoveBank
            | A::MoveMessengers
            | A::MoveEmail
            | A::MoveGovernment
    )
}
