//! Papers: the signed bytes, and the same printed.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use masalama_access::Right;
use masalama_core::case::CaseId;
use masalama_core::paper::{PaperKind, verify};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::Language;
use masalama_engine::Said;
use masalama_language::{code, of_code};
use serde::Deserialize;

use super::app::{Face, PressFault};
use super::input::Asked;
use super::limit::{Share, apart};
use super::problem::Problem;
use super::route::{Route, Shared, get};
use crate::frame::{self, Admitted};

/// How many papers are printed at the same time.
pub(crate) const PRINTS_AT_ONCE: usize = 2;
/// How long a paper may wait for the press and be printed.
const PRINT_TIME: Duration = Duration::from_secs(20);

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let says = "A signed paper, byte for byte.\nWith `.pdf` after its name (`certificate.pdf`) the paper is printed: \
                `application/pdf`, tagged, with a code that verifies without a network and the signed paper attached.";
    vec![
        get(Right::SeeCase, "/v1/cases/{case}/papers/{kind}", "read_paper", says, paper)
            .query("lang", "For a PDF: `en`, `ar` or `zh`; the case's language when absent.")
            .answers_as(
                200,
                "application/json",
                "The paper exactly as it was signed; any other byte is a change.",
            )
            .refuses(&[RefusalCode::BadInput]),
    ]
}

/// In which language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PaperAsk {
    lang: Option<String>,
}

async fn paper(
    State(app): State<Shared>,
    admitted: Admitted,
    Named(named): Named,
    Asked(asked): Asked<PaperAsk>,
) -> Result<Response, Problem> {
    let unknown = || Problem::bad_input("`lang`: en, ar or zh");
    let language = asked.lang.map(|code| of_code(&code).ok_or_else(unknown)).transpose()?;
    paper_as(&app, admitted.case, admitted.from, &named, language).await?.ok_or_else(|| {
        let detail = "this paper is not issued yet, or the case has nothing to say in it; the papers are receipt, certificate, \
                      closing-statement, retraction, quote, final-bill, return-slip and archive";
        Problem::http(StatusCode::NOT_FOUND, "not-issued", detail)
    })
}

/// A paper of a case by its name, for whoever asks from there: the signed bytes, or printed in a language (else its own) when the name ends with `.pdf`. Nothing when
/// there is no such paper, or the case has nothing to say in it yet.
pub(crate) async fn paper_as(
    app: &Face,
    case: CaseId,
    from: Option<IpAddr>,
    named: &str,
    language: Option<Language>,
) -> Result<Option<Response>, Problem> {
    let plain = named.strip_suffix(".pdf");
    let name = plain.unwrap_or(named);
    let Some(kind) = PaperKind::ALL.into_iter().find(|kind| kind.as_str() == name) else { return Ok(None) };
    let paper = match app.desk.paper(case, kind).await {
        Err(Said::Refused(RefusalCode::NotAsked)) => return Ok(None),
        answered => answered?,
    };
    let (media, ending, body) = if plain.is_some() {
        let share = app.requests.printing.take(Some(case), from)?;
        let own = || verify(&paper, None).map(|paper| paper.content.heading().language).unwrap_or_default();
        let language = language.unwrap_or_else(own);
        ("application/pdf", format!("-{}.pdf", code(language)), print(app, share, paper, language).await?)
    } else {
        ("application/json", ".json".to_owned(), paper)
    };
    let file = format!("attachment; filename=\"masalama-{}-{case}{ending}\"", kind.as_str());
    let headers = [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, file)];
    Ok(Some((headers, body).into_response()))
}

/// Prints apart from the handlers, a few at a time. What takes too long is given up; its place is free once it has ended.
async fn print(app: &Face, share: Share, paper: Vec<u8>, language: Language) -> Result<Vec<u8>, Problem> {
    let (press, places) = (Arc::clone(&app.press), Arc::clone(&app.printing));
    let printing = async move {
        apart(&places, share, move || press.pdf(&paper, language)).await?.map_err(|fault| refused(&fault))
    };
    tokio::time::timeout(PRINT_TIME, printing).await.unwrap_or_else(|_| {
        let detail = "papers are printed for others just now; try again, or take the signed paper itself";
        Err(Problem::http(StatusCode::SERVICE_UNAVAILABLE, "press-busy", detail))
    })
}

fn refused(fault: &PressFault) -> Problem {
    match fault {
        PressFault::NoFont { package, .. } => {
            tracing::error!(error = %fault, "a paper could not be printed");
            let detail = format!("a font is missing on the server: the package {package} has it");
            Problem::http(StatusCode::SERVICE_UNAVAILABLE, "no-font", &detail)
        }
        PressFault::Failed(_) => Problem::fault(fault),
    }
}

/// The name in a path.
struct Named(String);

impl FromRequestParts<Shared> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        Ok(Self(frame::path(parts, app, "kind").await.unwrap_or_default()))
    }
}
