//! The catalogues: every value has its message in every language, and each language is that language.

use std::collections::{BTreeMap, BTreeSet};

use masalama_core::approval::ProposalKind;
use masalama_core::attachment::AttachmentKind;
use masalama_core::calendar::Period;
use masalama_core::case::{Stage, StuckWhy};
use masalama_core::complaint::ComplaintAbout;
use masalama_core::detail::Detail;
use masalama_core::effect::ItemKind;
use masalama_core::hold::HeldWhy;
use masalama_core::identity::DocumentKind;
use masalama_core::landscape::SystemKind;
use masalama_core::line::{DeviceKind, Difference, LineKind};
use masalama_core::money::{Currency, Money};
use masalama_core::next::NeedWhy;
use masalama_core::obligation::{ObligationKind, ObligationState};
use masalama_core::paper::PaperKind;
use masalama_core::plan::{AdviceKey, Hand};
use masalama_core::policy::{DuesRule, LateRule, NumberFate, Origin, UsageRule, Way};
use masalama_core::record::{Ending, ParkedFor, PersonalField, SkippedWhy};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{Channel, Language, Reason, RefundMethod};
use masalama_core::role::Role;
use masalama_core::step::{PointOfReturn, StepKind};
use masalama_language::{
    ConsoleText, DocumentText, LANGUAGES, NoticeText, PortalText, Sentence, SignInText, Text, Told, Voice,
    accepted, code, of_code, task_key,
};

const CATALOGUES: [(&str, [&str; 10]); 3] = [
    (
        "en",
        [
            include_str!("../locales/en/steps.ftl"),
            include_str!("../locales/en/words.ftl"),
            include_str!("../locales/en/page.ftl"),
            include_str!("../locales/en/case.ftl"),
            include_str!("../locales/en/guide.ftl"),
            include_str!("../locales/en/portal.ftl"),
            include_str!("../locales/en/console.ftl"),
            include_str!("../locales/en/sign-in.ftl"),
            include_str!("../locales/en/notice.ftl"),
            include_str!("../locales/en/document.ftl"),
        ],
    ),
    (
        "ar",
        [
            include_str!("../locales/ar/steps.ftl"),
            include_str!("../locales/ar/words.ftl"),
            include_str!("../locales/ar/page.ftl"),
            include_str!("../locales/ar/case.ftl"),
            include_str!("../locales/ar/guide.ftl"),
            include_str!("../locales/ar/portal.ftl"),
            include_str!("../locales/ar/console.ftl"),
            include_str!("../locales/ar/sign-in.ftl"),
            include_str!("../locales/ar/notice.ftl"),
            include_str!("../locales/ar/document.ftl"),
        ],
    ),
    (
        "zh",
        [
            include_str!("../locales/zh/steps.ftl"),
            include_str!("../locales/zh/words.ftl"),
            include_str!("../locales/zh/page.ftl"),
            include_str!("../locales/zh/case.ftl"),
            include_str!("../locales/zh/guide.ftl"),
            include_str!("../locales/zh/portal.ftl"),
            include_str!("../locales/zh/console.ftl"),
            include_str!("../locales/zh/sign-in.ftl"),
            include_str!("../locales/zh/notice.ftl"),
            include_str!("../locales/zh/document.ftl"),
        ],
    ),
];

/// The messages of a language: key and body, as written.
fn messages(language: &str) -> BTreeMap<String, String> {
    let (_, files) = CATALOGUES.iter().find(|(known, _)| *known == language).expect("we speak it");
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for file in files {
        let mut key = String::new();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
                Some((name, body)) => {
                    key = name.to_owned();
                    assert!(found.insert(key.clone(), body.to_owned()).is_none(), "{language}: {key} twice");
                }
                None if line.is_empty() => {}
                None => {
                    let body = found.entry(key.clone()).or_default();
                    body.push('\n');
                    body.push_str(line);
                }
            }
        }
    }
    found
}

