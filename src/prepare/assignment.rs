//! Which row is on which side.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::note::{count, percent};
use super::{PrepareError, clean, columns, split};
use crate::dataset::Table;
use crate::random::Stream;
use crate::spec::{Protocol, SplitClasses, SplitKind, View};

/// A side of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitSide {
    /// Rows to fit on.
    Train,
    /// Rows to choose on.
    Validation,
    /// Rows to report on.
    Test,
}

impl SplitSide {
    /// Every side.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    /// As written in a stored split.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }
}

impl fmt::Display for SplitSide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The side of every row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// One entry per row of the table; `None`: removed by cleaning.
    pub side_of_row: Vec<Option<SplitSide>>,
    /// What was removed and how the rest was split, one sentence each.
    pub notes: Vec<String>,
}

impl Assignment {
    /// The rows of a side, ascending.
    pub fn rows(&self, side: SplitSide) -> impl Iterator<Item = usize> {
        self.side_of_row.iter().enumerate().filter(move |(_, of_row)| **of_row == Some(side)).map(|(row, _)| row)
    }

    /// Number of rows in train, validation and test.
    pub fn counts(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for side in self.side_of_row.iter().flatten() {
            counts[*side as usize] += 1;
        }
        counts
    }
}

/// Removes rows as `protocol.clean` says and puts each of the others on one side.
///
/// The result depends on the rows, on `protocol`'s clean, drop, split and view, on `protocol_name` and on `seed`, and
/// on nothing else: every model of a protocol and seed sees the same rows. (The view matters in one case only,
/// [`SplitKind::Official`].)
///
/// Shares are of the rows that cleaning leaves; `n` rows and a share `s` give `s × n` rows, rounded half up.
/// scikit-learn's `train_test_split` rounds test up instead, so counts may differ from it by one.
///
/// # Errors
/// Columns that the rows do not have, shares that are none, no rows left, an empty side, and what the kind of split
/// demands.
///
/// # Panics
/// If `classes` does not hold one class per row.
pub fn assign(
    table: &Table,
    classes: &[u32],
    protocol: &Protocol,
    protocol_name: &str,
    seed: u64,
) -> Result<Assignment, PrepareError> {
    assert_eq!(classes.len(), table.rows(), "one class per row");
    check_split(protocol)?;
    let used = columns::used(table, protocol)?;
    let mut notes = Vec::new();
    let mut kept = clean::kept_rows(&used, classes, &protocol.clean, &mut notes);
    if protocol.split.classes == SplitClasses::BothSides {
        split::keep_classes_on_both_sides(table, classes, &mut kept, &mut notes);
    }
    if kept.is_empty() {
        let empty = clean::columns_without_values(&used);
        return Err(PrepareError::NothingLeft { rows: table.rows() as u64, empty });
    }

    let input = split::Input { table, kept: &kept, classes, protocol };
    let sides = input.sides(Stream::new(seed, &["split", protocol_name]), &mut notes)?;
    let mut side_of_row = vec![None; table.rows()];
    for (&row, side) in kept.iter().zip(sides) {
        side_of_row[row] = Some(side);
    }
    let mut assignment = Assignment { side_of_row, notes };
    check_sides(&assignment, protocol, kept.len())?;

    let [train, validation, test] = assignment.counts();
    let part = |rows| format!("{} ({})", count(rows), percent(rows, kept.len()));
    let sentence = format!("Split: {} train, {} validation, {} test rows.", part(train), part(validation), part(test));
    assignment.notes.push(sentence);
    Ok(assignment)
}

fn check_split(protocol: &Protocol) -> Result<(), PrepareError> {
    let split = &protocol.split;
    let test = if split.kind == SplitKind::Official { 0.0 } else { split.test };
    let is_share = |share: f64| (0.0..1.0).contains(&share);
    if !is_share(test) || !is_share(split.validation) || test + split.validation >= 1.0 {
        return Err(PrepareError::Shares { test: split.test, validation: split.validation });
    }
    match (protocol.view, split.kind) {
        (View::Window(_), SplitKind::Random | SplitKind::Stratified) => {
            Err(PrepareError::WindowsTorn { split: split.kind })
        }
        _ => Ok(()),
    }
}

fn check_sides(assignment: &Assignment, protocol: &Protocol, kept: usize) -> Result<(), PrepareError> {
    let split = &protocol.split;
    for (side, rows) in SplitSide::ALL.into_iter().zip(assignment.counts()) {
        if rows == 0 && (side != SplitSide::Validation || split.validation > 0.0) {
            let hint = match side {
                SplitSide::Train => "lower the shares of test and validation, or read more rows",
                SplitSide::Validation => "raise split.validation, set it to 0, or read more rows",
                SplitSide::Test => "raise split.test, or read more rows",
            };
            let (test, validation) = (split.test, split.validation);
            return Err(PrepareError::EmptySide { side, kept: kept as u64, test, validation, hint });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::fixture::{counting_table, protocol_of};

    fn alternating(n: usize) -> Vec<u32> {
        (0..n).map(|i| (i % 2) as u32).collect()
    }

    #[test]
    fn an_empty_side_and_bad_shares_are_refused() {
        let mut protocol = protocol_of(SplitKind::Random);
        let error = assign(&counting_table(2), &alternating(2), &protocol, "p", 0).unwrap_err();
        assert!(matches!(error, PrepareError::EmptySide { side: SplitSide::Validation, kept: 2, .. }), "{error}");
        for (test, validation) in [(0.8, 0.2), (-0.1, 0.2), (f64::NAN, 0.1), (1.0, 0.0)] {
            (protocol.split.test, protocol.split.validation) = (test, validation);
            let error = assign(&counting_table(9), &alternating(9), &protocol, "p", 0).unwrap_err();
            assert!(matches!(error, PrepareError::Shares { .. }), "{error}");
        }
        (protocol.split.test, protocol.split.validation) = (0.0, 0.2);
        let error = assign(&counting_table(9), &alternating(9), &protocol, "p", 0).unwrap_err();
        assert!(matches!(error, PrepareError::EmptySide { side: SplitSide::Test, .. }), "{error}");
    }

    #[test]
    fn windows_refuse_a_split_that_tears_them() {
        for kind in [SplitKind::Random, SplitKind::Stratified] {
            let protocol = Protocol { view: View::Window(3), ..protocol_of(kind) };
            let error = assign(&counting_table(9), &alternating(9), &protocol, "p", 0).unwrap_err();
            assert_eq!(error, PrepareError::WindowsTorn { split: kind });
        }
    }

    #[test]
    fn name_and_seed_decide_and_notes_count() {
        let protocol = protocol_of(SplitKind::Random);
        let table = counting_table(100);
        let sides = |name: &str, seed| assign(&table, &alternating(100), &protocol, name, seed).unwrap();
        assert_eq!(sides("p", 1), sides("p", 1));
        assert_ne!(sides("p", 1).side_of_row, sides("p", 2).side_of_row);
        assert_ne!(sides("p", 1).side_of_row, sides("q", 1).side_of_row);
        assert_eq!(
            sides("p", 1).notes,
            ["Split: 60 (60.00 %) train, 20 (20.00 %) validation, 20 (20.00 %) test rows."]
        );
        assert_eq!(sides("p", 1).rows(SplitSide::Test).count(), 20);
    }
}
