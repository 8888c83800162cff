//! Passkeys, with an authenticator of our own that does what a device does: a key pair, a counter, and signatures.

use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use masalama_access::{
    AccessSettings, By, Ceremony, Happened, MakeFor, Refused, Said, SessionId, Shown, Token,
};
use masalama_core::commitment::Digest;
use masalama_core::port::{KeptCredential, NotedFilter};
use masalama_core::role::Role;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value, json};
use url::Url;

use crate::bed::{Bed, PASSWORD, device, staff};

const HOME: &str = "http://localhost:8668";
/// Present and verified.
const SHOWN: u8 = 0x05;
/// Present, verified, and a new key is told.
const MADE: u8 = 0x45;

/// A device that holds one passkey.
struct Authenticator {
    key: SigningKey,
    id: [u8; 32],
    owner: String,
    counter: AtomicU32,
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn client_data(kind: &str, ceremony: &Ceremony, origin: &str) -> Vec<u8> {
    let challenge = &ceremony.options["publicKey"]["challenge"];
    json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false }).to_string().into()
}

impl Authenticator {
    fn new(seed: u8) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        Self { key, id: [seed; 32], owner: String::new(), counter: AtomicU32::new(1) }
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let counter = self.counter.fetch_add(1, Ordering::SeqCst);
        [Digest::of(&[b"localhost"]).as_bytes(), &[flags][..], &counter.to_be_bytes()].concat()
    }

    /// Makes the passkey, as `navigator.credentials.create` would.
    fn make(&mut self, ceremony: &Ceremony) -> String {
        let options = &ceremony.options["publicKey"];
        self.owner = options["user"]["id"].as_str().unwrap().to_owned();
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        let cose = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32][..], x, &[0x22, 0x58, 32], y].concat();
        let data = [&self.data(MADE)[..], &[0; 16], &[0, 32], &self.id, &cose].concat();
        let length = u8::try_from(data.len()).unwrap();
        let object = [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"[..], &[length], &data].concat();
        let client = client_data("webauthn.create", ceremony, HOME);
        self.answer(&json!({ "attestationObject": encoded(&object), "clientDataJSON": encoded(&client) }))
    }

    /// Shows the passkey, as `navigator.credentials.get` would.
    fn show(&self, ceremony: &Ceremony, origin: &str, flags: u8) -> String {
        let client = client_data("webauthn.get", ceremony, origin);
        let data = self.data(flags);
        let signature: DerSignature = self.key.sign(&[&data[..], Digest::of(&[&client]).as_bytes()].concat());
        self.answer(&json!({
            "authenticatorData": encoded(&data), "clientDataJSON": encoded(&client),
            "signature": encoded(signature.as_bytes()), "userHandle": self.owner,
        }))
    }

    fn answer(&self, response: &Value) -> String {
        let id = encoded(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} })
            .to_string()
    }
}

/// Somebody enrolled with a passkey and nothing else.
async fn enrolled() -> (Bed, Authenticator) {
    let bed = Bed::with(AccessSettings::of(Some(&Url::parse(HOME).unwrap()), None).unwrap());
    let link = bed.access.add(&staff("care-1"), [Role::Care].into(), &By::CommandLine).await.unwrap();
    let mut authenticator = Authenticator::new(7);
    let whose = MakeFor::Link(&link.code, None);
    let ceremony = bed.access.make_passkey(whose).await.unwrap();
    let answer = authenticator.make(&ceremony);
    let signed =
        bed.access.keep_passkey(whose, &ceremony.ticket, &answer, "", &device()).await.unwrap().unwrap();
    assert_eq!(signed.name, staff("care-1"));
    assert!(bed.access.look(&link.code).await.is_err(), "the link is used");
    (bed, authenticator)
}

async fn shown(bed: &Bed, ticket: &Token, answer: &str) -> Result<masalama_access::SignedIn, Said> {
    bed.access.sign_in_passkey(ticket, answer, &device(), None, None).await
}

