//! Papers as PDF: shaped Arabic, right to left; Chinese; a QR code that verifies without a network.
//!
//! Read it in this order: [`Press`] takes a signed paper and a language, `sheet` says what stands on the page, `sheet.typ` where it
//! stands and how it looks, `world` is all that the typesetter can see. The bytes of the paper travel in the PDF as an attachment.

mod code;
mod fonts;
mod sheet;
mod world;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use masalama_core::paper::{Broken, verify};
use masalama_core::request::Language;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

pub use fonts::{FONTS, MissingFont};

use fonts::Fonts;
use sheet::Sheet;
use world::Desktop;

/// The most pages a paper may come to; the longest archive has fewer.
pub const PAGES_MAX: usize = 120;

/// What was typeset before is remembered for so many rounds, so that memory stays bounded.
const ROUNDS_REMEMBERED: usize = 8;

/// Why there is no PDF.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrintFault {
    /// A font is not there.
    #[error(transparent)]
    Fonts(#[from] MissingFont),
    /// The bytes are no paper, or not as they were signed.
    #[error("this is no signed paper")]
    Paper(#[from] Broken),
    /// It would have more than [`PAGES_MAX`] pages.
    #[error("the paper has {pages} pages; at most {PAGES_MAX} are printed")]
    TooLong {
        /// How many.
        pages: usize,
    },
    /// The typesetter refused.
    #[error("the paper cannot be typeset: {0}")]
    Typeset(String),
}

/// Prints papers. Fonts are read when they are first needed, once, and shared.
#[derive(Debug)]
pub struct Press {
    folder: PathBuf,
    fonts: Mutex<Option<Arc<Fonts>>>,
}

impl Press {
    /// A press that looks for fonts below `folder`, as [`FONTS`] names them: `/usr/share/fonts/truetype` on Debian.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), fonts: Mutex::new(None) }
    }

    /// The PDF of a signed paper, given as its exact bytes, in a language.
    ///
    /// *Shape*: PDF/A-3a and PDF/UA-1; the paper is attached. The same paper and language give the same bytes.
    ///
    /// It takes tens of milliseconds of one core, a long archive some seconds: call it where that blocks nobody.
    ///
    /// # Errors
    /// [`PrintFault`]. A missing font names the package to install; the next call looks again.
    pub fn pdf(&self, paper: &[u8], language: Language) -> Result<Vec<u8>, PrintFault> {
        let verified = verify(paper, None)?;
        let sheet = Sheet::of(&verified, paper, language);
        let desktop = Desktop::new(self.fonts()?, &sheet, paper);
        let Warned { output, .. } = typst::compile::<PagedDocument>(&desktop);
        let document = output.map_err(|errors| refused(&errors))?;
        let pages = document.pages().len();
        if pages > PAGES_MAX {
            return Err(PrintFault::TooLong { pages });
        }
        let bytes = typst_pdf::pdf(&document, &options()?).map_err(|errors| refused(&errors));
        comemo::evict(ROUNDS_REMEMBERED);
        bytes
    }

    fn fonts(&self) -> Result<Arc<Fonts>, MissingFont> {
        let mut kept = self.fonts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fonts) = &*kept {
            return Ok(Arc::clone(fonts));
        }
        let fonts = Arc::new(Fonts::read(&self.folder)?);
        Ok(Arc::clone(kept.insert(fonts)))
    }
}

/// Accessible, and fit to be kept: tagged, with its language and title, every font embedded.
fn options() -> Result<PdfOptions, PrintFault> {
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|why| PrintFault::Typeset(why.message().to_string()))?;
    Ok(PdfOptions { creator: Smart::Custom(Some("Masalama".to_owned())), standards, ..PdfOptions::default() })
}

fn refused(errors: &[SourceDiagnostic]) -> PrintFault {
    let first = errors.first().map_or_else(String::new, |error| error.message.to_string());
    PrintFault::Typeset(first)
}
