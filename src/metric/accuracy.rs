//! Accuracy: the share of rows whose predicted class is the true one.
//!
//! scikit-learn: `accuracy_score`.

use super::Confusion;

/// Correct rows / rows, in `[0, 1]`; `None` without a row.
pub fn accuracy(confusion: &Confusion) -> Option<f64> {
    super::confusion::ratio(confusion.correct(), confusion.rows())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::confusion::tests::confusion;

    #[test]
    fn the_diagonal_over_all() {
        assert_eq!(accuracy(&confusion([[3, 1], [2, 2]])), Some(0.625));
        assert_eq!(accuracy(&confusion([[0, 0], [0, 0]])), None);
    }
}
