//! Student's t: the interval of a mean from few values.
//!
//! Student, *The probable error of a mean*, Biometrika 6, 1908. Degrees of freedom are whole numbers here, so the distribution is a
//! finite sum (Abramowitz and Stegun 26.7.3 and 26.7.4) of positive terms.

use super::root::bisect;
use super::{mean, standard_deviation};

/// The two-sided interval mean ± t · SD / √n of finite `values` at `confidence` in (0, 1); `None` for fewer than two values.
///
/// SciPy: `t.interval(confidence, n - 1, mean, sem(values))`. It assumes independent, roughly normal values: seeds, not folds that share rows.
pub fn student_t_interval(values: &[f64], confidence: f64) -> Option<[f64; 2]> {
    let (centre, deviation) = (mean(values)?, standard_deviation(values)?);
    let t = student_t_quantile(confidence, values.len() as u64 - 1);
    let half = t * deviation / (values.len() as f64).sqrt();
    Some([centre - half, centre + half])
}

/// The t with P(|T| ≤ t) = `confidence` in (0, 1) for `freedom` ≥ 1 degrees of freedom: 12.7 for 0.95 and 1. Takes time proportional to `freedom`.
pub fn student_t_quantile(confidence: f64, freedom: u64) -> f64 {
    debug_assert!(0.0 < confidence && confidence < 1.0, "{confidence} is no confidence");
    debug_assert!(freedom > 0, "t needs a degree of freedom");
    let angle = bisect(|angle| inside(angle, freedom), confidence, 0.0, std::f64::consts::FRAC_PI_2);
    (freedom as f64).sqrt() * libm::tan(angle)
}

/// P(|T| ≤ √freedom · tan(angle)).
fn inside(angle: f64, freedom: u64) -> f64 {
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    let odd = freedom % 2 == 1;
    // Odd: cos + 2/3 cos³ + 2·4/(3·5) cos⁵ + …, even: 1 + 1/2 cos² + 1·3/(2·4) cos⁴ + …, up to cos^(freedom − 2).
    let first = if odd { cos } else { 1.0 };
    let powers = (if odd { 1 } else { 0 }..=freedom.saturating_sub(2)).step_by(2);
    let sum = powers
        .skip(1)
        .scan(first, |term, power| {
            *term *= cos * cos * (power - 1) as f64 / power as f64;
            Some(*term)
        })
        .sum::<f64>();
    match (odd, freedom) {
        (true, 1) => angle * std::f64::consts::FRAC_2_PI,
        (true, _) => (angle + sin * (first + sum)) * std::f64::consts::FRAC_2_PI,
        (false, _) => sin * (first + sum),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_in_every_textbook() {
        let table = [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (10, 2.228), (30, 2.042)];
        for (freedom, t) in table {
            assert!((student_t_quantile(0.95, freedom) - t).abs() < 5e-4, "{freedom}");
        }
    }

    #[test]
    fn many_degrees_of_freedom_are_normal() {
        let z = super::super::normal_quantile(0.95);
        assert!((student_t_quantile(0.95, 1_000_000) - z).abs() < 1e-5);
    }

    #[test]
    fn equal_values_have_an_interval_without_width() {
        assert_eq!(student_t_interval(&[0.1, 0.1, 0.1], 0.95), Some([0.1, 0.1]));
        assert_eq!(student_t_interval(&[0.1], 0.95), None);
    }
}
