//! The guide: what a person is told, for whom and for which day, and what he is never told.

use std::path::Path;

use icalendar::{Calendar, Component};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use masalama_core::line::LineKind;
use masalama_core::policy::Policies;
use masalama_core::refusal::RefusalCode;
use masalama_core::request::Language;
use masalama_core::step::StepKind;
use masalama_language::{LANGUAGES, Voice};
use masalama_web::guide::{self, At, Guide, GuideRefusal};

/// The shipped packs of Oman.
fn policies() -> Policies {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/om");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Policies::read(&files).unwrap()
}

/// A Sunday morning in Muscat.
fn now() -> Timestamp {
    "2026-11-22T06:00:00Z".parse().unwrap()
}

fn guide_of(operator: &str, kind: LineKind, leave_on: Date, language: Language) -> Guide {
    guide::make(&policies(), operator, kind, leave_on, now(), language).unwrap()
}

fn nawras(language: Language) -> Guide {
    guide_of("nawras", LineKind::Postpaid, date(2027, 3, 31), language)
}

fn on(guide: &Guide, at: At) -> Date {
    guide.days.iter().find(|day| day.at == at).unwrap().on
}

/// Every rendering of a guide.
fn renderings(guide: &Guide) -> [String; 4] {
    [
        guide::plain_text(guide),
        guide::json(guide).to_string(),
        unfolded(&guide::ics(guide)),
        guide::page(guide),
    ]
}

fn unfolded(ics: &str) -> String {
    ics.replace("\r\n ", "")
}

// The old name of an operator, an alias or a spelling finds the operator of today, in every language and rendering.
#[test]
fn an_old_name_finds_the_operator() {
    for language in LANGUAGES {
        for name in ["nawras", "NAWRAS", "Ooredoo", "ooredoo-oman", "Ooredoo Oman", "النورس", "اوريدو"]
        {
            let guide = guide_of(name, LineKind::Postpaid, date(2027, 3, 31), language);
            assert_eq!(guide.operator.as_str(), "ooredoo-oman", "{name}");
            for text in renderings(&guide) {
                assert!(text.contains("Ooredoo Oman"), "{language:?} {name}");
            }
        }
        assert!(
            guide::plain_text(&nawras(language)).contains("nawras"),
            "the name that was asked for is repeated"
        );
    }
}

// The days of a postpaid line are counted back and on from the day it should end, by the pack's values.
#[test]
fn the_days_are_counted_from_the_pack() {
    let guide = nawras(Language::En);
    assert_eq!(guide.zone, "Asia/Muscat");
    // Two months before 31 March is 31 January, a Sunday, on which people work.
    assert_eq!(guide.call_by, date(2027, 1, 31));
    assert_eq!(on(&guide, At::Call), date(2027, 1, 31));
    assert_eq!(on(&guide, At::LineEnds), date(2027, 3, 31));
    assert_eq!(on(&guide, At::ConfirmClosed), date(2027, 4, 1));
    assert_eq!(on(&guide, At::RefundDue), date(2027, 4, 14));
    assert_eq!(on(&guide, At::LateUsageEnds), date(2027, 5, 30));
    assert_eq!(on(&guide, At::NumberReleased), date(2027, 9, 30));
    assert!(guide.days.is_sorted_by_key(|day| day.on));
    assert!(!guide.is_late());
}

// A person who comes too late is told to phone today, and that the line may end later than he wants.
#[test]
fn too_late_is_said() {
    let guide = guide_of("Omantel", LineKind::Postpaid, date(2026, 12, 10), Language::En);
    assert!(guide.is_late());
    assert_eq!(on(&guide, At::Call), date(2026, 11, 22));
    assert_eq!(guide.ends_on, date(2027, 1, 22));
    let text = guide::plain_text(&guide);
    assert!(text.contains("Phone today") && text.contains("22 January 2027"), "{text}");
}

