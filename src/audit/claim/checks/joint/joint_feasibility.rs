//! Whether a row's figures can all be of one confusion matrix.

use super::Check;
use crate::audit::claim::exact::{Rounding, as_f64};
use crate::audit::claim::reading::{Constraint, Reading, TestSet};
use crate::audit::claim::score::{Conventions, Mean};
use crate::audit::claim::solve::{Outcome, share};
use crate::audit::claim::survivors::{self, Meaning, Survivors, constraints, list, matrix};
use crate::audit::claim::{Finding, Severity};
use crate::claim::published::Figure;
use crate::text::thousands;

/// The check.
pub(super) static CHECK: Check = Check {
    name: "joint_feasibility",
    title: "One confusion matrix for all figures of a row",
    definition: "There are integers tp, fp, fn, tn (for K classes: a K × K matrix) with the test set's class sizes of which every figure of \
                 the row is a score, to the printed digits.",
    source: "exact search over integers",
    assumptions: "The figures are what the reading says, of one model on one test set.",
    example: "With 1,000 attacks and 9,000 benign rows, accuracy 99.0 % and recall 95.0 % leave precision 94.5 to 95.5 %: not 98 %.",
    run: |case| judge(&survivors::search(case)),
};

/// Every row of every table.
pub(super) fn judge(tables: &[Survivors<'_>]) -> Vec<Finding> {
    tables.iter().flat_map(|table| (0..table.rows.len()).map(|row| judge_row(table, row))).collect()
}

/// One row under every meaning that the paper's words allow.
fn judge_row(table: &Survivors<'_>, row: usize) -> Finding {
    let pairs: Vec<(&Meaning, &TestSet, &Outcome)> = table
        .verdict_of_all()
        .filter(|(meaning, _, _)| meaning.allowed)
        .map(|(meaning, test, verdict)| (meaning, test, &verdict.rows[row]))
        .collect();
    let (free, tied): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(_, test, _)| test.is_free());
    let none = |pairs: &[(_, _, &Outcome)]| pairs.iter().all(|(_, _, outcome)| **outcome == Outcome::Impossible);
    let place = format!("{}, {}", table.table.place, table.rows[row].0);
    let finding = |severity, says: String| Finding::new(CHECK.name, severity, &place, says);
    if none(&free) {
        let says = format!("No confusion matrix of any class sizes has these figures as {}.", allowed(table));
        return explained(finding(Severity::Impossible, says), table, row, None);
    }
    if !tied.is_empty() && none(&tied) {
        let tests: Vec<&TestSet> = table.test_sets.iter().filter(|test| !test.is_free()).collect();
        let says = match &tests[..] {
            [one] => format!("No confusion matrix on {} has these figures as {}.", one.origin, allowed(table)),
            _ => format!(
                "No confusion matrix on any of the {} test sets that the paper's words allow has these figures as {}.",
                tests.len(),
                allowed(table)
            ),
        };
        let origins: Vec<&str> = tests.iter().map(|test| test.origin.as_str()).collect();
        let finding = finding(Severity::Impossible, says)
            .assuming(format!("the test set is one of: {}", origins.join("; ")))
            .number("test_sets", tests.len().to_string());
        return explained(finding, table, row, tests.first().copied());
    }
    let shown = if tied.is_empty() { free } else { tied };
    let found = shown.iter().find_map(|(meaning, test, outcome)| match outcome {
        Outcome::Possible(tally) => Some((meaning, test, tally)),
        _ => None,
    });
    match found {
        Some((meaning, test, tally)) => {
            let says = format!("A confusion matrix has these figures, as {} on {}.", meaning.name, test.origin);
            finding(Severity::Unremarkable, says).nearest(matrix(tally, &table.paper.classes))
        }
        None => finding(Severity::NotCheckable, "Neither a confusion matrix nor a proof that there is none was found.".to_owned()),
    }
}

fn allowed(table: &Survivors<'_>) -> String {
    list(&table.allowed().map(|meaning| meaning.name.as_str()).collect::<Vec<_>>()).replace(" and ", " or ")
}

