//! A whole call on one page: what to read aloud, what the policy asks, the search for a case there is already, and the case itself with
//! everything that may be done. Requests by e-mail, letter and over the counter are taken in the same way.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use masalama_access::Right;
use masalama_core::case::CaseId;
use masalama_core::identity::DocumentKind;
use masalama_core::record::Actor;
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{Channel, Language, Reason};
use masalama_engine::Receipted;
use masalama_language::{ConsoleText, LANGUAGES, Sentence, Text, Voice, code, own_name};
use serde::Deserialize;

use super::SCRIPTS;
use super::caller::{BY_STAFF, CallForm};
use super::case::{Body, Named, tasks};
use super::menu::Menu;
use super::script::{Line, aloud, groups};
use super::search::{Found, Rows, SearchForm, Way, find, ways};
use crate::api::{Asked, Problem, Route, Shared, fresh_id, get, post};
use crate::frame::{Frame, Head, Member, Posted, Staff, html};

/// The most characters of one field.
const FIELD_CHARS_MAX: usize = 254;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    use RefusalCode::{DateInPast, DateTooFar, KeyReused};
    let form = "`do`: `find` or `open`; `channel`, `speak`, and what the script asks.";
    vec![
        get(Right::TakeRequest, "/console/call", "console_call_page", "A whole call on one page.", show)
            .query("channel", "`phone`, `email`, `shop` or `letter`.")
            .query("speak", "The caller's language: `en`, `ar` or `zh`.")
            .query("case", "The case the call is about.")
            .query("lang", "`en`, `ar` or `zh`.")
            .answers_as(200, "text/html", "The page."),
        post(
            Right::TakeRequest,
            "/console/call",
            "console_take_request",
            "Search during a call, or receive the request.",
            said,
        )
        .takes_as("application/x-www-form-urlencoded", form)
        .answers_as(200, "text/html", "The page, with what was found or the receipt.")
        .refuses(&[DateInPast, DateTooFar, KeyReused]),
    ]
}

/// How a call began.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CallAsk {
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    speak: Option<String>,
    #[serde(default)]
    case: Option<String>,
    #[serde(default, rename = "lang")]
    _lang: Option<String>,
}

/// The receipt as it is dictated.
struct Received {
    case: String,
    case_groups: Vec<String>,
    credential_groups: Vec<String>,
}

/// A choice of a list.
struct Choice {
    value: String,
    name: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "console/call.html")]
struct CallPage {
    head: Head,
    voice: Voice,
    menu: Menu,
    form: CallForm,
    channels: Vec<Choice>,
    speaks: Vec<Choice>,
    documents: Vec<Choice>,
    reasons: Vec<Choice>,
    ways: Vec<Way>,
    caller: Language,
    refusal: Option<String>,
    wrong: Vec<&'static str>,
    found: Option<Rows>,
    received: Option<Received>,
    body: Option<Body>,
}

impl CallPage {
    fn of(frame: &Frame, member: &Member, mut form: CallForm) -> Self {
        let voice = frame.voice;
        let (channel, caller) = (form.channel(), form.speak(voice.language()));
        if form.once.is_empty() {
            form.once = fresh_id();
        }
        let chosen = |named: Named, is: &str| Choice {
            is_chosen: named.value == is,
            value: named.value,
            name: named.name,
        };
        let channels = Named::every::<Channel>(voice)
            .into_iter()
            .filter(|named| BY_STAFF.iter().any(|by| super::case::word(by) == named.value));
        let channel = super::case::word(&channel);
        Self {
            head: frame.head(voice.text(ConsoleText::NavCall)).with_scripts(SCRIPTS),
            voice,
            menu: Menu::of(frame, member, "/console/call"),
            channels: channels.map(|named| chosen(named, &channel)).collect(),
            speaks: LANGUAGES
                .into_iter()
                .map(|one| Choice {
                    value: code(one).to_owned(),
                    name: own_name(one).to_owned(),
                    is_chosen: one == caller,
                })
                .collect(),
            documents: Named::every::<DocumentKind>(voice)
                .into_iter()
                .map(|named| chosen(named, &form.document_kind))
                .collect(),
            reasons: Named::every::<Reason>(voice)
                .into_iter()
                .map(|named| chosen(named, &form.reason))
                .collect(),
            ways: ways(voice, form.by),
            caller,
            form,
            refusal: None,
            wrong: Vec::new(),
            found: None,
            received: None,
            body: None,
        }
    }

    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }

    /// The same page with a case, from which ways lead back to it.
    fn with(self, body: Body) -> Self {
        let body = body.on_call(&self.after());
        Self { body: Some(body), ..self }
    }

    /// A sentence in every language, the caller's first.
    fn aloud(&self, text: &ConsoleText) -> Line {
        aloud(*text, self.caller, self.voice.language())
    }

    /// Could this field not be read?
    fn is_wrong(&self, field: &str) -> bool {
        self.wrong.contains(&field)
    }

    /// The label of a field.
    fn label(&self, field: &str) -> String {
        self.say(match field {
            "iccid" => ConsoleText::LineCard,
            "document_number" => ConsoleText::CallDocumentNumber,
            "date" => ConsoleText::CallDate,
            "contact" => ConsoleText::ContactPhone,
            "email" => ConsoleText::ContactMail,
            "reason" => ConsoleText::ReasonGiven,
            _ => ConsoleText::CallWanted,
        })
    }

    /// What stands behind the link to a case that was found.
    fn after(&self) -> String {
        format!("&channel={}&speak={}", super::case::word(&self.form.channel()), code(self.caller))
    }
}

