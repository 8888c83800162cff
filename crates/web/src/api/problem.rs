//! Problems: every answer that is no. *Source*: RFC 9457.

use std::hash::{BuildHasher as _, Hasher as _};

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use masalama_core::port::InventoryFault;
use masalama_core::refusal::RefusalCode;
use masalama_core::request::Language;
use masalama_engine::{Fault, Said, chain};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::app::SandboxSaid;
use super::pages;
use masalama_access::AccessFault;
use masalama_language::Voice;

/// What a person outside reads of a fault, with its id.
pub(crate) const FAULT_SENTENCE: &str = "Something went wrong on our side. Nothing you sent is lost if it had a receipt; send the same again, or tell us the id.";

/// An answer that is no: a refusal with its page, or a fault with an id.
///
/// *Source*: RFC 9457. *Shape*: sent as `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemJson {
    /// The page that explains it, `/errors/<code>`; `about:blank` for what HTTP itself says.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is, in a few words.
    pub title: String,
    /// The HTTP status, once more.
    pub status: u16,
    /// What programs act on. It never changes its meaning.
    pub code: String,
    /// What happened here, and what would be right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The id under which our log has the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
}

/// A problem on its way out.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    refusal: Option<RefusalCode>,
    body: Box<ProblemJson>,
    retry_after_s: Option<u32>,
}

impl Problem {
    /// A refusal, in the words of its page.
    pub(crate) fn refused(code: RefusalCode) -> Self {
        let status = status_of(code);
        let body = Box::new(ProblemJson {
            kind: format!("/errors/{code}"),
            title: pages::title(code).to_owned(),
            status: status.as_u16(),
            code: code.to_string(),
            detail: None,
            instance: None,
        });
        Self { status, refusal: Some(code), body, retry_after_s: None }
    }

    /// The input cannot be read: where, and what would be right.
    pub(crate) fn bad_input(detail: impl Into<String>) -> Self {
        Self::refused(RefusalCode::BadInput).saying(detail)
    }

    /// The same with a sentence of its own.
    pub(crate) fn saying(mut self, detail: impl Into<String>) -> Self {
        self.body.detail = Some(detail.into());
        self
    }

    /// The same, to be tried again after so many seconds.
    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// What HTTP itself says: there is no page of ours for it.
    pub(crate) fn http(status: StatusCode, code: &str, detail: &str) -> Self {
        let body = Box::new(ProblemJson {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: Some(detail.to_owned()),
            instance: None,
        });
        Self { status, refusal: None, body, retry_after_s: None }
    }

    /// A fault: the chain goes to the log here, once; the fixed sentence and the id go outside.
    pub(crate) fn fault(error: &(dyn std::error::Error + 'static)) -> Self {
        let id = fresh_id();
        tracing::error!(fault = %id, error = %chain(error), "a request failed");
        Self::fault_with(StatusCode::INTERNAL_SERVER_ERROR, id)
    }

    /// The fixed sentence with an id that is in the log already.
    pub(crate) fn fault_with(status: StatusCode, id: String) -> Self {
        let mut problem = Self::http(status, "fault", FAULT_SENTENCE);
        problem.body.instance = Some(id);
        problem
    }

    /// A refusal without a sentence of its own, with the catalogue's in this language.
    pub(crate) fn in_language(mut self, language: Language) -> Self {
        if self.body.detail.is_none() {
            self.body.detail = self.refusal.map(|code| Voice::plain(language).tell(code));
        }
        self
    }

    /// The same with another status: a no to somebody we know is no invitation to sign in.
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self.body.status = status.as_u16();
        self
    }

    /// When it may be tried again.
    pub(crate) fn retry_after_s(&self) -> Option<u32> {
        self.retry_after_s
    }

    /// The refusal it is, if it is one.
    pub(crate) fn refusal(&self) -> Option<RefusalCode> {
        self.refusal
    }

    /// Its status.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// What it says.
    pub(crate) fn body(&self) -> &ProblemJson {
        &self.body
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&*self.body).expect("a problem has only string keys, so it is JSON");
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        // Further out it is known which language is spoken, and whether to a person or a program.
        response.extensions_mut().insert(self);
        response
    }
}

impl From<RefusalCode> for Problem {
    fn from(code: RefusalCode) -> Self {
        Self::refused(code)
    }
}

impl From<Said> for Problem {
    fn from(said: Said) -> Self {
        match said {
            // Who spoke is known: what he may not do, another token would not help him to.
            Said::Refused(RefusalCode::NotAllowed) => {
                Self::refused(RefusalCode::NotAllowed).with_status(StatusCode::FORBIDDEN)
            }
            Said::Refused(code) => Self::refused(code),
            Said::Fault(fault) => fault.into(),
        }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::fault(&fault)
    }
}

impl From<AccessFault> for Problem {
    fn from(fault: AccessFault) -> Self {
        Self::fault(&fault)
    }
}

impl From<InventoryFault> for Problem {
    fn from(fault: InventoryFault) -> Self {
        match fault {
            InventoryFault::TakesNoImport => Self::refused(RefusalCode::NotAsked).saying(fault.to_string()),
            InventoryFault::Silent(_) => Self::fault(&fault),
        }
    }
}

impl From<SandboxSaid> for Problem {
    fn from(said: SandboxSaid) -> Self {
        match said {
            SandboxSaid::CannotBe(detail) => Self::bad_input(detail.as_str()),
            SandboxSaid::Failed(_) => Self::fault(&said),
        }
    }
}

/// The status the page of the code names.
pub(crate) fn status_of(code: RefusalCode) -> StatusCode {
    match code {
        RefusalCode::BadInput => StatusCode::BAD_REQUEST,
        RefusalCode::NotAllowed => StatusCode::UNAUTHORIZED,
        RefusalCode::FormNotOurs | RefusalCode::NotVerified | RefusalCode::SecondPersonNeeded => {
            StatusCode::FORBIDDEN
        }
        RefusalCode::NoSuchCase => StatusCode::NOT_FOUND,
        RefusalCode::CaseClosed
        | RefusalCode::ChangedOften
        | RefusalCode::CaseHeld
        | RefusalCode::ClockIsReal
        | RefusalCode::ContentChanged
        | RefusalCode::LegalHold
        | RefusalCode::LineEnded
        | RefusalCode::LineTaken
        | RefusalCode::NotAsked
        | RefusalCode::PastNoReturn
        | RefusalCode::PortPending => StatusCode::CONFLICT,
        RefusalCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        RefusalCode::DateInPast
        | RefusalCode::DateTooFar
        | RefusalCode::KeyReused
        | RefusalCode::MethodNotAllowed
        | RefusalCode::NoPolicy
        | RefusalCode::UnknownOperator => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalCode::TooMany => StatusCode::TOO_MANY_REQUESTS,
    }
}

/// An id nobody else has: of a request or a fault. *Shape*: 16 hexadecimal digits.
pub(crate) fn fresh_id() -> String {
    format!("{:016x}", std::hash::RandomState::new().build_hasher().finish())
}
