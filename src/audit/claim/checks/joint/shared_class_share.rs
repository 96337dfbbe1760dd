//! Whether the rows of a binary table can share one test set: the share of attacks that each row needs.

use super::Check;
use crate::audit::claim::exact::{Range, Rounding, ratio};
use crate::audit::claim::reading::Reading;
use crate::audit::claim::score::Conventions;
use crate::audit::claim::solve::share;
use crate::audit::claim::survivors::{self, Meaning, Standing, Survivors, constraints, list};
use crate::audit::claim::{Finding, Severity};
use crate::claim::published::Averaging;

/// The check.
pub(super) static CHECK: Check = Check {
    name: "shared_class_share",
    title: "One share of the positive class for all rows of a table",
    definition: "From 1 − accuracy = π·((1 − R) + R·(1/P − 1)) each row's accuracy, precision P and recall R give the interval of the \
                 positive class's share π in its test set. The intervals of all rows must have a number in common.",
    source: "the identity follows from fn = π·n·(1 − R) and fp = π·n·R·(1/P − 1)",
    assumptions: "Precision and recall are of one class, the same one in every row, and all rows were scored on the same test rows.",
    example: "Accuracy 94.2 %, P 91.8 %, R 92.5 % need π from 0.3625 to 0.3714; accuracy 97.1 %, P 95.2 %, R 96.1 % from 0.3222 to 0.3376.",
    run: |case| judge(&survivors::search(case)),
};

/// Every binary table with several rows.
pub(super) fn judge(tables: &[Survivors<'_>]) -> Vec<Finding> {
    let is_binary = |table: &&Survivors<'_>| table.paper.classes.len() == 2 && table.rows.len() > 1;
    tables.iter().filter(is_binary).filter_map(judge_table).collect()
}

/// The shares of the positive class that the rows need under one reading.
struct Shares {
    rows: Vec<Range>,
    common: Range,
}

fn judge_table(table: &Survivors<'_>) -> Option<Finding> {
    let of_one_class: Vec<&Meaning> =
        table.allowed().filter(|meaning| meaning.readings[0].averaging == Averaging::Binary).collect();
    let usual = |meaning: &&Meaning, rounding| {
        let wanted = |reading: &&Reading| reading.rounding == rounding && reading.conventions == Conventions::USUAL;
        meaning.readings.iter().find(wanted).map(|reading| shares(table, reading))
    };
    let rounded = usual(of_one_class.first()?, Rounding::Nearest)?;
    let says_nothing = |range: &Range| range.low.value == ratio(0, 1) && range.high.value == ratio(1, 1);
    if rounded.rows.iter().all(says_nothing) {
        return None;
    }
    let disjoint = of_one_class.iter().all(|meaning| {
        let roundings = [Rounding::Nearest, Rounding::Truncated];
        roundings.into_iter().all(|rounding| usual(meaning, rounding).is_some_and(|shares| shares.common.is_empty()))
    });
    // Where the paper leaves averages open and they work, figures of one class are not what was meant.
    let otherwise = table.within(Standing::Free).find(|pair| pair.verdict.survives());
    let finding = match (disjoint, otherwise) {
        (false, _) => {
            let (low, high) = rounded.common.as_f64();
            let says = format!(
                "The rows can share a test set: a share of the positive class from {low:.4} to {high:.4} fits all."
            );
            Finding::new(CHECK.name, Severity::Unremarkable, &table.table.place, says)
        }
        (true, Some(pair)) => {
            let says = format!(
                "As scores of one class the rows need different shares of it; as {} they can share a test set.",
                pair.meaning.name
            );
            Finding::new(CHECK.name, Severity::Unremarkable, &table.table.place, says)
        }
        (true, None) => {
            let says = format!(
                "The rows need different shares of the positive class, whichever of {} it is: one test set cannot give them all.",
                list(&table.paper.classes)
            );
            Finding::new(CHECK.name, Severity::Impossible, &table.table.place, says)
                .assuming("precision, recall and F1 are of one class, the same one in every row")
                .assuming("all rows of the table were scored on the same test rows, each in one run")
                .assuming("figures were rounded to the nearest or truncated")
        }
    };
    Some(with_shares(finding, table, &rounded))
}

/// Of the positive class; the solver's are of class 1.
fn shares(table: &Survivors<'_>, reading: &Reading) -> Shares {
    let of_row = |row| {
        let range = share::of_positives(&constraints(row, reading), reading.conventions);
        if reading.positive == Some(0) { range.one_minus() } else { range }
    };
    let rows: Vec<Range> = table.rows.iter().map(|(_, row)| of_row(row)).collect();
    let whole = Range::closed(ratio(0, 1), ratio(1, 1));
    let common = rows.iter().fold(whole, |common, range| common.intersection(range));
    Shares { rows, common }
}

fn with_shares(mut finding: Finding, table: &Survivors<'_>, shares: &Shares) -> Finding {
    let mut intervals = Vec::new();
    for ((model, _), range) in table.rows.iter().zip(&shares.rows) {
        let (low, high) = range.as_f64();
        if range.is_empty() {
            intervals.push(format!("{model} none"));
            continue;
        }
        intervals.push(format!("{model} {low:.4} to {high:.4}"));
        finding = finding
            .number(&format!("{model}.low"), range.low.value.to_string())
            .number(&format!("{model}.high"), range.high.value.to_string());
    }
    let line = format!(
        "1 − accuracy = π·((1 − R) + R·(1/P − 1)), with F1 = 2PR/(P + R) where it is printed, gives π: {}",
        intervals.join(", ")
    );
    finding.arithmetic(line)
}
