//! Other programs: finding the workspace, starting things, and saying what went wrong.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A chore could not do its work.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The workspace was not found.
    NoRoot,
    /// A program could not be started.
    Start {
        /// The program.
        program: String,
        /// Why not.
        source: std::io::Error,
    },
    /// A file could not be read.
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A file could not be written.
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRoot => f.write_str("the workspace was not found: run this as `cargo xtask`, inside it"),
            Self::Start { program, .. } => {
                write!(f, "`{program}` could not be started: is it installed and on the PATH?")
            }
            Self::Read { path, .. } => write!(f, "{} could not be read", path.display()),
            Self::Write { path, .. } => write!(f, "{} could not be written", path.display()),
        }
    }
}

impl Error for Trouble {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NoRoot => None,
            Self::Start { source, .. } | Self::Read { source, .. } | Self::Write { source, .. } => {
                Some(source)
            }
        }
    }
}

/// An error and all that caused it, in one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// The workspace's folder. Asked while running, not while compiling, so that two checkouts may share one target folder.
///
/// # Errors
/// [`Trouble::NoRoot`] when Cargo did not start us.
pub(crate) fn root() -> Result<PathBuf, Trouble> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).ok_or(Trouble::NoRoot)?;
    package.parent().map(Path::to_path_buf).ok_or(Trouble::NoRoot)
}

/// Cargo itself, the very one that started us, in the workspace.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Runs a program to its end with its output shown; says whether it succeeded.
///
/// # Errors
/// [`Trouble::Start`] when it could not be started.
pub(crate) fn succeeds(command: &mut Command) -> Result<bool, Trouble> {
    command.status().map(|status| status.success()).map_err(|source| start(command, source))
}

/// Runs a program to its end with its output thrown away; a program that is not there did not succeed.
pub(crate) fn succeeds_quietly(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The trouble of a program that could not be started.
pub(crate) fn start(command: &Command, source: std::io::Error) -> Trouble {
    Trouble::Start { program: command.get_program().to_string_lossy().into_owned(), source }
}

/// Is a program of this name on the PATH, or where system programs live?
pub(crate) fn is_on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path).chain(system).any(|folder| folder.join(program).is_file())
}
