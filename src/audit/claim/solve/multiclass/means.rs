//! Means over the classes: what the classes allow a mean to be, and what the mean leaves of the classes.
//!
//! A weighted mean is at least x exactly when Σ w (s − x) ≥ 0, over the classes that count. With every s at its upper end that sum is the most
//! that can be had; where it is below 0, the mean cannot reach x. Without class j it says how much j has to bring: w (s − x) ≥ need.
//! Where the weights are known only as intervals, the most is a fractional knapsack over them, since they add up to all rows.

use super::counts::{Class, Counts, narrow};
use super::fill;
use super::problem::{MeanScore, Problem, Weights};
use super::ratio::{Wanted, image, require, value_of_empty};
use super::span::{Empty, Grid, ONE, Span, ceil, floor};

/// What one class brings to a mean.
#[derive(Debug, Clone, Copy)]
struct Part {
    weight: Span,
    /// `None`: the class is left out.
    value: Option<Span>,
    may_be_left_out: bool,
}

fn parts(counts: &Counts, mean: &MeanScore) -> Vec<Part> {
    let part = |class: &Class| {
        let image = image(mean.kind, class, counts.rows);
        let weight = match mean.weights {
            Weights::Equal => Span::point(1),
            Weights::Rows => class.actual,
        };
        let skips = value_of_empty(mean.rule).is_none();
        let may_be_left_out = skips && image.may_be_empty || mean.only_occurring() && class.may_be_absent();
        Part { weight, value: image.under(mean.rule), may_be_left_out }
    };
    counts.classes.iter().map(part).collect()
}

/// Which end of a mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// The mean has to be at least the level.
    AtLeast,
    /// The mean has to be at most the level: the same with every sign turned.
    AtMost,
}

impl Side {
    /// By how much a class can lift the mean above the level at best, for each unit of its weight.
    fn gain(self, part: &Part, level: i128) -> i128 {
        let Some(value) = part.value else { return 0 };
        let gain = match self {
            Self::AtLeast => value.high - level,
            Self::AtMost => level - value.low,
        };
        if part.may_be_left_out { gain.max(0) } else { gain }
    }
}

/// The most that some classes bring together; as [`fill::most`].
fn most(parts: &[Part], gains: &[i128], without: Option<usize>, total: Option<Span>) -> Result<Option<i128>, Empty> {
    let others = parts.iter().zip(gains).enumerate().filter(|&(k, _)| Some(k) != without);
    match total {
        Some(total) => {
            let items: Vec<_> = others.map(|(_, (part, &gain))| (gain, part.weight)).collect();
            fill::most(&items, total)
        }
        None => Ok(Some(others.map(|(_, (part, &gain))| (gain * part.weight.low).max(gain * part.weight.high)).sum())),
    }
}

/// Narrows the counts to those with which a mean can be in its range.
pub(super) fn contract(counts: &mut Counts, problem: &Problem, at: usize) -> Result<(), Empty> {
    let mean = &problem.means[at];
    let range = counts.means[at];
    let parts = parts(counts, mean);
    let total = (mean.weights == Weights::Rows).then_some(counts.rows);
    let loose = total.filter(|_| parts.iter().any(|part| !part.weight.is_point()));
    let mut wanted = vec![Need::NOTHING; parts.len()];
    for (side, level) in [(Side::AtLeast, range.low), (Side::AtMost, range.high)] {
        let gains: Vec<i128> = parts.iter().map(|part| side.gain(part, level)).collect();
        let is_too_little = most(&parts, &gains, None, loose)?.is_some_and(|most| most < 0);
        if is_too_little || nothing_counts(&parts, side, level) {
            return Err(Empty);
        }
        for (k, part) in parts.iter().enumerate() {
            let rest = loose.map(|rows| rows.minus(part.weight));
            // Where the others cannot fill what is left of the rows, this class's interval is narrowed elsewhere.
            let Ok(Some(others)) = most(&parts, &gains, Some(k), rest) else { continue };
            wanted[k].learn(side, level, -others, part.weight);
            if mean.weights == Weights::Rows {
                weigh(counts, problem.grid, k, gains[k], -others)?;
            }
        }
    }
    for (class, need) in wanted.into_iter().enumerate() {
        let range = Span::new(need.low, need.high);
        let empty_will_do = match value_of_empty(mean.rule) {
            Some(value) => range.contains(value) || need.may_be_left_out && parts[class].may_be_left_out,
            None => need.may_be_left_out,
        };
        if range.low > 0 || range.high < ONE || !empty_will_do {
            require_counted(counts, problem.grid, mean, Wanted { kind: mean.kind, class, range, empty_will_do })?;
        }
    }
    Ok(())
}

