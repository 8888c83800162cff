//! What the stories are told with: cases, records, lines and people that nobody has.

use jiff::Timestamp;
use jiff::civil::date;
use masalama_core::attachment::Media;
use masalama_core::case::{CaseId, Stage};
use masalama_core::commitment::Digest;
use masalama_core::identity::{Iccid, Imsi, Msisdn};
use masalama_core::line::{Line, LineFacts, LineKind, LineNumbers, LineStatus, OperatorId, Owner};
use masalama_core::paper::PaperKind;
use masalama_core::port::{
    Append, CaseKeyDigest, CaseRow, Claim, Guard, LineKey, Next, Opened, Opening, Refused, Store, Stored,
    StoredAttachment, StoredPaper, StoredRecord,
};
use masalama_core::record::{chain_start, chained};
use masalama_core::request::{ClaimedDate, Personal, Reason};

/// What an opening begins with.
pub const RECORDS_AT_OPENING: u32 = 2;

/// So many seconds into the story.
#[must_use]
pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).expect("it is in this century")
}

/// The case number `n`; a greater number is a newer case.
#[must_use]
pub fn case(n: u32) -> CaseId {
    CaseId::new(at(i64::from(n)), *Digest::of(&[b"case", &n.to_be_bytes()]).as_bytes())
}

/// The line of case number `n`, unless told otherwise.
#[must_use]
pub fn line_key(n: u32) -> LineKey {
    LineKey(Digest::of(&[b"line", &n.to_be_bytes()]))
}

/// What case number `n` is found by.
#[must_use]
pub fn key(n: u32) -> CaseKeyDigest {
    CaseKeyDigest(Digest::of(&[b"found by", &n.to_be_bytes()]))
}

/// An attachment with these bytes.
#[must_use]
pub fn attachment(body: &[u8]) -> StoredAttachment {
    StoredAttachment { digest: Digest::of(&[b"attachment", body]), media: Media::Png, body: body.to_vec() }
}

/// Some digest.
#[must_use]
pub fn digest(text: &str) -> Digest {
    Digest::of(&[text.as_bytes()])
}

