//! Reading an identity from a foreign document without repeating it in the error.
//!
//! Serde's own complaint about a wrong type quotes the value: ``invalid type: integer `96891234567` ``. That text
//! reaches logs and replies, so the visitor here refuses every scalar itself (invariant I9).

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

use super::{IdentityError, IdentityKind};

/// Reads one text and hands it to `parse`.
///
/// It asks for whatever is there, not for text: asked for text, a JSON reader that finds a number complains by itself,
/// with the number. So only formats that describe themselves can be read, as JSON and TOML do.
pub(super) fn text<'de, D, T>(
    deserializer: D,
    kind: IdentityKind,
    parse: fn(&str) -> Result<T, IdentityError>,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(Text { kind, parse })
}

/// Accepts text and nothing else.
struct Text<T> {
    kind: IdentityKind,
    parse: fn(&str) -> Result<T, IdentityError>,
}

impl<T> Text<T> {
    fn refuse<E: Error>(&self) -> E {
        E::custom(IdentityError::NotText { kind: self.kind })
    }
}

impl<T> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} as text", self.kind)
    }

    fn visit_str<E: Error>(self, typed: &str) -> Result<T, E> {
        (self.parse)(typed).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<T, E> {
        Err(self.refuse())
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<T, E> {
        Err(self.refuse())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<T, E> {
        Err(self.refuse())
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<T, E> {
        Err(self.refuse())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<T, E> {
        Err(self.refuse())
    }

    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<T, E> {
        Err(self.refuse())
    }
}
