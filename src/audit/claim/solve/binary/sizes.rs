//! Class sizes to decide, where they are not known exactly.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

use crate::audit::claim::exact::{Range, Rational};

/// Up to so many sizes are decided one by one.
const FEW: usize = 512;
/// Into so many parts the range of shares is cut where only some sizes are tried.
const EVEN: u32 = 128;

/// Numbers of rows that are known as ranges.
#[derive(Debug)]
pub(super) struct Ranges {
    rows: RangeInclusive<u64>,
    classes: [RangeInclusive<u64>; 2],
}

/// Rows of class 0 and of class 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sizes {
    /// All that there are.
    All(Vec<[u64; 2]>),
    /// Some of too many.
    Some(Vec<[u64; 2]>),
}

impl Ranges {
    /// A test set with a row at least.
    pub(super) fn new(rows: &RangeInclusive<u64>, zero: &RangeInclusive<u64>, one: &RangeInclusive<u64>) -> Self {
        Self { rows: (*rows.start()).max(1)..=*rows.end(), classes: [zero.clone(), one.clone()] }
    }

    /// Sizes with a share of class 1 in a range: all, or so many with shares at even distances, since constraints may leave any.
    pub(super) fn sizes(&self, share: &Range) -> Sizes {
        let even = || {
            let low = &share.low.value;
            let step = (&share.high.value - low) / BigInt::from(EVEN);
            let total = 10_000_000.clamp(*self.rows.start(), *self.rows.end());
            (1..EVEN).filter_map(|at| self.near(&(low + &step * BigInt::from(at)), total)).collect()
        };
        self.few(share).map_or_else(|| Sizes::Some(even()), Sizes::All)
    }

    /// More sizes that are worth a try: with the shares given and with others closer and closer to the ends of the range, the most
    /// rows and rounder numbers of them.
    pub(super) fn more(&self, share: &Range, shares: Vec<Rational>) -> Vec<[u64; 2]> {
        let (low, high) = (&share.low.value, &share.high.value);
        let width = high - low;
        let near_ends = (1..=12).flat_map(|power| {
            let step = &width / BigInt::from(1_u32 << power);
            [low + &step, high - step]
        });
        let totals = [*self.rows.end(), 10_000_000, 1_000_000, 10_000];
        let totals = totals.map(|total| total.clamp(*self.rows.start(), *self.rows.end()));
        let mut seen = BTreeSet::new();
        let shares = shares.into_iter().chain([simplest(low, high)]).chain(near_ends);
        shares
            .flat_map(|share| totals.map(|total| self.near(&share, total)))
            .flatten()
            .filter(|&sizes| seen.insert(sizes))
            .collect()
    }

    /// All sizes, if they are few.
    fn few(&self, share: &Range) -> Option<Vec<[u64; 2]>> {
        let (low, high) = (&share.low.value, &share.high.value);
        let ones =
            cut(&self.classes[1], up(&(low * whole(*self.rows.start()))), down(&(high * whole(*self.rows.end()))));
        if ones.end().saturating_sub(*ones.start()) >= FEW as u64 {
            return None;
        }
        let mut all = Vec::new();
        for one in ones {
            let zeros = self.zeros(one, share);
            let more = if zeros.is_empty() { 0 } else { zeros.end() - zeros.start() };
            if more >= (FEW - all.len()) as u64 {
                return None;
            }
            all.extend(zeros.map(|zero| [zero, one]));
        }
        Some(all)
    }

    /// Rows of class 0 that go with so many of class 1.
    fn zeros(&self, one: u64, share: &Range) -> RangeInclusive<u64> {
        // one / (zero + one) is in the share, so zero is in one / share − one.
        let at = |share: &Rational| whole(one) / share - whole(one);
        let (low, high) = (&share.low.value, &share.high.value);
        let least = if high.is_positive() { up(&at(high)) } else { 0 };
        let most = if low.is_positive() { down(&at(low)) } else { u64::MAX };
        let by_rows = self.rows.start().saturating_sub(one)..=self.rows.end().saturating_sub(one);
        if one > *self.rows.end() || (one > 0 && !high.is_positive()) {
            return empty();
        }
        cut(&cut(&self.classes[0], *by_rows.start(), *by_rows.end()), least, most)
    }

    /// Sizes with about this share and total.
    fn near(&self, share: &Rational, total: u64) -> Option<[u64; 2]> {
        // A multiple of the denominator has exactly this share.
        let total = match share.denom().to_u64() {
            Some(denominator) if total - total % denominator >= *self.rows.start() => total - total % denominator,
            _ => total,
        };
        let one = (share * whole(total)).round().to_integer().to_u64()?;
        let one = one.clamp(*self.classes[1].start(), *self.classes[1].end());
        let zero = total.checked_sub(one)?.clamp(*self.classes[0].start(), *self.classes[0].end());
        self.rows.contains(&(zero + one)).then_some([zero, one])
    }
}

/// The fraction with the smallest denominator between two numbers ≥ 0 (Stern–Brocot).
fn simplest(low: &Rational, high: &Rational) -> Rational {
    let up = low.ceil();
    if up <= *high {
        return up;
    }
    let whole = low.floor();
    let rest = simplest(&(high - &whole).recip(), &(low - &whole).recip());
    whole + rest.recip()
}

fn whole(count: u64) -> Rational {
    Rational::from_integer(count.into())
}

fn up(value: &Rational) -> u64 {
    value.ceil().to_integer().to_u64().unwrap_or(u64::MAX)
}

fn down(value: &Rational) -> u64 {
    value.floor().to_integer().to_u64().unwrap_or(u64::MAX)
}

fn cut(range: &RangeInclusive<u64>, low: u64, high: u64) -> RangeInclusive<u64> {
    *range.start().max(&low)..=*range.end().min(&high)
}

#[allow(clippy::reversed_empty_ranges, reason = "an empty range is meant")]
fn empty() -> RangeInclusive<u64> {
    1..=0
}
