//! Values computed by Keras; `make_golden.py` beside them says how.

use std::path::Path;

use idsbench::nn::{Adam, Network, Real, Sequential, Target};
use idsbench::prepare::InputShape;
use idsbench::random::Stream;
use idsbench::spec::Layer;
use serde::Deserialize;

use super::cnn_lstm;

#[derive(Deserialize)]
struct Layers {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    steps: usize,
    channels: usize,
    binary: bool,
    layers: Vec<Layer>,
    weights: Vec<Vec<f64>>,
    x: Vec<f64>,
    y: Vec<u32>,
    class_weights: Vec<f32>,
    answer: Vec<f64>,
    loss: f64,
    gradients: Vec<Vec<f64>>,
    moving: Vec<Vec<f64>>,
    /// Mean over rows and heads of each attention layer.
    #[serde(default)]
    attention: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Training {
    steps: usize,
    layers: Vec<Layer>,
    weights: Vec<Vec<f64>>,
    learning_rate: f64,
    batch: usize,
    class_weights: Vec<f32>,
    x: Vec<f32>,
    y: Vec<u32>,
    losses: Vec<f64>,
    end: Vec<Vec<f64>>,
    full_size: FullSize,
}

#[derive(Deserialize)]
struct FullSize {
    parameters: u64,
    arrays: Vec<usize>,
}

fn read<T: for<'de> Deserialize<'de>>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/network").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn reals<T: Real>(values: &[f64]) -> Vec<T> {
    values.iter().map(|&v| T::from_f64(v)).collect()
}

/// A network of three classes, or a binary one, with the weights given in Keras's order.
fn network<T: Real>(
    layers: &[Layer],
    [steps, channels]: [usize; 2],
    binary: bool,
    arrays: &[Vec<f64>],
) -> Sequential<T> {
    let classes = if binary { 2 } else { 3 };
    let mut stream = Stream::new(0, &["weights"]);
    let mut network = Sequential::build(layers, InputShape { steps, channels }, classes, binary, &mut stream)
        .expect("a valid network");
    let moving: Vec<bool> = network.tensors().iter().map(|t| t.name.contains("moving")).collect();
    assert_eq!(moving.len(), arrays.len());
    let gather = |wanted: bool| -> Vec<T> {
        arrays.iter().zip(&moving).filter(|&(_, &moving)| moving == wanted).flat_map(|(a, _)| reals(a)).collect()
    };
    network.weights_mut().copy_from_slice(&gather(false));
    network.state_mut().copy_from_slice(&gather(true));
    network
}

/// Largest difference relative to the largest value, or to 1 where that is smaller.
fn apart<T: Real>(ours: &[T], keras: &[f64]) -> f64 {
    assert_eq!(ours.len(), keras.len());
    let size = keras.iter().fold(1.0f64, |m, v| m.max(v.abs()));
    ours.iter().zip(keras).map(|(a, b)| (a.to_f64() - b).abs()).fold(0.0, f64::max) / size
}

fn check<T: Real>(case: &Case, tolerance: f64) {
    let mut network = network::<T>(&case.layers, [case.steps, case.channels], case.binary, &case.weights);
    let x: Vec<T> = reals(&case.x);
    let mut answer = vec![T::ZERO; case.answer.len()];
    network.predict(&x, &mut answer);
    let maps = network.attention(&x);
    assert_eq!(maps.len(), case.attention.len(), "{}", case.name);
    for (map, keras) in maps.iter().zip(&case.attention) {
        assert!(apart(&map.weights, keras) < tolerance, "{}: {}", case.name, map.layer);
    }
    let mut gradient = vec![T::ZERO; network.weights().len()];
    let mut dropout = Stream::new(0, &["dropout"]);
    let tally = network.train_batch(&x, Target::Classes(&case.y), &case.class_weights, &mut dropout, &mut gradient);
    let differences = [
        ("answer", apart(&answer, &case.answer)),
        ("loss", (tally.mean_loss() / case.loss - 1.0).abs()),
        ("gradients", apart(&gradient, &case.gradients.concat())),
        ("moving statistics", apart(network.state(), &case.moving.concat())),
    ];
    for (what, difference) in differences {
        assert!(difference < tolerance, "{}: {what} {difference:e}", case.name);
    }
}

#[test]
fn layers_equal_keras_in_f64_and_f32() {
    let golden: Layers = read("layers.json");
    assert_eq!(golden.cases.len(), 28);
    for case in &golden.cases {
        check::<f64>(case, 1e-12);
        check::<f32>(case, 2e-6);
    }
}

#[test]
fn twenty_steps_of_adam_equal_keras() {
    let golden: Training = read("training.json");
    let mut network = network::<f32>(&golden.layers, [golden.steps, 1], false, &golden.weights);
    let mut adam = Adam::new(golden.learning_rate, network.weights().len());
    let mut gradient = vec![0.0; network.weights().len()];
    let mut dropout = Stream::new(0, &["dropout"]);
    let batches: Vec<(&[f32], &[u32])> =
        golden.x.chunks(golden.batch * golden.steps).zip(golden.y.chunks(golden.batch)).collect();
    for (&expected, &(x, y)) in golden.losses.iter().zip(batches.iter().cycle()) {
        let tally = network.train_batch(x, Target::Classes(y), &golden.class_weights, &mut dropout, &mut gradient);
        assert!((tally.mean_loss() - expected).abs() < 2e-6, "{} {expected}", tally.mean_loss());
        let path = network.path();
        adam.step(path, &gradient, network.weights_mut());
    }
    assert_eq!(golden.losses.len(), 20);
    assert!(apart(network.weights(), &golden.end.concat()) < 1e-5);
}

#[test]
fn parameter_counts_equal_keras() {
    let golden: Training = read("training.json");
    let network = super::network::<f32>(&cnn_lstm([32, 64], 64, 128), 45, 1, 5, false);
    assert_eq!(network.parameters(), golden.full_size.parameters);
    assert!(network.tensors().iter().map(|t| t.values.len()).eq(golden.full_size.arrays));
}
