//! What is wrong in a form leads to where it is wrong: each link of the box above has words and a place on the page.

use axum::http::StatusCode;
use masalama_core::line::LineKind;

use super::form::{fields, filled, pairs};
use super::part::{Inside, upload};
use crate::bed::{Answered, Bed};

/// Every slip of a page as its link's words, and that each leads somewhere.
fn lead_somewhere(answered: &Answered, why: &str) -> Vec<String> {
    let page = answered.text();
    let (_, slips) = page.split_once("id=\"slips\"").unwrap_or_else(|| panic!("{why}: no slips: {page}"));
    let (slips, _) = slips.split_once("</div>").unwrap();
    let links: Vec<_> = slips.split("<a href=\"#").skip(1).collect();
    assert!(!links.is_empty(), "{why}: {slips}");
    let name = |link: &&str| {
        let (id, rest) = link.split_once("\">").unwrap();
        let words = rest.split("</a>").next().unwrap().to_owned();
        assert!(!words.is_empty(), "{why}: #{id} has no words");
        assert!(page.contains(&format!(" id=\"{id}\"")), "{why}: #{id} leads nowhere: {page}");
        words
    };
    links.iter().map(name).collect()
}

// A picture that is none, and a kind that is none, lead to their fields.
#[tokio::test]
async fn slips_of_pictures_lead_to_them() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    for (what, file, words) in [
        ("other", &b"no picture"[..], "Picture"),
        ("other", b"", "Picture"),
        ("nothing", b"x", "What is it?"),
    ] {
        browser.get("/my/do?lang=en").await;
        let slipped = upload(&browser, what, "a.png", file).await;
        assert_eq!(slipped.status, StatusCode::UNPROCESSABLE_ENTITY);
        let named = lead_somewhere(&slipped, what);
        assert!(named[0].contains(words), "{named:?}");
    }
}

// What was sent from a page that was loaded before the request was taken back is refused with what was typed still there to be read, in a form
// that cannot be sent again.
#[tokio::test]
async fn a_form_that_came_too_late_is_still_shown() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Postpaid, 12).await;
    let line = lines.into_iter().find(|line| !line.facts.devices.is_empty()).unwrap();
    let inside = Inside::of(&mut bed, line).await;
    let browser = inside.browser(&bed).await;
    let page = browser.get("/my/do").await.text();
    let with = [("on", "2026-12-01"), ("address", "House 5, Way 12")];
    let form = filled(fields(&page, "/my/return"), &with);
    browser.submit("/my/retract", &[]).await;
    let slipped = browser.submit("/my/return", &pairs(&form)).await;
    assert_eq!(slipped.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", slipped.text());
    lead_somewhere(&slipped, "return");
    let page = slipped.text();
    assert!(
        page.contains("<fieldset class=\"shut\" disabled>") && page.contains("House 5, Way 12"),
        "{page}"
    );
    assert!(!page.contains("action=\"/my/return\""), "{page}");
    for (place, typed) in [
        ("/my/day", vec![("wanted_on", "2027-06-01")]),
        ("/my/retract", vec![("suspend_until", "2027-06-01")]),
        ("/my/retract", vec![]),
    ] {
        browser.get("/my/do").await;
        let slipped = browser.submit(place, &typed).await;
        assert_eq!(slipped.status, StatusCode::UNPROCESSABLE_ENTITY, "{place}: {}", slipped.text());
        lead_somewhere(&slipped, place);
        for (_, typed) in typed {
            assert!(slipped.text().contains(typed), "{place}");
        }
    }
}
