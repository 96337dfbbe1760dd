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
    /// (steps, channels) to one vector.
    Flatten,
    /// Long short-term memory (Hochreiter & Schmidhuber 1997, doi 10.1162/neco.1997.9.8.1735).
    Lstm {
        /// Size of the state.
        units: u32,
        /// The whole sequence of states instead of the last one; `false` where the file says nothing.
        sequence: bool,
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
    /// Dense to the classes: one sigmoid for a binary task, softmax otherwise.
    Output,
}

impl Layer {
    /// The layers' names in a file.
    pub const NAMES: [&'static str; 8] =
        ["conv1d", "max_pool1d", "flatten", "lstm", "dropout", "dense", "batch_norm", "output"];

    /// Those that the reference engine has a version of.
    pub const IN_REFERENCE: [&'static str; 8] =
        ["conv1d", "max_pool1d", "flatten", "lstm", "dropout", "dense", "batch_norm", "output"];

    /// Whether the reference engine has a version of it.
    pub fn has_reference(&self) -> bool {
        Self::IN_REFERENCE.contains(&self.name())
    }

    /// As written in a file.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Conv1d { .. } => "conv1d",
            Self::MaxPool1d(_) => "max_pool1d",
            Self::Flatten => "flatten",
            Self::Lstm { .. } => "lstm",
            Self::Dropout(_) => "dropout",
            Self::Dense { .. } => "dense",
            Self::BatchNorm => "batch_norm",
            Self::Output => "output",
        }
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
