//! A form that is not ours is refused, whatever makes it not ours; on every route of a page that takes one.

use axum::http::StatusCode;
use masalama_access::rule;
use masalama_web::rights;

use super::walk::{Persona, Says, Seat, Stand, State, Surface};
use crate::bed::{Answered, Bed};
use crate::browser::Browser;

/// Every page route that takes a form, with whether anybody may reach it.
fn forms() -> Vec<(&'static str, bool)> {
    let forms = rights().into_iter().filter(|(verb, path, _)| verb == "POST" && !path.starts_with("/v1/"));
    forms.map(|(_, path, right)| (path, rule(right).anyone)).collect()
}

/// Was it taken for a forged form?
fn is_refused(answered: &Answered) -> bool {
    let is_refused =
        answered.status == StatusCode::FORBIDDEN && answered.text().contains("/errors/form-not-ours");
    assert!(is_refused || answered.status != StatusCode::FORBIDDEN, "another no: {}", answered.text());
    is_refused
}

/// Everything that makes a form another one than ours.
fn forgeries<'a>(ours: Says<'a>, others: &'a str, visits: &'a str) -> Vec<(&'static str, Says<'a>)> {
    let cut = ours.token.map(|token| &token[..40]);
    vec![
        ("no token", Says { token: None, ..ours }),
        ("another session's token", Says { token: Some(others), ..ours }),
        ("a visitor's token", Says { token: Some(visits), ..ours }),
        ("a cut token", Says { token: cut, ..ours }),
        ("an empty token", Says { token: Some(""), ..ours }),
        ("another origin", Says { origin: Some("https://elsewhere.test"), ..ours }),
        (
            "an origin that begins like ours",
            Says { origin: Some("https://masalama.test.elsewhere.test"), ..ours },
        ),
        ("an opaque origin", Says { origin: Some("null"), ..ours }),
        ("no origin", Says { origin: None, ..ours }),
        ("another site", Says { site: Some("cross-site"), ..ours }),
        ("a sister host", Says { site: Some("same-site"), ..ours }),
        ("no site at all", Says { site: Some("none"), ..ours }),
    ]
}

// Every form of every page, sent by somebody who may: refused whatever makes it not ours, and ours gets past.
#[tokio::test]
async fn a_forged_form_is_refused_on_every_route() {
    let mut stand = Stand::new().await;
    let strangers = Seat::default();
    let forms = forms();
    assert!(forms.len() > 45, "{forms:?}");
    for (path, is_open) in forms {
        let surface = Surface::of(path);
        let (seat, other) = (stand.double(surface).await, stand.double(surface).await);
        let (ours, others) = (seat.token(surface), other.token(surface));
        let visit = stand.seat(Persona::Anyone, State::Open).token(surface).to_owned();
        assert!(ours != others && visit != *ours && ours.len() == 43, "{path}");
        for (why, says) in forgeries(Says::ours(ours), others, &visit) {
            let answered = stand.say(&seat, "POST", path, State::Open, Some(&says)).await;
            assert!(is_refused(&answered), "{path}: {why}: {}", answered.status);
        }
        if is_open {
            let nobody = stand.say(&strangers, "POST", path, State::Open, Some(&Says::ours(ours))).await;
            assert!(is_refused(&nobody), "{path}: no cookie");
        }
        let answered = stand.say(&seat, "POST", path, State::Open, Some(&Says::ours(ours))).await;
        assert!(!is_refused(&answered), "{path}: ours");
        stand.put_right(Persona::Owner, State::Open).await;
    }
}

// A form that was loaded before the session began, in another tab, is ours where anybody may send it, and nowhere else.
#[tokio::test]
async fn a_form_from_before_the_session_is_ours_on_open_routes_only() {
    let stand = Stand::new().await;
    for (path, is_open) in forms() {
        let (seat, before) = stand.visited_before(Surface::of(path)).await;
        let answered = stand.say(&seat, "POST", path, State::Open, Some(&Says::ours(&before))).await;
        assert_eq!(is_refused(&answered), !is_open, "{path}: {}", answered.status);
    }
}

// A page's policy lets one script run, ours, by a nonce that is never twice the same.
#[tokio::test]
async fn a_nonce_is_used_once() {
    let bed = Bed::new();
    let browser = Browser::new(&bed);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let page = browser.get("/").await;
        let policy = page.header("content-security-policy").to_owned();
        let (_, nonce) = policy.split_once("script-src 'nonce-").unwrap();
        assert!(seen.insert(nonce.to_owned()) && nonce.len() > 20, "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

// A language that was chosen stays chosen on the next page.
#[tokio::test]
async fn a_chosen_language_stays() {
    let bed = Bed::new();
    let browser = Browser::new(&bed);
    assert!(browser.get("/").await.text().contains("lang=\"en\""));
    browser.get("/?lang=ar").await;
    assert!(browser.get("/case").await.text().contains("dir=\"rtl\""));
    browser.get("/case?lang=zh").await;
    assert!(browser.get("/").await.text().contains("lang=\"zh-CN\""));
}
