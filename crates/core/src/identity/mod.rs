//! The numbers that name a line, a chip, a device and a person.
//!
//! Each is parsed once, at the border, into a type that cannot be wrong in a way its own check could see; inside the
//! product there are no raw strings for identities. All of them hide themselves: `Debug` and `Display` show a mask,
//! and [`unmasked`](Iccid::unmasked) is the one call that shows the number, so that its uses can be found and read
//! (invariant I9).
//!
//! What is typed by a person is forgiven its form, never its content: Arabic-Indic digits, spaces, hyphens and the
//! invisible direction marks of right-to-left text are read through (see [`digits`]); a wrong digit is refused.
//!
//! # Example
//!
//! ```
//! use masalama_core::identity::{Iccid, IdentityError};
//!
//! let iccid = Iccid::parse("٨٩٩٦٨ 0012 3456 7890 18")?;
//! assert_eq!(iccid.unmasked(), "8996800123456789018");
//! assert_eq!(iccid.to_string(), "89968••••••••••9018");
//!
//! let refused = Iccid::parse("8996800123456789081").unwrap_err();
//! assert_eq!(
//!     refused.to_string(),
//!     "the check digit of the ICCID does not match: one digit is wrong, or two neighbours are swapped"
//! );
//! # Ok::<(), IdentityError>(())
//! ```

mod decode;
pub mod digits;
mod document;
mod eid;
mod email;
mod iban;
mod iccid;
mod imei;
mod imsi;
mod mask;
mod msisdn;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use document::{DocumentKind, DocumentRules, IdDocument, MAX_DOCUMENT_CHARS};
pub use eid::Eid;
pub use email::Email;
pub(crate) use iban::account;
pub use iccid::Iccid;
pub use imei::Imei;
pub use imsi::Imsi;
pub use msisdn::Msisdn;

/// Which identity a refusal speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// The number of the card or profile.
    Iccid,
    /// The number that is called.
    Msisdn,
    /// The number by which the network knows the subscription.
    Imsi,
    /// The number of the eSIM chip.
    Eid,
    /// The number of the device.
    Imei,
    /// The address mail is read at.
    Email,
    /// A passport number.
    Passport,
    /// The number of a resident card.
    ResidentCard,
    /// The civil number of a person.
    CivilNumber,
    /// The number of a paper whose kind has not been read yet.
    Document,
}

impl fmt::Display for IdentityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Iccid => "ICCID",
            Self::Msisdn => "MSISDN",
            Self::Imsi => "IMSI",
            Self::Eid => "EID",
            Self::Imei => "IMEI",
            Self::Email => "e-mail address",
            Self::Passport => "passport number",
            Self::ResidentCard => "resident card number",
            Self::CivilNumber => "civil number",
            Self::Document => "document number",
        })
    }
}

/// How many characters a number may have, both ends included.
///
/// *Shape*: `{ min = 5, max = 15 }`; `1 <= min <= max <=` [`MAX_DOCUMENT_CHARS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "UncheckedLengths")]
pub struct Lengths {
    min: usize,
    max: usize,
}

/// [`Lengths`] as written, before its ends are compared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UncheckedLengths {
    min: usize,
    max: usize,
}

impl TryFrom<UncheckedLengths> for Lengths {
    type Error = IdentityError;

    fn try_from(written: UncheckedLengths) -> Result<Self, IdentityError> {
        Self::new(written.min, written.max)
    }
}

impl Lengths {
    /// From `min` to `max` characters.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Lengths`] unless `1 <= min <= max <=` [`MAX_DOCUMENT_CHARS`]; correct the configuration.
    pub fn new(min: usize, max: usize) -> Result<Self, IdentityError> {
        if min == 0 || min > max || max > MAX_DOCUMENT_CHARS {
            return Err(IdentityError::Lengths { min, max });
        }
        Ok(Self { min, max })
    }

    /// Both ends, known to be in order where they are written in code.
    const fn fixed(min: usize, max: usize) -> Self {
        assert!(min > 0 && min <= max && max <= MAX_DOCUMENT_CHARS, "the ends are in order");
        Self { min, max }
    }

    /// The smallest length that is accepted.
    #[must_use]
    pub fn min(self) -> usize {
        self.min
    }

    /// The greatest length that is accepted.
    #[must_use]
    pub fn max(self) -> usize {
        self.max
    }

    /// Refuses a number whose length is outside.
    fn check(self, kind: IdentityKind, found: usize) -> Result<(), IdentityError> {
        if (self.min..=self.max).contains(&found) {
            return Ok(());
        }
        Err(IdentityError::Length { kind, allowed: self, found })
    }
}

