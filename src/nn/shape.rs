//! What flows between layers, and what a list of layers can be wrong in.

use std::fmt;

/// One row between two layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `steps` × `channels` values, step after step.
    Sequence {
        /// Length of the sequence axis.
        steps: usize,
        /// Values per step.
        channels: usize,
    },
    /// A plain vector.
    Vector(usize),
}

impl Shape {
    /// Values per row.
    pub fn width(self) -> usize {
        match self {
            Self::Sequence { steps, channels } => steps * channels,
            Self::Vector(width) => width,
        }
    }

    /// `43 × 32` or `128`.
    pub fn dimensions(self) -> String {
        match self {
            Self::Sequence { steps, channels } => format!("{steps} × {channels}"),
            Self::Vector(width) => width.to_string(),
        }
    }

    /// (vectors per row, values per vector): a plain vector is one.
    pub(crate) fn vectors(self) -> (usize, usize) {
        match self {
            Self::Sequence { steps, channels } => (steps, channels),
            Self::Vector(width) => (1, width),
        }
    }

    /// The shape with another length of the last axis.
    pub(crate) fn with_channels(self, channels: usize) -> Self {
        match self {
            Self::Sequence { steps, .. } => Self::Sequence { steps, channels },
            Self::Vector(_) => Self::Vector(channels),
        }
    }

    /// Steps and channels of a sequence.
    pub(crate) fn sequence(self) -> Result<(usize, usize), String> {
        match self {
            Self::Sequence { steps, channels } => Ok((steps, channels)),
            Self::Vector(_) => Err(format!(
                "needs a sequence, but {self} comes in; put it before flatten, global pools and recurrent layers without sequence"
            )),
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sequence { steps, channels } => write!(f, "a sequence of {} of {channels}", count(*steps, "step")),
            Self::Vector(width) => write!(f, "a vector of {}", count(*width, "value")),
        }
    }
}

/// `1 step`, `2 steps`
pub(crate) fn count(n: usize, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}

/// Why a list of layers is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// A layer that cannot take what comes in.
    #[error("layers[{index}] ({kind}): {problem}")]
    Layer {
        /// Position in the list, from 0.
        index: usize,
        /// Name as in a spec, for example `max_pool1d`.
        kind: &'static str,
        /// What is wrong, with what came in.
        problem: String,
    },
    /// The list does not end in an output layer.
    #[error("the last layer must be `output`, but {0}")]
    NoOutput(String),
    /// Rows without values, or no class.
    #[error("{0}")]
    Empty(String),
}
