//! Ours beside scikit-learn's on the same rows; `tests/golden/model/peers.py` made the figures.

use idsbench::matrix::Matrix;
use idsbench::model::{Classifier, FitContext};
use idsbench::prepare::{InputShape, Samples};
use idsbench::spec::{Kernel, ModelKind, RandomForest, Svm};
use serde::Deserialize;

use super::conformance::{Task, accuracy, samples};
use super::{build, forest_of, svm_of};

#[derive(Deserialize)]
struct Golden {
    check: Check,
    linear: Vec<Linear>,
    rbf: Vec<Rbf>,
    forest: Vec<Forest>,
}

#[derive(Deserialize)]
struct Check {
    sum: f64,
    labels: Vec<usize>,
}

#[derive(Deserialize)]
struct Linear {
    name: String,
    classes: usize,
    c: f64,
    class_weights: Vec<f32>,
    coefficients: Vec<Vec<f64>>,
    intercepts: Vec<f64>,
}

#[derive(Deserialize)]
struct Rbf {
    name: String,
    classes: usize,
    c: f64,
    class_weights: Vec<f32>,
    decisions: Vec<f64>,
    accuracy: f64,
}

#[derive(Deserialize)]
struct Forest {
    name: String,
    classes: usize,
    class_weights: Vec<f32>,
    min_samples_leaf: u32,
    max_depth: Option<u32>,
    accuracies: Vec<f64>,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../golden/model/peers.json")).unwrap()
}

/// SplitMix64 (Steele, Lea & Flood 2014, doi 10.1145/2660193.2660195), uniform in [0, 1).
struct SplitMix(u64);

impl SplitMix {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The rows of the function of this name in `peers.py`.
pub(super) fn rows(seed: u64, count: usize, columns: usize, classes: usize, noise: f64) -> Samples {
    let mut draw = SplitMix(seed);
    let mut x = Matrix::zeros(count, columns);
    let mut y = Vec::with_capacity(count);
    for i in 0..count {
        let mut kind = (draw.uniform() * classes as f64) as usize;
        for j in 0..columns {
            let centre = ((kind * 7 + j * 3) % 5) as f64 * 0.5;
            let spread = draw.uniform() + draw.uniform() + draw.uniform() + draw.uniform() - 2.0;
            x.row_mut(i)[j] = (centre + 1.5 * spread) as f32;
        }
        if draw.uniform() < noise {
            kind = (draw.uniform() * classes as f64) as usize;
        }
        y.push(kind as u32);
    }
    samples(x, y)
}

pub(super) fn task(classes: usize, weights: &[f32], columns: usize) -> Task {
    let input = InputShape { steps: columns, channels: 1 };
    Task { weights: weights.to_vec(), input, ..Task::new(classes) }
}

pub(super) fn fitted(kind: ModelKind, train: &Samples, context: &FitContext<'_>) -> Box<dyn Classifier> {
    let mut model = build(kind);
    model.fit(train, &Samples::default(), context).unwrap();
    model
}

/// Fails where a number of the tensor is further than `within` from the expected one.
pub(super) fn assert_tensor(case: &str, model: &dyn Classifier, name: &str, expected: &[f64], within: f64) {
    let tensors = model.tensors();
    let tensor = tensors.iter().find(|tensor| tensor.name == name).unwrap();
    assert_eq!(tensor.values.len(), expected.len(), "{case}, {name}");
    for (place, (&ours, expected)) in tensor.values.iter().zip(expected).enumerate() {
        let difference = (f64::from(ours) - expected).abs();
        assert!(difference < within, "{case}, {name} {place}: {ours}, scikit-learn's {expected}");
    }
}

#[test]
fn both_sides_draw_the_same_rows() {
    let rows = rows(11, 500, 10, 3, 0.1);
    let sum: f64 = rows.x.as_slice().iter().map(|&value| f64::from(value)).sum();
    let labels: Vec<usize> = (0..3).map(|class| rows.y.iter().filter(|&&y| y == class).count()).collect();
    let check = golden().check;
    assert!((sum - check.sum).abs() < 1e-6, "{sum} {}", check.sum);
    assert_eq!(labels, check.labels);
}

#[test]
fn linear_coefficients_are_linear_svcs() {
    for case in golden().linear {
        let train = rows(11, 500, 10, case.classes, 0.1);
        let kind = ModelKind::Svm(Svm { c: case.c, ..svm_of(Kernel::Linear) });
        let model = fitted(kind, &train, &task(case.classes, &case.class_weights, 10).context());
        assert_tensor(&case.name, &*model, "coefficients", &case.coefficients.concat(), 1e-4);
        assert_tensor(&case.name, &*model, "intercepts", &case.intercepts, 1e-4);
    }
}

#[test]
fn rbf_decisions_are_svcs() {
    for case in golden().rbf {
        let (train, held) = (rows(21, 600, 8, case.classes, 0.05), rows(22, 400, 8, case.classes, 0.05));
        let kind = ModelKind::Svm(Svm { c: case.c, ..svm_of(Kernel::Rbf) });
        let model = fitted(kind, &train, &task(case.classes, &case.class_weights, 8).context());
        let scores = model.scores(&held.x).unwrap();
        let accuracy = accuracy(&scores, &held.y);
        assert!((accuracy - case.accuracy).abs() <= 0.005, "{}: {accuracy}, SVC's {}", case.name, case.accuracy);
        for (row, decision) in scores.iter_rows().zip(&case.decisions) {
            let ours = libm::log(f64::from(row[1]) / f64::from(row[0]));
            assert!((ours - decision).abs() < 0.01, "{}: {ours}, SVC's {decision}", case.name);
        }
    }
}

#[test]
fn the_forest_is_as_accurate_as_scikit_learns() {
    for case in golden().forest {
        let (train, held) = (rows(31, 4000, 12, case.classes, 0.15), rows(32, 4000, 12, case.classes, 0.15));
        let (min_samples_leaf, max_depth) = (case.min_samples_leaf, case.max_depth);
        let settings = RandomForest { min_samples_leaf, max_depth, ..forest_of(60) };
        let task = task(case.classes, &case.class_weights, 12);
        let model = fitted(ModelKind::RandomForest(settings), &train, &task.context());
        let ours = accuracy(&model.scores(&held.x).unwrap(), &held.y);
        let theirs = case.accuracies.iter().sum::<f64>() / case.accuracies.len() as f64;
        assert!((ours - theirs).abs() < 0.01, "{}: {ours}, scikit-learn's mean {theirs}", case.name);
    }
}
