//! The person's part of a case, from the receipt to the papers: the whole prepaid and postpaid journey through pages, without a script.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use jiff::ToSpan;
use masalama_core::line::{Line, LineKind};
use masalama_core::paper::verify;
use serde_json::{Value, json};

use super::form::{fields, filled, pairs};
use super::journey::{Person, shown, to_receipt};
use crate::bed::{Answered, Bed, request};
use crate::browser::{Browser, HOST};

/// A person in his case: a session kept apart from the bed, so that the bed can go on.
pub(crate) struct Inside {
    pub(crate) case: String,
    pub(crate) credential: String,
    pub(crate) line: Line,
}

impl Inside {
    pub(crate) async fn new(bed: &mut Bed, kind: LineKind) -> Self {
        let line = bed.line(kind).await;
        Self::of(bed, line).await
    }

    pub(crate) async fn of(bed: &mut Bed, line: Line) -> Self {
        let receipt = to_receipt(&mut Person::new(bed), &line).await;
        let (case, credential) = shown(&receipt);
        bed.drain().await;
        Self { case, credential, line }
    }

    /// A browser that has entered the case.
    pub(crate) async fn browser<'a>(&self, bed: &'a Bed) -> Browser<'a> {
        let browser = Browser::new(bed);
        browser.get("/case?lang=en").await;
        let entered =
            browser.submit("/case", &[("case", &self.case), ("credential", &self.credential)]).await;
        assert_eq!(
            (entered.status, entered.header("location")),
            (StatusCode::SEE_OTHER, "/my"),
            "{}",
            entered.text()
        );
        browser
    }

    /// The case as a program sees it.
    pub(crate) async fn seen(&self, bed: &Bed) -> Value {
        bed.case(&self.case, &self.credential).await
    }
}

/// Loads a page of the case and sends a form on it.
pub(crate) async fn send(browser: &Browser<'_>, page: &str, place: &str, with: &[(&str, &str)]) -> Answered {
    let text = browser.get(page).await.text();
    let form = filled(fields(&text, place), with);
    browser.submit(place, &pairs(&form)).await
}

/// Proves himself again with the document, on the way to a page that needs it.
pub(crate) async fn prove(browser: &Browser<'_>, line: &Line, to: &str) {
    let turned = browser.get(to).await;
    assert_eq!(turned.status, StatusCode::SEE_OTHER, "{}", turned.text());
    let place = turned.header("location").to_owned();
    assert_eq!(place, format!("/my/prove?to={to}"));
    let kind = serde_json::to_value(line.owner.document.kind()).unwrap();
    let with = [("document", line.owner.document.unmasked()), ("document_kind", kind.as_str().unwrap())];
    let proved = send(browser, &place, "/my/prove", &with).await;
    assert_eq!((proved.status, proved.header("location")), (StatusCode::SEE_OTHER, to), "{}", proved.text());
}

// Prepaid: the refund is chosen after proving oneself again, the line ends, the certificate comes and verifies, and the refund is tracked.
#[tokio::test]
async fn prepaid_to_the_certificate() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    prove(&browser, &inside.line, "/my/refund").await;
    let page = browser.get("/my/refund").await.text();
    let missing = send(&browser, "/my/refund", "/my/refund", &[("method", "bank_transfer")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY, "an account is needed: {page}");
    let place = [("method", "bank_transfer"), ("destination", "OM-account-of-hers 77")];
    let chosen = send(&browser, "/my/refund", "/my/refund", &place).await;
    assert_eq!(chosen.header("location"), "/my/do?saved=1", "{}", chosen.text());
    assert_eq!(inside.seen(&bed).await["settlement"]["refund"]["chosen"], "bank_transfer");
    drop(browser);
    bed.drain().await;
    for _ in 0..6 {
        bed.pass(5.days()).await;
    }
    let browser = inside.browser(&bed).await;
    let papers = browser.get("/my/papers").await.text();
    assert!(papers.contains("/my/papers/certificate") && papers.contains("<svg viewBox"), "{papers}");
    assert!(papers.contains("2G and 3G register (HLR)") && !papers.contains("fingerprint"), "{papers}");
    assert_eq!(inside.seen(&bed).await["covers"]["systems"][0]["kind"], "hlr");
    let paper = browser.get("/my/papers/certificate").await;
    assert!(verify(&paper.body, Some(&Bed::key())).is_ok());
    let records = browser.get("/my/records").await.json();
    assert_eq!(records["case"]["case"], inside.case.as_str());
    let after = browser.get("/my/after").await.text();
    assert!(after.contains("class=\"stages\"") && after.contains("aria-current=\"step\""), "{after}");
    let follow = browser.get("/my").await.text();
    assert!(follow.contains("class=\"never\"") && !follow.contains("class=\"free\""), "{follow}");
}

