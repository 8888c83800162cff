//! From the first page to the receipt and on, without scripts: how many times a person touches something, and that nothing happens twice.

use axum::http::StatusCode;
use masalama_core::line::{Line, LineKind};

use super::form::{fields, filled, pairs};
use crate::bed::{Answered, Bed, request};
use crate::browser::Browser;

/// A person who counts what he types and presses.
pub(crate) struct Person<'a> {
    pub(crate) browser: Browser<'a>,
    touched: usize,
    page: String,
}

impl<'a> Person<'a> {
    pub(crate) fn new(bed: &'a Bed) -> Self {
        Self { browser: Browser::new(bed), touched: 0, page: String::new() }
    }

    /// Follows a link that the page must have.
    async fn press(&mut self, place: &str) {
        assert!(
            self.page.is_empty() || self.page.contains(&format!("href=\"{place}")),
            "no link to {place}: {}",
            self.page
        );
        let answered = self.browser.get(place).await;
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        self.touched += 1;
        self.page = answered.text();
    }

    /// Fills in a form and sends it: one touch for each field, one for the button.
    async fn send(&mut self, place: &str, typed: &[(&str, &str)]) -> Answered {
        let form = filled(fields(&self.page, place), typed);
        let answered = self.browser.submit(place, &pairs(&form)).await;
        let answered = self.browser.follow(answered).await;
        self.touched += typed.len() + 1;
        self.page = answered.text();
        answered
    }
}

/// What the holder types.
pub(crate) fn typed(line: &Line) -> (String, String, String) {
    let contact = line.owner.contact_msisdn.as_ref().unwrap();
    (
        line.owner.document.unmasked().to_owned(),
        line.facts.activated_on.to_string(),
        contact.unmasked().to_owned(),
    )
}

/// From the first page to the receipt, as a person does it the first time.
pub(crate) async fn to_receipt(person: &mut Person<'_>, line: &Line) -> String {
    person.press("/").await;
    person.press("/end").await;
    person.touched = 0;
    let answered = person.send("/end", &[("number", line.numbers.iccid.unmasked())]).await;
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    person.press("/end/request?for=own").await;
    let (document, date, contact) = typed(line);
    let kind = serde_json::to_value(line.owner.document.kind()).unwrap();
    let mut fields = vec![("document", document.as_str()), ("date", &date), ("contact", &contact)];
    if kind != "passport" {
        fields.push(("document_kind", kind.as_str().unwrap()));
    }
    let answered = person.send("/end/request", &fields).await;
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    answered.text()
}

/// Case number and credential on the receipt.
pub(crate) fn shown(receipt: &str) -> (String, String) {
    let mut codes =
        receipt.split("<code class=\"big\">").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned());
    (codes.next().unwrap(), codes.next().unwrap())
}

// From finding the line to the receipt a person types or presses at most seven times, and two steps from the first page he is at it.
#[tokio::test]
async fn a_receipt_takes_seven_touches() {
    for kind in [LineKind::Prepaid, LineKind::Postpaid] {
        let bed = Bed::new();
        let line = bed.line(kind).await;
        let mut person = Person::new(&bed);
        let receipt = to_receipt(&mut person, &line).await;
        let has_other_paper = serde_json::to_value(line.owner.document.kind()).unwrap() != "passport";
        assert!(person.touched <= 7 + usize::from(has_other_paper), "{} touches", person.touched);
        let (case, credential) = shown(&receipt);
        assert_eq!((case.len(), credential.len()), (26, 26));
        assert!(receipt.contains(&format!("/case#{case}.{credential}")) && receipt.contains("<svg viewBox"));
        assert!(!receipt.contains(line.numbers.iccid.unmasked()), "numbers are masked");
    }
}

// The receipt is there again when the page is loaded again, and only in the session it was given to.
#[tokio::test]
async fn the_credential_is_shown_to_nobody_else() {
    let bed = Bed::new();
    let mut person = Person::new(&bed);
    let receipt = to_receipt(&mut person, &bed.line(LineKind::Prepaid).await).await;
    let (case, credential) = shown(&receipt);
    assert!(person.browser.get("/my/receipt").await.text().contains(&credential));
    let other = Browser::new(&bed);
    let turned = other.get("/my/receipt").await;
    assert_eq!((turned.status, turned.header("location")), (StatusCode::SEE_OTHER, "/case?to=/my/receipt"));
    other.get("/case").await;
    let entered =
        other.submit("/case", &[("case", &case), ("credential", &credential), ("to", "/my/receipt")]).await;
    let page = other.follow(entered).await.text();
    assert!(page.contains(&case) && !page.contains(&credential), "{page}");
}

