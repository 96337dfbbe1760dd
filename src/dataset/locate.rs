//! Which folder holds an edition's files, and which files of a folder are the edition's.
//!
//! A file bears a name of the catalogue (also with `.gz` or `.parquet` at its end) or merely has the schema. A zip archive is
//! a folder: its members are found where they are, and a listed name on disk comes before the same one in an archive. Files with
//! the schema and another name are used where no listed file is there; beside listed files they are most likely the same
//! rows again, so they are left out and reported. Every file that is not used is reported with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::cache::Cache;
use super::catalogue::{Edition, FileInfo, SideRule};
use super::error::{DatasetError, FileProblem};
use super::place::Place;
use super::read::{self, Entry, members};
use super::schema::{Fit, fit, plain_names, strip_ending};
use super::standin;
use super::table::{Origin, Side};

/// Endings of files that may be tables.
const TABLES: [&str; 5] = [".csv", ".tsv", ".txt", ".gz", ".parquet"];

/// Folders within folders that are looked into; links that lead back up end here.
const DEEPEST: usize = 12;

/// Files that an error names before "and N more".
const SHOWN_FILES: usize = 12;

/// Where data folders are looked for when none is named, and where tables are kept; filled by the caller, so that it can be tested.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// `$IDSBENCH_DATA`, which holds one folder for each dataset.
    pub data_root: Option<PathBuf>,
    /// The working directory, whose `data` folder holds one folder for each dataset.
    pub working_directory: PathBuf,
    /// Where tables that were read are kept.
    pub cache: Cache,
}

impl Surroundings {
    /// Those of this process.
    ///
    /// # Errors
    /// When the working directory is gone.
    pub fn here() -> io::Result<Self> {
        let data_root = env::var_os("IDSBENCH_DATA").filter(|root| !root.is_empty()).map(PathBuf::from);
        Ok(Self { data_root, working_directory: env::current_dir()?, cache: Cache::here() })
    }
}

/// The edition's files in a folder.
#[derive(Debug)]
pub struct Located {
    /// The folder.
    pub folder: PathBuf,
    /// The files to read, by path.
    pub files: Vec<LocatedFile>,
    /// The other files, by path.
    pub skipped: Vec<Skipped>,
}

/// A file that belongs to the edition.
#[derive(Debug)]
pub struct LocatedFile {
    pub(crate) place: Place,
    /// Its path below the folder, with `/`; an archive is one of its parts.
    pub relative: String,
    /// The catalogue's entry of its name.
    pub listed: Option<&'static FileInfo>,
    /// The publishers' side.
    pub side: Option<Side>,
    /// Size on disk, or of a member when unpacked.
    pub bytes: u64,
    pub(crate) fit: Fit,
}

/// A file that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its path below the folder, with `/`.
    pub relative: String,
    /// Why, in one sentence.
    pub reason: String,
}

/// The folder with the edition's files: the one that was named, else `$IDSBENCH_DATA/<dataset>`, else
/// `./data/<dataset>`; `None` where there is none.
///
/// # Errors
/// [`DatasetError::MissingFolder`] or [`DatasetError::NotAFolder`] when the named folder or `$IDSBENCH_DATA` is not there, and
/// [`DatasetError::EmptyFolder`] when the folder holds no file: a folder that was meant is never passed over.
pub fn find_folder(
    edition: &Edition,
    explicit: Option<&Path>,
    surroundings: &Surroundings,
) -> Result<Option<PathBuf>, DatasetError> {
    let folder = match (explicit, &surroundings.data_root) {
        (Some(folder), _) => Some(existing(folder, "named by --data")?),
        (None, Some(root)) => Some(existing(root, "named by IDSBENCH_DATA")?.join(edition.dataset())),
        (None, None) => None,
    };
    let folder = folder
        .filter(|folder| folder.is_dir())
        .or_else(|| Some(surroundings.working_directory.join("data").join(edition.dataset())))
        .filter(|folder| folder.is_dir());
    if let Some(folder) = &folder
        && walk(folder)?.is_empty()
    {
        let otherwise = if explicit.is_some() { "" } else { ", or remove the folder to run on the stand-in" };
        return Err(empty_folder(edition, folder, otherwise));
    }
    Ok(folder)
}

/// The folder that a flag or variable named.
pub(super) fn existing(folder: &Path, named_by: &str) -> Result<PathBuf, DatasetError> {
    let (path, named_by) = (shown(folder), named_by.to_owned());
    if folder.is_dir() {
        Ok(folder.to_path_buf())
    } else if folder.exists() {
        Err(DatasetError::NotAFolder { path, named_by })
    } else {
        Err(DatasetError::MissingFolder { path, named_by })
    }
}

