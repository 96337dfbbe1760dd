//! Inequalities between scores that hold for every confusion matrix, or for every list of runs, whatever its size.
//!
//! All take and give ranges of exact numbers; a range that comes out contains every value that the scores can have when the others are
//! in their ranges. An empty range says that the ranges that went in exclude each other.

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::exact::{Bound, Range, Rational};
use super::score::harmonic_mean;

/// F1 of one class from its precision and recall: exactly the numbers 2 P R / (P + R), which grow with both.
///
/// Holds under every rule for empty denominators that gives all three the same value, or precision or recall 0 or 1 and F1 0.
pub fn f1(precision: &Range, recall: &Range) -> Range {
    let (p, r) = (precision.intersection(&Range::unit()), recall.intersection(&Range::unit()));
    if p.is_empty() || r.is_empty() {
        return Range::nothing();
    }
    Range { low: mean_of_bounds(&p.low, &r.low), high: mean_of_bounds(&p.high, &r.high) }
}

fn mean_of_bounds(a: &Bound, b: &Bound) -> Bound {
    let value = harmonic_mean(&a.value, &b.value);
    // A 0 that is reached by one of the two is reached by the harmonic mean, whatever the other is.
    let reached = (a.closed && b.closed) || [a, b].iter().any(|end| end.closed && end.value.is_zero());
    Bound { value, closed: reached }
}

/// Recall of one class from its F1 and precision, or precision from F1 and recall: R = F P / (2 P − F).
pub fn recall_from_f1(f1: &Range, precision: &Range) -> Range {
    let (f, p) = (f1.intersection(&Range::unit()), precision.intersection(&Range::unit()));
    if f.is_empty() || p.is_empty() {
        return Range::nothing();
    }
    let Some(low) = least_partner(&f, &p) else {
        return Range::nothing();
    };
    let high = other_of_harmonic_mean(&f.high.value, &p.low.value).unwrap_or_else(Rational::one);
    Range::closed(low, high).intersection(&Range::unit())
}

/// The least R with H(P, R) in `f1`; `None` where even R without bound is too small.
fn least_partner(f1: &Range, precision: &Range) -> Option<Rational> {
    if f1.low.value.is_zero() {
        return Some(Rational::zero());
    }
    other_of_harmonic_mean(&f1.low.value, &precision.high.value)
}

/// R with H(`one`, R) = `mean`; `None` where no number is, or every number.
fn other_of_harmonic_mean(mean: &Rational, one: &Rational) -> Option<Rational> {
    let below = one * Rational::from_integer(2.into()) - mean;
    (below > Rational::zero()).then(|| mean * one / below)
}

/// The mean of the classes' F1 from mean precision and mean recall of the same kind (macro or weighted): P̄ + R̄ − 1 ≤ F̄ ≤ H(P̄, R̄).
///
/// Upper: H(P, R) = 2 P R / (P + R) is concave and of degree one on P, R ≥ 0, so the mean of the classes' H is at most the H of the
/// means (Jensen; Opitz & Burst 2019, arXiv 1911.03347, theorem 1, for the plain mean). It follows that F̄ ≤ max(P̄, R̄).
/// Lower: for one class, P + R − H(P, R) ≤ 1 because (P + R)² − 2 P R = P² + R² ≤ P + R; the mean over the classes keeps that.
///
/// Classes without rows, or never predicted:
/// - counted as 0 or as 1, each class still has F = H(P, R): where only one of the two is undefined, tp is 0 and so is F.
/// - left out, the three means run over different classes: u classes that are never predicted are missing from P̄, v classes without
///   rows from R̄, neither is missing from F̄. With b other classes, F̄ (u+v+b) = Σ F over the b ≤ H(P̄ (b+v), R̄ (b+u)) ≤ (u+v+b) H(P̄, R̄),
///   and Σ F ≥ Σ P + Σ R − b = P̄ (b+v) + R̄ (b+u) − b ≥ (u+v+b)(P̄ + R̄ − 1) because u P̄ + v R̄ ≤ u + v. The same with rows as weights, where v weighs
///   nothing.
/// - a class with neither rows nor predictions is left out of all three.
///
/// So both ends hold under every rule, wherever the three means are defined.
pub fn mean_f1(precision: &Range, recall: &Range) -> Range {
    let (p, r) = (precision.intersection(&Range::unit()), recall.intersection(&Range::unit()));
    if p.is_empty() || r.is_empty() {
        return Range::nothing();
    }
    let low = Bound { value: &p.low.value + &r.low.value - Rational::one(), closed: p.low.closed && r.low.closed };
    let high = mean_of_bounds(&p.high, &r.high);
    Range { low, high }.intersection(&Range::unit())
}

