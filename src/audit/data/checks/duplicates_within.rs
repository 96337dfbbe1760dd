//! Rows that repeat an earlier row.

use super::{Check, percent};
use crate::audit::data::case::SplitCase;
use crate::audit::data::{Case, Outcome, Statistic, Threshold};
use crate::prepare::SplitSide;
use crate::text::thousands;

/// The check.
pub(super) const CHECK: Check = Check {
    name: "duplicates_within",
    title: "Rows that repeat another row",
    question: "How many different rows are there?",
    statistic: "Share of the rows that cleaning leaves which equal an earlier one in every column that the models see (the edition's \
                identifiers left out), whatever their class. Numbers are equal as f64, every missing cell is equal.",
    thresholds: &[&WARN, &FLAG],
    source: "Tavallaee et al., CISDA 2009: 75 to 78 % of the records of KDD'99 repeat another one, which makes easy classes large.",
    shortcut: false,
    run,
};

const WARN: Threshold = Threshold::new(
    "share of repeated rows, warning",
    0.01,
    "ours, because from a hundredth on the number of rows and the number of observations are different figures",
);

const FLAG: Threshold = Threshold::new(
    "share of repeated rows, flag",
    0.3,
    "ours, because with a third of the rows repeated the printed class sizes say little of what was observed; KDD'99 has 0.75",
);

fn run(case: &Case<'_>) -> Vec<Outcome> {
    case.on_splits(|split| vec![split.outcome(judge(case, split))])
}

fn judge(case: &Case<'_>, split: &SplitCase<'_>) -> Outcome {
    let equal = split.equal_rows();
    if equal.rows() == 0 || split.comparable.is_empty() {
        return Outcome::not_applicable(CHECK.name, "no row or no column is left to compare");
    }
    let mut of_class = vec![0_u64; split.classes()];
    let mut of_side = [0_u64; 3];
    for group in equal.groups() {
        for row in group.skip(1) {
            of_class[case.rows.classes[row] as usize] += 1;
            if let Some(side) = split.split.assignment.side_of_row[row] {
                of_side[side as usize] += 1;
            }
        }
    }
    let repeated: u64 = of_class.iter().sum();
    let statistic = Statistic::exact("share of rows that repeat another", repeated as f64 / equal.rows() as f64);
    let most = of_class.iter().enumerate().max_by_key(|(class, count)| (**count, usize::MAX - class));
    let most = most.filter(|(_, count)| **count > 0).map_or_else(String::new, |(class, &count)| {
        format!("; most of them, {}, are of {}", thousands(count), split.class_name(class as u32))
    });
    let says = format!(
        "{} of {} rows ({}) equal an earlier one in all {} columns{most}.",
        thousands(repeated),
        thousands(equal.rows()),
        percent(statistic.value),
        equal.columns()
    );
    let mut outcome = Outcome::of_large(CHECK.name, statistic, &WARN, &FLAG, says);
    for (side, count) in SplitSide::ALL.into_iter().zip(of_side) {
        outcome = outcome.count(format!("repeated in {side}"), count);
    }
    for (class, &count) in of_class.iter().enumerate().filter(|(_, count)| **count > 0) {
        outcome = outcome.count(format!("repeated of {}", split.class_name(class as u32)), count);
    }
    outcome.count("repeated", repeated).count("rows", equal.rows() as u64)
}
