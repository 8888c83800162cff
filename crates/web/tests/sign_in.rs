//! The pages of signing in, as a browser without scripts uses them.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use masalama_access::{AccessSettings, By, OidcSettings, shown_code};
use masalama_core::role::Role;

use crate::bed::{Answered, Bed};
use crate::browser::Browser;

const PASSWORD: &str = "tidy lantern over nine quiet boats";

/// What stands between two texts of a page.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).expect("the page has it").0
}

/// The secret for the code generator, as the page says it to type.
fn secret(answered: &Answered) -> String {
    between(&answered.text(), "<code>", "</code>").to_owned()
}

/// Enrols the first account with its link; the browser is signed in.
async fn first(bed: &Bed, browser: &Browser<'_>) -> String {
    let link = bed.access.first_link().await.unwrap().unwrap();
    let path = format!("/console/enrol/{}", link.code.reveal());
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    let secret = secret(&page);
    let code = shown_code(&secret, bed.now());
    let text = page.text();
    let visit = between(&text, "name=\"visit\" value=\"", "\"");
    let fields = [("name", "root-1"), ("visit", visit), ("password", PASSWORD), ("code", code.as_str())];
    let enrolled = browser.submit(&path, &fields).await;
    assert_eq!((enrolled.status, enrolled.header("location")), (StatusCode::SEE_OTHER, "/console"));
    assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "a link works once");
    secret
}

