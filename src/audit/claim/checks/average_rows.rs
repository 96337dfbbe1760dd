//! Rows that are said to be means of other rows.

use indexmap::IndexMap;
use num_bigint::BigInt;

use super::support::{
    ALIKE, can_be, decimal, exactly, image, like, modes, not_checkable, printed, share, span, widest, word,
};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Impossible, Mismatch, Unremarkable};
use crate::audit::claim::bounds;
use crate::audit::claim::exact::{Range, Rational, Rounding};
use crate::claim::published::{Figure, Table};

pub(super) static CHECK: Check = Check {
    name: "average_rows",
    title: "Rows that are means of rows",
    definition: "The mean of the printed figures, from the sum of their lower to the sum of their upper ends, has to meet the printed \
                 mean. A figure below or above all of them is no mean with any weights; but an F1 may be that of mean precision and \
                 mean recall.",
    source: "arithmetic",
    assumptions: "The row is the plain mean of the rows named; every figure is cut in the same way.",
    example: "90 %, 92 % and 97 % have a mean of 93 %; a printed 94.5 % is another number, and 98 % no mean of them.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let tables = case.paper.tables.iter();
    tables.flat_map(|table| table.averages.iter().flat_map(|(name, of)| of_row(table, name, of))).collect()
}

fn of_row(table: &Table, name: &str, of: &[String]) -> Vec<Finding> {
    let place = format!("{}, {name}", table.place);
    let Some(means) = table.rows.get(name).filter(|_| !of.is_empty()) else {
        return vec![not_checkable(CHECK.name, place, "the row or the rows it is of are not in the table")];
    };
    means
        .iter()
        .filter(|(metric, mean)| can_be(metric, mean))
        .map(|(metric, mean)| {
            let place = format!("{place}, {}", word(metric));
            let Some(parts) = parts(table, of, metric) else {
                return not_checkable(CHECK.name, place, "one of the rows that it is of lacks the figure");
            };
            let finding = judge(place, mean, &parts);
            if finding.severity < Unremarkable && metric == "f1" && is_of_means(table, of, means, mean) {
                let says = "F1 is that of mean precision and mean recall, not the mean of the rows' F1.";
                return Finding { severity: Unremarkable, says: says.to_owned(), ..finding };
            }
            finding
        })
        .collect()
}

/// A figure of every row; `None` where one lacks it.
fn parts<'a>(table: &'a Table, of: &[String], metric: &str) -> Option<Vec<&'a Figure>> {
    of.iter().map(|row| table.rows.get(row)?.get(metric)).collect()
}

/// Whether an F1 is that of mean precision and mean recall, as these are printed or before they were cut.
fn is_of_means(table: &Table, of: &[String], means: &IndexMap<String, Figure>, f1: &Figure) -> bool {
    let printed = |mode, metric| Some(share(mode, means.get(metric)?));
    let exact = |mode, metric| {
        let ranges: Vec<Range> = parts(table, of, metric)?.iter().map(|part| share(mode, part)).collect();
        Some(plain_mean(&ranges))
    };
    let fits = |mode, precision: Option<Range>, recall: Option<Range>| {
        let image = precision.zip(recall).map(|(precision, recall)| bounds::f1(&precision, &recall));
        image.is_some_and(|image| !image.intersection(&share(mode, f1)).is_empty())
    };
    let modes = modes(|mode| {
        fits(mode, printed(mode, "precision"), printed(mode, "recall"))
            || fits(mode, exact(mode, "precision"), exact(mode, "recall"))
    });
    !modes.is_empty()
}

