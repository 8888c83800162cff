//! The menu of the console. What each role may reach is walked by the matrix of the frame.

use masalama_core::role::Role;

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
