//! Size: how long a file may be, and that nobody steps around the limit on functions.
//!
//! A file that is too long may stand in `xtask/ratchet.toml` with its length; so may a file that silences the limit on functions, with how
//! often. The list only shrinks.

use super::Finding;
use super::tree::{File, Tree};

/// The most lines a file may have without its tests.
const FILE_LINES_MAX: usize = 800;
/// The most lines a function may have; Clippy counts them.
const FUNCTION_LINES_MAX: usize = 70;
/// The committed list of offenders.
const RATCHET: &str = "xtask/ratchet.toml";
/// The sum of all numbers in the list. Lower it whenever the list shrinks; it is never raised.
const RATCHET_SUM: usize = 0;
/// The lint that limits functions, in two parts so that this file does not offend.
const FUNCTION_LINT: &str = concat!("clippy::", "too_many_lines");

/// What a section of the list counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    /// Lines of a file without its tests.
    FileLines,
    /// How often a file silences the limit on functions.
    LongFunctions,
}

impl Measure {
    /// The section's name.
    fn section(self) -> &'static str {
        match self {
            Self::FileLines => "file_lines",
            Self::LongFunctions => "long_functions",
        }
    }

    /// How much a file may have without standing in the list.
    fn most(self) -> usize {
        match self {
            Self::FileLines => FILE_LINES_MAX,
            Self::LongFunctions => 0,
        }
    }

    /// How much this file has.
    fn of(self, file: &File) -> usize {
        match self {
            Self::FileLines if is_test(file) => 0,
            Self::FileLines => lines_without_tests(&file.text),
            Self::LongFunctions => {
                let is_code = |line: &&str| !line.trim_start().starts_with("//");
                file.text.lines().filter(is_code).filter(|line| line.contains(FUNCTION_LINT)).count()
            }
        }
    }

    /// What to say of a file that has too much.
    fn too_much(self, count: usize) -> String {
        match self {
            Self::FileLines => format!(
                "{count} lines without tests, and {FILE_LINES_MAX} is the most: split it by what its parts are about"
            ),
            Self::LongFunctions => format!(
                "silences `{FUNCTION_LINT}` {count} times: a function has at most {FUNCTION_LINES_MAX} lines, split it"
            ),
        }
    }
}

/// One offender in the list.
struct Entry {
    /// What is counted.
    measure: Measure,
    /// The file.
    path: String,
    /// How much it has.
    count: usize,
    /// Where it stands in the list.
    line: usize,
}

/// Checks lengths against the limits, the list against the tree, and Clippy's settings against ours.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = check_settings(tree);
    findings.extend(check_files(tree, RATCHET_SUM));
    findings
}

/// Checks files and list, with `sum` as the most the list may add up to.
fn check_files(tree: &Tree, sum: usize) -> Vec<Finding> {
    let (entries, mut findings) = read_ratchet(tree);
    for measure in [Measure::FileLines, Measure::LongFunctions] {
        for file in tree.rust() {
            let count = measure.of(file);
            let entry = entries.iter().find(|entry| entry.measure == measure && entry.path == file.path);
            match entry {
                None if count > measure.most() => {
                    let line = if measure == Measure::FileLines { FILE_LINES_MAX + 1 } else { 1 };
                    findings.push(Finding::new(&file.path, line, measure.too_much(count)));
                }
                Some(entry) if count != entry.count => findings.push(check_entry(entry, count)),
                None | Some(_) => {}
            }
        }
    }
    for entry in entries.iter().filter(|entry| tree.get(&entry.path).is_none()) {
        let what = format!("{} does not exist: delete this line", entry.path);
        findings.push(Finding::new(RATCHET, entry.line, what));
    }
    let listed: usize = entries.iter().map(|entry| entry.count).sum();
    if listed > sum {
        let what =
            format!("the list adds up to {listed} where {sum} is allowed: shrink the list, do not grow it");
        findings.push(Finding::new(RATCHET, 1, what));
    } else if listed < sum {
        let what =
            format!("the list has shrunk to {listed}: lower RATCHET_SUM in xtask/src/tidy/length.rs to that");
        findings.push(Finding::new(RATCHET, 1, what));
    }
    findings
}

/// What to say of an offender that has changed to `count`.
fn check_entry(entry: &Entry, count: usize) -> Finding {
    let Entry { measure, path, count: listed, line } = entry;
    if count <= measure.most() {
        Finding::new(RATCHET, *line, format!("{path} is within the limit now: delete this line"))
    } else if count < *listed {
        Finding::new(RATCHET, *line, format!("{path} has shrunk from {listed} to {count}: write {count}"))
    } else {
        Finding::new(
            path,
            1,
            format!("has grown from {listed} to {count}, and offenders only shrink: split it"),
        )
    }
}

/// Reads the list; a line that cannot be read is a finding.
fn read_ratchet(tree: &Tree) -> (Vec<Entry>, Vec<Finding>) {
    let (mut entries, mut findings) = (Vec::new(), Vec::new());
    let mut measure = None;
    for (number, line) in tree.get(RATCHET).into_iter().flat_map(File::lines) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(section) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let measures = [Measure::FileLines, Measure::LongFunctions];
            measure = measures.into_iter().find(|measure| measure.section() == section);
            continue;
        }
        let entry = line.split_once('=').and_then(|(path, count)| {
            let path = path.trim().trim_matches('"').to_owned();
            Some(Entry { measure: measure?, path, count: count.trim().parse().ok()?, line: number })
        });
        match entry {
            Some(entry) => entries.push(entry),
            None => findings.push(Finding::new(
                RATCHET,
                number,
                "cannot be read: write `\"path/of/file.rs\" = number` under [file_lines] or [long_functions]"
                    .to_owned(),
            )),
        }
    }
    (entries, findings)
}

