//! A case from request to closing statement over HTTP, and what may be said on the way.

use axum::http::StatusCode;
use jiff::ToSpan as _;
use masalama_connect::sandbox::{Fault, FaultRule};
use masalama_core::effect::EffectKind;
use masalama_core::line::LineKind;
use masalama_core::paper::{Content, verify};
use serde_json::{Value, json};

use crate::bed::{Bed, TOKEN, request};

// A prepaid line goes from request to certificate and closing statement, and every paper that comes out verifies.
#[tokio::test]
async fn a_prepaid_line_ends() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let (case, credential) = bed.open(&request(&line)).await;
    bed.drain().await;

    let seen = bed.case(&case, &credential).await;
    assert_eq!(seen["sandbox"], true);
    assert_eq!(seen["operator"], "sandbox-muscat");
    assert_eq!(seen["zone"], "Asia/Muscat");
    assert_eq!(seen["can_retract"], true, "{seen}");
    assert!(seen.get("staff").is_none(), "what is for staff is absent");
    assert!(seen["steps"].as_array().unwrap().iter().all(|step| step.get("staff").is_none()));

    let chosen = json!({"method": seen["settlement"]["refund"]["methods"][0], "destination": "OM81 0180 0000 0129 9123 456", "proof": line.owner.document});
    let after = bed.post(&format!("/v1/cases/{case}/refund"), &credential, &chosen).await;
    assert_eq!(after.status, StatusCode::OK, "{}", after.text());
    assert_eq!(after.json()["settlement"]["refund"]["chosen"], chosen["method"]);

    let end = until_closed(&mut bed, &case, &credential).await;
    assert_eq!(end["ending"], "ceased", "{end}");
    assert!(!end["covers"]["systems"].as_array().unwrap().is_empty(), "the certificate covers systems");
    assert_eq!(end["settlement"]["refund"]["state"], "paid", "{end}");
    for kind in ["receipt", "certificate", "closing-statement"] {
        let paper = bed.get(&format!("/v1/cases/{case}/papers/{kind}"), &credential).await;
        assert_eq!(paper.status, StatusCode::OK, "{kind}");
        assert!(paper.header("content-disposition").contains(&format!("masalama-{kind}-{case}.json")));
        let verified = verify(&paper.body, Some(&Bed::key())).unwrap();
        assert_eq!(verified.content.kind().as_str(), kind);
        assert!(verified.content.heading().sandbox);
    }
    for kind in ["quote", "final-bill", "archive"] {
        let paper = bed.get(&format!("/v1/cases/{case}/papers/{kind}"), &credential).await;
        assert_eq!(paper.status, StatusCode::OK, "{kind}: {}", paper.text());
        assert_eq!(verify(&paper.body, Some(&Bed::key())).unwrap().content.kind().as_str(), kind);
    }
    let printed = bed.get(&format!("/v1/cases/{case}/papers/certificate.pdf?lang=ar"), &credential).await;
    assert_eq!((printed.status, printed.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "no-font"));
    assert!(printed.text().contains("fonts-noto-core"), "{}", printed.text());
    let odd = bed.get(&format!("/v1/cases/{case}/papers/certificate.pdf?lang=fr"), &credential).await;
    assert_eq!((odd.status, odd.code().as_str()), (StatusCode::BAD_REQUEST, "bad-input"));
    let none = bed.get(&format!("/v1/cases/{case}/papers/retraction"), &credential).await;
    assert_eq!((none.status, none.code().as_str()), (StatusCode::NOT_FOUND, "not-issued"));
}

async fn until_closed(bed: &mut Bed, case: &str, credential: &str) -> Value {
    for _ in 0..60 {
        let seen = bed.case(case, credential).await;
        let has_statement =
            seen["papers"].as_array().unwrap().iter().any(|paper| paper["kind"] == "closing_statement");
        if seen["stage"] == "closed" && has_statement {
            return seen;
        }
        bed.pass(20.days()).await;
    }
    panic!("the case does not come to rest: {}", bed.case(case, TOKEN).await);
}

