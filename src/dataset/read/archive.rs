//! Members of zip archives: found in the archive's directory, unpacked as they are read and never on disk, checked against
//! the length and the CRC-32 that the directory gives.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};
use std::path::{Path, PathBuf};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::FileProblem;

/// A member that can be unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    archive: PathBuf,
    /// Its path in the archive, with `/`.
    pub(crate) name: String,
    /// Where its packed bytes start.
    start: u64,
    packed: u64,
    /// Bytes when unpacked.
    pub(crate) bytes: u64,
    crc32: u32,
    deflated: bool,
}

/// What an archive's directory says of a member.
pub(crate) struct Entry {
    /// Its path in the archive, with `/`.
    pub(crate) name: String,
    /// Why it cannot be unpacked.
    pub(crate) member: Result<Member, FileProblem>,
}

/// The members of an archive, folders and hidden files left out, in the directory's order.
///
/// # Errors
/// The archive cannot be read or has no whole directory.
pub(crate) fn members(archive: &Path) -> Result<Vec<Entry>, FileProblem> {
    let mut zip = ZipArchive::new(BufReader::new(File::open(archive)?)).map_err(of_archive)?;
    let mut entries = Vec::new();
    for at in 0..zip.len() {
        let found = zip.by_index_data(at).map_err(of_archive)?;
        // Some programs write `\` where the format has `/`.
        let name = found.name().map_err(of_archive)?.replace('\\', "/");
        if !found.is_dir() && !is_hidden(&name) {
            let member = member(&mut zip, at, archive, &name);
            entries.push(Entry { name, member });
        }
    }
    Ok(entries)
}

/// Hidden files, and what macOS adds to archives.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
}

fn member(zip: &mut ZipArchive<BufReader<File>>, at: usize, archive: &Path, name: &str) -> Result<Member, FileProblem> {
    let file = zip.by_index_raw(at).map_err(|error| FileProblem::Member(io::Error::other(why(&error))))?;
    if file.encrypted() {
        return Err(FileProblem::Encrypted);
    }
    let deflated = match file.compression() {
        CompressionMethod::Stored => false,
        CompressionMethod::Deflated => true,
        other => return Err(FileProblem::Packing(packing(other))),
    };
    Ok(Member {
        archive: archive.to_path_buf(),
        name: name.to_owned(),
        start: file.data_start().unwrap_or(0),
        packed: file.compressed_size(),
        bytes: file.size(),
        crc32: file.crc32(),
        deflated,
    })
}

/// The name of a method of packing (APPNOTE 6.3.10, 4.4.5).
fn packing(method: CompressionMethod) -> String {
    #[expect(deprecated, reason = "the number is what the format has, whichever methods the crate was built with")]
    let number = method.to_u16();
    match number {
        1 => "Shrink",
        2..=5 => "Reduce",
        6 => "Implode",
        9 => "Deflate64",
        12 => "bzip2",
        14 => "LZMA",
        93 => "Zstandard",
        95 => "XZ",
        98 => "PPMd",
        99 => "AES encryption",
        other => return format!("method {other}"),
    }
    .to_owned()
}

fn of_archive(error: ZipError) -> FileProblem {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => FileProblem::Io(error),
        error => FileProblem::Archive(why(&error)),
    }
}

fn why(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) => error.to_string(),
        ZipError::InvalidArchive(why) => why.to_string(),
        ZipError::UnsupportedArchive(why) => (*why).to_owned(),
        other => other.to_string(),
    }
}

impl Member {
    /// Its bytes from the first one on.
    pub(crate) fn open(&self) -> io::Result<Unpacked> {
        let mut file = File::open(&self.archive)?;
        file.seek(SeekFrom::Start(self.start))?;
        let packed = file.take(self.packed);
        let inner = if self.deflated { Packed::Deflated(DeflateDecoder::new(packed)) } else { Packed::Stored(packed) };
        Ok(Unpacked { inner, left: self.bytes, crc: Crc::new(), crc32: self.crc32 })
    }

    /// The folder that it lies in, with `/` at its end; empty for the archive's own.
    pub(crate) fn folder(&self) -> &str {
        self.name.rfind('/').map_or("", |at| &self.name[..=at])
    }
}

/// The bytes of a member.
pub(crate) struct Unpacked {
    inner: Packed,
    /// Bytes that the directory says are to come.
    left: u64,
    crc: Crc,
    crc32: u32,
}

