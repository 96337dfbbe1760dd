//! The two pieces of Loader's binomial probability: logarithms of factorials and of powers whose large parts have cancelled on paper.
//!
//! Loader, *Fast and accurate computation of binomial probabilities*, 2000.

/// ln Γ(n + 1) − ln(√(2πn) · nⁿ · e⁻ⁿ) for n > 0: what Stirling's formula misses.
pub(super) fn stirling_error(n: f64) -> f64 {
    /// From here on the series has no digit left to give.
    const SERIES: f64 = 15.0;
    if n <= SERIES {
        let half_log_tau = 0.5 * libm::log(std::f64::consts::TAU);
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - half_log_tau;
    }
    let square = n * n;
    let tail = 1.0 / 1680.0 - 1.0 / 1188.0 / square;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - tail / square) / square) / square) / n
}

/// x · ln(x / mean) + mean − x for positive arguments, also where the two are close and the terms would cancel.
pub(super) fn deviance(x: f64, mean: f64) -> f64 {
    let gap = x - mean;
    if gap.abs() >= 0.1 * (x + mean) {
        return x * libm::log(x / mean) - gap;
    }
    // With v = (x − mean) / (x + mean): gap · v + 2x · (v³/3 + v⁵/5 + …).
    let v = gap / (x + mean);
    let mut power = 2.0 * x * v;
    let mut sum = gap * v;
    for odd in (3_u32..).step_by(2) {
        power *= v * v;
        let next = sum + power / f64::from(odd);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// Γ(n + 1) / (Γ(a + 1) Γ(b + 1)) · pᵃ · qᵇ for n = a + b, a and b above 0, and q = 1 − p: the binomial probability, for real numbers.
pub(super) fn binomial_term(a: f64, b: f64, p: f64, q: f64) -> f64 {
    if p == 0.0 || q == 0.0 {
        return 0.0;
    }
    let n = a + b;
    let corrections = stirling_error(n) - stirling_error(a) - stirling_error(b);
    let log = corrections - deviance(a, n * p) - deviance(b, n * q);
    libm::exp(log) * (n / (std::f64::consts::TAU * a * b)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_each_piece_meet() {
        assert!((stirling_error(15.0) - stirling_error(15.000_001)).abs() < 1e-9);
        let (x, mean) = (110.0, 100.0_f64);
        let direct = x * libm::log(x / mean) + mean - x;
        assert!((deviance(x, mean) - direct).abs() < 1e-13);
        assert_eq!(deviance(7.0, 7.0), 0.0);
    }

    #[test]
    fn a_fair_coin() {
        assert!((binomial_term(5.0, 5.0, 0.5, 0.5) - 252.0 / 1024.0).abs() < 1e-15);
    }
}
