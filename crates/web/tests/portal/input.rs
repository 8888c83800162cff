//! Bad input: each mistake is said beside its field, in the person's language; what was typed stays; nothing is shown as anything but text.

use axum::http::StatusCode;
use masalama_core::line::LineKind;

use super::form::{fields, filled, pairs};
use super::journey::typed;
use crate::bed::Bed;
use crate::browser::Browser;

const HOSTILE: &str = "\"><script>alert(1)</script>{{7*7}}";

// Every slip of the request's form is answered on the form itself, with the sentence beside the field and what was typed in it.
#[tokio::test]
async fn each_slip_is_said_beside_its_field() {
    let bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let (document, date, contact) = typed(&line);
    let sound = [
        ("card", line.numbers.iccid.unmasked()),
        ("document", document.as_str()),
        ("date", date.as_str()),
        ("contact", contact.as_str()),
    ];
    let long = "9".repeat(301);
    let table: &[(&str, &str, &str)] = &[
        ("card", "", "missing"),
        ("card", "8996800123456789O18", "at place \u{2068}17\u{2069}"),
        ("card", "899680012345678", "\u{2068}18\u{2069} to \u{2068}20\u{2069}"),
        ("card", "9896800123456789018", "begins with 89"),
        ("card", "8996800123456789108", "check digit"),
        ("card", &long, "too long"),
        ("card", HOSTILE, "digits"),
        ("document", "", "missing"),
        ("document", "AB 12_34", "Latin letters"),
        ("document", "محمد", "Latin letters"),
        ("document", HOSTILE, "too long"),
        ("date", "", "missing"),
        ("date", "31/03/2024", "year, month, day"),
        ("date", "2027-02-29", "no such day"),
        ("date", "2031-01-01", "still to come"),
        ("date", HOSTILE, "year, month, day"),
        ("contact", "12", "phone number"),
        ("contact", HOSTILE, "Only digits"),
        ("email", "name at example", "@"),
        ("email", HOSTILE, "@"),
        ("wanted_on", "2020-01-01", "past"),
        ("wanted_on", "2031-01-01", "too far ahead"),
        ("wanted_on", "soon", "year, month, day"),
    ];
    for (name, wrong, said) in table {
        let browser = Browser::new(&bed);
        let page = browser.get("/end/request?lang=en").await.text();
        let page =
            if page.contains("name=\"csrf\"") { page } else { browser.get("/end/request").await.text() };
        let form = filled(filled(fields(&page, "/end/request"), &sound), &[(name, wrong)]);
        let answered = browser.submit("/end/request", &pairs(&form)).await;
        let text = answered.text();
        assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {wrong}: {text}");
        let id = name.replace('_', "-");
        let beside =
            text.split_once(&format!("id=\"{id}-wrong\">")).map(|(_, rest)| rest.split('<').next().unwrap());
        let beside = beside.unwrap_or_else(|| panic!("{name} {wrong}: nothing beside it: {text}"));
        assert!(beside.contains(said), "{name} {wrong}: {beside}");
        assert!(
            text.contains(&format!("aria-describedby=\"{id}")) && text.contains("aria-invalid=\"true\""),
            "{name}"
        );
        assert!(
            text.contains("id=\"slips\" autofocus") && text.contains(&format!("href=\"#{id}\"")),
            "{name}"
        );
        assert!(!text.contains("<script>alert"), "{name}");
        let kept = fields(&text, "/end/request");
        assert_eq!(kept, form, "{name} {wrong}: what was typed is kept");
    }
}

// Digits as Arabic keyboards write them, with spaces and direction marks, are understood; a name in another script is asked for nowhere.
#[tokio::test]
async fn arabic_indic_digits_are_understood() {
    let bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let (document, date, contact) = typed(&line);
    let indic = |text: &str| -> String {
        text.chars()
            .map(|c| c.to_digit(10).map_or(c, |digit| char::from_u32(0x660 + digit).unwrap()))
            .collect()
    };
    let card: Vec<char> = indic(line.numbers.iccid.unmasked()).chars().collect();
    let card = format!(
        "\u{200f}{}",
        card.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    );
    let browser = Browser::new(&bed);
    browser.get("/end?lang=ar").await;
    let found = browser.submit("/end", &[("number", &card), ("have", "card")]).await;
    assert_eq!(found.status, StatusCode::SEE_OTHER, "{}", found.text());
    let page = browser.get("/end/request").await.text();
    let with = [("document", indic(&document)), ("date", indic(&date)), ("contact", indic(&contact))];
    let with: Vec<_> = with.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let form = filled(fields(&page, "/end/request"), &with);
    assert!(form.iter().any(|(name, value)| name == "card" && value.contains('٨')), "{form:?}");
    let sent = browser.submit("/end/request", &pairs(&form)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
}

// Slips are said in the language of the page.
#[tokio::test]
async fn slips_are_said_in_the_persons_language() {
    let bed = Bed::new();
    for (lang, said) in [("en", "This is missing."), ("ar", "هذا الحقل فارغ."), ("zh", "此项未填。")]
    {
        let browser = Browser::new(&bed);
        browser.get(&format!("/end?lang={lang}")).await;
        let answered = browser.submit("/end", &[("number", "")]).await;
        assert!(answered.text().contains(said), "{lang}: {}", answered.text());
    }
}

// A wrong credential and no such case are told alike; what was typed of the case's number stays, the credential does not.
#[tokio::test]
async fn a_wrong_credential_says_nothing() {
    let bed = Bed::new();
    let (case, credential) = bed.open(&crate::bed::request(&bed.line(LineKind::Prepaid).await)).await;
    let nobodys = "0".repeat(26);
    let browser = Browser::new(&bed);
    browser.get("/case?lang=en").await;
    let wrong = browser.submit("/case", &[("case", &case), ("credential", &nobodys)]).await;
    let none = browser.submit("/case", &[("case", &nobodys), ("credential", &nobodys)]).await;
    assert_eq!((wrong.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    let same = |page: String| {
        let (before, rest) = page.split_once("nonce=\"").unwrap();
        format!("{before}{}", &rest[22..]).replace(&case, &nobodys)
    };
    assert_eq!(same(wrong.text()), same(none.text()));
    assert!(wrong.text().contains(&case));
    // The whole link of a receipt may be pasted into the first field.
    let link = format!("https://masalama.test/case#{case}.{credential}");
    let entered = browser.submit("/case", &[("case", &link), ("credential", "")]).await;
    assert_eq!((entered.status, entered.header("location")), (StatusCode::SEE_OTHER, "/my"));
}

// Nobody is sent anywhere but to a page of the case.
#[tokio::test]
async fn entering_leads_nowhere_else() {
    let bed = Bed::new();
    let (case, credential) = bed.open(&crate::bed::request(&bed.line(LineKind::Prepaid).await)).await;
    for to in [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/console",
        "/my/../console",
        "javascript:alert(1)",
    ] {
        let browser = Browser::new(&bed);
        browser.get("/case").await;
        let entered =
            browser.submit("/case", &[("case", &case), ("credential", &credential), ("to", to)]).await;
        assert_eq!(entered.header("location"), "/my", "{to}");
    }
}
