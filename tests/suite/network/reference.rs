//! The native engine against the reference engine, which computes layers, losses, gradients and Adam by other means.
//!
//! The gradient by the input of a layer is not public; where a learned layer lies below, an error in it shows in that layer's weights.

use dfdx::tensor::Cpu;
use dfdx::tensor_ops::Device;
use idsbench::nn::{Data, Goal, Network, Number, Reference, Sequential, Settings, Target, Watch, train};
use idsbench::prepare::InputShape;
use idsbench::random::Stream;
use idsbench::spec::{Activation, EarlyStopping, Layer, Monitor, Padding};

use super::{attention, bidirectional_gru, bidirectional_lstm, cnn_lstm, conv, dense, gru, lstm, network};

const ROWS: usize = 6;

/// Losses and gradients; the largest differences measured are 2e-6 and 3e-15.
const SINGLE: f64 = 1e-5;
const DOUBLE: f64 = 1e-12;

/// Learning curves and the weights at their end; the largest differences measured are 1e-5 and 1e-14.
const SINGLE_CURVE: f64 = 1e-3;
const DOUBLE_CURVE: f64 = 1e-10;

const ACTIVATIONS: [Activation; 4] = [Activation::Linear, Activation::Relu, Activation::Sigmoid, Activation::Tanh];

/// The hybrid of conv blocks, LSTM and dense, small and without dropout.
fn hybrid() -> Vec<Layer> {
    vec![
        conv(6, 3, Activation::Relu),
        Layer::MaxPool1d(2),
        conv(8, 3, Activation::Relu),
        Layer::MaxPool1d(2),
        lstm(7),
        dense(9, Activation::Relu),
        Layer::Output,
    ]
}

fn normal<E: Number>(stream: &mut Stream, scale: f64) -> E {
    <E as idsbench::nn::Real>::from_f64(scale * stream.normal())
}

/// Largest difference over largest value; the difference itself where that is 0, as for the recurrent kernel of a single step.
fn apart<E: Number>(ours: &[E], theirs: &[E]) -> f64 {
    assert_eq!(ours.len(), theirs.len());
    assert!(ours.iter().all(|&v| v.is_finite()), "{ours:?}");
    let largest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, |most: f64, v| most.max(v.abs()));
    let size = largest(&mut theirs.iter().map(|&v| v.to_f64()));
    largest(&mut ours.iter().zip(theirs).map(|(&a, &b)| (a - b).to_f64())) / if size > 0.0 { size } else { 1.0 }
}

/// Loss, hits, gradient and moving statistics of one batch, whose rows are those of `target`, from moved weights; then answers and
/// loss at inference.
fn compare<E: Number>(
    mut native: Sequential<E>,
    mut arrays: Sequential<E>,
    layers: &[Layer],
    target: Target<'_, E>,
    class_weights: &[f32],
    tolerance: f64,
) where
    Cpu: Device<E>,
{
    let mut stream = Stream::new(5, &["reference"]);
    native.weights_mut().iter_mut().for_each(|weight| *weight += normal(&mut stream, 0.2));
    arrays.weights_mut().copy_from_slice(native.weights());
    let mut reference = Reference::new(arrays, layers).expect("a version of every layer");
    let rows = match target {
        Target::Classes(classes) => classes.len(),
        Target::Values(values) => values.len() / native.head().width(),
    };
    let x: Vec<E> = (0..rows * native.input_width()).map(|_| normal(&mut stream, 1.0)).collect();

    let [mut ours, mut theirs] = [(); 2].map(|()| vec![E::ZERO; native.weights().len()]);
    let dropout = || Stream::new(0, &["dropout"]);
    let tally = native.train_batch(&x, target, class_weights, &mut dropout(), &mut ours);
    let expected = reference.train_batch(&x, target, class_weights, &mut dropout(), &mut theirs);
    let close = |ours: f64, theirs: f64| (ours - theirs).abs() <= tolerance * theirs.abs();
    assert!(close(tally.loss, expected.loss), "{layers:?}: loss {} and {}", tally.loss, expected.loss);
    assert_eq!((tally.hits, tally.rows), (expected.hits, expected.rows));
    let mut start = 0;
    for tensor in native.tensors().into_iter().filter(|tensor| !tensor.name.contains("moving")) {
        let place = start..start + tensor.values.len();
        start = place.end;
        let difference = apart(&ours[place.clone()], &theirs[place]);
        assert!(difference <= tolerance, "{layers:?}: {} is {difference:e} apart", tensor.name);
    }
    assert_eq!(start, ours.len());
    assert!(theirs.iter().any(|&g| g.to_f64().abs() > 1e-2), "a gradient that vanishes checks nothing");
    if !native.state().is_empty() {
        assert!(apart(native.state(), reference.state()) <= tolerance);
    }

    let [mut ours, mut theirs] = [(); 2].map(|()| vec![E::ZERO; rows * native.head().width()]);
    native.predict(&x, &mut ours);
    reference.predict(&x, &mut theirs);
    assert!(apart(&ours, &theirs) <= tolerance, "{layers:?}: other answers");
    let [tally, expected] = [native.evaluate(&x, target), reference.evaluate(&x, target)];
    assert!(close(tally.loss, expected.loss) && tally.hits == expected.hits, "{layers:?}: {tally:?} {expected:?}");
}

