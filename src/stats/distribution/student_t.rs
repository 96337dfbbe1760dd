//! Student's t distribution.
//!
//! Student, *The probable error of a mean*, Biometrika 6, 1908; as an incomplete beta function, Abramowitz and Stegun 26.7.1.

use super::beta::incomplete_beta;
use super::root::bisect;

/// P(|T| > |t|) with `freedom` > 0 degrees of freedom: the two-sided p-value. SciPy: `2 * t.sf(abs(t), freedom)`.
pub fn student_t_outside(t: f64, freedom: f64) -> f64 {
    debug_assert!(freedom > 0.0, "t needs a degree of freedom");
    if t.is_infinite() {
        return 0.0;
    }
    let all = freedom + t * t;
    incomplete_beta(freedom / all, t * t / all, freedom / 2.0, 0.5).0
}

/// P(T > t). SciPy: `t.sf`.
pub fn student_t_above(t: f64, freedom: f64) -> f64 {
    let half = student_t_outside(t, freedom) / 2.0;
    if t >= 0.0 { half } else { 1.0 - half }
}

/// The t with P(|T| ≤ t) = `confidence` in (0, 1) for `freedom` ≥ 1 degrees of freedom: 12.7 for 0.95 and 1.
pub fn student_t_quantile(confidence: f64, freedom: u64) -> f64 {
    debug_assert!(0.0 < confidence && confidence < 1.0, "{confidence} is no confidence");
    debug_assert!(freedom > 0, "t needs a degree of freedom");
    let angle = bisect(|angle| inside(angle, freedom as f64), confidence, 0.0, std::f64::consts::FRAC_PI_2);
    (freedom as f64).sqrt() * libm::tan(angle)
}

/// P(|T| ≤ √freedom · tan(angle)).
fn inside(angle: f64, freedom: f64) -> f64 {
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    incomplete_beta(sin * sin, cos * cos, 0.5, freedom / 2.0).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_in_every_textbook() {
        let table = [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (10, 2.228), (30, 2.042)];
        for (freedom, t) in table {
            assert!((student_t_quantile(0.95, freedom) - t).abs() < 5e-4, "{freedom}");
            assert!((student_t_outside(t, freedom as f64) - 0.05).abs() < 5e-5, "{freedom}");
        }
    }

    #[test]
    fn many_degrees_of_freedom_are_normal() {
        let z = super::super::normal_quantile(0.95);
        assert!((student_t_quantile(0.95, 1_000_000) - z).abs() < 1e-5);
    }

    #[test]
    fn the_two_sides_make_one() {
        assert_eq!(student_t_above(1.5, 4.0) + student_t_above(-1.5, 4.0), 1.0);
        assert_eq!((student_t_outside(0.0, 4.0), student_t_outside(f64::INFINITY, 4.0)), (1.0, 0.0));
    }
}
