//! Scores of one class: what the counts allow them to be, and what they leave of the counts.
//!
//! All but one are of the form a / (a + c) with a, c ≥ 0, which grows with a and falls with c: the ends of the intervals give its exact image.
//! Solved for a part: a = s c / (1 − s), c = a (1 − s) / s, and with d = a + c: a = s d, c = (1 − s) d. All of these hold for a = c = 0 as well,
//! whatever the score of an empty class is said to be.

use super::counts::{Class, Counts, narrow};
use super::span::{Empty, Grid, ONE, Span, ceil, floor};
use crate::audit::claim::score::ZeroDivision;

/// More rows than any count.
const UNBOUNDED: i128 = 1 << 110;

/// Which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Precision,
    Recall,
    F1,
    Specificity,
    FalsePositiveRate,
    FalseDiscoveryRate,
    /// 1 − recall.
    MissRate,
    /// Half the sum of false positive rate and miss rate.
    HalfTotalError,
}

/// What the counts allow a score to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Image {
    /// Where its denominator is not 0; `None` where it has to be 0.
    pub(super) defined: Option<Span>,
    /// Whether the denominator can be 0.
    pub(super) may_be_empty: bool,
}

impl Image {
    /// With the value of an empty denominator; `None` where the class has to be left out.
    pub(super) fn under(self, rule: ZeroDivision) -> Option<Span> {
        match (value_of_empty(rule), self.defined) {
            (Some(value), Some(span)) if self.may_be_empty => Some(span.hull(value)),
            (Some(value), None) => Some(Span::point(value)),
            (_, defined) => defined,
        }
    }
}

/// Of a class that occurs; `None`: left out.
pub(super) fn value_of_empty(rule: ZeroDivision) -> Option<i128> {
    match rule.of_occurring() {
        ZeroDivision::Zero => Some(0),
        ZeroDivision::One => Some(ONE),
        _ => None,
    }
}

/// a, c and a + c of a / (a + c).
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts {
    pub(super) a: Span,
    pub(super) c: Span,
    pub(super) d: Span,
}

impl Parts {
    pub(super) fn of(kind: Kind, class: &Class, rows: Span) -> Self {
        let Class { tp, fp, fn_, tn, actual, predicted } = *class;
        let negatives = rows.minus(actual);
        let (a, c, d) = match kind {
            Kind::Precision => (tp, fp, predicted),
            Kind::Recall => (tp, fn_, actual),
            Kind::F1 => (tp.times(2), fp.plus(fn_), actual.plus(predicted)),
            Kind::Specificity => (tn, fp, negatives),
            Kind::FalsePositiveRate => (fp, tn, negatives),
            Kind::FalseDiscoveryRate => (fp, tp, predicted),
            Kind::MissRate => (fn_, tp, actual),
            Kind::HalfTotalError => unreachable!("half total error is the sum of two ratios"),
        };
        Self { a, c, d: d.meet(a.plus(c)) }
    }

    fn image(self) -> Image {
        let Self { a, c, d } = self;
        if d.high <= 0 {
            return Image { defined: None, may_be_empty: true };
        }
        let low = if c.high == 0 { ONE } else { floor(a.low * ONE, (a.low + c.high).min(d.high)) };
        let high = if a.high == 0 { 0 } else { ONE - floor(c.low * ONE, (c.low + a.high).min(d.high)) };
        let mut span = Span::new(low, high);
        if d.low > 0 {
            span = span.meet(Span::new(ONE - ceil(c.high * ONE, d.low), ceil(a.high * ONE, d.low)));
        }
        Image { defined: (!span.is_empty()).then_some(span), may_be_empty: d.low <= 0 }
    }

    /// The parts with which the score is in `score`, or the denominator 0.
    fn solve(self, score: Span, grid: Grid) -> Self {
        let Self { c, d, .. } = self;
        let Span { low, high } = score.meet(Span::UNIT);
        let (rest_low, rest_high) = (ONE - high, ONE - low);
        // x × y / z, or no bound where z is 0.
        let most = |x: i128, y: i128, z: i128| if z > 0 { grid.most(x * y, z) } else { UNBOUNDED };
        let least = |x: i128, y: i128, z: i128| if z > 0 { grid.least(x * y, z) } else { 0 };
        let a = Span::new(
            least(low, d.low, ONE).max(least(low, c.low, rest_high)),
            most(high, d.high, ONE).min(most(high, c.high, rest_low)),
        );
        let c = Span::new(
            least(rest_low, d.low, ONE).max(least(rest_low, self.a.low, high)),
            most(rest_high, d.high, ONE).min(most(rest_high, self.a.high, low)),
        );
        let d = Span::new(
            least(self.a.low, ONE, high).max(least(self.c.low, ONE, rest_high)),
            most(self.a.high, ONE, low).min(most(self.c.high, ONE, rest_low)),
        );
        Self { a, c, d }
    }
}

