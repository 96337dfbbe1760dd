//! `kind: random_forest`.

use serde::Serialize;

use super::Engine;

/// Random forest (Breiman 2001, doi 10.1023/A:1010933404324).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RandomForest {
    /// Number of trees.
    pub trees: u32,
    /// Largest depth; `None`: until pure.
    pub max_depth: Option<u32>,
    /// Fewest rows in a leaf.
    pub min_samples_leaf: u32,
    /// Columns tried per split.
    pub max_features: MaxFeatures,
    /// Whether the accuracy on rows that a tree did not draw is told.
    pub oob: bool,
    /// Whether each column is shuffled in validation rows to see what it is worth.
    pub permutation_importance: bool,
    /// Whose arithmetic.
    pub engine: Engine,
}

impl Default for RandomForest {
    /// scikit-learn's: 100 trees grown until pure, square root of the columns at each split.
    fn default() -> Self {
        Self {
            trees: 100,
            max_depth: None,
            min_samples_leaf: 1,
            max_features: MaxFeatures::Sqrt,
            oob: false,
            permutation_importance: false,
            engine: Engine::Native,
        }
    }
}

/// Columns tried per split; a number is written plainly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MaxFeatures {
    /// Square root of the number of columns, at least one.
    Sqrt,
    /// All columns.
    All,
    /// This many.
    #[serde(untagged)]
    Count(u32),
}
