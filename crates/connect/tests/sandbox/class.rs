//! How each class of effect behaves when it is sent again or asked for.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::future::join_all;
use masalama_connect::sandbox::{EffectFilter, Sandbox, Verdict};
use masalama_core::effect::{Effect, EffectKind, Finding, Outcome, RejectedWhy, Subject};
use masalama_core::landscape::Class;
use masalama_core::line::LineKind;
use masalama_core::money::{Currency, Money};
use masalama_core::request::RefundMethod;

use super::{Asker, line_where, rejected_why, sandbox, state_text, system};

// Every class occurs, every declared offer is what the connector says, and only erasing is nobody's: that is ours.
#[tokio::test]
async fn the_landscape_offers_every_effect_and_every_class() {
    let sandbox = sandbox();
    let landscape = Sandbox::landscape();
    let mut classes: HashMap<Class, usize> = HashMap::new();
    for declared in &landscape.systems {
        assert_eq!(sandbox.connector(&declared.name).offers(), declared.offers);
        for offer in &declared.offers {
            *classes.entry(offer.class).or_default() += 1;
        }
    }
    assert_eq!(classes.len(), 4, "{classes:?}");
    let nobodys: Vec<_> =
        EffectKind::ALL.iter().filter(|kind| landscape.offering(**kind).next().is_none()).collect();
    assert_eq!(nobodys, [&EffectKind::ErasePersonal]);
    assert!(sandbox.connector(&system("mainframe")).offers().is_empty());
}

// One key pays once, however many orders come at the same time, and each gets the same answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_does_it_once_under_concurrency() {
    let sandbox = sandbox();
    let asker = Asker::new(&sandbox, line_where(&sandbox, |_| true).await);
    let amount = Money::new(12_345, Currency::OMR);
    let order = Arc::new(asker.order(Effect::PayRefund { amount, method: RefundMethod::CashAtShop }));
    let outcomes = join_all((1..=200).map(|attempt| {
        let (asker, mut order) = (&asker, (*order).clone());
        order.attempt = attempt;
        async move { asker.send("payout", &order).await }
    }))
    .await;
    assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0] && matches!(outcome, Outcome::Done(_))));
    assert_eq!(sandbox.payouts(Some(asker.iccid().clone())).await.unwrap().len(), 1);
    let log =
        sandbox.effects(EffectFilter { key: Some(order.key), ..EffectFilter::default() }).await.unwrap();
    assert_eq!(log.len(), 200);
    assert_eq!(log.iter().filter(|arrival| arrival.verdict == Verdict::Applied).count(), 1);
    assert_eq!(log.iter().filter(|arrival| arrival.verdict == Verdict::Repeated).count(), 199);
    assert!(log.iter().all(|arrival| arrival.digest == log[0].digest));
    assert!(log.windows(2).all(|pair| pair[0].seq < pair[1].seq));
}

// A key that comes again with something else to do is refused: one of the two was a mistake.
#[tokio::test]
async fn a_key_used_for_something_else_is_refused() {
    let sandbox = sandbox();
    let asker = Asker::new(&sandbox, line_where(&sandbox, |_| true).await);
    let pay = |minor| Effect::PayRefund {
        amount: Money::new(minor, Currency::OMR),
        method: RefundMethod::CashAtShop,
    };
    let first = asker.order(pay(1_000));
    assert!(matches!(asker.send("payout", &first).await, Outcome::Done(_)));
    let mut other = first.clone();
    other.effect = pay(2_000);
    assert_eq!(rejected_why(&asker.send("payout", &other).await), RejectedWhy::Invalid);
    let paid = sandbox.payouts(None).await.unwrap();
    assert_eq!(paid.len(), 1);
    assert_eq!(paid[0].amount.minor(), 1_000);
}

