//! What must be read again and is secret stands sealed in the store: AES-256-GCM, bound to its place.
//!
//! *Shape*: `1.` and base64url of the nonce (12 bytes) and the sealed text with its tag. The number names key and algorithm, so that either can change.

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, KeyInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::fault::AccessFault;

const VERSION: &str = "1.";
const NONCE_BYTES: usize = 12;

/// Seals `text` for `place`.
pub(crate) fn seal(key: &[u8; 32], fresh: [u8; 32], place: &[u8], text: &[u8]) -> String {
    let cipher = Aes256Gcm::new(key.into());
    let nonce: [u8; NONCE_BYTES] = fresh[..NONCE_BYTES].try_into().expect("12 of 32 bytes");
    let sealed = cipher
        .encrypt(&nonce.into(), Payload { msg: text, aad: place })
        .expect("a text of some bytes is within the bounds of AES-GCM");
    format!("{VERSION}{}", URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
}

/// Opens what was sealed for `place`.
pub(crate) fn open(key: &[u8; 32], place: &[u8], sealed: &str) -> Result<Vec<u8>, AccessFault> {
    let unreadable = || AccessFault::Unreadable { what: "a sealed secret" };
    let text = sealed.strip_prefix(VERSION).ok_or_else(unreadable)?;
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| unreadable())?;
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or_else(unreadable)?;
    let cipher = Aes256Gcm::new(key.into());
    cipher.decrypt(&(*nonce).into(), Payload { msg: sealed, aad: place }).map_err(|_| unreadable())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_opens_at_its_place_with_its_key_only() {
        // A secret copied to another account's row, or changed by one bit, must open nothing.
        let sealed = seal(&[1; 32], [2; 32], b"care-1", b"the secret");
        assert_eq!(open(&[1; 32], b"care-1", &sealed).unwrap(), b"the secret");
        assert!(open(&[1; 32], b"care-2", &sealed).is_err());
        assert!(open(&[9; 32], b"care-1", &sealed).is_err());
        assert!(open(&[1; 32], b"care-1", &format!("{sealed}A")).is_err());
        assert!(!sealed.contains("secret"));
    }
}
