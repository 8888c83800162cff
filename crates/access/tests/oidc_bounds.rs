//! A provider of identities that answers without end.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use masalama_access::{AccessSettings, BadSettings, Journey, OidcSettings, Refused, Said};
use masalama_core::role::Role;
use openidconnect::reqwest::Url;

use crate::bed::Bed;

/// What the two systems may keep on the way between them, beside what is read. *Units*: bytes.
const ON_THE_WAY_MAX: usize = 16 * 1024 * 1024;
/// What it would send, if it were read. *Units*: bytes.
const SENT_MAX: usize = 256 * 1024 * 1024;

/// Answers every request with a document that goes on and on. Says where it is, and counts what it could send.
fn endless() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let asked = stream.read(&mut [0; 4_096]);
            let head =
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{\"x\":\"";
            let mut goes_on = asked.is_ok() && stream.write_all(head.as_bytes()).is_ok();
            while goes_on && counted.load(Ordering::SeqCst) < SENT_MAX {
                goes_on = stream.write_all(&[b'x'; 64 * 1024]).is_ok();
                counted.fetch_add(64 * 1024, Ordering::SeqCst);
            }
        }
    });
    (issuer, sent)
}

fn settings(issuer: String) -> OidcSettings {
    OidcSettings {
        name: "Example ID".to_owned(),
        issuer,
        client_id: "masalama".to_owned(),
        client_secret: None,
        client_secret_file: None,
        scopes: Vec::new(),
        roles_claim: "roles".to_owned(),
        roles: BTreeMap::from([("agents".to_owned(), [Role::Care].into())]),
        methods: ["mfa".to_owned()].into(),
        fresh_for_s: 3_600,
    }
}

#[test]
fn a_provider_whose_second_factor_is_not_asked_for_is_refused_at_the_start() {
    // Without `methods` a password alone at the provider would open what asks for two factors here.
    let home = Url::parse("http://localhost:9").unwrap();
    let single = OidcSettings { methods: [].into(), ..settings("https://id.example.om".to_owned()) };
    let said = AccessSettings::of(Some(&home), Some(single)).err().unwrap();
    assert!(matches!(said, BadSettings::Oidc(why) if why.contains("`methods`")), "{said}");
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    // Whoever stands in the provider's place must not be able to fill our memory.
    let (issuer, sent) = endless();
    let oidc = settings(issuer);
    let home = Url::parse("http://localhost:9").unwrap();
    let bed = Bed::with(AccessSettings::of(Some(&home), Some(oidc)).unwrap());
    let departed = bed.access.depart(Journey::SignIn, "").await;
    assert!(matches!(departed, Err(Said::Refused(Refused::NotVouched))), "{departed:?}");
    let sent = sent.load(Ordering::SeqCst);
    assert!(sent > 0 && sent < ON_THE_WAY_MAX, "{sent} bytes were taken in");
}