/// The edition's files in `folder`, looked for in all folders below it; hidden files and folders are passed over.
///
/// # Errors
/// [`DatasetError::File`] for a file with a listed name and not the edition's schema, [`DatasetError::Ambiguous`] for
/// two that bear the same listed name, [`DatasetError::NothingFits`] where no file is the edition's.
pub fn locate(edition: &'static Edition, folder: &Path) -> Result<Located, DatasetError> {
    let mut found = Vec::new();
    let mut skipped = Vec::new();
    let mut refused: Vec<(&'static FileInfo, String, FileProblem)> = Vec::new();
    for Candidate { relative, place } in walk(folder)?.into_iter().flat_map(with_members) {
        match examine(edition, &relative, place) {
            Examined::Fits(file) => found.push(*file),
            Examined::Refused(Some(info), problem) => refused.push((info, relative, problem)),
            Examined::Refused(None, problem) => skipped.push(Skipped { relative, reason: problem.to_string() }),
            Examined::NoTable => {
                skipped.push(Skipped { relative, reason: "not a CSV, TSV, gzip, zip or Parquet file".to_owned() });
            }
        }
    }
    keep_unpacked(&mut found, &mut skipped);
    // Two editions may use the same names (CICIDS2017 does): a file of the other one is no fault as long as ours is there.
    for (info, relative, problem) in refused {
        let ours = found.iter().any(|file| file.listed.is_some_and(|listed| listed.name == info.name));
        if !ours {
            return Err(DatasetError::File { path: shown(&folder.join(&relative)), problem });
        }
        skipped.push(Skipped { relative, reason: problem.to_string() });
    }
    keep_listed(&mut found, &mut skipped);
    keep_distinct(folder, &mut found, &mut skipped)?;
    one_file_a_name(&found)?;
    skipped.sort_by(|a, b| a.relative.cmp(&b.relative));
    if found.is_empty() {
        return Err(nothing_fits(edition, folder, &skipped));
    }
    Ok(Located { folder: folder.to_path_buf(), files: found, skipped })
}

enum Examined {
    Fits(Box<LocatedFile>),
    Refused(Option<&'static FileInfo>, FileProblem),
    NoTable,
}

/// What may be a table, or why it cannot be read.
struct Candidate {
    relative: String,
    place: Result<Place, FileProblem>,
}

/// The file; of an archive its members.
fn with_members((relative, path): (String, PathBuf)) -> Vec<Candidate> {
    if strip_ending(&relative, ".zip").is_none() {
        return vec![Candidate { relative, place: Ok(Place::file(path)) }];
    }
    let entries = match members(&path) {
        Ok(entries) => entries,
        Err(problem) => return vec![Candidate { relative, place: Err(problem) }],
    };
    let member = |Entry { name, member }: Entry| Candidate {
        relative: format!("{relative}/{name}"),
        place: member.map(|member| Place { path: path.clone(), member: Some(member) }),
    };
    let mut found: Vec<Candidate> =
        entries.into_iter().filter(|entry| file_name(&entry.name) != standin::MARK).map(member).collect();
    found.sort_by(|a, b| a.relative.cmp(&b.relative));
    found
}

fn file_name(relative: &str) -> &str {
    relative.rsplit('/').next().unwrap_or(relative)
}

fn examine(edition: &'static Edition, relative: &str, place: Result<Place, FileProblem>) -> Examined {
    let name = file_name(relative);
    let is_archive = strip_ending(name, ".zip").is_some();
    let listed = plain_names(name).iter().find_map(|name| edition.file(name));
    let place = match place {
        Ok(_) if is_archive => return Examined::Refused(None, FileProblem::ArchiveInArchive),
        Err(problem) if is_archive => return Examined::Refused(None, problem),
        place => place,
    };
    if listed.is_none() && !TABLES.iter().any(|ending| strip_ending(name, ending).is_some()) {
        return Examined::NoTable;
    }
    let file = place.and_then(|place| {
        let header = read::header(&place.source())?;
        Ok(LocatedFile {
            relative: relative.to_owned(),
            listed,
            side: side(&edition.sides, relative),
            bytes: place.source().size()?,
            fit: fit(edition, &header, name)?,
            place,
        })
    });
    match file {
        Ok(file) => Examined::Fits(Box::new(file)),
        Err(problem) => Examined::Refused(listed, problem),
    }
}

/// A listed file that lies unpacked on disk is used instead of the one in an archive, most likely the archive that it is from.
fn keep_unpacked(found: &mut Vec<LocatedFile>, skipped: &mut Vec<Skipped>) {
    let listed = |file: &LocatedFile| file.listed.map(|info| info.name);
    let on_disk: BTreeSet<&str> = found.iter().filter(|file| file.place.member.is_none()).filter_map(listed).collect();
    let packed =
        |file: &mut LocatedFile| file.place.member.is_some() && listed(file).is_some_and(|name| on_disk.contains(name));
    for file in found.extract_if(.., packed) {
        let reason = "a file of this listed name lies unpacked on disk and is used".to_owned();
        skipped.push(Skipped { relative: file.relative, reason });
    }
}

/// Where any file bears a listed name, the others are left out.
fn keep_listed(found: &mut Vec<LocatedFile>, skipped: &mut Vec<Skipped>) {
    if found.iter().all(|file| file.listed.is_none()) {
        return;
    }
    for file in found.extract_if(.., |file| file.listed.is_none()) {
        let reason = "has the schema but no listed name, and listed files are here: its rows may be theirs".to_owned();
        skipped.push(Skipped { relative: file.relative, reason });
    }
}

/// Of files with the same bytes the first is kept.
fn keep_distinct(folder: &Path, found: &mut Vec<LocatedFile>, skipped: &mut Vec<Skipped>) -> Result<(), DatasetError> {
    let mut by_size: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, file) in found.iter().enumerate() {
        by_size.entry(file.bytes).or_default().push(at);
    }
    let mut copies: BTreeMap<usize, String> = BTreeMap::new();
    for same_size in by_size.into_values().filter(|files| files.len() > 1) {
        let mut by_hash: BTreeMap<String, usize> = BTreeMap::new();
        for at in same_size {
            let source = found[at].place.source();
            let identity = source.identity().map_err(|error| DatasetError::File {
                path: shown(&folder.join(&found[at].relative)),
                problem: source.problem(error),
            })?;
            let first = *by_hash.entry(identity.sha256).or_insert(at);
            if first != at {
                copies.insert(at, format!("holds the same bytes as {}, which is used", found[first].relative));
            }
        }
    }
    let mut at = 0..;
    found.retain(|file| {
        let copy = at.next().and_then(|at| copies.remove(&at));
        let keep = copy.is_none();
        skipped.extend(copy.map(|reason| Skipped { relative: file.relative.clone(), reason }));
        keep
    });
    Ok(())
}

fn one_file_a_name(found: &[LocatedFile]) -> Result<(), DatasetError> {
    let mut by_name: BTreeMap<&str, &LocatedFile> = BTreeMap::new();
    for file in found {
        let Some(info) = file.listed else { continue };
        if let Some(first) = by_name.insert(info.name, file) {
            return Err(DatasetError::Ambiguous {
                name: info.name.to_owned(),
                first: first.relative.clone(),
                second: file.relative.clone(),
            });
        }
    }
    Ok(())
}

fn empty_folder(edition: &Edition, folder: &Path, otherwise: &str) -> DatasetError {
    let name = edition.name;
    let hint = format!("; put the files of {name} there (`idsbench data show {name}` lists them){otherwise}");
    DatasetError::EmptyFolder { path: shown(folder), hint }
}

fn nothing_fits(edition: &Edition, folder: &Path, skipped: &[Skipped]) -> DatasetError {
    if skipped.is_empty() {
        return empty_folder(edition, folder, "");
    }
    let mut found: Vec<String> =
        skipped.iter().take(SHOWN_FILES).map(|file| format!("{}: {}", file.relative, file.reason)).collect();
    if skipped.len() > SHOWN_FILES {
        found.push(format!("and {} more", skipped.len() - SHOWN_FILES));
    }
    let names: Vec<String> = edition.files.iter().map(|file| file.name.to_owned()).collect();
    DatasetError::NothingFits {
        path: shown(folder),
        edition: edition.name.to_owned(),
        expected: format!(
            "{}, or files of any name with the same {} columns",
            super::error::quoted(&names),
            edition.columns.len()
        ),
        found,
    }
}

/// The publishers' side of a path: the innermost part that names one decides, within a part the last word.
pub(crate) fn side(rule: &SideRule, relative: &str) -> Option<Side> {
    let SideRule::PathPart { train, test } = rule else { return None };
    relative.to_lowercase().rsplit('/').find_map(|part| {
        let last = |words: &[&str]| words.iter().filter_map(|word| part.rfind(&word.to_lowercase())).max();
        match (last(train), last(test)) {
            (None, None) => None,
            (train, test) if train > test => Some(Side::Train),
            _ => Some(Side::Test),
        }
    })
}

/// Every file below `folder` that is not hidden, as relative path and path, sorted.
fn walk(folder: &Path) -> Result<Vec<(String, PathBuf)>, DatasetError> {
    let mut files = Vec::new();
    walk_into(folder, "", DEEPEST, &mut files)?;
    files.sort();
    Ok(files)
}

fn walk_into(
    folder: &Path,
    prefix: &str,
    depth: usize,
    files: &mut Vec<(String, PathBuf)>,
) -> Result<(), DatasetError> {
    let unreadable = |source| DatasetError::UnreadableFolder { path: shown(folder), source };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || name == standin::MARK {
            continue;
        }
        let relative = format!("{prefix}{name}");
        if !path.is_dir() {
            files.push((relative, path));
        } else if depth > 0 {
            walk_into(&path, &format!("{relative}/"), depth - 1, files)?;
        }
    }
    Ok(())
}

/// The stand-in that these files are, if any lies beside its mark.
///
/// # Errors
/// [`DatasetError::File`] for a mark that cannot be read.
pub(crate) fn stand_in<'a>(files: impl IntoIterator<Item = &'a Place>) -> Result<Option<Origin>, DatasetError> {
    standin::marked(files).map_err(|(path, problem)| DatasetError::File { path: shown(&path), problem })
}

pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}
