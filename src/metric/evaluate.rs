//! All metrics of one unit at once.

use std::collections::BTreeMap;

use super::accuracy::accuracy;
use super::balanced_accuracy::balanced_accuracy;
use super::brier::brier;
use super::false_alarm_rate::{false_alarm_rate, false_alarm_rate_macro};
use super::log_loss::log_loss;
use super::matthews::matthews_corrcoef;
use super::precision_recall_curve::average_precision;
use super::precision_recall_f1::{PrecisionRecallF1, macro_average, weighted_average};
use super::roc::roc_auc;
use super::specificity::{specificity, specificity_macro};
use super::{ClassScores, Confusion, Evaluation, MetricError, Ranking, Scores};
use crate::matrix::Matrix;

/// The positive class of a binary task.
const POSITIVE: usize = 1;

/// Evaluates predictions.
///
/// `y_true`: class index of each of n rows. `scores`: n × k, one column per class, in `[0, 1]`; for a binary task the positive class's column
/// alone does, too. `classes`: the k names. `binary`: class 1 is the positive class.
///
/// Predicted is the class of the largest score, the first one on ties; for a binary task class 1 where its score is at least 0.5.
/// The names of the scalars are those of [`catalogue`](super::catalogue); `precision`, `recall` and `f1` exist for binary tasks only.
///
/// # Errors
/// No row, shapes that do not fit, a class index without a name, two classes of one name, a score outside `[0, 1]`.
pub fn evaluate(y_true: &[u32], scores: &Matrix, classes: &[String], binary: bool) -> Result<Evaluation, MetricError> {
    let scores = Scores::new(scores, classes.len(), binary)?;
    check_names(classes)?;
    let confusion = Confusion::count(y_true, &scores.predict(), classes)?;
    let areas = areas(y_true, &scores)?;
    let mut scalars = by_counts(&confusion, binary);
    scalars.insert("log_loss", log_loss(y_true, &scores)?);
    scalars.insert("brier", brier(y_true, &scores)?);
    scalars.insert("roc_auc", overall(binary, &areas, |area| area.roc_auc));
    scalars.insert("average_precision", overall(binary, &areas, |area| area.average_precision));
    let of_classes = areas.iter().enumerate().map(|(class, area)| class_scores(&confusion, class, *area));
    Ok(Evaluation {
        rows: confusion.rows(),
        scalars: scalars.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        per_class: classes.iter().cloned().zip(of_classes).collect(),
        confusion,
    })
}

fn check_names(classes: &[String]) -> Result<(), MetricError> {
    match classes.iter().enumerate().find(|(i, name)| classes[..*i].contains(name)) {
        Some((_, name)) => Err(MetricError::SameName { name: name.clone() }),
        None => Ok(()),
    }
}

/// What the confusion matrix decides.
fn by_counts(confusion: &Confusion, binary: bool) -> BTreeMap<&'static str, Option<f64>> {
    let over_classes = macro_average(confusion);
    let weighted = weighted_average(confusion);
    let mut scalars = BTreeMap::from([
        ("accuracy", accuracy(confusion)),
        ("balanced_accuracy", balanced_accuracy(confusion)),
        ("matthews_corrcoef", Some(matthews_corrcoef(confusion))),
        ("precision_macro", Some(over_classes.precision)),
        ("recall_macro", Some(over_classes.recall)),
        ("f1_macro", Some(over_classes.f1)),
        ("precision_weighted", Some(weighted.precision)),
        ("recall_weighted", Some(weighted.recall)),
        ("f1_weighted", Some(weighted.f1)),
    ]);
    if binary {
        let counts = confusion.one_vs_rest(POSITIVE);
        let of_positive = PrecisionRecallF1::of(&counts);
        scalars.extend([
            ("precision", Some(of_positive.precision)),
            ("recall", Some(of_positive.recall)),
            ("f1", Some(of_positive.f1)),
            ("specificity", specificity(&counts)),
            ("false_alarm_rate", false_alarm_rate(&counts)),
        ]);
    } else {
        scalars.extend([
            ("specificity", specificity_macro(confusion)),
            ("false_alarm_rate", false_alarm_rate_macro(confusion)),
        ]);
    }
    scalars
}

/// The areas under one class's curves.
#[derive(Clone, Copy)]
struct Areas {
    roc_auc: Option<f64>,
    average_precision: Option<f64>,
}

impl Areas {
    fn of(ranking: &Ranking) -> Self {
        Self { roc_auc: roc_auc(ranking), average_precision: average_precision(ranking) }
    }
}

/// One-vs-rest areas in class order; each class is ranked once, the two of a binary task together.
fn areas(y_true: &[u32], scores: &Scores<'_>) -> Result<Vec<Areas>, MetricError> {
    let rank = |class: usize| Ranking::new(y_true, class as u32, scores.column(class));
    if scores.is_binary() {
        let positive = rank(POSITIVE)?;
        return Ok(vec![Areas::of(&positive.complement()), Areas::of(&positive)]);
    }
    (0..scores.classes()).map(|class| rank(class).map(|ranking| Areas::of(&ranking))).collect()
}

/// The positive class's value of a binary task; otherwise the unweighted mean over classes, not defined where one of them is not.
fn overall(binary: bool, areas: &[Areas], value: impl Fn(&Areas) -> Option<f64>) -> Option<f64> {
    if binary {
        return value(&areas[POSITIVE]);
    }
    let sum = areas.iter().map(value).sum::<Option<f64>>()?;
    Some(sum / areas.len() as f64)
}

fn class_scores(confusion: &Confusion, class: usize, areas: Areas) -> ClassScores {
    let counts = confusion.one_vs_rest(class);
    let PrecisionRecallF1 { precision, recall, f1 } = PrecisionRecallF1::of(&counts);
    ClassScores {
        precision,
        recall,
        f1,
        false_alarm_rate: false_alarm_rate(&counts),
        roc_auc: areas.roc_auc,
        average_precision: areas.average_precision,
        support: counts.support(),
    }
}
