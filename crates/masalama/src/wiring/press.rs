//! The press, as the interface calls it.

use masalama_core::request::Language;
use masalama_engine::chain;
use masalama_print::{MissingFont, PrintFault};
use masalama_web::{Press, PressFault};

use crate::config::PrintSettings;

/// The real one.
pub(super) struct TypstPress(masalama_print::Press);

impl TypstPress {
    pub(super) fn new(settings: &PrintSettings) -> Self {
        Self(masalama_print::Press::new(&settings.fonts_dir))
    }
}

impl Press for TypstPress {
    fn pdf(&self, paper: &[u8], language: Language) -> Result<Vec<u8>, PressFault> {
        self.0.pdf(paper, language).map_err(|fault| match fault {
            PrintFault::Fonts(MissingFont { path, package }) => {
                PressFault::NoFont { font: path.display().to_string(), package: package.to_owned() }
            }
            PrintFault::Paper(_) | PrintFault::TooLong { .. } | PrintFault::Typeset(_) => {
                PressFault::Failed(chain(&fault))
            }
        })
    }
}
