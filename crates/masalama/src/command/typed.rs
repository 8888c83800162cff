//! What people type on the command line, read into values that cannot be wrong.

use std::path::Path;

use jiff::civil::Date;
use masalama_core::case::CaseId;
use masalama_core::identity::digits;
use serde::de::DeserializeOwned;

use crate::exit::{Failure, Typed};

/// A day as typed: Arabic-Indic digits are understood.
///
/// # Errors
/// For clap: that it is none, and how one is written.
pub(super) fn day(typed: &str) -> Result<Date, String> {
    const RIGHT: &str = "a day is written as year, month, day: 2027-03-31";
    let plain: String = typed.trim().chars().map(|c| digits::folded(c).unwrap_or(c)).collect();
    if plain.len() != 10 || !plain.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return Err(RIGHT.to_owned());
    }
    plain.parse().map_err(|_| "there is no such day in the calendar".to_owned())
}

/// A case's name as typed.
///
/// # Errors
/// For clap: how one looks.
pub(super) fn case(typed: &str) -> Result<String, String> {
    CaseId::parse(typed).map(|case| case.to_string()).ok_or_else(|| {
        "a case's name has 26 letters and digits, as `masalama cease start` and `cease list` print it"
            .to_owned()
    })
}

/// A word of ours (`prepaid`, `done`, `bar`) as typed, with dashes or underscores.
///
/// # Errors
/// For clap: the words there are.
pub(super) fn word<T: DeserializeOwned>(typed: &str) -> Result<T, String> {
    let word = serde_json::Value::String(typed.trim().to_ascii_lowercase().replace('-', "_"));
    serde_json::from_value(word).map_err(|error| error.to_string())
}

/// The whole of a file, or of what is piped in for `-`.
///
/// # Errors
/// [`Failure::File`].
pub(super) fn file(path: &Path, bytes_max: u64) -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    let fault = |source| Failure::File { path: path.to_owned(), verb: "read", source };
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(bytes_max).read_to_end(&mut bytes).map_err(fault)?;
    } else {
        std::fs::File::open(path).map_err(fault)?.take(bytes_max).read_to_end(&mut bytes).map_err(fault)?;
    }
    Ok(bytes)
}

/// Something typed that is not of the form that is read.
pub(super) fn wrong(what: &'static str, right: &'static str) -> Failure {
    Failure::Typed { what, problem: Typed::Form { right } }
}
