//! The conformance suite: every method of `trait Store` is called in it (I7).

use super::Finding;
use super::tree::{File, Tree};

/// Where the trait is.
const PORT: &str = "crates/core/src/port/store.rs";
/// Where the stores are.
const STORES: &str = "crates/store/src/";
/// The suite, as one file or as a folder.
const SUITE: &str = "crates/store/src/suite";

/// Finds methods the suite does not call. A suite must exist as soon as a store does.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(port) = tree.get(PORT) else { return Vec::new() };
    let methods = methods(port);
    if methods.is_empty() {
        let what =
            "no method of `pub trait Store` was found: each begins with `fn` on a line of its own".to_owned();
        return vec![Finding::new(PORT, 1, what)];
    }
    let suite: String = tree.rust().filter(|file| is_suite(file)).flat_map(code).collect();
    let has_store = tree.rust().any(|file| file.path.starts_with(STORES) && file.text.contains("Store for "));
    if suite.is_empty() {
        let what = format!("there is a store but no conformance suite: write {SUITE}.rs or {SUITE}/");
        return has_store.then(|| Finding::new(&format!("{STORES}lib.rs"), 1, what)).into_iter().collect();
    }
    methods
        .into_iter()
        .filter(|(_, method)| !is_called(&suite, method))
        .map(|(number, method)| {
            let what = format!(
                "the conformance suite never calls `{method}`: call it as `store.{method}(…)` in {SUITE}, on every store"
            );
            Finding::new(PORT, number, what)
        })
        .collect()
}

/// The methods of the trait, with their lines.
fn methods(port: &File) -> Vec<(usize, &str)> {
    port.lines()
        .skip_while(|(_, line)| !line.starts_with("pub trait Store"))
        .take_while(|(_, line)| *line != "}")
        .filter_map(|(number, line)| Some((number, line.trim().strip_prefix("fn ")?)))
        .map(|(number, rest)| (number, rest.split(['(', '<']).next().unwrap_or(rest)))
        .collect()
}

/// Is it part of the suite?
fn is_suite(file: &File) -> bool {
    file.path.strip_prefix(SUITE).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// The code of a file without comments and white space, so that a call broken over lines reads like any other.
fn code(file: &File) -> Vec<String> {
    let lines = file.text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| line.split_whitespace().collect()).collect()
}

/// Is the method called on something whose name ends in `store`? Lists and files have methods of the same names.
fn is_called(suite: &str, method: &str) -> bool {
    [format!("store.{method}("), format!("store().{method}("), format!("Store::{method}(")]
        .iter()
        .any(|call| suite.contains(call.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::fixture;

    /// A trait of two methods.
    const TRAIT: &str =
        "/// S.\npub trait Store {\n    /// A.\n    fn open(&self);\n\n    /// B.\n    fn tasks(&self);\n}\n";

    /// What the check says of a suite in this file.
    fn told(path: &str, text: &str) -> Vec<String> {
        check(&fixture(&[(PORT, TRAIT), (path, text)])).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn a_method_nobody_calls_is_found() {
        // A method outside the suite is one that the stores may disagree about.
        let told = told(
            "crates/store/src/suite.rs",
            "fn a() {\n    store.open();\n    // store.tasks();\n    rows.tasks();\n}\n",
        );
        assert_eq!(told.len(), 1);
        assert!(
            told[0].starts_with("crates/core/src/port/store.rs:7: the conformance suite never calls `tasks`")
        );
    }

    #[test]
    fn a_call_over_two_lines_in_a_folder_counts() {
        // The formatter breaks long calls, and the suite may be split into files.
        let text = "fn a() {\n    store.open();\n    store\n        .tasks();\n}\n";
        assert!(told("crates/store/src/suite/claims.rs", text).is_empty());
    }

    #[test]
    fn a_store_without_a_suite_is_found() {
        // Deleting the suite must not make the check content.
        assert!(
            told("crates/store/src/memory.rs", "impl Store for Memory {}\n")[0]
                .contains("no conformance suite")
        );
        assert!(told("crates/store/src/lib.rs", "//! Nothing yet.\n").is_empty());
    }
}
