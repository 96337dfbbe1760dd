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
use sizes::Sizes;

pub use nearest::{Nearest, nearest};

use super::Outcome;
use crate::audit::claim::reading::{Constraint, TestSet};
use crate::audit::claim::score::{Cells, Conventions, Tally};

/// Blocks of columns for one row of a table.
const BUDGET: u32 = 20_000;

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
    let mut budget = Budget(BUDGET);
    match Sizes::of(test.rows.clone(), [zero.clone(), one.clone()], constraints, conventions) {
        Sizes::These(sizes) => every(&sizes, constraints, conventions, &mut budget),
        Sizes::Some(sizes) => match every(&sizes, constraints, conventions, &mut budget) {
            Outcome::Impossible => {
                Outcome::Undecided("no matrix was found, and there are too many class sizes to try all")
            }
            other => other,
        },
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
