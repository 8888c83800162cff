//! Nobody learns from the portal whose line it is: the answers before and with the receipt are alike for every class of line.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use jiff::ToSpan;
use masalama_core::identity::Iccid;
use masalama_core::line::{Line, LineKind};

use super::form::{fields, filled, pairs};
use super::journey::typed;
use crate::bed::{Answered, Bed, request};
use crate::browser::Browser;

/// Rounds of the race.
const ROUNDS: usize = 60;
/// How much one class may be away from another.
const APART_MAX: Duration = Duration::from_millis(1);

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

/// How long something takes when nothing else on the machine is in its way: other tests only ever add to a time.
fn undisturbed(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 10]
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
    let mut times = vec![Vec::new(); classes.len()];
    let mut seen = std::collections::BTreeSet::new();
    let browser = Browser::new(&bed);
    browser.get("/end").await;
    for _ in 0..ROUNDS {
        for ((_, card), times) in classes.iter().zip(&mut times) {
            let began = Instant::now();
            let answered = browser.submit("/end", &[("number", card), ("have", "card")]).await;
            times.push(began.elapsed());
            let (status, place, size) = looks(&answered);
            seen.insert((status.as_u16(), place.clone(), size, browser.get(&place).await.body.len()));
        }
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
    are_alike(&classes, times);
}

// The receipt: the same for all, however sound or wrong the claim is.
#[tokio::test]
async fn the_receipt_says_nothing() {
    let mut bed = Bed::new();
    let classes = classes(&mut bed).await;
    let owner = bed.line(LineKind::Prepaid).await;
    let (document, date, contact) = typed(&owner);
    let mut times = vec![Vec::new(); classes.len()];
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..ROUNDS / 3 {
        for ((_, card), times) in classes.iter().zip(&mut times) {
            let browser = Browser::new(&bed);
            let page = browser.get("/end/request").await.text();
            let with =
                [("card", card.as_str()), ("document", &document), ("date", &date), ("contact", &contact)];
            let form = filled(fields(&page, "/end/request"), &with);
            let began = Instant::now();
            let answered = browser.submit("/end/request", &pairs(&form)).await;
            times.push(began.elapsed());
            let receipt = browser.get("/my/receipt").await.text();
            // The picture is made of random characters; all else has one size.
            let (before, rest) = receipt.split_once("<svg viewBox").unwrap();
            let after = rest.split_once("</svg>").unwrap().1;
            seen.insert((answered.status.as_u16(), answered.body.len(), before.len() + after.len()));
        }
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
    are_alike(&classes, times);
}

fn are_alike(classes: &[(&'static str, String)], times: Vec<Vec<Duration>>) {
    let undisturbed_times: Vec<_> = times.into_iter().map(undisturbed).collect();
    let (least, most) = (undisturbed_times.iter().min().unwrap(), undisturbed_times.iter().max().unwrap());
    let told: Vec<_> = classes.iter().map(|(class, _)| class).zip(&undisturbed_times).collect();
    assert!(*most - *least < APART_MAX, "{told:?}");
}
