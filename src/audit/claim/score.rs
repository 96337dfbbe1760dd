//! Scores as exact numbers of a confusion matrix, under every convention that is in use.

use std::cmp::Ordering;
use std::{fmt, iter};

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::exact::{Bound, Range, Rational, Root, ratio};

/// What decides a score of one class against the rest, for every class: rows of it that were found, rows of it, rows taken for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tally {
    /// True positives of each class.
    pub correct: Vec<u64>,
    /// Rows of each class.
    pub actual: Vec<u64>,
    /// Rows taken for each class.
    pub predicted: Vec<u64>,
}

impl Tally {
    /// From a square matrix, actual × predicted.
    pub fn of(matrix: &[Vec<u64>]) -> Self {
        let classes = 0..matrix.len();
        Self {
            correct: classes.clone().map(|k| matrix[k][k]).collect(),
            actual: matrix.iter().map(|row| row.iter().sum()).collect(),
            predicted: classes.map(|k| matrix.iter().map(|row| row[k]).sum()).collect(),
        }
    }

    /// Of two classes: 0 is negative, 1 is positive.
    pub fn binary(cells: Cells) -> Self {
        let Cells { tp, fp, fn_, tn } = cells;
        Self { correct: vec![tn, tp], actual: vec![tn + fp, tp + fn_], predicted: vec![tn + fn_, tp + fp] }
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.actual.len()
    }

    /// All rows.
    pub fn rows(&self) -> u64 {
        self.actual.iter().sum()
    }
}

/// A binary confusion matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cells {
    /// Positive rows taken for positive.
    pub tp: u64,
    /// Negative rows taken for positive.
    pub fp: u64,
    /// Positive rows taken for negative.
    pub fn_: u64,
    /// Negative rows taken for negative.
    pub tn: u64,
}

/// Over what a score of one class against the rest is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mean {
    /// One class.
    Class(usize),
    /// The plain mean over the classes.
    Macro,
    /// The mean over the classes, weighted by their rows.
    Weighted,
    /// From the sums of true and false positives and negatives over the classes.
    Micro,
}

impl Mean {
    /// The same where of two classes each is called by the other's number.
    #[must_use]
    pub fn renamed(self) -> Self {
        match self {
            Self::Class(class) => Self::Class(1 - class),
            mean => mean,
        }
    }
}

/// A score that a confusion matrix decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Score {
    /// Share of rows that are right.
    Accuracy,
    /// tp / (tp + fp)
    Precision(Mean),
    /// tp / (tp + fn)
    Recall(Mean),
    /// 2 tp / (2 tp + fp + fn)
    F1(Mean),
    /// tn / (tn + fp)
    Specificity(Mean),
    /// fp / (fp + tn)
    FalsePositiveRate(Mean),
    /// fp / (fp + tp)
    FalseDiscoveryRate(Mean),
    /// Half the sum of false positive and false negative rate.
    HalfTotalError(Mean),
    /// Mean of the classes' recalls; classes without rows are left out (scikit-learn).
    BalancedAccuracy,
    /// Matthews's correlation coefficient, for any number of classes (Gorodkin 2004, doi 10.1016/j.compbiolchem.2004.09.006); 0 where
    /// all rows or all predictions are of one class (scikit-learn).
    Mcc,
}

/// What a score of a class is when its denominator is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ZeroDivision {
    /// 0, for every class that there is.
    Zero,
    /// 1, for every class that there is.
    One,
    /// The class is left out of the mean.
    Skipped,
    /// 0, but a class with neither rows nor predictions is left out of macro means, whatever its score: scikit-learn by default, whose
    /// labels are those that occur.
    ZeroIfOccurring,
    /// The same with 1.
    OneIfOccurring,
}

impl ZeroDivision {
    /// Every rule.
    pub const ALL: [Self; 5] = [Self::Zero, Self::One, Self::Skipped, Self::ZeroIfOccurring, Self::OneIfOccurring];
    /// The rules that differ where no mean is macro, or where every class occurs.
    pub const OF_OCCURRING: [Self; 3] = [Self::Zero, Self::One, Self::Skipped];

