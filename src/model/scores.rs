//! Rows of scores that keep the prediction they stand for, and how logits become shares.

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

/// Writes the scores of the classes `present`, which sum to 1, into `row`, where all others are 0 already.
pub(super) fn write_present(row: &mut [f32], present: &[usize], shares: &[f64]) {
    if present.len() == row.len() {
        return write_shares(row, shares);
    }
    for (&class, &share) in present.iter().zip(shares) {
        row[class] = share as f32;
    }
}

/// 1 / (1 + exp(−`logit`)).
pub(super) fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-logit))
}

/// Shares of the classes: of a single logit, that of class 1, both sides of its sigmoid; of more, one a class, their softmax.
pub(super) fn of_logits(logits: &[f64]) -> Vec<f64> {
    if let [logit] = *logits {
        return [-logit, logit].map(logistic).to_vec();
    }
    let mut shares = logits.to_vec();
    softmax(&mut shares);
    shares
}

/// Turns logits into exp(logit) / Σ exp(logit); returns the largest logit and the sum of the exponentials taken from it.
pub(super) fn softmax(logits: &mut [f64]) -> (f64, f64) {
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    for logit in &mut *logits {
        *logit = libm::exp(*logit - largest);
        total += *logit;
    }
    logits.iter_mut().for_each(|share| *share /= total);
    (largest, total)
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
    fn absent_classes_keep_their_zeros() {
        let (mut row, mut pair) = ([0.0; 3], [0.0; 2]);
        write_present(&mut row, &[0, 2], &[0.25, 0.75]);
        assert_eq!(row, [0.25, 0.0, 0.75]);
        write_present(&mut pair, &[0, 1], &[0.5, 0.5]);
        assert!(pair[1] < 0.5, "a tie of two classes goes to the first one");
    }

    #[test]
    fn logits_become_shares() {
        assert_eq!(logistic(0.0), 0.5);
        assert_eq!((logistic(-1e4), logistic(1e4)), (0.0, 1.0));
        let mut shares = [800.0, 801.0, -5.0];
        let (largest, total) = softmax(&mut shares);
        assert_eq!(largest, 801.0);
        assert!((total - 1.0 - libm::exp(-1.0)).abs() < 1e-15);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        assert!((shares[1] / shares[0] - std::f64::consts::E).abs() < 1e-12);
    }

    #[test]
    fn the_first_of_the_largest_wins() {
        assert_eq!(first_largest(&[0.1, 0.4, 0.4, 0.1]), 1);
    }
}
