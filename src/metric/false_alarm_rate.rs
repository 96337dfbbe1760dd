//! False alarm rate: the share of the negatives that were called positive, FP / (FP + TN). Also called false positive rate or fall-out.
//!
//! In intrusion detection it decides how many alarms a day a detector raises on benign traffic (Axelsson, *The base-rate fallacy and the
//! difficulty of intrusion detection*, 2000). It is 1 − [specificity](super::specificity), from the counts and not from the difference.

use super::Confusion;
use super::confusion::{Counts, ratio};

/// Of one class against the rest; `None` where there is no other row.
pub fn false_alarm_rate(counts: &Counts) -> Option<f64> {
    ratio(counts.false_positives, counts.true_negatives + counts.false_positives)
}

/// Of a task with more than two classes: the mean over one-vs-rest, over the classes with a row or a prediction where it is defined. It does not
/// single out a benign class: the per-class values do.
pub fn false_alarm_rate_macro(confusion: &Confusion) -> Option<f64> {
    confusion.macro_mean(false_alarm_rate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::confusion::tests::confusion;

    #[test]
    fn negatives_called_positive() {
        let c = confusion([[3, 1], [2, 2]]);
        assert_eq!(false_alarm_rate(&c.one_vs_rest(1)), Some(0.25));
        assert_eq!(false_alarm_rate_macro(&c), Some(0.375));
    }

    #[test]
    fn without_negatives_there_is_none() {
        assert_eq!(false_alarm_rate(&confusion([[0, 0], [1, 4]]).one_vs_rest(1)), None);
        assert_eq!(false_alarm_rate_macro(&confusion([[0, 0], [0, 4]])), None);
    }
}
