//! Intervals of f64 with every operation rounded outwards.

use std::ops::{Add, Mul, Sub};

use crate::audit::claim::exact::Range;

/// Numbers from `low` to `high`, both finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Interval {
    /// Lower end.
    pub(super) low: f64,
    /// Upper end.
    pub(super) high: f64,
}

impl Interval {
    /// All shares.
    pub(super) const SHARE: Self = Self { low: 0.0, high: 1.0 };

    /// One number.
    pub(super) const fn point(value: f64) -> Self {
        Self { low: value, high: value }
    }

    /// A range whose ends are rounded outwards.
    pub(super) fn around(range: &Range) -> Self {
        // The conversion is to the nearest number or its neighbour.
        let (low, high) = range.as_f64();
        Self { low: low.next_down().next_down(), high: high.next_up().next_up() }
    }

    fn outwards(low: f64, high: f64) -> Self {
        Self { low: low.next_down(), high: high.next_up() }
    }

    /// How far its ends are apart.
    pub(super) fn width(self) -> f64 {
        self.high - self.low
    }

    /// Its lower and its upper half.
    pub(super) fn halves(self) -> [Self; 2] {
        let middle = self.low + self.width() / 2.0;
        [Self { high: middle, ..self }, Self { low: middle, ..self }]
    }

    /// The numbers in both.
    pub(super) fn and(self, other: Self) -> Option<Self> {
        let both = Self { low: self.low.max(other.low), high: self.high.min(other.high) };
        (both.low <= both.high).then_some(both)
    }

    /// The quotient; `None` where the divisor is not above 0.
    pub(super) fn over(self, divisor: Self) -> Option<Self> {
        let quotient = |end: f64, at_least_zero: f64, below_zero: f64| {
            if end >= 0.0 { end / at_least_zero } else { end / below_zero }
        };
        (divisor.low > 0.0).then(|| {
            let low = quotient(self.low, divisor.high, divisor.low);
            Self::outwards(low, quotient(self.high, divisor.low, divisor.high))
        })
    }

    /// The square roots of what is not below 0.
    pub(super) fn root(self) -> Self {
        Self::outwards(self.low.max(0.0).sqrt(), self.high.max(0.0).sqrt())
    }
}

impl Add for Interval {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::outwards(self.low + other.low, self.high + other.high)
    }
}

impl Sub for Interval {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::outwards(self.low - other.high, self.high - other.low)
    }
}

impl Mul for Interval {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let products = [self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high];
        Self::outwards(
            products.into_iter().fold(f64::INFINITY, f64::min),
            products.into_iter().fold(f64::NEG_INFINITY, f64::max),
        )
    }
}