// Every step that the planner plans falls on a day, once, as something a person does.
#[test]
fn no_step_of_the_plan_is_lost() {
    let guide = nawras(Language::En);
    let text = guide::json(&guide).to_string();
    let retract = [
        StepKind::Unbar,
        StepKind::ResumeCharging,
        StepKind::UnfreezeBalance,
        StepKind::VoidFinalBill,
        StepKind::UnholdNumber,
        StepKind::CancelPickup,
        StepKind::SendDeviceBack,
        StepKind::SuspendLine,
        StepKind::IssueRetraction,
        StepKind::TellNews,
    ];
    for step in StepKind::ALL {
        let said = serde_json::to_string(&Voice::plain(Language::En).tell_by_hand(*step)).unwrap();
        let times = text.matches(said.trim_matches('"')).count();
        assert_eq!(times, usize::from(!retract.contains(step)), "{step:?}");
    }
    assert!(text.contains("Phone again to confirm that it is closed"));
}

// What a person needs on the telephone is there: what to bring, what is asked, what to say, and the letter with its gaps.
#[test]
fn the_call_is_prepared() {
    let text = guide::plain_text(&nawras(Language::En)).replace("\n ", " ").replace("  ", " ");
    for needed in [
        "proof of purchase",
        "passport",
        "number bound to the card",
        "The card number: 18 to 20 digits",
        "The day you bought the card, or the day it was activated.",
        "The number of the ID",
        "voice menu",
        "I want to end my postpaid line",
        "Wednesday 31 March 2027",
        "Asia/Muscat",
        "[ID number]",
        "Which devices belong to the contract",
        "Nobody has to be paid",
    ] {
        assert!(text.contains(needed), "{needed} is missing in:\n{text}");
    }
}

// A prepaid line has no dues to pay first and no devices to return.
#[test]
fn prepaid_is_shorter() {
    let guide = guide_of("vodafone", LineKind::Prepaid, date(2026, 12, 20), Language::En);
    assert!(!guide.days.iter().any(|day| matches!(day.at, At::PayDues | At::ReturnDevices)));
    // Three days before is Thursday the 17th.
    assert_eq!(guide.call_by, date(2026, 12, 17));
    assert!(!guide::plain_text(&guide).contains("devices belong to the contract"));
}

// A day in the past is refused, today is not; what lies more than two years ahead is refused with the last day that does not.
#[test]
fn only_days_that_can_be_are_taken() {
    let ask = |leave_on| {
        guide::make(&policies(), "nawras", LineKind::Postpaid, leave_on, now(), Language::En)
            .map(|guide| guide.leave_on)
    };
    let today = date(2026, 11, 22);
    assert_eq!(ask(today), Ok(today));
    let refusal = ask(date(2026, 11, 21)).unwrap_err();
    assert_eq!(refusal.code(), RefusalCode::DateInPast);
    assert_eq!(
        refusal.to_string(),
        "Saturday 21 November 2026 is in the past. Choose Sunday 22 November 2026 or a later day."
    );
    let latest = today.checked_add(730.days()).unwrap();
    assert_eq!(ask(latest), Ok(latest));
    assert_eq!(
        ask(latest.tomorrow().unwrap()),
        Err(GuideRefusal::DateTooFar { leave_on: latest.tomorrow().unwrap(), latest })
    );
}

// It is already tomorrow in Muscat at nine in the evening by universal time.
#[test]
fn today_is_the_day_in_muscat() {
    let late: Timestamp = "2026-11-22T21:00:00Z".parse().unwrap();
    let made = guide::make(&policies(), "nawras", LineKind::Prepaid, date(2026, 11, 22), late, Language::En);
    assert_eq!(made.map(|guide| guide.today).map_err(|refusal| refusal.code()), Err(RefusalCode::DateInPast));
}

// 29 February is a day like any other, and a month counted back to February ends on its last day.
#[test]
fn the_leap_day_is_a_day() {
    let guide = guide_of("nawras", LineKind::Postpaid, date(2028, 2, 29), Language::Zh);
    assert_eq!(guide.ends_on, date(2028, 2, 29));
    assert!(guide::plain_text(&guide).contains("2028年2月29日（星期二）"));
    let guide = guide_of("nawras", LineKind::Postpaid, date(2028, 4, 30), Language::En);
    // Two months before is 29 February, a Tuesday.
    assert_eq!(guide.call_by, date(2028, 2, 29));
}

