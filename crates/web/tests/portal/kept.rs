//! What was typed is not lost when a session or its proof ran out before it was sent; and nobody else gets to see it.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use jiff::ToSpan;
use masalama_core::line::LineKind;

use super::form::{fields, filled, pairs};
use super::part::{Inside, prove};
use crate::bed::{Answered, Bed};
use crate::browser::{Browser, HOST};

/// What a complaint says.
const TEXT: &str = "My bill is <wrong> & late";

/// Fills in a form of a page and lets so many minutes go by before it is sent.
async fn late(
    bed: &Bed,
    browser: &Browser<'_>,
    at: (&str, &str),
    with: &[(&str, &str)],
    minutes: i64,
) -> Answered {
    let page = browser.get(at.0).await.text();
    let form = filled(fields(&page, at.1), with);
    bed.sandbox.clock_advance(minutes.minutes()).await.unwrap();
    browser.submit(at.1, &pairs(&form)).await
}

/// Enters the case by the form an answer leads to.
async fn enter(browser: &Browser<'_>, turned: &Answered, inside: &Inside) -> Answered {
    let place = turned.header("location").to_owned();
    let to = place.split_once("?to=").unwrap().1.to_owned();
    browser.get(&place).await;
    let form = [("case", inside.case.as_str()), ("credential", &inside.credential), ("to", &to)];
    let entered = browser.submit("/case", &form).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
    browser.get(entered.header("location")).await
}

/// What stands in a field of a form.
fn value(page: &str, place: &str, name: &str) -> String {
    fields(page, place)
        .into_iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value)
        .unwrap_or_default()
}

// The session ran out before a form was sent: after signing in what was typed stands in the form, in each language, says that it was not sent, and
// is sent only by the person; then it is gone.
#[tokio::test]
async fn what_was_typed_outlives_the_session() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    let turned =
        late(&bed, &browser, ("/my/after", "/my/complaint"), &[("about", "refund"), ("text", TEXT)], 31)
            .await;
    assert_eq!((turned.status, turned.header("location")), (StatusCode::SEE_OTHER, "/case?to=/my/after"));
    assert!(
        bed.desk
            .view(masalama_core::case::CaseId::parse(&inside.case).unwrap())
            .await
            .unwrap()
            .complaints
            .is_empty()
    );
    let page = enter(&browser, &turned, &inside).await.text();
    assert!(page.contains("You were signed out before this was sent. Look at it and send it."), "{page}");
    for (lang, said) in [("ar", "انتهت جلستك"), ("zh", "登录已失效")] {
        let page = browser.get(&format!("/my/after?lang={lang}")).await.text();
        assert!(page.contains(said) && value(&page, "/my/complaint", "text") == TEXT, "{page}");
    }
    let page = browser.get("/my/after?lang=en").await.text();
    assert_eq!(
        (value(&page, "/my/complaint", "about").as_str(), value(&page, "/my/complaint", "text").as_str()),
        ("refund", TEXT)
    );
    let sent = browser.submit("/my/complaint", &pairs(&fields(&page, "/my/complaint"))).await;
    assert_eq!(sent.header("location"), "/my/after?saved=1#complain", "{}", sent.text());
    let page = browser.get("/my/after").await.text();
    assert!(!page.contains("before this was sent") && value(&page, "/my/complaint", "text").is_empty());
}

// A form too large to keep leads on all the same, and stands empty.
#[tokio::test]
async fn a_large_form_is_not_kept() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    let turned =
        late(&bed, &browser, ("/my/after", "/my/complaint"), &[("text", &"x".repeat(17_000))], 31).await;
    let page = enter(&browser, &turned, &inside).await.text();
    assert!(page.contains("before this was sent") && value(&page, "/my/complaint", "text").is_empty());
}

// The proof ran out before the refund was sent: it leads to proving oneself again, then what was typed stands there, and nothing was chosen meanwhile.
// With the session over too, both are asked for, one after the other.
#[tokio::test]
async fn what_was_typed_outlives_the_proof() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    let with = [("method", "bank_transfer"), ("destination", "OM81 0180 0000 0129 9123 456")];
    for (minutes, said) in [(6, "Your proof had run out"), (31, "You were signed out")] {
        prove(&browser, &inside.line, "/my/refund").await;
        let turned = late(&bed, &browser, ("/my/refund", "/my/refund"), &with, minutes).await;
        let page = if minutes > 30 {
            assert_eq!(turned.header("location"), "/case?to=/my/refund");
            enter(&browser, &turned, &inside).await
        } else {
            turned
        };
        assert_eq!(page.header("location"), "/my/prove?to=/my/refund", "{}", page.text());
        assert!(inside.seen(&bed).await["settlement"]["refund"]["chosen"].is_null());
        prove(&browser, &inside.line, "/my/refund").await;
        let page = browser.get("/my/refund").await.text();
        assert!(page.contains(said) && value(&page, "/my/refund", "destination") == with[1].1, "{page}");
        bed.sandbox.clock_advance(6.minutes()).await.unwrap();
    }
}

