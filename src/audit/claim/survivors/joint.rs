//! All rows of a table on one test set.

use num_traits::ToPrimitive;

use crate::audit::claim::exact::{Range, Rational, ratio};
use crate::audit::claim::reading::{Constraint, Reading, TestSet};
use crate::audit::claim::score::Tally;
use crate::audit::claim::solve::{Outcome, share};

use super::Fate;
use super::readings::{Row, constraints};
use super::row::solve;

/// Rows of a test set in which shares are tried where the number of rows is open: fine enough for any printed figure, and quick.
const TRIAL_ROWS: u64 = 1_000_000;
/// Places within a range of shares that are tried, in eighths.
const TRIAL_PLACES: [u64; 5] = [4, 2, 6, 1, 7];
/// How often a range of shares is halved in search of a proof: shares of means have gaps, which only show in parts.
const HALVINGS: u32 = 6;

/// What happens to the table when each row by itself came out as `alone`.
///
/// Where the sizes are open, one choice of sizes must serve all rows, but for rows that each have test rows of their own (`apart`). It is
/// looked for among the sizes of each row's own matrix and, with two classes, among the shares that all rows allow; where none is found and
/// the shares do not exclude it, nothing is decided.
pub(super) fn joint(rows: &[(&str, &Row)], apart: bool, alone: &[Outcome], reading: &Reading, test: &TestSet) -> Fate {
    if alone.contains(&Outcome::Impossible) {
        return Fate::Dead;
    }
    let found: Vec<&Tally> = alone.iter().filter_map(matrix).collect();
    let same_sizes = found.windows(2).all(|pair| pair[0].actual == pair[1].actual);
    if found.len() == rows.len() && (apart || same_sizes) {
        return Fate::Survives(found.into_iter().cloned().collect());
    }
    if apart || test.sizes().is_some() {
        return Fate::Undecided;
    }
    let table = Together { demands: rows.iter().map(|(_, row)| constraints(row, reading)).collect(), reading, test };
    match found.iter().find_map(|tally| table.at(&tally.actual)) {
        Some(matrices) => Fate::Survives(matrices),
        None if test.classes.len() == 2 => table.with_shares(),
        None => Fate::Undecided,
    }
}

fn matrix(outcome: &Outcome) -> Option<&Tally> {
    match outcome {
        Outcome::Possible(tally) => Some(tally),
        _ => None,
    }
}

/// Rows that must have the same class sizes.
struct Together<'a> {
    demands: Vec<Vec<Constraint>>,
    reading: &'a Reading,
    test: &'a TestSet,
}

impl Together<'_> {
    /// A confusion matrix of these sizes for every row.
    fn at(&self, sizes: &[u64]) -> Option<Vec<Tally>> {
        let exact = TestSet::exact(&self.test.origin, sizes);
        let one = |demands| matrix(&solve(&exact, demands, self.reading.conventions)).cloned();
        self.demands.iter().map(|demands| one(demands)).collect()
    }

    /// Two classes: by the share of class 1, first over the whole range, then in parts of it.
    fn with_shares(&self) -> Fate {
        for (halvings, places) in [(0, &TRIAL_PLACES[..]), (HALVINGS, &TRIAL_PLACES[..1])] {
            let parts = self.common(share::of_sizes(self.test), 0, halvings);
            if parts.is_empty() {
                return Fate::Dead;
            }
            let mut sizes = parts.iter().flat_map(|part| trial_sizes(part, places, self.test));
            if let Some(matrices) = sizes.find_map(|sizes| self.at(&sizes)) {
                return Fate::Survives(matrices);
            }
        }
        Fate::Undecided
    }

    /// Parts of the shares that no row excludes, the range halved `halvings` times, `done` of them already.
    fn common(&self, domain: Range, done: u32, halvings: u32) -> Vec<Range> {
        let within = |left: Range, demands: &Vec<Constraint>| {
            left.intersection(&share::of_part(&left, done, demands, self.reading.conventions))
        };
        let left = self
            .demands
            .iter()
            .fold(domain, |left, demands| if left.is_empty() { left } else { within(left, demands) });
        if left.is_empty() {
            return Vec::new();
        }
        if done == halvings || left.low.value == left.high.value {
            return vec![left];
        }
        let middle = (&left.low.value + &left.high.value) / Rational::from_integer(2.into());
        let lower = Range::closed(left.low.value, middle.clone());
        let upper = Range::closed(middle, left.high.value);
        [lower, upper].into_iter().flat_map(|half| self.common(half, done + 1, halvings)).collect()
    }
}

/// Sizes of two classes within a range of shares.
fn trial_sizes(shares: &Range, places: &[u64], test: &TestSet) -> Vec<Vec<u64>> {
    let rows = TRIAL_ROWS.clamp(*test.rows.start(), *test.rows.end());
    let width = &shares.high.value - &shares.low.value;
    let at = |&eighths: &u64| -> Option<Vec<u64>> {
        let share: Rational = &shares.low.value + &width * ratio(eighths, 8);
        let ones = (share * Rational::from_integer(rows.into())).round().to_integer().to_u64()?;
        let sizes = vec![rows.checked_sub(ones)?, ones];
        let allowed = test.classes.iter().zip(&sizes).all(|(range, size)| range.contains(size));
        allowed.then_some(sizes)
    };
    places.iter().filter_map(at).collect()
}