/// Mean recall from the mean of the classes' F1 and mean precision, or precision from recall: [`mean_f1`] solved for the other.
pub fn mean_recall_from_f1(f1: &Range, precision: &Range) -> Range {
    let (f, p) = (f1.intersection(&Range::unit()), precision.intersection(&Range::unit()));
    if f.is_empty() || p.is_empty() {
        return Range::nothing();
    }
    let Some(low) = least_partner(&f, &p) else {
        return Range::nothing();
    };
    Range::closed(low, &f.high.value + Rational::one() - &p.low.value).intersection(&Range::unit())
}

/// Accuracy from the recalls of all classes: it is their mean, weighted by rows, and lies between the least and the greatest.
pub fn accuracy_from_recalls(recalls: &[Range]) -> Range {
    let ends = |least: bool| {
        recalls.iter().map(move |range| if least { &range.low } else { &range.high }).reduce(|a, b| {
            match a.value.cmp(&b.value) {
                std::cmp::Ordering::Equal if a.closed => a,
                std::cmp::Ordering::Equal => b,
                order => {
                    if (order == std::cmp::Ordering::Less) == least {
                        a
                    } else {
                        b
                    }
                }
            }
        })
    };
    match (ends(true), ends(false)) {
        (Some(low), Some(high)) => Range { low: low.clone(), high: high.clone() }.intersection(&Range::unit()),
        _ => Range::unit(),
    }
}

/// Area under a ROC curve through (false positive rate f, recall t): t (1 − f) ≤ AUC ≤ 1 − f (1 − t).
///
/// A ROC curve never falls. Right of f it is at least t, which is the area t (1 − f); left of f it is at most t, which leaves f (1 − t) out.
/// Both are reached by curves of two steps.
pub fn auc_through(false_positive_rate: &Range, recall: &Range) -> Range {
    let (f, t) = (false_positive_rate.intersection(&Range::unit()), recall.intersection(&Range::unit()));
    if f.is_empty() || t.is_empty() {
        return Range::nothing();
    }
    let one = Rational::one;
    let low = &t.low.value * (one() - &f.high.value);
    let high = one() - &f.low.value * (one() - &t.high.value);
    Range::closed(low, high)
}

