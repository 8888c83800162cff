//! Search: found by every number, masked, and nothing personal in an address.

use axum::http::StatusCode;
use masalama_core::line::LineKind;
use masalama_core::role::Role;

use super::{assert_masked, staff};
use crate::bed::{Bed, request};

// A case is found by card, by number in any digits, by paper and by its own name; what comes back is masked.
#[tokio::test]
async fn a_case_is_found_by_each_number() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let (case, _) = bed.open(&request(&line)).await;
    bed.drain().await;
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    care.get("/console/search").await;
    let number = line.numbers.msisdn.as_ref().unwrap().unmasked().to_owned();
    let arabic: String =
        number.chars().map(|c| c.to_digit(10).map_or(c, |d| char::from_u32(0x660 + d).unwrap())).collect();
    let document = &line.owner.document;
    let kind = serde_json::to_value(document).unwrap()["kind"].as_str().unwrap().to_owned();
    for (what, by) in [
        (line.numbers.iccid.unmasked(), "any"),
        (number.as_str(), "any"),
        (arabic.as_str(), "any"),
        (document.unmasked(), kind.as_str()),
    ] {
        let found = care.submit("/console/search", &[("what", what), ("by", by)]).await;
        assert_eq!(found.status, StatusCode::OK, "{by}: {}", found.text());
        let text = found.text();
        assert!(text.contains(&format!("/console/cases/{case}")), "{by}: {text}");
        // The field keeps what was typed; nothing else of the page may show it.
        assert_masked(&text.replace(what, ""), &line);
    }
    let by_name = care.submit("/console/search", &[("what", &case.to_lowercase()), ("by", "any")]).await;
    assert_eq!(by_name.header("location"), format!("/console/cases/{case}"));
}

// What is not there is said plainly, what cannot be read keeps what was typed, and a search is never an address.
#[tokio::test]
async fn what_is_not_there_is_said() {
    let bed = Bed::new();
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    care.get("/console/search").await;
    let none = care.submit("/console/search", &[("what", "8996800123456789018"), ("by", "any")]).await;
    assert!(none.status == StatusCode::OK && none.text().contains("No case was found"), "{}", none.text());
    let typed = "\"><script>alert(1)</script>";
    let wrong = care.submit("/console/search", &[("what", typed), ("by", "any")]).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let text = wrong.text();
    assert!(
        text.contains("Check the digits") && !text.contains("<script>alert") && text.contains("alert(1)"),
        "{text}"
    );
    let asked = care.get("/console/search?what=8996800123456789018").await;
    assert!(!asked.text().contains("8996800123456789018"));
}
