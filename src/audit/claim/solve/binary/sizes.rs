//! Class sizes to decide, where they are not known exactly.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive};

use crate::audit::claim::exact::{Range, Rational, ratio};
use crate::audit::claim::reading::Constraint;
use crate::audit::claim::score::Conventions;
use crate::audit::claim::solve::share;

/// Rows of class 0 and of class 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sizes {
    /// All that are left: none, if the row implies a share of class 1 that the test set cannot have.
    These(Vec<[u64; 2]>),
    /// Some of too many.
    Some(Vec<[u64; 2]>),
}

/// Up to so many sizes are decided one by one.
const FEW: usize = 512;

/// Into so many parts the range of shares is cut where only some sizes are tried.
const EVEN: u32 = 128;

impl Sizes {
    /// Sizes within ranges that agree with the share of class 1 that the constraints imply.
    pub(super) fn of(
        rows: RangeInclusive<u64>,
        classes: [RangeInclusive<u64>; 2],
        constraints: &[Constraint],
        conventions: Conventions,
    ) -> Self {
        let [zero, one] = &classes;
        if zero.start() == zero.end() && one.start() == one.end() {
            let sizes = [*zero.start(), *one.start()];
            let all = sizes[0].checked_add(sizes[1]).is_some_and(|sum| rows.contains(&sum));
            return Self::These(if all { vec![sizes] } else { Vec::new() });
        }
        // A share is one of a row at least.
        let rows = (*rows.start()).max(1)..=*rows.end();
        if rows.is_empty() {
            return Self::These(Vec::new());
        }
        let share = share::of_positives_within(&possible_shares(&rows, &classes), constraints, conventions);
        if share.is_empty() {
            return Self::These(Vec::new());
        }
        let ranges = Ranges { rows, classes, share };
        let examples = || share::examples(&ranges.share, constraints, conventions);
        ranges.few().map_or_else(|| Self::Some(ranges.some(examples())), Self::These)
    }
}

/// Shares of class 1 that the ranges allow.
fn possible_shares(rows: &RangeInclusive<u64>, [zero, one]: &[RangeInclusive<u64>; 2]) -> Range {
    let share = |part: &u64, all: &u64| ratio(*part, *all).min(Rational::one());
    let rest = |share: Rational| Rational::one() - share;
    let low = share(one.start(), rows.end()).max(rest(share(zero.end(), rows.start())));
    let high = share(one.end(), rows.start()).min(rest(share(zero.start(), rows.end())));
    Range::closed(low, high)
}

struct Ranges {
    rows: RangeInclusive<u64>,
    classes: [RangeInclusive<u64>; 2],
    share: Range,
}

impl Ranges {
    /// All sizes, if they are few.
    fn few(&self) -> Option<Vec<[u64; 2]>> {
        let (low, high) = (&self.share.low.value, &self.share.high.value);
        let ones =
            cut(&self.classes[1], up(&(low * whole(*self.rows.start()))), down(&(high * whole(*self.rows.end()))));
        if ones.end().saturating_sub(*ones.start()) >= FEW as u64 {
            return None;
        }
        let mut all = Vec::new();
        for one in ones {
            let zeros = self.zeros(one);
            let more = if zeros.is_empty() { 0 } else { zeros.end() - zeros.start() };
            if more >= (FEW - all.len()) as u64 {
                return None;
            }
            all.extend(zeros.map(|zero| [zero, one]));
        }
        Some(all)
    }

    /// Rows of class 0 that go with so many of class 1.
    fn zeros(&self, one: u64) -> RangeInclusive<u64> {
        // one / (zero + one) is in the share, so zero is in one / share − one.
        let at = |share: &Rational| whole(one) / share - whole(one);
        let (low, high) = (&self.share.low.value, &self.share.high.value);
        let least = if high.is_positive() { up(&at(high)) } else { 0 };
        let most = if low.is_positive() { down(&at(low)) } else { u64::MAX };
        let by_rows = self.rows.start().saturating_sub(one)..=self.rows.end().saturating_sub(one);
        if one > *self.rows.end() || (one > 0 && !high.is_positive()) {
            return empty();
        }
        cut(&cut(&self.classes[0], *by_rows.start(), *by_rows.end()), least, most)
    }

    /// Sizes that are worth a try: these shares and others from all over their range, the most rows and rounder numbers of them.
    fn some(&self, examples: Vec<Rational>) -> Vec<[u64; 2]> {
        let totals = [*self.rows.end(), 10_000_000, 1_000_000, 10_000];
        let totals = totals.map(|total| total.clamp(*self.rows.start(), *self.rows.end()));
        let shares = examples.into_iter().chain(self.shares());
        let varied = shares.flat_map(|share| totals.map(|total| self.near(&share, total)));
        let even = self.even_shares().map(|share| self.near(&share, totals[1]));
        let mut seen = BTreeSet::new();
        varied.chain(even).flatten().filter(|&sizes| seen.insert(sizes)).collect()
    }

    /// The simplest fraction of the range, then others that lie closer and closer to its ends, which may be all that is left of it.
    fn shares(&self) -> impl Iterator<Item = Rational> {
        let (low, high) = (&self.share.low.value, &self.share.high.value);
        let width = high - low;
        let inner = (1..=12).flat_map(move |power| {
            let step = &width / BigInt::from(1_u32 << power);
            [low + &step, high - step]
        });
        [simplest(low, high)].into_iter().chain(inner)
    }

    /// Shares at even distances: curved constraints may leave any.
    fn even_shares(&self) -> impl Iterator<Item = Rational> {
        let (low, high) = (&self.share.low.value, &self.share.high.value);
        let step = (high - low) / BigInt::from(EVEN);
        (1..EVEN).map(move |at| low + &step * BigInt::from(at))
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
