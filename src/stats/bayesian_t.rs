//! # Bayesian correlated t-test with a region of practical equivalence
//!
//! **Answers:** how probable is it that one model is better, that the other is, or that both are the same for all practical purposes?
//!
//! **Formula:** the posterior of the mean difference is Student's t with n − 1 degrees of freedom around the mean of the n differences, with
//! scale √((1/n + ρ / (1 − ρ)) · SD²) and ρ = n_test / (n_test + n_train), so that ρ / (1 − ρ) = n_test / n_train. The three
//! probabilities are its masses below −rope, within ± rope and above rope.
//!
//! **Source:** Corani, Benavoli, *A Bayesian approach for comparing cross-validated algorithms on multiple data sets*, Machine Learning 100,
//! 2015; Benavoli, Corani, Demšar, Zaffalon, *Time for a change*, Journal of Machine Learning Research 18, 2017. Equals baycomp's
//! `two_on_single`.
//!
//! **Assumes:** as the corrected resampled t-test, and nothing known beforehand about difference and spread.
//!
//! **Not for:** a region chosen after the result was seen; 0.01 of accuracy is the usual one.

use super::corrected_t::centre_and_error;
use super::{Undefined, student_t_above};

/// Posterior probabilities of a difference. They add up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RopeProbabilities {
    /// Below −rope.
    pub below: f64,
    /// Within ± rope: practically equal.
    pub within: f64,
    /// Above rope.
    pub above: f64,
}

/// Where the mean of `differences`, one per split, lies; `test_to_train` as in [`corrected_resampled_t`](super::corrected_resampled_t), `rope` ≥ 0 in
/// the unit of the differences.
///
/// # Errors
/// Fewer than two differences, one that is not finite, or differences that are all equal.
pub fn bayesian_correlated_t(
    differences: &[f64],
    test_to_train: f64,
    rope: f64,
) -> Result<RopeProbabilities, Undefined> {
    debug_assert!(test_to_train >= 0.0 && rope >= 0.0, "{test_to_train}, {rope}");
    let (mean, scale) = centre_and_error(differences, test_to_train)?;
    let freedom = differences.len() as f64 - 1.0;
    let below = student_t_above((mean + rope) / scale, freedom);
    let above = student_t_above((rope - mean) / scale, freedom);
    Ok(RopeProbabilities { below, within: (1.0 - below - above).max(0.0), above })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_region_holds_everything_and_an_empty_one_nothing() {
        let differences = [0.01, 0.03, 0.02, 0.015, 0.025];
        let wide = bayesian_correlated_t(&differences, 0.25, 10.0).unwrap();
        assert!(wide.within > 0.999_999);
        let none = bayesian_correlated_t(&differences, 0.25, 0.0).unwrap();
        assert!(none.within < 1e-15 && none.above > 0.9);
    }

    #[test]
    fn equal_differences_have_no_posterior() {
        assert_eq!(bayesian_correlated_t(&[0.0, 0.0, 0.0], 0.25, 0.01), Err(Undefined::NoVariation));
    }
}
