//! Records and cells of delimited text (RFC 4180): where a record ends, and what its cells are.
//!
//! A cell that starts with a quote may hold delimiters, doubled quotes and line ends. A quote that is never closed must
//! not swallow the rest of a file: beyond [`LONGEST_QUOTED`] bytes the record is taken to end at its first line end, and
//! becomes one bad row. A quote inside an unquoted cell is an ordinary character.

use std::borrow::Cow;

use super::text::trim;

/// Bytes that a record with line ends inside quotes may have.
pub(crate) const LONGEST_QUOTED: usize = 64 * 1024;

/// A cell without quotes and surrounding spaces.
pub(crate) type Cell<'a> = Cow<'a, [u8]>;

/// One record of a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    /// Line of the block that it starts on, from 0.
    pub(crate) line: u64,
    /// Its bytes, without line end.
    pub(crate) bytes: &'a [u8],
    /// Whether a line end follows; only the last record of a file may lack one.
    pub(crate) ended: bool,
}

/// The records of a block that starts at a record's start and ends at a record's end (or at the file's).
pub(crate) struct Records<'a> {
    rest: &'a [u8],
    line: u64,
    delimiter: u8,
    quotes: bool,
}

impl<'a> Records<'a> {
    pub(crate) fn new(block: &'a [u8], delimiter: u8) -> Self {
        Self { rest: block, line: 0, delimiter, quotes: has_quotes(block) }
    }

    /// The bytes that are left; a record starts there.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Passes over a record of one line, `bytes` long with its line end.
    pub(crate) fn pass(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
        self.line += 1;
    }

    /// Whether any cell of the block may be quoted.
    pub(crate) fn quotes(&self) -> bool {
        self.quotes
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let end = if self.quotes { record_end(self.rest, self.delimiter, true) } else { line_end(self.rest) };
        let (bytes, rest) = end.map_or((self.rest, &[][..]), |end| (&self.rest[..end], &self.rest[end + 1..]));
        let record =
            Record { line: self.line, bytes: bytes.strip_suffix(b"\r").unwrap_or(bytes), ended: end.is_some() };
        self.line += 1 + if self.quotes { count(bytes, b'\n') } else { 0 };
        self.rest = rest;
        Some(record)
    }
}

/// How many times `byte` occurs.
pub(crate) fn count(bytes: &[u8], byte: u8) -> u64 {
    memchr::memchr_iter(byte, bytes).count() as u64
}

/// Whether there is any quote.
pub(crate) fn has_quotes(bytes: &[u8]) -> bool {
    memchr::memchr(b'"', bytes).is_some()
}

/// Position of the first line end.
pub(crate) fn line_end(bytes: &[u8]) -> Option<usize> {
    memchr::memchr(b'\n', bytes)
}

/// Position of the line end that ends the record at the start of `bytes`; `None` where there is none yet.
///
/// `complete` says that nothing follows `bytes` in the file.
pub(crate) fn record_end(bytes: &[u8], delimiter: u8, complete: bool) -> Option<usize> {
    let first = line_end(bytes);
    if first.is_some_and(|end| !has_quotes(&bytes[..end])) {
        return first;
    }
    let within = &bytes[..bytes.len().min(LONGEST_QUOTED)];
    let cut = within.len() < bytes.len();
    match quoted_record_end(within, delimiter) {
        QuotedEnd::LineEnd(end) => Some(end),
        QuotedEnd::Closed if cut => first,
        QuotedEnd::Open if cut || complete => first,
        QuotedEnd::Closed | QuotedEnd::Open => None,
    }
}

/// How a record with quotes goes on.
enum QuotedEnd {
    /// It ends at this line end, outside all quotes.
    LineEnd(usize),
    /// The bytes end outside all quotes.
    Closed,
    /// The bytes end inside a quote.
    Open,
}

fn quoted_record_end(bytes: &[u8], delimiter: u8) -> QuotedEnd {
    let mut at = 0;
    loop {
        at += bytes[at..].iter().take_while(|&&byte| byte == b' ').count();
        if bytes.get(at) == Some(&b'"') {
            let Some(close) = closing_quote(&bytes[at + 1..]) else { return QuotedEnd::Open };
            at += 1 + close + 1;
        }
        match bytes[at..].iter().position(|&byte| byte == delimiter || byte == b'\n') {
            None => return QuotedEnd::Closed,
            Some(end) if bytes[at + end] == b'\n' => return QuotedEnd::LineEnd(at + end),
            Some(end) => at += end + 1,
        }
    }
}

