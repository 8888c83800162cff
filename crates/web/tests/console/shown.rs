//! What became of an effect is said with what shows it: a reference of the other system, or an attachment of the case.

use axum::http::StatusCode;
use jiff::ToSpan as _;
use masalama_connect::sandbox::{Fault, FaultRule};
use masalama_core::effect::EffectKind;
use masalama_core::line::LineKind;
use masalama_core::role::Role;

use super::{between, staff};
use crate::bed::{Bed, request};
use crate::browser::Browser;
use crate::portal::part::{picture, upload_to};

/// A case whose system refuses this effect, as far as that lets it go.
async fn refusing(bed: &mut Bed, effect: EffectKind) -> String {
    let (case, _) = bed.open(&request(&bed.line(LineKind::Prepaid).await)).await;
    bed.sandbox.fault_set(FaultRule::on(effect, Fault::Refuse)).await.unwrap();
    for _ in 0..20 {
        bed.pass(5.days()).await;
    }
    case
}

/// Why the page says it was not done.
fn refusal(text: &str) -> &str {
    between(text, "id=\"refusal\">", "</p>")
}

/// The page of the case, without the marks that keep directions apart.
async fn read(browser: &Browser<'_>, page: &str) -> String {
    browser.get(page).await.text().replace(['\u{2068}', '\u{2069}'], "")
}

const MISSING: &str = "Say what shows it";

// Neither of the two, both, a blank and a digest that is none show nothing; what was typed stays, and what was shown stands in the timeline and
// beside the step.
#[tokio::test]
async fn what_became_of_an_effect_is_said_with_what_shows_it() {
    let mut bed = Bed::new();
    let case = refusing(&mut bed, EffectKind::StopCharging).await;
    let page = format!("/console/cases/{case}");
    let network = staff(&bed, "network-1", &[Role::Network]).await;
    let text = read(&network, &page).await;
    let task = between(&text, &format!("action=\"{page}/tasks/"), "/resolve\"").to_owned();
    let place = format!("{page}/tasks/{task}/resolve");
    assert!(text.contains("name=\"reference\"") && !text.contains("name=\"attachment\""), "{text}");
    let said = |reference: &'static str, attachment: &str| {
        let attachment = attachment.to_owned();
        let (network, place) = (&network, &place);
        async move {
            let fields = [
                ("verdict", "not_done"),
                ("note", "looked there"),
                ("reference", reference),
                ("attachment", &attachment),
            ];
            network.submit(place, &fields).await
        }
    };
    for reference in ["", "  "] {
        let answered = said(reference, "").await;
        let text = answered.text();
        assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        assert!(refusal(&text).contains(MISSING), "{text}");
        assert!(text.contains(">looked there</textarea>"), "{text}");
        assert!(text.contains("value=\"not_done\" required checked"), "{text}");
    }
    let place_of_pictures = format!("{page}/upload");
    let taken = upload_to(&network, &place_of_pictures, "system_answer", "screen.png", &picture()).await;
    assert_eq!(taken.header("location"), page, "{}", taken.text());
    let text = read(&network, &page).await;
    let digest = between(&text, "<figure><img src=\"", "\"").rsplit('/').next().unwrap().to_owned();
    assert!(text.contains(&format!("<option value=\"{digest}\">")), "{text}");
    let text = said("CBS-77", &digest).await.text();
    assert!(refusal(&text).contains(MISSING), "{text}");
    assert!(text.contains("value=\"CBS-77\""), "{text}");
    assert!(text.contains(&format!("<option value=\"{digest}\" selected>")), "{text}");
    let foreign = said("", &"A".repeat(digest.len())).await;
    assert_eq!(foreign.status, StatusCode::BAD_REQUEST, "{}", foreign.text());

    let shown = said("", &digest).await;
    assert_eq!(shown.header("location"), page, "{}", shown.text());
    let text = read(&network, &page).await;
    let timeline = text.split("id=\"timeline\"").nth(1).unwrap();
    assert!(timeline.contains("shown: What another system answered (picture or print)"), "{timeline}");
    bed.pass(5.days()).await;
    let network = staff(&bed, "network-2", &[Role::Network]).await;
    network.get(&page).await;
    let fields = [("verdict", "done"), ("note", "it is closed there"), ("reference", "CBS-77")];
    let shown = network.submit(&place, &fields).await;
    assert_eq!(shown.header("location"), page, "{}", shown.text());
    let text = read(&network, &page).await;
    let timeline = text.split("id=\"timeline\"").nth(1).unwrap();
    assert!(timeline.contains("shown: reference CBS-77"), "{timeline}");
    let evidence = between(&text, "<dl class=\"evidence\">", "</dl>");
    assert!(evidence.contains("shown: reference CBS-77"), "{evidence}");
}

// What takes two is proposed with what shows it, and the second one reads it before he approves.
#[tokio::test]
async fn who_approves_reads_what_was_shown() {
    let mut bed = Bed::new();
    let case = refusing(&mut bed, EffectKind::PayRefund).await;
    let page = format!("/console/cases/{case}");
    let proposals = format!("{page}/proposals");
    let finance = staff(&bed, "finance-1", &[Role::Finance]).await;
    let text = read(&finance, &page).await;
    let step = between(&text, "<option value=\"settle.", ".done\"").to_owned();
    let what = format!("settle.{step}.done");
    let missing = finance.submit(&proposals, &[("what", &what), ("note", "the bank has it")]).await;
    let text = missing.text();
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
    assert!(refusal(&text).contains(MISSING), "{text}");
    assert!(text.contains(&format!("<option value=\"{what}\" selected>")), "{text}");
    let fields = [("what", what.as_str()), ("note", "the bank has it"), ("reference", "IBAN-IN-31")];
    let proposed = finance.submit(&proposals, &fields).await;
    assert_eq!(proposed.header("location"), page, "{}", proposed.text());
    let lead = staff(&bed, "lead-1", &[Role::Supervisor]).await;
    let text = read(&lead, &page).await;
    let bound = between(&text, "<dl class=\"facts\">\n<div><dt>What</dt>", "</dl>");
    assert!(bound.contains("<dt>What shows it</dt><dd><bdi>shown: reference IBAN-IN-31</bdi>"), "{text}");
    let seq = between(&text, &format!("action=\"{page}/proposals/"), "/approve\"").to_owned();
    let content = between(&text, "name=\"content\" value=\"", "\"").to_owned();
    let approved = lead.submit(&format!("{proposals}/{seq}/approve"), &[("content", &content)]).await;
    assert_eq!(approved.header("location"), page, "{}", approved.text());
    let text = read(&lead, &page).await;
    let evidence = between(&text, "<dl class=\"evidence\">", "</dl>");
    assert!(evidence.contains("shown: reference IBAN-IN-31"), "{evidence}");
}
