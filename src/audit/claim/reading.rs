//! What a table could mean: everything that a paper leaves open, as a choice.

use std::fmt;
use std::ops::RangeInclusive;

use super::exact::{Range, Rounding};
use super::score::{Conventions, Mean, Score, Tally};
use crate::claim::published::Averaging;

/// One way to read the rows of a table: all of them are read alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What precision, recall and F1 are taken over.
    pub averaging: Averaging,
    /// Position of the positive class among the paper's classes; for [`Averaging::Binary`], and where a false alarm rate or a specificity
    /// can be of it.
    pub positive: Option<usize>,
    /// How figures were cut.
    pub rounding: Rounding,
    /// Zero division and macro F1.
    pub conventions: Conventions,
    /// What the false alarm rate is; only where a row has one.
    pub false_alarm: Option<FalseAlarm>,
    /// What specificity is over; only where a row has one.
    pub specificity: Option<Mean>,
}

/// What is called the false alarm rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FalseAlarm {
    /// fp / (fp + tn)
    FalsePositiveRate,
    /// fp / (fp + tp), of all alarms.
    FalseDiscoveryRate,
    /// (false positive rate + false negative rate) / 2, as in the papers on UNSW-NB15 (Moustafa & Slay 2016).
    HalfTotalError,
    /// 1 less the specificity of the row's averaging; differs from the first only in means over the classes.
    OneMinusSpecificity,
}

impl FalseAlarm {
    /// Every reading.
    pub const ALL: [Self; 4] =
        [Self::FalsePositiveRate, Self::FalseDiscoveryRate, Self::HalfTotalError, Self::OneMinusSpecificity];
}

/// A score that has to lie in a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// Which.
    pub score: Score,
    /// Where.
    pub range: Range,
}

impl Constraint {
    /// Whether the score of a matrix is defined and in the range, exactly.
    pub fn holds(&self, tally: &Tally, conventions: Conventions) -> bool {
        self.score.of(tally, conventions).is_some_and(|value| value.within(&self.range))
    }
}

impl Reading {
    /// The mean that precision, recall and F1 are over.
    pub fn mean(&self) -> Mean {
        match self.averaging {
            Averaging::Binary => Mean::Class(self.positive.unwrap_or(1)),
            Averaging::Macro => Mean::Macro,
            Averaging::Weighted => Mean::Weighted,
            Averaging::Micro => Mean::Micro,
        }
    }
}

/// What is assumed of the rows that a table was made from.
///
/// Every number of rows is a range: of exact sizes both ends are equal; class sizes that nobody knows go from 0 to [`TestSet::MOST`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestSet {
    /// Where the sizes come from: `bot-iot/5pct as published, 20 % stratified`.
    pub origin: String,
    /// All rows.
    pub rows: RangeInclusive<u64>,
    /// Rows of each of the paper's classes.
    pub classes: Vec<RangeInclusive<u64>>,
}

impl TestSet {
    /// More rows than any dataset of the field has; a bound where nothing else is known.
    pub const MOST: u64 = 1_000_000_000;

    /// Any sizes at all: rows were resampled, or chosen in a way that the paper does not tell.
    pub fn free(classes: usize) -> Self {
        Self { origin: "any class sizes".to_owned(), rows: 1..=Self::MOST, classes: vec![0..=Self::MOST; classes] }
    }

    /// Exactly these sizes.
    pub fn exact(origin: impl Into<String>, classes: &[u64]) -> Self {
        let rows: u64 = classes.iter().sum();
        Self { origin: origin.into(), rows: rows..=rows, classes: classes.iter().map(|&n| n..=n).collect() }
    }

    /// Whether nothing is known of the sizes.
    pub fn is_free(&self) -> bool {
        self.rows == (1..=Self::MOST) && self.classes.iter().all(|rows| *rows == (0..=Self::MOST))
    }

    /// The sizes, where every one is known exactly.
    pub fn sizes(&self) -> Option<Vec<u64>> {
        self.classes.iter().map(|range| (range.start() == range.end()).then_some(*range.start())).collect()
    }
}

impl fmt::Display for FalseAlarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FalsePositiveRate => "false positive rate",
            Self::FalseDiscoveryRate => "false discovery rate",
            Self::HalfTotalError => "half total error",
            Self::OneMinusSpecificity => "1 − specificity",
        })
    }
}
