//! Verifying a paper offline: the first thing that is wrong is named.

use super::signed::{ALGORITHM, SignedPaper, VerifyingKey, canonical, canonical_of};
use super::{Content, PAPER_BYTES_MAX};

/// A paper that is what it was when it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What it says.
    pub content: Content,
    /// Who signed it.
    pub key: VerifyingKey,
    /// Is that the key the reader trusts? Without a trusted key the paper is intact, its signer unknown.
    pub is_trusted: bool,
}

/// Why a paper cannot be believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// It is too large to be one of ours.
    #[error("the file is larger than {PAPER_BYTES_MAX} bytes: this is no paper of Masalama")]
    TooLarge,
    /// It is not JSON, or not of our shape.
    #[error("line {line}, column {column}: the file cannot be read as a signed paper: {detail}")]
    Unreadable {
        /// Line.
        line: usize,
        /// Column.
        column: usize,
        /// What was met.
        detail: crate::detail::Detail,
    },
    /// It reads the same but its bytes are not as signed.
    #[error("byte {at}: the file is not as it was written: a character was added, removed or changed")]
    NotCanonical {
        /// The first byte that differs.
        at: usize,
    },
    /// An algorithm we do not sign with.
    #[error("the signature's algorithm is not {ALGORITHM}")]
    Algorithm,
    /// The key in it is none.
    #[error("the signer's key in the file is not a key")]
    Key,
    /// Signed, but by somebody else.
    #[error("the file is signed by another key ({found}) than the one you trust")]
    OtherSigner {
        /// The key found.
        found: Box<VerifyingKey>,
    },
    /// What it says is not what was signed.
    #[error("the signature does not fit: what the paper says was changed after it was signed")]
    Signature,
}

/// Verifies a paper's bytes, against a trusted key if there is one.
///
/// # Errors
/// [`Broken`] names the first thing that is wrong; the paper proves nothing.
pub fn verify(bytes: &[u8], trusted: Option<&VerifyingKey>) -> Result<Verified, Broken> {
    if bytes.len() > PAPER_BYTES_MAX {
        return Err(Broken::TooLarge);
    }
    let paper: SignedPaper = serde_json::from_slice(bytes).map_err(|error| Broken::Unreadable {
        line: error.line(),
        column: error.column(),
        detail: crate::detail::Detail::of(&error.to_string()),
    })?;
    let mut expected = canonical_of(&paper);
    expected.push(b'\n');
    if expected != bytes {
        let same = expected.iter().zip(bytes).take_while(|(one, other)| one == other).count();
        return Err(Broken::NotCanonical { at: same });
    }
    if paper.signature.algorithm != ALGORITHM {
        return Err(Broken::Algorithm);
    }
    let key = VerifyingKey::parse(&paper.signature.key).ok_or(Broken::Key)?;
    if !key.has_signed(&canonical(&paper.content), &paper.signature.value) {
        return Err(Broken::Signature);
    }
    match trusted {
        Some(trusted) if *trusted != key => Err(Broken::OtherSigner { found: Box::new(key) }),
        Some(_) => Ok(Verified { content: paper.content, key, is_trusted: true }),
        None => Ok(Verified { content: paper.content, key, is_trusted: false }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::content::tests::receipt;
    use crate::paper::{SigningKey, sign};

    #[test]
    fn any_changed_byte_is_refused() {
        // A paper with one byte changed, anywhere, must not verify; untouched it must.
        let key = SigningKey::new([7; 32]);
        let bytes = sign(receipt(), &key);
        assert!(verify(&bytes, Some(&key.verifying())).unwrap().is_trusted);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(verify(&changed, Some(&key.verifying())).is_err(), "byte {at} was changed unnoticed");
            let mut cut = bytes.clone();
            cut.remove(at);
            assert!(verify(&cut, None).is_err(), "byte {at} was removed unnoticed");
        }
    }

    #[test]
    fn a_stranger_is_not_trusted() {
        // Without a key a paper is intact but its signer unknown; with another key it is refused.
        let (ours, theirs) = (SigningKey::new([7; 32]), SigningKey::new([8; 32]));
        let bytes = sign(receipt(), &theirs);
        assert!(!verify(&bytes, None).unwrap().is_trusted);
        assert_eq!(
            verify(&bytes, Some(&ours.verifying())),
            Err(Broken::OtherSigner { found: Box::new(theirs.verifying()) })
        );
    }
}
