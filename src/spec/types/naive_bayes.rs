//! Naive Bayes.

use serde::Serialize;

/// Gaussian naive Bayes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NaiveBayes {
    /// Share of the largest variance of a column that is added to all variances.
    pub var_smoothing: f64,
}

impl Default for NaiveBayes {
    /// scikit-learn's 1e-9.
    fn default() -> Self {
        Self { var_smoothing: 1e-9 }
    }
}
