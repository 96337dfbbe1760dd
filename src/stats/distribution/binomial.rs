//! The binomial distribution, exact for any number of trials.

use super::beta::incomplete_beta;
use super::saddle_point::binomial_term;

/// P(X = k) of `trials` trials of probability `p`. SciPy: `binom.pmf`. Source: Loader 2000.
pub fn binomial_probability(k: u64, trials: u64, p: f64) -> f64 {
    debug_assert!((0.0..=1.0).contains(&p), "{p} is no probability");
    let power = |share: f64, complement: f64| match trials {
        0 => 1.0,
        _ if share == 0.0 => 0.0,
        // ln(1 − c) keeps the digits of a share close to 1.
        _ => libm::exp(trials as f64 * if share > 0.5 { libm::log1p(-complement) } else { libm::log(share) }),
    };
    match k {
        _ if k > trials => 0.0,
        0 => power(1.0 - p, p),
        _ if k == trials => power(p, 1.0 - p),
        _ => binomial_term(k as f64, (trials - k) as f64, p, 1.0 - p),
    }
}

/// P(X ≤ k). SciPy: `binom.cdf`.
pub fn binomial_at_most(k: u64, trials: u64, p: f64) -> f64 {
    if k >= trials {
        return 1.0;
    }
    incomplete_beta(1.0 - p, p, (trials - k) as f64, k as f64 + 1.0).0
}

/// P(X ≥ k). SciPy: `binom.sf(k - 1)`.
pub fn binomial_at_least(k: u64, trials: u64, p: f64) -> f64 {
    match k {
        0 => 1.0,
        _ if k > trials => 0.0,
        _ => incomplete_beta(p, 1.0 - p, k as f64, (trials - k) as f64 + 1.0).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_sums_of_probabilities() {
        for p in [0.0, 0.01, 0.3, 0.5, 0.95, 1.0] {
            for k in 0..=12 {
                let sum = |ks: std::ops::RangeInclusive<u64>| ks.map(|i| binomial_probability(i, 12, p)).sum::<f64>();
                assert!((binomial_at_most(k, 12, p) - sum(0..=k)).abs() < 1e-13, "{k} {p}");
                assert!((binomial_at_least(k, 12, p) - sum(k..=12)).abs() < 1e-13, "{k} {p}");
            }
        }
    }

    #[test]
    fn no_trial_has_no_hit() {
        assert_eq!(binomial_probability(0, 0, 0.3), 1.0);
        assert_eq!((binomial_at_most(0, 0, 0.3), binomial_at_least(1, 0, 0.3)), (1.0, 0.0));
    }
}
