//! A table of scores by class against itself: F1, means, accuracy and supports.

use num_bigint::BigInt;

use super::support::{
    exactly, image, like, means_over_runs, missing, modes, not_checkable, printed, share, span, total, word,
};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Impossible, Unremarkable};
use crate::audit::claim::bounds;
use crate::audit::claim::exact::{Range, Rational, Rounding, ratio};
use crate::audit::claim::score::harmonic_mean;
use crate::claim::published::{ClassTable, Figure, Paper};
use crate::text::thousands;

pub(super) static CHECK: Check = Check {
    name: "class_table",
    title: "Scores by class against their means",
    definition: "In a table with one row per class: F1 = 2PR/(P + R) in each; recall is k/n of the n rows of its class; with those k, \
                 accuracy is Σk/Σn; the macro mean is Σx/K and the weighted mean Σn·x/Σn. Each is a range, since the figures are \
                 rounded, and has to meet the printed one.",
    source: "the definitions; scikit-learn classification_report",
    assumptions: "The table lists every class; all its figures are cut in the same way; one run.",
    example: "Recalls 0.90 and 0.50 of 90 and 10 rows are an accuracy of 0.86; a printed 0.90 is impossible.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    case.paper.class_tables.iter().flat_map(|table| of_table(case.paper, table)).collect()
}

fn of_table(paper: &Paper, table: &ClassTable) -> Vec<Finding> {
    if let Some(means) = means_over_runs(paper, &table.model) {
        return vec![not_checkable(
            CHECK.name,
            place(table, ""),
            format!("the figures are {means}, which count no rows"),
        )];
    }
    let classes = table.classes.keys().filter_map(|class| f1(table, class));
    let counts = table.classes.keys().filter_map(|class| recall_of_rows(table, class));
    let over_all = match missing(paper, table.classes.keys()) {
        Some(missing) => not_listed(table, &missing).into_iter().collect(),
        None => over_all(table),
    };
    let findings: Vec<Finding> = classes.chain(counts).chain(over_all).collect();
    if findings.is_empty() {
        let why = "neither F1 with precision and recall, nor means, nor supports with recalls are printed";
        return vec![not_checkable(CHECK.name, place(table, ""), why)];
    }
    findings
}

/// Accuracy and means, of a table that lists every class.
fn over_all(table: &ClassTable) -> Vec<Finding> {
    let means = ["precision", "recall", "f1"]
        .into_iter()
        .flat_map(|metric| [macro_mean(table, metric), weighted_mean(table, metric)]);
    accuracy(table).into_iter().chain(means.flatten()).collect()
}

/// What is said of accuracy and means that are printed below a part of the classes.
fn not_listed(table: &ClassTable, missing: &str) -> Option<Finding> {
    let prints = table.accuracy.is_some() || !table.macro_average.is_empty() || !table.weighted_average.is_empty();
    let why = format!("the table does not list {missing}, which may count in its accuracy and means");
    prints.then(|| not_checkable(CHECK.name, place(table, ""), why))
}

fn place(table: &ClassTable, what: &str) -> String {
    let what = if what.is_empty() { String::new() } else { format!(", {what}") };
    format!("{}, {}{what}", table.place, table.model)
}

/// A printed figure against the range that the rest of the table gives it, for every mode of rounding.
fn judge(
    table: &ClassTable,
    what: &str,
    figure: &Figure,
    formula: &str,
    value: Option<&Rational>,
    of: impl Fn(Rounding) -> Range,
) -> Finding {
    let fits = modes(|mode| !of(mode).intersection(&share(mode, figure)).is_empty());
    let range = Rounding::ALL.map(&of).into_iter().filter(|range| !range.is_empty()).reduce(|a, b| a.hull(&b));
    let cut = range.map_or_else(|| "nothing".to_owned(), |range| span(figure.value, &range));
    let print = printed(figure);
    let (severity, says) = if fits.is_empty() {
        (Impossible, format!("The rows of the table give {what} {cut}; {print} is printed."))
    } else {
        (Unremarkable, format!("The rows of the table give the printed {what}."))
    };
    let is = value.map_or_else(String::new, |value| format!(" = {}", like(figure.value, value, 1)));
    Finding::new(CHECK.name, severity, place(table, what), says)
        .arithmetic(format!("{formula}{is}, with rounding {cut}; printed {print}"))
        .assuming("the table lists every class of the test set")
        .assuming("all figures of the table are cut in the same way: rounded to the nearest, or truncated")
        .assuming("the figures are of one run")
}

