//! Whom messages reach: every contact that is known, and nobody who only has a number that was somebody else's.

use jiff::{SignedDuration, ToSpan as _};
use masalama_core::attachment::Shown;
use masalama_core::audience::Audience;
use masalama_core::case::CaseId;
use masalama_core::effect::{EffectKind, Subject};
use masalama_core::hold::HeldWhy;
use masalama_core::identity::{Email, Msisdn};
use masalama_core::line::{Line, LineKind};
use masalama_core::next::NeedWhy;
use masalama_core::record::{Actor, Ending, Verdict};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{Contact, REPLACED_MAX, Reason, RefundMethod};
use masalama_core::role::Role;
use masalama_core::step::StepKind;
use masalama_engine::Said;

use crate::bed::{Aim, Bed, Death, Errand, People, Point, Trick, doer, is, request, staff};

async fn two_lines(bed: &Bed) -> [Line; 2] {
    let lines = bed.lines().await;
    let mut fit =
        lines.into_iter().filter(|line| is(line, "sandbox-muscat", LineKind::Prepaid) && !line.facts.esim);
    [fit.next().unwrap(), fit.next().unwrap()]
}

fn number(line: &Line) -> Msisdn {
    line.numbers.msisdn.clone().unwrap()
}

/// How many messages about the case left to the number from its `from`-th message on.
fn reached(bed: &Bed, case: CaseId, number: &Msisdn, from: usize) -> usize {
    let of_case = bed.script.told().into_iter().filter(|one| one.case == case).skip(from);
    of_case.filter(|one| one.audience.numbers.contains(number)).count()
}

/// Who ends two lines and gives each as the contact of the other is not written to on a number that is cut: it is held back, and may be a
/// stranger's soon. What the case alone knows would not keep a message from it.
#[tokio::test]
async fn a_number_that_another_case_cut_is_not_written_to() {
    let mut bed = Bed::new();
    let [first, second] = two_lines(&bed).await;
    let mut later = request(&first);
    let on = bed.desk.now().to_zoned(jiff::tz::TimeZone::UTC).date() + 40.days();
    later.wanted_on = Some(on);
    let late = bed.desk.open(later, Actor::Subscriber, None).await.unwrap().case;
    let early = bed.open(&second).await;
    bed.settle().await;
    bed.desk.change_contact(late, Actor::Subscriber, Some(number(&second)), None).await.unwrap();
    bed.desk.change_contact(early, Actor::Subscriber, Some(number(&first)), None).await.unwrap();
    let mut people = [People::new(late, &first, Errand::All), People::new(early, &second, Errand::All)];
    bed.run_days(20, &mut people).await;
    assert!(bed.view(early).await.case.charge_stop.is_some(), "the second line is cut by now");
    assert!(reached(&bed, early, &number(&first), 0) > 0, "the first line still is a contact");
    let before = bed.script.told().into_iter().filter(|one| one.case == late).count();
    bed.run_days(30, &mut people).await;
    let view = bed.view(late).await;
    assert!(view.case.charge_stop.is_some());
    let about = bed.script.told().into_iter().filter(|one| one.case == late).skip(before);
    let about: Vec<_> = about.map(|one| one.subject).collect();
    assert!(about.contains(&Subject::BeforeCut) && about.contains(&Subject::Ended), "{about:?}");
    assert_eq!(reached(&bed, late, &number(&second), before), 0);
    let stored = bed.store.load(vec![late]).await.unwrap().pop().flatten().unwrap();
    let alone = Audience::of(&view.case, &stored.personal.unwrap());
    assert!(alone.numbers.contains(&number(&second)), "the case alone would write there");
}

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

/// The last message about this, and whom it went to.
fn last(bed: &Bed, subject: Subject) -> Option<Audience> {
    bed.script.told().into_iter().rfind(|one| one.subject == subject).map(|one| one.audience)
}

