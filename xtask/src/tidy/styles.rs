//! Style sheets: logical properties only, so that a page written from the right needs no rule of its own.

use super::Finding;
use super::tree::Tree;

/// The words that name a side of the page where a side of the line is meant.
const SIDES: [&str; 2] = ["left", "right"];

/// Finds declarations that name the left or the right: `margin-left`, `left`, `text-align: right`.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files().filter(|file| file.path.ends_with(".css")) {
        let mut is_comment = false;
        for (number, line) in file.lines() {
            let code = without_comments(line, &mut is_comment);
            for declaration in code.split([';', '{', '}']).filter(|part| is_physical(part)) {
                let what = format!(
                    "`{}` names a side of the page: say `inline-start`, `inline-end`, `start` or `end`, which a page from the right mirrors",
                    declaration.trim()
                );
                findings.push(Finding::new(&file.path, number, what));
            }
        }
    }
    findings
}

/// The line without what stands in comments; one may begin here and end on a later line.
fn without_comments(line: &str, is_comment: &mut bool) -> String {
    let mut code = String::new();
    let mut rest = line;
    loop {
        let mark = if *is_comment { "*/" } else { "/*" };
        let Some((before, after)) = rest.split_once(mark) else { break };
        if !*is_comment {
            code.push_str(before);
        }
        *is_comment = !*is_comment;
        rest = after;
    }
    if !*is_comment {
        code.push_str(rest);
    }
    code
}

/// Does a declaration name a side of the page, in its property or as a word of its value? What a page says (`content`) is free.
fn is_physical(declaration: &str) -> bool {
    let Some((property, value)) = declaration.split_once(':') else { return false };
    let property = property.trim();
    let names_side = property.split('-').any(|part| SIDES.contains(&part));
    let takes_side = value.split([' ', ',', '(', ')']).any(|word| SIDES.contains(&word));
    names_side || (takes_side && property != "content")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::fixture;

    #[test]
    fn sides_of_the_page_are_found() {
        // Each way to name a side must be found, with its line, on one line of rules or in a block.
        let text = "a { margin-left: 1rem; }\nb {\n  right: 0;\n  text-align: left;\n  border-top-left-radius: 2px;\n}\n\
            c { float: right; background: url(x) no-repeat left top }\n";
        let found = check(&fixture(&[("crates/web/static/a.css", text)]));
        let places: Vec<_> = found.iter().map(|found| found.line).collect();
        assert_eq!(places, [1, 3, 4, 5, 7, 7], "{found:?}");
        assert!(found[0].what.starts_with("`margin-left: 1rem`"), "{}", found[0].what);
    }

    #[test]
    fn logical_properties_comments_and_other_files_are_free() {
        // What is right must pass: logical words, what a comment says, what a page says, a class called so, and code that is no style.
        let text = "/* left: 0;\n right: 0; */ a { margin-inline-start: 0; text-align: start; }\n\
            .left:hover { color: red; } /* float: left */\nb::after { content: \"turn left now\"; }\n";
        assert!(check(&fixture(&[("a.css", text), ("a.rs", "// margin-left: 0;\n")])).is_empty());
    }
}
