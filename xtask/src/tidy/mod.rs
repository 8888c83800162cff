//! `cargo xtask tidy`: reads the tree and names what is out of order. Each check is a function from the tree to findings and has a module.

mod length;
mod names;
mod paths;
mod refusals;
mod styles;
mod suite;
mod text;
mod tree;
mod words;

use std::fmt;
use std::path::Path;

use crate::shell::Trouble;
use tree::Tree;

/// Something out of order, where, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    /// The file, from the workspace's folder.
    path: String,
    /// The line, from 1.
    line: usize,
    /// What is wrong and what would be right.
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

impl Finding {
    /// A finding in `path` at `line`.
    fn new(path: &str, line: usize, what: String) -> Self {
        Self { path: path.to_owned(), line, what }
    }
}

/// Reports every finding on stderr; says whether there were none.
///
/// # Errors
/// [`Trouble`] when the tree could not be read.
pub(crate) fn run(root: &Path) -> Result<bool, Trouble> {
    let findings = findings(&Tree::read(root)?);
    for finding in &findings {
        eprintln!("{finding}");
    }
    match findings.len() {
        0 => eprintln!("xtask: tidy: all in order"),
        1 => eprintln!("xtask: tidy: one thing is out of order; the line above says what would be right"),
        count => eprintln!(
            "xtask: tidy: {count} things are out of order; each line above says what would be right"
        ),
    }
    Ok(findings.is_empty())
}

/// Everything that is out of order, by file and line.
fn findings(tree: &Tree) -> Vec<Finding> {
    let checks = [
        length::check,
        names::check,
        paths::check,
        refusals::check,
        styles::check,
        suite::check,
        text::check,
        words::check,
    ];
    let mut findings: Vec<_> = checks.iter().flat_map(|check| check(tree)).collect();
    findings.sort();
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        // The house rules must hold for the workspace as it stands, not only for fixtures.
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let findings = findings(&Tree::read(root).unwrap());
        let told: Vec<_> = findings.iter().map(Finding::to_string).collect();
        assert!(told.is_empty(), "\n{}\n", told.join("\n"));
    }

    #[test]
    fn a_finding_names_file_and_line() {
        // Whoever reads a finding must be able to go there.
        let finding = Finding::new("docs/a.md", 7, "is missing".to_owned());
        assert_eq!(finding.to_string(), "docs/a.md:7: is missing");
    }
}
