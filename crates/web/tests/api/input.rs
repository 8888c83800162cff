//! What cannot be read is refused with its place, never repeated, and never a fault.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use masalama_core::line::LineKind;
use serde_json::{Value, json};

use crate::bed::{Answered, Bed, TOKEN, request};

async fn detail(bed: &Bed, body: &str) -> String {
    let sent = Request::post("/v1/cases").header(header::CONTENT_TYPE, "application/json; charset=utf-8");
    let answered = bed.send(sent.body(Body::from(body.to_owned())).unwrap()).await;
    assert_eq!(
        (answered.status, answered.code().as_str()),
        (StatusCode::BAD_REQUEST, "bad-input"),
        "{body:.200}"
    );
    answered.json()["detail"].as_str().unwrap().to_owned()
}

// Each fault of a body is named with its place and what would be right.
#[tokio::test]
async fn the_place_is_named() {
    let bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let with = |key: &str, value: Value| {
        let mut body = request(&line);
        body[key] = value;
        body.to_string()
    };
    assert!(detail(&bed, "{\"iccid\": ").await.starts_with("line 1, column 10"));
    assert!(detail(&bed, "").await.starts_with("line 1, column 0"));
    assert!(
        detail(&bed, &with("wnated_on", json!("2027-01-01"))).await.contains("unknown field `wnated_on`")
    );
    let nested =
        detail(&bed, &with("document", json!({"kind": "passport", "number": "A1", "land": "OM"}))).await;
    assert!(nested.contains("at `document") && nested.contains("unknown field `land`"), "{nested}");
    assert!(
        detail(&bed, &with("wanted_on", json!("2027-02-29")))
            .await
            .contains("at `wanted_on`: there is no such day")
    );
    assert!(detail(&bed, &with("wanted_on", json!("01/02/2027"))).await.contains("year, month, day"));
    assert!(
        detail(&bed, &with("iccid", json!("8996800123456789081")))
            .await
            .starts_with("`iccid`: the check digit")
    );
    assert!(
        detail(&bed, &with("document", json!({"kind": "civil_number", "number": "1"})))
            .await
            .starts_with("`document.number`")
    );
    assert!(detail(&bed, &with("purchased_on", json!("2020-01-01"))).await.starts_with("`purchased_on`"));
    assert!(detail(&bed, &with("activated_on", Value::Null)).await.starts_with("`activated_on`"));
    let deep = format!("{{\"document\": {}", "{\"kind\": ".repeat(2_000));
    assert!(detail(&bed, &deep).await.starts_with("line 1, column"));
    assert!(detail(&bed, &(request(&line).to_string() + "{}")).await.contains("follows the JSON value"));
    for (key, past) in [("2020-01-01", "date-in-past"), ("2099-01-01", "date-too-far")] {
        let answered =
            bed.post("/v1/cases", "", &serde_json::from_str(&with("wanted_on", json!(key))).unwrap()).await;
        assert_eq!((answered.status, answered.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, past));
    }
}

// No refusal repeats what was sent, wherever in the body it stood.
#[tokio::test]
async fn a_refusal_repeats_nothing() {
    let bed = Bed::new();
    let secret = "AB123456";
    let line = bed.line(LineKind::Prepaid).await;
    for key in [
        "iccid",
        "document",
        "purchased_on",
        "activated_on",
        "contact_msisdn",
        "contact_email",
        "channel",
        "reason",
        "wanted_on",
        "language",
        secret,
        "٩٦٨٩١٢٣٤٥٦٧",
    ] {
        for value in [
            json!(secret),
            json!({secret: secret}),
            json!([secret]),
            json!("٩٦٨٩١٢٣٤٥٦٧"),
            json!(96_891_234_567_i64),
        ] {
            let mut body = request(&line);
            body[key] = value;
            let answered = bed.post("/v1/cases", "", &body).await;
            if answered.status == StatusCode::CREATED {
                continue;
            }
            let text = answered.text();
            assert!(
                !text.contains(secret) && !text.contains("91234567") && !text.contains("٩١٢٣"),
                "{key}: {text}"
            );
            assert_eq!(answered.code(), "bad-input");
        }
    }
}

// Numbers and days typed in Arabic-Indic digits, with spaces, are understood.
#[tokio::test]
async fn arabic_digits_are_understood() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let arabic = |text: &str| -> String {
        text.chars()
            .map(|c| c.to_digit(10).map_or(c, |digit| char::from_u32('\u{660}' as u32 + digit).unwrap()))
            .collect()
    };
    let mut body = request(&line);
    let spaced = line.numbers.iccid.unmasked().as_bytes().chunks(4);
    let spaced: Vec<_> = spaced.map(|part| std::str::from_utf8(part).unwrap()).collect();
    body["iccid"] = json!(arabic(&spaced.join(" ")));
    body["activated_on"] = json!(arabic(&line.facts.activated_on.to_string()));
    if let Some(contact) = &line.owner.contact_msisdn {
        body["contact_msisdn"] = json!(arabic(contact.unmasked()));
    }
    let (case, credential) = bed.open(&body).await;
    bed.drain().await;
    assert_eq!(bed.case(&case, &credential).await["operator"], "sandbox-muscat", "the claim fits");
}