// Whoever is not known is refused with the names that are; so is an operator whose terms nobody keeps.
#[test]
fn an_unknown_operator_is_refused_with_the_known_ones() {
    let ask =
        |name: &str| guide::make(&policies(), name, LineKind::Prepaid, date(2027, 1, 1), now(), Language::En);
    let refusal = ask("Zain\u{1b}[31m").unwrap_err();
    assert_eq!(refusal.code(), RefusalCode::UnknownOperator);
    let said = refusal.to_string();
    assert!(said.contains("Omantel") && said.contains("Ooredoo Oman") && !said.contains('\u{1b}'), "{said}");
    for language in LANGUAGES {
        assert!(refusal.sentence(Voice::plain(language)).contains("Ooredoo Oman"));
    }
    assert_eq!(ask("FRiENDi").unwrap_err().code(), RefusalCode::NoPolicy);
}

// What was not read at its source is never shown as law, as the operator's terms or as official, in any rendering.
#[test]
fn unverified_is_never_law_and_never_official() {
    for (operator, kind) in [("nawras", LineKind::Postpaid), ("omantel", LineKind::Prepaid)] {
        let guide = guide_of(operator, kind, date(2027, 3, 31), Language::En);
        let json = guide::json(&guide);
        assert_eq!(json["confirmed"].as_array().unwrap().len(), 0);
        let not_confirmed = json["not_confirmed"].as_array().unwrap();
        assert!(not_confirmed.len() >= 15);
        for term in not_confirmed {
            let standing = term["standing"].as_str().unwrap();
            assert!(standing.starts_with("Not confirmed.") && !standing.contains("By "), "{standing}");
            assert!(term["source_words"].as_str().unwrap().contains("2026"));
        }
        for contact in
            json["contacts"].as_array().unwrap().iter().chain(json["regulator"].as_array().unwrap())
        {
            let is_official = contact["is_official"].as_bool().unwrap();
            assert_eq!(contact["standing"] == "official", is_official);
            assert!(!contact["source"].as_str().unwrap().is_empty());
        }
        for day in json["days"].as_array().unwrap() {
            let remark = day["remark"].as_str().unwrap();
            assert_eq!(
                remark.contains("not confirmed: ask"),
                !day["is_confirmed"].as_bool().unwrap(),
                "{remark}"
            );
        }
    }
    let omantel = guide::plain_text(&guide_of("omantel", LineKind::Prepaid, date(2027, 3, 31), Language::En));
    assert!(omantel.contains("Short code: 1234 (not confirmed"), "{omantel}");
    assert!(omantel.contains("Site: omantel.om (official)"), "{omantel}");
    assert!(omantel.contains("Looked for and not found"), "{omantel}");
}

// The three made-up hotlines stand in no rendering of any operator in any language.
#[test]
fn disputed_numbers_never_appear() {
    for operator in ["omantel", "nawras", "vodafone"] {
        for kind in [LineKind::Prepaid, LineKind::Postpaid] {
            for language in LANGUAGES {
                for text in renderings(&guide_of(operator, kind, date(2027, 3, 31), language)) {
                    let digits: String = text.chars().filter(|c| !" -\u{a0}".contains(*c)).collect();
                    for hotline in ["24691111", "24692222", "24693333"] {
                        assert!(!digits.contains(hotline), "{operator} {language:?}");
                    }
                }
            }
        }
    }
}

// A sandbox operator's own terms are confirmed, and every rendering for people says that it is invented.
#[test]
fn the_sandbox_says_so() {
    let guide = guide_of("Sandbox Muscat", LineKind::Postpaid, date(2027, 3, 31), Language::En);
    let json = guide::json(&guide);
    let names: Vec<_> =
        json["not_confirmed"].as_array().unwrap().iter().map(|term| term["name"].clone()).collect();
    assert_eq!(
        names,
        ["operator_answers_within", "regulator_hears_within"],
        "only the ladder of complaint is open"
    );
    assert!(guide.days.iter().all(|day| day.is_confirmed));
    assert!(guide::plain_text(&guide).contains("invented operator"));
    let text = guide::plain_text(&guide).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("paused for up to 6 months at OMR 0.500 a month"), "{text}");
    assert!(guide::page(&guide).contains("invented operator"));
}