/// The names that stand behind a `$`.
fn variables(body: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    body.split('$').skip(1).map(name).collect()
}

fn keys_of<T: Told>(into: &mut BTreeSet<String>) {
    into.extend(T::EVERY.iter().map(|value| value.message_key()));
}

/// What people do around a case.
fn keys_of_people(keys: &mut BTreeSet<String>) {
    keys_of::<HeldWhy>(keys);
    keys_of::<NeedWhy>(keys);
    keys_of::<ProposalKind>(keys);
    keys_of::<ComplaintAbout>(keys);
    keys_of::<AttachmentKind>(keys);
    keys_of::<ObligationKind>(keys);
    keys_of::<ObligationState>(keys);
    keys_of::<PersonalField>(keys);
}

/// The key of every message that code can ask for, but for those of dates and counts.
fn asked_for() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    keys_of::<StepKind>(&mut keys);
    keys_of::<AdviceKey>(&mut keys);
    keys_of::<RefusalCode>(&mut keys);
    keys_of::<Stage>(&mut keys);
    keys_of::<PaperKind>(&mut keys);
    keys_of::<SystemKind>(&mut keys);
    keys_of::<Hand>(&mut keys);
    keys_of::<Ending>(&mut keys);
    keys_of::<Difference>(&mut keys);
    keys_of::<StuckWhy>(&mut keys);
    keys_of::<SkippedWhy>(&mut keys);
    keys_of::<PointOfReturn>(&mut keys);
    keys_of::<RefundMethod>(&mut keys);
    keys_of::<ItemKind>(&mut keys);
    keys_of::<LineKind>(&mut keys);
    keys_of::<DeviceKind>(&mut keys);
    keys_of::<Way>(&mut keys);
    keys_of::<Origin>(&mut keys);
    keys_of::<DuesRule>(&mut keys);
    keys_of::<UsageRule>(&mut keys);
    keys_of::<LateRule>(&mut keys);
    keys_of::<NumberFate>(&mut keys);
    keys_of::<Role>(&mut keys);
    keys_of::<Channel>(&mut keys);
    keys_of::<Reason>(&mut keys);
    keys_of::<DocumentKind>(&mut keys);
    keys_of_people(&mut keys);
    keys.extend(StepKind::EVERY.iter().map(|step| task_key(*step)));
    keys.extend(StepKind::EVERY.iter().map(|step| step.message_key().replacen("step-", "by-hand-", 1)));
    keys.extend(Text::EVERY.iter().map(|text| text.message_key()));
    keys.extend(PortalText::EVERY.iter().map(|text| text.message_key()));
    keys.extend(ConsoleText::EVERY.iter().map(|text| text.message_key()));
    keys.extend(SignInText::EVERY.iter().map(|text| text.message_key()));
    keys.extend(NoticeText::EVERY.iter().map(|text| text.message_key()));
    keys.extend(DocumentText::EVERY.iter().map(|text| text.message_key()));
    keys.extend((1..=12).map(|month| format!("month-{month}")));
    keys.extend((1..=7).map(|day| format!("weekday-{day}")));
    let counts = ["days", "months", "business-days"];
    keys.extend(counts.iter().flat_map(|unit| [(*unit).to_owned(), format!("within-{unit}")]));
    keys.extend(["date", "money", "number-group", "currency-omr", "hours"].map(str::to_owned));
    keys
}

// Every value and text has its message in every language, and no catalogue holds a message that nobody asks for.
#[test]
fn every_message_is_there_and_none_is_dead() {
    let wanted = asked_for();
    for language in ["en", "ar", "zh"] {
        let there: BTreeSet<String> = messages(language).into_keys().collect();
        let missing: Vec<_> = wanted.difference(&there).collect();
        let dead: Vec<_> = there.difference(&wanted).collect();
        assert!(missing.is_empty() && dead.is_empty(), "{language}: missing {missing:?}, dead {dead:?}");
    }
}

