//! Mail, against a server by aiosmtpd that demands TLS and a password.

use std::process::Command;
use std::sync::Arc;

use masalama_connect::notice::smtp::{MailSecurity, Smtp, SmtpSettings};
use masalama_core::effect::{Evidence, Finding, Outcome, RejectedWhy, Subject};
use masalama_core::identity::Email;
use masalama_core::line::Line;
use masalama_core::port::Connector as _;
use masalama_core::request::Language;
use serde_json::Value;

use super::server::{Server, with_certificate};
use super::{Words, again, order};

/// Where the interpreter that has the library is named.
const PYTHON: &str = "MASALAMA_TEST_PYTHON";

/// The server and the connector's settings for it; nothing where the library is not here.
fn server() -> Option<(Server, SmtpSettings)> {
    let Some(python) = std::env::var_os(PYTHON) else {
        println!("skipped: aiosmtpd: {PYTHON} names no interpreter; `cargo xtask test` brings one");
        return None;
    };
    let (folder, certificate) = with_certificate();
    let server = Server::start(Command::new(python), "mail_server.py", folder, "mails.ndjson");
    let settings = SmtpSettings {
        host: "localhost".to_owned(),
        port: server.port,
        security: MailSecurity::Starttls,
        user: Some("masalama".to_owned()),
        password_file: Some("unused".into()),
        ca_file: Some(certificate),
        from: Email::parse("lines@operator.example").unwrap(),
        from_name: Some("Sandbox Muscat، مسقط".to_owned()),
        timeout_ms: 2_000,
    };
    Some((server, settings))
}

fn connector(settings: &SmtpSettings, password: &str) -> Smtp {
    let authority = std::fs::read(settings.ca_file.as_ref().unwrap()).unwrap();
    Smtp::new(settings.clone(), Some(password.to_owned()), Some(&authority), Arc::new(Words)).unwrap()
}

fn header<'v>(mail: &'v Value, name: &str) -> &'v str {
    let headers = mail["headers"].as_array().unwrap();
    let found: Vec<_> =
        headers.iter().filter(|one| one[0].as_str().unwrap().eq_ignore_ascii_case(name)).collect();
    assert_eq!(found.len(), 1, "{name} stands once");
    found[0][1].as_str().unwrap()
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

// Both parts arrive whole in the three languages, over TLS and signed in, with the headers of a mail that no machine answers.
#[tokio::test]
async fn a_mail_arrives_in_three_languages() {
    let Some((server, settings)) = server() else { return };
    let smtp = connector(&settings, "s3cret");
    for (step, language) in (0..).zip([Language::En, Language::Ar, Language::Zh]) {
        let order =
            order(step, Subject::BeforeCut, language, &["maryam@mail.example", "on-record@mail.example"]);
        assert_eq!(
            counts(&smtp.perform(&order).await),
            "contacts 2: reached 2, taken 0, refused 0, unknown 0, not sent 0"
        );
    }
    let came = server.came();
    assert_eq!(came.len(), 6);
    let expected = [
        ("Service stops on Monday 30 November 2026", "Last word: service of your line ending in 9018", "ltr"),
        ("تتوقف الخدمة يوم الاثنين 30 نوفمبر 2026", "تنبيه أخير: تتوقف خدمة خطك الذي آخر أرقامه 9018", "rtl"),
        ("服务将于2026年11月30日（星期一）停止", "最后提醒：您尾号9018的线路", "ltr"),
    ];
    for (mail, (subject, says, direction)) in came.iter().zip(expected.iter().flat_map(|one| [one, one])) {
        assert_eq!((mail["tls"].as_bool(), mail["user"].as_str()), (Some(true), Some("masalama")));
        assert_eq!(mail["defects"].as_array().unwrap().len(), 0, "{mail}");
        assert_eq!(header(mail, "Subject"), *subject);
        assert_eq!(header(mail, "Auto-Submitted"), "auto-generated");
        assert_eq!(header(mail, "From"), "Sandbox Muscat، مسقط <lines@operator.example>");
        assert!(mail["plain"].as_str().unwrap().contains(says), "{mail}");
        let html = mail["html"].as_str().unwrap().replace(['\u{2068}', '\u{2069}'], "");
        assert!(html.contains(says) && html.contains(&format!("dir=\"{direction}\"")), "{html}");
        for part in ["plain", "html"] {
            assert!(mail[part].as_str().unwrap().contains("https://lines.example.om/stop/"), "{part}");
        }
        // Nobody sees whom else we wrote to.
        assert_eq!(mail["to"].as_array().unwrap().len(), 1);
        assert_eq!(header(mail, "To"), mail["to"][0].as_str().unwrap());
    }
    let ids: std::collections::BTreeSet<_> = came.iter().map(|mail| header(mail, "Message-ID")).collect();
    assert_eq!(ids.len(), 6, "each mail has a name of its own");
}

