//! The figures of a row in the form that the solver works on: accuracy, scores of classes, means over the classes.
//!
//! Quantities that are equal by definition become one (see [`as_accuracy`]); where their ranges do not meet, that is already a proof.

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::ratio::Kind;
use super::span::{Grid, Span};
use crate::audit::claim::bounds;
use crate::audit::claim::exact::{Bound, Range, Rational, as_f64};
use crate::audit::claim::reading::{Constraint, TestSet};
use crate::audit::claim::score::{Conventions, Mean, MeanF1, Score, ZeroDivision};

/// What the classes weigh in a mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weights {
    /// All the same.
    Equal,
    /// Their rows.
    Rows,
}

/// A score of one class that has to lie in a range.
#[derive(Debug, Clone)]
pub(super) struct ClassScore {
    pub(super) score: Score,
    pub(super) kind: Kind,
    pub(super) class: usize,
    pub(super) range: Span,
}

/// A mean over the classes that has to lie in a range.
#[derive(Debug, Clone)]
pub(super) struct MeanScore {
    pub(super) score: Score,
    pub(super) kind: Kind,
    pub(super) weights: Weights,
    pub(super) rule: ZeroDivision,
    /// The harmonic mean of two other means, and no mean itself.
    pub(super) of_means: bool,
    pub(super) range: Span,
}

impl MeanScore {
    /// Whether a class with neither rows nor predictions is left out of it; by rows it weighs nothing anyway.
    pub(super) fn only_occurring(&self) -> bool {
        self.weights == Weights::Equal && self.rule.only_occurring()
    }
}

/// F1, precision and recall of one kind of mean, by their places among the means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Triple {
    pub(super) f1: usize,
    pub(super) precision: usize,
    pub(super) recall: usize,
}

/// Everything that has to hold.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    pub(super) grid: Grid,
    pub(super) rule: ZeroDivision,
    pub(super) rows: Span,
    /// Rows of each class.
    pub(super) sizes: Vec<Span>,
    pub(super) classes: Vec<ClassScore>,
    /// The first is accuracy.
    pub(super) means: Vec<MeanScore>,
    pub(super) triples: Vec<Triple>,
    pub(super) matthews: Option<Span>,
}

impl Problem {
    /// Where accuracy stands among the means: it is weighted recall.
    pub(super) const ACCURACY: usize = 0;

    /// The error says which figures exclude each other by definition.
    pub(super) fn new(
        test: &TestSet,
        grid: Grid,
        constraints: &[Constraint],
        conventions: Conventions,
    ) -> Result<Self, String> {
        let classes = test.classes.len();
        let accuracy_range = accuracy_range(constraints, classes)?;
        accuracy_among_recalls(constraints, classes, &accuracy_range)?;
        for class in 0..classes {
            f1_of_class(constraints, class)?;
        }
        let (rows, sizes) = counts(test, grid);
        let accuracy = MeanScore {
            score: Score::Accuracy,
            kind: Kind::Recall,
            weights: Weights::Rows,
            rule: conventions.zero_division,
            of_means: false,
            range: Span::of_range(&accuracy_range),
        };
        let mut problem = Self {
            grid,
            rule: conventions.zero_division,
            rows,
            sizes,
            classes: Vec::new(),
            means: vec![accuracy],
            triples: Vec::new(),
            matthews: None,
        };
        for constraint in constraints {
            problem.add(constraint, conventions);
        }
        problem.add_triples(conventions);
        Ok(problem)
    }

    fn add(&mut self, constraint: &Constraint, conventions: Conventions) {
        let (score, range) = (constraint.score, Span::of_range(&constraint.range));
        let (kind, over) = match score {
            _ if as_accuracy(score, self.sizes.len()).is_some() => return,
            Score::Accuracy => return,
            Score::Mcc => {
                self.matthews = Some(self.matthews.map_or(range, |known| known.meet(range)));
                return;
            }
            Score::BalancedAccuracy => {
                self.mean(score, Kind::Recall, Weights::Equal, ZeroDivision::Skipped, range);
                return;
            }
            Score::Precision(over) => (Kind::Precision, over),
            Score::Recall(over) => (Kind::Recall, over),
            Score::F1(over) => (Kind::F1, over),
            Score::Specificity(over) => (Kind::Specificity, over),
            Score::FalsePositiveRate(over) => (Kind::FalsePositiveRate, over),
            Score::FalseDiscoveryRate(over) => (Kind::FalseDiscoveryRate, over),
            Score::HalfTotalError(over) => (Kind::HalfTotalError, over),
        };
        match over {
            Mean::Class(class) => self.classes.push(ClassScore { score, kind, class, range }),
            // With one class nothing is negative, and a micro average that has a denominator is an accuracy.
            Mean::Micro => {}
            Mean::Macro | Mean::Weighted => {
                let weights = if over == Mean::Macro { Weights::Equal } else { Weights::Rows };
                let at = self.mean(score, kind, weights, conventions.zero_division, range);
                self.means[at].of_means = kind == Kind::F1 && conventions.mean_f1 == MeanF1::OfMeans;
            }
        }
    }

