//! The project's own chores, run as `cargo xtask <chore>`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a chore speaks to the person who runs it")]

mod ask;
mod bench;
mod ci;
mod needs;
mod openapi;
mod pictures;
mod shell;
mod test;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

use ask::Chore;
use shell::Trouble;

/// Runs the chore that was asked for. *Exit status*: 0 all is well, 1 the chore found something, 2 it could not do its work.
fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let chore = match ask::read(&words) {
        Ok(chore) => chore,
        Err(misuse) => {
            eprintln!("xtask: {misuse}");
            return ExitCode::from(2);
        }
    };
    match shell::root().and_then(|root| run(&root, &chore)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("xtask: {}", shell::chain(&trouble));
            ExitCode::from(2)
        }
    }
}

/// Runs one chore in the workspace at `root`; says whether all was well.
///
/// # Errors
/// [`Trouble`] when a program could not be started or a file not read.
fn run(root: &Path, chore: &Chore) -> Result<bool, Trouble> {
    match chore {
        Chore::Help(text) => {
            println!("{text}");
            Ok(true)
        }
        Chore::Test { only } => {
            let tally = test::run(root, only.as_deref())?;
            println!("{tally}");
            Ok(tally.failed == 0)
        }
        Chore::Ci => ci::run(root),
        Chore::Tidy => tidy::run(root),
        Chore::Bench { rest } => bench::run(root, rest),
        Chore::Openapi => openapi::run(root),
        Chore::Pictures => pictures::run(root),
    }
}
