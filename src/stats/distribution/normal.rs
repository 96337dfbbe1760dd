//! The standard normal distribution.

use super::root::bisect;

/// No double of confidence below 1 needs a larger value.
const LARGEST: f64 = 10.0;
/// The smallest double lies above this point's tail.
const FARTHEST: f64 = 39.0;

/// P(Z ≤ z). SciPy: `norm.cdf`. Abramowitz and Stegun 26.2.29.
pub fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// P(Z > z). SciPy: `norm.sf`.
pub fn normal_above(z: f64) -> f64 {
    normal_below(-z)
}

/// The z with P(Z ≤ z) = `probability`, for `probability` in (0, 1). SciPy: `norm.ppf`.
pub fn normal_point(probability: f64) -> f64 {
    debug_assert!(0.0 < probability && probability < 1.0, "{probability} is no probability within (0, 1)");
    if probability > 0.5 {
        // Both are exact: 1 − p is representable for p in [0.5, 1].
        return -normal_point(1.0 - probability);
    }
    bisect(normal_below, probability, -FARTHEST, 0.0)
}

/// The z with P(|Z| ≤ z) = `confidence`, for `confidence` in (0, 1): 1.96 for 0.95.
///
/// Inverts P(|Z| > z) = erfc(z / √2) (Abramowitz and Stegun 26.2.29). SciPy: `norm.isf((1 - confidence) / 2)`.
pub fn normal_quantile(confidence: f64) -> f64 {
    debug_assert!(0.0 < confidence && confidence < 1.0, "{confidence} is no confidence");
    let inside = |z: f64| -libm::erfc(z / std::f64::consts::SQRT_2);
    bisect(inside, confidence - 1.0, 0.0, LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sigma_holds_two_thirds() {
        assert!((normal_quantile(0.682_689_492_137_085_9) - 1.0).abs() < 1e-13);
        assert!(normal_quantile(1.0 - f64::EPSILON) < LARGEST);
    }

    #[test]
    fn points_undo_probabilities() {
        for z in [-8.0, -1.5, 0.0, 0.3, 5.0] {
            assert!((normal_point(normal_below(z)) - z).abs() < 1e-9 * (1.0 + z * z), "{z}");
        }
        assert!(normal_point(0.5).abs() < 1e-15);
        assert_eq!(normal_above(1.0), normal_below(-1.0));
    }
}
