//! Pages: their headers, and the guide's four renderings.

use axum::http::StatusCode;
use masalama_core::line::LineKind;

use crate::bed::{Bed, request};

// Every answer has the headers that keep a page to itself, and what is personal is not kept by anybody.
#[tokio::test]
async fn every_page_keeps_to_itself() {
    let bed = Bed::new();
    let (case, credential) = bed.open(&request(&bed.line(LineKind::Prepaid).await)).await;
    let guide = "/guide?operator=nawras&kind=postpaid&leave_on=2027-03-31&lang=zh";
    for path in [
        "/",
        "/guide",
        guide,
        "/case",
        "/errors/too-many",
        "/style.css",
        "/nothing",
        &format!("/v1/cases/{case}"),
    ] {
        let answered = bed.get(path, &credential).await;
        let policy = answered.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert_eq!(answered.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answered.header("referrer-policy"), "same-origin", "{path}");
        let page = answered.text();
        let scripts = (page.matches("<script").count(), page.matches("<script src=\"/static/").count());
        assert!(scripts.0 == scripts.1 && !page.contains(" style="), "{path}");
    }
    let personal = bed.get(&format!("/v1/cases/{case}"), &credential).await;
    assert_eq!(personal.header("cache-control"), "no-store");
    let opened = bed.form("/case", &[("case", &case), ("credential", &credential)]).await;
    assert_eq!(opened.header("cache-control"), "no-store");
}

// The guide is one query in four renderings; what cannot be is said in the language that was asked for.
#[tokio::test]
async fn the_guide_is_served() {
    let bed = Bed::new();
    let query = "operator=nawras&kind=postpaid&leave_on=2027-03-31&lang=ar";
    let page = bed.get(&format!("/guide?{query}"), "").await;
    assert!(page.text().contains("dir=\"rtl\"") && page.status == StatusCode::OK);
    let calendar = bed.get(&format!("/guide.ics?{query}"), "").await;
    assert!(calendar.text().starts_with("BEGIN:VCALENDAR"), "{}", calendar.text());
    assert!(calendar.header("content-type").starts_with("text/calendar"));
    assert_eq!(bed.get(&format!("/guide.json?{query}"), "").await.status, StatusCode::OK);
    assert!(
        bed.get(&format!("/guide.txt?{query}"), "").await.header("content-type").starts_with("text/plain")
    );
    let past = "operator=nawras&kind=postpaid&leave_on=2020-01-01";
    assert_eq!(bed.get(&format!("/guide?{past}"), "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bed.get(&format!("/guide.json?{past}"), "").await.code(), "date-in-past");
    let nobody = bed.get("/guide.json?operator=nobody&kind=prepaid&leave_on=2027-03-31", "").await;
    assert_eq!(nobody.code(), "unknown-operator");
    assert_eq!(bed.get("/guide.ics", "").await.code(), "bad-input");
}
