//! The rules by which rows become train, validation and test.

mod apportion;
mod group;
mod official;
mod random;
mod stratified;
mod time;

pub(super) use official::keep_classes_on_both_sides;

use super::{PrepareError, SplitSide};
use crate::dataset::Table;
use crate::random::Stream;
use crate::spec::{Protocol, Split, SplitKind};

/// What a split looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Input<'a> {
    /// All rows.
    pub(super) table: &'a Table,
    /// The rows that cleaning left, ascending.
    pub(super) kept: &'a [usize],
    /// The class of every row of the table.
    pub(super) classes: &'a [u32],
    /// The protocol that is followed.
    pub(super) protocol: &'a Protocol,
}

impl Input<'_> {
    /// The side of each kept row.
    pub(super) fn sides(&self, stream: Stream, notes: &mut Vec<String>) -> Result<Vec<SplitSide>, PrepareError> {
        match self.protocol.split.kind {
            SplitKind::Random => Ok(random::sides(self, stream)),
            SplitKind::Stratified => Ok(stratified::sides(self, stream)),
            SplitKind::Official => official::sides(self, stream, notes),
            SplitKind::Time => time::sides(self, notes),
            SplitKind::Group => group::sides(self, stream, notes),
        }
    }

    /// Sizes of the sides over all kept rows.
    fn sizes(&self) -> Sizes {
        Sizes::of(&self.protocol.split, self.kept.len())
    }
}

/// How many rows test and validation get; train has the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sizes {
    test: usize,
    validation: usize,
}

impl Sizes {
    /// The shares of `n` rows, each rounded half up; validation is cut where both together exceed `n`.
    fn of(split: &Split, n: usize) -> Self {
        let test = round_half_up(split.test * n as f64).min(n);
        Self { test, validation: round_half_up(split.validation * n as f64).min(n - test) }
    }

    /// Puts the first rows named by `order` (positions in `sides`) into test, the next ones into validation.
    fn deal(self, order: &[usize], sides: &mut [SplitSide]) {
        let (test, rest) = order.split_at(self.test);
        for &position in test {
            sides[position] = SplitSide::Test;
        }
        for &position in &rest[..self.validation] {
            sides[position] = SplitSide::Validation;
        }
    }
}

fn round_half_up(rows: f64) -> usize {
    (rows + 0.5).floor() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::fixture::protocol_of;

    #[test]
    fn sizes_round_half_up() {
        let mut split = protocol_of(SplitKind::Random).split;
        (split.test, split.validation) = (0.25, 0.25);
        assert_eq!(Sizes::of(&split, 10), Sizes { test: 3, validation: 3 });
        assert_eq!(Sizes::of(&split, 9), Sizes { test: 2, validation: 2 });
        (split.test, split.validation) = (0.5, 0.49);
        assert_eq!(Sizes::of(&split, 1), Sizes { test: 1, validation: 0 });
    }
}