/// Whoever is given as the contact, the one before is told at once and stays among those who are told until the bar; nobody can push him out by
/// changing it again and again.
#[tokio::test]
async fn a_replaced_contact_is_told_until_the_bar() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let mut asked = request(&line);
    asked.claim.contact_email = Some(email("own@mail.example"));
    let case = bed.desk.open(asked, Actor::Subscriber, None).await.unwrap().case;
    bed.settle().await;
    let change = async |bed: &Bed, to: &str| {
        bed.desk.change_contact(case, Actor::Subscriber, None, Some(email(to))).await
    };
    change(&bed, "thief@mail.example").await.unwrap();
    bed.settle().await;
    let told = last(&bed, Subject::ContactChanged).expect("it is told at once");
    assert!(
        told.emails.contains(&email("own@mail.example"))
            && told.emails.contains(&email("thief@mail.example"))
    );
    assert!(told.before_bar, "with the way to stop it");
    for turn in 1..REPLACED_MAX {
        change(&bed, &format!("thief-{turn}@mail.example")).await.unwrap();
    }
    assert!(matches!(
        change(&bed, "again@mail.example").await,
        Err(Said::Refused(RefusalCode::ChangedOften))
    ));
    bed.run_to_rest(&mut [People::new(case, &line, Errand::All)]).await;
    let before_cut = last(&bed, Subject::BeforeCut).unwrap();
    assert!(before_cut.emails.contains(&email("own@mail.example")), "{before_cut:?}");
    assert!(!last(&bed, Subject::Ended).unwrap().emails.contains(&email("own@mail.example")));
}

/// A survivor may be leaving the address she gave first: in quiet mode nobody but the contact given last is told.
#[tokio::test]
async fn in_quiet_mode_a_replaced_contact_is_left() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    let mut stored = bed.store.load(vec![case]).await.unwrap().pop().flatten().unwrap();
    let mut personal = stored.personal.take().unwrap();
    personal.replaced.push(Contact { msisdn: None, email: Some(email("read@mail.example")) });
    personal.claim.contact_email = Some(email("safe@mail.example"));
    let mut quiet = bed.view(case).await.case;
    assert!(Audience::of(&quiet, &personal).emails.contains(&email("read@mail.example")));
    quiet.received.request.reason = Reason::Survivor;
    for subject in Subject::ALL {
        let told = Audience::about(subject, &quiet, &personal);
        assert_eq!(told.emails, [email("safe@mail.example")], "{subject:?}");
    }
}

/// Where money is to go to elsewhere, every contact is told and a day passes before it is paid; the first choice waits for nothing.
#[tokio::test]
async fn a_changed_destination_is_told_and_waits_a_day() {
    for is_changed in [false, true] {
        let mut bed = Bed::new();
        let line = bed.prepaid().await;
        let case = bed.open(&line).await;
        bed.settle().await;
        let choose = async |bed: &Bed, to: &str| {
            let (method, to) = (RefundMethod::BankTransfer, Some(to.to_owned()));
            bed.desk.choose_refund(case, Actor::Subscriber, method, to).await.unwrap();
        };
        choose(&bed, "OM810180000001299123456").await;
        let step = bed.view(case).await.case.plan.find(StepKind::RereadBeforeDelete).unwrap();
        bed.script.dies(Death::At(Aim { case, step }, Point::BeforeIntent));
        bed.run_until_death(&mut []).await;
        let changed_at = bed.desk.now();
        if is_changed {
            choose(&bed, "OM810180000001299123457").await;
        }
        bed.run_days(5, &mut []).await;
        let view = bed.view(case).await;
        let paid_at =
            view.case.state(view.case.plan.find(StepKind::PayRefund).unwrap()).first_intended.unwrap();
        let waited = paid_at.duration_since(changed_at) >= SignedDuration::from_hours(24);
        assert_eq!(waited, is_changed, "{paid_at}");
        assert_eq!(last(&bed, Subject::DestinationChanged).is_some(), is_changed);
    }
}

