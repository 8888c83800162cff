//! The code of a paper: the whole of it, or its brief, as text that fits into a QR code and verifies without a network.
//!
//! *Shape*: [`MARK`], then base 45 (RFC 9285) of raw deflate (RFC 1951) with [`DICTIONARY`] set beforehand, of the paper's bytes without
//! their line end. The dictionary belongs to the mark: it is never edited, since codes on paper outlive programs; another one gets another
//! mark.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::PAPER_BYTES_MAX;
use super::brief::{Brief, SignedBrief};
use super::signed::{SignatureBlock, SignedPaper, canonical_of};

/// What every code begins with.
const MARK: &str = "MASALAMA1:";
/// The words of papers, known to both sides.
const DICTIONARY: &[u8] = include_bytes!("code-1.dictionary");
/// The most characters of a code. *Source*: ISO/IEC 18004, table 7: alphanumeric characters in version 30 at level L.
pub const CODE_CHARS_MAX: usize = 2_520;
/// *Source*: RFC 9285, table 1.
const BASE45: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// The code of a signed paper: of the whole paper where it fits, else of its brief; nothing for what is neither.
#[must_use]
pub fn code_of(paper: &[u8]) -> Option<String> {
    let whole = encode(paper.strip_suffix(b"\n").unwrap_or(paper))?;
    if whole.len() <= CODE_CHARS_MAX {
        return Some(whole);
    }
    let paper: SignedPaper = serde_json::from_slice(paper).ok()?;
    let signature = SignatureBlock { value: paper.brief?, ..paper.signature };
    let brief = canonical_of(&SignedBrief { brief: Brief::of(&paper.content), signature });
    encode(&brief).filter(|code| code.len() <= CODE_CHARS_MAX)
}

/// Does the whole paper fit into a code?
pub(super) fn fits(paper: &[u8]) -> bool {
    encode(paper.strip_suffix(b"\n").unwrap_or(paper)).is_some_and(|code| code.len() <= CODE_CHARS_MAX)
}

fn encode(bytes: &[u8]) -> Option<String> {
    let mut deflate = Compress::new(Compression::best(), false);
    deflate.set_dictionary(DICTIONARY).ok()?;
    let mut packed = vec![0; bytes.len() + 1_024];
    let status = deflate.compress(bytes, &mut packed, FlushCompress::Finish).ok()?;
    let length = usize::try_from(deflate.total_out()).ok().filter(|_| status == Status::StreamEnd)?;
    Some(format!("{MARK}{}", to_base45(packed.get(..length)?)))
}

/// Does this look like the text of a code, as a scanner gives it?
#[must_use]
pub fn is_code(text: &str) -> bool {
    bare(text).starts_with(MARK)
}

/// The text without what scanners put around it.
fn bare(text: &str) -> &str {
    let text = text.trim_end_matches(['\r', '\n']).trim_start();
    text.strip_prefix("QR-Code:").unwrap_or(text)
}

/// The bytes behind a code, as a scanner or a person's clipboard gives it; nothing when it is none.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let packed = of_base45(bare(text).strip_prefix(MARK)?)?;
    let mut inflate = Decompress::new(false);
    inflate.set_dictionary(DICTIONARY).ok()?;
    let mut bytes = vec![0; PAPER_BYTES_MAX];
    let status = inflate.decompress(&packed, &mut bytes, FlushDecompress::Finish).ok()?;
    let took_all = inflate.total_in() == u64::try_from(packed.len()).ok()?;
    if status != Status::StreamEnd || !took_all {
        return None;
    }
    bytes.truncate(usize::try_from(inflate.total_out()).ok()?);
    Some(bytes)
}

fn to_base45(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3 / 2 + 2);
    for pair in bytes.chunks(2) {
        let (mut value, digits) = match *pair {
            [high, low] => (usize::from(high) * 256 + usize::from(low), 3),
            [only, ..] => (usize::from(only), 2),
            [] => (0, 0),
        };
        for _ in 0..digits {
            text.push(char::from(BASE45[value % 45]));
            value /= 45;
        }
    }
    text
}

fn of_base45(text: &str) -> Option<Vec<u8>> {
    if text.len() > CODE_CHARS_MAX {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    for group in text.as_bytes().chunks(3) {
        let mut value = 0;
        for digit in group.iter().rev() {
            value = value * 45 + BASE45.iter().position(|known| known == digit)?;
        }
        match group.len() {
            3 => bytes.extend(u16::try_from(value).ok()?.to_be_bytes()),
            2 => bytes.push(u8::try_from(value).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commitment::Digest;
    use crate::paper::content::tests::receipt;
    use crate::paper::{SigningKey, sign};

    #[test]
    fn base_45_is_the_one_of_the_standard() {
        // The examples of RFC 9285, clauses 4.3 and 4.4; and what it calls illegal is refused.
        for (plain, text) in
            [("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("ietf!", "QED8WEX0")]
        {
            assert_eq!(to_base45(plain.as_bytes()), text);
            assert_eq!(of_base45(text).unwrap(), plain.as_bytes());
        }
        assert_eq!(of_base45("GGW"), None);
        assert_eq!(of_base45("a"), None);
    }

    #[test]
    fn the_dictionary_never_changes() {
        // A code printed today must be read in twenty years: whoever edits the dictionary must give codes another mark.
        assert_eq!(Digest::of(&[DICTIONARY]).to_string(), "y-iweVCJUN1lVWOju1Ozra6m_ZNUXegzKYVfsGLhyts");
    }

    #[test]
    fn a_code_gives_the_paper_back() {
        // What comes out of a code is the paper byte for byte, whatever a scanner puts around it.
        let paper = sign(receipt(), &SigningKey::new([7; 32]));
        let code = code_of(&paper).unwrap();
        assert!(code.len() < 600, "{} characters", code.len());
        for shown in [code.clone(), format!("{code}\r\n"), format!("QR-Code:{code}\n")] {
            let mut bytes = decode(&shown).unwrap();
            bytes.push(b'\n');
            assert_eq!(bytes, paper);
        }
        assert_eq!(decode(&code[1..]), None);
        assert_eq!(decode(&code[..code.len() - 1]), None);
        assert_eq!(decode("MASALAMA1:"), None);
    }

    #[test]
    fn a_code_cannot_swell() {
        // A small code that would unpack into more than a paper is refused, and no memory beyond a paper's is taken.
        let swelling = encode(&vec![b'0'; PAPER_BYTES_MAX + 1]).unwrap();
        assert!(swelling.len() < CODE_CHARS_MAX);
        assert_eq!(decode(&swelling), None);
    }
}
