//! Documents: every path they name exists.
//!
//! A link must lead to a file. A word in backticks must when it looks like a path of ours: its first part is one of our folders, or it is the bare
//! name of a `.rs` or `.md` file. From `<` or `*` on, a path is a pattern, and what stands before must exist. Fenced code is not read.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::{File, Tree};

/// The documents at the top that are read, beside everything under `docs/`.
const DOCUMENTS: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md"];

/// Our folders at the top, whether they exist yet or not.
const FOLDERS: [&str; 7] = ["crates", "docs", "policies", "changes", "xtask", ".ci", ".cargo"];

/// Finds links and paths that lead nowhere.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let names: BTreeSet<&str> = tree.files().filter_map(|file| file.parts().next_back()).collect();
    let is_document = |file: &&File| {
        DOCUMENTS.contains(&file.path.as_str()) || file.is_markdown() && file.path.starts_with("docs/")
    };
    let mut findings = Vec::new();
    for file in tree.files().filter(is_document) {
        for (number, line) in prose(file) {
            for target in links(line) {
                if !leads_somewhere(tree, file, target) {
                    let what = format!("the link to `{target}` leads nowhere: name a file that exists");
                    findings.push(Finding::new(&file.path, number, what));
                }
            }
            for word in in_backticks(line) {
                if !is_fine(tree, &names, word) {
                    let what = format!("`{word}` does not exist: name the path as it is now");
                    findings.push(Finding::new(&file.path, number, what));
                }
            }
        }
    }
    findings
}

/// The lines of a document that are not in a fence.
fn prose(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let mut is_fenced = false;
    file.lines().filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        is_fenced ^= is_fence;
        !is_fenced && !is_fence
    })
}

/// The targets of the links in a line.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next())
}

/// The words in backticks in a line.
fn in_backticks(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Does a link lead to a file of ours, to a place in the same document or out of the house?
fn leads_somewhere(tree: &Tree, file: &File, target: &str) -> bool {
    let target = target.split('#').next().unwrap_or(target);
    if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
        return true;
    }
    let mut parts: Vec<&str> = file.folder().split('/').filter(|part| !part.is_empty()).collect();
    for part in target.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." if parts.pop().is_none() => return false,
            ".." => {}
            part => parts.push(part),
        }
    }
    parts.is_empty() || tree.has(&parts.join("/"))
}

/// Is a word in backticks either no path of ours, or one that exists?
fn is_fine(tree: &Tree, names: &BTreeSet<&str>, word: &str) -> bool {
    let word = word.split_once(".rs:").map_or(word.to_owned(), |(stem, _)| format!("{stem}.rs"));
    if word.contains(char::is_whitespace) {
        return true;
    }
    let Some((first, _)) = word.split_once('/') else {
        let is_bare_file = word.ends_with(".rs") || word.ends_with(".md");
        return !is_bare_file || word.contains(['<', '*']) || names.contains(word.as_str());
    };
    // `core/src/…` is short for `crates/core/src/…`.
    let path = if word.starts_with(&format!("{first}/src")) && first != "xtask" {
        format!("crates/{word}")
    } else if FOLDERS.contains(&first) {
        word.clone()
    } else {
        return true;
    };
    match path.find(['<', '*']) {
        None => tree.has(&path),
        Some(at) => path[..at].rsplit_once('/').is_none_or(|(folder, _)| tree.has(folder)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::fixture;

    /// What the check says of a document at `path`.
    fn told(path: &str, text: &str) -> Vec<String> {
        let source = ("crates/core/src/plan/mod.rs", "//! P.\n");
        check(&fixture(&[source, ("docs/errors/no-policy.md", "# x\n"), (path, text)]))
            .iter()
            .map(Finding::to_string)
            .collect()
    }

    #[test]
    fn a_path_that_is_gone_is_found() {
        // A document that names a file which was moved or deleted sends its reader nowhere.
        for (text, word) in [
            ("See `crates/core/src/plan.rs`.", "crates/core/src/plan.rs"),
            ("See `core/src/next.rs`.", "core/src/next.rs"),
            ("See `crates/core/src/step/<step>.rs`.", "crates/core/src/step/<step>.rs"),
            ("See `wire.rs`.", "wire.rs"),
            ("See [it](crates/core/src/gone.rs#L3).", "crates/core/src/gone.rs#L3"),
            ("See [it](../outside.md).", "../outside.md"),
        ] {
            let told = told("README.md", &format!("# R\n\n{text}\n"));
            assert_eq!(told.len(), 1, "{text}");
            assert!(told[0].starts_with("README.md:3: ") && told[0].contains(word), "{told:?}");
        }
    }

    #[test]
    fn what_exists_or_is_no_path_of_ours_is_fine() {
        // A check that cries wolf gets switched off: routes, commands, patterns and foreign names must pass.
        let text = "`crates/core/src/plan/mod.rs` `core/src/plan/` `mod.rs:12` `crates/core/src/plan/<part>.rs`\n\
                    `/v1/cases` `target/release/masalama` `masalama.toml` `cargo xtask test` `a / b`\n\
                    [a](#here) [b](https://example.org/x.md) [c](errors/no-policy.md) [d](../crates/core/)\n\
                    ```text\n`crates/gone.rs`\n```\n";
        assert_eq!(told("docs/a.md", text), Vec::<String>::new());
    }
}
