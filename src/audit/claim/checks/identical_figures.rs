//! Figures that agree in full digits where nothing makes them.

use super::support::{Row, listed, not_checkable, printed, rows, word};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Suspicious, Unremarkable};
use crate::claim::published::{Figure, Paper};

pub(super) static CHECK: Check = Check {
    name: "identical_figures",
    title: "Identical figures",
    definition: "Two rows of a table that agree in three or more figures, each printed to 0.1 % or finer and none of them perfect, or \
                 two columns that agree in three or more such rows where no averaging makes them equal, are seldom two \
                 measurements. A row of equal precision, recall and F1 looks micro-averaged, which is no copy.",
    source: "a convention of this check",
    assumptions: "None.",
    example: "Two models with 97.31 % / 96.02 % / 96.66 % each.",
    run,
};

/// As many figures that agree are worth a question.
const MANY: usize = 3;

fn run(case: &Case<'_>) -> Vec<Finding> {
    let rows = rows(case.paper);
    if rows.is_empty() {
        return vec![not_checkable(CHECK.name, "the whole paper", "no table of models is printed")];
    }
    let mut findings: Vec<Finding> = rows.iter().filter_map(one_number).collect();
    for table in &case.paper.tables {
        let of_table: Vec<&Row<'_>> = rows.iter().filter(|row| row.table == table.place).collect();
        let mut found = pairs_of_rows(&of_table);
        found.extend(pairs_of_columns(case.paper, &of_table));
        if found.is_empty() {
            let says = "No rows and no columns are copies of each other.";
            found.push(
                Finding::new(CHECK.name, Unremarkable, &table.place, says)
                    .arithmetic(format!("{} rows", of_table.len())),
            );
        }
        findings.extend(found);
    }
    findings
}

/// Whether a figure is printed finely enough that agreement says something.
fn is_fine(figure: &Figure) -> bool {
    let (numerator, denominator) = figure.value.ratio();
    denominator >= 1_000 && numerator != 0 && numerator.unsigned_abs() != denominator
}

fn agree(a: &Figure, b: &Figure) -> bool {
    is_fine(a) && a.value == b.value
}

/// A row whose four figures are one number.
fn one_number(row: &Row<'_>) -> Option<Finding> {
    let figures = row.all(["accuracy", "precision", "recall", "f1"]).ok()?;
    let same = figures.iter().all(|figure| figure.value == figures[0].value);
    same.then(|| {
        let says = "Precision, recall and F1 are accuracy, as micro averages are.";
        Finding::new(CHECK.name, Unremarkable, row.place(), says)
            .arithmetic(format!("{} four times", printed(figures[0])))
    })
}

fn pairs_of_rows(rows: &[&Row<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, first) in rows.iter().enumerate() {
        for second in &rows[index + 1..] {
            let common: Vec<(&str, &Figure)> = first
                .figures
                .keys()
                .filter_map(|&metric| {
                    let (a, b) = (first.get(metric)?, second.get(metric)?);
                    agree(a, b).then_some((metric, a))
                })
                .collect();
            // A row of one number is one agreement, however often it is printed.
            let mut different: Vec<&Figure> = Vec::new();
            for (_, figure) in &common {
                if different.iter().all(|known| known.value != figure.value) {
                    different.push(figure);
                }
            }
            if different.len() >= MANY {
                let words: Vec<String> =
                    common.iter().map(|(metric, figure)| format!("{} {}", word(metric), printed(figure))).collect();
                let place = format!("{}, {} and {}", first.table, first.model, second.model);
                let says = format!(
                    "{} and {} agree in {} figures to the last digit.",
                    first.model,
                    second.model,
                    common.len()
                );
                found.push(Finding::new(CHECK.name, Suspicious, place, says).arithmetic(listed(&words)));
            }
        }
    }
    found
}

/// Columns that some averaging makes equal: weighted recall is accuracy; macro recall is balanced accuracy, and of two classes also macro
/// specificity.
const EQUAL_BY_DEFINITION: [[&str; 2]; 4] = [
    ["accuracy", "recall"],
    ["balanced_accuracy", "recall"],
    ["specificity", "recall"],
    ["specificity", "balanced_accuracy"],
];

/// What is one number in micro averages, and wherever precision equals recall.
const POOLED: [&str; 3] = ["precision", "recall", "f1"];

/// Whether precision, recall and, where it is printed, F1 are one number.
fn is_pooled(row: &Row<'_>) -> bool {
    let same = |[precision, recall]: [&Figure; 2]| {
        precision.value == recall.value && row.get("f1").is_none_or(|f1| f1.value == recall.value)
    };
    row.all(["precision", "recall"]).is_ok_and(same)
}

