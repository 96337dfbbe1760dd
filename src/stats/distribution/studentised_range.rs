//! The range of several standard normal numbers: the studentised range with known deviation.

use super::quadrature::integrate;
use super::root::bisect;
use super::{normal_above, normal_below};

/// Where the normal density has died out.
const EDGE: f64 = 9.0;
const STEPS: u32 = 300;

/// P(largest − smallest > q) of `groups` ≥ 2 independent standard normal numbers. SciPy: `studentized_range.sf(q, groups, inf)`.
///
/// 1 − groups · ∫ φ(z) (Φ(z) − Φ(z − q))^(groups − 1) dz (Tukey 1953; Harter, *Annals of Mathematical Statistics* 31, 1960), written as
/// the integral of what the power leaves of Φ^(groups − 1), so that a small tail keeps its digits.
pub fn normal_range_above(q: f64, groups: u32) -> f64 {
    debug_assert!(groups >= 2, "a range needs two numbers");
    if q <= 0.0 {
        return 1.0;
    }
    let density = |z: f64| libm::exp(-z * z / 2.0) / std::f64::consts::TAU.sqrt();
    let others = groups - 1;
    let missed = |z: f64| {
        // aⁿ − bⁿ = (a − b)(aⁿ⁻¹ + aⁿ⁻² b + … + bⁿ⁻¹), and a − b = Φ(z − q).
        let (a, below) = (normal_below(z), normal_below(z - q));
        let b = if z > 0.0 { normal_above(z - q) - normal_above(z) } else { a - below };
        let sum = (0..others).fold((0.0, 1.0), |(sum, power), _| (sum * a + power, power * b)).0;
        density(z) * below * sum
    };
    (f64::from(groups) * integrate(missed, -EDGE, EDGE + q, STEPS + (q * 16.0) as u32)).min(1.0)
}

/// The q with P(range ≤ q) = `confidence` in (0, 1). SciPy: `studentized_range.ppf(confidence, groups, inf)`.
pub fn normal_range_quantile(confidence: f64, groups: u32) -> f64 {
    /// Beyond the range of as many numbers as there are bits in a confidence.
    const LARGEST: f64 = 40.0;
    bisect(|q| -normal_range_above(q, groups), confidence - 1.0, 0.0, LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_numbers_differ_by_a_normal_number() {
        for q in [0.1, 1.0, 2.77, 6.0] {
            let want = 2.0 * normal_above(q / std::f64::consts::SQRT_2);
            assert!((normal_range_above(q, 2) - want).abs() < 1e-14, "{q}");
        }
    }

    #[test]
    fn the_table_of_the_studentised_range() {
        for (groups, q) in [(2, 2.772), (3, 3.314), (5, 3.858), (10, 4.474)] {
            assert!((normal_range_quantile(0.95, groups) - q).abs() < 6e-4, "{groups}");
        }
    }
}
