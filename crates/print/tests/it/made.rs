//! One paper of each kind, signed; what is said in them is hostile where it may be.

use masalama_core::commitment::{CaseKey, Digest};
use masalama_core::paper::{Content, PaperKind, SigningKey, VerifyingKey, sign};
use serde_json::{Value, json};

fn key() -> SigningKey {
    SigningKey::new([7; 32])
}

/// The key all of them are signed with.
pub(crate) fn verifying() -> VerifyingKey {
    key().verifying()
}

/// The paper of this kind.
pub(crate) fn paper(kind: PaperKind) -> Vec<u8> {
    let body = match kind {
        PaperKind::Receipt => receipt(),
        PaperKind::Certificate => certificate(),
        PaperKind::ClosingStatement => closing_statement(),
        PaperKind::Retraction => retraction(),
        PaperKind::Quote => quote(),
        PaperKind::FinalBill => final_bill(),
        PaperKind::ReturnSlip => return_slip(),
        PaperKind::Archive => archive(61),
    };
    signed(&body)
}

/// An archive of so many records.
pub(crate) fn long_archive(records: u32) -> Vec<u8> {
    signed(&archive(records))
}

/// A receipt whose card reads so.
pub(crate) fn receipt_of_card(card: &str) -> Vec<u8> {
    let mut body = receipt();
    body["receipt"]["heading"]["card"] = card.into();
    signed(&body)
}

fn signed(body: &Value) -> Vec<u8> {
    let content: Content = serde_json::from_value(body.clone()).unwrap();
    sign(content, &key())
}

fn at(utc: &str, local: &str) -> Value {
    json!({ "utc": utc, "local": local, "zone": "Asia/Muscat" })
}

fn stop() -> Value {
    at("2027-01-21T20:00:00Z", "2027-01-22T00:00:00+04:00")
}

fn heading() -> Value {
    json!({
        "sandbox": true,
        "case": "01M82AMF4B7PGTKTYY2E45MWWF",
        "received_at": at("2026-11-22T19:09:55Z", "2026-11-22T23:09:55+04:00"),
        "issued_at": stop(),
        "card": "89968••••••••••5782",
        "card_commitment": CaseKey::new([3; 32]).commit("iccid", "8996802000000005782"),
        "language": "ar",
        "chain_head": Digest::of(&[b"head"]),
        "records": 61,
    })
}

fn standing() -> Value {
    json!({
        "operator": "sandbox-salalah",
        "kind": "postpaid",
        "plan_hash": Digest::of(&[b"plan"]),
        "policy": { "id": "om/sandbox-salalah.postpaid", "version": 1, "hash": Digest::of(&[b"policy"]) },
    })
}

fn omr(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "OMR" })
}

fn items() -> Value {
    json!([
        { "kind": "recurring", "amount": omr(14_000), "dated": "2026-11-30T20:00:00Z" },
        { "kind": "recurring", "amount": omr(9_935), "dated": "2027-01-21T20:00:00Z" },
        { "kind": "usage", "amount": omr(2_486), "dated": "2026-11-19T01:37:44Z", "reference": "#eval(\"1+1\") @here $x$" },
        { "kind": "deposit", "amount": omr(-50_000), "dated": "2027-01-21T20:00:00Z" },
    ])
}

fn receipt() -> Value {
    let lapses = at("2026-11-29T19:09:55Z", "2026-11-29T23:09:55+04:00");
    json!({ "receipt": { "heading": heading(), "channel": "portal", "lapses_at": lapses } })
}

fn proven(node: &str, question: &str, answer: &str) -> Value {
    let hash = Digest::of(&[question.as_bytes(), b"\n", answer.as_bytes()]);
    json!({ "proven": { "node": node, "asked_at": stop(), "question": question, "answer": answer, "hash": hash } })
}

