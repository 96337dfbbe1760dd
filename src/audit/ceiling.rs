//! The label-conflict ceiling: identical rows with different classes bound the accuracy of every deterministic model.
//!
//! A model that is a function of the columns gives one answer to rows that are equal in all of them, so of each group of equal rows it
//! gets at most the largest class right:
//!
//! ```text
//! accuracy ≤ Σ over groups of the rows of the group's largest class / rows
//! ```
//!
//! It holds for the rows that are counted, for train and test alike; a model that also sees other columns or earlier rows is not bound.

use rayon::prelude::*;

use super::claim::exact::{Rational, ratio};
use crate::dataset::{Column, ColumnData};

/// Rows that one task hashes.
const CHUNK: usize = 4_096;

/// What equal rows of different classes leave possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceiling {
    /// Rows that were counted.
    pub rows: u64,
    /// Rows that a model can get right at most.
    pub right: u64,
    /// Different rows.
    pub groups: u64,
    /// Groups that hold more than one class.
    pub conflicts: u64,
    /// Rows in those groups.
    pub conflicting_rows: u64,
}

impl Ceiling {
    /// The highest accuracy; `None` without rows.
    pub fn accuracy(&self) -> Option<Rational> {
        (self.rows > 0).then(|| ratio(self.right, self.rows))
    }
}

/// The ceiling of the rows that have a class, over these columns.
///
/// Numbers are equal when they are the same f64; −0 is 0, and every NaN is the same missing cell. Rows are told apart by the first 128 bits
/// of their BLAKE3 hash: at 10^9 rows the chance that any two different rows are taken for equal is below 10^-20. Needs 20 to 32 bytes a row.
///
/// # Panics
/// If `classes` has another length than the columns.
pub fn ceiling(columns: &[&Column], classes: &[Option<u32>]) -> Ceiling {
    let hashed = hashed(columns, classes);
    hashed.par_chunk_by(|a, b| a.0 == b.0).map(Ceiling::of_group).reduce(Ceiling::none, |a, b| a.and(&b))
}

/// The hash of every row that has a tag, with its tag, sorted: equal rows stand together. `tags` holds one entry per row.
pub(super) fn hashed<T: Copy + Ord + Send + Sync>(columns: &[&Column], tags: &[Option<T>]) -> Vec<(u128, T)> {
    let mut hashed: Vec<(u128, T)> = tags
        .par_chunks(CHUNK)
        .enumerate()
        .flat_map_iter(|(chunk, tags)| {
            let mut cells: Vec<u8> = Vec::with_capacity(8 * columns.len());
            tags.iter().enumerate().filter_map(move |(at, tag)| {
                let tag = (*tag)?;
                cells.clear();
                columns.iter().for_each(|column| cells.extend_from_slice(&cell(column, chunk * CHUNK + at)));
                Some((hash(&cells), tag))
            })
        })
        .collect();
    hashed.par_sort_unstable();
    hashed
}

impl Ceiling {
    /// Of no rows.
    pub(super) fn none() -> Self {
        Self { rows: 0, right: 0, groups: 0, conflicts: 0, conflicting_rows: 0 }
    }

    /// Of equal rows by class.
    fn of_group(group: &[(u128, u32)]) -> Self {
        Self::of_counts(group.chunk_by(|a, b| a.1 == b.1).map(|of_class| of_class.len() as u64))
    }

    /// Of equal rows, counted by class; no class has none.
    pub(super) fn of_counts(counts: impl Iterator<Item = u64>) -> Self {
        let (rows, right) = counts.fold((0, 0), |(rows, right), count| (rows + count, count.max(right)));
        let conflict = right < rows;
        Self { rows, right, groups: 1, conflicts: conflict.into(), conflicting_rows: if conflict { rows } else { 0 } }
    }

    /// Sums of whole numbers, so that their order does not matter.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            right: self.right + other.right,
            groups: self.groups + other.groups,
            conflicts: self.conflicts + other.conflicts,
            conflicting_rows: self.conflicting_rows + other.conflicting_rows,
        }
    }
}

/// Bytes that are equal exactly when the cells are.
fn cell(column: &Column, row: usize) -> [u8; 8] {
    match &column.data {
        ColumnData::Numeric(values) => {
            let value = values.get(row);
            // Adding 0 makes 0 of −0.
            if value.is_nan() { f64::NAN.to_le_bytes() } else { (value + 0.0).to_le_bytes() }
        }
        ColumnData::Text { codes, .. } => u64::from(codes[row]).to_le_bytes(),
    }
}

fn hash(cells: &[u8]) -> u128 {
    let bytes = *blake3::hash(cells).as_bytes();
    let (first, _) = bytes.split_at(16);
    first.iter().fold(0, |number, &byte| (number << 8) | u128::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(name: &str, values: &[f64]) -> Column {
        Column { name: name.to_owned(), data: ColumnData::Numeric(values.to_vec().into()) }
    }

    #[test]
    fn of_equal_rows_the_largest_class_can_be_right() {
        let x = numbers("x", &[1.0, 1.0, 1.0, 2.0, 2.0, 3.0]);
        let y = numbers("y", &[0.0, -0.0, 0.0, f64::NAN, f64::NAN, 5.0]);
        let ceiling = ceiling(&[&x, &y], &[0, 0, 1, 1, 0, 0].map(Some));
        assert_eq!(ceiling, Ceiling { rows: 6, right: 4, groups: 3, conflicts: 2, conflicting_rows: 5 });
        assert_eq!(ceiling.accuracy(), Some(ratio(2, 3)));
    }

    #[test]
    fn a_further_column_tells_rows_apart_and_rows_without_a_class_are_left_out() {
        let x = numbers("x", &[1.0; 4]);
        let proto = Column {
            name: "proto".to_owned(),
            data: ColumnData::Text { codes: vec![0, 0, 1, 1], names: vec!["tcp".into(), "udp".into()] },
        };
        let classes = [Some(0), Some(0), Some(1), None];
        assert_eq!(ceiling(&[&x], &classes).right, 2);
        assert_eq!(ceiling(&[&x, &proto], &classes).right, 3);
        assert_eq!(ceiling(&[&x], &[None; 4]).accuracy(), None);
    }

    #[test]
    fn many_rows_in_any_order_give_what_a_plain_count_gives() {
        let rows = 30_000_usize;
        let values: Vec<f64> = (0..rows).map(|i| ((i * i) % 997) as f64).collect();
        let classes: Vec<Option<u32>> = (0..rows).map(|i| Some((i % 7 == 0).into())).collect();
        let mut counts = std::collections::BTreeMap::<u64, [u64; 2]>::new();
        for (value, class) in values.iter().zip(&classes) {
            counts.entry(*value as u64).or_default()[class.unwrap() as usize] += 1;
        }
        let expected: u64 = counts.values().map(|classes| classes[0].max(classes[1])).sum();
        let found = ceiling(&[&numbers("x", &values)], &classes);
        assert_eq!((found.right, found.groups, found.rows), (expected, counts.len() as u64, rows as u64));
    }
}
