//! What each system does with a line.

use jiff::{SignedDuration, ToSpan as _};
use masalama_connect::sandbox::{Happening, Sandbox};
use masalama_core::effect::{
    Bill, Effect, EffectKind, Evidence, Finding, Item, ItemKind, Outcome, RejectedWhy, Usage,
};
use masalama_core::identity::Iccid;
use masalama_core::line::{LineKind, LineStatus};
use masalama_core::money::{Currency, Money};
use masalama_core::policy::UsageRule;
use masalama_core::request::RefundMethod;

use super::{Asker, happens, line_where, rejected_why, sandbox, start};

fn omr(minor: i64) -> Money {
    Money::new(minor, Currency::OMR)
}

async fn status(asker: &Asker) -> LineStatus {
    asker.read_line().await.facts.status
}

async fn served_line(sandbox: &Sandbox, kind: LineKind) -> Asker {
    for line in super::all_lines(sandbox).await {
        let state = sandbox.line_state(&line.numbers.iccid).await.unwrap();
        let is_served = !state["hlr"]["served_by"].as_array().unwrap().is_empty();
        if is_served && line.facts.kind == kind && !line.facts.data_only {
            return Asker::new(sandbox, line);
        }
    }
    panic!("some line is served")
}

// A deleted row is not a dead line: without a Cancel Location the nodes go on serving it, and absence is never proven.
#[tokio::test]
async fn deleting_alone_leaves_the_line_served() {
    let sandbox = sandbox();
    let asker = served_line(&sandbox, LineKind::Prepaid).await;
    asker.done_plain("hlr", EffectKind::Bar).await;
    asker.done_plain("hlr", EffectKind::DeleteSubscriber).await;
    assert!(matches!(asker.plain("hlr", EffectKind::ProveAbsent).await, Outcome::Pending { .. }));
    assert!(matches!(asker.plain("hlr", EffectKind::ProveDead).await, Outcome::Done(_)));
}

// Bar, withdraw, prove absent, delete, prove dead: each proof holds only when it is true.
#[tokio::test]
async fn the_registers_in_the_order_of_a_cease() {
    let sandbox = sandbox();
    let asker = served_line(&sandbox, LineKind::Prepaid).await;
    for name in ["hlr", "hss"] {
        assert!(matches!(asker.plain(name, EffectKind::ProveAbsent).await, Outcome::Pending { .. }));
        let dead = asker.plain(name, EffectKind::ProveDead).await;
        assert_eq!(rejected_why(&dead), RejectedWhy::LineIsThere);
        asker.done_plain(name, EffectKind::CancelLocation).await;
        let attached_again = asker.plain(name, EffectKind::ProveAbsent).await;
        assert!(matches!(attached_again, Outcome::Pending { .. }), "without a bar it attaches again");
        asker.done_plain(name, EffectKind::Bar).await;
        asker.done_plain(name, EffectKind::CancelLocation).await;
        let Evidence::Proof(absent) = asker.done_plain(name, EffectKind::ProveAbsent).await else { panic!() };
        assert!(absent.node.as_str().contains(name));
        assert_eq!(status(&asker).await, LineStatus::Barred);
        asker.done_plain(name, EffectKind::DeleteSubscriber).await;
        asker.done_plain(name, EffectKind::ProveDead).await;
        let again = asker.plain(name, EffectKind::DeleteSubscriber).await;
        assert_eq!(rejected_why(&again), RejectedWhy::NoSuchLine);
    }
    assert_eq!(status(&asker).await, LineStatus::Ended);
    sandbox.clock_advance(1.hour()).await.unwrap();
    happens(&sandbox, &asker, Happening::SubscriberRecreated).await;
    let back = asker.plain("hlr", EffectKind::ProveDead).await;
    assert_eq!(rejected_why(&back), RejectedWhy::LineIsThere);
}

// A row that was created anew is not the row that was to be deleted: asking says "done", so nobody deletes the new one.
#[tokio::test]
async fn asking_after_a_delete_tells_the_old_row_from_a_new_one() {
    let sandbox = sandbox();
    let asker = served_line(&sandbox, LineKind::Prepaid).await;
    let order = asker.order(Effect::Plain(EffectKind::DeleteSubscriber));
    assert!(matches!(asker.send("hlr", &order).await, Outcome::Done(_)));
    sandbox.clock_advance(1.minute()).await.unwrap();
    happens(&sandbox, &asker, Happening::SubscriberRecreated).await;
    assert!(matches!(asker.inquire("hlr", &order).await, Finding::Done(_)));
}

