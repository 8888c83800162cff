//! A no to a person is a page in his language, with a sentence that says what to do and ways on; never a document for programs.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use masalama_core::line::LineKind;
use masalama_core::role::Role;

use super::part::Inside;
use crate::bed::{Answered, Bed};
use crate::browser::{Browser, HOST};
use crate::console::staff;

/// What a browser says it shows.
const SHOWS: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// The request a browser would send when it goes somewhere, or sends a form it has.
async fn go(browser: &Browser<'_>, method: Method, path: &str, lang: &str, body: &str) -> Answered {
    browser.keep("__Host-language", lang);
    let request = browser
        .request(method, path)
        .header(header::ACCEPT, SHOWS)
        .header(header::ORIGIN, format!("https://{HOST}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    browser.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

fn is_a_page(answered: &Answered, lang: &str, what: &str) {
    let text = answered.text();
    assert!(answered.status.is_client_error() || answered.status.is_server_error(), "{what}: {text}");
    assert!(answered.header("content-type").starts_with("text/html"), "{what}: {text}");
    assert!(text.contains(&format!("<html lang=\"{lang}")), "{what}: {text}");
    assert!(
        text.contains("class=\"refusal\" role=\"alert\"") && text.contains("class=\"ways\""),
        "{what}: {text}"
    );
    assert!(!text.contains("openapi.json") && !text.contains("{\"type\""), "{what}: {text}");
    assert!(answered.header("content-security-policy").contains("default-src 'none'"), "{what}");
    assert_eq!(answered.header("x-content-type-options"), "nosniff", "{what}");
}

// Addresses that lead nowhere, verbs that fit nothing, links that were cut off, numbers that are none: one page, in each language.
#[tokio::test]
async fn what_leads_nowhere_is_a_page() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    let nobodys = "0".repeat(26);
    let (get, post) = (Method::GET, Method::POST);
    for lang in ["en", "ar", "zh"] {
        for (method, path, says) in [
            (&get, "/nothing/here", Some("/guide?lang=")),
            (&get, "/my/unknown.pdf", Some("/guide?lang=")),
            (&post, "/guide", Some("/guide?lang=")),
            (&get, "/errors/no-such-code", Some("/case?lang=")),
            (&get, "/static/none.js", None),
            (&get, "/my/papers/nothing", Some("/my/papers?lang=")),
            (&get, "/my/papers/nothing.pdf", Some("/my/papers?lang=")),
            (&get, "/my/papers/receipt.pdf", Some("/my/papers?lang=")),
            (&get, "/end?for=nobody", None),
            (&get, "/guide.json", None),
        ] {
            let answered = go(&browser, method.clone(), path, lang, "").await;
            is_a_page(&answered, lang, path);
            assert!(says.is_none_or(|says| answered.text().contains(says)), "{path}: {}", answered.text());
        }
        for path in [
            format!("/console/cases/{nobodys}"),
            "/console/cases/x".to_owned(),
            "/console/nothing".to_owned(),
            format!("/console/cases/{}/pictures/none", inside.case),
            format!("/console/cases/{}/papers/none", inside.case),
        ] {
            let answered = go(&care, get.clone(), &path, lang, "").await;
            is_a_page(&answered, lang, &path);
            assert!(answered.text().contains("href=\"/console?lang="), "{path}");
        }
    }
}

// A form from an old page, from a session that ended or with a step that is no number is answered with a page, whatever the handler was.
#[tokio::test]
async fn a_form_that_cannot_be_taken_is_a_page() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    browser.get("/my").await;
    let token = browser.token();
    let forged = go(&browser, Method::POST, "/my/tick", "ar", "csrf=old&advice=keep_papers").await;
    is_a_page(&forged, "ar", "an old token");
    assert!(
        forged.text().contains("/errors/form-not-ours") && forged.text().contains("href=\"/my/do?lang=ar")
    );
    let unread = go(&browser, Method::POST, "/my/tick", "zh", &format!("csrf={token}&advice=nothing")).await;
    is_a_page(&unread, "zh", "an unknown value");
    let no_file = go(&browser, Method::POST, "/my/upload", "en", &format!("csrf={token}")).await;
    is_a_page(&no_file, "en", "no file at all");
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    let path = format!("/console/cases/{}/tasks/first", inside.case);
    care.get("/console/keys").await;
    let no_number = go(&care, Method::POST, &path, "en", &format!("csrf={}&note=x", care.token())).await;
    is_a_page(&no_number, "en", "a step that is no number");
}

// Programs get what they always got: a problem document, under /v1 even if they say they show pages.
#[tokio::test]
async fn programs_get_a_problem_document() {
    let bed = Bed::new();
    assert_eq!(bed.get("/nothing/here", "").await.code(), "unknown-address");
    let browser = Browser::new(&bed);
    let asked = go(&browser, Method::GET, "/v1/nothing", "ar", "").await;
    assert_eq!((asked.status, asked.code().as_str()), (StatusCode::NOT_FOUND, "unknown-address"));
}
