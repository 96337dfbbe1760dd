//! Intervals of integers: counts of rows, and scores as multiples of 2⁻⁶⁰ whose ends are rounded outwards.
//!
//! Every operation widens or keeps, so an empty interval is a proof. Nothing is rounded to the nearest.

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::audit::claim::exact::{Range, Rational, ratio};

/// A score of 1.
pub(super) const ONE: i128 = 1 << 60;

/// All numbers from `low` to `high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) low: i128,
    pub(super) high: i128,
}

/// The interval has no numbers left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Empty;

impl Span {
    pub(super) const UNIT: Self = Self { low: 0, high: ONE };

    pub(super) fn new(low: i128, high: i128) -> Self {
        Self { low, high }
    }

    pub(super) fn point(value: i128) -> Self {
        Self { low: value, high: value }
    }

    pub(super) fn is_empty(self) -> bool {
        self.low > self.high
    }

    pub(super) fn is_point(self) -> bool {
        self.low == self.high
    }

    pub(super) fn width(self) -> i128 {
        self.high - self.low
    }

    pub(super) fn contains(self, value: i128) -> bool {
        self.low <= value && value <= self.high
    }

    pub(super) fn meet(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.min(other.high) }
    }

    pub(super) fn hull(self, value: i128) -> Self {
        Self { low: self.low.min(value), high: self.high.max(value) }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        Self { low: self.low - other.high, high: self.high - other.low }
    }

    pub(super) fn times(self, factor: i128) -> Self {
        Self { low: self.low * factor, high: self.high * factor }
    }

    /// Of scores: the range, no narrower.
    pub(super) fn of_range(range: &Range) -> Self {
        let scaled = |value: &Rational| value * BigInt::from(ONE);
        // Printed numbers are small; anything beyond is cut to where no score can be.
        let fit = |value: BigInt| value.to_i128().map_or(2 * ONE, |v| v.clamp(-2 * ONE, 2 * ONE));
        Self {
            low: fit(scaled(&range.low.value).floor().to_integer()),
            high: fit(scaled(&range.high.value).ceil().to_integer()),
        }
    }

    /// Of scores: as exact fractions.
    pub(super) fn to_range(self) -> Range {
        Range::closed(ratio(self.low, ONE), ratio(self.high, ONE))
    }
}

/// a / b rounded down; b > 0.
pub(super) fn floor(a: i128, b: i128) -> i128 {
    a.div_euclid(b)
}

/// a / b rounded up; b > 0.
pub(super) fn ceil(a: i128, b: i128) -> i128 {
    -(-a).div_euclid(b)
}

/// What a count is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grid {
    /// Rows: a count is an integer, so its ends are rounded inwards.
    Rows,
    /// Shares of all rows in units of 2⁻⁴⁰, of any number of rows: ends are rounded outwards.
    Shares,
}

impl Grid {
    /// All rows, where counts are shares.
    pub(super) const ALL_SHARES: i128 = 1 << 40;

    /// The least count that is at least a / b.
    pub(super) fn least(self, a: i128, b: i128) -> i128 {
        match self {
            Self::Rows => ceil(a, b),
            Self::Shares => floor(a, b),
        }
    }

    /// The greatest count that is at most a / b.
    pub(super) fn most(self, a: i128, b: i128) -> i128 {
        match self {
            Self::Rows => floor(a, b),
            Self::Shares => ceil(a, b),
        }
    }

    /// The least count that is not nothing.
    pub(super) fn some(self) -> i128 {
        match self {
            Self::Rows => 1,
            Self::Shares => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_rounds_as_it_says_on_both_sides_of_zero() {
        assert_eq!((floor(7, 2), ceil(7, 2), floor(-7, 2), ceil(-7, 2)), (3, 4, -4, -3));
        assert_eq!((floor(6, 2), ceil(6, 2)), (3, 3));
    }

    #[test]
    fn a_range_is_only_ever_widened() {
        let third = Range::point(ratio(1, 3));
        let span = Span::of_range(&third);
        assert_eq!(span.width(), 1);
        assert!(span.to_range().contains(&ratio(1, 3)));
        let half = Span::of_range(&Range::point(ratio(1, 2)));
        assert!(half.is_point());
        assert_eq!(Span::of_range(&Range::point(ratio(10_i64.pow(15), 1))), Span::point(2 * ONE));
    }

    #[test]
    fn shares_are_rounded_outwards_and_rows_inwards() {
        assert_eq!((Grid::Rows.least(7, 2), Grid::Rows.most(7, 2)), (4, 3));
        assert_eq!((Grid::Shares.least(7, 2), Grid::Shares.most(7, 2)), (3, 4));
    }
}
