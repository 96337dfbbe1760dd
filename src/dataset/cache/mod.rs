//! Tables that were read before, kept in the form in which they lie in memory, so that a second run starts at once.
//!
//! A table is kept under the SHA-256 of its files, what is read from them (edition or spec, columns, kinds) and the version
//! of the reader: wherever the files lie, and whoever asks. That the hashes are still right is told by size and time of
//! modification ([`known`]), as build tools do it; whoever does not trust that uses `--no-cache`. Every kept table carries a
//! BLAKE3 hash of itself; a damaged one is read again and said. All of them together stay below [`MOST_BYTES`].

mod known;
mod stored;
mod streams;

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::error::DatasetError;
use super::fingerprint;
use super::gather::Progress;
use super::place::Place;
use super::read::hex;
use super::table::Table;
use crate::files::{PART, temporary_in};
use known::Stamp;

/// Changes whenever the same bytes give another table.
const READER: &str = concat!("idsbench ", env!("CARGO_PKG_VERSION"), " reader 2");

/// A table that was read faster than this is not kept.
const WORTH: Duration = Duration::from_secs(2);

/// Bytes of all kept tables; the oldest make room.
const MOST_BYTES: u64 = 16_000_000_000;

/// What has been written in part and not touched for so long is written by no run any more; a table is written in minutes.
const LEFT: Duration = Duration::from_secs(24 * 60 * 60);

/// Ending of a kept table.
const TABLE: &str = "table";

/// A folder of kept tables, or none.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: Option<PathBuf>,
    worth: Duration,
    most_bytes: u64,
}

/// A file that a table is read from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a> {
    /// Below the data folder.
    pub(crate) relative: &'a str,
    pub(crate) place: &'a Place,
}

impl Cache {
    /// Keeps nothing.
    pub fn off() -> Self {
        Self { folder: None, worth: WORTH, most_bytes: MOST_BYTES }
    }

