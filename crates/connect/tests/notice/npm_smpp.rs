//! Text messages, against a message centre by the npm package smpp.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use masalama_connect::notice::smpp::{Smpp, SmppSettings};
use masalama_connect::notice::{Told, Wording};
use masalama_core::effect::{Evidence, Finding, Outcome, Subject};
use masalama_core::line::Line;
use masalama_core::port::Connector as _;
use masalama_core::request::Language;
use serde_json::Value;

use super::server::Server;
use super::{Words, again, order};

/// Where the folder of Node packages is named.
const NODE_MODULES: &str = "MASALAMA_TEST_NODE_MODULES";

/// The centre and the connector's settings for it; nothing where the package is not here.
fn centre() -> Option<(Server, SmppSettings)> {
    let modules = std::env::var_os(NODE_MODULES).filter(|folder| Path::new(folder).join("smpp").is_dir());
    let Some(modules) = modules else {
        println!(
            "skipped: npm_smpp: {NODE_MODULES} names no folder with smpp; `cargo xtask test` brings one"
        );
        return None;
    };
    let mut node = Command::new("node");
    node.env("NODE_PATH", modules);
    let centre = Server::start(node, "message_centre.js", tempfile::tempdir().unwrap(), "parts.ndjson");
    let settings = SmppSettings {
        host: "127.0.0.1".to_owned(),
        port: centre.port,
        tls: false,
        private_network: false,
        system_id: "masalama".to_owned(),
        password_file: None,
        source: "Operator".to_owned(),
        window: 4,
        response_ms: 400,
        receipt_ms: 1_000,
        enquire_s: 1,
    };
    Some((centre, settings))
}

fn connector(settings: &SmppSettings) -> Smpp {
    Smpp::new(settings.clone(), "s3cret".to_owned(), Arc::new(Words)).unwrap()
}

/// Says a text of its own.
struct Says(String);

impl Wording for Says {
    fn mail(&self, told: &Told<'_>) -> masalama_connect::notice::MailWords {
        Words.mail(told)
    }

    fn text_message(&self, _: &Told<'_>) -> String {
        self.0.clone()
    }
}

fn counts(outcome: &Outcome<Line>) -> &str {
    match outcome {
        Outcome::Done(Evidence::Reached(counts)) => counts.told.as_str(),
        other @ (Outcome::Done(_)
        | Outcome::Pending { .. }
        | Outcome::Rejected(_)
        | Outcome::Unknown { .. }) => panic!("{other:?}"),
    }
}

/// What the parts to this number say together, in the order of their headers.
fn together(came: &[Value], to: &str) -> String {
    let mut parts: Vec<_> = came.iter().filter(|part| part["to"] == to).collect();
    let place = |part: &Value| part["header"][0].as_str().map(|header| header[header.len() - 2..].to_owned());
    parts.sort_by_key(|part| place(part));
    parts.iter().map(|part| part["text"].as_str().unwrap()).collect()
}

// What is put together again is the text: Arabic and Chinese in UCS-2, English in the alphabet of GSM, long and short; each receipt comes.
#[tokio::test]
async fn a_text_arrives_in_three_languages() {
    let Some((centre, settings)) = centre() else { return };
    let smpp = connector(&settings);
    for (step, language) in (0..).zip([Language::En, Language::Ar, Language::Zh]) {
        let to = format!("+9689265432{step}");
        let order = order(step, Subject::BeforeCut, language, &[&to]);
        assert_eq!(
            counts(&smpp.perform(&order).await),
            "contacts 1: reached 1, taken 0, refused 0, unknown 0, not sent 0"
        );
        let told = Words.text_message(&told_of(&order));
        let came = centre.came();
        assert_eq!(together(&came, &to[1..]), told);
        let parts: Vec<_> = came.iter().filter(|part| part["to"] == to[1..]).collect();
        let coding = if language == Language::En { 0 } else { 8 };
        for part in &parts {
            assert_eq!(part["coding"], coding, "{language:?}");
            assert_eq!((part["from"].as_str(), part["ton"].as_u64()), (Some("Operator"), Some(5)));
            assert_eq!(part["receipt"], 1);
            assert_eq!(part["esm"].as_u64(), Some(if parts.len() > 1 { 0x40 } else { 0 }));
        }
        assert!(parts.len() > 1, "a last word with a link is long");
    }
    let short = order(9, Subject::Closed, Language::Ar, &["+96892654399"]);
    smpp.perform(&short).await;
    let came = centre.came();
    let parts: Vec<_> = came.iter().filter(|part| part["to"] == "96892654399").collect();
    assert_eq!(
        (parts.len(), parts[0]["header"].as_array().unwrap().len()),
        (1, 0),
        "a short text is one part"
    );
}

