//! The description of the interface and the pages of refusals.

use axum::http::StatusCode;
use masalama_core::refusal::RefusalCode;
use serde_json::{Value, json};

use crate::bed::{Bed, TOKEN};

// The description is JSON, is the same each time, is what is served, and every reference in it has its target.
#[tokio::test]
async fn the_description_is_whole() {
    let text = masalama_web::openapi();
    assert_eq!(text, masalama_web::openapi());
    let bed = Bed::new();
    let served = bed.get("/openapi.json", "").await;
    assert_eq!(served.text(), text);
    let description: Value = serde_json::from_str(&text).unwrap();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut references = Vec::new();
    find_references(&description, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let name = reference.strip_prefix("#/components/schemas/").unwrap();
        assert!(description["components"]["schemas"].get(name).is_some(), "{reference}");
    }
}

fn find_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get("$ref") {
                found.push(reference.clone());
            }
            object.values().for_each(|inner| find_references(inner, found));
        }
        Value::Array(array) => array.iter().for_each(|inner| find_references(inner, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

// Every route of the issue is described, each operation has its name, a sentence, and an answer; and each is served.
#[tokio::test]
async fn every_route_is_described_and_served() {
    let description: Value = serde_json::from_str(&masalama_web::openapi()).unwrap();
    let paths = description["paths"].as_object().unwrap();
    let bed = Bed::new();
    let mut names = std::collections::BTreeSet::new();
    for (path, item) in paths {
        for (verb, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} twice");
            assert!(!operation["summary"].as_str().unwrap().is_empty(), "{name}");
            assert!(operation["responses"].as_object().is_some_and(|answers| !answers.is_empty()), "{name}");
            let real = path
                .replace("{case}", "x")
                .replace("{step}", "1")
                .replace("{kind}", "receipt")
                .replace("{code}", "too-many");
            let answered = match verb.as_str() {
                "get" => bed.get(&real, "").await,
                _ => bed.post(&real, "", &json!({})).await,
            };
            assert!(!answered.text().contains("unknown-address"), "{verb} {path}");
        }
    }
    for path in [
        "/v1/cases",
        "/v1/cases/search",
        "/v1/cases/{case}",
        "/v1/cases/{case}/retract",
        "/v1/cases/{case}/refund",
        "/v1/cases/{case}/return",
        "/v1/cases/{case}/amend",
        "/v1/cases/{case}/tick",
        "/v1/cases/{case}/offer/decline",
        "/v1/cases/{case}/tasks/{step}",
        "/v1/cases/{case}/tasks/{step}/bill",
        "/v1/cases/{case}/resolve",
        "/v1/cases/{case}/decide",
        "/v1/cases/{case}/timeline",
        "/v1/cases/{case}/papers/{kind}",
        "/v1/cases/{case}/export",
        "/v1/tasks",
        "/v1/lines",
        "/v1/lines/search",
        "/v1/lines/import",
        "/v1/contacts/check",
        "/v1/key",
        "/health",
        "/openapi.json",
        "/v1/sandbox/clock",
        "/v1/sandbox/clock/advance",
        "/errors/{code}",
        "/guide",
        "/case",
        "/",
    ] {
        assert!(paths.contains_key(path), "{path}");
    }
}

// Every refusal has its page in each language, and another code has none.
#[tokio::test]
async fn every_refusal_has_its_page() {
    let bed = Bed::new();
    for code in RefusalCode::ALL {
        for language in ["en", "ar", "zh"] {
            let page = bed.get(&format!("/errors/{code}?lang={language}"), "").await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.text().contains(&format!("<h1>{code}: ")), "{}", page.text());
            assert!(page.text().contains("What to do"));
        }
    }
    assert_eq!(bed.get("/errors/nothing", "").await.status, StatusCode::NOT_FOUND);
}

// Health, key and contact check answer anybody.
#[tokio::test]
async fn what_anybody_may_ask() {
    let bed = Bed::new();
    assert_eq!(bed.get("/health", "").await.json()["status"], "ok");
    bed.engine_runs.send(false).unwrap();
    let failing = bed.get("/health", "").await;
    assert_eq!(
        (failing.status, failing.json()["status"].as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, Some("failing"))
    );
    assert_eq!(bed.get("/v1/key", "").await.json()["key"], Bed::key().to_string());
    let known = bed.post("/v1/contacts/check", "", &json!({"text": "+968 9501 1500"})).await.json();
    assert_eq!(known["is_known_official"], true, "{known}");
    let unknown =
        bed.post("/v1/contacts/check", "", &json!({"text": "https://ooredoo-refund.example"})).await.json();
    assert_eq!(unknown["is_known_official"], false);
    let long = bed.post("/v1/contacts/check", "", &json!({"text": "x".repeat(2001)})).await;
    assert_eq!(long.code(), "too-large");
    assert_eq!(bed.get("/v1/tasks", TOKEN).await.status, StatusCode::OK);
}
