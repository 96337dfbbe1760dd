//! Test rows that are all but copies of training rows.

use rayon::prelude::*;

use super::{Check, percent};
use crate::audit::data::case::SplitCase;
use crate::audit::data::column::{Cells, distinct};
use crate::audit::data::sample::stratified;
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};
use crate::prepare::SplitSide;
use crate::random::Stream;
use crate::stats::percentile;

/// The check.
pub(super) const CHECK: Check = Check {
    name: "near_duplicates",
    title: "Test rows that are nearly training rows",
    question: "How many test rows has the model all but seen?",
    statistic: "Share of test rows (at most 500 of them, in the proportion of the classes) that have a training row, of all training rows, which \
                is nowhere further off than a thousandth of the column's range from its 5th to its 95th percentile, and is not equal. Against it, the same share \
                for made-up rows, whose cells are taken one by one from random test rows of the class: what is close by chance. The difference is \
                judged, with the 95 % interval for the difference of two shares. At most 20,000 training rows that are close in the most telling \
                column are held against a row, so that the share is a lower bound.",
    thresholds: &[&WARN, &FLAG],
    source: "Barz and Denzler, Journal of Imaging 6 (2020) 41, on near-duplicates between train and test; the method is ours.",
    run,
};

const WARN: Threshold = Threshold::new(
    "share of test rows, warning",
    0.05,
    "ours, because one test row in twenty is enough to reorder detectors that are compared",
);

const FLAG: Threshold = Threshold::new(
    "share of test rows, flag",
    0.3,
    "ours, because with a third of the test rows all but seen the test is one of memory",
);

/// Test rows that are looked for.
const LOOKED_FOR: usize = 500;
/// Training rows from which the columns' ranges are taken.
const RANGED: usize = 10_000;
/// Training rows at most that are held against one test row.
const CANDIDATES: usize = 20_000;
/// Share of a column's range that counts as nothing.
const TOLERANCE: f64 = 0.001;
/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

fn run(case: &Case<'_>) -> Vec<Outcome> {
    case.on_splits(|split| vec![split.outcome(judge(case, split))])
}

fn judge(case: &Case<'_>, split: &SplitCase<'_>) -> Outcome {
    let side = |side| -> Vec<u32> { split.split.assignment.rows(side).map(|row| row as u32).collect() };
    let [train, test] = [SplitSide::Train, SplitSide::Test].map(side);
    let axes = ["data audit", "near duplicates", split.split.protocol];
    let test = stratified(&test, case.rows.classes, LOOKED_FOR, case.options.seed, &axes);
    let neighbourhood = match Neighbourhood::new(split, &train) {
        Some(neighbourhood) if !test.is_empty() => neighbourhood,
        _ => return Outcome::not_applicable(CHECK.name, "train or test has no row, or every column is constant"),
    };
    let count = |rows: &[Vec<f64>]| rows.par_iter().filter(|row| neighbourhood.holds_another(row)).count() as u64;
    let real: Vec<Vec<f64>> = test.iter().map(|&row| neighbourhood.row(row)).collect();
    let near = count(&real);
    let by_chance = count(&made_up(&real, &split.classes_of(&test), Stream::new(case.options.seed, &axes)));
    let rows = test.len() as u64;
    let statistic = difference(near, by_chance, rows);
    let share = |count: u64| percent(count as f64 / rows as f64);
    let says = format!(
        "{} of {rows} test rows looked for have a training row that is not equal and differs in no column by more than a thousandth of its range; by chance {} would.",
        share(near),
        share(by_chance)
    );
    let outcome = Outcome::of_large(CHECK.name, statistic, &WARN, &FLAG, says);
    let outcome = if outcome.level < Level::Inconclusive {
        outcome.consequence("On these rows a test measures memory, not detection.")
    } else {
        outcome
    };
    outcome.count("near", near).count("near by chance", by_chance).count("test rows looked for", rows)
}

/// The difference of two shares of as many rows, with Wald's interval; at 0 of 0 the rule of three stands in for a variance of nothing.
fn difference(near: u64, by_chance: u64, rows: u64) -> Statistic {
    let n = rows as f64;
    let (p, q) = (near as f64 / n, by_chance as f64 / n);
    let half = Z * ((p * (1.0 - p) + q * (1.0 - q)) / n).sqrt();
    let half = if near == by_chance && half == 0.0 { 3.0 / n } else { half };
    Statistic {
        name: "share of near test rows beyond chance".into(),
        value: p - q,
        interval: Some([p - q - half, p - q + half]),
    }
}

