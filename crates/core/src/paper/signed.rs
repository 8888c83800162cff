//! Signing a paper. *Source*: RFC 8785 (canonical JSON), RFC 8032 (Ed25519).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, Verifier as _};
use serde::{Deserialize, Serialize};

use super::brief::Brief;
use super::{Content, code};

/// What is signed begins with one of these, so that no signature of ours can stand for another thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Domain {
    /// A paper.
    Paper,
    /// A paper in brief.
    Brief,
}

impl Domain {
    pub(super) fn bytes(self) -> &'static [u8] {
        match self {
            Self::Paper => b"masalama/paper/1\n",
            Self::Brief => b"masalama/brief/1\n",
        }
    }
}

/// A fingerprint has so many groups of four characters.
const FINGERPRINT_GROUPS: usize = 6;

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

    /// The first characters of the key's SHA-256, in groups, for people to compare: `7A2C 09EF …`.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = crate::commitment::Digest::of(&[self.0.as_bytes()]);
        let hex: Vec<String> =
            digest.as_bytes().chunks(2).take(FINGERPRINT_GROUPS).map(hex::encode_upper).collect();
        hex.join(" ")
    }

    /// Did this key sign this message?
    pub(super) fn has_signed(&self, message: &[u8], signature: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        let Ok(signature) = Signature::from_slice(&bytes) else { return false };
        self.0.verify(message, &signature).is_ok()
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
    /// The signature of its [`Brief`], where the whole does not fit into a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) brief: Option<String>,
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
    let signed = |message: &[u8]| URL_SAFE_NO_PAD.encode(key.0.sign(message).to_bytes());
    let signature = SignatureBlock {
        algorithm: ALGORITHM.to_owned(),
        key: key.verifying().to_string(),
        value: signed(&message(&content)),
    };
    let mut paper = SignedPaper { brief: None, content, signature };
    let mut bytes = canonical_of(&paper);
    if !code::fits(&bytes) {
        paper.brief = Some(signed(&Brief::of(&paper.content).message()));
        bytes = canonical_of(&paper);
    }
    bytes.push(b'\n');
    bytes
}

/// What is signed of a paper.
pub(super) fn message(content: &Content) -> Vec<u8> {
    [Domain::Paper.bytes(), &canonical_of(content)].concat()
}

pub(super) fn canonical_of(value: &impl Serialize) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value)
        .expect("papers have string keys and bounded numbers, so they are JSON")
}
