//! Balanced accuracy: the mean recall over the classes that have rows.
//!
//! Brodersen, Ong, Stephan, Buhmann, *The balanced accuracy and its posterior distribution*, ICPR 2010. scikit-learn:
//! `balanced_accuracy_score`, which leaves classes without rows out.

use super::Confusion;
use super::confusion::ratio;

/// Mean recall, in `[0, 1]`; 1 / k for a guess among k classes. `None` without a row.
pub fn balanced_accuracy(confusion: &Confusion) -> Option<f64> {
    confusion.macro_mean(|counts| ratio(counts.true_positives, counts.support()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::confusion::tests::confusion;

    #[test]
    fn every_class_counts_the_same() {
        assert_eq!(balanced_accuracy(&confusion([[98, 2], [2, 2]])), Some(0.74));
    }

    #[test]
    fn a_class_without_rows_is_left_out() {
        assert_eq!(balanced_accuracy(&confusion([[3, 1], [0, 0]])), Some(0.75));
    }
}
