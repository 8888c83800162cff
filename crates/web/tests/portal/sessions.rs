//! Where a case is open, and ending it on every device but this one.

use axum::http::StatusCode;
use masalama_core::line::LineKind;

use super::part::Inside;
use crate::bed::Bed;

/// What ends the others, while there are any.
const FORM: &str = "action=\"/my/sessions\"";

// Whoever lost a telephone, or entered on somebody else's computer, must see it and be able to end it there; this device stays in.
#[tokio::test]
async fn a_case_is_ended_on_all_other_devices() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let (own, lost) = (inside.browser(&bed).await, inside.browser(&bed).await);
    let before = own.get("/my/sessions").await.text();
    assert!(before.contains("this device") && before.contains(FORM), "{before}");
    let ended = own.submit("/my/sessions", &[]).await;
    assert_eq!((ended.status, ended.header("location")), (StatusCode::SEE_OTHER, "/my/sessions"));
    let after = own.get("/my/sessions").await;
    assert_eq!(after.status, StatusCode::OK);
    assert!(!after.text().contains(FORM), "{}", after.text());
    assert!(lost.get("/my").await.header("location").starts_with("/case"), "the other device is out");
}
