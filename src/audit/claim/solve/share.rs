//! The share of a class in a test set of which only the figures of a row are known.
//!
//! Of a matrix with cells as shares of all rows let π be the share of class 1, p the share that is taken for class 1, and y the share that is both.
//! For given π and p every score but one is an affine function of y ([`law`]). Where scale and offset are affine in π and p too, the
//! ends of π are a linear programme and exact ([`linear`]); the others are bounded from outside ([`bound`]).

mod bound;
mod interval;
mod law;
mod linear;
mod rates;

use crate::audit::claim::exact::{Range, Rational, ratio};
use crate::audit::claim::reading::{Constraint, TestSet};
use crate::audit::claim::score::Conventions;

use law::Law;
use linear::Part;

/// Shares of class 1 that the class sizes of a test set allow; all where it has other than two classes.
pub fn of_sizes(test: &TestSet) -> Range {
    let [zero, one] = &test.classes[..] else { return Range::unit() };
    let rows = (*test.rows.start()).max(1)..=*test.rows.end();
    if rows.is_empty() {
        return Range::nothing();
    }
    let share = |part: &u64, all: u128| ratio(*part, all.max(1)).min(ratio(1, 1));
    let of_rows = |rows: &u64, part: &u64| share(part, (*rows).into());
    let of_classes = |part: &u64, other: &u64| share(part, u128::from(*part) + u128::from(*other));
    let by_class = Range::closed(of_classes(one.start(), zero.end()), of_classes(one.end(), zero.start()));
    let by_one = Range::closed(of_rows(rows.end(), one.start()), of_rows(rows.start(), one.end()));
    let by_zero = Range::closed(of_rows(rows.end(), zero.start()), of_rows(rows.start(), zero.end()));
    by_class.intersection(&by_one).intersection(&by_zero.one_minus())
}

/// Shares of class 1 among all rows with which the scores of a row can be in their ranges, whatever the number of rows.
///
/// The true share is always in the range; an empty one proves that no binary confusion matrix of any size has the scores.
/// For scores of one class or over all rows it is the smallest range. With macro or weighted means or Matthews's correlation it may
/// be wider than what is possible, above all without an accuracy that keeps small shares apart from none; gaps in it are not told.
pub fn of_positives(constraints: &[Constraint], conventions: Conventions) -> Range {
    of_positives_within(&Range::unit(), constraints, conventions)
}

/// The same for a share that is known to be in `domain`, a range within 0 to 1.
pub fn of_positives_within(domain: &Range, constraints: &[Constraint], conventions: Conventions) -> Range {
    of_part(domain, 0, constraints, conventions)
}

/// The same for a range that was halved so often: a part is looked at with a part of the effort, or all parts would take as long as so many
/// wholes.
pub fn of_part(domain: &Range, halvings: u32, constraints: &[Constraint], conventions: Conventions) -> Range {
    refined(domain, constraints, conventions, |part, laws| curved(part, laws, halvings))
}

/// The same with scores of one class and over all rows only, which is quick.
pub(super) fn of_straight(domain: &Range, constraints: &[Constraint], conventions: Conventions) -> Range {
    refined(domain, constraints, conventions, |part, _| Some(part.range.clone()))
}

/// The range of what is left of the parts that the straight laws leave.
fn refined(
    domain: &Range,
    constraints: &[Constraint],
    conventions: Conventions,
    refine: impl Fn(&Part, &[(Law, Range)]) -> Option<Range>,
) -> Range {
    if domain.is_empty() || constraints.iter().any(|constraint| constraint.range.is_empty()) {
        return Range::nothing();
    }
    let laws = laws(constraints, conventions);
    let parts = linear::parts(domain, constraints, &laws, conventions).filter_map(|part| refine(&part, &laws));
    let cells = linear::single_cells(domain, constraints, conventions);
    parts.chain(cells).reduce(|one, other| one.hull(&other)).unwrap_or_else(Range::nothing)
}

fn laws(constraints: &[Constraint], conventions: Conventions) -> Vec<(Law, Range)> {
    constraints.iter().map(|constraint| Law::of(constraint, conventions)).collect()
}

