//! Columns that are remembered value by value.

use super::{Check, collected, percent};
use crate::audit::data::case::SplitCase;
use crate::audit::data::one_column::OneColumn;
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};
use crate::text::thousands;

/// The check.
pub(super) const CHECK: Check = Check {
    name: "lookup",
    title: "Columns that are looked up",
    question: "Is a column a code whose values are remembered, such as an address or a port?",
    statistic: "A table from value to the largest class, fitted on training rows, against a tree of at most 16 intervals on the same column (on text of more than 64 values, which has no order, the largest class): the \
                difference of their right answers on test rows whose value train holds, over what the largest class leaves, with the 95 % interval for paired \
                shares. What is measured is told by intervals as well; what is a name is told by its exact value only.",
    thresholds: &[&WARN, &FLAG],
    source: "Arp et al., USENIX Security 2022, pitfall P4, spurious correlations; the interval is that of Newcombe, Statistics in Medicine 17, 1998, for paired shares.",
    shortcut: true,
    run,
};

const WARN: Threshold = Threshold::new(
    "gain of the exact value, warning",
    0.1,
    "ours, because a tenth of what the largest class leaves is more than most detectors differ by",
);

const FLAG: Threshold = Threshold::new(
    "gain of the exact value, flag",
    0.2,
    "ours, because a column whose values are names carries a fifth of what can be learned",
);

fn run(case: &Case<'_>) -> Vec<Outcome> {
    case.on_splits(|split| judge(split).into_iter().map(|outcome| split.outcome(outcome)).collect())
}

fn judge(split: &SplitCase<'_>) -> Vec<Outcome> {
    let judged: Vec<(&OneColumn, Statistic)> =
        split.one_column().iter().filter_map(|column| Some((column, gain(column)?))).collect();
    let Some((most, statistic)) =
        judged.iter().reduce(|best, next| if next.1.value > best.1.value { next } else { best })
    else {
        return vec![Outcome::not_applicable(CHECK.name, "train or test has no row, or one class only")];
    };
    let mut outcomes =
        collected(judged.iter().filter_map(|(column, statistic)| remarkable(column, statistic)).collect());
    if outcomes.is_empty() {
        let says = format!(
            "No column is told better by its exact value than by intervals; {} gains most, {:.3}.",
            most.name, statistic.value
        );
        outcomes.push(Outcome::new(CHECK.name, Level::Fine, says).measured(statistic.clone(), &WARN));
    }
    outcomes
}

fn remarkable(column: &OneColumn, statistic: &Statistic) -> Option<Outcome> {
    if Level::of_large(statistic, WARN.value, FLAG.value) == Level::Fine {
        return None;
    }
    let share = |right: u64| percent(right as f64 / column.rows as f64);
    let says = format!(
        "{} is remembered by its exact value: a table of its {} training values gets {} of the test rows right, {} {}.",
        column.name,
        thousands(column.values),
        share(column.lookup),
        if column.is_name { "the largest class" } else { "16 intervals get" },
        share(column.small_tree)
    );
    let outcome = Outcome::of_large(CHECK.name, statistic.clone(), &WARN, &FLAG, says).column(&column.name);
    let outcome = outcome.consequence(format!("The largest class alone gets {}.", share(column.majority)));
    Some(
        outcome
            .count("right by table", column.lookup)
            .count("right by 16 intervals", column.small_tree)
            .count("test rows", column.rows),
    )
}

/// The gain with its interval; none where the largest class leaves nothing.
fn gain(column: &OneColumn) -> Option<Statistic> {
    let left = column.rows - column.majority;
    (left > 0).then(|| Statistic::gain("gain of the exact value", column.lookup_against_small_tree, left))
}
