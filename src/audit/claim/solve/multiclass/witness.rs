//! Looks for a confusion matrix with the figures.
//!
//! From a plain detector inside the counts that are left, damped Gauss–Newton steps (Levenberg 1944, Marquardt 1963) in real numbers move to where
//! all figures are met; the counts are rounded and repaired by moves of whole rows. A few starts, each drawn from a named stream, so
//! that the answer is always the same. Nothing here proves anything: `fits` has the last word, with exact numbers.

use super::approximate::{Cell, rows, value};
use super::counts::Counts;
use super::linear;
use super::repair;
use crate::audit::claim::exact::as_f64;
use crate::audit::claim::reading::{Constraint, TestSet};
use crate::audit::claim::score::{Conventions, Score, Tally};
use crate::random::Stream;

/// Starts at most.
const STARTS: u64 = 6;
/// Steps from each start.
const STEPS: usize = 40;
/// Rows of a matrix where any number will do.
const MANY: f64 = 4e6;

/// A figure to be met.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    score: Score,
    low: f64,
    high: f64,
}

/// All that a matrix has to meet, in floating point.
#[derive(Debug)]
pub(super) struct Aim {
    targets: Vec<Target>,
    conventions: Conventions,
}

impl Aim {
    fn new(constraints: &[Constraint], conventions: Conventions) -> Self {
        let target = |constraint: &Constraint| {
            let (low, high) = (as_f64(&constraint.range.low.value), as_f64(&constraint.range.high.value));
            Target { score: constraint.score, low, high }
        };
        Self { targets: constraints.iter().map(target).collect(), conventions }
    }

    /// How far each figure is from its range less a tenth on either side, in widths of the range.
    fn misses(&self, cells: &[Cell]) -> impl Iterator<Item = f64> {
        self.targets.iter().map(|target| {
            let width = (target.high - target.low).max(1e-12);
            let (low, high) = (target.low + 0.1 * width, target.high - 0.1 * width);
            let value = value(target.score, cells, self.conventions);
            match value {
                _ if value.is_nan() => 1e6,
                _ if value < low => (value - low) / width,
                _ if value > high => (value - high) / width,
                _ => 0.0,
            }
        })
    }

    /// The sum of squares of what is beyond the ranges themselves; 0 where all figures are met.
    pub(super) fn distance(&self, cells: &[Cell]) -> f64 {
        self.misses(cells).map(|miss| (miss.abs() - 0.1).max(0.0)).map(|beyond| beyond * beyond).sum()
    }
}

/// A tally that passes `fits`, if one is found.
pub(super) fn find(
    counts: &Counts,
    test: &TestSet,
    constraints: &[Constraint],
    conventions: Conventions,
    fits: impl Fn(&Tally) -> bool,
) -> Option<Tally> {
    let aim = Aim::new(constraints, conventions);
    (0..STARTS).find_map(|start| {
        let mut stream = Stream::new(start, &["audit", "witness"]);
        let sizes = test.sizes().or_else(|| sizes(&aim, counts, test, start, &mut stream))?;
        let limits = Limits::of(counts, Some(&sizes));
        let mut cells = limits.start(start, &mut stream);
        approach(&aim, &limits, &mut cells);
        repair::to_whole_rows(&aim, &sizes, &cells, &fits)
    })
}

/// Class sizes with which the figures can be met in real numbers.
fn sizes(aim: &Aim, counts: &Counts, test: &TestSet, start: u64, stream: &mut Stream) -> Option<Vec<u64>> {
    let limits = Limits::of(counts, None);
    let mut cells = limits.start(start, stream);
    approach(aim, &limits, &mut cells);
    let mut sizes: Vec<u64> = cells
        .iter()
        .zip(&test.classes)
        .map(|(cell, allowed)| (cell.actual().round() as u64).clamp(*allowed.start(), *allowed.end()))
        .collect();
    // Rounding may leave the number of rows that is allowed by a few.
    let all = sizes.iter().sum::<u64>();
    let (mut missing, mut over) = (test.rows.start().saturating_sub(all), all.saturating_sub(*test.rows.end()));
    for (size, allowed) in sizes.iter_mut().zip(&test.classes) {
        let (more, less) = (missing.min(allowed.end() - *size), over.min(*size - allowed.start()));
        *size = *size + more - less;
        (missing, over) = (missing - more, over - less);
    }
    (missing == 0 && over == 0).then_some(sizes)
}

/// Where the counts may go.
struct Limits {
    /// From and to, for hits, false alarms, misses.
    spans: Vec<[(f64, f64); 3]>,
    /// Rows of each class, where they stay as they are.
    sizes: Option<Vec<f64>>,
    rows: f64,
}

impl Limits {
    fn of(counts: &Counts, sizes: Option<&[u64]>) -> Self {
        let known = sizes.map(|sizes| sizes.iter().map(|&size| size as f64).collect::<Vec<f64>>());
        let all = known.as_ref().map(|sizes| sizes.iter().sum());
        let rows = all.unwrap_or_else(|| MANY.clamp(counts.rows.low as f64, counts.rows.high as f64));
        let span = |span: super::span::Span| ((span.low as f64).min(rows), (span.high as f64).min(rows));
        let spans = counts.classes.iter().map(|class| [span(class.tp), span(class.fp), span(class.fn_)]).collect();
        Self { spans, sizes: known, rows }
    }