/// Shares of class 1, one from each quarter of `domain`, with which the scores of a row may be in their ranges: not proved, but worth a try.
/// None if all laws are straight, for then any share within the range is.
pub(super) fn examples(domain: &Range, constraints: &[Constraint], conventions: Conventions) -> Vec<Rational> {
    let laws = laws(constraints, conventions);
    if laws.iter().all(|(law, _)| law.is_straight()) {
        return Vec::new();
    }
    let (low, quarter) = (&domain.low.value, (&domain.high.value - &domain.low.value) / ratio(4, 1));
    let end = |at: i64| low + &quarter * ratio(at, 1);
    let quarters = (0..4).map(|at| Range::closed(end(at), end(at + 1)));
    quarters.filter_map(|quarter| Rational::from_float(bound::example(&quarter, &laws)?)).collect()
}

/// What the curved laws leave of a part, if there are any.
fn curved(part: &Part, laws: &[(Law, Range)], halvings: u32) -> Option<Range> {
    if laws.iter().all(|(law, _)| law.is_straight()) {
        return Some(part.range.clone());
    }
    let (low, high) = bound::ends(&part.range, part.predicted, part.inner, laws, bound::budget(halvings))?;
    let exact = |end: f64| Rational::from_float(end).expect("ends are finite");
    let range = part.range.intersection(&Range::closed(exact(low), exact(high)));
    (!range.is_empty()).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::claim::exact::{Bound, Rounding};
    use crate::audit::claim::score::{Mean, Score, ZeroDivision};

    const PRECISION: Score = Score::Precision(Mean::Class(1));
    const RECALL: Score = Score::Recall(Mean::Class(1));

    fn shares(row: &[(Score, &str)]) -> Range {
        let constraints: Vec<_> = row.iter().map(|&(score, printed)| constraint(score, printed)).collect();
        of_positives(&constraints, Conventions::USUAL)
    }

    fn constraint(score: Score, printed: &str) -> Constraint {
        Constraint { score, range: Rounding::HalfUp.range(printed.parse().unwrap()) }
    }

    const F1: Score = Score::F1(Mean::Class(1));

    #[test]
    fn class_sizes_bound_the_share() {
        let of = |rows, classes: [_; 2]| of_sizes(&TestSet { origin: String::new(), rows, classes: classes.to_vec() });
        assert_eq!(of_sizes(&TestSet::exact("", &[30, 10])), Range::point(ratio(1, 4)));
        assert_eq!(of_sizes(&TestSet::free(2)), Range::unit());
        // By the classes: 10 of 40 to 30 of 40. By all rows: 40 at least, so 10 at most are of class 0.
        assert_eq!(of(1..=100, [10..=30, 10..=30]), Range::closed(ratio(1, 4), ratio(3, 4)));
        assert_eq!(of(40..=40, [5..=10, 0..=40]), Range::closed(ratio(3, 4), ratio(7, 8)));
        assert!(of(0..=0, [0..=9, 0..=9]).is_empty());
        // Every test set within has its share in the range.
        for (zero, one) in (2..=6).flat_map(|zero| (0..=3).map(move |one| (zero, one))) {
            let known = of(4..=7, [2..=6, 0..=3]);
            let is_meant = (4..=7).contains(&(zero + one));
            assert!(!is_meant || known.contains(&ratio(one, zero + one)), "{zero} {one}");
        }
    }

    #[test]
    fn the_figures_of_a_class_fix_its_share() {
        // 1 − accuracy = π (1 − R + R (1 / P − 1)) = 2 π R (1 / F1 − 1), worked out by hand at the ends of the printed ranges.
        let rows = [
            (["94.2%", "91.8%", "92.5%", "92.1%"], (0.3625, 0.3714)),
            (["93.6%", "90.7%", "91.2%", "90.9%"], (0.3479, 0.3556)),
            (["97.1%", "95.2%", "96.1%", "95.6%"], (0.3222, 0.3376)),
        ];
        let ranges = rows.map(|([accuracy, precision, recall, f1], expected)| {
            let row = [(Score::Accuracy, accuracy), (PRECISION, precision), (RECALL, recall), (F1, f1)];
            let (range, without_f1) = (shares(&row), shares(&row[..3]));
            let (low, high) = range.as_f64();
            assert!((low - expected.0).abs() < 6e-5 && (high - expected.1).abs() < 6e-5, "{low} {high}");
            assert_eq!(range.intersection(&without_f1), range);
            range
        });
        assert!(ranges[0].intersection(&ranges[1]).is_empty() && ranges[1].intersection(&ranges[2]).is_empty());
    }

    #[test]
    fn the_ends_are_exact() {
        let range = shares(&[(Score::Accuracy, "97.1%"), (PRECISION, "95.2%"), (RECALL, "96.1%")]);
        let one = ratio(1, 1);
        let share = |accuracy: i64, precision: i64, recall: i64| {
            let [accuracy, precision, recall] = [accuracy, precision, recall].map(|number| ratio(number, 10_000));
            (&one - accuracy) / (&one - &recall + &recall * (precision.recip() - &one))
        };
        // Halves belong to the upper number: the highest share needs ends that are not in the ranges.
        assert_eq!(range.high, Bound { value: share(9705, 9525, 9615), closed: false });
        assert_eq!(range.low, Bound { value: share(9715, 9515, 9605), closed: false });
    }

    #[test]
    fn a_class_that_is_never_predicted_follows_the_rule() {
        let row = [(Score::Accuracy, "0.95"), (RECALL, "0.00"), (PRECISION, "1.00")];
        let with = |zero_division| {
            let constraints = row.map(|(score, printed)| constraint(score, printed));
            of_positives(&constraints, Conventions { zero_division, ..Conventions::USUAL })
        };
        let one = with(ZeroDivision::One);
        assert!(one.contains(&ratio(5, 100)) && one.low == Bound { value: ratio(45, 1_000), closed: false });
        // Else a few rows have to be predicted and right.
        assert!(with(ZeroDivision::Zero).high.value < ratio(56, 1_000));
    }

    #[test]
    fn a_correlation_where_nothing_is_predicted_is_0() {
        let point = |score, value| Constraint { score, range: Range::point(value) };
        let with = |correlation| {
            let constant = [point(Score::Accuracy, ratio(19, 20)), point(RECALL, ratio(0, 1))];
            let row = [&constant[..], &[point(PRECISION, ratio(0, 1)), constraint(Score::Mcc, correlation)]].concat();
            of_positives(&row, Conventions::USUAL)
        };
        assert!(with("0.00").contains(&ratio(1, 20)));
        assert!(with("0.90").is_empty());
    }

    #[test]
    fn an_f1_above_precision_and_recall_is_refuted() {
        assert!(shares(&[(PRECISION, "0.90"), (RECALL, "0.90"), (F1, "0.95")]).is_empty());
        let some = shares(&[(PRECISION, "0.90"), (RECALL, "0.90"), (F1, "0.90")]);
        assert_eq!(some.low, Bound { value: ratio(0, 1), closed: false });
    }

    #[test]
    fn means_are_bounded_from_both_sides() {
        // 600 negative and 200 positive rows: 570 and 150 right.
        let (macro_recall, macro_precision) = ((0.95 + 0.75) / 2.0, (570.0 / 620.0 + 150.0 / 180.0) / 2.0);
        let row = [
            (Score::Accuracy, "0.9000"),
            (Score::Recall(Mean::Macro), &format!("{macro_recall:.4}")),
            (Score::Precision(Mean::Macro), &format!("{macro_precision:.4}")),
        ];
        let (low, high) = shares(&row).as_f64();
        // Classes may be named either way.
        assert!((0.2475..0.25).contains(&low) && (0.75..0.7525).contains(&high), "{low} {high}");
    }

    #[test]
    fn a_mean_below_both_classes_is_refuted() {
        let (macro_recall, accuracy) = (Score::Recall(Mean::Macro), (Score::Accuracy, "0.97"));
        assert!(shares(&[(macro_recall, "0.99"), (RECALL, "0.95"), accuracy]).is_empty());
        assert!(!shares(&[(macro_recall, "0.97"), (RECALL, "0.95"), accuracy]).is_empty());
        assert!(shares(&[(Score::Mcc, "0.95"), (Score::Accuracy, "0.40")]).is_empty());
    }
}
