//! From an empty store to people who can sign in: links, passwords, codes.

use jiff::SignedDuration;
use masalama_access::{By, Chosen, Enrolment, Flaw, LINK_HOLDS, Refused, Said, Shown, Token, shown_code};
use masalama_core::port::Clock as _;
use masalama_core::role::Role;

use crate::bed::{Bed, PASSWORD, device, staff};

fn refused<T: std::fmt::Debug>(said: Result<T, Said>) -> Refused {
    match said {
        Err(Said::Refused(refused)) => refused,
        other => panic!("it was not refused: {other:?}"),
    }
}

/// Uses a link as somebody who looked at it with `offer`.
fn chosen<'a>(offer: &'a Enrolment, password: &'a str, code: &'a str) -> Chosen<'a> {
    Chosen { visit: &offer.visit, password, code }
}

#[tokio::test]
async fn at_first_nobody_can_sign_in_and_one_link_makes_the_first_account() {
    // No account may exist by default; the link makes one admin and supervisor, once, and is then over, as is every other first link.
    let bed = Bed::new();
    assert_eq!(bed.access.accounts().await.unwrap(), []);
    let link = bed.access.first_link().await.unwrap().unwrap();
    let other = bed.access.first_link().await.unwrap().unwrap();
    assert_eq!(bed.access.accounts().await.unwrap(), [], "a link is no account");
    let offer = bed.access.look(&link.code).await.unwrap();
    assert_eq!(offer.account, None);
    let code = shown_code(&offer.totp.typed, bed.clock.now());
    let name = staff("root-1");
    let first = bed
        .access
        .enrol_password(&link.code, Some(&name), chosen(&offer, PASSWORD, &code), &device())
        .await
        .unwrap();
    let asked = bed.access.staff(&first.token).await.unwrap().unwrap();
    assert_eq!((asked.name, asked.roles), (name.clone(), [Role::Admin, Role::Supervisor].into()));
    for over in [link, other] {
        assert_eq!(refused(bed.access.look(&over.code).await), Refused::LinkOver);
        let again = bed
            .access
            .enrol_password(&over.code, Some(&staff("root-2")), chosen(&offer, PASSWORD, &code), &device())
            .await;
        assert_eq!(refused(again), Refused::LinkOver);
    }
    assert!(bed.access.first_link().await.unwrap().is_none());
    assert_eq!(bed.access.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_link_is_used_once_even_by_many_at_once() {
    // Of all who use a link at the same moment, one gets the account.
    let bed = Bed::new();
    let link = bed.access.first_link().await.unwrap().unwrap();
    let offer = bed.access.look(&link.code).await.unwrap();
    let code = shown_code(&offer.totp.typed, bed.clock.now());
    let names: Vec<_> = (0..12).map(|n| staff(&format!("root-{n}"))).collect();
    let here = device();
    let tries = names.iter().map(|name| {
        bed.access.enrol_password(&link.code, Some(name), chosen(&offer, PASSWORD, &code), &here)
    });
    let said = futures_util::future::join_all(tries).await;
    assert_eq!(said.iter().filter(|said| said.is_ok()).count(), 1);
    assert_eq!(bed.access.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn of_many_first_links_used_at_once_one_makes_an_account() {
    // Whoever starts the server twice, or looks twice, has two first links: both used at the same moment must give one first account.
    let bed = Bed::new();
    let here = device();
    let mut links = Vec::new();
    for n in 0..6 {
        let link = bed.access.first_link().await.unwrap().unwrap();
        let offer = bed.access.look(&link.code).await.unwrap();
        let code = shown_code(&offer.totp.typed, bed.clock.now());
        links.push((link, offer, code, staff(&format!("root-{n}"))));
    }
    let tries = links.iter().map(|(link, offer, code, name)| {
        bed.access.enrol_password(&link.code, Some(name), chosen(offer, PASSWORD, code), &here)
    });
    let said = futures_util::future::join_all(tries).await;
    let first: Vec<_> = said.iter().filter_map(|said| said.as_ref().ok()).collect();
    assert_eq!(first.len(), 1, "{said:?}");
    let accounts = bed.access.accounts().await.unwrap();
    assert_eq!(accounts.len(), 1, "{accounts:?}");
    assert_eq!((&accounts[0].account.name, accounts[0].credentials.len()), (&first[0].name, 2));
    for late in said.into_iter().filter(Result::is_err) {
        assert_eq!(refused(late), Refused::LinkOver);
    }
}

#[tokio::test]
async fn a_link_ends_after_its_hour() {
    // A link found later in a mailbox must open nothing.
    let bed = Bed::new();
    let link = bed.access.add(&staff("care-1"), [Role::Care].into(), &By::CommandLine).await.unwrap();
    bed.clock.pass(LINK_HOLDS - SignedDuration::from_secs(1));
    assert!(bed.access.look(&link.code).await.is_ok());
    bed.clock.pass(SignedDuration::from_secs(1));
    assert_eq!(refused(bed.access.look(&link.code).await), Refused::LinkOver);
    let unknown = Token::sent(&"A".repeat(43)).unwrap();
    assert_eq!(refused(bed.access.look(&unknown).await), Refused::LinkOver);
}

#[tokio::test]
async fn a_weak_password_or_a_wrong_code_leaves_the_link_usable() {
    // Whoever mistypes must be able to correct it, and nobody is enrolled by half.
    let bed = Bed::new();
    let link = bed.access.add(&staff("care-1"), [Role::Care].into(), &By::CommandLine).await.unwrap();
    let offer = bed.access.look(&link.code).await.unwrap();
    let code = shown_code(&offer.totp.typed, bed.clock.now());
    let enrol = |password: &'static str, code: String| {
        let access = bed.access.clone();
        let (link, offer) = (link.code.clone(), offer.clone());
        async move { access.enrol_password(&link, None, chosen(&offer, password, &code), &device()).await }
    };
    assert_eq!(refused(enrol("too short", code.clone()).await), Refused::Password(Flaw::TooShort));
    assert_eq!(
        refused(enrol("care-1-care-1-care-1", code.clone()).await),
        Refused::Password(Flaw::TooCommon)
    );
    assert_eq!(refused(enrol(PASSWORD, "12345".to_owned()).await), Refused::Code);
    assert!(bed.access.accounts().await.unwrap()[0].credentials.is_empty());
    assert_eq!(enrol(PASSWORD, code).await.unwrap().name, staff("care-1"));
}

#[tokio::test]
async fn enrolling_anew_takes_the_old_ways_in_away() {
    // After a reset the lost password and generator must open nothing, and the account is told.
    let bed = Bed::new();
    let old = bed.enrolled("care-1", &[Role::Care]).await;
    let link = bed.access.link(&staff("care-1"), &By::CommandLine).await.unwrap();
    bed.clock.pass(SignedDuration::from_secs(30));
    let offer = bed.access.look(&link.code).await.unwrap();
    let code = shown_code(&offer.totp.typed, bed.clock.now());
    let password = "another lantern under nine loud boats";
    bed.access.enrol_password(&link.code, None, chosen(&offer, password, &code), &device()).await.unwrap();
    bed.clock.pass(SignedDuration::from_secs(30));
    let code = old.code(&bed);
    let shown = Shown { name: "care-1", password: PASSWORD, code: &code };
    assert_eq!(refused(bed.access.sign_in(shown, &device(), None, None).await), Refused::NotRight);
    let notices = bed.access.notices(&staff("care-1")).await.unwrap();
    let told: Vec<_> = notices.iter().map(|notice| notice.what.as_str()).collect();
    let expected = [
        "sign_in_refused",
        "signed_in_anew",
        "password_set",
        "link_made",
        "signed_in_anew",
        "password_set",
        "link_made",
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn whoever_looked_at_a_link_first_does_not_know_the_generator_of_its_owner() {
    // A link is read on the way, by a preview or a proxy: the secret of one visit must be of no use in another, before and after.
    let bed = Bed::new();
    let link = bed.access.add(&staff("care-1"), [Role::Care].into(), &By::CommandLine).await.unwrap();
    let (looked, own) =
        (bed.access.look(&link.code).await.unwrap(), bed.access.look(&link.code).await.unwrap());
    assert_ne!(looked.totp.typed, own.totp.typed);
    let foreign = shown_code(&looked.totp.typed, bed.clock.now());
    let tried =
        bed.access.enrol_password(&link.code, None, chosen(&own, PASSWORD, &foreign), &device()).await;
    assert_eq!(refused(tried), Refused::Code);
    let again = bed.access.look_again(&link.code, own.visit.clone()).await.unwrap();
    assert_eq!(again.totp.typed, own.totp.typed, "what stands in the generator stays right");
    let code = shown_code(&own.totp.typed, bed.clock.now());
    bed.access.enrol_password(&link.code, None, chosen(&own, PASSWORD, &code), &device()).await.unwrap();
    bed.clock.pass(SignedDuration::from_secs(30));
    let foreign = shown_code(&looked.totp.typed, bed.clock.now());
    let shown = Shown { name: "care-1", password: PASSWORD, code: &foreign };
    assert_eq!(refused(bed.access.sign_in(shown, &device(), None, None).await), Refused::NotRight);
}

#[tokio::test]
async fn a_new_link_and_a_used_one_end_all_others() {
    // Whoever holds an older link must not enrol over the account after a newer one was sent, or used; no device stays known.
    let bed = Bed::new();
    let old = bed.enrolled("care-1", &[Role::Care]).await;
    let name = staff("care-1");
    let first = bed.access.link(&name, &By::CommandLine).await.unwrap();
    let second = bed.access.link(&name, &By::CommandLine).await.unwrap();
    assert_eq!(refused(bed.access.look(&first.code).await), Refused::LinkOver);
    let offer = bed.access.look(&second.code).await.unwrap();
    let code = shown_code(&offer.totp.typed, bed.clock.now());
    bed.access.enrol_password(&second.code, None, chosen(&offer, PASSWORD, &code), &device()).await.unwrap();
    assert_eq!(refused(bed.access.look(&second.code).await), Refused::LinkOver);
    for _ in 0..5 {
        let wrong = Shown { name: "care-1", password: "wrong", code: "000000" };
        assert_eq!(refused(bed.access.sign_in(wrong, &device(), None, None).await), Refused::NotRight);
    }
    let wrong = Shown { name: "care-1", password: "wrong", code: "000000" };
    let known = bed.access.sign_in(wrong, &device(), Some(&old.device), None).await;
    assert!(matches!(refused(known), Refused::Later { .. }), "the device of before is known no more");
}