// A body of a megabyte is not read, whether it says its length or not.
#[tokio::test]
async fn a_large_body_is_refused() {
    let bed = Bed::new();
    let large = "x".repeat(1024 * 1024);
    for path in ["/v1/cases", "/v1/contacts/check"] {
        let sent = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        let answered = bed.send(sent.body(Body::from(large.clone())).unwrap()).await;
        assert_eq!((answered.status, answered.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
    }
    let announced = Request::post("/v1/cases")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_LENGTH, "1000000000");
    assert_eq!(bed.send(announced.body(Body::from("{}")).unwrap()).await.code(), "too-large");
    let unsaid = Request::post("/v1/cases").body(Body::from("{}")).unwrap();
    assert_eq!(bed.send(unsaid).await.code(), "bad-input");
    let key = Request::post("/v1/cases")
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", "k".repeat(129));
    assert_eq!(bed.send(key.body(Body::from("{}")).unwrap()).await.code(), "bad-input");
}

// Lines are taken in whole or not at all, and the row that cannot be read is named.
#[tokio::test]
async fn an_import_is_whole() {
    let bed = Bed::new();
    let (one, other) = (bed.line(LineKind::Prepaid).await, bed.line(LineKind::Postpaid).await);
    let import = |body: String, sort: &'static str| {
        let sent = Request::post("/v1/lines/import")
            .header(header::AUTHORIZATION, format!("Bearer {TOKEN}"))
            .header(header::CONTENT_TYPE, sort);
        bed.send(sent.body(Body::from(body)).unwrap())
    };
    let rows = format!("{}\n\n{}\n", json!(one), json!(other));
    let taken = import(rows.clone(), "application/x-ndjson").await.json();
    assert_eq!(taken, json!({"lines": 2, "new": 0}));
    let taken = import(json!([one]).to_string(), "application/json").await.json();
    assert_eq!(taken["lines"], 1);
    let bad = import(rows.replacen("\"numbers\"", "\"numbrs\"", 1), "application/x-ndjson").await;
    assert!(bad.json()["detail"].as_str().unwrap().starts_with("row 1: line 1, column"), "{}", bad.text());
    let large = import(" ".repeat(17 * 1024 * 1024), "application/x-ndjson").await;
    assert_eq!(large.code(), "too-large");
    assert_eq!(import(rows, "text/csv").await.code(), "bad-input");
}

/// Bytes that look random and are the same in every run.
fn noise(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let byte = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u8::try_from(state >> 56).unwrap()
    };
    (0..seed % 200).map(byte).collect()
}

fn is_well(answered: &Answered, what: &str) {
    assert!(answered.status.as_u16() < 500, "{what}: {} {}", answered.status, answered.text());
    let is_page = answered.header("content-type").starts_with("text/html");
    if answered.status.as_u16() >= 400 && !is_page {
        answered.code();
    }
}

// Whatever is sent to whichever route is answered: with what was asked, or with a problem that is no fault.
#[tokio::test]
async fn noise_is_no_fault() {
    let bed = Bed::new();
    let (case, credential) = bed.open(&request(&bed.line(LineKind::Prepaid).await)).await;
    let description: Value = serde_json::from_str(&masalama_web::openapi()).unwrap();
    let mut seed = 1;
    for (path, item) in description["paths"].as_object().unwrap() {
        for verb in item.as_object().unwrap().keys() {
            for real in [true, false] {
                let name = if real { case.as_str() } else { "%F0%9F%92%A9" };
                let path = path.replace("{case}", name).replace("{step}", if real { "1" } else { "-1" });
                let path = path
                    .replace("{kind}", if real { "receipt" } else { "x" })
                    .replace("{code}", if real { "too-many" } else { "x" });
                for bearer in [TOKEN, &credential, "\u{e9}"] {
                    for sort in ["application/json", "application/x-www-form-urlencoded", "text/plain"] {
                        seed += 1;
                        let sent = Request::builder()
                            .method(verb.to_uppercase().as_str())
                            .uri(path.as_str())
                            .header(header::AUTHORIZATION, format!("Bearer {bearer}").as_bytes())
                            .header("X-Staff-Name", "care-1")
                            .header(header::CONTENT_TYPE, sort);
                        let answered = bed.send(sent.body(Body::from(noise(seed))).unwrap()).await;
                        is_well(&answered, &format!("{verb} {path}"));
                    }
                }
            }
        }
    }
    for path in ["/nothing", "/v1", "/v1/cases/", "/v1/cases/a/b/c/d", "/%00", "/v2/cases"] {
        let answered = bed.get(path, TOKEN).await;
        assert_eq!(
            (answered.status, answered.code().as_str()),
            (StatusCode::NOT_FOUND, "unknown-address"),
            "{path}"
        );
    }
    let deleted = bed.send(Request::delete("/v1/cases").body(Body::empty()).unwrap()).await;
    assert_eq!((deleted.status, deleted.code().as_str()), (StatusCode::METHOD_NOT_ALLOWED, "unknown-verb"));
    assert!(deleted.header("allow").contains("POST"), "{}", deleted.header("allow"));
}
