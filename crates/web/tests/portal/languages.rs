//! Another language loses nothing: whatever is typed in a form stands there again, and nobody is led to an address that only takes forms.

use axum::http::StatusCode;
use masalama_core::line::LineKind;
use serde_json::json;

use super::form::{fields, filled, pairs};
use super::part::{Inside, prove, send};
use crate::bed::{Answered, Bed, request};
use crate::browser::Browser;

/// A form: its page, where it is sent, what is typed, and whether that is refused.
type Form<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// The forms of everybody.
const OPEN: [Form<'static>; 4] = [
    ("/end?for=all", "/end", &[("number", "<no number>"), ("have", "lost")]),
    (
        "/end/request?for=abroad",
        "/end/request",
        &[("card", "12"), ("document", "A&B"), ("date", "yesterday"), ("email", "x@"), ("reason", "death")],
    ),
    ("/case?to=/my/after", "/case", &[("case", "no case"), ("credential", "x")]),
    ("/check", "/check", &[("text", "<b>call me</b>")]),
];

/// The forms of a case.
const OWN: [Form<'static>; 7] = [
    ("/my/after", "/my/complaint", &[("about", "refund"), ("text", " ")]),
    ("/my/do", "/my/return", &[("on", "2020-01-01"), ("address", "House <5>"), ("from_hour", "12")]),
    ("/my/do", "/my/day", &[("wanted_on", "never")]),
    ("/my/do", "/my/retract", &[("suspend_until", "whenever")]),
    ("/my/contact", "/my/contact", &[("contact", "12"), ("email", "no mail")]),
    ("/my/refund", "/my/refund", &[("method", "bank_transfer"), ("destination", "")]),
    ("/my/prove?to=/my/refund", "/my/prove", &[("document", "no <paper>")]),
];

/// Presses the button of a language that a page has for the form sent to `place`.
async fn press(
    browser: &Browser<'_>,
    page: &str,
    place: &str,
    lang: &str,
    form: &[(String, String)],
) -> Answered {
    let to = format!("{place}?lang={lang}");
    assert!(page.contains(&format!("formaction=\"{to}&amp;show=1\"")), "no button to {to}: {page}");
    let shown = browser.submit(&format!("{to}&show=1"), &pairs(form)).await;
    browser.follow(shown).await
}

/// The form in each language, as a page has it, and back: what was typed stands there, and nothing is judged or done.
async fn keeps_in_every_language(browser: &Browser<'_>, page: &str, place: &str, typed: &[(&str, &str)]) {
    let mut page = page.to_owned();
    let form = filled(fields(&page, place), typed);
    for lang in ["ar", "zh", "en"] {
        if page.contains(&format!("<html lang=\"{lang}\"")) {
            continue;
        }
        let shown = press(browser, &page, place, lang, &form).await;
        page = shown.text();
        assert_eq!(shown.status, StatusCode::OK, "{place} {lang}: {page}");
        assert!(page.contains(&format!("<html lang=\"{lang}")), "{place}: {page}");
        assert_eq!(fields(&page, place), form, "{place} {lang}");
        assert!(!page.contains("id=\"slips\"") && !page.contains("aria-invalid"), "{place} {lang}: {page}");
    }
}

// Before the receipt: each form, in each language, before it is sent and after it came back with slips, keeps what was typed.
#[tokio::test]
async fn open_forms_keep_what_was_typed() {
    let bed = Bed::new();
    for (at, place, typed) in OPEN {
        let browser = Browser::new(&bed);
        let page = browser.get(at).await.text();
        keeps_in_every_language(&browser, &page, place, typed).await;
        let page = browser.get(at).await.text();
        let slipped = browser.submit(place, &pairs(&filled(fields(&page, place), typed))).await.text();
        keeps_in_every_language(&browser, &slipped, place, typed).await;
    }
}

// In the case: the same, on the page and at the address that only takes the form. Of the forms of one page, it is that one which was sent.
#[tokio::test]
async fn own_forms_keep_what_was_typed() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Postpaid, 12).await;
    let line = lines.into_iter().find(|line| !line.facts.devices.is_empty()).unwrap();
    let mut asked = request(&line);
    asked["wanted_on"] = json!("2027-06-01");
    let (case, credential) = bed.open(&asked).await;
    bed.drain().await;
    let inside = Inside { case, credential, line };
    for (at, place, typed) in OWN {
        let browser = inside.browser(&bed).await;
        if ["/my/refund", "/my/contact"].contains(&at) {
            prove(&browser, &inside.line, at).await;
        }
        let slipped = send(&browser, at, place, typed).await;
        assert_eq!(slipped.status, StatusCode::UNPROCESSABLE_ENTITY, "{place}: {}", slipped.text());
        keeps_in_every_language(&browser, &slipped.text(), place, typed).await;
        let page = browser.get(at).await.text();
        if page.contains(&format!("formaction=\"{place}?")) {
            keeps_in_every_language(&browser, &page, place, typed).await;
        }
        browser.submit("/my/leave", &[]).await;
    }
    let seen = inside.seen(&bed).await;
    assert!(seen["choices"]["device_return"].is_null() && seen["can_retract"] == true, "{seen}");
}

// A picture that was refused: its kind stands there in the other language, and the page says to choose the picture again.
#[tokio::test]
async fn a_refused_picture_keeps_its_kind() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    browser.get("/my/do").await;
    let slipped = super::part::upload(&browser, "other", "a.png", b"no picture").await;
    let page = slipped.text();
    let shown = press(&browser, &page, "/my/upload", "zh", &fields(&page, "/my/upload")).await.text();
    assert!(shown.contains("请重新选择图片"), "{shown}");
    let form = fields(&shown, "/my/upload");
    assert!(form.contains(&("what".to_owned(), "other".to_owned())), "{form:?}");
}

// No page of the portal, also none drawn where a form was sent, leads to an address that does not take the verb.
#[tokio::test]
async fn languages_lead_to_pages() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    let mut seen = 0;
    for (at, place, typed) in OWN {
        if ["/my/refund", "/my/contact", "/my/return"].contains(&place) {
            continue;
        }
        let page = browser.get(at).await.text();
        if !page.contains(&format!("action=\"{place}\"")) {
            continue;
        }
        let slipped = browser.submit(place, &pairs(&filled(fields(&page, place), typed))).await.text();
        for part in slipped.split("<a href=\"").skip(1) {
            let href = part.split('"').next().unwrap();
            if href.contains("lang=") {
                let to = if href.starts_with('?') { format!("{place}{href}") } else { href.to_owned() };
                assert_eq!(browser.get(&to).await.status, StatusCode::OK, "{place}: {to}");
            }
        }
        seen += 1;
    }
    assert!(seen >= 2);
}
