//! Hashes of files that need not be hashed again: those of the same path, size and time of modification. A member of an
//! archive is as old as its archive.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::super::place::Place;
use super::super::read::hex;
use super::Part;
use crate::files::write_whole;

/// A file that was changed less than this before its hash was noted may have been changed again within the same tick of
/// the file system's clock, so it is hashed again.
const SETTLED: Duration = Duration::from_secs(2);

/// What tells that a file is unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) bytes: u64,
    modified: SystemTime,
}

impl Stamp {
    pub(super) fn of_all(parts: &[Part<'_>]) -> io::Result<Vec<Self>> {
        parts.iter().map(|part| Self::of(&part.place.path)).collect()
    }

    fn of(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        Ok(Self { bytes: metadata.len(), modified: metadata.modified()? })
    }
}

/// What is noted of a file.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Record {
    path: PathBuf,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    member: Option<String>,
    bytes: u64,
    modified: SystemTime,
    sha256: String,
}

/// Notes the hash of a file.
pub(super) fn remember(folder: &Path, place: &Place, stamp: &Stamp, sha256: &str) -> io::Result<()> {
    let path = place.path.canonicalize()?;
    let member = place.member_name().map(str::to_owned);
    let record = record_path(folder, &path, member.as_deref());
    let Stamp { bytes, modified } = *stamp;
    write_whole(&record, &serde_json::to_vec(&Record { path, member, bytes, modified, sha256: sha256.to_owned() })?)
}

/// The hash of a file: the noted one where the file is unchanged, else that of its bytes, which is then noted.
pub(super) fn hash(folder: &Path, place: &Place, stamp: &Stamp) -> io::Result<String> {
    if let Some(known) = recall(folder, place, stamp) {
        return Ok(known);
    }
    let hash = place.source().identity()?.sha256;
    if Stamp::of(&place.path)? != *stamp {
        return Err(io::Error::other("it changes while it is read"));
    }
    remember(folder, place, stamp, &hash)?;
    Ok(hash)
}

fn recall(folder: &Path, place: &Place, stamp: &Stamp) -> Option<String> {
    let path = place.path.canonicalize().ok()?;
    let at = record_path(folder, &path, place.member_name());
    let record: Record = serde_json::from_slice(&fs::read(&at).ok()?).ok()?;
    let noted = fs::metadata(&at).and_then(|metadata| metadata.modified()).ok()?;
    let settled = noted.duration_since(stamp.modified).is_ok_and(|age| age >= SETTLED);
    let same = record.path == path
        && record.member.as_deref() == place.member_name()
        && record.bytes == stamp.bytes
        && record.modified == stamp.modified;
    (settled && same).then_some(record.sha256)
}

fn record_path(folder: &Path, path: &Path, member: Option<&str>) -> PathBuf {
    let mut bytes = path.as_os_str().as_encoded_bytes().to_vec();
    if let Some(member) = member {
        bytes.push(0);
        bytes.extend_from_slice(member.as_bytes());
    }
    let name = hex(&blake3::hash(&bytes).as_bytes()[..8]);
    folder.join(format!("{name}.json"))
}

#[cfg(test)]
mod tests {
    use super::super::super::read::Source;
    use super::*;

    /// A file that was last changed long ago.
    fn old_file(folder: &Path, content: &str) -> Place {
        let path = folder.join("rows.csv");
        fs::write(&path, content).unwrap();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        Place::file(path)
    }

    #[test]
    fn a_known_hash_is_trusted_while_size_and_time_are_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let place = old_file(folder.path(), "abc");
        let stamp = Stamp::of(&place.path).unwrap();
        remember(folder.path(), &place, &stamp, "noted").unwrap();
        assert_eq!(hash(folder.path(), &place, &stamp).unwrap(), "noted");
        old_file(folder.path(), "abcd");
        let stamp = Stamp::of(&place.path).unwrap();
        let sha256 = Source::Memory(b"abcd").identity().unwrap().sha256;
        assert_eq!(hash(folder.path(), &place, &stamp).unwrap(), sha256);
        assert_eq!(recall(folder.path(), &place, &stamp), Some(sha256));
    }

    #[test]
    fn a_file_that_was_just_written_is_hashed_again() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::file(folder.path().join("rows.csv"));
        fs::write(&place.path, "abc").unwrap();
        let stamp = Stamp::of(&place.path).unwrap();
        remember(folder.path(), &place, &stamp, "noted").unwrap();
        assert_eq!(recall(folder.path(), &place, &stamp), None);
    }
}
