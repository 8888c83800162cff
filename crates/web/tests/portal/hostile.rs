//! What people and others send by mistake or on purpose, in every form there is: script in every field, the same form twice, two tabs, a slot that is
//! gone, digits of other scripts. Nothing is shown as anything but text, nothing happens twice, and nothing typed is lost.

use axum::http::StatusCode;
use masalama_connect::sandbox::{Fault, FaultRule};
use masalama_core::effect::EffectKind;
use masalama_core::line::LineKind;
use masalama_core::role::Role;

use super::form::{fields, filled, pairs};
use super::part::{Inside, picture, prove, send, upload};
use crate::bed::{Bed, TOKEN};
use crate::browser::Browser;
use crate::console::staff;

/// Would run, break out of an attribute, or be read as a template.
const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}&lt;";
const PAGES: [&str; 8] =
    ["/my", "/my/do", "/my/papers", "/my/after", "/my/prove", "/my/receipt", "/my/refund", "/my/contact"];

fn is_harmless(text: &str, what: &str) {
    for sign in ["<script>alert", "<img src=x", "\"'>", ">49<"] {
        assert!(!text.contains(sign), "{what}: {sign}: {text}");
    }
}

/// Where the forms of a page are sent.
fn places(page: &str) -> Vec<String> {
    let rest = page.split("<form").skip(1).map(|rest| rest.split('>').next().unwrap());
    let mut places: Vec<_> = rest
        .filter(|tag| tag.contains("method=\"post\"") && !tag.contains("enctype"))
        .filter_map(|tag| Some(tag.split_once("action=\"")?.1.split('"').next()?.to_owned()))
        .collect();
    places.sort();
    places.dedup();
    places
}

/// Sends every form of a page with this in every field, except those that would end the visit; says how many.
async fn flood(browser: &Browser<'_>, path: &str) -> usize {
    let page = browser.get(path).await;
    let (mut sent, text) = (0, page.text());
    for place in places(&text) {
        if ["/my/leave", "/leave", "/console/sessions"].contains(&place.as_str()) {
            continue;
        }
        let begin = text.find(&format!("action=\"{place}\"")).unwrap();
        let form = &text[begin..begin + text[begin..].find("</form>").unwrap()];
        let names = form.split(" name=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        let names: Vec<_> = names.filter(|name| *name != "csrf").collect();
        for one in &names {
            let fields: Vec<_> =
                names.iter().map(|name| (*name, if name == one { HOSTILE } else { "x" })).collect();
            for fields in [fields, names.iter().map(|name| (*name, HOSTILE)).collect()] {
                let answered = browser.submit(&place, &fields).await;
                assert!(!answered.status.is_server_error(), "{place} {one}: {}", answered.text());
                is_harmless(&answered.text(), &format!("{place} {one}"));
                sent += 1;
            }
        }
    }
    sent
}

// Script in every field of every form of the portal and of the console: refused or kept as text, on the answer and on every page that shows it later.
#[tokio::test]
async fn script_in_every_field_stays_text() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Postpaid, 12).await;
    let line = lines.into_iter().find(|line| !line.facts.devices.is_empty()).unwrap();
    let inside = Inside::of(&mut bed, line).await;
    let browser = inside.browser(&bed).await;
    let mut sent = 0;
    for path in ["/end", "/end?for=all", "/end/request", "/end/request?for=all", "/case", "/check", "/guide"]
    {
        sent += flood(&Browser::new(&bed), path).await;
    }
    prove(&browser, &inside.line, "/my/refund").await;
    for path in PAGES {
        sent += flood(&browser, path).await;
    }
    let console = format!("/console/cases/{}", inside.case);
    let roles = [Role::Care, Role::Fraud, Role::Finance, Role::Supervisor, Role::Logistics];
    let agent = staff(&bed, "care-1", &roles).await;
    for path in [console.as_str(), "/console/search", "/console/call", "/console"] {
        sent += flood(&agent, path).await;
    }
    assert!(sent > 60, "only {sent} forms were sent");
    // What takes any text took it, and shows it as text.
    let texts = [
        ("/my/after", "/my/complaint", vec![("about", "other"), ("text", HOSTILE)]),
        ("/my/do", "/my/return", vec![("on", "2026-12-01"), ("from_hour", "10"), ("address", HOSTILE)]),
    ];
    for (page, place, with) in texts {
        let answered = send(&browser, page, place, &with).await;
        assert!(answered.status == StatusCode::SEE_OTHER, "{place}: {}", answered.text());
    }
    agent.get(&console).await;
    let noted = agent.submit(&format!("{console}/hold"), &[("note", HOSTILE)]).await;
    assert!(noted.status.is_redirection(), "{}", noted.text());
    let opened = agent.submit(&format!("{console}/reveal"), &[("note", HOSTILE)]).await;
    is_harmless(&opened.text(), "reveal");
    assert!(opened.text().contains("&#60;script&#62;alert(1)"), "{}", opened.text());
    for path in PAGES {
        is_harmless(&browser.get(path).await.text(), path);
    }
    let shown = agent.get(&console).await.text();
    is_harmless(&shown, "the console's page");
    assert!(shown.contains("&#60;script&#62;alert(1)"), "{shown}");
}