fn usable(figure: &Figure) -> bool {
    !share(Rounding::Nearest, figure).is_empty()
}

fn f1(table: &ClassTable, class: &str) -> Option<Finding> {
    let figures = table.classes.get(class)?;
    let [precision, recall, f1] =
        ["precision", "recall", "f1"].map(|metric| figures.get(metric).filter(|figure| usable(figure)));
    let (precision, recall, f1) = (precision?, recall?, f1?);
    let value = harmonic_mean(&exactly(precision), &exactly(recall));
    let formula = format!("2PR/(P + R) of {} and {}", printed(precision), printed(recall));
    Some(judge(table, &format!("F1 of {class}"), f1, &formula, Some(&value), |mode| {
        bounds::f1(&share(mode, precision), &share(mode, recall))
    }))
}

/// The rows of a class that a recall can count: none where its range holds no whole number of them.
fn rows_found(mode: Rounding, recall: &Figure, support: u64) -> Option<(BigInt, BigInt)> {
    let range = share(mode, recall);
    let n = BigInt::from(support);
    let (mut low, mut high) =
        ((&range.low.value * &n).ceil().to_integer(), (&range.high.value * &n).floor().to_integer());
    if !range.contains(&ratio(low.clone(), n.clone())) {
        low += 1;
    }
    if !range.contains(&ratio(high.clone(), n)) {
        high -= 1;
    }
    (low <= high).then_some((low, high))
}

fn recall_of_rows(table: &ClassTable, class: &str) -> Option<Finding> {
    let recall = table.classes.get(class)?.get("recall").filter(|figure| usable(figure))?;
    let support = table.support.get(class).copied().filter(|&rows| rows > 0)?;
    let none = modes(|mode| rows_found(mode, recall, support).is_some()).is_empty();
    // Only a contradiction is told: a class of many rows has a whole number for every figure.
    none.then(|| {
        let says = format!("No number of the {} rows of {class} is {}.", thousands(support), printed(recall));
        let at = (exactly(recall) * BigInt::from(support)).floor().to_integer();
        let near = |rows: BigInt| {
            format!("{rows}/{} = {}", thousands(support), like(recall.value, &ratio(rows.clone(), support), 1))
        };
        Finding::new(CHECK.name, Impossible, place(table, &format!("recall of {class}")), says)
            .arithmetic(format!("{}, {}; printed {}", near(at.clone()), near(at + 1), printed(recall)))
            .assuming("the figures are of one run")
    })
}

/// The supports of the classes, where every class has one.
fn supports(table: &ClassTable) -> Option<Vec<u64>> {
    let all: Vec<u64> = table.classes.keys().map(|class| table.support.get(class).copied()).collect::<Option<_>>()?;
    total(&all).filter(|&rows| rows > 0)?;
    Some(all)
}

/// The figures of a metric, where every class has one.
fn column<'a>(table: &'a ClassTable, metric: &str) -> Option<Vec<&'a Figure>> {
    table.classes.values().map(|figures| figures.get(metric).filter(|figure| usable(figure))).collect()
}

