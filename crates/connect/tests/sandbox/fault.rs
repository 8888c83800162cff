//! Each way to misbehave.

use masalama_connect::sandbox::{EffectFilter, Fault, FaultRule, Happening, Sandbox, SandboxFault, Verdict};
use masalama_core::effect::{Effect, EffectKind, Finding, Outcome, RejectedWhy};
use masalama_core::line::{LineKind, LineStatus};
use masalama_core::money::{Currency, Money};
use masalama_core::request::RefundMethod;

use super::{Asker, line_where, rejected_why, sandbox, state_text, system};

async fn verdicts(sandbox: &Sandbox, kind: EffectKind) -> Vec<Verdict> {
    let filter = EffectFilter { kind: Some(kind), ..EffectFilter::default() };
    sandbox.effects(filter).await.unwrap().into_iter().map(|arrival| arrival.verdict).collect()
}

async fn asker(sandbox: &Sandbox) -> Asker {
    Asker::new(sandbox, line_where(sandbox, |line| line.facts.kind == LineKind::Postpaid).await)
}

// A refusal says so and changes nothing; after its times it is over, and the same order goes through.
#[tokio::test]
async fn refuse() {
    let sandbox = sandbox();
    let asker = asker(&sandbox).await;
    sandbox.fault_set(FaultRule::on(EffectKind::Bar, Fault::Refuse).times(1)).await.unwrap();
    let before = state_text(&sandbox, asker.iccid()).await;
    let order = asker.order(Effect::Plain(EffectKind::Bar));
    assert_eq!(rejected_why(&asker.send("hlr", &order).await), RejectedWhy::Refused);
    assert_eq!(state_text(&sandbox, asker.iccid()).await, before);
    assert!(sandbox.fault_list().await.unwrap().is_empty());
    assert!(matches!(asker.send("hlr", &order).await, Outcome::Done(_)));
    assert_eq!(verdicts(&sandbox, EffectKind::Bar).await, [Verdict::Refused, Verdict::Applied]);
}

// A lost request and a lost reply look the same to the asker; the line and the log know better, and so does an inquiry.
#[tokio::test]
async fn lost_request_and_lost_reply() {
    let sandbox = sandbox();
    let asker = asker(&sandbox).await;
    sandbox.fault_set(FaultRule::on(EffectKind::Bar, Fault::LostRequest).times(1)).await.unwrap();
    let order = asker.order(Effect::Plain(EffectKind::Bar));
    let before = state_text(&sandbox, asker.iccid()).await;
    let lost_request = asker.send("hlr", &order).await;
    assert_eq!(state_text(&sandbox, asker.iccid()).await, before);
    assert_eq!(asker.inquire("hlr", &order).await, Finding::NotDone);
    sandbox.fault_set(FaultRule::on(EffectKind::Bar, Fault::LostReply).times(1)).await.unwrap();
    let lost_reply = asker.send("hlr", &order).await;
    assert!(matches!(lost_reply, Outcome::Unknown { .. }));
    assert_eq!(lost_request, lost_reply);
    assert_ne!(state_text(&sandbox, asker.iccid()).await, before);
    assert!(matches!(asker.inquire("hlr", &order).await, Finding::Done(_)));
    assert_eq!(verdicts(&sandbox, EffectKind::Bar).await, [Verdict::Lost, Verdict::Applied]);
}

// A slow answer comes, late.
#[tokio::test]
async fn slow() {
    let sandbox = sandbox();
    let asker = asker(&sandbox).await;
    sandbox.fault_set(FaultRule::on(EffectKind::Bar, Fault::Slow { ms: 40 })).await.unwrap();
    let before = std::time::Instant::now();
    assert!(matches!(asker.plain("hlr", EffectKind::Bar).await, Outcome::Done(_)));
    assert!(before.elapsed() >= std::time::Duration::from_millis(40));
}