fn certificate() -> Value {
    let row = "is there a row, and are authentication vectors given?";
    let gone = "no row; authentication refused: unknown subscriber";
    json!({ "certificate": {
        "heading": heading(),
        "standing": standing(),
        "charge_stop": stop(),
        "systems": [
            { "system": "hlr", "kind": "hlr", "covered": proven("hlr-1", row, gone),
              "serving_nodes": proven("hlr-1", "which nodes serve the line?", "none") },
            { "system": "hss-1", "kind": "hss", "covered": proven("hss-1", row, gone),
              "serving_nodes": { "ordered": { "at": stop(), "reference": "mme-1, mme-2" } } },
            { "system": "charging", "covered": proven("ocs-1", "is the account closed?", "#panic() *closed* $quota$ _refused_") },
            { "system": "billing", "covered": { "attested": { "by": ["care-1", "finance-2"] } } },
            { "system": "hss-2", "kind": "hss", "covered": { "ordered": { "at": stop() } } },
        ],
        "not_covered": ["voicemail", "aaa"],
    }})
}

fn closing_statement() -> Value {
    json!({ "closing_statement": {
        "heading": heading(),
        "standing": standing(),
        "charge_stop": stop(),
        "final_bill": "FB-ZCM0no7gpJ",
        "items": items(),
        "owing": {
            "refunded": omr(18_579), "refunded_later": omr(5_000), "refund_method": "bank_transfer", "late_usage": omr(0),
            "not_charged": [{ "kind": "usage", "amount": omr(310), "dated": "2027-01-25T05:00:00Z" }], "still_owed": omr(0),
        },
        "devices_returned": true,
    }})
}

fn retraction() -> Value {
    json!({ "retraction": {
        "heading": heading(), "asked_at": stop(), "suspended_until": "2027-06-30",
        "undone": ["bar", "stop_charging", "hold_number"],
    }})
}

fn quote() -> Value {
    json!({ "quote": {
        "heading": heading(), "standing": standing(), "asked_at": stop(), "items": items(), "total": omr(-23_579),
        "ends_on": "2027-01-22", "refund_methods": ["bank_transfer", "cash_at_shop"], "refund_within": { "days": 60 },
        "refund_held_back": omr(5_000), "device_fee": omr(25_000),
    }})
}

fn final_bill() -> Value {
    json!({ "final_bill": {
        "heading": heading(), "standing": standing(), "charge_stop": stop(),
        "bills": [{ "number": "FB-ZCM0no7gpJ", "items": items(), "total": omr(-23_579) }],
        "total": omr(-23_579), "left": omr(23_579), "refund_now": omr(18_579), "refund_held_back": omr(5_000),
        "refund_by": "2027-03-23", "late_usage_until": "2027-03-08",
    }})
}

fn return_slip() -> Value {
    json!({ "return_slip": {
        "heading": heading(), "standing": standing(),
        "devices": [{ "kind": "router", "label": "router-1" }, { "kind": "tablet", "label": "tablet-7" }],
        "way": { "courier": { "on": "2027-01-24", "from_hour": 10 } }, "pickup": "CR-20441", "within": { "days": 14 },
        "due_on": "2027-02-05", "fee": omr(25_000),
    }})
}

fn archive(records: u32) -> Value {
    let steps = [
        "issue_receipt",
        "verify_identity",
        "quote_price",
        "bar",
        "cancel_location",
        "delete_subscriber",
        "prove_dead",
    ];
    let facts = ["received", "intended", "answered", "issued", "elapsed"];
    let done: Vec<Value> = steps
        .iter()
        .map(|step| json!({ "step": step, "system": "hlr", "at": "2027-01-21T20:00:00Z" }))
        .collect();
    let journal: Vec<Value> = (1..=records)
        .map(|seq| {
            let fact = facts[usize::try_from(seq).unwrap() % facts.len()];
            let hash = Digest::of(&[&seq.to_be_bytes()]);
            json!({ "seq": seq, "at": "2027-01-21T20:00:00.211837075Z", "fact": fact, "hash": hash })
        })
        .collect();
    json!({ "archive": {
        "heading": heading(), "standing": standing(), "stage": "closed", "ending": "ceased", "closed_at": stop(),
        "charge_stop": stop(), "done": done,
        "papers": [
            { "paper": "receipt", "at": "2026-11-22T19:09:55Z", "digest": Digest::of(&[b"receipt"]) },
            { "paper": "certificate", "at": "2027-01-21T20:00:00Z", "digest": Digest::of(&[b"certificate"]) },
        ],
        "journal": journal,
    }})
}
