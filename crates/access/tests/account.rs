//! Accounts that others tend, and tokens of programs.

use jiff::SignedDuration;
use masalama_access::{ACTING_HOURS_MAX, By, Refused, Said, TENDED_FOR, Which};
use masalama_core::port::SessionKind;
use masalama_core::role::Role;

use crate::bed::{Bed, staff};

#[tokio::test]
async fn the_last_admin_can_be_neither_disabled_nor_demoted() {
    // An installation without anybody who tends accounts could only be helped at its machine.
    let bed = Bed::new();
    bed.access.signed_in("root-1", &[Role::Admin]).await;
    bed.access.signed_in("care-1", &[Role::Care]).await;
    let by = By::Account(staff("root-1"));
    let last = Err(Said::Refused(Refused::LastAdmin));
    assert_eq!(bed.access.disable(&staff("root-1"), &by).await, last);
    assert_eq!(bed.access.set_roles(&staff("root-1"), [Role::Care].into(), &By::CommandLine).await, last);
    bed.access.set_roles(&staff("care-1"), [Role::Admin].into(), &by).await.unwrap();
    bed.access.disable(&staff("root-1"), &by).await.unwrap();
    assert_eq!(bed.access.disable(&staff("nobody"), &by).await, Err(Said::Refused(Refused::NoSuchAccount)));
    let added = bed.access.add(&staff("root-1"), [Role::Admin].into(), &by).await;
    assert!(matches!(added, Err(Said::Refused(Refused::NameTaken))));
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_and_by_admins() {
    // Everybody sees where he is signed in, and can end each, the others, or all.
    let bed = Bed::new();
    let care = staff("care-1");
    let tokens = [
        bed.access.signed_in("care-1", &[Role::Care]).await,
        bed.access.signed_in("care-1", &[Role::Care]).await,
        bed.access.signed_in("care-1", &[Role::Care]).await,
    ];
    let listed = bed.access.sessions(&care).await.unwrap();
    assert_eq!(listed.len(), 3);
    let first = bed.access.staff(&tokens[0]).await.unwrap().unwrap().session;
    let by = By::Account(staff("root-1"));
    assert_eq!(bed.access.end_sessions(&staff("other"), Which::One(first), &by).await, Ok(0));
    assert_eq!(bed.access.end_sessions(&care, Which::One(first), &by).await, Ok(1));
    assert_eq!(bed.access.end_sessions(&care, Which::Others(&tokens[1]), &by).await, Ok(1));
    assert_eq!(bed.access.sessions(&care).await.unwrap().len(), 1);
    assert!(bed.access.staff(&tokens[1]).await.unwrap().is_some());
    assert_eq!(bed.access.end_sessions(&care, Which::All, &by).await, Ok(1));
    for token in &tokens {
        assert_eq!(bed.access.staff(token).await, Ok(None));
    }
}

#[tokio::test]
async fn a_programs_token_acts_with_the_roles_of_its_account_until_it_ends() {
    // A token is its owner with his roles of now, no browser, never fresh, listed, and over when its days are or the account is.
    let bed = Bed::new();
    let care = staff("care-1");
    bed.access.signed_in("care-1", &[Role::Care]).await;
    let token = bed.access.make_program(&care, "export", 7, false, &By::CommandLine).await.unwrap();
    let asked = bed.access.program(&token).await.unwrap().unwrap();
    assert_eq!((asked.name.clone(), asked.roles, asked.fresh), (care.clone(), [Role::Care].into(), false));
    assert_eq!(bed.access.program(&token[..token.len() - 1]).await, Ok(None));
    assert_eq!(bed.access.program(token.strip_prefix("masalama-").unwrap()).await, Ok(None));
    let listed = bed.access.sessions(&care).await.unwrap();
    assert!(listed.iter().any(|session| session.kind == SessionKind::Program && session.label == "export"));
    bed.clock.pass(SignedDuration::from_hours(24 * 7) - SignedDuration::from_secs(1));
    assert!(bed.access.program(&token).await.unwrap().is_some());
    bed.clock.pass(SignedDuration::from_secs(1));
    assert_eq!(bed.access.program(&token).await, Ok(None));
    let other = bed.access.make_program(&care, "export", 7, false, &By::CommandLine).await.unwrap();
    bed.access.disable(&care, &By::CommandLine).await.unwrap();
    assert_eq!(bed.access.program(&other).await, Ok(None));
    let late = bed.access.make_program(&care, "late", 7, false, &By::CommandLine).await;
    assert_eq!(late, Err(Said::Refused(Refused::NoSuchAccount)));
}

#[tokio::test]
async fn an_acting_token_lasts_one_shift() {
    // What may act without asking again must be gone by the next morning, whatever was asked for.
    let bed = Bed::new();
    bed.access.signed_in("root-1", &[Role::Admin]).await;
    let token =
        bed.access.make_program(&staff("root-1"), "import", 90, true, &By::CommandLine).await.unwrap();
    assert!(bed.access.program(&token).await.unwrap().unwrap().fresh);
    bed.clock.pass(SignedDuration::from_hours(ACTING_HOURS_MAX));
    assert_eq!(bed.access.program(&token).await, Ok(None));
}

#[tokio::test]
async fn who_tended_an_account_is_no_second_person_beside_it() {
    // An admin who makes an account and enrols with its link is one person with two names; a week later the account has long been its owner's.
    let bed = Bed::new();
    let (root, lead, other) = (staff("root-1"), staff("lead-1"), staff("lead-2"));
    bed.access.signed_in("root-1", &[Role::Admin, Role::Supervisor]).await;
    let by = By::Account(root.clone());
    bed.access.add(&lead, [Role::Supervisor].into(), &by).await.unwrap();
    bed.access.add(&other, [Role::Supervisor].into(), &By::CommandLine).await.unwrap();
    for (one, two, expected) in [(&root, &lead, false), (&lead, &root, false), (&root, &other, true)] {
        assert_eq!(bed.access.are_two(one, two).await, Ok(expected), "{one:?} {two:?}");
    }
    assert_eq!(bed.access.are_two(&lead, &lead).await, Ok(false));
    bed.clock.pass(TENDED_FOR + SignedDuration::from_secs(1));
    assert_eq!(bed.access.are_two(&root, &lead).await, Ok(true));
    bed.access.link(&lead, &by).await.unwrap();
    assert_eq!(bed.access.are_two(&root, &lead).await, Ok(false), "a link is as good");
    bed.access.set_roles(&other, [Role::Finance].into(), &by).await.unwrap();
    assert_eq!(bed.access.are_two(&other, &root).await, Ok(false), "so are roles");
}

#[tokio::test]
async fn nobody_changes_his_own_roles() {
    // An admin may not give himself a part in cases.
    let bed = Bed::new();
    bed.access.signed_in("root-1", &[Role::Admin]).await;
    bed.access.signed_in("root-2", &[Role::Admin]).await;
    let all = [Role::Admin, Role::Finance];
    let own = bed.access.set_roles(&staff("root-1"), all.into(), &By::Account(staff("root-1"))).await;
    assert_eq!(own, Err(Said::Refused(Refused::OwnRoles)));
    bed.access.set_roles(&staff("root-1"), all.into(), &By::Account(staff("root-2"))).await.unwrap();
}
