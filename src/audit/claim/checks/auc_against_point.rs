//! The area under the ROC curve against a point of the curve.

use num_traits::{One, Zero};

use super::support::{
    ALIKE, Row, against_one_class, digits, falling, image, joined, means_over_runs, missing, modes, not_checkable,
    positive, printed, row_of_one_class, share, span, tally,
};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{self, Unremarkable};
use crate::audit::claim::bounds::auc_through;
use crate::audit::claim::exact::{Range, Rational, Rounding, ratio};
use crate::claim::published::{Confusion, Figure, Paper};
use crate::spec::TaskKind;

pub(super) static CHECK: Check = Check {
    name: "auc_against_point",
    title: "ROC AUC against the operating point",
    definition: "A curve that rises from (0, 0) to (1, 1) through false positive rate f and recall t has an area of at least \
                 t(1 − f) and at most 1 − f(1 − t). f is read from the matrix of the model, as 1 − specificity, or follows from \
                 accuracy, precision and recall: with a = 1/P − 1 and s = (1 − accuracy)/(1 − R + R·a), f = s·R·a/(1 − s).",
    source: "monotony of the ROC curve; Fawcett 2006, doi 10.1016/j.patrec.2005.10.010",
    assumptions: "The figures are at one threshold of the scores whose AUC is printed, on one test set, for one positive class.",
    example: "Recall 0.90 at a false positive rate of 0.02 needs an AUC from 0.882 to 0.998; 0.85 is impossible.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let rows = joined(case.paper);
    let with_area = rows.iter().filter(|row| row.get("roc_auc").is_some());
    with_area.map(|row| judge(case, row)).collect()
}

fn judge(case: &Case<'_>, row: &Row<'_>) -> Finding {
    let paper = case.paper;
    if paper.task != TaskKind::Binary {
        return not_checkable(CHECK.name, row.place(), "with more than two classes there is no single ROC curve");
    }
    let Some(area) = row.get("roc_auc") else {
        return not_checkable(CHECK.name, row.place(), "no ROC AUC is printed");
    };
    if let Some(means) = means_over_runs(paper, row.model) {
        let why = format!("the figures are {means}, and the bounds hold run by run only");
        return not_checkable(CHECK.name, row.place(), why);
    }
    let whole = |confusion: &&Confusion| confusion.labels.len() == 2 && missing(paper, &confusion.labels).is_none();
    let matrix = paper.confusions.iter().filter(whole).find(|confusion| confusion.model == row.model);
    let point = matrix.and_then(|matrix| of_matrix(paper, matrix)).or_else(|| of_figures(case, row));
    match point {
        Some(point) => compare(row, area, &point),
        None => not_checkable(
            CHECK.name,
            row.place(),
            "the point of the curve is not known: no matrix, no specificity, no accuracy with precision and recall of one class",
        ),
    }
}

/// A point of the curve, by mode of rounding.
struct Point {
    source: String,
    /// False positive rate and recall; empty where the figures exclude each other.
    at: Vec<(Rounding, Range, Range)>,
    assumption: &'static str,
    /// How much an area beside the point says.
    against: Severity,
}

fn of_matrix(paper: &Paper, confusion: &Confusion) -> Option<Point> {
    let tally = tally(confusion, false)?;
    let class = positive(paper, &confusion.labels).unwrap_or(1);
    let (positives, negatives) = (tally.actual[class], tally.actual[1 - class]);
    if positives == 0 || negatives == 0 {
        return None;
    }
    let false_positives = tally.predicted[class] - tally.correct[class];
    let rate = Range::point(ratio(false_positives, negatives));
    let recall = Range::point(ratio(tally.correct[class], positives));
    Some(Point {
        source: confusion.place.clone(),
        at: Rounding::ALL.map(|mode| (mode, rate.clone(), recall.clone())).to_vec(),
        assumption: "matrix and AUC are of the same run of the same model on the same test set",
        against: Severity::Impossible,
    })
}

