//! Rows that are equal in all of some columns.

use rayon::prelude::*;

use crate::audit::ceiling::{Ceiling, hashed};
use crate::dataset::Column;
use crate::prepare::SplitSide;

/// Rows in groups of equal ones.
#[derive(Debug)]
pub struct EqualRows {
    /// Hash and row, sorted.
    hashed: Vec<(u128, u32)>,
    columns: usize,
}

impl EqualRows {
    /// The rows that are on a side, grouped by equality in `columns`, as [`hashed`] tells it.
    pub(super) fn of(columns: &[&Column], side_of_row: &[Option<SplitSide>]) -> Self {
        let rows: Vec<Option<u32>> =
            side_of_row.iter().zip(0..).map(|(side, row)| side.is_some().then_some(row)).collect();
        Self { hashed: hashed(columns, &rows), columns: columns.len() }
    }

    /// Rows that were compared.
    pub fn rows(&self) -> usize {
        self.hashed.len()
    }

    /// Columns in which they were compared.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Each group, its rows ascending; groups in an order that says nothing.
    pub fn groups(&self) -> impl Iterator<Item = impl ExactSizeIterator<Item = usize> + Clone> {
        self.hashed.chunk_by(|a, b| a.0 == b.0).map(|group| group.iter().map(|&(_, row)| row as usize))
    }

    /// What equal rows of different classes leave possible.
    pub fn ceiling(&self, classes: &[u32]) -> Ceiling {
        let of_group = |group: &[(u128, u32)]| {
            let mut of_rows: Vec<u32> = group.iter().map(|&(_, row)| classes[row as usize]).collect();
            of_rows.sort_unstable();
            Ceiling::of_counts(of_rows.chunk_by(u32::eq).map(|of_class| of_class.len() as u64))
        };
        self.hashed.par_chunk_by(|a, b| a.0 == b.0).map(of_group).reduce(Ceiling::none, |a, b| a.and(&b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::ColumnData;

    #[test]
    fn removed_rows_are_in_no_group() {
        let column = Column { name: "x".into(), data: ColumnData::Numeric(vec![1.0, 2.0, 1.0, 2.0, 3.0].into()) };
        let sides =
            [Some(SplitSide::Train), None, Some(SplitSide::Test), Some(SplitSide::Test), Some(SplitSide::Train)];
        let equal = EqualRows::of(&[&column], &sides);
        let mut groups: Vec<Vec<usize>> = equal.groups().map(Iterator::collect).collect();
        groups.sort();
        assert_eq!(groups, [vec![0, 2], vec![3], vec![4]]);
        assert_eq!((equal.rows(), equal.columns()), (4, 1));
        let ceiling = equal.ceiling(&[0, 0, 1, 1, 0]);
        assert_eq!((ceiling.rows, ceiling.right, ceiling.conflicts), (4, 3, 1));
    }
}
