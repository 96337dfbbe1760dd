//! A table as a file: a first line, what is said once as JSON, then labels and columns one after the other, then the hash
//! of all that.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::numbers::{Codes, Numbers, array, damaged};
use super::super::table::{Column, ColumnData, FileUse, Origin, Sampled, Table, file_of_row};
use super::streams::{AT_ONCE, Hashed, LENGTH, read_bytes, read_length, write_bytes, write_length, wrong_hash};
use crate::files::temporary_in;
use crate::text::thousands;

/// The first line; a file of another layout has another, and lies under another name.
pub(super) const FIRST_LINE: [u8; 17] = *b"idsbench table 2\n";

/// Bytes of the hash at the end.
const HASH: usize = blake3::OUT_LEN;

/// What is said once.
#[derive(Serialize, Deserialize)]
struct Head {
    rows: usize,
    columns: Vec<HeadColumn>,
    label_names: Vec<String>,
    files: Vec<FileUse>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sample: Option<Sampled>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct HeadColumn {
    name: String,
    numeric: bool,
}

/// Writes the table, apart from its origin, so that the file is whole or not there.
///
/// # Errors
/// When the file would take more than `most` bytes, which is found out before any is written, or cannot be written.
pub(super) fn write(path: &Path, table: &Table, most: u64) -> io::Result<()> {
    let head = serde_json::to_vec(&Head::of(table))?;
    if bytes(table, &head) > most {
        let text = format!("it would take more than the {} bytes that all kept tables may take", thousands(most));
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
    }
    let file = temporary_in(path.parent().unwrap_or(Path::new(".")))?;
    let mut output = BufWriter::with_capacity(AT_ONCE, Hashed::new(file));
    output.write_all(&FIRST_LINE)?;
    write_bytes(&mut output, &head)?;
    write_codes(&mut output, &table.labels)?;
    for column in &table.columns {
        match &column.data {
            ColumnData::Numeric(numbers) => numbers.write(&mut output)?,
            ColumnData::Text { codes, names } => {
                write_length(&mut output, names.len())?;
                names.iter().try_for_each(|name| write_bytes(&mut output, name.as_bytes()))?;
                write_codes(&mut output, codes)?;
            }
        }
    }
    let (mut file, hash) = output.into_inner().map_err(io::IntoInnerError::into_error)?.finish();
    file.write_all(hash.as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Bytes of the file of a table.
fn bytes(table: &Table, head: &[u8]) -> u64 {
    let of_column = |column: &Column| match &column.data {
        ColumnData::Numeric(numbers) => numbers.written_bytes(),
        ColumnData::Text { codes, names } => {
            let names = names.iter().map(|name| LENGTH + name.len()).sum::<usize>();
            LENGTH + names + Codes::written_bytes(codes.len(), largest(codes))
        }
    };
    let labels = Codes::written_bytes(table.rows(), largest(&table.labels));
    let columns = table.columns.iter().map(of_column).sum::<usize>();
    (FIRST_LINE.len() + LENGTH + head.len() + labels + columns + HASH) as u64
}

/// Reads a table; its origin is for the caller to set.
///
/// # Errors
/// When the file is not there, is none of ours, or is damaged.
pub(super) fn read(path: &Path) -> io::Result<Table> {
    let mut file = File::open(path)?;
    let body = file.metadata()?.len().checked_sub(HASH as u64).ok_or_else(|| damaged("it is too short"))?;
    file.seek(SeekFrom::Start(body))?;
    let expected = array(&mut file)?;
    file.rewind()?;
    let mut input = BufReader::with_capacity(AT_ONCE, Hashed::new(file.take(body)));
    let table = read_body(&mut input)?;
    let is_all = input.fill_buf()?.is_empty();
    let (_, hash) = input.into_inner().finish();
    match wrong_hash(&hash, expected) {
        Some(error) => Err(error),
        None if is_all => Ok(table),
        None => Err(damaged("something follows the last column")),
    }
}

fn read_body(input: &mut impl Read) -> io::Result<Table> {
    if array(input)? != FIRST_LINE {
        return Err(damaged("it does not start as a table does"));
    }
    let head: Head = serde_json::from_slice(&read_bytes(input, usize::MAX)?)?;
    let labels = read_codes(input, head.rows)?;
    let column = |HeadColumn { name, numeric }: HeadColumn| {
        let data = if numeric {
            ColumnData::Numeric(Numbers::read(input, head.rows)?)
        } else {
            let texts = read_length(input, head.rows)?;
            let names = (0..texts).map(|_| read_text(input)).collect::<io::Result<_>>()?;
            ColumnData::Text { codes: read_codes(input, head.rows)?, names }
        };
        Ok(Column { name, data })
    };
    let columns = head.columns.into_iter().map(column).collect::<io::Result<_>>()?;
    let rows = head.files.iter().try_fold(0u64, |rows, file| rows.checked_add(file.kept()));
    if rows != Some(head.rows as u64) {
        return Err(damaged("its files have other rows"));
    }
    let file_of_row = file_of_row(&head.files);
    let Head { label_names, files, sample, fingerprint, .. } = head;
    Ok(Table { columns, labels, label_names, file_of_row, files, sample, fingerprint, origin: Origin::Files })
}

impl Head {
    fn of(table: &Table) -> Self {
        let column = |column: &Column| HeadColumn {
            name: column.name.clone(),
            numeric: matches!(column.data, ColumnData::Numeric(_)),
        };
        Self {
            rows: table.rows(),
            columns: table.columns.iter().map(column).collect(),
            label_names: table.label_names.clone(),
            files: table.files.clone(),
            sample: table.sample.clone(),
            fingerprint: table.fingerprint.clone(),
        }
    }
}

fn write_codes(output: &mut impl Write, codes: &[u32]) -> io::Result<()> {
    Codes::of(codes.iter().copied(), largest(codes)).write(output)
}

fn largest(codes: &[u32]) -> u32 {
    codes.iter().copied().max().unwrap_or(0)
}

fn read_codes(input: &mut impl Read, rows: usize) -> io::Result<Vec<u32>> {
    let codes = Codes::read(input, rows)?;
    let mut all = Vec::with_capacity(rows);
    codes.visit(0..rows, |code| all.push(code));
    Ok(all)
}

fn read_text(input: &mut impl Read) -> io::Result<String> {
    String::from_utf8(read_bytes(input, usize::MAX)?).map_err(|_| damaged("a text is not UTF-8"))
}
