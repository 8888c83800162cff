//! The number of a SIM card or eSIM profile.

use super::{IdentityError, IdentityKind, Lengths, digits, hide};

/// Every telecom card begins with this industry identifier.
const INDUSTRY: &str = "89";

/// See the *Shape* of [`Iccid`].
const LENGTHS: Lengths = Lengths::fixed(18, 20);

/// Filler half-bytes at the end of the ten bytes a card stores: none, one or two.
const MAX_FILLER_NIBBLES: usize = 2;

/// An ICCID, the number of a SIM card or eSIM profile; what is ended is keyed by it.
///
/// *Shape*: 18 to 20 digits, beginning with `89`, the country code and the issuer; the last digit is the Luhn digit at
/// every length. E.118 allows 19 with the check digit; cards with 18 and 20 exist and follow the same rule. A
/// number copied without its check digit is refused (nine times in ten), for nothing else would tell it from a
/// mistyped one: read it from the card. The filler `F` that readers show after the last digit is dropped. Example:
/// `8996800123456789018`.
///
/// Luhn misses one mistake: two neighbours `09` swapped to `90`, or back. So a match is no proof that the card
/// exists; that is asked of the operator's records. The digits after the country say who issued the block, which is
/// not published for every operator, so nothing is decided from them.
///
/// *Source*: ITU-T E.118 (05/2006), clause 4; ETSI TS 102 221, clause 13.2 for the filler.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Iccid(String);

hide!(Iccid, IdentityKind::Iccid, shown_head: 5);

impl Iccid {
    /// Reads an ICCID as typed.
    ///
    /// # Errors
    ///
    /// [`IdentityError::NotDigits`], [`Length`](IdentityError::Length), [`Prefix`](IdentityError::Prefix) or
    /// [`Luhn`](IdentityError::Luhn) say what to correct; [`Empty`](IdentityError::Empty) and
    /// [`TooLong`](IdentityError::TooLong) that something else was given.
    pub fn parse(typed: &str) -> Result<Self, IdentityError> {
        let kind = IdentityKind::Iccid;
        digits::bounded(kind, typed)?;
        let number = digits::only(kind, without_filler(typed))?;
        LENGTHS.check(kind, number.len())?;
        if !number.starts_with(INDUSTRY) {
            return Err(IdentityError::Prefix { kind, expected: INDUSTRY });
        }
        if !digits::luhn_holds(&number) {
            return Err(IdentityError::Luhn { kind });
        }
        Ok(Self(number))
    }

    /// Whether the issuer's country code is `country_code` (`"968"` for Oman).
    ///
    /// Country codes are prefix-free, so the digits that follow decide it. An empty code is nobody's.
    #[must_use]
    pub fn country_prefix_is(&self, country_code: &str) -> bool {
        !country_code.is_empty() && self.0[INDUSTRY.len()..].starts_with(country_code)
    }
}

/// `typed` without the filler half-bytes that follow the last digit.
fn without_filler(typed: &str) -> &str {
    let mut number = typed.trim_end_matches(digits::is_filler);
    for _ in 0..MAX_FILLER_NIBBLES {
        number = number.strip_suffix(['F', 'f']).unwrap_or(number);
    }
    number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KIND: IdentityKind = IdentityKind::Iccid;

    /// A sound ICCID of 18 to 20 digits.
    fn sound() -> impl Strategy<Value = String> {
        "89[0-9]{15,17}".prop_map(|body| {
            (0..=9).map(|last| format!("{body}{last}")).find(|number| digits::luhn_holds(number)).unwrap()
        })
    }

    // Cards of 18, 19 and 20 digits are accepted, each with its last digit as check digit.
    #[test]
    fn three_lengths_are_accepted() {
        for number in ["899680012345678905", "8996800123456789018", "89968001234567890120"] {
            assert_eq!(Iccid::parse(number).unwrap().unmasked(), number);
        }
    }

    // A card number copied without its check digit is refused, though 18 digits are a possible length.
    #[test]
    fn a_missing_check_digit_is_seen() {
        assert_eq!(Iccid::parse("899680012345678901"), Err(IdentityError::Luhn { kind: KIND }));
    }

    // Each kind of mistake has its own refusal.
    #[test]
    fn each_mistake_is_named() {
        let allowed = LENGTHS;
        for (typed, refusal) in [
            ("", IdentityError::Empty { kind: KIND }),
            ("89968001234567890", IdentityError::Length { kind: KIND, allowed, found: 17 }),
            ("899680012345678901200", IdentityError::Length { kind: KIND, allowed, found: 21 }),
            ("9896800123456789018", IdentityError::Prefix { kind: KIND, expected: "89" }),
            ("8996800123456789O18", IdentityError::NotDigits { kind: KIND, position: 17 }),
            ("8996800123456789108", IdentityError::Luhn { kind: KIND }),
        ] {
            assert_eq!(Iccid::parse(typed), Err(refusal), "{typed}");
        }
    }

    // The filler a card reader shows is dropped at the end, at most two of it, and nowhere else.
    #[test]
    fn filler_of_the_card_is_dropped() {
        let plain = Iccid::parse("8996800123456789018").unwrap();
        assert_eq!(Iccid::parse("8996800123456789018F").unwrap(), plain);
        assert_eq!(Iccid::parse("899680012345678905ff ").unwrap().unmasked(), "899680012345678905");
        assert!(Iccid::parse("899680012345678905FFF").is_err());
        assert!(Iccid::parse("F8996800123456789018").is_err());
    }

    // The country is read from the digits after the industry identifier, and nothing matches an empty code.
    #[test]
    fn the_country_is_the_issuers() {
        let iccid = Iccid::parse("8996800123456789018").unwrap();
        assert!(iccid.country_prefix_is("968"));
        assert!(!iccid.country_prefix_is("971"));
        assert!(!iccid.country_prefix_is("89968"));
        assert!(!iccid.country_prefix_is(""));
    }

    proptest! {
        // One wrong digit anywhere is refused.
        #[test]
        fn one_wrong_digit_is_refused(number in sound(), at in 0_usize..20, shift in 1_u8..10) {
            let at = at % number.len();
            let mut wrong = number.into_bytes();
            wrong[at] = b'0' + (wrong[at] - b'0' + shift) % 10;
            prop_assert!(Iccid::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
        }

        // Two different neighbours swapped are refused, except 0 and 9, which the formula cannot tell apart.
        #[test]
        fn swapped_neighbours_are_refused_but_nine_and_zero(number in sound(), at in 0_usize..20) {
            let at = at % (number.len() - 1);
            let mut swapped = number.clone().into_bytes();
            swapped.swap(at, at + 1);
            let swapped = std::str::from_utf8(&swapped).unwrap();
            let is_unseen = swapped == number || matches!(&number[at..at + 2], "09" | "90");
            let is_unseen = is_unseen && swapped.starts_with(INDUSTRY);
            prop_assert_eq!(Iccid::parse(swapped).is_ok(), is_unseen);
        }

        // Spacing and script do not change the number.
        #[test]
        fn form_does_not_matter(number in sound(), every in 1_usize..7) {
            let typed: String = number
                .chars()
                .enumerate()
                .flat_map(|(index, digit)| {
                    let arabic = char::from_u32(0x0660 + digit.to_digit(10).unwrap()).unwrap();
                    [Some(arabic), index.is_multiple_of(every).then_some('\u{00A0}')]
                })
                .flatten()
                .collect();
            let parsed = Iccid::parse(&typed).unwrap();
            prop_assert_eq!(parsed.unmasked(), number);
        }
    }
}
