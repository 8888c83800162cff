//! Verifying a paper offline: the first thing that is wrong is named.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::brief::{Brief, SignedBrief};
use super::signed::{ALGORITHM, SignatureBlock, SignedPaper, VerifyingKey, canonical_of, message};
use super::{Content, PAPER_BYTES_MAX, code};

/// A paper that is what it was when it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified<T = Content> {
    /// What it says.
    pub content: T,
    /// Who signed it.
    pub key: VerifyingKey,
    /// Is that the key the reader trusts? Without a trusted key the paper is intact, its signer unknown.
    pub is_trusted: bool,
}

/// What a code turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// A whole paper.
    Whole(Box<Verified>),
    /// A paper in brief; the whole is in the file whose content has the digest it names.
    Brief(Box<Verified<Brief>>),
}

/// Why a paper cannot be believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The text is no code of ours, or was cut or mistyped.
    #[error("the text is not the code of a paper of Masalama, or a part of it is missing")]
    Code,
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
    let paper: SignedPaper = read(bytes, b"\n")?;
    let verified = checked(&paper.signature, &message(&paper.content), trusted)?;
    if let Some(signature) = &paper.brief
        && !verified.key.has_signed(&Brief::of(&paper.content).message(), signature)
    {
        return Err(Broken::Signature);
    }
    Ok(Verified { content: paper.content, key: verified.key, is_trusted: verified.is_trusted })
}

/// Verifies the text of a code, as a scanner gives it.
///
/// # Errors
/// [`Broken`] names the first thing that is wrong; the code proves nothing.
pub fn verify_code(text: &str, trusted: Option<&VerifyingKey>) -> Result<Decoded, Broken> {
    let mut bytes = code::decode(text).ok_or(Broken::Code)?;
    if bytes.starts_with(b"{\"brief\":{") {
        let SignedBrief { brief, signature } = read(&bytes, b"")?;
        let verified = checked(&signature, &brief.message(), trusted)?;
        let said = Verified { content: brief, key: verified.key, is_trusted: verified.is_trusted };
        return Ok(Decoded::Brief(Box::new(said)));
    }
    bytes.push(b'\n');
    verify(&bytes, trusted).map(|paper| Decoded::Whole(Box::new(paper)))
}

/// Reads what must be canonical JSON followed by `end`.
fn read<T: Serialize + DeserializeOwned>(bytes: &[u8], end: &[u8]) -> Result<T, Broken> {
    let value: T = serde_json::from_slice(bytes).map_err(|error| Broken::Unreadable {
        line: error.line(),
        column: error.column(),
        detail: crate::detail::Detail::of(&error.to_string()),
    })?;
    let expected = [&canonical_of(&value), end].concat();
    if expected == bytes {
        return Ok(value);
    }
    let same = expected.iter().zip(bytes).take_while(|(one, other)| one == other).count();
    Err(Broken::NotCanonical { at: same })
}

/// Did the key that is named sign the message, and is it the trusted one?
fn checked(
    signature: &SignatureBlock,
    message: &[u8],
    trusted: Option<&VerifyingKey>,
) -> Result<Verified<()>, Broken> {
    if signature.algorithm != ALGORITHM {
        return Err(Broken::Algorithm);
    }
    let key = VerifyingKey::parse(&signature.key).ok_or(Broken::Key)?;
    if !key.has_signed(message, &signature.value) {
        return Err(Broken::Signature);
    }
    match trusted {
        Some(trusted) if *trusted != key => Err(Broken::OtherSigner { found: Box::new(key) }),
        Some(_) => Ok(Verified { content: (), key, is_trusted: true }),
        None => Ok(Verified { content: (), key, is_trusted: false }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commitment::Digest;
    use crate::detail::Detail;
    use crate::paper::content::tests::receipt;
    use crate::paper::{Archive, RecordKept, SigningKey, code_of, sign};

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

    #[test]
    fn papers_of_earlier_versions_still_verify() {
        // What was signed before papers had briefs and codes is as good as ever, and has a code too.
        let key = VerifyingKey::parse(include_str!("../../tests/papers/signing.pub")).unwrap();
        for paper in [
            include_str!("../../tests/papers/receipt-of-0.1.json"),
            include_str!("../../tests/papers/certificate-of-0.1.json"),
        ] {
            let verified = verify(paper.as_bytes(), Some(&key)).unwrap();
            assert!(verified.is_trusted);
            let code = code_of(paper.as_bytes()).unwrap();
            assert_eq!(verify_code(&code, Some(&key)), Ok(Decoded::Whole(Box::new(verified))));
        }
    }

    #[test]
    fn a_paper_too_long_for_a_code_has_a_brief() {
        // The code of a long paper says the essence and names the whole by its digest; both are signed.
        let key = SigningKey::new([7; 32]);
        let content = long();
        let bytes = sign(content.clone(), &key);
        assert!(verify(&bytes, Some(&key.verifying())).unwrap().is_trusted);
        let code = code_of(&bytes).unwrap();
        let Ok(Decoded::Brief(brief)) = verify_code(&code, Some(&key.verifying())) else {
            panic!("{code} is no brief")
        };
        assert_eq!(brief.content, Brief::of(&content));
        assert_eq!(brief.content.content, Digest::of(&[&canonical_of(&content)]));
        assert!(brief.is_trusted);
    }

    #[test]
    fn a_brief_is_verified_with_its_paper() {
        // The signature of a brief is a part of the file: one that does not fit breaks the paper.
        let key = SigningKey::new([7; 32]);
        let mut paper: SignedPaper = serde_json::from_slice(&sign(long(), &key)).unwrap();
        paper.brief = Some(paper.signature.value.clone());
        let bytes = [canonical_of(&paper), b"\n".to_vec()].concat();
        assert_eq!(verify(&bytes, None), Err(Broken::Signature));
    }

    #[test]
    fn any_changed_character_of_a_code_is_refused() {
        // A code in which one character was changed or left out says nothing.
        let key = SigningKey::new([7; 32]);
        for code in [code_of(&sign(receipt(), &key)).unwrap(), code_of(&sign(long(), &key)).unwrap()] {
            for at in 0..code.len() {
                let (head, tail) = code.split_at(at);
                let other = if tail.starts_with('7') { "8" } else { "7" };
                for changed in [format!("{head}{other}{}", &tail[1..]), format!("{head}{}", &tail[1..])] {
                    assert!(verify_code(&changed, None).is_err(), "character {at} was changed unnoticed");
                }
            }
        }
    }

    /// A paper with more in it than a code can hold.
    fn long() -> Content {
        let Content::Receipt(receipt) = receipt() else { unreachable!("a receipt is one") };
        let at = receipt.heading.issued_at.utc;
        let entry = |seq: u32| RecordKept {
            seq,
            at,
            fact: Detail::of("answered"),
            hash: Digest::of(&[&seq.to_be_bytes()]),
        };
        Content::Archive(Archive {
            heading: receipt.heading,
            standing: None,
            stage: crate::case::Stage::Received,
            ending: None,
            closed_at: None,
            charge_stop: None,
            done: Vec::new(),
            papers: Vec::new(),
            journal: (1..=80).map(entry).collect(),
        })
    }
}
