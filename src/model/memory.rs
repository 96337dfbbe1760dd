//! How much memory a fit takes besides its rows: estimates by shape, so that no more units run at once than memory has room for.

use super::trees::THIN;
use crate::nn::{self, LayerSummary, Shape};
use crate::prepare::InputShape;
use crate::spec::{Layer, Train};

/// What a fit's memory depends on besides the model's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FitSize {
    /// Training rows.
    pub rows: usize,
    /// How a row is read as a sequence.
    pub input: InputShape,
    /// Number of classes.
    pub classes: usize,
    /// Whether class 1 is the positive class of a binary task.
    pub binary: bool,
    /// Threads the model may use.
    pub threads: usize,
}

/// Bytes of an `f32`.
const SINGLE: f64 = size_of::<f32>() as f64;

/// Bytes of an `f64`.
pub(super) const DOUBLE: f64 = size_of::<f64>() as f64;

/// Training rows for each leaf of a tree that is grown until pure; seldom fewer, as most rows of a capture lie among their like.
const ROWS_A_LEAF: f64 = 16.0;

impl FitSize {
    /// Values of the training rows.
    pub(super) fn values(&self) -> f64 {
        self.rows as f64 * self.input.width() as f64
    }

    /// The classes' models of one against the rest.
    pub(super) fn machines(&self) -> f64 {
        if self.classes == 2 { 1.0 } else { self.classes as f64 }
    }
}

/// Bytes of training a network. Of every learned value there are: itself, its gradient, Adam's two moments and, with early stopping, its
/// best value so far; for each thread one more gradient and one transposed kernel; in a checkpoint three more copies of all but the gradients.
pub(super) fn network(layers: &[Layer], size: &FitSize, train: &Train) -> u64 {
    // What cannot be built takes nothing: its unit fails at once.
    let Ok(summaries) = nn::summary(layers, size.input, size.classes, size.binary) else { return 0 };
    let learned: f64 = summaries.iter().map(|layer| layer.parameters as f64).sum();
    let kept = if train.early_stopping.is_some() { 4.0 } else { 3.0 };
    let copies = 1.0 + 4.0 * kept + 2.0 * size.threads as f64;
    let batch = size.rows.min(train.batch as usize);
    let whole_batches = layers.iter().any(has_moving_statistics);
    let rows = if whole_batches { batch } else { batch.min(nn::PART) * size.threads };
    let input = Shape::Sequence { steps: size.input.steps, channels: size.input.channels };
    let batches = 2.0 * (batch * size.input.width()) as f64 + rows as f64 * workspace(layers, &summaries, input);
    (SINGLE * (copies * learned + batches)) as u64
}

fn has_moving_statistics(layer: &Layer) -> bool {
    match layer {
        Layer::BatchNorm => true,
        Layer::Residual(within) => within.iter().any(has_moving_statistics),
        _ => false,
    }
}

/// Values that the layers hold of one row between forward and backward.
fn workspace(layers: &[Layer], summaries: &[LayerSummary], mut input: Shape) -> f64 {
    let mut values = 0.0;
    for (layer, summary) in layers.iter().zip(summaries) {
        let (steps, _) = input.vectors();
        let steps = steps as f64;
        // Gates, cells and states of every step, and the gradients by them.
        let recurrent = |units: u32| 12.0 * steps * f64::from(units);
        values += 3.0 * summary.output.width() as f64;
        values += match layer {
            Layer::Lstm { units, .. } | Layer::Gru { units, .. } => recurrent(*units),
            Layer::Bidirectional(one) => 2.0 * recurrent(one.units()),
            Layer::Attention { heads, key } => f64::from(*heads) * steps * (8.0 * f64::from(*key) + steps),
            Layer::Residual(within) => workspace(within, &summary.inner, input),
            _ => 0.0,
        };
        input = summary.output;
    }
    values
}

