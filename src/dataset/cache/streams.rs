//! Bytes that are hashed as they pass, and the numbers and texts that they are made of, least byte first.

use std::io::{self, Read, Write};

use super::super::numbers::{array, damaged};
use super::super::read::hex;

/// Bytes that are handed on and hashed at a time.
pub(super) const AT_ONCE: usize = 1 << 20;

/// Hashes what passes.
pub(super) struct Hashed<T> {
    inner: T,
    hash: blake3::Hasher,
}

impl<T> Hashed<T> {
    pub(super) fn new(inner: T) -> Self {
        Self { inner, hash: blake3::Hasher::new() }
    }

    /// What is below, and the hash of all that passed.
    pub(super) fn finish(self) -> (T, blake3::Hash) {
        let hash = self.hash.finalize();
        (self.inner, hash)
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}

/// Bytes that [`write_length`] writes.
pub(super) const LENGTH: usize = size_of::<u64>();

pub(super) fn write_length(output: &mut impl Write, length: usize) -> io::Result<()> {
    output.write_all(&(length as u64).to_le_bytes())
}

/// A length that may be at most `most`.
pub(super) fn read_length(input: &mut impl Read, most: usize) -> io::Result<usize> {
    let length = u64::from_le_bytes(array(input)?);
    usize::try_from(length).ok().filter(|&length| length <= most).ok_or_else(|| damaged("a length is too large"))
}

pub(super) fn write_bytes(output: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    write_length(output, bytes.len())?;
    output.write_all(bytes)
}

/// Bytes, at most `most`.
pub(super) fn read_bytes(input: &mut impl Read, most: usize) -> io::Result<Vec<u8>> {
    let length = read_length(input, most)?;
    let mut bytes = Vec::new();
    // A wrong length ends with the file instead of filling the memory.
    if input.by_ref().take(length as u64).read_to_end(&mut bytes)? < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// The hash at the end of a file is not that of what stands before it.
pub(super) fn wrong_hash(found: &blake3::Hash, expected: [u8; 32]) -> Option<io::Error> {
    let text = || format!("its hash is {}… instead of {}…", &found.to_hex()[..8], &hex(&expected)[..8]);
    (*found.as_bytes() != expected).then(|| damaged(&text()))
}
