//! Confusion matrix: the counts that every threshold metric is made of.
//!
//! Rows are true classes, columns predicted ones, as in scikit-learn's `confusion_matrix(y_true, y_pred, labels=classes)`.

use serde::{Deserialize, Serialize};

use super::MetricError;
use super::scores::check_labels;

/// Confusion matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Class names.
    pub labels: Vec<String>,
    /// `matrix[true][predicted]`.
    pub matrix: Vec<Vec<u64>>,
}

impl Confusion {
    /// Counts rows by true and predicted class.
    ///
    /// # Errors
    /// No row, different lengths, or a class index without a label.
    pub fn count(y_true: &[u32], y_pred: &[u32], labels: &[String]) -> Result<Self, MetricError> {
        if y_true.is_empty() {
            return Err(MetricError::NoRows);
        }
        check_labels(y_true, y_pred.len(), labels.len())?;
        check_labels(y_pred, y_true.len(), labels.len())?;
        let mut matrix = vec![vec![0; labels.len()]; labels.len()];
        for (&truth, &predicted) in y_true.iter().zip(y_pred) {
            matrix[truth as usize][predicted as usize] += 1;
        }
        Ok(Self { labels: labels.to_vec(), matrix })
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.labels.len()
    }

    /// Number of rows.
    pub fn rows(&self) -> u64 {
        self.matrix.iter().flatten().sum()
    }

    /// Rows whose predicted class is the true one: the diagonal.
    pub fn correct(&self) -> u64 {
        (0..self.classes()).map(|c| self.matrix[c][c]).sum()
    }

    /// Rows of `class`.
    pub fn support(&self, class: usize) -> u64 {
        self.matrix[class].iter().sum()
    }

    /// Rows predicted to be of `class`.
    pub fn predicted(&self, class: usize) -> u64 {
        self.matrix.iter().map(|row| row[class]).sum()
    }

    /// `class` against the rest.
    pub fn one_vs_rest(&self, class: usize) -> Counts {
        let true_positives = self.matrix[class][class];
        let false_positives = self.predicted(class) - true_positives;
        let false_negatives = self.support(class) - true_positives;
        let true_negatives = self.rows() - true_positives - false_positives - false_negatives;
        Counts { true_positives, false_positives, false_negatives, true_negatives }
    }

    /// The classes with a row or a prediction: those that scikit-learn's averages run over when it is not given `labels`.
    pub fn used(&self) -> impl Iterator<Item = usize> {
        (0..self.classes()).filter(|&class| self.support(class) + self.predicted(class) > 0)
    }

    /// Unweighted mean of a one-vs-rest metric over the [used](Self::used) classes where it is defined; `None` where it is defined for none.
    pub fn macro_mean(&self, metric: impl Fn(&Counts) -> Option<f64>) -> Option<f64> {
        let values: Vec<f64> = self.used().filter_map(|class| metric(&self.one_vs_rest(class))).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    }
}

/// The four counts of one class against the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Rows of the class, predicted so.
    pub true_positives: u64,
    /// Rows of other classes, predicted to be of this one.
    pub false_positives: u64,
    /// Rows of the class, predicted otherwise.
    pub false_negatives: u64,
    /// Rows of other classes, not predicted to be of this one.
    pub true_negatives: u64,
}

impl Counts {
    /// Rows of the class.
    pub fn support(&self) -> u64 {
        self.true_positives + self.false_negatives
    }
}

/// `part / whole`, or `None` where there is no whole.
pub(super) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A confusion matrix from its cells, classes named `c0`, `c1`, …
    pub(in super::super) fn confusion<const K: usize>(cells: [[u64; K]; K]) -> Confusion {
        let labels = (0..K).map(|c| format!("c{c}")).collect();
        Confusion { labels, matrix: cells.iter().map(|row| row.to_vec()).collect() }
    }

    #[test]
    fn counts_land_in_row_true_column_predicted() {
        let labels = ["a", "b", "c"].map(str::to_owned);
        let c = Confusion::count(&[0, 0, 1, 1, 1], &[0, 1, 1, 1, 0], &labels).unwrap();
        assert_eq!(c.matrix, [[1, 1, 0], [1, 2, 0], [0, 0, 0]]);
        assert_eq!((c.rows(), c.correct(), c.support(1), c.predicted(0)), (5, 3, 3, 2));
        assert_eq!(c.used().collect::<Vec<_>>(), [0, 1]);
        let counts = Counts { true_positives: 2, false_positives: 1, false_negatives: 1, true_negatives: 1 };
        assert_eq!(c.one_vs_rest(1), counts);
    }

    #[test]
    fn predictions_are_checked_like_labels() {
        let labels = ["a", "b"].map(str::to_owned);
        let count = |t: &[u32], p: &[u32]| Confusion::count(t, p, &labels).unwrap_err();
        assert_eq!(count(&[], &[]), MetricError::NoRows);
        assert_eq!(count(&[0], &[0, 1]), MetricError::Length { labels: 1, predictions: 2 });
        assert_eq!(count(&[0, 0], &[0, 7]), MetricError::ClassIndex { row: 1, class: 7, classes: 2 });
    }

    #[test]
    fn a_mean_of_nothing_is_undefined() {
        let c = confusion([[3, 0], [0, 0]]);
        assert_eq!(c.macro_mean(|_| None), None);
        assert_eq!(c.macro_mean(|counts| Some(counts.support() as f64)), Some(3.0));
    }
}