    /// What the rule says of classes that occur: one of [`Self::OF_OCCURRING`].
    #[must_use]
    pub fn of_occurring(self) -> Self {
        match self {
            Self::ZeroIfOccurring => Self::Zero,
            Self::OneIfOccurring => Self::One,
            rule => rule,
        }
    }

    /// Whether macro means are over the classes that occur only.
    pub fn only_occurring(self) -> bool {
        self != self.of_occurring()
    }
}

/// Which of two quantities is called macro F1 (Opitz & Burst 2019, arXiv 1911.03347).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MeanF1 {
    /// The mean of the classes' F1, as scikit-learn.
    OfClasses,
    /// The harmonic mean of mean precision and mean recall.
    OfMeans,
}

impl MeanF1 {
    /// Both.
    pub const ALL: [Self; 2] = [Self::OfClasses, Self::OfMeans];
}

/// What is left open by a score's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Conventions {
    /// Where a denominator is 0.
    pub zero_division: ZeroDivision,
    /// Of an averaged F1.
    pub mean_f1: MeanF1,
}

impl Conventions {
    /// scikit-learn's, where every class occurs.
    pub const USUAL: Self = Self { zero_division: ZeroDivision::Zero, mean_f1: MeanF1::OfClasses };
}

/// A score's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A fraction.
    Fraction(Rational),
    /// A root of one.
    Root(Root),
}

impl Value {
    /// Whether it lies in a range, exactly.
    pub fn within(&self, range: &Range) -> bool {
        self.position(range).is_eq()
    }

    /// Where it lies: below a range, in it or above it, exactly.
    pub fn position(&self, range: &Range) -> Ordering {
        let compare = |bound: &Bound| match self {
            Self::Fraction(fraction) => fraction.cmp(&bound.value),
            Self::Root(root) => root.compare(&bound.value),
        };
        match (compare(&range.low), compare(&range.high)) {
            (Ordering::Less, _) => Ordering::Less,
            (Ordering::Equal, _) if !range.low.closed => Ordering::Less,
            (_, Ordering::Greater) => Ordering::Greater,
            (_, Ordering::Equal) if !range.high.closed => Ordering::Greater,
            _ => Ordering::Equal,
        }
    }

    /// For show.
    pub fn as_f64(&self) -> f64 {
        match self {
            Self::Fraction(fraction) => super::exact::as_f64(fraction),
            Self::Root(root) => root.as_f64(),
        }
    }
}

impl Score {
    /// The score that a metric of a table is, over this mean; `None` for what no confusion matrix decides, and for the false alarm rate,
    /// which is one of several scores.
    pub fn named(metric: &str, over: Mean) -> Option<Self> {
        Some(match metric {
            "accuracy" => Self::Accuracy,
            "precision" => Self::Precision(over),
            "recall" => Self::Recall(over),
            "f1" => Self::F1(over),
            "specificity" => Self::Specificity(over),
            "balanced_accuracy" => Self::BalancedAccuracy,
            "mcc" => Self::Mcc,
            _ => return None,
        })
    }

    /// The exact value; `None` where it is undefined under the conventions.
    pub fn of(self, tally: &Tally, conventions: Conventions) -> Option<Value> {
        let fraction = match self {
            Self::Accuracy => divide(tally.correct.iter().sum(), tally.rows()),
            Self::BalancedAccuracy => {
                let skipping = Conventions { zero_division: ZeroDivision::Skipped, ..conventions };
                mean(tally, Mean::Macro, skipping, |one| divide(one.tp, one.tp + one.fn_))
            }
            Self::Precision(over) => mean(tally, over, conventions, |one| divide(one.tp, one.tp + one.fp)),
            Self::Recall(over) => mean(tally, over, conventions, |one| divide(one.tp, one.tp + one.fn_)),
            Self::Specificity(over) => mean(tally, over, conventions, |one| divide(one.tn, one.tn + one.fp)),
            Self::FalsePositiveRate(over) => mean(tally, over, conventions, |one| divide(one.fp, one.tn + one.fp)),
            Self::FalseDiscoveryRate(over) => mean(tally, over, conventions, |one| divide(one.fp, one.tp + one.fp)),
            Self::HalfTotalError(over) => mean(tally, over, conventions, half_total_error),
            Self::F1(over)
                if conventions.mean_f1 == MeanF1::OfMeans && matches!(over, Mean::Macro | Mean::Weighted) =>
            {
                let precision = mean(tally, over, conventions, |one| divide(one.tp, one.tp + one.fp))?;
                let recall = mean(tally, over, conventions, |one| divide(one.tp, one.tp + one.fn_))?;
                Some(harmonic_mean(&precision, &recall))
            }
            Self::F1(over) => mean(tally, over, conventions, |one| divide(2 * one.tp, 2 * one.tp + one.fp + one.fn_)),
            Self::Mcc => return matthews(tally).map(Value::Root),
        };
        fraction.map(Value::Fraction)
    }