/// Checks that Clippy still counts, and to the same number.
fn check_settings(tree: &Tree) -> Vec<Finding> {
    let settings = [
        ("clippy.toml", format!("too-many-lines-threshold = {FUNCTION_LINES_MAX}")),
        ("Cargo.toml", "too_many_lines = \"deny\"".to_owned()),
    ];
    let mut findings = Vec::new();
    for (path, wanted) in settings {
        let file = tree.get(path);
        if file.is_some_and(|file| file.text.lines().any(|line| line.trim() == wanted)) {
            continue;
        }
        let key = wanted.split(' ').next().unwrap_or(&wanted);
        let line = file.and_then(|file| file.lines().find(|(_, line)| line.trim().starts_with(key)));
        findings.push(Finding::new(
            path,
            line.map_or(1, |(number, _)| number),
            format!("must say `{wanted}`"),
        ));
    }
    findings
}

/// Is the whole file tests?
fn is_test(file: &File) -> bool {
    file.parts().any(|part| part == "tests" || part == "tests.rs")
}

/// The lines of a file without its test modules, which begin with `#[cfg(test)]` and end with a brace in the first column.
fn lines_without_tests(text: &str) -> usize {
    let mut count = 0;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line == "#[cfg(test)]" {
            let opens = loop {
                match lines.next() {
                    Some(line) if line.starts_with('#') => {}
                    other => break other.is_some_and(|line| line.ends_with('{')),
                }
            };
            if opens {
                lines.by_ref().find(|line| *line == "}");
            }
        } else {
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::fixture;

    /// What the check says of these files, with a list that may add up to `sum`.
    fn told(files: &[(&str, &str)], sum: usize) -> Vec<String> {
        check_files(&fixture(files), sum).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn a_long_file_is_found_and_its_tests_do_not_count() {
        // The limit is on what must be understood together; tests beside it are free.
        let tests = "#[cfg(test)]\nmod tests {\n".to_owned() + &"    //\n".repeat(50) + "}\n";
        let fits = "//\n".repeat(FILE_LINES_MAX) + &tests;
        assert!(told(&[("a.rs", &fits)], 0).is_empty());
        let long = "//\n".repeat(FILE_LINES_MAX + 1) + &tests;
        let told_long = told(&[("a.rs", &long)], 0);
        assert!(told_long[0].starts_with("a.rs:801: 801 lines without tests"), "{told_long:?}");
        assert!(told(&[("tests/a.rs", &long)], 0).is_empty());
    }

    #[test]
    fn a_silenced_limit_is_found() {
        // Silencing the lint would be the easy way around it.
        let silenced = format!("//! A.\n#[allow({FUNCTION_LINT}, reason = \"long\")]\nfn a() {{}}\n");
        assert!(told(&[("a.rs", &silenced)], 0)[0].contains("a function has at most 70 lines"));
    }

    #[test]
    fn the_list_only_shrinks() {
        // A listed file may stay as long as it is; every other change to the list or file is told.
        let long = "//\n".repeat(900);
        let listed = |count| format!("[file_lines]\n\"a.rs\" = {count}\n");
        let list = |count: usize| told(&[("a.rs", &long), (RATCHET, &listed(count))], count);
        assert!(list(900).is_empty());
        assert!(list(880)[0].contains("has grown from 880 to 900"));
        assert!(list(950)[0].contains("has shrunk from 950 to 900: write 900"));
        let grown = told(&[("a.rs", &long), (RATCHET, &listed(900))], 0);
        assert!(grown[0].contains("shrink the list, do not grow it"), "{grown:?}");
        let shrunk = told(&[("a.rs", "//\n")], 900);
        assert!(shrunk[0].contains("lower RATCHET_SUM"), "{shrunk:?}");
        let fits = told(&[("a.rs", "//\n"), (RATCHET, &listed(900))], 900);
        assert!(fits[0].contains("within the limit now: delete this line"), "{fits:?}");
        assert!(told(&[(RATCHET, &listed(900))], 900)[0].contains("does not exist: delete this line"));
        assert!(
            told(&[(RATCHET, "[file_lines]\nnonsense\n")], 0)[0].contains("ratchet.toml:2: cannot be read")
        );
    }

    #[test]
    fn the_limit_on_functions_stays_on() {
        // Clippy counts lines of functions only as long as its settings say so.
        let off = fixture(&[("clippy.toml", "a = 1\ntoo-many-lines-threshold = 100\n"), ("Cargo.toml", "")]);
        let told: Vec<_> = check_settings(&off).iter().map(Finding::to_string).collect();
        assert_eq!(told[0], "clippy.toml:2: must say `too-many-lines-threshold = 70`");
        assert_eq!(told[1], "Cargo.toml:1: must say `too_many_lines = \"deny\"`");
    }
}
