//! The text of files: white space in documents, first lines of Rust, and paths of somebody's machine.

use super::Finding;
use super::tree::Tree;

/// Folders of one machine, in parts so that this file does not offend.
const MACHINE: [&str; 3] = [concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/ho", "me/")];

/// Finds white space nobody sees, Rust files that do not say what they are, and paths that exist on one machine only.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files() {
        if file.is_rust() && !file.text.starts_with("//!") {
            let what = "the first line must be `//! …` and say what the file is".to_owned();
            findings.push(Finding::new(&file.path, 1, what));
        }
        for (number, line) in file.lines() {
            let mut tell = |what: String| findings.push(Finding::new(&file.path, number, what));
            if file.is_markdown() && line.ends_with(char::is_whitespace) {
                tell("white space at the end of the line: delete it".to_owned());
            }
            if file.is_markdown() && line.contains('\t') {
                tell("a tab: use spaces".to_owned());
            }
            if let Some(folder) = MACHINE.iter().find(|folder| names_machine(line, folder)) {
                tell(format!("`{folder}` is a folder of one machine: name a path from the workspace's own"));
            }
        }
    }
    findings
}

/// Does the line name this folder from the very top? After a letter or a dot it is part of an address or of another path.
fn names_machine(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || "._-~".contains(letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::fixture;

    #[test]
    fn every_slip_of_the_pen_is_found() {
        // Each rule must be able to fail, and must name the line.
        let machine = format!("//! A.\n// see {}x\n", MACHINE[0]);
        let tree = fixture(&[
            ("a.md", "one \n\ttwo\nthree\n"),
            ("b.rs", "fn main() {}\n"),
            ("c.rs", &machine),
            ("d.toml", "a = 1\t \n"),
        ]);
        let places: Vec<_> = check(&tree).into_iter().map(|found| (found.path, found.line)).collect();
        let expected = [("a.md", 1), ("a.md", 2), ("b.rs", 1), ("c.rs", 2)];
        assert_eq!(places, expected.map(|(path, line)| (path.to_owned(), line)));
    }

    #[test]
    fn an_address_is_no_machine_path() {
        // The same letters in the middle of an address lead to no machine.
        assert!(!names_machine(&format!("https://example.org{}x", MACHINE[1]), MACHINE[1]));
        assert!(names_machine(&format!("cd {}x", MACHINE[1]), MACHINE[1]));
    }
}
