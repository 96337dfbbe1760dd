//! The noncentral t distribution, which a t statistic follows when there is a difference: what power is computed from.

use super::quadrature::integrate;
use super::saddle_point::stirling_error;
use super::{normal_above, normal_below};

/// P(T > t) with `freedom` > 0 degrees of freedom and `centre` as noncentrality. SciPy: `nct.sf`.
pub fn noncentral_t_above(t: f64, freedom: f64, centre: f64) -> f64 {
    expectation(freedom, |scale| normal_above(t * scale - centre))
}

/// P(T ≤ t). SciPy: `nct.cdf`.
pub fn noncentral_t_below(t: f64, freedom: f64, centre: f64) -> f64 {
    expectation(freedom, |scale| normal_below(t * scale - centre))
}

/// E f(S), where S² · freedom is χ² of that many degrees of freedom: T = (Z + centre) / S.
///
/// Over u = ln S the density is 2 √(a / 2π) e^(−error(a)) e^(a (1 + 2u − e^2u)) for a = freedom / 2 and Stirling's error.
fn expectation(freedom: f64, f: impl Fn(f64) -> f64) -> f64 {
    /// Below e^−LOST a density adds nothing to a double.
    const LOST: f64 = 41.0;
    const STEPS: u32 = 2_000;
    let a = freedom / 2.0;
    let factor = 2.0 * (a / std::f64::consts::TAU).sqrt() * libm::exp(-stirling_error(a));
    let density = |u: f64| factor * libm::exp(a * (1.0 + 2.0 * u - libm::exp(2.0 * u)));
    // On the right the exponent falls faster than −2au², on the left at last as 2au.
    let high = (LOST / (2.0 * a)).sqrt();
    let low = -(high + LOST / (2.0 * a));
    integrate(|u| density(u) * f(libm::exp(u)), low, high, STEPS).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::student_t_above;
    use super::*;

    #[test]
    fn without_a_difference_it_is_students() {
        for freedom in [1.0, 2.0, 9.0, 200.0, 1e5] {
            for t in [-3.0, 0.0, 0.5, 2.5] {
                let (got, want) = (noncentral_t_above(t, freedom, 0.0), student_t_above(t, freedom));
                assert!((got - want).abs() < 1e-12, "{t} {freedom}: {got} {want}");
            }
        }
    }

    #[test]
    fn below_and_above_make_one() {
        let sum = noncentral_t_below(2.0, 4.0, 1.5) + noncentral_t_above(2.0, 4.0, 1.5);
        assert!((sum - 1.0).abs() < 1e-13);
    }
}
