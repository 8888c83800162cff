//! A slip in a field: what is wrong with what was typed, and what would be right. It never holds what was typed (I9).

use masalama_core::identity::{IdentityError, MAX_DOCUMENT_CHARS};
use masalama_core::refusal::RefusalCode;
use masalama_language::{PortalText, Voice};

/// What is wrong in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    /// Nothing was typed.
    Missing,
    /// More characters than are read.
    TooLong {
        /// The most that are read.
        most: usize,
    },
    /// Something that is no digit.
    NotDigits {
        /// Its place; the first is 1.
        place: usize,
    },
    /// Something that is neither a Latin letter nor a digit.
    NotLetters {
        /// Its place; the first is 1.
        place: usize,
    },
    /// Too few characters or too many.
    Length {
        /// How many there are.
        found: usize,
        /// The fewest that are right.
        least: usize,
        /// The most that are right.
        most: usize,
    },
    /// A card's number that does not begin as one.
    CardPrefix,
    /// A check digit that does not fit.
    CheckDigit,
    /// An account number that begins as an IBAN and is none.
    Iban,
    /// No telephone number.
    Phone,
    /// Neither a card's number nor a telephone number.
    Find,
    /// No date.
    Date,
    /// A date that is in no calendar.
    NoSuchDay,
    /// A day that must be past and is still to come.
    DayToCome,
    /// No e-mail address.
    Email,
    /// Nothing of the list.
    Choice,
    /// Neither number nor e-mail to be reached on.
    NoContact,
    /// The same card a second time.
    Twice,
    /// A document that is not the one of the request.
    Proof,
    /// No picture was chosen.
    NoPicture,
    /// A picture with too many bytes.
    PictureTooLarge,
    /// No picture of a form we read.
    NotPicture,
    /// A picture with too many pixels.
    TooManyPixels,
    /// A refusal of the desk that belongs to this field.
    Refused(RefusalCode),
}

impl From<IdentityError> for Slip {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::Empty { .. } => Self::Missing,
            IdentityError::TooLong { max_chars, .. } => Self::TooLong { most: max_chars },
            IdentityError::NotDigits { position, .. } => Self::NotDigits { place: position },
            IdentityError::NotAlphanumeric { position, .. } => Self::NotLetters { place: position },
            IdentityError::Length { allowed, found, .. } => {
                Self::Length { found, least: allowed.min(), most: allowed.max() }
            }
            IdentityError::Prefix { .. } => Self::CardPrefix,
            IdentityError::Luhn { .. } | IdentityError::Mod97 { .. } => Self::CheckDigit,
            IdentityError::Iban => Self::Iban,
            IdentityError::CountryCodeMissing
            | IdentityError::CountryCodeUnknown
            | IdentityError::NotPossible
            | IdentityError::NotAssigned
            | IdentityError::RegionUnknown => Self::Phone,
            IdentityError::NoMailbox | IdentityError::NoMailDomain => Self::Email,
            IdentityError::NotText { .. } => Self::Missing,
            IdentityError::Lengths { .. } => Self::TooLong { most: MAX_DOCUMENT_CHARS },
        }
    }
}

impl Slip {
    /// What is wrong and what would be right, in a sentence.
    pub(super) fn say(self, voice: Voice) -> String {
        let text = |text| voice.text(text);
        match self {
            Self::Missing => text(PortalText::BadEmpty),
            Self::TooLong { most } => voice.text_with(PortalText::BadTooLong, &[("count", most.to_string())]),
            Self::NotDigits { place } => {
                voice.text_with(PortalText::BadDigits, &[("place", place.to_string())])
            }
            Self::NotLetters { place } => {
                voice.text_with(PortalText::BadLetters, &[("place", place.to_string())])
            }
            Self::Length { found, least, most } => {
                let with =
                    [("found", found.to_string()), ("least", least.to_string()), ("most", most.to_string())];
                voice.text_with(PortalText::BadLength, &with)
            }
            Self::CardPrefix => text(PortalText::BadCardPrefix),
            Self::CheckDigit => text(PortalText::BadCheckDigit),
            Self::Iban => text(PortalText::BadIban),
            Self::Phone => text(PortalText::BadPhone),
            Self::Find => text(PortalText::BadFind),
            Self::Date => text(PortalText::BadDate),
            Self::NoSuchDay => text(PortalText::BadDateNone),
            Self::DayToCome => text(PortalText::BadDateFuture),
            Self::Email => text(PortalText::BadEmail),
            Self::Choice => text(PortalText::BadChoice),
            Self::NoContact => text(PortalText::BadContact),
            Self::Twice => text(PortalText::BadTwice),
            Self::Proof => text(PortalText::StepUpWrong),
            Self::NoPicture => text(PortalText::UploadMissing),
            Self::PictureTooLarge => text(PortalText::UploadTooLarge),
            Self::NotPicture => text(PortalText::UploadNotPicture),
            Self::TooManyPixels => text(PortalText::UploadTooManyPixels),
            Self::Refused(code) => voice.tell(code),
        }
    }
}

/// The slips of a form, each with the id of its field, in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Slips(Vec<(String, Slip)>);

impl Slips {
    /// One more.
    pub(super) fn add(&mut self, field: impl Into<String>, slip: impl Into<Slip>) {
        self.0.push((field.into(), slip.into()));
    }

    /// Keeps what was read, or notes the slip.
    pub(super) fn keep<T, E: Into<Slip>>(&mut self, field: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|slip| self.add(field, slip)).ok()
    }

    /// The slip of a field.
    pub(super) fn of(&self, field: &str) -> Option<Slip> {
        self.0.iter().find(|(known, _)| known == field).map(|(_, slip)| *slip)
    }

    /// Is nothing wrong?
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every field with a slip, and its sentence.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, Slip)> {
        self.0.iter().map(|(field, slip)| (field.as_str(), *slip))
    }
}
