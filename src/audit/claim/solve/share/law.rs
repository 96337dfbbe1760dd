//! Scores of two classes by the shares π (rows of class 1), p (rows taken for class 1) and y (both).
//!
//! With s = π + p, recall of class 1 is y / π, its precision y / p, its F1 2y / s; of class 0 they are (y + 1 − s) / (1 − π),
//! (y + 1 − s) / (1 − p) and 2 (y + 1 − s) / (2 − s); accuracy is 2y + 1 − s; Matthews's correlation is (y − πp) / √(π(1−π)p(1−p)), or 0.
//! Means are sums of these over a common denominator. All are written `scale · score = slope · y + offset`, which stays true, saying nothing,
//! where a denominator is 0, so that it bounds the score under every rule for that.

use super::interval::Interval;
use crate::audit::claim::exact::Range;
use crate::audit::claim::reading::Constraint;
use crate::audit::claim::score::{Conventions, Mean, MeanF1, Score};

/// A score, or 1 less it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Law {
    Accuracy,
    Recall(Mean),
    Precision(Mean),
    F1(Mean),
    /// Half the sum, and weighted sum, of recalls with the weights of the other class.
    CrossRecall,
    /// Harmonic mean of mean precision and mean recall.
    HarmonicF1(Mean),
    Correlation,
}

/// `scale · score = slope · y + offset` for some π and p.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<T> {
    pub(super) scale: T,
    pub(super) slope: T,
    pub(super) offset: T,
}

impl Law {
    /// A constraint's law and range.
    pub(super) fn of(constraint: &Constraint, conventions: Conventions) -> (Self, Range) {
        let range = &constraint.range;
        let same = |law| (law, range.clone());
        let rest = |law| (law, range.one_minus());
        match constraint.score {
            Score::Accuracy
            | Score::Precision(Mean::Micro)
            | Score::Recall(Mean::Micro | Mean::Weighted)
            | Score::F1(Mean::Micro)
            | Score::Specificity(Mean::Micro) => same(Self::Accuracy),
            Score::FalsePositiveRate(Mean::Micro)
            | Score::FalseDiscoveryRate(Mean::Micro)
            | Score::HalfTotalError(Mean::Micro) => rest(Self::Accuracy),
            Score::Specificity(Mean::Weighted) => same(Self::CrossRecall),
            Score::FalsePositiveRate(Mean::Weighted) => rest(Self::CrossRecall),
            Score::Recall(mean) => same(Self::Recall(mean)),
            Score::BalancedAccuracy => same(Self::Recall(Mean::Macro)),
            Score::HalfTotalError(_) => rest(Self::Recall(Mean::Macro)),
            Score::Specificity(mean) => same(Self::Recall(mean.renamed())),
            Score::FalsePositiveRate(mean) => rest(Self::Recall(mean.renamed())),
            Score::Precision(mean) => same(Self::Precision(mean)),
            Score::FalseDiscoveryRate(mean) => rest(Self::Precision(mean)),
            Score::F1(mean @ (Mean::Macro | Mean::Weighted)) if conventions.mean_f1 == MeanF1::OfMeans => {
                same(Self::HarmonicF1(mean))
            }
            Score::F1(mean) => same(Self::F1(mean)),
            Score::Mcc => same(Self::Correlation),
        }
    }

    /// Whether scale, slope and offset are affine in π and p.
    pub(super) fn is_straight(self) -> bool {
        self.affine().is_some()
    }

    /// Scale, slope and offset as (factor of π, factor of p, constant), where they are affine.
    pub(super) fn affine(self) -> Option<Line<[i32; 3]>> {
        let none = [0, 0, 0];
        let line = |scale, slope, offset| Some(Line { scale, slope: [0, 0, slope], offset });
        match self {
            Self::Accuracy => line([0, 0, 1], 2, [-1, -1, 1]),
            Self::Recall(Mean::Class(1)) => line([1, 0, 0], 1, none),
            Self::Recall(Mean::Class(_)) => line([-1, 0, 1], 1, [-1, -1, 1]),
            Self::Precision(Mean::Class(1)) => line([0, 1, 0], 1, none),
            Self::Precision(Mean::Class(_)) => line([0, -1, 1], 1, [-1, -1, 1]),
            Self::F1(Mean::Class(1)) => line([1, 1, 0], 2, none),
            Self::F1(Mean::Class(_)) => line([-1, -1, 2], 2, [-2, -2, 2]),
            _ => None,
        }
    }

    /// Scale, slope and offset for intervals of π and p; `None` for the harmonic F1, which has none.
    pub(super) fn line(self, pi: Interval, p: Interval) -> Option<Line<Interval>> {
        if let Some(Line { scale, slope, offset }) = self.affine() {
            let at = |[of_pi, of_p, one]: [i32; 3]| {
                let number = |factor: i32| Interval::point(factor.into());
                number(of_pi) * pi + number(of_p) * p + number(one)
            };
            return Some(Line { scale: at(scale), slope: at(slope), offset: at(offset) });
        }
        let (one, two) = (Interval::point(1.0), Interval::point(2.0));
        let (not_pi, not_p, s) = (one - pi, one - p, pi + p);
        let not_s = one - s;
        Some(match self {
            Self::Recall(_) => Line { scale: two * pi * not_pi, slope: one, offset: pi * not_s },
            Self::Precision(Mean::Weighted) => {
                Line { scale: p * not_p, slope: pi * not_p + p * not_pi, offset: p * not_pi * not_s }
            }
            Self::Precision(_) => Line { scale: two * p * not_p, slope: one, offset: p * not_s },
            Self::F1(Mean::Weighted) => Line {
                scale: s * (two - s),
                slope: two * (s * not_pi + pi * (two - s)),
                offset: two * not_pi * s * not_s,
            },
            Self::F1(_) => Line { scale: s * (two - s), slope: two, offset: s * not_s },
            Self::CrossRecall => Line { scale: pi * not_pi, slope: not_pi * not_pi + pi * pi, offset: pi * pi * not_s },
            Self::Correlation => {
                Line { scale: (pi * not_pi * p * not_p).root(), slope: one, offset: Interval::point(0.0) - pi * p }
            }
            Self::Accuracy | Self::HarmonicF1(_) => return None,
        })
    }
}