impl CallPage {
    /// The caller's language, for the form.
    fn speak_code(&self) -> &'static str {
        code(self.caller)
    }

    /// The channel, for the form.
    fn channel_word(&self) -> String {
        super::case::word(&self.form.channel())
    }
}

super::case::body_words!(CallPage);

async fn show(
    State(app): State<Shared>,
    frame: Frame,
    Staff(member): Staff,
    Asked(asked): Asked<CallAsk>,
) -> Result<Response, Problem> {
    let form = CallForm {
        channel: asked.channel.unwrap_or_default(),
        speak: asked.speak.unwrap_or_default(),
        ..CallForm::default()
    };
    let mut page = CallPage::of(&frame, &member, form);
    if let Some(case) = asked.case {
        let case = CaseId::parse(&case).ok_or(Problem::refused(RefusalCode::NoSuchCase))?;
        let view = app.desk.view(case).await?;
        page = page.with(Body::of(&app, &view, &frame, &member));
    }
    Ok(html(&page))
}

/// The call page around a case, after something was said of it.
pub(super) fn around(frame: &Frame, member: &Member, body: Body) -> Response {
    html(&CallPage::of(frame, member, CallForm::default()).with(body))
}

async fn said(
    State(app): State<Shared>,
    frame: Frame,
    Staff(member): Staff,
    Posted(form): Posted<CallForm>,
) -> Result<Response, Problem> {
    let is_short = |text: &&String| text.chars().count() <= FIELD_CHARS_MAX;
    let typed =
        [&form.what, &form.iccid, &form.document_number, &form.date, &form.contact, &form.email, &form.once];
    if !typed.iter().all(is_short) {
        return Err(Problem::refused(RefusalCode::TooLarge));
    }
    match form.done.as_str() {
        "find" if !form.what.trim().is_empty() => look(&app, &frame, &member, form).await,
        "open" => open(&app, &frame, &member, form).await,
        _ => Ok(html(&CallPage::of(&frame, &member, form))),
    }
}

/// Looks for a case; what was typed so far stays.
async fn look(app: &Shared, frame: &Frame, member: &Member, form: CallForm) -> Result<Response, Problem> {
    let asked = SearchForm { what: form.what.clone(), by: form.by };
    let mut page = CallPage::of(frame, member, form);
    match find(app, &asked, frame.voice).await {
        Ok(Found::Case(case)) => {
            let view = app.desk.view(case).await?;
            page = page.with(Body::of(app, &view, frame, member));
        }
        Ok(Found::Rows(rows)) => page.found = Some(rows),
        Err(problem) if problem.refusal() == Some(RefusalCode::BadInput) => {
            page.refusal = Some(frame.voice.text(ConsoleText::SearchUnreadable));
            let mut response = html(&page);
            *response.status_mut() = StatusCode::BAD_REQUEST;
            return Ok(response);
        }
        Err(problem) => return Err(problem),
    }
    Ok(html(&page))
}

/// Receives the request; the same form sent twice is received once.
async fn open(app: &Shared, frame: &Frame, member: &Member, form: CallForm) -> Result<Response, Problem> {
    let refused = |form: CallForm, sentence: String, wrong: Vec<&'static str>| {
        let page = CallPage { refusal: Some(sentence), wrong, ..CallPage::of(frame, member, form) };
        let mut response = html(&page);
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(response)
    };
    let request = match form.request(app, frame.voice.language()) {
        Ok(request) => request,
        Err(wrong) => {
            let is_unreachable = form.has_no_contact() && wrong == ["contact", "email"];
            let why = if is_unreachable { ConsoleText::CallNoContact } else { ConsoleText::CallUnreadable };
            return refused(form, frame.voice.text(why), wrong);
        }
    };
    let name = member.name.clone().ok_or(Problem::refused(RefusalCode::NotAllowed))?;
    let once = format!("console.{}.{}", name.as_str(), form.once);
    match app.desk.open(request, Actor::Staff(name), Some(&once)).await.map_err(Problem::from) {
        Ok(receipted) => received(app, frame, member, form, &receipted).await,
        Err(problem) => match problem.refusal() {
            Some(code) => refused(form, frame.voice.tell(code), Vec::new()),
            None => Err(problem),
        },
    }
}

/// The receipt to dictate, and the case to go on with.
async fn received(
    app: &Shared,
    frame: &Frame,
    member: &Member,
    form: CallForm,
    receipted: &Receipted,
) -> Result<Response, Problem> {
    let view = app.desk.view(receipted.case).await?;
    let case = receipted.case.to_string();
    let page = CallPage {
        received: Some(Received {
            case_groups: groups(&case),
            credential_groups: groups(receipted.credential.reveal()),
            case,
        }),
        ..CallPage::of(
            frame,
            member,
            CallForm { channel: form.channel, speak: form.speak, ..CallForm::default() },
        )
    };
    Ok(html(&page.with(Body::of(app, &view, frame, member))))
}
