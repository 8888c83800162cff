//! The work queue: in order, by role, a page at a time.

use axum::http::StatusCode;
use jiff::ToSpan as _;
use masalama_core::line::{Line, LineKind};
use masalama_core::port::LineFilter;
use masalama_core::role::Role;

use super::{odd, staff};
use crate::bed::{Bed, request};

/// The cases of a page, in its order.
fn cases(text: &str) -> Vec<String> {
    text.split("<a href=\"/console/cases/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// Lines that can be ended.
async fn lines(bed: &Bed, count: usize) -> Vec<Line> {
    let found =
        bed.sandbox.find_lines(LineFilter { limit: 500, ..LineFilter::default() }).await.unwrap().lines;
    let fits = |line: &Line| !line.facts.legal_hold && !line.facts.port_pending;
    let lines: Vec<_> = found.into_iter().filter(fits).take(count).collect();
    assert_eq!(lines.len(), count, "the sandbox has enough lines");
    lines
}

// More tasks than a page holds come page by page, the longest waiting first, none twice and none lost.
#[tokio::test]
async fn the_queue_comes_in_order_and_in_pages() {
    let mut bed = Bed::new();
    let mut opened = Vec::new();
    for (place, line) in lines(&bed, 60).await.into_iter().enumerate() {
        opened.push(odd(&bed, &line).await);
        if place % 20 == 19 {
            bed.pass(1.hours()).await;
        }
    }
    let shop = staff(&bed, "shop-1", &[Role::Shop]).await;
    let (mut seen, mut path, mut pages) = (Vec::new(), "/console".to_owned(), 0);
    loop {
        let page = shop.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let text = page.text();
        seen.extend(cases(&text));
        pages += 1;
        let Some((before, _)) = text.split_once("\" data-next") else { break };
        path = before.rsplit_once("href=\"").unwrap().1.replace("&amp;", "&");
    }
    assert_eq!((pages, seen.len()), (2, 60));
    // Within an hour the order is the store's; the hours follow each other.
    for (chunk, wanted) in seen.chunks(20).zip(opened.chunks(20)) {
        let (mut chunk, mut wanted) = (chunk.to_vec(), wanted.to_vec());
        chunk.sort();
        wanted.sort();
        assert_eq!(chunk, wanted);
    }
    let wrong = shop.get("/console?after=nonsense").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

// A task stands in the queue of its role only, unless all roles are asked for.
#[tokio::test]
async fn a_role_sees_its_own_queue() {
    let mut bed = Bed::new();
    let papers = odd(&bed, &bed.line(LineKind::Prepaid).await).await;
    let (devices, _) = bed.open(&request(&bed.line(LineKind::Postpaid).await)).await;
    bed.drain().await;
    let shop = staff(&bed, "shop-1", &[Role::Shop]).await;
    let queue = shop.get("/console").await.text();
    assert_eq!(cases(&queue), vec![papers.clone()]);
    assert!(queue.contains(">Show</button>"), "{queue}");
    assert_eq!(cases(&shop.get("/console?role=logistics").await.text()), vec![devices.clone()]);
    let mut all = cases(&shop.get("/console?role=all").await.text());
    let mut wanted = vec![papers, devices];
    all.sort();
    wanted.sort();
    assert_eq!(all, wanted);
}

// A supervisor begins with what waits for a decision in anybody's queue, and not with what others simply have to do; others begin with
// their own queue.
#[tokio::test]
async fn a_supervisor_begins_with_what_is_to_be_decided() {
    let mut bed = Bed::new();
    let papers = odd(&bed, &bed.line(LineKind::Prepaid).await).await;
    let (devices, _) = bed.open(&request(&bed.line(LineKind::Postpaid).await)).await;
    bed.drain().await;
    let supervisor = staff(&bed, "boss-1", &[Role::Supervisor]).await;
    let first = supervisor.get("/console").await.text();
    assert_eq!(cases(&first), vec![papers.clone()]);
    assert!(first.contains("<option value=\"decide\" selected>"), "{first}");
    assert_eq!(cases(&supervisor.get("/console?role=mine").await.text()), Vec::<String>::new());
    assert!(cases(&supervisor.get("/console?role=all").await.text()).contains(&devices));
    let logistics = staff(&bed, "courier-1", &[Role::Logistics]).await;
    assert_eq!(cases(&logistics.get("/console").await.text()), vec![devices.clone()]);
    assert_eq!(cases(&logistics.get("/console?role=decide").await.text()), vec![papers]);
}

// What nobody can do for months stands below what is due before: a return of devices is due from the day the line is to end.
#[tokio::test]
async fn a_task_of_months_ahead_says_when_it_is_due() {
    let mut bed = Bed::new();
    let (devices, _) = bed.open(&request(&bed.line(LineKind::Postpaid).await)).await;
    bed.drain().await;
    let logistics = staff(&bed, "courier-1", &[Role::Logistics]).await;
    let queue = logistics.get("/console").await.text();
    assert_eq!(cases(&queue), vec![devices]);
    assert!(!queue.contains("no date") && !queue.contains("class=\"overdue\""), "{queue}");
}
