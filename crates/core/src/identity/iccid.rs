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
/// `8996800123456789013`.
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
