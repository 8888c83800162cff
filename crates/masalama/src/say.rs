//! The one place that writes to the terminal: data to stdout, everything else to stderr.

use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal as _, Write as _};

/// Writes a line of data. A reader that went away ends the program quietly: nobody wants the rest.
pub(crate) fn data(line: impl Display) {
    if let Err(error) = writeln!(std::io::stdout().lock(), "{line}") {
        let code = if error.kind() == ErrorKind::BrokenPipe { 0 } else { 1 };
        std::process::exit(code);
    }
}

/// Writes a line about what goes on. Nothing is lost when nobody can read it.
pub(crate) fn note(line: impl Display) {
    drop(writeln!(std::io::stderr().lock(), "{line}"));
}

/// Writes a value as one JSON document.
pub(crate) fn json(value: &impl serde::Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => data(text),
        Err(error) => note(error),
    }
}

/// Can what goes on be drawn in place, or must each change be a line of its own?
pub(crate) fn can_draw() -> bool {
    std::io::stderr().is_terminal()
}