    /// What it is taken over; `None` for scores of all classes at once.
    pub fn over(self) -> Option<Mean> {
        match self {
            Self::Accuracy | Self::BalancedAccuracy | Self::Mcc => None,
            Self::Precision(over) | Self::Recall(over) | Self::F1(over) | Self::Specificity(over) => Some(over),
            Self::FalsePositiveRate(over) | Self::FalseDiscoveryRate(over) | Self::HalfTotalError(over) => Some(over),
        }
    }

    /// The same score over something else; scores of all classes at once stay as they are.
    #[must_use]
    pub fn with(self, over: Mean) -> Self {
        match self {
            Self::Accuracy | Self::BalancedAccuracy | Self::Mcc => self,
            Self::Precision(_) => Self::Precision(over),
            Self::Recall(_) => Self::Recall(over),
            Self::F1(_) => Self::F1(over),
            Self::Specificity(_) => Self::Specificity(over),
            Self::FalsePositiveRate(_) => Self::FalsePositiveRate(over),
            Self::FalseDiscoveryRate(_) => Self::FalseDiscoveryRate(over),
            Self::HalfTotalError(_) => Self::HalfTotalError(over),
        }
    }
}

/// `class 2` is the third of the test set's classes.
impl fmt::Display for Mean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Class(class) => write!(f, "class {class}"),
            Self::Macro => f.write_str("macro"),
            Self::Weighted => f.write_str("weighted"),
            Self::Micro => f.write_str("micro"),
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Accuracy => "accuracy",
            Self::BalancedAccuracy => "balanced accuracy",
            Self::Mcc => "Matthews's correlation",
            Self::Precision(_) => "precision",
            Self::Recall(_) => "recall",
            Self::F1(_) => "F1",
            Self::Specificity(_) => "specificity",
            Self::FalsePositiveRate(_) => "false positive rate",
            Self::FalseDiscoveryRate(_) => "false discovery rate",
            Self::HalfTotalError(_) => "half total error",
        };
        match self.over() {
            None => f.write_str(name),
            Some(class @ Mean::Class(_)) => write!(f, "{name} of {class}"),
            Some(mean) => write!(f, "{mean} {name}"),
        }
    }
}

/// 2 a b / (a + b), 0 when both are 0.
pub fn harmonic_mean(a: &Rational, b: &Rational) -> Rational {
    let sum = a + b;
    if sum.is_zero() { sum } else { (a * b * Rational::from_integer(2.into())) / sum }
}

fn divide(numerator: u64, denominator: u64) -> Option<Rational> {
    (denominator > 0).then(|| ratio(numerator, denominator))
}

fn half_total_error(one: Cells) -> Option<Rational> {
    let (false_positive, false_negative) = (divide(one.fp, one.fp + one.tn)?, divide(one.fn_, one.fn_ + one.tp)?);
    Some((false_positive + false_negative) / Rational::from_integer(2.into()))
}

/// One class against the rest.
fn against_rest(tally: &Tally, class: usize) -> Cells {
    let (tp, actual, predicted) = (tally.correct[class], tally.actual[class], tally.predicted[class]);
    Cells { tp, fn_: actual - tp, fp: predicted - tp, tn: tally.rows() - actual - (predicted - tp) }
}

