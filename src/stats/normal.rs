//! The standard normal distribution's two-sided quantile.

use super::root::bisect;

/// No double of confidence below 1 needs a larger value.
const LARGEST: f64 = 10.0;

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
}
