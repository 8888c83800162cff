//! The fonts: a handful of files of Debian packages, read once.

use std::path::{Path, PathBuf};

use masalama_core::request::Language;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// A font file and the Debian package it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FontFile {
    /// Its place below the folder of fonts.
    pub file: &'static str,
    /// The Debian package.
    pub package: &'static str,
}

/// Every font a paper needs.
pub const FONTS: [FontFile; 5] = [
    FontFile { file: "noto/NotoSansArabic-Regular.ttf", package: "fonts-noto-core" },
    FontFile { file: "noto/NotoSansArabic-Bold.ttf", package: "fonts-noto-core" },
    FontFile { file: "noto/NotoSans-Regular.ttf", package: "fonts-noto-core" },
    FontFile { file: "noto/NotoSans-Bold.ttf", package: "fonts-noto-core" },
    FontFile { file: "droid/DroidSansFallbackFull.ttf", package: "fonts-droid-fallback" },
];

/// The families of [`FONTS`], in the order in which a letter is looked for. In an Arabic paper the Arabic one stands first, so that digits and
/// spaces between Arabic words are its own, and a mark comes from the font of the letter it stands on (*Source*:
/// <https://github.com/typst/typst/issues/8489>).
pub(crate) const fn families(language: Language) -> [&'static str; 3] {
    match language {
        Language::Ar => ["Noto Sans Arabic", "Noto Sans", "Droid Sans Fallback"],
        Language::En | Language::Zh => ["Noto Sans", "Noto Sans Arabic", "Droid Sans Fallback"],
    }
}

/// The largest file that is taken for a font.
const FONT_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// A font is not there or cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the font {} cannot be read; install it with `apt-get install {package}`", path.display())]
pub struct MissingFont {
    /// Where it was looked for.
    pub path: PathBuf,
    /// The Debian package that has it.
    pub package: &'static str,
}

/// The fonts in memory.
#[derive(Debug)]
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
}

impl Fonts {
    /// Reads all of them.
    ///
    /// # Errors
    /// [`MissingFont`] for the first that is not there.
    pub(crate) fn read(folder: &Path) -> Result<Self, MissingFont> {
        let fonts: Vec<Font> = FONTS.iter().map(|font| read(folder, *font)).collect::<Result<_, _>>()?;
        Ok(Self { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts })
    }
}

fn read(folder: &Path, font: FontFile) -> Result<Font, MissingFont> {
    let path = folder.join(font.file);
    let fits = std::fs::metadata(&path).is_ok_and(|about| about.is_file() && about.len() <= FONT_BYTES_MAX);
    let bytes = if fits { std::fs::read(&path).ok() } else { None };
    bytes.and_then(|bytes| Font::new(Bytes::new(bytes), 0)).ok_or(MissingFont { path, package: font.package })
}
