//! What one pass over a column counts.

use super::meaning::Meaning;
use crate::audit::data::column::Cells;

/// Share of a column from which on a −1 is no accident.
const CODED: f64 = 0.01;

/// Counts over all cells of a column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Summary {
    pub(super) is_text: bool,
    cells: u64,
    /// Missing or infinite cells.
    pub(super) not_finite: u64,
    pub(super) negative: u64,
    /// Cells that the column's name does not allow.
    pub(super) impossible: u64,
    /// Those of them that are −1.
    minus_one: u64,
    /// Of the bits of all cells; every NaN is one value.
    pub(super) hash: u128,
    constant: bool,
    /// Whether every finite cell is 0 or 1.
    pub(super) is_flag: bool,
    /// Whether every finite cell is from 0 to 1.
    pub(super) is_unit: bool,
}

impl Summary {
    /// Of a column's cells; text has no impossible ones.
    pub(super) fn of(cells: Cells<'_>, meaning: Option<Meaning>) -> Self {
        let is_text = cells.is_text();
        let meaning = meaning.filter(|_| !is_text);
        let mut summary = Self {
            is_text,
            cells: 0,
            not_finite: 0,
            negative: 0,
            impossible: 0,
            minus_one: 0,
            hash: 0,
            constant: true,
            is_flag: true,
            is_unit: true,
        };
        let mut first = None;
        for value in cells.all() {
            let bits = if value.is_nan() { f64::NAN.to_bits() } else { (value + 0.0).to_bits() };
            summary.cells += 1;
            summary.constant &= *first.get_or_insert(bits) == bits;
            summary.hash = mixed(summary.hash, bits);
            summary.not_finite += u64::from(!value.is_finite());
            summary.is_flag &= !value.is_finite() || value == 0.0 || value == 1.0;
            summary.is_unit &= !value.is_finite() || (0.0..=1.0).contains(&value);
            summary.negative += u64::from(value < 0.0);
            if meaning.is_some_and(|meaning| !meaning.allows(value)) {
                summary.impossible += 1;
                summary.minus_one += u64::from(value == -1.0);
            }
        }
        summary
    }

    /// Whether every cell is the same.
    pub(super) fn is_constant(&self) -> bool {
        self.constant
    }

    /// Whether every impossible cell is −1, and there are enough for it to be a habit.
    pub(super) fn is_coded(&self) -> bool {
        self.minus_one == self.impossible && self.impossible as f64 >= CODED * self.cells as f64
    }
}

/// One step of a hash of 128 bits (FNV-1a's, Fowler, Noll and Vo, on words of 64 bits); equal columns are compared cell by cell, too.
fn mixed(hash: u128, bits: u64) -> u128 {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
    (hash ^ u128::from(bits)).wrapping_mul(PRIME) ^ (hash >> 64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Column, ColumnData};

    fn summary(name: &str, values: &[f64]) -> Summary {
        let column = Column { name: name.into(), data: ColumnData::Numeric(values.to_vec().into()) };
        Summary::of(Cells::of(&column), Meaning::of(name))
    }

    #[test]
    fn cells_are_counted() {
        let found = summary("Flow Duration", &[1.0, -1.0, f64::NAN, f64::INFINITY, -5.0]);
        assert_eq!((found.not_finite, found.negative, found.impossible, found.is_coded()), (2, 2, 2, false));
        assert!(summary("sport", &[80.0, -1.0, -1.0]).is_coded());
        assert!(summary("x", &[f64::NAN, f64::NAN]).is_constant() && !summary("x", &[0.0, 1.0]).is_constant());
        assert!(summary("x", &[0.0, -0.0]).is_constant());
    }

    #[test]
    fn order_changes_the_hash() {
        assert_eq!(summary("x", &[1.0, 2.0]).hash, summary("y", &[1.0, 2.0]).hash);
        assert_ne!(summary("x", &[1.0, 2.0]).hash, summary("x", &[2.0, 1.0]).hash);
        assert_ne!(summary("x", &[0.0, 1.0]).hash, summary("x", &[1.0, 0.0]).hash);
    }
}
