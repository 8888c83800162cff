//! The guide's calendar file, read by a calendar library that is not ours.

use std::process::Command;

use super::offline::in_days;
use super::program::run_in;

/// Where the interpreter that has the library is named.
const PYTHON: &str = "MASALAMA_TEST_PYTHON";

/// Prints how many events the file has, and fails where one lacks what a calendar needs.
const READER: &str = "
import sys, icalendar
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())
events = list(calendar.walk('VEVENT'))
assert len({str(event['UID']) for event in events}) == len(events), 'two events share a name'
for event in events:
    assert event.decoded('DTSTART') and event.decoded('DTSTAMP') and str(event['SUMMARY']).strip()
print(len(events))
";

#[test]
fn python_icalendar_reads_the_guide() {
    // A calendar program knows nothing of us: it must read the file, and find each dated day of the guide once.
    let Some(python) = std::env::var_os(PYTHON) else {
        println!("skipped: python_icalendar: {PYTHON} names no interpreter; `cargo xtask test` brings one");
        return;
    };
    let leave_on = in_days(300);
    let dir = tempfile::tempdir().unwrap();
    for language in ["en", "ar", "zh"] {
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
            "guide.ics",
        ];
        run_in(dir.path(), &arguments).ends_with(0);
        let read =
            Command::new(&python).args(["-c", READER, "guide.ics"]).current_dir(dir.path()).output().unwrap();
        assert!(read.status.success(), "{language}: {}", String::from_utf8_lossy(&read.stderr));
        let events: usize = String::from_utf8(read.stdout).unwrap().trim().parse().unwrap();
        let text = std::fs::read_to_string(dir.path().join("guide.ics")).unwrap();
        assert_eq!(events, text.matches("BEGIN:VEVENT").count(), "{language}");
        assert!(events > 3, "{language}: {text}");
    }
}
