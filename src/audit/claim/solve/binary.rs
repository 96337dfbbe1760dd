//! Two classes.

mod curve;
mod form;
mod lattice;
mod nearest;
mod sized;
mod sizes;
#[cfg(test)]
mod tests;

use sized::Budget;
use sizes::{Ranges, Sizes};

pub use nearest::{Nearest, nearest};

use super::{Outcome, share};
use crate::audit::claim::reading::{Constraint, TestSet};
use crate::audit::claim::score::{Cells, Conventions, Tally};

/// Blocks of columns for class sizes of which all are decided: some tenths of a second.
const DECIDING: u32 = 100_000;
/// Blocks of columns for class sizes of which some are tried.
const TRYING: u32 = 10_000;

/// Whether a binary confusion matrix with these class sizes (class 0 and 1 of `test`) has all scores in their ranges.
///
/// Scores name no class but 0 and 1. With exact sizes the decision is complete, but for rows with curved scores of so many digits that the budget
/// is used up. Sizes that are ranges are first bounded by the share of class 1 that the row implies; if few are left, each is decided;
/// else some are tried, and without a matrix among them the answer stays open.
pub fn solve(test: &TestSet, constraints: &[Constraint], conventions: Conventions) -> Outcome {
    let [zero, one] = test.classes.as_slice() else { return Outcome::Undecided("other than two classes") };
    if constraints.iter().any(|constraint| constraint.range.is_empty()) {
        return Outcome::Impossible;
    }
    let decide = |sizes: &[[u64; 2]], budget| every(sizes, constraints, conventions, &mut Budget(budget));
    if let Some(sizes) = test.sizes() {
        let is_meant = sizes[0].checked_add(sizes[1]).is_some_and(|rows| test.rows.contains(&rows));
        return if is_meant { decide(&[[sizes[0], sizes[1]]], DECIDING) } else { Outcome::Impossible };
    }
    let ranges = Ranges::new(&test.rows, zero, one);
    let mut shares = share::of_sizes(test);
    // What is cheap comes first: many rows are found possible or refuted without bounds of curved scores.
    for bound in [share::of_straight, share::of_positives_within] {
        shares = bound(&shares, constraints, conventions);
        if shares.is_empty() {
            return Outcome::Impossible;
        }
        let (outcome, are_all) = match ranges.sizes(&shares) {
            Sizes::All(sizes) => (decide(&sizes, DECIDING), true),
            Sizes::Some(sizes) => (decide(&sizes, TRYING), false),
        };
        match outcome {
            Outcome::Possible(_) => return outcome,
            Outcome::Impossible if are_all => return outcome,
            Outcome::Impossible | Outcome::Undecided(_) => {}
        }
    }
    match decide(&ranges.more(&shares, share::examples(&shares, constraints, conventions)), TRYING) {
        possible @ Outcome::Possible(_) => possible,
        _ => Outcome::Undecided("no matrix was found, and there are too many class sizes to try all"),
    }
}

/// Decides all sizes: possible if one is, impossible if all are.
fn every(sizes: &[[u64; 2]], constraints: &[Constraint], conventions: Conventions, budget: &mut Budget) -> Outcome {
    let mut all = Outcome::Impossible;
    for &sizes in sizes {
        match sized::decide(sizes, constraints, conventions, budget) {
            Outcome::Impossible => {}
            Outcome::Undecided(why) => all = Outcome::Undecided(why),
            possible @ Outcome::Possible(_) => return possible,
        }
    }
    all
}

/// The matrix in which x rows of class 0 and y rows of class 1 are right.
fn tally([n0, n1]: [u64; 2], x: u64, y: u64) -> Tally {
    Tally::binary(Cells { tp: y, fp: n0 - x, fn_: n1 - y, tn: x })
}
