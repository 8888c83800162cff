//! Signing in with password and code: one answer, no guessing, no locking out.

use futures_util::FutureExt as _;
use jiff::SignedDuration;
use masalama_access::{By, Device, Happened, Refused, Said, Shown, SignedIn};
use masalama_core::port::NotedFilter;
use masalama_core::role::Role;

use crate::bed::{Bed, Enrolled, PASSWORD, device, staff};

const STEP: SignedDuration = SignedDuration::from_secs(30);

async fn sign_in(bed: &Bed, name: &str, password: &str, code: &str) -> Result<SignedIn, Said> {
    bed.access.sign_in(Shown { name, password, code }, &device(), None, None).await
}

async fn guess(bed: &Bed, name: &str, from: &str) -> Result<SignedIn, Said> {
    let device = Device::new("A guesser", from.parse().ok());
    let shown = Shown { name, password: "a guess of many letters", code: "000000" };
    bed.access.sign_in(shown, &device, None, None).await
}

fn refused(said: Result<SignedIn, Said>) -> Refused {
    match said {
        Err(Said::Refused(refused)) => refused,
        other => panic!("it was not refused: {other:?}"),
    }
}

async fn enrolled() -> (Bed, Enrolled) {
    let bed = Bed::new();
    let care = bed.enrolled("care-1", &[Role::Care]).await;
    bed.clock.pass(STEP);
    (bed, care)
}

#[tokio::test]
async fn password_and_code_together_let_in() {
    // Neither factor alone may open anything; both together do, and give a session that is fresh.
    let (bed, care) = enrolled().await;
    let code = care.code(&bed);
    assert_eq!(refused(sign_in(&bed, "care-1", PASSWORD, "000000").await), Refused::NotRight);
    assert_eq!(
        refused(sign_in(&bed, "care-1", "tidy lantern over nine quiet boots", &code).await),
        Refused::NotRight
    );
    let signed = sign_in(&bed, " care-1 ", PASSWORD, &code).await.unwrap();
    assert!(bed.access.staff(&signed.token).await.unwrap().unwrap().fresh);
}

#[tokio::test]
async fn a_code_is_used_once_even_by_fifty_at_once() {
    // Whoever saw a code over a shoulder must not get in with it after, or beside, its owner.
    let (bed, care) = enrolled().await;
    let code = care.code(&bed);
    let tries = (0..50).map(|n| {
        let (bed, code) = (&bed, code.as_str());
        // From networks of their own, so that it is the code that stops them and not the throttle.
        let device = Device::new("", format!("198.51.{n}.7").parse().ok());
        async move {
            let shown = Shown { name: "care-1", password: PASSWORD, code };
            bed.access.sign_in(shown, &device, None, None).await
        }
    });
    let said = futures_util::future::join_all(tries).await;
    assert_eq!(said.iter().filter(|said| said.is_ok()).count(), 1);
}

#[tokio::test]
async fn an_unknown_account_a_disabled_one_and_a_wrong_password_get_one_answer() {
    // The answer must not tell which names are accounts.
    let (bed, care) = enrolled().await;
    bed.enrolled("care-2", &[Role::Care]).await;
    bed.access.disable(&staff("care-2"), &By::CommandLine).await.unwrap();
    bed.access.add(&staff("care-3"), [Role::Care].into(), &By::CommandLine).await.unwrap();
    let code = care.code(&bed);
    for name in ["care-1", "care-2", "care-3", "nobody", "", "no name at all!"] {
        let told = sign_in(&bed, name, "a guess of many letters", &code).await;
        assert_eq!(refused(told), Refused::NotRight, "{name}");
    }
}

#[tokio::test]
async fn guessing_gets_slower_and_says_how_long_to_wait() {
    // After a few wrong tries from one place each next one must wait; the wait is told, and ends.
    let (bed, care) = enrolled().await;
    for _ in 0..5 {
        assert_eq!(refused(guess(&bed, "care-1", "203.0.113.7").await), Refused::NotRight);
    }
    assert_eq!(refused(guess(&bed, "care-1", "203.0.113.200").await), Refused::Later { seconds: 1 });
    bed.clock.pass(SignedDuration::from_secs(1));
    assert_eq!(refused(guess(&bed, "care-1", "203.0.113.7").await), Refused::NotRight);
    assert_eq!(refused(guess(&bed, "care-1", "203.0.113.7").await), Refused::Later { seconds: 2 });
    assert_eq!(refused(guess(&bed, "unknown", "203.0.113.7").await), Refused::NotRight, "another account");
    bed.clock.pass(STEP);
    let code = care.code(&bed);
    assert!(sign_in(&bed, "care-1", PASSWORD, &code).await.is_ok());
    let noted = bed.access.log(NotedFilter { limit: 500, ..NotedFilter::default() }).await.unwrap();
    assert!(noted.iter().any(|line| line.what == Happened::SignInDelayed.as_str()));
}