fn of_figures(case: &Case<'_>, row: &Row<'_>) -> Option<Point> {
    if !row_of_one_class(case, row) {
        return None;
    }
    let recall = row.get("recall")?;
    let (source, rate): (_, Box<dyn Fn(Rounding) -> Range>) =
        match (row.get("specificity"), row.all(["accuracy", "precision"])) {
            (Some(specificity), _) => ("specificity and recall", Box::new(|mode| share(mode, specificity).one_minus())),
            (None, Ok([accuracy, precision])) => (
                "accuracy, precision and recall",
                Box::new(|mode| implied_rate(&share(mode, accuracy), &share(mode, precision), &share(mode, recall))),
            ),
            (None, Err(_)) => return None,
        };
    let at = Rounding::ALL.map(|mode| (mode, rate(mode), share(mode, recall))).to_vec();
    Some(Point {
        source: source.to_owned(),
        at,
        assumption: "all figures are of the positive class, of one run on one test set",
        against: against_one_class(case.paper),
    })
}

/// A range that holds every false positive rate that goes with accuracy, precision and recall; [0, 1] where they say nothing.
fn implied_rate(accuracy: &Range, precision: &Range, recall: &Range) -> Range {
    let unknown = Range::unit();
    if precision.low.value.is_zero() || recall.low.value.is_zero() {
        return unknown;
    }
    let one = Rational::one;
    // False positives and errors as shares of the positive rows, then the positive share.
    let per_positive = image([&falling(precision), recall], |[p, r]| r * (one() / p - one()));
    let errors = image([&per_positive, &recall.one_minus()], |[fp, fn_]| fp + fn_);
    if errors.low.value.is_zero() {
        return unknown;
    }
    let share = image([&falling(accuracy), &falling(&errors)], |[a, e]| (one() - a) / e);
    if share.high.value >= one() || share.low.value < Rational::zero() {
        return unknown;
    }
    let rate = image([&share, &per_positive], |[s, fp]| s * fp / (one() - s));
    // Products with a range that reaches 0 may reach 0 themselves.
    Range::closed(rate.low.value, rate.high.value).intersection(&unknown)
}

