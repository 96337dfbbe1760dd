//! The checks, one file each: question, statistic, thresholds with their source.

mod class_rank;
mod duplicates_across;
mod duplicates_within;
mod identifiers;
mod label_conflicts;
mod lookup;
mod near_duplicates;
mod one_column;
mod order;
mod window_size;

use super::{Case, Outcome, Threshold};

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
];

/// `93.41 %`
fn percent(share: f64) -> String {
    format!("{:.2} %", 100.0 * share)
}
