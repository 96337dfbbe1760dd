//! Tests of the `network` room through its public face.

mod build;
mod golden;
mod gradients;
mod models;
mod program;
mod reference;
mod resume;
mod training;
mod weights;

use idsbench::nn::{Real, Sequential};
use idsbench::prepare::{InputShape, Samples};
use idsbench::random::Stream;
use idsbench::spec::{Activation, Layer, Padding, Recurrent};

fn conv(filters: u32, kernel: u32, activation: Activation) -> Layer {
    Layer::Conv1d { filters, kernel, activation, padding: Padding::Valid }
}

fn dense(units: u32, activation: Activation) -> Layer {
    Layer::Dense { units, activation }
}

fn lstm(units: u32) -> Layer {
    Layer::Lstm { units, sequence: false }
}

fn gru(units: u32, sequence: bool) -> Layer {
    Layer::Gru { units, sequence }
}

fn attention(heads: u32, key: u32) -> Layer {
    Layer::Attention { heads, key }
}

fn bidirectional_lstm(units: u32, sequence: bool) -> Layer {
    Layer::Bidirectional(Recurrent::Lstm { units, sequence })
}

fn bidirectional_gru(units: u32, sequence: bool) -> Layer {
    Layer::Bidirectional(Recurrent::Gru { units, sequence })
}

fn conv_same(filters: u32, kernel: u32, activation: Activation) -> Layer {
    Layer::Conv1d { filters, kernel, activation, padding: Padding::Same }
}

/// A network with every layer that is not in the hybrid, dropout within a residual included.
fn everything_else() -> Vec<Layer> {
    vec![
        conv_same(5, 3, Activation::Relu),
        Layer::Residual(vec![Layer::LayerNorm, attention(2, 3), Layer::Dropout(0.3)]),
        Layer::Residual(vec![Layer::BatchNorm, Layer::Residual(vec![gru(5, true)]), Layer::Dropout(0.2)]),
        bidirectional_gru(3, true),
        bidirectional_lstm(2, true),
        Layer::Residual(vec![attention(3, 2)]),
        gru(7, true),
        Layer::GlobalMaxPool,
        Layer::LayerNorm,
        Layer::Output,
    ]
}

/// The same without layers that look at the whole batch, so that a large one is trained in parts.
fn everything_separable() -> Vec<Layer> {
    fn without(layers: Vec<Layer>) -> Vec<Layer> {
        let each = |layer| match layer {
            Layer::BatchNorm => Layer::LayerNorm,
            Layer::Residual(layers) => Layer::Residual(without(layers)),
            other => other,
        };
        layers.into_iter().map(each).collect()
    }
    without(everything_else())
}

/// The hybrid of conv blocks, LSTM, dropout and dense, in a given size.
fn cnn_lstm(filters: [u32; 2], units: u32, hidden: u32) -> Vec<Layer> {
    vec![
        conv(filters[0], 3, Activation::Relu),
        Layer::MaxPool1d(2),
        conv(filters[1], 3, Activation::Relu),
        Layer::MaxPool1d(2),
        lstm(units),
        Layer::Dropout(0.5),
        dense(hidden, Activation::Relu),
        Layer::Output,
    ]
}

fn network<T: Real>(layers: &[Layer], steps: usize, channels: usize, classes: usize, binary: bool) -> Sequential<T> {
    let mut weights = Stream::new(0, &["weights"]);
    Sequential::build(layers, InputShape { steps, channels }, classes, binary, &mut weights).expect("a valid network")
}

/// Made-up rows of two or more classes: noise around a bump whose place tells the class.
fn bumps(rows: usize, columns: usize, classes: u32, seed: u64) -> Samples {
    let mut stream = Stream::new(seed, &["bumps"]);
    let mut samples = Samples::default();
    let mut x = Vec::with_capacity(rows * columns);
    for row in 0..rows {
        let class = stream.below(u64::from(classes)) as u32;
        let place = (class as usize + 1) * columns / (classes as usize + 1);
        x.extend((0..columns).map(|c| {
            let bump = if c.abs_diff(place) <= 1 { 2.0 } else { 0.0 };
            (bump + 0.5 * stream.normal()) as f32
        }));
        samples.y.push(class);
        samples.row_id.push(row as u64);
    }
    samples.x = idsbench::matrix::Matrix::from_vec(rows, columns, x);
    samples
}