/// What a page names a passkey by.
fn named(kept: &KeptCredential) -> SessionId {
    SessionId::sent(&kept.id.to_string()).unwrap()
}

fn is_refused<T>(said: &Result<T, Said>) -> bool {
    matches!(said, Err(Said::Refused(Refused::NotRight)))
}

#[tokio::test]
async fn a_passkey_made_with_the_link_signs_in_without_a_name() {
    // The device alone must say who it is, and the session must be fresh: it was unlocked just now.
    let (bed, authenticator) = enrolled().await;
    let ceremony = bed.access.ask_passkey().await.unwrap();
    let signed = shown(&bed, &ceremony.ticket, &authenticator.show(&ceremony, HOME, SHOWN)).await.unwrap();
    let asked = bed.access.staff(&signed.token).await.unwrap().unwrap();
    assert_eq!((asked.name, asked.fresh), (staff("care-1"), true));
}

#[tokio::test]
async fn an_answer_fits_its_question_once_at_this_place_only() {
    // Answers that are replayed, made for another place, late, not verified by the person, or of another key must open nothing.
    let (bed, authenticator) = enrolled().await;
    let (first, second) = (bed.access.ask_passkey().await.unwrap(), bed.access.ask_passkey().await.unwrap());
    let answer = authenticator.show(&first, HOME, SHOWN);
    assert!(is_refused(&shown(&bed, &second.ticket, &answer).await), "another question's");
    assert!(shown(&bed, &first.ticket, &answer).await.is_ok());
    assert!(is_refused(&shown(&bed, &first.ticket, &answer).await), "a second time");
    let mut stranger = Authenticator::new(9);
    stranger.owner.clone_from(&authenticator.owner);
    let same_id = Authenticator { id: authenticator.id, ..Authenticator::new(9) };
    let same_id = Authenticator { owner: authenticator.owner.clone(), ..same_id };
    for (why, device, origin, flags) in [
        ("another place", &authenticator, "http://localhost:9999", SHOWN),
        ("not verified", &authenticator, HOME, 0x01),
        ("an unknown key", &stranger, HOME, SHOWN),
        ("another key of the same name", &same_id, HOME, SHOWN),
    ] {
        let ceremony = bed.access.ask_passkey().await.unwrap();
        let answer = device.show(&ceremony, origin, flags);
        assert!(is_refused(&shown(&bed, &ceremony.ticket, &answer).await), "{why}");
    }
    let late = bed.access.ask_passkey().await.unwrap();
    let answer = authenticator.show(&late, HOME, SHOWN);
    bed.clock.pass(SignedDuration::from_mins(5));
    assert!(is_refused(&shown(&bed, &late.ticket, &answer).await), "late");
}

#[tokio::test]
async fn a_counter_that_went_back_tells_of_a_copy() {
    // Of two devices with the same key one is a copy: the one that is behind must not get in.
    let (bed, authenticator) = enrolled().await;
    let ceremony = bed.access.ask_passkey().await.unwrap();
    authenticator.counter.store(50, Ordering::SeqCst);
    assert!(shown(&bed, &ceremony.ticket, &authenticator.show(&ceremony, HOME, SHOWN)).await.is_ok());
    authenticator.counter.store(20, Ordering::SeqCst);
    let ceremony = bed.access.ask_passkey().await.unwrap();
    let copied = shown(&bed, &ceremony.ticket, &authenticator.show(&ceremony, HOME, SHOWN)).await;
    assert!(copied.is_err(), "{copied:?}");
    let told = bed.access.notices(&staff("care-1")).await.unwrap();
    assert!(told.iter().any(|notice| notice.what == Happened::PasskeyWentBack), "{told:?}");
}

