//! Layers of a network.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Engine;

/// A network as a list of layers, as in Keras's Sequential.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Network {
    /// From the input on; the last one is `output`.
    pub layers: Vec<Layer>,
    /// Whose arithmetic.
    pub engine: Engine,
    /// A safetensors file of weights learned elsewhere: they are taken as they are and nothing is trained. Once the experiment is read
    /// from a file, the path does not depend on the working directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<PathBuf>,
}

impl Network {
    /// Of these layers, natively computed, to be trained.
    pub fn new(layers: Vec<Layer>) -> Self {
        Self { layers, engine: Engine::Native, weights: None }
    }
}

/// One layer of a network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Convolution along the sequence, stride 1.
    Conv1d {
        /// Output channels.
        filters: u32,
        /// Steps covered.
        kernel: u32,
        /// Applied to the output; `linear` where the file says nothing, as in Keras.
        activation: Activation,
        /// Treatment of the ends; `valid` where the file says nothing.
        padding: Padding,
    },
    /// Maximum over this many steps, without overlap; a shorter rest is dropped.
    MaxPool1d(u32),
    /// Maximum of each channel over all steps: a sequence to one vector.
    GlobalMaxPool,
    /// Mean of each channel over all steps: a sequence to one vector (Lin et al. 2014, arXiv 1312.4400).
    GlobalAveragePool,
    /// (steps, channels) to one vector.
    Flatten,
    /// Long short-term memory (Hochreiter & Schmidhuber 1997, doi 10.1162/neco.1997.9.8.1735).
    Lstm {
        /// Size of the state.
        units: u32,
        /// The whole sequence of states instead of the last one; `false` where the file says nothing.
        sequence: bool,
    },
    /// Gated recurrent unit (Cho et al. 2014, arXiv 1406.1078), reset after the recurrent product as in Keras.
    Gru {
        /// Size of the state.
        units: u32,
        /// The whole sequence of states instead of the last one; `false` where the file says nothing.
        sequence: bool,
    },
    /// A recurrent layer from the start and one from the end, side by side (Schuster & Paliwal 1997, doi 10.1109/78.650093).
    Bidirectional(Recurrent),
    /// Multi-head self-attention over the sequence (Vaswani et al. 2017, arXiv 1706.03762).
    Attention {
        /// Heads.
        heads: u32,
        /// Values per query, key and value of a head.
        key: u32,
    },
    /// Sets this share of values to 0 in training and scales the rest up.
    Dropout(f64),
    /// Fully connected, on the last axis.
    Dense {
        /// Outputs.
        units: u32,
        /// Applied to the output; `linear` where the file says nothing, as in Keras.
        activation: Activation,
    },
    /// Normalisation over the batch (Ioffe & Szegedy 2015, arXiv 1502.03167), Keras's defaults: momentum 0.99, epsilon 1e-3.
    BatchNorm,
    /// Normalisation of each step over its channels (Ba et al. 2016, arXiv 1607.06450), Keras's epsilon 1e-3.
    LayerNorm,
    /// These layers' output plus their input (He et al. 2016, arXiv 1512.03385).
    Residual(Vec<Layer>),
    /// Dense to the classes: one sigmoid for a binary task, softmax otherwise.
    Output,
}

impl Layer {
    /// The layers' names in a file.
    pub const NAMES: [&'static str; 15] = [
        "conv1d",
        "max_pool1d",
        "global_max_pool",
        "global_average_pool",
        "flatten",
        "lstm",
        "gru",
        "bidirectional",
        "attention",
        "dropout",
        "dense",
        "batch_norm",
        "layer_norm",
        "residual",
        "output",
    ];

    /// Those that the reference engine has a version of.
    pub const IN_REFERENCE: [&'static str; 14] = [
        "conv1d",
        "max_pool1d",
        "global_max_pool",
        "global_average_pool",
        "flatten",
        "lstm",
        "gru",
        "bidirectional",
        "dropout",
        "dense",
        "batch_norm",
        "layer_norm",
        "residual",
        "output",
    ];

    /// The first layer of it, itself or one within, that the reference engine has no version of.
    pub fn without_reference(&self) -> Option<&Self> {
        match self {
            Self::Residual(within) => within.iter().find_map(Self::without_reference),
            layer => (!Self::IN_REFERENCE.contains(&layer.name())).then_some(layer),
        }
    }

    /// As written in a file.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Conv1d { .. } => "conv1d",
            Self::MaxPool1d(_) => "max_pool1d",
            Self::GlobalMaxPool => "global_max_pool",
            Self::GlobalAveragePool => "global_average_pool",
            Self::Flatten => "flatten",
            Self::Lstm { .. } => "lstm",
            Self::Gru { .. } => "gru",
            Self::Bidirectional(_) => "bidirectional",
            Self::Attention { .. } => "attention",
            Self::Dropout(_) => "dropout",
            Self::Dense { .. } => "dense",
            Self::BatchNorm => "batch_norm",
            Self::LayerNorm => "layer_norm",
            Self::Residual(_) => "residual",
            Self::Output => "output",
        }
    }
}

/// A layer that reads a sequence step by step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recurrent {
    /// As [`Layer::Lstm`].
    Lstm {
        /// Size of the state.
        units: u32,
        /// The whole sequence of states instead of the last one; `false` where the file says nothing.
        sequence: bool,
    },
    /// As [`Layer::Gru`].
    Gru {
        /// Size of the state.
        units: u32,
        /// The whole sequence of states instead of the last one; `false` where the file says nothing.
        sequence: bool,
    },
}

impl Recurrent {
    /// The layers' names in a file.
    pub const NAMES: [&'static str; 2] = ["lstm", "gru"];

    /// As written in a file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lstm { .. } => "lstm",
            Self::Gru { .. } => "gru",
        }
    }

    /// Size of the state.
    pub fn units(self) -> u32 {
        let (Self::Lstm { units, .. } | Self::Gru { units, .. }) = self;
        units
    }

    /// Whether all states go out.
    pub fn sequence(self) -> bool {
        let (Self::Lstm { sequence, .. } | Self::Gru { sequence, .. }) = self;
        sequence
    }
}

/// Activation function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// None.
    Linear,
    /// max(0, x)
    Relu,
    /// 1 / (1 + exp(−x))
    Sigmoid,
    /// Hyperbolic tangent.
    Tanh,
}

/// Treatment of a convolution's ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Padding {
    /// Only full windows: kernel − 1 steps fewer come out.
    Valid,
    /// Zeros around, as many steps out as in (the odd one at the end, as Keras).
    Same,
}
