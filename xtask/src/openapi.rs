//! `cargo xtask openapi`: the description of the HTTP interface, generated from the code and committed.

use std::path::Path;
use std::process::Stdio;

use crate::shell::{self, Trouble};

/// Where the description is committed.
pub(crate) const DOCUMENT: &str = "docs/openapi.json";

/// What to do with the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Write the committed file anew.
    Write,
    /// Compare the committed file with what the code says; change nothing.
    Compare,
}

/// Writes or compares the description; says whether it is as it should be.
///
/// # Errors
/// [`Trouble`] when Cargo could not be started, or the file not be read or written.
pub(crate) fn run(root: &Path, mode: Mode) -> Result<bool, Trouble> {
    let Some(fresh) = generate(root)? else { return Ok(false) };
    let path = root.join(DOCUMENT);
    match mode {
        Mode::Write => {
            std::fs::write(&path, fresh).map_err(|source| Trouble::Write { path, source })?;
            eprintln!("xtask: wrote {DOCUMENT}");
            Ok(true)
        }
        Mode::Compare => {
            let committed =
                std::fs::read_to_string(&path).map_err(|source| Trouble::Read { path, source })?;
            let difference = first_difference(&committed, &fresh);
            if let Some(line) = difference {
                eprintln!(
                    "{DOCUMENT}:{line}: not what the code says; run `cargo xtask openapi` and commit the file"
                );
            }
            Ok(difference.is_none())
        }
    }
}

/// The description as the code has it, or nothing when the program failed and said why.
fn generate(root: &Path) -> Result<Option<String>, Trouble> {
    let mut command = shell::cargo(root);
    command.args(["run", "--quiet", "--package", "masalama", "--bin", "masalama", "--", "openapi"]);
    command.stderr(Stdio::inherit());
    let output = command.output().map_err(|source| shell::start(&command, source))?;
    let text = String::from_utf8_lossy(&output.stdout).trim_end().to_owned() + "\n";
    if !output.status.success() || !text.starts_with('{') {
        eprintln!("xtask: `masalama openapi` did not print a JSON document; what it said stands above");
        return Ok(None);
    }
    Ok(Some(text))
}

/// The first line, from 1, in which two texts differ.
fn first_difference(old: &str, new: &str) -> Option<usize> {
    if old == new {
        return None;
    }
    let same = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_differing_line_is_named() {
        // Whoever must repair the file needs to know where it differs, also when it was only cut short.
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));
    }
}