// Postpaid: dues are shown with how to pay them, a courier is booked, another day is chosen, items are ticked; each mistake is kept beside its field.
#[tokio::test]
async fn postpaid_does_its_part() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Postpaid, 12).await;
    let line = lines.into_iter().find(|line| !line.facts.devices.is_empty()).unwrap();
    let inside = Inside::of(&mut bed, line).await;
    let browser = inside.browser(&bed).await;
    let page = browser.get("/my/do").await.text();
    assert!(page.contains("id=\"return\"") && page.contains("id=\"checklist\""), "{page}");
    for (with, field, said) in [
        (vec![("on", "2026-12-01")], "address", "missing"),
        (vec![("address", "House 5, Way 12")], "on", "missing"),
        (vec![("on", "2020-01-01"), ("address", "House 5")], "on", "past"),
        (vec![("on", "tomorrow"), ("address", "<b>House</b>")], "on", "year, month, day"),
    ] {
        let answered = send(&browser, "/my/do", "/my/return", &with).await;
        let text = answered.text();
        assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        let beside = text.split_once(&format!("id=\"{field}-wrong\">")).unwrap().1.split('<').next().unwrap();
        assert!(beside.contains(said), "{with:?}: {beside}");
        assert!(!text.contains("<b>House"));
        for (name, value) in with {
            assert!(
                fields(&text, "/my/return").contains(&(name.to_owned(), value.to_owned())),
                "{name} is kept"
            );
        }
    }
    let booked = send(
        &browser,
        "/my/do",
        "/my/return",
        &[("on", "2026-12-01"), ("from_hour", "10"), ("address", "House 5, Way 12, Muscat")],
    )
    .await;
    assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text());
    let ticked = browser.submit("/my/tick", &[("advice", "keep_papers")]).await;
    assert_eq!(ticked.status, StatusCode::SEE_OTHER, "{}", ticked.text());
    let seen = inside.seen(&bed).await;
    assert_eq!(seen["choices"]["device_return"]["courier"]["from_hour"], 10);
    let page = browser.get("/my/do?saved=1").await.text();
    assert!(
        page.contains("between \u{2068}10:00\u{2069} and \u{2068}12:00\u{2069}")
            && page.contains("role=\"status\""),
        "{page}"
    );
    assert!(
        seen["advice"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["key"] == "keep_papers" && one["ticked"] == true)
    );
}

// A request is taken back from the page, once or twice; the confirmation is a paper.
#[tokio::test]
async fn a_request_is_taken_back() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Postpaid).await;
    let browser = inside.browser(&bed).await;
    let page = browser.get("/my/do").await.text();
    let form: Vec<_> = fields(&page[page.find("id=\"retract\"").unwrap()..], "/my/retract");
    let back = browser.submit("/my/retract", &pairs(&form)).await;
    assert_eq!(
        (back.status, back.header("location")),
        (StatusCode::SEE_OTHER, "/my?saved=1"),
        "{}",
        back.text()
    );
    let twice = browser.submit("/my/retract", &pairs(&form)).await;
    assert!(
        twice.status == StatusCode::SEE_OTHER || twice.status == StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        twice.text()
    );
    drop(browser);
    bed.drain().await;
    let browser = inside.browser(&bed).await;
    assert!(verify(&browser.get("/my/papers/retraction").await.body, Some(&Bed::key())).is_ok());
}