// The timeline shows every record, staff see the records' own words, and an export can be checked without this program.
#[tokio::test]
async fn the_timeline_and_the_export_are_whole() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Postpaid).await;
    let (case, credential) = bed.open(&request(&line)).await;
    bed.drain().await;
    let timeline = bed.get(&format!("/v1/cases/{case}/timeline"), &credential).await.json();
    let records = timeline["records"].as_array().unwrap();
    assert_eq!(records[0]["what"], "received");
    assert!(records[0]["local"].as_str().unwrap().ends_with("+04:00"));
    assert!(records.iter().all(|record| record.get("fact").is_none()));
    let staff = bed.get(&format!("/v1/cases/{case}/timeline"), TOKEN).await.json();
    assert!(staff["records"].as_array().unwrap().iter().all(|record| record.get("fact").is_some()));

    let export = bed.get(&format!("/v1/cases/{case}/export"), &credential).await;
    let exported = export.json();
    let id = masalama_core::case::CaseId::parse(&case).unwrap();
    let mut chain = masalama_core::record::chain_start(id);
    for record in exported["records"].as_array().unwrap() {
        chain = masalama_core::record::chained(&chain, record["body"].as_str().unwrap().as_bytes());
        assert_eq!(record["hash"], chain.to_string());
    }
    assert_eq!(exported["records"].as_array().unwrap().len(), records.len());
    let receipt = exported["papers"][0]["body"].as_str().unwrap();
    let verified = verify(receipt.as_bytes(), Some(&Bed::key())).unwrap();
    assert!(matches!(verified.content, Content::Receipt(_)));
    assert!(exported["readable"].as_str().unwrap().contains(&case));
    let text = export.text();
    for secret in [line.numbers.iccid.unmasked(), line.owner.document.unmasked()] {
        assert!(!text.contains(secret), "an export names no personal number in full");
    }
}

// The same request with the same key is answered alike; another request with it is refused.
#[tokio::test]
async fn a_replay_gets_the_same_answer() {
    let bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let send = |body: Value| {
        let sent = axum::http::Request::post("/v1/cases")
            .header("content-type", "application/json")
            .header("idempotency-key", "a-key-of-the-caller");
        bed.send(sent.body(body.to_string().into()).unwrap())
    };
    let first = send(request(&line)).await;
    let again = send(request(&line)).await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::OK));
    assert_eq!(first.json(), again.json());
    let mut other = request(&line);
    other["wanted_on"] = json!("2027-01-10");
    let other = send(other).await;
    assert_eq!((other.status, other.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "key-reused"));
}

// Of two requests for one line both get a receipt, and one of them the line.
#[tokio::test]
async fn two_requests_for_one_line_end_one() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let (first, one) = bed.open(&request(&line)).await;
    bed.drain().await;
    let (second, other) = bed.open(&request(&line)).await;
    bed.drain().await;
    assert_eq!(bed.case(&first, &one).await["can_retract"], true);
    assert_eq!(bed.case(&second, &other).await["refused"], "line-taken");
    let found = bed.post("/v1/cases/search", TOKEN, &json!({"iccid": line.numbers.iccid})).await.json();
    let mut names: Vec<_> =
        found["cases"].as_array().unwrap().iter().map(|row| row["case"].as_str()).collect();
    let mut wanted = [Some(first.as_str()), Some(second.as_str())];
    names.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    let by_number = bed.post("/v1/cases/search", TOKEN, &json!({"msisdn": line.numbers.msisdn})).await.json();
    assert_eq!(by_number, found);
}

// What is asked of a line that is free, another's, unknown or already being ended is answered alike.
#[tokio::test]
async fn the_answer_says_nothing_of_the_line() {
    let mut bed = Bed::new();
    let (line, other) = (bed.line(LineKind::Prepaid).await, bed.line(LineKind::Postpaid).await);
    bed.open(&request(&line)).await;
    bed.drain().await;
    let mut others = request(&other);
    others["document"] = json!(line.owner.document);
    let mut unknown = request(&other);
    unknown["iccid"] = json!("8996800123456789018");
    let mut shapes = Vec::new();
    for body in [request(&other), others, unknown, request(&line)] {
        let answered = bed.post("/v1/cases", "", &body).await;
        let said = answered.json();
        let keys: Vec<_> = said.as_object().unwrap().keys().cloned().collect();
        let content: Vec<_> =
            said["receipt"]["content"]["receipt"].as_object().unwrap().keys().cloned().collect();
        let links: Vec<_> = said["links"].as_object().unwrap().keys().cloned().collect();
        shapes.push((answered.status, keys, content, links, answered.body.len()));
    }
    assert!(shapes.windows(2).all(|pair| pair[0] == pair[1]), "{shapes:?}");
}

