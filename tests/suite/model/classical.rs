//! Calibration, Nyström machine, logistic regression, naive Bayes and nearest neighbours against scikit-learn's; `classical.json` says what
//! it made of the same rows.

use idsbench::matrix::Matrix;
use idsbench::model::Classifier;
use idsbench::prepare::Samples;
use idsbench::spec::{Calibrate, KNearestNeighbours, Kernel, LogisticRegression, ModelKind, NaiveBayes, Svm};
use serde::Deserialize;

use super::conformance::{Task, accuracy, predictions, samples};
use super::peers::{assert_tensor, fitted, rows, task};
use super::{build, nystroem_of, svm_of};

#[derive(Deserialize)]
struct Golden {
    calibrated: Vec<Calibrated>,
    nystroem: Vec<Nystroem>,
    logistic: Vec<Logistic>,
    bayes: Vec<Bayes>,
    neighbours: Vec<Neighbours>,
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

#[derive(Deserialize)]
struct Logistic {
    name: String,
    classes: usize,
    c: f64,
    class_weights: Vec<f32>,
    coefficients: Vec<Vec<f64>>,
    intercepts: Vec<f64>,
    scores: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Bayes {
    name: String,
    classes: usize,
    class_weights: Vec<f32>,
    means: Vec<Vec<f64>>,
    variances: Vec<Vec<f64>>,
    priors: Vec<f64>,
    scores: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Neighbours {
    name: String,
    classes: usize,
    k: u32,
    scores: Vec<Vec<f64>>,
    predictions: Vec<u32>,
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

#[test]
fn logistic_coefficients_are_scikit_learns() {
    for case in golden().logistic {
        let (train, held) = (rows(11, 500, 10, case.classes, 0.1), rows(13, 100, 10, case.classes, 0.1));
        let kind = ModelKind::LogisticRegression(LogisticRegression { c: case.c });
        let model = fitted(kind, &train, &task(case.classes, &case.class_weights, 10).context());
        assert_tensor(&case.name, &*model, "coefficients", &case.coefficients.concat(), 1e-4);
        assert_tensor(&case.name, &*model, "intercepts", &case.intercepts, 1e-4);
        assert_scores(&case.name, &*model, &held, &case.scores, 1e-4);
        assert_eq!(model.parameters() as usize, 11 * case.intercepts.len());
    }
}

#[test]
fn naive_bayes_is_scikit_learns() {
    for case in golden().bayes {
        let (train, held) = (rows(11, 500, 10, case.classes, 0.1), rows(13, 100, 10, case.classes, 0.1));
        let kind = ModelKind::NaiveBayes(NaiveBayes::default());
        let model = fitted(kind, &train, &task(case.classes, &case.class_weights, 10).context());
        assert_tensor(&case.name, &*model, "means", &case.means.concat(), 1e-6);
        assert_tensor(&case.name, &*model, "variances", &case.variances.concat(), 1e-6);
        assert_tensor(&case.name, &*model, "priors", &case.priors, 1e-6);
        assert_scores(&case.name, &*model, &held, &case.scores, 1e-6);
    }
}

#[test]
fn nearest_neighbours_are_scikit_learns() {
    for case in golden().neighbours {
        let (train, held) = (rows(11, 500, 10, case.classes, 0.1), rows(13, 300, 10, case.classes, 0.1));
        let kind = ModelKind::KNearestNeighbours(KNearestNeighbours { neighbours: case.k, ..Default::default() });
        let model = fitted(kind, &train, &unweighted(case.classes, 10).context());
        assert_eq!(predictions(&model.scores(&held.x).unwrap()).collect::<Vec<_>>(), case.predictions, "{}", case.name);
        assert_scores(&case.name, &*model, &held, &case.scores, 1e-6);
    }
}

#[test]
fn nearest_neighbours_say_what_they_leave_out() {
    let train = rows(11, 500, 10, 2, 0.1);
    let settings = KNearestNeighbours { neighbours: 90, max_rows: 80 };
    let mut model = build(ModelKind::KNearestNeighbours(settings));
    let report = model.fit(&train, &Samples::default(), &task(2, &[1.0, 2.0], 10).context()).unwrap();
    assert_eq!(
        report.notes,
        [
            "looks among a stratified subsample of 80 of 500 rows",
            "there are only 80 rows to look among",
            "class weights are left out: each neighbour has one vote"
        ]
    );
    assert_eq!(model.parameters(), 80 * 11);
}

#[test]
fn offsets_and_huge_values_leave_neighbours_in_order() {
    let column = |offset: f32, step: f32| (0..200).map(move |i| offset + step * (i / 2) as f32);
    for (offset, step) in [(1.7e9, 256.0), (0.0, 1e-20), (-1e38, 2e36)] {
        let x = Matrix::from_vec(200, 1, column(offset, step).collect());
        let train = samples(x, (0..200).map(|i| i / 2 % 2).collect());
        let kind = ModelKind::KNearestNeighbours(KNearestNeighbours { neighbours: 2, ..Default::default() });
        let model = fitted(kind, &train, &unweighted(2, 1).context());
        assert_eq!(accuracy(&model.scores(&train.x).unwrap(), &train.y), 1.0, "from {offset} by {step}");
    }
}

#[test]
fn a_column_that_does_not_vary_within_a_class_needs_smoothing() {
    let train = samples(Matrix::from_vec(4, 2, vec![0., 1., 0., 2., 1., 3., 1., 5.]), vec![0, 0, 1, 1]);
    let task = Task { columns: vec!["Rate".into(), "IAT".into()], ..unweighted(2, 2) };
    let fit = |var_smoothing| {
        build(ModelKind::NaiveBayes(NaiveBayes { var_smoothing })).fit(&train, &Samples::default(), &task.context())
    };
    let text = "Rate does not vary within a class; set var_smoothing above 0, or clean.constants: drop";
    assert_eq!(fit(0.0).unwrap_err().to_string(), text);
    assert!(fit(1e-9).is_ok());
}

#[test]
fn a_class_without_rows_needs_no_smoothing() {
    let train = samples(Matrix::from_vec(4, 1, vec![0., 1., 4., 6.]), vec![0, 0, 2, 2]);
    let kind = ModelKind::NaiveBayes(NaiveBayes { var_smoothing: 0.0 });
    let model = fitted(kind, &train, &unweighted(3, 1).context());
    assert!(predictions(&model.scores(&train.x).unwrap()).eq([0, 0, 2, 2]));
}
