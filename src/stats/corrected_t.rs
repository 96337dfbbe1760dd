//! # Corrected resampled t-test (Nadeau and Bengio)
//!
//! **Answers:** do two models differ by more than resplitting explains, when the splits overlap?
//!
//! **Formula:** t = mean / √((1/n + n_test / n_train) · SD²) of the n differences, with n − 1 degrees of freedom; two-sided p. The
//! interval is mean ± t quantile · that root.
//!
//! **Source:** Nadeau, Bengio, *Inference for the generalization error*, Machine Learning 52, 2003, section 4.2; for repeated
//! cross-validation Bouckaert, Frank 2004.
//!
//! **Assumes:** differences from random resplits or folds of one dataset, each with the same sizes of train and test, normal, correlated by
//! n_test / (n_test + n_train). The correction is a heuristic that keeps the error rate low; it is not exact.
//!
//! **Not for:** several seeds on one and the same split: take a ratio of 0, which is the paired t-test, and speak of that split only.

use super::undefined::at_least;
use super::{Interval, Undefined, mean, standard_deviation, student_t_outside, student_t_quantile};

/// A t-test of the mean of differences against 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CorrectedT {
    /// Mean difference.
    pub mean: f64,
    /// Its standard error, corrected.
    pub error: f64,
    /// mean / error.
    pub t: f64,
    /// Degrees of freedom.
    pub freedom: u64,
    /// Two-sided p-value.
    pub p: f64,
}

impl CorrectedT {
    /// The interval of the mean difference at `confidence` in (0, 1).
    pub fn interval(&self, confidence: f64) -> Interval {
        Interval::around(self.mean, student_t_quantile(confidence, self.freedom) * self.error)
    }
}

/// Tests `differences`, one per split; `test_to_train` is rows of test / rows of train ≥ 0, for example 1/4 for five folds.
///
/// # Errors
/// Fewer than two differences, one that is not finite, or differences that are all equal.
pub fn corrected_resampled_t(differences: &[f64], test_to_train: f64) -> Result<CorrectedT, Undefined> {
    debug_assert!(test_to_train >= 0.0, "{test_to_train} is no ratio of rows");
    let (mean, error) = centre_and_error(differences, test_to_train)?;
    let (t, freedom) = (mean / error, differences.len() as u64 - 1);
    Ok(CorrectedT { mean, error, t, freedom, p: student_t_outside(t, freedom as f64) })
}

/// Mean and corrected standard error.
pub(super) fn centre_and_error(differences: &[f64], test_to_train: f64) -> Result<(f64, f64), Undefined> {
    let differences = at_least(2, "differences", differences)?;
    let few = Undefined::TooFew { of: "differences", needed: 2, got: differences.len() };
    let (centre, deviation) = mean(differences).zip(standard_deviation(differences)).ok_or(few)?;
    if deviation == 0.0 {
        return Err(Undefined::NoVariation);
    }
    Ok((centre, deviation * (1.0 / differences.len() as f64 + test_to_train).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_makes_a_difference_less_certain() {
        let differences = [0.01, 0.03, 0.02, 0.015, 0.025];
        let paired = corrected_resampled_t(&differences, 0.0).unwrap();
        let corrected = corrected_resampled_t(&differences, 0.25).unwrap();
        assert!(paired.p < 0.05 && corrected.p > paired.p);
        assert!((paired.t / corrected.t - 1.5).abs() < 1e-12);
        assert!(paired.interval(1.0 - paired.p).low.abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_tested_says_why() {
        assert_eq!(corrected_resampled_t(&[0.1, 0.1], 0.25), Err(Undefined::NoVariation));
        assert!(matches!(corrected_resampled_t(&[0.1], 0.25), Err(Undefined::TooFew { needed: 2, got: 1, .. })));
        assert_eq!(corrected_resampled_t(&[0.1, f64::NAN], 0.0), Err(Undefined::NotFinite { at: 1 }));
    }
}
