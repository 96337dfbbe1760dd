//! Two scores of the same seeds, and whether one is larger.
//!
//! Runs over several random splits share rows, so their differences are not independent. Nadeau and Bengio (*Inference for the
//! generalization error*, Machine Learning 52, 2003) widen the variance by the ratio of test to train rows; Corani and Benavoli (*A
//! Bayesian approach for comparing cross-validated algorithms*, Machine Learning 100, 2015) put a posterior on the difference, so that
//! "practically equal" has a probability, too.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::stats::{Undefined, bayesian_correlated_t, corrected_resampled_t};
use crate::text::{p_value, points};

/// Confidence of intervals and posterior probability from which a verdict is given.
pub const CONFIDENCE: f64 = 0.95;

/// Scores that differ by at most this are practically equal: one point, as in Benavoli et al., *Time for a change*, JMLR 18(77), 2017.
pub const PRACTICALLY_EQUAL: f64 = 0.01;

/// The difference of two scores over the seeds that have both.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Seeds with both scores.
    pub seeds: usize,
    /// Whether every seed cuts the rows anew; else what is found is of the one split.
    pub resplit: bool,
    /// Mean difference, first less second.
    pub mean: f64,
    /// Two-sided p of the corrected resampled t test; of the paired t test where the split is one.
    pub p: f64,
    /// Posterior probability that the first is smaller by more than [`PRACTICALLY_EQUAL`].
    pub smaller: f64,
    /// That they are practically equal.
    pub equal: f64,
    /// That the first is larger by more than [`PRACTICALLY_EQUAL`].
    pub larger: f64,
}

impl Difference {
    /// Of two scores by seed; `test_per_train` is the number of test rows for each train row, 0 where every seed has the same test rows.
    ///
    /// # Errors
    /// Fewer than two seeds in common, or differences that do not vary over the seeds.
    pub fn of(first: &BTreeMap<u64, f64>, second: &BTreeMap<u64, f64>, test_per_train: f64) -> Result<Self, Undefined> {
        let differences = differences(first, second);
        let test = corrected_resampled_t(&differences, test_per_train)?;
        let posterior = bayesian_correlated_t(&differences, test_per_train, PRACTICALLY_EQUAL)?;
        Ok(Self {
            seeds: differences.len(),
            resplit: test_per_train > 0.0,
            mean: test.mean,
            p: test.p,
            smaller: posterior.below,
            equal: posterior.within,
            larger: posterior.above,
        })
    }

    /// Whether the first is larger by more than [`PRACTICALLY_EQUAL`]; `None` where neither that nor its opposite is probable enough.
    pub(super) fn is_larger(&self) -> Option<bool> {
        if self.larger >= CONFIDENCE {
            Some(true)
        } else if self.smaller + self.equal >= CONFIDENCE {
            Some(false)
        } else {
            None
        }
    }

    /// `+0.80 points over 5 seeds (corrected resampled t test, p after Holm 0.012; …)`
    pub(super) fn in_words(&self, adjusted: f64) -> String {
        let test = if self.resplit { "corrected resampled t test" } else { "paired t test on this one split" };
        format!(
            "{} points over {} seeds ({test}, p after Holm {}; posterior: smaller {:.3}, within one point {:.3}, larger {:.3})",
            points(self.mean),
            self.seeds,
            p_value(adjusted),
            self.smaller,
            self.equal,
            self.larger
        )
    }
}

/// First less second, seed by seed.
pub(super) fn differences(first: &BTreeMap<u64, f64>, second: &BTreeMap<u64, f64>) -> Vec<f64> {
    first.iter().filter_map(|(seed, value)| Some(value - second.get(seed)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_seed(values: &[f64]) -> BTreeMap<u64, f64> {
        (0..).zip(values.iter().copied()).collect()
    }

    #[test]
    fn seeds_are_paired_and_the_rest_left_out() {
        let first = by_seed(&[0.95, 0.96, 0.97, 0.99]);
        let second = by_seed(&[0.90, 0.92, 0.91]);
        let difference = Difference::of(&first, &second, 0.25).unwrap();
        assert_eq!(difference.seeds, 3);
        assert!((difference.mean - 0.05).abs() < 1e-12);
        assert!(difference.larger > 0.95 && difference.p < 0.05, "{difference:?}");
        let mirrored = Difference::of(&second, &first, 0.25).unwrap();
        assert!((mirrored.smaller - difference.larger).abs() < 1e-12 && (mirrored.p - difference.p).abs() < 1e-15);
    }

    #[test]
    fn what_does_not_vary_is_not_tested() {
        assert!(Difference::of(&by_seed(&[0.5, 0.5]), &by_seed(&[0.4, 0.4]), 0.25).is_err());
        assert!(Difference::of(&by_seed(&[0.5]), &by_seed(&[0.4]), 0.25).is_err());
    }
}