// A query is shown as text too, wherever it comes back.
#[tokio::test]
async fn script_in_an_address_stays_text() {
    let bed = Bed::new();
    let browser = Browser::new(&bed);
    let hostile = form_urlencoded::byte_serialize(HOSTILE.as_bytes()).collect::<String>();
    for path in [
        "/guide?operator={}&kind=prepaid&leave_on=2027-01-01",
        "/guide?leave_on={}",
        "/end/before?have={}&kind={}&operator={}&typed={}",
        "/case?to={}&left={}",
        "/errors/{}",
        "/stop/{}",
        "/{}",
        "/?lang={}",
    ] {
        let answered = browser.get(&path.replace("{}", &hostile)).await;
        assert!(!answered.status.is_server_error(), "{path}");
        is_harmless(&answered.text(), path);
    }
}

// Every form of a case sent twice, as by a double click, is one thing done, and leads to where once would have.
#[tokio::test]
async fn a_double_click_is_one_click() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Postpaid, 12).await;
    let line = lines.into_iter().find(|line| !line.facts.devices.is_empty()).unwrap();
    let inside = Inside::of(&mut bed, line).await;
    let browser = inside.browser(&bed).await;
    let at = |what: &'static str| {
        let bed = &bed;
        let case = inside.case.clone();
        async move {
            let timeline = bed.get(&format!("/v1/cases/{case}/timeline"), TOKEN).await.json();
            timeline["records"].as_array().unwrap().iter().filter(|one| one["what"] == what).count()
        }
    };
    for (page, place, with, what) in [
        ("/my/do", "/my/tick", vec![], "ticked"),
        (
            "/my/after",
            "/my/complaint",
            vec![("about", "other"), ("text", "It takes too long.")],
            "complained",
        ),
        ("/my/do", "/my/hold", vec![], "held"),
    ] {
        let text = browser.get(page).await.text();
        let form = filled(fields(&text, place), &with);
        let before = at(what).await;
        let once = browser.submit(place, &pairs(&form)).await;
        assert_eq!(once.status, StatusCode::SEE_OTHER, "{place}: {}", once.text());
        let after = at(what).await;
        let twice = browser.submit(place, &pairs(&form)).await;
        assert_eq!(
            (twice.status, twice.header("location")),
            (once.status, once.header("location")),
            "{place}: {}",
            twice.text()
        );
        assert_eq!(at(what).await, after, "{place}");
        assert!(what == "ticked" || after == before + 1, "{place}");
    }
    browser.get("/my/do").await;
    for _ in 0..2 {
        let taken = upload(&browser, "other", "photo.jpg", &picture()).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    }
    assert_eq!(at("attached").await, 1);
}

// Two tabs: what was done in one is said in the other, with what was typed there; nothing breaks and nothing is undone.
#[tokio::test]
async fn two_tabs_do_not_fight() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Postpaid, 12).await;
    let line = lines.into_iter().find(|line| !line.facts.devices.is_empty()).unwrap();
    let inside = Inside::of(&mut bed, line).await;
    let browser = inside.browser(&bed).await;
    let tab = browser.get("/my/do").await.text();
    let token = browser.token();
    let (slot, back) =
        (fields(&tab, "/my/return"), fields(&tab[tab.find("id=\"retract\"").unwrap()..], "/my/retract"));
    assert_eq!(browser.submit("/my/retract", &pairs(&back)).await.status, StatusCode::SEE_OTHER);
    browser.set_token(&token);
    let typed = filled(slot, &[("on", "2026-12-01"), ("address", "House 5, Way 12")]);
    let late = browser.submit("/my/return", &pairs(&typed)).await;
    assert!(late.status.is_client_error(), "{}", late.text());
    let text = late.text();
    assert!(text.contains("<html lang=\"en\"") && text.contains("role=\"alert\""), "{text}");
    assert_eq!(inside.seen(&bed).await["stage"], "retracting");
    // The other tab's session has ended: the form leads to the door, and what it says is a page.
    browser.submit("/my/leave", &[]).await;
    browser.set_token(&token);
    let gone = browser.submit("/my/return", &pairs(&typed)).await;
    assert_eq!((gone.status, gone.header("location")), (StatusCode::SEE_OTHER, "/case"));
}

