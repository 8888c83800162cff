//! The board: its numbers are what was put in.

use masalama_core::line::LineKind;
use masalama_core::role::Role;
use serde_json::json;

use super::{odd, staff};
use crate::bed::{Bed, request};

/// The numbers of a picture's table, by what they count.
fn table(text: &str, id: &str) -> Vec<(String, String)> {
    // What is put into a sentence is isolated from its direction.
    let text = text.replace(['\u{2068}', '\u{2069}'], "");
    let after = text.split_once(&format!("id=\"{id}-desc\"")).unwrap().1;
    let body = after.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0;
    let rows = body.split("<th scope=\"row\">").skip(1);
    rows.map(|row| {
        let (what, rest) = row.split_once("</th><td>").unwrap();
        (what.to_owned(), rest.split_once("</td>").unwrap().0.to_owned())
    })
    .collect()
}

// Each case put in is counted once in each picture, in the drawing as in the table beneath it.
#[tokio::test]
async fn the_board_counts_what_was_put_in() {
    let mut bed = Bed::new();
    let mut leaving = request(&bed.line(LineKind::Postpaid).await);
    leaving["reason"] = json!("leaving_country");
    bed.open(&leaving).await;
    odd(&bed, &bed.line(LineKind::Prepaid).await).await;
    bed.drain().await;
    let boss = staff(&bed, "supervisor-1", &[Role::Supervisor]).await;
    let page = boss.get("/console/board").await;
    let text = page.text();
    let is = |id, what: &str, count: &str| {
        let rows = table(&text, id);
        assert!(rows.contains(&(what.to_owned(), count.to_owned())), "{id}: {rows:?}");
    };
    is("stages", "Received", "1");
    is("stages", "Preparing", "1");
    is("stages", "Closed", "0");
    is("reasons", "leaving the country", "1");
    is("reasons", "the holder asks for it", "1");
    is("kinds", "postpaid", "1");
    is("kinds", "not known", "1");
    is("ages", "up to 1 day", "2");
    is("promises", "broken", "0");
    assert!(text.contains("<desc id=\"stages-desc\">Received: 1; Preparing: 1;"), "{text}");
    assert_eq!(
        text.matches("<svg class=\"picture\" role=\"img\"").count(),
        text.matches("class=\"beneath\"").count()
    );
    assert!(!text.contains("style=\""), "no inline style: the policy forbids it");
    let arabic = boss.get("/console/board?lang=ar").await.text();
    assert!(arabic.contains("<title id=\"stages-title\">الملفات بحسب المرحلة</title>"), "{arabic}");
}
