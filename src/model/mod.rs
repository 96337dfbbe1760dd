//! Detectors behind one trait. One file per model; every one passes the same conformance suite.
//!
//! The models of this room let the first class win a tie, as scikit-learn does. They are bit-equal for any number of threads.

pub mod autoencoder;
mod bins;
mod calibration;
mod checkpoint;
pub mod decision_tree;
pub mod gradient_boosting;
mod guard;
mod importance;
pub mod k_nearest_neighbours;
pub mod logistic_regression;
pub mod majority;
mod memory;
pub mod naive_bayes;
pub mod network;
mod neural;
mod newton;
pub mod one_rule;
pub mod random_forest;
mod rows;
mod scores;
mod subsample;
pub mod svm;
mod trainings;
mod trees;
mod weights;

use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::matrix::Matrix;
pub use crate::nn::AttentionMap;
use crate::prepare::{InputShape, Samples};
use crate::spec::{self, ModelKind};

pub use checkpoint::{Checkpoint, Checkpoints};
pub use importance::{Importance, Permutation};
pub use memory::FitSize;
pub(crate) use random_forest::RandomForestModel;
pub use weights::{Expected, Misfits, Weights};

/// The model that `model` describes, not yet fitted; `weights` are those that [`ModelKind::weights`] names, read.
pub fn build(model: &spec::Model, weights: Option<&Weights>) -> Box<dyn Classifier> {
    match &model.kind {
        ModelKind::Majority => Box::new(majority::MajorityModel::default()),
        ModelKind::OneRule => Box::new(one_rule::OneRuleModel::default()),
        ModelKind::Svm(settings) => Box::new(svm::SvmModel::new(settings)),
        ModelKind::LogisticRegression(settings) => {
            Box::new(logistic_regression::LogisticRegressionModel::new(settings))
        }
        ModelKind::NaiveBayes(settings) => Box::new(naive_bayes::NaiveBayesModel::new(settings)),
        ModelKind::KNearestNeighbours(settings) => {
            Box::new(k_nearest_neighbours::KNearestNeighboursModel::new(settings))
        }
        ModelKind::RandomForest(settings) => Box::new(random_forest::RandomForestModel::new(settings)),
        ModelKind::DecisionTree(settings) => Box::new(decision_tree::DecisionTreeModel::new(settings)),
        ModelKind::GradientBoosting(settings) => Box::new(gradient_boosting::GradientBoostingModel::new(settings)),
        ModelKind::Autoencoder(settings) => {
            Box::new(autoencoder::AutoencoderModel::new(settings.clone(), model.train.clone()))
        }
        ModelKind::Network(settings) => {
            let network = network::NetworkModel::new(settings.clone(), model.train.clone());
            Box::new(match weights {
                Some(weights) => network.with_weights(weights.clone()),
                None => network,
            })
        }
    }
}

/// A detector: fit once, then score rows.
///
/// A model is built for a number of classes `k` and an input shape; `fit` may be called once.
pub trait Classifier: Send + Sync {
    /// Bytes that a fit takes at its peak besides its rows and what follows from them by a few values a row; an estimate by shape, rather too
    /// large than too small. 0 for models that learn a few numbers a class.
    fn fit_bytes(&self, _size: &FitSize) -> u64 {
        0
    }

    /// Trains on `train`; `validation` (maybe empty) is for early stopping, thresholds and grids only.
    ///
    /// Same rows, same seed: same bits, whatever `context.threads` is.
    ///
    /// # Errors
    /// Non-finite input, an empty training side, cancellation, or what the model itself cannot do.
    fn fit(&mut self, train: &Samples, validation: &Samples, context: &FitContext<'_>)
    -> Result<FitReport, ModelError>;

    /// Scores in `[0, 1]`, one row per row of `x`, one column per class; rows sum to 1.
    ///
    /// The predicted class is the column with the largest score, the first one on ties, except for binary tasks: there
    /// class 1 is predicted where its score is ≥ 0.5. Scores rank rows (ROC); they are probabilities only where the model gives some.
    ///
    /// # Errors
    /// Not fitted, non-finite input, or another width than in training.
    fn scores(&self, x: &Matrix) -> Result<Matrix, ModelError>;

    /// Where the attention layers look, mean over the rows of `x`; empty for models without such layers.
    ///
    /// # Errors
    /// As [`scores`](Self::scores).
    fn attention(&self, _x: &Matrix) -> Result<Vec<AttentionMap>, ModelError> {
        Ok(Vec::new())
    }

    /// Learned numbers: weights of a network, coefficients, nodes of a tree.
    fn parameters(&self) -> u64;

    /// What was learned, as named tensors, to be stored as safetensors; empty where the model has no such form.
    fn tensors(&self) -> Vec<NamedTensor>;
}

/// One learned array.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedTensor {
    /// For example `0.conv1d.kernel`.
    pub name: String,
    /// Dimensions, row-major.
    pub shape: Vec<usize>,
    /// Values, as many as the product of `shape`.
    pub values: Vec<f32>,
}

