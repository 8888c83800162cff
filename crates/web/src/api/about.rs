//! What the installation says of itself: health, its key, the description of the interface, the pages of refusals; and the contact check.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use masalama_access::Right;
use masalama_core::channel::{self, TEXT_CHARS_MAX};
use masalama_core::refusal::RefusalCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::ask::ContactAsk;
use super::input::Sent;
use super::problem::Problem;
use super::route::{Route, Shared, get, post};

/// Is all well?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Health)]
pub struct HealthJson {
    /// `ok`, or `failing` when a person must look.
    pub status: String,
    /// Does the engine carry cases forward?
    pub engine_runs: bool,
    /// Is this the sandbox? Then nothing real ends.
    pub sandbox: bool,
    /// The version of the program.
    pub version: String,
}

/// The key papers are verified with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Key)]
pub struct KeyJson {
    /// *Source*: RFC 8032.
    #[schema(example = "ed25519")]
    pub algorithm: String,
    /// *Shape*: base64url without padding, 43 characters.
    pub key: String,
}

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ContactVerdict)]
pub struct ContactJson {
    /// Is it an operator's known official channel? Only then trust it.
    pub is_known_official: bool,
    /// The answer in English, in full sentences.
    pub sentence: String,
    /// The answer for programs: `verdict` is `known_official`, `known_unconfirmed`, `disputed`, `look_alike` or `not_known`.
    #[schema(value_type = Object)]
    pub verdict: Value,
}

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(Right::ReadOpenPages, "/health", "health", "Is all well?", health)
            .answers::<HealthJson>(200, "It is.")
            .answers::<HealthJson>(503, "The engine has stopped; cases wait."),
        get(Right::ReadOpenPages, "/v1/key", "read_key", "The public key papers are verified with.", key)
            .answers::<KeyJson>(200, "The key."),
        get(Right::ReadOpenPages, "/openapi.json", "read_openapi", "This description.", description)
            .answers_as(200, "application/json", "OpenAPI 3.1."),
        post(
            Right::ReadOpenPages,
            "/v1/contacts/check",
            "check_contact",
            "Is this address the operator's own?",
            check,
        )
        .takes::<ContactAsk>()
        .answers::<ContactJson>(200, "What is known of it, with its source."),
    ]
}

async fn health(State(app): State<Shared>) -> Response {
    let engine_runs = *app.engine_runs.borrow();
    let (status, word) =
        if engine_runs { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "failing") };
    let health = HealthJson {
        status: word.to_owned(),
        engine_runs,
        sandbox: app.is_sandbox,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    (status, Json(health)).into_response()
}

async fn key(State(app): State<Shared>) -> Json<KeyJson> {
    Json(KeyJson { algorithm: "ed25519".to_owned(), key: app.public_key.clone() })
}

async fn description() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], super::openapi()).into_response()
}

async fn check(
    State(app): State<Shared>,
    Sent(asked): Sent<ContactAsk>,
) -> Result<Json<ContactJson>, Problem> {
    if asked.text.chars().nth(TEXT_CHARS_MAX).is_some() {
        let detail = format!("`text` has more than {TEXT_CHARS_MAX} characters");
        return Err(Problem::refused(RefusalCode::TooLarge).saying(detail));
    }
    let verdict = channel::check(&asked.text, &app.policies);
    Ok(Json(ContactJson {
        is_known_official: verdict.is_known_official(),
        sentence: verdict.to_string(),
        verdict: serde_json::to_value(&verdict).map_err(|error| Problem::fault(&error))?,
    }))
}