enum Packed {
    Stored(Take<File>),
    Deflated(DeflateDecoder<Take<File>>),
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.inner {
            Packed::Stored(bytes) => bytes.read(buffer)?,
            Packed::Deflated(bytes) => bytes.read(buffer)?,
        };
        self.crc.update(&buffer[..read]);
        let damaged = |why: &str| Err(io::Error::new(io::ErrorKind::InvalidData, why.to_owned()));
        match self.left.checked_sub(read as u64) {
            None => return damaged("it is longer than the archive says"),
            Some(left) => self.left = left,
        }
        if read == 0 && !buffer.is_empty() {
            if self.left > 0 {
                return damaged("it is shorter than the archive says");
            }
            if self.crc.sum() != self.crc32 {
                return damaged("its CRC-32 is not the one in the archive");
            }
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::super::source::Source;
    use super::*;

    const TEXT: &str = "a,b\n1,2\n1,2\n1,2\n1,2\n1,2\n1,2\n1,2\n1,2\n";

    fn archive(folder: &Path, members: &[(&str, SimpleFileOptions)]) -> PathBuf {
        let path = folder.join("rows.zip");
        let mut zip = ZipWriter::new(File::create(&path).unwrap());
        for (name, options) in members {
            zip.start_file(*name, *options).unwrap();
            zip.write_all(TEXT.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
        path
    }

    fn packed(method: CompressionMethod) -> SimpleFileOptions {
        SimpleFileOptions::default().compression_method(method)
    }

    fn read(member: &Member) -> io::Result<String> {
        let mut text = String::new();
        member.open()?.read_to_string(&mut text).map(|_| text)
    }

    #[test]
    fn stored_and_deflated_members_are_read_whatever_their_sizes_take() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(
            folder.path(),
            &[
                ("a.csv", packed(CompressionMethod::Stored)),
                ("in this /b.csv", packed(CompressionMethod::Deflated)),
                ("c.csv", packed(CompressionMethod::Deflated).large_file(true)),
                ("win\\d.csv", packed(CompressionMethod::Stored)),
                ("__MACOSX/._a.csv", packed(CompressionMethod::Stored)),
                (".hidden/a.csv", packed(CompressionMethod::Stored)),
            ],
        );
        let members: Vec<Member> = members(&path).unwrap().into_iter().map(|entry| entry.member.unwrap()).collect();
        let names: Vec<(&str, &str)> = members.iter().map(|member| (member.name.as_str(), member.folder())).collect();
        assert_eq!(names, [("a.csv", ""), ("in this /b.csv", "in this /"), ("c.csv", ""), ("win/d.csv", "win/")]);
        for member in &members {
            assert_eq!(read(member).unwrap(), TEXT);
            let source = Source::Member(member);
            assert_eq!(source.identity().unwrap(), Source::Memory(TEXT.as_bytes()).identity().unwrap());
            assert_eq!(source.size().unwrap(), TEXT.len() as u64);
        }
    }

    #[test]
    fn every_damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            let path = archive(folder.path(), &[("a.csv", packed(method))]);
            let whole = fs::read(&path).unwrap();
            for length in 0..whole.len() {
                fs::write(&path, &whole[..length]).unwrap();
                assert!(matches!(members(&path), Err(FileProblem::Archive(_))), "{length} of {}", whole.len());
            }
            let member = {
                fs::write(&path, &whole).unwrap();
                members(&path).unwrap().remove(0).member.unwrap()
            };
            for at in member.start..member.start + member.packed {
                let mut damaged = whole.clone();
                damaged[at as usize] ^= 0x10;
                fs::write(&path, &damaged).unwrap();
                let error = read(&member).unwrap_err();
                assert!(
                    matches!(
                        error.kind(),
                        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof
                    ),
                    "{at}: {error}"
                );
            }
        }
    }

    #[test]
    fn what_cannot_be_unpacked_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path(), &[("a.csv", packed(CompressionMethod::Stored))]);
        let whole = fs::read(&path).unwrap();
        let directory = whole.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
        let problem = |at: usize, value: u8| {
            let mut changed = whole.clone();
            changed[directory + at] = value;
            fs::write(&path, changed).unwrap();
            members(&path).unwrap().remove(0).member.unwrap_err().to_string()
        };
        // Bit 0 of the flags, and the method (APPNOTE 6.3.10, 4.3.12).
        assert!(problem(8, whole[directory + 8] | 1).contains("encrypted"));
        assert!(problem(10, 12).contains("packed with bzip2,"));
        assert!(problem(10, 77).contains("packed with method 77,"));
    }
}
