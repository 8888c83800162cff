//! The shipped packs, the bad ones, and what the checker says of addresses.
#![allow(clippy::unwrap_used, reason = "a test may stop where something is not as it must be")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use masalama_core::calendar::Period;
use masalama_core::channel::{self, Kind, Likeness, Verdict};
use masalama_core::line::{LineKind, OperatorId};
use masalama_core::policy::{self, NOT_BINDING, Origin, Policies, Role, Rules, Status};
use proptest::prelude::*;

const KINDS: [LineKind; 2] = [LineKind::Prepaid, LineKind::Postpaid];
const REAL: [&str; 3] = ["omantel", "ooredoo-oman", "vodafone-oman"];
const SANDBOX: [&str; 3] = ["sandbox-muscat", "sandbox-salalah", "sandbox-sohar"];

fn policies_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// The TOML files of a folder below `policies/`, each with its path from the root of the product, in order.
fn files_in(folder: &str) -> Vec<(String, String)> {
    let mut paths: Vec<_> = std::fs::read_dir(policies_dir().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    let named = |path: &PathBuf| format!("policies/{folder}/{}", path.file_name().unwrap().to_str().unwrap());
    paths.iter().map(|path| (named(path), std::fs::read_to_string(path).unwrap())).collect()
}

fn read(files: &[(String, String)]) -> Result<Policies, Vec<policy::Fault>> {
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Policies::read(&files)
}

static SHIPPED: LazyLock<Policies> = LazyLock::new(|| {
    read(&files_in("om")).unwrap_or_else(|faults| {
        panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
});

fn shipped() -> &'static Policies {
    &SHIPPED
}

fn id(name: &str) -> OperatorId {
    OperatorId::try_from(name.to_owned()).unwrap()
}

fn today() -> Date {
    date(2026, 11, 22)
}

/// What a text reader finds first: a key of the top of a file.
fn top_value<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.strip_prefix(key)?.trim().strip_prefix('=')).map(str::trim)
}

#[test]
fn every_operator_has_terms_for_both_kinds_of_line() {
    // The three operators and the three sandboxes can be asked about either kind of line today, under an id that says what it is.
    let policies = shipped();
    for operator in REAL.iter().chain(&SANDBOX) {
        for kind in KINDS {
            let policy = policies.for_line(&id(operator), kind, today()).unwrap();
            let kind_name = if kind == LineKind::Prepaid { "prepaid" } else { "postpaid" };
            assert_eq!(policy.policy.id, format!("om/{operator}.{kind_name}"));
            assert_eq!(policy.country, "OM");
            assert_eq!(policy.calendar.zone().name(), "Asia/Muscat");
        }
    }
    assert_eq!(policies.all().count(), 12);
    assert!(policies.for_line(&id("friendi"), LineKind::Prepaid, today()).is_none());
    assert!(policies.for_line(&id("omantel"), LineKind::Prepaid, date(2024, 12, 31)).is_none());
}

#[test]
fn the_final_bill_is_dated_where_the_country_dates_it() {
    // The term is optional: with it the rules of a case have the date, without it they have none.
    let within = |policies: &Policies| {
        let policy = policies.for_line(&id("sandbox-muscat"), LineKind::Prepaid, today()).unwrap();
        Rules::binding(policy).final_bill_within
    };
    assert_eq!(within(shipped()), Some(Period::Days(15)));
    let mut files = files_in("om");
    for (_, text) in &mut files {
        let kept: Vec<_> = text.lines().filter(|line| !line.starts_with("tax_invoice_within")).collect();
        *text = kept.join("\n");
    }
    assert_eq!(within(&read(&files).unwrap()), None);
    let country = files.iter_mut().find(|(path, _)| path.ends_with("country.toml")).unwrap();
    country.1 =
        country.1.replace("[duties]", "[duties]\ntax_invoice_within = { value = { business_days = 5 } }");
    assert!(read(&files).is_err(), "its days run on through holidays");
}

#[test]
fn the_hash_of_a_policy_is_that_of_its_file() {
    // Who holds the file can prove by which text a case was decided.
    let files = files_in("om");
    let policies = read(&files).unwrap();
    let (_, text) = files.iter().find(|(path, _)| path.ends_with("/omantel.toml")).unwrap();
    let policy = policies.for_line(&id("omantel"), LineKind::Postpaid, today()).unwrap();
    assert_eq!(policy.policy.hash, masalama_core::commitment::Digest::of(&[text.as_bytes()]));
}

