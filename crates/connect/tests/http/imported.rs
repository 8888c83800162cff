//! Lines from an export, in a store.

use std::sync::Arc;

use masalama_connect::imported::Imported;
use masalama_core::effect::{Effect, EffectKind, Finding, Outcome, RejectedWhy};
use masalama_core::port::{Connector as _, Inventory as _, LineFilter};
use masalama_store::MemoryStore;

use crate::sandbox::{Asker, all_lines, rejected_why, sandbox};

// What was imported can be searched and read for a case; what was not is no such line, and nothing else can be asked.
#[tokio::test]
async fn imported_lines_are_records() {
    let imported = Imported::new(Arc::new(MemoryStore::new()));
    let sandbox = sandbox();
    let mut lines = all_lines(&sandbox).await;
    let missing = lines.pop().unwrap();
    assert_eq!(imported.import(lines.clone()).await.unwrap(), lines.len() as u64);
    assert_eq!(imported.import(lines.clone()).await.unwrap(), 0);
    let filter = LineFilter { msisdn: missing.numbers.msisdn.clone(), limit: 500, ..LineFilter::default() };
    assert!(imported.lines(&filter).await.unwrap().lines.iter().all(|line| *line != missing));
    let asker = Asker::new(&sandbox, lines[10].clone());
    let read = asker.order(Effect::Plain(EffectKind::ReadLine));
    assert_eq!(imported.perform(&read).await.line(), Some(&lines[10]));
    assert!(matches!(imported.inquire(&read).await, Finding::Done(_)));
    let stranger = Asker::new(&sandbox, missing);
    let order = stranger.order(Effect::Plain(EffectKind::ReadLine));
    assert_eq!(rejected_why(&imported.perform(&order).await), RejectedWhy::NoSuchLine);
    let bar = asker.order(Effect::Plain(EffectKind::Bar));
    assert!(matches!(imported.perform(&bar).await, Outcome::Rejected(_)));
}
