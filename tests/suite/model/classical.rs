//! Calibration, Nyström machine, logistic regression, naive Bayes and nearest neighbours against scikit-learn's; `classical.json` says what
//! it made of the same rows.

use idsbench::model::Classifier;
use idsbench::prepare::Samples;
use idsbench::spec::{Calibrate, Kernel, ModelKind, Svm};
use serde::Deserialize;

use super::conformance::Task;
use super::peers::{fitted, rows, task};
use super::{build, nystroem_of, svm_of};

#[derive(Deserialize)]
struct Golden {
    calibrated: Vec<Calibrated>,
    nystroem: Vec<Nystroem>,
}

#[derive(Deserialize)]
struct Calibrated {
    name: String,
    classes: usize,
    method: String,
    scores: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Nystroem {
    name: String,
    classes: usize,
    gamma: f64,
    c: f64,
    decisions: Vec<Vec<f64>>,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../golden/model/classical.json")).unwrap()
}

fn unweighted(classes: usize, columns: usize) -> Task {
    task(classes, &vec![1.0; classes], columns)
}

/// Fails where a score is further than `within` from the expected one.
fn assert_scores(name: &str, model: &dyn Classifier, held: &Samples, expected: &[Vec<f64>], within: f64) {
    let scores = model.scores(&held.x).unwrap();
    for (place, (ours, expected)) in scores.iter_rows().zip(expected).enumerate() {
        let pairs = ours.iter().zip(expected);
        let furthest = pairs.map(|(&ours, expected)| (f64::from(ours) - expected).abs()).fold(0.0, f64::max);
        assert!(furthest < within, "{name}, row {place}: {ours:?}, scikit-learn's {expected:?}");
    }
}

#[test]
fn calibrated_scores_are_scikit_learns() {
    for case in golden().calibrated {
        let calibrate = if case.method == "sigmoid" { Calibrate::Platt } else { Calibrate::Isotonic };
        let [train, validation, held] =
            [(11, 500), (12, 400), (13, 100)].map(|(seed, count)| rows(seed, count, 10, case.classes, 0.1));
        let mut model = build(ModelKind::Svm(Svm { calibrate, ..svm_of(Kernel::Linear) }));
        let report = model.fit(&train, &validation, &unweighted(case.classes, 10).context()).unwrap();
        assert_eq!(report.notes, ["calibrated on 400 validation rows"]);
        assert_scores(&case.name, &*model, &held, &case.scores, 1e-3);
    }
}

#[test]
fn nystroem_decisions_are_scikit_learns() {
    for case in golden().nystroem {
        let (train, held) = (rows(21, 200, 6, case.classes, 0.05), rows(22, 100, 6, case.classes, 0.05));
        let kind = ModelKind::Svm(Svm { c: case.c, gamma: Some(case.gamma), ..nystroem_of(200) });
        let model = fitted(kind, &train, &unweighted(case.classes, 6).context());
        let expected: Vec<Vec<f64>> = case.decisions.iter().map(|decisions| shares(decisions)).collect();
        assert_scores(&case.name, &*model, &held, &expected, 2e-3);
    }
}

/// Decision values as the scores that stand for them.
fn shares(decisions: &[f64]) -> Vec<f64> {
    let of = |values: &[f64]| -> Vec<f64> {
        let total: f64 = values.iter().map(|d| libm::exp(*d)).sum();
        values.iter().map(|d| libm::exp(*d) / total).collect()
    };
    if let [decision] = decisions { of(&[0.0, *decision]) } else { of(decisions) }
}