#[tokio::test]
async fn the_first_link_leads_to_a_session_and_back_in_with_password_and_code() {
    // From the link of the first start to being signed in, out, and in again: all of it with plain forms.
    let mut bed = Bed::new();
    let browser = Browser::new(&bed);
    let secret = first(&bed, &browser).await;
    let sessions = browser.get("/console/sessions").await;
    assert_eq!(sessions.status, StatusCode::OK, "{}", sessions.text());
    assert!(sessions.text().contains("root-1") && sessions.text().contains("password and code set"));
    let out = browser.submit("/console/sessions", &[("do", "sign-out")]).await;
    assert_eq!((out.header("location"), out.header("clear-site-data")), ("/console/sign-in", "\"cache\""));
    assert_eq!(browser.cookie("__Host-staff"), None);
    let away = browser.get("/console/sessions").await;
    assert_eq!(away.header("location"), "/console/sign-in?to=/console/sessions");
    drop(browser);
    bed.pass(jiff::Span::new().seconds(30)).await;
    let browser = Browser::new(&bed);
    browser.get("/console/sign-in?to=/console/sessions").await;
    let code = shown_code(&secret, bed.now());
    let shown = |password| {
        [("name", "root-1"), ("password", password), ("code", code.as_str()), ("to", "/console/sessions")]
    };
    let wrong = browser.submit("/console/sign-in", &shown("not the password at all")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("That did not work") && wrong.text().contains("value=\"root-1\""));
    let right = browser.submit("/console/sign-in", &shown(PASSWORD)).await;
    assert_eq!((right.status, right.header("location")), (StatusCode::SEE_OTHER, "/console/sessions"));
    let page = browser.follow(right).await;
    assert!(page.text().contains("sign-in refused"), "the owner is told of the wrong try");
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_give_the_same_page() {
    // Neither status, nor text, nor length may tell whether there is such an account.
    let bed = Bed::new();
    first(&bed, &Browser::new(&bed)).await;
    let mut pages = Vec::new();
    for name in ["root-1", "root-2"] {
        let browser = Browser::new(&bed);
        browser.get("/console/sign-in").await;
        let fields = [("name", name), ("password", "not the password at all"), ("code", "000000")];
        let answered = browser.submit("/console/sign-in", &fields).await;
        let text = answered.text().replace(name, "NAME").replace(&browser.token(), "TOKEN");
        pages.push((answered.status, answered.body.len(), text));
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn a_session_that_is_minutes_old_is_asked_again_and_rotated() {
    // Accounts may be changed by who proved himself just now: else the way leads over a fresh proof, which gives the session a new token.
    let mut bed = Bed::new();
    let browser = Browser::new(&bed);
    let secret = first(&bed, &browser).await;
    assert_eq!(browser.get("/console/accounts").await.status, StatusCode::OK);
    let cookie = browser.cookie("__Host-staff").unwrap();
    drop(browser);
    bed.pass(jiff::Span::new().minutes(6)).await;
    let browser = Browser::new(&bed);
    browser.keep("__Host-staff", &cookie);
    let turned = browser.get("/console/accounts").await;
    assert_eq!(turned.header("location"), "/console/prove?to=/console/accounts");
    let page = browser.follow(turned).await;
    assert_eq!(page.status, StatusCode::OK);
    let code = shown_code(&secret, bed.now());
    let fields = [("password", PASSWORD), ("code", code.as_str()), ("to", "/console/accounts")];
    let proved = browser.submit("/console/prove", &fields).await;
    assert_eq!((proved.status, proved.header("location")), (StatusCode::SEE_OTHER, "/console/accounts"));
    assert_ne!(browser.cookie("__Host-staff"), Some(cookie.clone()));
    assert_eq!(browser.get("/console/accounts").await.status, StatusCode::OK);
    let old = Browser::new(&bed);
    old.keep("__Host-staff", &cookie);
    assert!(old.get("/console/sessions").await.status.is_redirection(), "the old token opens nothing");
}

#[tokio::test]
async fn an_admin_makes_an_account_and_disables_it() {
    // The link is shown once on the page; a disabled account is out on its next click; the last admin stays.
    let bed = Bed::new();
    let browser = Browser::new(&bed);
    first(&bed, &browser).await;
    browser.get("/console/accounts").await;
    let fields = [("do", "add"), ("name", "care-1"), ("role", "care"), ("role", "shop")];
    let made = browser.submit("/console/accounts", &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    assert!(made.text().contains("/console/enrol/") && made.text().contains("care-1"));
    let care = Browser::new(&bed);
    let token = bed.access.signed_in("care-1", &[Role::Care]).await;
    care.keep("__Host-staff", token.reveal());
    assert_eq!(care.get("/console/sessions").await.status, StatusCode::OK);
    assert_eq!(care.get("/console/accounts").await.status, StatusCode::FORBIDDEN);
    let disabled = browser.submit("/console/accounts", &[("do", "disable"), ("name", "care-1")]).await;
    assert_eq!(disabled.status, StatusCode::OK);
    assert!(care.get("/console/sessions").await.status.is_redirection());
    let last = browser.submit("/console/accounts", &[("do", "disable"), ("name", "root-1")]).await;
    assert_eq!(last.status, StatusCode::CONFLICT);
    assert!(last.text().contains("Nobody would be left"));
}

#[tokio::test]
async fn pages_of_signing_in_speak_three_languages() {
    // A page without its words, or one that keeps English words, helps nobody.
    let bed = Bed::new();
    let link = bed
        .access
        .add(&"care-1".to_owned().try_into().unwrap(), [Role::Care].into(), &By::CommandLine)
        .await
        .unwrap();
    let enrol = format!("/console/enrol/{}", link.code.reveal());
    for (code, sign_in, enrolling) in [
        ("en", "Sign in", "Set up how you sign in"),
        ("ar", "تسجيل الدخول", "إعداد طريقة دخولك"),
        ("zh", "登录", "设置登录方式"),
    ] {
        for (path, title) in [("/console/sign-in", sign_in), (enrol.as_str(), enrolling)] {
            let page = Browser::new(&bed).get(&format!("{path}?lang={code}")).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.text().contains(&format!("<h1>{title}</h1>")), "{path} {code}");
            assert!(page.header("cache-control").contains("no-store"), "{path}");
        }
    }
}

/// A provider of identities that says where people sign in, at another host than it speaks from. Gives its issuer, and how often it was asked.
fn provider() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let (own, asked_often) = (issuer.clone(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&asked_often);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            counted.fetch_add(1, Ordering::SeqCst);
            let asked = BufReader::new(&stream).lines().map_while(Result::ok).next().unwrap_or_default();
            let body = if asked.contains("/keys") {
                serde_json::json!({ "keys": [] })
            } else {
                serde_json::json!({
                    "issuer": own, "authorization_endpoint": "https://login.example.om/authorize",
                    "token_endpoint": format!("{own}/token"), "jwks_uri": format!("{own}/keys"),
                    "response_types_supported": ["code"], "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                })
            };
            let (body, head) = (body.to_string(), "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n");
            let _gone =
                write!(stream, "{head}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
        }
    });
    (issuer, asked_often)
}

#[tokio::test]
async fn the_way_to_the_provider_is_no_form_that_leads_to_another_host() {
    // Browsers hold what a form is redirected to against `form-action`: a redirection to the provider would end at our own policy.
    let (issuer, asked_often) = provider();
    let oidc = OidcSettings {
        name: "Example ID".to_owned(),
        issuer,
        client_id: "masalama".to_owned(),
        client_secret: None,
        client_secret_file: None,
        scopes: Vec::new(),
        roles_claim: "roles".to_owned(),
        roles: [("agents".to_owned(), [Role::Care].into())].into(),
        methods: ["mfa".to_owned()].into(),
        fresh_for_s: 3_600,
    };
    let home = "http://localhost:9".parse().unwrap();
    let bed = Bed::with_access(true, AccessSettings::of(Some(&home), Some(oidc)).unwrap());
    let browser = Browser::new(&bed);
    let page = browser.get("/console/sign-in?to=/console/sessions").await;
    assert!(page.text().contains("action=\"/console/sign-in/provider\""), "{}", page.text());
    let onward = browser.submit("/console/sign-in/provider", &[("to", "/console/sessions")]).await;
    assert_eq!((onward.status, onward.header("location")), (StatusCode::OK, ""));
    assert!(onward.header("content-security-policy").contains("form-action 'self';"));
    let refresh = onward.header("refresh");
    assert!(refresh.starts_with("0;url=https://login.example.om/authorize?"), "{refresh}");
    assert!(onward.text().contains("href=\"https://login.example.om/authorize?"), "{}", onward.text());
    assert!(browser.cookie("__Host-journey").is_some());
    let token = bed.access.signed_in("care-1", &[Role::Care]).await;
    browser.keep("__Host-staff", token.reveal());
    let page = browser.get("/console/prove?to=/console/sessions").await;
    assert!(page.text().contains("action=\"/console/prove/provider\""), "{}", page.text());
    let anew = browser.submit("/console/prove/provider", &[("to", "/console/sessions")]).await;
    assert!(anew.header("refresh").contains("prompt=login"), "{}", anew.text());
    assert_eq!(asked_often.load(Ordering::SeqCst), 2, "once of itself and once of its keys, for both ways");
}

#[tokio::test]
async fn a_password_is_changed_with_the_present_one_and_a_code() {
    // Who sits down at an open session must not change the password; its owner does, and is signed out everywhere else.
    let mut bed = Bed::new();
    let browser = Browser::new(&bed);
    let secret = first(&bed, &browser).await;
    let cookie = browser.cookie("__Host-staff").unwrap();
    drop(browser);
    let elsewhere = bed.access.signed_in("root-1", &[Role::Admin, Role::Supervisor]).await;
    bed.pass(jiff::Span::new().seconds(30)).await;
    let browser = Browser::new(&bed);
    browser.keep("__Host-staff", &cookie);
    assert!(browser.get("/console/sessions").await.text().contains("Change the password"));
    let code = shown_code(&secret, bed.now());
    let change = |password, code, new| [("password", password), ("code", code), ("new", new)];
    let new = "another lantern under seven loud boats";
    for (password, code, new) in
        [("not it at all", code.as_str(), new), (PASSWORD, "000000", new), (PASSWORD, code.as_str(), "short")]
    {
        let refused = browser.submit("/console/sessions/password", &change(password, code, new)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    }
    let changed = browser.submit("/console/sessions/password", &change(PASSWORD, &code, new)).await;
    assert_eq!(changed.header("location"), "/console/sessions", "{}", changed.text());
    assert_ne!(browser.cookie("__Host-staff"), Some(cookie));
    assert!(browser.get("/console/sessions").await.text().contains("root-1"));
    let other = Browser::new(&bed);
    other.keep("__Host-staff", elsewhere.reveal());
    assert!(other.get("/console/sessions").await.status.is_redirection(), "it ended");
    drop((browser, other));
    bed.pass(jiff::Span::new().seconds(30)).await;
    let anew = Browser::new(&bed);
    let code = shown_code(&secret, bed.now());
    for (password, status) in [(PASSWORD, StatusCode::UNPROCESSABLE_ENTITY), (new, StatusCode::SEE_OTHER)] {
        anew.get("/console/sign-in").await;
        let fields = [("name", "root-1"), ("password", password), ("code", code.as_str())];
        assert_eq!(anew.submit("/console/sign-in", &fields).await.status, status, "{password}");
    }
}

#[tokio::test]
async fn signing_in_is_tried_so_often_from_one_network() {
    // Each step costs us work and a row, whoever comes: who floods us with them is turned away, at every door, and nobody else is.
    let bed = Bed::new();
    let knock = async |verb: &str, path: &str, host: u8| {
        let request = Request::builder().method(verb).uri(path).header("host", "masalama.test");
        let request = request.extension(ConnectInfo(SocketAddr::from(([192, 0, 2, host], 443))));
        bed.send(request.body(Body::empty()).unwrap()).await.status
    };
    let doors = [
        ("POST", "/console/sign-in"),
        ("POST", "/console/sign-in/passkey"),
        ("GET", "/console/sign-in/provider/back"),
        ("POST", "/case"),
    ];
    for at in 0..120 {
        let (verb, path) = doors[at % doors.len()];
        assert_ne!(knock(verb, path, 7).await, StatusCode::TOO_MANY_REQUESTS, "{at} {verb} {path}");
    }
    for (verb, path) in doors {
        assert_eq!(knock(verb, path, 7).await, StatusCode::TOO_MANY_REQUESTS, "{verb} {path}");
        assert_ne!(knock(verb, path, 8).await, StatusCode::TOO_MANY_REQUESTS, "another network");
    }
    assert_eq!(knock("GET", "/console/sign-in", 7).await, StatusCode::OK, "looking is free");
}
