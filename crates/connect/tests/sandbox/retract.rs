//! Undoing gives back the same bytes.

use masalama_connect::sandbox::Happening;
use masalama_core::effect::{Effect, EffectKind};
use masalama_core::line::LineKind;
use masalama_core::request::ReturnWay;

use super::{Asker, all_lines, happens, line_where, sandbox, state_text};

/// What is done up to the hard point, in the order of a cease.
async fn cut(asker: &Asker) {
    for name in ["hlr", "hss"] {
        asker.done_plain(name, EffectKind::Bar).await;
    }
    asker.done_plain("charging", EffectKind::StopCharging).await;
    asker.done_plain("numbering", EffectKind::HoldNumber).await;
    asker.done_plain("charging", EffectKind::PurgeSessions).await;
    asker.done("charging", asker.collect_usage()).await;
    asker.done("billing", asker.final_bill()).await;
    for name in ["hlr", "hss"] {
        asker.done_plain(name, EffectKind::CancelLocation).await;
    }
}

/// The way back, last done first.
async fn restore(asker: &Asker) {
    asker.done_plain("billing", EffectKind::VoidFinalBill).await;
    asker.done_plain("charging", EffectKind::UnfreezeBalance).await;
    asker.done_plain("numbering", EffectKind::UnholdNumber).await;
    asker.done_plain("charging", EffectKind::ResumeCharging).await;
    for name in ["hss", "hlr"] {
        asker.done_plain(name, EffectKind::Unbar).await;
    }
}

// Service, number, charging, recurring plan, balance and account come back to the byte, for every line there is; purged sessions and
// withdrawn locations too, for the device opens and attaches again by itself.
#[tokio::test]
async fn a_cut_line_comes_back_to_the_byte() {
    let sandbox = sandbox();
    for line in all_lines(&sandbox).await {
        let asker = Asker::new(&sandbox, line);
        let before = state_text(&sandbox, asker.iccid()).await;
        cut(&asker).await;
        assert_ne!(state_text(&sandbox, asker.iccid()).await, before);
        restore(&asker).await;
        assert_eq!(state_text(&sandbox, asker.iccid()).await, before);
    }
}

// Undoing what was never done changes nothing: a retract may come after an order that never arrived.
#[tokio::test]
async fn restoring_an_untouched_line_changes_nothing() {
    let sandbox = sandbox();
    for line in all_lines(&sandbox).await.into_iter().step_by(11) {
        let asker = Asker::new(&sandbox, line);
        let before = state_text(&sandbox, asker.iccid()).await;
        restore(&asker).await;
        assert_eq!(state_text(&sandbox, asker.iccid()).await, before);
    }
}

// A courier's order is taken back and devices go back to the person.
#[tokio::test]
async fn pick_up_and_returned_devices_come_back() {
    let sandbox = sandbox();
    let line = line_where(&sandbox, |line| !line.facts.devices.is_empty()).await;
    let label = line.facts.devices[0].label.clone();
    let asker = Asker::new(&sandbox, line);
    let before = state_text(&sandbox, asker.iccid()).await;
    let way = ReturnWay::Courier { on: "2026-12-01".parse().unwrap(), from_hour: 10 };
    asker.done("logistics", Effect::BookPickup { way }).await;
    happens(&sandbox, &asker, Happening::DeviceArrives { label }).await;
    assert_ne!(state_text(&sandbox, asker.iccid()).await, before);
    asker.done_plain("logistics", EffectKind::SendDeviceBack).await;
    asker.done_plain("logistics", EffectKind::CancelPickup).await;
    assert_eq!(state_text(&sandbox, asker.iccid()).await, before);
}

// What was paid for a final bill that is taken back stays, as credit.
#[tokio::test]
async fn a_paid_final_bill_that_is_voided_leaves_credit() {
    let sandbox = sandbox();
    let line = line_where(&sandbox, |line| {
        let deposit = line.facts.contract.as_ref().map(|contract| contract.deposit);
        line.facts.kind == LineKind::Postpaid && deposit.is_some_and(|deposit| deposit.is_zero())
    })
    .await;
    let asker = Asker::new(&sandbox, line);
    asker.done("billing", asker.final_bill()).await;
    happens(&sandbox, &asker, Happening::PaysDues).await;
    asker.done_plain("billing", EffectKind::VoidFinalBill).await;
    let state = sandbox.line_state(asker.iccid()).await.unwrap();
    assert!(state["account"]["final_bill"].is_null());
    assert!(state["account"]["credit"]["minor"].as_i64().unwrap() > 0);
}
