//! The way to a server for client commands, and what is said when it refuses or does not answer.

use std::path::PathBuf;
use std::time::Duration;

use masalama_core::refusal::RefusalCode;
use masalama_core::request::Language;
use masalama_language::Voice;
use masalama_web::api::ProblemJson;
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::command::ServerArgs;
use crate::exit::Exit;
use crate::keys::{KeysFault, staff_token_in};

/// The environment variable that holds the staff token.
const TOKEN: &str = "MASALAMA_TOKEN";
/// The environment variable that says who is at the keyboard.
const STAFF_NAME: &str = "MASALAMA_STAFF_NAME";
/// Who it is when nobody says.
const STAFF_UNNAMED: &str = "staff";
/// The longest a staff name may be.
const STAFF_NAME_CHARS_MAX: usize = 64;
/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The longest answer that is read.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// The server could not be asked, or said no.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClientFault {
    /// The address is none.
    #[error("`{server}` is no address of a server: write it as http://127.0.0.1:8668")]
    Address { server: String },
    /// No token, where staff are asked for.
    #[error(
        "no staff token: there is no staff.token in {}; name the server's data folder with --data, or set MASALAMA_TOKEN",
        folder.display()
    )]
    NoToken { folder: PathBuf },
    /// The token's file.
    #[error(transparent)]
    Token(#[from] KeysFault),
    /// The token has a character no header may have.
    #[error("the token or credential has characters that cannot be sent: copy it again")]
    BadToken,
    /// Nobody answers.
    #[error("no server answers at {server}: start one with `masalama serve`, or name it with --server")]
    Silent {
        server: String,
        #[source]
        source: reqwest::Error,
    },
    /// It refused.
    #[error("{}", problem_text(problem, about.as_deref(), server))]
    Problem { problem: Box<ProblemJson>, about: Option<String>, server: String },
    /// Another answer than agreed.
    #[error(
        "{server} answered with status {status} and not as a server of Masalama does: is it one, of this version?"
    )]
    Unreadable { server: String, status: u16 },
}

impl ClientFault {
    /// With which status the program ends.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Address { .. } | Self::BadToken => Exit::Usage,
            Self::Silent { .. } => Exit::NoServer,
            Self::Problem { problem, .. } if problem.status >= 500 => Exit::No,
            Self::Problem { .. } => Exit::Refused,
            Self::NoToken { .. } | Self::Token(_) | Self::Unreadable { .. } => Exit::No,
        }
    }
}

/// What happened, to which case, what to do; and the page that says more.
fn problem_text(problem: &ProblemJson, about: Option<&str>, server: &str) -> String {
    let code = RefusalCode::ALL.iter().copied().find(|code| code.as_str() == problem.code);
    let what = code.map_or_else(|| problem.title.clone(), |code| Voice::plain(Language::En).tell(code));
    let case = about.map(|case| format!("case {case}: ")).unwrap_or_default();
    let detail = problem.detail.as_ref().map(|detail| format!("\n  {detail}")).unwrap_or_default();
    let id =
        problem.instance.as_ref().map(|id| format!("\n  id in the server's log: {id}")).unwrap_or_default();
    let page = code
        .map(|_| format!("\n  more: {}{}", server.trim_end_matches('/'), problem.kind))
        .unwrap_or_default();
    format!("{case}{what} ({}){detail}{id}{page}", problem.code)
}

/// Who asks.
#[derive(Clone, Debug)]
enum Shown {
    Nothing,
    Staff { token: String, name: String },
    Credential(String),
}

/// A client of one server.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: Url,
    shown: Shown,
    about: Option<String>,
}

impl Client {
    /// Asks as anybody may.
    ///
    /// # Errors
    /// [`ClientFault::Address`].
    pub(crate) fn anybody(args: &ServerArgs) -> Result<Self, ClientFault> {
        let bad = || ClientFault::Address { server: args.server.clone() };
        let base = Url::parse(&args.server)
            .ok()
            .filter(|url| url.scheme() == "http" && url.has_host())
            .ok_or_else(bad)?;
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(TIMEOUT)
            .build()
            .map_err(|_| bad())?;
        Ok(Self { http, base, shown: Shown::Nothing, about: None })
    }

    /// Asks as staff, with the token of the environment or the data folder.
    ///
    /// # Errors
    /// [`ClientFault`]: no address, or no token.
    pub(crate) fn staff(args: &ServerArgs) -> Result<Self, ClientFault> {
        let mut client = Self::anybody(args)?;
        let token = match std::env::var(TOKEN) {
            Ok(token) => token.trim().to_owned(),
            Err(_) => staff_token_in(&args.data)?
                .ok_or_else(|| ClientFault::NoToken { folder: args.data.clone() })?,
        };
        client.shown = Shown::Staff { token, name: staff_name() };
        Ok(client)
    }

