//! Delimited text in blocks that start and end with whole records, several parsed at a time.
//!
//! Blocks are cut by their bytes alone and their results joined in file order, so what comes out does not depend on the
//! number of threads. While one batch is parsed the next is read, unpacked and hashed.

use rayon::prelude::*;

use super::record::{LONGEST_QUOTED, count, has_quotes, line_end, record_end};
use super::source::{Format, Identity, Source, TextStream};
use super::text::trim;
use super::{FileProblem, header};

/// Bytes of a block before it is cut at its last record.
#[cfg(not(test))]
const BLOCK: usize = 512 << 10;
/// Small, so that unit tests see many blocks.
#[cfg(test)]
const BLOCK: usize = 256 << 10;

const _: () = assert!(BLOCK > LONGEST_QUOTED, "a block holds the longest quoted record");

/// Blocks in memory for each thread.
const BLOCKS_PER_THREAD: usize = 8;

/// The byte-order mark of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How gzip data starts.
const GZIP: &[u8] = b"\x1f\x8b";

/// A delimited text file, opened, its first line read.
pub(crate) struct Text<'a> {
    stream: TextStream<'a>,
    /// Read but not given out; starts at a record.
    pending: Vec<u8>,
    ended: bool,
    /// The first line that is not blank (of several lines where quoted names hold line ends), without its end.
    pub(crate) first_line: Vec<u8>,
    /// What stands between cells.
    pub(crate) delimiter: u8,
    /// Lines given out or passed over so far.
    line: u64,
    /// Blank lines before the first line.
    pub(crate) leading_blank_lines: u64,
    /// Memory of blocks that were parsed.
    spare: Vec<Vec<u8>>,
}

/// Whole records of a file.
pub(crate) struct Block {
    pub(crate) bytes: Vec<u8>,
    /// Lines of the file before it.
    pub(crate) line: u64,
}

impl<'a> Text<'a> {
    /// Opens the file and reads its first line.
    ///
    /// # Errors
    /// Unreadable or damaged bytes; nothing but blank lines; no line end in the first block.
    pub(crate) fn open(source: &'a Source<'a>, format: Format) -> Result<Self, FileProblem> {
        let stream = TextStream::open(source, format)?;
        let mut text = Self {
            stream,
            pending: Vec::new(),
            ended: false,
            first_line: Vec::new(),
            delimiter: b',',
            line: 0,
            leading_blank_lines: 0,
            spare: Vec::new(),
        };
        text.refill()?;
        if text.pending.starts_with(BYTE_ORDER_MARK) {
            text.pending.drain(..BYTE_ORDER_MARK.len());
        }
        if text.pending.starts_with(GZIP) {
            return Err(FileProblem::GzipTwice);
        }
        text.take_first_line()?;
        if text.first_line.contains(&0) {
            return Err(FileProblem::Binary);
        }
        text.delimiter = header::delimiter(&text.first_line);
        Ok(text)
    }

    /// Makes the first line a record again: the file has no header.
    pub(crate) fn put_first_line_back(&mut self) {
        let mut line = std::mem::take(&mut self.first_line);
        self.line -= 1 + count(&line, b'\n');
        line.push(b'\n');
        self.pending.splice(0..0, line);
    }

    fn take_first_line(&mut self) -> Result<(), FileProblem> {
        loop {
            let line = &self.pending[..line_end(&self.pending).unwrap_or(self.pending.len())];
            // Quoted names may hold line ends.
            let (line, used) = match record_end(&self.pending, header::delimiter(line), self.ended) {
                Some(end) => (&self.pending[..end], end + 1),
                None if self.ended => (&self.pending[..], self.pending.len()),
                None => return Err(FileProblem::NoLineEnd { within: BLOCK }),
            };
            if used == 0 {
                return Err(FileProblem::Empty);
            }
            let line = line.strip_suffix(b"\r").unwrap_or(line).to_vec();
            self.pending.drain(..used);
            self.line += 1 + count(&line, b'\n');
            if !trim(&line).is_empty() {
                self.first_line = line;
                return Ok(());
            }
            self.leading_blank_lines += 1;
        }
    }

    fn refill(&mut self) -> Result<(), FileProblem> {
        let start = self.pending.len();
        self.pending.resize(start + BLOCK, 0);
        let read = self.stream.fill(&mut self.pending[start..])?;
        self.pending.truncate(start + read);
        self.ended = read < BLOCK;
        Ok(())
    }

