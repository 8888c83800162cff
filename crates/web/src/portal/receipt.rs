//! The receipt: case number and credential, shown now, as text, as a link and as a picture to scan; to be printed or kept.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use masalama_access::Right;
use masalama_core::case::CaseId;
use masalama_language::{PortalText, Sentence, Text, Voice};

use super::notes::{Receipted, Visitor};
use super::qr;
use super::shown::{is_quiet, own_case};
use crate::api::{Face, Problem, Route, Shared, get};
use crate::frame::{Cookie, Frame, Head, html};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let says = "The receipt just now given.\nThe credential is on it for some minutes, on the device that sent the request, and never again.";
    vec![get(Right::SeeCase, "/my/receipt", "receipt_page", says, page).answers_as(
        200,
        "text/html",
        "The page.",
    )]
}

/// What opens a case, while it is shown.
struct Shown {
    credential: String,
    link: String,
    qr: String,
}

struct ReceiptWords {
    case: CaseId,
    card: Option<String>,
    shown: Option<Shown>,
}

#[derive(Template)]
#[template(path = "portal/receipt.html")]
struct ReceiptPage {
    head: Head,
    voice: Voice,
    receipts: Vec<ReceiptWords>,
    is_quiet: bool,
    is_shown: bool,
    was_before: bool,
}

impl ReceiptPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

async fn page(State(app): State<Shared>, frame: Frame, headers: HeaderMap) -> Result<Response, Problem> {
    let case = own_case(&frame.asker)?;
    let receipts = shown_with(&app, &headers, case);
    let place = place(&app, &headers);
    let (voice, is_shown) = (frame.voice, !receipts.is_empty());
    let was_before = is_shown && receipts.iter().all(|one| one.was_before);
    let words = match is_shown {
        true => receipts.iter().map(|one| words(one, &place)).collect(),
        false => vec![ReceiptWords { case, card: None, shown: None }],
    };
    html_page(ReceiptPage {
        head: frame.head(voice.text(PortalText::ReceiptTitle)).with_scripts(&[super::SCRIPT]),
        voice,
        receipts: words,
        is_quiet: is_quiet(&app.desk.view(case).await?),
        is_shown,
        was_before,
    })
}

/// The receipts that are shown now to whoever is in this case, its own among them.
pub(super) fn shown_with(app: &Face, headers: &HeaderMap, case: CaseId) -> Vec<Receipted> {
    let visitor = Cookie::Case.of(headers).map(Visitor::of);
    let receipts = visitor.and_then(|visitor| app.notes.receipts(visitor)).unwrap_or_default();
    // Another case may have been entered since: its receipts are not this one's.
    if receipts.iter().any(|one| one.case == case) { receipts } else { Vec::new() }
}

fn html_page(page: ReceiptPage) -> Result<Response, Problem> {
    Ok(html(&page))
}

fn words(one: &Receipted, place: &str) -> ReceiptWords {
    let credential = one.credential.reveal().to_owned();
    // Behind the number sign a browser sends nothing to anybody.
    let link = format!("{place}/case#{}.{credential}", one.case);
    let qr = qr::svg(&link).unwrap_or_default();
    ReceiptWords { case: one.case, card: Some(one.card.clone()), shown: Some(Shown { credential, link, qr }) }
}

/// Where people reach us: as configured, or as this browser did.
fn place(app: &Shared, headers: &HeaderMap) -> String {
    let named = app.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
    named.unwrap_or_else(|| {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        format!("http://{host}")
    })
}