/// The largest variance of `runs` numbers in \[0, 1\] whose mean is in a range, with `runs` − 1 in the denominator: the larger of the two
/// variances in use. `None` of fewer than two runs, and where no number in \[0, 1\] is in the range. Where the runs are not known: a bound for
/// any number of them, twice x̄ (1 − x̄).
///
/// Σ (x − x̄)² is convex, so with the sum n x̄ held fixed it is greatest at a corner: all numbers 0 or 1 but one. With q = ⌊n x̄⌋ ones and
/// the rest s = n x̄ − q that is q + s² − n x̄². It never exceeds n x̄ (1 − x̄) (Bhatia & Davis 2000, doi 10.1080/00029890.2000.12005203), and
/// equals it where n x̄ is an integer. Between two integers it is convex in x̄: the greatest value over a range of means stands at an end or
/// at the integer n x̄ nearest to n / 2.
pub fn largest_variance(mean: &Range, runs: Option<u64>) -> Option<Rational> {
    let mean = mean.intersection(&Range::unit());
    if mean.is_empty() || runs.is_some_and(|runs| runs < 2) {
        return None;
    }
    let Some(runs) = runs else {
        // n / (n − 1) is greatest for two runs, and x̄ (1 − x̄) next to a half.
        let two = Rational::from_integer(2.into());
        let middle = (Rational::one() / &two).max(mean.low.value).min(mean.high.value);
        return Some(two * (Rational::one() - &middle) * middle);
    };
    let divisor = BigInt::from(runs - 1);
    let runs = BigInt::from(runs);
    let sums = [&mean.low.value, &mean.high.value].map(|end| end * &runs);
    let (first, last) = (sums[0].ceil().to_integer(), sums[1].floor().to_integer());
    // Of the integers in the range, the two beside n / 2, or the nearest.
    let half: BigInt = &runs / 2;
    let middle = [half.clone(), half + 1];
    let inner = middle
        .into_iter()
        .map(|sum| sum.max(first.clone()).min(last.clone()))
        .filter(|sum| *sum >= first)
        .map(Rational::from_integer);
    let most = inner.chain(sums.clone()).map(|sum| squared_deviations(&sum, &runs)).max()?;
    Some(most / divisor)
}

