//! All rows of a table on one test set.

use num_traits::ToPrimitive;

use crate::audit::claim::exact::{Range, Rational, ratio};
use crate::audit::claim::reading::{Constraint, Reading, TestSet};
use crate::audit::claim::score::Tally;
use crate::audit::claim::solve::{Outcome, share};

use super::readings::{Row, constraints};
use super::row::solve;
use super::Fate;

/// Rows of a test set in which shares are tried out where the number of rows is open: fine enough for any printed figure, and quick.
const TRIAL_ROWS: u64 = 1_000_000;

/// Places within the range of shares that are tried, in eighths.
const TRIAL_PLACES: [u64; 5] = [4, 2, 6, 1, 7];

/// What happens to the table when each row by itself came out as `alone`; with two classes and open sizes also the shares of class 1 that the
/// rows need.
///
/// Where the sizes are open, one choice of sizes must serve all rows. It is looked for among the sizes of each row's own matrix and, with two
/// classes, inside the shares that all rows allow; where none is found and the shares do not exclude it, nothing is decided.
pub(super) fn joint(rows: &[(&str, &Row)], alone: &[Outcome], reading: &Reading, test: &TestSet) -> (Fate, Vec<Range>) {
    let matrices: Option<Vec<Tally>> = alone
        .iter()
        .map(|outcome| match outcome {
            Outcome::Possible(tally) => Some(tally.clone()),
            _ => None,
        })
        .collect();
    if alone.contains(&Outcome::Impossible) {
        return (Fate::Dead, Vec::new());
    }
    let same_sizes = |matrices: &[Tally]| matrices.windows(2).all(|pair| pair[0].actual == pair[1].actual);
    if let Some(matrices) = matrices.as_ref().filter(|matrices| same_sizes(matrices)) {
        return (Fate::Survives(matrices.clone()), Vec::new());
    }
    if test.sizes().is_some() {
        return (Fate::Undecided, Vec::new());
    }
    let demands: Vec<Vec<Constraint>> = rows.iter().map(|(_, row)| constraints(row, reading)).collect();
    let shares = if test.classes.len() == 2 { shares(&demands, reading) } else { Vec::new() };
    let common = shares.iter().fold(possible_shares(test), |common, share| common.intersection(share));
    if common.is_empty() {
        return (Fate::Dead, shares);
    }
    let own = matrices.iter().flatten().map(|tally| tally.actual.clone());
    let tried = if test.classes.len() == 2 { trial_sizes(&common, test) } else { Vec::new() };
    let fate = own
        .chain(tried)
        .find_map(|sizes| all_at(&sizes, &demands, reading, test))
        .map_or(Fate::Undecided, Fate::Survives);
    (fate, shares)
}

fn shares(demands: &[Vec<Constraint>], reading: &Reading) -> Vec<Range> {
    demands.iter().map(|demands| share::of_positives(demands, reading.conventions)).collect()
}

/// Shares of class 1 that the sizes of a test set of two classes allow.
fn possible_shares(test: &TestSet) -> Range {
    let whole = Range::closed(ratio(0, 1), ratio(1, 1));
    let [Some(others), Some(ones)] = [0, 1].map(|class| test.classes.get(class)) else { return whole };
    let share = |ones: u64, others: u64| ratio(ones, (ones + others).max(1));
    let (low, high) = (share(*ones.start(), *others.end()), share(*ones.end(), *others.start()));
    whole.intersection(&Range::closed(low, high))
}

/// Sizes of two classes within the shares that are left.
fn trial_sizes(common: &Range, test: &TestSet) -> Vec<Vec<u64>> {
    let rows = TRIAL_ROWS.clamp(*test.rows.start(), *test.rows.end());
    let width = &common.high.value - &common.low.value;
    let at = |eighths: u64| -> Option<Vec<u64>> {
        let share: Rational = &common.low.value + &width * ratio(eighths, 8);
        let ones = (share * Rational::from_integer(rows.into())).round().to_integer().to_u64()?;
        let sizes = vec![rows.checked_sub(ones)?, ones];
        let allowed = test.classes.iter().zip(&sizes).all(|(range, size)| range.contains(size));
        allowed.then_some(sizes)
    };
    TRIAL_PLACES.into_iter().filter_map(at).collect()
}

/// A confusion matrix of these sizes for every row.
fn all_at(sizes: &[u64], demands: &[Vec<Constraint>], reading: &Reading, test: &TestSet) -> Option<Vec<Tally>> {
    let exact = TestSet::exact(&test.origin, sizes);
    let one = |demands: &Vec<Constraint>| match solve(&exact, demands, reading.conventions) {
        Outcome::Possible(tally) => Some(tally),
        _ => None,
    };
    demands.iter().map(one).collect()
}
