//! Every hand-written gradient against central differences, in f64.

use super::{
    attention, bidirectional_gru, bidirectional_lstm, bumps, cnn_lstm, conv, conv_same, dense, everything_else,
    everything_separable, gru, lstm, network,
};
use idsbench::nn::{Network, Sequential, Target};
use idsbench::prepare::InputShape;
use idsbench::random::Stream;
use idsbench::spec::{Activation, Layer, Padding};

const ROWS: usize = 5;
const STEP: f64 = 1e-5;
const TOLERANCE: f64 = 1e-6;

/// Relative error of each array's gradient, dropout drawn alike in every pass.
fn check(mut network: Sequential<f64>, target: Target<'_, f64>, class_weights: &[f32]) {
    let mut stream = Stream::new(3, &["gradient"]);
    for weight in network.weights_mut() {
        *weight += 0.3 * stream.normal();
    }
    let width = network.input_width();
    let x: Vec<f64> = (0..ROWS * width).map(|_| stream.normal()).collect();
    let n = network.weights().len();
    let pass = |network: &mut Sequential<f64>| {
        let mut gradient = vec![0.0; n];
        let mut dropout = Stream::new(0, &["dropout"]);
        let tally = network.train_batch(&x, target, class_weights, &mut dropout, &mut gradient);
        (tally.mean_loss(), gradient)
    };
    let (_, gradient) = pass(&mut network);
    let mut numeric = Vec::with_capacity(n);
    for i in 0..n {
        let weight = network.weights()[i];
        let mut loss_at = |shifted: f64| {
            network.weights_mut()[i] = shifted;
            pass(&mut network).0
        };
        let difference = (loss_at(weight + STEP) - loss_at(weight - STEP)) / (2.0 * STEP);
        network.weights_mut()[i] = weight;
        numeric.push(difference);
    }
    let mut start = 0;
    for tensor in network.tensors().into_iter().filter(|t| !t.name.contains("moving")) {
        let span = start..start + tensor.values.len();
        start = span.end;
        let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
        let size = norm(&mut numeric[span.clone()].iter().copied());
        let apart = norm(&mut span.clone().map(|i| numeric[i] - gradient[i]));
        // A bias before a batch normalisation has a gradient of 0, where only rounding is left.
        assert!(apart <= TOLERANCE * size + 1e-9, "{}: {apart:e} of {size:e}", tensor.name);
    }
    assert_eq!(start, n);
    assert!(gradient.iter().any(|&g| g.abs() > 1e-3), "a gradient that vanishes checks nothing");
}

/// Three classes, then a binary task.
fn check_layers(layers: &[Layer], steps: usize, channels: usize) {
    check(network(layers, steps, channels, 3, false), Target::Classes(&[0, 2, 1, 1, 0]), &[1.0, 0.5, 2.0]);
    check(network(layers, steps, channels, 2, true), Target::Classes(&[0, 1, 1, 1, 0]), &[]);
}

#[test]
fn conv1d() {
    for activation in [Activation::Linear, Activation::Relu, Activation::Sigmoid, Activation::Tanh] {
        check_layers(&[conv(3, 3, activation), conv(4, 2, activation), Layer::Flatten, Layer::Output], 8, 2);
    }
    for kernel in [1, 2, 3, 7] {
        let same = Layer::Conv1d { filters: 3, kernel, activation: Activation::Tanh, padding: Padding::Same };
        check_layers(&[same.clone(), same, Layer::Flatten, Layer::Output], 5, 2);
    }
}

#[test]
fn max_pool1d() {
    for size in [1, 2, 3] {
        check_layers(&[conv(4, 2, Activation::Tanh), Layer::MaxPool1d(size), Layer::Flatten, Layer::Output], 8, 2);
    }
}

#[test]
fn lstm_last_state_and_sequence() {
    check_layers(&[lstm(4), Layer::Output], 5, 3);
    check_layers(&[lstm(3), Layer::Output], 1, 2);
    let sequence = Layer::Lstm { units: 3, sequence: true };
    check_layers(&[dense(4, Activation::Tanh), sequence.clone(), lstm(4), Layer::Output], 4, 2);
    check_layers(&[sequence, Layer::Flatten, Layer::Output], 4, 2);
}

#[test]
fn dense_on_vectors_and_steps() {
    for activation in [Activation::Linear, Activation::Relu, Activation::Sigmoid, Activation::Tanh] {
        check_layers(
            &[dense(4, activation), dense(3, activation), Layer::Flatten, dense(5, activation), Layer::Output],
            4,
            2,
        );
    }
}

#[test]
fn dropout() {
    check_layers(&[dense(6, Activation::Tanh), Layer::Dropout(0.4), Layer::Flatten, Layer::Output], 4, 2);
}

#[test]
fn batch_norm() {
    check_layers(&[conv(3, 2, Activation::Linear), Layer::BatchNorm, Layer::Flatten, Layer::Output], 5, 2);
    let stacked = [
        Layer::Flatten,
        dense(5, Activation::Tanh),
        Layer::BatchNorm,
        dense(4, Activation::Tanh),
        Layer::BatchNorm,
        Layer::Output,
    ];
    check_layers(&stacked, 3, 2);
}

#[test]
fn gru_last_state_and_sequence() {
    check_layers(&[gru(4, false), Layer::Output], 5, 3);
    check_layers(&[gru(3, false), Layer::Output], 1, 2);
    check_layers(&[dense(4, Activation::Tanh), gru(3, true), gru(4, false), Layer::Output], 4, 2);
    check_layers(&[gru(3, true), Layer::Flatten, Layer::Output], 4, 2);
}