/// What the counts allow a score of `class` to be.
pub(super) fn image(kind: Kind, class: &Class, rows: Span) -> Image {
    if kind != Kind::HalfTotalError {
        return Parts::of(kind, class, rows).image();
    }
    let [false_alarms, misses] = halves(class, rows);
    Image {
        defined: false_alarms.defined.zip(misses.defined).map(|(a, b)| {
            let sum = a.plus(b);
            Span::new(floor(sum.low, 2), ceil(sum.high, 2))
        }),
        may_be_empty: false_alarms.may_be_empty || misses.may_be_empty,
    }
}

fn halves(class: &Class, rows: Span) -> [Image; 2] {
    [Kind::FalsePositiveRate, Kind::MissRate].map(|kind| image(kind, class, rows))
}

/// What a score has to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) kind: Kind,
    pub(super) class: usize,
    pub(super) range: Span,
    /// Whether an empty denominator will do.
    pub(super) empty_will_do: bool,
}

/// Narrows the counts of a class to those with which a score of it is in a range.
pub(super) fn require(counts: &mut Counts, grid: Grid, wanted: Wanted) -> Result<(), Empty> {
    let Wanted { kind, class, range, empty_will_do } = wanted;
    let image = image(kind, &counts.classes[class], counts.rows);
    let empty_will_do = empty_will_do && image.may_be_empty;
    let met = image.defined.map(|span| span.meet(range)).filter(|span| !span.is_empty());
    if kind == Kind::HalfTotalError {
        return match met {
            Some(_) if empty_will_do => Ok(()),
            Some(met) => require_halves(counts, grid, class, met),
            None if empty_will_do => Ok(()),
            None => Err(Empty),
        };
    }
    let Some(met) = met else {
        return if empty_will_do { empty(counts, kind, class) } else { Err(Empty) };
    };
    let mut parts = Parts::of(kind, &counts.classes[class], counts.rows).solve(met, grid);
    if !empty_will_do {
        parts.d.low = parts.d.low.max(grid.some());
    }
    put(counts, kind, class, parts, grid)
}

/// Narrows the counts to those with which accuracy = right / (right + wrong) is in its range, and the range with them.
pub(super) fn require_accuracy(counts: &mut Counts, grid: Grid, at: usize) -> Result<(), Empty> {
    let Counts { rows, right, wrong, means, steps, .. } = counts;
    let parts = Parts { a: *right, c: *wrong, d: *rows };
    narrow(&mut means[at], parts.image().defined.ok_or(Empty)?, steps)?;
    let Parts { a, c, d } = parts.solve(means[at], grid);
    three([right, wrong, rows], [a, c, d], steps)
}

fn require_halves(counts: &mut Counts, grid: Grid, class: usize, met: Span) -> Result<(), Empty> {
    let [false_alarms, misses] = halves(&counts.classes[class], counts.rows);
    let (Some(false_alarms), Some(misses)) = (false_alarms.defined, misses.defined) else {
        return Err(Empty);
    };
    for (kind, other) in [(Kind::FalsePositiveRate, misses), (Kind::MissRate, false_alarms)] {
        let range = met.times(2).minus(other);
        require(counts, grid, Wanted { kind, class, range, empty_will_do: false })?;
    }
    Ok(())
}

/// The denominator has to be 0.
fn empty(counts: &mut Counts, kind: Kind, class: usize) -> Result<(), Empty> {
    let nothing = Span::point(0);
    put(counts, kind, class, Parts { a: nothing, c: nothing, d: nothing }, Grid::Rows)
}

/// Writes the parts back into the counts that they are made of.
fn put(counts: &mut Counts, kind: Kind, class: usize, parts: Parts, grid: Grid) -> Result<(), Empty> {
    let Counts { rows, classes, steps, .. } = counts;
    let Class { tp, fp, fn_, tn, actual, predicted } = &mut classes[class];
    let Parts { a, c, d } = parts;
    match kind {
        Kind::Precision => three([tp, fp, predicted], [a, c, d], steps),
        Kind::Recall => three([tp, fn_, actual], [a, c, d], steps),
        Kind::FalseDiscoveryRate => three([fp, tp, predicted], [a, c, d], steps),
        Kind::MissRate => three([fn_, tp, actual], [a, c, d], steps),
        Kind::Specificity => three([tn, fp, actual], [a, c, rows.minus(d)], steps),
        Kind::FalsePositiveRate => three([fp, tn, actual], [a, c, rows.minus(d)], steps),
        Kind::F1 => {
            narrow(tp, Span::new(grid.least(a.low, 2), grid.most(a.high, 2)), steps)?;
            let allowed = [c.minus(*fn_), c.minus(*fp), d.minus(*predicted)];
            three([fp, fn_, actual], allowed, steps)?;
            narrow(predicted, d.minus(*actual), steps)
        }
        Kind::HalfTotalError => unreachable!("half total error is the sum of two ratios"),
    }
}

fn three(kept: [&mut Span; 3], allowed: [Span; 3], steps: &mut usize) -> Result<(), Empty> {
    kept.into_iter().zip(allowed).try_for_each(|(kept, allowed)| narrow(kept, allowed, steps))
}
