//! Scores of two classes as functions of the rows that are right in each.
//!
//! With class sizes n0 and n1 fixed a confusion matrix is a point: x rows of class 0 and y rows of class 1 are right. Then
//! everything is a quotient of affine functions of x and y, a mean of two such, the harmonic mean of two means, or a correlation.
//!
//! **Outside the two corners (n0, 0) and (0, n1), where nothing or everything is taken for class 1, every score is monotone in x and
//! in y**: rising, but for the false positive rate, the false discovery rate and the half total error, which fall. A class's recall
//! is x / n0 or y / n1; its precision y / (y + n0 − x) and its F1 2y / (y + n0 + n1 − x) rise in both, as t / (t + c) rises in
//! t ≥ 0 and falls in c ≥ 0; means with fixed weights and harmonic means of rising numbers rise. For Matthews's correlation let p1 and p0
//! be the rows taken for each class: the sign of its derivative in y is that of 2 n0 p0 p1 − (n0 y + n1 x − n0 n1)(p0 − p1)
//! = (n0 + n1)(x p1 + (n0 − x) p0) ≥ 0, and x and y are alike.

use std::ops::{Add, Mul, Sub};

use crate::audit::claim::score::{Conventions, Mean, MeanF1, Score};

/// x · `x` + y · `y` + `one`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Affine {
    /// Factor of the rows of class 0 that are right.
    pub(super) x: i128,
    /// Factor of the rows of class 1 that are right.
    pub(super) y: i128,
    /// What is added.
    pub(super) one: i128,
}

impl Affine {
    const X: Self = Self { x: 1, y: 0, one: 0 };
    const Y: Self = Self { x: 0, y: 1, one: 0 };

    fn constant(one: u64) -> Self {
        Self { x: 0, y: 0, one: one.into() }
    }

    fn as_constant(self) -> Option<i128> {
        (self.x == 0 && self.y == 0).then_some(self.one)
    }

    fn at(self, x: u64, y: u64) -> f64 {
        (self.x * i128::from(x) + self.y * i128::from(y) + self.one) as f64
    }
}

impl Add for Affine {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { x: self.x + other.x, y: self.y + other.y, one: self.one + other.one }
    }
}

impl Sub for Affine {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + other * -1
    }
}

impl Mul<i128> for Affine {
    type Output = Self;

    fn mul(self, factor: i128) -> Self {
        Self { x: self.x * factor, y: self.y * factor, one: self.one * factor }
    }
}

/// `above / below`, in lowest terms.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quotient {
    /// Numerator.
    pub(super) above: Affine,
    /// Denominator; above 0 outside the two corners.
    pub(super) below: Affine,
}

impl Quotient {
    fn new(above: Affine, below: Affine) -> Self {
        let common = [above.x, above.y, above.one, below.x, below.y, below.one].into_iter().fold(0, gcd).max(1);
        let reduced = |form: Affine| Affine { x: form.x / common, y: form.y / common, one: form.one / common };
        Self { above: reduced(above), below: reduced(below) }
    }

    fn at(&self, x: u64, y: u64) -> f64 {
        self.above.at(x, y) / self.below.at(x, y)
    }
}

/// A score of two classes with at least one row each.
#[derive(Debug, Clone)]
pub(super) enum Form {
    /// Its levels are straight lines.
    Quotient(Quotient),
    /// A mean of the classes' quotients, with these weights.
    Mean([Quotient; 2], [f64; 2]),
    /// The harmonic mean of a mean precision and a mean recall.
    Harmonic(Box<[Form; 2]>),
    /// Matthews's correlation for these class sizes.
    Correlation([u64; 2]),
}

impl Form {
    /// Rows of a class up to which nothing overflows: products of three class sizes stay below 2^121.
    pub(super) const MOST_ROWS: u64 = 1 << 40;

