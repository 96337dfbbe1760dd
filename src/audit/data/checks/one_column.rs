//! One column that tells the classes apart.

use super::{Check, collected, percent};
use crate::audit::data::case::SplitCase;
use crate::audit::data::one_column::OneColumn;
use crate::audit::data::outcome::{CONFIDENCE, ends};
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};
use crate::claim::published::Paper;
use crate::stats::wilson_interval;

/// The check.
pub(super) const CHECK: Check = Check {
    name: "one_column",
    title: "One column that tells the classes apart",
    question: "Which accuracy does one column reach without the others?",
    statistic: "Skill of the best of four learners that see one column only, fitted on training rows: nearest neighbour, a tree of one cut, one of at most 16 leaves and \
                one that grows until its leaves are pure. Text counts in alphabetical order; text of more than 64 values, which names something, is left to the look-up. Skill is (accuracy − share of the largest class) / (1 − share of the largest class) on test rows, with \
                Wilson's interval of the accuracy. At most 120,000 rows, in the proportion of sides and classes.",
    thresholds: &[&WARN, &FLAG],
    source: "Holte, Machine Learning 11 (1993) 63-91; Geirhos et al., Nature Machine Intelligence 2 (2020) 665-673, shortcut learning; \
             Jacobs et al., CCS 2022, on shortcuts in intrusion data.",
    shortcut: true,
    run,
};

const WARN: Threshold = Threshold::new(
    "skill of one column, warning",
    0.7,
    "ours, because the other columns are left with less than a third of the work",
);

const FLAG: Threshold = Threshold::new(
    "skill of one column, flag",
    0.8,
    "ours, because a column that does four fifths of the work of all of them is a shortcut or makes the task trivial",
);

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let printed = case.rows.paper.and_then(best_accuracy);
    case.on_splits(|split| judge(split, printed).into_iter().map(|outcome| split.outcome(outcome)).collect())
}

/// The highest accuracy that a paper prints in a table.
fn best_accuracy(paper: &Paper) -> Option<f64> {
    let rows = paper.tables.iter().flat_map(|table| table.rows.values());
    rows.filter_map(|row| Some(row.get("accuracy")?.as_f64())).reduce(f64::max)
}

fn judge(split: &SplitCase<'_>, printed: Option<f64>) -> Vec<Outcome> {
    let mut ranked: Vec<(&OneColumn, Statistic)> =
        split.one_column().iter().filter_map(|column| Some((column, skill(column)?))).collect();
    // A stable sort: the first of equal columns stays first.
    ranked.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let Some((best, statistic)) = ranked.first() else {
        return vec![Outcome::not_applicable(CHECK.name, "train or test has no row, or test has one class only")];
    };
    let is_remarkable = |statistic: &Statistic| level(statistic) < Level::Fine;
    let remarkable: Vec<&(&OneColumn, Statistic)> = ranked.iter().filter(|(_, skill)| is_remarkable(skill)).collect();
    let next = ranked.get(remarkable.len()).map(|(column, _)| *column);
    if remarkable.is_empty() {
        let says = format!(
            "Of {} columns none tells the classes apart by itself; the best is {}, {}.",
            ranked.len(),
            best.name,
            accuracies(best)
        );
        return vec![Outcome::new(CHECK.name, Level::Fine, says).measured(statistic.clone(), &WARN)];
    }
    collected(remarkable.into_iter().map(|(column, skill)| outcome(column, skill, next, printed)).collect())
}

fn level(skill: &Statistic) -> Level {
    Level::of_large(skill, WARN.value, FLAG.value)
}

fn outcome(column: &OneColumn, skill: &Statistic, next: Option<&OneColumn>, printed: Option<f64>) -> Outcome {
    let share = |right: u64| right as f64 / column.rows as f64;
    let next = next.map_or_else(String::new, |next| {
        format!(" The next column, {}, gets {}.", next.name, percent(share(next.best())))
    });
    let says = format!(
        "{} alone tells {} of the test rows right; the largest class is {}.{next}",
        column.name,
        percent(share(column.best())),
        percent(share(column.majority))
    );
    let printed =
        printed.map_or_else(String::new, |printed| format!(" The paper prints {} at most.", percent(printed)));
    Outcome::of_large(CHECK.name, skill.clone(), &WARN, &FLAG, says)
        .column(&column.name)
        .consequence(format!("Accuracy with this column alone: {}.{printed}", accuracies(column)))
        .number("tree", share(column.tree))
        .number("tree of 16 leaves", share(column.small_tree))
        .number("stump", share(column.stump))
        .number("nearest neighbour", share(column.neighbour))
        .number("majority", share(column.majority))
        .count("test rows", column.rows)
}

/// `93.42 % by a tree, 94.62 % by one of 16 leaves, 92.52 % by the nearest neighbour, 53.15 % by one cut`
fn accuracies(column: &OneColumn) -> String {
    let share = |right: u64| percent(right as f64 / column.rows as f64);
    format!(
        "{} by a tree, {} by one of 16 leaves, {} by the nearest neighbour, {} by one cut",
        share(column.tree),
        share(column.small_tree),
        share(column.neighbour),
        share(column.stump)
    )
}

/// The skill of a column with its interval; none of names, and none where the largest class is all there is.
fn skill(column: &OneColumn) -> Option<Statistic> {
    if column.is_name || column.majority == column.rows {
        return None;
    }
    let base = column.majority as f64 / column.rows as f64;
    let skill = |accuracy: f64| (accuracy - base) / (1.0 - base);
    let interval = wilson_interval(column.best(), column.rows, CONFIDENCE).map(|interval| ends(interval).map(skill));
    Some(Statistic {
        name: "skill of one column".into(),
        value: skill(column.best() as f64 / column.rows as f64),
        interval,
    })
}
