//! Cases: opening one, reading, listing, searching.

use std::net::{IpAddr, SocketAddr};

use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use masalama_access::Right;
use masalama_core::case::CaseId;
use masalama_core::identity::{Email, Iccid, IdDocument, IdentityError, Msisdn};
use masalama_core::port::{CASE_PAGE_MAX, CaseFilter, LineFilter};
use masalama_core::record::Actor;
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{Channel, Claim, ClaimedDate, Request};
use tokio::time::Instant;
use utoipa::openapi::Required;

use super::app::App;
use super::ask::{CasesAsk, CeaseAsk, DocumentAsk, SearchAsk};
use super::input::{Asked, Sent, at};
use super::problem::Problem;
use super::route::{Route, Shared, get, post};
use super::view::{self, CaseJson, CasesJson, OpenedJson, TimelineJson};
use crate::frame::{self, Admitted, Staff};

/// The most characters of an idempotency key.
const IDEMPOTENCY_CHARS_MAX: usize = 128;
/// Rows of a page when the caller does not say.
pub(crate) const PAGE_ROWS_USUAL: u32 = 50;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    use RefusalCode::{BadInput, DateInPast, DateTooFar, KeyReused, TooMany};
    let key = "At most 128 visible characters, never used for another request. The same key with the same request \
               answers 200 with the same case.";
    let opened = "The request is received; this is its receipt. The answer looks alike whatever the records say of the line.";
    vec![
        post(
            Right::OpenCase,
            "/v1/cases",
            "open_case",
            "Ask to end a line.\nWhen this answers, the case exists and its receipt is durable.",
            open,
        )
        .header("Idempotency-Key", Required::False, key)
        .header("X-Staff-Name", Required::False, "With a staff token: who takes the request in.")
        .takes::<CeaseAsk>()
        .answers::<OpenedJson>(201, opened)
        .answers::<OpenedJson>(200, "The same request came before with this key; this is its answer.")
        .refuses(&[DateInPast, DateTooFar, KeyReused, TooMany]),
        get(Right::Search, "/v1/cases", "list_cases", "Cases, newest first.", list)
            .query("stage", "Only those in this stage.")
            .query("after", "`next` of the page before.")
            .query("limit", "At most so many: 1 to 500; 50 when absent.")
            .answers::<CasesJson>(200, "A page of cases.")
            .refuses(&[BadInput]),
        post(
            Right::Search,
            "/v1/cases/search",
            "search_cases",
            "The cases of a line, by its card or its number.",
            search,
        )
        .takes::<SearchAsk>()
        .answers::<CasesJson>(200, "Its cases, newest first."),
        get(Right::SeeCase, "/v1/cases/{case}", "read_case", "A case.", read)
            .answers::<CaseJson>(200, "The case as its reader may see it."),
        get(
            Right::SeeCase,
            "/v1/cases/{case}/timeline",
            "read_timeline",
            "Every record of a case, oldest first.",
            timeline,
        )
        .answers::<TimelineJson>(200, "The records."),
    ]
}

async fn open(
    State(app): State<Shared>,
    Caller { staff, from }: Caller,
    headers: HeaderMap,
    Sent(asked): Sent<CeaseAsk>,
) -> Result<Response, Problem> {
    let by = match staff {
        Some(staff) => Actor::Staff(staff.named()?),
        None => Actor::Subscriber,
    };
    let key = idempotency_key(&headers)?;
    let request = request(&app, asked)?;
    if by == Actor::Subscriber {
        app.requests.count(app.desk.line_key(&request.claim.iccid), from, Instant::now())?;
    }
    let receipted = app.desk.open(request, by, key).await?;
    let receipt = serde_json::from_slice(&receipted.receipt).map_err(|error| Problem::fault(&error))?;
    let status = if receipted.was_before { StatusCode::OK } else { StatusCode::CREATED };
    let answer = OpenedJson {
        case: receipted.case,
        credential: receipted.credential.reveal().to_owned(),
        receipt,
        links: view::links(receipted.case),
    };
    let place = [(header::LOCATION, format!("/v1/cases/{}", receipted.case))];
    Ok((status, place, Json(answer)).into_response())
}

/// Who asks for a line to be ended: anybody may.
struct Caller {
    staff: Option<Staff>,
    from: Option<IpAddr>,
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let from = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let asker = frame::Asker::from_request_parts(parts, app).await?;
        Ok(Self { staff: asker.staff().cloned().map(Staff), from })
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(sent) = headers.get("idempotency-key") else { return Ok(None) };
    let key = sent.to_str().ok().filter(|key| {
        (1..=IDEMPOTENCY_CHARS_MAX).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic())
    });
    let wanted = "the header Idempotency-Key: 1 to 128 visible characters without spaces";
    key.map(Some).ok_or_else(|| Problem::bad_input(wanted))
}

