//! The page that documents the contract, against the code.

use masalama_connect::http::wire::{
    Asked, Inquired, LinesAsked, LinesFound, LinesGiven, LinesTaken, Performed,
};
use masalama_core::effect::{Effect, EffectKind, ItemKind, RejectedWhy, Subject};
use masalama_core::money::{Currency, Money};
use masalama_core::request::{RefundMethod, ReturnWay};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::sandbox::{Asker, line_where, sandbox, start};

const PAGE: &str = include_str!("../../../../docs/connectors/http.md");

/// Reads the example and writes it again: the same JSON, so nothing in it was overlooked.
fn holds<T: DeserializeOwned + Serialize>(example: &str) {
    let read: T = serde_json::from_str(example).unwrap_or_else(|error| panic!("{error}:\n{example}"));
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(example).unwrap());
}

/// The examples of the page: what each block says it is, and its text.
fn examples() -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    let mut rest = PAGE;
    while let Some((_, after)) = rest.split_once("```json ") {
        let (block, after) = after.split_once("\n```").expect("a block ends");
        found.push(block.split_once('\n').expect("a block has a body"));
        rest = after;
    }
    found
}

// Every example of the documented contract is read by the code, and each body of the contract has one.
#[test]
fn the_examples_of_the_page_are_the_contract() {
    let examples = examples();
    for (kind, example) in &examples {
        match *kind {
            "asked" => {
                holds::<Asked>(example);
                assert!(serde_json::from_str::<Asked>(example).unwrap().holds_together());
            }
            "performed" => holds::<Performed>(example),
            "inquired" => holds::<Inquired>(example),
            "lines-asked" => holds::<LinesAsked>(example),
            "lines-found" => holds::<LinesFound>(example),
            "lines-given" => holds::<LinesGiven>(example),
            "lines-taken" => holds::<LinesTaken>(example),
            "problem" => {
                let problem: Value = serde_json::from_str(example).unwrap();
                serde_json::from_value::<masalama_core::effect::Rejection>(problem["rejected"].clone())
                    .unwrap();
            }
            other => panic!("an example of {other}?"),
        }
    }
    for kind in [
        "asked",
        "performed",
        "inquired",
        "lines-asked",
        "lines-found",
        "lines-given",
        "lines-taken",
        "problem",
    ] {
        assert!(examples.iter().any(|(of, _)| *of == kind), "no example of {kind}");
    }
}

// The page names every effect, every reason of a refusal and every kind of item.
#[test]
fn the_page_names_every_word() {
    let word = |value: Value| value.as_str().unwrap().to_owned();
    let mut words: Vec<_> =
        EffectKind::ALL.iter().map(|kind| word(serde_json::to_value(kind).unwrap())).collect();
    words.retain(|kind| kind != "erase_personal");
    for why in [RejectedWhy::NoSuchLine, RejectedWhy::LineIsThere, RejectedWhy::Refused, RejectedWhy::Invalid]
    {
        words.push(word(serde_json::to_value(why).unwrap()));
    }
    for item in [
        ItemKind::OpenBill,
        ItemKind::Recurring,
        ItemKind::Usage,
        ItemKind::DeviceInstalment,
        ItemKind::EarlyTermination,
        ItemKind::DeviceFee,
        ItemKind::Credit,
        ItemKind::Debit,
        ItemKind::Tax,
        ItemKind::Deposit,
    ] {
        words.push(word(serde_json::to_value(item).unwrap()));
    }
    for word in words {
        assert!(PAGE.contains(&format!("`{word}`")), "the page does not name `{word}`");
    }
}

// What leaves the house is what the page's table says: each personal field only with the effects that need it.
#[tokio::test]
async fn personal_fields_go_only_where_they_are_needed() {
    let sandbox = sandbox();
    let asker = Asker::new(&sandbox, line_where(&sandbox, |_| true).await);
    let amount = Money::new(1, Currency::OMR);
    let way = ReturnWay::Courier { on: "2026-12-01".parse().unwrap(), from_hour: 9 };
    for kind in EffectKind::ALL {
        let particulars = [
            Effect::Tell { subject: Subject::Closed, on: None, amount: None },
            Effect::BookPickup { way },
            asker.collect_usage(),
            asker.final_bill(),
            Effect::PostDeviceFee { amount },
            Effect::PayRefund { amount, method: RefundMethod::BankTransfer },
            Effect::CollectLateUsage { charge_stop: start() },
            Effect::ReleaseNumber { to: masalama_core::policy::NumberFate::RangeHolder },
            Effect::SuspendLine { until: "2027-01-01".parse().unwrap() },
        ];
        let effect =
            particulars.into_iter().find(|effect| effect.kind() == *kind).unwrap_or(Effect::Plain(*kind));
        let asked = Asked::of(&asker.order(effect));
        assert!(asked.holds_together());
        assert_eq!(asked.document.is_some(), *kind == EffectKind::ReadLine);
        assert_eq!(asked.audience.is_some(), *kind == EffectKind::Tell);
        assert_eq!(asked.refund_destination.is_some(), *kind == EffectKind::PayRefund);
        let goes_somewhere = matches!(kind, EffectKind::BookPickup | EffectKind::SendDeviceBack);
        assert_eq!(asked.pickup_address.is_some(), goes_somewhere);
    }
}
