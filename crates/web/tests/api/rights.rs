//! Where the rules of the case narrow a right: a fresh proof, one's own tasks, and nothing once the case has ended.

use axum::http::StatusCode;
use jiff::ToSpan as _;
use masalama_access::{By, During, Right, rule};
use masalama_core::approval::Proposal;
use masalama_core::attachment::{AttachmentKind, Media};
use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use masalama_core::hold::HeldWhy;
use masalama_core::identity::Email;
use masalama_core::line::{Line, LineKind};
use masalama_core::record::{Actor, StaffName, StepIndex};
use masalama_core::role::Role;
use masalama_engine::{Desk, Doer, Said, StopToken};
use serde_json::{Value, json};

use crate::bed::{Bed, request};

fn name(text: &str) -> StaffName {
    StaffName::try_from(text.to_owned()).unwrap()
}

/// Who holds only the credential sends no money anywhere: without the document of the request, or with another, nothing is chosen, and he may not try
/// for ever. With it the choice is kept; staff are known and need none.
#[tokio::test]
async fn a_credential_alone_sends_no_money() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let (case, credential) = bed.open(&request(&line)).await;
    bed.drain().await;
    let path = format!("/v1/cases/{case}/refund");
    let chosen = async |bed: &Bed| bed.case(&case, &credential).await["settlement"]["refund"].clone();
    let with = |proof: Value| json!({"method": "bank_transfer", "destination": "OM810180000001299123456", "proof": proof});
    let own = with(json!(line.owner.document));
    let none = json!({"method": "bank_transfer", "destination": "OM810180000001299123456"});
    let without = bed.post(&path, &credential, &none).await;
    assert_eq!((without.status, without.code().as_str()), (StatusCode::FORBIDDEN, "not-verified"));
    assert!(without.text().contains("`proof`"), "{}", without.text());
    let unread = bed.post(&path, &credential, &with(json!({"kind": "passport", "number": "?"}))).await;
    assert_eq!(unread.code(), "bad-input");
    assert!(unread.text().contains("`proof.number`"), "{}", unread.text());
    let wrong = with(json!({"kind": "passport", "number": "ZZ9988776"}));
    let refused = bed.post(&path, &credential, &wrong).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::FORBIDDEN, "not-verified"));
    assert!(!refused.text().contains("9988776"));
    assert_eq!(chosen(&bed).await.get("chosen"), None);
    let shown = bed.post(&path, &credential, &own).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
    assert_eq!(chosen(&bed).await["chosen"], "bank_transfer");
    let mut tries = 0;
    while bed.post(&path, &credential, &wrong).await.code() == "not-verified" {
        tries += 1;
        assert!(tries < 30, "he may try for ever");
    }
    for tried in [&wrong, &own] {
        let late = bed.post(&path, &credential, tried).await;
        assert_eq!((late.status, late.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too-many"));
    }
    let by_staff = bed.post_as("care-1", &path, &json!({"method": "cash_at_shop"})).await;
    assert_eq!(by_staff.status, StatusCode::OK, "{}", by_staff.text());
}

/// A task is done by who is there for it: another role is told no, and it still waits.
#[tokio::test]
async fn a_task_of_another_role_is_refused() {
    let mut bed = Bed::new();
    let mut asked = request(&bed.line(LineKind::Prepaid).await);
    asked["activated_on"] = json!("2001-01-01");
    let (case, _) = bed.open(&asked).await;
    bed.drain().await;
    let path = format!("/v1/cases/{case}/tasks/1");
    let note = json!({"note": "passport and card seen"});
    let mut said = Vec::new();
    for (who, role) in [("carrier-1", Role::Logistics), ("shop-1", Role::Shop), ("lead-1", Role::Supervisor)]
    {
        bed.access.signed_in(who, &[role]).await;
        let token = bed.access.make_program(&name(who), "a test", 1, false, &By::CommandLine).await.unwrap();
        let answered = bed.post(&path, &token, &note).await;
        said.push((answered.status, answered.status.is_success() || answered.code() == "not-allowed"));
        assert_eq!(answered.header("www-authenticate"), "", "another token would not help");
    }
    let (no, yes) = (StatusCode::FORBIDDEN, StatusCode::OK);
    assert_eq!(said, [(no, true), (yes, true), (yes, true)]);
}

/// Cases that have ended, each in its own way.
async fn ended(bed: &mut Bed, line: &Line) -> Vec<(&'static str, String, String)> {
    let mut cases = Vec::new();
    let mut end = |how, (case, credential): (String, String)| cases.push((how, case, credential));
    let mut odd = request(line);
    odd["activated_on"] = json!("2001-01-01");
    end("lapsed", bed.open(&odd).await);
    let first = bed.open(&request(line)).await;
    bed.drain().await;
    end("refused", bed.open(&request(line)).await);
    bed.drain().await;
    end("retracted", bed.open(&odd).await);
    let (_, case, credential) = cases.last().unwrap().clone();
    let back = bed.post(&format!("/v1/cases/{case}/retract"), &credential, &json!({})).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.text());
    cases.push(("ceased", first.0, first.1));
    for _ in 0..60 {
        bed.pass(20.days()).await;
    }
    for (how, case, credential) in &cases {
        assert_eq!(bed.case(case, credential).await["ending"], *how);
    }
    cases
}

/// A case and who has a part in it.
struct Of<'a> {
    bed: &'a Bed,
    case: &'a str,
    credential: &'a str,
    line: &'a Line,
}