    /// The next block, `None` at the end of the file.
    fn next_block(&mut self) -> Result<Option<Block>, FileProblem> {
        if !self.ended {
            self.refill()?;
        }
        let cut = if self.ended { self.pending.len() } else { self.last_record_end()? };
        if cut == 0 {
            return Ok(None);
        }
        let mut rest = self.spare.pop().unwrap_or_default();
        rest.clear();
        rest.extend_from_slice(&self.pending[cut..]);
        self.pending.truncate(cut);
        let bytes = std::mem::replace(&mut self.pending, rest);
        let block = Block { line: self.line, bytes };
        self.line += count(&block.bytes, b'\n');
        Ok(Some(block))
    }

    /// Where the last whole record of `pending` ends.
    fn last_record_end(&self) -> Result<usize, FileProblem> {
        let bytes = &self.pending;
        let end = if has_quotes(bytes) {
            let mut at = 0;
            while let Some(end) = record_end(&bytes[at..], self.delimiter, false) {
                at += end + 1;
            }
            at
        } else {
            memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1)
        };
        if end == 0 { Err(FileProblem::NoLineEnd { within: BLOCK }) } else { Ok(end) }
    }

    fn next_blocks(&mut self) -> Result<Vec<Block>, FileProblem> {
        let most = rayon::current_num_threads() * BLOCKS_PER_THREAD;
        std::iter::from_fn(|| self.next_block().transpose()).take(most).collect()
    }

    /// Parses every block in parallel and hands the results to `join`, those of several blocks at a time and in file order,
    /// with the bytes taken from disk.
    ///
    /// # Errors
    /// Unreadable or damaged bytes, and those of `join`, after which nothing more is read.
    pub(crate) fn parse_blocks<P: Send>(
        mut self,
        parse: impl Fn(&Block) -> P + Sync,
        mut join: impl FnMut(Vec<P>, u64) -> Result<(), FileProblem>,
    ) -> Result<Identity, FileProblem> {
        let mut blocks = self.next_blocks()?;
        while !blocks.is_empty() {
            let taken = self.stream.taken();
            let (parts, next) = rayon::join(|| blocks.par_iter().map(&parse).collect(), || self.next_blocks());
            join(parts, taken)?;
            self.spare.extend(blocks.into_iter().map(|block| block.bytes));
            blocks = next?;
        }
        Ok(self.stream.identity())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &[u8]) -> Vec<(u64, usize)> {
        let source = Source::Memory(text);
        let opened = Text::open(&source, Format::Text).unwrap();
        let mut blocks = Vec::new();
        let line_and_bytes = |block: &Block| (block.line, block.bytes.clone());
        opened
            .parse_blocks(line_and_bytes, |parts, _| {
                blocks.extend(parts);
                Ok(())
            })
            .unwrap();
        let joined: Vec<u8> = blocks.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
        let body = &text[line_end(text).unwrap() + 1..];
        assert!(joined == body, "every byte after the header comes once, in order");
        blocks.into_iter().map(|(line, bytes)| (line, bytes.len())).collect()
    }

    #[test]
    fn blocks_end_with_records_and_know_their_line() {
        let mut text = b"a,b\n".to_vec();
        for row in 0..100_000 {
            text.extend_from_slice(format!("{row},x\n").as_bytes());
        }
        let blocks = blocks(&text);
        assert!(blocks.len() > 2);
        assert_eq!(blocks[0].0, 1);
        assert!(blocks.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn a_quoted_record_is_never_cut() {
        let mut text = b"a,b\n".to_vec();
        while text.len() < 3 * BLOCK {
            text.extend_from_slice(b"1,\"first\nsecond\nthird\"\n");
        }
        let record = b"1,\"first\nsecond\nthird\"\n".len();
        assert!(blocks(&text).iter().all(|(_, length)| length % record == 0));
    }

    #[test]
    fn a_mark_and_blank_lines_before_the_header_are_passed_over() {
        let source = Source::Memory(b"\xef\xbb\xbf\n \r\n a;b\r\n1;2\n");
        let text = Text::open(&source, Format::Text).unwrap();
        assert_eq!((text.first_line.as_slice(), text.delimiter, text.line), (&b" a;b"[..], b';', 3));
        assert_eq!(text.leading_blank_lines, 2);
    }

    #[test]
    fn bytes_without_lines_are_refused() {
        let noise = vec![b'x'; BLOCK + 1];
        let source = Source::Memory(&noise);
        assert!(matches!(Text::open(&source, Format::Text), Err(FileProblem::NoLineEnd { .. })));
        assert!(matches!(Text::open(&Source::Memory(b"\n\n"), Format::Text), Err(FileProblem::Empty)));
    }
}
