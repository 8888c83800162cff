//! Around all routes, for people: every no that reaches a browser is a page in the person's language, and nothing is answered before what was
//! sent is read to its end, for a browser that is still sending shows no answer but "connection reset".

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http_body::{Frame, SizeHint};
use masalama_core::refusal::RefusalCode;

use super::problem::problem_page;
use crate::api::{Problem, Shared};
use crate::frame::{Head, Surface, voice_of};

/// The most bytes that are read and dropped after a handler needs no more: a large photo fits, a film does not.
const REST_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The most bytes of a form without a picture, about.
const SMALL_BYTES_MAX: u64 = 64 * 1024;
/// How long that may take, in seconds: a handler may take as long.
const REST_S_MAX: u64 = 30;

/// The routes, answered to people as people need it.
pub(crate) fn for_people(routes: Router, face: &Shared) -> Router {
    let is_sandbox = face.is_sandbox;
    routes.layer(from_fn(move |request, next| answered(is_sandbox, request, next)))
}

async fn answered(is_sandbox: bool, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if body.is_end_stream() {
        let asked = parts.clone();
        return page_of(next.run(Request::from_parts(parts, body)).await, &asked, is_sandbox);
    }
    let sent = Arc::new(Sent { body: Mutex::new(body), is_begun: AtomicBool::new(false) });
    let lent = Body::new(Lent(Arc::clone(&sent)));
    let response = next.run(Request::from_parts(parts.clone(), lent)).await;
    if is_small_or_has_turn(&parts, response.status()) && has_bearable_rest(&parts, &sent) {
        // Whoever sends more, or too slowly, finds the connection closed.
        drop(tokio::time::timeout(Duration::from_secs(REST_S_MAX), read_rest(&sent)).await);
    }
    page_of(response, &parts, is_sandbox)
}

/// Who comes too often, and still sends something large, is not waited for: he would hold what his share keeps from him.
fn is_small_or_has_turn(parts: &Parts, status: StatusCode) -> bool {
    status != StatusCode::TOO_MANY_REQUESTS || announced(parts).is_some_and(|bytes| bytes <= SMALL_BYTES_MAX)
}

fn announced(parts: &Parts) -> Option<u64> {
    parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok())
}

/// Is what is left worth reading? Who says that he sends too much is not waited for; nor who asked first whether to send at all.
fn has_bearable_rest(parts: &Parts, sent: &Sent) -> bool {
    let is_waiting = parts.headers.contains_key(header::EXPECT) && !sent.is_begun.load(Ordering::Relaxed);
    !is_waiting && announced(parts).is_none_or(|bytes| bytes <= REST_BYTES_MAX)
}

/// Reads what is left, piece by piece, and keeps nothing of it.
async fn read_rest(sent: &Sent) {
    let mut left = REST_BYTES_MAX;
    while let Some(Ok(piece)) = poll_fn(|context| sent.poll(context)).await {
        let bytes = piece.data_ref().map_or(0, |data| data.len() as u64);
        match left.checked_sub(bytes) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// A body that is read by a handler first, and by us to its end.
struct Sent {
    body: Mutex<Body>,
    is_begun: AtomicBool,
}

type Piece = Option<Result<Frame<Bytes>, axum::Error>>;

impl Sent {
    fn poll(&self, context: &mut Context<'_>) -> Poll<Piece> {
        self.is_begun.store(true, Ordering::Relaxed);
        let mut body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        Pin::new(&mut *body).poll_frame(context)
    }
}

/// The body as the handler has it.
struct Lent(Arc<Sent>);

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Piece> {
        self.0.poll(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.body.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.body.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }
}

/// The answer; a page in its place if it is a no, a person asked, and it is none yet.
fn page_of(mut response: Response, asked: &Parts, is_sandbox: bool) -> Response {
    let is_no = response.status().is_client_error() || response.status().is_server_error();
    if !is_no || !is_for_people(asked) || is_page(&response) {
        return response;
    }
    let voice = voice_of(asked);
    let head = Head { is_sandbox, path: asked.uri.path().to_owned(), ..Head::alone(voice, String::new()) };
    let problem = response.extensions_mut().remove::<Problem>().unwrap_or_else(|| plain(response.status()));
    let page = problem_page(head, voice, &problem);
    let (mut kept, _) = response.into_parts();
    kept.headers.remove(header::CONTENT_LENGTH);
    kept.headers.remove(header::CONTENT_DISPOSITION);
    let (page, body) = page.into_parts();
    kept.status = page.status;
    for (name, value) in &page.headers {
        kept.headers.insert(name, value.clone());
    }
    Response::from_parts(kept, body)
}

/// A browser that shows pages, and no program under `/v1`.
fn is_for_people(asked: &Parts) -> bool {
    let accepted = asked.headers.get(header::ACCEPT).and_then(|sent| sent.to_str().ok()).unwrap_or_default();
    accepted.contains("text/html") && Surface::of(asked.uri.path()) != Surface::Program
}

fn is_page(response: &Response) -> bool {
    let sent = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    sent.is_some_and(|media| media.starts_with("text/html"))
}

/// What is meant by a no that says nothing but its status.
fn plain(status: StatusCode) -> Problem {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
            Problem::http(status, "unknown-address", "")
        }
        StatusCode::PAYLOAD_TOO_LARGE => Problem::refused(RefusalCode::TooLarge),
        _ => Problem::http(status, "not-read", ""),
    }
}
