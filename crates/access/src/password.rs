//! Passwords: which will do, and how they are kept.
//!
//! *Source*: OWASP ASVS 5.0, 6.2: length before anything else, any character, no rules of composition, no forced change; what many people choose is
//! refused, and so is what says where one works.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use masalama_core::record::StaffName;

use crate::fault::AccessFault;
use crate::service::Access;

/// The fewest characters.
pub const PASSWORD_CHARS_MIN: usize = 15;
/// The most characters.
pub const PASSWORD_CHARS_MAX: usize = 128;
/// The fewest characters that are no words of this place or account.
const BESIDE_CONTEXT_CHARS_MIN: usize = 8;
/// Words of this place, which whoever guesses tries first.
const CONTEXT: [&str; 14] = [
    "masalama",
    "salama",
    "oman",
    "muscat",
    "sohar",
    "salalah",
    "omantel",
    "ooredoo",
    "vodafone",
    "sandbox",
    "operator",
    "subscriber",
    "supervisor",
    "password",
];

/// What is wrong with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Fewer than [`PASSWORD_CHARS_MIN`] characters.
    TooShort,
    /// More than [`PASSWORD_CHARS_MAX`] characters.
    TooLong,
    /// Many people choose it, or it follows a pattern, or says the account or the place.
    TooCommon,
}

/// Will it do for this account? Held against the thirty thousand most common passwords of known breaches, common words and names, and
/// patterns of keyboards and dates (`zxcvbn` has them built in), and the words of this place and account.
///
/// # Errors
/// The [`Flaw`].
pub(crate) fn check(password: &str, account: &StaffName) -> Result<(), Flaw> {
    let chars = password.chars().count();
    if chars < PASSWORD_CHARS_MIN {
        return Err(Flaw::TooShort);
    }
    if chars > PASSWORD_CHARS_MAX {
        return Err(Flaw::TooLong);
    }
    let mut known: Vec<&str> = CONTEXT.to_vec();
    known.push(account.as_str());
    known.extend(account.as_str().split(['.', '-', '_', '@']).filter(|part| !part.is_empty()));
    known.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let bare = known
        .iter()
        .filter(|word| word.len() >= 3)
        .fold(password.to_lowercase(), |rest, word| rest.replace(&word.to_lowercase(), ""));
    if bare.chars().count() < BESIDE_CONTEXT_CHARS_MIN {
        return Err(Flaw::TooCommon);
    }
    let is_guessed_soon = zxcvbn::zxcvbn(password, &known).score() < zxcvbn::Score::Three;
    if is_guessed_soon { Err(Flaw::TooCommon) } else { Ok(()) }
}

/// How passwords are hashed: Argon2id with a secret that is not in the database.
fn hasher(pepper: &[u8; 32]) -> Argon2<'_> {
    Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, Params::default())
        .expect("a secret of 32 bytes is within the bounds of Argon2")
}

/// Hashes it. *Shape*: a PHC string.
fn hashed(password: &str, pepper: &[u8; 32], salt: &[u8; 16]) -> Result<String, AccessFault> {
    let hashed = hasher(pepper).hash_password_with_salt(password.as_bytes(), salt);
    Ok(hashed.map_err(|_| AccessFault::Unreadable { what: "a password" })?.to_string())
}

/// Does it fit the hash?
fn fits(password: &str, pepper: &[u8; 32], phc: &str) -> Result<bool, AccessFault> {
    let kept = PasswordHash::new(phc).map_err(|_| AccessFault::Unreadable { what: "a password" })?;
    Ok(hasher(pepper).verify_password(password.as_bytes(), &kept).is_ok())
}

/// Whose password is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Of somebody with a link, a session, or a device that is known: they wait for no strangers.
    Known,
    /// Of whoever comes.
    Strangers,
}

impl Access {
    /// Hashes a password on a thread that may be busy; few at a time, for each needs its memory.
    pub(crate) async fn hash(&self, password: String) -> Result<String, AccessFault> {
        let pepper = self.inner.secrets.pepper;
        let fresh = self.clock().fresh();
        let salt: [u8; 16] = fresh[..16].try_into().expect("16 of 32 bytes");
        self.busy(Whose::Known, move || hashed(&password, &pepper, &salt)).await?
    }

