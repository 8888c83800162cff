//! Nothing goes wrong.

use masalama_connect::sandbox::Happening;
use masalama_core::money::{Currency, Money};
use masalama_core::paper::PaperKind;
use masalama_core::record::Ending;

use crate::bed::{Bed, Errand, People, papers};

/// A prepaid line goes from receipt to its last record, with every paper.
#[tokio::test]
async fn a_prepaid_line_ends() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    let mut people = [People::new(case, &line, Errand::All)];
    bed.run_to_rest(&mut people).await;
    let view = bed.view(case).await;
    assert_eq!(view.case.ending, Some(Ending::Ceased));
    assert_eq!(papers(&view), ["receipt", "certificate", "closing-statement"]);
    assert_eq!(people[0].staff_did, 0);
}

/// A postpaid line with a device and unpaid dues ends as well.
#[tokio::test]
async fn a_postpaid_line_ends() {
    let mut bed = Bed::new();
    let line = bed.postpaid().await;
    bed.happens(&line, Happening::BillIssued { amount: Money::new(7_500, Currency::OMR) }).await;
    let case = bed.open(&line).await;
    let mut people = [People::new(case, &line, Errand::All)];
    bed.run_to_rest(&mut people).await;
    let view = bed.view(case).await;
    assert_eq!(view.case.ending, Some(Ending::Ceased));
    assert_eq!(papers(&view), ["receipt", "certificate", "closing-statement"]);
    assert_eq!(people[0].staff_did, 0);
}

/// Who keeps his device pays the declared fee after the deadline, and the account closes once it is paid.
#[tokio::test]
async fn a_device_that_stays_is_charged_for() {
    let mut bed = Bed::new();
    let line = bed.postpaid().await;
    let case = bed.open(&line).await;
    let mut people = [People::new(case, &line, Errand::PaysOnly)];
    bed.run_to_rest(&mut people).await;
    let view = bed.view(case).await;
    assert_eq!(view.case.ending, Some(Ending::Ceased));
    let state = bed.sandbox.line_state(&line.numbers.iccid).await.unwrap();
    assert_eq!(state["account"]["device_fee"]["amount"]["minor"], 25_000);
    let closing = String::from_utf8(view.paper(PaperKind::ClosingStatement).unwrap().body.clone()).unwrap();
    assert!(closing.contains("\"devices_returned\":false"), "{closing}");
}
