//! Rows that a protocol removes before the split: those with missing or infinite cells, and repeated ones.

use rayon::prelude::*;

use super::note::{percent, plural};
use crate::dataset::{Column, ColumnData};
use crate::spec::{Clean, Duplicates, NonFinite};

/// Rows handled by one task.
const CHUNK: usize = 8_192;

/// The rows that stay, ascending, of `classes.len()` rows; what was removed is added to `notes`.
///
/// Only the `used` columns are looked at, so a dropped column never removes a row. An empty text cell is a category
/// like any other, not a missing value. Two rows are duplicates when every used cell and the class are equal, and the
/// first one stays; cells are compared as the models will see them: −0 equals 0, and a missing or infinite cell
/// equals 0 where such cells become 0, and equals every other such cell of its column where they become the median.
pub(super) fn kept_rows(used: &[&Column], classes: &[u32], clean: &Clean, notes: &mut Vec<String>) -> Vec<usize> {
    let rows = classes.len();
    let mut kept: Vec<usize> = (0..rows).collect();
    if clean.non_finite == NonFinite::Drop {
        let finite = finite_rows(used, rows);
        kept.retain(|&row| finite[row]);
        let removed = rows - kept.len();
        notes.push(format!(
            "{} with a missing or infinite cell removed ({}).",
            plural(removed, "row"),
            percent(removed, rows)
        ));
    }
    if clean.duplicates == Duplicates::Drop {
        let before = kept.len();
        kept = Duplicated { used, classes, non_finite: clean.non_finite }.first_ones(&kept);
        let removed = before - kept.len();
        notes.push(format!("{} equal to an earlier row removed ({}).", plural(removed, "row"), percent(removed, rows)));
    }
    kept
}

fn finite_rows(used: &[&Column], rows: usize) -> Vec<bool> {
    let mut finite = vec![true; rows];
    finite.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, finite)| {
        for column in used {
            if let ColumnData::Numeric(values) = &column.data {
                let start = chunk * CHUNK;
                let mut flags = finite.iter_mut();
                values.visit_range(start..start + flags.len(), |value| {
                    flags.next().into_iter().for_each(|flag| *flag &= value.is_finite());
                });
            }
        }
    });
    finite
}

/// Names of the columns in which no cell is a finite number.
pub(super) fn columns_without_values(used: &[&Column]) -> Vec<String> {
    let is_empty = |column: &Column| match &column.data {
        ColumnData::Numeric(values) => !values.iter().any(f64::is_finite),
        ColumnData::Text { .. } => false,
    };
    used.iter().filter(|column| is_empty(column)).map(|column| column.name.clone()).collect()
}

/// Equality of rows.
struct Duplicated<'a> {
    used: &'a [&'a Column],
    classes: &'a [u32],
    non_finite: NonFinite,
}

impl Duplicated<'_> {
    /// The rows of `kept` (ascending) that equal no earlier one.
    ///
    /// Rows are sorted by a 64-bit hash; within one hash value they are compared cell by cell, so a collision removes
    /// nothing.
    fn first_ones(&self, kept: &[usize]) -> Vec<usize> {
        let mut hashed: Vec<(u64, usize)> = vec![(0, 0); kept.len()];
        hashed.par_chunks_mut(CHUNK).zip(kept.par_chunks(CHUNK)).for_each(|(hashed, rows)| self.hash(hashed, rows));
        hashed.par_sort_unstable();
        let mut first: Vec<usize> = hashed
            .par_chunk_by(|a, b| a.0 == b.0)
            .flat_map_iter(|same_hash| {
                let mut distinct: Vec<usize> = Vec::with_capacity(1);
                for &(_, row) in same_hash {
                    if !distinct.iter().any(|&earlier| self.equal(earlier, row)) {
                        distinct.push(row);
                    }
                }
                distinct
            })
            .collect();
        first.par_sort_unstable();
        first
    }

    fn hash(&self, hashed: &mut [(u64, usize)], rows: &[usize]) {
        for (slot, &row) in hashed.iter_mut().zip(rows) {
            *slot = (mix(0, u64::from(self.classes[row])), row);
        }
        for column in self.used {
            let mut slots = hashed.iter_mut();
            let mut add = |bits| slots.next().into_iter().for_each(|(hash, _)| *hash = mix(*hash, bits));
            match &column.data {
                ColumnData::Text { codes, .. } => rows.iter().for_each(|&row| add(codes[row].into())),
                ColumnData::Numeric(values) => values.visit(rows, |value| add(self.bits(value))),
            }
        }
    }

    fn equal(&self, a: usize, b: usize) -> bool {
        self.classes[a] == self.classes[b]
            && self.used.iter().all(|column| self.cell(column, a) == self.cell(column, b))
    }

    /// Bits that are equal exactly when the cells are.
    fn cell(&self, column: &Column, row: usize) -> u64 {
        match &column.data {
            ColumnData::Text { codes, .. } => u64::from(codes[row]),
            ColumnData::Numeric(values) => self.bits(values.get(row)),
        }
    }

    fn bits(&self, value: f64) -> u64 {
        match self.non_finite {
            _ if value.is_finite() => canonical_bits(value),
            NonFinite::Zero => 0.0f64.to_bits(),
            NonFinite::Median | NonFinite::Drop => f64::NAN.to_bits(),
        }
    }
}

