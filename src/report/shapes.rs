//! Output shapes and learned numbers of a network's layers, for the architecture diagram.

use crate::spec::{Layer, Padding};

/// What flows between two layers, for one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A sequence.
    Sequence {
        /// Length.
        steps: u64,
        /// Values per step.
        channels: u64,
    },
    /// A vector.
    Vector(u64),
}

impl Shape {
    /// `43 × 32` or `128`.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Sequence { steps, channels } => format!("{steps} × {channels}"),
            Self::Vector(width) => width.to_string(),
        }
    }

    /// Values on the last axis.
    fn last(self) -> u64 {
        match self {
            Self::Sequence { channels, .. } => channels,
            Self::Vector(width) => width,
        }
    }

    fn with_last(self, width: u64) -> Self {
        match self {
            Self::Sequence { steps, .. } => Self::Sequence { steps, channels: width },
            Self::Vector(_) => Self::Vector(width),
        }
    }

    /// A vector is a sequence of that many steps with one channel.
    fn as_sequence(self) -> (u64, u64) {
        match self {
            Self::Sequence { steps, channels } => (steps, channels),
            Self::Vector(width) => (width, 1),
        }
    }
}

/// One layer's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LayerShape {
    /// What comes out.
    pub(crate) output: Shape,
    /// Numbers learned by gradient.
    pub(crate) parameters: u64,
}

/// The shapes after each layer, for an input of `steps` × `channels` and `outputs` values at the end.
pub(crate) fn layer_shapes(layers: &[Layer], [steps, channels]: [u64; 2], outputs: u64) -> Vec<LayerShape> {
    let mut shape = Shape::Sequence { steps, channels };
    layers
        .iter()
        .map(|layer| {
            let result = apply(layer, shape, outputs);
            shape = result.output;
            result
        })
        .collect()
}

fn apply(layer: &Layer, input: Shape, outputs: u64) -> LayerShape {
    let same = |parameters| LayerShape { output: input, parameters };
    let dense = |units: u64| LayerShape { output: input.with_last(units), parameters: (input.last() + 1) * units };
    match *layer {
        Layer::Conv1d { filters, kernel, padding, .. } => {
            let (steps, channels) = input.as_sequence();
            let (filters, kernel) = (u64::from(filters), u64::from(kernel));
            let steps = match padding {
                Padding::Valid => (steps + 1).saturating_sub(kernel),
                Padding::Same => steps,
            };
            let output = Shape::Sequence { steps, channels: filters };
            LayerShape { output, parameters: (kernel * channels + 1) * filters }
        }
        Layer::MaxPool1d(size) => {
            let (steps, channels) = input.as_sequence();
            LayerShape { output: Shape::Sequence { steps: steps / u64::from(size.max(1)), channels }, parameters: 0 }
        }
        Layer::Flatten => {
            let (steps, channels) = input.as_sequence();
            LayerShape { output: Shape::Vector(steps * channels), parameters: 0 }
        }
        Layer::Lstm { units, sequence } => {
            let (steps, channels) = input.as_sequence();
            let units = u64::from(units);
            let output = if sequence { Shape::Sequence { steps, channels: units } } else { Shape::Vector(units) };
            LayerShape { output, parameters: 4 * units * (channels + units + 1) }
        }
        Layer::Dropout(_) => same(0),
        Layer::Dense { units, .. } => dense(u64::from(units)),
        Layer::BatchNorm => same(2 * input.last()),
        Layer::Output => {
            let (steps, channels) = input.as_sequence();
            let width = if matches!(input, Shape::Vector(_)) { steps } else { steps * channels };
            LayerShape { output: Shape::Vector(outputs), parameters: (width + 1) * outputs }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Activation;

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
        let shapes = layer_shapes(&layers, [45, 1], 5);
        let texts: Vec<String> = shapes.iter().map(|s| format!("{} {}", s.output.text(), s.parameters)).collect();
        assert_eq!(
            texts,
            ["43 × 32 128", "21 × 32 0", "19 × 64 6208", "9 × 64 0", "64 33024", "64 0", "128 8320", "5 645"]
        );
    }

    #[test]
    fn padding_flatten_and_sequences() {
        let layers = [
            Layer::Conv1d { filters: 8, kernel: 5, activation: Activation::Relu, padding: Padding::Same },
            Layer::BatchNorm,
            Layer::Lstm { units: 4, sequence: true },
            Layer::Flatten,
            Layer::Output,
        ];
        let texts: Vec<String> =
            layer_shapes(&layers, [10, 3], 1).iter().map(|s| format!("{} {}", s.output.text(), s.parameters)).collect();
        assert_eq!(texts, ["10 × 8 128", "10 × 8 16", "10 × 4 208", "40 0", "1 41"]);
    }

    #[test]
    fn a_kernel_longer_than_the_sequence_leaves_nothing() {
        let layer = Layer::Conv1d { filters: 2, kernel: 5, activation: Activation::Linear, padding: Padding::Valid };
        assert_eq!(layer_shapes(&[layer], [3, 1], 1)[0].output, Shape::Sequence { steps: 0, channels: 2 });
    }
}
