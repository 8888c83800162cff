//! Reading what was sent: bounded, strict, and with an error that names the place and never what stood there (I9).

use std::fmt::Display;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use jiff::civil::Date;
use masalama_core::detail::Detail;
use masalama_core::identity::digits;
use masalama_core::refusal::RefusalCode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use super::problem::Problem;

/// The most bytes of a body, unless its route says otherwise.
pub(crate) const BODY_BYTES_MAX: usize = 64 * 1024;
/// The most characters of a typed date.
const DATE_CHARS_MAX: usize = 32;

/// A JSON body.
pub(crate) struct Sent<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        check_is_json(&parts.headers)?;
        let bytes = read_body(&parts.headers, body, BODY_BYTES_MAX).await?;
        json(&bytes).map(Self)
    }
}

/// What stands after the question mark.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let asked = Query::<T>::try_from_uri(&parts.uri);
        asked.map(|Query(asked)| Self(asked)).map_err(|rejection| {
            let text = rejection.body_text();
            let said = text.rsplit_once("query string: ").map_or(text.as_str(), |(_, said)| said);
            Problem::bad_input(format!("the query (what stands after `?`): {}", without_values(said)))
        })
    }
}

/// Refuses a body that does not say it is JSON.
pub(crate) fn check_is_json(headers: &HeaderMap) -> Result<(), Problem> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Problem::bad_input("the header Content-Type: send the body as application/json"))
}

/// How long a body may take before its first byte, and as long as it is small.
const BODY_TIME: Duration = Duration::from_secs(5);
/// The slowest way that is waited for. *Units*: bytes in a second.
const BODY_BYTES_PER_S: u64 = 64 * 1024;

/// The whole body, if it is no larger than `bytes_max`. What says it is larger is not kept at all; what comes too slowly is not waited for.
pub(crate) async fn read_body(headers: &HeaderMap, body: Body, bytes_max: usize) -> Result<Bytes, Problem> {
    let too_large = || {
        let limit = format!("the body is larger than {bytes_max} bytes; nothing was written");
        Problem::refused(RefusalCode::TooLarge).saying(limit)
    };
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|bytes: u64| bytes > bytes_max as u64) {
        return Err(too_large());
    }
    let bytes = announced.unwrap_or(bytes_max as u64);
    let time = BODY_TIME + Duration::from_secs(bytes.div_ceil(BODY_BYTES_PER_S));
    let read = tokio::time::timeout(time, axum::body::to_bytes(body, bytes_max)).await.map_err(|_| {
        let detail =
            "the body came too slowly, and nothing was written; send it again over a better connection";
        Problem::http(StatusCode::REQUEST_TIMEOUT, "too-slow", detail)
    })?;
    read.map_err(|error| {
        let is_limit =
            std::error::Error::source(&error).is_some_and(|cause| cause.to_string().contains("limit"));
        if is_limit { too_large() } else { Problem::bad_input("the body ended before it was whole") }
    })
}

/// The JSON value in `bytes`.
pub(crate) fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut read = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut read).map_err(|error| {
        let place = place(&error.path().to_string());
        let inner = error.into_inner();
        let at = format!("line {}, column {}", inner.line(), inner.column());
        let text = inner.to_string();
        let said = text.split(" at line ").next().unwrap_or(&text);
        Problem::bad_input(format!("{at}{place}: {}", without_values(said)))
    })?;
    read.end().map_err(|error| {
        let at = format!("line {}, column {}", error.line(), error.column());
        Problem::bad_input(format!("{at}: something follows the JSON value"))
    })?;
    Ok(value)
}

/// The place in a document, unless it is the whole of it or a name nobody of ours gave.
fn place(path: &str) -> String {
    let ours = |c: char| c.is_ascii_lowercase() || matches!(c, '_' | '.' | '[' | ']') || c.is_ascii_digit();
    if path == "." || path.len() > 80 || !path.chars().all(ours) {
        return String::new();
    }
    format!(", at `{}`", Detail::of(path))
}

/// What a reader of JSON says, without the value it met: that may be somebody's number.
pub(crate) fn without_values(said: &str) -> String {
    let mut kept = String::with_capacity(said.len());
    let mut rest = said;
    while let Some(at) = rest.find(['"', '`']) {
        let quote = &rest[at..=at];
        kept.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = closing(rest, quote).unwrap_or(rest.len());
        let quoted = &rest[..end];
        // Names of ours stand in backticks after "expected"; what was sent stands before it.
        let is_ours = kept.contains("expected") || kept.ends_with("missing field ");
        if quote == "`" && (is_ours || is_plain_name(quoted)) {
            kept.push('`');
            kept.push_str(quoted);
            kept.push('`');
        } else {
            kept.push('…');
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    kept.push_str(rest);
    Detail::of(&kept).as_str().to_owned()
}

/// The end of what is quoted; a backslash hides the quote after it.
fn closing(text: &str, quote: &str) -> Option<usize> {
    let mut hidden = false;
    for (at, c) in text.char_indices() {
        if hidden {
            hidden = false;
        } else if c == '\\' {
            hidden = true;
        } else if quote.starts_with(c) {
            return Some(at);
        }
    }
    None
}

/// A name a programmer may have misspelt: no digits, so that it is nobody's number.
fn is_plain_name(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// A date as typed: Arabic-Indic digits and spaces around it are understood.
///
/// # Errors
/// That it is none, and how one is written.
pub(crate) fn typed_date(typed: &str) -> Result<Date, &'static str> {
    const WANTED: &str = "a day is written as year, month, day: 2027-03-31";
    if typed.chars().nth(DATE_CHARS_MAX).is_some() {
        return Err(WANTED);
    }
    let plain: String = typed.trim().chars().map(|c| digits::folded(c).unwrap_or(c)).collect();
    let is_shaped = plain.len() == 10 && plain.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if !is_shaped {
        return Err(WANTED);
    }
    plain.parse().map_err(|_| "there is no such day in the calendar")
}

/// For serde: a date as typed.
pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let typed = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
    typed_date(&typed).map_err(serde::de::Error::custom)
}

/// For serde: a date as typed, if any.
pub(crate) fn date_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let typed = Option::<std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
    typed.map(|typed| typed_date(&typed).map_err(serde::de::Error::custom)).transpose()
}

/// A problem at a named place of the body.
pub(crate) fn at(place: &str, what: impl Display) -> Problem {
    Problem::bad_input(format!("`{place}`: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    // What was sent is never repeated; what would be right is.
    #[test]
    fn errors_do_not_repeat_what_was_sent() {
        assert_eq!(
            without_values(r#"invalid type: string "AB12 \" 345", expected a date"#),
            "invalid type: string …, expected a date"
        );
        assert_eq!(
            without_values("unknown variant `AB123456`, expected `en` or `ar`"),
            "unknown variant …, expected `en` or `ar`"
        );
        assert_eq!(
            without_values("unknown field `iccd`, expected `iccid`"),
            "unknown field `iccd`, expected `iccid`"
        );
        assert_eq!(without_values("missing field `iccid`"), "missing field `iccid`");
    }

    // A date is read in either set of digits, and one that does not exist is told apart from one that is misspelt.
    #[test]
    fn dates_are_read_as_typed() {
        assert_eq!(typed_date(" ٢٠٢٦-١١-٢٢ ").unwrap().to_string(), "2026-11-22");
        assert_eq!(typed_date("2027-02-29"), Err("there is no such day in the calendar"));
        assert!(typed_date("22/11/2026").is_err());
        assert!(typed_date(&"9".repeat(10_000)).is_err());
    }
}
