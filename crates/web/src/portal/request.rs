//! The request: exactly the fields that intake compares, then the receipt at once. Sending the same form twice, from two tabs or after going
//! back, gets the same receipt; sending it changed is another request.

use std::net::{IpAddr, SocketAddr};

use askama::Template;
use axum::Extension;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use masalama_access::{Device, Right};
use masalama_core::commitment::Digest;
use masalama_core::record::Actor;
use masalama_core::refusal::RefusalCode;
use masalama_core::request::Request;
use masalama_engine::Said;
use masalama_language::{self as language, LANGUAGES, PortalText, Sentence, Text, Voice};
use tokio::time::Instant;

use super::field::{Choice, Field, Input, Summary, choices};
use super::find::{AboutAsk, step};
use super::notes::{Receipted, Visitor};
use super::slip::{Slip, Slips};
use super::typed::{About, Reading, RequestForm};
use crate::api::{Asked, Problem, Route, Shared, get, post, status_of};
use crate::frame::{Cookie, Frame, Head, Posted, fresh, html, see_other, set_cookie};

/// The most characters of a form's own key.
const KEY_CHARS_MAX: usize = 64;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let fields = "key, for, card, date (both once for each line), document_kind, document, date_kind, contact, email, reason, wanted_on, language.";
    vec![
        get(Right::OpenCase, "/end/request", "request_page", "The form of a request.", page)
            .query("for", "`own`, `all`, `death`, `abroad`, `pause` or `quiet`.")
            .answers_as(200, "text/html", "The page."),
        post(
            Right::OpenCase,
            "/end/request",
            "send_request",
            "Hand in a request.\nWhen this answers 303, the case exists and its receipt is durable.",
            send,
        )
        .takes_as("application/x-www-form-urlencoded", fields)
        .answers_as(303, "text/html", "The receipt, whatever the records say of the line.")
        .answers_as(422, "text/html", "The form again, with what is wrong beside each field.")
        .refuses(&[RefusalCode::FormNotOurs, RefusalCode::TooMany]),
    ]
}

#[derive(Template)]
#[template(path = "portal/request.html")]
struct RequestPage {
    head: Head,
    voice: Voice,
    step: String,
    about: &'static str,
    key: String,
    special: Vec<String>,
    /// Was quiet mode chosen? If not yet, the way out waits until it is.
    is_quiet: bool,
    summary: Option<Summary>,
    asked: Vec<Field>,
    more: Vec<Field>,
    more_is_open: bool,
}

impl RequestPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

async fn page(
    State(app): State<Shared>,
    frame: Frame,
    headers: HeaderMap,
    Asked(asked): Asked<AboutAsk>,
) -> Response {
    let card = Visitor::sent(&headers).and_then(|visitor| app.notes.typed(visitor)).unwrap_or_default();
    let reason = match asked.about {
        About::Death => "death",
        About::Abroad => "leaving_country",
        About::Quiet => "survivor",
        About::Own | About::All | About::Pause => "customer_request",
    };
    let form = RequestForm {
        key: fresh(),
        about: asked.about,
        card: vec![card],
        date_kind: "activated".to_owned(),
        document_kind: "passport".to_owned(),
        reason: reason.to_owned(),
        language: language::code(frame.voice.language()).to_owned(),
        ..RequestForm::default()
    };
    rendered(&frame, &form, &Slips::default())
}

/// From where a request comes.
type From = Option<Extension<ConnectInfo<SocketAddr>>>;

async fn send(
    State(app): State<Shared>,
    frame: Frame,
    headers: HeaderMap,
    from: From,
    Posted(form): Posted<RequestForm>,
) -> Result<Response, Problem> {
    if frame.shows_only() {
        return Ok(rendered(&frame, &form, &Slips::default()));
    }
    let from = from.map(|Extension(ConnectInfo(address))| address.ip());
    let requests = match form.read(&Reading { app: &app, today: today(&app) }) {
        Ok(requests) => requests,
        Err(slips) => return Ok(again(&frame, &form, &slips, StatusCode::UNPROCESSABLE_ENTITY)),
    };
    match open(&app, &form.key, &requests, from).await {
        Ok(receipts) => received(&app, &headers, from, receipts).await,
        Err(Said::Refused(code)) => {
            let is_day = matches!(code, RefusalCode::DateInPast | RefusalCode::DateTooFar);
            let field = if is_day { "wanted-on" } else { "card" };
            let status = status_of(code);
            let mut slips = Slips::default();
            slips.add(field, Slip::Refused(code));
            Ok(again(&frame, &form, &slips, status))
        }
        Err(fault @ Said::Fault(_)) => Err(fault.into()),
    }
}

