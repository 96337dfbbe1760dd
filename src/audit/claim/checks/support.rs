//! What several checks need: the rows of a paper, what a figure can stand for, and how numbers are shown.

use indexmap::IndexMap;
use num_bigint::BigInt;
use num_traits::Signed;

use super::Case;
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{self, NotCheckable};
use crate::audit::claim::exact::{Bound, Range, Rational, Rounding, as_f64, ratio};
use crate::audit::claim::score::Tally;
use crate::claim::published::{Averaging, Confusion, Decimal, Figure, Paper, largest};
use crate::metric::catalogue;
use crate::spec::TaskKind;

/// One mode of rounding for a whole row.
pub(super) const ALIKE: &str = "all figures of the row are cut in the same way: rounded to the nearest, or truncated";
/// No means over classes.
pub(super) const ONE_CLASS: &str = "precision, recall and F1 are of one class";
/// No means over runs.
pub(super) const ONE_RUN: &str = "the figures are of one test set and one run, not means over several";
/// A matrix or a figure of the text belongs to the row.
pub(super) const SAME_TEST: &str = "both are of the same run of the same model on the same test set";

/// The figures of one model.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// Table, or the place of the first figure.
    pub(super) table: &'a str,
    pub(super) model: &'a str,
    /// Whether it can be a fold with test rows of its own: some row of its table is the mean of others.
    pub(super) apart: bool,
    /// Metric to figure, in the paper's order.
    pub(super) figures: IndexMap<&'a str, &'a Figure>,
}

impl<'a> Row<'a> {
    /// `Table I, svm`
    pub(super) fn place(&self) -> String {
        format!("{}, {}", self.table, self.model)
    }

    /// A figure; one that cannot be a score at all is left to the check `bounds`.
    pub(super) fn get(&self, metric: &str) -> Option<&'a Figure> {
        self.figures.get(metric).copied().filter(|figure| can_be(metric, figure))
    }

    /// All of these figures, or the sentence that says which are missing.
    pub(super) fn all<const N: usize>(&self, metrics: [&str; N]) -> Result<[&'a Figure; N], String> {
        let found: Vec<&Figure> = metrics.iter().filter_map(|metric| self.get(metric)).collect();
        found.try_into().map_err(|_| {
            let missing: Vec<String> =
                metrics.iter().filter(|&&metric| self.get(metric).is_none()).map(|metric| word(metric)).collect();
            format!("no usable {} is printed", missing.join(" and no "))
        })
    }
}

/// The rows of all tables; rows that are means of other rows are left out.
pub(super) fn rows(paper: &Paper) -> Vec<Row<'_>> {
    paper
        .tables
        .iter()
        .flat_map(|table| {
            let models = table.rows.iter().filter(|(model, _)| !table.averages.contains_key(*model));
            models.map(|(model, figures)| Row {
                table: &table.place,
                model,
                apart: !table.averages.is_empty(),
                figures: figures.iter().map(|(metric, figure)| (metric.as_str(), figure)).collect(),
            })
        })
        .collect()
}

/// The rows of all tables, each with the model's figures from text and plots for what the row lacks. A figure of the text is joined
/// only where its model has one row, since else it is not known to which it belongs; one with a note is said to be something else.
pub(super) fn joined(paper: &Paper) -> Vec<Row<'_>> {
    let mut rows = rows(paper);
    let count = |rows: &[Row<'_>], model: &str| rows.iter().filter(|row| row.model == model).count();
    for single in paper.figures.iter().filter(|single| single.note.is_none()) {
        if count(&rows, &single.model) == 0 {
            let (table, model) = (&single.figure.place, &single.model);
            rows.push(Row { table, model, apart: false, figures: IndexMap::new() });
        }
        if count(&rows, &single.model) == 1 {
            let row = rows.iter_mut().find(|row| row.model == single.model).expect("one row was counted");
            row.figures.entry(&single.metric).or_insert(&single.figure);
        }
    }
    rows
}

/// The numbers that a metric can be; `None` where it has no upper end.
pub(super) fn domain(metric: &str) -> Option<Range> {
    let lowest = if metric == "mcc" { ratio(-1, 1) } else { ratio(0, 1) };
    largest(metric).map(|largest| Range::closed(lowest, ratio(largest, 1)))
}