fn pairs_of_columns(paper: &Paper, rows: &[&Row<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let Some(first) = rows.first() else { return found };
    let metrics: Vec<&str> = first.figures.keys().copied().collect();
    for (index, &a) in metrics.iter().enumerate() {
        for &b in &metrics[index + 1..] {
            let expected = EQUAL_BY_DEFINITION.contains(&[a, b]) || EQUAL_BY_DEFINITION.contains(&[b, a]);
            let both_pooled = [a, b].iter().all(|metric| POOLED.contains(metric));
            // Rows of one number throughout look micro-averaged, which is told of the row.
            let micro = |row: &Row<'_>| one_number(row).is_some() || (both_pooled && is_pooled(row));
            let same = |row: &&&Row<'_>| !micro(row) && row.get(a).zip(row.get(b)).is_some_and(|(a, b)| agree(a, b));
            let equal = rows.iter().filter(same).count();
            if !expected
                && equal >= MANY
                && equal == rows.len()
                && paper.averaging != Some(crate::claim::published::Averaging::Micro)
            {
                let says = format!("{} and {} are the same number in all {equal} rows.", word(a), word(b));
                let prints: Vec<String> = rows.iter().filter_map(|row| Some(printed(row.get(a)?))).collect();
                found.push(Finding::new(CHECK.name, Suspicious, first.table, says).arithmetic(prints.join(", ")));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::sample::{assert_clean, binary, run, severities};
    use super::*;

    #[test]
    fn copied_rows_are_suspicious() {
        let rows = [
            "a accuracy=97.31% precision=96.02% recall=96.66%",
            "b accuracy=97.31% precision=96.02% recall=96.66% f1=96.2%",
        ];
        let findings = run(&CHECK, &binary(&rows));
        assert_eq!((findings[0].severity, findings[0].place.as_str()), (Suspicious, "Table 1, a and b"));
        assert_eq!(findings[0].arithmetic, "accuracy 97.31 %, precision 96.02 % and recall 96.66 %");
    }

    #[test]
    fn coarse_perfect_and_few_agreements_pass() {
        assert_clean(&run(
            &CHECK,
            &binary(&["a accuracy=97% precision=96% recall=95%", "b accuracy=97% precision=96% recall=95%"]),
        ));
        assert_clean(&run(
            &CHECK,
            &binary(&[
                "a accuracy=100.00% precision=100.00% recall=100.00%",
                "b accuracy=100.00% precision=100.00% recall=100.00%",
            ]),
        ));
        assert_clean(&run(
            &CHECK,
            &binary(&[
                "a accuracy=97.31% precision=96.02% recall=95.0%",
                "b accuracy=97.31% precision=96.02% recall=95.1%",
            ]),
        ));
        // 97.3% and 97.30% are not the same print.
        assert_clean(&run(
            &CHECK,
            &binary(&[
                "a accuracy=97.3% precision=96.02% recall=95.0%",
                "b accuracy=97.30% precision=96.02% recall=95.0%",
            ]),
        ));
    }

    #[test]
    fn a_row_of_one_number_looks_micro_averaged() {
        let row = "accuracy=97.31% precision=97.31% recall=97.31% f1=97.31%";
        let findings = run(&CHECK, &binary(&[&format!("a {row}"), &format!("b {row}"), &format!("c {row}")]));
        assert_clean(&findings);
        assert_eq!(findings[0].says, "Precision, recall and F1 are accuracy, as micro averages are.");
    }

    #[test]
    fn copied_columns_are_suspicious_unless_a_definition_makes_them() {
        let rows = |a: &str, b: &str| -> Vec<String> {
            ["97.31", "96.02", "95.55"].iter().enumerate().map(|(k, x)| format!("m{k} {a}={x}% {b}={x}%")).collect()
        };
        let found = |a, b| {
            let rows = rows(a, b);
            severities(&CHECK, &binary(&rows.iter().map(String::as_str).collect::<Vec<_>>()))
        };
        assert_eq!(found("precision", "accuracy"), [Suspicious]);
        assert_eq!(found("recall", "accuracy"), [Unremarkable]);
        assert_eq!(found("specificity", "recall"), [Unremarkable]);
        assert_eq!(found("balanced_accuracy", "specificity"), [Unremarkable]);
        assert_eq!(found("specificity", "precision"), [Suspicious]);
    }

    #[test]
    fn precision_recall_and_f1_that_are_one_number_are_no_copies() {
        let rows = |f1: [&str; 3]| -> Vec<String> {
            let rows = ["97.31", "96.02", "95.55"].iter().zip(f1).enumerate();
            rows.map(|(k, (x, f1))| format!("m{k} accuracy=9{k}.12% precision={x}% recall={x}% f1={f1}%")).collect()
        };
        let found = |f1| severities(&CHECK, &binary(&rows(f1).iter().map(String::as_str).collect::<Vec<_>>()));
        assert_eq!(found(["97.31", "96.02", "95.55"]), [Unremarkable]);
        // Equal columns beside another F1 are not explained by this.
        assert_eq!(found(["97.30", "96.01", "95.54"]), [Suspicious]);
        let two = [
            "a precision=97.31% recall=97.31%",
            "b precision=96.02% recall=96.02%",
            "c precision=95.55% recall=95.55%",
        ];
        assert_eq!(severities(&CHECK, &binary(&two)), [Unremarkable]);
    }
}
