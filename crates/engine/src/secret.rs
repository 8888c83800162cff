//! What the installation's secret derives: keys of lines, and the credentials given with receipts.

use std::fmt;

use masalama_core::case::CaseId;
use masalama_core::commitment::{CaseKey, Digest};
use masalama_core::identity::Iccid;
use masalama_core::port::LineKey;

/// The installation's secret: 32 random bytes in a file only the service can read.
pub struct Secret(CaseKey);

impl Secret {
    /// A secret from its bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(CaseKey::new(bytes))
    }

    /// The key under which a line is looked up.
    #[must_use]
    pub fn line_key(&self, iccid: &Iccid) -> LineKey {
        LineKey(self.0.commit("line", iccid.unmasked()).digest())
    }

    /// A secret of its own for another part of the installation.
    #[must_use]
    pub fn derived(&self, part: &str) -> [u8; 32] {
        *self.0.commit("derived", part).digest().as_bytes()
    }

    /// The credential of a case: the same each time it is asked for, so that a repeated request gets the same receipt, and known to
    /// nobody without the secret.
    #[must_use]
    pub fn credential(&self, case: CaseId) -> Credential {
        let digest = self.0.commit("credential", &case.to_string()).digest();
        let bytes: [u8; 16] = digest.as_bytes()[..16].try_into().expect("a digest has 32 bytes");
        Credential(CaseId::from_bytes(bytes).to_string())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(••••)")
    }
}

/// The credential of one case, 128 bits. *Shape*: 26 characters of Crockford's base 32. Stored hashed only.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential(String);

impl Credential {
    /// A credential as somebody typed it.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        CaseId::parse(text).map(|id| Self(id.to_string()))
    }

    /// What is stored of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&[b"masalama/credential/1", self.0.as_bytes()])
    }

    /// The credential itself, to be given to the person once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(••••)")
    }
}