#[tokio::test]
async fn guessing_from_everywhere_does_not_keep_the_owner_out() {
    // Whoever fills the count of an account must not lock its owner out: a device used before waits for nobody, and any other waits seconds.
    let (bed, care) = enrolled().await;
    for n in 0..200 {
        let from = format!("198.51.{n}.7");
        assert!(guess(&bed, "care-1", &from).await.is_err());
    }
    let Refused::Later { seconds } = refused(guess(&bed, "care-1", "203.0.113.9").await) else {
        panic!("the account's own count must slow down");
    };
    assert!(seconds <= 10, "{seconds}");
    let code = care.code(&bed);
    let shown = Shown { name: "care-1", password: PASSWORD, code: &code };
    let own = bed.access.sign_in(shown, &device(), Some(&care.device), None).await;
    assert!(own.is_ok(), "{own:?}");
    bed.clock.pass(STEP);
    let code = care.code(&bed);
    assert!(sign_in(&bed, "care-1", PASSWORD, &code).await.is_ok(), "a new device, after some seconds");
}

#[tokio::test]
async fn a_known_device_is_known_for_its_account_only() {
    // What tells a device again must not open another account's count to whoever holds it.
    let (bed, care) = enrolled().await;
    for _ in 0..5 {
        assert!(guess(&bed, "care-2", "203.0.113.7").await.is_err());
    }
    let shown = Shown { name: "care-2", password: "a guess of many letters", code: "000000" };
    let other = bed.access.sign_in(shown, &device(), Some(&care.device), None).await;
    assert_eq!(refused(other), Refused::Later { seconds: 1 });
}

#[tokio::test]
async fn signing_in_ends_the_session_before_it() {
    // A token somebody planted in the browser must not become the session of whoever signs in.
    let (bed, care) = enrolled().await;
    let planted = bed.access.signed_in("other-1", &[Role::Care]).await;
    let code = care.code(&bed);
    let shown = Shown { name: "care-1", password: PASSWORD, code: &code };
    let signed = bed.access.sign_in(shown, &device(), None, Some(&planted)).await.unwrap();
    assert_eq!(bed.access.staff(&planted).await, Ok(None));
    assert_ne!(signed.token, planted);
}

#[tokio::test]
async fn a_step_up_proves_the_session_anew() {
    // After the fresh minutes a decision must ask again; the answer rotates the token and keeps the session's end.
    let (bed, care) = enrolled().await;
    let signed = sign_in(&bed, "care-1", PASSWORD, &care.code(&bed)).await.unwrap();
    bed.clock.pass(SignedDuration::from_mins(6));
    let asked = bed.access.staff(&signed.token).await.unwrap().unwrap();
    assert!(!asked.fresh);
    let wrong =
        bed.access.step_up(&asked, &signed.token, "wrong, wrong, wrong", &care.code(&bed), &device()).await;
    assert!(matches!(wrong, Err(Said::Refused(Refused::NotRight))));
    let code = care.code(&bed);
    let token = bed.access.step_up(&asked, &signed.token, PASSWORD, &code, &device()).await.unwrap();
    assert_eq!(bed.access.staff(&signed.token).await, Ok(None));
    let proved = bed.access.staff(&token).await.unwrap().unwrap();
    assert_eq!((proved.fresh, proved.session), (true, asked.session));
}

#[tokio::test]
async fn strangers_do_not_keep_a_session_from_being_proved_anew() {
    // Whoever knows a name must not be able to keep its owner, who is signed in, from what asks for a fresh proof; nor may a thief of the
    // session guess on.
    let (bed, care) = enrolled().await;
    let signed = sign_in(&bed, "care-1", PASSWORD, &care.code(&bed)).await.unwrap();
    bed.clock.pass(STEP);
    for n in 0..60 {
        assert!(guess(&bed, "care-1", &format!("198.51.{n}.7")).await.is_err());
    }
    assert!(
        matches!(refused(guess(&bed, "care-1", "192.0.2.7").await), Refused::Later { .. }),
        "it is filled"
    );
    let asked = bed.access.staff(&signed.token).await.unwrap().unwrap();
    let code = care.code(&bed);
    let token = bed.access.step_up(&asked, &signed.token, PASSWORD, &code, &device()).await.unwrap();
    for _ in 0..5 {
        let wrong = bed.access.step_up(&asked, &token, "wrong, wrong, wrong", "000000", &device()).await;
        assert!(matches!(wrong, Err(Said::Refused(Refused::NotRight))), "{wrong:?}");
    }
    let wrong = bed.access.step_up(&asked, &token, "wrong, wrong, wrong", "000000", &device()).await;
    assert!(matches!(wrong, Err(Said::Refused(Refused::Later { seconds: 1 }))), "{wrong:?}");
}