    /// Asks with a case's credential where one is given, else as staff.
    ///
    /// # Errors
    /// As [`Client::staff`].
    pub(crate) fn of_case(
        args: &ServerArgs,
        case: &str,
        credential: Option<&str>,
    ) -> Result<Self, ClientFault> {
        let mut client = match credential {
            Some(credential) => {
                let shown = Shown::Credential(credential.trim().to_owned());
                Self { shown, ..Self::anybody(args)? }
            }
            None => Self::staff(args)?,
        };
        client.about = Some(case.to_owned());
        Ok(client)
    }

    /// The server's address, as it is shown.
    pub(crate) fn server(&self) -> &str {
        self.base.as_str()
    }

    /// Reads.
    ///
    /// # Errors
    /// [`ClientFault`].
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientFault> {
        self.json(self.request(Method::GET, path)?).await
    }

    /// Writes.
    ///
    /// # Errors
    /// [`ClientFault`].
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ClientFault> {
        self.json(self.request(Method::POST, path)?.json(body)).await
    }

    /// Writes, where nothing is answered.
    ///
    /// # Errors
    /// [`ClientFault`].
    pub(crate) async fn post_unanswered(&self, path: &str, body: &impl Serialize) -> Result<(), ClientFault> {
        self.answered(self.request(Method::POST, path)?.json(body)).await.map(|_| ())
    }

    /// Writes with an idempotency key.
    ///
    /// # Errors
    /// [`ClientFault`].
    pub(crate) async fn post_once<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        key: &str,
    ) -> Result<T, ClientFault> {
        let key = header::HeaderValue::try_from(key).map_err(|_| ClientFault::BadToken)?;
        self.json(self.request(Method::POST, path)?.header("Idempotency-Key", key).json(body)).await
    }

    /// Sends rows of JSON.
    ///
    /// # Errors
    /// [`ClientFault`].
    pub(crate) async fn post_rows<T: DeserializeOwned>(
        &self,
        path: &str,
        rows: Vec<u8>,
    ) -> Result<T, ClientFault> {
        let request = self.request(Method::POST, path)?;
        self.json(request.header(header::CONTENT_TYPE, "application/x-ndjson").body(rows)).await
    }

    /// Reads bytes as they are.
    ///
    /// # Errors
    /// [`ClientFault`].
    pub(crate) async fn bytes(&self, path: &str) -> Result<Vec<u8>, ClientFault> {
        self.answered(self.request(Method::GET, path)?).await.map(|(_, bytes)| bytes)
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, ClientFault> {
        let address = self.base.join(path).map_err(|_| self.unreadable(StatusCode::NOT_FOUND))?;
        let request = self.http.request(method, address);
        Ok(match &self.shown {
            Shown::Nothing => request,
            Shown::Staff { token, name } => {
                request.header(header::AUTHORIZATION, bearer(token)?).header("X-Staff-Name", name)
            }
            Shown::Credential(credential) => request.header(header::AUTHORIZATION, bearer(credential)?),
        })
    }

    async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ClientFault> {
        let (status, bytes) = self.answered(request).await?;
        serde_json::from_slice(&bytes).map_err(|_| self.unreadable(status))
    }

    async fn answered(&self, request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), ClientFault> {
        let silent = |source: reqwest::Error| ClientFault::Silent {
            server: self.server().to_owned(),
            source: source.without_url(),
        };
        let mut response: Response = request.send().await.map_err(silent)?;
        let status = response.status();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(silent)? {
            if bytes.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(self.unreadable(status));
            }
            bytes.extend_from_slice(&chunk);
        }
        if status.is_success() {
            return Ok((status, bytes));
        }
        Err(match serde_json::from_slice::<ProblemJson>(&bytes) {
            Ok(problem) => ClientFault::Problem {
                problem: Box::new(problem),
                about: self.about.clone(),
                server: self.server().to_owned(),
            },
            Err(_) => self.unreadable(status),
        })
    }

    fn unreadable(&self, status: StatusCode) -> ClientFault {
        ClientFault::Unreadable { server: self.server().to_owned(), status: status.as_u16() }
    }
}

fn bearer(shown: &str) -> Result<header::HeaderValue, ClientFault> {
    let value = header::HeaderValue::try_from(format!("Bearer {shown}"));
    let mut value = value.map_err(|_| ClientFault::BadToken)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Who is at the keyboard: what the environment says, fit to be a staff name.
fn staff_name() -> String {
    let said = std::env::var(STAFF_NAME).or_else(|_| std::env::var("USER")).unwrap_or_default();
    let name: String = said
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || ".-_@".contains(*c))
        .take(STAFF_NAME_CHARS_MAX)
        .collect();
    if name.is_empty() { STAFF_UNNAMED.to_owned() } else { name }
}
