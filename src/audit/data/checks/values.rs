//! Cells that cannot be, columns that say nothing or say it twice.

mod meaning;
mod summary;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Check, listed, percent};
use crate::audit::data::column::Cells;
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};
use crate::text::thousands;

use meaning::Meaning;
use summary::Summary;

/// The check.
pub(super) const CHECK: Check = Check {
    name: "values",
    title: "Missing, constant, impossible and repeated values",
    question: "Do the cells hold what their columns are called?",
    statistic: "Counted in all rows: cells that are missing or not finite and the rows that hold one; columns of one value; columns equal to an earlier one in every cell; \
                and cells that cannot be by the column's name: a count, size, length, duration, rate, variance below 0, a port below 0, above 65,535 or no whole number, \
                a share or probability below 0 or above 1, a percentage below 0 or above 100. Where −1 is the only such value, in a hundredth of the rows or more, it is told as a code for missing. \
                Names are read word by word, also as a flow tool shortens them. Nothing is impossible where more than half of the columns hold negative cells, and more than half of those whose name forbids something, or where every cell is from 0 to 1: such rows are scaled. Columns of 0 and 1 are not counted there.",
    thresholds: &[&WARN, &FLAG],
    source: "Engelen, Rimmer, Joosen, IEEE S&P Workshops 2021, on CICIDS2017's flows of negative duration; the rules are ours.",
    shortcut: false,
    run,
};

const WARN: Threshold =
    Threshold::new("share of rows, warning", 0.0, "ours, because one such cell asks for an explanation");

const FLAG: Threshold = Threshold::new(
    "share of rows with an impossible cell, flag",
    0.1,
    "ours, because a tenth of the rows is then measured wrong",
);

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let table = case.rows.table;
    let summaries: Vec<(&str, Summary)> = table
        .columns
        .par_iter()
        .map(|column| (column.name.as_str(), Summary::of(Cells::of(column), Meaning::of(&column.name))))
        .collect();
    let kinds = [not_finite(case, &summaries), constant(&summaries), repeated(case, &summaries)];
    let mut outcomes: Vec<Outcome> = kinds.into_iter().flatten().collect();
    outcomes.extend(impossible(case, &summaries));
    if outcomes.is_empty() {
        let says = format!("Nothing missing, constant, impossible or repeated in {} columns.", table.columns.len());
        outcomes.push(Outcome::new(CHECK.name, Level::Fine, says));
    }
    outcomes
}

/// The columns with a count above 0.
fn with<'a>(summaries: &[(&'a str, Summary)], count: impl Fn(&Summary) -> u64) -> Vec<(&'a str, u64)> {
    let counted = summaries.iter().map(|(name, summary)| (*name, count(summary)));
    counted.filter(|&(_, count)| count > 0).collect()
}

/// Rows that hold a cell for which `is_bad` in one of these columns.
fn rows_with(case: &Case<'_>, names: &[(&str, u64)], is_bad: impl Fn(&str, f64) -> bool) -> u64 {
    let mut bad = vec![false; case.rows.table.rows()];
    for (name, _) in names {
        let column = case.rows.table.column(name).expect("it was just summarised");
        let cells = Cells::of(column).all();
        bad.iter_mut().zip(cells).for_each(|(bad, cell)| *bad |= is_bad(name, cell));
    }
    bad.into_iter().filter(|&bad| bad).count() as u64
}

