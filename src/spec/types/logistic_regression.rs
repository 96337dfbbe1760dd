//! Logistic regression.

use serde::Serialize;

/// Logistic regression with an L2 penalty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogisticRegression {
    /// Weight C > 0 of the loss beside the penalty, as scikit-learn's.
    pub c: f64,
}

impl Default for LogisticRegression {
    /// C = 1.
    fn default() -> Self {
        Self { c: 1.0 }
    }
}