// Usage is told apart by the receipt and by the charge stop, and late usage is what came after the collection.
#[tokio::test]
async fn usage_is_collected_once_and_late_usage_later() {
    let sandbox = sandbox();
    let mut asker = served_line(&sandbox, LineKind::Prepaid).await;
    let balance = asker.line.facts.balance.unwrap();
    happens(&sandbox, &asker, Happening::TopsUp { amount: omr(10_000) }).await;
    sandbox.clock_advance(2.days()).await.unwrap();
    let used =
        |minor, at, reported_at| Happening::Used { amount: omr(minor), at, reported_at, roaming: true };
    let now = sandbox.clock_show();
    happens(&sandbox, &asker, used(250, Some(now), None)).await;
    let late = Some(now + SignedDuration::from_hours(24 * 20));
    happens(&sandbox, &asker, used(700, Some(now), late)).await;
    asker.at = now;
    asker.done_plain("charging", EffectKind::StopCharging).await;
    sandbox.clock_advance(1.hour()).await.unwrap();
    happens(&sandbox, &asker, used(90, None, None)).await;
    let Evidence::Usage(usage) = asker.done("charging", asker.collect_usage()).await else { panic!() };
    assert_eq!(amounts(&usage.after_request), [250]);
    assert_eq!(amounts(&usage.after_charge_stop), [90]);
    assert_eq!(usage.frozen_balance, Some(omr(balance.minor() + 10_000 - 250)));
    // Reported in the very instant of the collection, but after it: late, not lost.
    happens(&sandbox, &asker, used(60, Some(now), None)).await;
    sandbox.clock_advance(60.days()).await.unwrap();
    let effect = Effect::CollectLateUsage { charge_stop: asker.at };
    let Evidence::Usage(after) = asker.done("charging", effect.clone()).await else { panic!() };
    assert!(amounts(&after.late).contains(&700) && amounts(&after.late).contains(&60));
    assert!(after.late.iter().all(|item| item.dated <= asker.at));
    let Evidence::Usage(nothing) = asker.done("charging", effect).await else { panic!() };
    let Usage { late, after_charge_stop, .. } = nothing;
    assert!(late.is_empty() && after_charge_stop.is_empty());
    asker.done_plain("charging", EffectKind::CloseCharging).await;
    asker.done_plain("charging", EffectKind::ProveDead).await;
    let closed = asker.plain("charging", EffectKind::ResumeCharging).await;
    assert_eq!(rejected_why(&closed), RejectedWhy::Refused);
}

fn amounts(items: &[Item]) -> Vec<i64> {
    items.iter().map(|item| item.amount.minor()).collect()
}

fn sum(items: &[Item], kind: ItemKind) -> i64 {
    items.iter().filter(|item| item.kind == kind).map(|item| item.amount.minor()).sum()
}

// The quote is the bill: the same items at the same instant; no item is dated after the charge stop; the items add up.
#[tokio::test]
async fn the_final_bill_is_the_price_that_was_quoted() {
    let sandbox = sandbox();
    for line in
        super::all_lines(&sandbox).await.into_iter().filter(|line| line.facts.kind == LineKind::Postpaid)
    {
        let asker = Asker::new(&sandbox, line);
        let Evidence::Price(price) = asker.done_plain("billing", EffectKind::ReadPrice).await else {
            panic!()
        };
        let Evidence::Bill(bill) = asker.done("billing", asker.final_bill()).await else { panic!() };
        assert_eq!(price.items, bill.items);
        assert_eq!(price.total, bill.total);
        assert_eq!(amounts(&bill.items).iter().sum::<i64>(), bill.total.minor());
        assert!(bill.items.iter().all(|item| item.dated <= asker.at));
        let contract = asker.line.facts.contract.as_ref().unwrap();
        // 22 of the 30 days of November, the day of the stop counted in.
        let served = (contract.monthly.minor() * 22 + 15) / 30;
        assert!((sum(&bill.items, ItemKind::Recurring) - served).abs() <= 1);
        assert_eq!(sum(&bill.items, ItemKind::Deposit), -contract.deposit.minor());
    }
}

