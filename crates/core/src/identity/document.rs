//! The paper by which a person is known.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{IdentityError, IdentityKind, Lengths, decode, digits, mask};

/// The most characters the number of any paper has.
///
/// *Units*: characters after spaces and marks were taken away.
pub const MAX_DOCUMENT_CHARS: usize = 32;

/// Which paper it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A passport, of any country.
    Passport,
    /// The card of a foreign resident; its number changes with the card.
    ResidentCard,
    /// The number of a person in the civil registry, constant for life.
    CivilNumber,
}

impl From<DocumentKind> for IdentityKind {
    fn from(kind: DocumentKind) -> Self {
        match kind {
            DocumentKind::Passport => Self::Passport,
            DocumentKind::ResidentCard => Self::ResidentCard,
            DocumentKind::CivilNumber => Self::CivilNumber,
        }
    }
}

/// How long each number may be: configuration of a country, not knowledge of ours.
///
/// The digit count and check digit of the Omani civil number and resident card are not published, so both stay opaque
/// digits, and the default accepts any plausible length. An operator who knows narrows it. Passport numbers are
/// letters and digits of the issuing country's choice.
///
/// *Source*: ICAO Doc 9303 part 3, clause 4.9, for passports (nine characters in the machine-readable lines, longer
/// ones continue elsewhere); none found for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DocumentRules {
    /// Characters of a passport number.
    pub passport_chars: Lengths,
    /// Digits of a resident card number.
    pub resident_card_digits: Lengths,
    /// Digits of a civil number.
    pub civil_number_digits: Lengths,
}

impl Default for DocumentRules {
    fn default() -> Self {
        Self {
            passport_chars: Lengths::fixed(5, 20),
            resident_card_digits: Lengths::fixed(4, 20),
            civil_number_digits: Lengths::fixed(4, 20),
        }
    }
}

/// The paper by which a person is known: its kind and its number.
///
/// *Shape*: `{"kind": "passport", "number": "AB1234567"}`. Two are equal when kind and normalised number are: Latin
/// letters in capitals, digits in ASCII, no spaces, hyphens or marks. `O` and `0` stay different.
///
/// What was stored under other rules must stay readable, so reading one back applies none beyond "not empty" and
/// [`MAX_DOCUMENT_CHARS`]; where a person sends one, call [`IdDocument::check`] as well.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct IdDocument {
    kind: DocumentKind,
    number: Number,
}

/// The document as written in JSON or TOML.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: DocumentKind,
    number: Number,
}

impl From<Written> for IdDocument {
    fn from(Written { kind, number }: Written) -> Self {
        Self { kind, number }
    }
}

impl From<IdDocument> for Written {
    fn from(IdDocument { kind, number }: IdDocument) -> Self {
        Self { kind, number }
    }
}

impl IdDocument {
    /// Reads a document number as typed, by the rules of the country.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Empty`], [`TooLong`](IdentityError::TooLong), or as [`IdDocument::check`].
    pub fn parse(kind: DocumentKind, typed: &str, rules: &DocumentRules) -> Result<Self, IdentityError> {
        let document = Self { kind, number: Number::read(kind.into(), typed)? };
        document.check(rules)?;
        Ok(document)
    }

    /// Whether the number obeys the rules of the country.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Length`]; [`NotAlphanumeric`](IdentityError::NotAlphanumeric) in a passport number and
    /// [`NotDigits`](IdentityError::NotDigits) in the others: the person corrects it.
    pub fn check(&self, rules: &DocumentRules) -> Result<(), IdentityError> {
        let kind = IdentityKind::from(self.kind);
        let (lengths, is_passport) = match self.kind {
            DocumentKind::Passport => (rules.passport_chars, true),
            DocumentKind::ResidentCard => (rules.resident_card_digits, false),
            DocumentKind::CivilNumber => (rules.civil_number_digits, false),
        };
        for (index, character) in self.number.0.chars().enumerate() {
            let position = index + 1;
            if is_passport && !character.is_ascii_alphanumeric() {
                return Err(IdentityError::NotAlphanumeric { kind, position });
            }
            if !is_passport && !character.is_ascii_digit() {
                return Err(IdentityError::NotDigits { kind, position });
            }
        }
        lengths.check(kind, self.number.0.chars().count())
    }

    /// Which paper it is.
    #[must_use]
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The full number, normalised. The only way to it: each use must be one that may see it (invariant I9).
    #[must_use]
    pub fn unmasked(&self) -> &str {
        &self.number.0
    }

    /// Kind and full number in one text, `passport:AB1234567`: what a commitment is taken of.
    ///
    /// It holds the number as [`IdDocument::unmasked`] does, and needs the same care. Two documents have one text
    /// exactly when they are equal, and the text of each never changes.
    #[must_use]
    pub fn canonical(&self) -> String {
        let kind = match self.kind {
            DocumentKind::Passport => "passport",
            DocumentKind::ResidentCard => "resident_card",
            DocumentKind::CivilNumber => "civil_number",
        };
        format!("{kind}:{}", self.unmasked())
    }
}

impl fmt::Display for IdDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", IdentityKind::from(self.kind))?;
        mask::write(f, &self.number.0, 0)
    }
}

impl fmt::Debug for IdDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdDocument({self})")
    }
}

/// A normalised number: not empty, bounded, and no more is known of it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Number(String);

impl Number {
    fn read(kind: IdentityKind, typed: &str) -> Result<Self, IdentityError> {
        digits::bounded(kind, typed)?;
        let number: String = typed
            .chars()
            .filter(|character| !digits::is_filler(*character))
            .map(|character| digits::folded(character).unwrap_or(character.to_ascii_uppercase()))
            .collect();
        if number.is_empty() {
            return Err(IdentityError::Empty { kind });
        }
        if number.chars().nth(MAX_DOCUMENT_CHARS).is_some() {
            return Err(IdentityError::TooLong { kind, max_chars: MAX_DOCUMENT_CHARS });
        }
        Ok(Self(number))
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The kind may follow the number, so a refusal here can only speak of a document's number.
        decode::text(deserializer, IdentityKind::Document, |typed| Self::read(IdentityKind::Document, typed))
    }
}
