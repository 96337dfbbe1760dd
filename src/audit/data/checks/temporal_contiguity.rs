//! Test rows that were captured next to training rows.

mod likeness;

use std::collections::BTreeMap;

use super::{Check, percent};
use crate::audit::data::case::SplitCase;
use crate::audit::data::column::Cells;
use crate::audit::data::sample::stratified;
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};
use crate::dataset::Column;
use crate::prepare::SplitSide;
use crate::random::Stream;
use crate::text::thousands;

use likeness::{Likeness, Ranked};

/// The check.
pub(super) const CHECK: Check = Check {
    name: "temporal_contiguity",
    title: "Test rows captured next to training rows",
    question: "Was a test row captured in the same moment as rows that the model learned from?",
    statistic: "First the share of test rows directly before or after a training row of their file; where the catalogue knows the column that numbers the rows as they were captured, \
                and the files are shuffled, in the order of that column. Where it is more than a few, whether the order of the \
                file says anything: for at most 2,000 test rows, in the proportion of the classes, how often the nearest of the training rows at most two places away is \
                nearer than the nearest of as many training rows drawn from the same class and file; distances are means over the columns \
                that the models see, without those that number the rows, of the differences in rank. In a file without order that is one half. Only neighbours of the row's own class count, \
                so a file that is merely sorted by class is not found out here. The interval is that of the mean.",
    thresholds: &[&BESIDE, &WARN, &FLAG],
    source: "Pendlebury et al., USENIX Security 2019, temporal bias; Kapoor and Narayanan, Patterns 4 (2023) 100804, leakage L3.2 and L3.3; the comparison \
             with rows of the same class and file is ours.",
    shortcut: false,
    run,
};

/// Below it a test row beside a training row is the seam of a cut.
const BESIDE: Threshold = Threshold::new(
    "share of test rows beside a training row",
    0.05,
    "ours, because a cut of each file in time leaves one such row per file, a random split of 80 : 20 leaves 96 %",
);

const WARN: Threshold = Threshold::new(
    "how often a neighbour is nearer than a random row, warning",
    0.55,
    "ours, because one half is what an order that says nothing gives",
);

const FLAG: Threshold = Threshold::new(
    "how often a neighbour is nearer than a random row, flag",
    0.6,
    "ours, because then neighbours win three times for every two that they lose, though class and file are the same",
);

/// Test rows that are compared.
const COMPARED: usize = 2_000;
/// Rows away that still count as neighbours: rows of two kinds take turns in some files.
const NEAR: usize = 2;
/// Comparisons below which nothing is said.
const FEWEST: usize = 30;
/// Rows of a class in a file below which all are neighbours.
const FEWEST_OF_CLASS: usize = 20;

fn run(case: &Case<'_>) -> Vec<Outcome> {
    case.on_splits(|split| vec![split.outcome(judge(case, split))])
}

fn judge(case: &Case<'_>, split: &SplitCase<'_>) -> Outcome {
    let order = Order::new(case, split);
    let test: Vec<u32> = order.of_side(SplitSide::Test).collect();
    if test.is_empty() || order.of_side(SplitSide::Train).next().is_none() {
        return Outcome::not_applicable(CHECK.name, "train or test has no row");
    }
    let beside: Vec<u32> =
        test.iter().copied().filter(|&at| order.train_near(at as usize, 1).next().is_some()).collect();
    let share = Statistic::share("share of test rows beside a training row", beside.len() as u64, test.len() as u64);
    let files = if order.record.is_some() { 1 } else { case.rows.table.files.len() };
    let stand = format!(
        "{} of {} test rows ({}) stand directly before or after a training row {}; a cut in time would leave {} at most",
        thousands(beside.len()),
        thousands(test.len()),
        percent(share.value),
        order.place(),
        thousands(files)
    );
    let outcome = if share.value <= BESIDE.value {
        Outcome::new(CHECK.name, Level::Fine, format!("{stand}.")).measured(share, &BESIDE)
    } else {
        compared(case, split, &order, &beside, &stand)
    };
    outcome.count("test rows beside a training row", beside.len() as u64).count("test rows", test.len() as u64)
}

/// The outcome where many test rows have a training row beside them.
fn compared(case: &Case<'_>, split: &SplitCase<'_>, order: &Order<'_>, beside: &[u32], stand: &str) -> Outcome {
    let (likeness, agreement) = (order.likeness(case, split, beside), order.agreement());
    let Some(statistic) = likeness.statistic(FEWEST) else {
        let says = format!(
            "{stand}. Too few have neighbours of their own class and file to tell whether the order of the files means anything."
        );
        return Outcome::new(CHECK.name, Level::Inconclusive, says);
    };
    let says = format!(
        "{stand}. Of {} compared, the nearest such neighbour is nearer than a random training row of the same class and file in {}; one half would be chance.",
        thousands(likeness.compared()),
        percent(statistic.value)
    );
    let outcome = Outcome::of_large(CHECK.name, statistic, &WARN, &FLAG, says);
    let outcome = if outcome.level < Level::Inconclusive {
        outcome.consequence("What the model saw a moment before and after is not what it would have to detect later: figures fall once the test is cut in time.")
    } else {
        outcome
    };
    outcome.count("compared", likeness.compared() as u64).number("neighbouring rows of the same class", agreement)
}

