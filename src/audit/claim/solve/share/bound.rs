//! Bounds of π under any laws, by branch and bound over boxes of π and p.
//!
//! In a box every law leaves an interval of y, computed with each operation rounded outwards; a box where these have nothing in common holds
//! no matrix. The box that reaches furthest is halved until it is too small to matter or the budget is used up, so the
//! bounds are always outside the truth (Moore, Kearfott & Cloud, Introduction to Interval Analysis, 2009, doi 10.1137/1.9780898717716).

use std::collections::BinaryHeap;

use super::interval::Interval;
use super::law::{Law, Line};
use super::rates;
use crate::audit::claim::exact::Range;

/// Boxes that are looked at for one end.
const BUDGET: u32 = 8_000;
/// Boxes that are looked at for one end of a small part of all shares.
const LEAST_BUDGET: u32 = 500;
/// A box this small is not halved.
const SMALL: f64 = 1e-7;

/// Which end of π is looked for.
#[derive(Debug, Clone, Copy)]
enum End {
    Low,
    High,
    /// Neither: any small box that is left.
    Inside,
}

/// A box of π and p; the heap gives the one that reaches furthest, of these the smallest.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    reach: u64,
    depth: u32,
    /// Bits of the ends of π and of p: as numbers they are 0 or more, bits have the same order.
    ends: [u64; 4],
}

impl Candidate {
    fn new(end: End, depth: u32, [pi, p]: [Interval; 2]) -> Self {
        let ends = [pi.low, pi.high, p.low, p.high].map(f64::to_bits);
        let reach = match end {
            End::Low => !ends[0],
            End::High => ends[1],
            End::Inside => depth.into(),
        };
        Self { reach, depth, ends }
    }

    fn sides(&self) -> [Interval; 2] {
        let [pi_low, pi_high, p_low, p_high] = self.ends.map(f64::from_bits);
        [Interval { low: pi_low, high: pi_high }, Interval { low: p_low, high: p_high }]
    }
}

/// Boxes for one end of a range of shares that was halved so often.
pub(super) fn budget(halvings: u32) -> u32 {
    BUDGET.checked_shr(halvings).unwrap_or(0).max(LEAST_BUDGET)
}

/// Bounds of π in `domain` with p in `predicted`; `None` if no π is left. `inner`: every class has rows and predictions.
pub(super) fn ends(
    domain: &Range,
    predicted: Interval,
    inner: bool,
    laws: &[(Law, Range)],
    budget: u32,
) -> Option<(f64, f64)> {
    let laws: Vec<(Law, Interval)> = laws.iter().map(|(law, range)| (*law, Interval::around(range))).collect();
    let whole = [Interval::around(domain).and(Interval::SHARE)?, predicted];
    let region = Region { laws: &laws, inner, budget };
    Some((region.extreme(End::Low, whole)?, region.extreme(End::High, whole)?))
}

/// A π in `domain` of a box that is not refuted though it is small, or though the budget is used up: worth a try.
pub(super) fn example(domain: &Range, laws: &[(Law, Range)]) -> Option<f64> {
    let laws: Vec<(Law, Interval)> = laws.iter().map(|(law, range)| (*law, Interval::around(range))).collect();
    let whole = [Interval::around(domain).and(Interval::SHARE)?, Interval::SHARE];
    Region { laws: &laws, inner: true, budget: BUDGET }.extreme(End::Inside, whole)
}

/// What has to hold in a box.
struct Region<'a> {
    laws: &'a [(Law, Interval)],
    inner: bool,
    /// Boxes that are looked at for one end.
    budget: u32,
}

impl Region<'_> {
    fn extreme(&self, end: End, whole: [Interval; 2]) -> Option<f64> {
        let reached = |[pi, _]: [Interval; 2]| match end {
            End::Low => pi.low,
            End::High => pi.high,
            End::Inside => pi.low + pi.width() / 2.0,
        };
        let mut boxes = BinaryHeap::new();
        if self.may_hold(whole) {
            boxes.push(Candidate::new(end, 0, whole));
        }
        for _ in 0..self.budget {
            let furthest = boxes.pop()?;
            let [pi, p] = furthest.sides();
            if pi.width().max(p.width()) <= SMALL {
                return Some(reached([pi, p]));
            }
            let halves =
                if pi.width() >= p.width() { pi.halves().map(|pi| [pi, p]) } else { p.halves().map(|p| [pi, p]) };
            for half in halves {
                if self.may_hold(half) {
                    boxes.push(Candidate::new(end, furthest.depth + 1, half));
                }
            }
        }
        boxes.pop().map(|furthest| reached(furthest.sides()))
    }

    /// Whether some y is left for a box of π and p.
    fn may_hold(&self, [pi, p]: [Interval; 2]) -> bool {
        let y = self.laws.iter().try_fold(overlap(pi, p), |y, (law, score)| match law.line(pi, p) {
            Some(line) => narrow(y, &line, *score),
            None => Some(y),
        });
        y.is_some_and(|y| !self.inner || rates::may_hold([pi, p], y, self.laws))
    }
}

/// What two shares of the same rows can have in common: at least π + p − 1, at most the smaller one.
fn overlap(pi: Interval, p: Interval) -> Interval {
    let excess = pi + p - Interval::point(1.0);
    Interval { low: excess.low.max(0.0), high: pi.high.min(p.high) }
}

/// The y for which a score can be in its range.
fn narrow(y: Interval, line: &Line<Interval>, score: Interval) -> Option<Interval> {
    match (line.scale * score - line.offset).over(line.slope) {
        Some(allowed) => y.and(allowed),
        None => Some(y),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::claim::exact::{Rational, ratio};
    use crate::random::Stream;

    #[test]
    fn the_least_overlap_is_rounded_down() {
        let mut stream = Stream::new(1, &["overlap"]);
        let exact = |number: f64| Rational::from_float(number).unwrap();
        for _ in 0..1_000 {
            let p = stream.uniform() / 8.0;
            let pi = 1.0 - p / 2.0;
            let least = exact(pi) + exact(p) - ratio(1, 1);
            let overlap = overlap(Interval::point(pi), Interval::point(p));
            assert!(exact(overlap.low) <= least, "{pi} {p}");
        }
    }
}