/// Whether a figure can be a score of that metric under any rounding.
pub(in crate::audit::claim) fn can_be(metric: &str, figure: &Figure) -> bool {
    match domain(metric) {
        Some(domain) => !widest(figure).intersection(&domain).is_empty(),
        None => !widest(figure).high.value.is_negative(),
    }
}

/// The shares, 0 to 1, that are printed as this figure.
pub(super) fn share(rounding: Rounding, figure: &Figure) -> Range {
    rounding.range(figure.value).intersection(&Range::unit())
}

/// The numbers that are printed as this figure under one mode or another.
pub(super) fn widest(figure: &Figure) -> Range {
    Rounding::any(figure.value)
}

/// What a function that grows strictly with each of its arguments makes of ranges.
pub(super) fn image<const N: usize>(parts: [&Range; N], of: impl Fn([&Rational; N]) -> Rational) -> Range {
    let closed = |end: fn(&Range) -> &Bound| parts.iter().all(|part| end(part).closed);
    Range {
        low: Bound { value: of(parts.map(|part| &part.low.value)), closed: closed(|range| &range.low) },
        high: Bound { value: of(parts.map(|part| &part.high.value)), closed: closed(|range| &range.high) },
    }
}

/// A range with its ends exchanged: the argument of [`image`] in which a function falls.
pub(super) fn falling(range: &Range) -> Range {
    Range { low: range.high.clone(), high: range.low.clone() }
}

/// The modes under which something holds.
pub(super) fn modes(holds: impl Fn(Rounding) -> bool) -> Vec<Rounding> {
    Rounding::ALL.into_iter().filter(|&rounding| holds(rounding)).collect()
}

/// Most rows of a matrix that is worked with, so that no sum of cells overflows.
const MOST_ROWS: u64 = 1_000_000_000_000;

/// Sum of counts; `None` where it is beyond every dataset.
pub(super) fn total<'a>(counts: impl IntoIterator<Item = &'a u64>) -> Option<u64> {
    let sum = counts.into_iter().try_fold(0_u64, |sum, &count| sum.checked_add(count))?;
    (sum <= MOST_ROWS).then_some(sum)
}

/// A printed matrix, as it is read or with actual and predicted exchanged; `None` for one without rows or beyond every dataset.
pub(super) fn tally(confusion: &Confusion, transposed: bool) -> Option<Tally> {
    total(confusion.counts.iter().flatten()).filter(|&rows| rows > 0)?;
    let tally = Tally::of(&confusion.counts);
    let Tally { correct, actual, predicted } = tally;
    Some(if transposed {
        Tally { correct, actual: predicted, predicted: actual }
    } else {
        Tally { correct, actual, predicted }
    })
}

/// Whether figures that a definition makes one number can be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreement {
    /// Under no rounding.
    Never,
    /// Only if the number is where two prints meet, and was cut to one of them once and to the other once: a half, mostly.
    AsHalf,
    /// Under some mode of rounding.
    Yes,
}

impl Agreement {
    /// Of these figures, all cut alike.
    pub(super) fn of(figures: &[&Figure]) -> Self {
        let meet = |mode| figures.iter().map(|figure| share(mode, figure)).reduce(|a, b| a.intersection(&b));
        let is_any = |holds: fn(&Range) -> bool| !modes(|mode| meet(mode).as_ref().is_none_or(holds)).is_empty();
        if is_any(|common| common.low.value < common.high.value) {
            Self::Yes
        } else if is_any(|common| !common.is_empty()) {
            Self::AsHalf
        } else {
            Self::Never
        }
    }

    /// How much it says: nothing where the paper does not state the averaging that makes them one number.
    pub(super) fn severity(self, stated: bool) -> Severity {
        match self {
            Self::Never if stated => Severity::Impossible,
            Self::AsHalf if stated => Severity::Suspicious,
            _ => Severity::Unremarkable,
        }
    }
}

/// Position of the stated positive class among the labels of a matrix.
pub(super) fn positive(paper: &Paper, labels: &[String]) -> Option<usize> {
    let positive = paper.positive.as_ref()?;
    labels.iter().position(|label| label == positive)
}

