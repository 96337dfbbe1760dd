//! # BCa bootstrap interval
//!
//! **Answers:** how well is any figure of a test set known, such as a macro F1 or a difference of two models on the same rows?
//!
//! **Formula:** rows are drawn with replacement and the statistic computed anew, for each replicate. With z₀ the normal point of the share of
//! replicates below the estimate (equal ones half) and a = Σd³ / (6 (Σd²)^1.5) over the deviations d of the jackknife values from their mean, the
//! limits are the replicates' quantiles at Φ(z₀ + (z₀ ± z) / (1 − a (z₀ ± z))). By group: whole groups of rows are drawn and left out. From
//! counts: the cells of a table, such as a confusion matrix, are drawn as a multinomial, which is the same distribution and takes no time per row.
//!
//! **Source:** Efron, *Better bootstrap confidence intervals*, Journal of the American Statistical Association 82, 1987; Efron, Tibshirani,
//! *An introduction to the bootstrap*, 1993, chapter 14; groups: Davison, Hinkley, *Bootstrap methods and their application*, 1997,
//! section 3.8. For the same replicates it equals SciPy's `bootstrap(method="BCa")`.
//!
//! **Assumes:** rows, or groups where rows depend on each other, that are independent draws from what the figure speaks of. Above 2,000 units
//! the jackknife leaves out every 2,000th unit at a time instead of each alone, which estimates the same a.
//!
//! **Not for:** fewer than some 20 units, where no bootstrap reaches its confidence; maxima and minima; a figure at its bound, such as an accuracy
//! of 1: all replicates are equal, and Wilson's interval is the one to take.

use super::{Interval, Undefined, normal_below, normal_point, percentile};

/// A bootstrap interval and what it was corrected by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BootstrapInterval {
    /// The statistic of the sample itself.
    pub estimate: f64,
    /// The interval around it.
    pub interval: Interval,
    /// z₀: how far the median of the replicates lies from the estimate, in standard deviations.
    pub bias: f64,
    /// a: how fast the standard error changes with the statistic.
    pub acceleration: f64,
}

/// The BCa interval from `replicates` and, for the acceleration, jackknife values.
///
/// # Errors
/// No replicate, jackknife values that are all equal, or replicates (almost) all on one side of the estimate.
pub fn bca_interval(
    estimate: f64,
    replicates: &[f64],
    jackknife: &[f64],
    confidence: f64,
) -> Result<BootstrapInterval, Undefined> {
    let acceleration = acceleration(jackknife.iter().map(|&value| (value, 1.0)))?;
    corrected_interval(estimate, replicates.to_vec(), acceleration, confidence)
}

pub(super) fn corrected_interval(
    estimate: f64,
    mut replicates: Vec<f64>,
    acceleration: f64,
    confidence: f64,
) -> Result<BootstrapInterval, Undefined> {
    debug_assert!(0.0 < confidence && confidence < 1.0, "{confidence} is no confidence");
    if replicates.is_empty() {
        return Err(Undefined::TooFew { of: "replicates", needed: 1, got: 0 });
    }
    replicates.sort_by(f64::total_cmp);
    let below = replicates.partition_point(|&r| r < estimate) + replicates.partition_point(|&r| r <= estimate);
    let share = below as f64 / (2 * replicates.len()) as f64;
    if share <= 0.0 || share >= 1.0 {
        return Err(Undefined::OneSided);
    }
    let bias = normal_point(share);
    let limit = |z: f64| {
        let stretch = 1.0 - acceleration * (bias + z);
        let percent = 100.0 * normal_below(bias + (bias + z) / stretch);
        if stretch > 0.0 { percentile(&replicates, percent) } else { None }
    };
    let z = normal_point((1.0 - confidence) / 2.0);
    let (low, high) = limit(z).zip(limit(-z)).ok_or(Undefined::OneSided)?;
    Ok(BootstrapInterval { estimate, interval: Interval { low, high }, bias, acceleration })
}

/// a from jackknife values and how often each occurs.
pub(super) fn acceleration(values: impl Iterator<Item = (f64, f64)> + Clone) -> Result<f64, Undefined> {
    let (sum, n) = values.clone().fold((0.0, 0.0), |(sum, n), (value, times)| (sum + value * times, n + times));
    let centre = sum / n;
    let (mut squares, mut cubes) = (0.0, 0.0);
    for (value, times) in values.clone() {
        let d = centre - value;
        squares += times * d * d;
        cubes += times * d * d * d;
    }
    let spread = values.fold(0.0_f64, |spread, (value, _)| spread.max((value - centre).abs()));
    // Equal values may miss their mean by its rounding.
    if spread <= 4.0 * f64::EPSILON * centre.abs() {
        return Err(Undefined::NoVariation);
    }
    Ok(cubes / (6.0 * squares * squares.sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_bias_and_skewness_limits_are_the_percentiles() {
        let replicates: Vec<f64> = (0..=1000).map(f64::from).collect();
        let jackknife = [1.0, 2.0, 3.0];
        let got = bca_interval(500.0, &replicates, &jackknife, 0.9).unwrap();
        assert!(got.bias.abs() < 1e-12 && got.acceleration.abs() < 1e-12);
        assert!((got.interval.low - 50.0).abs() < 1e-9 && (got.interval.high - 950.0).abs() < 1e-9);
    }

    #[test]
    fn what_has_no_interval_says_why() {
        let jackknife = [1.0, 2.0, 4.0];
        assert_eq!(bca_interval(5.0, &[1.0, 2.0], &jackknife, 0.9), Err(Undefined::OneSided));
        assert_eq!(bca_interval(1.5, &[1.0, 2.0], &[0.1, 0.1, 0.1], 0.9), Err(Undefined::NoVariation));
        assert!(matches!(bca_interval(1.5, &[], &jackknife, 0.9), Err(Undefined::TooFew { .. })));
    }
}