/// A score of one class against the rest, over the classes.
fn mean(
    tally: &Tally,
    over: Mean,
    conventions: Conventions,
    score: impl Fn(Cells) -> Option<Rational>,
) -> Option<Rational> {
    let zero_division = conventions.zero_division;
    let rule = |value: Option<Rational>| match zero_division.of_occurring() {
        ZeroDivision::Zero => Some(value.unwrap_or_else(Rational::zero)),
        ZeroDivision::One => Some(value.unwrap_or_else(Rational::one)),
        _ => value,
    };
    let classes = 0..tally.classes();
    let weights: Vec<u64> = match over {
        Mean::Class(class) => return rule(score(against_rest(tally, class))),
        Mean::Micro => {
            let sum = |part: fn(Cells) -> u64| classes.clone().map(|k| part(against_rest(tally, k))).sum();
            let cells = Cells { tp: sum(|c| c.tp), fp: sum(|c| c.fp), fn_: sum(|c| c.fn_), tn: sum(|c| c.tn) };
            return rule(score(cells));
        }
        Mean::Macro if zero_division.only_occurring() => {
            classes.clone().map(|k| u64::from(tally.actual[k] > 0 || tally.predicted[k] > 0)).collect()
        }
        Mean::Macro => iter::repeat_n(1, tally.classes()).collect(),
        Mean::Weighted => tally.actual.clone(),
    };
    let (mut sum, mut total) = (Rational::zero(), BigInt::zero());
    for (class, weight) in classes.zip(weights) {
        if let Some(value) = rule(score(against_rest(tally, class))) {
            sum += value * BigInt::from(weight);
            total += weight;
        }
    }
    (!total.is_zero()).then(|| sum / total)
}