/// So many records after `before`, chained to it; `head` is its seq.
#[must_use]
pub fn records_after(before: Digest, head: u32, count: u32) -> Vec<StoredRecord> {
    let mut previous = before;
    (head + 1..=head + count)
        .map(|seq| {
            let body =
                format!(r#"{{"seq":{seq},"fact":"مع السلامة, 再见: \"quoted\" and \\ and 'single' and %s"}}"#);
            previous = chained(&previous, body.as_bytes());
            StoredRecord { seq, at: at(i64::from(seq)), body, hash: previous }
        })
        .collect()
}

/// Follows the chain from its start; every hash must fit, and every seq.
///
/// # Panics
///
/// When one does not: the story fails.
pub fn assert_chained(case: CaseId, records: &[StoredRecord]) {
    let mut previous = chain_start(case);
    for (seq, record) in (1..).zip(records) {
        previous = chained(&previous, record.body.as_bytes());
        assert_eq!((record.seq, record.hash), (seq, previous), "the chain breaks at record {seq}");
    }
}

/// A person nobody is, different for each `n`. Read from JSON, as what a field that came later finds in storage.
#[must_use]
pub fn personal(n: u32) -> Personal {
    let written = serde_json::json!({
        "key": Digest::of(&[b"key", &n.to_be_bytes()]),
        "claim": {
            "iccid": iccid(n),
            "document": document(n),
            "date": ClaimedDate::PurchasedOn(date(2026, 1, 31)),
            "contact_msisdn": msisdn(n),
        },
        "refund_destination": format!("OM81 BMAG {n:04} \"account\" of ☎"),
    });
    serde_json::from_value(written).expect("it has every field that must be there")
}

/// The row of case number `n`.
#[must_use]
pub fn row(n: u32) -> CaseRow {
    CaseRow {
        case: case(n),
        line: line_key(n),
        operator: None,
        kind: None,
        stage: Stage::Received,
        ending: None,
        received_at: at(i64::from(n)),
        effective_on: None,
        reason: Reason::CustomerRequest,
        held: false,
        off_at: None,
        refund_due: None,
        owes: None,
    }
}

/// A paper with these bytes.
#[must_use]
pub fn paper(kind: PaperKind, second: i64, body: &[u8]) -> StoredPaper {
    StoredPaper { kind, at: at(second), body: body.to_vec() }
}

/// The opening of case number `n`, due at second `n`, with [`RECORDS_AT_OPENING`] records and a receipt.
#[must_use]
pub fn opening(n: u32) -> Opening {
    Opening {
        row: row(n),
        idempotency: None,
        credential: Digest::of(&[b"credential", &n.to_be_bytes()]),
        records: records_after(chain_start(case(n)), 0, RECORDS_AT_OPENING),
        papers: vec![paper(PaperKind::Receipt, i64::from(n), &[0, 255, 13, 10, 0])],
        personal: personal(n),
        keys: vec![key(n)],
        due: at(i64::from(n)),
    }
}

/// An append of so many records to a case as it was loaded, from outside the worker, due as it is.
#[must_use]
pub fn append_to(stored: &Stored, count: u32) -> Append {
    let last = stored.records.last().expect("every case of a story has records");
    Append {
        case: stored.row.case,
        guard: Guard { head: last.seq, fence: None },
        records: records_after(last.hash, last.seq, count),
        papers: Vec::new(),
        personal: None,
        keys: None,
        attachments: Vec::new(),
        takes_line: false,
        frees_line: false,
        tasks: None,
        row: None,
        next: Next::Wake { at: Timestamp::MAX },
    }
}

/// A claim at these seconds of the business clock and of the real one, for 30 seconds, of ten cases.
#[must_use]
pub fn claim_at(now: i64, wall: i64) -> Claim {
    Claim { now: at(now), wall: at(wall), lease_s: 30, limit: 10 }
}

/// Opens the cases of these numbers, which must be new.
pub async fn open_new(store: &dyn Store, numbers: impl IntoIterator<Item = u32>) {
    let openings: Vec<_> = numbers.into_iter().map(opening).collect();
    let expected = vec![Ok(Opened::New); openings.len()];
    assert_eq!(store.open(openings).await.expect("the store works"), expected);
}

/// Case number `n` as it is now.
pub async fn loaded(store: &dyn Store, n: u32) -> Stored {
    let mut found = store.load(vec![case(n)]).await.expect("the store works");
    found.remove(0).expect("the case is there")
}

/// What became of one append.
///
/// # Errors
///
/// The store's refusal, for the story to judge.
pub async fn appended(store: &dyn Store, append: Append) -> Result<(), Refused> {
    let mut made = store.append(vec![append]).await.expect("the store works");
    assert_eq!(made.len(), 1, "one append has one answer");
    made.remove(0)
}

/// The numbers of the cases that this claim takes, with their fences.
pub async fn claimed(store: &dyn Store, claim: Claim) -> Vec<(CaseId, u64)> {
    let taken = store.claim(claim).await.expect("the store works");
    taken.iter().map(|claimed| (claimed.case, claimed.fence)).collect()
}

/// The card number `n`.
#[must_use]
pub fn iccid(n: u32) -> Iccid {
    let payload = format!("89968{n:013}");
    let doubled_from_right = payload.bytes().rev().enumerate().map(|(place, digit)| {
        let digit = u32::from(digit - b'0');
        if place % 2 == 1 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
    });
    let check = (10 - doubled_from_right.sum::<u32>() % 10) % 10;
    Iccid::parse(&format!("{payload}{check}")).expect("it is made with its check digit")
}

/// The number of line `n`, of 10,000.
#[must_use]
pub fn msisdn(n: u32) -> Msisdn {
    Msisdn::parse(&format!("+9689212{:04}", n % 10_000)).expect("it lies in a range of Oman")
}

/// A prepaid line of the operator `one`, with card and number `n`.
#[must_use]
pub fn line(n: u32) -> Line {
    Line {
        numbers: LineNumbers {
            iccid: iccid(n),
            imsi: Imsi::parse(&format!("42202{n:010}")).expect("it has fifteen digits"),
            msisdn: Some(msisdn(n)),
            eid: None,
        },
        owner: Owner { document: document(n), contact_msisdn: None, contact_email: None },
        facts: LineFacts {
            operator: operator("one"),
            kind: LineKind::Prepaid,
            data_only: false,
            esim: false,
            activated_on: date(2025, 6, 1),
            purchased_on: None,
            status: LineStatus::Active,
            balance: None,
            recurring_plan: None,
            contract: None,
            devices: Vec::new(),
            port_pending: false,
            legal_hold: false,
        },
    }
}

/// An operator of this short name.
#[must_use]
pub fn operator(id: &str) -> OperatorId {
    OperatorId::try_from(id.to_owned()).expect("the stories use short names")
}

fn document(n: u32) -> masalama_core::identity::IdDocument {
    let written = serde_json::json!({ "kind": "passport", "number": format!("AB{n:07}") });
    serde_json::from_value(written).expect("a passport number of nine characters")
}