/// `b and c`: the paper's classes that are not among the labels of a matrix or a class table; `None` where all are.
pub(super) fn missing<'a>(paper: &Paper, labels: impl IntoIterator<Item = &'a String>) -> Option<String> {
    let labels: Vec<&String> = labels.into_iter().collect();
    let missing: Vec<String> = paper.classes.iter().filter(|class| !labels.contains(class)).cloned().collect();
    (!missing.is_empty()).then(|| listed(&missing))
}

/// `means over 5 runs`: what the figures of a model are where a table of it says so, where it has a standard deviation, or is a row that is
/// said to be the mean of others; `None` where they are of one run, as far as is said. A figure of the text may be of any of its tables.
pub(super) fn means_over_runs(paper: &Paper, model: &str) -> Option<String> {
    if paper.tables.iter().any(|table| table.averages.contains_key(model)) {
        return Some("means of other rows".to_owned());
    }
    let of_tables = paper.tables.iter().filter(|table| table.rows.contains_key(model)).filter_map(|table| table.means);
    let of_classes = paper.class_tables.iter().filter(|table| table.model == model).filter_map(|table| table.means);
    let of_spreads = paper.spreads.iter().filter(|spread| spread.model == model && spread.runs != Some(1));
    let runs =
        of_tables.chain(of_classes).map(|means| means.runs).chain(of_spreads.map(|spread| spread.runs)).next()?;
    Some(runs.map_or_else(|| "means over runs".to_owned(), |runs| format!("means over {runs} runs")))
}

/// Whether the figures are of one class, as is said or as is usual for two classes.
pub(super) fn of_one_class(paper: &Paper) -> bool {
    match paper.averaging {
        Some(averaging) => averaging == Averaging::Binary,
        None => paper.task == TaskKind::Binary,
    }
}

/// Whether the figures of a row are of one class, as is said or as is usual for two classes, and as the row can be.
pub(super) fn row_of_one_class(case: &Case<'_>, row: &Row<'_>) -> bool {
    of_one_class(case.paper) && !is_only_average(case, row)
}

/// Whether a row can be averages over the classes and no scores of one class.
pub(super) fn is_only_average(case: &Case<'_>, row: &Row<'_>) -> bool {
    case.averages.contains(&(row.table, row.model))
}

/// How much it says that figures are not of one class: a proof where the paper says that they are, a contradiction where it names a
/// positive class only, a question where it names none, for then they may be means over the classes.
pub(super) fn against_one_class(paper: &Paper) -> Severity {
    match (paper.averaging, &paper.positive) {
        (Some(_), _) => Severity::Impossible,
        (None, Some(_)) => Severity::Mismatch,
        (None, None) => Severity::Suspicious,
    }
}

/// The check could not be made.
pub(super) fn not_checkable(check: &'static str, place: impl Into<String>, why: impl Into<String>) -> Finding {
    Finding::new(check, NotCheckable, place, why)
}

/// A metric in words: `f1` is F1, `roc_auc` ROC AUC.
pub(super) fn word(metric: &str) -> String {
    let title = catalogue::find(metric).map_or(metric, |info| info.title);
    let acronym = title.chars().nth(1).is_none_or(|second| !second.is_lowercase());
    if acronym { title.to_owned() } else { title.to_lowercase() }
}

