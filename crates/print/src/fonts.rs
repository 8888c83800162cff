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

#[cfg(test)]
mod tests {
    use super::*;

    // Every letter and sign of every catalogue can be printed: one of the fonts has it. What shows nothing needs no font.
    #[test]
    fn the_fonts_have_every_letter_of_the_catalogues() {
        let fonts = Fonts::read(Path::new("/usr/share/fonts/truetype")).unwrap().fonts;
        let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../language/locales");
        let files: Vec<PathBuf> = ["en", "ar", "zh"]
            .iter()
            .flat_map(|language| std::fs::read_dir(locales.join(language)).unwrap())
            .map(|file| file.unwrap().path())
            .collect();
        assert!(files.len() >= 30, "{files:?}");
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let shown = text.chars().filter(|c| !c.is_control() && !is_unseen(*c));
            let missing: Vec<char> = shown
                .filter(|c| !fonts.iter().any(|font| font.info().coverage.contains(u32::from(*c))))
                .collect();
            assert!(missing.is_empty(), "{}: {missing:?}", file.display());
        }
    }

    /// Signs of direction.
    fn is_unseen(c: char) -> bool {
        matches!(c, '\u{200E}' | '\u{200F}' | '\u{2066}'..='\u{2069}')
    }
}
