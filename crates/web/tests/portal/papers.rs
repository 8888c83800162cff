//! The papers of a case: each is offered exactly when there is one to take, and otherwise the page says from when.

use axum::http::StatusCode;
use jiff::ToSpan;
use masalama_core::line::LineKind;
use masalama_core::paper::{PaperKind, verify};
use masalama_core::role::Role;

use super::part::Inside;
use crate::bed::{Bed, TOKEN};
use crate::browser::Browser;
use crate::console::staff;

/// The part of a page about one paper, if there is one.
fn card<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let rest = page.split_once(&format!("id=\"paper-{name}\"")).map(|(_, rest)| rest)?;
    rest.split_once("</li>").map(|(card, _)| card)
}

/// What the page offers is what can be taken, in the portal and in the console; what can be taken is offered.
async fn is_offered_as_it_is(bed: &Bed, inside: &Inside) -> Vec<&'static str> {
    let browser = inside.browser(bed).await;
    let page = browser.get("/my/papers").await.text();
    let care = staff(bed, "care-1", &[Role::Care]).await;
    let staffs = care.get(&format!("/console/cases/{}", inside.case)).await.text();
    let mut there = Vec::new();
    for kind in PaperKind::ALL {
        let name = kind.as_str();
        let paper = bed.get(&format!("/v1/cases/{}/papers/{name}", inside.case), TOKEN).await;
        let can_be_taken = paper.status == StatusCode::OK;
        for (page, link) in [
            (&page, format!("href=\"/my/papers/{name}.pdf\"")),
            (&staffs, format!("href=\"/console/cases/{}/papers/{name}.pdf\"", inside.case)),
        ] {
            let is_offered = card(page, name).is_some_and(|card| card.contains(&link));
            assert_eq!(is_offered, can_be_taken, "{name}: {page}");
        }
        let own = browser.get(&format!("/my/papers/{name}")).await;
        assert_eq!(own.status, paper.status, "{name}: {}", own.text());
        if can_be_taken {
            assert!(verify(&own.body, Some(&Bed::key())).is_ok(), "{name}");
            there.push(name);
        }
    }
    there
}

// A contract with devices: the quote is there once the price is known, the slip as long as there are devices, the bill after the end and not before.
#[tokio::test]
async fn each_paper_is_offered_when_it_is_there() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Postpaid, 12).await;
    let line = lines.into_iter().find(|line| !line.facts.devices.is_empty()).unwrap();
    let inside = Inside::of(&mut bed, line).await;
    assert_eq!(is_offered_as_it_is(&bed, &inside).await, ["receipt", "quote", "return-slip", "archive"]);
    let page = inside.browser(&bed).await.get("/my/papers").await.text();
    let bill = card(&page, "final-bill").unwrap();
    assert!(bill.contains("expected on") && !bill.contains("href"), "{bill}");
    for _ in 0..20 {
        bed.pass(5.days()).await;
    }
    let there = is_offered_as_it_is(&bed, &inside).await;
    assert!(there.contains(&"final-bill") && there.contains(&"certificate"), "{there:?}");
}

// A line without devices has no slip, not even to come; before it is known who asks there is only what was signed, and from when there is a quote.
#[tokio::test]
async fn a_paper_that_makes_no_sense_is_not_offered() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Prepaid, 3).await;
    let line = lines.into_iter().find(|line| line.facts.devices.is_empty()).unwrap();
    let inside = Inside::of(&mut bed, line).await;
    let there = is_offered_as_it_is(&bed, &inside).await;
    assert!(!there.contains(&"return-slip"), "{there:?}");
    let browser = inside.browser(&bed).await;
    let page = browser.get("/my/papers").await.text();
    assert_eq!(card(&page, "return-slip"), None);
    let none = browser.get("/my/papers/return-slip").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    assert!(none.text().contains("not issued yet") && none.text().contains("href=\"/my/papers?lang=en\""));

    let odd = crate::console::odd(&bed, &bed.lines(LineKind::Prepaid, 4).await[3]).await;
    bed.drain().await;
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    let page = care.get(&format!("/console/cases/{odd}")).await.text();
    let quote = card(&page, "quote").unwrap();
    assert!(quote.contains("once the price") && !quote.contains("href"), "{quote}");
    assert!(card(&page, "archive").unwrap().contains("href") && card(&page, "final-bill").is_none());
}

// Nobody takes papers of a case he is not in.
#[tokio::test]
async fn papers_on_demand_are_the_persons_own() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let other = Browser::new(&bed);
    for kind in PaperKind::ALL {
        let turned = other.get(&format!("/my/papers/{}", kind.as_str())).await;
        assert_eq!(turned.status, StatusCode::SEE_OTHER);
        let asked = bed.get(&format!("/v1/cases/{}/papers/{}", inside.case, kind.as_str()), "nobody").await;
        assert!(asked.status.is_client_error());
    }
}
