//! Search: lines and cases by one number. It is posted, so that nothing personal stands in an address; what is found is masked.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use masalama_access::Right;
use masalama_core::calendar::Zone;
use masalama_core::case::CaseId;
use masalama_core::identity::{DocumentKind, Iccid, IdDocument};
use masalama_core::line::Line;
use masalama_core::port::{CaseRow, LineFilter};
use masalama_core::refusal::RefusalCode;
use masalama_engine::SearchKey;
use masalama_language::{ConsoleText, Sentence, Text, Voice};
use serde::Deserialize;

use super::menu::Menu;
use super::{SCRIPTS, clock, see_other};
use crate::api::{Problem, Route, Shared, get, msisdn, post};
use crate::frame::{Frame, Head, Posted, Staff, html};

/// The most characters of a number that is looked for.
const TYPED_CHARS_MAX: usize = 64;
/// The most cases that are shown of what was found.
const FOUND_MAX: usize = 50;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let form = "`what`: the number; `by`: `any`, `passport`, `resident_card` or `civil_number`.";
    vec![
        get(Right::Search, "/console/search", "console_search_page", "The form that looks for a case.", ask)
            .query("lang", "`en`, `ar` or `zh`.")
            .answers_as(200, "text/html", "The page."),
        post(
            Right::Search,
            "/console/search",
            "console_search",
            "The cases found by one number, masked.",
            look,
        )
        .takes_as("application/x-www-form-urlencoded", form)
        .answers_as(200, "text/html", "The page; a case number leads to its case."),
    ]
}

/// By what is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum By {
    /// A card, a line's number or a case: told apart by their shape.
    #[default]
    Any,
    Passport,
    ResidentCard,
    CivilNumber,
}

