//! `kind: decision_tree`.

use serde::Serialize;

/// One classification tree on all columns (Breiman, Friedman, Olshen & Stone 1984).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionTree {
    /// Largest depth; `None`: until pure.
    pub max_depth: Option<u32>,
    /// Fewest rows in a leaf.
    pub min_samples_leaf: u32,
    /// Whether each column is shuffled in validation rows to see what it is worth.
    pub permutation_importance: bool,
}

impl Default for DecisionTree {
    /// scikit-learn's: grown until pure.
    fn default() -> Self {
        Self { max_depth: None, min_samples_leaf: 1, permutation_importance: false }
    }
}
