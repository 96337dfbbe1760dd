//! Tests of the `model` room through its public face.

mod classical;
pub(crate) mod conformance;
mod forest;
mod peers;
mod rules;
mod svm;
mod trees;

use conformance::Conformance;
use idsbench::model::{self, Classifier, ModelError};
use idsbench::spec::{
    Activation, Approximation, Autoencoder, AutoencoderMode, DecisionTree, Engine, GradientBoosting,
    KNearestNeighbours, Kernel, Layer, LogisticRegression, Model, ModelKind, NaiveBayes, Network, Padding,
    RandomForest, Recurrent, Svm, Train,
};

/// A built model of this kind.
fn build(kind: ModelKind) -> Box<dyn Classifier> {
    model::build(&Model { kind, train: Train::default() }, None)
}

fn forest_of(trees: u32) -> RandomForest {
    RandomForest { trees, ..RandomForest::default() }
}

fn svm_of(kernel: Kernel) -> Svm {
    Svm { kernel, ..Svm::default() }
}

fn nystroem_of(landmarks: u32) -> Svm {
    Svm { approximation: Approximation::Nystroem, landmarks: Some(landmarks), ..svm_of(Kernel::Rbf) }
}

#[test]
fn majority_conforms() {
    Conformance::of(|| build(ModelKind::Majority)).trivial().check();
}

#[test]
fn one_rule_conforms() {
    Conformance::of(|| build(ModelKind::OneRule)).check();
}

#[test]
fn linear_svm_conforms() {
    Conformance::of(|| build(ModelKind::Svm(svm_of(Kernel::Linear)))).check();
}

#[test]
fn rbf_svm_conforms() {
    Conformance::of(|| build(ModelKind::Svm(svm_of(Kernel::Rbf)))).check();
}

#[test]
fn rbf_svm_on_a_subsample_conforms() {
    Conformance::of(|| build(ModelKind::Svm(Svm { max_rows: Some(60), ..svm_of(Kernel::Rbf) }))).check();
}

#[test]
fn rbf_svm_with_landmarks_conforms() {
    Conformance::of(|| build(ModelKind::Svm(nystroem_of(30)))).check();
}

#[test]
fn logistic_regression_conforms() {
    Conformance::of(|| build(ModelKind::LogisticRegression(LogisticRegression::default()))).check();
}

#[test]
fn naive_bayes_conforms() {
    Conformance::of(|| build(ModelKind::NaiveBayes(NaiveBayes::default()))).check();
}

#[test]
fn nearest_neighbours_conform() {
    let settings = |neighbours| KNearestNeighbours { neighbours, ..KNearestNeighbours::default() };
    Conformance::of(|| build(ModelKind::KNearestNeighbours(settings(5)))).check();
    Conformance::of(|| build(ModelKind::KNearestNeighbours(KNearestNeighbours { max_rows: 60, ..settings(3) })))
        .check();
}

#[test]
fn native_forest_conforms() {
    Conformance::of(|| build(ModelKind::RandomForest(forest_of(8)))).check();
}

#[test]
fn reference_forest_conforms() {
    let settings = RandomForest { engine: Engine::Reference, ..forest_of(8) };
    Conformance::of(|| build(ModelKind::RandomForest(settings.clone()))).tells_no_parameters().check();
}

#[test]
fn a_decision_tree_conforms() {
    Conformance::of(|| build(ModelKind::DecisionTree(DecisionTree::default()))).check();
}

/// Leaves small enough for the few made-up rows.
fn boosting_of(rounds: u32) -> GradientBoosting {
    GradientBoosting { rounds, learning_rate: 0.3, min_samples_leaf: 3, ..GradientBoosting::default() }
}

#[test]
fn gradient_boosting_conforms() {
    Conformance::of(|| build(ModelKind::GradientBoosting(boosting_of(12)))).check();
}

#[test]
fn gradient_boosting_that_stops_early_conforms() {
    let settings = GradientBoosting { patience: Some(2), ..boosting_of(20) };
    Conformance::of(|| build(ModelKind::GradientBoosting(settings.clone()))).check();
}

/// Enough steps for a small network to learn made-up rows, and a single one by heart.
fn trained_by_epochs(kind: ModelKind) -> Box<dyn Classifier> {
    let train = Train { learning_rate: 1e-2, batch: 16, epochs: 40, ..Train::default() };
    model::build(&Model { kind, train }, None)
}

fn small_network(engine: Engine) -> Network {
    let (activation, padding) = (Activation::Relu, Padding::Valid);
    let layers = vec![
        Layer::Conv1d { filters: 8, kernel: 3, activation, padding },
        Layer::MaxPool1d(2),
        Layer::Lstm { units: 12, sequence: false },
        Layer::Dense { units: 16, activation },
        Layer::Output,
    ];
    Network { engine, ..Network::new(layers) }
}

#[test]
fn a_network_conforms() {
    Conformance::of(|| trained_by_epochs(ModelKind::Network(small_network(Engine::Native)))).soft().check();
}

#[test]
fn a_reference_network_conforms() {
    let make = || trained_by_epochs(ModelKind::Network(small_network(Engine::Reference)));
    Conformance::of(make).soft().only_classes(&[2, 3]).check();
}

#[test]
fn a_network_of_recurrent_layers_and_attention_conforms() {
    let layers = vec![
        Layer::Conv1d { filters: 8, kernel: 3, activation: Activation::Relu, padding: Padding::Same },
        Layer::Residual(vec![Layer::LayerNorm, Layer::Attention { heads: 2, key: 4 }]),
        Layer::Gru { units: 8, sequence: true },
        Layer::Bidirectional(Recurrent::Lstm { units: 6, sequence: true }),
        Layer::GlobalMaxPool,
        Layer::Output,
    ];
    Conformance::of(|| trained_by_epochs(ModelKind::Network(Network::new(layers.clone())))).soft().check();
}

#[test]
fn an_autoencoder_with_a_classifier_conforms() {
    let settings = Autoencoder { mode: AutoencoderMode::Classifier, encoder: vec![16, 8], ..Autoencoder::default() };
    Conformance::of(|| trained_by_epochs(ModelKind::Autoencoder(settings.clone()))).soft().check();
}

#[test]
fn an_autoencoder_that_reconstructs_conforms() {
    let settings = Autoencoder { mode: AutoencoderMode::Reconstruction, encoder: vec![8, 3], ..Autoencoder::default() };
    let make = || trained_by_epochs(ModelKind::Autoencoder(settings.clone()));
    Conformance::of(make).soft().only_classes(&[2]).learns_from_the_first_class().check();
}

#[test]
fn a_reference_autoencoder_conforms() {
    let settings = Autoencoder { encoder: vec![8, 3], engine: Engine::Reference, ..Autoencoder::default() };
    let make = || trained_by_epochs(ModelKind::Autoencoder(settings.clone()));
    Conformance::of(make).soft().only_classes(&[2]).learns_from_the_first_class().check();
}

#[test]
fn errors_read_as_sentences() {
    let errors = [ModelError::NonFinite { side: "validation" }, ModelError::Width { expected: 4, got: 3 }];
    let text = errors.map(|error| error.to_string());
    assert_eq!(text[0], "the validation rows hold a NaN or infinite value; set clean.non_finite in the protocol");
    assert_eq!(text[1], "rows of 3 columns, but the model was trained on 4");
}
