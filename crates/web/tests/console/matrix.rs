//! Every page and form of the console, for every role: what the table of rights allows works, all else is refused.

use axum::http::StatusCode;
use masalama_access::{Right, Who, rule};
use masalama_core::line::LineKind;
use masalama_core::role::Role;
use masalama_web::rights;

use super::staff;
use crate::bed::{Bed, request};
use crate::browser::Browser;

/// Pages that are somebody else's: signing in, sessions, accounts.
const NOT_OURS: [&str; 7] = [
    "/console/sign-in",
    "/console/sign-out",
    "/console/prove",
    "/console/enrol",
    "/console/sessions",
    "/console/accounts",
    "/console/account",
];

// Who is not signed in is led to the sign-in, and every role gets exactly what the table gives it.
#[tokio::test]
async fn every_route_asks_for_its_right() {
    let mut bed = Bed::new();
    let (case, _) = bed.open(&request(&bed.line(LineKind::Prepaid).await)).await;
    bed.drain().await;
    let ours = rights().into_iter().filter(|(_, path, _)| {
        (*path == "/console" || path.starts_with("/console/"))
            && !NOT_OURS.iter().any(|other| path.starts_with(other))
    });
    let routes: Vec<_> = ours.collect();
    assert!(routes.len() > 20, "{routes:?}");
    let place = |path: &str| {
        let path = path.replace("{case}", &case).replace("{kind}", "receipt").replace("{digest}", "none");
        ["{step}", "{proposal}", "{complaint}"].iter().fold(path, |path, name| path.replace(name, "9"))
    };
    let nobody = Browser::new(&bed);
    for (verb, path, _) in routes.iter().filter(|(verb, _, _)| verb == "GET") {
        let answered = nobody.get(&place(path)).await;
        assert!(
            answered.header("location").starts_with("/console/sign-in"),
            "{verb} {path}: {}",
            answered.status
        );
    }
    for role in Role::ALL {
        let browser = staff(&bed, "matrix-1", &[*role]).await;
        browser.get("/console/keys").await;
        for (verb, path, right) in &routes {
            // The form's token is that of the session, whatever page it came with.
            let answered = match verb.as_str() {
                "GET" => browser.get(&place(path)).await,
                _ => browser.submit(&place(path), &[]).await,
            };
            let text = answered.text();
            let was_refused =
                answered.status == StatusCode::FORBIDDEN && text.contains("/errors/not-allowed");
            assert_ne!(
                was_refused,
                rule(*right).allows(Who::Staff(*role)),
                "{role:?} {verb} {path}: {} {text}",
                answered.status
            );
            assert!(!answered.status.is_server_error(), "{verb} {path}: {text}");
        }
    }
}

// A right without a page is a gap: whatever staff may do, they can do in the console.
#[test]
fn every_right_of_staff_has_a_page() {
    // For everybody and without signing in, or for programs only: exports of lines come by the megabyte, and the sandbox's clock is moved by hand.
    const ELSEWHERE: [Right; 7] = [
        Right::ReadOpenPages,
        Right::FindLine,
        Right::OpenCase,
        Right::PauseCase,
        Right::EnterCase,
        Right::ImportLines,
        Right::Sandbox,
    ];
    let console: Vec<Right> = rights()
        .into_iter()
        .filter(|(_, path, _)| *path == "/console" || path.starts_with("/console/"))
        .map(|(_, _, right)| right)
        .collect();
    for right in Right::ALL {
        assert_ne!(console.contains(right), ELSEWHERE.contains(right), "{right:?}");
    }
}

// The menu shows each role only where it may go.
#[tokio::test]
async fn the_menu_shows_what_is_allowed() {
    let bed = Bed::new();
    let care = staff(&bed, "care-1", &[Role::Care]).await.get("/console/keys").await.text();
    assert!(care.contains("href=\"/console/call\"") && !care.contains("href=\"/console/board\""), "{care}");
    let finance = staff(&bed, "finance-1", &[Role::Finance]).await.get("/console/keys").await.text();
    assert!(
        !finance.contains("href=\"/console/call\"") && finance.contains("href=\"/console/board\""),
        "{finance}"
    );
    let admin = staff(&bed, "admin-1", &[Role::Admin]).await.get("/console/keys").await.text();
    assert!(!admin.contains("href=\"/console/search\""), "an admin has no part in cases: {admin}");
}
