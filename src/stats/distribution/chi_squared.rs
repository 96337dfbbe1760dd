//! The χ² distribution's upper tail.

/// P(χ² > x) with `freedom` ≥ 1 degrees of freedom. SciPy: `chi2.sf`.
///
/// A finite sum of positive terms (Abramowitz and Stegun 26.4.4 and 26.4.5), so it takes time proportional to `freedom`.
pub fn chi_squared_above(x: f64, freedom: u32) -> f64 {
    debug_assert!(freedom > 0, "χ² needs a degree of freedom");
    if x <= 0.0 {
        return 1.0;
    }
    let odd = freedom % 2 == 1;
    let decay = libm::exp(-x / 2.0);
    // Odd: erfc + √(2x/π) e^(−x/2) (1 + x/3 + x²/(3·5) + …), even: e^(−x/2) (1 + x/2 + x²/(2·4) + …).
    let (alone, factor, divisors) = if odd {
        (libm::erfc((x / 2.0).sqrt()), decay * (2.0 * x / std::f64::consts::PI).sqrt(), 3..freedom)
    } else {
        (0.0, decay, 2..freedom)
    };
    if freedom == 1 {
        return alone;
    }
    let rest = divisors.step_by(2).scan(1.0, |term, divisor| {
        *term *= x / f64::from(divisor);
        Some(*term)
    });
    (alone + factor * (1.0 + rest.sum::<f64>())).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn textbook_critical_values() {
        for (x, freedom) in [(3.841_459, 1), (5.991_465, 2), (7.814_728, 3), (18.307_038, 10), (43.772_972, 30)] {
            assert!((chi_squared_above(x, freedom) - 0.05).abs() < 1e-7, "{freedom}");
        }
        assert_eq!(chi_squared_above(0.0, 4), 1.0);
    }
}
