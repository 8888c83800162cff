//! Signing a paper. *Source*: RFC 8785 (canonical JSON), RFC 8032 (Ed25519).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, Verifier as _};
use serde::{Deserialize, Serialize};

use super::Content;

/// What is signed begins with this, so that no signature of ours can stand for another thing.
const DOMAIN: &[u8] = b"masalama/paper/1\n";

/// The operator's secret key.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A key from 32 secret bytes.
    #[must_use]
    pub fn new(secret: [u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&secret))
    }

    /// The key that others verify with.
    #[must_use]
    pub fn verifying(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(••••)")
    }
}

/// The operator's public key. *Shape*: base64url without padding, 43 characters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Reads a key; white space around it is ignored.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok()?;
        ed25519_dalek::VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok().map(Self)
    }

    /// Did this key sign these bytes?
    pub(super) fn has_signed(&self, canonical: &[u8], signature: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        let Ok(signature) = Signature::from_slice(&bytes) else { return false };
        self.0.verify(&[DOMAIN, canonical].concat(), &signature).is_ok()
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0.as_bytes()))
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A paper with its signature, as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignedPaper {
    pub(super) content: Content,
    pub(super) signature: SignatureBlock,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignatureBlock {
    pub(super) algorithm: String,
    pub(super) key: String,
    pub(super) value: String,
}

pub(super) const ALGORITHM: &str = "ed25519";

/// The bytes of the file: canonical JSON and a line end, so that any other byte is a change.
#[must_use]
pub fn sign(content: Content, key: &SigningKey) -> Vec<u8> {
    let canonical = canonical(&content);
    let value = key.0.sign(&[DOMAIN, &canonical].concat());
    let signature = SignatureBlock {
        algorithm: ALGORITHM.to_owned(),
        key: key.verifying().to_string(),
        value: URL_SAFE_NO_PAD.encode(value.to_bytes()),
    };
    let mut bytes = canonical_of(&SignedPaper { content, signature });
    bytes.push(b'\n');
    bytes
}

pub(super) fn canonical(content: &Content) -> Vec<u8> {
    canonical_of(content)
}

pub(super) fn canonical_of(value: &impl Serialize) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value)
        .expect("papers have string keys and bounded numbers, so they are JSON")
}
