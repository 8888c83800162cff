//! Every page of the portal, in each language: small, complete without a script, and alone with itself.

use axum::http::StatusCode;
use masalama_core::line::LineKind;

use super::journey::{Person, to_receipt};
use crate::bed::Bed;
use crate::browser::Browser;

/// The most bytes of a page.
const PAGE_BYTES_MAX: usize = 50 * 1024;

// Every page is below fifty kilobytes, asks no other host, has no style or script in it, and has one heading of the first order.
#[tokio::test]
async fn every_page_is_small_and_alone() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Postpaid).await;
    let cookie = {
        let mut person = Person::new(&bed);
        to_receipt(&mut person, &line).await;
        person.browser.cookie("__Host-case").unwrap()
    };
    bed.drain().await;
    let browser = Browser::new(&bed);
    browser.keep("__Host-case", &cookie);
    for path in PAGES {
        for lang in ["en", "ar", "zh"] {
            let and = if path.contains('?') { '&' } else { '?' };
            let page = browser.get(&format!("{path}{and}lang={lang}")).await;
            let text = page.text();
            assert_eq!(page.status, StatusCode::OK, "{path} {lang}: {text}");
            assert!(page.body.len() < PAGE_BYTES_MAX, "{path} {lang}: {} bytes", page.body.len());
            assert!(
                !text.contains(" style=") && !text.contains("<style") && !text.contains(" onclick"),
                "{path}"
            );
            assert!(text.matches("<script").count() == text.matches("nonce=\"").count(), "{path}");
            assert!(!text.contains("src=\"http") && !text.contains("href=\"http"), "{path}");
            assert_eq!(text.matches("<h1").count(), 1, "{path}");
            assert_eq!(page.header("cache-control"), "no-store", "{path}");
            for form in text.split("<form method=\"post\"").skip(1) {
                assert!(form.split("</form>").next().unwrap().contains("name=\"csrf\""), "{path}");
            }
        }
    }
}

const PAGES: &[&str] = &[
    "/",
    "/end",
    "/end?for=all",
    "/end/before",
    "/end/before?for=death&have=lost&kind=prepaid",
    "/end/before?for=abroad&have=esim&kind=postpaid&operator=sandbox-muscat&typed=number",
    "/end/before?for=pause",
    "/end/request",
    "/end/request?for=all",
    "/end/request?for=abroad",
    "/case",
    "/check",
    "/my",
    "/my/do",
    "/my/after",
    "/my/prove",
    "/my/receipt",
    "/my/papers",
];

// Whoever has no session is sent to the entry and comes back to where he wanted to go; whoever leaves is out.
#[tokio::test]
async fn the_case_is_closed_to_strangers() {
    let bed = Bed::new();
    let mut person = Person::new(&bed);
    to_receipt(&mut person, &bed.line(LineKind::Prepaid).await).await;
    let cookie = person.browser.cookie("__Host-case").unwrap();
    for path in ["/my", "/my/do", "/my/after", "/my/refund", "/my/papers", "/my/receipt", "/my/records"] {
        let turned = Browser::new(&bed).get(path).await;
        assert_eq!(
            (turned.status, turned.header("location")),
            (StatusCode::SEE_OTHER, format!("/case?to={path}").as_str())
        );
    }
    person.browser.get("/my").await;
    let left = person.browser.submit("/my/leave", &[]).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.text());
    assert_eq!(person.browser.cookie("__Host-case"), None);
    let stale = Browser::new(&bed);
    stale.keep("__Host-case", &cookie);
    assert_eq!(
        stale.get("/my").await.status,
        StatusCode::SEE_OTHER,
        "the session has ended, not only its cookie"
    );
}