// A shop says when it is open, in the words of each language, in every rendering that names it; shops are of the invented operators only.
#[test]
fn shops_say_when_they_are_open() {
    for (language, lines, holidays) in [
        (Language::En, ["Saturday to Thursday: 09:00 to 13:00", "Friday: 16:00 to 21:00"], "public holidays"),
        (
            Language::Ar,
            ["من السبت إلى الخميس: من 09:00 إلى 13:00", "الجمعة: من 16:00 إلى 21:00"],
            "العطل الرسمية",
        ),
        (Language::Zh, ["星期六至星期四：09:00 至 13:00", "星期五：16:00 至 21:00"], "公众假期"),
    ] {
        let guide = guide_of("sandbox-muscat", LineKind::Postpaid, date(2027, 3, 31), language);
        let [text, json, _, page] = renderings(&guide).map(|said| {
            said.replace(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], "").replace("\n    ", " ")
        });
        for said in [&text, &json, &page] {
            assert!(said.contains("1 Example Street, Muscat"), "{said}");
            for line in lines {
                assert!(said.contains(line), "{line}: {said}");
            }
            assert!(said.contains(holidays) && said.contains("invented for the sandbox"), "{said}");
        }
    }
    let policies = policies();
    let with_hours = policies.parties().filter(|party| party.contacts.iter().any(|one| one.hours.is_some()));
    let of: Vec<_> = with_hours.map(|party| party.id.to_string()).collect();
    assert!(of.len() == 3 && of.iter().all(|id| id.starts_with("sandbox-")), "{of:?}");
}

// The calendar file opens in a calendar library, has one whole-day event for each day, and its names do not change.
#[test]
fn the_calendar_opens() {
    for language in LANGUAGES {
        let guide = nawras(language);
        let written = guide::ics(&guide);
        assert_eq!(written, guide::ics(&guide), "made twice, it is the same to the byte");
        let read: Calendar = written.parse().unwrap();
        assert_eq!(read.get_timezone(), Some("Asia/Muscat"));
        let events: Vec<_> = read.events().collect();
        assert_eq!(events.len(), guide.days.len() - 1, "all days but the one ten years ahead");
        let call = events.iter().find(|event| event.get_uid().unwrap().contains("-call@")).unwrap();
        assert_eq!(call.get_uid(), Some("ooredoo-oman-postpaid-2027-03-31-call@guide.masalama"));
        assert_eq!(call.property_value("DTSTART"), Some("20270131"));
        assert_eq!(call.property_value("DTEND"), Some("20270201"));
        assert_eq!(call.property_value("DTSTAMP"), Some("20261122T060000Z"));
        assert_eq!(call.get_sequence(), Some(20_779));
        assert_eq!(call.components().len(), 2, "two alarms");
        assert!(call.components().iter().all(|alarm| alarm.property_value("TRIGGER").is_some()));
        let mut uids: Vec<_> = events.iter().filter_map(|event| event.get_uid()).collect();
        uids.dedup();
        assert_eq!(uids.len(), events.len());
        assert!(events.iter().all(|event| event.get_start().is_some() && event.get_end().is_some()));
        assert!(written.lines().all(|line| line.trim_end_matches('\r').len() <= 75), "lines are folded");
    }
}

// The UIDs are the same in every language and at every time, so that a later file replaces the events of an earlier one.
#[test]
fn a_later_file_replaces_an_earlier_one() {
    let uids = |guide: &Guide| -> Vec<String> {
        let read: Calendar = guide::ics(guide).parse().unwrap();
        read.events().filter_map(|event| event.get_uid().map(str::to_owned)).collect()
    };
    let later: Timestamp = "2026-12-22T06:00:00Z".parse().unwrap();
    let leave_on = date(2027, 3, 31);
    let again =
        guide::make(&policies(), "ooredoo", LineKind::Postpaid, leave_on, later, Language::Ar).unwrap();
    assert_eq!(uids(&nawras(Language::En)), uids(&again));
    let read: Calendar = guide::ics(&again).parse().unwrap();
    assert!(read.events().all(|event| event.get_sequence() == Some(20_809)));
}

// The text fits a terminal of 80 columns, and holds no sign that moves a cursor or a direction.
#[test]
fn the_text_fits_a_terminal() {
    for language in LANGUAGES {
        let text = guide::plain_text(&nawras(language));
        for line in text.lines() {
            let wide = line
                .chars()
                .filter(|c| !matches!(c, '\u{064B}'..='\u{0652}'))
                .map(|c| 1 + usize::from(matches!(c, '\u{2E80}'..='\u{A4CF}' | '\u{FF00}'..='\u{FF60}')));
            assert!(wide.sum::<usize>() <= 80 || line.contains("http") || language == Language::Ar, "{line}");
        }
        assert!(!text.contains(['\u{1b}', '\u{2068}', '\u{2069}']));
    }
}

