//! Exact numbers: what a printed figure can stand for.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use super::published::Decimal;

/// An exact fraction.
pub type Rational = BigRational;

/// `numerator / denominator`, exactly; `denominator` must not be 0.
pub fn ratio(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> Rational {
    Rational::new(numerator.into(), denominator.into())
}

/// How a number was cut to the printed digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rounding {
    /// To the nearest, halves away from zero: what is taught.
    HalfUp,
    /// To the nearest, halves to the even digit: IEEE 754, Python's `round`.
    HalfEven,
    /// To the nearest, a half either way: what printing a binary fraction does, since most halves are not stored exactly.
    Nearest,
    /// Further digits cut off, perhaps of a product that is stored a little below itself: 0.57 · 100 is 56.99… as a binary fraction.
    Truncated,
}

impl Rounding {
    /// Every mode.
    pub const ALL: [Self; 4] = [Self::HalfUp, Self::HalfEven, Self::Nearest, Self::Truncated];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::HalfUp => "halves up",
            Self::HalfEven => "halves to even",
            Self::Nearest => "nearest, halves either way",
            Self::Truncated => "truncated",
        }
    }

    /// The numbers that are printed as `printed` under one mode or another.
    pub fn any(printed: Decimal) -> Range {
        let ranges = Self::ALL.map(|mode| mode.range(printed));
        ranges.into_iter().reduce(|a, b| a.hull(&b)).expect("there are modes")
    }

    /// The numbers that are printed as `printed`.
    pub fn range(self, printed: Decimal) -> Range {
        let (mantissa, denominator) = printed.ratio();
        // In halves of the last place, so that both ends are integers.
        let at = |halves: i64| ratio(BigInt::from(mantissa) * 2 + halves, BigInt::from(denominator) * 2);
        let even = mantissa % 2 == 0;
        let (low, low_closed, high, high_closed) = match (self, mantissa.signum()) {
            (Self::Nearest, _) => (-1, true, 1, true),
            (Self::HalfEven, _) => (-1, even, 1, even),
            (Self::HalfUp, 1) => (-1, true, 1, false),
            (Self::HalfUp, -1) => (-1, false, 1, true),
            (Self::HalfUp, _) => (-1, false, 1, false),
            (Self::Truncated, 1) => (0, true, 2, true),
            (Self::Truncated, -1) => (-2, true, 0, true),
            (Self::Truncated, _) => (-2, true, 2, true),
        };
        Range {
            low: Bound { value: at(low), closed: low_closed },
            high: Bound { value: at(high), closed: high_closed },
        }
    }
}

/// An end of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Where it is.
    pub value: Rational,
    /// Whether it belongs to the range.
    pub closed: bool,
}

/// The numbers between two ends; empty when they cross.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// Lower end.
    pub low: Bound,
    /// Upper end.
    pub high: Bound,
}

impl Range {
    /// Both ends belong to it.
    pub fn closed(low: Rational, high: Rational) -> Self {
        Self { low: Bound { value: low, closed: true }, high: Bound { value: high, closed: true } }
    }

    /// One number.
    pub fn point(value: Rational) -> Self {
        Self::closed(value.clone(), value)
    }

    /// From 0 to 1.
    pub fn unit() -> Self {
        Self::closed(ratio(0, 1), ratio(1, 1))
    }

    /// No number.
    pub fn nothing() -> Self {
        Self::closed(ratio(1, 1), ratio(0, 1))
    }

    /// Whether no number is in it.
    pub fn is_empty(&self) -> bool {
        self.low.value > self.high.value
            || (self.low.value == self.high.value && !(self.low.closed && self.high.closed))
    }

    /// Whether a number is in it.
    pub fn contains(&self, value: &Rational) -> bool {
        let above = if self.low.closed { *value >= self.low.value } else { *value > self.low.value };
        let below = if self.high.closed { *value <= self.high.value } else { *value < self.high.value };
        above && below
    }

    /// The numbers in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let low = match self.low.value.cmp(&other.low.value) {
            std::cmp::Ordering::Less => other.low.clone(),
            std::cmp::Ordering::Greater => self.low.clone(),
            std::cmp::Ordering::Equal => {
                Bound { value: self.low.value.clone(), closed: self.low.closed && other.low.closed }
            }
        };
        let high = match self.high.value.cmp(&other.high.value) {
            std::cmp::Ordering::Less => self.high.clone(),
            std::cmp::Ordering::Greater => other.high.clone(),
            std::cmp::Ordering::Equal => {
                Bound { value: self.high.value.clone(), closed: self.high.closed && other.high.closed }
            }
        };
        Self { low, high }
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn hull(&self, other: &Self) -> Self {
        use std::cmp::Ordering;
        let outer = |one: &Bound, two: &Bound, beyond: Ordering| match one.value.cmp(&two.value) {
            Ordering::Equal => Bound { value: one.value.clone(), closed: one.closed || two.closed },
            order if order == beyond => one.clone(),
            _ => two.clone(),
        };
        Self {
            low: outer(&self.low, &other.low, Ordering::Less),
            high: outer(&self.high, &other.high, Ordering::Greater),
        }
    }

    /// 1 less each of its numbers.
    #[must_use]
    pub fn one_minus(&self) -> Self {
        let mirrored = |bound: &Bound| Bound { value: ratio(1, 1) - &bound.value, closed: bound.closed };
        Self { low: mirrored(&self.high), high: mirrored(&self.low) }
    }

    /// Both ends as the nearest f64, for show.
    pub fn as_f64(&self) -> (f64, f64) {
        (as_f64(&self.low.value), as_f64(&self.high.value))
    }
}