fn compare(row: &Row<'_>, area: &Figure, point: &Point) -> Finding {
    let fits = modes(|mode| {
        let at = point.at.iter().find(|(of, ..)| *of == mode);
        at.is_some_and(|(_, rate, recall)| {
            rate.is_empty() || !auc_through(rate, recall).intersection(&share(mode, area)).is_empty()
        })
    });
    let all = point.at.iter().filter(|(_, rate, _)| !rate.is_empty());
    let ranges = all.clone().map(|(_, rate, recall)| auc_through(rate, recall));
    let Some(range) = ranges.reduce(|a, b| a.hull(&b)) else {
        return not_checkable(CHECK.name, row.place(), "the figures of the operating point exclude each other");
    };
    let auc = printed(area);
    let (severity, says) = if fits.is_empty() {
        (point.against, format!("No ROC curve through the operating point has an area of {auc}."))
    } else {
        (Unremarkable, "The area under the ROC curve goes with the operating point.".to_owned())
    };
    let (_, rate, recall) = all.clone().next().expect("the ranges were not empty");
    let (f, t) = (rate.as_f64(), recall.as_f64());
    Finding::new(CHECK.name, severity, row.place(), says)
        .arithmetic(format!(
            "f {:.4} to {:.4} and t {:.4} to {:.4} from {}: t(1 − f) to 1 − f(1 − t) is {}, printed {auc}",
            f.0,
            f.1,
            t.0,
            t.1,
            point.source,
            span(area.value, &range)
        ))
        .assuming(point.assumption)
        .assuming(
            "the figures are at one threshold of the scores whose AUC is printed, which is of one class and not pooled",
        )
        .assuming(ALIKE)
        .number("auc_low", digits(&range.low.value))
        .number("auc_high", digits(&range.high.value))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{assert_clean, binary, confusion, multiclass, run, severities, spread};
    use super::*;
    use crate::audit::claim::Severity::{Impossible, Mismatch, NotCheckable, Suspicious};
    use crate::claim::published::Averaging;

    /// All figures are said to be of one class.
    fn of_attack(row: &str) -> Paper {
        Paper { averaging: Some(Averaging::Binary), positive: Some("attack".to_owned()), ..binary(&[row]) }
    }

    #[test]
    fn a_point_of_unstated_figures_proves_nothing() {
        // Of [[9000, 1000], [10, 990]] macro recall is 0.945 beside the specificity 0.9000 of attack, and the AUC may be 0.9990.
        let row = "a recall=0.945 specificity=0.9000 roc_auc=0.9990";
        let mut paper = binary(&[row]);
        assert_eq!(severities(&CHECK, &paper), [Suspicious]);
        paper.positive = Some("attack".to_owned());
        assert_eq!(severities(&CHECK, &paper), [Mismatch]);
        assert_eq!(severities(&CHECK, &of_attack(row)), [Impossible]);
        paper.averaging = Some(Averaging::Macro);
        assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
    }

    #[test]
    fn means_over_runs_are_no_point() {
        // Two runs through (0, 0) and (1, 1): recall and specificity are 0.5 in the mean, and a mean AUC of 1 is no contradiction.
        let mut paper = of_attack("a recall=0.500 specificity=0.500 roc_auc=1.000");
        assert_eq!(severities(&CHECK, &paper), [Impossible]);
        paper.spreads = vec![spread("a", "roc_auc", None)];
        assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
    }

    #[test]
    fn a_matrix_without_a_class_is_no_point() {
        let mut paper = binary(&["cnn roc_auc=0.71"]);
        paper.confusions = vec![confusion("cnn", [[90, 10], [20, 80]])];
        paper.classes.push("scan".to_owned());
        assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
    }

    #[test]
    fn an_area_outside_the_bounds_is_impossible() {
        let findings = run(&CHECK, &of_attack("a recall=0.90 specificity=0.98 roc_auc=0.85"));
        assert_eq!(findings[0].severity, Impossible);
        assert!(findings[0].arithmetic.contains("from specificity and recall"), "{}", findings[0].arithmetic);
        assert_eq!(severities(&CHECK, &of_attack("a recall=0.900 specificity=0.500 roc_auc=0.999")), [Impossible]);
        assert_clean(&run(&CHECK, &binary(&["a recall=0.90 specificity=0.98 roc_auc=0.88"])));
        assert_clean(&run(&CHECK, &binary(&["a recall=0.90 specificity=0.98 roc_auc=1.00"])));
    }

    #[test]
    fn a_matrix_gives_the_point_exactly() {
        let mut paper = binary(&["cnn roc_auc=0.70"]);
        // t = 0.8, f = 0.1: 0.72 to 0.98.
        paper.confusions = vec![confusion("cnn", [[90, 10], [20, 80]])];
        assert_eq!(severities(&CHECK, &paper), [Impossible]);
        for (edge, expected) in
            // 0.72 itself is cut to 0.71 where it is stored a little low.
            [
                ("0.72", Unremarkable),
                ("0.98", Unremarkable),
                ("0.71", Unremarkable),
                ("0.7195", Impossible),
                ("0.72000", Unremarkable),
            ]
        {
            paper.tables = vec![super::super::sample::table(&[&format!("cnn roc_auc={edge}")])];
            assert_eq!(severities(&CHECK, &paper), [expected], "{edge}");
        }
    }

    #[test]
    fn accuracy_precision_and_recall_imply_the_rate() {
        // 300 positives, 700 negatives: tp 270, fp 30: P 0.900, R 0.900, accuracy 0.940, f 0.042857.
        let rate =
            implied_rate(&Range::point(ratio(94, 100)), &Range::point(ratio(9, 10)), &Range::point(ratio(9, 10)));
        assert_eq!(rate, Range::point(ratio(30, 700)));
        let row = |auc: &str| of_attack(&format!("a accuracy=0.940 precision=0.900 recall=0.900 roc_auc={auc}"));
        assert_clean(&run(&CHECK, &row("0.97")));
        assert_eq!(severities(&CHECK, &row("0.85")), [Impossible]);
    }

    #[test]
    fn many_classes_and_unknown_points_are_not_checked() {
        assert_eq!(severities(&CHECK, &multiclass(&["a recall=0.9 specificity=0.98 roc_auc=0.5"])), [NotCheckable]);
        assert_eq!(severities(&CHECK, &binary(&["a recall=0.9 roc_auc=0.5"])), [NotCheckable]);
        assert!(run(&CHECK, &binary(&["a recall=0.9"])).is_empty());
        assert_eq!(severities(&CHECK, &binary(&["a accuracy=1 precision=1 recall=1 roc_auc=0.99"])), [Unremarkable]);
    }
}
