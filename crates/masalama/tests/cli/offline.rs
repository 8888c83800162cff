//! Commands that need no server.

use std::path::Path;

use jiff::ToSpan as _;
use masalama::SystemClock;
use masalama_core::port::Clock as _;

use super::program::{golden, run_in};

/// A day so many days from now.
pub(super) fn in_days(days: i32) -> String {
    let today = SystemClock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    today.saturating_add(days.days()).to_string()
}

#[test]
fn only_a_known_official_channel_ends_with_zero() {
    // The made-up hotlines, messenger accounts and look-alike addresses must be told from what an operator prints itself.
    let dir = tempfile::tempdir().unwrap();
    let cases = [
        ("+968 9501 1500", 0),
        ("+968 2469 1111", 1),
        ("+968 2469 2222", 1),
        ("+968 2469 3333", 1),
        ("t.me/ooredoo_oman_help", 1),
        ("https://ornantel.om/refund", 1),
        ("support@ooredoo-oman.refunds.example", 1),
        ("call 24692222 now for your refund", 1),
        ("hello", 1),
    ];
    let mut transcript = String::new();
    for (text, status) in cases {
        let ran = run_in(dir.path(), &["contact", "check", text]).ends_with(status);
        transcript.push_str(&format!("$ masalama contact check '{text}'\n{}[{status}]\n\n", ran.out));
    }
    golden("contact.txt", &transcript);
    let json =
        run_in(dir.path(), &["contact", "check", "--json", "+968", "2469", "1111"]).ends_with(1).json();
    assert_eq!(
        (&json["is_known_official"], &json["verdict"]["verdict"]),
        (&false.into(), &"disputed".into())
    );
}

#[test]
fn the_guide_speaks_three_languages_and_knows_the_old_name() {
    // "Nawras" must resolve to Ooredoo Oman in each language, say what is not confirmed, and give days a calendar can read.
    let dir = tempfile::tempdir().unwrap();
    let leave_on = in_days(120);
    let said_unconfirmed = [("en", "not confirmed"), ("ar", "غير مؤكَّد"), ("zh", "未经核实")];
    for (language, unconfirmed) in said_unconfirmed {
        let ics = format!("{language}.ics");
        let arguments = [
            "guide",
            "--operator",
            "nawras",
            "--kind",
            "postpaid",
            "--leave-on",
            &leave_on,
            "--lang",
            language,
            "--ics",
            &ics,
        ];
        let ran = run_in(dir.path(), &arguments).ends_with(0);
        assert!(ran.out.contains("Ooredoo Oman") && ran.out.contains("nawras"), "{language}: {}", ran.out);
        assert!(ran.out.to_lowercase().contains(unconfirmed), "{language}: {}", ran.out);
        let named = ["guide", "--operator", "النورس", "--kind", "postpaid", "--leave-on", &leave_on];
        assert!(run_in(dir.path(), &named).ends_with(0).out.contains("Ooredoo Oman"), "its name in Arabic");
        let text = std::fs::read_to_string(dir.path().join(ics)).unwrap();
        let calendar: icalendar::Calendar = text.parse().unwrap();
        assert!(calendar.components.len() > 3, "{language}: {text}");
    }
}

#[test]
fn a_guide_for_a_day_in_the_past_is_refused_in_the_language_asked_for() {
    // A day that is over, or that does not exist, must be refused with what would be right.
    let dir = tempfile::tempdir().unwrap();
    let ask = |day: &str, language: &str| {
        run_in(
            dir.path(),
            &["guide", "--operator", "omantel", "--kind", "prepaid", "--leave-on", day, "--lang", language],
        )
    };
    for (language, said) in [("en", "is over"), ("ar", "قد مضى"), ("zh", "已过")] {
        let ran = ask(&in_days(-3), language).ends_with(4);
        assert!(ran.err.contains("(date-in-past)") && ran.out.is_empty(), "{}", ran.err);
        assert!(ran.err.contains(said) || language == "en", "{language}: {}", ran.err);
    }
    let ran = ask("2027-02-29", "en").ends_with(2);
    assert!(ran.err.contains("there is no such day in the calendar"), "{}", ran.err);
    let ran = run_in(
        dir.path(),
        &["guide", "--operator", "nobody", "--kind", "prepaid", "--leave-on", &in_days(9)],
    );
    assert!(ran.ends_with(4).err.contains("(unknown-operator)"));
}

