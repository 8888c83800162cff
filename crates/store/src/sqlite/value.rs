//! How values stand in columns.

use jiff::Timestamp;
use jiff::civil::Date;
use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as WordError, StrDeserializer};
use serde::{Deserialize, Serialize};

use super::fault::Fault;

/// An instant as a column holds it. *Units*: microseconds since 1970; what is finer is cut off.
pub(super) fn micros(instant: Timestamp) -> i64 {
    instant.as_microsecond()
}

/// The instant a column holds.
///
/// # Errors
///
/// [`Fault::Unreadable`] beyond the years a timestamp can have.
pub(super) fn instant(micros: i64, column: &str) -> Result<Timestamp, Fault> {
    Timestamp::from_microsecond(micros).map_err(|_| Fault::unreadable(column))
}

/// As [`instant`], of a column that may be empty.
///
/// # Errors
///
/// As [`instant`].
pub(super) fn instant_if_any(micros: Option<i64>, column: &str) -> Result<Option<Timestamp>, Fault> {
    micros.map(|micros| instant(micros, column)).transpose()
}

/// The day a column holds.
///
/// # Errors
///
/// [`Fault::Unreadable`] when it is no day.
pub(super) fn day(text: &str, column: &str) -> Result<Date, Fault> {
    text.parse().map_err(|_| Fault::unreadable(column))
}

/// A variant without fields, by the name it has everywhere else.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    let quoted = serde_json::to_string(value).expect("a variant without fields is JSON");
    quoted.trim_matches('"').to_owned()
}

/// The variant a column names.
///
/// # Errors
///
/// [`Fault::Unreadable`] for a name nothing has.
pub(super) fn variant<'de, T: Deserialize<'de>>(word: &'de str, column: &str) -> Result<T, Fault> {
    let named: StrDeserializer<'de, WordError> = word.into_deserializer();
    T::deserialize(named).map_err(|_| Fault::unreadable(column))
}

/// A value as JSON.
pub(super) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("its maps have string keys, so it is JSON")
}

/// The value a column holds as JSON. A fault names the column and the place only, for the text may be personal.
///
/// # Errors
///
/// [`Fault::Unreadable`].
pub(super) fn from_json<'de, T: Deserialize<'de>>(text: &'de [u8], column: &str) -> Result<T, Fault> {
    serde_json::from_slice(text)
        .map_err(|error| Fault::unreadable(&format!("{column}, at character {}", error.column())))
}

/// The case a column names.
pub(super) fn case_id(bytes: [u8; 16]) -> CaseId {
    CaseId::from_bytes(bytes)
}

/// The digest a column holds.
pub(super) fn digest(bytes: [u8; 32]) -> Digest {
    Digest::from_bytes(bytes)
}
