//! Who is let in, and what the answer says to whoever is not.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use masalama_core::line::LineKind;
use serde_json::json;

use crate::bed::{Bed, PROXY, TOKEN, request};

// A wrong credential, another case's, none, and no such case at all are answered byte for byte alike.
#[tokio::test]
async fn a_wrong_credential_is_no_such_case() {
    let bed = Bed::new();
    let (case, _) = bed.open(&request(&bed.line(LineKind::Prepaid).await)).await;
    let (_, others) = bed.open(&request(&bed.line(LineKind::Postpaid).await)).await;
    let nobodys = "00000000000000000000000000";
    let mut answers = Vec::new();
    for (case, bearer) in [
        (case.as_str(), nobodys),
        (case.as_str(), others.as_str()),
        (case.as_str(), ""),
        (nobodys, nobodys),
        ("x", "x"),
    ] {
        let answered = bed.get(&format!("/v1/cases/{case}"), bearer).await;
        assert_eq!((answered.status, answered.code().as_str()), (StatusCode::NOT_FOUND, "no-such-case"));
        answers.push(answered.body);
        let said = bed.post(&format!("/v1/cases/{case}/retract"), bearer, &json!({})).await;
        assert_eq!(said.code(), "no-such-case");
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

// What is for staff is refused without the token, with a wrong one, and with a case's credential.
#[tokio::test]
async fn staff_routes_want_the_token() {
    let bed = Bed::new();
    let (case, credential) = bed.open(&request(&bed.line(LineKind::Prepaid).await)).await;
    let task = format!("/v1/cases/{case}/tasks/1");
    let (resolve, decide) = (format!("/v1/cases/{case}/resolve"), format!("/v1/cases/{case}/decide"));
    for bearer in ["", "wrong", &credential] {
        for path in [
            "/v1/cases",
            "/v1/tasks",
            "/v1/lines",
            "/v1/sandbox/clock",
            "/v1/sandbox/lines",
            "/v1/sandbox/faults",
        ] {
            let answered = bed.get(path, bearer).await;
            assert_eq!(
                (answered.status, answered.code().as_str()),
                (StatusCode::UNAUTHORIZED, "not-allowed"),
                "{path}"
            );
            assert_eq!(answered.header("www-authenticate"), "Bearer");
        }
        for path in [
            "/v1/cases/search",
            "/v1/lines/search",
            "/v1/lines/import",
            "/v1/sandbox/clock/advance",
            &task,
            &resolve,
            &decide,
        ] {
            assert_eq!(bed.post(path, bearer, &json!({})).await.code(), "not-allowed", "{path}");
        }
    }
}

// Without a sandbox its routes do not exist, for staff neither.
#[tokio::test]
async fn no_sandbox_no_routes() {
    let bed = Bed::with(false);
    let answered = bed.get("/v1/sandbox/clock", TOKEN).await;
    assert_eq!((answered.status, answered.code().as_str()), (StatusCode::NOT_FOUND, "unknown-address"));
    let moved = bed.post("/v1/sandbox/clock/advance", TOKEN, &json!({"by": "1d"})).await;
    assert_eq!(moved.status, StatusCode::NOT_FOUND);
}

// The sandbox's clock, lines, faults, happenings and log are reached over HTTP.
#[tokio::test]
async fn the_sandbox_is_reached() {
    let mut bed = Bed::new();
    let before = bed.get("/v1/sandbox/clock", TOKEN).await.json();
    assert_eq!(before["now"], "2026-11-22T08:00:00Z");
    let after = bed.post("/v1/sandbox/clock/advance", TOKEN, &json!({"by": "60d"})).await.json();
    assert_eq!(after["now"], "2027-01-21T08:00:00Z");
    let back = bed.post("/v1/sandbox/clock/advance", TOKEN, &json!({"by": "-1d"})).await;
    assert_eq!(back.code(), "bad-input");
    let lines = bed.get("/v1/sandbox/lines?limit=2&kind=prepaid", TOKEN).await.json();
    assert_eq!(lines["lines"].as_array().unwrap().len(), 2);
    let iccid = &lines["lines"][0]["numbers"]["iccid"];
    let rule = json!({"effect": "bar", "fault": "refuse", "times": 1});
    assert_eq!(bed.post("/v1/sandbox/faults", TOKEN, &rule).await.status, StatusCode::NO_CONTENT);
    assert_eq!(bed.get("/v1/sandbox/faults", TOKEN).await.json()["rows"][0]["effect"], "bar");
    let cleared = bed.post("/v1/sandbox/faults/clear", TOKEN, &json!({"effect": "bar"})).await.json();
    assert_eq!(cleared["cleared"], 1);
    let topped = json!({"tops_up": {"amount": {"minor": 5000, "currency": "OMR"}}});
    let happened = json!({"line": {"iccid": iccid}, "happening": topped});
    assert_eq!(bed.post("/v1/sandbox/happen", TOKEN, &happened).await.status, StatusCode::NO_CONTENT);
    bed.open(&request(&bed.line(LineKind::Prepaid).await)).await;
    bed.drain().await;
    let effects = bed.post("/v1/sandbox/effects", TOKEN, &json!({"kind": "read_line"})).await.json();
    assert_eq!(effects["rows"][0]["kind"], "read_line", "{effects}");
}

// Staff see cases and lines page by page, with personal numbers masked, and find a line by its number in the body.
#[tokio::test]
async fn staff_see_lists() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    for kind in [LineKind::Prepaid, LineKind::Postpaid] {
        bed.open(&request(&bed.line(kind).await)).await;
    }
    bed.drain().await;
    let first = bed.get("/v1/cases?limit=1", TOKEN).await.json();
    let next = first["next"].as_str().unwrap();
    let second = bed.get(&format!("/v1/cases?limit=1&after={next}"), TOKEN).await.json();
    assert_ne!(first["cases"][0]["case"], second["cases"][0]["case"]);
    assert_eq!(bed.get("/v1/cases?stage=closed", TOKEN).await.json()["cases"], json!([]));
    for bad in ["limit=0", "limit=501", "limit=x", "stage=gone", "colour=red", "after=x"] {
        assert_eq!(bed.get(&format!("/v1/cases?{bad}"), TOKEN).await.code(), "bad-input", "{bad}");
    }
    let lines = bed.get("/v1/lines?limit=3", TOKEN).await;
    assert!(!lines.text().contains(line.numbers.iccid.unmasked()));
    let found = bed.post("/v1/lines/search", TOKEN, &json!({"msisdn": line.numbers.msisdn})).await.json();
    assert_eq!(found["lines"][0]["iccid"], line.numbers.iccid.to_string());
}

// Who asks again and again for one line is told to wait, and for how long; another line is not touched by it.
#[tokio::test]
async fn guessing_is_slowed() {
    let bed = Bed::new();
    let mut guess = request(&bed.line(LineKind::Prepaid).await);
    guess["activated_on"] = json!("2001-01-01");
    for _ in 0..30 {
        bed.open(&guess).await;
    }
    let refused = bed.post("/v1/cases", "", &guess).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too-many"));
    assert!((1..=3_600).contains(&refused.header("retry-after").parse().unwrap()));
    assert_eq!(
        bed.post_as("care-1", "/v1/cases", &guess).await.status,
        StatusCode::CREATED,
        "staff are known"
    );
    bed.open(&request(&bed.line(LineKind::Postpaid).await)).await;
}

// Behind a proxy everybody comes from the proxy: whoever floods a line from one place must not keep its owner out, who comes from another.
#[tokio::test]
async fn callers_behind_a_proxy_are_counted_apart() {
    let bed = Bed::new();
    let own = request(&bed.line(LineKind::Prepaid).await);
    let mut guess = own.clone();
    guess["activated_on"] = json!("2001-01-01");
    let post = async |from: &str, body: &serde_json::Value| {
        let sent = Request::post("/v1/cases")
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-forwarded-for", format!("192.0.2.1, {from}"))
            .extension(ConnectInfo(SocketAddr::new(PROXY, 4_711)));
        bed.send(sent.body(Body::from(body.to_string())).unwrap()).await.status
    };
    for _ in 0..30 {
        assert_eq!(post("203.0.113.7", &guess).await, StatusCode::CREATED);
    }
    assert_eq!(post("203.0.113.7", &guess).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(post("203.0.113.8", &own).await, StatusCode::CREATED);
}

// A refusal is said in the language the caller names.
#[tokio::test]
async fn a_refusal_speaks_the_callers_language() {
    let bed = Bed::new();
    let mut said = Vec::new();
    for language in ["en", "ar-OM,en;q=0.5", "zh", "xx"] {
        let sent = Request::get("/v1/cases").header(header::ACCEPT_LANGUAGE, language);
        let refused = bed.send(sent.body(Body::empty()).unwrap()).await;
        assert_eq!(refused.code(), "not-allowed");
        said.push(refused.json()["detail"].as_str().unwrap().to_owned());
    }
    assert_eq!(said[0], "A staff token is needed for this.");
    assert_eq!(said[3], said[0]);
    assert!(said[1] != said[0] && said[2] != said[0] && said[1] != said[2]);
}