// Two months of notice are two months of recurring charges and a part; usage after the receipt follows the rule.
#[tokio::test]
async fn the_bill_follows_the_charge_stop_and_the_usage_rule() {
    let sandbox = sandbox();
    let mut asker = served_line(&sandbox, LineKind::Postpaid).await;
    sandbox.clock_advance(10.days()).await.unwrap();
    let used = Happening::Used { amount: omr(333), at: None, reported_at: None, roaming: false };
    happens(&sandbox, &asker, used).await;
    sandbox.clock_advance(50.days()).await.unwrap();
    asker.at = sandbox.clock_show();
    let bill_by =
        |usage_rule| Effect::IssueFinalBill { charge_stop: asker.at, received_at: start(), usage_rule };
    let Evidence::Bill(billed) = asker.done("billing", bill_by(UsageRule::Bill)).await else { panic!() };
    let Evidence::Bill(waived) = asker.done("billing", bill_by(UsageRule::Waive)).await else { panic!() };
    let usage = |bill: &Bill| sum(&bill.items, ItemKind::Usage);
    assert!(usage(&billed) >= usage(&waived) + 333);
    let recurring: Vec<_> = billed.items.iter().filter(|item| item.kind == ItemKind::Recurring).collect();
    let monthly = asker.line.facts.contract.as_ref().unwrap().monthly;
    assert_eq!(recurring.len(), 3, "November, December, and 21 days of January");
    assert_eq!(recurring[0].amount, monthly);
    assert!(recurring[2].amount.minor() < monthly.minor() && recurring[2].dated == asker.at);
}

// Dues are the open bills, each with its number, until they are paid.
#[tokio::test]
async fn dues_are_what_is_open() {
    let sandbox = sandbox();
    let asker = served_line(&sandbox, LineKind::Postpaid).await;
    happens(&sandbox, &asker, Happening::BillIssued { amount: omr(7_777) }).await;
    let Evidence::Dues(dues) = asker.done_plain("billing", EffectKind::ReadDues).await else { panic!() };
    assert!(amounts(&dues.items).contains(&7_777));
    assert!(dues.items.iter().all(|item| item.kind == ItemKind::OpenBill && item.reference.is_some()));
    happens(&sandbox, &asker, Happening::PaysDues).await;
    let Evidence::Dues(paid) = asker.done_plain("billing", EffectKind::ReadDues).await else { panic!() };
    assert!(paid.items.is_empty() && paid.total.is_zero());
    asker.done("billing", Effect::PostDeviceFee { amount: omr(15_000) }).await;
    let Evidence::Dues(fee) = asker.done_plain("billing", EffectKind::ReadDues).await else { panic!() };
    assert_eq!(amounts(&fee.items), [15_000]);
    asker.done_plain("billing", EffectKind::CloseAccount).await;
}

// A prepaid price gives the balance back; a prepaid final bill leaves the balance to the collection that froze it.
#[tokio::test]
async fn a_prepaid_balance_is_credit_in_the_price_only() {
    let sandbox = sandbox();
    let asker = served_line(&sandbox, LineKind::Prepaid).await;
    let balance = asker.line.facts.balance.unwrap();
    let Evidence::Price(price) = asker.done_plain("billing", EffectKind::ReadPrice).await else { panic!() };
    assert_eq!(price.total.minor(), -balance.minor());
    let Evidence::Bill(bill) = asker.done("billing", asker.final_bill()).await else { panic!() };
    assert!(bill.total.is_zero());
}

// A number is held, released once, and then is nobody's to give back.
#[tokio::test]
async fn a_number_is_released_once() {
    let sandbox = sandbox();
    let asker = served_line(&sandbox, LineKind::Prepaid).await;
    let early = asker.plain("numbering", EffectKind::ReleaseNumber).await;
    assert_eq!(rejected_why(&early), RejectedWhy::Refused);
    asker.done_plain("numbering", EffectKind::HoldNumber).await;
    asker.done_plain("numbering", EffectKind::ReleaseNumber).await;
    for kind in [EffectKind::ReleaseNumber, EffectKind::UnholdNumber, EffectKind::HoldNumber] {
        assert_eq!(rejected_why(&asker.plain("numbering", kind).await), RejectedWhy::Refused);
    }
}

// A line that has no number has nothing to hold, and that is no obstacle.
#[tokio::test]
async fn a_line_without_a_number_has_nothing_to_hold() {
    let sandbox = sandbox();
    let asker = Asker::new(&sandbox, line_where(&sandbox, |line| line.numbers.msisdn.is_none()).await);
    for kind in [EffectKind::HoldNumber, EffectKind::ReleaseNumber] {
        asker.done_plain("numbering", kind).await;
    }
}

