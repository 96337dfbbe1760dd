//! The checks, one file each: definition, source, assumptions, severity, example.

mod auc_against_point;
mod confusion_against_figures;
mod editions;
mod f1_from_precision_recall;
mod false_alarm_readings;
mod majority_rate;
mod matrix_total;
mod mean_f1_bounds;
mod micro_all_equal;
#[cfg(test)]
mod sample;
mod standard_deviation_bound;
mod support;
mod weighted_recall_is_accuracy;

use super::Finding;
use super::reading::TestSet;
use crate::claim::published::Paper;

/// What a check looks at.
#[derive(Debug)]
pub struct Case<'a> {
    /// The claims.
    pub paper: &'a Paper,
    /// Every test set that the paper's words allow, the one with free class sizes last.
    pub test_sets: &'a [TestSet],
}

/// A check: what it is, and how to run it.
#[derive(Debug)]
pub struct Check {
    /// As in a finding.
    pub name: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What is checked, with the inequality.
    pub definition: &'static str,
    /// Where the inequality is from.
    pub source: &'static str,
    /// What it takes for granted.
    pub assumptions: &'static str,
    /// A small example.
    pub example: &'static str,
    /// Runs it on a whole paper.
    pub run: fn(&Case<'_>) -> Vec<Finding>,
}

/// Every check, in the order of the report.
pub static ALL: &[&Check] = &[
    &f1_from_precision_recall::CHECK,
    &mean_f1_bounds::CHECK,
    &weighted_recall_is_accuracy::CHECK,
    &micro_all_equal::CHECK,
    &confusion_against_figures::CHECK,
    &false_alarm_readings::CHECK,
    &matrix_total::CHECK,
    &auc_against_point::CHECK,
    &standard_deviation_bound::CHECK,
    &majority_rate::CHECK,
];
