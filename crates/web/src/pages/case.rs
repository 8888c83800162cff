//! The page of a case. Case and credential come in the body of a form, never in an address; so does everything that is chosen there.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use masalama_access::Right;
use masalama_core::case::CaseId;
use masalama_core::paper::PaperKind;
use masalama_core::plan::AdviceKey;
use masalama_core::record::{Actor, Choice};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{RefundMethod, ReturnWay};
use masalama_engine::{CaseView, Credential};
use serde::Deserialize;

use super::CaseWords;
use super::about::InLanguage;
use crate::api::view::{CaseJson, case_json};
use crate::api::{Asked, Problem, Route, Shared, get, paper_named, paper_response, post, typed_date};
use crate::frame::{Frame, Head, Posted, html};
use masalama_language::{Text, Voice};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let form = "case, credential, and `do`: show, retract, refund, return, amend, tick, decline or paper, with what each needs.";
    vec![
        get(Right::EnterCase, "/case", "find_case_page", "The form that opens a case.", find)
            .query("lang", "`en`, `ar` or `zh`.")
            .answers_as(200, "text/html", "The page."),
        post(
            Right::EnterCase,
            "/case",
            "case_page",
            "The page of a case, and what the person chooses there.",
            show,
        )
        .takes_as("application/x-www-form-urlencoded", form)
        .answers_as(200, "text/html", "The page; for `do=paper` the paper."),
    ]
}

#[derive(Template)]
#[template(path = "find.html")]
struct FindPage {
    head: Head,
    voice: Voice,
}

impl FindPage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }
}

/// A value of a list and how it is called.
struct Named {
    value: String,
    name: String,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    head: Head,
    voice: Voice,
    words: CaseWords,
    case: CaseJson,
    credential: String,
    methods: Vec<Named>,
}

impl CasePage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }

    /// Can a pause be asked for here? Terms that nobody confirmed only inform.
    fn can_suspend(&self) -> bool {
        self.case.suspend.as_ref().is_some_and(|terms| terms.can_be_asked)
    }

    /// The word of a piece of advice in forms.
    fn key_of(&self, key: &AdviceKey) -> String {
        word(key)
    }
}

/// What a form on the page sends. Fields that do not belong to what is done are ignored: a form sends all it has.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CaseForm {
    case: String,
    credential: String,
    #[serde(rename = "lang")]
    _lang: Option<String>,
    #[serde(rename = "do")]
    done: String,
    advice: Option<AdviceKey>,
    method: Option<RefundMethod>,
    destination: String,
    way: String,
    on: String,
    from_hour: String,
    address: String,
    suspend_until: String,
    wanted_on: String,
    kind: String,
}

async fn find(frame: Frame, _: Asked<InLanguage>) -> Response {
    let voice = frame.voice;
    html(&FindPage { head: frame.head(voice.text(Text::CaseFindTitle)), voice })
}

/// Lets the person in, does what was chosen, and shows the case as it is then.
async fn show(
    State(app): State<Shared>,
    frame: Frame,
    Posted(form): Posted<CaseForm>,
) -> Result<Response, Problem> {
    let unknown = || Problem::refused(RefusalCode::NoSuchCase);
    let case = CaseId::parse(&form.case).ok_or_else(unknown)?;
    let credential = Credential::typed(&form.credential).ok_or_else(unknown)?;
    app.desk.admit(case, &credential).await?;
    if form.done == "paper" {
        let kind: PaperKind = paper_named(&form.kind).ok_or(Problem::refused(RefusalCode::NotAsked))?;
        return Ok(paper_response(case, kind, app.desk.paper(case, kind).await?));
    }
    choose(&app, case, &form).await?;
    let view = app.desk.view(case).await?;
    Ok(page(&app, &view, &credential, &frame))
}

/// Does what the form chose.
async fn choose(app: &Shared, case: CaseId, form: &CaseForm) -> Result<(), Problem> {
    let (desk, by) = (&app.desk, Actor::Subscriber);
    let text = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
    let day =
        |name, typed: &str| typed_date(typed).map_err(|why| Problem::bad_input(format!("`{name}`: {why}")));
    let missing = || Problem::refused(RefusalCode::BadInput);
    match form.done.as_str() {
        "" | "show" => {}
        "retract" => {
            let until = match text(&form.suspend_until) {
                Some(typed) => Some(day("suspend_until", &typed)?),
                None => None,
            };
            desk.retract(case, by, until).await?;
        }
        "refund" => {
            let method = form.method.ok_or_else(missing)?;
            desk.choose_refund(case, by, method, text(&form.destination)).await?;
        }
        "return" if form.way == "shop" => desk.choose_return(case, by, ReturnWay::Shop, None).await?,
        "return" => {
            let from_hour = form.from_hour.trim().parse().map_err(|_| missing())?;
            let way = ReturnWay::Courier { on: day("on", &form.on)?, from_hour };
            desk.choose_return(case, by, way, text(&form.address)).await?;
        }
        "amend" => desk.amend(case, by, day("wanted_on", &form.wanted_on)?).await?,
        "tick" => {
            let advice = form.advice.ok_or_else(missing)?;
            desk.note(case, by, Choice::Ticked { advice }).await?;
        }
        "decline" => desk.note(case, by, Choice::OfferDeclined).await?,
        _ => return Err(Problem::refused(RefusalCode::NotAsked)),
    }
    Ok(())
}

fn page(app: &Shared, view: &CaseView, credential: &Credential, frame: &Frame) -> Response {
    let voice = frame.voice;
    let case = case_json(view, &app.zone, false);
    let words = CaseWords::of(&case, voice);
    let methods = case.settlement.refund.as_ref().map(|refund| refund.methods.clone()).unwrap_or_default();
    let named = |method: RefundMethod| Named { value: word(&method), name: voice.tell(method) };
    html(&CasePage {
        head: frame.head(words.title.clone()),
        voice,
        words,
        credential: credential.reveal().to_owned(),
        methods: methods.into_iter().map(named).collect(),
        case,
    })
}

/// The word a value has on the wire.
fn word(value: &impl serde::Serialize) -> String {
    let word = serde_json::to_value(value).ok();
    word.as_ref().and_then(|word| word.as_str()).unwrap_or_default().to_owned()
}
