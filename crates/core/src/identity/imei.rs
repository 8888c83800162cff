//! The number of a device.

use super::{IdentityError, IdentityKind, Lengths, digits, hide};

/// See the *Shape* of [`Imei`].
const LENGTHS: Lengths = Lengths::fixed(15, 15);

/// An IMEI, the number of a device.
///
/// *Shape*: 15 digits, the last of them the Luhn digit. Example: `490154203237518`. The sixteen digits of an IMEISV
/// (which ends in a software version and has no check digit) are refused by their length. Luhn misses the swap of `09`
/// and `90`.
///
/// *Source*: 3GPP TS 23.003, clause 6.2.1 and annex B.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Imei(String);

hide!(Imei, IdentityKind::Imei, shown_head: 0);

impl Imei {
    /// Reads an IMEI as typed.
    ///
    /// # Errors
    ///
    /// [`IdentityError::NotDigits`], [`Length`](IdentityError::Length) or [`Luhn`](IdentityError::Luhn) say what to
    /// correct; [`Empty`](IdentityError::Empty) and [`TooLong`](IdentityError::TooLong) that something else was given.
    pub fn parse(typed: &str) -> Result<Self, IdentityError> {
        let kind = IdentityKind::Imei;
        let number = digits::only(kind, typed)?;
        LENGTHS.check(kind, number.len())?;
        if !digits::luhn_holds(&number) {
            return Err(IdentityError::Luhn { kind });
        }
        Ok(Self(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "490154203237518";

    // The example of the standard's own kind is accepted, spaced as phones show it.
    #[test]
    fn a_sound_number_is_accepted() {
        assert_eq!(Imei::parse("49-015420-323751-8").unwrap().unmasked(), SOUND);
    }

    // Every single wrong digit of a sound number is refused.
    #[test]
    fn every_wrong_digit_is_refused() {
        for at in 0..SOUND.len() {
            for digit in b'0'..=b'9' {
                let mut number = SOUND.as_bytes().to_vec();
                let is_same = number[at] == digit;
                number[at] = digit;
                assert_eq!(Imei::parse(std::str::from_utf8(&number).unwrap()).is_ok(), is_same);
            }
        }
    }

    // An IMEISV has no check digit, so its sixteen digits are refused rather than half-checked.
    #[test]
    fn an_imeisv_is_refused() {
        let refusal = IdentityError::Length { kind: IdentityKind::Imei, allowed: LENGTHS, found: 16 };
        assert_eq!(Imei::parse("4901542032375101"), Err(refusal));
    }
}
