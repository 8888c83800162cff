//! The menu of the console. What each role may reach is walked by the matrix of the frame.

use masalama_access::Right;
use masalama_core::role::Role;
use masalama_web::rights;

use super::staff;
use crate::bed::Bed;

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
