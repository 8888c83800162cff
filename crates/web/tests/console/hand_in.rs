//! What staff do for the person at the counter: another contact, a picture, a refund's way, the records; each as an agent would, on the page of the case.

use axum::http::StatusCode;
use jiff::ToSpan as _;
use masalama_core::line::LineKind;
use masalama_core::role::Role;

use super::{assert_masked, between, staff};
use crate::bed::{Bed, TOKEN, request};
use crate::portal::part::{picture, upload_to};

// The contact is changed by who is fresh, shown masked, on record, and what cannot be read is named and kept.
#[tokio::test]
async fn a_contact_is_changed_at_the_counter() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let (case, _) = bed.open(&request(&line)).await;
    bed.drain().await;
    let page = format!("/console/cases/{case}");
    let place = format!("{page}/contact");
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    let text = care.get(&page).await.text();
    assert!(text.contains(&format!("action=\"{place}\"")), "{text}");
    for (contact, email, said) in [
        ("", "", "Give a number or an e-mail"),
        ("12", "", "no phone number"),
        ("", "her at example", "no e-mail address"),
        ("+968 9212 3456", "<b>\"@", "no e-mail address"),
    ] {
        let wrong = care.submit(&place, &[("contact", contact), ("email", email)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{contact} {email}");
        let text = wrong.text();
        assert!(between(&text, "id=\"refusal\">", "</p>").contains(said), "{text}");
        assert!(text.contains(&format!(
            "name=\"contact\" inputmode=\"tel\" dir=\"ltr\" maxlength=\"40\" value=\"{contact}\""
        )));
        assert!(!text.contains("<b>\""), "{text}");
    }
    let changed = care.submit(&place, &[("contact", "+٩٦٨ ٩٢١٢ ٣٤٥٦"), ("email", "her@example.om")]).await;
    assert_eq!(changed.header("location"), page, "{}", changed.text());
    let text = care.get(&page).await.text();
    assert!(text.contains("The contact was changed") && text.contains("care-1"), "{text}");
    assert!(
        text.contains("E-mail") && !text.contains("her@example.om") && !text.contains("92123456"),
        "{text}"
    );
    assert_masked(&text, &line);
    let shown = care.submit(&format!("{page}/reveal"), &[("note", "she asks what is noted")]).await.text();
    assert!(shown.contains("+96892123456") && shown.contains("her@example.om"), "{shown}");
    let finance = staff(&bed, "finance-1", &[Role::Finance]).await.get(&page).await.text();
    assert!(!finance.contains(&format!("action=\"{place}\"")));
}

// A picture is handed in, written anew, and shown as nothing but a picture; what is none is said, and what was chosen stays.
#[tokio::test]
async fn a_picture_is_handed_in_and_shown() {
    let mut bed = Bed::new();
    let (case, credential) = bed.open(&request(&bed.line(LineKind::Prepaid).await)).await;
    bed.drain().await;
    let page = format!("/console/cases/{case}");
    let place = format!("{page}/upload");
    let care = staff(&bed, "shop-1", &[Role::Shop]).await;
    let text = care.get(&page).await.text();
    assert!(text.contains(&format!("action=\"{place}\"")), "{text}");
    for (file, said) in
        [(b"<script>alert(1)</script>".to_vec(), "not a picture"), (Vec::new(), "Choose a picture")]
    {
        let wrong = upload_to(&care, &place, "return_receipt", "x\"><script>.png", &file).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
        let text = wrong.text();
        assert!(between(&text, "id=\"refusal\">", "</p>").contains(said), "{text}");
        assert!(
            text.contains("<option value=\"return_receipt\" selected>") && !text.contains("><script>"),
            "{text}"
        );
    }
    let taken = upload_to(&care, &place, "return_receipt", "slip.png", &picture()).await;
    assert_eq!(taken.header("location"), page, "{}", taken.text());
    let text = care.get(&page).await.text();
    let shown = between(&text, "<figure><img src=\"", "\"").to_owned();
    assert!(shown.starts_with(&format!("{page}/pictures/")), "{shown}");
    let image = care.get(&shown).await;
    assert_eq!((image.status, image.header("content-type")), (StatusCode::OK, "image/jpeg"));
    assert_eq!(image.header("x-content-type-options"), "nosniff");
    assert!(image.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(
        (image.header("cache-control"), image.header("cross-origin-resource-policy")),
        ("no-store", "same-origin")
    );
    assert!(image::load_from_memory(&image.body).is_ok());
    assert!(bed.get(&shown, &credential).await.status.is_redirection(), "the address alone opens nothing");
    let fraud = staff(&bed, "fraud-1", &[Role::Fraud]).await.get(&page).await.text();
    assert!(!fraud.contains(&format!("action=\"{place}\"")));
    let timeline = bed.get(&format!("/v1/cases/{case}/timeline"), TOKEN).await.json();
    let records = timeline["records"].as_array().unwrap();
    assert!(records.iter().any(|one| one["what"] == "attached" && one["staff"] == "shop-1"), "{timeline}");
}

// A picture of an identity paper stands on no page and opens at no address until whoever may see numbers said why; then for him, for some minutes.
#[tokio::test]
async fn an_identity_paper_is_shown_with_the_numbers() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let (case, _) = bed.open(&request(&line)).await;
    bed.drain().await;
    let page = format!("/console/cases/{case}");
    let pictures = format!("<img src=\"{page}/pictures/");
    let image = {
        let shop = staff(&bed, "shop-1", &[Role::Shop]).await;
        shop.get(&page).await;
        let taken = upload_to(&shop, &format!("{page}/upload"), "identity_paper", "id.png", &picture()).await;
        assert_eq!(taken.header("location"), page, "{}", taken.text());
        let finance = staff(&bed, "finance-1", &[Role::Finance]).await;
        for who in [&shop, &finance] {
            let text = who.get(&page).await.text();
            assert!(
                text.contains("only together with the numbers in full") && !text.contains(&pictures),
                "{text}"
            );
        }
        shop.get(&page).await;
        let unsaid = shop.submit(&format!("{page}/reveal"), &[("note", " ")]).await.text();
        assert!(!unsaid.contains(&pictures), "{unsaid}");
        let shown = shop.submit(&format!("{page}/reveal"), &[("note", "to compare her face")]).await.text();
        let image = format!("{page}/pictures/{}", between(&shown, &pictures, "\""));
        assert_eq!(shop.get(&image).await.status, StatusCode::OK);
        let other = staff(&bed, "shop-2", &[Role::Shop]).await;
        for who in [&finance, &other] {
            assert_eq!(who.get(&image).await.status, StatusCode::FORBIDDEN);
        }
        assert!(!shop.get(&page).await.text().contains(&pictures), "the next page is masked again");
        image
    };
    bed.pass(6.minutes()).await;
    let again = staff(&bed, "shop-1", &[Role::Shop]).await;
    assert_eq!(again.get(&image).await.status, StatusCode::FORBIDDEN, "a reason holds for some minutes");
}

// Where money goes and how devices come back is taken down in the person's name; what could not be done stays typed, in every field.
#[tokio::test]
async fn what_was_typed_for_the_person_stays() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Postpaid, 12).await;
    let line = lines.into_iter().find(|line| !line.facts.devices.is_empty()).unwrap();
    let (case, _) = bed.open(&request(&line)).await;
    bed.drain().await;
    let page = format!("/console/cases/{case}");
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    let text = care.get(&page).await.text();
    assert!(text.contains(&format!("action=\"{page}/return\"")), "{text}");
    let wrong =
        [("way", "courier"), ("on", "2026-12-01"), ("from_hour", "at ten"), ("address", "House \"5\" <Way>")];
    let kept = care.submit(&format!("{page}/return"), &wrong).await;
    assert_eq!(kept.status, StatusCode::BAD_REQUEST, "{}", kept.text());
    let text = kept.text();
    for value in ["value=\"2026-12-01\"", "value=\"at ten\"", "value=\"House &#34;5&#34; &#60;Way&#62;\""] {
        assert!(text.contains(value), "{value}: {text}");
    }
    let right =
        [("way", "courier"), ("on", "2026-12-01"), ("from_hour", "١٠"), ("address", "House 5, Muscat")];
    let done = care.submit(&format!("{page}/return"), &right).await;
    assert_eq!(done.header("location"), page, "{}", done.text());
    assert_eq!(bed.case(&case, TOKEN).await["choices"]["device_return"]["courier"]["from_hour"], 10);
    let methods = care.get(&page).await.text();
    assert!(methods.contains(&format!("action=\"{page}/refund\"")), "{methods}");
    let wrong = [("method", "bank_transfer"), ("destination", "OM81 0180 0000 0129 9123 465")];
    let kept = care.submit(&format!("{page}/refund"), &wrong).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", kept.text());
    assert!(kept.text().contains("check digits do not fit") && kept.text().contains(wrong[1].1));
    let refund = [("method", "bank_transfer"), ("destination", "OM-account-of-hers 77")];
    let done = care.submit(&format!("{page}/refund"), &refund).await;
    assert_eq!(done.header("location"), page, "{}", done.text());
    assert!(!care.get(&page).await.text().contains("account-of-hers"), "where it goes is not shown unmasked");
}

// A supervisor takes all records along as one file; nobody else has the link or the right.
#[tokio::test]
async fn the_records_are_the_supervisors() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let (case, _) = bed.open(&request(&line)).await;
    bed.drain().await;
    let (page, place) = (format!("/console/cases/{case}"), format!("/console/cases/{case}/records"));
    let supervisor = staff(&bed, "supervisor-1", &[Role::Supervisor]).await;
    assert!(supervisor.get(&page).await.text().contains(&format!("href=\"{place}\"")));
    let records = supervisor.get(&place).await;
    assert_eq!(records.json()["case"]["case"], case.as_str());
    assert_masked(&records.text(), &line);
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    assert!(!care.get(&page).await.text().contains(&place));
    assert_eq!(care.get(&place).await.status, StatusCode::FORBIDDEN);
}