/// Opens a case for each request. What was opened before under the same key is not opened again.
async fn open(
    app: &Shared,
    key: &str,
    requests: &[Request],
    from: Option<IpAddr>,
) -> Result<Vec<Receipted>, Said> {
    for request in requests {
        let line = app.desk.line_key(&request.claim.iccid);
        app.requests.count(line, from, Instant::now()).map_err(|_| Said::Refused(RefusalCode::TooMany))?;
    }
    let mut receipts = Vec::with_capacity(requests.len());
    for request in requests {
        let key = idempotency(key, request);
        let opened = app.desk.open(request.clone(), Actor::Subscriber, Some(&key)).await?;
        receipts.push(Receipted {
            case: opened.case,
            credential: opened.credential,
            card: request.claim.iccid.to_string(),
            was_before: opened.was_before,
        });
    }
    Ok(receipts)
}

/// The key of what was asked: of the form, and of what stood in it. A form that is corrected and sent again is another request.
fn idempotency(key: &str, request: &Request) -> String {
    let key: String = key.chars().take(KEY_CHARS_MAX).collect();
    let canonical = serde_json::to_vec(request).expect("a request has only string keys, so it is JSON");
    Digest::of(&[b"masalama/portal-request/1", key.as_bytes(), &canonical]).to_string()
}

/// Begins a session for the first case, and goes to the receipt.
async fn received(
    app: &Shared,
    headers: &HeaderMap,
    from: Option<IpAddr>,
    receipts: Vec<Receipted>,
) -> Result<Response, Problem> {
    let first = receipts.first().ok_or(Problem::refused(RefusalCode::BadInput))?;
    let token = app.access.open_case(first.case, &device(headers, from)).await?;
    if let Some(visitor) = Visitor::sent(headers) {
        app.notes.forget_typed(visitor);
    }
    app.notes.keep_receipts(Visitor::of(token.reveal()), receipts);
    let mut response = see_other("/my/receipt");
    set_cookie(response.headers_mut(), Cookie::Case.set(token.reveal()));
    Ok(response)
}

/// What the person uses.
pub(super) fn device(headers: &HeaderMap, from: Option<IpAddr>) -> Device {
    let agent = headers.get(header::USER_AGENT).and_then(|sent| sent.to_str().ok()).unwrap_or_default();
    Device::new(agent, from)
}

fn today(app: &Shared) -> Date {
    app.zone.date_at(app.desk.now())
}

fn again(frame: &Frame, form: &RequestForm, slips: &Slips, status: StatusCode) -> Response {
    (status, rendered(frame, form, slips)).into_response()
}

fn rendered(frame: &Frame, form: &RequestForm, slips: &Slips) -> Response {
    let voice = frame.voice;
    let asked = asked(form, slips, voice);
    let more = more(form, slips, voice);
    let all: Vec<_> = asked.iter().chain(&more).cloned().collect();
    html(&RequestPage {
        head: frame
            .head(voice.text(PortalText::RequestTitle))
            .with_scripts(&[super::SCRIPT])
            .holding("ask", "/end/request"),
        voice,
        step: step(voice, 3),
        about: form.about.word(),
        key: form.key.chars().take(KEY_CHARS_MAX).collect(),
        special: special(form.about, voice),
        is_quiet: form.reason == "survivor",
        summary: Summary::of(&all, slips, voice),
        more_is_open: form.about != About::Own || more.iter().any(|field| field.wrong.is_some()),
        asked,
        more,
    })
}

/// What matters for this situation.
fn special(about: About, voice: Voice) -> Vec<String> {
    match about {
        About::Abroad => vec![voice.text(PortalText::AbroadHow)],
        About::Quiet => vec![voice.text(PortalText::QuietHow)],
        About::Own | About::All | About::Death | About::Pause => Vec::new(),
    }
}

