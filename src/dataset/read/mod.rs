//! Readers: delimited text, plain, gzip or in a zip archive, and Parquet, to rows.
//!
//! A file is told by its first bytes, not by its name; only an archive is known by its name. Every reader keeps the same account: rows used, bad rows with the
//! first few shown, blank lines, cells that are not finite; and hashes the bytes on disk on the way.

mod archive;
mod blocks;
mod delimited;
mod gathered;
mod header;
mod number;
mod parquet;
mod quick;
mod record;
mod rows;
mod source;
mod text;

use super::error::FileProblem;
pub(crate) use archive::{Entry, Member, members};
use blocks::Text;
pub(crate) use gathered::Gathered;
pub(crate) use header::{distinct, is_unnamed};
pub(crate) use number::number;
pub(crate) use rows::{Account, Coded, Kind, Missing, Plan, PlannedColumn, PlannedLabel, Rows, Seen, Values};
use source::Format;
pub(crate) use source::{Identity, Source, hex};

/// A file in which more than this share of the rows is bad is refused.
pub(crate) const MOST_BAD: f64 = 0.10;

/// The columns of a file as it names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// The cells of the first line, trimmed.
    pub(crate) cells: Vec<String>,
    /// The same, a repeated name numbered.
    pub(crate) names: Vec<String>,
    /// Whether the file holds them; of text without a header it is the spec that names the columns.
    pub(crate) in_file: bool,
}

impl Header {
    /// The columns under the names that a spec gives, unless the first line holds these names.
    ///
    /// # Errors
    /// Another number of columns, or a Parquet file, which has names of its own.
    pub(crate) fn named(self, names: &[String], source: &Source<'_>) -> Result<Self, FileProblem> {
        let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
        if names.is_empty() || self.cells == names {
            return Ok(self);
        }
        if source.format()? == Format::Parquet {
            return Err(FileProblem::ParquetNames);
        }
        if self.cells.len() != names.len() {
            return Err(FileProblem::NamedColumns { named: names.len(), found: self.cells.len() });
        }
        Ok(Self { names: distinct(&names), cells: names, in_file: false })
    }
}

/// Reads the names of the columns.
///
/// # Errors
/// The file cannot be read, is no table, or has no first line.
pub(crate) fn header(source: &Source<'_>) -> Result<Header, FileProblem> {
    let cells = match source.format()? {
        Format::Parquet => parquet::names(source)?,
        format => {
            let text = Text::open(source, format)?;
            if text.first_line.contains(&b'\r') && !text.first_line.contains(&b'\n') {
                return Err(FileProblem::CarriageReturns);
            }
            header::names(&text.first_line, text.delimiter)?
        }
    };
    let cells: Vec<String> = cells.iter().map(|name| header::pandas_spelling(name)).collect();
    let names = distinct(&cells);
    Ok(Header { cells, names, in_file: true })
}

/// What each column holds, by its type (Parquet) or by every one of its cells; only of those in `wanted` it matters.
///
/// # Errors
/// The file cannot be read.
pub(crate) fn infer(
    source: &Source<'_>,
    header: &Header,
    wanted: &[usize],
    missing: &Missing,
) -> Result<Vec<Seen>, FileProblem> {
    match source.format()? {
        Format::Parquet => parquet::infer(source, header.names.len(), wanted),
        format => {
            let mut text = Text::open(source, format)?;
            if !header.in_file {
                text.put_first_line_back();
            }
            delimited::infer(text, header.names.len(), missing)
        }
    }
}

/// Hands the file's rows to `each`, some at a time and in file order; `taken` hears the bytes taken from disk so far.
///
/// # Errors
/// The file cannot be read, has no usable row, or more than [`MOST_BAD`] of its rows are bad; and those of `each`, after
/// which nothing more is read.
pub(crate) fn read(
    source: &Source<'_>,
    plan: &Plan,
    each: &mut dyn FnMut(&[Rows]) -> Result<(), FileProblem>,
    taken: impl FnMut(u64),
) -> Result<(Account, Identity), FileProblem> {
    let (account, identity) = match source.format()? {
        Format::Parquet => parquet::read(source, plan, each, taken)?,
        format => {
            let mut text = Text::open(source, format)?;
            if !plan.header_row {
                text.put_first_line_back();
            }
            delimited::read(text, plan, each, taken)?
        }
    };
    judge(account).map(|account| (account, identity))
}

fn judge(account: Account) -> Result<Account, FileProblem> {
    let all = account.rows + account.bad_rows;
    if all == 0 {
        return Err(FileProblem::HeaderOnly);
    }
    if account.bad_rows as f64 > MOST_BAD * all as f64 {
        return Err(FileProblem::BadRows { bad: account.bad_rows, all, examples: account.bad_examples });
    }
    Ok(account)
}

#[cfg(test)]
mod tests;
