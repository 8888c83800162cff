//! Papers for whoever asks.

use masalama_connect::sandbox::Happening;
use masalama_core::commitment::Digest;
use masalama_core::money::{Currency, Money};
use masalama_core::paper::{Content, Decoded, PaperKind, code_of, verify, verify_code};
use masalama_core::record::{chain_start, chained};
use masalama_core::refusal::RefusalCode;
use masalama_engine::{Desk, Said};

use crate::bed::{Bed, Errand, People, key};

async fn content(desk: &Desk, case: masalama_core::case::CaseId, kind: PaperKind) -> Content {
    let bytes = desk.paper(case, kind).await.unwrap();
    let verified = verify(&bytes, Some(&key())).unwrap();
    assert!(verified.is_trusted);
    assert_eq!(verified.content.kind(), kind);
    match verify_code(&code_of(&bytes).unwrap(), Some(&key())).unwrap() {
        Decoded::Whole(whole) => assert_eq!(whole.content, verified.content),
        Decoded::Brief(brief) => assert_eq!((brief.content.case, brief.content.paper), (case, kind)),
    }
    verified.content
}

/// Before there is anything to say, a paper is refused; afterwards each says what the case says, signed and verifiable.
#[tokio::test]
async fn papers_on_demand_say_what_the_case_says() {
    let mut bed = Bed::new();
    let line = bed.postpaid().await;
    bed.happens(&line, Happening::BillIssued { amount: Money::new(7_500, Currency::OMR) }).await;
    let case = bed.open(&line).await;
    for kind in [PaperKind::Quote, PaperKind::FinalBill, PaperKind::ReturnSlip, PaperKind::Certificate] {
        let said = bed.desk.paper(case, kind).await;
        assert!(matches!(said, Err(Said::Refused(RefusalCode::NotAsked))), "{kind:?}: {said:?}");
    }
    let Content::Archive(young) = content(&bed.desk, case, PaperKind::Archive).await else { panic!() };
    assert_eq!((young.standing, young.papers.len()), (None, 1));

    let mut people = [People::new(case, &line, Errand::All)];
    bed.settle().await;
    let Content::Quote(quote) = content(&bed.desk, case, PaperKind::Quote).await else { panic!() };
    assert_eq!(
        Money::sum(quote.total.currency(), quote.items.iter().map(|item| item.amount)),
        Ok(quote.total)
    );
    assert!(quote.device_fee.is_some());
    let Content::ReturnSlip(slip) = content(&bed.desk, case, PaperKind::ReturnSlip).await else { panic!() };
    assert!(!slip.devices.is_empty() && slip.due_on.is_none() && slip.returned_at.is_none());

    bed.run_to_rest(&mut people).await;
    let Content::FinalBill(bill) = content(&bed.desk, case, PaperKind::FinalBill).await else { panic!() };
    assert_eq!(bill.bills.len(), 1);
    assert_eq!(bill.bills[0].total, bill.total);
    let Content::ReturnSlip(slip) = content(&bed.desk, case, PaperKind::ReturnSlip).await else { panic!() };
    assert!(slip.due_on.is_some() && slip.returned_at.is_some());
}

/// An archive lists the chain of the journal as it is: who holds the records can work out each hash and meets no other.
#[tokio::test]
async fn an_archive_fixes_every_record_and_paper() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.run_to_rest(&mut [People::new(case, &line, Errand::All)]).await;
    let view = bed.view(case).await;
    let Content::Archive(archive) = content(&bed.desk, case, PaperKind::Archive).await else { panic!() };
    let mut chain = chain_start(case);
    assert_eq!(archive.journal.len(), view.journal.len());
    for (listed, stored) in archive.journal.iter().zip(&view.journal) {
        chain = chained(&chain, stored.body.as_bytes());
        assert_eq!((listed.seq, listed.hash), (stored.seq, chain));
        assert!(stored.body.contains(&format!("\"{}\"", listed.fact)), "{} in {}", listed.fact, stored.body);
    }
    assert_eq!(archive.heading.chain_head, chain);
    let digests: Vec<_> = view.papers.iter().map(|paper| (paper.kind, Digest::of(&[&paper.body]))).collect();
    let listed: Vec<_> = archive.papers.iter().map(|paper| (paper.paper, paper.digest)).collect();
    assert_eq!(listed, digests);
    assert!(archive.ending.is_some() && archive.closed_at.is_some() && !archive.done.is_empty());
}
