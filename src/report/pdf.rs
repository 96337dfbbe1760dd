//! The report as PDF, set by typst.
//!
//! The page's words reach typst as a JSON file that the template reads, never as markup, so no name in a dataset can become a
//! command. The world it runs in holds that file, the figures, its own and the bundled fonts, and nothing else: no disk, no clock.

use std::collections::BTreeMap;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_kit::fonts::{FontStore, embedded};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use super::ReportError;
use super::document::Document;
use super::figures::FONT;

const TEMPLATE: &str = include_str!("../../templates/report.typ");

/// The bytes of the PDF.
pub(crate) fn pdf(document: &Document) -> Result<Vec<u8>, ReportError> {
    let world = Pages::new(document)?;
    let pages = typst::compile::<PagedDocument>(&world).output.map_err(|errors| complaint(&errors))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("idsbench report {}", document.title)),
        creator: Smart::Custom(Some(document.made_by.clone())),
        timestamp: None,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&pages, &options).map_err(|errors| complaint(&errors))
}

fn complaint(errors: &[SourceDiagnostic]) -> ReportError {
    ReportError::Pdf(errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; "))
}

/// All that typst can see.
struct Pages {
    library: LazyHash<Library>,
    fonts: FontStore,
    main: Source,
    files: BTreeMap<String, Bytes>,
}

impl Pages {
    fn new(document: &Document) -> Result<Self, ReportError> {
        let refused = |reason: &dyn std::fmt::Display| ReportError::Pdf(reason.to_string());
        let path = VirtualPath::new("report.typ").map_err(|error| refused(&format!("{error:?}")))?;
        let main = RootedPath::new(VirtualRoot::Project, path).intern();
        let json = serde_json::to_vec(document).map_err(|error| refused(&error))?;
        let mut files = BTreeMap::from([("report.json".to_owned(), Bytes::new(json))]);
        for figure in document.figures() {
            files.insert(format!("{}.svg", figure.id), Bytes::from_string(figure.svg.clone()));
        }
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts: fonts(),
            main: Source::new(main, TEMPLATE.to_owned()),
            files,
        })
    }
}

fn fonts() -> FontStore {
    let mut fonts = FontStore::new();
    fonts.extend(embedded());
    for font in Font::iter(Bytes::new(FONT)) {
        let info = font.info().clone();
        fonts.push((font, info));
    }
    fonts
}

impl World for Pages {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(id.get().vpath().get_without_slash()).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
