//! The HTTP face, and the same sandbox over it.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, ToSpan as _};
use masalama_connect::sandbox::{
    BODY_BYTES_MAX, EffectFilter, Fault, FaultRule, Happening, Remote, Sandbox, serve,
};
use masalama_core::effect::{Effect, EffectKind, Finding, Outcome};
use masalama_core::line::Line;
use masalama_core::money::{Currency, Money};
use masalama_core::port::LineFilter;
use masalama_core::request::RefundMethod;
use proptest::prelude::any;
use proptest::strategy::{Strategy as _, ValueTree as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{Asker, all_lines, sandbox, start};

/// A sandbox behind its HTTP face, and the way to it.
async fn elsewhere() -> (Sandbox, Remote, std::net::SocketAddr) {
    let sandbox = sandbox();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(sandbox.clone(), listener));
    let remote = Remote::connect(&format!("http://{address}")).await.unwrap();
    (sandbox, remote, address)
}

/// One cease of each of some lines, with faults on the way: every answer there is.
async fn scenario(askers: &[Asker], at: impl AsyncFn(FaultRule)) -> Vec<(Outcome<Line>, Finding<Line>)> {
    let mut answers = Vec::new();
    for (turn, asker) in askers.iter().enumerate() {
        let fault =
            [Fault::LostReply, Fault::LostRequest, Fault::Refuse, Fault::WrongButValid, Fault::Duplicate]
                [turn % 5];
        at(FaultRule::on(EffectKind::StopCharging, fault).times(1)).await;
        let amount = Money::new(2_500, Currency::OMR);
        let effects = [
            ("inventory", Effect::Plain(EffectKind::ReadLine)),
            ("billing", Effect::Plain(EffectKind::ReadPrice)),
            ("billing", Effect::Plain(EffectKind::ReadDues)),
            ("hlr", Effect::Plain(EffectKind::Bar)),
            ("hss", Effect::Plain(EffectKind::Bar)),
            ("charging", Effect::Plain(EffectKind::StopCharging)),
            ("numbering", Effect::Plain(EffectKind::HoldNumber)),
            ("charging", asker.collect_usage()),
            ("hlr", Effect::Plain(EffectKind::CancelLocation)),
            ("hlr", Effect::Plain(EffectKind::ProveAbsent)),
            ("hlr", Effect::Plain(EffectKind::DeleteSubscriber)),
            ("hlr", Effect::Plain(EffectKind::ProveDead)),
            ("billing", asker.final_bill()),
            ("payout", Effect::PayRefund { amount, method: RefundMethod::BankTransfer }),
            ("esim", Effect::Plain(EffectKind::ReleaseProfile)),
            ("logistics", Effect::Plain(EffectKind::CancelPickup)),
            ("numbering", Effect::ReleaseNumber { to: masalama_core::policy::NumberFate::Pool }),
            ("esim", Effect::Plain(EffectKind::Bar)),
        ];
        for (name, effect) in effects {
            let order = asker.order(effect);
            answers.push((asker.send(name, &order).await, asker.inquire(name, &order).await));
        }
    }
    answers
}

// One scenario over both ways gives the same answers, the same lines and the same log.
#[tokio::test]
async fn a_sandbox_elsewhere_is_the_same_sandbox() {
    let here = sandbox();
    let (_served, remote, _) = elsewhere().await;
    let lines: Vec<_> = all_lines(&here).await.into_iter().step_by(97).collect();
    let askers: Vec<_> = lines.iter().map(|line| Asker::new(&here, line.clone())).collect();
    let in_process = scenario(&askers, async |rule| here.fault_set(rule).await.unwrap()).await;
    let through = remote.clone();
    let through = Arc::new(move |name: &_| through.connector(name));
    let askers: Vec<_> = lines
        .iter()
        .map(|line| {
            let through = Arc::clone(&through);
            Asker::through(move |name| through(name), line.clone())
        })
        .collect();
    let over_http = scenario(&askers, async |rule| remote.fault_set(rule).await.unwrap()).await;
    assert_eq!(in_process, over_http);
    let all = EffectFilter::default();
    assert_eq!(here.effects(all.clone()).await.unwrap(), remote.effects(all).await.unwrap());
    assert_eq!(here.payouts(None).await.unwrap(), remote.payouts(None).await.unwrap());
    for line in &lines {
        let iccid = &line.numbers.iccid;
        assert_eq!(here.line_state(iccid).await.unwrap(), remote.line_state(iccid).await.unwrap());
    }
}