#[test]
fn a_later_version_takes_over_on_its_day() {
    // A case gets the terms that are in force on its day, and an older one keeps its own.
    let mut files = files_in("om");
    let (_, first) = files.iter().find(|(path, _)| path.ends_with("/sandbox-sohar.toml")).unwrap();
    let second = first.replace("version = 1", "version = 2").replace("2025-01-01", "2027-01-01");
    files.push(("policies/om/sandbox-sohar.2027.toml".to_owned(), second));
    let policies = read(&files).unwrap();
    let version = |on| policies.for_line(&id("sandbox-sohar"), LineKind::Prepaid, on).unwrap().policy.version;
    assert_eq!((version(date(2026, 12, 31)), version(date(2027, 1, 1))), (1, 2));
}

#[test]
fn nothing_unverified_binds_and_no_real_operators_value_does() {
    // I14: what nobody read, a guide says or we made up informs; only a sandbox's own terms bind, and those on its lines alone.
    let policies = shipped();
    for policy in policies.all() {
        let is_sandbox = SANDBOX.contains(&policy.operator.as_str());
        for line in policy::explain(policy) {
            let binds = !line.sentence.ends_with(NOT_BINDING);
            assert_eq!(binds, line.is_binding);
            assert_eq!(binds, is_sandbox, "{} {}: {}", policy.policy.id, line.key, line.sentence);
            assert!(!binds || (line.status == Status::Verified && line.origin == Origin::OperatorTerms));
        }
        let rules = Rules::binding(policy);
        assert!(is_sandbox || (rules.device_fee.is_none() && rules.refund_held_back.is_zero()));
    }
    for value in policies.values() {
        let has_rule = !matches!(value.origin, Origin::Guide | Origin::Default);
        assert!(value.status == Status::Unverified || has_rule, "{}: {}", value.file, value.key);
    }
}

