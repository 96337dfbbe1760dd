//! Tests of the `model` room through its public face.

pub(crate) mod conformance;
mod forest;
mod peers;
mod rules;
mod svm;

use conformance::Conformance;
use idsbench::model::{self, Classifier, ModelError};
use idsbench::spec::{Engine, Kernel, MaxFeatures, Model, ModelKind, Optimizer, RandomForest, Svm, Train};

/// A built model of this kind.
fn build(kind: ModelKind) -> Box<dyn Classifier> {
    let train = Train {
        optimizer: Optimizer::Adam,
        learning_rate: 1e-3,
        batch: 32,
        epochs: 1,
        early_stopping: None,
        grid: None,
    };
    model::build(&Model { kind, train })
}

fn forest_of(trees: u32) -> RandomForest {
    let max_features = MaxFeatures::Sqrt;
    RandomForest { trees, max_depth: None, min_samples_leaf: 1, max_features, engine: Engine::Native }
}

fn svm_of(kernel: Kernel) -> Svm {
    Svm { kernel, c: 1.0, gamma: None, max_rows: 5_000 }
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
    Conformance::of(|| build(ModelKind::Svm(Svm { max_rows: 60, ..svm_of(Kernel::Rbf) }))).check();
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
fn errors_read_as_sentences() {
    let errors = [ModelError::NonFinite { side: "validation" }, ModelError::Width { expected: 4, got: 3 }];
    let text = errors.map(|error| error.to_string());
    assert_eq!(text[0], "the validation rows hold a NaN or infinite value; set clean.non_finite in the protocol");
    assert_eq!(text[1], "rows of 3 columns, but the model was trained on 4");
}
