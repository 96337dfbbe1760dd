//! Metrics, one file each, equal to scikit-learn's.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// Everything that is computed from one unit's predictions.
///
/// Names are scikit-learn's where it has one (`precision_macro`, `roc_auc`, `average_precision`, `neg_log_loss` without the sign is
/// `log_loss`). A value that is not defined for these rows (ROC-AUC with one class only) is `None`, never 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Number of rows.
    pub rows: u64,
    /// Scalar metrics by name, sorted.
    pub scalars: BTreeMap<String, Option<f64>>,
    /// Per class, in class order.
    pub per_class: IndexMap<String, ClassScores>,
    /// Rows: true class; columns: predicted class.
    pub confusion: Confusion,
}

/// One class against the rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassScores {
    /// TP / (TP + FP); 0 where nothing was predicted (scikit-learn's zero_division=0).
    pub precision: f64,
    /// TP / (TP + FN); 0 where the class is absent.
    pub recall: f64,
    /// Harmonic mean of the two; 0 where both are 0.
    pub f1: f64,
    /// FP / (FP + TN); `None` where there is no other class.
    pub false_alarm_rate: Option<f64>,
    /// One-vs-rest; `None` where undefined.
    pub roc_auc: Option<f64>,
    /// One-vs-rest; `None` where the class is absent.
    pub average_precision: Option<f64>,
    /// Rows of the class.
    pub support: u64,
}

/// Confusion matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Class names.
    pub labels: Vec<String>,
    /// `matrix[true][predicted]`.
    pub matrix: Vec<Vec<u64>>,
}
