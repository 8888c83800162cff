//! Papers: what was signed and what is signed on asking, to keep; from when there is the rest; and everything on record in one file.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use masalama_access::Right;
use masalama_core::case::CaseId;
use masalama_core::paper::{PaperKind, code_of};
use masalama_language::{PortalText, Sentence, Text, Voice};
use serde::Deserialize;

use super::notes::Receipted;
use super::qr;
use super::receipt::shown_with;
use super::shown::{Shown, Tab, TabLink, is_quiet, number, own_case, shown};
use crate::api::view::CaseJson;
use crate::api::{Asked, Problem, Route, Shared, export_of, get, paper_as};
use crate::frame::{Frame, Head, html};
use crate::pages::{OfferedPaper, offered};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(Right::SeeCase, "/my/papers", "papers_page", "The papers of one's own case.", page).answers_as(
            200,
            "text/html",
            "The page.",
        ),
        get(
            Right::SeeCase,
            "/my/papers/{kind}",
            "own_paper",
            "A signed paper of one's own case, byte for byte; with `.pdf` after its name, printed.",
            paper,
        )
        .query("case", "Another case of the receipt that is shown now, for its receipt.")
        .answers_as(200, "application/json", "The paper exactly as it was signed."),
        get(
            Right::ExportCase,
            "/my/records",
            "own_records",
            "Everything kept of one's own case, as one file.",
            records,
        )
        .answers_as(200, "application/json", "The document."),
    ]
}

#[derive(Template)]
#[template(path = "portal/papers.html")]
struct PapersPage {
    head: Head,
    voice: Voice,
    tabs: Vec<TabLink>,
    is_quiet: bool,
    number: String,
    papers: Vec<OfferedPaper>,
    certificate_yet: Option<String>,
    code: Option<String>,
    covers: Vec<String>,
    not_covered: Vec<String>,
}

impl PapersPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

async fn page(State(app): State<Shared>, frame: Frame) -> Result<Response, Problem> {
    let Shown { view, case, words } = shown(&app, &frame).await?;
    let voice = frame.voice;
    let certificate = view.paper(PaperKind::Certificate);
    let code = certificate.and_then(|paper| code_of(&paper.body)).and_then(|code| qr::svg(&code));
    Ok(html(&PapersPage {
        head: frame.head(Tab::Papers.name(voice)),
        voice,
        tabs: Tab::Papers.links(voice),
        is_quiet: is_quiet(&view),
        number: number(&case, voice),
        certificate_yet: certificate.is_none().then(|| yet(&case, voice)),
        code,
        papers: offered(&app, &view, &case, voice),
        covers: words.covers,
        not_covered: words.not_covered,
    }))
}

fn yet(case: &CaseJson, voice: Voice) -> String {
    match case.effective_on {
        Some(day) => voice.text_with(PortalText::CertificateYet, &[("date", voice.date(day))]),
        None => voice.text(PortalText::CertificateYetUndated),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PaperAsk {
    case: String,
}

impl PaperAsk {
    /// The case whose paper is asked for; nothing where it is none of the person's.
    fn of(&self, own: CaseId, kind: &str, shown: &[Receipted]) -> Option<CaseId> {
        if self.case.is_empty() {
            return Some(own);
        }
        let asked = CaseId::parse(&self.case)?;
        let is_receipt = kind.strip_suffix(".pdf").unwrap_or(kind) == PaperKind::Receipt.as_str();
        let is_shown = is_receipt && shown.iter().any(|one| one.case == asked);
        (asked == own || is_shown).then_some(asked)
    }
}

async fn paper(
    State(app): State<Shared>,
    frame: Frame,
    headers: HeaderMap,
    Path(kind): Path<String>,
    Asked(asked): Asked<PaperAsk>,
) -> Result<Response, Problem> {
    let own = own_case(&frame.asker)?;
    let missing = || Problem::http(StatusCode::NOT_FOUND, "not-issued", &frame.voice.text(Text::NotIssued));
    let case = asked.of(own, &kind, &shown_with(&app, &headers, own)).ok_or_else(missing)?;
    paper_as(&app, case, frame.from, &kind, Some(frame.voice.language())).await?.ok_or_else(missing)
}

async fn records(State(app): State<Shared>, frame: Frame) -> Result<Response, Problem> {
    export_of(&app, own_case(&frame.asker)?, false).await
}