/// An outcome of columns with their counts.
fn counted(level: Level, says: String, rows: Option<(&'static str, u64, usize)>, columns: &[(&str, u64)]) -> Outcome {
    let mut outcome = Outcome::new(CHECK.name, level, says);
    if let Some((name, rows, of)) = rows {
        let threshold = if level == Level::Flag { &FLAG } else { &WARN };
        outcome = outcome.measured(Statistic::exact(name, rows as f64 / of as f64), threshold).count("rows", rows);
    }
    for &(name, count) in columns {
        outcome = outcome.count(format!("cells of {name}"), count);
        // The columns of a flag are taken for shortcuts, which these are not.
        if level != Level::Flag {
            outcome = outcome.column(name);
        }
    }
    outcome
}

/// `Flow Bytes/s 12, Idle 3`
fn with_counts(columns: &[(&str, u64)]) -> String {
    let each: Vec<String> = columns.iter().map(|(name, count)| format!("{name} {}", thousands(count))).collect();
    listed(&each.iter().map(String::as_str).collect::<Vec<_>>())
}

fn not_finite(case: &Case<'_>, summaries: &[(&str, Summary)]) -> Option<Outcome> {
    let columns = with(summaries, |summary| summary.not_finite);
    if columns.is_empty() {
        return None;
    }
    let all = case.rows.table.rows();
    let rows = rows_with(case, &columns, |_, cell| !cell.is_finite());
    let says = format!(
        "{} of {} rows ({}) hold a cell that is missing or not finite: {}.",
        thousands(rows),
        thousands(all),
        percent(rows as f64 / all as f64),
        with_counts(&columns)
    );
    let outcome = counted(Level::Warning, says, Some(("share of rows with such a cell", rows, all)), &columns);
    Some(outcome.consequence("What is done with them decides which rows a figure is about; two papers that clean differently cannot be compared."))
}

fn constant(summaries: &[(&str, Summary)]) -> Option<Outcome> {
    let constant: Vec<&str> =
        summaries.iter().filter(|(_, summary)| summary.is_constant()).map(|(name, _)| *name).collect();
    let says = format!("One value only, in {} of {} columns: {}.", constant.len(), summaries.len(), listed(&constant));
    let outcome = Outcome::new(CHECK.name, Level::Warning, says)
        .consequence("A count of features that includes them is too high.")
        .count("constant columns", constant.len() as u64);
    let outcome = constant.iter().fold(outcome, |outcome, &name| outcome.column(name));
    (!constant.is_empty()).then_some(outcome)
}

/// Columns that equal an earlier one.
fn repeated(case: &Case<'_>, summaries: &[(&str, Summary)]) -> Option<Outcome> {
    let mut first_of: BTreeMap<u128, Vec<&str>> = BTreeMap::new();
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for (name, summary) in summaries.iter().filter(|(_, summary)| !summary.is_constant()) {
        let same_hash = first_of.entry(summary.hash).or_default();
        // Texts are compared by code and name: the codes of two columns may agree where their texts do not.
        let column = |name: &str| case.rows.table.column(name).map(|column| &column.data);
        match same_hash.iter().find(|&&earlier| column(earlier) == column(name)) {
            Some(&earlier) => pairs.push((earlier, name)),
            None => same_hash.push(name),
        }
    }
    if pairs.is_empty() {
        return None;
    }
    let each: Vec<String> = pairs.iter().map(|(earlier, name)| format!("{name} is {earlier}")).collect();
    let each: Vec<&str> = each.iter().map(String::as_str).collect();
    let says = format!(
        "Equal to an earlier one in every row, {} of {} columns: {}.",
        pairs.len(),
        summaries.len(),
        listed(&each)
    );
    let outcome = Outcome::new(CHECK.name, Level::Warning, says)
        .consequence("What they say weighs twice, in distances and in the importance of features.")
        .count("repeated columns", pairs.len() as u64);
    Some(pairs.iter().fold(outcome, |outcome, &(_, name)| outcome.column(name)))
}

/// Whether most columns hold negative cells, all in all and among those whose name forbids something, or every cell is from 0 to 1. Flags are
/// left out: scaled rows keep them as they are.
fn is_scaled(summaries: &[(&str, Summary)]) -> bool {
    let measured: Vec<_> = summaries.iter().filter(|(_, summary)| !summary.is_text && !summary.is_flag).collect();
    let named: Vec<_> = measured.iter().copied().filter(|(name, _)| Meaning::of(name).is_some()).collect();
    let most_are_negative = |columns: &[&(&str, Summary)]| {
        let negative = columns.iter().filter(|(_, summary)| summary.negative > 0).count();
        2 * negative > columns.len()
    };
    measured.iter().all(|(_, summary)| summary.is_unit) || most_are_negative(&measured) && most_are_negative(&named)
}

/// Codes for missing, and what cannot be at all.
fn impossible(case: &Case<'_>, summaries: &[(&str, Summary)]) -> Vec<Outcome> {
    if is_scaled(summaries) {
        return Vec::new();
    }
    let all = case.rows.table.rows();
    let coded = with(summaries, |summary| if summary.is_coded() { summary.impossible } else { 0 });
    let wrong = with(summaries, |summary| if summary.is_coded() { 0 } else { summary.impossible });
    let rows_of = |columns: &[(&str, u64)]| {
        rows_with(case, columns, |name, cell| Meaning::of(name).is_some_and(|meaning| !meaning.allows(cell)))
    };
    let mut outcomes = Vec::new();
    if !wrong.is_empty() {
        let rows = rows_of(&wrong);
        let share = rows as f64 / all as f64;
        let says = format!(
            "{} of {} rows ({}) hold a cell that cannot be, by the name of its column: {}.",
            thousands(rows),
            thousands(all),
            percent(share),
            with_counts(&wrong)
        );
        let level = if share > FLAG.value { Level::Flag } else { Level::Warning };
        let outcome = counted(level, says, Some(("share of rows with an impossible cell", rows, all)), &wrong);
        outcomes.push(
            outcome.consequence(
                "The tool that made the rows, or what was done to them since, is not what the paper says.",
            ),
        );
    }
    if !coded.is_empty() {
        let says = format!("−1 stands for what is missing, it seems: {}.", with_counts(&coded));
        let outcome = counted(Level::Warning, says, None, &coded);
        outcomes.push(outcome.consequence("Scaled as a number it is a value like any other, next to 0."));
    }
    outcomes
}
