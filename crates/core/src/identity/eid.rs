//! The number of an eSIM chip.

use super::{IdentityError, IdentityKind, Lengths, digits, hide};

/// Every telecom chip begins with this industry identifier.
const INDUSTRY: &str = "89";

/// See the *Shape* of [`Eid`].
const LENGTHS: Lengths = Lengths::fixed(32, 32);

/// The modulus of ISO 7064 mod 97-10, and the rest a sound number leaves.
const MODULUS: u32 = 97;
const SOUND_REST: u32 = 1;

/// An EID, the number of an eSIM chip; it outlives the profiles (and so the ICCIDs) that are loaded into it.
///
/// *Shape*: 32 digits, beginning with `89`; read as one number it leaves a rest of 1 when divided by 97. That sees
/// every wrong digit and every swap of two neighbours. Example: `89049032123451234512345678901235`.
///
/// *Source*: GSMA SGP.02, clause 2.2.2, and SGP.29, clause 3; ISO/IEC 7064, mod 97-10.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Eid(String);

hide!(Eid, IdentityKind::Eid, shown_head: 5);

impl Eid {
    /// Reads an EID as typed.
    ///
    /// # Errors
    ///
    /// [`IdentityError::NotDigits`], [`Length`](IdentityError::Length), [`Prefix`](IdentityError::Prefix) or
    /// [`Mod97`](IdentityError::Mod97) say what to correct; [`Empty`](IdentityError::Empty) and
    /// [`TooLong`](IdentityError::TooLong) that something else was given.
    pub fn parse(typed: &str) -> Result<Self, IdentityError> {
        let kind = IdentityKind::Eid;
        let number = digits::only(kind, typed)?;
        LENGTHS.check(kind, number.len())?;
        if !number.starts_with(INDUSTRY) {
            return Err(IdentityError::Prefix { kind, expected: INDUSTRY });
        }
        if rest(&number) != SOUND_REST {
            return Err(IdentityError::Mod97 { kind });
        }
        Ok(Self(number))
    }
}

/// What is left when the digits, read as one number, are divided by 97.
fn rest(ascii_digits: &str) -> u32 {
    ascii_digits.bytes().fold(0, |rest, byte| (rest * 10 + u32::from(byte - b'0')) % MODULUS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KIND: IdentityKind = IdentityKind::Eid;

    /// A sound EID, its check digits calculated as the standard describes: 98 less the rest with both set to zero.
    fn sound() -> impl Strategy<Value = String> {
        "89[0-9]{28}".prop_map(|body| {
            let with_zeros: u128 = format!("{body}00").parse().unwrap();
            format!("{body}{:02}", 98 - with_zeros % 97)
        })
    }

    // The example of the standard is accepted in the groups of four in which it is printed.
    #[test]
    fn the_published_example_is_accepted() {
        let eid = Eid::parse("8904 9032 1234 5123 4512 3456 7890 1235").unwrap();
        assert_eq!(eid.unmasked(), "89049032123451234512345678901235");
    }

    // Each kind of mistake has its own refusal.
    #[test]
    fn each_mistake_is_named() {
        for (typed, refusal) in [
            (
                "8904903212345123451234567890123",
                IdentityError::Length { kind: KIND, allowed: LENGTHS, found: 31 },
            ),
            ("88049032123451234512345678901235", IdentityError::Prefix { kind: KIND, expected: "89" }),
            ("89049032123451234512345678901236", IdentityError::Mod97 { kind: KIND }),
        ] {
            assert_eq!(Eid::parse(typed), Err(refusal));
        }
    }

    proptest! {
        // What the standard's own calculation yields is accepted.
        #[test]
        fn sound_numbers_are_accepted(number in sound()) {
            prop_assert!(Eid::parse(&number).is_ok());
        }

        // One wrong digit anywhere is refused.
        #[test]
        fn one_wrong_digit_is_refused(number in sound(), at in 0_usize..32, shift in 1_u8..10) {
            let mut wrong = number.into_bytes();
            wrong[at] = b'0' + (wrong[at] - b'0' + shift) % 10;
            prop_assert!(Eid::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
        }

        // Two different neighbours swapped are refused, 0 and 9 among them.
        #[test]
        fn swapped_neighbours_are_refused(number in sound(), at in 0_usize..31) {
            let mut swapped = number.clone().into_bytes();
            swapped.swap(at, at + 1);
            let swapped = std::str::from_utf8(&swapped).unwrap();
            prop_assert_eq!(Eid::parse(swapped).is_ok(), swapped == number);
        }
    }
}
