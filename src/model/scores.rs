//! Rows of scores that keep the prediction they stand for.

use crate::matrix::Matrix;

/// Just below one half, so that class 1 of a binary task is not predicted.
const BELOW_HALF: f32 = 0.5_f32.next_down();

/// The class of the largest score, the first one on ties.
pub(super) fn first_largest<T: PartialOrd + Copy>(scores: &[T]) -> usize {
    let mut best = 0;
    for (class, &score) in scores.iter().enumerate().skip(1) {
        if score > scores[best] {
            best = class;
        }
    }
    best
}

/// Writes scores that sum to 1 into `row`.
///
/// Two classes: class 1 is predicted from 0.5 on, so a tie (and what `f32` would round to one) is stored just below: the first class wins
/// here as it does among many classes.
pub(super) fn write_shares(row: &mut [f32], shares: &[f64]) {
    if let ([negative, positive], &[n, p]) = (&mut *row, shares) {
        *positive = if p > n { (p as f32).max(0.5) } else { (p as f32).min(BELOW_HALF) };
        *negative = 1.0 - *positive;
        return;
    }
    for (score, &share) in row.iter_mut().zip(shares) {
        *score = share as f32;
    }
}

/// `rows` rows that all say `class`.
pub(super) fn constant(rows: usize, classes: usize, class: usize) -> Matrix {
    one_hot(std::iter::repeat_n(class, rows), classes)
}

/// Score 1 for the class named in each row.
pub(super) fn one_hot(predicted: impl ExactSizeIterator<Item = usize>, classes: usize) -> Matrix {
    let mut scores = Matrix::zeros(predicted.len(), classes);
    for (i, class) in predicted.enumerate() {
        scores.row_mut(i)[class] = 1.0;
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(negative: f64, positive: f64) -> [f32; 2] {
        let mut row = [0.0; 2];
        write_shares(&mut row, &[negative, positive]);
        row
    }

    #[test]
    fn two_classes_stay_on_their_side_of_one_half() {
        assert_eq!(pair(0.25, 0.75), [0.25, 0.75]);
        assert!(pair(0.5, 0.5)[1] < 0.5, "a tie goes to the first class");
        let close = 1e-12;
        assert!(pair(0.5 + close, 0.5 - close)[1] < 0.5);
        assert!(pair(0.5 - close, 0.5 + close)[1] >= 0.5);
    }

    #[test]
    fn the_first_of_the_largest_wins() {
        assert_eq!(first_largest(&[0.1, 0.4, 0.4, 0.1]), 1);
    }
}