// Asking finds what was done and what was not, by key or by the line's state, and never does it.
#[tokio::test]
async fn asking_tells_and_never_does() {
    let sandbox = sandbox();
    let line =
        line_where(&sandbox, |line| line.facts.kind == LineKind::Postpaid && !line.facts.data_only).await;
    let asker = Asker::new(&sandbox, line);
    let effects = [
        ("hlr", Effect::Plain(EffectKind::Bar)),
        ("charging", Effect::Plain(EffectKind::StopCharging)),
        ("numbering", Effect::Plain(EffectKind::HoldNumber)),
        ("charging", asker.collect_usage()),
        ("billing", asker.final_bill()),
        ("messaging", Effect::Tell { subject: Subject::Closed, on: None, amount: None }),
        ("hlr", Effect::Plain(EffectKind::CancelLocation)),
        ("hlr", Effect::Plain(EffectKind::DeleteSubscriber)),
        ("charging", Effect::Plain(EffectKind::CloseCharging)),
        ("numbering", Effect::ReleaseNumber { to: masalama_core::policy::NumberFate::Pool }),
        ("inventory", Effect::Plain(EffectKind::RetireIccid)),
    ];
    for (name, effect) in effects {
        let order = asker.order(effect.clone());
        let before = state_text(&sandbox, asker.iccid()).await;
        assert_eq!(asker.inquire(name, &order).await, Finding::NotDone, "{effect:?}");
        assert_eq!(state_text(&sandbox, asker.iccid()).await, before);
        assert!(matches!(asker.send(name, &order).await, Outcome::Done(_)), "{effect:?}");
        let after = state_text(&sandbox, asker.iccid()).await;
        assert!(matches!(asker.inquire(name, &order).await, Finding::Done(_)), "{effect:?}");
        assert_eq!(state_text(&sandbox, asker.iccid()).await, after);
    }
    let cancel = asker.order(Effect::Plain(EffectKind::CancelPickup));
    assert!(matches!(asker.inquire("logistics", &cancel).await, Finding::Unknown { .. }));
}

// Setting a state again under the same key is no second doing, until something else undid it: then it is, and the log says so.
#[tokio::test]
async fn a_late_repeat_that_does_something_is_not_called_a_repeat() {
    let sandbox = sandbox();
    let asker = Asker::new(&sandbox, line_where(&sandbox, |_| true).await);
    let bar = asker.order(Effect::Plain(EffectKind::Bar));
    for _ in 0..2 {
        assert!(matches!(asker.send("hlr", &bar).await, Outcome::Done(_)));
    }
    asker.done_plain("hlr", EffectKind::Unbar).await;
    assert!(matches!(asker.send("hlr", &bar).await, Outcome::Done(_)));
    let filter = EffectFilter { key: Some(bar.key), ..EffectFilter::default() };
    let log = sandbox.effects(filter).await.unwrap();
    let verdicts: Vec<_> = log.iter().map(|arrival| arrival.verdict).collect();
    assert_eq!(verdicts, [Verdict::Applied, Verdict::Repeated, Verdict::Applied]);
}

// A read under a known key is a fresh read: nobody is told what was true yesterday.
#[tokio::test]
async fn a_repeated_read_is_a_fresh_read() {
    let sandbox = sandbox();
    let asker = Asker::new(&sandbox, line_where(&sandbox, |_| true).await);
    let read = asker.order(Effect::Plain(EffectKind::ReadLine));
    let first = asker.send("inventory", &read).await;
    assert_eq!(first.line(), Some(&asker.line));
    sandbox.world(asker.iccid(), masalama_connect::sandbox::Happening::PortStarted).await.unwrap();
    let second = asker.send("inventory", &read).await;
    assert!(second.line().unwrap().facts.port_pending);
}

// The page's table of classes is the landscape.
#[test]
fn the_page_says_which_class_each_effect_is() {
    let page = include_str!("../../../../docs/connectors/sandbox.md");
    for declared in Sandbox::landscape().systems {
        let row = page.lines().find(|row| row.starts_with(&format!("| `{}` |", declared.name))).unwrap();
        let columns: Vec<_> = row.split('|').skip(2).take(4).collect();
        for (column, class) in
            [Class::Keyed, Class::Idempotent, Class::Askable, Class::Once].into_iter().enumerate()
        {
            let mut offered: Vec<_> = declared
                .offers
                .iter()
                .filter(|offer| offer.class == class)
                .map(|offer| serde_json::to_value(offer.effect).unwrap().as_str().unwrap().to_owned())
                .collect();
            let mut named: Vec<_> =
                columns[column].split_whitespace().map(|word| word.trim_matches('`').to_owned()).collect();
            offered.sort();
            named.sort();
            assert_eq!(named, offered, "{} class {class:?}", declared.name);
        }
    }
}