// What is put into a message is the same in every language, but for the parts of a date, which languages arrange as they like.
#[test]
fn every_language_takes_the_same() {
    let english = messages("en");
    for language in ["ar", "zh"] {
        for (key, body) in messages(language) {
            assert_eq!(variables(&body), variables(&english[&key]), "{language}: {key}");
        }
    }
}

// No English is left in Arabic and Chinese: a Latin word there is a name, a code or an abbreviation of the field.
#[test]
fn no_english_is_left() {
    const NAMES: [&str; 20] = [
        "Masalama", "WhatsApp", "eSIM", "HLR", "HSS", "IMS", "AAA", "G", "ICCID", "IMSI", "EID", "JPEG",
        "PNG", "MB", "KB", "PDF", "SHA", "QR", "Tab", "IBAN",
    ];
    for language in ["ar", "zh"] {
        for (key, body) in messages(language) {
            let shown: String = body
                .split('{')
                .enumerate()
                .map(
                    |(place, part)| {
                        if place == 0 { part } else { part.split_once('}').map_or("", |(_, rest)| rest) }
                    },
                )
                .collect();
            let shown: String = shown
                .lines()
                .map(|line| line.trim().trim_start_matches('*'))
                .map(without_class)
                .collect::<Vec<_>>()
                .join(" ");
            let words = shown.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
            let left: Vec<_> = words.filter(|word| !NAMES.contains(word)).collect();
            assert!(left.is_empty(), "{language}: {key}: {left:?}");
            let has_own =
                !shown.is_ascii() || NAMES.contains(&shown.trim()) || !shown.contains(char::is_alphabetic);
            assert!(has_own, "{language}: {key} says {shown:?}");
        }
    }
}

/// A line of a choice without the name of its class: `[few] …`.
fn without_class(line: &str) -> &str {
    let classes = ["[zero]", "[one]", "[two]", "[few]", "[many]", "[other]", "[0]"];
    classes.iter().find_map(|class| line.strip_prefix(class)).unwrap_or(line)
}

// Arabic counts in six ways, and each of them is used wherever a number of days, months or working days stands.
#[test]
fn arabic_counts_in_six_ways() {
    let voice = Voice::plain(Language::Ar);
    let days: Vec<_> = [0, 1, 2, 3, 11, 100].map(|count| voice.days(count)).into();
    assert_eq!(days, ["لا أيام", "يوم واحد", "يومان", "3 أيام", "11 يومًا", "100 يوم"]);
    let beyond: Vec<_> = [101, 102, 103, 111, 200, 732].map(|count| voice.days(count)).into();
    assert_eq!(beyond, ["101 يوم", "102 يوم", "103 أيام", "111 يومًا", "200 يوم", "732 يومًا"]);
    assert_eq!(voice.within(Period::BusinessDays(5)), "خلال 5 أيام عمل");
    assert_eq!(voice.within(Period::Days(60)), "خلال 60 يومًا");
    assert_eq!(voice.period(Period::Months(2)), "شهران");
    for (key, body) in messages("ar").into_iter().filter(|(_, body)| body.contains("$class ->")) {
        for class in ["[zero]", "[one]", "[two]", "[few]", "[many]", "*[other]"] {
            assert!(body.contains(class), "{key} lacks {class}");
        }
    }
}

// A message that is asked for is never answered with its key or with a hole in it.
#[test]
fn nothing_is_shown_as_a_key() {
    for language in LANGUAGES {
        let voice = Voice::plain(language);
        for step in StepKind::EVERY {
            let (happens, by_hand) = (voice.tell(*step), voice.tell_by_hand(*step));
            assert_ne!(happens, by_hand);
            for said in [happens, by_hand] {
                assert!(said.ends_with(['.', '。']) && !said.contains(['{', '$']), "{step:?}: {said}");
            }
        }
        for code in RefusalCode::EVERY {
            assert!(voice.tell(*code).ends_with(['.', '。']), "{code}");
        }
    }
}