#[test]
fn what_is_verified_of_the_real_world_is_this_and_no_more() {
    // A value becomes law to people only by a conscious change here, beside a primary source.
    let policies = shipped();
    let found: BTreeSet<_> = policies
        .values()
        .filter(|value| value.status == Status::Verified)
        .filter(|value| !value.source.contains("invented for the sandbox"))
        .filter(|value| !value.key.starts_with("holiday["))
        .map(|value| format!("{} {}", value.key.split('[').next().unwrap(), value.text))
        .collect();
    let expected: BTreeSet<_> = [
        "authority.tra.contact \"tra.gov.om\"",
        "calling_code \"968\"",
        "currency \"OMR\"",
        "duties.data_request_within { days = 45 }",
        "duties.tax_records_for { months = 120 }",
        "operator.awasr.contact \"80001000\"",
        "operator.awasr.contact \"awasr.om\"",
        "operator.friendi.contact \"+968 9840 0000\"",
        "operator.friendi.contact \"friendimobile.com\"",
        "operator.omantel.contact \"omantel.om\"",
        "operator.ooredoo-oman.contact \"+968 2200 1503\"",
        "operator.ooredoo-oman.contact \"+968 9501 1500\"",
        "operator.ooredoo-oman.contact \"1500\"",
        "operator.ooredoo-oman.contact \"1503\"",
        "operator.ooredoo-oman.contact \"B2Bsupport@ooredoo.om\"",
        "operator.ooredoo-oman.contact \"ooredoo.om\"",
        "operator.renna.contact \"*181#\"",
        "operator.renna.contact \"1240\"",
        "operator.renna.contact \"rennamobile.com\"",
        "operator.vodafone-oman.contact \"vodafone.om\"",
        "vat_basis_points 500",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect();
    assert_eq!(found, expected);
}

#[test]
fn only_an_announced_holiday_is_certain() {
    // A date that waits for the moon or for a decision must never be shown as certain; the weekend and the days off are as listed.
    let policies = shipped();
    let calendar = &policies.countries().next().unwrap().calendar;
    let confirmed = |on| calendar.holiday_on(on).map(|holiday| holiday.confirmed);
    assert_eq!(confirmed(date(2025, 11, 26)), Some(true));
    assert_eq!(confirmed(date(2025, 11, 20)), None);
    assert_eq!(confirmed(date(2027, 11, 20)), Some(false));
    assert_eq!(confirmed(date(2028, 1, 11)), Some(false));
    assert_eq!(calendar.unconfirmed_holidays(date(2027, 3, 1), date(2027, 3, 31)).count(), 4);
    assert!(!calendar.is_business_day(date(2026, 11, 27)) && calendar.is_business_day(date(2026, 11, 29)));
}

#[test]
fn nawras_is_ooredoo_oman_and_nobody_else() {
    // An old name leads to its operator however it is typed, and a part of a name to nobody.
    let policies = shipped();
    for name in ["Nawras", "nawras", " NAW RAS ", "ooredoo", "Ooredoo Oman", "ooredoo-oman"] {
        assert_eq!(policies.operator_named(name).unwrap().id, id("ooredoo-oman"), "{name}");
    }
    for name in ["", " ", "naw", "oman", "TRA"] {
        assert!(policies.operator_named(name).is_none(), "{name}");
    }
}

#[test]
fn an_operator_is_found_by_its_name_in_arabic_and_chinese() {
    // Somebody types the name as he writes it, with or without what stands on an alif and over the letters; each name says where it is from.
    let policies = shipped();
    let names = [
        ("omantel", ["عمانتل", "عُمان تل", "阿曼电信"]),
        ("ooredoo-oman", ["أوريدو", "اوريدو عُمان", "النورس"]),
        ("vodafone-oman", ["فودافون", "فودافون عُمان", "沃达丰"]),
    ];
    for (operator, names) in names {
        for name in names {
            assert_eq!(policies.operator_named(name).map(|party| &party.id), Some(&id(operator)), "{name}");
        }
    }
    for party in policies.operators().filter_map(|party| party.written_as.as_ref()) {
        assert!(party.source.contains("https://"), "{}", party.source);
    }
    assert!(policies.operator_named("عمان").is_none());
}

#[test]
fn the_three_made_up_hotlines_are_disputed_however_they_are_typed() {
    // A made-up number must be named as one: with and without country code, spaces, Arabic digits, in a sentence, as an account.
    let policies = shipped();
    for digits in policies.disputed().map(|disputed| disputed.address.replace(['+', ' '], "")) {
        let national = &digits[3..];
        let arabic: String =
            national.bytes().map(|b| char::from_u32(0x0660 + u32::from(b - b'0')).unwrap()).collect();
        for typed in [
            format!("+{digits}"),
            format!("00{digits}"),
            national.to_owned(),
            format!("{} {}", &national[..4], &national[4..]),
            format!("+968-{}-{}", &national[..4], &national[4..]),
            arabic,
            format!("tel:+{digits}"),
            format!("Call us on {national} now!"),
            format!("https://wa.me/{digits}"),
        ] {
            let verdict = channel::check(&typed, policies);
            assert!(matches!(verdict, Verdict::Disputed { .. }), "{typed}: {verdict:?}");
            assert!(!verdict.is_known_official());
            assert!(verdict.to_string().contains("widely copied as"), "{verdict}");
        }
    }
    assert_eq!(policies.disputed().count(), 3);
}

#[test]
fn the_made_up_hotlines_stand_in_no_other_shipped_file() {
    // What is shipped as data must not spread them: only the list that disputes them may hold their digits.
    let disputed: Vec<_> =
        shipped().disputed().map(|d| d.address.replace(['+', ' '], "")[3..].to_owned()).collect();
    for folder in ["om", "invalid"] {
        for (path, text) in
            files_in(folder).into_iter().filter(|(path, _)| !path.ends_with("/om/disputed.toml"))
        {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let spaced = text.replace([' ', '-', '_', '.'], "");
            for hotline in &disputed {
                assert!(!spaced.contains(hotline.as_str()) && !digits.contains(hotline.as_str()), "{path}");
            }
        }
    }
}

#[test]
fn an_operators_own_address_is_known_official() {
    // Only what the operator itself prints in a source that was read passes, in any form people type or copy it.
    let policies = shipped();
    for (text, owner) in [
        ("+968 9501 1500", "ooredoo-oman"),
        ("0096895011500", "ooredoo-oman"),
        ("95011500", "ooredoo-oman"),
        ("٩٥٠١ ١٥٠٠", "ooredoo-oman"),
        ("+٩٦٨ ٩٥٠١ ١٥٠٠", "ooredoo-oman"),
        ("1500", "ooredoo-oman"),
        ("b2bsupport@OOREDOO.om", "ooredoo-oman"),
        ("mailto:B2Bsupport@ooredoo.om?subject=x", "ooredoo-oman"),
        ("https://www.ooredoo.om/en/business/", "ooredoo-oman"),
        ("shop.ooredoo.om", "ooredoo-oman"),
        ("Omantel.om.", "omantel"),
        ("vodafone.om:443/terms-and-conditions", "vodafone-oman"),
        ("+968 9840 0000", "friendi"),
        ("*181#", "renna"),
        ("80001000", "awasr"),
    ] {
        let verdict = channel::check(text, policies);
        let Verdict::KnownOfficial(listed) = &verdict else { panic!("{text}: {verdict:?}") };
        assert_eq!(listed.owner_id, id(owner), "{text}");
        assert!(verdict.is_known_official() && verdict.to_string().contains("checked on 2026-11-22"));
    }
    let Verdict::KnownOfficial(listed) = channel::check("help@sandbox-sohar.example", policies) else {
        panic!()
    };
    assert_eq!(listed.role, Role::Sandbox);
    assert!(listed.to_string().contains("an invented operator"));
}

#[test]
fn what_nobody_confirmed_or_lists_is_not_known_official() {
    // A listed but unconfirmed contact, an unlisted number in an operator's old range, and plain words all fail.
    let policies = shipped();
    for text in ["1234", "+968 2422 2222", "wa.me/96824222222", "9999", "redbullmobile.om"] {
        let verdict = channel::check(text, policies);
        assert!(matches!(verdict, Verdict::KnownUnconfirmed(_)), "{text}: {verdict:?}");
        assert!(!verdict.is_known_official());
    }
    for (text, kind) in [
        ("+968 2200 1500", Kind::Number),
        ("+968 9123 4567", Kind::Number),
        ("+971 9501 1500", Kind::Number),
        ("0095011500", Kind::Number),
        ("15 000", Kind::Number),
        ("*182#", Kind::Ussd),
        ("someone@example.com", Kind::Email),
        ("billing@ooredoo.om", Kind::Email),
        ("https://example.com/omantel", Kind::Site),
        ("@some_helper", Kind::Account),
        ("https://t.me/some_helper", Kind::Account),
        ("wa.me/96895011500", Kind::Account),
        ("omantel", Kind::Unrecognised),
        ("", Kind::Unrecognised),
    ] {
        let verdict = channel::check(text, policies);
        assert_eq!(verdict, Verdict::NotKnown { kind }, "{text}");
        assert!(!verdict.is_known_official());
    }
}

#[test]
fn an_address_that_only_looks_official_is_named_as_such() {
    // Each trick has its name, so that the person learns what to look at.
    let policies = shipped();
    for (text, why) in [
        ("omantel.om.example.com", Likeness::KnownHostInFront),
        ("https://www.omantel.om.refund.example/pay", Likeness::KnownHostInFront),
        ("tra.gov.om.example.com", Likeness::KnownHostInFront),
        ("https://omantel.om@example.com/login", Likeness::ShownBeforeAt),
        ("https://omantel.om:pw@example.com", Likeness::ShownBeforeAt),
        ("omantel.com", Likeness::OtherEnding),
        ("vodafone.example.net", Likeness::OtherEnding),
        ("0mantel.om", Likeness::LookAlikeLetters),
        ("ornantel.om", Likeness::LookAlikeLetters),
        ("оmantel.om", Likeness::LookAlikeLetters),
        ("xn--mantel-vqf.om", Likeness::LookAlikeLetters),
        ("оoredoo.om", Likeness::LookAlikeLetters),
        ("omantell.om", Likeness::Misspelt),
        ("ooerdoo.om", Likeness::Misspelt),
        ("vodaphone.om", Likeness::Misspelt),
        ("ooredoo-oman.com", Likeness::AddedWord),
        ("myomantel.example", Likeness::AddedWord),
        ("nawras.example", Likeness::AddedWord),
        ("omantel-om.example", Likeness::DotsReplaced),
        ("tra-gov-om.example", Likeness::DotsReplaced),
        ("support@omantel-help.example", Likeness::AddedWord),
        ("omantel.support@example.com", Likeness::AddedWord),
        ("@omantel_support", Likeness::NameOfAccount),
        ("t.me/OmantelHelp", Likeness::NameOfAccount),
        ("https://instagram.com/0oredoo.oman", Likeness::NameOfAccount),
    ] {
        let verdict = channel::check(text, policies);
        let Verdict::LookAlike { why: found, .. } = &verdict else { panic!("{text}: {verdict:?}") };
        assert_eq!(*found, why, "{text}: {verdict}");
        assert!(!verdict.is_known_official());
    }
}

#[test]
fn in_a_longer_text_the_worst_address_decides() {
    // A real number beside a false link must not make the message look true.
    let policies = shipped();
    let good = channel::check("Please call +968 9501 1500 or 1500.", policies);
    assert!(good.is_known_official(), "{good:?}");
    let bad = channel::check("Call +968 9501 1500 or pay at http://omantel.om.example.com now", policies);
    assert!(matches!(bad, Verdict::LookAlike { .. }), "{bad:?}");
}

#[test]
fn a_policy_explains_itself_in_sentences() {
    // A lawyer reads what the pack says, key by key, and sees at each what does not bind.
    let policies = shipped();
    let lines =
        |operator: &str, kind| policy::explain(policies.for_line(&id(operator), kind, today()).unwrap());
    let salalah = lines("sandbox-salalah", LineKind::Postpaid);
    let sentence = |key: &str| salalah.iter().find(|line| line.key == key).unwrap().sentence.as_str();
    assert_eq!(sentence("notice"), "Notice is 2 months, counted from the receipt.");
    assert_eq!(sentence("dues"), "The line does not end before all unpaid bills are settled.");
    assert_eq!(sentence("device_fee"), "Each device that does not come back costs OMR 25.000.");
    assert_eq!(
        sentence("suspend"),
        "Instead of ending, the line can be paused for up to 12 months at OMR 1.000 a month."
    );
    let omantel = lines("omantel", LineKind::Postpaid);
    let notice = omantel.iter().find(|line| line.key == "notice").unwrap();
    assert_eq!(
        notice.sentence,
        "Notice is 2 months, counted from the receipt. Not confirmed: informs, never binds."
    );
    assert_eq!((notice.origin, omantel.len()), (Origin::Guide, 17));
    assert!(lines("sandbox-muscat", LineKind::Prepaid).iter().any(|line| line.key == "offer"));
}

/// The first words of a bad pack that is read beside the shipped ones, where the others take the place of one.
const BESIDE: &str = "# A bad pack on purpose, read beside the shipped ones";

/// The shipped files with `bad` in the place of the one that holds the same, or beside them.
fn with_bad(bad: &(String, String)) -> Vec<(String, String)> {
    let holds = top_value(&bad.1, "holds");
    let operator = top_value(&bad.1, "operator");
    let is_replaced = |(_, text): &(String, String)| {
        holds.is_some()
            && !bad.1.starts_with(BESIDE)
            && top_value(text, "holds") == holds
            && top_value(text, "operator") == operator
    };
    let mut files: Vec<_> = files_in("om").into_iter().filter(|file| !is_replaced(file)).collect();
    files.push(bad.clone());
    files
}

#[test]
fn every_bad_pack_is_refused_with_the_messages_beside_it() {
    // Each fault names file, line, key, what is wrong and what would be right; all of them at once. Written anew with BLESS=1, to be read.
    let bad = files_in("invalid");
    assert!(bad.len() >= 12);
    for file in bad {
        let faults = read(&with_bad(&file)).expect_err(&file.0);
        let found: String = faults.iter().map(|fault| format!("{fault}\n")).collect();
        let beside = policies_dir().join("..").join(&file.0).with_extension("expected");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&beside, &found).unwrap();
        }
        assert_eq!(found, std::fs::read_to_string(&beside).unwrap(), "{}", file.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_breaks_the_reader(text in ".{0,400}", role in 0..4_usize) {
        // Whatever is given as a pack, the answer is packs or faults.
        let holds = ["country", "operators", "terms", "disputed"][role];
        let headed = format!("holds = \"{holds}\"\ncountry = \"om\"\n{text}");
        let _ = Policies::read(&[("a.toml", &text), ("b.toml", &headed)]);
    }

    #[test]
    fn no_cut_or_changed_pack_breaks_the_reader(
        file in 0..9_usize,
        at in any::<prop::sample::Index>(),
        new in "[\\[\\]{}=\"'\n.a0-]{0,3}",
    ) {
        // A pack with any few characters put in, or cut there, is read or refused.
        let mut files = files_in("om");
        let text = &mut files[file].1;
        let at = (0..=at.index(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        text.insert_str(at, &new);
        let _ = read(&files);
        files[file].1.truncate(at);
        let _ = read(&files);
    }

    #[test]
    fn no_text_breaks_the_checker(text in any::<String>(), tail in "[@./:*#+0-9a-zа-я٠-٩ -]{0,60}") {
        // Whatever a person pastes has an answer, and chance never hits an official channel by a link.
        let policies = shipped();
        let _ = channel::check(&text, policies);
        let _ = channel::check(&tail, policies);
        let _ = channel::check(&format!("https://{tail}"), policies);
    }
}
