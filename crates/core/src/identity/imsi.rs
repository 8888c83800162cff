//! The number by which networks know a subscription.

use super::{IdentityError, IdentityKind, Lengths, digits, hide};

/// See the *Shape* of [`Imsi`].
const LENGTHS: Lengths = Lengths::fixed(15, 15);

/// Digits of the mobile country code.
const MCC_DIGITS: usize = 3;

/// An IMSI, the number by which networks know a subscription.
///
/// *Shape*: 15 digits: a mobile country code of three, a network code of two or three, and the subscriber. Example:
/// `422021234567890`. How long the network code is cannot be seen from the digits, so it has no method here. There is
/// no check digit: a mistyped IMSI is only found by asking the operator.
///
/// *Source*: ITU-T E.212 (09/2016), clause 6; 3GPP TS 23.003, clause 2.2. The standard says "at most 15"; every
/// network in use has 15, and a shorter one is far more often a digit lost.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Imsi(String);

hide!(Imsi, IdentityKind::Imsi, shown_head: 5);

impl Imsi {
    /// Reads an IMSI as typed.
    ///
    /// # Errors
    ///
    /// [`IdentityError::NotDigits`] or [`Length`](IdentityError::Length) say what to correct;
    /// [`Empty`](IdentityError::Empty) and [`TooLong`](IdentityError::TooLong) that something else was given.
    pub fn parse(typed: &str) -> Result<Self, IdentityError> {
        let number = digits::only(IdentityKind::Imsi, typed)?;
        LENGTHS.check(IdentityKind::Imsi, number.len())?;
        Ok(Self(number))
    }

    /// The mobile country code, three digits: `422` for Oman.
    ///
    /// *Source*: ITU-T E.212, clause 6.1. Public, so it needs no mask.
    #[must_use]
    pub fn mcc(&self) -> &str {
        &self.0[..MCC_DIGITS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // An IMSI keeps its leading zeros and gives its country code.
    #[test]
    fn the_country_code_is_its_first_three_digits() {
        assert_eq!(Imsi::parse("422 02 1234567890").unwrap().mcc(), "422");
        assert_eq!(Imsi::parse("001010123456789").unwrap().mcc(), "001");
    }

    // A digit lost or added is refused by length; nothing else of an IMSI can be checked.
    #[test]
    fn only_fifteen_digits_are_accepted() {
        for (typed, found) in [("42202123456789", 14), ("4220212345678901", 16)] {
            let refusal = IdentityError::Length { kind: IdentityKind::Imsi, allowed: LENGTHS, found };
            assert_eq!(Imsi::parse(typed), Err(refusal));
            assert_eq!(
                refusal.to_string(),
                format!("the IMSI must have 15 characters, and this one has {found}")
            );
        }
    }
}
