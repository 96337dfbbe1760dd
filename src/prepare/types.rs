//! What preparation yields.

use crate::matrix::Matrix;

/// Rows ready for a model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Samples {
    /// One row per sample: `input.width()` values.
    pub x: Matrix,
    /// Class index of each row.
    pub y: Vec<u32>,
    /// Where each row stands in the [`Table`](crate::dataset::Table); a synthetic row (SMOTE) carries the id of its
    /// seed row, a window the id of its last row.
    pub row_id: Vec<u64>,
}

impl Samples {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.y.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.y.is_empty()
    }
}

/// How a row of `x` is read as a sequence: `steps` × `channels`, step after step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputShape {
    /// Length of the sequence axis.
    pub steps: usize,
    /// Values per step.
    pub channels: usize,
}

impl InputShape {
    /// Values per row.
    pub fn width(&self) -> usize {
        self.steps * self.channels
    }
}

/// One protocol × seed × control: the rows of the three sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// Rows to fit on.
    pub train: Samples,
    /// Rows to choose epochs, thresholds and settings on; may be empty.
    pub validation: Samples,
    /// Rows to report on.
    pub test: Samples,
    /// Class names in index order; binary: negative, positive.
    pub classes: Vec<String>,
    /// Whether the task is binary (`classes[1]` positive).
    pub binary: bool,
    /// Names of the columns after encoding, before the view.
    pub feature_names: Vec<String>,
    /// How a row is read as a sequence.
    pub input: InputShape,
    /// Loss weight of each class; all 1 unless the protocol balances by weights.
    pub class_weights: Vec<f32>,
    /// What was done, with counts, one sentence each, for the report.
    pub notes: Vec<String>,
}