fn judge(place: String, mean: &Figure, parts: &[&Figure]) -> Finding {
    let ranges = |mode: Rounding| parts.iter().map(|part| mode.range(part.value)).collect::<Vec<_>>();
    let plain = modes(|mode| !plain_mean(&ranges(mode)).intersection(&mode.range(mean.value)).is_empty());
    let any = modes(|mode| {
        let all = ranges(mode).into_iter().reduce(|a, b| a.hull(&b));
        all.is_some_and(|all| !all.intersection(&mode.range(mean.value)).is_empty())
    });
    let exact = parts.iter().map(|part| exactly(part)).sum::<Rational>() / BigInt::from(parts.len());
    let (is, print) = (like(mean.value, &exact, 0), printed(mean));
    let (severity, says) = match (plain.is_empty(), any.is_empty()) {
        (false, _) => {
            (Unremarkable, "The row is the mean of the rows named, as far as the printed digits tell.".to_owned())
        }
        (true, false) => (Mismatch, format!("The mean of the rows named is {is}; {print} is printed.")),
        (true, true) => {
            (Impossible, format!("{print} is no mean of the rows named with any weights; the plain mean is {is}."))
        }
    };
    let in_percent = parts.iter().all(|part| part.value.is_percent());
    let sum: Vec<String> = parts.iter().map(|part| super::support::plain(part, in_percent)).collect();
    let widest: Vec<Range> = parts.iter().map(|part| widest(part)).collect();
    let cut = span(mean.value, &plain_mean(&widest));
    Finding::new(CHECK.name, severity, place, says)
        .arithmetic(format!(
            "({})/{} = {is}, however the parts were cut {cut}; printed {print}",
            sum.join("+"),
            parts.len()
        ))
        .assuming("the row is a mean of the rows named")
        .assuming(ALIKE)
        .number("mean", decimal(&exact, 12))
}

/// The plain means of numbers of these ranges.
fn plain_mean(ranges: &[Range]) -> Range {
    let sum = ranges.iter().cloned().reduce(|a, b| image([&a, &b], |[a, b]| a + b));
    let sum = sum.expect("a mean is of at least one row");
    image([&sum], |[sum]| sum / BigInt::from(ranges.len()))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{assert_clean, binary, run, severities};
    use super::*;
    use crate::claim::published::Paper;

    fn paper(mean: &str) -> Paper {
        let row = format!("mean accuracy={mean}");
        let mut paper = binary(&["a accuracy=90%", "b accuracy=92%", "c accuracy=97%", &row]);
        paper.tables[0].averages.insert("mean".to_owned(), ["a", "b", "c"].map(str::to_owned).to_vec());
        paper
    }

    #[test]
    fn a_wrong_mean_is_found() {
        assert_eq!(severities(&CHECK, &paper("94.5%")), [Mismatch]);
        assert_eq!(severities(&CHECK, &paper("98.5%")), [Impossible]);
        assert!(run(&CHECK, &paper("94.5%"))[0].arithmetic.starts_with("(90+92+97)/3 = 93.0 %"));
    }

    #[test]
    fn rounding_of_both_gives_room() {
        for mean in ["93%", "93.00%", "93.4%", "92.6%", "93.9%"] {
            assert_clean(&run(&CHECK, &paper(mean)));
        }
        assert_eq!(severities(&CHECK, &paper("94.1%")), [Mismatch]);
    }

    #[test]
    fn an_f1_of_the_means_is_no_slip() {
        // The folds' F1 are 0.667 each; that of the mean precision and recall of 0.75 is 0.75.
        let rows = ["a precision=1.00 recall=0.50 f1=0.67", "b precision=0.50 recall=1.00 f1=0.67"];
        let severity = |mean: &str| {
            let mut paper = binary(&[rows[0], rows[1], mean]);
            paper.tables[0].averages.insert("mean".to_owned(), ["a", "b"].map(str::to_owned).to_vec());
            run(&CHECK, &paper).pop().unwrap().severity
        };
        assert_eq!(severity("mean precision=0.75 recall=0.75 f1=0.75"), Unremarkable);
        assert_eq!(severity("mean f1=0.75"), Unremarkable);
        assert_eq!(severity("mean f1=0.67"), Unremarkable);
        assert_eq!(severity("mean precision=0.75 recall=0.75 f1=0.72"), Impossible);
    }

    #[test]
    fn a_mean_row_is_no_model() {
        assert!(super::super::support::rows(&paper("93%")).iter().all(|row| row.model != "mean"));
    }
}
