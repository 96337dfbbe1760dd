//! One number for the rows of a table, whatever their order.
//!
//! Each row is hashed with BLAKE3 over the bits of its cells and its label; the hashes, as 128-bit integers, are added
//! with wrapping. Adding (rather than XOR) lets a row that occurs twice count twice. The sum is then hashed with the
//! column names, so that two tables with the same fingerprint have the same columns and the same rows.

use std::ops::Range;

use rayon::prelude::*;

use super::read::hex;
use super::table::{ColumnData, Table};

/// Rows hashed by one task.
const CHUNK: usize = 1 << 10;

/// Changes whenever the same rows give another fingerprint.
pub(super) const VERSION: &str = "idsbench rows 1";

/// The fingerprint of the rows, 64 hexadecimal digits; equal for the same rows in any order. The one that came with the
/// table, where it did: else every cell is hashed.
pub fn fingerprint(table: &Table) -> String {
    table.fingerprint.clone().unwrap_or_else(|| of_rows(table))
}

/// The fingerprint from the cells themselves.
pub(super) fn of_rows(table: &Table) -> String {
    let sum = (0..table.rows().div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| {
            let rows = chunk * CHUNK..table.rows().min((chunk + 1) * CHUNK);
            let columns: Vec<Cells<'_>> = table.columns.iter().map(|c| Cells::of(&c.data, rows.clone())).collect();
            let mut bytes = Vec::new();
            rows.enumerate().fold(0u128, |sum, (at, row)| {
                let label = &table.label_names[table.labels[row] as usize];
                sum.wrapping_add(row_hash(&columns, at, label, &mut bytes))
            })
        })
        .reduce(|| 0, u128::wrapping_add);
    let mut hash = blake3::Hasher::new();
    hash.update(VERSION.as_bytes());
    let mut names = Vec::new();
    for column in &table.columns {
        push_text(&mut names, &column.name);
    }
    hash.update(&names);
    hash.update(&(table.rows() as u64).to_le_bytes());
    hash.update(&sum.to_le_bytes());
    hex(hash.finalize().as_bytes())
}

/// The cells of one column in the rows of a chunk.
enum Cells<'a> {
    /// Bits of the numbers; every NaN is the same missing value.
    Numbers(Vec<u64>),
    Texts {
        codes: &'a [u32],
        names: &'a [String],
    },
}

impl<'a> Cells<'a> {
    fn of(column: &'a ColumnData, rows: Range<usize>) -> Self {
        match column {
            ColumnData::Numeric(values) => {
                let mut bits = Vec::with_capacity(rows.len());
                values.visit_range(rows, |value| bits.push(if value.is_nan() { f64::NAN } else { value }.to_bits()));
                Self::Numbers(bits)
            }
            ColumnData::Text { codes, names } => Self::Texts { codes: &codes[rows], names },
        }
    }

    fn push(&self, at: usize, bytes: &mut Vec<u8>) {
        match self {
            Self::Numbers(bits) => bytes.extend_from_slice(&bits[at].to_le_bytes()),
            Self::Texts { codes, names } => push_text(bytes, &names[codes[at] as usize]),
        }
    }
}

/// The hash of the row at `at` in the chunk; `bytes` is scratch.
fn row_hash(columns: &[Cells<'_>], at: usize, label: &str, bytes: &mut Vec<u8>) -> u128 {
    bytes.clear();
    columns.iter().for_each(|column| column.push(at, bytes));
    push_text(bytes, label);
    let hash = blake3::hash(bytes);
    let half = hash.as_bytes().first_chunk().expect("a BLAKE3 hash has 32 bytes");
    u128::from_le_bytes(*half)
}

/// The length goes first, so that no two lists of texts give the same bytes.
fn push_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::super::table::{Column, Origin};
    use super::*;

    fn table(rows: &[(f64, &str, &str)]) -> Table {
        let mut names: Vec<String> = Vec::new();
        let mut code = |text: &str| {
            let at = names.iter().position(|name| name == text);
            at.unwrap_or_else(|| {
                names.push(text.to_owned());
                names.len() - 1
            }) as u32
        };
        let codes = rows.iter().map(|row| code(row.1)).collect();
        let labels = rows.iter().map(|row| code(row.2)).collect();
        let column = |name: &str, data| Column { name: name.to_owned(), data };
        Table {
            columns: vec![
                column("x", ColumnData::Numeric(rows.iter().map(|row| row.0).collect())),
                column("p", ColumnData::Text { codes, names: names.clone() }),
            ],
            labels,
            label_names: names,
            file_of_row: vec![0; rows.len()],
            files: Vec::new(),
            sample: None,
            fingerprint: None,
            origin: Origin::Files,
        }
    }

    #[test]
    fn order_does_not_matter_and_everything_else_does() {
        let rows = [(1.0, "tcp", "a"), (f64::NAN, "udp", "b"), (1.0, "tcp", "a")];
        let base = of_rows(&table(&rows));
        assert_eq!(base.len(), 64);
        assert_eq!(base, of_rows(&table(&[rows[1], rows[0], rows[2]])));
        assert_eq!(base, of_rows(&table(&[(1.0, "tcp", "a"), (-f64::NAN, "udp", "b"), (1.0, "tcp", "a")])));
        for other in [
            vec![(1.0, "tcp", "a"), (f64::NAN, "udp", "b")],
            vec![(1.0, "tcp", "a"), (f64::NAN, "udp", "b"), (1.0, "tcp", "b")],
            vec![(1.0, "tcp", "a"), (f64::NAN, "udp", "b"), (1.0000000000000002, "tcp", "a")],
            vec![(1.0, "tcp", "a"), (f64::NAN, "udp", "b"), (1.0, "udp", "a")],
            vec![(1.0, "tcp", "a"), (f64::INFINITY, "udp", "b"), (1.0, "tcp", "a")],
        ] {
            assert_ne!(base, of_rows(&table(&other)));
        }
        let mut renamed = table(&rows);
        renamed.columns[0].name = "y".to_owned();
        assert_ne!(base, of_rows(&renamed));
    }

    #[test]
    fn one_that_came_with_the_table_is_taken() {
        let rows = [(1.0, "tcp", "a")];
        let kept = Table { fingerprint: Some("kept".to_owned()), ..table(&rows) };
        assert_eq!((fingerprint(&kept), fingerprint(&table(&rows))), ("kept".to_owned(), of_rows(&kept)));
    }
}
