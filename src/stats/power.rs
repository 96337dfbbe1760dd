//! # Power: how many seeds would decide
//!
//! **Answers:** had the difference seen so far been the true one, how many seeds would show it?
//!
//! **Formula:** with n pairs and effect = mean difference / SD of differences, the paired t statistic is noncentral t with n − 1 degrees of
//! freedom around effect · √n. Power is its mass beyond ± the two-sided quantile at 1 − α; the answer is the smallest n that reaches the target.
//!
//! **Source:** Cohen, *Statistical power analysis for the behavioral sciences*, 1988, chapter 2. Equals statsmodels' `TTestPower`.
//!
//! **Assumes:** independent normal differences whose mean and SD are those of the few seeds at hand. These are estimates: take the answer
//! as an order of magnitude.
//!
//! **Not for:** saying after the fact that a test that found nothing had little power: that only says its p-value again (Hoenig, Heisey,
//! The American Statistician 55, 2001).

use super::undefined::at_least;
use super::{Undefined, mean, noncentral_t_above, noncentral_t_below, standard_deviation, student_t_quantile};

/// The chance that a two-sided paired t-test of `pairs` ≥ 2 at level `alpha` in (0, 1) finds an effect of that many SDs.
pub fn paired_t_power(effect: f64, pairs: u64, alpha: f64) -> f64 {
    debug_assert!(pairs >= 2, "one pair has no spread");
    let freedom = pairs - 1;
    let critical = student_t_quantile(1.0 - alpha, freedom);
    let (freedom, centre) = (freedom as f64, effect.abs() * (pairs as f64).sqrt());
    (noncentral_t_above(critical, freedom, centre) + noncentral_t_below(-critical, freedom, centre)).min(1.0)
}

/// The smallest number of seeds with which a paired t-test at level `alpha` would find the mean of `differences`, one per seed, with a
/// chance of `power` in (`alpha`, 1).
///
/// # Errors
/// Fewer than two differences, one that is not finite, differences that are all equal or of mean 0, or more than a million seeds.
pub fn seeds_to_decide(differences: &[f64], alpha: f64, power: f64) -> Result<u64, Undefined> {
    debug_assert!(alpha < power && power < 1.0, "{power} is no power above {alpha}");
    let differences = at_least(2, "differences", differences)?;
    match (mean(differences), standard_deviation(differences)) {
        (Some(mean), Some(deviation)) if deviation > 0.0 => pairs_needed(mean / deviation, alpha, power),
        _ => Err(Undefined::NoVariation),
    }
}

fn pairs_needed(effect: f64, alpha: f64, power: f64) -> Result<u64, Undefined> {
    /// More seeds than anyone will run.
    const MOST: u64 = 1_000_000;
    if effect == 0.0 {
        return Err(Undefined::NoDifference);
    }
    let enough = |pairs: u64| paired_t_power(effect, pairs, alpha) >= power;
    // Power rises with the number of pairs: double it, then halve the gap.
    let mut few = 1;
    let mut many = 2;
    while !enough(many) {
        if many >= MOST {
            return Err(Undefined::Beyond { most: MOST });
        }
        (few, many) = (many, (many * 2).min(MOST));
    }
    while many - few > 1 {
        let middle = few + (many - few) / 2;
        if enough(middle) { many = middle } else { few = middle }
    }
    Ok(many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cohens_medium_effect_needs_34_pairs() {
        assert_eq!(pairs_needed(0.5, 0.05, 0.8), Ok(34));
        assert!(paired_t_power(0.5, 34, 0.05) >= 0.8 && paired_t_power(0.5, 33, 0.05) < 0.8);
        assert!((paired_t_power(0.0, 10, 0.05) - 0.05).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_decided() {
        assert_eq!(seeds_to_decide(&[0.01, -0.01], 0.05, 0.8), Err(Undefined::NoDifference));
        assert_eq!(seeds_to_decide(&[0.01, 0.01], 0.05, 0.8), Err(Undefined::NoVariation));
        assert_eq!(pairs_needed(1e-6, 0.05, 0.8), Err(Undefined::Beyond { most: 1_000_000 }));
        assert!(seeds_to_decide(&[0.01], 0.05, 0.8).is_err());
    }
}
