//! A form that is not ours is refused, whatever makes it not ours; on every route of a page that takes one.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use masalama_web::rights;

use crate::bed::Bed;
use crate::browser::{Browser, HOST};

/// What a form says of itself.
struct Sent<'a> {
    token: Option<&'a str>,
    origin: Option<&'a str>,
    site: Option<&'a str>,
}

async fn send(browser: &Browser<'_>, path: &str, sent: &Sent<'_>) -> StatusCode {
    let mut request =
        browser.request(Method::POST, path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in [("origin", sent.origin), ("sec-fetch-site", sent.site)] {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    let body = sent.token.map(|token| format!("csrf={token}")).unwrap_or_default();
    let answered = browser.send(request.body(Body::from(body)).unwrap()).await;
    if answered.status == StatusCode::FORBIDDEN {
        assert!(answered.text().contains("/errors/form-not-ours"), "{path}: {}", answered.text());
    }
    answered.status
}

/// Every page route that takes a form and that anybody may reach; those with a session are in the matrix.
fn forms() -> Vec<&'static str> {
    let open = |right| masalama_access::rule(right).anyone;
    let forms = rights()
        .into_iter()
        .filter(|(verb, path, right)| verb == "POST" && !path.starts_with("/v1/") && open(*right));
    forms.map(|(_, path, _)| path).collect()
}

// POST without a token, with another visitor's, from another origin, from nowhere, from another site: all refused; ours passes.
#[tokio::test]
async fn a_forged_form_is_refused() {
    let bed = Bed::new();
    let (own, other) = (Browser::new(&bed), Browser::new(&bed));
    own.get("/case").await;
    other.get("/case").await;
    let (token, others) = (own.token(), other.token());
    assert_ne!(token, others);
    let here = format!("https://{HOST}");
    let forms = forms();
    assert!(forms.contains(&"/case"), "{forms:?}");
    for path in forms {
        let path = path.replace("{token}", "0".repeat(26).as_str());
        let ours = Sent { token: Some(&token), origin: Some(&here), site: Some("same-origin") };
        assert_ne!(send(&own, &path, &ours).await, StatusCode::FORBIDDEN, "{path}");
        for (why, sent) in [
            ("no token", Sent { token: None, ..ours }),
            ("another visitor's token", Sent { token: Some(&others), ..ours }),
            ("a cut token", Sent { token: Some(&token[..40]), ..ours }),
            ("another origin", Sent { origin: Some("https://elsewhere.test"), ..ours }),
            ("an opaque origin", Sent { origin: Some("null"), ..ours }),
            ("no origin", Sent { origin: None, ..ours }),
            ("another site", Sent { site: Some("cross-site"), ..ours }),
            ("a sister host", Sent { site: Some("same-site"), ..ours }),
        ] {
            assert_eq!(send(&own, &path, &sent).await, StatusCode::FORBIDDEN, "{path}: {why}");
        }
        let stranger = Browser::new(&bed);
        assert_eq!(send(&stranger, &path, &ours).await, StatusCode::FORBIDDEN, "{path}: no cookie");
    }
}

// A page's policy lets one script run, ours, by a nonce that is never twice the same.
#[tokio::test]
async fn a_nonce_is_used_once() {
    let bed = Bed::new();
    let browser = Browser::new(&bed);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let page = browser.get("/").await;
        let policy = page.header("content-security-policy").to_owned();
        let (_, nonce) = policy.split_once("script-src 'nonce-").unwrap();
        assert!(seen.insert(nonce.to_owned()) && nonce.len() > 20, "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

// A language that was chosen stays chosen on the next page.
#[tokio::test]
async fn a_chosen_language_stays() {
    let bed = Bed::new();
    let browser = Browser::new(&bed);
    assert!(browser.get("/").await.text().contains("lang=\"en\""));
    browser.get("/?lang=ar").await;
    assert!(browser.get("/case").await.text().contains("dir=\"rtl\""));
    browser.get("/case?lang=zh").await;
    assert!(browser.get("/").await.text().contains("lang=\"zh-Hans\""));
}
