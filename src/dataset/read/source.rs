//! A file's bytes: from disk, memory or a zip archive, plain or gzip, hashed and counted as they pass.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::FileProblem;
use super::archive::{Member, Unpacked};

/// Where a table's bytes are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source<'a> {
    /// A file.
    Disk(&'a Path),
    /// A member of a zip archive.
    Member(&'a Member),
    /// Bytes made by this program.
    Memory(&'a [u8]),
}

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Gzip,
    Parquet,
}

/// Size and hash of a file as it lies on disk, or of an unpacked member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) bytes: u64,
    /// SHA-256, lower-case hex.
    pub(crate) sha256: String,
}

impl Source<'_> {
    /// What the file is, by its first bytes, whatever its name says.
    pub(crate) fn format(&self) -> Result<Format, FileProblem> {
        let mut magic = [0; 4];
        let read = self
            .open()
            .and_then(|mut bytes| read_up_to(&mut bytes, &mut magic))
            .map_err(|error| self.problem(error))?;
        match &magic[..read] {
            [] => Err(FileProblem::Empty),
            [0x1f, 0x8b, ..] => Ok(Format::Gzip),
            b"PAR1" if matches!(self, Self::Member(_)) => Err(FileProblem::ParquetInArchive),
            b"PAR1" => Ok(Format::Parquet),
            b"PK\x03\x04" if matches!(self, Self::Member(_)) => Err(FileProblem::ArchiveInArchive),
            b"PK\x03\x04" => Err(FileProblem::Zip),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(FileProblem::Utf16),
            _ => Ok(Format::Text),
        }
    }

    /// What a failed reading of these bytes means.
    pub(crate) fn problem(&self, error: io::Error) -> FileProblem {
        match self {
            Self::Member(_) => damage_or_disk(error, FileProblem::Member),
            Self::Disk(_) | Self::Memory(_) => error.into(),
        }
    }

    /// Bytes on disk, or of an unpacked member.
    pub(crate) fn size(&self) -> io::Result<u64> {
        match self {
            Self::Disk(path) => Ok(path.metadata()?.len()),
            Self::Member(member) => Ok(member.bytes),
            Self::Memory(bytes) => Ok(bytes.len() as u64),
        }
    }

    /// Size and hash, by reading the whole file.
    pub(crate) fn identity(&self) -> io::Result<Identity> {
        let mut tally = Tally::new(self.open()?);
        io::copy(&mut tally, &mut io::sink())?;
        Ok(tally.identity())
    }

    pub(crate) fn open(&self) -> io::Result<Bytes<'_>> {
        Ok(match self {
            Self::Disk(path) => Bytes::Disk(File::open(path)?),
            Self::Member(member) => Bytes::Member(Box::new(member.open()?)),
            Self::Memory(bytes) => Bytes::Memory(Cursor::new(bytes)),
        })
    }
}

/// The raw bytes.
pub(crate) enum Bytes<'a> {
    Disk(File),
    Member(Box<Unpacked>),
    Memory(Cursor<&'a [u8]>),
}

impl Read for Bytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Disk(file) => file.read(buffer),
            Self::Member(member) => member.read(buffer),
            Self::Memory(cursor) => cursor.read(buffer),
        }
    }
}

impl Seek for Bytes<'_> {
    fn seek(&mut self, position: io::SeekFrom) -> io::Result<u64> {
        match self {
            Self::Disk(file) => file.seek(position),
            Self::Member(_) => Err(io::ErrorKind::NotSeekable.into()),
            Self::Memory(cursor) => cursor.seek(position),
        }
    }
}

/// Text, unpacked on the way where it is gzip.
pub(crate) enum TextStream<'a> {
    Plain(Tally<Bytes<'a>>),
    Gzip(Box<MultiGzDecoder<Tally<Bytes<'a>>>>),
}

impl<'a> TextStream<'a> {
    pub(crate) fn open(source: &'a Source<'a>, format: Format) -> io::Result<Self> {
        let tally = Tally::new(source.open()?);
        Ok(match format {
            Format::Gzip => Self::Gzip(Box::new(MultiGzDecoder::new(tally))),
            Format::Text | Format::Parquet => Self::Plain(tally),
        })
    }

    fn tally(&self) -> &Tally<Bytes<'a>> {
        match self {
            Self::Plain(tally) => tally,
            Self::Gzip(decoder) => decoder.get_ref(),
        }
    }

    /// Bytes taken from disk so far.
    pub(crate) fn taken(&self) -> u64 {
        self.tally().bytes
    }

    /// Size and hash of what was read; the whole file once the stream has ended.
    pub(crate) fn identity(&self) -> Identity {
        self.tally().identity()
    }

    /// Fills `buffer` as far as the text reaches.
    pub(crate) fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, FileProblem> {
        match self {
            Self::Plain(tally) => read_up_to(tally, buffer).map_err(|error| match tally.inner {
                Bytes::Member(_) => damage_or_disk(error, FileProblem::Member),
                Bytes::Disk(_) | Bytes::Memory(_) => error.into(),
            }),
            Self::Gzip(decoder) => {
                read_up_to(decoder.as_mut(), buffer).map_err(|error| damage_or_disk(error, FileProblem::Gzip))
            }
        }
    }
}

/// What an error tells of packed bytes: that they are damaged, or of the disk.
fn damage_or_disk(error: io::Error, damage: fn(io::Error) -> FileProblem) -> FileProblem {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    match error.kind() {
        UnexpectedEof | InvalidInput | InvalidData => damage(error),
        _ => error.into(),
    }
}

/// Counts and hashes what passes.
pub(crate) struct Tally<R> {
    inner: R,
    bytes: u64,
    hash: Sha256,
}

impl<R> Tally<R> {
    fn new(inner: R) -> Self {
        Self { inner, bytes: 0, hash: Sha256::new() }
    }

    fn identity(&self) -> Identity {
        Identity { bytes: self.bytes, sha256: hex(&self.hash.clone().finalize()) }
    }
}

impl<R: Read> Read for Tally<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads until `buffer` is full or the end is reached.
fn read_up_to(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_the_format() {
        assert_eq!(Source::Memory(b"a,b\n").format().unwrap(), Format::Text);
        assert_eq!(Source::Memory(b"\x1f\x8b\x08\0").format().unwrap(), Format::Gzip);
        assert_eq!(Source::Memory(b"PAR1....").format().unwrap(), Format::Parquet);
        assert!(matches!(Source::Memory(b"").format(), Err(FileProblem::Empty)));
        assert!(matches!(Source::Memory(b"PK\x03\x04..").format(), Err(FileProblem::Zip)));
        assert!(matches!(Source::Memory(b"\xff\xfea\0").format(), Err(FileProblem::Utf16)));
    }

    #[test]
    fn the_identity_is_that_of_the_bytes_on_disk() {
        let identity = Source::Memory(b"abc").identity().unwrap();
        assert_eq!(identity.bytes, 3);
        assert_eq!(identity.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
