//! Digits as people type them, and the check digit most cards share.
//!
//! A number is copied from a card, a chat or a right-to-left page. It may come in Arabic-Indic digits, with spaces and
//! hyphens for the eye, and with invisible marks that steer the direction of the text. All of that is form. It is
//! folded away here, once, for every identity.
//!
//! *Source*: Unicode Standard, block "Arabic" (U+0660 to U+0669 and U+06F0 to U+06F9); Unicode Standard Annex 9 for
//! the direction marks.

use super::{IdentityError, IdentityKind};

/// The most characters that are read for one identity, form included.
///
/// *Units*: characters as typed. Twice the longest identity (an EID has 32 digits).
pub const MAX_TYPED_CHARS: usize = 64;

/// The ASCII digit that `typed` stands for: ASCII, Arabic-Indic or Extended Arabic-Indic (Persian, Urdu).
#[must_use]
pub fn folded(typed: char) -> Option<char> {
    let zero = match typed {
        '0'..='9' => '0',
        '\u{0660}'..='\u{0669}' => '\u{0660}',
        '\u{06F0}'..='\u{06F9}' => '\u{06F0}',
        _ => return None,
    };
    char::from_digit(u32::from(typed) - u32::from(zero), 10)
}

/// Whether `typed` only separates digits or steers the direction of the text, and so carries no part of a number.
#[must_use]
pub fn is_filler(typed: char) -> bool {
    match typed {
        // Hyphens and dashes: hyphen-minus, U+2010 hyphen to U+2014 em dash, the minus sign.
        '-' | '\u{2010}'..='\u{2014}' | '\u{2212}' => true,
        // Zero-width space and joiners, left-to-right and right-to-left marks, Arabic letter mark, byte order mark.
        '\u{200B}'..='\u{200F}' | '\u{061C}' | '\u{FEFF}' => true,
        // Direction embeddings and overrides, word joiner, direction isolates.
        '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' => true,
        // Every kind of space, the no-break ones (U+00A0, U+202F) included.
        other => other.is_whitespace(),
    }
}

/// Only the digits of `typed`, as ASCII.
pub(super) fn only(kind: IdentityKind, typed: &str) -> Result<String, IdentityError> {
    bounded(kind, typed)?;
    let mut digits = String::with_capacity(typed.len().min(MAX_TYPED_CHARS));
    for (index, character) in typed.chars().enumerate() {
        match folded(character) {
            Some(digit) => digits.push(digit),
            None if is_filler(character) => {}
            None => return Err(IdentityError::NotDigits { kind, position: index + 1 }),
        }
    }
    if digits.is_empty() {
        return Err(IdentityError::Empty { kind });
    }
    Ok(digits)
}

/// Refuses a text of more than [`MAX_TYPED_CHARS`] without reading all of it.
pub(super) fn bounded(kind: IdentityKind, typed: &str) -> Result<(), IdentityError> {
    if typed.chars().nth(MAX_TYPED_CHARS).is_some() {
        return Err(IdentityError::TooLong { kind, max_chars: MAX_TYPED_CHARS });
    }
    Ok(())
}

/// Whether the last digit is the Luhn check digit of the others.
///
/// It sees every single wrong digit and every swap of two neighbours but one: `09` and `90` weigh the same, so that
/// swap passes unseen.
///
/// *Source*: ISO/IEC 7812-1, annex B.
pub(super) fn luhn_holds(ascii_digits: &str) -> bool {
    let sum: u32 = ascii_digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(from_right, byte)| {
            let digit = u32::from(byte - b'0');
            match (from_right % 2, digit) {
                (0, _) => digit,
                (_, 0..=4) => digit * 2,
                (_, _) => digit * 2 - 9,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}
