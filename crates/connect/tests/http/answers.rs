//! What the connector makes of each sort of answer.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use masalama_connect::http::{ANSWER_BYTES_MAX, HttpConnector, HttpInventory, HttpSettings};
use masalama_core::effect::{Effect, EffectKind, Finding, Order, Outcome, RejectedWhy};
use masalama_core::landscape::{Class, Offer};
use masalama_core::port::{Connector as _, Inventory as _, InventoryFault, LineFilter};
use tokio::net::TcpListener;

use crate::sandbox::{Asker, line_where, sandbox};

/// What the back office answers, and what it was sent.
#[derive(Clone, Default)]
struct Office {
    answer: Arc<Mutex<Option<Response>>>,
    seen: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
}

impl Office {
    async fn open(self) -> String {
        let routes = Router::new()
            .route("/api/perform", post(reply))
            .route("/api/inquire", post(reply))
            .route("/api/lines", post(reply))
            .route("/api/lines/import", post(reply))
            .with_state(self);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/api", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        base
    }

    fn answers(&self, answer: impl IntoResponse) {
        *self.answer.lock().unwrap() = Some(answer.into_response());
    }
}

/// The answer that was set; without one, none: the office takes the call and says nothing.
async fn reply(State(office): State<Office>, headers: HeaderMap, body: Bytes) -> Response {
    office.seen.lock().unwrap().push((headers, body));
    let answer = office.answer.lock().unwrap().take();
    match answer {
        Some(answer) => answer,
        None => std::future::pending().await,
    }
}

fn settings(base_url: String) -> HttpSettings {
    HttpSettings {
        base_url,
        token: Some("not-a-real-token".to_owned()),
        timeout: Duration::from_millis(300),
        offers: vec![Offer { effect: EffectKind::Bar, class: Class::Idempotent }],
    }
}

async fn order() -> Order {
    let sandbox = sandbox();
    let asker = Asker::new(&sandbox, line_where(&sandbox, |line| !line.facts.data_only).await);
    asker.order(Effect::Plain(EffectKind::Bar))
}

fn json(status: StatusCode, media: &'static str, body: &str) -> Response {
    (status, [("content-type", media)], body.to_owned()).into_response()
}

// A good answer is taken as it is, and the call carried the key, the token and no personal field the effect does not need.
#[tokio::test]
async fn a_good_answer_is_taken() {
    let office = Office::default();
    let connector = HttpConnector::new(settings(office.clone().open().await)).unwrap();
    let order = order().await;
    office.answers(json(StatusCode::OK, "application/json", r#"{"outcome":{"done":{"reference":"B-1"}}}"#));
    assert!(matches!(connector.perform(&order).await, Outcome::Done(_)));
    office.answers(json(StatusCode::OK, "application/json", r#"{"finding":"not_done"}"#));
    assert_eq!(connector.inquire(&order).await, Finding::NotDone);
    let seen = office.seen.lock().unwrap();
    let (headers, body) = &seen[0];
    assert_eq!(headers["idempotency-key"].to_str().unwrap(), order.key.to_string());
    assert_eq!(headers["authorization"], "Bearer not-a-real-token");
    let sent: serde_json::Value = serde_json::from_slice(body).unwrap();
    assert_eq!(sent["line"]["iccid"], order.personal.claim.iccid.unmasked());
    for personal in ["document", "audience", "refund_destination", "pickup_address"] {
        assert!(sent.get(personal).is_none(), "{personal} has no business with a bar");
    }
}

// Only a problem that says `rejected`, with a status that blames the call, is a refusal; all else is silence.
#[tokio::test]
async fn whatever_cannot_be_told_from_silence_is_unknown() {
    let office = Office::default();
    let connector = HttpConnector::new(settings(office.clone().open().await)).unwrap();
    let order = order().await;
    let problem = "application/problem+json";
    let rejected = r#"{"title":"no","rejected":{"why":"no_such_line","detail":"no such line"}}"#;
    office.answers(json(StatusCode::NOT_FOUND, problem, rejected));
    let Outcome::Rejected(rejection) = connector.perform(&order).await else { panic!() };
    assert_eq!(rejection.why, RejectedWhy::NoSuchLine);
    let long = format!(r#"{{"outcome":{{"done":{{"reference":"{}"}}}}}}"#, "x".repeat(ANSWER_BYTES_MAX));
    let unknown = [
        json(StatusCode::INTERNAL_SERVER_ERROR, problem, rejected),
        json(StatusCode::NOT_FOUND, "application/json", rejected),
        json(StatusCode::NOT_FOUND, problem, r#"{"title":"no such route"}"#),
        json(StatusCode::NOT_FOUND, problem, "not json"),
        json(StatusCode::OK, "application/json", "not json"),
        json(StatusCode::OK, "application/json", ""),
        json(StatusCode::OK, "application/json", r#"{"outcome":"done"}"#),
        json(StatusCode::OK, "application/json", r#"{"outcome":{"done":{"reference":"x"}},"more":1}"#),
        json(StatusCode::ACCEPTED, "application/json", r#"{"outcome":{"done":{"reference":"x"}}}"#),
        json(StatusCode::OK, "application/json", &long),
        Redirect::temporary("/api/perform").into_response(),
    ];
    for (at, answer) in unknown.into_iter().enumerate() {
        office.answers(answer);
        assert!(matches!(connector.perform(&order).await, Outcome::Unknown { .. }), "answer {at}");
    }
}

// No answer in time, and nobody there, are silence too; the cause names neither the address nor a number.
#[tokio::test]
async fn silence_is_unknown_and_says_little() {
    let office = Office::default();
    let base = office.open().await;
    let order = order().await;
    let connector = HttpConnector::new(settings(base)).unwrap();
    let Outcome::Unknown { cause } = connector.perform(&order).await else { panic!() };
    assert_eq!(cause.as_str(), "no answer in time");
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let connector = HttpConnector::new(settings(format!("http://{closed}"))).unwrap();
    let Finding::Unknown { cause } = connector.inquire(&order).await else { panic!() };
    assert_eq!(cause.as_str(), "no connection");
}

// An address with a password, a query or nothing in it is refused before anything is sent, and settings hide their token.
#[test]
fn bad_settings_are_refused() {
    for address in
        ["", "office", "ftp://office/", "http://user:word@office/", "http://office/?a=b", "http://office/#x"]
    {
        assert!(HttpConnector::new(settings(address.to_owned())).is_err(), "{address}");
    }
    assert!(!format!("{:?}", settings("http://office/".to_owned())).contains("not-a-real-token"));
}

// Records over HTTP say whether they take an import.
#[tokio::test]
async fn records_that_take_no_import_say_so() {
    let office = Office::default();
    let base = office.clone().open().await;
    let records = HttpInventory::new(&base, None, Duration::from_millis(300)).unwrap();
    office.answers(json(StatusCode::NOT_IMPLEMENTED, "application/problem+json", r#"{"title":"read only"}"#));
    assert_eq!(records.import(Vec::new()).await, Err(InventoryFault::TakesNoImport));
    office.answers(json(StatusCode::OK, "application/json", r#"{"lines":[]}"#));
    assert!(records.lines(&LineFilter::default()).await.unwrap().lines.is_empty());
    office.answers(json(StatusCode::BAD_GATEWAY, "text/html", "<h1>oh</h1>"));
    assert!(matches!(records.lines(&LineFilter::default()).await, Err(InventoryFault::Silent(_))));
}