/// Rows of cells that are each drawn from the rows of the same class.
fn made_up(rows: &[Vec<f64>], classes: &[u32], mut stream: Stream) -> Vec<Vec<f64>> {
    let of_class = |class: u32| -> Vec<usize> { (0..rows.len()).filter(|&row| classes[row] == class).collect() };
    let mut cell = |alike: &[usize], column: usize| rows[alike[stream.below(alike.len() as u64) as usize]][column];
    let mut made = Vec::with_capacity(rows.len());
    for (row, &class) in rows.iter().zip(classes) {
        let alike = of_class(class);
        made.push((0..row.len()).map(|column| cell(&alike, column)).collect());
    }
    made
}

/// The training rows, in the order of the column that tells most of them apart.
struct Neighbourhood<'a> {
    columns: Vec<Cells<'a>>,
    tolerances: Vec<f64>,
    leading: usize,
    /// Value in the leading column and row, ascending.
    train: Vec<(f64, u32)>,
}

impl<'a> Neighbourhood<'a> {
    fn new(split: &SplitCase<'a>, train: &[u32]) -> Option<Self> {
        let step = train.len().div_ceil(RANGED).max(1);
        let some: Vec<u32> = train.iter().copied().step_by(step).collect();
        let ranged: Vec<(Cells<'a>, f64, usize)> = split
            .comparable
            .par_iter()
            .filter_map(|column| {
                let cells = Cells::of(column);
                let mut values = cells.finite(&some);
                let different = distinct(&mut values);
                Some((cells, tolerance(cells, &values)?, different)).filter(|_| different > 1)
            })
            .collect();
        let most = ranged.iter().enumerate().max_by_key(|(place, column)| (column.2, usize::MAX - place))?;
        let leading = most.0;
        let mut rows: Vec<(f64, u32)> = most.1.0.finite(train).into_iter().zip(train.iter().copied()).collect();
        rows.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (columns, tolerances) = ranged.iter().map(|&(cells, tolerance, _)| (cells, tolerance)).unzip();
        Some(Self { columns, tolerances, leading, train: rows })
    }

    /// The cells of a row.
    fn row(&self, row: u32) -> Vec<f64> {
        self.columns.iter().map(|cells| cells.finite(&[row])[0]).collect()
    }

    /// Whether a training row is near, and none is equal.
    fn holds_another(&self, cells: &[f64]) -> bool {
        let (value, tolerance) = (cells[self.leading], self.tolerances[self.leading]);
        let start = self.train.partition_point(|row| row.0 < value - tolerance);
        let end = self.train.partition_point(|row| row.0 <= value + tolerance);
        let mut near = false;
        // Evenly spaced where there are too many, so that none is looked for in vain at a cost without bound.
        for &(_, row) in self.train[start..end].iter().step_by((end - start).div_ceil(CANDIDATES).max(1)) {
            match self.distance(row, cells) {
                Distance::Equal => return false,
                Distance::Near => near = true,
                Distance::Far => {}
            }
        }
        near
    }

    fn distance(&self, row: u32, cells: &[f64]) -> Distance {
        let mut distance = Distance::Equal;
        for ((column, &cell), &tolerance) in self.columns.iter().zip(cells).zip(&self.tolerances) {
            let value = column.at(row as usize);
            let value = if value.is_finite() { value } else { 0.0 };
            if (value - cell).abs() > tolerance {
                return Distance::Far;
            }
            if value != cell {
                distance = Distance::Near;
            }
        }
        distance
    }
}

#[derive(Debug, PartialEq)]
enum Distance {
    Equal,
    Near,
    Far,
}

/// What counts as nothing in a column of these ascending values; none where all are equal. Texts are equal or not.
fn tolerance(cells: Cells<'_>, sorted: &[f64]) -> Option<f64> {
    if cells.is_text() {
        return Some(0.0);
    }
    let range = |low, high| Some(percentile(sorted, high)? - percentile(sorted, low)?);
    let range = range(5.0, 95.0).filter(|&range| range > 0.0).or_else(|| range(0.0, 100.0))?;
    (range > 0.0).then_some(TOLERANCE * range)
}
