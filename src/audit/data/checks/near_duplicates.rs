//! Test rows that are all but copies of training rows.

use rayon::prelude::*;

use super::{Check, percent};
use crate::audit::data::case::SplitCase;
use crate::audit::data::column::{Cells, distinct};
use crate::audit::data::outcome::{CONFIDENCE, ends};
use crate::audit::data::sample::stratified;
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};
use crate::prepare::SplitSide;
use crate::random::Stream;
use crate::stats::{newcombe_independent, percentile};

/// The check.
pub(super) const CHECK: Check = Check {
    name: "near_duplicates",
    title: "Test rows that are nearly training rows",
    question: "How many test rows has the model all but seen?",
    statistic: "Of about 500 test rows at most without an equal training row, in the proportion of the classes, the share that have a training row, of all training rows, which \
                is nowhere further off than a thousandth of the column's range from its 5th to its 95th percentile. Against it, the same share \
                for made-up rows, whose cells are taken one by one from random test rows of the class: what is close by chance where columns are independent. The difference is \
                judged, with Newcombe's 95 % interval for the difference of two shares. Columns that are made of others put rows close together as well: it is flagged only where \
                as many test rows, with Wilson's interval, stand alone with theirs, so that no other training row is within a hundredth of the range, as a copy does; else it is a warning. \
                At most 20,000 training rows that are close in the most telling column are held against a row, so that the share is a lower bound; \
                a row with more than 200,000 within a hundredth of that column's range is not taken to stand alone.",
    thresholds: &[&WARN, &FLAG],
    source: "Barz and Denzler, Journal of Imaging 6 (2020) 41, on near-duplicates between train and test; the method is ours.",
    shortcut: false,
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
/// A copy stands alone with its training row where no other one is this many times the tolerance away or less. Among rows that lie evenly that
/// happens by chance to 4 % of them in one column and to 0.4 % in two: to e⁻¹ / 10ᵈ at most in d.
const ALONE: f64 = 10.0;
/// Training rows at most of which it is asked whether one more is near.
const CROWD: usize = 200_000;

fn run(case: &Case<'_>) -> Vec<Outcome> {
    case.on_splits(|split| vec![split.outcome(judge(case, split))])
}

fn judge(case: &Case<'_>, split: &SplitCase<'_>) -> Outcome {
    let train: Vec<u32> = split.split.assignment.rows(SplitSide::Train).map(|row| row as u32).collect();
    let axes = ["data audit", "near duplicates", split.split.protocol];
    let test = stratified(&unequal(split), case.rows.classes, LOOKED_FOR, case.options.seed, &axes);
    let neighbourhood = match Neighbourhood::new(split, &train) {
        Some(neighbourhood) if !test.is_empty() => neighbourhood,
        _ => {
            let why = "train has no row, every column is constant, or every test row equals a training row";
            return Outcome::not_applicable(CHECK.name, why);
        }
    };
    let real: Vec<Vec<f64>> = test.iter().map(|&row| neighbourhood.row(row)).collect();
    let made_up = made_up(&real, &split.classes_of(&test), Stream::new(case.options.seed, &axes));
    let count = |nearness: &[Nearness], least| nearness.iter().filter(|&&nearness| nearness >= least).count() as u64;
    let real = neighbourhood.nearness(&real);
    let found = Found {
        rows: test.len() as u64,
        near: count(&real, Nearness::Near),
        alone: count(&real, Nearness::Alone),
        by_chance: count(&neighbourhood.nearness(&made_up), Nearness::Near),
    };
    found.outcome()
}

/// Test rows that equal no training row in what is compared.
fn unequal(split: &SplitCase<'_>) -> Vec<u32> {
    let sides = &split.split.assignment.side_of_row;
    let is_on = |side| move |&row: &usize| sides[row] == Some(side);
    let groups = split.equal_rows().groups().filter(|group| !group.clone().any(|row| is_on(SplitSide::Train)(&row)));
    let mut rows: Vec<u32> =
        groups.flat_map(|group| group.filter(is_on(SplitSide::Test))).map(|row| row as u32).collect();
    rows.sort_unstable();
    rows
}

/// Test rows that were looked for.
#[derive(Debug)]
struct Found {
    rows: u64,
    near: u64,
    alone: u64,
    by_chance: u64,
}

impl Found {
    fn outcome(&self) -> Outcome {
        let share = |count: u64| percent(count as f64 / self.rows as f64);
        let says = format!(
            "{} of {} test rows looked for, none of which equals a training row, have one that differs in no column by more than a thousandth of its range; by chance {} would. {} stand alone with it.",
            share(self.near),
            self.rows,
            share(self.by_chance),
            share(self.alone)
        );
        let mut outcome = Outcome::of_large(CHECK.name, self.beyond_chance(), &WARN, &FLAG, says);
        if outcome.level == Level::Flag && !self.are_copies() {
            outcome.level = Level::Warning;
            outcome.threshold = Some(WARN);
        }
        let outcome = match outcome.level {
            Level::Flag => outcome.consequence("On these rows a test measures memory, not detection."),
            Level::Warning => outcome.consequence(
                "Either rows were copied and changed a little, or the columns, some made of others, hold little that tells rows apart.",
            ),
            _ => outcome,
        };
        outcome
            .count("near", self.near)
            .count("near by chance", self.by_chance)
            .count("alone with a near row", self.alone)
            .count("test rows looked for", self.rows)
    }

    fn beyond_chance(&self) -> Statistic {
        let (near, by_chance) = ((self.near, self.rows), (self.by_chance, self.rows));
        Statistic {
            name: "share of near test rows beyond chance".into(),
            value: (self.near as f64 - self.by_chance as f64) / self.rows as f64,
            interval: newcombe_independent(near, by_chance, CONFIDENCE).ok().map(ends),
        }
    }

    fn are_copies(&self) -> bool {
        let alone = Statistic::share("share of test rows alone with a near row", self.alone, self.rows);
        Level::of_large(&alone, WARN.value, FLAG.value) == Level::Flag
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

    fn nearness(&self, rows: &[Vec<f64>]) -> Vec<Nearness> {
        rows.par_iter().map(|cells| self.nearness_of(cells)).collect()
    }

    fn nearness_of(&self, cells: &[f64]) -> Nearness {
        let close = self.close(cells, 1.0);
        let mut is_near = false;
        // Evenly spaced where there are too many, so that none is looked for in vain at a cost without bound.
        for &(_, row) in close.iter().step_by(close.len().div_ceil(CANDIDATES).max(1)) {
            match self.distance(row, cells, 1.0) {
                Distance::Equal => return Nearness::Far,
                Distance::Near => is_near = true,
                Distance::Far => {}
            }
        }
        let crowd = self.close(cells, ALONE);
        let is_around = |&&(_, row): &&(f64, u32)| self.distance(row, cells, ALONE) != Distance::Far;
        match is_near {
            false => Nearness::Far,
            true if crowd.len() <= CROWD && crowd.iter().filter(is_around).take(2).count() < 2 => Nearness::Alone,
            true => Nearness::Near,
        }
    }

    /// The training rows that are at most `times` the tolerance away in the leading column.
    fn close(&self, cells: &[f64], times: f64) -> &[(f64, u32)] {
        let (value, tolerance) = (cells[self.leading], times * self.tolerances[self.leading]);
        let start = self.train.partition_point(|row| row.0 < value - tolerance);
        let end = self.train.partition_point(|row| row.0 <= value + tolerance);
        &self.train[start..end]
    }

    fn distance(&self, row: u32, cells: &[f64], times: f64) -> Distance {
        let mut distance = Distance::Equal;
        for ((column, &cell), &tolerance) in self.columns.iter().zip(cells).zip(&self.tolerances) {
            let value = column.at(row as usize);
            let value = if value.is_finite() { value } else { 0.0 };
            if (value - cell).abs() > times * tolerance {
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

/// How a row stands to the training rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// None is near, or one is equal.
    Far,
    /// One at least is near.
    Near,
    /// One is near, and no other one is around.
    Alone,
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
