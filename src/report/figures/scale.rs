//! Axes: where a value stands, and which values are written beside the axis.

/// Range of an axis and its ticks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    /// Smallest value.
    pub(crate) low: f64,
    /// Largest value.
    pub(crate) high: f64,
    /// Values with a label.
    pub(crate) ticks: Vec<f64>,
    /// Decimals of the labels.
    pub(crate) digits: usize,
}

impl Scale {
    /// From `low` to `high` as they are, with about `count` round ticks between.
    pub(crate) fn fixed(low: f64, high: f64, count: usize) -> Self {
        Self::with_step(low, high, round_step((high - low) / count.max(1) as f64))
    }

    fn with_step(low: f64, high: f64, step: f64) -> Self {
        let first = (low / step - 1e-9).ceil();
        let last = (high / step + 1e-9).floor();
        let ticks = (0..=(last - first) as usize).map(|i| (first + i as f64) * step).collect();
        Self { low, high, ticks, digits: decimals(step) }
    }

    /// Round ends around the finite values; a constant gets room on both sides, no value gives 0 to 1.
    pub(crate) fn around(values: impl IntoIterator<Item = f64>, count: usize) -> Self {
        let (low, high) = values
            .into_iter()
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return Self::fixed(0.0, 1.0, count);
        }
        let (low, high) = if high - low > 1e-9 * high.abs().max(low.abs()) {
            (low, high)
        } else {
            let room = if low == 0.0 { 1.0 } else { 0.1 * low.abs() };
            (low - room, high + room)
        };
        let step = round_step((high - low) / count.max(1) as f64);
        Self::with_step((low / step).floor() * step, (high / step).ceil() * step, step)
    }

    /// Epochs: whole numbers only.
    pub(crate) fn epochs(last: u32) -> Self {
        if last <= 1 {
            return Self { low: 0.5, high: 1.5, ticks: vec![1.0], digits: 0 };
        }
        let step = round_step(f64::from(last) / 10.0).max(1.0).ceil() as usize;
        let mut ticks: Vec<f64> = (0..=last as usize).step_by(step).skip(1).map(|tick| tick as f64).collect();
        if step > 1 {
            ticks.insert(0, 1.0);
        }
        Self { low: 1.0, high: f64::from(last), ticks, digits: 0 }
    }

    /// 0 at `low`, 1 at `high`.
    pub(crate) fn position(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// As written beside the axis.
    pub(crate) fn label(&self, tick: f64) -> String {
        crate::report::format::decimal(tick, self.digits)
    }
}

/// The smallest of 1, 2, 5 × 10ᵏ that is not below `raw`.
fn round_step(raw: f64) -> f64 {
    if !(raw.is_finite() && raw > 0.0) {
        return 1.0;
    }
    let power = libm::pow(10.0, libm::log10(raw).floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= raw * (1.0 - 1e-9)).unwrap_or(10.0);
    factor * power
}

/// Decimals that a multiple of `step` needs.
fn decimals(step: f64) -> usize {
    (-libm::log10(step) - 1e-9).ceil().clamp(0.0, 12.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: &Scale) -> Vec<String> {
        scale.ticks.iter().map(|&tick| scale.label(tick)).collect()
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(labels(&Scale::fixed(0.0, 1.0, 5)), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(&Scale::around([0.912, 0.987], 4)), ["0.90", "0.92", "0.94", "0.96", "0.98", "1.00"]);
        assert_eq!(labels(&Scale::around([-3.0, 900.0], 2)), ["−500", "0", "500", "1000"]);
    }

    #[test]
    fn constants_and_nothing_have_a_range() {
        for scale in [
            Scale::around([0.5], 4),
            Scale::around([0.0, 0.0], 4),
            Scale::around([f64::NAN], 4),
            Scale::around([-2.0], 4),
        ] {
            assert!(scale.high > scale.low && scale.ticks.len() > 1 && scale.ticks.len() < 12, "{scale:?}");
        }
    }

    #[test]
    fn epochs_are_whole() {
        assert_eq!(labels(&Scale::epochs(1)), ["1"]);
        assert_eq!(labels(&Scale::epochs(3)), ["1", "2", "3"]);
        assert_eq!(labels(&Scale::epochs(20)), ["1", "2", "4", "6", "8", "10", "12", "14", "16", "18", "20"]);
    }
}