/// Standing still, going on and taking back are told, each once; standing still holds up no message about it.
#[tokio::test]
async fn standing_still_going_on_and_taking_back_are_told() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    let count = |bed: &Bed, subject| bed.script.told().iter().filter(|one| one.subject == subject).count();
    bed.desk.hold(case, staff("care-1"), HeldWhy::ByStaff, "asked by telephone").await.unwrap();
    bed.settle().await;
    assert_eq!((count(&bed, Subject::Held), count(&bed, Subject::GoesOn)), (1, 0));
    bed.desk.lift(case, &doer("fraud-1", &[Role::Fraud]), "spoke with her").await.unwrap();
    bed.settle().await;
    assert_eq!((count(&bed, Subject::Held), count(&bed, Subject::GoesOn)), (1, 1));
    bed.desk.retract(case, Actor::Subscriber, None).await.unwrap();
    bed.run_to_rest(&mut []).await;
    assert_eq!(count(&bed, Subject::TakenBack), 1);
    assert_eq!(bed.view(case).await.case.ending, Some(Ending::Retracted));
}

/// What staff let go on, an old stop link does not hold again: only a further notice gives a reason to. Once the line is gone it holds nothing, so that
/// no refund waits for it.
#[tokio::test]
async fn an_old_stop_link_holds_nothing_again() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.settle().await;
    let token = bed.desk.stop_link(case).await.unwrap();
    let holds = async |bed: &Bed| {
        bed.desk.stop(&token).await.unwrap();
        bed.view(case).await.case.held.is_some()
    };
    assert!(holds(&bed).await);
    bed.desk.lift(case, &doer("fraud-1", &[Role::Fraud]), "spoke with the holder").await.unwrap();
    bed.settle().await;
    let records = bed.view(case).await.records.len();
    assert!(!holds(&bed).await);
    assert_eq!(bed.view(case).await.records.len(), records);
    bed.run_days(1, &mut []).await;
    assert!(last(&bed, Subject::BeforeCut).is_some(), "the last word is out");
    let is_cut = bed.view(case).await.case.is_past_no_return();
    assert_eq!(holds(&bed).await, !is_cut);
    if !is_cut {
        bed.desk.lift(case, &doer("fraud-1", &[Role::Fraud]), "once more").await.unwrap();
    }
    bed.run_days(6, &mut []).await;
    assert!(bed.view(case).await.case.is_past_no_return());
    assert!(!holds(&bed).await);
}

/// Where every contact refuses the last word there is no bar, however long, until a member of staff says that the person was told; in quiet mode nobody
/// looks for somebody else to tell.
#[tokio::test]
async fn a_last_word_that_reached_nobody_is_told_by_a_person() {
    let mut bed = Bed::new();
    let line = bed.prepaid().await;
    let case = bed.open(&line).await;
    bed.script.tricks(case, EffectKind::Tell, Trick::ReachesNobody);
    bed.run_days(30, &mut []).await;
    let view = bed.view(case).await;
    assert_eq!(view.case.charge_stop, None);
    let waits: Vec<_> = view.tasks.iter().filter(|need| need.why == NeedWhy::Stuck).collect();
    assert_eq!(waits.len(), 1, "{waits:?}");
    let step = waits[0].step;
    assert_eq!((view.case.planned(step).kind, waits[0].role), (StepKind::AnnounceBar, Role::Care));
    let lead = doer("supervisor-1", &[Role::Supervisor]);
    let shown = Shown::reference("SMS-1").unwrap();
    let resolved = bed.desk.resolve(case, &lead, step, Verdict::Done, shown, "no").await;
    assert!(matches!(resolved, Err(Said::Refused(RefusalCode::NotAsked))), "nobody resolves it away");
    bed.desk.attest(case, &doer("care-1", &[Role::Care]), step, "called her at work").await.unwrap();
    bed.run_days(5, &mut []).await;
    assert!(bed.view(case).await.case.charge_stop.is_some());
}
