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
        document.check_characters(typed)?;
        document.check_length(rules)?;
        Ok(document)
    }

    /// Whether the number obeys the rules of the country.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Length`]; [`NotAlphanumeric`](IdentityError::NotAlphanumeric) in a passport number and
    /// [`NotDigits`](IdentityError::NotDigits) in the others: the person corrects it.
    pub fn check(&self, rules: &DocumentRules) -> Result<(), IdentityError> {
        self.check_characters(&self.number.0)?;
        self.check_length(rules)
    }

    /// Refuses what no such paper prints, by its place in `written`: the number as typed, or as normalised.
    fn check_characters(&self, written: &str) -> Result<(), IdentityError> {
        let kind = IdentityKind::from(self.kind);
        for (index, character) in written.chars().enumerate() {
            let position = index + 1;
            let is_digit = digits::folded(character).is_some();
            if is_digit || digits::is_filler(character) {
                continue;
            }
            match self.kind {
                DocumentKind::Passport if character.is_ascii_alphabetic() => {}
                DocumentKind::Passport => return Err(IdentityError::NotAlphanumeric { kind, position }),
                DocumentKind::ResidentCard | DocumentKind::CivilNumber => {
                    return Err(IdentityError::NotDigits { kind, position });
                }
            }
        }
        Ok(())
    }

    fn check_length(&self, rules: &DocumentRules) -> Result<(), IdentityError> {
        let lengths = match self.kind {
            DocumentKind::Passport => rules.passport_chars,
            DocumentKind::ResidentCard => rules.resident_card_digits,
            DocumentKind::CivilNumber => rules.civil_number_digits,
        };
        lengths.check(self.kind.into(), self.number.0.chars().count())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn passport(typed: &str) -> Result<IdDocument, IdentityError> {
        IdDocument::parse(DocumentKind::Passport, typed, &DocumentRules::default())
    }

    fn civil(typed: &str) -> Result<IdDocument, IdentityError> {
        IdDocument::parse(DocumentKind::CivilNumber, typed, &DocumentRules::default())
    }

    // Case, spacing and script make no difference between two documents; kind does.
    #[test]
    fn equality_is_of_kind_and_normalised_number() {
        assert_eq!(passport("ab 123-4567").unwrap(), passport("AB١٢٣٤٥٦٧").unwrap());
        assert_eq!(passport("ab1234567").unwrap().unmasked(), "AB1234567");
        assert_ne!(passport("12345678").unwrap(), civil("12345678").unwrap());
        assert_ne!(passport("O1234567").unwrap(), passport("01234567").unwrap());
    }

    // The text a commitment is taken of tells the kinds apart, and stays as it is: commitments already made depend on it.
    #[test]
    fn the_canonical_text_is_fixed() {
        assert_eq!(passport("ab1234567").unwrap().canonical(), "passport:AB1234567");
        assert_eq!(civil("12345678").unwrap().canonical(), "civil_number:12345678");
        let card =
            IdDocument::parse(DocumentKind::ResidentCard, "12345678", &DocumentRules::default()).unwrap();
        assert_eq!(card.canonical(), "resident_card:12345678");
    }

    // A passport holds letters and digits, the other papers digits only; the place is counted as typed.
    #[test]
    fn characters_are_checked_by_kind() {
        let kind = IdentityKind::Passport;
        assert_eq!(passport("AB 12é4567"), Err(IdentityError::NotAlphanumeric { kind, position: 6 }));
        let kind = IdentityKind::CivilNumber;
        assert_eq!(civil("12 34A678"), Err(IdentityError::NotDigits { kind, position: 6 }));
    }

    // The configured length decides, not ours.
    #[test]
    fn the_configured_length_decides() {
        let rules =
            DocumentRules { civil_number_digits: Lengths::new(8, 8).unwrap(), ..DocumentRules::default() };
        let nine = IdDocument::parse(DocumentKind::CivilNumber, "123456789", &rules);
        let allowed = rules.civil_number_digits;
        assert_eq!(nine, Err(IdentityError::Length { kind: IdentityKind::CivilNumber, allowed, found: 9 }));
        assert!(IdDocument::parse(DocumentKind::CivilNumber, "12345678", &rules).is_ok());
        assert!(civil("123456789").unwrap().check(&rules).is_err());
    }

    // Rules are read from configuration, unknown keys refused, absent ones left at their default.
    #[test]
    fn rules_are_configuration() {
        let rules: DocumentRules = toml::from_str("civil_number_digits = { min = 8, max = 9 }").unwrap();
        assert_eq!(rules.civil_number_digits, Lengths::new(8, 9).unwrap());
        assert_eq!(rules.passport_chars, DocumentRules::default().passport_chars);
        assert!(toml::from_str::<DocumentRules>("iban_chars = { min = 8, max = 9 }").is_err());
    }

    // What was stored under other rules is read back; nothing and too much are refused.
    #[test]
    fn reading_back_applies_no_rules() {
        let read = |number: &str| {
            serde_json::from_str::<IdDocument>(&format!(r#"{{"kind":"civil_number","number":"{number}"}}"#))
        };
        assert_eq!(read("a-1").unwrap().unmasked(), "A1");
        assert!(read(&"9".repeat(MAX_DOCUMENT_CHARS)).is_ok());
        assert!(read(&"9".repeat(MAX_DOCUMENT_CHARS + 1)).is_err());
        assert!(read(" - ").is_err());
        assert!(
            serde_json::from_str::<IdDocument>(r#"{"kind":"passport","number":"A1","country":"OM"}"#)
                .is_err()
        );
    }

    // A document goes to JSON and back unchanged.
    #[test]
    fn the_wire_form_is_kind_and_number() {
        let document = passport("AB1234567").unwrap();
        let json = serde_json::to_string(&document).unwrap();
        assert_eq!(json, r#"{"kind":"passport","number":"AB1234567"}"#);
        assert_eq!(serde_json::from_str::<IdDocument>(&json).unwrap(), document);
    }
}
