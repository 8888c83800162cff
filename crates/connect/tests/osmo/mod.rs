//! The connector to OsmoHLR against the real program.

mod cease;
mod faults;
mod real_msc;
mod service;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use masalama_connect::osmo_hlr::testbed::{self, Hlr};
use masalama_connect::osmo_hlr::{OsmoHlr, OsmoHlrSettings};
use masalama_core::case::CaseId;
use masalama_core::commitment::CaseKey;
use masalama_core::effect::{Effect, EffectKey, EffectKind, Evidence, Finding, Order, Outcome, RejectedWhy};
use masalama_core::identity::{DocumentKind, DocumentRules, Iccid, IdDocument, Imsi};
use masalama_core::line::{Line, LineNumbers};
use masalama_core::port::{Clock, Connector};
use masalama_core::record::StepIndex;
use masalama_core::request::{Claim, ClaimedDate, Personal};

/// A clock that stands, and whose fresh bytes differ from call to call and from process to process.
struct StandingClock(AtomicU64);

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn fresh(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..2].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes()[6..]);
        bytes[2..6].copy_from_slice(&std::process::id().to_be_bytes());
        bytes
    }
}

/// Is the HLR installed?
fn has_hlr(test: &str) -> bool {
    testbed::is_ready(test, &testbed::PROGRAMS)
}

fn connector(settings: OsmoHlrSettings) -> OsmoHlr {
    OsmoHlr::new(settings, Arc::new(StandingClock(AtomicU64::new(0)))).unwrap()
}

/// `count` subscribers of the HLR.
async fn subscribers(hlr: &Hlr, count: u64) -> Vec<Imsi> {
    let imsis: Vec<_> =
        (0..count).map(|number| Imsi::parse(&format!("{}", 901_700_000_010_000 + number)).unwrap()).collect();
    hlr.subscribe(&imsis).await;
    imsis
}

/// An order of this kind for the line with `imsi`.
fn order(kind: EffectKind, imsi: &Imsi) -> Order {
    let case = CaseId::new(Timestamp::UNIX_EPOCH, [7; 32]);
    let iccid = Iccid::parse("8996800123456789018").unwrap();
    let document = IdDocument::parse(DocumentKind::Passport, "AB1234567", &DocumentRules::default()).unwrap();
    let personal = Personal {
        key: CaseKey::new([9; 32]),
        claim: Claim {
            iccid: iccid.clone(),
            document,
            date: ClaimedDate::PurchasedOn(jiff::civil::date(2026, 1, 1)),
            contact_msisdn: None,
            contact_email: None,
        },
        numbers: Some(LineNumbers { iccid, imsi: imsi.clone(), msisdn: None, eid: None }),
        numbers_seen: None,
        on_record: None,
        replaced: Vec::new(),
        refund_destination: None,
        pickup_address: None,
        complaints: std::collections::BTreeMap::new(),
    };
    Order {
        case,
        step: StepIndex(0),
        key: EffectKey::new(case, StepIndex(0), 0),
        attempt: 1,
        effect: Effect::Plain(kind),
        at: Timestamp::UNIX_EPOCH,
        personal: Arc::new(personal),
        audience: None,
        undoes: None,
    }
}

/// Gives an order, and sees to it that the number of the line is not in what comes back (I9).
async fn perform(hlr: &OsmoHlr, kind: EffectKind, imsi: &Imsi) -> Outcome<Line> {
    let outcome = hlr.perform(&order(kind, imsi)).await;
    assert!(!format!("{outcome:?}").contains(imsi.unmasked()), "{outcome:?}");
    outcome
}

/// Asks about an order, likewise.
async fn inquire(hlr: &OsmoHlr, kind: EffectKind, imsi: &Imsi) -> Finding<Line> {
    let finding = hlr.inquire(&order(kind, imsi)).await;
    assert!(!format!("{finding:?}").contains(imsi.unmasked()), "{finding:?}");
    finding
}

/// What an order refers to that was done.
fn reference(outcome: &Outcome<Line>) -> &str {
    let Outcome::Done(Evidence::Reference(detail)) = outcome else { panic!("not done: {outcome:?}") };
    detail.as_str()
}

/// Why it cannot be said what became of an order.
fn cause(outcome: &Outcome<Line>) -> &str {
    let Outcome::Unknown { cause } = outcome else { panic!("not unknown: {outcome:?}") };
    cause.as_str()
}

/// Why an order was refused.
fn refused(outcome: &Outcome<Line>) -> RejectedWhy {
    let Outcome::Rejected(rejection) = outcome else { panic!("not refused: {outcome:?}") };
    rejection.why
}
