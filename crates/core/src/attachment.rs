//! What people hand in beside a case: pictures of receipts and papers. Their bytes are kept with the personal fields and erased with them;
//! a record holds a keyed digest only (I15).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::commitment::{CaseKey, Digest};
use crate::detail::Detail;

/// The most attachments of one case.
pub const ATTACHMENTS_MAX: usize = 20;
/// The most papers a case takes from a caller who is not verified yet: anybody may open a case.
pub const UNVERIFIED_ATTACHMENTS_MAX: usize = 3;
/// The most bytes of one attachment.
pub const ATTACHMENT_BYTES_MAX: usize = 8 * 1024 * 1024;

/// What an attachment shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// The receipt of a device that was returned.
    ReturnReceipt,
    /// The paper a person is known by.
    IdentityPaper,
    /// What another system answered, as a picture or a print; only staff hand it in.
    SystemAnswer,
    /// Something else.
    Other,
}

/// In which form an attachment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// A PDF document.
    Pdf,
}

impl Media {
    /// Its media type. *Source*: the IANA registry.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
        }
    }

    /// Do the bytes begin as this form does? *Source*: ISO/IEC 15948, ISO/IEC 10918-1, ISO 32000.
    #[must_use]
    pub fn begins(self, bytes: &[u8]) -> bool {
        let magic: &[u8] = match self {
            Self::Png => b"\x89PNG\r\n\x1a\n",
            Self::Jpeg => b"\xff\xd8\xff",
            Self::Pdf => b"%PDF-",
        };
        bytes.starts_with(magic)
    }
}

/// An attachment as the records tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its record's place.
    pub seq: u32,
    /// When it was handed in.
    pub at: Timestamp,
    /// What it shows.
    pub what: AttachmentKind,
    /// In which form.
    pub media: Media,
    /// How many bytes.
    pub bytes: u32,
    /// Its name: a digest of the bytes under the case's key.
    pub digest: Digest,
}

/// What a person shows for what became of an effect: his word alone is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The other system's own number of what it did, or of what was asked there. *Shape*: not empty.
    Reference(Detail),
    /// An attachment of the case, by its name.
    Attached(Digest),
}

impl Shown {
    /// A reference as it was typed; nothing when it is blank.
    ///
    /// ```
    /// use masalama_core::attachment::Shown;
    /// assert!(Shown::reference(" BRM-4711 ").is_some());
    /// assert_eq!(Shown::reference("  "), None);
    /// ```
    #[must_use]
    pub fn reference(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        (!typed.is_empty()).then(|| Self::Reference(Detail::of(typed)))
    }
}

/// The name of these bytes within a case: who has not the case's key cannot tell whether a picture he has is it.
#[must_use]
pub fn name_of(key: &CaseKey, bytes: &[u8]) -> Digest {
    key.commit("attachment", &Digest::of(&[b"masalama/attachment/1", bytes]).to_string()).digest()
}
