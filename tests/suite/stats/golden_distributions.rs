//! Distribution functions against mpmath, small tails by their own digits.

use idsbench::stats;
use serde::Deserialize;

use super::{assert_close, assert_digits, golden};

const CLOSE: f64 = 1e-12;

#[derive(Deserialize)]
struct Golden {
    /// k, trials, p; P(X = k), P(X ≤ k), P(X ≥ k).
    binomial: Vec<(u64, u64, f64, f64, f64, f64)>,
    /// z, P(Z ≤ z).
    normal: Vec<(f64, f64)>,
    /// Probability, z.
    normal_points: Vec<(f64, f64)>,
    /// t, degrees of freedom, P(|T| > t).
    student_t: Vec<(f64, f64, f64)>,
    /// x, degrees of freedom, P(χ² > x).
    chi_squared: Vec<(f64, u32, f64)>,
    /// F, degrees of freedom above and below, P(F > f).
    fisher_f: Vec<(f64, f64, f64, f64)>,
    /// t, degrees of freedom, noncentrality, P(T > t).
    noncentral_t: Vec<(f64, f64, f64, f64)>,
    /// q, groups, P(range > q).
    normal_range: Vec<(f64, u32, f64)>,
}

fn distributions() -> Golden {
    golden("distributions.json")
}

#[test]
fn binomial() {
    for (k, trials, p, at, at_most, at_least) in distributions().binomial {
        let what = format!("{k} of {trials} at {p}");
        assert_digits(stats::binomial_probability(k, trials, p), at, CLOSE, &what);
        assert_digits(stats::binomial_at_most(k, trials, p), at_most, CLOSE, &what);
        assert_digits(stats::binomial_at_least(k, trials, p), at_least, CLOSE, &what);
    }
}

#[test]
fn normal() {
    for (z, below) in distributions().normal {
        assert_digits(stats::normal_below(z), below, CLOSE, &format!("below {z}"));
        assert_digits(stats::normal_above(-z), below, CLOSE, &format!("above -{z}"));
    }
    for (probability, z) in distributions().normal_points {
        assert_close(stats::normal_point(probability), z, CLOSE, &format!("point of {probability}"));
    }
}

#[test]
fn student_t() {
    for (t, freedom, outside) in distributions().student_t {
        let what = format!("t of {t} with {freedom}");
        assert_digits(stats::student_t_outside(t, freedom), outside, CLOSE, &what);
        assert_digits(stats::student_t_above(t, freedom), outside / 2.0, CLOSE, &what);
        assert_close(stats::student_t_above(-t, freedom), 1.0 - outside / 2.0, CLOSE, &what);
    }
}

#[test]
fn chi_squared_and_f() {
    for (x, freedom, above) in distributions().chi_squared {
        assert_digits(stats::chi_squared_above(x, freedom), above, CLOSE, &format!("χ² of {x} with {freedom}"));
    }
    for (f, above, below, tail) in distributions().fisher_f {
        assert_digits(stats::fisher_f_above(f, above, below), tail, CLOSE, &format!("F of {f} with {above}, {below}"));
    }
}

#[test]
fn noncentral_t() {
    for (t, freedom, centre, above) in distributions().noncentral_t {
        let what = format!("t of {t} with {freedom} around {centre}");
        assert_close(stats::noncentral_t_above(t, freedom, centre), above, CLOSE, &what);
        assert_close(stats::noncentral_t_below(t, freedom, centre), 1.0 - above, CLOSE, &what);
    }
}

#[test]
fn normal_range() {
    for (q, groups, above) in distributions().normal_range {
        let what = format!("range {q} of {groups}");
        assert_digits(stats::normal_range_above(q, groups), above, CLOSE, &what);
        // Where the tail is flat or steep, q is known no better than its tail.
        if (0.001..0.999).contains(&above) {
            assert_close(stats::normal_range_quantile(1.0 - above, groups), q, 1e-10, &what);
        }
    }
}