impl NamedTensor {
    /// A tensor of `values`, rounded to `f32`.
    pub(crate) fn from_f64(name: &str, shape: Vec<usize>, values: &[f64]) -> Self {
        Self { name: name.to_owned(), shape, values: values.iter().map(|&value| value as f32).collect() }
    }

    /// `coefficients` and `intercepts` of linear machines, each of which is `width` coefficients and its intercept.
    fn machines(machines: &[Vec<f64>], width: usize) -> [Self; 2] {
        let coefficients: Vec<f64> = machines.iter().flat_map(|machine| &machine[..width]).copied().collect();
        let intercepts: Vec<f64> = machines.iter().map(|machine| machine[width]).collect();
        [
            Self::from_f64("coefficients", vec![machines.len(), width], &coefficients),
            Self::from_f64("intercepts", vec![machines.len()], &intercepts),
        ]
    }
}

/// What a model is told besides the rows.
pub struct FitContext<'a> {
    /// Seed of the unit; streams are derived from it by purpose.
    pub seed: u64,
    /// Number of classes.
    pub classes: usize,
    /// Class names, in index order.
    pub class_names: &'a [String],
    /// Whether class 1 is the positive class of a binary task.
    pub binary: bool,
    /// Names of the columns before the view, for notes; may be empty.
    pub feature_names: &'a [String],
    /// How a row is read as a sequence.
    pub input: InputShape,
    /// Loss weight of each class.
    pub class_weights: &'a [f32],
    /// Threads the model may use; they are the current rayon pool's.
    pub threads: usize,
    /// Set when the user pressed Ctrl-C.
    pub cancel: &'a AtomicBool,
    /// Who keeps the fit while it is unfinished, so that it can go on; models without epochs need nobody.
    pub checkpoints: Option<&'a dyn Checkpoints>,
    /// Called after every epoch (or other step worth telling).
    pub on_progress: &'a (dyn Fn(&FitProgress) + Sync),
}

impl FitContext<'_> {
    /// # Errors
    /// [`ModelError::Cancelled`] when the user pressed Ctrl-C; to be asked at least every few hundred milliseconds.
    pub fn check_cancelled(&self) -> Result<(), ModelError> {
        if self.cancel.load(Ordering::Relaxed) { Err(ModelError::Cancelled) } else { Ok(()) }
    }

    /// What a person calls value `index` of a row: the column's name, with the step where a row is a window of several.
    pub fn column_name(&self, index: usize) -> String {
        let names = self.feature_names;
        if names.len() == self.input.width() && index < names.len() {
            names[index].clone()
        } else if !names.is_empty() && names.len() == self.input.channels {
            let (step, channel) = (index / names.len() + 1, index % names.len());
            format!("{} (row {step} of {})", names[channel], self.input.steps)
        } else {
            format!("column {}", index + 1)
        }
    }
}

/// How far a fit is.
#[derive(Debug, Clone, PartialEq)]
pub struct FitProgress {
    /// For example `epoch` or `tree` or `grid 2/6 epoch`.
    pub stage: String,
    /// Steps done.
    pub done: u32,
    /// Steps at most.
    pub total: u32,
    /// Training loss, where there is one.
    pub loss: Option<f64>,
    /// Validation loss, where there is one.
    pub val_loss: Option<f64>,
}

/// What a fit leaves to be stored.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FitReport {
    /// One record per epoch of the final training; empty for models without epochs.
    pub history: Vec<EpochRecord>,
    /// The epoch (from 1) whose weights were kept, for models with epochs.
    pub best_epoch: Option<u32>,
    /// Settings a grid search chose, as `learning_rate = 0.001`; and other facts worth a line in the report ("trained on a stratified
    /// subsample of 5,000 of 74,129 rows").
    pub notes: Vec<String>,
    /// What each column is worth to a model of trees, in column order; empty for other models.
    pub importance: Vec<Importance>,
}

/// One epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// From 1.
    pub epoch: u32,
    /// Mean training loss over the epoch's batches, as Keras reports it.
    pub loss: f64,
    /// Training accuracy over the epoch's batches; reconstruction has none.
    pub accuracy: Option<f64>,
    /// Loss on validation after the epoch.
    pub val_loss: Option<f64>,
    /// Accuracy on validation after the epoch.
    pub val_accuracy: Option<f64>,
}

/// Why a model could not be fitted or asked.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// The user pressed Ctrl-C.
    #[error("cancelled")]
    Cancelled,
    /// A cell is NaN or infinite.
    #[error("the {side} rows hold a NaN or infinite value; set clean.non_finite in the protocol")]
    NonFinite {
        /// train, validation or test
        side: &'static str,
    },
    /// No row to train on.
    #[error("there is no row to train on")]
    NoRows,
    /// Asked before it was fitted.
    #[error("the model was not fitted")]
    NotFitted,
    /// Rows of another width than in training.
    #[error("rows of {got} columns, but the model was trained on {expected}")]
    Width {
        /// Columns in training.
        expected: usize,
        /// Columns now.
        got: usize,
    },
    /// What this model cannot do, with a hint.
    #[error("{0}")]
    Unsupported(String),
    /// The arithmetic went wrong (a loss that is not finite, a solver that did not converge).
    #[error("{0}")]
    Numeric(String),
}