#[tokio::test]
async fn a_passkey_is_added_with_a_fresh_proof_and_steps_up_its_own_account() {
    // A stale session must not add ways in; somebody else's passkey must not prove mine; a disabled account's opens nothing.
    let (bed, authenticator) = enrolled().await;
    let token = bed.access.signed_in("root-1", &[Role::Admin]).await;
    bed.clock.pass(SignedDuration::from_mins(6));
    let root = bed.access.staff(&token).await.unwrap().unwrap();
    assert!(is_refused(&bed.access.make_passkey(MakeFor::Session(&root)).await));
    let ceremony = bed.access.ask_passkey().await.unwrap();
    let answer = authenticator.show(&ceremony, HOME, SHOWN);
    let foreign = bed.access.step_up_passkey(&root, &token, &ceremony.ticket, &answer, &device()).await;
    assert!(is_refused(&foreign));
    let ceremony = bed.access.ask_passkey().await.unwrap();
    let signed = shown(&bed, &ceremony.ticket, &authenticator.show(&ceremony, HOME, SHOWN)).await.unwrap();
    bed.clock.pass(SignedDuration::from_mins(6));
    let care = bed.access.staff(&signed.token).await.unwrap().unwrap();
    let ceremony = bed.access.ask_passkey().await.unwrap();
    let answer = authenticator.show(&ceremony, HOME, SHOWN);
    let proved =
        bed.access.step_up_passkey(&care, &signed.token, &ceremony.ticket, &answer, &device()).await.unwrap();
    assert!(bed.access.staff(&proved).await.unwrap().unwrap().fresh);
    bed.access.disable(&staff("care-1"), &By::CommandLine).await.unwrap();
    let ceremony = bed.access.ask_passkey().await.unwrap();
    let answer = authenticator.show(&ceremony, HOME, SHOWN);
    assert!(is_refused(&shown(&bed, &ceremony.ticket, &answer).await));
}

#[tokio::test]
async fn a_new_link_takes_the_lost_device_away() {
    // Whoever found or took a device must not come in with it once its owner has enrolled anew, nor stay in where it is signed in.
    let (bed, lost) = enrolled().await;
    let ceremony = bed.access.ask_passkey().await.unwrap();
    let signed = shown(&bed, &ceremony.ticket, &lost.show(&ceremony, HOME, SHOWN)).await.unwrap();
    let link = bed.access.link(&staff("care-1"), &By::CommandLine).await.unwrap();
    let mut fresh = Authenticator::new(8);
    let whose = MakeFor::Link(&link.code, None);
    let ceremony = bed.access.make_passkey(whose).await.unwrap();
    let answer = fresh.make(&ceremony);
    bed.access.keep_passkey(whose, &ceremony.ticket, &answer, "", &device()).await.unwrap().unwrap();
    assert_eq!(bed.access.staff(&signed.token).await.unwrap(), None, "its session has ended");
    let ceremony = bed.access.ask_passkey().await.unwrap();
    assert!(is_refused(&shown(&bed, &ceremony.ticket, &lost.show(&ceremony, HOME, SHOWN)).await));
    let ceremony = bed.access.ask_passkey().await.unwrap();
    shown(&bed, &ceremony.ticket, &fresh.show(&ceremony, HOME, SHOWN)).await.unwrap();
}

