//! Nobody learns from the portal whose line it is: the answers before and with the receipt are alike for every class of line.

use std::time::Instant;

use axum::http::StatusCode;
use jiff::ToSpan;
use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use masalama_core::identity::Iccid;
use masalama_core::line::{Line, LineKind};
use serde_json::json;

use super::form::{fields, filled, pairs};
use super::journey::typed;
use crate::bed::{Answered, Bed, TOKEN, request};
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

/// Does a text look like something that was drawn by lot or follows from it: a case, a digest, a signature?
fn is_drawn(word: &str) -> bool {
    word.len() >= 22 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

/// A page without what must differ from case to case: its name, its card, and what was drawn by lot.
fn without_ids(text: &str, case: &str, card: &str) -> String {
    let text = text.replace(case, "CASE").replace(card, "CARD");
    let text = match text.split_once("<svg viewBox") {
        Some((before, rest)) => before.to_owned() + rest.split_once("</svg>").unwrap().1,
        None => text,
    };
    let is_in = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut words = String::new();
    let mut word = String::new();
    for c in text.chars().chain(Some('\n')) {
        if is_in(c) {
            word.push(c);
            continue;
        }
        words.push_str(if is_drawn(&word) { "DRAWN" } else { &word });
        word.clear();
        words.push(c);
    }
    words
}

// Whoever knows a card's number and nothing else learns nothing of its line from the case he opened: its pages, its papers, its records and what
// a program reads are alike for every class of line, also after the operator's records were asked.
#[tokio::test]
async fn a_strangers_case_says_nothing() {
    let mut bed = Bed::new();
    let classes = classes(&mut bed).await;
    let mut cases = Vec::new();
    for (class, card) in &classes {
        let card = Iccid::parse(card).unwrap();
        let body = json!({
            "iccid": card, "document": {"kind": "passport", "number": "ZZ9988776"},
            "activated_on": "2019-03-04", "contact_msisdn": "+96899000001",
        });
        let (case, credential) = bed.open(&body).await;
        cases.push((*class, card.to_string(), case, credential));
    }
    bed.drain().await;
    let mut seen: Vec<(String, String)> = Vec::new();
    for (class, card, case, credential) in &cases {
        let browser = Browser::new(&bed);
        browser.get("/case?lang=en").await;
        browser.submit("/case", &[("case", case), ("credential", credential)]).await;
        let mut looks = Vec::new();
        for page in ["/my", "/my/do", "/my/papers", "/my/after", "/my/records", "/my/papers/archive"] {
            looks.push((page.to_owned(), browser.get(page).await));
        }
        for path in ["", "/timeline", "/export"] {
            looks.push((path.to_owned(), bed.get(&format!("/v1/cases/{case}{path}"), credential).await));
        }
        let looks = looks.into_iter().map(|(page, answered)| {
            assert_eq!(answered.status, StatusCode::OK, "{class} {page}: {}", answered.text());
            (page, without_ids(&answered.text(), case, card))
        });
        let looks: Vec<_> = looks.collect();
        if seen.is_empty() {
            seen = looks;
            continue;
        }
        for ((page, first), (_, this)) in seen.iter().zip(&looks) {
            assert_eq!(first, this, "{class}: {page}");
        }
    }
}

// What is kept back from a stranger is there for the holder and for staff, and its hash is there for all: the chain holds.
#[tokio::test]
async fn the_chain_holds_without_what_is_kept_back() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Prepaid, 2).await;
    let (own, own_credential) = bed.open(&request(&lines[0])).await;
    let mut wrong = request(&lines[1]);
    wrong["activated_on"] = json!("2001-01-01");
    let (strange, credential) = bed.open(&wrong).await;
    bed.drain().await;
    let missing = async |case: &str, bearer: &str| -> Vec<u64> {
        let export = bed.get(&format!("/v1/cases/{case}/export"), bearer).await.json();
        let records = export["records"].as_array().unwrap().clone();
        let mut head = Digest::of(&[b"masalama/chain/1", CaseId::parse(case).unwrap().as_bytes()]);
        let mut missing = Vec::new();
        for record in &records {
            match record["body"].as_str() {
                Some(body) => {
                    head = Digest::of(&[head.as_bytes(), body.as_bytes()]);
                    assert_eq!(record["hash"], head.to_string());
                }
                None => {
                    missing.push(record["seq"].as_u64().unwrap());
                    head = serde_json::from_value(record["hash"].clone()).unwrap();
                }
            }
        }
        missing
    };
    assert!(missing(&own, &own_credential).await.is_empty());
    assert!(missing(&strange, TOKEN).await.is_empty());
    assert_eq!(missing(&strange, &credential).await.len(), 1);
    assert!(bed.case(&strange, &credential).await["number"].is_null());
    assert!(bed.case(&strange, TOKEN).await["number"].is_string());
}
