//! What the person asks for: the command line, read into a chore.

use std::fmt;

/// One chore, with its particulars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Chore {
    /// Show a help text.
    Help(&'static str),
    /// Run the tests.
    Test {
        /// Only this package's.
        only: Option<String>,
    },
    /// Run every check there is.
    Ci,
    /// Read the tree and report what is out of order.
    Tidy,
    /// Measure.
    Bench {
        /// Handed on to the measuring program.
        rest: Vec<String>,
    },
    /// Write the description of the HTTP interface.
    Openapi,
    /// Take the pictures of the documentation.
    Pictures,
}

/// A command line that asks for nothing we know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Misuse {
    /// No such chore.
    UnknownChore {
        /// As typed.
        word: String,
    },
    /// The chore takes no such word.
    UnknownWord {
        /// The chore.
        chore: &'static str,
        /// As typed.
        word: String,
    },
    /// A flag came without its value.
    NoValue {
        /// The chore.
        chore: &'static str,
        /// The flag.
        flag: &'static str,
    },
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownChore { word } => {
                write!(
                    f,
                    "there is no chore `{word}`; the chores are test, ci, tidy, openapi, pictures and bench"
                )
            }
            Self::UnknownWord { chore, word } => {
                write!(
                    f,
                    "`{chore}` does not take `{word}`; `cargo xtask {chore} --help` shows what it takes"
                )
            }
            Self::NoValue { chore, flag } => {
                write!(f, "`{flag}` needs a value; `cargo xtask {chore} --help` has an example")
            }
        }
    }
}

/// Reads the words after `cargo xtask`.
///
/// # Errors
/// [`Misuse`], which says what to type in its place.
pub(crate) fn read(words: &[String]) -> Result<Chore, Misuse> {
    let Some((first, rest)) = words.split_first() else { return Ok(Chore::Help(HELP)) };
    let wants_help =
        rest.iter().take_while(|word| *word != "--").any(|word| word == "--help" || word == "-h");
    match first.as_str() {
        "--help" | "-h" | "help" => Ok(Chore::Help(HELP)),
        "test" if wants_help => Ok(Chore::Help(TEST_HELP)),
        "ci" if wants_help => Ok(Chore::Help(CI_HELP)),
        "tidy" if wants_help => Ok(Chore::Help(TIDY_HELP)),
        "openapi" if wants_help => Ok(Chore::Help(OPENAPI_HELP)),
        "pictures" if wants_help => Ok(Chore::Help(PICTURES_HELP)),
        "bench" if wants_help => Ok(Chore::Help(BENCH_HELP)),
        "test" => read_test(rest),
        "ci" => alone("ci", rest, Chore::Ci),
        "tidy" => alone("tidy", rest, Chore::Tidy),
        "openapi" => alone("openapi", rest, Chore::Openapi),
        "pictures" => alone("pictures", rest, Chore::Pictures),
        "bench" => Ok(Chore::Bench { rest: rest.to_vec() }),
        other => Err(Misuse::UnknownChore { word: other.to_owned() }),
    }
}

/// A chore that takes no more words.
fn alone(name: &'static str, rest: &[String], chore: Chore) -> Result<Chore, Misuse> {
    match rest.first() {
        None => Ok(chore),
        Some(word) => Err(Misuse::UnknownWord { chore: name, word: word.clone() }),
    }
}

/// `test`, with or without `--only PACKAGE`.
fn read_test(rest: &[String]) -> Result<Chore, Misuse> {
    match rest {
        [] => Ok(Chore::Test { only: None }),
        [flag] if flag == "--only" => Err(Misuse::NoValue { chore: "test", flag: "--only" }),
        [flag, package] if flag == "--only" => Ok(Chore::Test { only: Some(package.clone()) }),
        [flag, _, word, ..] if flag == "--only" => {
            Err(Misuse::UnknownWord { chore: "test", word: word.clone() })
        }
        [word, ..] => Err(Misuse::UnknownWord { chore: "test", word: word.clone() }),
    }
}

/// Shown by `cargo xtask` and `cargo xtask --help`.
const HELP: &str = "\
The project's own chores.

