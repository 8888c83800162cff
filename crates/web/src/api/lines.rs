//! Lines, for staff: the operator's records, and taking an export of them in.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header;
use masalama_access::Right;
use masalama_core::line::{Line, LineKind, OperatorId};
use masalama_core::port::{LINE_PAGE_MAX, LineFilter, LinePage};
use masalama_core::refusal::RefusalCode;
use serde::{Deserialize, Serialize};

use super::ask::SearchAsk;
use super::cases::{line_filter, page_rows};
use super::input::{self, Asked, Sent};
use super::problem::Problem;
use super::route::{Route, Shared, get, post};
use super::view::{ImportedJson, LineJson, LinesJson};
use crate::frame::Staff;

/// The most bytes of one import.
pub const IMPORT_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The most lines of one import.
pub const IMPORT_LINES_MAX: usize = 20_000;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let rows = "One line of the operator's records per line of text, each a JSON object: numbers {iccid, imsi, msisdn?, eid?}, \
                owner {document {kind, number}, contact_msisdn?, contact_email?}, facts. Or a JSON array of them, as application/json. \
                At most 16 MiB and 20,000 lines; all are taken in, or none.";
    vec![
        get(Right::Search, "/v1/lines", "list_lines", "The operator's records of lines.", list)
            .query("operator", "Only this operator's, by its id.")
            .query("kind", "Only `prepaid` or `postpaid`.")
            .query("after", "`next` of the page before.")
            .query("limit", "At most so many: 1 to 500; 50 when absent.")
            .answers::<LinesJson>(200, "A page of lines; personal numbers are masked.")
            .refuses(&[RefusalCode::BadInput]),
        post(Right::Search, "/v1/lines/search", "search_lines", "A line, by its card or its number.", search)
            .takes::<SearchAsk>()
            .answers::<LinesJson>(200, "The lines that fit; personal numbers are masked."),
        post(
            Right::ImportLines,
            "/v1/lines/import",
            "import_lines",
            "Take in lines of an operator's export.",
            import,
        )
        .takes_as("application/x-ndjson", rows)
        .answers::<ImportedJson>(
            200,
            "All of them are taken in; one that was there already (by card) is replaced.",
        )
        .refuses(&[RefusalCode::NotAsked]),
    ]
}

/// Which lines.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinesAsk {
    #[serde(default)]
    operator: Option<OperatorId>,
    #[serde(default)]
    kind: Option<LineKind>,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    limit: Option<u32>,
}

impl LinesAsk {
    /// As a filter.
    pub(super) fn filter(self) -> Result<LineFilter, Problem> {
        let is_cursor = |text: &String| text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit());
        if self.after.as_ref().is_some_and(|after| !is_cursor(after)) {
            return Err(Problem::bad_input("`after`: give `next` of the page before"));
        }
        let limit = page_rows(self.limit, LINE_PAGE_MAX)?;
        let Self { operator, kind, after, limit: _ } = self;
        Ok(LineFilter { iccid: None, msisdn: None, operator, kind, after, limit })
    }
}

async fn list(
    State(app): State<Shared>,
    _: Staff,
    Asked(asked): Asked<LinesAsk>,
) -> Result<Json<LinesJson>, Problem> {
    Ok(page(app.inventory.lines(&asked.filter()?).await?))
}

async fn search(
    State(app): State<Shared>,
    _: Staff,
    Sent(asked): Sent<SearchAsk>,
) -> Result<Json<LinesJson>, Problem> {
    let filter = line_filter(&app, &asked)?;
    Ok(page(app.inventory.lines(&filter).await?))
}

fn page(page: LinePage) -> Json<LinesJson> {
    Json(LinesJson { lines: page.lines.iter().map(LineJson::from).collect(), next: page.next })
}

async fn import(
    State(app): State<Shared>,
    _: Staff,
    request: Request,
) -> Result<Json<ImportedJson>, Problem> {
    let (parts, body) = request.into_parts();
    let sent =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_rows = match essence.as_str() {
        "application/x-ndjson" => true,
        "application/json" => false,
        _ => {
            let wanted = "the header Content-Type: send lines as application/x-ndjson or application/json";
            return Err(Problem::bad_input(wanted));
        }
    };
    let _place = app.requests.place_for_large().await;
    let bytes = input::read_body(&parts.headers, body, IMPORT_BYTES_MAX).await?;
    let lines = if is_rows { rows(&bytes)? } else { input::json(&bytes)? };
    check_count(lines.len())?;
    let count = lines.len() as u64;
    let new = app.inventory.import(lines).await?;
    Ok(Json(ImportedJson { lines: count, new }))
}

fn check_count(count: usize) -> Result<(), Problem> {
    if count > IMPORT_LINES_MAX {
        let detail = format!("one import has at most {IMPORT_LINES_MAX} lines; nothing was written");
        return Err(Problem::refused(RefusalCode::TooLarge).saying(detail));
    }
    Ok(())
}

/// One JSON object per line of text; an empty line is none.
fn rows(bytes: &[u8]) -> Result<Vec<Line>, Problem> {
    let mut lines = Vec::new();
    for (at, row) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if row.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        check_count(lines.len() + 1)?;
        lines.push(input::json::<Line>(row).map_err(|problem| {
            let said = problem.body().detail.clone().unwrap_or_default();
            Problem::bad_input(format!("row {}: {said}", at + 1))
        })?);
    }
    Ok(lines)
}
