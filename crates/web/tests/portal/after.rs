//! After the end: what is paid back in which payment, and who hears a complaint next.

use axum::http::StatusCode;
use jiff::ToSpan;
use masalama_core::line::LineKind;
use masalama_core::request::TYPED_CHARS_MAX;
use serde_json::json;

use super::part::{Inside, prove, send};
use crate::bed::{Bed, TOKEN, request};

/// A page without the marks that keep directions of writing apart.
fn plain(page: &str) -> String {
    page.replace(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], "")
}

// A complaint shows what the person wrote, by when it is answered, and who hears it after that within which time, said not to be confirmed; in each
// language, with the regulator's contacts.
#[tokio::test]
async fn a_complaint_says_who_hears_it_next() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    let typed = [("about", "refund"), ("text", "It is <late>")];
    let sent = send(&browser, "/my/after", "/my/complaint", &typed).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    for (lang, wrote, within, unsure) in [
        ("en", "You wrote: It is &#60;late&#62;", "within 60 days", "not confirmed"),
        ("ar", "كتبتَ: It is &#60;late&#62;", "60", "غير مؤكَّد"),
        ("zh", "您写道：It is &#60;late&#62;", "60", "未"),
    ] {
        let page = plain(&browser.get(&format!("/my/after?lang={lang}")).await.text());
        let (_, next) = page.split_once("id=\"regulator\"").unwrap_or_else(|| panic!("{page}"));
        let (next, _) = next.split_once("</div>").unwrap();
        assert!(page.contains(wrote), "{page}");
        assert!(next.contains(within) && next.contains(unsure) && next.contains("tra.gov.om"), "{next}");
    }
}

// Money that was ordered and refused is not shown as ordered: the page says that staff are looking into it, and has both payments once both are known.
#[tokio::test]
async fn a_refused_refund_is_not_shown_as_ordered() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let rule = json!({"effect": "pay_refund", "fault": "refuse", "times": 50});
    assert_eq!(bed.post("/v1/sandbox/faults", TOKEN, &rule).await.status, StatusCode::NO_CONTENT);
    for _ in 0..6 {
        bed.pass(5.days()).await;
    }
    let refund = inside.seen(&bed).await["settlement"]["refund"].clone();
    assert_eq!(refund["state"], "needs_staff", "{refund}");
    let page = inside.browser(&bed).await.get("/my/after").await.text();
    let (_, stages) = page.split_once("<ol class=\"stages\">").unwrap();
    let (stages, _) = stages.split_once("</ol>").unwrap();
    assert!(stages.contains("<li class=\"stuck\" aria-current=\"step\">Not paid yet"), "{stages}");
    assert!(!stages.contains("Ordered"), "{stages}");
    let is_known = refund["remainder_state"] != "not_known" && refund["remainder_state"] != "nothing_owed";
    assert_eq!(page.matches("<ol class=\"stages\">").count(), 1 + usize::from(is_known), "{refund}");
}

// A field takes as much as is read of it, and one character more is said to be too long, without a word of pictures.
#[tokio::test]
async fn a_long_text_is_said_to_be_too_long() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Postpaid, 12).await;
    let line = lines.into_iter().find(|line| !line.facts.devices.is_empty()).unwrap();
    let inside = Inside::of(&mut bed, line).await;
    let browser = inside.browser(&bed).await;
    let long = "x".repeat(TYPED_CHARS_MAX + 1);
    let typed = [("on", "2026-12-01"), ("address", long.as_str())];
    let address = send(&browser, "/my/do", "/my/return", &typed).await;
    prove(&browser, &inside.line, "/my/refund").await;
    let typed = [("method", "bank_transfer"), ("destination", long.as_str())];
    let refund = send(&browser, "/my/refund", "/my/refund", &typed).await;
    for slipped in [address, refund] {
        let page = slipped.text();
        assert_eq!(slipped.status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
        assert!(page.contains(&format!("maxlength=\"{TYPED_CHARS_MAX}\"")), "{page}");
        let (_, slips) = page.split_once("id=\"slips\"").unwrap();
        let (slips, _) = slips.split_once("</div>").unwrap();
        assert!(slips.contains(&TYPED_CHARS_MAX.to_string()) && !slips.contains("picture"), "{slips}");
    }
}

// The door says that the whole link may be pasted: without a script it opens an empty form.
#[tokio::test]
async fn the_door_takes_the_whole_link() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = crate::browser::Browser::new(&bed);
    for (lang, hint) in [("en", "the whole link"), ("ar", "كاملًا"), ("zh", "完整链接")] {
        assert!(browser.get(&format!("/case?lang={lang}")).await.text().contains(hint), "{lang}");
    }
    let link = format!("https://masalama.test/case#{}.{}", inside.case, inside.credential);
    let entered = browser.submit("/case", &[("case", &link)]).await;
    assert_eq!(entered.header("location"), "/my", "{}", entered.text());
}

