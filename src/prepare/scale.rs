//! Scaling of one numeric column, fitted on its training values, computed in 64 bits.

use crate::spec::Scale;

/// Values summed one after the other before the partial sums are added: short runs keep the rounding error small, and
/// a fixed length keeps it the same for every number of threads.
const SUM_CHUNK: usize = 1_024;

/// A range below this counts as rounding, as in scikit-learn.
const SMALLEST_RANGE: f64 = 10.0 * f64::EPSILON;

/// `(value − shift) / divisor`.
///
/// Nothing is clamped: a test value outside the range that train showed goes outside `[0, 1]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scaler {
    pub(super) shift: f64,
    pub(super) divisor: f64,
}

impl Scaler {
    const IDENTITY: Self = Self { shift: 0.0, divisor: 1.0 };

    /// Fits to finite `values`; `None` if their spread is beyond f64.
    ///
    /// Min-max: to `[0, 1]`. Standard: to mean 0 and population standard deviation 1. A column that is constant, or
    /// that scikit-learn's `MinMaxScaler` or `StandardScaler` takes for constant up to rounding, is shifted to 0 and
    /// not divided.
    pub(super) fn fit(rule: Scale, values: &[f64]) -> Option<Self> {
        let Some(&first) = values.first() else { return Some(Self::IDENTITY) };
        let (low, high) = values.iter().fold((first, first), |(low, high), &v| (low.min(v), high.max(v)));
        let scaler = match rule {
            Scale::None => Self::IDENTITY,
            Scale::MinMax | Scale::Standard if low == high => Self { shift: low, divisor: 1.0 },
            Scale::MinMax if high - low < SMALLEST_RANGE => Self { shift: low, divisor: 1.0 },
            Scale::MinMax => Self { shift: low, divisor: high - low },
            Scale::Standard => standard(values),
        };
        (scaler.shift.is_finite() && scaler.divisor.is_finite()).then_some(scaler)
    }

    pub(super) fn apply(self, value: f64) -> f64 {
        (value - self.shift) / self.divisor
    }
}

/// Two passes with a correction for rounding (Chan, Golub, LeVeque 1983, "Algorithms for computing the sample variance").
fn standard(values: &[f64]) -> Scaler {
    let n = values.len() as f64;
    let mean = sum(values, |v| v) / n;
    let residual = sum(values, |v| v - mean);
    let squares = sum(values, |v| (v - mean) * (v - mean));
    let variance = (squares - residual * residual / n) / n;
    // The rounding error that `mean` and `squares` themselves may carry: less variance than that is none.
    let noise = n * f64::EPSILON * variance + (n * mean * f64::EPSILON) * (n * mean * f64::EPSILON);
    let divisor = if variance.is_finite() && variance <= noise { 1.0 } else { variance.sqrt() };
    Scaler { shift: mean, divisor }
}

fn sum(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    values.chunks(SUM_CHUNK).map(|chunk| chunk.iter().map(|&v| term(v)).sum::<f64>()).sum()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Golden {
        scaling: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        name: String,
        train: Vec<f64>,
        test: Vec<f64>,
        mean: f64,
        scale: f64,
        standard: Vec<f64>,
        min: f64,
        range: f64,
        min_max: Vec<f64>,
    }

    fn assert_close(name: &str, ours: f64, theirs: f64) {
        let bound = 1e-12 * theirs.abs().max(1.0);
        assert!((ours - theirs).abs() <= bound, "{name}: {ours:e} and not {theirs:e}");
    }

    #[test]
    fn equals_scikit_learn() {
        let golden: Golden =
            serde_json::from_str(include_str!("../../tests/golden/prepare/scikit_learn.json")).unwrap();
        assert!(golden.scaling.len() >= 5);
        for case in golden.scaling {
            let standard = Scaler::fit(Scale::Standard, &case.train).unwrap();
            assert_close(&case.name, standard.shift, case.mean);
            assert_close(&case.name, standard.divisor, case.scale);
            let min_max = Scaler::fit(Scale::MinMax, &case.train).unwrap();
            assert_eq!((min_max.shift, min_max.divisor), (case.min, case.range), "{}", case.name);
            for (i, &value) in case.train.iter().chain(&case.test).enumerate() {
                assert_close(&case.name, standard.apply(value), case.standard[i]);
                assert_close(&case.name, min_max.apply(value), case.min_max[i]);
            }
        }
    }

    #[test]
    fn a_constant_becomes_exactly_zero() {
        for rule in [Scale::MinMax, Scale::Standard] {
            let scaler = Scaler::fit(rule, &[0.1; 7]).unwrap();
            assert_eq!(scaler.apply(0.1), 0.0);
            assert_eq!(scaler.apply(1.1), 1.0);
        }
    }

    #[test]
    fn nothing_is_clamped_and_none_changes_nothing() {
        assert_eq!(Scaler::fit(Scale::MinMax, &[0.0, 2.0]).unwrap().apply(5.0), 2.5);
        assert_eq!(Scaler::fit(Scale::None, &[0.0, 2.0]).unwrap().apply(5.0), 5.0);
        assert_eq!(Scaler::fit(Scale::Standard, &[]).unwrap(), Scaler::IDENTITY);
    }

    #[test]
    fn a_spread_beyond_f64_is_refused() {
        assert_eq!(Scaler::fit(Scale::MinMax, &[-1e308, 1e308]), None);
        assert_eq!(Scaler::fit(Scale::Standard, &[1e200, -1e200]), None);
    }

    #[test]
    fn long_columns_keep_their_digits() {
        // 1.694e8 + 0, 1, 2, 3 over and over: mean and deviation are known exactly.
        let values: Vec<f64> = (0..1_000_000).map(|i| 1.694e8 + f64::from(i % 4)).collect();
        let scaler = Scaler::fit(Scale::Standard, &values).unwrap();
        assert!((scaler.shift - 169_400_001.5).abs() < 1e-6, "{}", scaler.shift);
        assert!((scaler.divisor - 1.25f64.sqrt()).abs() < 1e-12, "{}", scaler.divisor);
    }
}
