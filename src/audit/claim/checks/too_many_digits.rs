//! Figures that count rows: they are k/n, and n is known.

use std::ops::RangeInclusive;

use num_bigint::BigInt;

use super::support::{
    ONE_CLASS, ONE_RUN, Row, against_one_class, like, means_over_runs, modes, not_checkable, printed, row_of_one_class,
    rows, share, word,
};
use super::test_sets::Known;
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Impossible, Unremarkable};
use crate::audit::claim::exact::{Range, Rounding, ratio};
use crate::audit::claim::reading::TestSet;
use crate::claim::published::{Figure, Paper};
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
    let known = Known::new(case);
    rows(case.paper).iter().flat_map(|row| of_row(case, row, &known.of(row))).collect()
}

fn of_row(case: &Case<'_>, row: &Row<'_>, known: &[TestSet]) -> Vec<Finding> {
    let paper = case.paper;
    if known.is_empty() {
        return vec![not_checkable(CHECK.name, row.place(), "the size of the test set is not known")];
    }
    if let Some(means) = means_over_runs(paper, row.model) {
        return vec![not_checkable(CHECK.name, row.place(), format!("the figures are {means}, which count no rows"))];
    }
    // An average over the classes counts the rows of none.
    let metrics: &[&str] =
        if row_of_one_class(case, row) { &["accuracy", "recall", "specificity"] } else { &["accuracy"] };
    let figures = metrics.iter().filter_map(|&metric| Some((metric, row.get(metric)?)));
    figures.map(|(metric, figure)| judge(paper, row, metric, figure, known)).collect()
}

/// A range of numbers of rows wider than this is not tried one by one.
const FEW: usize = 8;

/// The rows that a score can be a share of.
struct Denominator<'a> {
    origin: &'a str,
    rows: RangeInclusive<u64>,
}

impl Denominator<'_> {
    fn is_few(&self) -> bool {
        self.rows.clone().nth(FEW).is_none()
    }
}

/// What a score can count on a test set. Which class is meant is not asked: the figure may be of any.
fn denominators<'a>(metric: &str, test: &'a TestSet) -> Vec<Denominator<'a>> {
    let (fewest, most) = (*test.rows.start(), *test.rows.end());
    let ranges: Vec<RangeInclusive<u64>> = match metric {
        "accuracy" => vec![test.rows.clone()],
        "recall" => test.classes.clone(),
        _ => {
            let others =
                |class: &RangeInclusive<u64>| fewest.saturating_sub(*class.end())..=most.saturating_sub(*class.start());
            test.classes.iter().map(others).collect()
        }
    };
    let counted = ranges.into_iter().map(|rows| (*rows.start()).max(1)..=*rows.end()).filter(|rows| !rows.is_empty());
    counted.map(|rows| Denominator { origin: &test.origin, rows }).collect()
}