// Clock, faults, world and records through the face; a move made elsewhere reaches who listens.
#[tokio::test]
async fn the_other_routes_do_what_they_say() {
    let (served, remote, _) = elsewhere().await;
    assert_eq!(remote.clock().now(), start());
    let shown = remote.clock_advance(2.days()).await.unwrap();
    assert_eq!((remote.clock().now(), served.clock().now()), (shown, shown));
    let mut moved = remote.clock_moved();
    let later = served.clock_advance(1.day()).await.unwrap();
    assert_eq!(*moved.wait_for(|now| *now == later).await.unwrap(), later);
    assert_eq!(remote.clock_show().await.unwrap(), start() + SignedDuration::from_hours(72));
    assert!(remote.clock_advance((-1).days()).await.is_err());

    let rule = FaultRule::on(EffectKind::Bar, Fault::Slow { ms: 5 }).times(3);
    remote.fault_set(rule.clone()).await.unwrap();
    assert_eq!(remote.fault_list().await.unwrap(), [rule]);
    assert_eq!(remote.fault_clear(None).await.unwrap(), 1);

    let inventory = remote.inventory();
    let page = inventory.lines(&LineFilter { limit: 7, ..LineFilter::default() }).await.unwrap();
    assert_eq!(page.lines.len(), 7);
    let next =
        inventory.lines(&LineFilter { after: page.next, limit: 7, ..LineFilter::default() }).await.unwrap();
    assert_ne!(page.lines[0], next.lines[0]);
    let line = page.lines[3].clone();
    remote.world(&line.numbers.iccid, Happening::LegalHoldSet).await.unwrap();
    let held = LineFilter { iccid: Some(line.numbers.iccid.clone()), limit: 1, ..LineFilter::default() };
    assert!(remote.find_lines(held).await.unwrap().lines[0].facts.legal_hold);
    assert_eq!(remote.import_lines(vec![line.clone()]).await.unwrap(), 0);
    assert!(
        remote.world(&line.numbers.iccid, Happening::DeviceArrives { label: "x".to_owned() }).await.is_err()
    );
    assert!(Remote::connect("http://127.0.0.1:1").await.is_err());
}

// An answer slower than the asker's patience is silence, and what was done stays done.
#[tokio::test]
async fn a_slow_answer_is_unknown_to_who_does_not_wait() {
    let (served, _, address) = elsewhere().await;
    let patience = Duration::from_millis(200);
    let remote = Remote::connect_within(&format!("http://{address}"), patience).await.unwrap();
    let line = all_lines(&served).await.remove(4);
    let asker = Asker::through(move |name| remote.connector(name), line);
    served.fault_set(FaultRule::on(EffectKind::Bar, Fault::Slow { ms: 5_000 }).times(1)).await.unwrap();
    let order = asker.order(Effect::Plain(EffectKind::Bar));
    assert!(matches!(asker.send("hlr", &order).await, Outcome::Unknown { .. }));
    assert!(matches!(asker.inquire("hlr", &order).await, Finding::Done(_)));
}

/// Sends raw bytes and reads the status of the answer.
async fn status(address: std::net::SocketAddr, method: &str, path: &str, body: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // The other side may hang up on a body it will not read; what it answered can still be read.
    drop(stream.write_all(body).await);
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    (status, text)
}

const ROUTES: [&str; 13] = [
    "/effects/hlr/perform",
    "/effects/hlr/inquire",
    "/effects",
    "/payouts",
    "/lines",
    "/lines/import",
    "/lines/state",
    "/clock",
    "/clock/moved",
    "/faults",
    "/faults/clear",
    "/world",
    "/effects/mainframe/perform",
];

// Random bytes, and JSON that is not as agreed, get a clear 4xx on every route; no body is quoted back, and the sandbox goes on.
#[tokio::test]
async fn random_bytes_get_a_clear_refusal() {
    let (served, _, address) = elsewhere().await;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let random = proptest::collection::vec(any::<u8>(), 1..300);
    for route in ROUTES {
        for _ in 0..20 {
            let body = random.new_tree(&mut runner).unwrap().current();
            let (code, _) = status(address, "POST", route, &body).await;
            assert!((400..500).contains(&code), "{route}: {code}");
        }
        for body in [r#"{"a":1}"#, "[7]", "null", r#""96891234567""#, r#"{"iccid":96891234567}"#] {
            let (code, text) = status(address, "POST", route, body.as_bytes()).await;
            assert!((400..500).contains(&code), "{route} {body}: {code}");
            assert!(text.contains("application/problem+json") && !text.contains("96891234567"), "{text}");
        }
    }
    assert_eq!(status(address, "GET", "/health", b"").await.0, 200);
    assert_eq!(status(address, "GET", "/landscape", b"").await.0, 200);
    assert_eq!(status(address, "DELETE", "/clock", b"").await.0, 405);
    assert_eq!(status(address, "GET", "/nowhere", b"").await.0, 404);
    let (code, _) = status(address, "POST", "/effects", &vec![b' '; BODY_BYTES_MAX + 1]).await;
    assert_eq!(code, 413);
    assert_eq!(served.effects(EffectFilter::default()).await.unwrap(), []);
}

// An effect whose word and particulars differ, or that brings a personal field it does not need, is not performed.
#[tokio::test]
async fn an_order_that_does_not_hold_together_is_refused() {
    let (served, _, address) = elsewhere().await;
    let line = all_lines(&served).await.remove(0);
    let asker = Asker::new(&served, line);
    let asked = masalama_connect::http::wire::Asked::of(&asker.order(Effect::Plain(EffectKind::Bar)));
    let good = serde_json::to_value(&asked).unwrap();
    let mut other_word = good.clone();
    other_word["kind"] = "unbar".into();
    let mut too_much = good.clone();
    too_much["refund_destination"] = "an account".into();
    let mut unknown_key = good.clone();
    unknown_key["force"] = true.into();
    for body in [other_word, too_much, unknown_key] {
        let (code, _) = status(address, "POST", "/effects/hlr/perform", body.to_string().as_bytes()).await;
        assert_eq!(code, 400);
    }
    assert_eq!(served.effects(EffectFilter::default()).await.unwrap(), []);
    assert_eq!(status(address, "POST", "/effects/hlr/perform", good.to_string().as_bytes()).await.0, 200);
}