// A slot that is taken meanwhile: the page says so, another one can be chosen there, and staff have it booked.
#[tokio::test]
async fn a_slot_taken_meanwhile_is_chosen_anew() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Postpaid, 12).await;
    let line = lines.into_iter().find(|line| !line.facts.devices.is_empty()).unwrap();
    let inside = Inside::of(&mut bed, line).await;
    bed.sandbox.fault_set(FaultRule::on(EffectKind::BookPickup, Fault::Refuse)).await.unwrap();
    let slot =
        |hour: &'static str| [("on", "2026-12-01"), ("from_hour", hour), ("address", "House 5, Way 12")];
    let browser = inside.browser(&bed).await;
    assert_eq!(send(&browser, "/my/do", "/my/return", &slot("10")).await.status, StatusCode::SEE_OTHER);
    drop(browser);
    bed.drain().await;
    let browser = inside.browser(&bed).await;
    let page = browser.get("/my/do").await.text();
    assert!(page.contains("could not take this slot") && page.contains("action=\"/my/return\""), "{page}");
    let again = send(&browser, "/my/do", "/my/return", &slot("14")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
    let agent = staff(&bed, "logistics-1", &[Role::Logistics, Role::Supervisor]).await;
    let console = format!("/console/cases/{}", inside.case);
    let text = agent.get(&console).await.text();
    let place = places(&text).into_iter().find(|place| place.ends_with("/resolve"));
    let place = place.unwrap_or_else(|| panic!("nobody can have it booked: {text}"));
    let fields = [("verdict", "not_done"), ("note", "another slot was chosen"), ("reference", "CR-12")];
    let resolved = agent.submit(&place, &fields).await;
    assert!(resolved.status.is_redirection(), "{}", resolved.text());
    drop((browser, agent));
    bed.sandbox.fault_clear(None).await.unwrap();
    bed.drain().await;
    let seen = inside.seen(&bed).await;
    assert_eq!(seen["choices"]["device_return"]["courier"]["from_hour"], 14);
    let booking = seen["steps"].as_array().unwrap().iter().find(|step| step["do"] == "book_pickup").unwrap();
    assert_eq!(booking["progress"], "done", "{booking}");
}

// Digits as Arabic and Persian keyboards write them are understood in every field of the case that takes digits; names and addresses in any script are kept.
#[tokio::test]
async fn any_script_is_taken() {
    let mut bed = Bed::new();
    let lines = bed.lines(LineKind::Postpaid, 12).await;
    let line = lines.into_iter().find(|line| !line.facts.devices.is_empty()).unwrap();
    let inside = Inside::of(&mut bed, line).await;
    let browser = inside.browser(&bed).await;
    let indic = |text: &str, zero: u32| -> String {
        text.chars()
            .map(|c| c.to_digit(10).map_or(c, |digit| char::from_u32(zero + digit).unwrap()))
            .collect()
    };
    browser.get("/my/prove").await;
    let kind = serde_json::to_value(inside.line.owner.document.kind()).unwrap();
    let document = indic(inside.line.owner.document.unmasked(), 0x6f0);
    let with = [("document_kind", kind.as_str().unwrap()), ("document", &document), ("to", "/my/contact")];
    let proved = browser.submit("/my/prove", &with).await;
    assert_eq!(proved.header("location"), "/my/contact", "{}", proved.text());
    let contact = indic("+968 92123456", 0x660);
    let changed = send(&browser, "/my/contact", "/my/contact", &[("contact", &contact)]).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
    let slot = [("on", indic("2026-12-01", 0x660)), ("address", "بيت ٥، سكة ١٢، مسقط 马斯喀特".to_owned())];
    let slot: Vec<_> = slot.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let booked = send(&browser, "/my/do", "/my/return", &slot).await;
    assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text());
    assert_eq!(inside.seen(&bed).await["choices"]["device_return"]["courier"]["on"], "2026-12-01");
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    let console = format!("/console/cases/{}", inside.case);
    care.get(&console).await;
    let shown =
        care.submit(&format!("{console}/reveal"), &[("note", "to read it to the courier")]).await.text();
    assert!(shown.contains("بيت ٥، سكة ١٢، مسقط 马斯喀特") && shown.contains("+96892123456"), "{shown}");
}

// A photo with something behind it comes out as the photo alone; one that is a page or an archive as well is refused, and said so.
#[tokio::test]
async fn only_the_picture_of_a_picture_is_kept() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = inside.browser(&bed).await;
    let mut jpeg = std::io::Cursor::new(Vec::new());
    let plain = image::RgbImage::from_pixel(64, 48, image::Rgb([20, 90, 160]));
    image::DynamicImage::ImageRgb8(plain).write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    for behind in [b"<html><script>alert(1)</script>".as_slice(), b"PK\x03\x04an archive", b"%PDF-1.7"] {
        browser.get("/my/do").await;
        let refused = upload(&browser, "other", "photo.jpg", &[jpeg.as_slice(), behind].concat()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("not a picture"));
    }
    browser.get("/my/do").await;
    let trailer = b"a maker's own trailer: 23.58N 58.40E";
    let taken = upload(&browser, "other", "photo.jpg", &[jpeg.as_slice(), trailer].concat()).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    let care = staff(&bed, "care-1", &[Role::Care]).await;
    let page = care.get(&format!("/console/cases/{}", inside.case)).await.text();
    let place = page.split_once("<figure><img src=\"").unwrap().1.split('"').next().unwrap();
    let kept = care.get(place).await;
    assert_eq!(kept.header("content-type"), "image/jpeg");
    assert!(kept.body.ends_with(&[0xff, 0xd9]) && !kept.text().contains("58.40E"));
}
