//! The number of a bank account, as people paste it.

use super::{IdentityError, digits};

/// What stands in front of a number that was copied with its name.
const LABEL: &str = "IBAN";
/// The fewest characters of an IBAN in any country, and the most. *Source*: ISO 13616-1, clause 5; SWIFT IBAN registry (Norway has the fewest).
const CHARS: std::ops::RangeInclusive<usize> = 15..=34;
/// Country and check digits: they count last.
const HEAD_CHARS: usize = 4;
/// The modulus of ISO 7064 mod 97-10, and the rest a sound number leaves.
const MODULUS: u32 = 97;
const SOUND_REST: u32 = 1;

/// An account number without the form it was typed in.
///
/// *Shape*: an IBAN (two letters, two digits, then only letters and digits) is kept in capitals, without spaces; a number of digits alone as
/// ASCII digits; any other text as it is, its digits folded and its invisible marks taken away. What holds nothing but form becomes empty.
///
/// The length is not held against the country's own: the check digits see nearly every missing character, and the registry of lengths changes.
///
/// # Errors
///
/// [`IdentityError::Iban`] where it begins as an IBAN and its check digits do not match.
///
/// *Source*: ISO 13616-1, clause 6, with ISO/IEC 7064, mod 97-10.
pub(crate) fn account(typed: &str) -> Result<String, IdentityError> {
    let folded: String = typed.chars().map(|typed| digits::folded(typed).unwrap_or(typed)).collect();
    let compact: String = folded.chars().filter(|typed| !digits::is_filler(*typed)).collect();
    if compact.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(compact);
    }
    let compact = compact.to_ascii_uppercase();
    let number = compact.strip_prefix(LABEL).unwrap_or(&compact).trim_start_matches(':');
    if !begins_as_iban(number) {
        let seen: String = folded.chars().filter(|typed| !digits::is_mark(*typed)).collect();
        return Ok(seen.trim().to_owned());
    }
    if CHARS.contains(&number.len()) && rest(number) == SOUND_REST {
        Ok(number.to_owned())
    } else {
        Err(IdentityError::Iban)
    }
}

/// Two letters, two digits, and nothing but letters and digits.
fn begins_as_iban(number: &str) -> bool {
    let bytes = number.as_bytes();
    bytes.len() >= HEAD_CHARS
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..HEAD_CHARS].iter().all(u8::is_ascii_digit)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// What is left when it is read as one number and divided by 97: the head last, each letter as 10 to 35.
fn rest(number: &str) -> u32 {
    let (head, body) = number.split_at(HEAD_CHARS);
    body.chars().chain(head.chars()).filter_map(|typed| typed.to_digit(36)).fold(0, |rest, value| {
        let shift = if value < 10 { 10 } else { 100 };
        (rest * shift + value) % MODULUS
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // The examples of the registry are accepted, the shortest and one with letters included.
    #[test]
    fn published_numbers_are_accepted() {
        for number in [
            "OM810180000001299123456",
            "NO9386011117947",
            "GB29NWBK60161331926819",
            "MT84MALT011000012345MTLCAST001S",
            "EG380019000500000000263180002",
        ] {
            assert_eq!(account(number).as_deref(), Ok(number));
        }
    }

    // However it is pasted, it is one number: other digits, spaces, dashes, marks, small letters, its name in front.
    #[test]
    fn form_is_taken_away() {
        for typed in [
            "OM81 0180 0000 0129 9123 456",
            "\u{2066}om81-0180-0000-0129-9123-456\u{2069}",
            "OM٨١ ٠١٨٠ ٠٠٠٠ ٠١٢٩ ٩١٢٣ ٤٥٦",
            "OM۸۱\u{00A0}۰۱۸۰۰۰۰۰۰۱۲۹۹۱۲۳۴۵۶\u{200F}",
            "IBAN: OM81 0180 0000 0129 9123 456",
        ] {
            assert_eq!(account(typed).as_deref(), Ok("OM810180000001299123456"), "{typed}");
        }
        assert_eq!(account("٠١٢٩-٩١٢٣ ٤٥٦").as_deref(), Ok("01299123456"));
        assert_eq!(account(" \u{200F}-").as_deref(), Ok(""));
    }

    // Each single wrong digit, each swap of two unlike neighbours and a missing end are seen.
    #[test]
    fn a_wrong_number_is_refused() {
        let sound = "OM810180000001299123456";
        for at in 2..sound.len() {
            for digit in ('0'..='9').filter(|digit| !sound[at..].starts_with(*digit)) {
                let wrong = format!("{}{digit}{}", &sound[..at], &sound[at + 1..]);
                assert_eq!(account(&wrong), Err(IdentityError::Iban), "{wrong}");
            }
            let mut swapped = sound.as_bytes().to_vec();
            swapped.swap(at, (at + 1).min(sound.len() - 1));
            let swapped = String::from_utf8(swapped).unwrap();
            assert!(swapped == sound || account(&swapped) == Err(IdentityError::Iban), "{swapped}");
        }
        for short in ["OM81", "OM81 0180 0000", &sound[..22]] {
            assert_eq!(account(short), Err(IdentityError::Iban), "{short}");
        }
    }

    // What is no IBAN is no slip: words stay words, with their spaces and dashes, and only marks go.
    #[test]
    fn other_text_stays() {
        for (typed, kept) in [
            ("OM-account-of-hers 77", "OM-account-of-hers 77"),
            ("\u{202B}بنك مسقط ٧٧\u{202C}", "بنك مسقط 77"),
            ("Om, 81", "Om, 81"),
            ("Å81", "Å81"),
        ] {
            assert_eq!(account(typed).as_deref(), Ok(kept));
        }
    }
}
