//! Quiet mode: on every page of such a case, and before it on the way there, one press leaves at once, without a script, and nothing stays behind.

use axum::http::StatusCode;
use masalama_core::line::LineKind;

use super::form::{fields, filled, pairs};
use super::journey::{shown, typed};
use super::part::Inside;
use crate::bed::{Answered, Bed};
use crate::browser::Browser;

/// The way out of a page.
const EXIT: &str = "<form method=\"post\" action=\"/leave\" class=\"exit\">";
/// The way out while it waits for quiet mode to be chosen.
const WAITING: &str = "class=\"exit waits\"";

fn has_left(left: &Answered, lang: &str) {
    assert_eq!(
        (left.status, left.header("location")),
        (StatusCode::SEE_OTHER, format!("/guide?lang={lang}").as_str())
    );
    assert!(left.header("clear-site-data").contains("\"cache\""), "{}", left.header("clear-site-data"));
    assert_eq!(left.header("cache-control"), "no-store");
}

// From the first page the quiet way is found; every page on it has the way out, and so has each page of the case and none of another one. What is said is not enough there: papers are asked for.
#[tokio::test]
async fn every_quiet_page_has_the_way_out() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let (document, date, contact) = typed(&line);
    let inside = {
        let browser = Browser::new(&bed);
        assert!(browser.get("/?lang=en").await.text().contains("href=\"/end?for=quiet\""));
        let page = browser.get("/end?for=quiet").await.text();
        assert!(page.contains(EXIT));
        let form = filled(fields(&page, "/end"), &[("number", line.numbers.iccid.unmasked())]);
        let before = browser.submit("/end", &pairs(&form)).await;
        let before = browser.follow(before).await.text();
        assert!(before.contains(EXIT) && before.contains("href=\"/end/request?for=quiet\""), "{before}");
        let page = browser.get("/end/request?for=quiet").await.text();
        assert!(page.contains(EXIT) && !page.contains(WAITING), "{page}");
        let form = fields(&page, "/end/request");
        assert!(form.contains(&("reason".to_owned(), "survivor".to_owned())), "{form:?}");
        let with = [("document", document.as_str()), ("date", &date), ("contact", &contact)];
        let sent = browser.submit("/end/request", &pairs(&filled(form, &with))).await;
        let receipt = browser.follow(sent).await.text();
        assert!(receipt.contains(EXIT), "{receipt}");
        let (case, credential) = shown(&receipt);
        Inside { case, credential, line }
    };
    bed.drain().await;
    let browser = inside.browser(&bed).await;
    let pages = ["/my", "/my/do", "/my/papers", "/my/after", "/my/prove", "/my/receipt"];
    for path in pages {
        assert!(browser.get(path).await.text().contains(EXIT), "{path}");
    }
    for path in ["/my", "/my/do"] {
        let page = browser.get(path).await.text();
        assert!(page.contains("Show papers that the line is yours by"), "{path}: {page}");
        assert!(!page.contains("There is nothing for you to do"), "{path}");
    }
    let loud = Inside::new(&mut bed, LineKind::Postpaid).await;
    let browser = loud.browser(&bed).await;
    for path in pages {
        assert!(!browser.get(path).await.text().contains("action=\"/leave\""), "{path}");
    }
}

// Pressed in the case: the session has ended, the cookies are gone, the guide says nothing of a case, and going back leads to the door.
#[tokio::test]
async fn leaving_leaves_nothing() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    for lang in ["en", "ar", "zh"] {
        let browser = inside.browser(&bed).await;
        let session = browser.cookie("__Host-case").unwrap();
        browser.get(&format!("/my?lang={lang}")).await;
        let left = browser.submit("/leave", &[]).await;
        has_left(&left, lang);
        assert_eq!(browser.cookie("__Host-case"), None);
        let guide = browser.follow(left).await;
        assert_eq!(guide.status, StatusCode::OK);
        assert!(!guide.text().contains(&inside.case) && !guide.text().contains("/my"), "{}", guide.text());
        let back = browser.get("/my/do").await;
        assert_eq!((back.status, back.header("location")), (StatusCode::SEE_OTHER, "/case?to=/my/do"));
        let thief = Browser::new(&bed);
        thief.keep("__Host-case", &session);
        assert_eq!(thief.get("/my").await.status, StatusCode::SEE_OTHER, "the session itself has ended");
    }
}

// Before there is a case: the way out waits until quiet mode is chosen in the list, works without a session, and forgets the number typed; a form that comes back with slips keeps it in sight.
#[tokio::test]
async fn leaving_before_the_receipt_forgets_what_was_typed() {
    let bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let card = line.numbers.iccid.unmasked();
    let browser = Browser::new(&bed);
    browser.get("/end?lang=en").await;
    browser.submit("/end", &[("number", card), ("have", "card")]).await;
    let page = browser.get("/end/request").await.text();
    assert!(page.contains(WAITING) && page.contains(card), "{page}");
    let style = browser.get("/style.css").await.text();
    assert!(style.contains("main:has(option[value=\"survivor\"]:checked) .exit.waits { display: block; }"));
    let form = filled(fields(&page, "/end/request"), &[("reason", "survivor"), ("document", "")]);
    let again = browser.submit("/end/request", &pairs(&form)).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains(EXIT) && !again.text().contains(WAITING), "{}", again.text());
    let visit = browser.cookie("__Host-visit").unwrap();
    has_left(&browser.submit("/leave", &[]).await, "en");
    let back = Browser::new(&bed);
    back.keep("__Host-visit", &visit);
    assert!(!back.get("/end/request").await.text().contains(card), "the number typed is forgotten");
}