impl fmt::Display for Lengths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.min == self.max {
            return write!(f, "{}", self.min);
        }
        write!(f, "{} to {}", self.min, self.max)
    }
}

/// Why what was typed is not such a number.
///
/// A refusal: the person can act on each. None of them holds the number or a part of it, so that they can be logged
/// and shown (invariant I9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Nothing was left after spaces and marks were taken away.
    #[error("the {kind} is missing: nothing but spaces was given")]
    Empty {
        /// The number that was expected.
        kind: IdentityKind,
    },
    /// The text is longer than any such number, however it is spaced.
    #[error("what was given for the {kind} is too long to be one: at most {max_chars} characters are read")]
    TooLong {
        /// The number that was expected.
        kind: IdentityKind,
        /// The most that is read, in characters.
        max_chars: usize,
    },
    /// Something other than text was sent, such as a JSON number, which drops leading zeros and signs.
    #[error("the {kind} must be sent as text, between quotation marks")]
    NotText {
        /// The number that was expected.
        kind: IdentityKind,
    },
    /// A character is no digit and nothing that may stand between digits.
    #[error("character {position} of the {kind} is not a digit: only digits, spaces and hyphens are read")]
    NotDigits {
        /// The number that was expected.
        kind: IdentityKind,
        /// The place of the character as it was typed; the first is 1.
        position: usize,
    },
    /// A character is neither a letter of the Latin alphabet nor a digit.
    #[error("character {position} of the {kind} is neither a Latin letter nor a digit")]
    NotAlphanumeric {
        /// The number that was expected.
        kind: IdentityKind,
        /// The place of the character as it was typed; the first is 1.
        position: usize,
    },
    /// There are too few characters or too many.
    #[error("the {kind} must have {allowed} characters, and this one has {found}")]
    Length {
        /// The number that was expected.
        kind: IdentityKind,
        /// What would have been accepted.
        allowed: Lengths,
        /// What was found, spaces and marks not counted.
        found: usize,
    },
    /// The first digits are not those of such a number.
    #[error("the {kind} must begin with {expected}; perhaps another number was copied")]
    Prefix {
        /// The number that was expected.
        kind: IdentityKind,
        /// The digits it begins with.
        expected: &'static str,
    },
    /// The last digit does not follow from the others by Luhn's formula.
    #[error(
        "the check digit of the {kind} does not match: one digit is wrong, or two neighbours are swapped"
    )]
    Luhn {
        /// The number that was expected.
        kind: IdentityKind,
    },
    /// The last two digits do not follow from the others by ISO 7064 mod 97-10.
    #[error("the two check digits of the {kind} do not match: a digit is wrong, or two are swapped")]
    Mod97 {
        /// The number that was expected.
        kind: IdentityKind,
    },
    /// An account number that begins as an IBAN and is none.
    #[error(
        "the account number begins as an IBAN, and its check digits do not match: a character is wrong, missing or swapped"
    )]
    Iban,
    /// A number without its country code, where no country is known.
    #[error("the MSISDN has no country code: begin with + and the code, such as +968 for Oman")]
    CountryCodeMissing,
    /// No country or network has the code the number begins with.
    #[error("the MSISDN begins with a country code that does not exist")]
    CountryCodeUnknown,
    /// The number is too short or too long for its country.
    #[error("the MSISDN is too short or too long for its country: a digit is missing or was typed twice")]
    NotPossible,
    /// The length fits some number of that country, but no range of it holds this one.
    #[error(
        "the MSISDN is in no range that its country has assigned: a digit is wrong, missing or typed twice"
    )]
    NotAssigned,
    /// What stands before the `@` is no mailbox that every server takes.
    #[error(
        "what stands before the @ of the e-mail address cannot be read: letters and digits without spaces"
    )]
    NoMailbox,
    /// What stands behind the `@` is no domain, or there is no `@`.
    #[error("the e-mail address needs an @ and behind it a domain with a dot, such as name@example.om")]
    NoMailDomain,
    /// The region in which a national number is to be read is not known. A fault of the configuration.
    #[error("the region for national numbers must be an ISO 3166-1 code of two letters, such as OM")]
    RegionUnknown,
    /// The ends of a configured length are not in order. A fault of the configuration.
    #[error("a length from {min} to {max} cannot be used: it needs 1 <= min <= max <= {MAX_DOCUMENT_CHARS}")]
    Lengths {
        /// The smaller end, as configured.
        min: usize,
        /// The greater end, as configured.
        max: usize,
    },
}