// A mail sent again by another process, as after a crash, is the same mail: the same name, so that the repeat is recognised.
#[tokio::test]
async fn a_repeat_has_the_same_name() {
    let Some((server, settings)) = server() else { return };
    let order = order(0, Subject::Received, Language::En, &["maryam@mail.example"]);
    connector(&settings, "s3cret").perform(&order).await;
    let other = connector(&settings, "s3cret");
    assert!(matches!(other.inquire(&order).await, Finding::Unknown { .. }), "what was not seen is not known");
    other.perform(&again(&order)).await;
    let came = server.came();
    assert_eq!(came.len(), 2);
    assert_eq!(header(&came[0], "Message-ID"), header(&came[1], "Message-ID"));
    assert_eq!((&came[0]["plain"], &came[0]["html"]), (&came[1]["plain"], &came[1]["html"]));
    // The same process sends it no second time.
    other.perform(&again(&order)).await;
    assert_eq!(server.came().len(), 2);
}

// A server that says "later" is tried again later, and whoever was reached meanwhile gets no second mail.
#[tokio::test]
async fn later_is_tried_again() {
    let Some((server, settings)) = server() else { return };
    let smtp = connector(&settings, "s3cret");
    let order = order(0, Subject::Received, Language::Ar, &["busy-2@mail.example", "maryam@mail.example"]);
    assert!(matches!(smtp.perform(&order).await, Outcome::Pending { ask_after_s: 60 }));
    assert_eq!(smtp.inquire(&order).await, Finding::NotDone);
    let second = again(&order);
    assert!(matches!(smtp.perform(&second).await, Outcome::Pending { ask_after_s: 120 }));
    let counts = counts(&smtp.perform(&again(&second)).await).to_owned();
    assert_eq!(counts, "contacts 2: reached 2, taken 0, refused 0, unknown 0, not sent 0");
    let to: Vec<_> = server.came().iter().map(|mail| mail["to"][0].as_str().unwrap().to_owned()).collect();
    assert_eq!(to, ["maryam@mail.example", "busy-2@mail.example"]);
    assert!(matches!(smtp.inquire(&order).await, Finding::Done(_)));
}

// No such mailbox, and a full one, are refusals for good; they hold nobody up, and no address gets into what is recorded.
#[tokio::test]
async fn a_mailbox_that_is_not_there_is_refused_for_good() {
    let Some((server, settings)) = server() else { return };
    let smtp = connector(&settings, "s3cret");
    let order = order(
        0,
        Subject::BeforeCut,
        Language::En,
        &["nouser@mail.example", "full@mail.example", "maryam@mail.example"],
    );
    let outcome = smtp.perform(&order).await;
    assert_eq!(counts(&outcome), "contacts 3: reached 1, taken 0, refused 2, unknown 0, not sent 0");
    assert_eq!(server.came().len(), 1);
}

// A server that will not work with us is no refusal of the person: staff must look before anything is cut.
#[tokio::test]
async fn a_server_that_does_not_let_us_in_is_a_matter_for_staff() {
    let Some((_server, settings)) = server() else { return };
    let order = order(0, Subject::BeforeCut, Language::En, &["relay@mail.example"]);
    let Outcome::Rejected(refused) = connector(&settings, "s3cret").perform(&order).await else {
        panic!("relaying was denied")
    };
    assert_eq!(refused.why, RejectedWhy::Refused);
    assert!(
        refused.detail.as_str().ends_with("the mail server said 550 5.7.1"),
        "{}",
        refused.detail.as_str()
    );
    let outcome = connector(&settings, "wrong").perform(&order).await;
    let Outcome::Rejected(refused) = outcome else { panic!("the password was wrong: {outcome:?}") };
    assert!(refused.detail.as_str().contains("535"), "{}", refused.detail.as_str());
    assert!(!refused.detail.as_str().contains("mail.example"));
}

// Silence after the mail's end is unknown; silence before it, and a certificate nobody vouches for, mean that nothing left.
#[tokio::test]
async fn silence_is_told_apart() {
    let Some((mut server, settings)) = server() else { return };
    let smtp = connector(&settings, "s3cret");
    let silent = order(0, Subject::Received, Language::En, &["silent@mail.example"]);
    assert!(matches!(smtp.perform(&silent).await, Outcome::Unknown { .. }));
    assert!(matches!(smtp.inquire(&silent).await, Finding::Unknown { .. }));
    let strangers = SmtpSettings { ca_file: Some(with_certificate().1), ..settings.clone() };
    let (_folder, certificate) = with_certificate();
    let strangers = SmtpSettings { ca_file: Some(certificate), ..strangers };
    let other = order(1, Subject::Received, Language::En, &["maryam@mail.example"]);
    let unvouched = connector(&strangers, "s3cret");
    assert!(matches!(unvouched.perform(&other).await, Outcome::Pending { .. }));
    assert_eq!(unvouched.inquire(&other).await, Finding::NotDone);
    server.stop();
    assert!(matches!(smtp.perform(&other).await, Outcome::Pending { .. }));
    assert_eq!(smtp.inquire(&other).await, Finding::NotDone);
}

// Whom nobody can write to is nobody to wait for.
#[tokio::test]
async fn nobody_to_tell_is_done() {
    let Some((server, settings)) = server() else { return };
    let order = order(0, Subject::Closed, Language::Zh, &["+96892654321"]);
    assert_eq!(counts(&connector(&settings, "s3cret").perform(&order).await), "nobody to tell this way");
    assert!(server.came().is_empty());
}
