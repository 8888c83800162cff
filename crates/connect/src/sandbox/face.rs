//! The sandbox's HTTP face, for a sandbox that runs as its own process. Numbers of lines travel in bodies, never in a URL (I9).
//!
//! Who may reach it is the caller's choice, by the address it listens on: it has no guard of its own, for it holds nothing real.

use std::future::Future;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpListener;

use super::Sandbox;
use super::effect_log::EffectFilter;
use super::fault::{FaultRule, SandboxFault};
use super::system::SystemRole;
use super::wire::{
    Advance, AwaitMove, ClearFaults, Cleared, ClockShown, EffectsLogged, FaultsSet, Happens, Health,
    LineStateShown, Nothing, OfAnyLine, OfLine, PayoutsMade,
};
use crate::http::wire::{Asked, Inquired, LinesAsked, LinesFound, LinesGiven, LinesTaken, Performed};

/// The longest body that is read.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// The longest import that is read.
pub const IMPORT_BYTES_MAX: usize = 64 * 1024 * 1024;
/// How long a question after the next move of the clock is held open.
const HOLD: Duration = Duration::from_secs(20);

/// Serves the sandbox to whoever can reach the listener, until the future is dropped.
///
/// # Errors
/// The listener's own.
pub async fn serve(sandbox: Sandbox, listener: TcpListener) -> std::io::Result<()> {
    axum::serve(listener, router(sandbox)).await
}

/// Its routes, to be served otherwise.
pub fn router(sandbox: Sandbox) -> Router {
    Router::new()
        .route("/health", get(|| async { answer(&Health { sandbox: true }) }))
        .route("/landscape", get(|| async { answer(&Sandbox::landscape()) }))
        .route("/effects/{system}/perform", post(perform))
        .route("/effects/{system}/inquire", post(inquire))
        .route("/effects", post(effects))
        .route("/payouts", post(payouts))
        .route("/lines", post(lines))
        .route("/lines/import", post(import))
        .route("/lines/state", post(line_state))
        .route("/clock", get(clock).post(advance))
        .route("/clock/moved", post(clock_moved))
        .route("/faults", get(faults).post(set_fault))
        .route("/faults/clear", post(clear_faults))
        .route("/world", post(world))
        .fallback(|| async { problem(StatusCode::NOT_FOUND, "there is no such route") })
        .method_not_allowed_fallback(|| async {
            problem(StatusCode::METHOD_NOT_ALLOWED, "this route takes another method")
        })
        .with_state(sandbox)
}

/// What goes wrong with a call itself.
enum Refused {
    Body(BadBody),
    NoSuchSystem,
    NotWhole,
    Fault(SandboxFault),
}

enum BadBody {
    TooLong,
    Unreadable { line: usize, column: usize },
}

type Replied<T> = Result<Reply<T>, Refused>;

/// A JSON answer.
struct Reply<T>(T);

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        answer(&self.0)
    }
}

impl From<SandboxFault> for Refused {
    fn from(fault: SandboxFault) -> Self {
        Self::Fault(fault)
    }
}

impl From<BadBody> for Refused {
    fn from(body: BadBody) -> Self {
        Self::Body(body)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Body(BadBody::TooLong) => problem(StatusCode::PAYLOAD_TOO_LARGE, "the body is too long"),
            Self::Body(BadBody::Unreadable { line, column }) => {
                let title = format!("the body is not as agreed, line {line} column {column}");
                problem(StatusCode::BAD_REQUEST, &title)
            }
            Self::NoSuchSystem => problem(StatusCode::NOT_FOUND, "the sandbox has no such system"),
            Self::NotWhole => problem(
                StatusCode::BAD_REQUEST,
                "kind and effect differ, or a personal field is there that the effect does not need",
            ),
            Self::Fault(fault) => problem(status_of(&fault), &fault.to_string()),
        }
    }
}