    /// A detector that errs evenly: misses of a class go to the others by their size. Later starts are drawn.
    fn start(&self, start: u64, stream: &mut Stream) -> Vec<Cell> {
        let mut drawn = |width: f64| if start == 0 { 1.0 } else { libm::exp(width * stream.normal()) };
        let classes = self.spans.len();
        let sizes = self.sizes.clone().unwrap_or_else(|| {
            let shares: Vec<f64> = (0..classes).map(|_| drawn(1.5)).collect();
            let sum: f64 = shares.iter().sum();
            shares.iter().map(|share| self.rows * share / sum).collect()
        });
        let all: f64 = sizes.iter().sum();
        let missed: Vec<f64> = sizes
            .iter()
            .zip(&self.spans)
            .map(|(size, [tp, _, fn_])| {
                let middle = (tp.0.min(*size) + tp.1.min(*size)) / 2.0;
                ((size - middle) * drawn(1.0)).clamp(fn_.0, fn_.1).min(*size)
            })
            .collect();
        let errors: f64 = missed.iter().sum();
        let wanted: Vec<f64> = sizes
            .iter()
            .zip(&missed)
            .map(|(size, missed)| (errors - missed) * (size + 0.01 * all) * drawn(1.0))
            .collect();
        let sum = wanted.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        (0..classes).map(|k| Cell { tp: sizes[k] - missed[k], fp: errors * wanted[k] / sum, fn_: missed[k] }).collect()
    }

    /// Directions in which counts may move: which class, and by how much its hits, false alarms and misses.
    fn directions(&self) -> Vec<(usize, [f64; 3])> {
        let of_class: &[[f64; 3]] = match self.sizes {
            Some(_) => &[[1.0, 0.0, -1.0], [0.0, 1.0, 0.0]],
            None => &[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        };
        (0..self.spans.len()).flat_map(|class| of_class.iter().map(move |&by| (class, by))).collect()
    }

    /// Moves a class as far as its limits let it.
    fn shift(&self, cells: &mut [Cell], (class, by): (usize, [f64; 3]), amount: f64) {
        let [tp, fp, fn_] = self.spans[class];
        let cell = &mut cells[class];
        let before = cell.actual();
        cell.tp = (cell.tp + by[0] * amount).clamp(tp.0, tp.1);
        cell.fp = (cell.fp + by[1] * amount).clamp(fp.0, fp.1);
        cell.fn_ = match self.sizes {
            Some(_) => (before - cell.tp).max(0.0),
            None => (cell.fn_ + by[2] * amount).clamp(fn_.0, fn_.1),
        };
    }

    /// What has to be 0 beside the figures: misses are false alarms, no class has more than its part, rows stay.
    fn balance(&self, cells: &[Cell]) -> Vec<f64> {
        let sum = |part: fn(&Cell) -> f64| cells.iter().map(part).sum::<f64>();
        let (missed, wanted) = (sum(|cell| cell.fn_), sum(|cell| cell.fp));
        // In units of a millionth of the rows, so that it weighs as much as a figure of six digits.
        let unit = self.rows * 1e-6;
        let mut balance = vec![(missed - wanted) / unit];
        balance.extend(cells.iter().map(|cell| (cell.fp + cell.fn_ - missed.min(wanted)).max(0.0) / unit));
        if self.sizes.is_none() {
            balance.push((rows(cells) - self.rows) / unit);
        }
        balance
    }
}

/// Damped Gauss–Newton steps until every figure is met.
fn approach(aim: &Aim, limits: &Limits, cells: &mut Vec<Cell>) {
    let residuals = |cells: &[Cell]| aim.misses(cells).chain(limits.balance(cells)).collect::<Vec<f64>>();
    let directions = limits.directions();
    let mut now = residuals(cells);
    let mut damping = 1e-3;
    for _ in 0..STEPS {
        let squares = |r: &[f64]| r.iter().map(|x| x * x).sum::<f64>();
        // A tenth of a width is inside the range still.
        if now.iter().all(|miss| miss.abs() < 0.02) {
            return;
        }
        let scales: Vec<f64> = directions.iter().map(|&direction| limits.scale(cells, direction)).collect();
        let columns: Vec<Vec<f64>> = directions
            .iter()
            .zip(&scales)
            .map(|(&direction, scale)| {
                let step = scale * 1e-4;
                let mut moved = cells.clone();
                moved[direction.0] = shifted(moved[direction.0], direction.1, step);
                residuals(&moved).iter().zip(&now).map(|(after, before)| (after - before) / step * scale).collect()
            })
            .collect();
        let Some(amounts) = linear::damped_step(&columns, &now, damping) else {
            return;
        };
        let mut next = cells.clone();
        for ((&direction, scale), amount) in directions.iter().zip(&scales).zip(amounts) {
            limits.shift(&mut next, direction, amount * scale);
        }
        let after = residuals(&next);
        if squares(&after) < squares(&now) {
            (*cells, now, damping) = (next, after, (damping * 0.2).max(1e-9));
        } else {
            damping *= 8.0;
            if damping > 1e6 {
                return;
            }
        }
    }
}

fn shifted(cell: Cell, by: [f64; 3], amount: f64) -> Cell {
    Cell { tp: cell.tp + by[0] * amount, fp: cell.fp + by[1] * amount, fn_: cell.fn_ + by[2] * amount }
}

impl Limits {
    /// How far a class can go in a direction, so that steps are large where there is room.
    fn scale(&self, cells: &[Cell], (class, by): (usize, [f64; 3])) -> f64 {
        let cell = cells[class];
        let room = |value: f64, (low, high): (f64, f64)| (value - low).min(high - value).max(0.02 * (high - low));
        let [tp, fp, fn_] = self.spans[class];
        let rooms = [(by[0], room(cell.tp, tp)), (by[1], room(cell.fp, fp)), (by[2], room(cell.fn_, fn_))];
        let most = rooms.iter().filter(|(by, _)| *by != 0.0).map(|(_, room)| *room).fold(f64::INFINITY, f64::min);
        most.clamp(1e-3, self.rows)
    }
}
