//! `cargo xtask test`: installs what the tests need, runs them all and counts.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use crate::needs::{self, Missing};
use crate::shell::{self, Trouble};

/// Where the tests find the Python that has what they need.
const PYTHON_VARIABLE: &str = "MASALAMA_TEST_PYTHON";

/// How many tests did what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Passed.
    pub(crate) passed: usize,
    /// Failed.
    pub(crate) failed: usize,
    /// Left out: marked as ignored, or in need of something that is not here.
    pub(crate) skipped: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

impl Tally {
    /// Adds what a line of test output counts, if it is the line of a binary's result.
    ///
    /// *Shape*: `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.01s`
    fn add(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else { return };
        let Some((_, counts)) = result.split_once(". ") else { return };
        for part in counts.split("; ") {
            let Some((number, what)) = part.split_once(' ') else { continue };
            let Ok(number) = number.parse::<usize>() else { continue };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" | "filtered out" => self.skipped += number,
                _ => {}
            }
        }
    }
}

/// Runs the tests of one package or of all, documentation tests included; the caller prints the tally.
///
/// # Errors
/// [`Trouble`] when Cargo could not be started or its output not be read.
pub(crate) fn run(root: &Path, only: Option<&str>) -> Result<Tally, Trouble> {
    let package = only.map(|name| package_name(root, name));
    let missing = needs::install(root, package.as_deref());
    let mut tally = run_cargo(root, package.as_deref(), &missing)?;
    let must_have_all = std::env::var_os("CI").is_some();
    for lack in &missing {
        let verdict = if must_have_all { "FAILED, because CI is set" } else { "skipped" };
        eprintln!("xtask: {verdict}: {lack}");
    }
    if must_have_all {
        tally.failed += missing.len();
    }
    Ok(tally)
}

/// The package's full name: `core` is short for `masalama-core`.
fn package_name(root: &Path, name: &str) -> String {
    let is_short = name != "masalama" && root.join("crates").join(name).is_dir();
    if is_short { format!("masalama-{name}") } else { name.to_owned() }
}

/// Runs `cargo test`, hands its output on line by line and counts. Never stops at the first binary that fails.
fn run_cargo(root: &Path, package: Option<&str>, missing: &[Missing]) -> Result<Tally, Trouble> {
    let mut command = shell::cargo(root);
    command.args(["test", "--all-features", "--no-fail-fast"]);
    match package {
        Some(package) => command.args(["--package", package]),
        None => command.arg("--workspace"),
    };
    command.arg("--");
    let mut left_out: Vec<_> = missing.iter().map(Missing::tests).collect();
    left_out.sort_unstable();
    left_out.dedup();
    for tests in left_out {
        command.args(["--skip", tests]);
    }
    command.env(PYTHON_VARIABLE, needs::python(root)).env(needs::NODE_VARIABLE, needs::node_modules(root));
    command.stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|source| shell::start(&command, source))?;
    let output = child.stdout.take().expect("stdout was piped three lines above");
    let mut tally = Tally::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = line.map_err(|source| shell::start(&command, source))?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        tally.add(&line);
    }
    let status = child.wait().map_err(|source| shell::start(&command, source))?;
    if !status.success() && tally.failed == 0 {
        eprintln!(
            "xtask: Cargo failed without a failed test: the build broke or a test binary died; see above"
        );
        tally.failed = 1;
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_all_binaries_are_summed() {
        // Every binary and every crate's documentation tests have a result line; the count must be of all of them.
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 5 passed; 2 failed; 0 ignored; 0 measured; 4 filtered out; finished in 1.50s",
            "test a_test_about_result ... ok",
        ] {
            tally.add(line);
        }
        assert_eq!(tally, Tally { passed: 7, failed: 2, skipped: 5 });
    }

    #[test]
    fn the_last_line_is_plain() {
        // Programs read this line: its shape may not change, and skips are named only when there are any.
        let mut tally = Tally { passed: 7, failed: 0, skipped: 0 };
        assert_eq!(tally.to_string(), "7 passed, 0 failed");
        tally.skipped = 2;
        assert_eq!(tally.to_string(), "7 passed, 0 failed, 2 skipped");
    }
}
