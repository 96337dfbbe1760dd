//! Columns that separate one class from all others.

use super::Check;
use crate::audit::data::case::SplitCase;
use crate::audit::data::one_column::{Auc, OneColumn};
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};

/// The check.
pub(super) const CHECK: Check = Check {
    name: "class_rank",
    title: "Columns that rank a class above all others",
    question: "Is a class told by one cut in one column?",
    statistic: "Area under the ROC curve of one class against the rest, with one column as the score (in the better direction), and the 95 % \
                interval of Hanley and McNeil on the logit scale, which a perfect ranking does not have; for each class its best column. Text counts in alphabetical order; text of more than 64 values is left out. Classes with fewer than 30 rows of the sample's test side are left out.",
    thresholds: &[&WARN, &FLAG],
    source: "Hanley and McNeil, Radiology 143 (1982) 29-36.",
    shortcut: true,
    run,
};

const WARN: Threshold = Threshold::new(
    "area of one column, warning",
    0.99,
    "ours, because detectors are praised for areas of this size over all columns",
);

const FLAG: Threshold = Threshold::new(
    "area of one column, flag",
    0.999,
    "ours, because then one cut in one column is a detector of the class and no other is needed",
);

/// Rows of a class and of the rest from which an area says something.
const FEWEST_ROWS: u64 = 30;

fn run(case: &Case<'_>) -> Vec<Outcome> {
    case.on_splits(|split| judge(split).into_iter().map(|outcome| split.outcome(outcome)).collect())
}

fn judge(split: &SplitCase<'_>) -> Vec<Outcome> {
    // In a task of two classes the areas of both are the same.
    let first = if split.classes() == 2 { 1 } else { 0 };
    let ranked: Vec<(u32, Vec<(&OneColumn, Auc)>)> = (first..split.classes() as u32)
        .map(|class| (class, best_columns(split, class)))
        .filter(|(_, columns)| !columns.is_empty())
        .collect();
    if ranked.is_empty() {
        let why = format!("no class has {FEWEST_ROWS} test rows in the sample with as many of other classes");
        return vec![Outcome::not_applicable(CHECK.name, why)];
    }
    let mut outcomes: Vec<Outcome> =
        ranked.iter().filter_map(|(class, columns)| remarkable(split.class_name(*class), columns)).collect();
    if outcomes.is_empty() {
        let best = ranked
            .iter()
            .map(|(class, columns)| (*class, columns[0]))
            .reduce(|best, next| if next.1.1.value > best.1.1.value { next } else { best });
        if let Some((class, (column, auc))) = best {
            let name = split.class_name(class);
            let says = format!(
                "No column ranks a class; the largest area is {:.4}, of {} for {name}.",
                auc.value, column.name
            );
            outcomes.push(Outcome::new(CHECK.name, Level::Fine, says).measured(statistic(auc), &WARN));
        }
    }
    outcomes
}

/// The columns by the area of `class`, the largest first.
fn best_columns<'a>(split: &'a SplitCase<'_>, class: u32) -> Vec<(&'a OneColumn, Auc)> {
    let enough = |auc: &Auc| auc.positives >= FEWEST_ROWS && auc.negatives >= FEWEST_ROWS;
    let area = |column: &'a OneColumn| Some((column, column.auc[class as usize].filter(enough)?));
    let mut columns: Vec<(&OneColumn, Auc)> = split.one_column().iter().filter_map(area).collect();
    columns.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    columns
}

fn remarkable(class: &str, columns: &[(&OneColumn, Auc)]) -> Option<Outcome> {
    let (best, auc) = columns[0];
    let level_of = |auc: Auc| Level::of_large(&statistic(auc), WARN.value, FLAG.value);
    let level = level_of(auc);
    if level == Level::Fine {
        return None;
    }
    let alike: Vec<&(&OneColumn, Auc)> = columns.iter().filter(|(_, auc)| level_of(*auc) == level).collect();
    let more = match alike.len() - 1 {
        0 => String::new(),
        more => format!(", {more} further column{} as well", if more == 1 { "" } else { "s" }),
    };
    let says = format!(
        "{} ranks {class} against the rest with an area of {:.4} under the ROC curve{more}.",
        best.name, auc.value
    );
    let outcome = Outcome::of_large(CHECK.name, statistic(auc), &WARN, &FLAG, says)
        .class(class)
        .count("rows of the class", auc.positives)
        .count("rows of the rest", auc.negatives);
    Some(alike.iter().fold(outcome, |outcome, (column, _)| outcome.column(&column.name)))
}

fn statistic(auc: Auc) -> Statistic {
    Statistic { name: "area under the ROC curve".into(), value: auc.value, interval: auc.interval }
}
