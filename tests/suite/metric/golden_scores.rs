//! Every metric and curve against scikit-learn.

use std::collections::BTreeMap;

use idsbench::matrix::Matrix;
use idsbench::metric::precision_recall_curve::precision_recall_curve;
use idsbench::metric::roc::roc_curve;
use idsbench::metric::{Evaluation, Ranking, evaluate};
use serde::Deserialize;

use super::{assert_close, assert_same, golden, names};

const TOLERANCE: f64 = 1e-12;

#[derive(Deserialize)]
struct Case {
    name: String,
    binary: bool,
    classes: usize,
    y_true: Vec<u32>,
    /// Every score is a number of `scores` times this.
    scale: f64,
    scores: Vec<f64>,
    confusion: Vec<Vec<u64>>,
    scalars: BTreeMap<String, Option<f64>>,
    per_class: PerClass,
    #[serde(default)]
    curves: Vec<Curves>,
}

#[derive(Deserialize)]
struct PerClass {
    precision: Vec<f64>,
    recall: Vec<f64>,
    f1: Vec<f64>,
    support: Vec<u64>,
    false_alarm_rate: Vec<Option<f64>>,
    roc_auc: Vec<Option<f64>>,
    average_precision: Vec<Option<f64>>,
}

#[derive(Deserialize)]
struct Curves {
    drop_intermediate: bool,
    roc: Option<Vec<Point>>,
    precision_recall: Option<Vec<Point>>,
}

/// x, y and threshold, where an infinite one is null.
type Point = (f64, f64, Option<f64>);

impl Case {
    fn scores(&self) -> Matrix {
        let values: Vec<f32> = self.scores.iter().map(|v| (v * self.scale) as f32).collect();
        let rows = self.y_true.len();
        Matrix::from_vec(rows, values.len() / rows, values)
    }

    fn evaluation(&self) -> Evaluation {
        evaluate(&self.y_true, &self.scores(), &names(self.classes), self.binary)
            .unwrap_or_else(|e| panic!("{}: {e}", self.name))
    }
}

fn cases() -> Vec<Case> {
    golden("scores.json")
}

#[test]
fn scalars_equal_scikit_learn() {
    for case in cases() {
        let evaluation = case.evaluation();
        assert!(evaluation.scalars.keys().eq(case.scalars.keys()), "{}: {:?}", case.name, evaluation.scalars.keys());
        for (name, expected) in &case.scalars {
            assert_same(evaluation.scalars[name], *expected, TOLERANCE, &format!("{}: {name}", case.name));
        }
    }
}

#[test]
fn classes_and_confusion_equal_scikit_learn() {
    for case in cases() {
        let evaluation = case.evaluation();
        assert_eq!(evaluation.confusion.matrix, case.confusion, "{}", case.name);
        assert_eq!(evaluation.rows, case.y_true.len() as u64);
        let expected = &case.per_class;
        assert!(evaluation.per_class.keys().eq(&names(case.classes)));
        for (class, got) in evaluation.per_class.values().enumerate() {
            let what = |value: &str| format!("{}: {value} of class {class}", case.name);
            assert_close(got.precision, expected.precision[class], TOLERANCE, &what("precision"));
            assert_close(got.recall, expected.recall[class], TOLERANCE, &what("recall"));
            assert_close(got.f1, expected.f1[class], TOLERANCE, &what("f1"));
            assert_eq!(got.support, expected.support[class], "{}", what("support"));
            let alarms = expected.false_alarm_rate[class];
            assert_same(got.false_alarm_rate, alarms, TOLERANCE, &what("false alarm rate"));
            assert_same(got.roc_auc, expected.roc_auc[class], TOLERANCE, &what("ROC-AUC"));
            let area = expected.average_precision[class];
            assert_same(got.average_precision, area, TOLERANCE, &what("average precision"));
        }
    }
}

#[test]
fn curves_equal_scikit_learn_point_by_point() {
    for case in cases().iter().filter(|case| case.binary) {
        let scores = case.scores();
        let ranking = Ranking::new(&case.y_true, 1, scores.as_slice().iter().copied()).unwrap();
        for expected in &case.curves {
            let drop = expected.drop_intermediate;
            let roc = roc_curve(&ranking, drop);
            let roc = roc.map(|curve| curve.iter().map(|p| point(p.xy(), p.threshold)).collect::<Vec<_>>());
            assert_points(roc.as_deref(), expected.roc.as_deref(), &format!("{}: ROC, drop {drop}", case.name));
            let pr = precision_recall_curve(&ranking, drop);
            let pr = pr.map(|curve| curve.iter().map(|p| point(p.xy(), p.threshold)).collect::<Vec<_>>());
            let expected = expected.precision_recall.as_deref();
            assert_points(pr.as_deref(), expected, &format!("{}: PR, drop {drop}", case.name));
        }
    }
}

fn point([x, y]: [f64; 2], threshold: f64) -> Point {
    (x, y, threshold.is_finite().then_some(threshold))
}

fn assert_points(got: Option<&[Point]>, expected: Option<&[Point]>, what: &str) {
    assert_eq!(got.map(<[Point]>::len), expected.map(<[Point]>::len), "{what}");
    for (got, expected) in got.into_iter().flatten().zip(expected.into_iter().flatten()) {
        assert_close(got.0, expected.0, TOLERANCE, what);
        assert_close(got.1, expected.1, TOLERANCE, what);
        assert_eq!(got.2, expected.2, "{what}");
    }
}
