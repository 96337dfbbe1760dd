//! Mean and spread over seeds.

use crate::run::store::Spread;
use crate::stats::{mean, standard_deviation};

/// Mean and sample standard deviation (n − 1) of the finite values of a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MeanSd {
    /// Number of finite values, at least one.
    pub(crate) n: usize,
    /// Their mean.
    pub(crate) mean: f64,
    /// None for one value.
    pub(crate) sd: Option<f64>,
}

impl MeanSd {
    /// `None` where no value is finite.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let values: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
        Some(Self { n: values.len(), mean: mean(&values)?, sd: standard_deviation(&values) })
    }

    /// The mean less and plus one standard deviation, cut to `[low, high]`; `None` for one value.
    pub(crate) fn band(&self, low: f64, high: f64) -> Option<(f64, f64)> {
        self.sd.map(|sd| ((self.mean - sd).max(low), (self.mean + sd).min(high)))
    }
}

impl From<Spread> for MeanSd {
    fn from(spread: Spread) -> Self {
        Self { n: spread.n as usize, mean: spread.mean, sd: spread.sd }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_no_deviation_and_nan_is_left_out() {
        assert_eq!(MeanSd::of([f64::NAN]), None);
        assert_eq!(MeanSd::of([0.5, f64::INFINITY]), Some(MeanSd { n: 1, mean: 0.5, sd: None }));
        let three = MeanSd::of([1.0, 2.0, 3.0]).unwrap();
        assert_eq!((three.n, three.mean, three.sd), (3, 2.0, Some(1.0)));
        assert_eq!(three.band(0.0, 2.5), Some((1.0, 2.5)));
    }
}