    /// The place of a mean, which is added where it is new; weighted recall is found at [`Self::ACCURACY`].
    fn mean(&mut self, score: Score, kind: Kind, weights: Weights, rule: ZeroDivision, range: Span) -> usize {
        let same = |mean: &MeanScore| mean.kind == kind && mean.weights == weights && mean.rule == rule;
        if let Some(at) = self.means.iter().position(same) {
            let mean = &mut self.means[at];
            mean.range = mean.range.meet(range);
            return at;
        }
        self.means.push(MeanScore { score, kind, weights, rule, of_means: false, range });
        self.means.len() - 1
    }

    /// Mean F1 brings mean precision and recall with it, printed or not.
    fn add_triples(&mut self, conventions: Conventions) {
        for (weights, over) in [(Weights::Equal, Mean::Macro), (Weights::Rows, Mean::Weighted)] {
            let Some(f1) = self.means.iter().position(|mean| mean.kind == Kind::F1 && mean.weights == weights) else {
                continue;
            };
            let rule = conventions.zero_division;
            let precision = self.mean(Score::Precision(over), Kind::Precision, weights, rule, Span::UNIT);
            let recall = self.mean(Score::Recall(over), Kind::Recall, weights, rule, Span::UNIT);
            self.triples.push(Triple { f1, precision, recall });
        }
    }
}

/// Rows and class sizes as counts of the grid; no rows at all are left out.
fn counts(test: &TestSet, grid: Grid) -> (Span, Vec<Span>) {
    let span = |range: &std::ops::RangeInclusive<u64>| Span::new((*range.start()).into(), (*range.end()).into());
    let sizes: Vec<Span> = test.classes.iter().map(span).collect();
    let sum = sizes.iter().fold(Span::point(0), |sum, &size| sum.plus(size));
    let rows = span(&test.rows).meet(sum).meet(Span::new(1, i128::from(u64::MAX)));
    match grid {
        Grid::Rows => (rows, sizes),
        Grid::Shares if rows.is_empty() => (rows, sizes),
        Grid::Shares => {
            let all = Grid::ALL_SHARES;
            let share = |size: Span| {
                Span::new(grid.least(size.low * all, rows.high), grid.most(size.high * all, rows.low).min(all))
            };
            (Span::point(all), sizes.into_iter().map(share).collect())
        }
    }
}

/// What a score says about accuracy: accuracy = constant + slope × score; `None` where it says nothing.
///
/// Every row that is not found is a miss of one class and a false positive of another: Σ fp = Σ fn = wrong rows. So
/// micro precision = micro recall = micro F1 = accuracy and micro false discovery rate = 1 − accuracy; with K classes Σ (fp + tn) = (K − 1) N, so
/// micro false positive rate = 1 − micro specificity = (1 − accuracy) / (K − 1), and the micro half total error is (1 − accuracy) K / (2 (K − 1)).
/// Weighted recall is Σ nₖ (tpₖ / nₖ) / N = accuracy, whatever the rule for classes without rows.
pub(super) fn as_accuracy(score: Score, classes: usize) -> Option<(Rational, Rational)> {
    let number = |n: i64| Rational::from_integer(BigInt::from(n));
    let classes = i64::try_from(classes).ok()?;
    let (constant, slope) = match score {
        Score::Accuracy | Score::Recall(Mean::Weighted) => (number(0), number(1)),
        Score::Precision(Mean::Micro) | Score::Recall(Mean::Micro) | Score::F1(Mean::Micro) => (number(0), number(1)),
        Score::FalseDiscoveryRate(Mean::Micro) => (number(1), number(-1)),
        _ if classes < 2 => return None,
        Score::FalsePositiveRate(Mean::Micro) => (number(1), number(1 - classes)),
        Score::Specificity(Mean::Micro) => (number(2 - classes), number(classes - 1)),
        Score::HalfTotalError(Mean::Micro) => (number(1), number(2 - 2 * classes) / number(classes)),
        _ => return None,
    };
    Some((constant, slope))
}