// An order that arrives twice is done once where a key protects it.
#[tokio::test]
async fn duplicate() {
    let sandbox = sandbox();
    let asker = asker(&sandbox).await;
    sandbox.fault_set(FaultRule::on(EffectKind::PayRefund, Fault::Duplicate)).await.unwrap();
    sandbox.fault_set(FaultRule::on(EffectKind::CancelPickup, Fault::Duplicate)).await.unwrap();
    let amount = Money::new(5_000, Currency::OMR);
    let pay = Effect::PayRefund { amount, method: RefundMethod::OriginalInstrument };
    assert!(matches!(asker.ask("payout", pay).await, Outcome::Done(_)));
    assert_eq!(sandbox.payouts(None).await.unwrap().len(), 1);
    assert_eq!(verdicts(&sandbox, EffectKind::PayRefund).await, [Verdict::Applied, Verdict::Repeated]);
    asker.plain("logistics", EffectKind::CancelPickup).await;
    assert_eq!(verdicts(&sandbox, EffectKind::CancelPickup).await, [Verdict::Applied, Verdict::Applied]);
}

// "Done" for a bar that did not happen, and a line as it was once.
#[tokio::test]
async fn wrong_but_valid() {
    let sandbox = sandbox();
    let asker = asker(&sandbox).await;
    sandbox.fault_set(FaultRule::on(EffectKind::Bar, Fault::WrongButValid)).await.unwrap();
    sandbox.fault_set(FaultRule::on(EffectKind::ReadLine, Fault::WrongButValid)).await.unwrap();
    sandbox.fault_set(FaultRule::on(EffectKind::ProveDead, Fault::WrongButValid)).await.unwrap();
    let before = state_text(&sandbox, asker.iccid()).await;
    assert!(matches!(asker.plain("hlr", EffectKind::Bar).await, Outcome::Done(_)));
    assert_eq!(state_text(&sandbox, asker.iccid()).await, before);
    asker.done_plain("hss", EffectKind::ProveDead).await;
    sandbox.world(asker.iccid(), Happening::LegalHoldSet).await.unwrap();
    let stale = asker.read_line().await;
    assert!(!stale.facts.legal_hold);
    assert_eq!(stale.facts.status, LineStatus::Active);
    assert_eq!(verdicts(&sandbox, EffectKind::Bar).await, [Verdict::Pretended]);
}

// Asking may have no answer either.
#[tokio::test]
async fn deaf_inquiry() {
    let sandbox = sandbox();
    let asker = asker(&sandbox).await;
    sandbox.fault_set(FaultRule::on(EffectKind::Bar, Fault::DeafInquiry).times(1)).await.unwrap();
    let order = asker.order(Effect::Plain(EffectKind::Bar));
    assert!(matches!(asker.send("hlr", &order).await, Outcome::Done(_)));
    assert!(matches!(asker.inquire("hlr", &order).await, Finding::Unknown { .. }));
    assert!(matches!(asker.inquire("hlr", &order).await, Finding::Done(_)));
}

// A fault strikes only where it was set: one line, one system.
#[tokio::test]
async fn a_fault_keeps_to_its_line_and_system() {
    let sandbox = sandbox();
    let one = asker(&sandbox).await;
    let other_line = line_where(&sandbox, |line| line.numbers.iccid != *one.iccid()).await;
    let other = Asker::new(&sandbox, other_line);
    let rule = FaultRule::on(EffectKind::Bar, Fault::Refuse).for_line(one.iccid().clone()).at(system("hss"));
    sandbox.fault_set(rule.clone()).await.unwrap();
    assert!(matches!(other.plain("hss", EffectKind::Bar).await, Outcome::Done(_)));
    assert!(matches!(one.plain("hlr", EffectKind::Bar).await, Outcome::Done(_)));
    assert!(matches!(one.plain("hss", EffectKind::Bar).await, Outcome::Rejected(_)));
    assert_eq!(sandbox.fault_list().await.unwrap(), std::slice::from_ref(&rule));
    assert_eq!(sandbox.fault_clear(Some(EffectKind::Unbar)).await.unwrap(), 0);
    assert_eq!(sandbox.fault_clear(None).await.unwrap(), 1);
    assert_eq!(sandbox.fault_set(rule.times(0)).await, Err(SandboxFault::BadFaultRule));
}