// Paused by the person, let go on by him after proving himself; reached elsewhere only after the same.
#[tokio::test]
async fn a_case_is_paused_and_goes_on() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    let held = send(&browser, "/my/do", "/my/hold", &[]).await;
    assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", held.text());
    assert!(browser.get("/my").await.text().contains("class=\"notice held\""));
    prove(&browser, &inside.line, "/my/resume").await;
    let resumed = send(&browser, "/my/resume", "/my/resume", &[]).await;
    assert_eq!(resumed.status, StatusCode::SEE_OTHER, "{}", resumed.text());
    assert!(!browser.get("/my").await.text().contains("class=\"notice held\""));
    let nothing = send(&browser, "/my/contact", "/my/contact", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let changed = send(&browser, "/my/contact", "/my/contact", &[("email", "her@example.om")]).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
}

// Whoever does not know the document changes neither money nor contacts, and may not try for ever.
#[tokio::test]
async fn a_credential_alone_moves_no_money() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    for path in ["/my/refund", "/my/contact", "/my/resume"] {
        let turned = browser.get(path).await;
        assert_eq!(turned.header("location"), format!("/my/prove?to={path}"));
        let posted = browser.submit(path, &[("method", "bank_transfer"), ("destination", "thief")]).await;
        assert_eq!(
            (posted.status, posted.header("location")),
            (StatusCode::SEE_OTHER, "/my/prove"),
            "{path}"
        );
    }
    let page = browser.get("/my/prove?to=/my/refund").await.text();
    let form = filled(fields(&page, "/my/prove"), &[("document", "ZZ9988776")]);
    let mut last = StatusCode::OK;
    for _ in 0..40 {
        let answered = browser.submit("/my/prove", &pairs(&form)).await;
        last = answered.status;
        assert!(!answered.header("location").contains("refund"));
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(inside.seen(&bed).await["settlement"]["refund"].get("chosen"), None);
}

// A stranger who opens a case that names another's card and tries documents there stops only himself: on either face the owner is let in.
#[tokio::test]
async fn a_stranger_locks_nobody_out() {
    let mut bed = Bed::new();
    let line = bed.line(LineKind::Prepaid).await;
    let mut theirs = request(&line);
    theirs["document"] = json!({"kind": "passport", "number": "ZZ9988776"});
    let (case, credential) = bed.open(&theirs).await;
    bed.drain().await;
    let asked = json!({"method": "bank_transfer", "destination": "thief", "proof": {"kind": "passport", "number": "ZZ0000001"}});
    let mut last = String::new();
    for _ in 0..40 {
        last = bed.post(&format!("/v1/cases/{case}/refund"), &credential, &asked).await.code();
    }
    assert_eq!(last, "too-many");
    let inside = Inside::of(&mut bed, line).await;
    prove(&inside.browser(&bed).await, &inside.line, "/my/refund").await;
    let wrong = bed.post(&format!("/v1/cases/{}/refund", inside.case), &inside.credential, &asked).await;
    assert_eq!(wrong.code(), "not-verified");
}

/// A form with a file, as a browser sends it.
pub(crate) async fn upload(browser: &Browser<'_>, what: &str, name: &str, file: &[u8]) -> Answered {
    upload_to(browser, "/my/upload", what, name, file).await
}