fn status_of(fault: &SandboxFault) -> StatusCode {
    match fault {
        SandboxFault::NoSuchLine => StatusCode::NOT_FOUND,
        SandboxFault::CannotAdvance | SandboxFault::BadFaultRule | SandboxFault::CannotHappen(_) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        SandboxFault::BadPage => StatusCode::BAD_REQUEST,
        SandboxFault::Closed => StatusCode::SERVICE_UNAVAILABLE,
        SandboxFault::Database(_) | SandboxFault::Unreadable(_) | SandboxFault::Elsewhere { .. } => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

/// The JSON of `body`, or why not. The reader's own words may quote the body, so only the place is kept.
async fn read<T: DeserializeOwned>(request: Request<Body>, bytes_max: usize) -> Result<T, BadBody> {
    let bytes: Bytes =
        to_bytes(request.into_body(), bytes_max).await.map_err(|_broken_or_long| BadBody::TooLong)?;
    serde_json::from_slice(&bytes)
        .map_err(|error| BadBody::Unreadable { line: error.line(), column: error.column() })
}

fn answer(body: &impl Serialize) -> Response {
    with_media(StatusCode::OK, "application/json", body)
}

/// A problem document. *Source*: RFC 9457.
fn problem(status: StatusCode, title: &str) -> Response {
    let body = serde_json::json!({ "status": status.as_u16(), "title": title });
    with_media(status, "application/problem+json", &body)
}

fn with_media(status: StatusCode, media: &'static str, body: &impl Serialize) -> Response {
    let Ok(bytes) = serde_json::to_vec(body) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = (status, bytes).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

/// The order and the system it is for.
async fn ordered(system: &str, request: Request<Body>) -> Result<(SystemRole, Asked), Refused> {
    let role = SystemRole::named(system).ok_or(Refused::NoSuchSystem)?;
    let asked: Asked = read(request, BODY_BYTES_MAX).await?;
    if asked.holds_together() { Ok((role, asked)) } else { Err(Refused::NotWhole) }
}

async fn perform(
    State(sandbox): State<Sandbox>,
    Path(system): Path<String>,
    request: Request<Body>,
) -> Replied<Performed> {
    let (role, asked) = ordered(&system, request).await?;
    Ok(Reply(Performed { outcome: sandbox.perform(role, asked).await }))
}

async fn inquire(
    State(sandbox): State<Sandbox>,
    Path(system): Path<String>,
    request: Request<Body>,
) -> Replied<Inquired> {
    let (role, asked) = ordered(&system, request).await?;
    Ok(Reply(Inquired { finding: sandbox.inquire(role, asked).await }))
}

async fn effects(State(sandbox): State<Sandbox>, request: Request<Body>) -> Replied<EffectsLogged> {
    let filter: EffectFilter = read(request, BODY_BYTES_MAX).await?;
    Ok(Reply(EffectsLogged { effects: sandbox.effects(filter).await? }))
}

async fn payouts(State(sandbox): State<Sandbox>, request: Request<Body>) -> Replied<PayoutsMade> {
    let of: OfAnyLine = read(request, BODY_BYTES_MAX).await?;
    Ok(Reply(PayoutsMade { payouts: sandbox.payouts(of.iccid).await? }))
}

async fn lines(State(sandbox): State<Sandbox>, request: Request<Body>) -> Replied<LinesFound> {
    let asked: LinesAsked = read(request, BODY_BYTES_MAX).await?;
    let page = sandbox.find_lines(asked.filter()).await?;
    Ok(Reply(LinesFound { lines: page.lines, next: page.next }))
}

async fn import(State(sandbox): State<Sandbox>, request: Request<Body>) -> Replied<LinesTaken> {
    let given: LinesGiven = read(request, IMPORT_BYTES_MAX).await?;
    Ok(Reply(LinesTaken { new: sandbox.import_lines(given.lines).await? }))
}

async fn line_state(State(sandbox): State<Sandbox>, request: Request<Body>) -> Replied<LineStateShown> {
    let of: OfLine = read(request, BODY_BYTES_MAX).await?;
    Ok(Reply(LineStateShown { state: sandbox.line_state(&of.iccid).await? }))
}

fn shown(sandbox: &Sandbox) -> ClockShown {
    let pace = sandbox.clock.pace();
    ClockShown { now: pace.now(), pace }
}

async fn clock(State(sandbox): State<Sandbox>) -> Reply<ClockShown> {
    Reply(shown(&sandbox))
}

async fn advance(State(sandbox): State<Sandbox>, request: Request<Body>) -> Replied<ClockShown> {
    let Advance { advance } = read(request, BODY_BYTES_MAX).await?;
    sandbox.clock_advance(advance).await?;
    Ok(Reply(shown(&sandbox)))
}

/// Answers as soon as the clock goes otherwise than the asker knows, or after a while.
async fn clock_moved(State(sandbox): State<Sandbox>, request: Request<Body>) -> Replied<ClockShown> {
    let AwaitMove { pace } = read(request, BODY_BYTES_MAX).await?;
    let mut moved = sandbox.clock_moved();
    let otherwise = moved.wait_for(|_now| sandbox.clock.pace() != pace);
    within(HOLD, otherwise).await;
    Ok(Reply(shown(&sandbox)))
}

/// Waits, but not longer than that; what came of it is asked afterwards.
async fn within<T>(longest: Duration, awaited: impl Future<Output = T>) {
    drop(tokio::time::timeout(longest, awaited).await);
}

async fn faults(State(sandbox): State<Sandbox>) -> Replied<FaultsSet> {
    Ok(Reply(FaultsSet { faults: sandbox.fault_list().await? }))
}

async fn set_fault(State(sandbox): State<Sandbox>, request: Request<Body>) -> Replied<Nothing> {
    let rule: FaultRule = read(request, BODY_BYTES_MAX).await?;
    sandbox.fault_set(rule).await?;
    Ok(Reply(Nothing {}))
}

async fn clear_faults(State(sandbox): State<Sandbox>, request: Request<Body>) -> Replied<Cleared> {
    let ClearFaults { effect } = read(request, BODY_BYTES_MAX).await?;
    Ok(Reply(Cleared { cleared: sandbox.fault_clear(effect).await? }))
}

async fn world(State(sandbox): State<Sandbox>, request: Request<Body>) -> Replied<Nothing> {
    let Happens { iccid, happens } = read(request, BODY_BYTES_MAX).await?;
    sandbox.world(&iccid, happens).await?;
    Ok(Reply(Nothing {}))
}