/// Gives a number that lives in one `String` its mask, its one unmasked view, and its wire form.
macro_rules! hide {
    ($name:ident, $kind:expr, shown_head: $head:expr) => {
        impl $name {
            /// The full number. The only way to it: each use must be one that may see it (invariant I9).
            #[must_use]
            pub fn unmasked(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                crate::identity::mask::write(f, &self.0, $head)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl serde::Serialize for $name {
            /// The full number: it only goes to the table that can be erased, and to the wire.
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            /// Reads through `parse`; the error text holds no part of the number.
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::identity::decode::text(deserializer, $kind, $name::parse)
            }
        }
    };
}
use hide;

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;

    /// The refusal of `json` as a `T`, as text.
    fn refusal_of<T: DeserializeOwned>(json: &str) -> String {
        serde_json::from_str::<T>(json).err().expect("refused").to_string()
    }

    // No identity shows more than its public head and the last four characters, in Debug as in Display.
    #[test]
    fn both_texts_are_masked() {
        let rules = DocumentRules::default();
        let passport = IdDocument::parse(DocumentKind::Passport, "AB1234567", &rules).unwrap();
        let shown: [(String, String, &str); 6] = [
            text(&Iccid::parse("8996800123456789018").unwrap(), "89968••••••••••9018"),
            text(&Msisdn::parse("+96891234567").unwrap(), "+••••••••567"),
            text(&Imsi::parse("422021234567890").unwrap(), "42202•••••••890"),
            text(
                &Eid::parse("89049032123451234512345678901235").unwrap(),
                "89049•••••••••••••••••••••••1235",
            ),
            text(&Imei::parse("490154203237518").unwrap(), "••••••••••••518"),
            text(&passport, "passport number •••••••67"),
        ];
        for (display, debug, expected) in shown {
            assert_eq!(display, expected);
            assert!(debug.ends_with(&format!("({expected})")), "{debug}");
        }
    }

    fn text<'t, T: fmt::Display + fmt::Debug>(value: &T, expected: &'t str) -> (String, String, &'t str) {
        (value.to_string(), format!("{value:?}"), expected)
    }

    // A refusal never repeats what was sent, whatever type it was sent as.
    #[test]
    fn no_refusal_quotes_the_number() {
        for sent in
            ["96891234567", "-96891234567", "96891234567.5", "396891234567396891234567", "\"96891234567\""]
        {
            for refusal in [
                refusal_of::<Iccid>(sent),
                refusal_of::<Msisdn>(sent),
                refusal_of::<Imsi>(sent),
                refusal_of::<Eid>(sent),
                refusal_of::<Imei>(sent),
            ] {
                assert!(!refusal.contains("91234567"), "{refusal}");
            }
            if !sent.starts_with('"') {
                let document = refusal_of::<IdDocument>(&format!(r#"{{"kind":"passport","number":{sent}}}"#));
                assert!(!document.contains("91234567"), "{document}");
            }
        }
    }

    // A number sent as a JSON number is refused with the cure, even where its digits would be sound.
    #[test]
    fn a_json_number_is_told_to_be_text() {
        let refusal = refusal_of::<Imei>("490154203237518");
        assert!(refusal.starts_with("the IMEI must be sent as text, between quotation marks"), "{refusal}");
    }

    // Every identity goes out as its full text, and what comes in is checked as if it had been typed.
    #[test]
    fn the_wire_form_is_the_checked_full_text() {
        let iccid: Iccid = serde_json::from_str("\"8996 8001 2345 6789 018\"").unwrap();
        assert_eq!(serde_json::to_string(&iccid).unwrap(), "\"8996800123456789018\"");
        assert!(refusal_of::<Iccid>("\"8996800123456789019\"").starts_with("the check digit of the ICCID"));
        assert!(refusal_of::<Msisdn>("\"91234567\"").starts_with("the MSISDN has no country code"));
    }

    // A configured length is only accepted with its ends in order and within the bound.
    #[test]
    fn lengths_are_in_order() {
        assert_eq!(Lengths::new(8, 8).unwrap().to_string(), "8");
        assert_eq!(Lengths::new(1, MAX_DOCUMENT_CHARS).unwrap().to_string(), "1 to 32");
        for (min, max) in [(0, 5), (6, 5), (1, MAX_DOCUMENT_CHARS + 1)] {
            assert_eq!(Lengths::new(min, max), Err(IdentityError::Lengths { min, max }));
        }
        assert!(toml::from_str::<Lengths>("min = 9\nmax = 8").is_err());
        assert!(toml::from_str::<Lengths>("min = 8\nmax = 9\nstep = 1").is_err());
    }
}
