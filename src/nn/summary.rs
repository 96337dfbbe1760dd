//! What a network would be, without its weights: Keras's `model.summary()`.

use super::chain::chain;
use super::initial::Parameter;
use super::layers::Layer;
use super::{BuildError, Head, Shape};
use crate::prepare::InputShape;
use crate::spec;

/// One layer of a classifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerSummary {
    /// What goes out.
    pub output: Shape,
    /// Learned values, moving statistics included.
    pub parameters: u64,
    /// The layers within, for a residual; their learned values are among its own.
    pub inner: Vec<LayerSummary>,
}

/// Output and learned values of each layer of the classifier that [`Sequential::build`](super::Sequential::build) makes.
///
/// # Errors
/// A layer that cannot take what comes in.
pub fn summary(
    layers: &[spec::Layer],
    input: InputShape,
    classes: usize,
    binary: bool,
) -> Result<Vec<LayerSummary>, BuildError> {
    let input = Shape::Sequence { steps: input.steps, channels: input.channels };
    let layers = chain::<f32>(layers, input, Some(Head::of_task(classes, binary)))?;
    Ok(layers.iter().map(|(_, layer)| summary_of(layer.as_ref())).collect())
}

fn summary_of(layer: &dyn Layer<f32>) -> LayerSummary {
    let learned = [layer.parameters(), layer.state()];
    let parameters = learned.iter().flatten().map(Parameter::len).sum::<usize>() as u64;
    let inner = layer.inner().map(|stack| stack.layers().map(|(_, layer)| summary_of(layer)).collect());
    LayerSummary { output: layer.output(), parameters, inner: inner.unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Activation, Layer, Padding};

    fn described(layers: &[Layer], [steps, channels]: [usize; 2], classes: usize, binary: bool) -> String {
        let summaries = summary(layers, InputShape { steps, channels }, classes, binary).unwrap();
        summaries.iter().map(|s| format!("{} {}", s.output.dimensions(), s.parameters)).collect::<Vec<_>>().join(", ")
    }

    /// Keras's `model.summary()` for the CNN-LSTM of 45 features and 5 classes.
    #[test]
    fn shapes_and_parameters_are_those_of_keras() {
        let conv =
            |filters| Layer::Conv1d { filters, kernel: 3, activation: Activation::Relu, padding: Padding::Valid };
        let layers = [
            conv(32),
            Layer::MaxPool1d(2),
            conv(64),
            Layer::MaxPool1d(2),
            Layer::Lstm { units: 64, sequence: false },
            Layer::Dropout(0.5),
            Layer::Dense { units: 128, activation: Activation::Relu },
            Layer::Output,
        ];
        assert_eq!(
            described(&layers, [45, 1], 5, false),
            "43 × 32 128, 21 × 32 0, 19 × 64 6208, 9 × 64 0, 64 33024, 64 0, 128 8320, 5 645"
        );
    }

    #[test]
    fn padding_flatten_sequences_and_moving_statistics() {
        let layers = [
            Layer::Conv1d { filters: 8, kernel: 5, activation: Activation::Relu, padding: Padding::Same },
            Layer::BatchNorm,
            Layer::Lstm { units: 4, sequence: true },
            Layer::Flatten,
            Layer::Output,
        ];
        assert_eq!(described(&layers, [10, 3], 2, true), "10 × 8 128, 10 × 8 32, 10 × 4 208, 40 0, 1 41");
    }

    #[test]
    fn a_kernel_longer_than_the_sequence_is_an_error() {
        let conv = Layer::Conv1d { filters: 2, kernel: 5, activation: Activation::Linear, padding: Padding::Valid };
        let layers = [conv, Layer::Flatten, Layer::Output];
        assert!(summary(&layers, InputShape { steps: 3, channels: 1 }, 2, true).is_err());
    }
}
