//! How far a matrix of real numbers is from the figures.

use super::approximate::{Cell, value};
use crate::audit::claim::reading::Constraint;
use crate::audit::claim::score::{Conventions, Score};

/// All that a matrix has to meet, in floating point.
#[derive(Debug)]
pub(super) struct Aim {
    targets: Vec<Target>,
    conventions: Conventions,
}

#[derive(Debug)]
struct Target {
    score: Score,
    low: f64,
    high: f64,
}

/// What an undefined figure counts as, in widths of its range.
const UNDEFINED: f64 = 1e6;

impl Aim {
    pub(super) fn new(constraints: &[Constraint], conventions: Conventions) -> Self {
        let target = |constraint: &Constraint| {
            let (low, high) = constraint.range.as_f64();
            Target { score: constraint.score, low, high: high.max(low + 1e-12) }
        };
        Self { targets: constraints.iter().map(target).collect(), conventions }
    }

    /// How far each figure is from the inner part of its range, `margin` widths inside, in widths.
    pub(super) fn misses(&self, cells: &[Cell], margin: f64) -> Vec<f64> {
        let miss = |target: &Target| {
            let width = target.high - target.low;
            let (low, high) = (target.low + margin * width, target.high - margin * width);
            let value = value(target.score, cells, self.conventions);
            if value.is_nan() { UNDEFINED } else { (value - value.clamp(low, high)) / width }
        };
        self.targets.iter().map(miss).collect()
    }

    /// The scores themselves, in widths of their ranges.
    pub(super) fn values(&self, cells: &[Cell]) -> Vec<f64> {
        let scaled = |target: &Target| value(target.score, cells, self.conventions) / (target.high - target.low);
        self.targets.iter().map(scaled).collect()
    }

    /// The sum of squares of what is beyond the ranges; 0 where all figures are met.
    pub(super) fn distance(&self, cells: &[Cell]) -> f64 {
        self.misses(cells, 0.0).iter().map(|miss| miss * miss).sum()
    }
}
