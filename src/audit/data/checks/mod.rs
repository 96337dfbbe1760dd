//! The checks, one file each: question, statistic, thresholds with their source.

mod class_rank;
mod class_sizes;
mod duplicates_across;
mod duplicates_within;
mod errata;
mod group_leakage;
mod identifiers;
mod label_conflicts;
mod lookup;
mod near_duplicates;
mod one_column;
mod order;
mod row_order;
mod sliver_classes;
mod temporal_contiguity;
mod train_test_told_apart;
mod values;
mod window_size;

use super::{Case, Level, Outcome, Threshold};

/// A check: what it asks, and how to ask it.
#[derive(Debug)]
pub struct Check {
    /// As in an outcome.
    pub name: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What a reviewer would ask.
    pub question: &'static str,
    /// What is measured, and how.
    pub statistic: &'static str,
    /// What it is held against.
    pub thresholds: &'static [&'static Threshold],
    /// Where the question or the method is from.
    pub source: &'static str,
    /// Whether the columns that it flags give the classes away.
    pub shortcut: bool,
    /// Asks it; one outcome at least.
    pub run: fn(&Case<'_>) -> Vec<Outcome>,
}

/// Every check, in the order of the report.
pub static ALL: &[&Check] = &[
    &duplicates_within::CHECK,
    &duplicates_across::CHECK,
    &near_duplicates::CHECK,
    &label_conflicts::CHECK,
    &identifiers::CHECK,
    &lookup::CHECK,
    &one_column::CHECK,
    &class_rank::CHECK,
    &order::CHECK,
    &window_size::CHECK,
    &temporal_contiguity::CHECK,
    &sliver_classes::CHECK,
    &group_leakage::CHECK,
    &row_order::CHECK,
    &train_test_told_apart::CHECK,
    &values::CHECK,
    &class_sizes::CHECK,
    &errata::CHECK,
];

/// Flags each by itself; of what is less, the first outcome of each level, which names the columns of the others as well.
fn collected(outcomes: Vec<Outcome>) -> Vec<Outcome> {
    let mut collected: Vec<Outcome> = Vec::new();
    for outcome in outcomes {
        let same = |earlier: &&mut Outcome| earlier.level == outcome.level && outcome.level != Level::Flag;
        match collected.iter_mut().find(same) {
            Some(first) => first.subject.columns.extend(outcome.subject.columns),
            None => collected.push(outcome),
        }
    }
    for outcome in collected.iter_mut().filter(|outcome| outcome.level != Level::Flag) {
        if let [_, others @ ..] = &outcome.subject.columns[..]
            && !others.is_empty()
        {
            outcome.says += &format!(" So do, less clearly: {}.", others.join(", "));
        }
    }
    collected
}

/// `93.41 %`
fn percent(share: f64) -> String {
    format!("{:.2} %", 100.0 * share)
}

/// Names that a sentence still carries.
const LISTED: usize = 8;

/// `a, b, c and 4 more`
fn listed(names: &[&str]) -> String {
    match names.len().saturating_sub(LISTED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..LISTED].join(", ")),
    }
}