Usage: cargo xtask <CHORE>

  test      install what the tests need, run them all, count
  ci        format, lints, tidy, documentation, tests
  tidy      read the tree and report what is out of order
  openapi   write the description of the HTTP interface
  pictures  take the pictures of the documentation
  bench     measure, with the release build

Examples:
  cargo xtask test
  cargo xtask ci
  cargo xtask test --help";

/// Shown by `cargo xtask test --help`.
const TEST_HELP: &str = "\
Installs what the tests need, runs every test and counts them.

Usage: cargo xtask test [--only PACKAGE]

  --only PACKAGE   run the tests of one package: masalama-core, or core for short

What is missing comes from Debian by apt-get, and from PyPI and npm into private folders under target/. What cannot
be installed is a named skip, and its tests are left out; with CI set in the environment it is a failure.
The last line is plain: `N passed, N failed`, and `, N skipped` when any were.

Examples:
  cargo xtask test
  cargo xtask test --only store
  CI=true cargo xtask test";

/// Shown by `cargo xtask ci --help`.
const CI_HELP: &str = "\
Runs every check a change must pass, in this order: format, lints, tidy, documentation, tests. A stage that
fails does not stop the next: one run shows all. A failed stage counts as one failure in the last line, `N passed, N failed`.

Usage: cargo xtask ci

Examples:
  cargo xtask ci
  .ci/run            # the same, as a build machine runs it";

/// Shown by `cargo xtask tidy --help`.
const TIDY_HELP: &str = "\
Reads the tree and names, with file and line, what is out of order and what would be right: long files,
paths in documents that do not exist, refusals without a page, store methods the conformance suite does not
call, words the glossary does not want, and more. It is a test of this package too.

Usage: cargo xtask tidy

Examples:
  cargo xtask tidy
  cargo test -p xtask";

/// Shown by `cargo xtask openapi --help`.
const OPENAPI_HELP: &str = "\
Writes docs/openapi.json, the description of the HTTP interface, from the code. A test fails while the
committed file is not what the code says.

Usage: cargo xtask openapi

Examples:
  cargo xtask openapi";

/// Shown by `cargo xtask pictures --help`.
const PICTURES_HELP: &str = "\
Takes the pictures in docs/pictures anew, in a real browser, from a sandbox that is started for it. A test
takes them too, and fails while the folder or the pages of docs/people have others.

Usage: cargo xtask pictures

Examples:
  cargo xtask pictures";

/// Shown by `cargo xtask bench --help`.
const BENCH_HELP: &str = "\
Builds the measuring program in release mode and runs it. All words are handed on to it, those after `--` as
they are.

Usage: cargo xtask bench [ARGS]

Examples:
  cargo xtask bench
  cargo xtask bench -- --help";

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a command line.
    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn every_chore_is_read_and_explains_itself() {
        // Each chore must be reachable by its name, and its help must have examples.
        assert_eq!(read(&words("test")), Ok(Chore::Test { only: None }));
        assert_eq!(read(&words("test --only core")), Ok(Chore::Test { only: Some("core".to_owned()) }));
        assert_eq!(read(&words("openapi")), Ok(Chore::Openapi));
        assert_eq!(read(&words("pictures")), Ok(Chore::Pictures));
        assert_eq!(read(&words("bench -- --help")), Ok(Chore::Bench { rest: words("-- --help") }));
        for chore in ["", "test", "ci", "tidy", "openapi", "pictures", "bench"] {
            let Ok(Chore::Help(text)) = read(&words(&format!("{chore} --help"))) else {
                panic!("`{chore} --help` shows no help")
            };
            assert!(text.contains("Examples:\n  cargo "), "`{chore} --help` has no examples");
        }
    }

    #[test]
    fn a_slip_is_told_with_what_to_type() {
        // A command line we do not know must be refused with the way on, never guessed at.
        for (line, part) in [
            ("tets", "the chores are test, ci"),
            ("test --only", "`--only` needs a value"),
            ("test --only core more", "does not take `more`"),
            ("ci --fast", "`ci` does not take `--fast`"),
        ] {
            let told = read(&words(line)).unwrap_err().to_string();
            assert!(told.contains(part), "{line}: {told}");
        }
    }
}
