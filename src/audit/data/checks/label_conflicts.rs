//! Equal rows of different classes, and the accuracy that they leave.

use super::{Check, percent};
use crate::audit::data::case::SplitCase;
use crate::audit::data::{Case, Outcome, Statistic, Threshold};
use crate::text::thousands;

/// The check.
pub(super) const CHECK: Check = Check {
    name: "label_conflicts",
    title: "Equal rows of different classes",
    question: "Which accuracy can no model exceed?",
    statistic: "Rows that a function of the columns cannot get right: in each group of equal rows those outside its largest class, as a share \
                of the rows that cleaning leaves. One minus it is the ceiling of the accuracy on all of these rows.",
    thresholds: &[&WARN, &FLAG],
    source: "Northcutt, Athalye, Mueller, NeurIPS Datasets and Benchmarks 2021: a few per cent of wrong labels reorder models.",
    shortcut: false,
    run,
};

const WARN: Threshold = Threshold::new(
    "share of rows out of reach, warning",
    0.001,
    "ours, because accuracies are printed to a tenth of a per cent",
);

const FLAG: Threshold = Threshold::new(
    "share of rows out of reach, flag",
    0.01,
    "ours, because detectors that are compared differ by about a point of accuracy",
);

fn run(case: &Case<'_>) -> Vec<Outcome> {
    case.on_splits(|split| vec![split.outcome(judge(case, split))])
}

fn judge(case: &Case<'_>, split: &SplitCase<'_>) -> Outcome {
    let ceiling = split.equal_rows().ceiling(case.rows.classes);
    if ceiling.rows == 0 || split.comparable.is_empty() {
        return Outcome::not_applicable(CHECK.name, "no row or no column is left to compare");
    }
    let out_of_reach = ceiling.rows - ceiling.right;
    let statistic = Statistic::exact("share of rows out of reach", out_of_reach as f64 / ceiling.rows as f64);
    let says = format!(
        "{} of {} different rows carry more than one class, {} rows in all; {} of {} rows cannot be right.",
        thousands(ceiling.conflicts),
        thousands(ceiling.groups),
        thousands(ceiling.conflicting_rows),
        thousands(out_of_reach),
        thousands(ceiling.rows)
    );
    let outcome = Outcome::of_large(CHECK.name, statistic.clone(), &WARN, &FLAG, says);
    let outcome = if out_of_reach == 0 {
        outcome
    } else {
        outcome
            .consequence(format!("No model gets an accuracy above {} on these rows.", percent(1.0 - statistic.value)))
    };
    outcome
        .count("conflicting groups", ceiling.conflicts)
        .count("conflicting rows", ceiling.conflicting_rows)
        .count("different rows", ceiling.groups)
        .count("right at most", ceiling.right)
        .count("rows", ceiling.rows)
}