    /// A score as a function of x and y; both `sizes` are in 1..=[`Self::MOST_ROWS`].
    pub(super) fn new(score: Score, conventions: Conventions, sizes: [u64; 2]) -> Self {
        let over = |over, quotient: fn(Part) -> Quotient| Self::over(over, sizes, quotient);
        match score {
            Score::Accuracy => over(Mean::Micro, Part::recall),
            Score::BalancedAccuracy => over(Mean::Macro, Part::recall),
            Score::F1(mean @ (Mean::Macro | Mean::Weighted)) if conventions.mean_f1 == MeanF1::OfMeans => {
                Self::Harmonic(Box::new([over(mean, Part::precision), over(mean, Part::recall)]))
            }
            Score::Precision(mean) => over(mean, Part::precision),
            Score::Recall(mean) => over(mean, Part::recall),
            Score::F1(mean) => over(mean, Part::f1),
            Score::Specificity(mean) => over(mean, Part::specificity),
            Score::FalsePositiveRate(mean) => over(mean, Part::false_positive_rate),
            Score::FalseDiscoveryRate(mean) => over(mean, Part::false_discovery_rate),
            // The classes swap the two rates, so both have the same.
            Score::HalfTotalError(Mean::Macro | Mean::Weighted) => over(Mean::Class(1), Part::half_total_error),
            Score::HalfTotalError(mean) => over(mean, Part::half_total_error),
            Score::Mcc => Self::Correlation(sizes),
        }
    }

    fn over(mean: Mean, sizes: [u64; 2], quotient: fn(Part) -> Quotient) -> Self {
        let parts = [0, 1].map(|class| Part::of(class, sizes));
        let weights = match mean {
            Mean::Class(class) => return Self::Quotient(quotient(parts[class])),
            Mean::Micro => return Self::Quotient(quotient(parts[0].and(parts[1]))),
            Mean::Macro => [1, 1],
            Mean::Weighted => sizes,
        };
        let quotients = parts.map(quotient);
        let all = weights[0] + weights[1];
        match quotients.map(|quotient| quotient.below.as_constant()) {
            [Some(first), Some(second)] => {
                let [a, b] = quotients.map(|quotient| quotient.above);
                let above = a * (i128::from(weights[0]) * second) + b * (i128::from(weights[1]) * first);
                Self::Quotient(Quotient::new(above, Affine::constant(all) * first * second))
            }
            _ => Self::Mean(quotients, weights.map(|weight| weight as f64 / all as f64)),
        }
    }

    /// The value with an error below 1e-14, outside the two corners.
    pub(super) fn at(&self, x: u64, y: u64) -> f64 {
        match self {
            Self::Quotient(quotient) => quotient.at(x, y),
            Self::Mean([first, second], weights) => first.at(x, y) * weights[0] + second.at(x, y) * weights[1],
            Self::Harmonic(means) => {
                let [precision, recall] = [means[0].at(x, y), means[1].at(x, y)];
                if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
            }
            Self::Correlation(sizes) => {
                let [n0, n1] = sizes.map(i128::from);
                let (x, y) = (i128::from(x), i128::from(y));
                let spread = [n0, n1, y + n0 - x, x + n1 - y].map(|rows| (rows as f64).sqrt());
                (n0 * y + n1 * x - n0 * n1) as f64 / spread.iter().product::<f64>()
            }
        }
    }
}

/// Whether a score rises with the rows that are right.
pub(super) fn rises(score: Score) -> bool {
    !matches!(score, Score::FalsePositiveRate(_) | Score::FalseDiscoveryRate(_) | Score::HalfTotalError(_))
}

/// The greatest common divisor of the absolute values.
pub(super) fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The cells of one class against the other.
#[derive(Debug, Clone, Copy)]
struct Part {
    tp: Affine,
    fp: Affine,
    fn_: Affine,
    tn: Affine,
}

impl Part {
    fn of(class: usize, sizes: [u64; 2]) -> Self {
        let right = [Affine::X, Affine::Y];
        let wrong = |class: usize| Affine::constant(sizes[class]) - right[class];
        Self { tp: right[class], fn_: wrong(class), fp: wrong(1 - class), tn: right[1 - class] }
    }

