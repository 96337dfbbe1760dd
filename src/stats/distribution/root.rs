//! Bisection: the slowest way to invert a function and the one that cannot go wrong.

/// The argument in `[low, high]` where the rising function `f` reaches `target`, to the last bit that floating point can tell.
pub(super) fn bisect(f: impl Fn(f64) -> f64, target: f64, mut low: f64, mut high: f64) -> f64 {
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return middle;
        }
        if f(middle) < target { low = middle } else { high = middle }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverts_a_rising_function() {
        assert!((bisect(|x| x * x, 2.0, 0.0, 2.0) - 2.0_f64.sqrt()).abs() <= f64::EPSILON);
        assert_eq!(bisect(|x| x, 5.0, 0.0, 1.0), 1.0);
    }
}
