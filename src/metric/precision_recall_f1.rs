//! Precision, recall and F1 of one class against the rest, and their averages over classes.
//!
//! Precision = TP / (TP + FP), recall = TP / (TP + FN), F1 = 2 TP / (2 TP + FP + FN), their harmonic mean (van Rijsbergen, *Information
//! Retrieval*, 1979). A value with an empty denominator is 0.
//!
//! scikit-learn: `precision_recall_fscore_support(…, zero_division=0)`. Averages run over the classes with a row or a prediction, which
//! is what scikit-learn does without `labels`.

use super::Confusion;
use super::confusion::{Counts, ratio};

/// The three values, each in `[0, 1]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrecisionRecallF1 {
    /// TP / (TP + FP); 0 where nothing was predicted.
    pub precision: f64,
    /// TP / (TP + FN); 0 where the class is absent.
    pub recall: f64,
    /// Harmonic mean of the two; 0 where both are 0.
    pub f1: f64,
}

impl PrecisionRecallF1 {
    /// Of one class against the rest.
    pub fn of(counts: &Counts) -> Self {
        let hits = counts.true_positives;
        let precision = ratio(hits, hits + counts.false_positives);
        let recall = ratio(hits, counts.support());
        let f1 = ratio(2 * hits, 2 * hits + counts.false_positives + counts.false_negatives);
        Self { precision: precision.unwrap_or(0.0), recall: recall.unwrap_or(0.0), f1: f1.unwrap_or(0.0) }
    }
}

/// Unweighted mean over the classes with a row or a prediction.
pub fn macro_average(confusion: &Confusion) -> PrecisionRecallF1 {
    average(confusion, |_| 1)
}

/// Mean over classes, weighted by their rows.
pub fn weighted_average(confusion: &Confusion) -> PrecisionRecallF1 {
    average(confusion, Counts::support)
}

fn average(confusion: &Confusion, weight: impl Fn(&Counts) -> u64) -> PrecisionRecallF1 {
    let mut sum = PrecisionRecallF1 { precision: 0.0, recall: 0.0, f1: 0.0 };
    let mut weights = 0;
    for class in confusion.used() {
        let counts = confusion.one_vs_rest(class);
        let (of_class, weight) = (PrecisionRecallF1::of(&counts), weight(&counts));
        sum.precision += of_class.precision * weight as f64;
        sum.recall += of_class.recall * weight as f64;
        sum.f1 += of_class.f1 * weight as f64;
        weights += weight;
    }
    let weights = weights.max(1) as f64;
    PrecisionRecallF1 { precision: sum.precision / weights, recall: sum.recall / weights, f1: sum.f1 / weights }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::confusion::tests::confusion;

    #[test]
    fn one_class_against_the_rest() {
        let c = confusion([[5, 1], [2, 6]]);
        let of = PrecisionRecallF1::of(&c.one_vs_rest(1));
        assert_eq!(of, PrecisionRecallF1 { precision: 6. / 7., recall: 0.75, f1: 0.8 });
    }

    #[test]
    fn empty_denominators_are_zero() {
        let c = confusion([[4, 0], [0, 0]]);
        let zero = PrecisionRecallF1 { precision: 0., recall: 0., f1: 0. };
        assert_eq!(PrecisionRecallF1::of(&c.one_vs_rest(1)), zero);
    }

    #[test]
    fn a_class_that_nobody_speaks_of_is_not_averaged() {
        let c = confusion([[2, 0, 0], [1, 1, 0], [0, 0, 0]]);
        assert_eq!(macro_average(&c).recall, 0.75);
        assert_eq!(weighted_average(&c).recall, 0.75);
        assert_eq!(macro_average(&c).precision, (2. / 3. + 1.) / 2.);
    }
}
