//! All that the typesetter can see: one template, one sheet, the fonts. No file, no network, no clock.

use std::sync::{Arc, LazyLock};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration, Str, Value};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt as _, World};

use crate::fonts::Fonts;
use crate::sheet::Sheet;

/// The template, parsed once.
static TEMPLATE: LazyLock<Source> = LazyLock::new(|| {
    let path = VirtualPath::new("sheet.typ").expect("a plain name is a path");
    let id = RootedPath::new(VirtualRoot::Project, path).intern();
    Source::new(id, include_str!("sheet.typ").to_owned())
});

/// What one paper is typeset in.
pub(crate) struct Desktop {
    library: LazyHash<Library>,
    fonts: Arc<Fonts>,
}

impl Desktop {
    /// The sheet goes in as data, not as markup: nothing in it can be a command.
    pub(crate) fn new(fonts: Arc<Fonts>, sheet: &Sheet, paper: &[u8]) -> Self {
        let mut inputs = Dict::new();
        let json = serde_json::to_string(sheet).expect("a sheet has only string keys, so it is JSON");
        inputs.insert(Str::from("sheet"), Value::Str(json.into()));
        inputs.insert(Str::from("paper"), Value::Bytes(Bytes::new(paper.to_vec())));
        // Only with these can a label be tagged as the head of its row.
        let features = [Feature::A11yExtras].into_iter().collect();
        let library = Library::builder().with_inputs(inputs).with_features(features).build();
        Self { library: LazyHash::new(library), fonts }
    }
}

impl World for Desktop {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        TEMPLATE.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == TEMPLATE.id() { Ok(TEMPLATE.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