/// A class without rows counts for nothing in a mean over rows: only where it has some does its score matter. A class that does not occur
/// may have a score that is not asked for, such as a specificity of 1.
fn require_counted(counts: &mut Counts, grid: Grid, mean: &MeanScore, wanted: Wanted) -> Result<(), Empty> {
    let class = &counts.classes[wanted.class];
    let is_left_out = wanted.empty_will_do && mean.only_occurring() && class.may_be_absent();
    if is_left_out || mean.weights == Weights::Rows && class.actual.low == 0 {
        return Ok(());
    }
    require(counts, grid, wanted)
}

/// Under the rule that leaves classes out: no class is sure to count, and those that could are all on the wrong side.
fn nothing_counts(parts: &[Part], side: Side, level: i128) -> bool {
    parts.iter().all(|part| match part.value {
        None => true,
        Some(value) if part.may_be_left_out => match side {
            Side::AtLeast => value.high < level,
            Side::AtMost => value.low > level,
        },
        Some(_) => false,
    })
}

/// What a class's score has to be, and whether the class may be left out.
#[derive(Debug, Clone, Copy)]
struct Need {
    low: i128,
    high: i128,
    may_be_left_out: bool,
}

impl Need {
    const NOTHING: Self = Self { low: 0, high: ONE, may_be_left_out: true };

    /// weight × (score − level) has to be at least `need`, with the sign turned for the other side.
    fn learn(&mut self, side: Side, level: i128, need: i128, weight: Span) {
        // A gain that is needed is smallest for the greatest weight, a loss that is allowed is greatest for the least.
        let weight = if need > 0 { weight.high } else { weight.low };
        self.may_be_left_out &= need <= 0;
        if weight <= 0 {
            return;
        }
        match side {
            Side::AtLeast => self.low = self.low.max(level + floor(need, weight)),
            Side::AtMost => self.high = self.high.min(level - floor(need, weight)),
        }
    }
}

/// What a class has to bring says how many rows it has to have, or may have.
fn weigh(counts: &mut Counts, grid: Grid, class: usize, gain: i128, need: i128) -> Result<(), Empty> {
    let actual = counts.classes[class].actual;
    let allowed = match (gain.signum(), need > 0) {
        (1, true) => Span::new(grid.least(need, gain), actual.high),
        (-1, false) => Span::new(0, grid.most(-need, -gain)),
        (-1 | 0, true) => return Err(Empty),
        _ => return Ok(()),
    };
    narrow(&mut counts.classes[class].actual, allowed, &mut counts.steps)
}

/// What the classes allow a mean to be, where their weights are known; else everything between the least and the greatest score.
pub(super) fn reach(counts: &Counts, mean: &MeanScore) -> Span {
    let parts = parts(counts, mean);
    let values = || parts.iter().filter_map(|part| part.value);
    let hull = Span::new(values().map(|v| v.low).min().unwrap_or(0), values().map(|v| v.high).max().unwrap_or(ONE));
    let sure = parts.iter().all(|part| part.weight.is_point() && part.value.is_some() && !part.may_be_left_out);
    let weights: i128 = parts.iter().map(|part| part.weight.low).sum();
    if !sure || weights <= 0 {
        return hull;
    }
    let sum = parts
        .iter()
        .filter_map(|part| part.value.map(|value| value.times(part.weight.low)))
        .fold(Span::point(0), Span::plus);
    Span::new(floor(sum.low, weights), ceil(sum.high, weights))
}
