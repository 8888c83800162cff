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
/// every wrong digit and every swap of two neighbours. Example: `89049032004008882600012345678967`.
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