impl By {
    fn document(self) -> Option<DocumentKind> {
        match self {
            Self::Any => None,
            Self::Passport => Some(DocumentKind::Passport),
            Self::ResidentCard => Some(DocumentKind::ResidentCard),
            Self::CivilNumber => Some(DocumentKind::CivilNumber),
        }
    }
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SearchForm {
    pub(super) what: String,
    pub(super) by: By,
}

/// A way to look, in the list of ways.
pub(super) struct Way {
    /// Its word in the form.
    pub(super) value: &'static str,
    /// Its name.
    pub(super) name: String,
    /// Was it chosen?
    pub(super) is_chosen: bool,
}

/// What was found.
pub(super) enum Found {
    /// Exactly this case.
    Case(CaseId),
    /// Lines and cases.
    Rows(Rows),
}

/// What was found, masked and in words.
#[derive(Default)]
pub(super) struct Rows {
    /// The line in the operator's records.
    pub(super) line: Vec<(String, String)>,
    /// The cases, newest first.
    pub(super) cases: Vec<CaseLine>,
}

/// A case in a list.
pub(super) struct CaseLine {
    /// Its name.
    pub(super) case: String,
    /// How far it is.
    pub(super) stage: String,
    /// How it is paid for.
    pub(super) kind: String,
    /// When it came.
    pub(super) received: String,
    /// When service is expected to end.
    pub(super) end: String,
}

#[derive(Template)]
#[template(path = "console/search.html")]
struct SearchPage {
    head: Head,
    voice: Voice,
    menu: Menu,
    what: String,
    ways: Vec<Way>,
    refusal: Option<String>,
    found: Option<Rows>,
}

impl SearchPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

async fn ask(frame: Frame, Staff(member): Staff) -> Response {
    html(&page(&frame, Menu::of(&frame, &member, "/console/search"), SearchForm::default()))
}

async fn look(
    State(app): State<Shared>,
    frame: Frame,
    Staff(member): Staff,
    Posted(form): Posted<SearchForm>,
) -> Result<Response, Problem> {
    let menu = Menu::of(&frame, &member, "/console/search");
    let found = match find(&app, &form, frame.voice).await {
        Ok(Found::Case(case)) => return Ok(see_other(&format!("/console/cases/{case}"))),
        Ok(Found::Rows(rows)) => rows,
        Err(problem) if problem.refusal() == Some(RefusalCode::BadInput) => {
            let refusal = Some(frame.voice.text(ConsoleText::SearchUnreadable));
            let mut response = html(&SearchPage { refusal, ..page(&frame, menu, form) });
            *response.status_mut() = StatusCode::BAD_REQUEST;
            return Ok(response);
        }
        Err(problem) => return Err(problem),
    };
    Ok(html(&SearchPage { found: Some(found), ..page(&frame, menu, form) }))
}

fn page(frame: &Frame, menu: Menu, form: SearchForm) -> SearchPage {
    SearchPage {
        head: frame.head(frame.voice.text(ConsoleText::NavSearch)).with_scripts(SCRIPTS),
        voice: frame.voice,
        menu,
        ways: ways(frame.voice, form.by),
        what: form.what,
        refusal: None,
        found: None,
    }
}

/// The ways to look.
pub(super) fn ways(voice: Voice, chosen: By) -> Vec<Way> {
    let way = |by: By, value, name| Way { value, name, is_chosen: by == chosen };
    vec![
        way(By::Any, "any", voice.text(ConsoleText::SearchDetect)),
        way(By::Passport, "passport", voice.tell(DocumentKind::Passport)),
        way(By::ResidentCard, "resident_card", voice.tell(DocumentKind::ResidentCard)),
        way(By::CivilNumber, "civil_number", voice.tell(DocumentKind::CivilNumber)),
    ]
}

/// What is there by the number that was typed.
pub(super) async fn find(app: &Shared, form: &SearchForm, voice: Voice) -> Result<Found, Problem> {
    let typed = form.what.trim();
    let unreadable = || Problem::refused(RefusalCode::BadInput);
    if typed.is_empty() || typed.chars().count() > TYPED_CHARS_MAX {
        return Err(unreadable());
    }
    if let Some(kind) = form.by.document() {
        let rules = app.document_rules();
        let read = rules.iter().find_map(|rules| IdDocument::parse(kind, typed, rules).ok());
        let key = SearchKey::Document(read.ok_or_else(unreadable)?);
        let cases = app.desk.find(&key).await?;
        return Ok(Found::Rows(Rows { line: Vec::new(), cases: case_lines(&cases, voice, &app.zone) }));
    }
    if let Some(case) = CaseId::parse(typed) {
        return Ok(Found::Case(case));
    }
    let (key, filter) = match Iccid::parse(typed) {
        Ok(iccid) => {
            let filter = LineFilter { iccid: Some(iccid.clone()), limit: 1, ..LineFilter::default() };
            (SearchKey::Iccid(iccid), filter)
        }
        Err(_) => {
            let number = msisdn(app, typed).map_err(|_| unreadable())?;
            let filter = LineFilter { msisdn: Some(number.clone()), limit: 1, ..LineFilter::default() };
            (SearchKey::Msisdn(number), filter)
        }
    };
    let lines = app.inventory.lines(&filter).await?.lines;
    let mut cases = app.desk.find(&key).await?;
    if let (SearchKey::Msisdn(_), Some(line)) = (&key, lines.first()) {
        let by_card = app.desk.find(&SearchKey::Iccid(line.numbers.iccid.clone())).await?;
        cases.extend(
            by_card
                .into_iter()
                .filter(|row| !cases.iter().any(|known| known.case == row.case))
                .collect::<Vec<_>>(),
        );
        cases.sort_by_key(|row| std::cmp::Reverse(row.received_at));
    }
    let line = lines.first().map(|line| line_words(line, voice)).unwrap_or_default();
    Ok(Found::Rows(Rows { line, cases: case_lines(&cases, voice, &app.zone) }))
}

/// The line, masked: nothing of its holder.
fn line_words(line: &Line, voice: Voice) -> Vec<(String, String)> {
    let number =
        line.numbers.msisdn.as_ref().map_or_else(|| voice.text(ConsoleText::None), ToString::to_string);
    vec![
        (voice.text(ConsoleText::LineCard), line.numbers.iccid.to_string()),
        (voice.text(ConsoleText::LineMsisdn), number),
        (voice.text(ConsoleText::ColumnOperator), line.facts.operator.to_string()),
        (voice.text(ConsoleText::ColumnKind), voice.tell(line.facts.kind)),
    ]
}

fn case_lines(rows: &[CaseRow], voice: Voice, zone: &Zone) -> Vec<CaseLine> {
    let not_known = || voice.text(ConsoleText::NotKnown);
    let words = |row: &CaseRow| CaseLine {
        case: row.case.to_string(),
        stage: voice.text(super::case::stage_word(row.stage)),
        kind: row.kind.map_or_else(not_known, |kind| voice.tell(kind)),
        received: clock(zone, row.received_at),
        end: row.effective_on.map_or_else(not_known, |day| day.to_string()),
    };
    rows.iter().take(FOUND_MAX).map(words).collect()
}
