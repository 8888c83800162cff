//! What the installation's secret derives: keys of lines, and the credentials given with receipts.

use std::fmt;

use masalama_core::case::CaseId;
use masalama_core::commitment::{CaseKey, Digest};
use masalama_core::identity::{Iccid, IdDocument, Msisdn};
use masalama_core::port::{CaseKeyDigest, LineKey};
use masalama_core::request::Personal;

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

    /// The key under which cases are looked up.
    #[must_use]
    pub fn search_key(&self, by: &SearchKey) -> CaseKeyDigest {
        let commitment = match by {
            SearchKey::Iccid(iccid) => self.0.commit("search/iccid", iccid.unmasked()),
            SearchKey::Msisdn(msisdn) => self.0.commit("search/msisdn", msisdn.unmasked()),
            SearchKey::Document(document) => self.0.commit("search/document", &document.canonical()),
        };
        CaseKeyDigest(commitment.digest())
    }

    /// Everything a case is found by: its card, its number, the paper of the caller, and the number he is reached on.
    #[must_use]
    pub fn keys_of(&self, personal: &Personal) -> Vec<CaseKeyDigest> {
        let numbers = personal.numbers.as_ref();
        let msisdn = numbers.and_then(|numbers| numbers.msisdn.clone());
        let mut keys = vec![
            self.search_key(&SearchKey::Iccid(personal.claim.iccid.clone())),
            self.search_key(&SearchKey::Document(personal.claim.document.clone())),
        ];
        keys.extend(numbers.map(|numbers| self.search_key(&SearchKey::Iccid(numbers.iccid.clone()))));
        let reached = [msisdn, personal.claim.contact_msisdn.clone()];
        keys.extend(reached.into_iter().flatten().map(|number| self.search_key(&SearchKey::Msisdn(number))));
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// What a notice carries to have the case held: the same each time, so that every notice of a case has the same one.
    #[must_use]
    pub fn stop_token(&self, case: CaseId) -> StopToken {
        StopToken { case, proof: self.stop_proof(case) }
    }

    fn stop_proof(&self, case: CaseId) -> [u8; 16] {
        let digest = self.0.commit("stop", &case.to_string()).digest();
        digest.as_bytes()[..16].try_into().expect("a digest has 32 bytes")
    }

    /// The case a stop token has held, if the token is ours.
    #[must_use]
    pub fn stops(&self, token: &StopToken) -> Option<CaseId> {
        // Digests are compared, so that how long it takes tells nothing of the proof.
        let shown = Digest::of(&[&token.proof]);
        (shown == Digest::of(&[&self.stop_proof(token.case)])).then_some(token.case)
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

/// What a case is looked for by. Personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchKey {
    /// The number on the card.
    Iccid(Iccid),
    /// The line's number, or the one the person is reached on.
    Msisdn(Msisdn),
    /// The paper of the person who asked.
    Document(IdDocument),
}

/// The token of a stop link: names a case and can do nothing but have it held.
///
/// *Shape*: 52 characters of Crockford's base 32: the case, then 128 bits that nobody can guess.
#[derive(Clone, PartialEq, Eq)]
pub struct StopToken {
    case: CaseId,
    proof: [u8; 16],
}

impl StopToken {
    /// A token as it came in a link.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 52 || !text.is_ascii() {
            return None;
        }
        let (case, proof) = text.split_at(26);
        Some(Self { case: CaseId::parse(case)?, proof: *CaseId::parse(proof)?.as_bytes() })
    }

    /// The token as a link carries it.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{}{}", self.case, CaseId::from_bytes(self.proof))
    }
}

impl fmt::Debug for StopToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StopToken({}, ••••)", self.case)
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