/// Bytes of growing trees, roughly: the columns' bins, for every tree that grows the rows in hand and a copy of a part of their bins,
/// and the splits of all.
pub(super) fn trees(size: &FitSize, trees: u32, max_depth: Option<u32>, min_leaf: u32) -> u64 {
    let (rows, columns) = (size.rows as f64, size.input.width() as f64);
    let growing = f64::from(trees).min(size.threads as f64);
    let by_depth = max_depth.map_or(f64::INFINITY, |depth| libm::exp2(f64::from(depth)));
    let leaves = (rows / ROWS_A_LEAF.max(f64::from(min_leaf))).max(1.0).min(by_depth);
    // A split is a word or three; stored it is a column, a threshold and two children, which stand once more in the bytes that are written.
    let split = SINGLE * (1.0 + 2.0 * 4.0);
    (size.values() + growing * rows * (12.0 + columns / THIN as f64) + f64::from(trees) * leaves * split) as u64
}

/// Bytes of solving machines one after the other: of every row the product at two points, and its side.
pub(super) fn products(rows: f64) -> f64 {
    3.0 * DOUBLE * rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model;
    use crate::spec::{
        Activation, Approximation, Autoencoder, Kernel, Model, ModelKind, Network, RandomForest, Recurrent, Svm,
    };

    fn bytes(kind: ModelKind, rows: usize, columns: usize) -> f64 {
        let input = InputShape { steps: columns, channels: 1 };
        let size = FitSize { rows, input, classes: 2, binary: true, threads: 1 };
        model::build(&Model { kind, train: Train { batch: 1000, ..Train::default() } }, None).fit_bytes(&size) as f64
    }

    fn dense(units: u32) -> ModelKind {
        let dense = Layer::Dense { units, activation: Activation::Relu };
        ModelKind::Network(Network::new(vec![Layer::Flatten, dense.clone(), dense, Layer::Output]))
    }

    /// A run of these 36 million weights had 1.38 GB at its peak.
    #[test]
    fn a_wide_network_needs_many_times_its_weights() {
        let wide = bytes(dense(6000), 1200, 9);
        assert!((1.38e9..2.76e9).contains(&wide), "{wide}");
        assert!(bytes(dense(65_536), 1200, 9) > 1e11);
        assert!(bytes(dense(64), 1200, 9) < 2e6);
    }

    #[test]
    fn long_sequences_are_counted_step_by_step() {
        let of = |layer| {
            bytes(ModelKind::Network(Network::new(vec![layer, Layer::GlobalMaxPool, Layer::Output])), 1200, 1000)
        };
        let recurrent = of(Layer::Bidirectional(Recurrent::Lstm { units: 64, sequence: true }));
        // 32 rows of 1,000 steps with 4 gates, a cell, its tanh and a state in two directions.
        assert!(recurrent > 4.0 * 32.0 * 1000.0 * 7.0 * 64.0 * 2.0, "{recurrent}");
        let attention = of(Layer::Attention { heads: 8, key: 4 });
        assert!(attention > 4.0 * 32.0 * 8.0 * 1000.0 * 1000.0, "{attention}");
    }

    #[test]
    fn an_exact_kernel_is_a_square_and_landmarks_are_columns() {
        let rbf = |max_rows, approximation, landmarks| {
            let settings = Svm { kernel: Kernel::Rbf, approximation, landmarks, max_rows, ..Svm::default() };
            bytes(ModelKind::Svm(settings), 100_000, 40)
        };
        let exact = rbf(Some(20_000), Approximation::None, None);
        assert!((3.2e9..4e9).contains(&exact), "{exact}");
        let nystroem = rbf(None, Approximation::Nystroem, Some(1_000));
        assert!((4e8..1e9).contains(&nystroem), "{nystroem}");
    }

    #[test]
    fn more_rows_units_and_trees_need_more() {
        let forest =
            |trees, rows| bytes(ModelKind::RandomForest(RandomForest { trees, ..RandomForest::default() }), rows, 40);
        assert!(forest(100, 100_000) > forest(10, 100_000) && forest(10, 100_000) > forest(10, 10_000));
        let autoencoder = |units| {
            bytes(ModelKind::Autoencoder(Autoencoder { encoder: vec![units, 8], ..Autoencoder::default() }), 1000, 40)
        };
        // 40 × 4000 × 8 and back: of each weight itself, its gradient and two moments.
        assert!(autoencoder(4000) > 16.0 * 384_000.0 && autoencoder(4000) > autoencoder(40));
        assert_eq!(bytes(ModelKind::Majority, 1000, 40), 0.0);
    }
}