// A profile is released when its device comes online: by itself after two weeks, or when somebody brings it.
#[tokio::test]
async fn a_profile_goes_when_its_device_comes_online() {
    let sandbox = sandbox();
    let line = line_where(&sandbox, |line| line.facts.esim).await;
    let other = line_where(&sandbox, |other| other.facts.esim && other.numbers != line.numbers).await;
    let (asker, brought) = (Asker::new(&sandbox, line), Asker::new(&sandbox, other));
    let order = asker.order(Effect::Plain(EffectKind::ReleaseProfile));
    let early = brought.order(Effect::Plain(EffectKind::ReleaseProfile));
    assert!(matches!(asker.send("esim", &order).await, Outcome::Pending { .. }));
    assert!(matches!(brought.send("esim", &early).await, Outcome::Pending { .. }));
    happens(&sandbox, &brought, Happening::DeviceOnline).await;
    assert!(matches!(brought.inquire("esim", &early).await, Finding::Done(_)));
    assert!(matches!(asker.inquire("esim", &order).await, Finding::Pending { .. }));
    sandbox.clock_advance(14.days()).await.unwrap();
    assert!(matches!(asker.inquire("esim", &order).await, Finding::Done(_)));
    let plastic = Asker::new(&sandbox, line_where(&sandbox, |line| !line.facts.esim).await);
    plastic.done_plain("esim", EffectKind::ReleaseProfile).await;
}

// A bank takes a day, and the key tells how far it is.
#[tokio::test]
async fn a_bank_transfer_takes_a_day() {
    let sandbox = sandbox();
    let asker = served_line(&sandbox, LineKind::Prepaid).await;
    let pay = |method| asker.order(Effect::PayRefund { amount: omr(4_000), method });
    let order = pay(RefundMethod::BankTransfer);
    assert_eq!(asker.inquire("payout", &order).await, Finding::NotDone);
    assert!(matches!(asker.send("payout", &order).await, Outcome::Pending { .. }));
    assert!(matches!(asker.inquire("payout", &order).await, Finding::Pending { .. }));
    sandbox.clock_advance(1.day()).await.unwrap();
    assert!(matches!(asker.inquire("payout", &order).await, Finding::Done(_)));
    let nothing = Effect::PayRefund { amount: omr(0), method: RefundMethod::CashAtShop };
    assert_eq!(rejected_why(&asker.ask("payout", nothing).await), RejectedWhy::Invalid);
}

// Who swaps the card is found by the old one, with the new one; another line's card cannot be taken.
#[tokio::test]
async fn a_swapped_card_leads_to_the_line_as_it_is_now() {
    let sandbox = sandbox();
    let asker = served_line(&sandbox, LineKind::Prepaid).await;
    let new = Iccid::parse("8996800123456789018").unwrap();
    let other = line_where(&sandbox, |line| line.numbers.iccid != *asker.iccid()).await;
    let taken = Happening::SimSwapped { iccid: other.numbers.iccid.clone() };
    assert!(sandbox.world(asker.iccid(), taken).await.is_err());
    happens(&sandbox, &asker, Happening::SimSwapped { iccid: new.clone() }).await;
    for iccid in [asker.iccid(), &new] {
        let state = sandbox.line_state(iccid).await.unwrap();
        assert_eq!(state["numbers"]["iccid"], new.unmasked());
    }
    assert_eq!(asker.read_line().await.numbers.iccid, new);
}

// What changes about a line shows when it is read again, and a register does not know the line by an old IMSI.
#[tokio::test]
async fn changes_show_when_the_line_is_read_again() {
    let sandbox = sandbox();
    let asker = served_line(&sandbox, LineKind::Postpaid).await;
    let other = line_where(&sandbox, |line| line.owner != asker.line.owner).await;
    let imsi = masalama_core::identity::Imsi::parse("422029999999999").unwrap();
    let msisdn = masalama_core::identity::Msisdn::parse("+96892345678").unwrap();
    for happening in [
        Happening::OwnerChanged { document: other.owner.document.clone() },
        Happening::ImsiChanged { imsi: imsi.clone() },
        Happening::MsisdnChanged { msisdn: msisdn.clone() },
        Happening::PortStarted,
        Happening::LegalHoldSet,
    ] {
        happens(&sandbox, &asker, happening).await;
    }
    let line = asker.read_line().await;
    assert_eq!(line.owner.document, other.owner.document);
    assert_eq!(line.numbers.imsi, imsi);
    assert_eq!(line.numbers.msisdn, Some(msisdn));
    assert!(line.facts.port_pending && line.facts.legal_hold);
    assert_eq!(rejected_why(&asker.plain("hlr", EffectKind::Bar).await), RejectedWhy::NoSuchLine);
}

// A suspended line is one that will come back.
#[tokio::test]
async fn suspending_shows() {
    let sandbox = sandbox();
    let asker = served_line(&sandbox, LineKind::Prepaid).await;
    asker.done("billing", Effect::SuspendLine { until: "2027-03-01".parse().unwrap() }).await;
    assert_eq!(status(&asker).await, LineStatus::Suspended);
}
