//! Metrics, one file each, equal to scikit-learn's.
//!
//! What is a count comes from the [`Confusion`] matrix, what is a ranking from one [`Ranking`] per class, what needs probabilities from
//! the [`Scores`]; [`evaluate`] computes all of it. A function alone is `metric::roc::roc_curve` and so on. [`catalogue`] names
//! and explains every value for tables and glossaries.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub mod accuracy;
pub mod balanced_accuracy;
pub mod brier;
pub mod catalogue;
pub mod confusion;
mod error;
mod evaluate;
pub mod false_alarm_rate;
pub mod latency;
pub mod log_loss;
pub mod matthews;
pub mod precision_recall_curve;
pub mod precision_recall_f1;
mod ranking;
pub mod roc;
mod scores;
pub mod specificity;
mod thin;

pub use confusion::Confusion;
pub use error::MetricError;
pub use evaluate::evaluate;
pub use ranking::{Cut, Ranking};
pub use scores::Scores;
pub use thin::thin;

/// Everything that is computed from one unit's predictions.
///
/// Names are scikit-learn's where it has one (`precision_macro`, `roc_auc`, `average_precision`, `neg_log_loss` without the sign is
/// `log_loss`; `brier` is its `brier_score_loss`). A value that is not defined for these rows (ROC-AUC with one class only) is `None`, never 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Number of rows.
    pub rows: u64,
    /// Scalar metrics by name, sorted; what each means stands in [`catalogue`].
    pub scalars: BTreeMap<String, Option<f64>>,
    /// Per class, in class order. The two classes of a binary task are ranked by the same score, class 0 by its complement.
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
