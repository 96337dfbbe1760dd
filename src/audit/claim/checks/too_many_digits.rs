//! Figures that count rows: they are k/n, and n is known.

use num_bigint::BigInt;

use super::support::{
    ONE_CLASS, ONE_RUN, Row, against_one_class, like, modes, not_checkable, of_one_class, printed, rows, share, tally,
    total, word,
};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Impossible, Unremarkable};
use crate::audit::claim::exact::{Range, Rounding, ratio};
use crate::audit::claim::reading::TestSet;
use crate::claim::published::{Figure, Paper, Part};
use crate::text::thousands;

pub(super) static CHECK: Check = Check {
    name: "too_many_digits",
    title: "Figures that no number of rows gives",
    definition: "Accuracy is k/N for the N rows of the test set, recall k/n for the n rows of its class, specificity and false \
                 positive rate k/(N − n). A figure whose printed range holds no such fraction is of no run on these rows.",
    source: "Brown & Heathers 2017, doi 10.1177/1948550616673876 (the GRIM test)",
    assumptions: "One run on a test set of the size named; recall and specificity are of one class.",
    example: "97.123 % of 200 rows is impossible: 194/200 is 97 %, 195/200 is 97.5 %.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let sizes = sizes(case);
    rows(case.paper).iter().flat_map(|row| of_row(case.paper, row, &sizes)).collect()
}

/// A test set of known size, with its class sizes where they are known.
struct Sizes {
    origin: String,
    rows: u64,
    classes: Vec<u64>,
}

fn sizes(case: &Case<'_>) -> Vec<Sizes> {
    let paper = case.paper;
    let declared = paper.declared.iter().filter(|declared| declared.part == Part::Test && declared.class.is_none());
    let declared = declared.map(|test| Sizes { origin: test.place.clone(), rows: test.rows, classes: Vec::new() });
    let matrices = paper.confusions.iter().filter_map(|matrix| {
        let tally = tally(matrix, false)?;
        Some(Sizes { origin: matrix.place.clone(), rows: tally.rows(), classes: tally.actual })
    });
    let allowed = case.test_sets.iter().filter_map(|test: &TestSet| {
        let classes = test.sizes()?;
        Some(Sizes { origin: test.origin.clone(), rows: total(&classes)?, classes })
    });
    declared.chain(matrices).chain(allowed).filter(|sizes| sizes.rows > 0).collect()
}

fn of_row(paper: &Paper, row: &Row<'_>, sizes: &[Sizes]) -> Vec<Finding> {
    if sizes.is_empty() {
        return vec![not_checkable(CHECK.name, row.place(), "the size of the test set is not known")];
    }
    let metrics: &[&str] = if of_one_class(paper) { &["accuracy", "recall", "specificity"] } else { &["accuracy"] };
    let figures = metrics.iter().filter_map(|&metric| Some((metric, row.get(metric)?)));
    figures.map(|(metric, figure)| judge(paper, row, metric, figure, sizes)).collect()
}

/// The denominators that a score can have on a test set.
fn denominators(metric: &str, sizes: &Sizes) -> Vec<u64> {
    match metric {
        "accuracy" => vec![sizes.rows],
        // Which class is meant is not asked: the figure may be of any.
        "recall" => sizes.classes.iter().copied().filter(|&rows| rows > 0).collect(),
        _ => sizes.classes.iter().map(|&class| sizes.rows - class).filter(|&rows| rows > 0).collect(),
    }
}

fn judge(paper: &Paper, row: &Row<'_>, metric: &str, figure: &Figure, sizes: &[Sizes]) -> Finding {
    let place = format!("{}, {}", row.place(), word(metric));
    let known: Vec<(&str, u64)> = sizes
        .iter()
        .flat_map(|sizes| denominators(metric, sizes).into_iter().map(|rows| (sizes.origin.as_str(), rows)))
        .collect();
    let Some(&(origin, rows)) = known.iter().max_by_key(|(_, rows)| *rows) else {
        return not_checkable(CHECK.name, place, "the class sizes of the test set are not known");
    };
    let fits = |rows: u64| modes(|mode| has_fraction(&share(mode, figure), rows));
    let good = known.iter().find(|(_, rows)| !fits(*rows).is_empty());
    let print = printed(figure);
    let finding = match good {
        Some((origin, rows)) => {
            let at = count(figure, *rows);
            let line = format!(
                "{}/{} = {} ({origin}), printed {print}",
                thousands(&at),
                thousands(rows),
                near(figure, &at, *rows)
            );
            Finding::new(
                CHECK.name,
                Unremarkable,
                place,
                "The figure is a number of rows of a test set that is allowed.",
            )
            .arithmetic(line)
        }
        None => {
            let (below, above) = around(figure, rows);
            let line = format!(
                "{}/{n} = {}, {}/{n} = {} ({origin}), printed {print}",
                thousands(&below),
                near(figure, &below, rows),
                thousands(&above),
                near(figure, &above, rows),
                n = thousands(rows)
            );
            let says = format!("No number of {} rows is {print}, whether rounded or truncated.", thousands(rows));
            let severity = if metric == "accuracy" { Impossible } else { against_one_class(paper) };
            Finding::new(CHECK.name, severity, place, says).arithmetic(line)
        }
    };
    let finding =
        finding.assuming("the test set has one of the sizes that the paper's words or matrices give").assuming(ONE_RUN);
    if metric == "accuracy" { finding } else { finding.assuming(ONE_CLASS) }
}

