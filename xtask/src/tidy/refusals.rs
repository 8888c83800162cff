//! Refusals: each code has a page that explains it, each page has its code, and the list of pages is whole.

use super::Finding;
use super::tree::Tree;

/// Where the codes are.
const CODES: &str = "crates/core/src/refusal.rs";
/// Where the pages are.
const PAGES: &str = "docs/errors";
/// The list of pages.
const LIST: &str = "docs/errors/README.md";

/// Finds codes without a page, pages without a code, and pages that do not name their code in the title or stand in no list.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(source) = tree.get(CODES) else { return Vec::new() };
    let codes: Vec<_> = source.lines().filter_map(|(number, line)| Some((number, code(line)?))).collect();
    let mut findings = Vec::new();
    if codes.is_empty() {
        let what = "no code was found: each stands as `Name = \"code\",` on a line of its own".to_owned();
        findings.push(Finding::new(CODES, 1, what));
    }
    for (number, code) in &codes {
        let path = format!("{PAGES}/{code}.md");
        match tree.get(&path) {
            None => {
                findings.push(Finding::new(CODES, *number, format!("`{code}` has no page: write {path}")))
            }
            Some(page) if !page.text.starts_with(&format!("# `{code}`")) => {
                findings.push(Finding::new(
                    &path,
                    1,
                    format!("the title must begin with its code: # `{code}`"),
                ));
            }
            Some(_) => {}
        }
        let link = format!("({code}.md)");
        if tree.get(LIST).is_some_and(|list| !list.text.contains(&link)) {
            findings.push(Finding::new(LIST, 1, format!("`{code}` is not in the list: link to {link}")));
        }
    }
    let pages = tree.files().filter(|file| file.folder() == PAGES && file.is_markdown() && file.path != LIST);
    for page in pages {
        let stem = page.parts().next_back().and_then(|name| name.strip_suffix(".md")).unwrap_or_default();
        if !codes.iter().any(|(_, code)| *code == stem) {
            let what =
                format!("there is no refusal `{stem}` in {CODES}: delete the page, or name it after a code");
            findings.push(Finding::new(&page.path, 1, what));
        }
    }
    findings
}

/// The code on a line such as `NotVerified = "not-verified",`.
fn code(line: &str) -> Option<&str> {
    let (name, rest) = line.trim().split_once(" = \"")?;
    let is_name = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric());
    let code = rest.strip_suffix("\",").or_else(|| rest.strip_suffix('"'))?;
    is_name.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::fixture;

    #[test]
    fn codes_and_pages_belong_together() {
        // A person who is refused is sent to a page; every way that page can be wrong must be told.
        let source = "refusals! {\n    /// A.\n    NoA = \"no-a\",\n    /// B.\n    NoB = \"no-b\",\n}\n";
        let tree = fixture(&[
            (CODES, source),
            ("docs/errors/no-b.md", "# Something else\n"),
            ("docs/errors/no-c.md", "# `no-c`: gone\n"),
            (LIST, "- [b](no-b.md)\n"),
        ]);
        let told: Vec<_> = check(&tree).iter().map(Finding::to_string).collect();
        assert_eq!(
            told,
            [
                "crates/core/src/refusal.rs:3: `no-a` has no page: write docs/errors/no-a.md",
                "docs/errors/README.md:1: `no-a` is not in the list: link to (no-a.md)",
                "docs/errors/no-b.md:1: the title must begin with its code: # `no-b`",
                "docs/errors/no-c.md:1: there is no refusal `no-c` in crates/core/src/refusal.rs: delete the page, or \
                 name it after a code",
            ]
        );
    }

    #[test]
    fn a_list_that_cannot_be_read_is_told() {
        // If the codes move or change their shape, this check must not fall silent.
        let told = check(&fixture(&[(CODES, "//! Nothing here.\n")]));
        assert!(told[0].what.contains("no code was found"));
    }
}