/// Three classes, then a binary task, both with class weights.
fn compare_heads<E: Number>(layers: &[Layer], [steps, channels]: [usize; 2], tolerance: f64)
where
    Cpu: Device<E>,
{
    let three = || network::<E>(layers, steps, channels, 3, false);
    compare(three(), three(), layers, Target::Classes(&[0, 2, 1, 1, 0, 2]), &[1.0, 0.5, 2.0], tolerance);
    let binary = || network::<E>(layers, steps, channels, 2, true);
    compare(binary(), binary(), layers, Target::Classes(&[0, 1, 1, 1, 0, 1]), &[0.75, 1.5], tolerance);
}

fn compare_precisions(layers: &[Layer], shape: [usize; 2]) {
    compare_heads::<f32>(layers, shape, SINGLE);
    compare_heads::<f64>(layers, shape, DOUBLE);
}

#[test]
fn convolutions_agree() {
    for activation in ACTIVATIONS {
        compare_precisions(&[conv(3, 3, activation), conv(4, 2, activation), Layer::Flatten, Layer::Output], [8, 2]);
    }
    for kernel in [1, 2, 3, 7] {
        let same = Layer::Conv1d { filters: 3, kernel, activation: Activation::Tanh, padding: Padding::Same };
        compare_precisions(&[same.clone(), same, Layer::Flatten, Layer::Output], [5, 2]);
    }
}

#[test]
fn pooling_agrees() {
    for size in [1, 2, 3] {
        let layers = [conv(4, 2, Activation::Tanh), Layer::MaxPool1d(size), Layer::Flatten, Layer::Output];
        compare_precisions(&layers, [9, 2]);
    }
}

#[test]
fn lstms_agree() {
    let sequence = Layer::Lstm { units: 3, sequence: true };
    compare_precisions(&[dense(3, Activation::Tanh), lstm(5), Layer::Output], [7, 2]);
    compare_precisions(&[dense(3, Activation::Tanh), lstm(17), Layer::Output], [1, 2]);
    compare_precisions(&[sequence.clone(), lstm(4), Layer::Output], [5, 2]);
    compare_precisions(&[dense(3, Activation::Tanh), sequence, Layer::Flatten, Layer::Output], [4, 2]);
}

#[test]
fn gated_recurrent_units_agree() {
    compare_precisions(&[dense(3, Activation::Tanh), gru(5, false), Layer::Output], [7, 2]);
    compare_precisions(&[gru(3, true), gru(4, false), Layer::Output], [5, 2]);
    compare_precisions(&[dense(3, Activation::Tanh), gru(3, true), Layer::Flatten, Layer::Output], [1, 2]);
}

#[test]
fn both_directions_agree() {
    for layer in [bidirectional_lstm(3, true), bidirectional_gru(4, true)] {
        compare_precisions(&[dense(3, Activation::Tanh), layer, Layer::Flatten, Layer::Output], [5, 2]);
    }
    for layer in [bidirectional_lstm(3, false), bidirectional_gru(4, false)] {
        compare_precisions(&[dense(3, Activation::Tanh), layer, Layer::Output], [5, 2]);
    }
}

