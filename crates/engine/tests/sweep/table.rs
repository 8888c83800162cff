//! The committed table: what each run came to, one row each.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::end::{End, word};
use super::{Row, sweep};

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sweep.table")
}

/// The table as text: of each journey the ends that were met, by letter, then its rows.
fn written(rows: &[Row]) -> String {
    let mut text = String::from(
        "# The failure sweep: what each step going wrong comes to. Written by the test `every_step_going_wrong_ends_as_the_table_says`\n\
         # with BLESS=1; read every change before you commit it.\n",
    );
    let mut rest = rows;
    while let Some(first) = rest.first() {
        let of_journey = rest.iter().take_while(|row| row.journey == first.journey).count();
        let (these, others) = rest.split_at(of_journey);
        write_journey(&mut text, these);
        rest = others;
    }
    text
}

fn write_journey(text: &mut String, rows: &[Row]) {
    let mut ends: Vec<&End> = Vec::new();
    for row in rows {
        if !ends.contains(&&row.end) {
            ends.push(&row.end);
        }
    }
    writeln!(text, "\n{}", rows[0].journey).unwrap();
    for (at, end) in ends.iter().enumerate() {
        write!(text, "  {}\n{end}", letter(at)).unwrap();
    }
    for row in rows {
        let end = ends.iter().position(|end| **end == row.end).unwrap();
        let Some(swept) = &row.swept else {
            writeln!(text, "  all done{:58}-> {}", "", letter(end)).unwrap();
            continue;
        };
        let step = format!("{:02} {}@{}", swept.step.0, word(&swept.kind), swept.system);
        let class = swept.class.map_or("-".to_owned(), |class| word(&class));
        let (wrong, tries, staff) = (row.wrong, row.tries, row.staff_did);
        writeln!(text, "  {step:36} {class} {wrong:19} tries {tries} staff {staff} -> {}", letter(end))
            .unwrap();
    }
}

fn letter(at: usize) -> char {
    char::from(b'A' + u8::try_from(at).unwrap())
}

/// What is different, line by line.
fn difference(committed: &str, now: &str) -> String {
    let (before, after): (Vec<_>, Vec<_>) = (committed.lines().collect(), now.lines().collect());
    let mut text = String::new();
    for line in before.iter().filter(|line| !after.contains(line)) {
        writeln!(text, "- {line}").unwrap();
    }
    for line in after.iter().filter(|line| !before.contains(line)) {
        writeln!(text, "+ {line}").unwrap();
    }
    text
}

/// Whatever goes wrong at whatever step, the case ends as the table says, with no effect doubled and none missing.
#[test]
fn every_step_going_wrong_ends_as_the_table_says() {
    let rows = sweep();
    let wrong: Vec<String> = rows
        .iter()
        .flat_map(|row| {
            let step = row.swept.as_ref().map_or_else(String::new, |swept| format!("{:?}", swept.kind));
            row.violations.iter().map(move |what| format!("{} {step} {}: {what}", row.journey, row.wrong))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let now = written(&rows);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path(), &now).unwrap();
    }
    let committed = std::fs::read_to_string(path()).unwrap_or_default();
    println!("{} runs", rows.len());
    assert!(committed == now, "the ends differ from sweep.table:\n{}", difference(&committed, &now));
}
