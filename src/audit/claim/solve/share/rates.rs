//! A second look at a box of π and p, by the recall and the precision of each class.
//!
//! The laws of means are multiplied by all their denominators and say little where one is near 0. The classes' own rates are between 0 and
//! 1 everywhere, so that a mean of them and one bounds the other. Matthews's correlation is, but for its sign, the geometric mean of informedness and
//! markedness, the sums of recalls and of precisions less 1, which have the same sign (Powers 2011, arXiv 2010.16061).

use super::interval::Interval;
use super::law::Law;
use crate::audit::claim::score::Mean;

/// Recall and precision of each class.
struct Rates {
    recall: [Interval; 2],
    precision: [Interval; 2],
    weights: [Interval; 2],
}

/// Whether the classes' rates can give the scores, where every class has rows and predictions.
pub(super) fn may_hold([pi, p]: [Interval; 2], y: Interval, laws: &[(Law, Interval)]) -> bool {
    let one = Interval::point(1.0);
    let right = [y + one - pi - p, y];
    let rates = |rows: [Interval; 2]| {
        let rate =
            |class: usize| right[class].over(rows[class]).map_or(Some(Interval::SHARE), |r| r.and(Interval::SHARE));
        Some([rate(0)?, rate(1)?])
    };
    let weights = [one - pi, pi];
    let (Some(recall), Some(precision)) = (rates(weights), rates([one - p, p])) else { return false };
    let mut rates = Rates { recall, precision, weights };
    // Rates of classes first, since means of two are sharper then.
    let is_narrowed = |of_class: bool, rates: &mut Rates| {
        laws.iter()
            .filter(|(law, _)| law.is_straight() == of_class)
            .all(|(law, score)| rates.narrow(*law, *score).is_some())
    };
    is_narrowed(true, &mut rates)
        && is_narrowed(false, &mut rates)
        && laws.iter().all(|(law, score)| rates.allow(*law, *score))
}

impl Rates {
    /// Leaves what a recall or a precision allows.
    fn narrow(&mut self, law: Law, score: Interval) -> Option<()> {
        match law {
            Law::Recall(Mean::Class(class)) => self.recall[class] = self.recall[class].and(score)?,
            Law::Precision(Mean::Class(class)) => self.precision[class] = self.precision[class].and(score)?,
            Law::Recall(Mean::Macro) => self.recall = of_plain_mean(self.recall, score)?,
            Law::Precision(Mean::Macro) => self.precision = of_plain_mean(self.precision, score)?,
            Law::Precision(Mean::Weighted) => {
                self.mean(self.precision, Mean::Weighted).and(score)?;
            }
            _ => {}
        }
        Some(())
    }

    /// Whether the rates allow an F1 or a correlation.
    fn allow(&self, law: Law, score: Interval) -> bool {
        let of_class = |class: usize| harmonic(self.precision[class], self.recall[class]);
        let possible = match law {
            Law::F1(Mean::Class(class)) => of_class(class),
            Law::F1(mean) => self.mean([of_class(0), of_class(1)], mean),
            Law::HarmonicF1(mean) => harmonic(self.mean(self.precision, mean), self.mean(self.recall, mean)),
            Law::Correlation => {
                let beyond_chance = |[a, b]: [Interval; 2]| a + b - Interval::point(1.0);
                geometric(beyond_chance(self.recall), beyond_chance(self.precision))
            }
            _ => return true,
        };
        possible.and(score).is_some()
    }

    fn mean(&self, rates: [Interval; 2], mean: Mean) -> Interval {
        let half = Interval::point(0.5);
        let weights = if mean == Mean::Weighted { self.weights } else { [half; 2] };
        rates[0] * weights[0] + rates[1] * weights[1]
    }
}

/// Two numbers with this mean.
fn of_plain_mean([a, b]: [Interval; 2], mean: Interval) -> Option<[Interval; 2]> {
    let sum = Interval::point(2.0) * mean;
    let a = a.and(sum - b)?;
    Some([a, b.and(sum - a)?])
}

/// 2 a b / (a + b), which rises in both.
fn harmonic(a: Interval, b: Interval) -> Interval {
    let of = |a: f64, b: f64| if a + b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 };
    let error = Interval { low: -1e-15, high: 1e-15 };
    Interval { low: of(a.low.max(0.0), b.low.max(0.0)), high: of(a.high, b.high) } + error
}

/// √(a b) with the sign of both, which rises in both.
fn geometric(a: Interval, b: Interval) -> Interval {
    let of = |a: f64, b: f64| if (a < 0.0) == (b < 0.0) { (a * b).sqrt().copysign(a) } else { 0.0 };
    let error = Interval { low: -1e-15, high: 1e-15 };
    Interval { low: of(a.low, b.low), high: of(a.high, b.high) } + error
}
