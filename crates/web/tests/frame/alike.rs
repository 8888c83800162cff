//! Nobody learns from an answer, nor from how long it takes, whose line it is or which accounts there are.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use jiff::ToSpan;
use masalama_access::{By, Chosen, Device, shown_code};
use masalama_core::identity::Iccid;
use masalama_core::line::{Line, LineKind};
use masalama_core::record::StaffName;
use masalama_core::role::Role;
use serde_json::Value;

use super::measure::{APART_MAX, TRIES, are_alike};
use crate::bed::{Answered, Bed, request};
use crate::browser::{Browser, HOST};

/// How far the middle of one class may be from another's where a password is hashed, which takes tens of milliseconds and a core.
const HASHED_APART_MAX: Duration = Duration::from_millis(5);

/// Works for so long: what a class would take longer by.
fn work(span: Duration) {
    let began = Instant::now();
    while began.elapsed() < span {
        std::hint::spin_loop();
    }
}

/// A network of its own for each try, so that it is not the limits that answer.
fn from(at: usize) -> ConnectInfo<SocketAddr> {
    let [.., high, low] = at.to_be_bytes();
    ConnectInfo(SocketAddr::from(([10, high, low, 7], 443)))
}

/// A card of nobody: sound by its check digit, and in no records.
fn not_ours() -> Iccid {
    (0..10).find_map(|last| Iccid::parse(&format!("899689900007000001{last}")).ok()).unwrap()
}

/// What the holders of five classes of lines ask: ours, nobody's, being ended, ended, ended with its number held back.
async fn classes(bed: &mut Bed) -> Vec<(&'static str, Value)> {
    let lines: Vec<Line> = bed.lines(LineKind::Prepaid, 4).await;
    for (line, passes) in [(&lines[2], 40.days()), (&lines[3], 3.days()), (&lines[1], 1.minute())] {
        bed.open(&request(line)).await;
        bed.drain().await;
        bed.pass(passes).await;
    }
    let mut nobodys = request(&lines[0]);
    nobodys["iccid"] = serde_json::to_value(not_ours()).unwrap();
    let of = |at: usize| request(&lines[at]);
    vec![
        ("ours", of(0)),
        ("not ours", nobodys),
        ("being ended", of(1)),
        ("ended", of(2)),
        ("number held back", of(3)),
    ]
}

/// A request of a program, from an address of its own.
async fn hand_in(bed: &Bed, asked: &Value, at: usize) -> Answered {
    let request = Request::post("/v1/cases")
        .header(header::HOST, HOST)
        .header(header::CONTENT_TYPE, "application/json")
        .extension(from(at));
    bed.send(request.body(Body::from(asked.to_string())).unwrap()).await
}

/// What an answer looks like from outside: its status, its headers, and its size.
fn looks(answered: &Answered) -> (u16, Vec<String>, usize) {
    let names = answered.headers.keys().map(ToString::to_string);
    (answered.status.as_u16(), names.collect(), answered.body.len())
}

// A request by a program: one status, one size, and no class takes longer; and the measure sees a class that does.
#[tokio::test]
async fn a_receipt_tells_no_class_of_line() {
    let mut bed = Bed::new();
    let classes = classes(&mut bed).await;
    let mut seen = std::collections::BTreeSet::new();
    let mut at = 0;
    let alike = are_alike(classes.len(), 30, (APART_MAX, TRIES), async |class: usize, _| {
        at += 1;
        let began = Instant::now();
        let answered = hand_in(&bed, &classes[class].1, at).await;
        let took = began.elapsed();
        seen.insert(looks(&answered));
        took
    })
    .await;
    assert!(alike.is_ok(), "{alike:?}");
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert_eq!(seen.first().map(|(status, ..)| *status), Some(201));
    let told = are_alike(classes.len(), 30, (APART_MAX, 2), async |class: usize, _| {
        at += 1;
        let began = Instant::now();
        hand_in(&bed, &classes[class].1, at).await;
        work(if class == 2 { APART_MAX * 3 } else { Duration::ZERO });
        began.elapsed()
    })
    .await;
    assert!(told.is_err(), "one class took three milliseconds longer, and nobody saw: {told:?}");
}

/// A password that will do.
const PASSWORD: &str = "tidy lantern over nine quiet boats";

/// An account with password and code generator.
async fn enrolled(bed: &Bed, name: &str) {
    let name = StaffName::try_from(name.to_owned()).unwrap();
    let link = bed.access.add(&name, [Role::Care].into(), &By::CommandLine).await.unwrap();
    let offer = bed.access.look(&link.code).await.unwrap();
    let code = shown_code(&offer.totp.typed, bed.now());
    let chosen = Chosen { visit: &offer.visit, password: PASSWORD, code: &code };
    bed.access.enrol_password(&link.code, None, chosen, &Device::default()).await.unwrap();
}

/// Tries to sign in, from an address of its own.
async fn sign_in(browser: &Browser<'_>, name: &str, password: &str, at: usize) -> Answered {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("csrf", &browser.token());
    form.extend_pairs([("name", name), ("password", password), ("code", "000000"), ("to", "/console")]);
    let request = browser
        .request(Method::POST, "/console/sign-in")
        .header(header::ORIGIN, format!("https://{HOST}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .extension(from(at));
    browser.send(request.body(Body::from(form.finish())).unwrap()).await
}

// Signing in: an unknown account, a disabled one, a wrong password and a wrong code get one status, one size, and take the same time.
#[tokio::test]
async fn signing_in_tells_no_class_of_account() {
    let bed = Bed::new();
    for name in ["care-1", "care-2", "gone-1"] {
        enrolled(&bed, name).await;
    }
    let gone = StaffName::try_from("gone-1".to_owned()).unwrap();
    bed.access.disable(&gone, &By::CommandLine).await.unwrap();
    let wrong = "loud lantern over nine quiet boats";
    let classes = [("none-1", wrong), ("gone-1", PASSWORD), ("care-1", wrong), ("care-2", PASSWORD)];
    let browser = Browser::new(&bed);
    browser.get("/console/sign-in").await;
    let mut seen = std::collections::BTreeSet::new();
    let mut at = 0;
    let mut ask = async |class: usize, longer: Duration| {
        at += 1;
        if at % 40 == 0 {
            // Wrong tries are forgotten after an hour, so that it is not the wait that answers.
            bed.sandbox.clock_advance(2.hours()).await.unwrap();
        }
        let (name, password) = classes[class];
        let began = Instant::now();
        let answered = sign_in(&browser, name, password, at).await;
        work(longer);
        let took = began.elapsed();
        seen.insert(looks(&answered));
        took
    };
    let alike =
        are_alike(4, 9, (HASHED_APART_MAX, TRIES), async |class, _| ask(class, Duration::ZERO).await).await;
    assert!(alike.is_ok(), "{alike:?}");
    let told = are_alike(4, 5, (HASHED_APART_MAX, 2), async |class, _| {
        ask(class, if class == 0 { HASHED_APART_MAX * 5 } else { Duration::ZERO }).await
    })
    .await;
    assert!(told.is_err(), "an unknown account took longer, and nobody saw: {told:?}");
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert_eq!(seen.first().map(|(status, ..)| *status), Some(422));
}