/// What is compared with the records.
fn asked(form: &RequestForm, slips: &Slips, voice: Voice) -> Vec<Field> {
    let text = |text| voice.text(text);
    let number = |mode| Input::Text { mode, complete: "off", is_number: true };
    let mut fields = vec![
        Field::new(
            "document_kind",
            text(PortalText::DocumentKind),
            &form.document_kind,
            Input::List(papers(voice)),
        ),
        Field::new("document", text(PortalText::DocumentNumber), &form.document, number("text")),
    ];
    let days =
        choices(voice, [("activated", PortalText::DateActivated), ("purchased", PortalText::DatePurchased)]);
    let typed = |list: &[String], row: usize| list.get(row).cloned().unwrap_or_default();
    let lines = form.about.lines();
    let label = |one, of: PortalText, row: usize| {
        if lines == 1 { text(one) } else { voice.text_with(of, &[("number", (row + 1).to_string())]) }
    };
    for row in 0..lines {
        let card = label(PortalText::CardNumber, PortalText::CardNumberOf, row);
        let day = label(PortalText::KnownDate, PortalText::DateOf, row);
        let card = Field::new("card", card, &typed(&form.card, row), number("numeric")).place(row + 1);
        let day = Field::new("date", day, &typed(&form.date, row), Input::Day).place(row + 1);
        if row == 0 {
            fields.push(card.hint(text(PortalText::FindNumberHint)));
            fields.push(Field::new(
                "date_kind",
                text(PortalText::DateKind),
                &form.date_kind,
                Input::Radios(days.clone()),
            ));
            fields.push(day.hint(text(PortalText::KnownDateHint)));
        } else {
            fields.extend([card.optional(), day.optional()]);
        }
    }
    let phone = Input::Text { mode: "tel", complete: "tel", is_number: true };
    let mail = Input::Text { mode: "email", complete: "email", is_number: true };
    let phone = Field::new("contact", text(PortalText::ContactNumber), &form.contact, phone)
        .hint(text(PortalText::ContactNumberHint));
    let mail = Field::new("email", text(PortalText::ContactEmail), &form.email, mail)
        .hint(text(PortalText::ContactEmailHint));
    match form.about {
        About::Abroad => fields.extend([mail, phone.optional()]),
        About::Own | About::All | About::Death | About::Pause | About::Quiet => {
            fields.extend([phone, mail.optional()]);
        }
    }
    fields.push(
        Field::new("wanted_on", text(PortalText::WantedOn), &form.wanted_on, Input::Day)
            .hint(text(PortalText::WantedOnHint))
            .optional(),
    );
    fields.into_iter().map(|field| field.checked(slips, voice)).collect()
}

/// The papers people are known by.
pub(super) fn papers(voice: Voice) -> Vec<Choice> {
    choices(
        voice,
        [
            ("passport", PortalText::DocumentPassport),
            ("resident_card", PortalText::DocumentResidentCard),
            ("civil_number", PortalText::DocumentCivilNumber),
        ],
    )
}

/// Why, and in which language papers are written.
fn more(form: &RequestForm, slips: &Slips, voice: Voice) -> Vec<Field> {
    let text = |text| voice.text(text);
    let reasons = choices(
        voice,
        [
            ("customer_request", PortalText::ReasonCustomerRequest),
            ("leaving_country", PortalText::ReasonLeavingCountry),
            ("changing_operator", PortalText::ReasonChangingOperator),
            ("death", PortalText::ReasonDeath),
            ("survivor", PortalText::ReasonSurvivor),
        ],
    );
    let languages = LANGUAGES
        .into_iter()
        .map(|one| Choice::of(language::code(one), language::own_name(one).to_owned()))
        .collect();
    let fields = [
        Field::new("reason", text(PortalText::ReasonLabel), &form.reason, Input::List(reasons))
            .hint(text(PortalText::ReasonQuietHint)),
        Field::new("language", text(PortalText::PaperLanguage), &form.language, Input::List(languages)),
    ];
    fields.into_iter().map(|field| field.checked(slips, voice)).collect()
}
