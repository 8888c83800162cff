//! Codes of a generator: six digits, thirty seconds, each step once. *Source*: RFC 6238.

use totp_rs::{Algorithm, Builder, Totp};

use masalama_core::record::StaffName;

use crate::fault::AccessFault;

/// How long one code holds. *Units*: seconds.
const STEP_S: u64 = 30;
/// How long after its step a code is still taken, for the way from eye to server. *Units*: seconds.
const GRACE_S: u64 = 5;
/// The digits of a code.
const DIGITS: u8 = 6;
/// What generators show beside the account.
const ISSUER: &str = "Masalama";
/// The bytes of a secret. *Source*: RFC 4226 section 4, R6.
pub(crate) const SECRET_BYTES: usize = 20;

/// A secret to be put into a generator.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpOffer {
    /// As people type it: base32, in groups of four.
    pub typed: String,
    /// As a picture carries it: an `otpauth` address.
    pub address: String,
}

impl std::fmt::Debug for TotpOffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpOffer(••••)")
    }
}

/// The offer of this secret.
pub(crate) fn offer(secret: &[u8], account: &str) -> Result<TotpOffer, AccessFault> {
    let totp = generator(secret, account)?;
    let base32 = totp.secret().to_base32();
    let groups: Vec<&str> =
        base32.as_bytes().chunks(4).filter_map(|four| str::from_utf8(four).ok()).collect();
    Ok(TotpOffer { typed: groups.join(" "), address: totp.to_url().map_err(|_| unreadable())? })
}

/// The step a code is of, if it is one of now, or was [`GRACE_S`] ago.
pub(crate) fn step_of(secret: &[u8], code: &str, second: i64) -> Result<Option<i64>, AccessFault> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let now = u64::try_from(second).map_err(|_| unreadable())?;
    let totp = generator(secret, "staff")?;
    let steps = [now, now.saturating_sub(GRACE_S)];
    let found = steps.into_iter().find_map(|then| totp.check(&code, then));
    Ok(found.and_then(|step| i64::try_from(step).ok()))
}

fn generator(secret: &[u8], account: &str) -> Result<Totp, AccessFault> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_skew(0)
        .with_step_duration(STEP_S)
        .with_secret(secret.to_vec())
        .with_account_name(account)
        .with_issuer(Some(ISSUER))
        .build()
        .map_err(|_| unreadable())
}

fn unreadable() -> AccessFault {
    AccessFault::Unreadable { what: "the secret of a code generator" }
}

/// What a generator with this secret shows then. For tests.
#[cfg(any(test, feature = "test-parts"))]
pub(crate) fn shown(typed: &str, second: i64) -> String {
    let base32: String = typed.split_whitespace().collect();
    let secret = totp_rs::Secret::try_from_base32(base32).expect("it was made a moment ago");
    let then = u64::try_from(second).expect("it is after 1970");
    generator(secret.as_ref(), "staff").expect("it is long enough").generate(then).to_string()
}

/// The name a generator shows where the account has none yet.
pub(crate) fn account_label(name: Option<&StaffName>) -> &str {
    name.map_or("staff", StaffName::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238 appendix B, cut to six digits: any generator must show what we expect.
        let secret = b"12345678901234567890";
        assert_eq!(step_of(secret, "287 082", 59).unwrap(), Some(1));
        assert_eq!(step_of(secret, "081804", 1_111_111_109).unwrap(), Some(37_037_036));
        assert_eq!(step_of(secret, "081804", 1_111_111_114).unwrap(), Some(37_037_036), "a moment late");
        assert_eq!(step_of(secret, "081804", 1_111_111_115).unwrap(), None);
        assert_eq!(step_of(secret, "081804", 1_111_111_079).unwrap(), None, "none of the time to come");
        assert_eq!(step_of(secret, "08180", 1_111_111_109).unwrap(), None);
    }

    #[test]
    fn an_offer_says_the_same_typed_and_pictured() {
        // What is typed by hand and what is scanned must be the same secret.
        let told = offer(b"12345678901234567890", "noor").unwrap();
        assert_eq!(told.typed, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert!(told.address.starts_with("otpauth://totp/Masalama:noor?"), "{}", told.address);
        assert!(told.address.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{}", told.address);
    }
}