fn accuracy(table: &ClassTable) -> Option<Finding> {
    let figure = table.accuracy.as_ref().filter(|figure| usable(figure))?;
    let (supports, recalls) = (supports(table)?, column(table, "recall")?);
    let rows = total(&supports)?;
    let value = weighted(&supports, &recalls.iter().map(|recall| exactly(recall)).collect::<Vec<_>>());
    let terms: Vec<String> =
        supports.iter().zip(&recalls).map(|(n, recall)| format!("{}·{}", thousands(n), printed(recall))).collect();
    let formula = format!("({})/{}", terms.join(" + "), thousands(rows));
    Some(judge(table, "accuracy", figure, &formula, Some(&value), |mode| {
        let found: Option<Vec<(BigInt, BigInt)>> = supports
            .iter()
            .zip(&recalls)
            .filter(|(support, _)| **support > 0)
            .map(|(&support, recall)| rows_found(mode, recall, support))
            .collect();
        match found {
            Some(found) => {
                let low: BigInt = found.iter().map(|(low, _)| low).sum();
                let high: BigInt = found.iter().map(|(_, high)| high).sum();
                Range::closed(ratio(low, rows), ratio(high, rows))
            }
            None => Range::nothing(),
        }
    }))
}

fn weighted(weights: &[u64], values: &[Rational]) -> Rational {
    let sum: BigInt = weights.iter().copied().map(BigInt::from).sum();
    weights.iter().zip(values).map(|(&weight, value)| value * BigInt::from(weight)).sum::<Rational>() / sum
}

/// The weighted mean of numbers of these ranges.
fn mean_of_ranges(weights: &[u64], ranges: &[Range]) -> Range {
    let zero = Range::point(ratio(0, 1));
    let sum: BigInt = weights.iter().copied().map(BigInt::from).sum();
    let parts = weights.iter().zip(ranges).filter(|(weight, _)| **weight > 0);
    let all = parts.fold(zero, |all, (&weight, range)| image([&all, range], |[a, b]| a + b * BigInt::from(weight)));
    image([&all], |[all]| all / &sum)
}

fn mean(table: &ClassTable, metric: &str, name: &str, printed_mean: &Figure, weights: &[u64]) -> Option<Finding> {
    let figures = column(table, metric)?;
    let value = weighted(weights, &figures.iter().map(|figure| exactly(figure)).collect::<Vec<_>>());
    let what = format!("{name} {}", word(metric));
    let of_means = metric == "f1" && fits_mean_of_means(table, printed_mean, weights);
    let parts: Vec<String> = figures.iter().map(|figure| printed(figure)).collect();
    let formula = format!("{name} mean of {}", parts.join(", "));
    let finding = judge(table, &what, printed_mean, &formula, Some(&value), |mode| {
        let ranges: Vec<Range> = figures.iter().map(|figure| share(mode, figure)).collect();
        mean_of_ranges(weights, &ranges)
    });
    if finding.severity == Impossible && of_means {
        let says =
            "The mean F1 is the harmonic mean of mean precision and mean recall, not the mean of the classes' F1.";
        return Some(Finding { severity: Unremarkable, says: says.to_owned(), ..finding });
    }
    Some(finding)
}

/// Whether a mean F1 is the harmonic mean of mean precision and mean recall.
fn fits_mean_of_means(table: &ClassTable, f1: &Figure, weights: &[u64]) -> bool {
    let (Some(precisions), Some(recalls)) = (column(table, "precision"), column(table, "recall")) else { return false };
    let mean = |mode, figures: &[&Figure]| {
        mean_of_ranges(weights, &figures.iter().map(|figure| share(mode, figure)).collect::<Vec<_>>())
    };
    let image = |mode| bounds::f1(&mean(mode, &precisions), &mean(mode, &recalls));
    !modes(|mode| !image(mode).intersection(&share(mode, f1)).is_empty()).is_empty()
}

fn macro_mean(table: &ClassTable, metric: &str) -> Option<Finding> {
    let figure = table.macro_average.get(metric).filter(|figure| usable(figure))?;
    // A class without rows is left out of the mean by some and counted as 0 by others.
    if table.support.values().any(|&rows| rows == 0) {
        return None;
    }
    mean(table, metric, "macro", figure, &vec![1; table.classes.len()])
}

fn weighted_mean(table: &ClassTable, metric: &str) -> Option<Finding> {
    let figure = table.weighted_average.get(metric).filter(|figure| usable(figure))?;
    mean(table, metric, "weighted", figure, &supports(table)?)
}

#[cfg(test)]
mod tests;
