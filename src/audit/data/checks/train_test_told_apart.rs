//! Whether a classifier tells test rows from training rows.

use super::{Check, listed};
use crate::audit::data::case::{MAX_ROWS_OF_ALL_COLUMNS, SplitCase};
use crate::audit::data::column::Cells;
use crate::audit::data::outcome::{CONFIDENCE, ends};
use crate::audit::data::sample::stratified;
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};
use crate::dataset::Column;
use crate::matrix::Matrix;
use crate::model::{Classifier, FitContext, ModelError, RandomForestModel};
use crate::prepare::{InputShape, Samples, SplitSide};
use crate::random::Stream;
use crate::spec::RandomForest;
use crate::stats::delong_auc;
use crate::text::thousands;

/// The check.
pub(super) const CHECK: Check = Check {
    name: "train_test_told_apart",
    title: "Train told from test",
    question: "Are test rows drawn from where the training rows are?",
    statistic: "About 20,000 rows at most, as many of train as of test in every class, so that the mix of classes tells nothing. A random forest (30 trees, ten deep, five rows a leaf at least) learns \
                on one half which side a row is of and scores the other half, and the other way round; the area under the ROC curve over all rows with DeLong's 95 % interval on the logit scale. \
                The columns that tell most are named by their own areas. The columns are those that models see, missing cells 0; text of more than 64 values, which names something, is left out, other text counts in alphabetical order.",
    thresholds: &[&WARN, &FLAG],
    source: "Lopez-Paz and Oquab, Revisiting classifier two-sample tests, ICLR 2017; the interval is that of DeLong et al., Biometrics 44 (1988).",
    shortcut: false,
    run,
};

const WARN: Threshold = Threshold::new(
    "area under the curve, warning",
    0.6,
    "ours, because a random split gives 0.5, give or take a hundredth",
);

const FLAG: Threshold = Threshold::new(
    "area under the curve, flag",
    0.9,
    "ours, because train and test are then different data: a figure measures how they differ as much as what was learned",
);

/// Rows of a side below which nothing is learned.
const FEWEST: usize = 50;
/// Area of a column by itself from which on it is named.
const NAMED: f64 = 0.6;
/// Columns that are named at most.
const MOST_NAMED: usize = 3;

fn run(case: &Case<'_>) -> Vec<Outcome> {
    case.on_splits(|split| vec![split.outcome(judge(case, split))])
}

fn judge(case: &Case<'_>, split: &SplitCase<'_>) -> Outcome {
    let (rows, of_test) = drawn(case, split);
    let of_either_side = rows.len() / 2;
    let columns: Vec<&Column> = split.features.iter().copied().filter(|column| !Cells::of(column).is_name()).collect();
    if of_either_side < FEWEST || columns.is_empty() {
        let why = format!("fewer than {FEWEST} rows of the same classes are on one side, or the models see no column");
        return Outcome::not_applicable(CHECK.name, why);
    }
    let scores = match cross_fitted(case, &columns, &rows, &of_test) {
        Ok(scores) => scores,
        Err(error) => return Outcome::not_applicable(CHECK.name, format!("the forest: {error}")),
    };
    let Ok(auc) = delong_auc(&of_test, &scores) else {
        return Outcome::not_applicable(CHECK.name, "the forest's scores cannot be ranked");
    };
    // A perfect ranking has no interval; then the number stands alone.
    let interval = auc.logit_interval(CONFIDENCE).ok().map(ends);
    let statistic = Statistic { name: "area under the curve of test against train".into(), value: auc.value, interval };
    let telling = telling(&columns, &rows, &of_test);
    let names: Vec<&str> = telling.iter().map(String::as_str).collect();
    let says = format!(
        "A forest that is shown half of {} rows tells test from train in the others with an area under the curve of {:.3}; 0.5 is chance{}.",
        thousands(rows.len()),
        auc.value,
        if names.is_empty() { String::new() } else { format!(". Most by {}", listed(&names)) }
    );
    let outcome = Outcome::of_large(CHECK.name, statistic, &WARN, &FLAG, says);
    let outcome = if outcome.level < Level::Inconclusive {
        outcome.consequence("A figure on these test rows is about other traffic than was learned from, or about a column that names the capture.")
    } else {
        outcome
    };
    outcome.count("train rows", of_either_side as u64).count("test rows", of_either_side as u64)
}