/// Whether k/n is in a range for some k.
fn has_fraction(range: &Range, rows: u64) -> bool {
    let (low, high) = (&range.low, &range.high);
    let n = BigInt::from(rows);
    let mut first = (&low.value * &n).ceil().to_integer();
    if !low.closed && ratio(first.clone(), n.clone()) == low.value {
        first += 1;
    }
    !range.is_empty() && {
        let at = ratio(first, n);
        at < high.value || (high.closed && at == high.value)
    }
}

/// The number of rows nearest to the print.
fn count(figure: &Figure, rows: u64) -> BigInt {
    let inside = Rounding::ALL.map(|mode| (share(mode, figure).low.value * BigInt::from(rows)).ceil().to_integer());
    let nearest = (super::support::exactly(figure) * BigInt::from(rows)).round().to_integer();
    let fits = |at: &BigInt| {
        let value = ratio(at.clone(), rows);
        Rounding::ALL.iter().any(|mode| mode.range(figure.value).contains(&value))
    };
    if fits(&nearest) { nearest } else { inside.into_iter().find(fits).unwrap_or(nearest) }
}

/// The numbers of rows just below and just above the print.
fn around(figure: &Figure, rows: u64) -> (BigInt, BigInt) {
    let at = super::support::exactly(figure) * BigInt::from(rows);
    (at.floor().to_integer(), at.floor().to_integer() + 1)
}

fn near(figure: &Figure, at: &BigInt, rows: u64) -> String {
    like(figure.value, &ratio(at.clone(), rows), 1)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{assert_clean, binary, confusion, multiclass, run, run_with, severities};
    use super::*;
    use crate::audit::claim::Severity::{self, NotCheckable};
    use crate::claim::published::Averaging;

    fn severity(row: &str, tests: &[TestSet]) -> Vec<Severity> {
        run_with(&CHECK, &binary(&[row]), tests).iter().map(|finding| finding.severity).collect()
    }

    #[test]
    fn a_figure_between_two_counts_is_impossible() {
        let tests = [TestSet::exact("small", &[150, 50]), TestSet::free(2)];
        assert_eq!(severity("a accuracy=97.123%", &tests), [Impossible]);
        let line = &run_with(&CHECK, &binary(&["a accuracy=97.123%"]), &tests)[0].arithmetic;
        assert_eq!(line, "194/200 = 97.0000 %, 195/200 = 97.5000 % (small), printed 97.123 %");
        assert_eq!(severity("a accuracy=97.5%", &tests), [Unremarkable]);
        assert_eq!(severity("a accuracy=97.500%", &tests), [Unremarkable]);
        assert_eq!(severity("a accuracy=97%", &tests), [Unremarkable]);
    }

    #[test]
    fn rounded_and_truncated_counts_pass() {
        // 2/3 prints 0.667, 0.6667 or, truncated, 0.666.
        let tests = [TestSet::exact("three", &[2, 1])];
        for (print, expected) in
            [("0.667", Unremarkable), ("0.666", Unremarkable), ("0.668", Impossible), ("0.665", Impossible)]
        {
            assert_eq!(severity(&format!("a accuracy={print}"), &tests), [expected], "{print}");
        }
    }

    #[test]
    fn recall_counts_the_rows_of_a_class() {
        let mut paper = binary(&["a recall=0.333 specificity=0.25"]);
        paper.confusions = vec![confusion("cnn", [[3, 1], [2, 1]])];
        assert_clean(&run(&CHECK, &paper));
        paper.tables = vec![super::super::sample::table(&["a recall=0.600"])];
        assert_eq!(severities(&CHECK, &paper), [Severity::Suspicious]);
        paper.averaging = Some(Averaging::Binary);
        assert_eq!(severities(&CHECK, &paper), [Impossible]);
    }

    #[test]
    fn a_mean_recall_counts_nothing() {
        let tests = [TestSet::exact("", &[2, 1, 4])];
        assert!(run_with(&CHECK, &multiclass(&["a recall=0.600"]), &tests).is_empty());
        assert_eq!(severity("a accuracy=0.6", &[TestSet::free(2)]), [NotCheckable]);
    }

    #[test]
    fn an_open_end_is_no_count() {
        let half_up = Rounding::HalfUp.range("0.5".parse().unwrap());
        assert!(!has_fraction(&half_up, 1) && has_fraction(&half_up, 2));
        // 11/20 is the open upper end.
        assert!(!has_fraction(&Range { low: half_up.high.clone(), high: half_up.high.clone() }, 20));
    }
}
