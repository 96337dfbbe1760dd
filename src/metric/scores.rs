//! Scores that were checked once, and the rule that turns them into classes.

use super::MetricError;
use crate::matrix::Matrix;

/// Scores at or above this call a row of a binary task positive.
const BINARY_THRESHOLD: f32 = 0.5;

/// One unit's scores: finite, in `[0, 1]`, of the width that the task asks for.
///
/// A binary task is read from its positive class alone: the last of one or two columns, class 1. The score of class 0 is its complement, so
/// that the stored column and the model's two columns give the same values.
#[derive(Debug, Clone, Copy)]
pub struct Scores<'a> {
    matrix: &'a Matrix,
    binary: bool,
}

impl<'a> Scores<'a> {
    /// Checks `matrix`: one row per sample, one column per class (a binary task may give the positive class's column only).
    ///
    /// # Errors
    /// No row, a width that does not fit `classes`, a score outside `[0, 1]` or NaN.
    pub fn new(matrix: &'a Matrix, classes: usize, binary: bool) -> Result<Self, MetricError> {
        if binary && classes != 2 {
            return Err(MetricError::NotBinary { classes });
        }
        let got = matrix.cols();
        if got == 0 || (got != classes && !(binary && got == 1)) {
            return Err(MetricError::Width { classes, got });
        }
        if matrix.rows() == 0 {
            return Err(MetricError::NoRows);
        }
        if let Some(i) = matrix.as_slice().iter().position(|p| !(0.0..=1.0).contains(p)) {
            return Err(MetricError::OutOfRange { row: i / got, column: i % got, value: matrix.as_slice()[i] });
        }
        Ok(Self { matrix, binary })
    }

    /// Number of rows, at least 1.
    pub fn rows(&self) -> usize {
        self.matrix.rows()
    }

    /// Number of classes, at least 1.
    pub fn classes(&self) -> usize {
        if self.binary { 2 } else { self.matrix.cols() }
    }

    /// Whether class 1 is the positive class of a binary task.
    pub fn is_binary(&self) -> bool {
        self.binary
    }

    /// The scores of one column; for a binary task the positive class's, whatever `class` is.
    pub(super) fn column(&self, class: usize) -> impl ExactSizeIterator<Item = f32> {
        let column = if self.binary { self.matrix.cols() - 1 } else { class };
        self.matrix.iter_rows().map(move |row| row[column])
    }

    /// The probability that row `row` is given to be of class `class`.
    pub fn probability(&self, row: usize, class: usize) -> f64 {
        let row = self.matrix.row(row);
        match (self.binary, class) {
            (false, class) => f64::from(row[class]),
            (true, 0) => 1.0 - f64::from(row[row.len() - 1]),
            (true, _) => f64::from(row[row.len() - 1]),
        }
    }

    /// The predicted class of every row: the largest score, the first one on ties; for a binary task class 1 where its score is at least 0.5.
    pub fn predict(&self) -> Vec<u32> {
        if self.binary {
            self.column(1).map(|p| u32::from(p >= BINARY_THRESHOLD)).collect()
        } else {
            self.matrix.iter_rows().map(first_largest).collect()
        }
    }

    /// That `y_true` has one class per row, each with a column.
    pub(super) fn check_labels(&self, y_true: &[u32]) -> Result<(), MetricError> {
        check_labels(y_true, self.rows(), self.classes())
    }
}

/// Checks that there are `rows` labels, all below `classes`.
pub(super) fn check_labels(y_true: &[u32], rows: usize, classes: usize) -> Result<(), MetricError> {
    if y_true.len() != rows {
        return Err(MetricError::Length { labels: y_true.len(), predictions: rows });
    }
    match y_true.iter().position(|&class| class as usize >= classes) {
        Some(row) => Err(MetricError::ClassIndex { row, class: y_true[row], classes }),
        None => Ok(()),
    }
}

fn first_largest(row: &[f32]) -> u32 {
    let mut best = 0;
    for (class, &score) in row.iter().enumerate() {
        if score > row[best] {
            best = class;
        }
    }
    best as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_to_the_first_class_and_one_half_is_positive() {
        let m = Matrix::from_vec(3, 3, vec![0.2, 0.4, 0.4, 1., 0., 0., 0.25, 0.25, 0.5]);
        assert_eq!(Scores::new(&m, 3, false).unwrap().predict(), [1, 0, 2]);
        let m = Matrix::from_vec(2, 2, vec![0.5, 0.5, 0.6, 0.4]);
        assert_eq!(Scores::new(&m, 2, true).unwrap().predict(), [1, 0]);
        assert_eq!(Scores::new(&m, 2, false).unwrap().predict(), [0, 0]);
    }

    #[test]
    fn a_binary_task_reads_its_positive_column_only() {
        let two = Matrix::from_vec(2, 2, vec![0.9, 0.25, 0.0, 0.75]);
        let one = Matrix::from_vec(2, 1, vec![0.25, 0.75]);
        for m in [&two, &one] {
            let s = Scores::new(m, 2, true).unwrap();
            assert_eq!([s.probability(0, 0), s.probability(0, 1), s.probability(1, 1)], [0.75, 0.25, 0.75]);
            assert_eq!(s.classes(), 2);
        }
    }

    #[test]
    fn wrong_shapes_and_values_are_named() {
        let m = |rows, cols, data: &[f32]| Matrix::from_vec(rows, cols, data.to_vec());
        let check = |m: &Matrix, k, binary| Scores::new(m, k, binary).unwrap_err();
        assert_eq!(check(&m(0, 3, &[]), 3, false), MetricError::NoRows);
        assert_eq!(check(&m(2, 0, &[]), 0, false), MetricError::Width { classes: 0, got: 0 });
        assert_eq!(check(&m(1, 1, &[0.5]), 2, false), MetricError::Width { classes: 2, got: 1 });
        assert_eq!(check(&m(1, 3, &[0.; 3]), 3, true), MetricError::NotBinary { classes: 3 });
        let outside = MetricError::OutOfRange { row: 1, column: 0, value: 1.5 };
        assert_eq!(check(&m(2, 2, &[0., 1., 1.5, 0.]), 2, false), outside);
        assert!(matches!(check(&m(1, 1, &[f32::NAN]), 2, true), MetricError::OutOfRange { row: 0, column: 0, .. }));
    }

    #[test]
    fn labels_must_fit() {
        let m = Matrix::from_vec(2, 2, vec![0.5; 4]);
        let s = Scores::new(&m, 2, false).unwrap();
        assert_eq!(s.check_labels(&[0, 1]), Ok(()));
        assert_eq!(s.check_labels(&[0]), Err(MetricError::Length { labels: 1, predictions: 2 }));
        assert_eq!(s.check_labels(&[0, 2]), Err(MetricError::ClassIndex { row: 1, class: 2, classes: 2 }));
    }
}
