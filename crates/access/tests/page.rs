//! The page about rights.

use std::path::Path;

#[test]
fn the_page_about_rights_says_what_the_server_enforces() {
    // A page that says other rights than those enforced is worse than none; `MASALAMA_GOLDEN=write` writes it.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/access.md");
    let page = masalama_access::page();
    if std::env::var("MASALAMA_GOLDEN").is_ok_and(|how| how == "write") {
        std::fs::write(&path, &page).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), page);
}

/// Every file of tests of the project.
fn tests_of_the_project() -> String {
    fn read(folder: &Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut text = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &mut text);
    text
}

#[test]
fn every_test_the_page_about_security_names_is_there() {
    // A row that leans on a test nobody wrote, or that was renamed, claims what nothing shows.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/security.md");
    let page = std::fs::read_to_string(path).unwrap();
    let code = tests_of_the_project();
    // The last cell of a row says what shows it. What stands there and is no test is said here.
    let no_tests = ["auth_time"];
    let is_name = |word: &str| {
        word.contains('_') && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let cells = page.lines().filter(|line| line.starts_with("| ")).filter_map(|line| {
        let cells = line.trim_end().trim_end_matches('|');
        cells.rsplit_once(" | ").map(|(_, last)| last)
    });
    let words = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    let tests: Vec<_> = words.filter(|word| is_name(word) && !no_tests.contains(word)).collect();
    assert!(tests.len() > 40, "{}", tests.len());
    let missing: Vec<_> = tests.iter().filter(|test| !code.contains(&format!("fn {test}("))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