fn judge(paper: &Paper, row: &Row<'_>, metric: &str, figure: &Figure, known: &[TestSet]) -> Finding {
    let place = format!("{}, {}", row.place(), word(metric));
    let (few, many): (Vec<Denominator<'_>>, Vec<Denominator<'_>>) =
        known.iter().flat_map(|test| denominators(metric, test)).partition(Denominator::is_few);
    let print = printed(figure);
    let fits = |rows: &u64| !modes(|mode| has_fraction(&share(mode, figure), *rows)).is_empty();
    let good = few.iter().find_map(|of| Some((of.origin, of.rows.clone().find(fits)?)));
    let finding = if let Some((origin, rows)) = good {
        let at = count(figure, rows);
        let (k, n, is) = (thousands(&at), thousands(rows), near(figure, &at, rows));
        let says = "The figure is a number of rows of a test set that is allowed.";
        Finding::new(CHECK.name, Unremarkable, place, says)
            .arithmetic(format!("{k}/{n} = {is} ({origin}), printed {print}"))
    } else if let Some(open) = many.first() {
        let (fewest, most) = (thousands(open.rows.start()), thousands(open.rows.end()));
        let why = format!("the figure may count any of {fewest} to {most} rows ({})", open.origin);
        return not_checkable(CHECK.name, place, why);
    } else if let Some(largest) = few.iter().max_by_key(|of| *of.rows.end()) {
        let rows = *largest.rows.end();
        let (below, above) = around(figure, rows);
        let line = format!(
            "{}/{n} = {}, {}/{n} = {} ({}), printed {print}",
            thousands(&below),
            near(figure, &below, rows),
            thousands(&above),
            near(figure, &above, rows),
            largest.origin,
            n = thousands(rows)
        );
        let says = format!("No number of {} rows is {print}, whether rounded or truncated.", thousands(rows));
        let severity = if metric == "accuracy" { Impossible } else { against_one_class(paper) };
        Finding::new(CHECK.name, severity, place, says).arithmetic(line)
    } else {
        return not_checkable(CHECK.name, place, "the class sizes of the test set are not known");
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
    use super::super::sample::{assert_clean, binary, confusion, multiclass, run, run_with, severities, spread};
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
    fn a_few_sizes_are_tried_and_many_prove_nothing() {
        // 98.50 % is 197/200, and of 198, 199 and 201 rows no number.
        let of = |rows| TestSet { origin: "a draw".to_owned(), rows, classes: vec![0..=300, 0..=300] };
        assert_eq!(severity("a accuracy=98.50%", &[of(198..=199)]), [Impossible]);
        assert_eq!(severity("a accuracy=98.50%", &[of(198..=201)]), [Unremarkable]);
        assert_eq!(severity("a accuracy=98.50%", &[of(198..=199), of(1..=5_000)]), [NotCheckable]);
        let finding = &run_with(&CHECK, &binary(&["a accuracy=98.50%"]), &[of(1..=5_000)])[0];
        assert_eq!(finding.says, "the figure may count any of 1 to 5,000 rows (a draw)");
    }

    #[test]
    fn classes_between_bounds_give_recall_room() {
        let of = |attack| TestSet { origin: "drawn".to_owned(), rows: 105..=105, classes: vec![101..=101, attack] };
        let paper = Paper { averaging: Some(Averaging::Binary), ..binary(&["a recall=0.667"]) };
        let severity = |attack| run_with(&CHECK, &paper, &[of(attack)])[0].severity;
        assert_eq!(severity(3..=4), Unremarkable);
        assert_eq!(severity(4..=4), Impossible);
        assert_eq!(severity(0..=20), NotCheckable);
        let paper = Paper { tables: vec![super::super::sample::table(&["a specificity=0.667"])], ..paper };
        assert_eq!(run_with(&CHECK, &paper, &[of(4..=4)])[0].severity, Impossible);
        assert_eq!(run_with(&CHECK, &paper, &[TestSet { rows: 104..=105, ..of(4..=4) }])[0].severity, Unremarkable);
    }

    #[test]
    fn means_over_runs_and_incomplete_matrices_count_nothing() {
        let tests = [TestSet::exact("small", &[150, 50])];
        let mut paper = binary(&["a accuracy=97.123%"]);
        paper.spreads = vec![spread("a", "accuracy", Some(5))];
        assert_eq!(run_with(&CHECK, &paper, &tests)[0].severity, NotCheckable);
        paper.spreads.clear();
        assert_eq!(run_with(&CHECK, &paper, &tests)[0].severity, Impossible);
        paper.confusions = vec![confusion("cnn", [[3, 1], [2, 1]])];
        paper.classes.push("scan".to_owned());
        assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
    }

    #[test]
    fn a_fold_is_not_held_against_the_matrix_of_another() {
        let mut paper = binary(&["fold_1 accuracy=0.9900", "fold_2 accuracy=0.9901", "mean accuracy=0.9900"]);
        paper.tables[0].averages.insert("mean".to_owned(), vec!["fold_1".to_owned(), "fold_2".to_owned()]);
        paper.confusions = vec![confusion("fold_1", [[49, 1], [0, 50]])];
        let tests = [TestSet::exact("the matrix", &[50, 50]), TestSet::free(2)];
        let found: Vec<Severity> = run_with(&CHECK, &paper, &tests).iter().map(|finding| finding.severity).collect();
        assert_eq!(found, [Unremarkable, NotCheckable]);
        paper.confusions[0].model = "fold_2".to_owned();
        let found: Vec<Severity> = run_with(&CHECK, &paper, &tests).iter().map(|finding| finding.severity).collect();
        assert_eq!(found, [NotCheckable, Impossible]);
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