/// What was typed, as a request; the first field that cannot be read is named, and what stood there never is.
pub(crate) fn request(app: &App, asked: CeaseAsk) -> Result<Request, Problem> {
    let iccid = Iccid::parse(&asked.iccid).map_err(|error| at("iccid", error))?;
    let document = document(app, &asked.document, "document.number")?;
    let date = match (asked.purchased_on, asked.activated_on) {
        (Some(on), None) => ClaimedDate::PurchasedOn(on),
        (None, Some(on)) => ClaimedDate::ActivatedOn(on),
        (None, None) => return Err(at("activated_on", "give this day, or `purchased_on`")),
        (Some(_), Some(_)) => return Err(at("purchased_on", "give this day or `activated_on`, not both")),
    };
    let contact = asked.contact_msisdn.as_deref().filter(|typed| !typed.trim().is_empty());
    let contact_msisdn = contact.map(|typed| msisdn(app, typed)).transpose();
    let contact = asked.contact_email.as_deref().filter(|typed| !typed.trim().is_empty());
    let contact_email = contact.map(Email::parse).transpose();
    Ok(Request {
        claim: Claim {
            iccid,
            document,
            date,
            contact_msisdn: contact_msisdn.map_err(|error| at("contact_msisdn", error))?,
            contact_email: contact_email.map_err(|error| at("contact_email", error))?,
        },
        channel: asked.channel.unwrap_or(Channel::Api),
        reason: asked.reason.unwrap_or_default(),
        wanted_on: asked.wanted_on,
        language: asked.language.unwrap_or_default(),
    })
}

/// The document, if it obeys the rules of any country there is a pack for.
pub(super) fn document(app: &App, asked: &DocumentAsk, place: &str) -> Result<IdDocument, Problem> {
    let mut refused = None;
    for rules in app.document_rules() {
        match IdDocument::parse(asked.kind, &asked.number, &rules) {
            Ok(document) => return Ok(document),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    let why = refused.map_or_else(|| "no document is known here".to_owned(), |error| error.to_string());
    Err(at(place, why))
}

/// A number as typed: with its country code, or without it where there is only one country.
pub(crate) fn msisdn(app: &App, typed: &str) -> Result<Msisdn, IdentityError> {
    match app.region() {
        Some(region) => Msisdn::parse_in(typed, &region),
        None => Msisdn::parse(typed),
    }
}

async fn list(
    State(app): State<Shared>,
    _: Staff,
    Asked(asked): Asked<CasesAsk>,
) -> Result<Json<CasesJson>, Problem> {
    let after = asked.after.as_deref().map(|text| {
        CaseId::parse(text).ok_or_else(|| Problem::bad_input("`after`: give `next` of the page before"))
    });
    let filter = CaseFilter {
        line: None,
        stage: asked.stage,
        after: after.transpose()?,
        limit: page_rows(asked.limit, CASE_PAGE_MAX)?,
    };
    cases(&app, filter).await
}

/// How many rows a page is to have.
pub(crate) fn page_rows(asked: Option<u32>, most: u32) -> Result<u32, Problem> {
    match asked {
        None => Ok(PAGE_ROWS_USUAL),
        Some(rows) if (1..=most).contains(&rows) => Ok(rows),
        Some(_) => Err(Problem::bad_input(format!("`limit`: a page has 1 to {most} rows"))),
    }
}

async fn cases(app: &App, filter: CaseFilter) -> Result<Json<CasesJson>, Problem> {
    let page = app.desk.cases(filter).await?;
    let cases = page.rows.into_iter().map(Into::into).collect();
    Ok(Json(CasesJson { cases, next: page.next }))
}

async fn search(
    State(app): State<Shared>,
    _: Staff,
    Sent(asked): Sent<SearchAsk>,
) -> Result<Json<CasesJson>, Problem> {
    let Some(iccid) = iccid_of(&app, &asked).await? else {
        return Ok(Json(CasesJson { cases: Vec::new(), next: None }));
    };
    let line = Some(app.desk.line_key(&iccid));
    cases(&app, CaseFilter { line, limit: CASE_PAGE_MAX, ..CaseFilter::default() }).await
}

/// The card that is looked for; by a number, the card the operator's records have for it.
async fn iccid_of(app: &App, asked: &SearchAsk) -> Result<Option<Iccid>, Problem> {
    let filter = line_filter(app, asked)?;
    if let Some(iccid) = filter.iccid {
        return Ok(Some(iccid));
    }
    let page = app.inventory.lines(&filter).await?;
    Ok(page.lines.into_iter().next().map(|line| line.numbers.iccid))
}

/// A search by exactly one number.
pub(crate) fn line_filter(app: &App, asked: &SearchAsk) -> Result<LineFilter, Problem> {
    let mut filter = LineFilter { limit: PAGE_ROWS_USUAL, ..LineFilter::default() };
    match (&asked.iccid, &asked.msisdn) {
        (Some(typed), None) => {
            filter.iccid = Some(Iccid::parse(typed).map_err(|error| at("iccid", error))?);
        }
        (None, Some(typed)) => {
            filter.msisdn = Some(msisdn(app, typed).map_err(|error| at("msisdn", error))?);
        }
        (None, None) | (Some(_), Some(_)) => {
            return Err(Problem::bad_input("give exactly one of `iccid` and `msisdn`"));
        }
    }
    Ok(filter)
}

async fn read(State(app): State<Shared>, admitted: Admitted) -> Result<Json<CaseJson>, Problem> {
    let view = app.desk.view(admitted.case).await?;
    Ok(Json(view::case_json(&view, &app.zone, admitted.is_staff())))
}

async fn timeline(State(app): State<Shared>, admitted: Admitted) -> Result<Json<TimelineJson>, Problem> {
    let view = app.desk.view(admitted.case).await?;
    let zone = view::zone_of(&view.case, &app.zone);
    Ok(Json(view::timeline_json(&view, zone, admitted.is_staff())))
}
