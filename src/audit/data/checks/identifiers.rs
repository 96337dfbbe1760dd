//! Columns that name the row, the host or the time, and are not dropped.

use rayon::prelude::*;

use super::{Check, percent};
use crate::audit::data::case::SplitCase;
use crate::audit::data::column::{Cells, distinct};
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};
use crate::dataset::Column;
use crate::text::thousands;

/// The check.
pub(super) const CHECK: Check = Check {
    name: "identifiers",
    title: "Identifiers among the features",
    question: "Does a column name the row, the host or the time?",
    statistic: "Three ways to be one: the catalogue calls the column an identifier; its text differs in nearly every row; or its values are \
                whole numbers, nearly all different, that leave few gaps, as a running number does. The share is of different values among the rows; of numbers, among the cells that are not missing or infinite.",
    thresholds: &[&DISTINCT, &DENSE],
    source: "Arp et al., USENIX Security 2022, pitfall P4, spurious correlations; for addresses in flow records Sommer and Paxson, IEEE S&P 2010.",
    shortcut: true,
    run,
};

const DISTINCT: Threshold = Threshold::new(
    "share of different values",
    0.9,
    "ours, because a category of which nine in ten rows have their own says nothing of the next row",
);

const DENSE: Threshold = Threshold::new(
    "values of the range that occur, of whole numbers that are nearly all different",
    0.5,
    "ours, because measured counts that are nearly all different lie far apart, running numbers do not",
);

/// Rows at which a glance is taken.
const GLANCE: usize = 10_000;
/// With fewer rows everything may differ.
const FEWEST_ROWS: usize = 100;

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let rows = case.rows.table.rows();
    let columns = case.rows.table.columns.par_iter();
    let naming: Vec<Option<(Statistic, &'static str)>> = columns.map(|column| names_rows(column, rows)).collect();
    case.on_splits(|split| judge(case, split, &naming).into_iter().map(|outcome| split.outcome(outcome)).collect())
}

fn judge(case: &Case<'_>, split: &SplitCase<'_>, naming: &[Option<(Statistic, &'static str)>]) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    let known: Vec<&str> =
        split.features.iter().map(|column| column.name.as_str()).filter(|name| case.rows.is_identifier(name)).collect();
    if !known.is_empty() {
        let says = format!(
            "The models see {} that the catalogue calls {}: {}.",
            if known.len() == 1 { "a column".to_owned() } else { format!("{} columns", known.len()) },
            if known.len() == 1 { "an identifier" } else { "identifiers" },
            known.join(", ")
        );
        let outcome = Outcome::new(CHECK.name, Level::Flag, says)
            .consequence("They tell rows apart by where and when they were captured, not by what was sent.");
        outcomes.push(known.iter().fold(outcome, |outcome, &name| outcome.column(name)));
    }
    for (column, found) in case.rows.table.columns.iter().zip(naming) {
        let is_feature = split.features.iter().any(|feature| feature.name == column.name);
        if let Some((statistic, what)) = found.as_ref().filter(|_| is_feature) {
            let says = format!("{} {what}: {} of its values are different.", column.name, percent(statistic.value));
            let outcome = Outcome::new(CHECK.name, Level::Flag, says).column(&column.name);
            outcomes.push(outcome.measured(statistic.clone(), &DISTINCT));
        }
    }
    if outcomes.is_empty() {
        let says = format!("None of {} columns names the row.", thousands(split.features.len()));
        outcomes.push(Outcome::new(CHECK.name, Level::Fine, says));
    }
    outcomes
}

/// The share of different values and what the column is taken for; none where it names no row.
fn names_rows(column: &Column, rows: usize) -> Option<(Statistic, &'static str)> {
    let cells = Cells::of(column);
    let is_whole = |values: &[f64]| cells.is_text() || values.iter().all(|value| value.fract() == 0.0);
    // A part of the rows repeats less than all of them, so that most columns need no more than a glance.
    let some = (0..rows).step_by(rows.div_ceil(GLANCE).max(1));
    let mut glance: Vec<f64> = some.map(|row| cells.at(row)).filter(|value| value.is_finite()).collect();
    let enough = DISTINCT.value * glance.len() as f64;
    if !is_whole(&glance) || (distinct(&mut glance) as f64) < enough {
        return None;
    }
    let mut values = cells.all();
    values.retain(|value| value.is_finite());
    if values.len() < FEWEST_ROWS || !is_whole(&values) {
        return None;
    }
    let different = distinct(&mut values);
    let statistic = Statistic::exact("share of different values", different as f64 / values.len() as f64);
    if statistic.value < DISTINCT.value {
        return None;
    }
    if cells.is_text() {
        return Some((statistic, "is a text that names nearly every row"));
    }
    let range = values[values.len() - 1] - values[0] + 1.0;
    (different as f64 >= DENSE.value * range).then_some((statistic, "is a running number"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::ColumnData;

    fn numbers(value: impl FnMut(u32) -> f64) -> Column {
        Column { name: "x".into(), data: ColumnData::Numeric((0..1_000).map(value).collect()) }
    }

    #[test]
    fn a_running_number_is_told_from_a_measurement() {
        assert!(names_rows(&numbers(f64::from), 1_000).is_some());
        assert!(names_rows(&numbers(|row| f64::from(row * 7919 % 1_000)), 1_000).is_some(), "shuffled");
        assert!(names_rows(&numbers(|row| f64::from(row) * 0.5), 1_000).is_none(), "not whole");
        assert!(names_rows(&numbers(|row| f64::from(row * row)), 1_000).is_none(), "far apart");
        assert!(names_rows(&numbers(|row| f64::from(row / 2)), 1_000).is_none(), "repeated");
        assert!(
            names_rows(&numbers(|row| if row == 5 { f64::NAN } else { f64::from(row) }), 1_000).is_some(),
            "a missing cell"
        );
        assert!(names_rows(&numbers(|row| if row >= 99 { f64::NAN } else { f64::from(row) }), 1_000).is_none(), "few");
        assert!(names_rows(&numbers(|_| f64::NAN), 1_000).is_none(), "none");
    }
}
