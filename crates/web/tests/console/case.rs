//! The page of a case: masked until revealed, tasks done right there, a second person where one is needed.

use axum::http::StatusCode;
use jiff::ToSpan as _;
use masalama_connect::sandbox::Happening;
use masalama_core::line::{Line, LineKind};
use masalama_core::money::{Currency, Money};
use masalama_core::port::LineFilter;
use masalama_core::role::Role;

use super::{assert_masked, between, numbers, odd, staff};
use crate::bed::{Bed, TOKEN, request};
use crate::browser::Browser;

/// A page of the console is at most this large.
const PAGE_BYTES_MAX: usize = 50 * 1024;

// A case is one page, in every language, with all its parts; it is small, and nothing personal is on it.
#[tokio::test]
async fn a_case_is_one_page() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Postpaid).await;
    let (case, _) = bed.open(&request(&line)).await;
    bed.drain().await;
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    for (lang, direction) in [("en", "ltr"), ("ar", "rtl"), ("zh", "ltr")] {
        let page = care.get(&format!("/console/cases/{case}?lang={lang}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        assert_eq!(page.header("cache-control"), "no-store");
        let text = page.text();
        assert!(text.contains(&format!("dir=\"{direction}\"")));
        for part in [
            "tasks",
            "plan",
            "money",
            "evidence",
            "papers",
            "contacts",
            "proposals",
            "complaints",
            "notes",
            "timeline",
        ] {
            assert!(
                text.contains(&format!("id=\"{part}\"")) && text.contains(&format!("href=\"#{part}\"")),
                "{part}"
            );
        }
        let plan = between(&text, "<section id=\"plan\">", "</section>");
        assert!(plan.contains("<details class=\"group\">"), "what is far off is folded: {plan}");
        assert!(plan.contains("<details class=\"group\" open>"), "what is under way is not: {plan}");
        let facts = between(&text, "<dl class=\"facts\">", "</dl>");
        assert!(facts.contains("<bdi dir=\"ltr\">+•"), "a number is read from the left: {facts}");
        assert!(page.body.len() < PAGE_BYTES_MAX, "{} bytes", page.body.len());
        assert_masked(&text, &line);
    }
    let record = care.get(&format!("/console/cases/{case}?record=1&lang=en")).await.text();
    assert!(record.contains("&#34;received&#34;"), "{record}");
    assert_masked(&record, &line);
}

// The numbers are shown for a reason, once, to who proved himself just now; who, when and why is on record.
#[tokio::test]
async fn revealing_needs_a_reason_and_is_recorded() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let (case, _) = bed.open(&request(&line)).await;
    bed.drain().await;
    let (page, reveal) = (format!("/console/cases/{case}"), format!("/console/cases/{case}/reveal"));
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    care.get(&page).await;
    let silent = care.submit(&reveal, &[("note", "  ")]).await;
    assert_eq!(silent.status, StatusCode::BAD_REQUEST);
    assert_masked(&silent.text(), &line);
    let shown = care.submit(&reveal, &[("note", "the person called back")]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
    assert_eq!(shown.header("cache-control"), "no-store");
    let text = shown.text();
    for number in numbers(&line) {
        assert!(text.contains(&number), "{number}: {text}");
    }
    let again = care.get(&page).await.text();
    assert_masked(&again, &line);
    assert!(again.contains("the person called back") && again.contains("care-1"), "{again}");
    let timeline = bed.get(&format!("/v1/cases/{case}/timeline"), TOKEN).await.json();
    let revealed: Vec<_> =
        timeline["records"].as_array().unwrap().iter().filter(|one| one["what"] == "revealed").collect();
    assert_eq!(revealed.len(), 1, "what was refused is no record: {timeline}");
    assert_eq!(
        (&revealed[0]["staff"], &revealed[0]["fact"]["revealed"]["reason"]),
        (&"care-1".into(), &"the person called back".into())
    );

    let session = bed.access.signed_in("care-2", &[Role::Care]).await;
    bed.pass(6.minutes()).await;
    let care = Browser::new(&bed);
    care.keep("__Host-staff", session.reveal());
    care.get(&page).await;
    let stale = care.submit(&reveal, &[("note", "later")]).await;
    assert!(stale.status.is_redirection() && stale.header("location").starts_with("/console/prove"));
    let page = care.get(&page).await.text();
    assert!(page.contains("/console/prove?to=") && !page.contains("id=\"reveal-note\""), "{page}");
}

// Papers are seen by two: the first is named to the second, and cannot be both.
#[tokio::test]
async fn papers_are_seen_by_two() {
    let mut bed = Bed::new();
    let case = odd(&bed, &bed.line(LineKind::Prepaid).await).await;
    bed.drain().await;
    let page = format!("/console/cases/{case}");
    let (one, two) = (staff(&bed, "shop-1", &[Role::Shop]).await, staff(&bed, "shop-2", &[Role::Shop]).await);
    let text = one.get(&page).await.text();
    let task = between(&text, &format!("action=\"{page}/tasks/"), "\"").to_owned();
    let path = format!("{page}/tasks/{task}");
    let done = one.submit(&path, &[("note", "passport and card seen")]).await;
    assert_eq!(done.header("location"), page);
    let own = one.get(&page).await.text();
    assert!(own.contains("somebody else must too") && !own.contains(&format!("action=\"{path}\"")), "{own}");
    let twice = one.submit(&path, &[("note", "seen again")]).await;
    assert_eq!(twice.status, StatusCode::FORBIDDEN);
    assert!(two.get(&page).await.text().contains("shop-1"));
    assert!(two.submit(&path, &[("note", "seen too")]).await.status.is_redirection());
    bed.drain().await;
    assert_ne!(bed.case(&case, TOKEN).await["stage"], "received");
    let one = staff(&bed, "shop-1", &[Role::Shop]).await;
    assert!(one.get(&page).await.text().contains("passport and card seen"), "the note is on the page");
}

// What needs a second person is approved by another, bound to exactly the content that was shown.
#[tokio::test]
async fn four_eyes_are_bound_to_the_content() {
    let mut bed = Bed::new();
    let case = odd(&bed, &bed.line(LineKind::Prepaid).await).await;
    bed.drain().await;
    let page = format!("/console/cases/{case}");
    let (one, two) =
        (staff(&bed, "fraud-1", &[Role::Fraud]).await, staff(&bed, "fraud-2", &[Role::Fraud]).await);
    one.get(&page).await;
    let asked = [("what", "override_identity"), ("note", "known at the embassy")];
    assert_eq!(one.submit(&format!("{page}/proposals"), &asked).await.header("location"), page);
    let own = one.get(&page).await.text();
    assert!(own.contains("You proposed this") && !own.contains("/approve\""), "{own}");
    let text = two.get(&page).await.text();
    let seq = between(&text, &format!("action=\"{page}/proposals/"), "/approve\"").to_owned();
    let content = between(&text, "name=\"content\" value=\"", "\"").to_owned();
    assert!(
        text.contains("known at the embassy") && text.contains(&format!("<code>{content}</code>")),
        "{text}"
    );
    let approve = format!("{page}/proposals/{seq}/approve");
    let self_approved = one.submit(&approve, &[("content", &content)]).await;
    assert_eq!(self_approved.status, StatusCode::FORBIDDEN, "{}", self_approved.text());
    let other = "A".repeat(content.len());
    let changed = two.submit(&approve, &[("content", &other)]).await;
    assert!(changed.status.is_client_error(), "{}", changed.text());
    assert_eq!(bed.case(&case, TOKEN).await["stage"], "received");
    let approved = two.submit(&approve, &[("content", &content)]).await;
    assert_eq!(approved.header("location"), page, "{}", approved.text());
    bed.drain().await;
    assert_ne!(bed.case(&case, TOKEN).await["stage"], "received");
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    assert!(!care.get(&page).await.text().contains("/approve\""), "care does not approve");
}

// An admin who makes an account, and could enrol with its link, is not his own second person under that name; nor is it beside him.
#[tokio::test]
async fn who_makes_an_account_is_not_its_second_person() {
    let mut bed = Bed::new();
    let case = odd(&bed, &bed.line(LineKind::Prepaid).await).await;
    bed.drain().await;
    let page = format!("/console/cases/{case}");
    let admin = staff(&bed, "root-1", &[Role::Admin, Role::Fraud]).await;
    admin.get("/console/accounts").await;
    let fields = [("do", "add"), ("name", "second-1"), ("role", "fraud")];
    assert_eq!(admin.submit("/console/accounts", &fields).await.status, StatusCode::OK);
    admin.get(&page).await;
    let asked = [("what", "override_identity"), ("note", "known at the embassy")];
    assert_eq!(admin.submit(&format!("{page}/proposals"), &asked).await.header("location"), page);
    let second = staff(&bed, "second-1", &[Role::Fraud]).await;
    let text = second.get(&page).await.text();
    let seq = between(&text, &format!("action=\"{page}/proposals/"), "/approve\"").to_owned();
    let content = between(&text, "name=\"content\" value=\"", "\"").to_owned();
    let approve = format!("{page}/proposals/{seq}/approve");
    let own = second.submit(&approve, &[("content", &content)]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "{}", own.text());
    assert_eq!(bed.case(&case, TOKEN).await["stage"], "received");
    let other = staff(&bed, "fraud-2", &[Role::Fraud]).await;
    other.get(&page).await;
    assert_eq!(other.submit(&approve, &[("content", &content)]).await.header("location"), page);
}

// Who proposed may take it back without the right to approve; nobody takes back what somebody else proposed.
#[tokio::test]
async fn an_own_proposal_is_taken_back() {
    let mut bed = Bed::new();
    let case = odd(&bed, &bed.line(LineKind::Prepaid).await).await;
    bed.drain().await;
    let page = format!("/console/cases/{case}");
    let (one, two) = (staff(&bed, "care-1", &[Role::Care]).await, staff(&bed, "care-2", &[Role::Care]).await);
    let asked = [("what", "override_identity"), ("note", "known at the embassy")];
    one.get(&page).await;
    assert_eq!(one.submit(&format!("{page}/proposals"), &asked).await.header("location"), page);
    let own = one.get(&page).await.text();
    let seq = between(&own, &format!("action=\"{page}/proposals/"), "/take-back\"").to_owned();
    let path = format!("{page}/proposals/{seq}/take-back");
    let others = two.get(&page).await.text();
    assert!(!others.contains("/take-back\"") && !others.contains("/turn-down\""), "{others}");
    assert_eq!(two.submit(&path, &[("note", "not mine")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(one.submit(&path, &[("note", "it was another embassy")]).await.header("location"), page);
    let text = one.get(&page).await.text();
    assert!(text.contains("it was another embassy") && !text.contains("/take-back\""), "{text}");
    assert_eq!(one.submit(&path, &[("note", "again")]).await.status, StatusCode::CONFLICT);
}

// Who cannot do what waits is told who can.
#[tokio::test]
async fn a_task_of_others_says_whose_it_is() {
    let mut bed = Bed::new();
    let case = odd(&bed, &bed.line(LineKind::Prepaid).await).await;
    bed.drain().await;
    let page = format!("/console/cases/{case}");
    let logistics = staff(&bed, "logistics-1", &[Role::Logistics]).await.get(&page).await.text();
    let tasks = between(&logistics, "<section id=\"tasks\">", "</section>");
    assert!(tasks.contains("This can be done by: ") && !tasks.contains("<form"), "{tasks}");
    let shop = staff(&bed, "shop-1", &[Role::Shop]).await.get(&page).await.text();
    assert!(!shop.contains("This can be done by: "), "{shop}");
}

// Unpaid dues are the person's and read again by themselves: staff are offered no form that is always refused.
#[tokio::test]
async fn unpaid_dues_are_not_vouched_for() {
    let mut bed = Bed::new();
    let filter = LineFilter { limit: 500, ..LineFilter::default() };
    let lines = bed.sandbox.find_lines(filter).await.unwrap().lines;
    let fits = |line: &Line| {
        let facts = &line.facts;
        let is_free = !facts.legal_hold && !facts.port_pending;
        facts.kind == LineKind::Postpaid && facts.operator.as_str() == "sandbox-salalah" && is_free
    };
    let line = lines.into_iter().find(fits).unwrap();
    let amount = Money::new(12_500, Currency::OMR);
    bed.sandbox.world(&line.numbers.iccid, Happening::BillIssued { amount }).await.unwrap();
    let (case, _) = bed.open(&request(&line)).await;
    bed.drain().await;
    let finance = staff(&bed, "finance-1", &[Role::Finance]).await;
    let text = finance.get(&format!("/console/cases/{case}")).await.text();
    let dues = between(&text, "<summary>See to the unpaid dues</summary>", "</details>");
    assert!(dues.contains("Only the person can do this") && !dues.contains("<form"), "{dues}");
}

// A case is held with a reason, shows it, and goes on again; what could not be done keeps what was typed.
#[tokio::test]
async fn a_case_is_held_and_goes_on() {
    let mut bed = Bed::new();
    let (case, _) = bed.open(&request(&bed.line(LineKind::Postpaid).await)).await;
    bed.drain().await;
    let page = format!("/console/cases/{case}");
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    care.get(&page).await;
    assert_eq!(care.submit(&format!("{page}/hold"), &[("note", "")]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        care.submit(&format!("{page}/hold"), &[("note", "the person is in doubt")]).await.header("location"),
        page
    );
    let held = care.get(&page).await.text();
    assert!(held.contains("Held since") && held.contains("the person is in doubt"), "{held}");
    assert!(care.submit(&format!("{page}/resume"), &[("note", "she is sure")]).await.status.is_redirection());
    assert!(!care.get(&page).await.text().contains("Held since"));
    let typed = care.submit(&format!("{page}/resume"), &[("note", "once too often <b>")]).await;
    assert_eq!(typed.status, StatusCode::CONFLICT);
    let text = typed.text();
    assert!(text.contains("once too often &#60;b&#62;") && text.contains("role=\"alert\""), "{text}");
}

// A complaint is taken down with its clock, long numbers in it are masked, and it is answered on the same page.
#[tokio::test]
async fn a_complaint_is_taken_down_and_answered() {
    let mut bed = Bed::new();
    let (case, _) = bed.open(&request(&bed.line(LineKind::Prepaid).await)).await;
    bed.drain().await;
    let page = format!("/console/cases/{case}");
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    care.get(&page).await;
    let said = [("about", "too_slow"), ("note", "call me on ٩٢١٢٣٤٥٦ today")];
    for _ in 0..2 {
        assert_eq!(care.submit(&format!("{page}/complaints"), &said).await.header("location"), page);
    }
    let text = care.get(&page).await.text();
    assert_eq!(text.matches("call me on").count(), 1, "a double click is one complaint: {text}");
    assert!(text.contains("Answer due by") && text.contains("call me on •••٥٦ today"), "{text}");
    let seq = between(&text, &format!("action=\"{page}/complaints/"), "\"").to_owned();
    let answered =
        care.submit(&format!("{page}/complaints/{seq}"), &[("note", "we phoned; it ends on Sunday")]).await;
    assert_eq!(answered.header("location"), page);
    let text = care.get(&page).await.text();
    assert!(text.contains("answered on") && text.contains("we phoned; it ends on Sunday"), "{text}");
}