#[tokio::test]
async fn a_try_that_is_broken_off_is_counted() {
    // Whoever hangs up before the answer must not guess for nothing.
    let (bed, _) = enrolled().await;
    for _ in 0..5 {
        assert!(
            guess(&bed, "care-1", "203.0.113.7").now_or_never().is_none(),
            "it is broken off while it works"
        );
    }
    assert_eq!(refused(guess(&bed, "care-1", "203.0.113.7").await), Refused::Later { seconds: 1 });
}

#[tokio::test]
async fn right_tries_make_nobody_wait() {
    // A shop signs in from one network all day, and so does one account: what is counted before it is looked at must be taken back.
    let (bed, care) = enrolled().await;
    for n in 0..40 {
        let code = care.code(&bed);
        let signed = sign_in(&bed, "care-1", PASSWORD, &code).await;
        assert!(signed.is_ok(), "{n}: {signed:?}");
        bed.clock.pass(STEP);
    }
}

#[tokio::test]
async fn a_wait_is_noted_once_however_often_somebody_knocks() {
    // Whoever only knocks must not fill the log of others.
    let (bed, _) = enrolled().await;
    let mut delayed = Vec::new();
    for wrong in [5, 1] {
        for _ in 0..wrong {
            assert_eq!(refused(guess(&bed, "care-1", "203.0.113.7").await), Refused::NotRight);
        }
        for _ in 0..10 {
            assert!(matches!(refused(guess(&bed, "care-1", "203.0.113.7").await), Refused::Later { .. }));
        }
        let all = NotedFilter { limit: 500, ..NotedFilter::default() };
        let noted = bed.access.log(all).await.unwrap();
        let lines = noted.iter().filter(|line| line.what == Happened::SignInDelayed.as_str());
        delayed.push(lines.count());
        bed.clock.pass(SignedDuration::from_secs(1));
    }
    assert_eq!(delayed, [1, 2], "one line for each wait");
}

#[tokio::test]
async fn nothing_secret_is_in_the_log() {
    // A log that holds passwords, codes or tokens is one more thing to steal; it holds who, what, when and the network.
    let (bed, care) = enrolled().await;
    let code = care.code(&bed);
    let signed = sign_in(&bed, "care-1", PASSWORD, &code).await.unwrap();
    let _typo = sign_in(&bed, "Correct-Horse-Typed-As-Name", "x", "y").await;
    bed.access.sign_out(&signed.token, &device()).await.unwrap();
    let noted = bed.access.log(NotedFilter { limit: 500, ..NotedFilter::default() }).await.unwrap();
    let text = format!("{noted:?}");
    for secret in
        [PASSWORD, &code, signed.token.reveal(), signed.device.reveal(), "203.0.113.7", "Correct-Horse"]
    {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(text.contains("203.0.113.x") && text.contains("signed_out") && text.contains("sign_in_refused"));
}

#[tokio::test]
async fn what_was_done_stays_told_however_much_was_tried() {
    // Whoever knocks for days must not push a sign-in from an unknown device off the list of its owner.
    let (bed, _) = enrolled().await;
    for n in 0..500 {
        bed.clock.pass(SignedDuration::from_secs(11));
        assert!(guess(&bed, "care-1", &format!("198.{}.{}.7", n / 250, n % 250)).await.is_err());
    }
    let told = bed.access.notices(&staff("care-1")).await.unwrap();
    let count = |what| told.iter().filter(|notice| notice.what == what).count();
    assert_eq!(count(Happened::SignedInAnew), 1, "{} lines", told.len());
    assert!((1..=50).contains(&count(Happened::SignInRefused)));
}

#[tokio::test]
async fn a_known_device_waits_for_no_strangers() {
    // However many passwords of strangers are being looked at, whoever signs in from a device of before has a place of his own.
    let (bed, care) = enrolled().await;
    let mut strangers = tokio::task::JoinSet::new();
    for n in 0..200 {
        let access = bed.access.clone();
        strangers.spawn(async move {
            let device = Device::new("A guesser", format!("198.51.{n}.7").parse().ok());
            let name = format!("nobody-{n}");
            let shown = Shown { name: &name, password: "a guess of many letters", code: "000000" };
            access.sign_in(shown, &device, None, None).await.is_err()
        });
    }
    tokio::task::yield_now().await;
    let code = care.code(&bed);
    let shown = Shown { name: "care-1", password: PASSWORD, code: &code };
    let own = bed.access.sign_in(shown, &device(), Some(&care.device), None).await;
    assert!(own.is_ok(), "{own:?}");
    let mut done = 0;
    while strangers.try_join_next().is_some() {
        done += 1;
    }
    assert!(done < 100, "{done} strangers were looked at before");
}
