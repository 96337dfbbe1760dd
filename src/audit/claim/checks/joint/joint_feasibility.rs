//! Whether a row's figures can all be of one confusion matrix.

use super::{CUT, Check, TableCheck, identity};
use crate::audit::claim::exact::{Rounding, as_f64, ratio};
use crate::audit::claim::reading::{Constraint, Reading, TestSet};
use crate::audit::claim::score::Conventions;
use crate::audit::claim::solve::{Outcome, binary, multiclass, share};
use crate::audit::claim::survivors::{self, Meaning, Standing, Survivors, constraints, matrix, one_of};
use crate::audit::claim::{Finding, Severity};
use crate::claim::published::Figure;
use crate::text::thousands;

/// The check.
pub(super) static CHECK: TableCheck = Check {
    name: "joint_feasibility",
    title: "One confusion matrix for all figures of a row",
    definition: "There are integers tp, fp, fn, tn (for K classes: a K × K matrix) with the test set's class sizes of which every figure of \
                 the row is a score, to the printed digits.",
    source: "exact search over integers",
    assumptions: "The figures are what the reading says, of one model in one run on one test set; means over runs are not checked.",
    example: "With 1,000 attacks and 9,000 benign rows, accuracy 99.0 % and recall 95.0 % leave precision 94.5 to 95.5 %: not 98 %.",
    run: judge,
};