/// The largest Σ (x − x̄)² of `runs` numbers in \[0, 1\] with this sum.
fn squared_deviations(sum: &Rational, runs: &BigInt) -> Rational {
    let ones = sum.floor();
    let rest = sum - &ones;
    &ones + &rest * &rest - sum * sum / runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::claim::exact::ratio;

    fn range(low: i64, high: i64) -> Range {
        Range::closed(ratio(low, 1000), ratio(high, 1000))
    }

    #[test]
    fn f1_is_the_image_of_precision_and_recall() {
        // SVM of a table: P 96.45 and R 95.89 give 96.17, never 95.67.
        let image = f1(
            &Range::closed(ratio(96_445, 100_000), ratio(96_455, 100_000)),
            &Range::closed(ratio(95_885, 100_000), ratio(95_895, 100_000)),
        );
        assert!(image.contains(&ratio(9617, 10_000)));
        assert!(!image.contains(&ratio(9567, 10_000)));
        assert_eq!(f1(&range(500, 500), &range(1000, 1000)), Range::point(ratio(2, 3)));
    }

    #[test]
    fn an_open_end_stays_open() {
        let mut open = range(500, 600);
        open.high.closed = false;
        let image = f1(&open, &range(600, 600));
        assert!(!image.contains(&ratio(6, 10)));
        assert!(image.contains(&ratio(599, 1000)));
        let mut above_zero = range(0, 600);
        above_zero.low.closed = false;
        assert!(!f1(&above_zero, &above_zero).contains(&Rational::zero()));
        assert!(f1(&above_zero, &range(0, 1)).contains(&Rational::zero()));
    }

    #[test]
    fn recall_is_found_again_from_f1() {
        let (p, r) = (ratio(9, 10), ratio(3, 4));
        let f = Range::point(harmonic_mean(&p, &r));
        assert_eq!(recall_from_f1(&f, &Range::point(p)), Range::point(r));
        assert!(recall_from_f1(&range(900, 900), &range(400, 400)).is_empty());
        assert_eq!(recall_from_f1(&range(0, 0), &range(500, 600)), range(0, 0));
    }

    #[test]
    fn both_ends_of_mean_f1_are_approached() {
        // Two classes alike: F̄ = H.
        assert!(mean_f1(&range(800, 800), &range(800, 800)).contains(&ratio(4, 5)));
        // One class with P = 1 and recall near 0, one with both 1: P̄ = 1, R̄ = 1/2, F̄ near 1/2 = P̄ + R̄ − 1.
        let bounds = mean_f1(&range(1000, 1000), &range(500, 500));
        assert_eq!(bounds, Range::closed(ratio(1, 2), ratio(2, 3)));
        let almost = (harmonic_mean(&ratio(1, 1), &ratio(1, 100_000)) + ratio(1, 1)) / ratio(2, 1);
        assert!(bounds.contains(&almost) && almost < ratio(50_002, 100_000));
    }

    #[test]
    fn mean_recall_follows_from_mean_f1() {
        let recall = mean_recall_from_f1(&range(960, 960), &range(950, 950));
        assert_eq!(recall.high.value, Rational::one());
        assert!(mean_f1(&range(950, 950), &Range::point(recall.low.value.clone())).contains(&ratio(96, 100)));
        assert!(mean_recall_from_f1(&range(500, 500), &range(900, 900)).high.value == ratio(6, 10));
        assert!(mean_recall_from_f1(&range(900, 900), &range(300, 300)).is_empty());
    }

    #[test]
    fn accuracy_lies_between_the_recalls() {
        let recalls = [range(900, 910), range(700, 710), range(950, 960)];
        assert_eq!(accuracy_from_recalls(&recalls), range(700, 960));
        assert_eq!(accuracy_from_recalls(&[]), Range::unit());
    }

    #[test]
    fn the_area_is_bounded_by_two_steps() {
        // f = 0.1, t = 0.8: the lowest curve is 0 up to f and t after it, the highest t up to f and 1 after it.
        let area = auc_through(&range(100, 100), &range(800, 800));
        assert_eq!(area, Range::closed(ratio(72, 100), ratio(98, 100)));
        assert_eq!(auc_through(&range(0, 0), &range(1000, 1000)), range(1000, 1000));
    }

    /// Every list of `runs` multiples of 1/grid whose mean is in the range.
    fn by_enumeration(mean: &Range, runs: u64, grid: u64) -> Option<Rational> {
        let lists = (grid + 1).pow(runs as u32);
        (0..lists)
            .filter_map(|mut code| {
                let values: Vec<Rational> = (0..runs)
                    .map(|_| {
                        let value = ratio(code % (grid + 1), grid);
                        code /= grid + 1;
                        value
                    })
                    .collect();
                let average = values.iter().sum::<Rational>() / BigInt::from(runs);
                mean.contains(&average)
                    .then(|| values.iter().map(|x| (x - &average) * (x - &average)).sum::<Rational>())
            })
            .max()
    }

    #[test]
    fn the_largest_variance_is_that_of_all_lists() {
        for runs in 2..=4_u64 {
            for (low, high) in [(0, 0), (100, 100), (300, 300), (250, 600), (700, 1000), (500, 500), (350, 450)] {
                let mean = range(low, high);
                let listed = by_enumeration(&mean, runs, 10).map(|sum| sum / BigInt::from(runs - 1));
                let bound = largest_variance(&mean, Some(runs));
                if let Some(listed) = listed {
                    let bound = bound.unwrap();
                    assert!(bound >= listed, "{runs} runs, {mean:?}");
                    // The ends are multiples of 1/20, n times them are often on the grid: then it is reached.
                    let sums = [&mean.low.value, &mean.high.value].map(|end| end * BigInt::from(runs * 10));
                    if sums.iter().all(Rational::is_integer) {
                        assert_eq!(bound, listed, "{runs} runs, {mean:?}");
                    }
                }
            }
        }
        assert_eq!(largest_variance(&range(500, 500), Some(1)), None);
        assert_eq!(largest_variance(&range(500, 500), Some(2)), Some(ratio(1, 2)));
    }

    #[test]
    fn the_largest_variance_is_below_bhatia_and_davis() {
        for runs in 2..12_u64 {
            for per_mille in (0..=1000).step_by(37) {
                let mean = ratio(per_mille, 1000);
                let exact = largest_variance(&Range::point(mean.clone()), Some(runs)).unwrap();
                assert!(exact <= ratio(runs, runs - 1) * &mean * (Rational::one() - &mean));
                assert!(exact <= largest_variance(&Range::point(mean), None).unwrap());
            }
        }
    }
}