// A double click, a second tab and the back button get the same receipt; a corrected form is another request.
#[tokio::test]
async fn nothing_is_sent_twice() {
    let bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let browser = Browser::new(&bed);
    browser.get("/end").await;
    let page = browser.get("/end/request").await.text();
    let (document, date, contact) = typed(&line);
    let card = line.numbers.iccid.unmasked();
    let with = [("card", card), ("document", document.as_str()), ("date", &date), ("contact", &contact)];
    let form = filled(fields(&page, "/end/request"), &with);
    let token = browser.token();
    let once = browser.submit("/end/request", &pairs(&form)).await;
    assert_eq!(once.status, StatusCode::SEE_OTHER, "{}", once.text());
    let first = shown(&browser.follow(once).await.text());
    // The page that was loaded before the session has the token of the visit.
    let sent = |token: String, form: Vec<(String, String)>| {
        let browser = &browser;
        async move {
            browser.set_token(&token);
            let again = browser.submit("/end/request", &pairs(&form)).await;
            assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
            shown(&browser.follow(again).await.text())
        }
    };
    assert_eq!(sent(token.clone(), form.clone()).await, first);
    let corrected = filled(form, &[("document", "ZZ9988776")]);
    assert_ne!(sent(token, corrected).await.0, first.0);
}

// Several lines are ended with one form, each with its own case and receipt.
#[tokio::test]
async fn all_lines_are_ended_at_once() {
    let bed = Bed::new();
    let (one, other) = (bed.line(LineKind::Prepaid).await, bed.line(LineKind::Postpaid).await);
    let browser = Browser::new(&bed);
    browser.get("/end?for=all").await;
    let page = browser.get("/end/request?for=all").await.text();
    let (document, date, contact) = typed(&one);
    let others_date = other.facts.activated_on.to_string();
    let with = [
        ("card", one.numbers.iccid.unmasked()),
        ("card", other.numbers.iccid.unmasked()),
        ("date", date.as_str()),
        ("date", &others_date),
        ("document", &document),
        ("contact", &contact),
    ];
    let form = filled(fields(&page, "/end/request"), &with);
    let sent = browser.submit("/end/request", &pairs(&form)).await;
    let receipt = browser.follow(sent).await.text();
    assert_eq!(receipt.matches("<section class=\"receipt\">").count(), 2, "{receipt}");
    let all: Vec<&str> =
        receipt.split("<code class=\"big\">").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    let [first, _, second, credential] = all[..] else { panic!("{all:?}") };
    let (stranger, _) = bed.open(&request(&bed.lines(LineKind::Prepaid, 3).await[2])).await;
    for case in [first, second] {
        let link = format!("/my/papers/receipt?case={case}");
        assert!(receipt.contains(&format!("href=\"{link}\"")), "{receipt}");
        assert!(receipt.contains(&format!("href=\"/my/papers/receipt.pdf?case={case}\"")), "{receipt}");
        let paper = browser.get(&link).await;
        let paper = masalama_core::paper::verify(&paper.body, Some(&Bed::key())).unwrap();
        assert_eq!(paper.content.heading().case.to_string(), case);
    }
    for none in
        [format!("receipt?case={stranger}"), format!("quote?case={second}"), "receipt?case=x".to_owned()]
    {
        let refused = browser.get(&format!("/my/papers/{none}")).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{none}");
    }
    let shown = receipt.split("<form method=\"post\" action=\"/case\"").nth(2).unwrap();
    assert!(shown.contains(&format!("name=\"case\" value=\"{second}\"")), "{shown}");
    assert!(shown.contains(&format!("name=\"credential\" value=\"{credential}\"")), "{shown}");
    let entered = browser.submit("/case", &[("case", second), ("credential", credential)]).await;
    assert_eq!(
        (entered.status, entered.header("location")),
        (StatusCode::SEE_OTHER, "/my"),
        "{}",
        entered.text()
    );
    assert!(browser.get("/my").await.text().contains(second));
    let again = browser.get("/my/receipt").await.text();
    assert!(again.contains(first) && again.contains(credential), "the receipts go along: {again}");
}

// The case is followed from the receipt on, in each language: what is now, who acts next, until when it can be taken back, each step.
#[tokio::test]
async fn the_case_is_followed() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Postpaid).await;
    let mut person = Person::new(&bed);
    let receipt = to_receipt(&mut person, &line).await;
    let cookie = person.browser.cookie("__Host-case").unwrap();
    let (case, _) = shown(&receipt);
    bed.drain().await;
    let browser = Browser::new(&bed);
    browser.keep("__Host-case", &cookie);
    for (lang, direction) in [("en", "ltr"), ("ar", "rtl"), ("zh", "ltr")] {
        let page = browser.get(&format!("/my?lang={lang}")).await;
        let text = page.text();
        assert_eq!(page.status, StatusCode::OK, "{text}");
        assert!(text.contains(&format!("dir=\"{direction}\"")) && text.contains("class=\"sandbox\""));
        let whose = format!("<div id=\"live\" data-case=\"{case}\" data-live>");
        assert!(text.contains(&whose) && text.contains("data-stopped hidden>"), "{text}");
        for part in ["class=\"timeline\"", "<progress", "class=\"back\"", "class=\"next yours\""] {
            assert!(text.contains(part), "{lang}: no {part}: {text}");
        }
        assert!(
            text.contains(&line.numbers.iccid.to_string()) && !text.contains(line.numbers.iccid.unmasked())
        );
        assert!(!text.contains(&format!("?case={case}")) && !text.contains(&format!("/{case}")));
    }
}