// A request is taken back while nothing is cut, and an amended day, a tick and a declined offer are kept.
#[tokio::test]
async fn what_the_person_says_is_kept() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Postpaid).await;
    let mut asked = request(&line);
    asked["wanted_on"] = json!("2027-06-01");
    let (case, credential) = bed.open(&asked).await;
    bed.drain().await;
    let at = |path: &str| format!("/v1/cases/{case}/{path}");
    let ticked = bed.post(&at("tick"), &credential, &json!({"advice": "keep_papers"})).await.json();
    let advice = ticked["advice"].as_array().unwrap().iter().find(|one| one["key"] == "keep_papers").unwrap();
    assert_eq!(advice["ticked"], true);
    let amended = bed.post(&at("amend"), &credential, &json!({"wanted_on": "٢٠٢٧-٠٧-٠١"})).await;
    assert_eq!(amended.json()["effective_on"], "2027-07-01", "{}", amended.text());
    let past = bed.post(&at("amend"), &credential, &json!({"wanted_on": "2020-01-01"})).await;
    assert_eq!(past.code(), "date-in-past");
    if ticked.get("offer").is_some() {
        let declined = bed.post(&at("offer/decline"), &credential, &json!({})).await.json();
        assert_eq!(declined["offer"]["declined"], true);
    }
    let wrong = bed.post(&at("refund"), &credential, &json!({"method": "teleport"})).await;
    assert_eq!(wrong.code(), "bad-input");
    let back = bed.post(&at("retract"), &credential, &json!({})).await;
    assert_eq!(back.json()["stage"], "retracting", "{}", back.text());
    bed.drain().await;
    let paper = bed.get(&at("papers/retraction"), &credential).await;
    assert!(verify(&paper.body, Some(&Bed::key())).is_ok(), "{}", paper.text());
    let closed = bed.post(&at("retract"), &credential, &json!({})).await;
    assert_eq!(closed.code(), "case-closed");
}

// When the claim does not fit, two members of staff are needed, and one name twice is not two.
#[tokio::test]
async fn papers_are_seen_by_two() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let mut asked = request(&line);
    asked["activated_on"] = json!("2001-01-01");
    let (case, credential) = bed.open(&asked).await;
    bed.drain().await;
    assert_eq!(bed.case(&case, &credential).await["stage"], "received");
    let tasks = bed.get("/v1/tasks", TOKEN).await.json();
    let task = &tasks["tasks"][0];
    assert_eq!((&task["case"], &task["do"]), (&json!(case), &json!("verify_identity")), "{tasks}");
    let path = format!("/v1/cases/{case}/tasks/{}", task["step"]);
    let note = json!({"note": "passport and card seen"});
    let unnamed = bed.post(&path, TOKEN, &note).await;
    assert_eq!(unnamed.code(), "bad-input");
    assert_eq!(bed.post_as("care-1", &path, &note).await.status, StatusCode::OK);
    let twice = bed.post_as("care-1", &path, &note).await;
    assert_eq!((twice.status, twice.code().as_str()), (StatusCode::FORBIDDEN, "second-person-needed"));
    let second = bed.post_as("care-2", &path, &note).await;
    assert_eq!(second.status, StatusCode::OK, "{}", second.text());
    bed.drain().await;
}

// A final bill that billing refuses to issue can be issued by hand: staff show it, and the case goes on with its figures.
#[tokio::test]
async fn a_bill_issued_by_hand_is_shown() {
    let mut bed = Bed::new();
    bed.sandbox.fault_set(FaultRule::on(EffectKind::IssueFinalBill, Fault::Refuse)).await.unwrap();
    let (case, credential) = bed.open(&request(&bed.line(LineKind::Prepaid).await)).await;
    bed.drain().await;
    bed.pass(3.days()).await;
    let tasks = bed.get("/v1/tasks", TOKEN).await.json();
    let task = tasks["tasks"].as_array().unwrap().iter().find(|task| task["do"] == "issue_final_bill");
    let path =
        format!("/v1/cases/{case}/tasks/{}/bill", task.expect("billing refused, so staff must act")["step"]);
    let bill = |minor: i64, dated: &str| {
        let items = json!([{"kind": "recurring", "minor": minor, "dated": dated}]);
        json!({"number": "HAND-1", "currency": "OMR", "items": items})
    };
    let none = json!({"number": "HAND-1", "currency": "OMR", "items": []});
    assert_eq!(bed.post_as("care-1", &path, &none).await.code(), "bad-input");
    let before = "2026-11-22T07:00:00Z";
    let shown = bed.post_as("care-1", &path, &bill(1_000, before)).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
    assert_eq!(bed.post_as("care-1", &path, &bill(1_000, before)).await.code(), "not-asked");
    bed.drain().await;
    let seen = bed.case(&case, &credential).await;
    assert_eq!(seen["settlement"]["final_bill"]["number"], "HAND-1", "{}", seen["settlement"]);
}