    /// Keeps tables in this folder, which is made when it is needed.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()), ..Self::off() }
    }

    /// The user's: `$IDSBENCH_CACHE` (`off` for none), else `$XDG_CACHE_HOME/idsbench`, else `~/.cache/idsbench`.
    pub fn here() -> Self {
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        let home = || Some(PathBuf::from(set("HOME")?).join(".cache"));
        match set("IDSBENCH_CACHE") {
            Some(off) if off == OsStr::new("off") => Self::off(),
            Some(folder) => Self::in_folder(folder),
            None => {
                let folder =
                    set("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute()).or_else(home);
                folder.map_or_else(Self::off, |folder| Self::in_folder(folder.join("idsbench")))
            }
        }
    }

    /// Keeps every table that took at least this long to read, instead of two seconds.
    #[must_use]
    pub fn worth(self, worth: Duration) -> Self {
        Self { worth, ..self }
    }

    /// Keeps at most this many bytes, instead of 16 GB; a table of more is not kept.
    #[must_use]
    pub fn most_bytes(self, most_bytes: u64) -> Self {
        Self { most_bytes, ..self }
    }

    /// The table of these files: the kept one where there is one, else what `read` gives, which is then kept. `what` names
    /// all that decides the table besides the bytes of the files. The origin is for the caller to set.
    ///
    /// # Errors
    /// Those of `read`: what is wrong with the cache is a note.
    pub(crate) fn table(
        &self,
        what: &str,
        parts: &[Part<'_>],
        progress: &mut dyn FnMut(Progress<'_>),
        read: impl FnOnce(&mut dyn FnMut(Progress<'_>)) -> Result<Table, DatasetError>,
    ) -> Result<Table, DatasetError> {
        let Some(folder) = &self.folder else { return read(progress) };
        clear_left(folder).unwrap_or_else(|error| {
            progress(Progress::Note(&format!(
                "cannot clear what was written in part in {}: {error}",
                folder.display()
            )));
        });
        let Ok(before) = Stamp::of_all(parts) else { return read(progress) };
        let shape = shape(what, parts, &before);
        if let Some(path) = kept(folder, &shape, parts, &before) {
            match stored::read(&path) {
                Ok(table) => {
                    progress(Progress::Note(&format!(
                        "taken from the cache, as its files are unchanged since they were last read: {}",
                        path.display()
                    )));
                    return Ok(table);
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    progress(Progress::Note(&format!("{} is not used: {error}; reading again", path.display())));
                }
            }
        }
        let start = Instant::now();
        let mut table = read(progress)?;
        // A file that changed while it was read has no hash that a later run may trust.
        if start.elapsed() >= self.worth && Stamp::of_all(parts).is_ok_and(|after| after == before) {
            table.fingerprint = Some(fingerprint::of_rows(&table));
            self.keep(folder, &shape, parts, &before, &table).unwrap_or_else(|error| {
                progress(Progress::Note(&format!("not kept in {}: {error}", folder.display())));
            });
        }
        Ok(table)
    }

    fn keep(&self, folder: &Path, shape: &str, parts: &[Part<'_>], stamps: &[Stamp], table: &Table) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let hashes: Vec<&str> = table.files.iter().map(|file| file.sha256.as_str()).collect();
        stored::write(&path(folder, shape, &hashes), table, self.most_bytes)?;
        for ((part, stamp), hash) in parts.iter().zip(stamps).zip(hashes) {
            known::remember(folder, part.place, stamp, hash)?;
        }
        make_room(folder, self.most_bytes)
    }
}

/// What a table is read from, apart from the files' contents, as 16 hexadecimal digits.
fn shape(what: &str, parts: &[Part<'_>], stamps: &[Stamp]) -> String {
    let layout = String::from_utf8_lossy(&stored::FIRST_LINE);
    let mut names = vec![READER.to_owned(), layout.into_owned(), fingerprint::VERSION.to_owned(), what.to_owned()];
    names.extend(parts.iter().zip(stamps).map(|(part, stamp)| format!("{} {}", stamp.bytes, part.relative)));
    short_hash(names.iter().map(String::as_str))
}

fn path(folder: &Path, shape: &str, hashes: &[&str]) -> PathBuf {
    folder.join(format!("{shape}-{}.{TABLE}", short_hash(hashes.iter().copied())))
}

/// Where the table of these files would be kept; `None` where no table of this shape is.
///
/// A file whose hash is not known any more is hashed, which is far less work than reading it.
fn kept(folder: &Path, shape: &str, parts: &[Part<'_>], stamps: &[Stamp]) -> Option<PathBuf> {
    let any = fs::read_dir(folder).ok()?.flatten().any(|entry| {
        let name = entry.file_name();
        name.to_str().is_some_and(|name| name.starts_with(shape))
    });
    if !any {
        return None;
    }
    let hash = |(part, stamp): (&Part<'_>, &Stamp)| known::hash(folder, part.place, stamp).ok();
    let hashes: Vec<String> = parts.iter().zip(stamps).map(hash).collect::<Option<_>>()?;
    Some(path(folder, shape, &hashes.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// Removes the oldest tables until all take at most `most` bytes.
///
/// Other runs may do the same at the same time: what is gone already takes no room.
fn make_room(folder: &Path, most: u64) -> io::Result<()> {
    let mut tables = found(folder, |path| path.extension().is_some_and(|ending| ending == TABLE))?;
    tables.sort();
    let mut bytes: u64 = tables.iter().map(|table| table.2).sum();
    for (_, path, size) in tables {
        if bytes <= most {
            break;
        }
        unless_gone(fs::remove_file(path))?;
        bytes -= size;
    }
    Ok(())
}

/// Removes what runs left that were cut off while they wrote.
fn clear_left(folder: &Path) -> io::Result<()> {
    let is_part = |path: &Path| path.file_name().and_then(OsStr::to_str).is_some_and(|name| name.starts_with(PART));
    let parts = found(folder, is_part)?;
    if parts.is_empty() {
        return Ok(());
    }
    // The clock that the parts' times are of is that of their file system.
    let now = temporary_in(folder)?.as_file().metadata()?.modified()?;
    for (_, path, _) in parts.iter().filter(|(modified, ..)| *modified + LEFT < now) {
        unless_gone(fs::remove_file(path))?;
    }
    Ok(())
}

/// The files that are wanted, with time of modification and bytes; none where there is no folder.
fn found(folder: &Path, is_wanted: impl Fn(&Path) -> bool) -> io::Result<Vec<(SystemTime, PathBuf, u64)>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !is_wanted(&path) {
            continue;
        }
        if let Some(metadata) = unless_gone(path.metadata())? {
            found.push((metadata.modified()?, path, metadata.len()));
        }
    }
    Ok(found)
}

/// `None` where the file is not there any more.
fn unless_gone<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        outcome => outcome.map(Some),
    }
}

/// The first 64 bits of the BLAKE3 hash of these texts, each with its length.
fn short_hash<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut hash = blake3::Hasher::new();
    for text in texts {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hex(&hash.finalize().as_bytes()[..8])
}

#[cfg(test)]
mod tests;