#[test]
fn global_pools_layer_normalisation_and_residuals_agree() {
    for pool in [Layer::GlobalMaxPool, Layer::GlobalAveragePool] {
        compare_precisions(&[conv(4, 2, Activation::Tanh), Layer::LayerNorm, pool, Layer::Output], [6, 2]);
    }
    let inner = vec![dense(4, Activation::Relu), Layer::Dropout(0.2), Layer::BatchNorm, dense(3, Activation::Tanh)];
    compare_precisions(&[conv(3, 2, Activation::Tanh), Layer::Residual(inner), Layer::Flatten, Layer::Output], [5, 2]);
}

#[test]
fn a_layer_without_a_reference_is_named() {
    let layers = [Layer::Residual(vec![attention(1, 2)]), Layer::Flatten, Layer::Output];
    let error = Reference::new(network::<f32>(&layers, 4, 2, 3, false), &layers).expect_err("no attention");
    assert_eq!(error.to_string(), "layers[0] (attention): the reference engine has no such layer; set engine: native");
}

#[test]
fn dense_layers_agree() {
    for activation in ACTIVATIONS {
        let layers = [dense(4, activation), Layer::Flatten, dense(5, activation), Layer::Output];
        compare_precisions(&layers, [3, 2]);
    }
}

#[test]
fn batch_normalisation_agrees() {
    let layers = [
        conv(3, 2, Activation::Tanh),
        Layer::BatchNorm,
        Layer::Flatten,
        dense(5, Activation::Tanh),
        Layer::BatchNorm,
        Layer::Output,
    ];
    compare_precisions(&layers, [5, 2]);
}

fn with_dropout() -> Vec<Layer> {
    vec![
        conv(4, 2, Activation::Tanh),
        Layer::Dropout(0.3),
        Layer::Flatten,
        dense(6, Activation::Tanh),
        Layer::Dropout(0.5),
        Layer::Output,
    ]
}

#[test]
fn both_engines_drop_the_same_values() {
    compare_precisions(&with_dropout(), [5, 2]);
}

/// 75 rows are two whole parts of 32 and a short one, unless batch normalisation keeps them together.
#[test]
fn both_engines_drop_the_same_values_of_a_batch_in_parts() {
    let classes: Vec<u32> = (0..75).map(|row| row * row % 3).collect();
    let mut together = with_dropout();
    together.insert(1, Layer::BatchNorm);
    for layers in [with_dropout(), together] {
        let build = || network::<f64>(&layers, 5, 2, 3, false);
        compare(build(), build(), &layers, Target::Classes(&classes), &[1.0, 0.5, 2.0], DOUBLE);
    }
}

#[test]
fn squared_errors_agree() {
    fn check<E: Number>(tolerance: f64)
    where
        Cpu: Device<E>,
    {
        let layers = [Layer::Flatten, dense(4, Activation::Relu), dense(6, Activation::Sigmoid)];
        let input = InputShape { steps: 3, channels: 2 };
        let network =
            || Sequential::build_regression(&layers, input, &mut Stream::new(0, &["weights"])).expect("valid");
        let mut stream = Stream::new(6, &["values"]);
        let values: Vec<E> = (0..ROWS * 6).map(|_| normal(&mut stream, 1.0)).collect();
        compare(network(), network(), &layers, Target::Values(&values), &[], tolerance);
    }
    check::<f32>(SINGLE);
    check::<f64>(DOUBLE);
}

#[test]
fn a_whole_cnn_lstm_agrees() {
    compare_precisions(&hybrid(), [16, 1]);
    compare_precisions(&hybrid(), [21, 2]);
}