/// The same to another place.
pub(crate) async fn upload_to(
    browser: &Browser<'_>,
    place: &str,
    what: &str,
    name: &str,
    file: &[u8],
) -> Answered {
    const MARK: &str = "----a-mark-of-the-browser";
    let mut body = Vec::new();
    for (field, value) in [("csrf", browser.token()), ("what", what.to_owned())] {
        body.extend(
            format!("--{MARK}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                .into_bytes(),
        );
    }
    let head = format!(
        "--{MARK}\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\n"
    );
    body.extend(head.into_bytes());
    body.extend_from_slice(file);
    body.extend(format!("\r\n--{MARK}--\r\n").into_bytes());
    let request = browser
        .request(Method::POST, place)
        .header(header::ORIGIN, format!("https://{HOST}"))
        .header(header::CONTENT_LENGTH, body.len())
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={MARK}"));
    browser.send(request.body(Body::from(body)).unwrap()).await
}

/// A picture of one colour.
pub(crate) fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let plain = image::RgbImage::from_pixel(64, 48, image::Rgb([20, 90, 160]));
    image::DynamicImage::ImageRgb8(plain).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

// A picture is taken in anew; what is too large, no picture or something else besides is refused with its sentence, and nothing is kept of it.
#[tokio::test]
async fn a_picture_is_handed_in() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    browser.get("/my/do").await;
    let polyglot = [picture().as_slice(), b"%PDF-1.7"].concat();
    let script = b"<script>alert(1)</script>".to_vec();
    for (file, said) in
        [(polyglot, "not a picture"), (script, "not a picture"), (Vec::new(), "Choose a picture")]
    {
        let answered = upload(&browser, "other", "../../etc/passwd.jpg", &file).await;
        let text = answered.text();
        assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        let beside = text.split_once("id=\"picture-wrong\"").unwrap().1.split_once('>').unwrap().1;
        assert!(beside.split('<').next().unwrap().contains(said), "{text}");
        assert!(
            fields(&text, "/my/upload").contains(&("what".to_owned(), "other".to_owned())),
            "what was chosen is kept"
        );
        assert!(!text.contains("passwd"));
    }
    let large = upload(&browser, "other", "photo.jpg", &vec![0xff; 50 * 1024 * 1024]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", large.text());
    assert!(large.text().contains("/errors/too-large"), "{}", large.text());
    browser.get("/my/do").await;
    let taken = upload(&browser, "return_receipt", "photo.jpg", &picture()).await;
    assert_eq!(
        (taken.status, taken.header("location")),
        (StatusCode::SEE_OTHER, "/my/do?saved=picture#upload"),
        "{}",
        taken.text()
    );
    assert!(browser.get("/my/do?saved=picture").await.text().contains("The picture is in your case."));
}

// A complaint gets the day its answer is due, also after the end; an empty one does not.
#[tokio::test]
async fn a_complaint_has_its_clock() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    let empty = send(&browser, "/my/after", "/my/complaint", &[("about", "refund")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(fields(&empty.text(), "/my/complaint").contains(&("about".to_owned(), "refund".to_owned())));
    let sent = send(
        &browser,
        "/my/after",
        "/my/complaint",
        &[("about", "refund"), ("text", "<i>Where</i> is my money?")],
    )
    .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let page = browser.get("/my/after").await.text();
    assert!(page.contains("an answer is due by") && !page.contains("<i>Where"), "{page}");
}

// The stop link: looking changes nothing; pressing pauses; any other link says the very same; and it can do nothing else.
#[tokio::test]
async fn a_stop_link_pauses_and_can_do_no_more() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let link = bed.stop_link(&inside.case).await;
    let strangers = Browser::new(&bed);
    let looked = strangers.get(&format!("/stop/{link}")).await;
    assert_eq!(looked.status, StatusCode::OK);
    for told in [inside.case.as_str(), "sandbox-muscat", inside.line.numbers.iccid.unmasked()] {
        assert!(!looked.text().replace(&link, "").contains(told), "{told}");
    }
    assert!(
        !inside.browser(&bed).await.get("/my").await.text().contains("class=\"notice held\""),
        "looking is not stopping"
    );
    let pressed = strangers.submit(&format!("/stop/{link}"), &[]).await;
    assert_eq!(pressed.status, StatusCode::OK, "{}", pressed.text());
    let nobodys = format!("{}A", &link[..link.len() - 1]);
    strangers.get("/stop/nothing").await;
    let other =
        strangers.submit(&format!("/stop/{}", if nobodys == link { "nothing" } else { &nobodys }), &[]).await;
    assert_eq!((other.status, other.body.len()), (pressed.status, pressed.body.len()));
    assert!(inside.browser(&bed).await.get("/my").await.text().contains("class=\"notice held\""));
    let more = [("do", "retract"), ("suspend_until", "2027-01-01"), ("method", "bank_transfer")];
    strangers.get(&format!("/stop/{link}")).await;
    strangers.submit(&format!("/stop/{link}"), &more).await;
    let seen = inside.seen(&bed).await;
    assert_ne!(seen["stage"], "retracting");
    assert_eq!(strangers.get("/my").await.status, StatusCode::SEE_OTHER, "it opens nothing");
    assert_eq!(strangers.get(&format!("/v1/cases/{}", inside.case)).await.status, StatusCode::NOT_FOUND);
    // Whoever asked for the end cannot lift it; staff do.
    let browser = inside.browser(&bed).await;
    prove(&browser, &inside.line, "/my/resume").await;
    browser.get("/my/resume").await;
    browser.submit("/my/resume", &[]).await;
    assert!(browser.get("/my").await.text().contains("class=\"notice held\""));
}

// The checker says whether a channel is the operator's own, in the person's language, and shows what was typed as text only.
#[tokio::test]
async fn a_channel_is_checked() {
    let bed = Bed::new();
    let browser = Browser::new(&bed);
    browser.get("/check?lang=zh").await;
    let answered = browser.submit("/check", &[("text", "<script>alert(1)</script> http://omante1.om")]).await;
    let text = answered.text();
    assert_eq!(answered.status, StatusCode::OK, "{text}");
    assert!(text.contains("role=\"status\"") && !text.contains("<script>alert"), "{text}");
    assert_eq!(browser.submit("/check", &[("text", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let long = "x".repeat(2_001);
    assert_eq!(browser.submit("/check", &[("text", &long)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

// Who brings devices back sees which shops take them and when each is open, in each language.
#[tokio::test]
async fn shops_are_shown_with_their_hours() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Postpaid, 12).await;
    let line = lines.into_iter().find(|line| !line.facts.devices.is_empty()).unwrap();
    let inside = Inside::of(&mut bed, line).await;
    let browser = inside.browser(&bed).await;
    for (lang, choose, open) in [
        ("en", "any of these shops", "Sunday to Thursday: 08:30 to 17:00"),
        ("ar", "أيٍّ من هذه المحلات", "من الأحد إلى الخميس: من 08:30 إلى 17:00"),
        ("zh", "以下任一营业厅", "星期日至星期四：08:30 至 17:00"),
    ] {
        let page = browser.get(&format!("/my/do?lang={lang}")).await.text();
        let page = page.replace(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], "");
        let (_, shops) = page.split_once("id=\"shops\"").unwrap_or_else(|| panic!("{page}"));
        let (shops, _) = shops.split_once("</ul>").unwrap();
        assert!(page.contains(choose) && shops.matches("<li>").count() == 2, "{shops}");
        assert!(shops.contains("2 Example Market, Muttrah") && shops.contains(open), "{shops}");
        assert!(shops.contains("Invented, like the operator"), "{shops}");
    }
}

// The stop page speaks the language of the message that led to it, whatever the browser asks for, and offers the others until it was pressed.
#[tokio::test]
async fn the_stop_page_speaks_the_language_of_the_message() {
    let bed = Bed::new();
    for (code, says) in [("en", "Pause it"), ("ar", "أوقفه مؤقتًا"), ("zh", "暂停")] {
        let strangers = Browser::new(&bed);
        let place = format!("/stop/nothing?lang={code}");
        let page = strangers.get(&place).await.text();
        assert!(page.contains(says), "{page}");
        for other in ["en", "ar", "zh"].into_iter().filter(|other| *other != code) {
            assert!(page.contains(&format!("href=\"?lang={other}\"")), "{code}: {page}");
        }
        let pressed = strangers.submit(&place, &[]).await.text();
        assert!(!pressed.contains("href=\"?lang="), "going there would ask anew: {pressed}");
    }
}
