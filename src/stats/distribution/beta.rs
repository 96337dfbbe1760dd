//! The regularised incomplete beta function, from which the tails of binomial, t and F come.

use super::saddle_point::binomial_term;

/// I_x(a, b) and 1 − I_x(a, b) for a, b > 0 and y = 1 − x, which callers know better than it can be subtracted.
///
/// Continued fraction of DiDonato and Morris (*Algorithm 708*, ACM Transactions on Mathematical Software 18, 1992, equation 9) on the side
/// where it converges fast, by Lentz's method; its factor by Loader's saddle point. Both keep digits that differences of log-gammas and
/// x close to 1 would lose. Takes time proportional to √max(a, b) at worst.
pub(super) fn incomplete_beta(x: f64, y: f64, a: f64, b: f64) -> (f64, f64) {
    debug_assert!(a > 0.0 && b > 0.0 && (0.0..=1.0).contains(&x), "I_{x}({a}, {b})");
    if x < (a + 1.0) / (a + b + 2.0) {
        let lower = by_fraction(x, y, a, b);
        (lower, 1.0 - lower)
    } else {
        let upper = by_fraction(y, x, b, a);
        (1.0 - upper, upper)
    }
}

fn by_fraction(x: f64, y: f64, a: f64, b: f64) -> f64 {
    // x^a y^b / B(a, b)
    let factor = binomial_term(a, b, x, y) * a * b / (a + b);
    (factor / fraction(x, y, a, b)).clamp(0.0, 1.0)
}

/// β₀ + α₁ / (β₁ + α₂ / (β₂ + …)).
fn fraction(x: f64, y: f64, a: f64, b: f64) -> f64 {
    /// Stands for a denominator that came out as 0.
    const TINY: f64 = 1e-300;
    /// Never reached: a = b = 10⁹ takes some 10⁵ steps.
    const STEPS: u32 = 10_000_000;
    let kept = |v: f64| if v.abs() < TINY { TINY } else { v };
    let alpha = |m: f64| {
        let odd = a + 2.0 * m - 1.0;
        (a + m - 1.0) / odd * (a + b + m - 1.0) / odd * m * (b - m) * x * x
    };
    let beta = |m: f64| {
        let middle = (a + m) / (a + 2.0 * m + 1.0) * (a * y - b * x + 1.0 + m * (1.0 + y));
        m + m * (b - m) * x / (a + 2.0 * m - 1.0) + middle
    };
    let mut value = a / (a + 1.0) * (a * y - b * x + 1.0);
    let (mut c, mut d) = (value, 0.0);
    for m in (1..STEPS).map(f64::from) {
        d = 1.0 / kept(beta(m) + alpha(m) * d);
        c = kept(beta(m) + alpha(m) / c);
        value *= c * d;
        if (c * d - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_forms() {
        for x in [0.0, 1e-9, 0.2, 0.5, 0.9, 1.0] {
            let y = 1.0 - x;
            let (lower, upper) = incomplete_beta(x, y, 1.0, 1.0);
            assert!((lower - x).abs() < 1e-14 && (upper - y).abs() < 1e-14, "{x}");
            let (lower, _) = incomplete_beta(x, y, 3.0, 1.0);
            assert!((lower - x * x * x).abs() < 1e-14, "{x}");
        }
    }

    #[test]
    fn equal_shapes_are_halved_in_the_middle() {
        for shape in [0.5, 1.0, 17.0, 1e3, 1e6] {
            let (lower, upper) = incomplete_beta(0.5, 0.5, shape, shape);
            assert!((lower - 0.5).abs() < 1e-11 && (lower + upper - 1.0).abs() < 1e-15, "{shape}: {lower}");
        }
    }
}
