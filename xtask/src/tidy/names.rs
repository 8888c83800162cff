//! Names of crates and modules: none that says nothing about what is inside.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::Tree;

/// Names that say nothing.
const EMPTY: [&str; 6] = ["common", "utils", "types", "models", "shared", "helpers"];

/// Finds crates and modules with an empty name.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = BTreeSet::new();
    for file in tree.rust() {
        let folder_length = file.folder().len();
        let mut end = 0;
        for part in file.parts() {
            end += part.len() + 1;
            let name = part.strip_suffix(".rs").unwrap_or(part);
            if EMPTY.contains(&name) {
                // A folder is told once, however many files lie in it.
                let path = if end <= folder_length + 1 { &file.path[..end - 1] } else { &file.path };
                findings.insert(Finding::new(path, 1, say(name)));
            }
        }
        for (number, line) in file.lines() {
            let name = line.trim_start().split("mod ").nth(1).and_then(|rest| rest.strip_suffix('{'));
            if let Some(name) = name.map(str::trim).filter(|name| EMPTY.contains(name)) {
                findings.insert(Finding::new(&file.path, number, say(name)));
            }
        }
    }
    findings.into_iter().collect()
}

/// What to say of such a name.
fn say(name: &str) -> String {
    format!("`{name}` says nothing about what is inside: name it after what it is about")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::fixture;

    #[test]
    fn empty_names_are_found_wherever_they_stand() {
        // A folder, a file and a module in a file are three ways to hide the same thing.
        let tree = fixture(&[
            ("crates/core/src/money.rs", "//! M.\nmod helpers {\n}\n"),
            ("crates/core/src/utils.rs", "//! U.\n"),
            ("crates/shared/src/a.rs", "//! A.\n"),
            ("crates/shared/src/b.rs", "//! B.\n"),
        ]);
        let places: Vec<_> = check(&tree).into_iter().map(|found| (found.path, found.line)).collect();
        let expected =
            [("crates/core/src/money.rs", 2), ("crates/core/src/utils.rs", 1), ("crates/shared", 1)];
        assert_eq!(places, expected.map(|(path, line)| (path.to_owned(), line)));
    }
}
