//! The report as one HTML file: no script, no request, figures inline. askama escapes everything but our own SVG.

use askama::Template;

use super::ReportError;
use super::document::{Block, Document};

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    document: &'a Document,
}

/// The page.
pub(crate) fn page(document: &Document) -> Result<String, ReportError> {
    Ok(Page { document }.render()?)
}
