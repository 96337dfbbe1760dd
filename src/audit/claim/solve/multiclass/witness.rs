//! Looks for a confusion matrix with the figures.
//!
//! From a plain detector inside the counts that are left, damped Gauss–Newton steps (Levenberg 1944, Marquardt 1963) in real numbers move the
//! cells of a matrix to where all figures are met; each cell moves in proportion to what is in it, so that none falls below 0 (affine
//! scaling, Dikin 1967). The cells are rounded and repaired by moves of whole rows. A few starts, each drawn from a named stream, so
//! that the answer is always the same. Nothing here proves anything: `fits` has the last word, with exact numbers.

use super::aim::Aim;
use super::counts::Counts;
use super::descent::{Free, Real, approach, approach_whole};
use super::repair;
use crate::audit::claim::reading::{Constraint, TestSet};
use crate::audit::claim::score::{Conventions, Tally};
use crate::random::Stream;

/// Starts at most.
const STARTS: u64 = 5;
/// Rows of a matrix where any number will do.
const MANY: f64 = 4e6;

/// A tally that passes `fits`, if one is found.
pub(super) fn find(
    counts: &Counts,
    test: &TestSet,
    constraints: &[Constraint],
    conventions: Conventions,
    fits: impl Fn(&Tally) -> bool,
) -> Option<Tally> {
    let aim = Aim::new(constraints, conventions);
    let known = test.sizes();
    (0..STARTS).find_map(|start| {
        let mut stream = Stream::new(start, &["audit", "witness"]);
        let mut draw = Draw { first: start == 0, stream: &mut stream };
        let sizes = match &known {
            Some(sizes) => sizes.clone(),
            None => {
                let mut matrix = first_matrix(counts, &first_sizes(counts, &mut draw), &mut draw);
                approach(&aim, &mut matrix, Free::Everything);
                whole_sizes(&matrix, test)?
            }
        };
        let real: Vec<f64> = sizes.iter().map(|&size| size as f64).collect();
        let mut matrix = first_matrix(counts, &real, &mut draw);
        approach_whole(&aim, &mut matrix);
        repair::to_whole_rows(&aim, &sizes, &matrix, &fits)
    })
}

/// Random factors, all 1 for the first start.
struct Draw<'a> {
    first: bool,
    stream: &'a mut Stream,
}

impl Draw<'_> {
    fn factor(&mut self, width: f64) -> f64 {
        if self.first { 1.0 } else { libm::exp(width * self.stream.normal()) }
    }

    fn chance(&mut self, first: bool, p: f64) -> bool {
        if self.first { first } else { self.stream.chance(p) }
    }
}

/// Class sizes to start from, in the middle of what they can be.
fn first_sizes(counts: &Counts, draw: &mut Draw<'_>) -> Vec<f64> {
    let rows = MANY.clamp(counts.rows.low as f64, counts.rows.high as f64);
    let limit = |count: i128| (count as f64).min(rows);
    let sizes: Vec<f64> = counts
        .classes
        .iter()
        .map(|class| (limit(class.actual.low) + limit(class.actual.high)) / 2.0 * draw.factor(2.5))
        .collect();
    let sum = sizes.iter().sum::<f64>().max(1.0);
    sizes.into_iter().map(|size| size * rows / sum).collect()
}

/// Whole class sizes near those of the matrix; `None` where rounding leaves the test set.
fn whole_sizes(matrix: &Real, test: &TestSet) -> Option<Vec<u64>> {
    let sizes = matrix.sizes();
    let sum = sizes.iter().sum::<f64>().max(1.0);
    // Scores depend on shares alone, so any number of rows will do that the test set allows.
    let scale = MANY.clamp(*test.rows.start() as f64, *test.rows.end() as f64) / sum;
    let mut sizes: Vec<u64> = sizes
        .iter()
        .zip(&test.classes)
        .map(|(size, allowed)| ((size * scale).round() as u64).max(*allowed.start()).min(*allowed.end()))
        .collect();
    let all = sizes.iter().sum::<u64>();
    let (mut missing, mut over) = (test.rows.start().saturating_sub(all), all.saturating_sub(*test.rows.end()));
    for (size, allowed) in sizes.iter_mut().zip(&test.classes) {
        let (more, less) = (missing.min(allowed.end() - *size), over.min(*size - allowed.start()));
        *size = *size + more - less;
        (missing, over) = (missing - more, over - less);
    }
    (missing == 0 && over == 0).then_some(sizes)
}

/// A detector that errs evenly: misses of a class go to the others by their size. Later starts are drawn.
fn first_matrix(counts: &Counts, sizes: &[f64], draw: &mut Draw<'_>) -> Real {
    let all: f64 = sizes.iter().sum();
    let pull: Vec<f64> = sizes
        .iter()
        .map(|&size| {
            // Whether a class without rows is predicted at all changes scores by jumps, so starts differ in it.
            let never = if size == 0.0 { draw.chance(true, 0.5) } else { draw.chance(false, 0.1) };
            if never { 0.0 } else { (size + 0.01 * all) * draw.factor(1.0) }
        })
        .collect();
    let cells = sizes
        .iter()
        .zip(&counts.classes)
        .enumerate()
        .map(|(k, (&size, class))| {
            let limit = |count: i128| (count as f64).min(size);
            let hits = (limit(class.tp.low) + limit(class.tp.high)) / 2.0;
            let others: f64 = pull.iter().sum::<f64>() - pull[k];
            let missed = ((size - hits) * draw.factor(1.0)).min(limit(class.fn_.high));
            let missed = if others > 0.0 { missed.max(size * 1e-6) } else { 0.0 };
            let wrong = |j: usize| if j == k || others <= 0.0 { 0.0 } else { missed * pull[j] / others };
            (0..sizes.len()).map(|j| if j == k { size - missed } else { wrong(j) }).collect()
        })
        .collect();
    Real(cells)
}
