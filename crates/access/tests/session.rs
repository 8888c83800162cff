//! Sessions: limits, rotation, ends.

use jiff::SignedDuration;
use masalama_access::{
    AccessFault, CASE_ENDS_AFTER, CASE_IDLE_MAX, FRESH_FOR, STAFF_ENDS_AFTER, STAFF_IDLE_MAX, Token,
};
use masalama_core::role::Role;

use crate::bed::{Bed, case, device, staff};

const SECOND: SignedDuration = SignedDuration::from_secs(1);

#[tokio::test]
async fn a_case_session_opens_its_case_and_nothing_of_staff() {
    // Who holds a case's session is let into that case, and is no member of staff, whatever he shows it as.
    let bed = Bed::new();
    let token = bed.access.open_case(case(1), &device()).await.unwrap();
    let found = bed.access.case(&token).await.unwrap().unwrap();
    assert_eq!((found.case, found.fresh), (case(1), false));
    assert_eq!(bed.access.staff(&token).await, Ok(None));
    assert_eq!(bed.access.program(token.reveal()).await, Ok(None));
    assert_eq!(bed.access.program(&format!("masalama-{}", token.reveal())).await, Ok(None));
    let staff_token = bed.access.signed_in("care-1", &[Role::Care]).await;
    assert_eq!(bed.access.case(&staff_token).await, Ok(None));
    assert_eq!(bed.access.program(&format!("masalama-{}", staff_token.reveal())).await, Ok(None));
}

#[tokio::test]
async fn a_step_up_gives_a_new_token_and_a_few_fresh_minutes() {
    // After a step-up the old token must open nothing, and what was proved must count for minutes, not for the day.
    let bed = Bed::new();
    let old = bed.access.open_case(case(1), &device()).await.unwrap();
    let new = bed.access.prove_case(&old).await.unwrap();
    assert_eq!(bed.access.case(&old).await, Ok(None));
    assert!(bed.access.case(&new).await.unwrap().unwrap().fresh);
    bed.clock.pass(FRESH_FOR - SECOND);
    assert!(bed.access.case(&new).await.unwrap().unwrap().fresh);
    bed.clock.pass(SECOND);
    assert!(!bed.access.case(&new).await.unwrap().unwrap().fresh);
    assert_eq!(bed.access.prove_case(&old).await, Err(AccessFault::NoSession));
    let staff_token = bed.access.signed_in("care-1", &[Role::Care]).await;
    assert_eq!(bed.access.prove_case(&staff_token).await, Err(AccessFault::NoSession));
}

#[tokio::test]
async fn an_idle_session_ends() {
    // Nobody may find a session open that was left alone, of staff or of a subscriber.
    let bed = Bed::new();
    let of_staff = bed.access.signed_in("care-1", &[Role::Care]).await;
    let of_case = bed.access.open_case(case(1), &device()).await.unwrap();
    bed.clock.pass(STAFF_IDLE_MAX - SECOND);
    assert!(bed.access.staff(&of_staff).await.unwrap().is_some());
    bed.clock.pass(STAFF_IDLE_MAX);
    assert_eq!(bed.access.staff(&of_staff).await, Ok(None));
    bed.clock.pass(CASE_IDLE_MAX - STAFF_IDLE_MAX - STAFF_IDLE_MAX);
    assert!(bed.access.case(&of_case).await.unwrap().is_some());
    bed.clock.pass(CASE_IDLE_MAX);
    assert_eq!(bed.access.case(&of_case).await, Ok(None));
}

#[tokio::test]
async fn a_session_ends_after_its_day_however_busy_it_is() {
    // Use keeps a session open up to its absolute limit and no further; a step-up does not lengthen it.
    let bed = Bed::new();
    let of_staff = bed.access.signed_in("care-1", &[Role::Care]).await;
    let mut of_case = bed.access.open_case(case(1), &device()).await.unwrap();
    let step = SignedDuration::from_mins(10);
    let steps = |whole: SignedDuration| whole.as_secs() / step.as_secs();
    for _ in 1..steps(STAFF_ENDS_AFTER) {
        bed.clock.pass(step);
        assert!(bed.access.staff(&of_staff).await.unwrap().is_some());
        assert!(bed.access.case(&of_case).await.unwrap().is_some());
    }
    of_case = bed.access.prove_case(&of_case).await.unwrap();
    bed.clock.pass(step);
    assert_eq!(bed.access.staff(&of_staff).await, Ok(None));
    for _ in steps(STAFF_ENDS_AFTER)..steps(CASE_ENDS_AFTER) {
        assert!(bed.access.case(&of_case).await.unwrap().is_some());
        bed.clock.pass(step);
    }
    assert_eq!(bed.access.case(&of_case).await, Ok(None));
}

#[tokio::test]
async fn roles_are_those_of_now_and_a_disabled_account_is_out() {
    // What an account may do must follow its roles at once, and a disabled account may do nothing, on the very next question.
    let bed = Bed::new();
    let token = bed.access.signed_in("care-1", &[Role::Care]).await;
    let asked = bed.access.staff(&token).await.unwrap().unwrap();
    assert_eq!((asked.name, asked.roles, asked.fresh), (staff("care-1"), [Role::Care].into(), true));
    let account = bed.store.account(staff("care-1")).await.unwrap().unwrap();
    bed.store.account_roles(staff("care-1"), [Role::Fraud].into(), Role::Admin).await.unwrap();
    assert_eq!(bed.access.staff(&token).await.unwrap().unwrap().roles, [Role::Fraud].into());
    bed.store.account_disable(staff("care-1"), account.made_at, Role::Admin).await.unwrap();
    assert_eq!(bed.access.staff(&token).await, Ok(None));
}

#[tokio::test]
async fn an_ended_session_is_ended_on_the_server() {
    // Signing out must not leave a token that still works for whoever copied it.
    let bed = Bed::new();
    let token = bed.access.open_case(case(1), &device()).await.unwrap();
    bed.access.end(&token).await.unwrap();
    bed.access.end(&token).await.unwrap();
    assert_eq!(bed.access.case(&token).await, Ok(None));
    let unknown = Token::sent(&"A".repeat(43)).unwrap();
    assert_eq!(bed.access.case(&unknown).await, Ok(None));
}