// Another case that is entered in the same browser, and a form that is not ours, show nothing of what was typed.
#[tokio::test]
async fn another_case_shows_nothing() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Prepaid, 2).await;
    let [inside, other] =
        [Inside::of(&mut bed, lines[0].clone()).await, Inside::of(&mut bed, lines[1].clone()).await];
    let browser = inside.browser(&bed).await;
    let turned = late(&bed, &browser, ("/my/after", "/my/complaint"), &[("text", TEXT)], 31).await;
    let page = enter(&browser, &turned, &other).await.text();
    assert!(!page.contains("before this was sent") && value(&page, "/my/complaint", "text").is_empty());

    let browser = other.browser(&bed).await;
    let page = browser.get("/my/after").await.text();
    let form = filled(fields(&page, "/my/complaint"), &[("text", TEXT)]);
    bed.sandbox.clock_advance(31.minutes()).await.unwrap();
    browser.set_token("forged");
    let turned = browser.submit("/my/complaint", &pairs(&form)).await;
    assert_eq!(turned.status, StatusCode::SEE_OTHER);
    browser.get("/case").await;
    let page = other.browser(&bed).await.get("/my/after").await.text();
    assert!(value(&page, "/my/complaint", "text").is_empty(), "{page}");
}

// Who left on purpose leaves nothing: neither what was kept before, nor what another tab sends after.
#[tokio::test]
async fn leaving_keeps_nothing() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    for leave in ["/my/leave", "/leave"] {
        let browser = inside.browser(&bed).await;
        let turned = late(&bed, &browser, ("/my/after", "/my/complaint"), &[("text", TEXT)], 31).await;
        enter(&browser, &turned, &inside).await;
        let page = browser.get("/my/after").await.text();
        let form = fields(&page, "/my/complaint");
        let (session, token) = (browser.cookie("__Host-case").unwrap(), browser.token());
        assert_eq!(browser.submit(leave, &[]).await.status, StatusCode::SEE_OTHER);
        browser.keep("__Host-case", &session);
        browser.set_token(&token);
        let turned = browser.submit("/my/complaint", &pairs(&form)).await;
        assert_eq!(turned.status, StatusCode::SEE_OTHER, "{leave}");
        let page = inside.browser(&bed).await.get("/my/after").await.text();
        assert!(
            !page.contains("before this was sent") && value(&page, "/my/complaint", "text").is_empty(),
            "{leave}"
        );
    }
}

// A tab that was loaded before the proof changed the cookie sends its form, and "Leave at once" leads out: after a proof, after the session ran out, and after it was ended on another
// device.
#[tokio::test]
async fn a_tab_from_before_the_proof_still_sends() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    let page = browser.get("/my/after").await.text();
    let token = browser.token();
    prove(&browser, &inside.line, "/my/refund").await;
    browser.set_token(&token);
    let form = filled(fields(&page, "/my/complaint"), &[("about", "refund"), ("text", TEXT)]);
    let sent = browser.submit("/my/complaint", &pairs(&form)).await;
    assert_eq!(sent.header("location"), "/my/after?saved=1#complain", "{}", sent.text());
    browser.set_token(&token);
    let left = browser.submit("/leave", &[]).await;
    assert_eq!(
        (left.status, left.header("location")),
        (StatusCode::SEE_OTHER, "/guide?lang=en"),
        "{}",
        left.text()
    );

    let browser = inside.browser(&bed).await;
    browser.get("/my/after").await;
    bed.sandbox.clock_advance(31.minutes()).await.unwrap();
    let left = browser.submit("/leave", &[]).await;
    assert_eq!(left.header("location"), "/guide?lang=en", "{}", left.text());

    let (browser, elsewhere) = (inside.browser(&bed).await, inside.browser(&bed).await);
    browser.get("/my/after").await;
    elsewhere.get("/my/sessions").await;
    elsewhere.submit("/my/sessions", &[]).await;
    let left = browser.submit("/leave", &[]).await;
    assert_eq!(left.header("location"), "/guide?lang=en", "{}", left.text());
}

// A picture is not kept: the page says to choose it again.
#[tokio::test]
async fn a_picture_is_chosen_again() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    browser.get("/my/do").await;
    bed.sandbox.clock_advance(31.minutes()).await.unwrap();
    let part = |name: &str, value: &str| {
        format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = part("csrf", &browser.token()) + &part("what", "other") + "--cut--\r\n";
    let request = browser
        .request(Method::POST, "/my/upload")
        .header(header::ORIGIN, format!("https://{HOST}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut");
    let turned = browser.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(turned.header("location"), "/case?to=/my/do", "{}", turned.text());
    let page = enter(&browser, &turned, &inside).await.text();
    assert!(page.contains("Choose the picture again."), "{page}");
}
