//! A whole call on one page: the script in three languages, the request, the receipt to dictate, and the case to go on with.

use axum::http::StatusCode;
use jiff::ToSpan as _;
use masalama_core::line::{Line, LineKind};
use masalama_core::role::Role;

use super::{assert_masked, between, staff};
use crate::bed::{Answered, Bed, TOKEN, request};
use crate::browser::Browser;

/// What the caller says.
fn told(line: &Line) -> Vec<(String, String)> {
    let document = serde_json::to_value(&line.owner.document).unwrap();
    let text = |value: &str| value.to_owned();
    let contact = line
        .owner
        .contact_msisdn
        .as_ref()
        .map_or_else(|| text("+96891234567"), |number| text(number.unmasked()));
    vec![
        (text("do"), text("open")),
        (text("channel"), text("phone")),
        (text("speak"), text("ar")),
        (text("iccid"), text(line.numbers.iccid.unmasked())),
        (text("document_kind"), text(document["kind"].as_str().unwrap())),
        (text("document_number"), text(line.owner.document.unmasked())),
        (text("date_kind"), text("activated")),
        (text("date"), line.facts.activated_on.to_string()),
        (text("contact"), contact),
        (text("reason"), text("leaving_country")),
    ]
}

async fn send(browser: &Browser<'_>, fields: &[(String, String)], once: &str) -> Answered {
    let mut fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("once", once));
    browser.submit("/console/call", &fields).await
}

/// A dictated text, its groups put together.
fn dictated(text: &str, label: &str) -> String {
    let rest = text.split_once(&format!("<dt>{label}</dt>")).unwrap().1;
    let groups = between(rest, "class=\"dictate\">", "</bdi>");
    groups.split("<span>").skip(1).map(|group| group.split_once("</span>").unwrap().0).collect()
}

// An agent takes a request without leaving the page: script, receipt with what opens the case, the case itself, and what is said of it.
#[tokio::test]
async fn a_call_from_greeting_to_receipt() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    let page = care.get("/console/call?channel=phone&speak=ar").await.text();
    for sentence in
        ["Please read me the number on the card", "من فضلك اقرأ لي الرقم المطبوع", "请读出卡上的号码"]
    {
        assert!(page.contains(sentence), "{sentence}");
    }
    assert!(page.contains("lang=\"ar-OM\" dir=\"rtl\" class=\"callers\""), "the caller's language is first");
    let once = between(&page, "name=\"once\" value=\"", "\"").to_owned();

    let sent = send(&care, &told(&line), &once).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
    let text = sent.text();
    let (case, credential) = (dictated(&text, "Case number"), dictated(&text, "Credential"));
    assert_eq!(bed.case(&case, &credential).await["language"], "ar", "the credential opens the case");
    assert!(text.contains("id=\"timeline\"") && text.contains("/hold?from=call"), "the case is on the page");
    assert_masked(&text, &line);
    let timeline = bed.get(&format!("/v1/cases/{case}/timeline"), TOKEN).await.json();
    assert_eq!(timeline["records"][0]["staff"], "care-1");
    assert_eq!(timeline["records"][0]["fact"]["received"]["request"]["channel"], "phone");

    let twice = send(&care, &told(&line), &once).await;
    assert_eq!(dictated(&twice.text(), "Case number"), case, "a double click opens one case");
    bed.drain().await;
    assert_eq!(bed.case(&case, &credential).await["can_retract"], true);
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    care.get("/console/call").await;

    let found = care
        .submit(
            "/console/call",
            &[("do", "find"), ("what", line.numbers.iccid.unmasked()), ("iccid", "8996")],
        )
        .await;
    let text = found.text();
    assert!(
        text.contains(&format!("/console/call?case={case}&amp;channel=phone"))
            || text.contains(&format!("/console/call?case={case}&#38;channel=phone")),
        "{text}"
    );
    assert!(text.contains("value=\"8996\""), "what was typed so far stays");
    let held =
        care.submit(&format!("/console/cases/{case}/hold?from=call"), &[("note", "thinks it over")]).await;
    assert_eq!(held.header("location"), format!("/console/call?case={case}"));
    let after = care.get(&format!("/console/call?case={case}")).await.text();
    assert!(after.contains("thinks it over") && after.contains("id=\"script\""), "{after}");
}

// A proof that was asked for during a call leads back to the call, with its case, its channel and the caller's language.
#[tokio::test]
async fn a_proof_leads_back_to_the_call() {
    let mut bed = Bed::new();
    let (case, _) = bed.open(&request(&bed.line(LineKind::Prepaid).await)).await;
    let session = bed.access.signed_in("care-1", &[Role::Care]).await;
    bed.pass(6.minutes()).await;
    let care = Browser::new(&bed);
    care.keep("__Host-staff", session.reveal());
    let call = format!("/console/call?case={case}&channel=email&speak=zh");
    let page = care.get(&call).await.text();
    let way = between(&page, "href=\"/console/prove?to=", "\"");
    assert_eq!(way.replace("%3F", "?").replace("%26", "&"), call);
    let prove = care.get(&format!("/console/prove?to={way}")).await.text();
    let to = between(&prove, "name=\"to\" value=\"", "\"");
    assert_eq!(to.replace("&#38;", "&").replace("&amp;", "&"), call);
}

// What cannot be read is named, marked and kept; digits of any keyboard are read; nothing is lost by it.
#[tokio::test]
async fn what_was_misheard_is_asked_again() {
    let bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let care = staff(&bed, "shop-1", &[Role::Shop]).await;
    care.get("/console/call").await;
    let with = |name: &str, value: &str| {
        let mut fields = told(&line);
        fields.iter_mut().filter(|(known, _)| known == name).for_each(|(_, kept)| value.clone_into(kept));
        fields
    };
    let wrong = send(&care, &with("iccid", "8996800123456789010"), "one").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = wrong.text();
    assert!(
        text.contains("href=\"#iccid\"")
            && text.contains("value=\"8996800123456789010\" aria-invalid=\"true\""),
        "{text}"
    );
    assert!(
        text.contains(&format!("value=\"{}\"", line.owner.document.unmasked())),
        "the rest is kept: {text}"
    );
    let past =
        send(&care, &[told(&line), vec![("wanted_on".to_owned(), "2020-01-01".to_owned())]].concat(), "two")
            .await;
    assert!(
        past.status == StatusCode::UNPROCESSABLE_ENTITY && past.text().contains("in the past"),
        "{}",
        past.text()
    );
    let nobody: Vec<_> = told(&line).into_iter().filter(|(name, _)| name != "contact").collect();
    let unreachable = send(&care, &nobody, "nobody").await;
    assert_eq!(unreachable.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = unreachable.text();
    assert!(
        text.contains("Give a number or an e-mail address") && text.contains("href=\"#email\""),
        "{text}"
    );
    assert!(text.contains(&format!("value=\"{}\"", line.numbers.iccid.unmasked())), "it is kept: {text}");
    let arabic: String = line
        .numbers
        .iccid
        .unmasked()
        .chars()
        .map(|c| char::from_u32(0x660 + c.to_digit(10).unwrap()).unwrap())
        .collect();
    let read = send(&care, &with("iccid", &arabic), "three").await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.text());
}
