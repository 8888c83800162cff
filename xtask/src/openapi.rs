//! `cargo xtask openapi`: the description of the HTTP interface, generated from the code and committed. A test of the program holds
//! the one against the other.

use std::path::Path;
use std::process::Stdio;

use crate::shell::{self, Trouble};

/// Where the description is committed.
const DOCUMENT: &str = "docs/openapi.json";

/// Writes the committed file anew; says whether it could be had.
///
/// # Errors
/// [`Trouble`] when Cargo could not be started, or the file not be written.
pub(crate) fn run(root: &Path) -> Result<bool, Trouble> {
    let Some(fresh) = generate(root)? else { return Ok(false) };
    let path = root.join(DOCUMENT);
    std::fs::write(&path, fresh).map_err(|source| Trouble::Write { path, source })?;
    eprintln!("xtask: wrote {DOCUMENT}");
    Ok(true)
}

/// The description as the code has it, or nothing when the program failed and said why.
fn generate(root: &Path) -> Result<Option<String>, Trouble> {
    let mut command = shell::cargo(root);
    let run =
        ["run", "--quiet", "--package", "masalama", "--bin", "masalama", "--all-features", "--", "openapi"];
    command.args(run);
    command.stderr(Stdio::inherit());
    let output = command.output().map_err(|source| shell::start(&command, source))?;
    let text = String::from_utf8_lossy(&output.stdout).trim_end().to_owned() + "\n";
    if !output.status.success() || !text.starts_with('{') {
        eprintln!("xtask: `masalama openapi` did not print a JSON document; what it said stands above");
        return Ok(None);
    }
    Ok(Some(text))
}
