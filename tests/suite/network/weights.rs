//! Weights that were learned elsewhere: Keras's in our network, and files that do not fit.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use idsbench::matrix::Matrix;
use idsbench::model::network::NetworkModel;
use idsbench::model::{Classifier, FitContext, FitReport, ModelError, Weights};
use idsbench::prepare::{InputShape, Samples};
use idsbench::run::store::from_safetensors;
use idsbench::spec::{Engine, Layer, Network, Train};
use serde::Deserialize;

#[derive(Deserialize)]
struct Exported {
    steps: usize,
    classes: usize,
    layers: Vec<Layer>,
    x: Vec<f32>,
    answers: Vec<f32>,
}

fn golden(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/network").join(name)).unwrap()
}

fn exported() -> (Exported, Weights) {
    let exported = serde_json::from_slice(&golden("exported.json")).unwrap();
    let tensors = from_safetensors(&golden("exported.safetensors")).unwrap();
    (exported, Weights { file: "exported.safetensors".to_owned(), sha256: "0123".to_owned(), tensors })
}

fn fit(model: &mut dyn Classifier, x: &Matrix, classes: usize) -> Result<FitReport, ModelError> {
    let rows = Samples { x: x.clone(), y: vec![0; x.rows()], row_id: (0..x.rows() as u64).collect() };
    let names: Vec<String> = (0..classes).map(|class| class.to_string()).collect();
    let context = FitContext {
        seed: 0,
        classes,
        class_names: &names,
        feature_names: &[],
        binary: false,
        input: InputShape { steps: x.cols(), channels: 1 },
        class_weights: &vec![1.0; classes],
        threads: 1,
        cancel: &AtomicBool::new(false),
        checkpoints: None,
        on_progress: &|_| {},
    };
    model.fit(&rows, &Samples::default(), &context)
}

#[test]
fn a_network_with_keras_weights_predicts_what_keras_predicts() {
    let (golden, weights) = exported();
    let x = Matrix::from_vec(golden.x.len() / golden.steps, golden.steps, golden.x);
    for engine in [Engine::Native, Engine::Reference] {
        let spec = Network { engine, ..Network::new(golden.layers.clone()) };
        let mut model = NetworkModel::new(spec, Train::default()).with_weights(weights.clone());
        let report = fit(&mut model, &x, golden.classes).unwrap();
        assert!(report.history.is_empty() && report.best_epoch.is_none());
        assert!(report.notes[0].starts_with("weights from exported.safetensors (sha256 0123), not trained here"));
        let scores = model.scores(&x).unwrap();
        assert_eq!(scores.as_slice().len(), golden.answers.len());
        for (ours, keras) in scores.as_slice().iter().zip(&golden.answers) {
            assert!((ours - keras).abs() < 1e-5, "{engine:?}: {ours} and {keras}");
        }
    }
    let spread = golden.answers.iter().copied().fold(0.0, f32::max);
    assert!(spread > 0.7, "answers that are all alike check nothing");
}

#[test]
fn weights_that_do_not_fit_or_were_not_given_are_refused() {
    let (golden, weights) = exported();
    let x = Matrix::from_vec(golden.x.len() / golden.steps, golden.steps, golden.x);
    let network = Network::new(golden.layers);
    let mut model = NetworkModel::new(network.clone(), Train::default()).with_weights(weights);
    let error = fit(&mut model, &x, 4).unwrap_err().to_string();
    assert_eq!(
        error,
        "6.output.kernel: expected 8 × 4, but the file has 8 × 3\n6.output.bias: expected 4, but the file has 3"
    );
    let named = Network { weights: Some("w.safetensors".into()), ..network };
    let error = fit(&mut NetworkModel::new(named, Train::default()), &x, 3).unwrap_err().to_string();
    assert_eq!(error, "the weights of w.safetensors were not given to the model");
}
