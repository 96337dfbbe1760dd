//! Mean over seeds, and how far they spread.

use serde::{Deserialize, Serialize};

use super::{mean, standard_deviation, student_t_interval};

/// Confidence of [`Spread::interval`].
const CONFIDENCE: f64 = 0.95;

/// Mean over seeds, and how far they spread.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Number of seeds.
    pub n: u64,
    /// Mean.
    pub mean: f64,
    /// Sample standard deviation (n − 1); none for one seed.
    pub sd: Option<f64>,
    /// 95 % t interval of the mean; none for one seed.
    pub interval: Option<[f64; 2]>,
    /// Smallest.
    pub min: f64,
    /// Largest.
    pub max: f64,
}

/// The spread of finite `values`, one per seed; `None` without one.
pub fn spread(values: &[f64]) -> Option<Spread> {
    Some(Spread {
        n: values.len() as u64,
        mean: mean(values)?,
        sd: standard_deviation(values),
        interval: student_t_interval(values, CONFIDENCE).map(|interval| [interval.low, interval.high]),
        min: values.iter().copied().reduce(f64::min)?,
        max: values.iter().copied().reduce(f64::max)?,
    })
}

impl Spread {
    /// The same of values that cannot lie outside `[low, high]`: the interval ends there, too. What is cut off holds no mean, so it covers no less.
    #[must_use]
    pub fn within(self, [low, high]: [f64; 2]) -> Self {
        Self { interval: self.interval.map(|ends| ends.map(|end| end.clamp(low, high))), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_has_no_spread() {
        let one = Spread { n: 1, mean: 0.5, sd: None, interval: None, min: 0.5, max: 0.5 };
        assert_eq!(spread(&[0.5]), Some(one));
        assert_eq!(spread(&[]), None);
    }

    #[test]
    fn three_seeds() {
        let s = spread(&[0.5, 0.25, 0.75]).unwrap();
        assert_eq!((s.n, s.mean, s.sd, s.min, s.max), (3, 0.5, Some(0.25), 0.25, 0.75));
        let [low, high] = s.interval.unwrap();
        // With two degrees of freedom P(|T| ≤ t) = t / √(2 + t²).
        let t = 0.95 * (2.0_f64 / (1.0 - 0.95 * 0.95)).sqrt();
        let half = t * 0.25 / 3.0_f64.sqrt();
        assert!((high - low - 2.0 * half).abs() < 1e-12);
    }
}
