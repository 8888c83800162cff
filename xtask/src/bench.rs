//! `cargo xtask bench`: measures with the release build.

use std::path::Path;

use crate::shell::{self, Trouble};

/// The program that measures, a binary of the package `masalama`.
const PROGRAM: &str = "masalama-bench";

/// Builds the measuring program in release mode and runs it with `rest`; says whether it succeeded.
///
/// # Errors
/// [`Trouble`] when Cargo could not be started.
pub(crate) fn run(root: &Path, rest: &[String]) -> Result<bool, Trouble> {
    let rest = rest.strip_prefix(&["--".to_owned()]).unwrap_or(rest);
    eprintln!(
        "xtask: building {PROGRAM} in release mode, then measuring; a quiet machine gives steady figures"
    );
    // The program itself too: pages are measured as it serves them.
    let built =
        shell::succeeds(shell::cargo(root).args(["build", "--release", "--package", "masalama", "--bins"]))?;
    let measure = ["run", "--release", "--package", "masalama", "--bin", PROGRAM, "--"];
    let all_well = built && shell::succeeds(shell::cargo(root).args(measure).args(rest))?;
    if !all_well {
        eprintln!("xtask: {PROGRAM} did not end well; what it said stands above");
    }
    Ok(all_well)
}
