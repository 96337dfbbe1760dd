//! Fisher's F distribution's upper tail.

use super::beta::incomplete_beta;

/// P(F > f) with `above` and `below` degrees of freedom, both positive. SciPy: `f.sf`. Source: Abramowitz and Stegun 26.6.2.
pub fn fisher_f_above(f: f64, above: f64, below: f64) -> f64 {
    if f <= 0.0 {
        return 1.0;
    }
    let (x, y) = (below / (below + above * f), above * f / (below + above * f));
    incomplete_beta(x, y, below / 2.0, above / 2.0).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn textbook_critical_values() {
        for (f, above, below) in [(161.447_639, 1.0, 1.0), (3.325_835, 5.0, 10.0), (2.866_081, 4.0, 20.0)] {
            assert!((fisher_f_above(f, above, below) - 0.05).abs() < 1e-7, "{f}");
        }
    }
}