/// Bits of a number, the same for 0 and −0 and for every NaN.
pub(super) fn canonical_bits(value: f64) -> u64 {
    if value.is_nan() { f64::NAN.to_bits() } else { (value + 0.0).to_bits() }
}

fn mix(hash: u64, bits: u64) -> u64 {
    // The constants are the first 64 bits of the fractions of the golden ratio and of π.
    let wide = u128::from(hash ^ bits ^ 0x243f_6a88_85a3_08d3) * 0x9e37_79b9_7f4a_7c15;
    (wide as u64) ^ ((wide >> 64) as u64).rotate_left(17) ^ hash.rotate_left(31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::fixture::{table_of, with_text};
    use crate::spec::Constants;

    fn clean(non_finite: NonFinite, duplicates: Duplicates) -> Clean {
        Clean { non_finite, duplicates, constants: Constants::Keep }
    }

    fn kept(used: &[&Column], classes: &[u32], clean: &Clean) -> (Vec<usize>, Vec<String>) {
        let mut notes = Vec::new();
        (kept_rows(used, classes, clean, &mut notes), notes)
    }

    #[test]
    fn rows_with_non_finite_cells_go_only_when_the_column_is_used() {
        let table = table_of(&[("x", &[1.0, f64::NAN, 3.0]), ("id", &[f64::INFINITY, 1.0, 1.0])], &["a", "b", "b"]);
        let rule = clean(NonFinite::Drop, Duplicates::Keep);
        let both: Vec<&Column> = table.columns.iter().collect();
        assert_eq!(kept(&both, &[0, 1, 1], &rule).0, [2]);
        let (rows, notes) = kept(&both[..1], &[0, 1, 1], &rule);
        assert_eq!(rows, [0, 2]);
        assert_eq!(notes, ["1 row with a missing or infinite cell removed (33.33 %)."]);
    }

    #[test]
    fn the_first_of_equal_rows_stays() {
        let table = table_of(&[("x", &[0.0, -0.0, 0.0, 1.0, 0.0])], &["a"; 5]);
        let table = with_text(table, "proto", &["tcp", "tcp", "udp", "tcp", "tcp"]);
        let used: Vec<&Column> = table.columns.iter().collect();
        let rule = clean(NonFinite::Zero, Duplicates::Drop);
        // Row 1 repeats row 0, row 2 has another protocol, row 3 another number, row 4 another class.
        let (rows, notes) = kept(&used, &[0, 0, 0, 0, 1], &rule);
        assert_eq!(rows, [0, 2, 3, 4]);
        assert_eq!(notes, ["1 row equal to an earlier row removed (20.00 %)."]);
    }

    #[test]
    fn non_finite_cells_are_compared_as_they_will_be_filled() {
        let table = table_of(&[("x", &[0.0, f64::NAN, f64::INFINITY])], &["a"; 3]);
        let used: Vec<&Column> = table.columns.iter().collect();
        assert_eq!(kept(&used, &[0; 3], &clean(NonFinite::Zero, Duplicates::Drop)).0, [0]);
        assert_eq!(kept(&used, &[0; 3], &clean(NonFinite::Median, Duplicates::Drop)).0, [0, 1]);
    }

    #[test]
    fn many_rows_give_what_a_plain_search_gives() {
        let values: Vec<f64> = (0..20_000).map(|i| f64::from(i * i % 977)).collect();
        let labels = vec!["a"; values.len()];
        let table = table_of(&[("x", &values)], &labels);
        let used: Vec<&Column> = table.columns.iter().collect();
        let mut seen = std::collections::BTreeSet::new();
        let expected: Vec<usize> = (0..values.len()).filter(|&i| seen.insert(values[i] as u64)).collect();
        let classes = vec![0; values.len()];
        assert_eq!(kept(&used, &classes, &clean(NonFinite::Zero, Duplicates::Drop)).0, expected);
    }
}
