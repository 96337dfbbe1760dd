//! From the records to the files.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use rayon::prelude::*;

use crate::files::write_whole;
use crate::spec::Format;

use super::content::{Context, document};
use super::document::{Document, Figure};
use super::stamp::Stamp;
use super::{ReportError, ReportInput, figures, html, pdf, tables};

const FIGURES: &str = "figures";
const FIGURE_ENDINGS: [&str; 2] = ["svg", "png"];
const TABLES: &str = "tables";
const TABLE_ENDINGS: [&str; 3] = ["csv", "md", "tex"];

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
/// Such files of an earlier report in `figures` and `tables` that this one does not write are removed.
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
            jobs.push((Path::new(TABLES).join(format!("{}.{ending}", table.id)), text.into_bytes()));
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
    Path::new(FIGURES).join(format!("{}.{ending}", figure.id))
}

fn save(jobs: Vec<Job>, folder: &Path) -> Result<Written, ReportError> {
    make_folder(folder)?;
    let mut files = Vec::with_capacity(jobs.len());
    for (path, bytes) in jobs {
        let target = folder.join(&path);
        make_folder(target.parent().unwrap_or(folder))?;
        write_whole(&target, &bytes).map_err(|source| ReportError::Write { path: target, source })?;
        files.push(path);
    }
    for (sub, endings) in [(FIGURES, &FIGURE_ENDINGS[..]), (TABLES, &TABLE_ENDINGS)] {
        remove_stale(folder, sub, endings, &files)?;
    }
    files.sort();
    Ok(Written { folder: folder.to_owned(), files })
}

fn make_folder(path: &Path) -> Result<(), ReportError> {
    fs::create_dir_all(path).map_err(|source| ReportError::Folder { path: path.to_owned(), source })
}

/// Removes the files of an earlier report that this one does not write, so that nobody takes an old figure for a new one.
fn remove_stale(folder: &Path, sub: &str, endings: &[&str], kept: &[PathBuf]) -> Result<(), ReportError> {
    let below = folder.join(sub);
    let fail = |path: &Path| {
        let path = path.to_owned();
        move |source| ReportError::Stale { path, source }
    };
    let entries = match fs::read_dir(&below) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(fail(&below))?,
    };
    for entry in entries {
        let entry = entry.map_err(fail(&below))?;
        let relative = Path::new(sub).join(entry.file_name());
        let ours = relative.extension().and_then(OsStr::to_str).is_some_and(|ending| endings.contains(&ending));
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if ours && is_file && !kept.contains(&relative) {
            fs::remove_file(entry.path()).map_err(fail(&entry.path()))?;
        }
    }
    Ok(())
}
