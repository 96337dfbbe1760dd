//! Test rows that the training rows hold already.

use std::collections::BTreeMap;

use super::Check;
use crate::audit::data::case::SplitCase;
use crate::audit::data::{Case, Outcome, Statistic, Threshold};
use crate::prepare::SplitSide;
use crate::text::thousands;

/// The check.
pub(super) const CHECK: Check = Check {
    name: "duplicates_across",
    title: "Test rows that are copies of training rows",
    question: "How many test rows has the model seen, label and all?",
    statistic: "Share of test rows that equal a training row in every column that the models see (the edition's identifiers left out), \
                counted on the whole split; the same for each class, where it is named from a tenth on. Numbers are equal as f64, every missing cell is equal.",
    thresholds: &[&WARN, &FLAG],
    source: "Kapoor and Narayanan, Patterns 4 (2023) 100804, leakage L1.4; for intrusion data Tavallaee et al., CISDA 2009: a learner that \
             only remembers is paid for it.",
    shortcut: false,
    run,
};

/// From here on the accuracy's first decimal place depends on them.
const WARN: Threshold = Threshold::new(
    "share of test rows, warning",
    0.001,
    "ours, because accuracies are printed to a tenth of a per cent",
);

/// From here on the difference between two detectors may be theirs.
const FLAG: Threshold = Threshold::new(
    "share of test rows, flag",
    0.01,
    "ours, because detectors that are compared differ by about a point of accuracy",
);

/// A class is named from this share of its test rows on.
const NAMED: f64 = 0.1;

fn run(case: &Case<'_>) -> Vec<Outcome> {
    case.on_splits(|split| vec![split.outcome(judge(case, split))])
}

/// Test rows of a class.
#[derive(Debug, Default, Clone, Copy)]
struct Seen {
    rows: u64,
    copies: u64,
    /// Copies whose training rows are all of another class.
    of_another_class: u64,
}

fn judge(case: &Case<'_>, split: &SplitCase<'_>) -> Outcome {
    let of_class = count(case, split);
    let sum = |of: fn(&Seen) -> u64| -> u64 { of_class.values().map(of).sum() };
    let (rows, copies) = (sum(|seen| seen.rows), sum(|seen| seen.copies));
    if rows == 0 || split.comparable.is_empty() {
        return Outcome::not_applicable(CHECK.name, "no test row or no column is left to compare");
    }
    let statistic = Statistic::exact("share of test rows that equal a training row", copies as f64 / rows as f64);
    let says = format!(
        "{} of {} test rows ({:.2} %) equal a training row in all {} columns{}.",
        thousands(copies),
        thousands(rows),
        100.0 * statistic.value,
        split.equal_rows().columns(),
        named(case, &of_class)
    );
    let mut outcome = Outcome::of_large(CHECK.name, statistic, &WARN, &FLAG, says);
    let misleading = sum(|seen| seen.of_another_class);
    if copies > 0 {
        outcome = outcome.consequence(format!(
            "A model that only remembers training rows gets {} of these right without learning anything.",
            thousands(copies - misleading)
        ));
    }
    for (&class, seen) in of_class.iter().filter(|(_, seen)| seen.copies > 0) {
        outcome = outcome.count(format!("copies of {}", case.rows.class_names[class as usize]), seen.copies);
    }
    outcome.count("copies", copies).count("test rows", rows).count("copies of another class only", misleading)
}

fn count(case: &Case<'_>, split: &SplitCase<'_>) -> BTreeMap<u32, Seen> {
    let sides = &split.split.assignment.side_of_row;
    let mut of_class: BTreeMap<u32, Seen> = BTreeMap::new();
    for group in split.equal_rows().groups() {
        let on = |side| group.clone().filter(move |&row| sides[row] == Some(side)).map(|row| case.rows.classes[row]);
        let seen_in_train = on(SplitSide::Train).next().is_some();
        for class in on(SplitSide::Test) {
            let seen = of_class.entry(class).or_default();
            seen.rows += 1;
            seen.copies += u64::from(seen_in_train);
            seen.of_another_class += u64::from(seen_in_train && on(SplitSide::Train).all(|other| other != class));
        }
    }
    of_class
}

/// `; of DDoS 93.1 %, of DoS 12.0 %`
fn named(case: &Case<'_>, of_class: &BTreeMap<u32, Seen>) -> String {
    let share = |seen: &Seen| seen.copies as f64 / seen.rows as f64;
    let named: Vec<String> = of_class
        .iter()
        .filter(|(_, seen)| share(seen) >= NAMED)
        .map(|(&class, seen)| format!("of {} {:.1} %", case.rows.class_names[class as usize], 100.0 * share(seen)))
        .collect();
    if named.is_empty() { String::new() } else { format!("; {}", named.join(", ")) }
}
