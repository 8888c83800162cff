//! Proving oneself again: the number of the document the request was made with, before money or contacts are changed.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use masalama_access::{Right, Token};
use masalama_core::refusal::RefusalCode;
use masalama_engine::CaseView;
use masalama_language::PortalText;
use serde::Deserialize;
use tokio::time::Instant;

use super::enter::to;
use super::field::{Field, Input};
use super::notes::Visitor;
use super::refund::{Asks, one_form};
use super::request::papers;
use super::shown::own_case;
use super::slip::{Slip, Slips};
use super::typed;
use crate::api::{Asked, Problem, Prover, Route, Shared, get, post};
use crate::frame::{Cookie, Frame, Posted, html, see_other, set_cookie};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(Right::OwnSession, "/my/prove", "prove_page", "Prove oneself again: the form.", page)
            .query("to", "The page of the case to go to afterwards.")
            .answers_as(200, "text/html", "The page."),
        post(
            Right::OwnSession,
            "/my/prove",
            "prove_oneself",
            "Prove oneself again.\nIt holds for some minutes.",
            prove,
        )
        .takes_as("application/x-www-form-urlencoded", "document_kind, document, to.")
        .answers_as(303, "text/html", "The page that asked for it.")
        .refuses(&[RefusalCode::NotVerified, RefusalCode::TooMany]),
    ]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ProveAsk {
    to: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ProveForm {
    document_kind: String,
    document: String,
    to: String,
}

async fn page(
    State(app): State<Shared>,
    frame: Frame,
    Asked(asked): Asked<ProveAsk>,
) -> Result<Response, Problem> {
    let view = app.desk.view(own_case(&frame.asker)?).await?;
    Ok(rendered(&frame, &view, &ProveForm { to: asked.to, ..ProveForm::default() }, &Slips::default()))
}

async fn prove(
    State(app): State<Shared>,
    frame: Frame,
    headers: HeaderMap,
    Posted(form): Posted<ProveForm>,
) -> Result<Response, Problem> {
    let case = own_case(&frame.asker)?;
    let view = app.desk.view(case).await?;
    if frame.shows_only() {
        return Ok(rendered(&frame, &view, &form, &Slips::default()));
    }
    let mut slips = Slips::default();
    let read = typed::document(&app, &form.document_kind, &form.document);
    let Some(document) = slips.keep("document", read) else { return Ok(wrong(&frame, &view, &form, &slips)) };
    let shown = Cookie::Case.of(&headers).and_then(Token::sent);
    let shown = shown.ok_or(Problem::refused(RefusalCode::NoSuchCase))?;
    let proved = app.access.case(&shown).await?.filter(|session| session.proved);
    let by = proved.map_or(Prover::From(frame.from), |session| Prover::Known(session.session));
    app.requests.count_proof(case, by, Instant::now())?;
    if !app.desk.prove(case, &document).await? {
        slips.add("document", Slip::Proof);
        return Ok(wrong(&frame, &view, &form, &slips));
    }
    app.requests.proof_was_right(case, by);
    let token = app.access.prove_case(&shown).await?;
    app.notes.carry_receipts(Visitor::of(shown.reveal()), Visitor::of(token.reveal()), case);
    let mut response = see_other(to(&form.to));
    set_cookie(response.headers_mut(), Cookie::Case.set(token.reveal()));
    Ok(response)
}

fn wrong(frame: &Frame, view: &CaseView, form: &ProveForm, slips: &Slips) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, rendered(frame, view, form, slips)).into_response()
}

fn rendered(frame: &Frame, view: &CaseView, form: &ProveForm, slips: &Slips) -> Response {
    let voice = frame.voice;
    let number = Input::Text { mode: "text", complete: "off", is_number: true };
    let kind = if form.document_kind.is_empty() { "passport" } else { form.document_kind.as_str() };
    let fields = vec![
        Field::new("document_kind", voice.text(PortalText::DocumentKind), kind, Input::List(papers(voice))),
        Field::new("document", voice.text(PortalText::DocumentNumber), &form.document, number),
    ];
    let asks = Asks {
        heading: PortalText::StepUpTitle,
        means: PortalText::StepUpMeans,
        post_to: "/my/prove",
        button: voice.text(PortalText::StepUpButton),
    };
    let mut page = one_form(frame, view, asks, fields, slips);
    page.hidden = vec![("to", to(&form.to).to_owned())];
    html(&page)
}
