//! The exact ends of π under constraints that are linear in π, p and y, by Fourier–Motzkin elimination.
//!
//! Multiplying by a denominator is right where it is above 0. So the triples (π, p, y) are taken apart into those where no class is
//! without rows or predictions, the four faces where one is, and the four matrices with a single cell; on a face
//! the score without a denominator is a constant of the rule for that, and Matthews's correlation is 0.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use super::interval::Interval;
use super::law::{Law, Line};
use crate::audit::claim::exact::{Bound, Range, Rational, ratio};
use crate::audit::claim::reading::Constraint;
use crate::audit::claim::score::{Cells, Conventions, Mean, Tally};

/// A part of the triples that the straight laws leave.
pub(super) struct Part {
    /// Its π.
    pub(super) range: Range,
    /// What its p are within.
    pub(super) predicted: Interval,
    /// Whether every class has rows and predictions.
    pub(super) inner: bool,
}

/// What the straight laws leave of the triples with at least two cells and π in `domain`.
pub(super) fn parts(
    domain: &Range,
    constraints: &[Constraint],
    laws: &[(Law, Range)],
    conventions: Conventions,
) -> impl Iterator<Item = Part> {
    FACES.iter().filter_map(move |face| {
        let range = face.ends(domain, constraints, laws, conventions)?;
        let predicted = Interval { low: face.predicted.0, high: face.predicted.1 };
        Some(Part { range, predicted, inner: face.without_denominator.is_none() })
    })
}

/// A part of the triples.
struct Face {
    /// A matrix on it: which scores are defined is the same for all.
    example: Cells,
    /// The law whose denominator is 0 there.
    without_denominator: Option<Law>,
    /// What p is within.
    predicted: (f64, f64),
    /// What p and π are, as (factor of p, factor of π, limit, strict).
    place: [(i32, i32, i32, bool); 4],
}

const INNER: [(i32, i32, i32, bool); 4] = [(-1, 0, 0, true), (1, 0, 1, true), (0, -1, 0, true), (0, 1, 1, true)];

const FACES: [Face; 5] = [
    Face {
        example: Cells { tp: 1, fp: 1, fn_: 1, tn: 1 },
        without_denominator: None,
        predicted: (0.0, 1.0),
        place: INNER,
    },
    Face {
        example: Cells { tp: 0, fp: 0, fn_: 1, tn: 1 },
        without_denominator: Some(Law::Precision(Mean::Class(1))),
        predicted: (0.0, 0.0),
        place: [(1, 0, 0, false), (-1, 0, 0, false), INNER[2], INNER[3]],
    },
    Face {
        example: Cells { tp: 1, fp: 1, fn_: 0, tn: 0 },
        without_denominator: Some(Law::Precision(Mean::Class(0))),
        predicted: (1.0, 1.0),
        place: [(1, 0, 1, false), (-1, 0, -1, false), INNER[2], INNER[3]],
    },
    Face {
        example: Cells { tp: 0, fp: 1, fn_: 0, tn: 1 },
        without_denominator: Some(Law::Recall(Mean::Class(1))),
        predicted: (0.0, 1.0),
        place: [INNER[0], INNER[1], (0, 1, 0, false), (0, -1, 0, false)],
    },
    Face {
        example: Cells { tp: 1, fp: 0, fn_: 1, tn: 0 },
        without_denominator: Some(Law::Recall(Mean::Class(0))),
        predicted: (0.0, 1.0),
        place: [INNER[0], INNER[1], (0, 1, 1, false), (0, -1, -1, false)],
    },
];

impl Face {
    fn ends(
        &self,
        domain: &Range,
        constraints: &[Constraint],
        laws: &[(Law, Range)],
        conventions: Conventions,
    ) -> Option<Range> {
        let example = Tally::binary(self.example);
        let mut all = cells_of_matrices();
        all.extend(self.place.map(|(p, pi, limit, strict)| Inequality::of([0, p, pi], limit, strict)));
        for (constraint, (law, range)) in constraints.iter().zip(laws) {
            constraint.score.of(&example, conventions)?;
            if self.is_constant(*law) {
                constraint.holds(&example, conventions).then_some(())?;
            } else if let Some(line) = law.affine() {
                all.extend([at_most(&line, &range.high, 1), at_most(&line, &range.low, -1)]);
            }
        }
        let mut range = domain.clone();
        for last in eliminate(eliminate(all, 0), 1) {
            range = range.intersection(&last.range_of_pi()?);
        }
        (!range.is_empty()).then_some(range)
    }

