//! Pages: their headers, their languages, and that nothing of a case stands in an address.

use axum::http::StatusCode;
use masalama_core::line::LineKind;
use masalama_core::paper::verify;
use serde_json::json;

use crate::bed::{Bed, request};
use crate::browser::Browser;

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
        assert!(!page.contains("<script") && !page.contains(" style="), "{path}");
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

// A case is opened by a form, in each language; what is chosen there is kept; a paper comes byte for byte.
#[tokio::test]
async fn a_case_is_shown() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Postpaid).await;
    let (case, credential) = bed.open(&request(&line)).await;
    bed.drain().await;
    for (lang, direction) in [("en", "ltr"), ("ar", "rtl"), ("zh", "ltr")] {
        let browser = Browser::new(&bed);
        browser.get(&format!("/case?lang={lang}")).await;
        let page = browser.submit("/case", &[("case", &case), ("credential", &credential)]).await;
        let text = page.text();
        assert_eq!(page.status, StatusCode::OK, "{text}");
        assert!(
            text.contains(&format!("dir=\"{direction}\"")) && text.contains("class=\"sandbox\""),
            "{text}"
        );
        assert!(
            text.contains("class=\"timeline\"")
                && text.contains(&format!("<bdi dir=\"ltr\">{}</bdi>", line.numbers.iccid))
        );
        assert!(!text.contains(&format!("?case={case}")) && !text.contains(line.numbers.iccid.unmasked()));
    }
    let with = |more: &[(&str, &str)]| {
        let mut fields = vec![("case", case.as_str()), ("credential", credential.as_str())];
        fields.extend(more.iter().map(|pair| (pair.0, pair.1)));
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
    };
    let send = async |more: &[(&str, &str)]| {
        let fields = with(more);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        bed.form("/case", &fields).await
    };
    let ticked = send(&[("do", "tick"), ("advice", "keep_papers")]).await;
    assert!(ticked.text().contains("class=\"done\""), "{}", ticked.text());
    let paper = send(&[("do", "paper"), ("kind", "receipt")]).await;
    assert!(verify(&paper.body, Some(&Bed::key())).is_ok());
    let nothing = send(&[("do", "destroy")]).await;
    assert_eq!(nothing.status, StatusCode::CONFLICT);
    let wrong = send(&[("do", "amend"), ("wanted_on", "<script>")]).await;
    assert!(wrong.status.is_client_error() && !wrong.text().contains("<script>"));
    let back = send(&[("do", "retract")]).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.text());
    assert_eq!(bed.case(&case, &credential).await["stage"], "retracting");
}

// A wrong credential and no such case are the same page, and a form that is none is refused.
#[tokio::test]
async fn the_page_says_nothing_of_cases() {
    let bed = Bed::new();
    let (case, _) = bed.open(&request(&bed.line(LineKind::Prepaid).await)).await;
    let nobodys = "00000000000000000000000000";
    let wrong = bed.form("/case", &[("case", &case), ("credential", nobodys)]).await;
    let none = bed.form("/case", &[("case", nobodys), ("credential", nobodys)]).await;
    assert_eq!((wrong.status, &wrong.body), (StatusCode::NOT_FOUND, &none.body));
    assert_eq!(bed.post("/case", "", &json!({"case": case})).await.status, StatusCode::FORBIDDEN);
}
