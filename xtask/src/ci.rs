//! `cargo xtask ci`: every check a change must pass.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::shell::{self, Trouble};
use crate::test::{self, Tally};
use crate::tidy;

/// A stage that has run.
struct Stage {
    /// Its name.
    name: &'static str,
    /// Was all well?
    is_well: bool,
    /// How long it took.
    took: Duration,
}

/// Runs every stage, also after one that failed, so that one run shows all there is to repair; says whether all was well.
///
/// The last line on stdout is the count of the tests, in which each failed stage counts as one failure.
///
/// # Errors
/// [`Trouble`] when a program could not be started or a file not be read.
pub(crate) fn run(root: &Path) -> Result<bool, Trouble> {
    let mut stages = vec![
        stage("format", || cargo(root, &["fmt", "--all", "--check"]))?,
        stage("lints", || {
            let lints = ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
            cargo(root, &lints)
        })?,
        stage("tidy", || tidy::run(root))?,
        stage("documentation", || document(root))?,
    ];
    let mut tally = Tally::default();
    stages.push(stage("tests", || {
        tally = test::run(root, None)?;
        Ok(tally.failed == 0)
    })?);
    eprintln!();
    for stage in &stages {
        let verdict = if stage.is_well { "ok" } else { "FAILED" };
        eprintln!("xtask: {:<14} {:>6} s  {verdict}", stage.name, stage.took.as_secs());
    }
    // The tests have counted themselves; every other stage that failed is one failure more.
    tally.failed += stages.iter().filter(|stage| !stage.is_well && stage.name != "tests").count();
    println!("{tally}");
    Ok(tally.failed == 0)
}

/// Runs one stage and takes its time.
fn stage(name: &'static str, work: impl FnOnce() -> Result<bool, Trouble>) -> Result<Stage, Trouble> {
    eprintln!("xtask: {name} …");
    let start = Instant::now();
    let is_well = work()?;
    let took = start.elapsed();
    eprintln!("xtask: {name} took {} s{}", took.as_secs(), if is_well { "" } else { " and failed" });
    Ok(Stage { name, is_well, took })
}

/// Runs Cargo with these words.
fn cargo(root: &Path, words: &[&str]) -> Result<bool, Trouble> {
    shell::succeeds(shell::cargo(root).args(words))
}

/// Builds the documentation, private items too; any warning is a failure.
fn document(root: &Path) -> Result<bool, Trouble> {
    let words = ["doc", "--workspace", "--all-features", "--no-deps", "--document-private-items"];
    shell::succeeds(shell::cargo(root).args(words).env("RUSTDOCFLAGS", "-Dwarnings"))
}