    /// Whether the score of a law is the same for all matrices on the face.
    fn is_constant(&self, law: Law) -> bool {
        self.without_denominator.is_some_and(|without| law == without || law == Law::Correlation)
    }
}

/// The shares of matrices with rows in one cell only, which are decided exactly.
pub(super) fn single_cells(
    domain: &Range,
    constraints: &[Constraint],
    conventions: Conventions,
) -> impl Iterator<Item = Range> {
    let none = Cells { tp: 0, fp: 0, fn_: 0, tn: 0 };
    let cells = [
        (0, Cells { tn: 1, ..none }),
        (0, Cells { fp: 1, ..none }),
        (1, Cells { tp: 1, ..none }),
        (1, Cells { fn_: 1, ..none }),
    ];
    cells.into_iter().filter_map(move |(share, cells)| {
        let (share, tally) = (ratio(share, 1), Tally::binary(cells));
        let fits = domain.contains(&share) && constraints.iter().all(|one| one.holds(&tally, conventions));
        fits.then(|| Range::point(share))
    })
}

/// `factors · (y, p, π) ≤ limit`, or `<` where strict.
#[derive(Debug, Clone)]
struct Inequality {
    factors: [BigInt; 3],
    limit: BigInt,
    strict: bool,
}

impl Inequality {
    fn of(factors: [i32; 3], limit: i32, strict: bool) -> Self {
        Self { factors: factors.map(BigInt::from), limit: limit.into(), strict }
    }

    /// What it says of π alone; `None` if it is false.
    fn range_of_pi(&self) -> Option<Range> {
        let factor = &self.factors[2];
        let mut range = Range::unit();
        let end = || Bound { value: Rational::new(self.limit.clone(), factor.clone()), closed: !self.strict };
        if factor.is_positive() {
            range.high = end();
        } else if factor.is_negative() {
            range.low = end();
        } else if self.limit.is_negative() || (self.strict && self.limit.is_zero()) {
            return None;
        }
        Some(range)
    }
}

/// No cell is below 0: 0 ≤ y ≤ π, y ≤ p, π + p − 1 ≤ y.
fn cells_of_matrices() -> Vec<Inequality> {
    [([-1, 0, 0], 0), ([1, 0, -1], 0), ([1, -1, 0], 0), ([-1, 1, 1], 1)]
        .map(|(factors, limit)| Inequality::of(factors, limit, false))
        .to_vec()
}

/// `slope · y + offset − bound · scale` times `side` is at most 0.
fn at_most(line: &Line<[i32; 3]>, bound: &Bound, side: i32) -> Inequality {
    let (number, denominator) = (bound.value.numer(), bound.value.denom());
    let part = |at: usize| (denominator * line.offset[at] - number * line.scale[at]) * side;
    let factors = [denominator * line.slope[2] * side, part(1), part(0)];
    Inequality { factors, limit: -part(2), strict: !bound.closed }
}

/// What is left when the variable at a place is anything that it can be.
fn eliminate(all: Vec<Inequality>, place: usize) -> Vec<Inequality> {
    let (with, mut left): (Vec<_>, Vec<_>) = all.into_iter().partition(|row| !row.factors[place].is_zero());
    let (uppers, lowers): (Vec<_>, Vec<_>) = with.into_iter().partition(|row| row.factors[place].is_positive());
    for upper in &uppers {
        for lower in &lowers {
            let (up, low) = (&lower.factors[place].abs(), &upper.factors[place]);
            left.push(Inequality {
                factors: std::array::from_fn(|at| &upper.factors[at] * up + &lower.factors[at] * low),
                limit: &upper.limit * up + &lower.limit * low,
                strict: upper.strict || lower.strict,
            });
        }
    }
    left
}