fn told_of(order: &masalama_core::effect::Order) -> Told<'_> {
    Told {
        case: order.case,
        subject: Subject::BeforeCut,
        on: Some("2026-11-30".parse().unwrap()),
        amount: None,
        line: "9018".to_owned(),
        at: order.at,
        audience: order.audience.as_ref().unwrap(),
    }
}

// A phone that will not have it, a number that is none, and a number that has it: each is told for itself.
#[tokio::test]
async fn receipts_and_refusals_are_counted() {
    let Some((_centre, settings)) = centre() else { return };
    let smpp = connector(&settings);
    let to = ["+96892654000", "+96892654404", "+96892654321", "+96892654113"];
    let order = order(0, Subject::Closed, Language::En, &to);
    assert_eq!(
        counts(&smpp.perform(&order).await),
        "contacts 4: reached 1, taken 1, refused 2, unknown 0, not sent 0"
    );
}

// A centre that throttles is offered the message again until it takes it, and has it once.
#[tokio::test]
async fn throttling_is_waited_out() {
    let Some((centre, settings)) = centre() else { return };
    let order = order(0, Subject::Closed, Language::En, &["+96892654429"]);
    let outcome = connector(&settings).perform(&order).await;
    assert_eq!(counts(&outcome), "contacts 1: reached 1, taken 0, refused 0, unknown 0, not sent 0");
    assert_eq!(centre.came().len(), 1);
}

// An answer that was lost is unknown, never sent again by itself. A receipt with our reference settles it; without one a person must.
#[tokio::test]
async fn a_lost_answer_is_settled_by_its_receipt_or_by_a_person() {
    let Some((centre, settings)) = centre() else { return };
    let smpp = connector(&SmppSettings { window: 1, ..settings });
    let settled = order(0, Subject::Closed, Language::En, &["+96892654111"]);
    let first = smpp.perform(&settled).await;
    assert!(matches!(first, Outcome::Unknown { .. } | Outcome::Done(_)), "{first:?}");
    assert!(matches!(smpp.inquire(&settled).await, Finding::Done(_)));
    let open = order(1, Subject::Closed, Language::En, &["+96892654112"]);
    assert!(matches!(smpp.perform(&open).await, Outcome::Unknown { .. }));
    assert!(matches!(smpp.inquire(&open).await, Finding::Unknown { .. }));
    assert!(matches!(smpp.perform(&again(&open)).await, Outcome::Unknown { .. }), "it is not sent again");
    let to: Vec<_> = centre.came().iter().map(|part| part["to"].as_str().unwrap().to_owned()).collect();
    assert_eq!(to, ["96892654111", "96892654112"]);
    let other = connector(&SmppSettings { window: 1, ..smpp_settings(&centre) });
    assert!(
        matches!(other.inquire(&settled).await, Finding::Unknown { .. }),
        "what was not seen is not known"
    );
}

fn smpp_settings(centre: &Server) -> SmppSettings {
    serde_json::from_value(serde_json::json!({
        "host": "127.0.0.1", "port": centre.port, "system_id": "masalama", "source": "Operator"
    }))
    .unwrap()
}

// A centre that is away is not sent to; once it is there the message goes out, over a connection made anew.
#[tokio::test]
async fn a_centre_that_was_away_is_found_again() {
    let Some((mut centre, settings)) = centre() else { return };
    let smpp = connector(&settings);
    let before = order(0, Subject::Closed, Language::En, &["+96892654321"]);
    assert!(matches!(smpp.perform(&before).await, Outcome::Done(_)));
    centre.stop();
    let order = order(1, Subject::Closed, Language::En, &["+96892654321"]);
    let outcome = smpp.perform(&order).await;
    assert!(matches!(outcome, Outcome::Pending { .. } | Outcome::Unknown { .. }), "{outcome:?}");
    let away = super::order(2, Subject::Closed, Language::En, &["+96892654321"]);
    assert!(matches!(smpp.perform(&away).await, Outcome::Pending { ask_after_s: 60 }));
    assert_eq!(smpp.inquire(&away).await, Finding::NotDone);
}

// A wrong password is a matter for staff; a text too long for any phone is refused before anything leaves.
#[tokio::test]
async fn what_cannot_be_sent_is_said() {
    let Some((centre, settings)) = centre() else { return };
    let order = order(0, Subject::Closed, Language::En, &["+96892654321"]);
    let wrong = Smpp::new(settings.clone(), "wrong".to_owned(), Arc::new(Words)).unwrap();
    let Outcome::Rejected(refused) = wrong.perform(&order).await else { panic!("the password was wrong") };
    assert!(refused.detail.as_str().contains("0x0E"), "{}", refused.detail.as_str());
    let long = Smpp::new(settings, "s3cret".to_owned(), Arc::new(Says("ط".repeat(2_000)))).unwrap();
    assert!(matches!(long.perform(&order).await, Outcome::Rejected(_)));
    assert!(centre.came().is_empty());
}
