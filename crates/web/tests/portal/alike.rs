//! Nobody learns from the portal whose line it is: the answers before and with the receipt are alike for every class of line.

use std::time::Instant;

use axum::http::StatusCode;
use jiff::ToSpan;
use masalama_core::identity::Iccid;
use masalama_core::line::{Line, LineKind};

use super::form::{fields, filled, pairs};
use super::journey::typed;
use crate::bed::{Answered, Bed, request};
use crate::browser::Browser;
use crate::frame::measure::{APART_MAX, TRIES, are_alike};

/// Rounds of one measure of finding a line.
const ROUNDS: usize = 40;
/// Rounds of one measure of a receipt: for one line thirty requests an hour are let in.
const RECEIPTS: usize = 9;

/// A card of nobody: sound by its check digit, and in no records.
fn not_ours(place: usize) -> Iccid {
    let body = format!("8996899{:011}", 7_000_000 + place);
    (0..10).find_map(|last| Iccid::parse(&format!("{body}{last}")).ok()).unwrap()
}

/// Five classes of lines: ours, not ours, being ended, ended, ended with its number held back.
async fn classes(bed: &mut Bed) -> Vec<(&'static str, String)> {
    let lines: Vec<Line> = bed.lines(LineKind::Prepaid, 4).await;
    let card = |line: &Line| line.numbers.iccid.unmasked().to_owned();
    bed.open(&request(&lines[2])).await;
    bed.drain().await;
    bed.pass(40.days()).await;
    bed.open(&request(&lines[3])).await;
    bed.drain().await;
    bed.pass(3.days()).await;
    bed.open(&request(&lines[1])).await;
    bed.drain().await;
    vec![
        ("ours", card(&lines[0])),
        ("not ours", not_ours(1).unmasked().to_owned()),
        ("being ended", card(&lines[1])),
        ("ended", card(&lines[2])),
        ("number held back", card(&lines[3])),
    ]
}

/// What an answer looks like from outside.
fn looks(answered: &Answered) -> (StatusCode, String, usize) {
    (answered.status, answered.header("location").to_owned(), answered.body.len())
}

// Looking for a line: one status, one place to go on, one size, and no class takes longer than another.
#[tokio::test]
async fn finding_says_nothing() {
    let mut bed = Bed::new();
    let classes = classes(&mut bed).await;
    let mut seen = std::collections::BTreeSet::new();
    let browser = Browser::new(&bed);
    browser.get("/end").await;
    let alike = are_alike(classes.len(), ROUNDS, (APART_MAX, TRIES), async |class: usize, _| {
        let began = Instant::now();
        let answered = browser.submit("/end", &[("number", &classes[class].1), ("have", "card")]).await;
        let took = began.elapsed();
        let (status, place, size) = looks(&answered);
        seen.insert((status.as_u16(), place.clone(), size, browser.get(&place).await.body.len()));
        took
    })
    .await;
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(alike.is_ok(), "{alike:?}");
}

// The receipt: the same for all, however sound or wrong the claim is.
#[tokio::test]
async fn the_receipt_says_nothing() {
    let mut bed = Bed::new();
    let classes = classes(&mut bed).await;
    let owner = bed.line(LineKind::Prepaid).await;
    let (document, date, contact) = typed(&owner);
    let mut seen = std::collections::BTreeSet::new();
    let alike = are_alike(classes.len(), RECEIPTS, (APART_MAX, 3), async |class: usize, _| {
        let browser = Browser::new(&bed);
        let page = browser.get("/end/request").await.text();
        let card = classes[class].1.as_str();
        let with = [("card", card), ("document", &document), ("date", &date), ("contact", &contact)];
        let form = filled(fields(&page, "/end/request"), &with);
        let began = Instant::now();
        let answered = browser.submit("/end/request", &pairs(&form)).await;
        let took = began.elapsed();
        let receipt = browser.get("/my/receipt").await.text();
        // The picture is made of random characters; all else has one size.
        let (before, rest) = receipt.split_once("<svg viewBox").unwrap();
        let after = rest.split_once("</svg>").unwrap().1;
        seen.insert((answered.status.as_u16(), answered.body.len(), before.len() + after.len()));
        took
    })
    .await;
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(alike.is_ok(), "{alike:?}");
}
