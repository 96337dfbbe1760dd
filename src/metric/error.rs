//! Why predictions could not be evaluated.

/// Input that no metric is defined for. Rows and columns count from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MetricError {
    /// Nothing to evaluate.
    #[error("there is no row to evaluate")]
    NoRows,
    /// The two inputs do not belong together.
    #[error("{labels} true classes but {predictions} predictions; both need one entry per row")]
    Length {
        /// True classes given.
        labels: usize,
        /// Rows of scores, or predicted classes, given.
        predictions: usize,
    },
    /// A binary task has two classes.
    #[error("a binary task has two classes, not {classes}")]
    NotBinary {
        /// Class names given.
        classes: usize,
    },
    /// Another number of score columns than classes.
    #[error("scores of {got} columns for {classes} classes")]
    Width {
        /// Class names given.
        classes: usize,
        /// Columns of the scores.
        got: usize,
    },
    /// Results are stored by class name, so two classes cannot share one.
    #[error("two classes are called `{name}`")]
    SameName {
        /// The name.
        name: String,
    },
    /// A class that has no name.
    #[error("row {row} is of class {class}, but there are {classes} classes (counted from 0)")]
    ClassIndex {
        /// The first such row.
        row: usize,
        /// Its class index.
        class: u32,
        /// Number of classes.
        classes: usize,
    },
    /// A score that cannot be ranked.
    #[error("the score of row {row} is {value}; scores must be finite")]
    NotFinite {
        /// The first such row.
        row: usize,
        /// Its score.
        value: f32,
    },
    /// A score that is no probability.
    #[error("the score in row {row}, column {column} is {value}; scores must lie between 0 and 1")]
    OutOfRange {
        /// The first such row.
        row: usize,
        /// Its column.
        column: usize,
        /// Its score.
        value: f32,
    },
}
