//! Everything kept of a case as one document: its records byte for byte with their hashes, its papers, and the same in words.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use masalama_access::Right;
use masalama_core::case::CaseId;
use masalama_core::paper::PaperKind;
use masalama_core::record::{Fact, Record, StepIndex};
use masalama_core::step::StepKind;
use masalama_engine::CaseView;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::problem::Problem;
use super::route::{Route, Shared, get};
use super::schema::PaperWord;
use super::view::{self, CaseJson};
use crate::frame::Admitted;
use crate::pages::CaseWords;
use masalama_language::Voice;

/// How a chain is checked, for whoever has nothing but the file.
const CHAIN: &str = "The first record is chained to the digest of \"masalama/chain/1\" and the case's 16 bytes; the hash of each record is the \
digest of the hash before it and the record's bytes. A record whose bytes are kept back stands with its hash alone: the chain goes on from it. \
docs/errors and the manual of `masalama verify` say the rest.";

/// Everything kept of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Export)]
pub struct ExportJson {
    /// When it was made, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub made_at: Timestamp,
    /// The case as its reader may see it.
    pub case: CaseJson,
    /// How the records are chained.
    pub chain: String,
    /// Every record, byte for byte but for what is kept back. Personal fields are in them as commitments only.
    pub records: Vec<ExportRecordJson>,
    /// Every signed paper, byte for byte.
    pub papers: Vec<ExportPaperJson>,
    /// The plan as it stands.
    #[schema(value_type = Object)]
    pub plan: Value,
    /// The public key the papers are verified with. *Shape*: base64url, 43 characters.
    pub public_key: String,
    /// The same for people, in the language of the case.
    pub readable: String,
}

/// A record as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExportRecord)]
pub struct ExportRecordJson {
    /// Its place, from 1 without a gap.
    pub seq: u32,
    /// Its bytes, JSON as text. Absent where it holds what the operator's records say of a line, and whoever asks was not found to be its holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The chain's hash up to it. *Shape*: base64url, 43 characters.
    pub hash: String,
}

/// A paper as signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExportPaper)]
pub struct ExportPaperJson {
    /// Which.
    #[schema(value_type = PaperWord)]
    pub kind: PaperKind,
    /// Its bytes, JSON as text with its line end.
    pub body: String,
}

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let says = "Everything kept of a case, as one document.\nWhat staff see of it is in it for staff only.";
    vec![
        get(Right::ExportCase, "/v1/cases/{case}/export", "export_case", says, export)
            .answers::<ExportJson>(200, "The document, to be kept as a file."),
    ]
}

async fn export(State(app): State<Shared>, admitted: Admitted) -> Result<Response, Problem> {
    export_of(&app, admitted.case, admitted.is_staff()).await
}

/// May whoever asked read this record? What the operator's records say of the line is for its holder: until the claim is accepted nobody
/// knows that he is.
fn is_for_asker(view: &CaseView, record: &Record) -> bool {
    let is_identity = |step: StepIndex| {
        let planned = view.case.plan.steps.get(step.get());
        planned.is_none_or(|planned| planned.kind == StepKind::VerifyIdentity)
    };
    let says_line =
        matches!(record.fact, Fact::Answered { step, .. } | Fact::Found { step, .. } if is_identity(step));
    view.is_accepted() || !says_line
}

/// Everything kept of a case, to be kept as a file.
pub(crate) async fn export_of(app: &Shared, id: CaseId, is_staff: bool) -> Result<Response, Problem> {
    let view = app.desk.view(id).await?;
    let case = view::case_json(&view, &app.zone, is_staff);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let words = CaseWords::of(&case, Voice::plain(case.language));
    let export = ExportJson {
        made_at: app.desk.now(),
        chain: CHAIN.to_owned(),
        records: view
            .journal
            .iter()
            .zip(&view.records)
            .map(|(one, record)| ExportRecordJson {
                seq: one.seq,
                body: (is_staff || is_for_asker(&view, record)).then(|| one.body.clone()),
                hash: one.hash.to_string(),
            })
            .collect(),
        papers: view
            .papers
            .iter()
            .map(|paper| ExportPaperJson { kind: paper.kind, body: text(&paper.body) })
            .collect(),
        plan: serde_json::to_value(&view.case.plan).map_err(|error| Problem::fault(&error))?,
        public_key: app.public_key.clone(),
        readable: words.plain_text(),
        case,
    };
    let name = format!("attachment; filename=\"masalama-case-{id}.json\"");
    Ok(([(header::CONTENT_DISPOSITION, name)], Json(export)).into_response())
}