#[test]
fn bidirectional() {
    check_layers(&[bidirectional_lstm(3, false), Layer::Output], 5, 3);
    check_layers(&[bidirectional_gru(1, false), Layer::Output], 1, 2);
    check_layers(&[dense(3, Activation::Tanh), bidirectional_gru(3, true), Layer::Flatten, Layer::Output], 4, 2);
    check_layers(&[bidirectional_lstm(2, true), bidirectional_lstm(3, false), Layer::Output], 3, 1);
}

#[test]
fn attention_of_several_heads() {
    check_layers(&[attention(1, 1), Layer::Flatten, Layer::Output], 3, 1);
    check_layers(&[dense(3, Activation::Tanh), attention(3, 2), Layer::Flatten, Layer::Output], 5, 2);
    check_layers(&[attention(2, 5), attention(1, 3), Layer::GlobalAveragePool, Layer::Output], 7, 3);
    check_layers(&[attention(2, 3), Layer::Flatten, Layer::Output], 1, 2);
}

#[test]
fn layer_norm() {
    check_layers(&[conv(3, 2, Activation::Linear), Layer::LayerNorm, Layer::Flatten, Layer::Output], 5, 2);
    check_layers(&[Layer::Flatten, dense(7, Activation::Tanh), Layer::LayerNorm, Layer::Output], 3, 2);
}

#[test]
fn global_pools() {
    for pool in [Layer::GlobalMaxPool, Layer::GlobalAveragePool] {
        check_layers(&[conv(5, 2, Activation::Tanh), pool.clone(), Layer::Output], 8, 2);
        check_layers(&[dense(3, Activation::Linear), pool, dense(4, Activation::Tanh), Layer::Output], 1, 2);
    }
}

#[test]
fn residual() {
    let convs = vec![conv_same(5, 3, Activation::Tanh), Layer::Dropout(0.3), conv_same(2, 2, Activation::Linear)];
    check_layers(&[Layer::Residual(convs.clone()), Layer::Flatten, Layer::Output], 5, 2);
    let nested = Layer::Residual(vec![Layer::BatchNorm, Layer::Residual(convs), Layer::Dropout(0.2)]);
    check_layers(&[dense(2, Activation::Tanh), nested, Layer::Flatten, Layer::Output], 4, 3);
    let vector = Layer::Residual(vec![dense(5, Activation::Tanh), dense(6, Activation::Linear)]);
    check_layers(&[Layer::Flatten, vector, Layer::Output], 3, 2);
}

#[test]
fn every_other_layer_in_one_network() {
    check_layers(&everything_else(), 6, 1);
}

#[test]
fn a_whole_cnn_lstm_with_class_weights() {
    check_layers(&cnn_lstm([4, 5], 4, 6), 16, 1);
}

#[test]
fn mean_squared_error() {
    let layers = [Layer::Flatten, dense(4, Activation::Relu), dense(3, Activation::Sigmoid)];
    let input = InputShape { steps: 3, channels: 2 };
    let network = Sequential::build_regression(&layers, input, &mut Stream::new(0, &["weights"])).expect("valid");
    let values: Vec<f64> = (0..ROWS * 3).map(|v| v as f64 / 7.0).collect();
    check(network, Target::Values(&values), &[]);
}

#[test]
fn a_large_batch_has_the_mean_gradient_of_its_rows() {
    for layers in [cnn_lstm([5, 7], 6, 9), everything_separable()] {
        check_large_batch(&without_dropout(layers));
    }
}

fn without_dropout(layers: Vec<Layer>) -> Vec<Layer> {
    let kept = layers.into_iter().filter(|layer| !matches!(layer, Layer::Dropout(_)));
    let each = |layer| match layer {
        Layer::Residual(layers) => Layer::Residual(without_dropout(layers)),
        other => other,
    };
    kept.map(each).collect()
}

fn check_large_batch(layers: &[Layer]) {
    let (rows, width) = (75, 18);
    let samples = bumps(rows, width, 3, 0);
    let x: Vec<f64> = samples.x.as_slice().iter().map(|&v| f64::from(v)).collect();
    let mut network = network::<f64>(layers, width, 1, 3, false);
    let mut gradient = |rows: std::ops::Range<usize>| {
        let mut gradient = vec![0.0; network.weights().len()];
        let (x, y) = (&x[rows.start * width..rows.end * width], &samples.y[rows]);
        let weights = [1.0, 2.0, 0.5];
        let tally =
            network.train_batch(x, Target::Classes(y), &weights, &mut Stream::new(0, &["dropout"]), &mut gradient);
        (gradient, tally)
    };
    let (whole, tally) = gradient(0..rows);
    let mut mean = vec![0.0; whole.len()];
    let (mut loss, mut hits) = (0.0, 0);
    for row in 0..rows {
        let (gradient, tally) = gradient(row..row + 1);
        mean.iter_mut().zip(gradient).for_each(|(mean, g)| *mean += g / rows as f64);
        loss += tally.loss;
        hits += tally.hits;
    }
    let largest = mean.iter().fold(0.0, |largest: f64, g| largest.max(g.abs()));
    assert!(whole.iter().zip(mean).all(|(a, b)| (a - b).abs() < 1e-12 * largest));
    assert!((tally.loss - loss).abs() < 1e-10 && (tally.rows, tally.hits) == (rows, hits));
}
