//! Keyed commitments: what a record may say about a personal field.
//!
//! A record never carries a personal value. It carries a commitment to it, made with the case's own random key, which lives beside the
//! personal fields in a table that can be erased. Equal values give equal commitments within one case, so comparing a line
//! with what it was is possible on records alone; once the key is gone, a commitment says nothing (I15).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};

/// The secret of one case. *Shape*: 32 random bytes, base64url in the personal table. Erased with the personal fields.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseKey([u8; 32]);

impl CaseKey {
    /// A key from fresh random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Commits to `value` as the field `field`: HMAC-SHA-256 over `field`, a zero byte and `value`.
    #[must_use]
    pub fn commit(&self, field: &str, value: &str) -> Commitment {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length (RFC 2104)");
        mac.update(field.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        Commitment(Digest(mac.finalize().into_bytes().into()))
    }
}

impl fmt::Debug for CaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseKey(••••)")
    }
}

impl Serialize for CaseKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Digest(self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for CaseKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Digest::deserialize(deserializer).map(|digest| Self(digest.0))
    }
}

/// A keyed hash of one personal field of one case. *Shape*: base64url without padding, 43 characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commitment(Digest);

impl Commitment {
    /// The digest itself.
    #[must_use]
    pub fn digest(self) -> Digest {
        self.0
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Display for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A SHA-256 digest. *Shape*: base64url without padding, 43 characters. *Source*: FIPS 180-4, RFC 4648 section 5.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `parts` laid end to end.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// A digest read back from storage.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let bytes = URL_SAFE_NO_PAD.decode(text.as_bytes()).map_err(de::Error::custom)?;
        bytes.try_into().map(Self).map_err(|_| {
            de::Error::custom("a digest is 32 bytes: 43 characters of base64url without padding")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commitment_tells_nothing_without_its_key() {
        // The same value under two keys must not look the same; under one key it must.
        let (one, two) = (CaseKey::new([1; 32]), CaseKey::new([2; 32]));
        assert_eq!(one.commit("imsi", "422020000000001"), one.commit("imsi", "422020000000001"));
        assert_ne!(one.commit("imsi", "422020000000001"), two.commit("imsi", "422020000000001"));
        assert_ne!(one.commit("imsi", "422020000000001"), one.commit("msisdn", "422020000000001"));
    }

    #[test]
    fn a_digest_reads_back_from_its_text() {
        // What is stored as text must be the same digest again, and nothing else may pass for one.
        let digest = Digest::of(&[b"a", b"b"]);
        let text = serde_json::to_string(&digest).unwrap();
        assert_eq!(serde_json::from_str::<Digest>(&text).unwrap(), digest);
        assert!(serde_json::from_str::<Digest>("\"short\"").is_err());
    }
}
