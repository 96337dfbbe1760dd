//! One constraint on a matrix with known class sizes.

use std::cmp::Ordering;

use num_traits::ToPrimitive;

use super::form::{Form, Quotient, rises};
use super::lattice::HalfPlane;
use super::tally;
use crate::audit::claim::exact::{Bound, as_f64};
use crate::audit::claim::reading::Constraint;
use crate::audit::claim::score::Conventions;

/// A constraint, ready to be asked at many points: a filter of f64 decides what is not close, exact fractions the rest.
#[derive(Debug)]
pub(super) struct Curve<'a> {
    constraint: &'a Constraint,
    conventions: Conventions,
    sizes: [u64; 2],
    /// `None` where a class has no rows, so that conventions come in everywhere.
    form: Option<Form>,
    ends: (f64, f64),
}

impl<'a> Curve<'a> {
    /// More than the error of [`Form::at`] and of a range's end as f64.
    const TOLERANCE: f64 = 3e-14;

    /// A constraint on matrices with these class sizes.
    pub(super) fn new(constraint: &'a Constraint, conventions: Conventions, sizes: [u64; 2]) -> Self {
        let form = sizes.iter().all(|&rows| rows > 0).then(|| Form::new(constraint.score, conventions, sizes));
        let ends = (as_f64(&constraint.range.low.value), as_f64(&constraint.range.high.value));
        Self { constraint, conventions, sizes, form, ends }
    }

    /// The half-planes that are this constraint, outside the two corners; `None` if it has no such form, or one of too large numbers.
    pub(super) fn half_planes(&self) -> Option<[HalfPlane; 2]> {
        let Some(Form::Quotient(quotient)) = &self.form else { return None };
        let range = &self.constraint.range;
        Some([half_plane(quotient, &range.low, -1)?, half_plane(quotient, &range.high, 1)?])
    }

    /// Whether the score is defined at a point, as it then is at all points but for the corners.
    pub(super) fn is_defined(&self, x: u64, y: u64) -> bool {
        self.form.is_some() || self.exact(x, y).is_some()
    }

    /// Whether the score is in its range, exactly.
    pub(super) fn holds(&self, x: u64, y: u64) -> bool {
        self.side(x, y).is_eq()
    }

    /// Of `rows`, the y that are not refuted in the columns: as the score is monotone, those from the lowest that will do in the
    /// last column to the highest that will do in the first. Exact for one column.
    pub(super) fn narrow(&self, columns: [u64; 2], [low, high]: [u64; 2]) -> Option<[u64; 2]> {
        let (too_low, too_high) = match rises(self.constraint.score) {
            true => (Ordering::Less, Ordering::Greater),
            false => (Ordering::Greater, Ordering::Less),
        };
        let low = first(low, high, |y| self.side(columns[1], y) != too_low);
        let past = first(low, high, |y| self.side(columns[0], y) == too_high);
        (past > low).then(|| [low, past - 1])
    }

    /// Where the score is: below, in or above its range.
    fn side(&self, x: u64, y: u64) -> Ordering {
        let (low, high) = self.ends;
        match self.form.as_ref().map(|form| form.at(x, y)) {
            Some(value) if value < low - Self::TOLERANCE => Ordering::Less,
            Some(value) if value > high + Self::TOLERANCE => Ordering::Greater,
            Some(value) if value > low + Self::TOLERANCE && value < high - Self::TOLERANCE => Ordering::Equal,
            _ => self.exact(x, y).expect("defined outside the corners"),
        }
    }

    fn exact(&self, x: u64, y: u64) -> Option<Ordering> {
        let value = self.constraint.score.of(&tally(self.sizes, x, y), self.conventions)?;
        Some(value.position(&self.constraint.range))
    }
}

/// The first number from `low` to `high` for which a monotone predicate is true; `high + 1` where it is for none.
fn first(low: u64, high: u64, is_reached: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut past) = (low, high + 1);
    while low < past {
        let middle = low + (past - low) / 2;
        if is_reached(middle) {
            past = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// `quotient ≥ bound` for side −1, `quotient ≤ bound` for side 1, as integer inequality; an open end is passed by 1 at least.
fn half_plane(quotient: &Quotient, bound: &Bound, side: i128) -> Option<HalfPlane> {
    let (number, denominator) = (bound.value.numer().to_i128()?, bound.value.denom().to_i128()?);
    let times = |above: i128, below: i128| {
        above.checked_mul(denominator)?.checked_sub(below.checked_mul(number)?)?.checked_mul(side)
    };
    let Quotient { above, below } = quotient;
    let one = times(above.one, below.one)?.checked_add(i128::from(!bound.closed))?;
    HalfPlane::new(times(above.x, below.x)?, times(above.y, below.y)?, one.checked_neg()?)
}