// Whoever cannot speak to the hotline in his own language has the script and the letter in those that are spoken there: each with its
// language and direction, and with the same gaps in the same order.
#[test]
fn what_is_said_stands_in_the_languages_that_are_needed() {
    for (reader, needed) in [
        (Language::En, vec![Language::En, Language::Ar]),
        (Language::Ar, vec![Language::Ar, Language::En]),
        (Language::Zh, vec![Language::Zh, Language::Ar, Language::En]),
    ] {
        let guide = nawras(reader);
        let page = guide::page(&guide);
        let text = guide::plain_text(&guide).split_whitespace().collect::<Vec<_>>().join(" ");
        for language in LANGUAGES {
            let opened = format!(
                " lang=\"{}\" dir=\"{}\"",
                masalama_language::tag(language),
                masalama_language::direction(language)
            );
            let times = if needed.contains(&language) { 10 } else { 0 };
            assert_eq!(page.matches(&format!("<dd{opened}>")).count(), times, "{reader:?} {language:?}");
            assert_eq!(page.matches(&format!("<pre class=\"letter\"{opened}")).count(), times / 10);
            let say = Voice::plain(language).text(masalama_language::Text::PriceSay);
            let is_said = text.contains(&say) || language == Language::Zh;
            assert_eq!(is_said, needed.contains(&language) || language == Language::Zh, "{reader:?}: {say}");
        }
        let letters: Vec<&str> = page.split("<section data-letter>").skip(1).collect();
        let gaps = |letter: &str| -> Vec<String> {
            letter
                .split("data-gap=\"")
                .skip(1)
                .map(|rest| rest[..rest.find('"').unwrap()].to_owned())
                .collect()
        };
        assert_eq!(letters.len(), needed.len());
        for letter in &letters {
            assert_eq!(gaps(letter), gaps(letters[0]), "{reader:?}");
            assert_eq!(gaps(letter).iter().collect::<std::collections::BTreeSet<_>>().len(), 12);
        }
        let (before, _) = page.split_once("<section data-letters>").unwrap();
        assert_eq!(gaps(before).len(), 7 * needed.len(), "what is said has the letter's gaps too");
    }
}

// The page says its language and direction, isolates what it puts in, has no script and no style of its own.
#[test]
fn the_page_is_plain_and_says_its_language() {
    for (language, opening) in [
        (Language::En, "<html lang=\"en\" dir=\"ltr\">"),
        (Language::Ar, "<html lang=\"ar-OM\" dir=\"rtl\">"),
        (Language::Zh, "<html lang=\"zh-CN\" dir=\"ltr\">"),
    ] {
        let page = guide::page(&nawras(language));
        assert!(page.contains(opening));
        assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("<style"));
        assert!(page.contains("<time datetime=\"2027-01-31\"><bdi>"));
        assert!(page.contains("lang=ar") || language == Language::Ar);
        for pair in ["section", "ul", "dl", "li", "p", "div", "main"] {
            let opened =
                page.matches(&format!("<{pair}>")).count() + page.matches(&format!("<{pair} ")).count();
            assert_eq!(opened, page.matches(&format!("</{pair}>")).count(), "{pair}");
        }
    }
}

// The form lists the operators with terms, keeps what was typed, and shows a refusal without letting markup through.
#[test]
fn the_form_shows_what_was_refused() {
    let policies = policies();
    let name = "<b>Zain</b>";
    let refusal =
        guide::make(&policies, name, LineKind::Prepaid, date(2027, 1, 1), now(), Language::Ar).unwrap_err();
    let asked = guide::Asked {
        operator: name,
        kind: Some(LineKind::Postpaid),
        leave_on: Some(date(2027, 1, 1)),
        refusal: Some(&refusal),
    };
    let page = guide::form(&policies, Language::Ar, asked);
    assert!(!page.contains("<b>"));
    assert!(page.contains("Zain") && page.contains("role=\"alert\""));
    assert!(page.contains("value=\"2027-01-01\"") && page.contains("value=\"postpaid\" selected"));
    assert!(page.contains(">Ooredoo Oman</option>") && !page.contains(">FRiENDi</option>"));
}