// Dates and amounts are written as each language writes them, always with Latin digits and all decimals.
#[test]
fn dates_and_amounts_follow_the_language() {
    let day = jiff::civil::date(2028, 2, 29);
    let amount = Money::new(5_000, Currency::parse("OMR").unwrap());
    let said =
        LANGUAGES.map(|language| (Voice::plain(language).date(day), Voice::plain(language).money(amount)));
    assert_eq!(said[0], ("Tuesday 29 February 2028".to_owned(), "OMR 5.000".to_owned()));
    assert_eq!(said[1], ("الثلاثاء 29 فبراير 2028".to_owned(), "5.000 ر.ع.".to_owned()));
    assert_eq!(said[2], ("2028年2月29日（星期二）".to_owned(), "5.000 阿曼里亚尔".to_owned()));
}

// Thousands stand in groups of three, in the whole part only and whatever the sign, so that a large amount is read at a glance.
#[test]
fn thousands_are_grouped() {
    let omr = |minor| Money::new(minor, Currency::parse("OMR").unwrap());
    let wanted = [
        (12_345_000, "12,345.000"),
        (-1_234_567_891, "-1,234,567.891"),
        (999_999, "999.999"),
        (-100_000, "-100.000"),
        (1_000_000, "1,000.000"),
        (1, "0.001"),
    ];
    for (minor, amount) in wanted {
        for language in LANGUAGES {
            let said = Voice::plain(language).money(omr(minor));
            let digits: String = said.chars().filter(|c| c.is_ascii_digit() || "-,.".contains(*c)).collect();
            let digits = digits.strip_suffix("..").unwrap_or(&digits);
            assert_eq!(digits, amount, "{language:?}: {said}");
        }
    }
}

// On a page what is put into a sentence is isolated from its direction; on a terminal no such sign appears.
#[test]
fn only_pages_isolate() {
    for language in LANGUAGES {
        let with = [("amount", "5".to_owned())];
        let page = Voice::page(language).text_with(Text::YouOwe, &with);
        assert!(page.contains("\u{2068}5\u{2069}"), "{page:?}");
        let plain = Voice::plain(language).text_with(Text::YouOwe, &with);
        assert!(!plain.contains(['\u{2068}', '\u{2069}']), "{plain:?}");
    }
}

// A parked case says what differs, in the reader's words.
#[test]
fn a_parked_case_says_why() {
    let reason = ParkedFor::LineChanged { differences: vec![Difference::Owner, Difference::LegalHold] };
    let said = Voice::plain(Language::En).tell_parked(&reason);
    assert_eq!(
        said,
        "The line is not what it was: another holder, a court or an authority holds it. A member of staff decides how \
         it goes on."
    );
    let said = Voice::plain(Language::Ar).tell_parked(&reason);
    assert!(said.contains("صاحب آخر للخط، محجوز"), "{said}");
    let poison = ParkedFor::Poison { detail: Detail::of("no answer") };
    assert!(Voice::plain(Language::Zh).tell_parked(&poison).contains("no answer"));
}

// A language is found by its code and in what a browser sends; what we do not speak is passed over.
#[test]
fn a_language_is_chosen_by_code_or_header() {
    for language in LANGUAGES {
        assert_eq!(of_code(code(language)), Some(language));
    }
    assert_eq!(of_code("fr"), None);
    assert_eq!(accepted("fr-FR,ar-OM;q=0.9,en;q=0.8"), Language::Ar);
    assert_eq!(accepted("zh-Hans-CN"), Language::Zh);
    assert_eq!(accepted("*"), Language::En);
}

// The abbreviation of a currency ends with a full stop in Arabic: no sentence puts its own right behind an amount.
#[test]
fn no_amount_is_last_before_a_full_stop() {
    for (key, body) in messages("ar") {
        assert!(!body.contains("{ $amount }."), "{key}: {body}");
    }
}