/// 200 steps of Adam on eight batches whose classes differ in where a bump lies.
fn compare_learning<E: Number>(classes: u32, tolerance: f64)
where
    Cpu: Device<E>,
{
    const STEPS: usize = 16;
    let layers = hybrid();
    let build = || network::<E>(&layers, STEPS, 1, classes as usize, classes == 2);
    let mut engines: [Box<dyn Network<E>>; 2] =
        [Box::new(build()), Box::new(Reference::new(build(), &layers).expect("a version of every layer"))];
    let mut optimisers = engines.each_ref().map(|network| network.optimiser(1e-3));
    let mut gradient = vec![E::ZERO; engines[0].weights().len()];
    let mut dropout = Stream::new(0, &["dropout"]);
    let samples = super::bumps(8 * ROWS, STEPS, classes, 9);
    let x: Vec<E> = samples.x.as_slice().iter().map(|&v| <E as idsbench::nn::Real>::from_f32(v)).collect();
    let batches = || x.chunks(ROWS * STEPS).zip(samples.y.chunks(ROWS)).map(|(x, y)| (x, Target::Classes(y)));
    let mut curve = Vec::new();
    for (x, target) in std::iter::repeat_with(batches).flatten().take(200) {
        let mut losses = Vec::new();
        for (network, optimiser) in engines.iter_mut().zip(&mut optimisers) {
            losses.push(network.train_batch(x, target, &[], &mut dropout, &mut gradient).mean_loss());
            optimiser.step(&gradient, network.weights_mut());
        }
        let [loss, expected] = losses[..] else { panic!("two engines") };
        assert!((loss - expected).abs() <= tolerance * expected, "step {}: {loss} and {expected}", curve.len() + 1);
        curve.push(loss);
    }
    let mean = |losses: &[f64]| losses.iter().sum::<f64>() / losses.len() as f64;
    assert!(mean(&curve[192..]) < 0.8 * mean(&curve[..8]), "a network that does not learn checks nothing");
    assert!(apart(engines[0].weights(), engines[1].weights()) <= tolerance);
}

#[test]
fn learning_curves_agree() {
    compare_learning::<f32>(3, SINGLE_CURVE);
    compare_learning::<f32>(2, SINGLE_CURVE);
    compare_learning::<f64>(3, DOUBLE_CURVE);
    compare_learning::<f64>(2, DOUBLE_CURVE);
}

/// The whole training loop with everything that is random or weighted in it: shuffled batches, a short last one, dropout, class weights,
/// moving statistics, early stopping with the best weights restored.
#[test]
fn whole_trainings_agree() {
    let mut layers = cnn_lstm([4, 5], 6, 8);
    layers.insert(1, Layer::BatchNorm);
    let (rows, validation) = (super::bumps(70, 18, 3, 0), super::bumps(40, 18, 3, 1));
    let sides = [&rows, &validation].map(|side| Data { x: &side.x, goal: Goal::Classes(&side.y) });
    let rule = EarlyStopping { monitor: Monitor::ValLoss, patience: 2, min_delta: 0.02 };
    let settings = Settings {
        learning_rate: 1e-2,
        batch: 16,
        epochs: 12,
        early_stopping: Some(&rule),
        class_weights: &[1.0, 0.5, 2.0],
        seed: 3,
    };
    let build = || network::<f64>(&layers, 18, 1, 3, false);
    let engines: [Box<dyn Network<f64>>; 2] =
        [Box::new(build()), Box::new(Reference::new(build(), &layers).expect("a version of every layer"))];
    let [(ours, native), (theirs, reference)] = engines.map(|mut network| {
        let watch = Watch { cancelled: &|| false, on_epoch: &|_| {} };
        let trained = train(network.as_mut(), sides[0], sides[1], &settings, &watch).expect("trains");
        (trained, network)
    });
    assert_eq!((ours.history.len(), ours.best_epoch), (theirs.history.len(), theirs.best_epoch));
    assert!(ours.history.len() > ours.best_epoch as usize, "early stopping is part of what is compared");
    for (a, b) in ours.history.iter().zip(&theirs.history) {
        assert!((a.training.loss / b.training.loss - 1.0).abs() <= DOUBLE_CURVE, "{a:?} {b:?}");
        assert_eq!(a.training.hits, b.training.hits);
        assert_eq!(a.validation.map(|tally| tally.hits), b.validation.map(|tally| tally.hits));
    }
    assert!(apart(native.weights(), reference.weights()) <= DOUBLE_CURVE);
    assert!(apart(native.state(), reference.state()) <= DOUBLE_CURVE);
}
