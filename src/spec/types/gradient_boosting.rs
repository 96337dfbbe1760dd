//! `kind: gradient_boosting`.

use serde::Serialize;

/// Gradient-boosted trees on histograms (Friedman 2001, doi 10.1214/aos/1013203451).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradientBoosting {
    /// Rounds at most: one tree a round, of many classes one a class.
    pub rounds: u32,
    /// What a leaf's value is multiplied by, above 0.
    pub learning_rate: f64,
    /// Most leaves of a tree.
    pub max_leaves: u32,
    /// Largest depth; `None`: only the number of leaves ends it.
    pub max_depth: Option<u32>,
    /// Fewest rows in a leaf.
    pub min_samples_leaf: u32,
    /// L2 penalty on the leaves' values, from 0 on.
    pub l2: f64,
    /// Rounds without a lower loss on validation before it stops and the best round is kept; `None`: all rounds are trained and kept.
    pub patience: Option<u32>,
    /// Whether each column is shuffled in validation rows to see what it is worth.
    pub permutation_importance: bool,
}

impl Default for GradientBoosting {
    /// scikit-learn's `HistGradientBoostingClassifier` without early stopping: 100 rounds, step 0.1, 31 leaves of at least 20 rows.
    fn default() -> Self {
        Self {
            rounds: 100,
            learning_rate: 0.1,
            max_leaves: 31,
            max_depth: None,
            min_samples_leaf: 20,
            l2: 0.0,
            patience: None,
            permutation_importance: false,
        }
    }
}