#[test]
fn bad_packs_are_named_with_file_line_and_key() {
    // Every fault of a folder of packs must be told in one line each; the packs in the program have none.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let ran = run_in(&root, &["policy", "check", "policies/invalid"]).ends_with(1);
    let shaped = |line: &str| {
        let mut parts = line.splitn(3, ':');
        parts.next().is_some_and(|file| file.ends_with(".toml"))
            && parts.next().is_some_and(|at| at.parse::<u32>().is_ok())
    };
    assert!(ran.out.lines().count() > 20 && ran.out.lines().all(shaped), "{}", ran.out);
    run_in(&root, &["policy", "check", "policies/om"]).ends_with(0);
    let dir = tempfile::tempdir().unwrap();
    assert!(run_in(dir.path(), &["policy", "check"]).ends_with(0).err.contains("no fault"));
    let json = run_in(dir.path(), &["policy", "check", "--json"]).ends_with(0).json();
    assert_eq!(json["faults"].as_array().unwrap().len(), 0);
    run_in(dir.path(), &["policy", "explain", "nawras", "--kind", "postpaid"]).ends_with(0);
    assert!(run_in(dir.path(), &["policy", "list"]).ends_with(0).out.contains("om/ooredoo-oman.postpaid"));
}

#[test]
fn a_configuration_is_checked_to_the_last_system() {
    // A wrong key must be named with its line; systems that cannot carry a plan must stop the start with a sentence; secrets are masked.
    let dir = tempfile::tempdir().unwrap();
    let check = |text: &str| {
        std::fs::write(dir.path().join("masalama.toml"), text).unwrap();
        run_in(dir.path(), &["config", "check"])
    };
    let cases = [
        ("[servr]\n", 2, "masalama.toml:1: servr: unknown field `servr`"),
        (
            "[engine]\ncases_in_hand = 0\n",
            2,
            "masalama.toml:2: engine.cases_in_hand: it is 0; write a number from 1 to 100000",
        ),
        ("[operator]\nserves = [\"nobody\"]\n", 1, "operator.serves: no policy knows an operator `nobody`"),
        (
            "[operator]\nrefund_limit = { minor = 10000, currency = \"USD\" }\n",
            1,
            "operator.refund_limit: it is in USD, and `",
        ),
        ("policies_dir = \"none\"\n", 1, "the policies under none cannot be read"),
        (
            "[[system]]\nname = \"hlr\"\nkind = \"hlr\"\nconnector = \"sandbox\"\n",
            1,
            "the declared systems cannot end a line: no system offers ",
        ),
        (
            "[[system]]\nname = \"hlr-9\"\nkind = \"hlr\"\nconnector = \"sandbox\"\n",
            1,
            "the sandbox has no system `hlr-9`",
        ),
    ];
    for (text, status, expected) in cases {
        let ran = check(text).ends_with(status);
        assert!(ran.err.contains(expected), "{text}\n{}", ran.err);
    }
    assert_eq!(check("[sandbox]\nlines = 5\n").ends_with(0).out, "masalama.toml: no fault\n");
    std::fs::remove_file(dir.path().join("masalama.toml")).unwrap();
    let shown = run_in(dir.path(), &["config", "show"]).ends_with(0).out;
    golden("config-show.txt", &shown);
    let defaults = run_in(dir.path(), &["config", "show", "--defaults"]).ends_with(0).out;
    std::fs::write(dir.path().join("masalama.toml"), defaults).unwrap();
    assert_eq!(run_in(dir.path(), &["config", "show"]).ends_with(0).out, shown);
}

#[test]
fn every_command_says_how_it_is_used() {
    // Each command must have help with examples.
    let dir = tempfile::tempdir().unwrap();
    let commands = [
        "serve",
        "demo",
        "line import",
        "line list",
        "line show",
        "cease quote",
        "cease start",
        "cease show",
        "cease follow",
        "cease retract",
        "cease list",
        "cease paper",
        "task list",
        "task done",
        "task resolve",
        "task decide",
        "sandbox serve",
        "sandbox lines",
        "sandbox clock show",
        "sandbox clock advance",
        "sandbox fault set",
        "sandbox fault clear",
        "sandbox fault list",
        "sandbox effects",
        "sandbox pay",
        "sandbox world",
        "policy list",
        "policy check",
        "policy explain",
        "config check",
        "config show",
        "guide",
        "contact check",
        "verify",
        "export",
    ];
    for command in commands {
        let arguments: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let help = run_in(dir.path(), &arguments).ends_with(0).out;
        let example = format!("masalama {command}");
        assert!(
            help.contains("Example") && help.contains(&example) || command == "serve",
            "{command}: {help}"
        );
    }
}

#[test]
fn the_committed_description_is_what_the_program_prints() {
    // Whoever wires the interface in reads the committed file: it must be what the code does.
    let folder = tempfile::tempdir().unwrap();
    let printed = run_in(folder.path(), &["openapi"]).ends_with(0).out;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap();
    let differs =
        printed.lines().zip(committed.lines()).position(|(printed, committed)| printed != committed);
    assert_eq!(differs, None, "the first line that differs, from 0; `cargo xtask openapi` writes the file");
    assert_eq!(printed.lines().count(), committed.lines().count(), "`cargo xtask openapi` writes the file");
}