    /// Compares a password with a hash; with one that nothing fits when there is none, so that both take the same time.
    pub(crate) async fn compare(
        &self,
        password: String,
        phc: Option<String>,
        whose: Whose,
    ) -> Result<bool, AccessFault> {
        let pepper = self.inner.secrets.pepper;
        let nobodys = self.inner.nobodys_hash.clone();
        let is_somebodys = phc.is_some();
        let compared = move || fits(&password, &pepper, phc.as_deref().unwrap_or(&nobodys));
        let fits = self.busy(whose, compared).await??;
        Ok(fits && is_somebodys)
    }

    async fn busy<T: Send + 'static>(
        &self,
        whose: Whose,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AccessFault> {
        let places = match whose {
            Whose::Known => &self.inner.hashing_known,
            Whose::Strangers => &self.inner.hashing,
        };
        let permit = places.clone().acquire_owned().await.map_err(|_| AccessFault::BrokenOff)?;
        tokio::task::spawn_blocking(move || {
            let made = work();
            drop(permit);
            made
        })
        .await
        .map_err(|_| AccessFault::BrokenOff)
    }
}

/// A hash that no password fits: of random bytes that are forgotten.
pub(crate) fn nobodys_hash(fresh: [u8; 32], pepper: &[u8; 32]) -> String {
    let salt: [u8; 16] = fresh[..16].try_into().expect("16 of 32 bytes");
    hashed(&format!("{:?}", &fresh[16..]), pepper, &salt).expect("these bytes can be hashed")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(password: &str) -> Result<(), Flaw> {
        check(password, &StaffName::try_from("noor.care".to_owned()).unwrap())
    }

    #[test]
    fn what_many_choose_will_not_do() {
        // Length alone is not enough: patterns, repeats, common words and what says the account or the place are guessed first.
        for common in [
            "passwordpassword",
            "123456789012345",
            "qwertyuiopasdfgh",
            "aaaaaaaaaaaaaaaaaaaa",
            "abcdefghijklmnop",
            "Masalama-Muscat1",
            "noor.care-noor.care",
            "omantel-oman-2026",
            "1q2w3e4r5t6y7u8i",
            "iloveyouiloveyou",
            // Of the list of common passwords; no pattern gives them away.
            "23176djivanfros",
            "mailcreated5240",
            "passwordstandard",
        ] {
            assert_eq!(checked(common), Err(Flaw::TooCommon), "{common}");
        }
    }

    #[test]
    fn long_ones_of_any_characters_will_do() {
        // No rule of composition: words, any script, spaces and signs are welcome; length counts characters, not bytes.
        for good in [
            "tidy lantern over nine quiet boats",
            "قمر بعيد يضيء نافذة المطبخ",
            "窗外的榕树在雨中慢慢长大了呢朋友",
            "vK3$ 9w!pQ2 zR7&x",
        ] {
            assert_eq!(checked(good), Ok(()), "{good}");
        }
        assert_eq!(checked("vK3$ 9w!pQ2 zR"), Err(Flaw::TooShort));
        let long: String = "tidy lantern over nine quiet boats ".repeat(4);
        assert_eq!(checked(&long[..129]), Err(Flaw::TooLong));
    }

    #[test]
    fn a_hash_tells_right_from_wrong_and_needs_the_secret() {
        // Who has the database alone must not be able to try passwords on it.
        let phc = hashed("tidy lantern over nine", &[1; 32], &[2; 16]).unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert_eq!(fits("tidy lantern over nine", &[1; 32], &phc), Ok(true));
        assert_eq!(fits("tidy lantern over nine ", &[1; 32], &phc), Ok(false));
        assert_eq!(fits("tidy lantern over nine", &[3; 32], &phc), Ok(false));
        assert!(fits("x", &[1; 32], "rubbish").is_err());
    }
}
