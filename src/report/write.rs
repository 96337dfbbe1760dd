//! From the records to the files.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::spec::Format;

use super::content::{Context, document};
use super::document::{Document, Figure};
use super::files::{make_folder, write_atomically};
use super::stamp::Stamp;
use super::{ReportError, ReportInput, figures, html, pdf, tables};

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The report's folder.
    pub folder: PathBuf,
    /// Every file, relative to the folder, sorted.
    pub files: Vec<PathBuf>,
}

/// A file to be written.
type Job = (PathBuf, Vec<u8>);

/// Writes the report into `folder`, usually `reports/<experiment>`: `report.pdf`, `index.html`, `figures/*.{svg,png}` as the
/// experiment's formats say, and `tables/*.{csv,md,tex}` always. Each file is whole or absent.
///
/// # Errors
/// A folder or file that cannot be written, named; or a figure or page that cannot be made.
pub fn write(input: &ReportInput, folder: &Path) -> Result<Written, ReportError> {
    let context = Context::new(input);
    let document = document(&context)?;
    let formats = &input.experiment.report.formats;
    let mut jobs = table_files(&document, &context.stamp)?;
    if formats.contains(&Format::Svg) {
        jobs.extend(document.figures().map(|figure| (figure_path(figure, "svg"), figure.svg.clone().into_bytes())));
    }
    if formats.contains(&Format::Png) {
        jobs.extend(bitmaps(&document)?);
    }
    if formats.contains(&Format::Html) {
        jobs.push((PathBuf::from("index.html"), html::page(&document)?.into_bytes()));
    }
    if formats.contains(&Format::Pdf) {
        jobs.push((PathBuf::from("report.pdf"), pdf::pdf(&document)?));
    }
    save(jobs, folder)
}

fn table_files(document: &Document, stamp: &Stamp) -> Result<Vec<Job>, ReportError> {
    let mut jobs = Vec::new();
    for table in document.tables() {
        for (ending, text) in tables::files(table, stamp)? {
            jobs.push((Path::new("tables").join(format!("{}.{ending}", table.id)), text.into_bytes()));
        }
    }
    Ok(jobs)
}

fn bitmaps(document: &Document) -> Result<Vec<Job>, ReportError> {
    let figures: Vec<&Figure> = document.figures().collect();
    figures
        .par_iter()
        .map(|figure| {
            let fail = |reason| ReportError::Figure { figure: figure.id.clone(), reason };
            Ok((figure_path(figure, "png"), figures::png(&figure.svg).map_err(fail)?))
        })
        .collect()
}

fn figure_path(figure: &Figure, ending: &str) -> PathBuf {
    Path::new("figures").join(format!("{}.{ending}", figure.id))
}

fn save(jobs: Vec<Job>, folder: &Path) -> Result<Written, ReportError> {
    make_folder(folder)?;
    let mut files = Vec::with_capacity(jobs.len());
    for (path, bytes) in jobs {
        let target = folder.join(&path);
        make_folder(target.parent().unwrap_or(folder))?;
        write_atomically(&target, &bytes)?;
        files.push(path);
    }
    files.sort();
    Ok(Written { folder: folder.to_owned(), files })
}
