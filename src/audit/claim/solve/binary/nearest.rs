//! The confusion matrix that comes nearest to figures that none has.

use num_traits::{Signed, Zero};

use super::sized::{Budget, decide};
use crate::audit::claim::exact::{Bound, Range, Rational, as_f64, ratio};
use crate::audit::claim::reading::Constraint;
use crate::audit::claim::score::{Conventions, Tally, Value};
use crate::audit::claim::solve::Outcome;

/// A matrix near to the printed figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// It.
    pub tally: Tally,
    /// How far the worst figure is outside its range, in units of its last place; 0 where all are inside.
    pub units: f64,
}

/// Most units in the last place that ranges are widened by.
const MOST_UNITS: u64 = 1 << 24;
/// After the doubling the distance is halved this often: to 1/8 unit, or 1 % of the distance.
const HALVINGS: u32 = 7;
/// Blocks of columns for each width.
const BUDGET: u32 = 2_000;

/// The matrix with these rows of class 0 and 1 whose worst figure is nearest to what is printed; `None` where no widening helps,
/// or none within the budget.
///
/// Approximate: all ranges are widened alike until a matrix fits. `units` is within 1/8 unit or 1 % of the smallest possible, unless
/// the budget runs out for a width with which a matrix fits; the matrix is one of those that fit in the end. A range that is a point
/// keeps its place.
pub fn nearest(classes: [u64; 2], constraints: &[Constraint], conventions: Conventions) -> Option<Nearest> {
    let fit = |eighths: u64| {
        let wider: Vec<Constraint> = constraints.iter().map(|one| widened(one, &ratio(eighths, 8))).collect();
        match decide(classes, &wider, conventions, &mut Budget(BUDGET)) {
            Outcome::Possible(tally) => Some(tally),
            Outcome::Impossible | Outcome::Undecided(_) => None,
        }
    };
    let mut best = fit(0).map(|tally| (0, tally));
    let (mut fails, mut eighths) = (0, 1);
    while best.is_none() && eighths <= MOST_UNITS * 8 {
        match fit(eighths) {
            Some(tally) => best = Some((eighths, tally)),
            None => (fails, eighths) = (eighths, eighths * 2),
        }
    }
    let (mut fits, mut tally) = best?;
    for _ in 0..HALVINGS {
        let middle = fails + (fits - fails) / 2;
        if middle <= fails || middle >= fits {
            break;
        }
        match fit(middle) {
            Some(nearer) => (fits, tally) = (middle, nearer),
            None => fails = middle,
        }
    }
    let distances = constraints.iter().filter_map(|constraint| distance(constraint, &tally, conventions));
    let units = distances.fold(0.0, f64::max);
    Some(Nearest { tally, units })
}

/// The range with so many units in the last place added at either side; a printed figure stands for a range one unit wide.
fn widened(constraint: &Constraint, units: &Rational) -> Constraint {
    if units.is_zero() {
        return constraint.clone();
    }
    let Range { low, high } = &constraint.range;
    let more = (&high.value - &low.value) * units;
    let range = Range {
        low: Bound { value: &low.value - &more, closed: true },
        high: Bound { value: &high.value + &more, closed: true },
    };
    Constraint { score: constraint.score, range }
}

/// How far a score is outside its range, in widths of it.
fn distance(constraint: &Constraint, tally: &Tally, conventions: Conventions) -> Option<f64> {
    let (low, high) = (&constraint.range.low.value, &constraint.range.high.value);
    let width = high - low;
    if width.is_zero() {
        return None;
    }
    match constraint.score.of(tally, conventions)? {
        Value::Fraction(value) => {
            let outside = (low - &value).max(value - high);
            Some(if outside.is_positive() { as_f64(&(outside / width)) } else { 0.0 })
        }
        root @ Value::Root(_) => {
            let value = root.as_f64();
            Some(((as_f64(low) - value).max(value - as_f64(high)) / as_f64(&width)).max(0.0))
        }
    }
}
