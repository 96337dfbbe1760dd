//! Training by epochs.

use serde::{Deserialize, Serialize};

/// How a network trains.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Train {
    /// Adam is the only one.
    pub optimizer: Optimizer,
    /// Step size > 0.
    pub learning_rate: f64,
    /// Rows per step.
    pub batch: u32,
    /// Passes over train, at most.
    pub epochs: u32,
    /// When to stop before.
    pub early_stopping: Option<EarlyStopping>,
    /// Settings tried on validation before the real training.
    pub grid: Option<Grid>,
}

impl Default for Train {
    /// Adam with Keras's step size 1e-3, batches of 32 (Keras's too), 10 epochs, no early stopping, no grid.
    fn default() -> Self {
        Self {
            optimizer: Optimizer::Adam,
            learning_rate: 1e-3,
            batch: 32,
            epochs: 10,
            early_stopping: None,
            grid: None,
        }
    }
}

/// Optimiser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Optimizer {
    /// Kingma & Ba 2015, arXiv 1412.6980; β₁ 0.9, β₂ 0.999, ε 1e-7 as Keras.
    Adam,
}

/// Stop when validation no longer improves; the best epoch's weights are restored.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EarlyStopping {
    /// What is watched.
    pub monitor: Monitor,
    /// Epochs without improvement before it stops.
    pub patience: u32,
    /// Smaller changes do not count as improvement.
    pub min_delta: f64,
}

impl Default for EarlyStopping {
    /// Watches the validation loss; three epochs without any improvement end the training.
    fn default() -> Self {
        Self { monitor: Monitor::ValLoss, patience: 3, min_delta: 0.0 }
    }
}

/// What early stopping watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Monitor {
    /// Validation loss, lower is better.
    ValLoss,
    /// Validation accuracy, higher is better.
    ValAccuracy,
}

/// Grid search: every pair is trained for `epochs`, the lowest validation loss wins.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grid {
    /// Step sizes; empty: the model's own.
    pub learning_rate: Vec<f64>,
    /// Batch sizes; empty: the model's own.
    pub batch: Vec<u32>,
    /// Epochs per pair.
    pub epochs: u32,
}

impl Default for Grid {
    /// Three epochs a pair; the values must come from the file.
    fn default() -> Self {
        Self { learning_rate: Vec::new(), batch: Vec::new(), epochs: 3 }
    }
}
