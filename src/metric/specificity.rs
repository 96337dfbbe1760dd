//! Specificity: the share of the negatives that were left alone, TN / (TN + FP). Also called true negative rate.
//!
//! scikit-learn has no name of its own for it; it is `recall_score(…, pos_label=0)` of a binary task.

use super::Confusion;
use super::confusion::{Counts, ratio};

/// Of one class against the rest; `None` where there is no other row.
pub fn specificity(counts: &Counts) -> Option<f64> {
    ratio(counts.true_negatives, counts.true_negatives + counts.false_positives)
}

/// Of a task with more than two classes: the mean over one-vs-rest, over the classes with a row or a prediction where it is defined.
pub fn specificity_macro(confusion: &Confusion) -> Option<f64> {
    confusion.macro_mean(specificity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::confusion::tests::confusion;

    #[test]
    fn negatives_left_alone() {
        let c = confusion([[3, 1], [2, 2]]);
        assert_eq!(specificity(&c.one_vs_rest(1)), Some(0.75));
        assert_eq!(specificity(&c.one_vs_rest(0)), Some(0.5));
        assert_eq!(specificity_macro(&c), Some(0.625));
    }

    #[test]
    fn without_negatives_there_is_none() {
        let c = confusion([[0, 0], [1, 4]]);
        assert_eq!(specificity(&c.one_vs_rest(1)), None);
        assert_eq!(specificity_macro(&c), Some(0.8));
    }
}