/// Position of the quote that closes a quoted cell, doubled quotes passed over.
fn closing_quote(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += bytes[at..].iter().position(|&byte| byte == b'"')?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Splits a record into trimmed cells. `quotes` may be false where the record is known to hold none.
///
/// # Errors
/// Why the record cannot be split: a quote that is not closed, or text after a closing quote.
pub(crate) fn split<'a>(
    record: &'a [u8],
    delimiter: u8,
    quotes: bool,
    cells: &mut Vec<Cell<'a>>,
) -> Result<(), &'static str> {
    cells.clear();
    if !quotes || !has_quotes(record) {
        cells.extend(record.split(|&byte| byte == delimiter).map(|cell| Cow::Borrowed(trim(cell))));
        return Ok(());
    }
    let mut rest = record;
    loop {
        let (cell, after) = first_cell(rest, delimiter)?;
        cells.push(cell);
        match after {
            Some(after) => rest = after,
            None => return Ok(()),
        }
    }
}

/// The first cell, and what follows its delimiter.
fn first_cell(record: &[u8], delimiter: u8) -> Result<(Cell<'_>, Option<&[u8]>), &'static str> {
    let spaces = record.iter().take_while(|&&byte| byte == b' ').count();
    let Some(quoted) = record[spaces..].strip_prefix(b"\"") else {
        let (cell, after) = until_delimiter(record, delimiter);
        return Ok((Cow::Borrowed(trim(cell)), after));
    };
    let close = closing_quote(quoted).ok_or("a quote is not closed")?;
    let (tail, after) = until_delimiter(&quoted[close + 1..], delimiter);
    if !trim(tail).is_empty() {
        return Err("text follows a closing quote");
    }
    Ok((unquoted(&quoted[..close]), after))
}

fn until_delimiter(bytes: &[u8], delimiter: u8) -> (&[u8], Option<&[u8]>) {
    match bytes.iter().position(|&byte| byte == delimiter) {
        Some(at) => (&bytes[..at], Some(&bytes[at + 1..])),
        None => (bytes, None),
    }
}

fn unquoted(inside: &[u8]) -> Cell<'_> {
    let inside = trim(inside);
    if !has_quotes(inside) {
        return Cow::Borrowed(inside);
    }
    let mut plain = Vec::with_capacity(inside.len());
    let mut bytes = inside.iter();
    while let Some(&byte) = bytes.next() {
        plain.push(byte);
        if byte == b'"' {
            bytes.next();
        }
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(record: &[u8]) -> Result<Vec<String>, &'static str> {
        let mut cells = Vec::new();
        split(record, b',', true, &mut cells)?;
        Ok(cells.iter().map(|cell| String::from_utf8(cell.to_vec()).unwrap()).collect())
    }

    fn records(text: &[u8]) -> Vec<(u64, &[u8], bool)> {
        Records::new(text, b',').map(|record| (record.line, record.bytes, record.ended)).collect()
    }

    #[test]
    fn quoted_cells_hold_delimiters_quotes_and_line_ends() {
        assert_eq!(cells(b"a, \"b,c\" ,\"say \"\"x\"\"\",\"\",d").unwrap(), ["a", "b,c", "say \"x\"", "", "d"]);
        assert_eq!(records(b"1,\"a\nb\"\r\n2,c\n"), [(0, &b"1,\"a\nb\""[..], true), (2, &b"2,c"[..], true)]);
    }

    #[test]
    fn a_quote_inside_an_unquoted_cell_is_a_character() {
        assert_eq!(cells(b"5\" pipe,b").unwrap(), ["5\" pipe", "b"]);
        assert_eq!(records(b"5\" pipe,b\nx\n").len(), 2);
    }

    #[test]
    fn broken_quotes_are_said() {
        assert_eq!(cells(b"a,\"b"), Err("a quote is not closed"));
        assert_eq!(cells(b"\"a\"b,c"), Err("text follows a closing quote"));
    }

    #[test]
    fn an_open_quote_costs_one_row() {
        let mut text = b"1,\"a\n".to_vec();
        for row in 0..20_000 {
            text.extend_from_slice(format!("{row},b\n").as_bytes());
        }
        assert_eq!(records(&text).len(), 20_001);
        assert_eq!(records(b"1,\"a\n2,b\n"), [(0, &b"1,\"a"[..], true), (1, &b"2,b"[..], true)]);
    }

    #[test]
    fn the_last_record_may_lack_its_line_end() {
        assert_eq!(records(b"1,2\n3"), [(0, &b"1,2"[..], true), (1, &b"3"[..], false)]);
        assert_eq!(records(b"\n\r\n"), [(0, &b""[..], true), (1, &b""[..], true)]);
    }

    #[test]
    fn a_last_record_without_a_line_end_may_hold_one_inside_quotes() {
        assert_eq!(records(b"1,2\n3,\"a\nb\",4"), [(0, &b"1,2"[..], true), (1, &b"3,\"a\nb\",4"[..], false)]);
    }

    #[test]
    fn an_unfinished_record_waits_for_more() {
        assert_eq!(record_end(b"1,\"a\nb", b',', false), None);
        assert_eq!(record_end(b"1,\"a\nb\"\n", b',', false), Some(7));
        assert_eq!(record_end(b"1,2", b',', false), None);
    }
}