impl Of<'_> {
    fn id(&self) -> CaseId {
        CaseId::parse(self.case).unwrap()
    }

    fn desk(&self) -> &Desk {
        &self.bed.desk
    }

    async fn own(&self, place: &str, body: Value) -> String {
        self.bed.post(&format!("/v1/cases/{}/{place}", self.case), self.credential, &body).await.code()
    }

    async fn staff(&self, place: &str, body: Value) -> String {
        self.bed.post_as("lead-1", &format!("/v1/cases/{}/{place}", self.case), &body).await.code()
    }

    /// Everything the right is for, over its route where it has one, and what each was refused with.
    async fn refusals(&self, right: Right) -> Vec<String> {
        let mut all = self.of_person(right).await;
        all.extend(self.of_staff(right).await);
        assert!(!all.is_empty(), "{right:?} holds only while a case is open: say here what it is for");
        all
    }

    /// What the person may do.
    async fn of_person(&self, right: Right) -> Vec<String> {
        let (me, note) = (Actor::Subscriber, "looked at it");
        if right == Right::Retract {
            let paused = json!({"suspend_until": "2040-01-01"});
            return vec![self.own("retract", json!({})).await, self.own("retract", paused).await];
        }
        if right == Right::Choose {
            return vec![
                self.own("amend", json!({"wanted_on": "2040-01-01"})).await,
                self.own("tick", json!({"advice": "keep_papers"})).await,
                self.own("return", json!("shop")).await,
                self.own("offer/decline", json!({})).await,
            ];
        }
        if right == Right::ChooseRefund {
            let asked = json!({"method": "cash_at_shop", "proof": self.line.owner.document});
            return vec![self.own("refund", asked.clone()).await, self.staff("refund", asked).await];
        }
        if right == Right::ChangeContact {
            let email = Email::parse("someone@example.om").ok();
            return vec![code(self.desk().change_contact(self.id(), me, None, email).await)];
        }
        if right == Right::Resume {
            let lead = Doer { name: name("lead-1"), roles: [Role::Supervisor].into() };
            return vec![
                code(self.desk().resume(self.id(), note).await),
                code(self.desk().lift(self.id(), &lead, note).await),
            ];
        }
        if right == Right::Upload {
            let png = b"\x89PNG\r\n\x1a\n and whatever follows".to_vec();
            let what = AttachmentKind::ReturnReceipt;
            return vec![code(self.desk().attach(self.id(), me, what, Media::Png, png).await)];
        }
        if right == Right::Hold {
            return vec![code(self.desk().hold(self.id(), me, HeldWhy::BySubscriber, note).await)];
        }
        Vec::new()
    }

    /// What staff may do.
    async fn of_staff(&self, right: Right) -> Vec<String> {
        let (lead, note) = (Actor::Staff(name("lead-1")), "looked at it");
        if right == Right::DoTask {
            let item = json!({"kind": "usage", "minor": 1, "dated": "2026-11-22T08:00:00Z"});
            let bill = json!({"number": "B-1", "currency": "OMR", "items": [item]});
            return vec![
                self.staff("tasks/1", json!({"note": note})).await,
                self.staff("tasks/1/bill", bill).await,
            ];
        }
        if right == Right::ResolveUnknown {
            let shown = json!({"reference": "BRM-4711"});
            let asked = json!({"step": 1, "verdict": "done", "note": note, "shown": shown});
            return vec![self.staff("resolve", asked).await];
        }
        if right == Right::Decide {
            return vec![self.staff("decide", json!({"decision": "try_again", "note": note})).await];
        }
        if right == Right::Hold {
            return vec![code(self.desk().hold(self.id(), lead, HeldWhy::ByStaff, note).await)];
        }
        if right == Right::Propose {
            let wait = Proposal::SkipWait { step: StepIndex(4) };
            return vec![
                code(self.desk().propose(self.id(), lead.clone(), Proposal::OverrideIdentity, note).await),
                code(self.desk().propose(self.id(), lead, wait, note).await),
            ];
        }
        if right == Right::Approve {
            let who = Doer { name: name("lead-1"), roles: [Role::Supervisor].into() };
            return vec![
                code(self.desk().approve(self.id(), &who, 2, Digest::of(&[])).await),
                code(self.desk().turn_down(self.id(), lead, 2, note).await),
            ];
        }
        Vec::new()
    }
}

fn code<T: std::fmt::Debug>(said: Result<T, Said>) -> String {
    match said {
        Err(Said::Refused(code)) => code.to_string(),
        other => panic!("it was not refused: {other:?}"),
    }
}

/// Whatever the table allows only while a case is open is refused once it has ended, with that reason and nothing written, however it ended. A stop
/// link alone says nothing, for it must not tell a stranger how the case stands; it changes nothing either.
#[tokio::test]
async fn what_ends_with_the_case_is_refused_after_it() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    for (how, case, credential) in ended(&mut bed, &line).await {
        let of = Of { bed: &bed, case: &case, credential: &credential, line: &line };
        let before = bed.desk.view(of.id()).await.unwrap().records.len();
        for right in Right::ALL.iter().filter(|right| rule(**right).during == During::Open) {
            if *right == Right::PauseCase {
                let token = StopToken::parse(&bed.stop_link(&case).await).unwrap();
                bed.desk.stop(&token).await.unwrap();
                continue;
            }
            for refused in of.refusals(*right).await {
                assert_eq!(refused, "case-closed", "{how}: {right:?}");
            }
        }
        assert_eq!(bed.desk.view(of.id()).await.unwrap().records.len(), before, "{how}");
    }
}
