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
        // Every kind of space, the no-break ones (U+00A0, U+202F) included.
        other => is_mark(other) || other.is_whitespace(),
    }
}

/// Whether `typed` is invisible and has no width: it steers the direction of the text or where a line breaks.
pub(super) fn is_mark(typed: char) -> bool {
    match typed {
        // Zero-width space and joiners, left-to-right and right-to-left marks, Arabic letter mark, byte order mark.
        '\u{200B}'..='\u{200F}' | '\u{061C}' | '\u{FEFF}' => true,
        // Direction embeddings and overrides, word joiner, direction isolates.
        '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' => true,
        _ => false,
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KIND: IdentityKind = IdentityKind::Imsi;

    // The three sets of digits fold to the same ASCII digits.
    #[test]
    fn digits_of_three_scripts_are_one() {
        for typed in ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"] {
            assert_eq!(only(KIND, typed).unwrap(), "0123456789");
        }
    }

    // Digits of other scripts are refused rather than guessed at: superscript two, Devanagari one, fullwidth three.
    #[test]
    fn other_digits_are_refused() {
        for typed in ["²", "१", "３"] {
            assert_eq!(only(KIND, typed), Err(IdentityError::NotDigits { kind: KIND, position: 1 }));
        }
    }

    // Spaces, hyphens and direction marks disappear, wherever they stand.
    #[test]
    fn filler_is_dropped() {
        let typed = "\u{FEFF}\u{202B}89-96 8\u{00A0}00\u{202F}1\u{2011}2\u{2067}3\u{2069}\u{200F}4\u{061C}\t5\u{202C}";
        assert_eq!(only(KIND, typed).unwrap(), "899680012345");
    }

    // The position of a bad character counts the characters as typed, filler included.
    #[test]
    fn a_bad_character_is_located_as_typed() {
        assert_eq!(only(KIND, "٨ ٩-O"), Err(IdentityError::NotDigits { kind: KIND, position: 5 }));
    }

    // Filler alone is not a number, and a text over the bound is refused before it is read.
    #[test]
    fn nothing_and_too_much_are_refused() {
        assert_eq!(only(KIND, " \u{200F}-"), Err(IdentityError::Empty { kind: KIND }));
        assert_eq!(only(KIND, &"1".repeat(MAX_TYPED_CHARS)).unwrap().len(), MAX_TYPED_CHARS);
        let too_long = IdentityError::TooLong { kind: KIND, max_chars: MAX_TYPED_CHARS };
        assert_eq!(only(KIND, &"x".repeat(MAX_TYPED_CHARS + 1)), Err(too_long));
    }

    // The published examples of Luhn's formula hold, and fail with any other last digit.
    #[test]
    fn luhn_agrees_with_published_numbers() {
        for (body, check) in [("7992739871", 3), ("49015420323751", 8), ("411111111111111", 1), ("0", 0)] {
            for last in 0..=9 {
                assert_eq!(luhn_holds(&format!("{body}{last}")), last == check, "{body} {last}");
            }
        }
    }

    proptest! {
        // Any text at all is either digits or a refusal, never a panic, and what is accepted is ASCII digits.
        #[test]
        fn any_text_is_answered(typed in ".{0,80}") {
            if let Ok(digits) = only(KIND, &typed) {
                prop_assert!(!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
            }
        }

        // Of two different neighbours swapped, Luhn sees every pair except 0 and 9.
        #[test]
        fn luhn_misses_only_the_swap_of_nine_and_zero(body in "[0-9]{17,19}", at in 0_usize..18) {
            let sound = (0..=9).map(|last| format!("{body}{last}")).find(|number| luhn_holds(number)).unwrap();
            let at = at % (sound.len() - 1);
            let mut swapped = sound.clone().into_bytes();
            swapped.swap(at, at + 1);
            let swapped = String::from_utf8(swapped).unwrap();
            let is_unseen = swapped == sound || matches!(&sound[at..at + 2], "09" | "90");
            prop_assert_eq!(luhn_holds(&swapped), is_unseen);
        }
    }
}
