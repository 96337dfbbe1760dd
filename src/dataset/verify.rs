//! Whether the files on disk are the catalogue's: names, sizes, hashes, rows, classes.

use std::path::Path;

use serde::Serialize;

use super::catalogue::{Edition, FileInfo};
use super::error::DatasetError;
use super::gather::{Planned, Progress, gather};
use super::locate::{Located, LocatedFile, Skipped, locate, shown};
use super::origin::label_counts;
use super::table::Origin;

/// What the files of a folder are, compared with the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// The edition.
    pub edition: String,
    /// The folder.
    pub folder: String,
    /// The listed files in the catalogue's order, then the others that have the schema.
    pub files: Vec<VerifiedFile>,
    /// Rows of each class, in the catalogue's order, then labels that it does not have.
    pub classes: Vec<VerifiedClass>,
    /// Rows over all files.
    pub rows: u64,
    /// Rows of the edition.
    pub rows_expected: u64,
    /// Files that are not the edition's, with the reason.
    pub skipped: Vec<(String, String)>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifiedFile {
    /// Path below the folder; the listed name where it is missing.
    pub path: String,
    /// The finding.
    pub verdict: FileVerdict,
    /// What differs, one sentence each; the reason where it cannot be read.
    pub remarks: Vec<String>,
    /// Bytes on disk.
    pub bytes: Option<u64>,
    /// SHA-256 of the bytes on disk.
    pub sha256: Option<String>,
    /// Rows that can be used.
    pub rows: Option<u64>,
    /// Rows by the catalogue.
    pub rows_expected: Option<u64>,
}

/// The finding on one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileVerdict {
    /// The listed hash; or, unpacked or converted, the listed rows.
    Ok,
    /// Size, hash or rows are not the listed ones.
    Differs,
    /// Nothing differs, but no hash is known to compare with.
    UnknownHash,
    /// The catalogue does not list a file of this name.
    Unlisted,
    /// Listed and not there.
    Missing,
    /// It is there and cannot be read.
    Unreadable,
}

/// Rows of one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifiedClass {
    /// Raw label.
    pub label: String,
    /// Rows found.
    pub rows: u64,
    /// Rows by the catalogue, where known.
    pub rows_expected: Option<u64>,
    /// Whether the catalogue's figure is certain.
    pub expected_is_verified: bool,
}

impl VerifyReport {
    /// Whether every listed file is there and nothing differs from the catalogue.
    pub fn is_good(&self) -> bool {
        let files = self.files.iter().all(|file| matches!(file.verdict, FileVerdict::Ok | FileVerdict::UnknownHash));
        let classes =
            self.classes.iter().all(|class| class.rows_expected.is_none_or(|expected| expected == class.rows));
        files && classes && self.rows == self.rows_expected
    }
}

/// Reads every file of the edition below `folder` and compares it with the catalogue. A file that cannot be read is a
/// finding, not an error.
///
/// # Errors
/// As [`locate`]: nothing there, a listed name on a file of another schema, two files of one listed name.
pub fn verify(
    edition: &'static Edition,
    folder: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<VerifyReport, DatasetError> {
    let Located { files: located, skipped, .. } = locate(edition, folder)?;
    let mut counts: Vec<(String, u64)> = edition.classes.iter().map(|class| (class.name.to_owned(), 0)).collect();
    let mut files: Vec<VerifiedFile> = edition
        .files
        .iter()
        .filter(|info| !located.iter().any(|file| file.listed.is_some_and(|listed| listed.name == info.name)))
        .map(missing)
        .collect();
    for file in &located {
        files.push(verify_file(file, &mut counts, progress));
    }
    let place = |file: &VerifiedFile| {
        edition.files.iter().position(|info| listed_as(&located, file, info)).unwrap_or(usize::MAX)
    };
    files.sort_by_key(place);
    let classes = counts
        .into_iter()
        .map(|(label, rows)| {
            let expected = edition.class(&label).and_then(|class| class.rows);
            VerifiedClass {
                label,
                rows,
                rows_expected: expected.map(|count| count.value),
                expected_is_verified: expected.is_some_and(|count| count.verified),
            }
        })
        .collect();
    Ok(VerifyReport {
        edition: edition.name.to_owned(),
        folder: shown(folder),
        rows: files.iter().filter_map(|file| file.rows).sum(),
        rows_expected: edition.rows.value,
        files,
        classes,
        skipped: skipped.into_iter().map(|Skipped { relative, reason }| (relative, reason)).collect(),
    })
}

fn listed_as(located: &[LocatedFile], file: &VerifiedFile, info: &FileInfo) -> bool {
    file.path == info.name
        || located
            .iter()
            .any(|other| other.relative == file.path && other.listed.is_some_and(|listed| listed.name == info.name))
}

fn missing(info: &FileInfo) -> VerifiedFile {
    VerifiedFile {
        path: info.name.to_owned(),
        verdict: FileVerdict::Missing,
        remarks: Vec::new(),
        bytes: None,
        sha256: None,
        rows: None,
        rows_expected: info.rows,
    }
}

fn verify_file(
    file: &LocatedFile,
    counts: &mut Vec<(String, u64)>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> VerifiedFile {
    let rows_expected = file.listed.and_then(|info| info.rows);
    let table = match gather(&[Planned::located(file)], Origin::Files, progress) {
        Ok(table) => table,
        Err(error) => {
            return VerifiedFile {
                path: file.relative.clone(),
                verdict: FileVerdict::Unreadable,
                remarks: vec![error.to_string()],
                bytes: Some(file.bytes),
                sha256: None,
                rows: None,
                rows_expected,
            };
        }
    };
    for (label, rows) in label_counts(&table) {
        match counts.iter_mut().find(|(known, _)| known == label) {
            Some((_, count)) => *count += rows,
            None => counts.push((label.to_owned(), rows)),
        }
    }
    let used = &table.files[0];
    let mut remarks: Vec<String> =
        file.listed.map_or_else(Vec::new, |info| differences(info, file, &used.sha256, used.rows));
    let verdict = match file.listed {
        None => FileVerdict::Unlisted,
        Some(_) if !remarks.is_empty() => FileVerdict::Differs,
        Some(info) if info.sha256.is_none() => FileVerdict::UnknownHash,
        Some(_) => FileVerdict::Ok,
    };
    if used.bad_rows > 0 {
        remarks.push(format!("{} rows cannot be used, among them {}", used.bad_rows, used.bad_examples.join("; ")));
    }
    VerifiedFile {
        path: file.relative.clone(),
        verdict,
        remarks,
        bytes: Some(used.bytes),
        sha256: Some(used.sha256.clone()),
        rows: Some(used.rows),
        rows_expected,
    }
}

/// What is not as listed. Size and hash are those of the original file, so a packed or converted copy has neither.
fn differences(info: &FileInfo, file: &LocatedFile, sha256: &str, rows: u64) -> Vec<String> {
    let name = file.relative.rsplit('/').next().unwrap_or(&file.relative);
    let original = name.eq_ignore_ascii_case(info.name);
    let mut said = Vec::new();
    if let Some(bytes) = info.bytes.filter(|&bytes| original && bytes != file.bytes) {
        said.push(format!("{} bytes, listed {bytes}", file.bytes));
    }
    if let Some(listed) = info.sha256.filter(|&listed| original && listed != sha256) {
        said.push(format!("SHA-256 {sha256}, listed {listed}"));
    }
    if let Some(listed) = info.rows.filter(|&listed| listed != rows) {
        said.push(format!("{rows} rows, listed {listed}"));
    }
    said
}
