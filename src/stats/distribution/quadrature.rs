//! Integration by the trapezoidal rule.

/// ∫ f over `[low, high]` from `steps` trapezia.
///
/// For an analytic function that has died out at both ends, as all that are integrated here, the rule converges exponentially in the
/// number of steps (Trefethen and Weideman, *SIAM Review* 56, 2014).
pub(super) fn integrate(f: impl Fn(f64) -> f64, low: f64, high: f64, steps: u32) -> f64 {
    let width = (high - low) / f64::from(steps);
    let inner: f64 = (1..steps).map(|step| f(low + width * f64::from(step))).sum();
    width * (inner + (f(low) + f(high)) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bell_is_exact_with_few_steps() {
        let bell = |x: f64| libm::exp(-x * x);
        assert!((integrate(bell, -8.0, 8.0, 40) - std::f64::consts::PI.sqrt()).abs() < 1e-14);
    }
}