    fn and(self, other: Self) -> Self {
        Self { tp: self.tp + other.tp, fp: self.fp + other.fp, fn_: self.fn_ + other.fn_, tn: self.tn + other.tn }
    }

    fn precision(self) -> Quotient {
        Quotient::new(self.tp, self.tp + self.fp)
    }

    fn recall(self) -> Quotient {
        Quotient::new(self.tp, self.tp + self.fn_)
    }

    fn f1(self) -> Quotient {
        Quotient::new(self.tp * 2, self.tp * 2 + self.fp + self.fn_)
    }

    fn specificity(self) -> Quotient {
        Quotient::new(self.tn, self.tn + self.fp)
    }

    fn false_positive_rate(self) -> Quotient {
        Quotient::new(self.fp, self.fp + self.tn)
    }

    fn false_discovery_rate(self) -> Quotient {
        Quotient::new(self.fp, self.fp + self.tp)
    }

    fn half_total_error(self) -> Quotient {
        // Rows of a class do not depend on x and y.
        let (negatives, positives) = ((self.fp + self.tn).one, (self.fn_ + self.tp).one);
        let below = Affine { x: 0, y: 0, one: 2 * negatives * positives };
        Quotient::new(self.fp * positives + self.fn_ * negatives, below)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::every_score;
    use super::*;
    use crate::audit::claim::score::{Cells, Tally};

    fn inner_points([n0, n1]: [u64; 2]) -> impl Iterator<Item = (u64, u64)> {
        let corner = move |x, y| (x == n0 && y == 0) || (x == 0 && y == n1);
        (0..=n0).flat_map(move |x| (0..=n1).map(move |y| (x, y))).filter(move |&(x, y)| !corner(x, y))
    }

    #[test]
    fn a_form_is_the_score() {
        for sizes in [[1, 1], [2, 5], [7, 4], [6, 6]] {
            for (score, conventions) in every_score() {
                let form = Form::new(score, conventions, sizes);
                for (x, y) in inner_points(sizes) {
                    let tally = Tally::binary(Cells { tp: y, fp: sizes[0] - x, fn_: sizes[1] - y, tn: x });
                    let exact = score.of(&tally, conventions).unwrap().as_f64();
                    assert!((form.at(x, y) - exact).abs() < 1e-14, "{score:?} {sizes:?} {x} {y}");
                }
            }
        }
    }

    #[test]
    fn every_score_is_monotone_but_for_two_corners() {
        for sizes in [[1, 4], [5, 5], [8, 3], [11, 9]] {
            for (score, conventions) in every_score() {
                let form = Form::new(score, conventions, sizes);
                let sign = if rises(score) { 1.0 } else { -1.0 };
                let inner: Vec<_> = inner_points(sizes).collect();
                let grows = |from: (u64, u64), to: (u64, u64)| {
                    !inner.contains(&to) || sign * (form.at(to.0, to.1) - form.at(from.0, from.1)) > -1e-14
                };
                for &(x, y) in &inner {
                    assert!(grows((x, y), (x + 1, y)) && grows((x, y), (x, y + 1)), "{score:?} {sizes:?} {x} {y}");
                }
            }
        }
    }

    #[test]
    fn what_is_linear_is_told_so() {
        let linear = |score| matches!(Form::new(score, Conventions::USUAL, [477, 3_668_045]), Form::Quotient(_));
        assert!(linear(Score::Accuracy) && linear(Score::BalancedAccuracy) && linear(Score::F1(Mean::Class(0))));
        assert!(linear(Score::Specificity(Mean::Weighted)) && linear(Score::HalfTotalError(Mean::Weighted)));
        assert!(!linear(Score::Precision(Mean::Macro)) && !linear(Score::F1(Mean::Weighted)) && !linear(Score::Mcc));
    }
}
