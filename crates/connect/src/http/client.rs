//! One JSON call over HTTP, and the only place that says what a bad answer means.
//!
//! Whatever cannot be told apart from silence is silence (I5): no connection, no answer in time, a status that says nothing, a body that is
//! too long or cannot be read. Only a problem document that says `rejected` is a refusal.

use std::time::Duration;

use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKey, Rejection};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Response, StatusCode, Url, redirect};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The longest answer that is read.
pub const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The longest a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The media type of a problem document. *Source*: RFC 9457, clause 6.1.
const PROBLEM: &str = "application/problem+json";

/// Why there is no answer to go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unanswered {
    /// The other side refused, and said so.
    Rejected(Rejection),
    /// It answered with a problem of the call itself.
    Problem { status: u16, title: Detail },
    /// Nothing that can be told apart from silence.
    Silent(Detail),
}

impl Unanswered {
    /// What a record may say about it.
    pub(crate) fn cause(self) -> Detail {
        match self {
            Self::Rejected(rejection) => rejection.detail,
            Self::Problem { status, title } => Detail::of(&format!("status {status}: {title}")),
            Self::Silent(cause) => cause,
        }
    }
}

/// The base address or the client's settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadEndpoint {
    /// The base address is none. Write it as `http://host:port/path`, without user, password, query or fragment.
    #[error(
        "the address must be written as http://host:port/path, without user, password, query or fragment"
    )]
    Address,
    /// The token has characters that no header may have.
    #[error("the token may only have visible ASCII characters")]
    Token,
    /// The HTTP client cannot be built.
    #[error("the HTTP client cannot be built: {0}")]
    Client(Detail),
}

/// A problem document, as far as it is read.
#[derive(Deserialize)]
struct Problem {
    #[serde(default)]
    title: String,
    #[serde(default)]
    rejected: Option<Rejection>,
}

/// A client of one base address.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: Url,
}

impl Client {
    /// A client that follows no redirect, asks no proxy, and waits no longer than `timeout`.
    pub(crate) fn new(base: &str, token: Option<&str>, timeout: Duration) -> Result<Self, BadEndpoint> {
        let mut headers = HeaderMap::new();
        if let Some(token) = token {
            let value = reqwest::header::HeaderValue::try_from(format!("Bearer {token}"));
            let mut value = value.map_err(|_| BadEndpoint::Token)?;
            value.set_sensitive(true);
            headers.insert(reqwest::header::AUTHORIZATION, value);
        }
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_TIMEOUT.min(timeout))
            .timeout(timeout)
            .default_headers(headers)
            .build()
            .map_err(|error| BadEndpoint::Client(Detail::of(&error.without_url().to_string())))?;
        Ok(Self { http, base: base_of(base)? })
    }

    /// Posts `body` to `path` under the base and reads the answer.
    pub(crate) async fn post<A: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        key: Option<EffectKey>,
    ) -> Result<A, Unanswered> {
        let mut request = self.http.post(self.address(path)?).json(body);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key.to_string());
        }
        read(request.send().await).await
    }

    /// Gets `path` under the base.
    pub(crate) async fn get<A: DeserializeOwned>(&self, path: &str) -> Result<A, Unanswered> {
        read(self.http.get(self.address(path)?).send().await).await
    }

    fn address(&self, path: &str) -> Result<Url, Unanswered> {
        self.base.join(path).map_err(|_| silent("the address cannot be built"))
    }
}

/// The base with a slash at its end, so that paths are joined to it and not in place of its last part.
fn base_of(base: &str) -> Result<Url, BadEndpoint> {
    let mut url = Url::parse(base).map_err(|_| BadEndpoint::Address)?;
    let is_plain = url.has_host()
        && matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if !is_plain {
        return Err(BadEndpoint::Address);
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

async fn read<A: DeserializeOwned>(sent: Result<Response, reqwest::Error>) -> Result<A, Unanswered> {
    let response = sent.map_err(|error| silent(what_failed(&error)))?;
    let status = response.status();
    let is_problem = is_problem(response.headers());
    let body = read_body(response).await?;
    if status == StatusCode::OK {
        // The error's own text may quote the answer, so it is not kept.
        return serde_json::from_slice(&body).map_err(|error| {
            silent(&format!("the answer is not as agreed, line {} column {}", error.line(), error.column()))
        });
    }
    let problem = is_problem.then(|| serde_json::from_slice::<Problem>(&body).ok()).flatten();
    match problem {
        Some(Problem { rejected: Some(rejection), .. }) if status.is_client_error() => {
            Err(Unanswered::Rejected(rejection))
        }
        Some(Problem { title, .. }) => {
            Err(Unanswered::Problem { status: status.as_u16(), title: Detail::of(&title) })
        }
        None => Err(silent(&format!("status {}", status.as_u16()))),
    }
}

async fn read_body(mut response: Response) -> Result<Vec<u8>, Unanswered> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| silent(what_failed(&error)))? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(silent("the answer is too long"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn is_problem(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.is_some_and(|text| text.split(';').next().is_some_and(|media| media.trim() == PROBLEM))
}

/// In words of ours: the client's own may hold the address.
fn what_failed(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else if error.is_body() || error.is_decode() {
        "the answer broke off"
    } else {
        "no answer"
    }
}

fn silent(cause: &str) -> Unanswered {
    Unanswered::Silent(Detail::of(cause))
}