/// The shares that the figures need, the figure that would have to be another one, and what is assumed.
fn explained(finding: Finding, table: &Survivors<'_>, row: usize, test: Option<&TestSet>) -> Finding {
    let free = TestSet::free(table.paper.classes.len());
    let Some(reading) = table.allowed().next().and_then(|meaning| usual(meaning)) else { return finding };
    let finding = finding
        .assuming(format!("the figures are {}", allowed(table)))
        .assuming("all of them are of one model on the same test rows, and each is rounded to the nearest or truncated");
    let demands = constraints(table.rows[row].1, reading);
    let arithmetic = arithmetic(table, &demands, reading, test);
    let finding = if arithmetic.is_empty() { finding } else { finding.arithmetic(arithmetic) };
    match without_one(table, row, reading, test.unwrap_or(&free)) {
        Some(nearest) => finding.nearest(nearest),
        None => finding,
    }
}

/// Rounding to the nearest and scikit-learn's conventions.
fn usual(meaning: &Meaning) -> Option<&Reading> {
    let is_usual = |reading: &&Reading| {
        reading.rounding == Rounding::Nearest && reading.conventions == Conventions::USUAL
    };
    meaning.readings.iter().find(is_usual)
}

/// With two classes: the share of the positive class that the figures need, beside what the test set has.
fn arithmetic(table: &Survivors<'_>, demands: &[Constraint], reading: &Reading, test: Option<&TestSet>) -> String {
    let [negative, positive] = &table.paper.classes[..] else { return String::new() };
    let of_one_class = matches!(reading.mean(), Mean::Class(_));
    let needed = share::of_positives(demands, reading.conventions);
    let (low, high) = needed.as_f64();
    let formula = if of_one_class { "1 − accuracy = π·((1 − R) + R·(1/P − 1))" } else { "the figures" };
    let meaning = survivors::meaning(reading, &table.paper.classes);
    if needed.is_empty() {
        return format!("as {meaning}, {formula} and F1 leave no share of {positive} at all");
    }
    let has = test.and_then(|test| Some((test, test.sizes()?))).map_or_else(String::new, |(test, sizes)| {
        let rows: u64 = sizes.iter().sum();
        let share = as_f64(&crate::audit::claim::exact::ratio(sizes[1], rows.max(1)));
        format!(
            "; {} has {} {positive} and {} {negative} rows, a share of {share:.5}",
            test.origin,
            thousands(sizes[1]),
            thousands(sizes[0])
        )
    });
    format!("as {meaning}, {formula} needs a share of {positive} from {low:.4} to {high:.4}{has}")
}

/// What one figure could be if the others are right.
fn without_one(table: &Survivors<'_>, row: usize, reading: &Reading, test: &TestSet) -> Option<String> {
    let (_, figures) = table.rows[row];
    let line = |(metric, figure): (&String, &Figure)| {
        let score = survivors::constraint(metric, figure, reading)?.score;
        let mut others = figures.clone();
        others.shift_remove(metric);
        let demands = constraints(&others, reading);
        let Outcome::Possible(tally) = survivors::solve(test, &demands, reading.conventions) else { return None };
        let value = score.of(&tally, reading.conventions)?.as_f64();
        Some(format!("{metric} could be {}, not {}", printed_like(value, figure), figure.printed))
    };
    let lines: Vec<String> = if figures.len() > 1 { figures.iter().filter_map(line).collect() } else { Vec::new() };
    let meaning = survivors::meaning(reading, &table.paper.classes);
    (!lines.is_empty())
        .then(|| format!("as {meaning} on {}, if the other figures hold: {}", test.origin, lines.join("; or ")))
}

/// A number with the printed digits and two more.
fn printed_like(value: f64, figure: &Figure) -> String {
    let digits = figure.value.scale() as usize + 2;
    if figure.value.is_percent() { format!("{:.digits$}%", 100.0 * value) } else { format!("{value:.digits$}") }
}