/// 0 where a class takes all rows or all predictions, so that the quotient is 0 / 0; `None` without rows.
fn matthews(tally: &Tally) -> Option<Root> {
    let big = BigInt::from;
    let rows = big(tally.rows());
    if rows.is_zero() {
        return None;
    }
    let correct: BigInt = tally.correct.iter().map(|&n| big(n)).sum();
    let both: BigInt = tally.actual.iter().zip(&tally.predicted).map(|(&a, &p)| big(a) * p).sum();
    let spread = |counts: &[u64]| &rows * &rows - counts.iter().map(|&n| big(n) * n).sum::<BigInt>();
    let above = correct * &rows - both;
    let below = spread(&tally.actual) * spread(&tally.predicted);
    let negative = above < BigInt::zero();
    let square = if below.is_zero() { Rational::zero() } else { Rational::new(&above * &above, below) };
    Some(Root { negative, square })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELLS: Cells = Cells { tp: 165_703, fp: 2_174, fn_: 1_264, tn: 679_222 };

    fn value(score: Score, tally: &Tally) -> f64 {
        score.of(tally, Conventions::USUAL).unwrap().as_f64()
    }

    #[test]
    fn binary_scores_are_the_definitions() {
        let tally = Tally::binary(CELLS);
        assert_eq!(tally.rows(), 848_363);
        let fraction = |a, b| Some(Value::Fraction(ratio(a, b)));
        assert_eq!(Score::Accuracy.of(&tally, Conventions::USUAL), fraction(844_925, 848_363));
        assert_eq!(Score::Precision(Mean::Class(1)).of(&tally, Conventions::USUAL), fraction(165_703, 167_877));
        assert_eq!(Score::F1(Mean::Class(1)).of(&tally, Conventions::USUAL), fraction(331_406, 334_844));
        assert_eq!(Score::FalsePositiveRate(Mean::Class(1)).of(&tally, Conventions::USUAL), fraction(2_174, 681_396));
    }

    #[test]
    fn many_classes_agree_with_scikit_learn() {
        // sklearn 1.9.1: precision_recall_fscore_support, matthews_corrcoef, balanced_accuracy_score of this matrix.
        let tally = Tally::of(&[vec![50, 3, 2], vec![4, 20, 6], vec![0, 5, 10]]);
        let near = |score, expected: f64| assert!((value(score, &tally) - expected).abs() < 1e-12, "{score:?}");
        near(Score::Precision(Mean::Macro), 0.731_922_398_589_065_3);
        near(Score::F1(Mean::Weighted), 0.802_392_798_596_531_7);
        near(Score::Mcc, 0.662_983_682_485_581_5);
        near(Score::Recall(Mean::Weighted), 0.8);
        near(Score::BalancedAccuracy, 0.747_474_747_474_747_5);
        near(Score::Precision(Mean::Micro), 0.8);
    }

    #[test]
    fn a_metric_of_a_paper_is_a_score_over_any_mean() {
        let of = Score::named("f1", Mean::Class(0)).unwrap();
        assert_eq!((of, of.over()), (Score::F1(Mean::Class(0)), Some(Mean::Class(0))));
        assert_eq!(of.with(Mean::Class(0).renamed()), Score::F1(Mean::Class(1)));
        assert_eq!((Score::Mcc.over(), Score::Mcc.with(Mean::Macro)), (None, Score::Mcc));
        assert_eq!(["roc_auc", "false_alarm_rate"].map(|metric| Score::named(metric, Mean::Macro)), [None, None]);
    }

    #[test]
    fn an_empty_denominator_follows_the_rule() {
        let tally = Tally::binary(Cells { tp: 0, fp: 0, fn_: 3, tn: 7 });
        let precision = |zero_division| {
            let conventions = Conventions { zero_division, ..Conventions::USUAL };
            Score::Precision(Mean::Macro).of(&tally, conventions).map(|value| value.as_f64())
        };
        assert_eq!(precision(ZeroDivision::Zero), Some(0.35));
        assert_eq!(precision(ZeroDivision::One), Some(0.85));
        assert_eq!(precision(ZeroDivision::Skipped), Some(0.7));
    }

    #[test]
    fn a_class_that_does_not_occur_is_left_out_as_in_scikit_learn() {
        // sklearn 1.9.1: precision_recall_fscore_support with average="macro" and zero_division=0, then 1, of these rows.
        let tally = Tally::of(&[vec![50, 5, 0, 0], vec![3, 40, 0, 0], vec![4, 6, 0, 0], vec![0, 0, 0, 0]]);
        let of = |zero_division, score: fn(Mean) -> Score| {
            let conventions = Conventions { zero_division, ..Conventions::USUAL };
            score(Mean::Macro).of(&tally, conventions).unwrap().as_f64()
        };
        let precision = 0.553_835_569_315_445_4;
        for (score, expected) in [
            (Score::Precision as fn(Mean) -> Score, precision),
            (Score::Recall, 0.613_107_822_410_147_9),
            (Score::F1, 0.581_306_990_881_459),
        ] {
            assert!((of(ZeroDivision::ZeroIfOccurring, score) - expected).abs() < 1e-12);
            assert!((of(ZeroDivision::Zero, score) - expected * 3.0 / 4.0).abs() < 1e-12);
        }
        assert!((of(ZeroDivision::OneIfOccurring, Score::Precision) - 0.887_168_902_648_778_8).abs() < 1e-12);
        // The class that does not occur has a specificity of 1, which is left out, too.
        let all = of(ZeroDivision::Zero, Score::Specificity);
        assert!((of(ZeroDivision::ZeroIfOccurring, Score::Specificity) - (all * 4.0 - 1.0) / 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_correlation_with_one_class_only_is_0_as_in_scikit_learn() {
        // sklearn 1.9.1: matthews_corrcoef is 0.0 for each.
        let one_prediction = Tally::of(&[vec![7, 0], vec![3, 0]]);
        let one_class = Tally::of(&[vec![2, 1, 1], vec![0, 0, 0], vec![0, 0, 0]]);
        let both = Tally::of(&[vec![4, 0], vec![0, 0]]);
        for tally in [one_prediction, one_class, both] {
            assert_eq!(value(Score::Mcc, &tally), 0.0);
        }
        assert_eq!(Score::Mcc.of(&Tally::of(&[vec![0, 0], vec![0, 0]]), Conventions::USUAL), None);
    }
}