fn range_of(constraints: &[Constraint], score: Score) -> Option<&Range> {
    constraints.iter().find(|constraint| constraint.score == score).map(|found| &found.range)
}

/// Accuracy lies between the recalls of the classes (see [`bounds::accuracy_from_recalls`]); an error where the printed ranges exclude
/// that. A class without rows has a recall by rule only, and its printed one can widen the range, never narrow it.
fn accuracy_among_recalls(constraints: &[Constraint], classes: usize, accuracy: &Range) -> Result<(), String> {
    let recalls: Option<Vec<Range>> =
        (0..classes).map(|class| range_of(constraints, Score::Recall(Mean::Class(class))).cloned()).collect();
    let Some(recalls) = recalls else {
        return Ok(());
    };
    let among = bounds::accuracy_from_recalls(&recalls);
    if !among.intersection(accuracy).is_empty() {
        return Ok(());
    }
    let (among, accuracy) = (shown(&among), shown(accuracy));
    Err(format!("accuracy is the mean of the classes' recalls, weighted by their rows: in {among}, not in {accuracy}"))
}

/// F1 of a class is the harmonic mean of its precision and recall, also where one of them is undefined and counts as 0 or 1 (see
/// [`bounds::mean_f1`]); an error where the printed ranges exclude that.
fn f1_of_class(constraints: &[Constraint], class: usize) -> Result<(), String> {
    let over = Mean::Class(class);
    let [Some(precision), Some(recall), Some(f1)] =
        [Score::Precision(over), Score::Recall(over), Score::F1(over)].map(|score| range_of(constraints, score))
    else {
        return Ok(());
    };
    let image = bounds::f1(precision, recall);
    if !image.intersection(f1).is_empty() {
        return Ok(());
    }
    let name = Score::F1(over);
    let [precision, recall, image, f1] = [precision, recall, &image, f1].map(shown);
    Err(format!("{name} = 2 P R / (P + R) with P in {precision} and R in {recall} is in {image}, not in {f1}"))
}

/// The range of accuracy that every figure which amounts to it allows; else, which two exclude each other.
fn accuracy_range(constraints: &[Constraint], classes: usize) -> Result<Range, String> {
    let mut known: Vec<(Score, Range)> = Vec::new();
    for Constraint { score, range } in constraints {
        let Some((constant, slope)) = as_accuracy(*score, classes) else {
            continue;
        };
        let range = mapped(range, &constant, &slope);
        if range.intersection(&Range::unit()).is_empty() {
            return Err(format!("{score} needs an accuracy in {}, which is no share of rows", shown(&range)));
        }
        if let Some((other, its)) = known.iter().find(|(_, its)| its.intersection(&range).is_empty()) {
            let [one, two] =
                [(*other, its), (*score, &range)].map(|(score, range)| about_accuracy(score, classes, range));
            return Err(format!("{one}; {two}: no number is in both"));
        }
        known.push((*score, range));
    }
    Ok(known.iter().fold(Range::unit(), |all, (_, range)| all.intersection(range)))
}

/// `weighted recall, which equals accuracy, is in [0.97, 0.98]`
fn about_accuracy(score: Score, classes: usize, accuracy: &Range) -> String {
    let accuracy = shown(accuracy);
    let is_the_same = as_accuracy(score, classes).is_some_and(|(constant, slope)| constant.is_zero() && slope.is_one());
    match score {
        Score::Accuracy => format!("accuracy is in {accuracy}"),
        _ if is_the_same => format!("{score}, which equals accuracy, is in {accuracy}"),
        _ => format!("{score} means an accuracy in {accuracy}"),
    }
}

fn mapped(range: &Range, constant: &Rational, slope: &Rational) -> Range {
    let map = |end: &Bound| Bound { value: constant + slope * &end.value, closed: end.closed };
    let (low, high) = (map(&range.low), map(&range.high));
    if low.value <= high.value { Range { low, high } } else { Range { low: high, high: low } }
}

/// `[0.9705, 0.9715)`
pub(super) fn shown(range: &Range) -> String {
    if range.is_empty() {
        return "no range at all".to_owned();
    }
    let (open, close) = (if range.low.closed { '[' } else { '(' }, if range.high.closed { ']' } else { ')' });
    format!("{open}{}, {}{close}", as_f64(&range.low.value), as_f64(&range.high.value))
}