/// Every row of every table.
fn judge(tables: &[Survivors<'_>]) -> Vec<Finding> {
    let of_table = |table: &'_ Survivors<'_>| -> Vec<Finding> {
        let rows = (0..table.rows.len()).map(|row| judge_row(table, row));
        rows.chain(table.means.iter().map(|model| mean_of_runs(table, model))).collect()
    };
    tables.iter().flat_map(of_table).collect()
}

fn mean_of_runs(table: &Survivors<'_>, model: &str) -> Finding {
    let place = format!("{}, {model}", table.table.place);
    let why = "the figures can be means over runs, for which no single matrix has to exist";
    Finding::new(CHECK.name, Severity::NotCheckable, place, why)
}

/// One row under every meaning that the paper's words allow: on any test set, on those that it allows, on those that it prints.
fn judge_row(table: &Survivors<'_>, row: usize) -> Finding {
    let place = format!("{}, {}", table.table.place, table.rows[row].0);
    let dead = |least: Standing| {
        let mut pairs = table.within(least).peekable();
        pairs.peek().is_some() && pairs.all(|pair| pair.verdict.rows[row] == Outcome::Impossible)
    };
    if let Some(scope) = Standing::ALL.into_iter().rev().find(|&least| dead(least)) {
        return impossible(table, row, scope, place);
    }
    let shown = Standing::ALL.into_iter().find_map(|least| {
        table.within(least).find_map(|pair| match &pair.verdict.rows[row] {
            Outcome::Possible(tally) => Some((pair, tally)),
            _ => None,
        })
    });
    match shown {
        Some((pair, tally)) => {
            let says =
                format!("A confusion matrix has these figures, as {} on {}.", pair.meaning.name, pair.test.origin);
            let found = matrix(tally, &table.paper.classes);
            Finding::new(CHECK.name, Severity::Unremarkable, place, says).arithmetic(found)
        }
        None => {
            let why = "neither a confusion matrix nor a proof that there is none was found";
            Finding::new(CHECK.name, Severity::NotCheckable, place, why)
        }
    }
}

fn impossible(table: &Survivors<'_>, row: usize, scope: Standing, place: String) -> Finding {
    let tests = table.tests(scope);
    let meant = table.meant();
    let says = match (scope, &tests[..]) {
        (Standing::Free, _) => format!("No confusion matrix of any class sizes has these figures as {meant}."),
        (_, [one]) => format!("No confusion matrix on {} has these figures as {meant}.", one.origin),
        (Standing::Printed, _) => {
            format!(
                "No confusion matrix on the {} test sets that the paper prints has these figures as {meant}.",
                tests.len()
            )
        }
        (Standing::Allowed, _) => format!(
            "No confusion matrix on any of the {} test sets that the paper's words allow has these figures as {meant}.",
            tests.len()
        ),
    };
    let finding = Finding::new(CHECK.name, Severity::Impossible, place, says)
        .assuming(format!("the figures are {meant}"))
        .assuming("all of them are of one model in one run on the same test rows")
        .assuming(CUT);
    let definitions = table.definitions(&table.rows[row..=row]);
    let finding = definitions.into_iter().fold(finding, Finding::assuming);
    if scope == Standing::Free {
        return explained(finding, table, row, None);
    }
    let finding = finding.assuming(one_of(&tests)).number("test_sets", tests.len().to_string());
    explained(finding, table, row, tests.first().copied())
}

/// Why, as far as one line can tell, and what would be possible instead.
fn explained(finding: Finding, table: &Survivors<'_>, row: usize, test: Option<&TestSet>) -> Finding {
    let Some(reading) = table.allowed().next().and_then(usual) else { return finding };
    let free = TestSet::free(table.paper.classes.len());
    let demands = constraints(table.rows[row].1, reading);
    let meaning = survivors::meaning(reading, &table.paper.classes);
    let why = shares(table, &demands, reading, test)
        .or_else(|| multiclass::refute(test.unwrap_or(&free), &demands, reading.conventions));
    let finding = match why {
        Some(why) => finding.arithmetic(format!("as {meaning}, {why}")),
        None => finding.arithmetic(format!(
            "as {meaning} no matrix fits {}: an exact search, which is no line of arithmetic",
            table.rows[row]
                .1
                .iter()
                .map(|(metric, figure)| format!("{metric} {}", figure.printed))
                .collect::<Vec<_>>()
                .join(", ")
        )),
    };
    let nearest = without_one(table, row, reading, test.unwrap_or(&free))
        .or_else(|| nearest_matrix(table, &demands, reading, test?));
    match nearest {
        Some(nearest) => finding.nearest(nearest),
        None => finding,
    }
}

/// Rounding to the nearest and scikit-learn's conventions.
fn usual(meaning: &Meaning) -> Option<&Reading> {
    let is_usual =
        |reading: &&Reading| reading.rounding == Rounding::Nearest && reading.conventions == Conventions::USUAL;
    meaning.readings.iter().find(is_usual)
}

/// With two classes: the share of the positive class that the figures need, beside what the test set has; of class 1 for averages. `None`
/// where that share is not the reason.
fn shares(table: &Survivors<'_>, demands: &[Constraint], reading: &Reading, test: Option<&TestSet>) -> Option<String> {
    if table.paper.classes.len() != 2 {
        return None;
    }
    let of = reading.positive.unwrap_or(1);
    let name = &table.paper.classes[of];
    let of_ones = share::of_positives(demands, reading.conventions);
    let needed = if of == 0 { of_ones.one_minus() } else { of_ones };
    let by = identity(demands, reading);
    if needed.is_empty() {
        return Some(format!("{by} leave no share π of {name} at all"));
    }
    let (low, high) = needed.as_f64();
    let span = format!("{by} need a share π of {name} from {low:.4} to {high:.4}");
    let Some(sizes) = test?.sizes() else { return Some(span) };
    let rows: u64 = sizes.iter().sum();
    let share = ratio(sizes[of], rows.max(1));
    (!needed.contains(&share)).then(|| {
        format!("{span}; {} of {} rows are a share of {:.5}", thousands(sizes[of]), thousands(rows), as_f64(&share))
    })
}

/// With two classes: the matrix whose worst figure is nearest to the printed one.
fn nearest_matrix(table: &Survivors<'_>, demands: &[Constraint], reading: &Reading, test: &TestSet) -> Option<String> {
    let sizes: [u64; 2] = test.sizes()?.try_into().ok()?;
    let nearest = binary::nearest(sizes, demands, reading.conventions)?;
    let meaning = survivors::meaning(reading, &table.paper.classes);
    Some(format!(
        "as {meaning} on {} the nearest matrix has a figure {:.1} units of its last place outside the range of its rounding: {}",
        test.origin,
        nearest.units,
        matrix(&nearest.tally, &table.paper.classes)
    ))
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