// Dues are shown with the number of their bill, which whoever pays must name.
#[tokio::test]
async fn dues_name_their_bill() {
    let mut bed = Bed::new();
    let mut seen = 0;
    for line in bed.lines(LineKind::Postpaid, 12).await {
        let inside = Inside::of(&mut bed, line).await;
        let dues = inside.seen(&bed).await["settlement"]["dues"].clone();
        let page = plain(&inside.browser(&bed).await.get("/my/do").await.text());
        for item in dues["items"].as_array().into_iter().flatten() {
            if let Some(reference) = item["reference"].as_str() {
                assert!(page.contains(&format!("number {reference}")), "{page}");
                seen += 1;
            }
        }
    }
    assert!(seen > 0, "no line of the sandbox has dues with a number");
}

// An account number with a wrong digit is said to be wrong in each language, at the portal, the console and the API, and stays as typed; however the
// right one is pasted it is kept as one number, and only its end is shown. Another line must be a number.
#[tokio::test]
async fn where_a_refund_goes_is_checked_and_shown() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    prove(&browser, &inside.line, "/my/refund").await;
    let wrong = "OM81 0180 0000 0129 9123 465";
    for (lang, said) in
        [("en", "check digits do not fit"), ("ar", "رقمي التحقق"), ("zh", "校验位不符：有字符")]
    {
        let place = format!("/my/refund?lang={lang}");
        let typed = [("method", "bank_transfer"), ("destination", wrong)];
        let page = send(&browser, &place, "/my/refund", &typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains(said) && page.text().contains(wrong), "{lang}: {}", page.text());
    }
    let line = [("method", "other_line"), ("destination", "my sister")];
    let page = send(&browser, "/my/refund?lang=en", "/my/refund", &line).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
    let path = format!("/v1/cases/{}/refund", inside.case);
    let asked = json!({"method": "bank_transfer", "destination": wrong});
    let refused = bed.post_as("care-1", &path, &asked).await;
    assert_eq!(refused.code(), "bad-input");
    assert!(
        refused.text().contains("`destination`") && !refused.text().contains("0180"),
        "{}",
        refused.text()
    );
    let typed = [("method", "bank_transfer"), ("destination", "OM٨١-٠١٨٠ ٠٠٠٠ ٠١٢٩ ٩١٢٣ ٤٥٦\u{200F}")];
    let chosen = send(&browser, "/my/refund", "/my/refund", &typed).await;
    assert_eq!(chosen.header("location"), "/my/do?saved=1", "{}", chosen.text());
    let page = plain(&browser.get("/my/refund").await.text());
    assert!(page.contains("It goes to ••••3456 as it stands."), "{page}");
    assert!(!page.contains("0129"), "{page}");
}

// A line that cannot end on the day that was asked for says so in the case, in each language; once a day is asked for that the terms allow, no more.
#[tokio::test]
async fn a_later_end_than_was_asked_for_is_said() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Postpaid).await;
    let mut asked = request(&line);
    asked["wanted_on"] = json!("2026-11-25");
    let (case, credential) = bed.open(&asked).await;
    bed.drain().await;
    let inside = Inside { case, credential, line };
    let browser = inside.browser(&bed).await;
    let seen = inside.seen(&bed).await;
    assert!(seen["effective_on"].as_str() > Some("2026-11-25"), "{seen}");
    for (lang, said) in [("en", "later than"), ("ar", "اليوم الذي طلبته"), ("zh", "晚于您要求的")]
    {
        let page = browser.get(&format!("/my?lang={lang}")).await.text();
        assert!(page.contains(said) && page.contains("25"), "{page}");
    }
    let path = format!("/v1/cases/{}/amend", inside.case);
    let amended = bed.post(&path, &inside.credential, &json!({"wanted_on": "2027-06-01"})).await;
    assert_eq!(amended.status, StatusCode::OK, "{}", amended.text());
    let page = browser.get("/my?lang=en").await.text();
    assert!(!page.contains("later than"), "{page}");
}

// From the first page one comes to the dates of leaving before anything is asked for, in each language.
#[tokio::test]
async fn the_first_page_leads_to_the_dates_of_leaving() {
    let bed = Bed::new();
    let browser = crate::browser::Browser::new(&bed);
    for (lang, said) in
        [("en", "I leave the country on a day"), ("ar", "أغادر البلاد"), ("zh", "我将在某日离境")]
    {
        let page = browser.get(&format!("/?lang={lang}")).await.text();
        let (before, _) = page.split_once(said).unwrap();
        assert!(before.ends_with("<a href=\"/guide\">"), "{page}");
        assert!(page.matches("href=\"/guide\"").count() > 1, "{page}");
    }
    assert!(browser.get("/guide").await.text().contains("name=\"leave_on\""));
}
