//! Several files to one table.

use super::error::{DatasetError, FileProblem};
use super::locate::LocatedFile;
use super::read::{self, Account, Gathered, Identity, Plan, Rows, Source};
use super::sample::Sampler;
use super::table::{FileUse, Origin, Side, Table, file_of_row};
use crate::spec::SampleSpec;

/// What is being read, for a progress display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// Bytes were taken from disk.
    Reading {
        /// Position of the file, from 1.
        file: usize,
        /// Number of files.
        files: usize,
        /// The file.
        path: &'a str,
        /// Bytes taken so far, over all files.
        bytes_done: u64,
        /// Bytes of all files.
        bytes_total: u64,
    },
    /// Something the reader of a log should know: a file or a column that is not used.
    Note(&'a str),
}

/// A file and how to read it.
pub(crate) struct Planned<'a> {
    pub(crate) source: Source<'a>,
    /// For [`FileUse`]: below the data folder.
    pub(crate) relative: String,
    /// For errors: as a person finds it.
    pub(crate) shown: String,
    pub(crate) bytes: u64,
    pub(crate) side: Option<Side>,
    pub(crate) listed: bool,
    pub(crate) plan: Plan,
}

impl<'a> Planned<'a> {
    /// A file of an edition, as it was found on disk.
    pub(crate) fn located(file: &'a LocatedFile) -> Self {
        Self {
            source: file.place.source(),
            relative: file.relative.clone(),
            shown: file.place.shown(),
            bytes: file.bytes,
            side: file.side,
            listed: file.listed.is_some(),
            plan: file.fit.plan.clone(),
        }
    }
}

/// Reads the files, one after another, into one table, whose origin is for the caller to set; of a sample no other row is
/// held. All plans have the same columns.
///
/// # Errors
/// [`DatasetError::File`] for the first file that cannot be used, or in which a sample turns out too small for the labels.
pub(crate) fn gather(
    files: &[Planned<'_>],
    sample: Option<&SampleSpec>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Table, DatasetError> {
    let columns = files.first().map_or(&[][..], |file| &file.plan.columns);
    if let Some(sample) = sample {
        let mut sampler = Sampler::new(*sample, columns);
        let mut offer = |file, parts: &[Rows]| parts.iter().try_for_each(|part| sampler.offer(file, part));
        let uses = read_all(files, &mut offer, progress)?;
        return Ok(sampler.finish(uses));
    }
    let mut rows = Gathered::new(columns);
    let mut append = |_, parts: &[Rows]| {
        rows.append(parts);
        Ok(())
    };
    let uses = read_all(files, &mut append, progress)?;
    let (columns, labels, label_names) = rows.finish();
    let file_of_row = file_of_row(&uses);
    Ok(Table {
        columns,
        labels,
        label_names,
        file_of_row,
        files: uses,
        sample: None,
        fingerprint: None,
        origin: Origin::Files,
    })
}

/// Takes rows of the file in this place, or says why no more are wanted.
type Each<'a> = dyn FnMut(usize, &[Rows]) -> Result<(), FileProblem> + 'a;

/// Hands the rows of all files to `each`.
fn read_all(
    files: &[Planned<'_>],
    each: &mut Each<'_>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Vec<FileUse>, DatasetError> {
    let mut uses = Vec::with_capacity(files.len());
    let bytes_total = files.iter().map(|file| file.bytes).sum();
    let mut before = 0;
    for (at, file) in files.iter().enumerate() {
        let mut report = |taken| {
            progress(Progress::Reading {
                file: at + 1,
                files: files.len(),
                path: &file.relative,
                bytes_done: before + taken,
                bytes_total,
            });
        };
        report(0);
        let (account, identity) = read::read(&file.source, &file.plan, &mut |parts| each(at, parts), &mut report)
            .map_err(|problem| DatasetError::File { path: file.shown.clone(), problem })?;
        before += identity.bytes;
        uses.push(file_use(file, account, identity));
    }
    Ok(uses)
}

fn file_use(file: &Planned<'_>, account: Account, identity: Identity) -> FileUse {
    FileUse {
        path: file.relative.clone(),
        bytes: identity.bytes,
        sha256: identity.sha256,
        rows: account.rows,
        rows_kept: None,
        bad_rows: account.bad_rows,
        bad_examples: account.bad_examples,
        blank_lines: account.blank_lines,
        non_finite_cells: account.non_finite_cells,
        side: file.side,
        listed: file.listed,
        stray_cells: Vec::new(),
    }
}
