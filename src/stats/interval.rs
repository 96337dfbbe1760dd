//! A closed interval.

use serde::{Deserialize, Serialize};

/// From `low` to `high`, both within it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end, never below `low`.
    pub high: f64,
}

impl Interval {
    /// `centre` ± `half`, for `half` ≥ 0.
    pub(super) fn around(centre: f64, half: f64) -> Self {
        Self { low: centre - half, high: centre + half }
    }

    /// What of it lies within `[low, high]`, which it touches.
    pub(super) fn within(self, low: f64, high: f64) -> Self {
        Self { low: self.low.clamp(low, high), high: self.high.clamp(low, high) }
    }

    /// Whether `value` lies within, ends included.
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// high − low.
    pub fn width(&self) -> f64 {
        self.high - self.low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_belong_to_it() {
        let interval = Interval::around(0.5, 0.25);
        assert!(interval.contains(0.25) && interval.contains(0.75) && !interval.contains(0.76));
        assert_eq!(interval.width(), 0.5);
        assert_eq!(interval.within(0.0, 0.6), Interval { low: 0.25, high: 0.6 });
    }
}
