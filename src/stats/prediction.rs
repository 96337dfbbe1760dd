//! # Prediction interval of further runs
//!
//! **Answers:** where would the next run fall, or the mean of the next m runs, if nothing but the seed changed? A published figure within
//! it is what the same experiment could have printed.
//!
//! **Formula:** mean ± t · SD · √(1/m + 1/n), where t is the two-sided quantile of Student's t with n − 1 degrees of freedom.
//!
//! **Source:** Hahn, *Factors for calculating two-sided prediction intervals for samples from a normal distribution*, Journal of the American
//! Statistical Association 64, 1969.
//!
//! **Assumes:** independent, normal values, past and future ones from the same distribution.
//!
//! **Not for:** all of several further runs at once, of which each may fall outside; figures close to 1, whose distribution is skewed, from
//! few seeds: unlike the interval of a mean, this one does not get better with more seeds when values are not normal.

use super::{Interval, mean, standard_deviation, student_t_quantile};

/// The interval of the mean of `future` ≥ 1 further values after finite `values`, at `confidence` in (0, 1); `None` for fewer than two values.
pub fn prediction_interval(values: &[f64], confidence: f64, future: u64) -> Option<Interval> {
    debug_assert!(future > 0, "no run is no run to predict");
    let (centre, deviation) = (mean(values)?, standard_deviation(values)?);
    let n = values.len() as f64;
    let t = student_t_quantile(confidence, values.len() as u64 - 1);
    Some(Interval::around(centre, t * deviation * (1.0 / future as f64 + 1.0 / n).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::student_t_interval;

    #[test]
    fn lies_around_the_interval_of_the_mean_and_tends_to_it() {
        let values = [0.91, 0.95, 0.93, 0.92, 0.96];
        let of_mean = student_t_interval(&values, 0.95).unwrap();
        let next = prediction_interval(&values, 0.95, 1).unwrap();
        assert!((next.width() / of_mean.width() - 6.0_f64.sqrt()).abs() < 1e-12);
        let many = prediction_interval(&values, 0.95, 1_000_000_000).unwrap();
        assert!((many.width() / of_mean.width() - 1.0).abs() < 1e-8);
    }

    #[test]
    fn one_seed_predicts_nothing() {
        assert_eq!(prediction_interval(&[0.5], 0.95, 1), None);
        assert_eq!(prediction_interval(&[0.5, 0.5], 0.95, 1), Some(Interval { low: 0.5, high: 0.5 }));
    }
}