#[tokio::test]
async fn a_device_that_is_another_ones_leaves_link_and_old_ways_as_they_were() {
    // What cannot be enrolled must not cost the link, the ways in there were, nor the open sessions: nobody would be let in any more.
    let (bed, mut first) = enrolled().await;
    let care = bed.enrolled("care-2", &[Role::Care]).await;
    let session = bed.access.signed_in("care-2", &[Role::Care]).await;
    let link = bed.access.link(&staff("care-2"), &By::CommandLine).await.unwrap();
    let whose = MakeFor::Link(&link.code, None);
    let ceremony = bed.access.make_passkey(whose).await.unwrap();
    let answer = first.make(&ceremony);
    let kept = bed.access.keep_passkey(whose, &ceremony.ticket, &answer, "", &device()).await;
    assert_eq!(kept.err(), Some(Said::Refused(Refused::NotRight)));
    assert!(bed.access.look(&link.code).await.is_ok(), "the link can be used still");
    assert!(bed.access.staff(&session).await.unwrap().is_some(), "the session is open");
    bed.clock.pass(SignedDuration::from_secs(30));
    let shown = Shown { name: "care-2", password: PASSWORD, code: &care.code(&bed) };
    assert!(bed.access.sign_in(shown, &device(), None, None).await.is_ok());
    let ceremony = bed.access.make_passkey(whose).await.unwrap();
    let answer = Authenticator::new(8).make(&ceremony);
    assert!(bed.access.keep_passkey(whose, &ceremony.ticket, &answer, "", &device()).await.is_ok());
    assert_eq!(bed.access.staff(&session).await, Ok(None));
}

#[tokio::test]
async fn the_last_way_in_cannot_be_removed() {
    // Whoever removes the only passkey would be locked out; so would two requests at once that take one of two each.
    let (bed, _) = enrolled().await;
    let care = staff("care-1");
    let by = By::Itself(device());
    let only = bed.access.passkey_list(&care).await.unwrap().remove(0);
    let last = Err(Said::Refused(Refused::LastWay));
    assert_eq!(bed.access.remove_passkey(&care, named(&only), &by).await, last);
    let token = bed.access.signed_in("care-1", &[Role::Care]).await;
    let session = bed.access.staff(&token).await.unwrap().unwrap();
    let mut second = Authenticator::new(8);
    let whose = MakeFor::Session(&session);
    let ceremony = bed.access.make_passkey(whose).await.unwrap();
    let answer = second.make(&ceremony);
    bed.access.keep_passkey(whose, &ceremony.ticket, &answer, "", &device()).await.unwrap();
    let both = bed.access.passkey_list(&care).await.unwrap();
    assert_eq!(both.len(), 2);
    let removals = both.iter().map(|kept| bed.access.remove_passkey(&care, named(kept), &by));
    let said = futures_util::future::join_all(removals).await;
    assert_eq!(said, [Ok(()), last]);
    assert_eq!(bed.access.passkey_list(&care).await.unwrap().len(), 1);
}

#[test]
fn passkeys_want_a_host_name_and_encryption() {
    // A passkey bound to an address in numbers, or sent in the clear, protects nobody: the start must say so.
    for bad in ["http://127.0.0.1:8668", "http://cease.example.om", "https://192.0.2.7"] {
        assert!(AccessSettings::of(Some(&Url::parse(bad).unwrap()), None).is_err(), "{bad}");
    }
    assert!(AccessSettings::of(Some(&Url::parse("https://cease.example.om").unwrap()), None).is_ok());
}

#[tokio::test]
async fn a_refused_passkey_is_told_to_its_account_and_knocking_fills_no_log() {
    // Who tries with a copy of somebody's key must be seen by its owner; who makes answers up must not write a line for each.
    let (bed, authenticator) = enrolled().await;
    let ceremony = bed.access.ask_passkey().await.unwrap();
    let elsewhere = authenticator.show(&ceremony, "http://localhost:9999", SHOWN);
    assert!(is_refused(&shown(&bed, &ceremony.ticket, &elsewhere).await));
    let told = bed.access.notices(&staff("care-1")).await.unwrap();
    assert_eq!(told.iter().filter(|notice| notice.what == Happened::SignInRefused).count(), 1, "{told:?}");
    let lines = || bed.access.log(NotedFilter { limit: 5_000, ..NotedFilter::default() });
    let before = lines().await.unwrap().len();
    let made_up = Token::sent(&"A".repeat(43)).unwrap();
    for _ in 0..1_000 {
        assert!(is_refused(&shown(&bed, &made_up, &elsewhere).await));
    }
    assert!(lines().await.unwrap().len() <= before + 1);
}