/// The nearest f64, for show.
pub fn as_f64(value: &Rational) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}

/// A number whose square is rational, such as Matthews's correlation: sign and square are exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Whether the number is below 0.
    pub negative: bool,
    /// Its square.
    pub square: Rational,
}

impl Root {
    /// The order of the number and a fraction.
    pub fn compare(&self, other: &Rational) -> std::cmp::Ordering {
        let squares = || self.square.cmp(&(other * other));
        match (self.negative && !self.square.is_zero(), other.is_negative()) {
            (true, false) => std::cmp::Ordering::Less,
            (false, true) => std::cmp::Ordering::Greater,
            (false, false) => squares(),
            (true, true) => squares().reverse(),
        }
    }

    /// The nearest f64 or its neighbour, for show.
    pub fn as_f64(&self) -> f64 {
        let root = as_f64(&self.square).sqrt();
        if self.negative { -root } else { root }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(rounding: Rounding, printed: &str) -> Range {
        rounding.range(printed.parse().unwrap())
    }

    #[test]
    fn a_printed_number_is_a_range() {
        let nearest = range(Rounding::Nearest, "97.1%");
        assert_eq!(nearest, Range::closed(ratio(9705, 10_000), ratio(9715, 10_000)));
        assert!(range(Rounding::HalfUp, "97.1%").contains(&ratio(9705, 10_000)));
        assert!(!range(Rounding::HalfUp, "97.1%").contains(&ratio(9715, 10_000)));
        assert!(!range(Rounding::HalfEven, "97.1%").contains(&ratio(9705, 10_000)));
        assert!(range(Rounding::HalfEven, "97.2%").contains(&ratio(9715, 10_000)));
        assert!(range(Rounding::Truncated, "0.990").contains(&ratio(9909, 10_000)));
        assert!(!range(Rounding::Truncated, "0.990").contains(&ratio(9899, 10_000)));
    }

    #[test]
    fn trailing_zeros_narrow_the_range() {
        assert!(range(Rounding::Nearest, "0.99").contains(&ratio(994, 1000)));
        assert!(!range(Rounding::Nearest, "0.990").contains(&ratio(994, 1000)));
        let smallest = range(Rounding::Nearest, "0.00000000000001%");
        assert_eq!(smallest.low.value, ratio(1, 20_000_000_000_000_000_i64));
        let largest = "9".repeat(Decimal::MOST_DIGITS);
        assert!(range(Rounding::Nearest, &largest).contains(&ratio(999_999_999_999_999_i64, 1)));
    }

    #[test]
    fn a_product_is_cut_as_it_is_stored() {
        // Of 57 right rows in 100 many programs print 56 %, or 28 % of 29 in 100.
        for right in [57_u32, 29] {
            let cut = (f64::from(right) / 100.0 * 100.0).trunc();
            assert_eq!(cut, f64::from(right - 1));
            assert!(range(Rounding::Truncated, &format!("{cut}%")).contains(&ratio(right, 100)));
        }
        assert!(!range(Rounding::Truncated, "56%").contains(&ratio(5701, 10_000)));
    }

    #[test]
    fn a_negative_number_is_cut_towards_zero() {
        assert!(range(Rounding::Truncated, "-0.3").contains(&ratio(-39, 100)));
        assert!(!range(Rounding::Truncated, "-0.3").contains(&ratio(-29, 100)));
        assert!(
            range(Rounding::HalfUp, "-0.3").contains(&ratio(-35, 100))
                ^ range(Rounding::HalfUp, "-0.4").contains(&ratio(-35, 100))
        );
        assert!(range(Rounding::HalfUp, "-0.4").contains(&ratio(-35, 100)));
    }

    #[test]
    fn intersections_keep_the_stricter_end() {
        let open = range(Rounding::HalfEven, "0.3");
        let closed = range(Rounding::Nearest, "0.3");
        assert_eq!(open.intersection(&closed), open);
        assert!(range(Rounding::HalfUp, "0.3").intersection(&range(Rounding::HalfUp, "0.4")).is_empty());
        assert!(!range(Rounding::Nearest, "0.3").intersection(&range(Rounding::Nearest, "0.4")).is_empty());
    }

    #[test]
    fn a_hull_keeps_the_outer_end() {
        let (up, nearest) = (range(Rounding::HalfUp, "0.3"), range(Rounding::Nearest, "0.3"));
        assert_eq!(up.hull(&nearest), nearest);
        let hull = up.hull(&range(Rounding::Truncated, "0.3"));
        assert!(hull.contains(&ratio(25, 100)) && hull.contains(&ratio(4, 10)) && !hull.contains(&ratio(41, 100)));
    }

    #[test]
    fn a_root_is_compared_exactly() {
        let root = Root { negative: true, square: ratio(1, 4) };
        assert!(root.compare(&ratio(-1, 2)).is_eq());
        assert!(root.compare(&ratio(-51, 100)).is_gt());
        assert!(root.compare(&ratio(0, 1)).is_lt());
        assert!(Root { negative: true, square: ratio(0, 1) }.compare(&ratio(0, 1)).is_eq());
    }
}
