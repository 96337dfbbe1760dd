//! Results to tables, figures, HTML and PDF. Reads the store, the published claims and their audit, nothing else.
//!
//! One `Document` is assembled from the records; the HTML page and the PDF are two renderings of
//! it, so they cannot disagree. Figures are drawn once, as SVG; the bitmaps are the same SVG rasterised with the bundled
//! font. Nothing here reads the clock, the system's fonts or the network: the same input gives the same bytes.

mod aggregate;
mod content;
mod curves;
mod document;
mod error;
mod figures;
mod format;
mod glossary;
mod html;
mod input;
mod names;
mod pdf;
mod stamp;
mod tables;
mod write;

pub use error::ReportError;
pub use input::{FailedUnit, PublishedCell, PublishedTable, ReportInput, ReportUnit};
pub use write::{Written, write};