/// A number with so many digits after the point, halves away from zero.
pub(super) fn decimal(value: &Rational, digits: u32) -> String {
    let scaled = (value * BigInt::from(10).pow(digits)).round().to_integer();
    let sign = if scaled.is_negative() { "-" } else { "" };
    let text = format!("{:0>width$}", scaled.magnitude().to_string(), width = digits as usize + 1);
    let (whole, fraction) = text.split_at(text.len() - digits as usize);
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// A share in per cent.
pub(super) fn percent(value: &Rational, digits: u32) -> String {
    format!("{} %", decimal(&(value * BigInt::from(100)), digits))
}

/// A number in the unit of a print, with `more` digits than it.
pub(super) fn like(print: Decimal, value: &Rational, more: u32) -> String {
    if print.is_percent() { percent(value, print.scale() + more) } else { decimal(value, print.scale() + more) }
}

/// A range in the unit of a print, with one digit more.
pub(super) fn span(print: Decimal, range: &Range) -> String {
    format!("{} to {}", like(print, &range.low.value, 1).trim_end_matches(" %"), like(print, &range.high.value, 1))
}

/// A figure as printed, the percent sign apart.
pub(super) fn printed(figure: &Figure) -> String {
    figure.printed.replace('%', " %")
}

/// A figure for a formula: without its percent sign where all of them have one, else as a share.
pub(super) fn plain(figure: &Figure, in_percent: bool) -> String {
    if figure.value.is_percent() == in_percent {
        figure.value.to_string().trim_end_matches('%').to_owned()
    } else {
        decimal(&exactly(figure), figure.value.scale() + 2)
    }
}

/// The printed number itself.
pub(super) fn exactly(figure: &Figure) -> Rational {
    let (numerator, denominator) = figure.value.ratio();
    ratio(numerator, denominator)
}

/// A number for machines.
pub(super) fn digits(value: &Rational) -> String {
    as_f64(value).to_string()
}

/// `a, b and c`
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn numbers_are_shown_exactly() {
        assert_eq!(decimal(&ratio(1, 8), 2), "0.13");
        assert_eq!(decimal(&ratio(-1, 8), 0), "0");
        assert_eq!(decimal(&ratio(-15, 1000), 2), "-0.02");
        assert_eq!(percent(&ratio(844_925, 848_363), 2), "99.59 %");
        assert_eq!(like("0.90".parse().unwrap(), &ratio(2, 3), 1), "0.667");
        assert_eq!(plain(&sample::figure("97.10%"), true), "97.10");
        assert_eq!(plain(&sample::figure("97.1%"), false), "0.971");
    }

    #[test]
    fn the_widest_range_holds_every_mode() {
        let widest = widest(&sample::figure("97.1%"));
        assert_eq!(widest.as_f64(), (0.9705, 0.972));
        assert!(widest.low.closed && widest.high.closed);
    }

    #[test]
    fn an_image_keeps_its_open_ends() {
        let half_up = Rounding::HalfUp.range("0.5".parse().unwrap());
        let sum = image([&half_up, &half_up], |[a, b]| a + b);
        assert!(sum.contains(&ratio(9, 10)) && !sum.contains(&ratio(11, 10)));
        let difference = image([&half_up, &falling(&half_up)], |[a, b]| a - b);
        assert_eq!(difference.as_f64(), (-0.1, 0.1));
        assert!(!difference.contains(&ratio(1, 10)) && !difference.contains(&ratio(-1, 10)));
    }

    #[test]
    fn figures_of_the_text_join_a_single_row_only() {
        let mut paper = sample::binary(&["a accuracy=90%", "b accuracy=80%"]);
        paper.figures.push(sample::single("a", "recall", "95%"));
        assert_eq!(joined(&paper)[0].get("recall").map(|figure| figure.printed.as_str()), Some("95%"));
        let again = paper.tables[0].clone();
        paper.tables.push(again);
        assert!(joined(&paper).iter().all(|row| row.get("recall").is_none()));
    }

    #[test]
    fn means_are_those_of_runs_and_of_rows() {
        let mut paper = sample::binary(&["a accuracy=90%", "b accuracy=80%", "mean accuracy=85%"]);
        paper.spreads = vec![sample::spread("a", "accuracy", Some(5)), sample::spread("b", "accuracy", Some(1))];
        paper.tables[0].averages.insert("mean".to_owned(), vec!["a".to_owned(), "b".to_owned()]);
        let means = ["a", "b", "mean"].map(|model| means_over_runs(&paper, model));
        assert_eq!(means, [Some("means over 5 runs".to_owned()), None, Some("means of other rows".to_owned())]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let paper = sample::binary(&["a accuracy=90% recall=970"]);
        assert_eq!(
            rows(&paper)[0].all(["recall", "f1", "accuracy"]).unwrap_err(),
            "no usable recall and no F1 is printed"
        );
    }
}