/// Rows of both sides in a seeded order, and which are of test: as many of each class from either side, so that the mix of classes tells nothing.
fn drawn(case: &Case<'_>, split: &SplitCase<'_>) -> (Vec<u32>, Vec<bool>) {
    let by_class = |side| {
        let mut by_class: Vec<Vec<u32>> = vec![Vec::new(); split.classes()];
        split.split.assignment.rows(side).for_each(|row| by_class[case.rows.classes[row] as usize].push(row as u32));
        by_class
    };
    let [train, test] = [SplitSide::Train, SplitSide::Test].map(by_class);
    let sizes: Vec<usize> = train.iter().zip(&test).map(|(train, test)| train.len().min(test.len())).collect();
    let all = sizes.iter().sum::<usize>().max(MAX_ROWS_OF_ALL_COLUMNS / 2);
    let axes = |name| ["data audit", "told apart", split.split.protocol, name];
    let mut rows: Vec<(u32, bool)> = Vec::new();
    for (class, size) in sizes.into_iter().enumerate() {
        let size = (size * (MAX_ROWS_OF_ALL_COLUMNS / 2)).div_ceil(all);
        let draw = |rows: &[u32], name| stratified(rows, case.rows.classes, size, case.options.seed, &axes(name));
        rows.extend(draw(&train[class], "train").into_iter().map(|row| (row, false)));
        rows.extend(draw(&test[class], "test").into_iter().map(|row| (row, true)));
    }
    Stream::new(case.options.seed, &axes("halves")).shuffle(&mut rows);
    rows.into_iter().unzip()
}

/// The score of each row for test, by a forest that has not seen it.
fn cross_fitted(case: &Case<'_>, columns: &[&Column], rows: &[u32], of_test: &[bool]) -> Result<Vec<f32>, ModelError> {
    let samples = samples(columns, rows, of_test);
    let half = rows.len() / 2;
    let [first, second]: [Vec<usize>; 2] = [(0..half).collect(), (half..rows.len()).collect()];
    let of_first = scores(case, &part(&samples, &second), &part(&samples, &first))?;
    let of_second = scores(case, &part(&samples, &first), &part(&samples, &second))?;
    Ok([of_first, of_second].concat())
}

/// The forest's scores of `unseen` for test.
fn scores(case: &Case<'_>, train: &Samples, unseen: &Samples) -> Result<Vec<f32>, ModelError> {
    let mut forest = forest();
    let names = ["train".to_owned(), "test".to_owned()];
    let context = FitContext {
        seed: case.options.seed,
        classes: 2,
        class_names: &names,
        binary: true,
        feature_names: &[],
        input: InputShape { steps: train.x.cols(), channels: 1 },
        class_weights: &[1.0, 1.0],
        threads: rayon::current_num_threads(),
        cancel: case.cancel(),
        on_progress: &|_| {},
        checkpoints: None,
    };
    forest.fit(train, &Samples::default(), &context)?;
    Ok(forest.scores(&unseen.x)?.iter_rows().map(|scores| scores[1]).collect())
}

fn forest() -> RandomForestModel {
    let settings = RandomForest { trees: 30, max_depth: Some(10), min_samples_leaf: 5, ..RandomForest::default() };
    RandomForestModel::new(&settings)
}

fn samples(columns: &[&Column], rows: &[u32], of_test: &[bool]) -> Samples {
    let mut x = Matrix::zeros(rows.len(), columns.len());
    for (at, column) in columns.iter().enumerate() {
        for (place, value) in Cells::of(column).ordered(rows).into_iter().enumerate() {
            x.row_mut(place)[at] = (value as f32).clamp(f32::MIN, f32::MAX);
        }
    }
    let row_id = rows.iter().map(|&row| u64::from(row)).collect();
    Samples { x, y: of_test.iter().map(|&of_test| u32::from(of_test)).collect(), row_id }
}

fn part(samples: &Samples, places: &[usize]) -> Samples {
    Samples {
        x: samples.x.select_rows(places),
        y: places.iter().map(|&place| samples.y[place]).collect(),
        row_id: places.iter().map(|&place| samples.row_id[place]).collect(),
    }
}

/// The columns that tell most by themselves, with their areas.
fn telling(columns: &[&Column], rows: &[u32], of_test: &[bool]) -> Vec<String> {
    let area = |column: &Column| {
        let area = delong_auc(of_test, &Cells::of(column).ordered(rows)).ok()?.value;
        Some(area.max(1.0 - area))
    };
    let mut areas: Vec<(&str, f64)> = columns
        .iter()
        .filter_map(|column| Some((column.name.as_str(), area(column)?)))
        .filter(|&(_, area)| area >= NAMED)
        .collect();
    areas.sort_by(|a, b| b.1.total_cmp(&a.1));
    areas.into_iter().take(MOST_NAMED).map(|(name, area)| format!("{name} ({area:.3})")).collect()
}