/// The column by which the capture is numbered, where the catalogue knows one and the files are not in its order.
fn record<'a>(case: &Case<'a>) -> Option<&'a Column> {
    let column = case.rows.table.columns.iter().find(|column| case.rows.is_record(&column.name))?;
    let cells = Cells::of(column);
    (!cells.is_text() && !cells.all().is_sorted()).then_some(column)
}

/// The rows that cleaning leaves, in the order of the capture.
struct Order<'a> {
    rows: Vec<u32>,
    sides: &'a [Option<SplitSide>],
    files: &'a [u32],
    classes: &'a [u32],
    /// The column that numbers the rows of all files, by which they are ordered.
    record: Option<&'a str>,
}

impl<'a> Order<'a> {
    fn new(case: &Case<'a>, split: &SplitCase<'a>) -> Self {
        let sides = &split.split.assignment.side_of_row[..];
        let mut rows: Vec<u32> = (0..sides.len() as u32).filter(|&row| sides[row as usize].is_some()).collect();
        let record = record(case);
        if let Some(column) = record {
            let number = Cells::of(column).all();
            rows.sort_by(|&a, &b| number[a as usize].total_cmp(&number[b as usize]));
        }
        let files = &case.rows.table.file_of_row[..];
        Self { rows, sides, files, classes: case.rows.classes, record: record.map(|column| column.name.as_str()) }
    }

    /// Places of the rows of a side.
    fn of_side(&self, side: SplitSide) -> impl Iterator<Item = u32> {
        (0..self.rows.len()).filter(move |&at| self.is_on(at, side)).map(|at| at as u32)
    }

    fn is_on(&self, at: usize, side: SplitSide) -> bool {
        self.sides[self.rows[at] as usize] == Some(side)
    }

    /// Rows that are numbered through are of one file.
    fn file(&self, at: usize) -> u32 {
        if self.record.is_some() { 0 } else { self.files[self.rows[at] as usize] }
    }

    /// Where a neighbour stands, in words.
    fn place(&self) -> String {
        match self.record {
            Some(column) => format!("in the order of {column}"),
            None => "of their file".to_owned(),
        }
    }

    fn class(&self, at: usize) -> u32 {
        self.classes[self.rows[at] as usize]
    }

    /// Places of the training rows of the same file at most `near` places away.
    fn train_near(&self, at: usize, near: usize) -> impl Iterator<Item = usize> {
        let places = at.saturating_sub(near)..(at + near + 1).min(self.rows.len());
        let same_file = move |&other: &usize| other != at && self.file(other) == self.file(at);
        places.filter(same_file).filter(|&other| self.is_on(other, SplitSide::Train))
    }

    /// Share of neighbouring rows that are of one class.
    fn agreement(&self) -> f64 {
        let pairs = (1..self.rows.len()).filter(|&at| self.file(at) == self.file(at - 1));
        let (same, all) = pairs
            .fold((0_u64, 0_u64), |(same, all), at| (same + u64::from(self.class(at) == self.class(at - 1)), all + 1));
        same as f64 / all as f64
    }

    /// Holds the neighbours of some of these test rows against random rows of the same class and file.
    fn likeness(&self, case: &Case<'_>, split: &SplitCase<'_>, beside: &[u32]) -> Likeness {
        let axes = ["data audit", "temporal contiguity", split.split.protocol];
        let class_of_place: Vec<u32> = (0..self.rows.len()).map(|at| self.class(at)).collect();
        let chosen = stratified(beside, &class_of_place, COMPARED, case.options.seed, &axes);
        let mut of_class: BTreeMap<(u32, u32), Vec<u32>> =
            chosen.iter().map(|&at| ((self.file(at as usize), self.class(at as usize)), Vec::new())).collect();
        for at in self.of_side(SplitSide::Train) {
            if let Some(places) = of_class.get_mut(&(self.file(at as usize), self.class(at as usize))) {
                places.push(at);
            }
        }
        // What numbers the rows is alike in neighbours by its making.
        let compared: Vec<&Column> =
            split.features.iter().copied().filter(|column| !case.rows.is_record(&column.name)).collect();
        let ranked = Ranked::new(&compared, &split.sample().train);
        let mut stream = Stream::new(case.options.seed, &axes);
        let mut likeness = Likeness::default();
        for at in chosen.into_iter().map(|at| at as usize) {
            let alike = &of_class[&(self.file(at), self.class(at))];
            let near: Vec<usize> =
                self.train_near(at, NEAR).filter(|&other| self.class(other) == self.class(at)).collect();
            if near.is_empty() || alike.len() < FEWEST_OF_CLASS {
                continue;
            }
            let random = others(alike, &near, &mut stream);
            let row = ranked.row(self.rows[at]);
            let nearest = |places: &[usize]| {
                let distances = places.iter().map(|&place| Ranked::distance(&row, &ranked.row(self.rows[place])));
                distances.fold(f64::INFINITY, f64::min)
            };
            likeness.add(nearest(&near), nearest(&random));
        }
        likeness
    }
}

/// As many places of `alike` as `near` has, none of them in `near`, none twice.
fn others(alike: &[u32], near: &[usize], stream: &mut Stream) -> Vec<usize> {
    let mut drawn: Vec<usize> = Vec::with_capacity(near.len());
    while drawn.len() < near.len() {
        let place = alike[stream.below(alike.len() as u64) as usize] as usize;
        if !near.contains(&place) && !drawn.contains(&place) {
            drawn.push(place);
        }
    }
    drawn
}
