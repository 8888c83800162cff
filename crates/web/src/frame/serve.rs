//! Around every route: limits, headers, the log, and a problem for whatever no route answers.

use std::any::Any;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, Version};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate as _, SizeAbove};

use super::peer::name_caller;
use crate::api::{Problem, fresh_id};
use masalama_language as language;

/// The longest one request may take, in seconds.
const REQUEST_S_MAX: u64 = 30;
/// What is not worth compressing, in bytes.
const SMALL_BYTES_MAX: u16 = 1_024;
/// A page needs nothing but our own style sheet, pictures and scripts, and sends forms to nobody else.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
frame-ancestors 'none'; base-uri 'none'; object-src 'none'";
/// A year, in seconds: how long a browser is to insist on encrypted transport.
const TRANSPORT: &str = "max-age=31536000; includeSubDomains";

/// What lets our own scripts run on one page: said in its head and in its policy, never twice the same.
#[derive(Clone, Debug)]
pub(crate) struct Nonce(pub(crate) String);

/// Something nobody can guess. *Shape*: 128 random bits, base64url, 22 characters.
pub(crate) fn fresh() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    masalama_core::commitment::Digest::from_bytes(bytes).to_string()[..22].to_owned()
}

/// What stands between people and us.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outside {
    /// Do people reach us by encrypted transport only?
    pub(crate) is_encrypted: bool,
    /// Proxies of ours, whose word on their callers counts.
    pub(crate) proxies: Vec<IpAddr>,
}

/// The routes with all that is around them.
pub(crate) fn guarded<S: Clone + Send + Sync + 'static>(routes: Router<S>, outside: Outside) -> Router<S> {
    routes
        .fallback(unknown_address)
        .method_not_allowed_fallback(wrong_verb)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::new(outside), around))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(SMALL_BYTES_MAX).and(is_for_people)))
}

/// Is it a page, or what belongs to one? Only that travels compressed. Where a page repeats what somebody else wrote into its address, its
/// length could give away what stands beside it: ours repeat nothing of an address, and no other site can make a browser load them
/// with its cookies.
fn is_for_people(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let media = headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    ["text/html", "text/css", "text/javascript"].iter().any(|known| media.starts_with(known))
}

async fn unknown_address() -> Problem {
    let detail = "there is nothing at this address; /openapi.json lists what there is";
    Problem::http(StatusCode::NOT_FOUND, "unknown-address", detail)
}

async fn wrong_verb() -> Problem {
    let detail =
        "this address does not take this verb; the header Allow and /openapi.json say which it takes";
    Problem::http(StatusCode::METHOD_NOT_ALLOWED, "unknown-verb", detail)
}

/// A bug of ours: the log has what was said, outside is the fixed sentence.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let said = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    let id = fresh_id();
    let said = masalama_core::detail::Detail::of(&said);
    tracing::error!(fault = %id, error = %said, "a request met a bug");
    Problem::fault_with(StatusCode::INTERNAL_SERVER_ERROR, id).into_response()
}

/// Names the caller, gives up on what takes too long, sets the headers every answer has, says a refusal in the caller's language, and logs the route, never the address.
async fn around(State(outside): State<Arc<Outside>>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    name_caller(&outside.proxies, &mut request);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let accepted = request.headers().get(ACCEPT_LANGUAGE).and_then(|sent| sent.to_str().ok());
    let language = accepted.map(language::accepted).unwrap_or_default();
    let nonce = Nonce(fresh());
    request.extensions_mut().insert(nonce.clone());
    let is_personal = route.as_deref().is_some_and(|route| !OPEN_ROUTES.contains(&route));
    let mut response = match tokio::time::timeout(Duration::from_secs(REQUEST_S_MAX), next.run(request)).await
    {
        Ok(response) => response,
        Err(_) => {
            let id = fresh_id();
            tracing::error!(fault = %id, route = route.as_deref().unwrap_or(""), "a request took too long");
            Problem::fault_with(StatusCode::SERVICE_UNAVAILABLE, id).into_response()
        }
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = problem.in_language(language).into_response();
    }
    set_headers(&mut response, &nonce, is_personal, outside.is_encrypted);
    let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (status, route) = (response.status().as_u16(), route.as_deref().unwrap_or("none"));
    tracing::debug!(%method, route, status, took_ms, "a request was answered");
    response
}

/// What may be kept by whoever passes it on: it is the same for everybody.
const OPEN_ROUTES: [&str; 5] = ["/health", "/v1/key", "/openapi.json", "/static/{file}", "/style.css"];

fn set_headers(response: &mut Response, nonce: &Nonce, is_personal: bool, is_encrypted: bool) {
    let headers = response.headers_mut();
    // Not `no-referrer`: with it a browser names no origin for a form, and forged ones could not be told.
    let fixed: [(HeaderName, &str); 4] = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = format!("{POLICY}; script-src 'nonce-{}'", nonce.0);
    let policy = HeaderValue::from_str(&policy).expect("a policy of ours has only visible characters");
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    if is_encrypted {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TRANSPORT));
    }
    if is_personal || headers.get(CACHE_CONTROL).is_none() {
        let cache = if is_personal { "no-store" } else { "no-cache" };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;
    use crate::api::{FAULT_SENTENCE, ProblemJson};

    async fn answer_of(routes: Router) -> (StatusCode, ProblemJson) {
        let request = Request::get("/bug").body(Body::empty()).unwrap();
        let response = guarded(routes, Outside::default()).oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap())
    }

    // Where people reach us encrypted, browsers are told to use nothing else; where they do not, that would shut them out.
    #[tokio::test]
    async fn encrypted_transport_is_insisted_on_where_it_is_used() {
        for (is_encrypted, wanted) in [(true, Some(TRANSPORT)), (false, None)] {
            let routes = Router::new().route("/", get(async || "here"));
            let outside = Outside { is_encrypted, ..Outside::default() };
            for path in ["/", "/nothing"] {
                let request = Request::get(path).body(Body::empty()).unwrap();
                let response = guarded(routes.clone(), outside.clone()).oneshot(request).await.unwrap();
                let told = response.headers().get(STRICT_TRANSPORT_SECURITY);
                assert_eq!(told.and_then(|told| told.to_str().ok()), wanted, "{path}");
            }
        }
    }

    // A bug is answered with the fixed sentence and an id; what the program said stays inside.
    #[tokio::test]
    async fn a_panic_says_nothing_outside() {
        let bug = get(async || -> StatusCode { panic!("the card 8996800123456789018") });
        let (status, problem) = answer_of(Router::new().route("/bug", bug)).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!((problem.code.as_str(), problem.detail.as_deref()), ("fault", Some(FAULT_SENTENCE)));
        assert_eq!(problem.instance.unwrap().len(), 16);
    }

    // An error of ours is answered alike.
    #[tokio::test]
    async fn a_fault_says_nothing_outside() {
        let fault = get(async || Problem::fault(&std::io::Error::other("disk 8996800123456789018")));
        let (status, problem) = answer_of(Router::new().route("/bug", fault)).await;
        assert_eq!(
            (status, problem.detail.as_deref()),
            (StatusCode::INTERNAL_SERVER_ERROR, Some(FAULT_SENTENCE))
        );
    }
}
