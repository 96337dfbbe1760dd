//! The checks, one file each: definition, source, assumptions, severity, example.

mod auc_against_point;
mod average_rows;
mod bounds;
mod class_table;
mod confusion_against_figures;
mod declared_counts;
mod f1_from_precision_recall;
mod false_alarm_readings;
mod identical_figures;
mod improvements;
pub mod joint;
mod majority_rate;
mod matrix_total;
mod mean_f1_bounds;
mod micro_all_equal;
mod page;
#[cfg(test)]
mod sample;
mod standard_deviation_bound;
mod statements;
mod support;
mod test_sets;
mod too_many_digits;
mod weighted_recall_is_accuracy;

pub use page::reference_page;
pub(super) use support::can_be;

use std::collections::BTreeSet;

use super::Finding;
use super::reading::TestSet;
use super::survivors::Survivors;
use crate::claim::published::Paper;

/// What a check looks at.
#[derive(Debug)]
pub struct Case<'a> {
    /// The claims.
    pub paper: &'a Paper,
    /// Every test set that the paper's words allow, the one with free class sizes last.
    pub test_sets: &'a [TestSet],
    /// Rows that can be averages over the classes and no scores of one class, as their tables were shown to be: table and model.
    averages: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Case<'a> {
    /// A paper with its test sets, before anything is known of its tables.
    pub fn new(paper: &'a Paper, test_sets: &'a [TestSet]) -> Self {
        Self { paper, test_sets, averages: BTreeSet::new() }
    }

    /// With what the search of the tables shows.
    #[must_use]
    pub fn knowing(self, tables: &[Survivors<'a>]) -> Self {
        Self { averages: tables.iter().flat_map(Survivors::only_averages).collect(), ..self }
    }
}

/// A check: what it is, and how to run it, as a rule on a whole paper.
#[derive(Debug)]
pub struct Check<Run = fn(&Case<'_>) -> Vec<Finding>> {
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
    /// Runs it.
    pub run: Run,
}

/// Every check of single figures and pairs of them, in the order of the report; [`joint::ALL`] has those of whole rows and tables.
pub static ALL: &[&Check] = &[
    &bounds::CHECK,
    &f1_from_precision_recall::CHECK,
    &mean_f1_bounds::CHECK,
    &weighted_recall_is_accuracy::CHECK,
    &micro_all_equal::CHECK,
    &class_table::CHECK,
    &confusion_against_figures::CHECK,
    &false_alarm_readings::CHECK,
    &matrix_total::CHECK,
    &declared_counts::CHECK,
    &too_many_digits::CHECK,
    &auc_against_point::CHECK,
    &standard_deviation_bound::CHECK,
    &majority_rate::CHECK,
    &average_rows::CHECK,
    &improvements::CHECK,
    &identical_figures::CHECK,
    &statements::CHECK,
];
