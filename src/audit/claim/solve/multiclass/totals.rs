//! Bounds on Σ w a / (a + c) over the classes from the totals Σ a and Σ c alone: all errors have to go somewhere.
//!
//! Σ fp and Σ fn are the wrong rows, Σ tp the right ones, so accuracy says what the parts of every score add up to. Two relaxations:
//! - chord: with c at its greatest, a / (a + c) is concave in a, and lies above the line through its ends; the least sum of lines for a given
//!   Σ a is a fractional knapsack. Where the size of the class is known, recall a / n is a line itself: macro recall from accuracy.
//! - tangent: with a at its least, w a / (a + c) is convex in c, and lies above each of its tangents; the least sum of tangents for a given Σ c is
//!   again a knapsack. Tangents are taken where water-filling puts Σ c, which is near the true least; any other place would be sound too.
//!
//! Since a / (a + c) = 1 − c / (c + a), the upper bound is the lower bound with a and c exchanged.

use super::counts::{Counts, narrow};
use super::fill;
use super::problem::{MeanScore, Problem, Weights};
use super::ratio::{Kind, Parts, value_of_empty};
use super::span::{Empty, ONE, Span, ceil, floor};

/// One class: its weight, its parts, its size where it is known.
#[derive(Debug, Clone, Copy)]
struct Term {
    weight: i128,
    a: Span,
    c: Span,
    size: Option<i128>,
}

/// Narrows the range of a mean to what the totals allow; nothing where weights are unknown or a class may be left out.
pub(super) fn contract(counts: &mut Counts, problem: &Problem, at: usize) -> Result<(), Empty> {
    match reach(counts, &problem.means[at]) {
        Some(reached) => narrow(&mut counts.means[at], reached, &mut counts.steps),
        None => Ok(()),
    }
}

/// What the totals allow a mean to be.
pub(super) fn reach(counts: &Counts, mean: &MeanScore) -> Option<Span> {
    let (terms, (a, c)) = (terms(counts, mean)?, totals(counts, mean.kind)?);
    let weights: i128 = terms.iter().map(|term| term.weight).sum();
    let swapped: Vec<Term> = terms.iter().map(|term| Term { a: term.c, c: term.a, ..*term }).collect();
    (weights > 0).then(|| {
        let low = floor(least(&terms, a, c), weights);
        Span::new(low, ONE - floor(least(&swapped, c, a), weights))
    })
}

fn terms(counts: &Counts, mean: &MeanScore) -> Option<Vec<Term>> {
    if mean.kind == Kind::HalfTotalError {
        return None;
    }
    let term = |class: &super::counts::Class| {
        let weight = match mean.weights {
            Weights::Equal => 1,
            Weights::Rows => class.actual.is_point().then_some(class.actual.low)?,
        };
        let parts = Parts::of(mean.kind, class, counts.rows);
        let never_empty = parts.d.low > 0;
        let size = (parts.d.is_point() && never_empty).then_some(parts.d.low);
        let counts_always = !(mean.only_occurring() && class.may_be_absent());
        (counts_always && (never_empty || value_of_empty(mean.rule).is_some())).then_some(Term {
            weight,
            a: parts.a,
            c: parts.c,
            size,
        })
    };
    counts.classes.iter().map(term).collect()
}

/// Σ a and Σ c.
fn totals(counts: &Counts, kind: Kind) -> Option<(Span, Span)> {
    let (right, wrong) = (counts.right, counts.wrong);
    let others = i128::try_from(counts.classes.len()).ok()? - 1;
    let not_taken = counts.rows.times(others).minus(wrong);
    match kind {
        Kind::Precision | Kind::Recall => Some((right, wrong)),
        Kind::F1 => Some((right.times(2), wrong.times(2))),
        Kind::FalseDiscoveryRate | Kind::MissRate => Some((wrong, right)),
        Kind::FalsePositiveRate => Some((wrong, not_taken)),
        Kind::Specificity => Some((not_taken, wrong)),
        Kind::HalfTotalError => None,
    }
}

/// A lower bound on Σ w a / (a + c), scaled by [`ONE`].
fn least(terms: &[Term], a: Span, c: Span) -> i128 {
    let chords = least_of_chords(terms, a).unwrap_or(0);
    let tangents = least_of_tangents(terms, c.high).unwrap_or(0);
    chords.max(tangents).max(0)
}

fn least_of_chords(terms: &[Term], total: Span) -> Option<i128> {
    let mut base = 0_i128;
    let mut items = Vec::with_capacity(terms.len());
    for Term { weight, a, c, size } in terms {
        let value = |a: i128| match size.unwrap_or(a + c.high) {
            0 => Some(0),
            d => Some(floor(weight.checked_mul(a)?.checked_mul(ONE)?, d)),
        };
        let (low, high) = (value(a.low)?, value(a.high)?);
        base += low;
        let slope = if a.is_point() { 0 } else { floor(high - low, a.width()) };
        items.push((slope, Span::new(0, a.width())));
    }
    let start: i128 = terms.iter().map(|term| term.a.low).sum();
    let rest = fill::least(&items, Span::new((total.low - start).max(0), total.high - start)).ok()??;
    base.checked_add(rest)
}

fn least_of_tangents(terms: &[Term], total: i128) -> Option<i128> {
    let mut base = 0_i128;
    let mut items = Vec::with_capacity(terms.len());
    for (Term { weight, a, c, .. }, at) in terms.iter().zip(flood(terms, total)) {
        let d = a.low + at;
        if a.low == 0 || d == 0 {
            continue;
        }
        let above = weight.checked_mul(a.low)?.checked_mul(ONE)?;
        // The slope is −above / d²: steeper to the right of the point and flatter to the left keeps the line below.
        let (flat, steep) = (floor(above, d * d), ceil(above, d * d));
        base += floor(above, d).checked_add(flat.checked_mul(at - c.low)?)?;
        items.push((-steep, Span::new(0, c.width())));
    }
    let start: i128 = terms.iter().map(|term| term.c.low).sum();
    let room: i128 = items.iter().map(|(_, span)| span.high).sum();
    let rest = fill::least(&items, Span::new(0, (total - start).min(room))).ok()??;
    base.checked_add(rest)
}

/// Where Σ c = `total` does the most harm to Σ w a / (a + c), near enough: every slope w a / (a + c)² is the same, or c is at an end.
fn flood(terms: &[Term], total: i128) -> Vec<i128> {
    let at = |level: f64| {
        terms.iter().map(move |term| {
            let (w, a) = (term.weight as f64, term.a.low as f64);
            ((w * a / level).sqrt() - a).clamp(term.c.low as f64, term.c.high as f64)
        })
    };
    // Halved on a scale of powers of two, from a slope of 2⁶⁰ down to 2⁻⁹⁰.
    let (mut steep, mut flat) = (60.0, -90.0);
    for _ in 0..40 {
        let middle: f64 = (steep + flat) / 2.0;
        if at(libm::exp2(middle)).sum::<f64>() > total as f64 {
            flat = middle;
        } else {
            steep = middle;
        }
    }
    at(libm::exp2(steep)).zip(terms).map(|(c, term)| (c as i128).clamp(term.c.low, term.c.high)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [i128; 3] = [7, 5, 3];

    /// Σ w a / (a + c) of every choice of a and c with these totals, in floating point.
    fn sums(terms: &[Term], a: i128, c: i128) -> Vec<f64> {
        let [x, y, z] = terms else { return Vec::new() };
        let mut sums = Vec::new();
        for a in splits(x.a, y.a, z.a, a) {
            for c in splits(x.c, y.c, z.c, c) {
                let term = |k: usize| {
                    let d = a[k] + c[k];
                    let fits = terms[k].size.is_none_or(|size| size == d);
                    fits.then(|| if d == 0 { 0.0 } else { terms[k].weight as f64 * a[k] as f64 / d as f64 })
                };
                sums.extend((0..3).map(term).sum::<Option<f64>>());
            }
        }
        sums
    }

    fn splits(x: Span, y: Span, z: Span, total: i128) -> impl Iterator<Item = [i128; 3]> {
        let pairs = (x.low..=x.high).flat_map(move |i| (y.low..=y.high).map(move |j| (i, j)));
        pairs.map(move |(i, j)| [i, j, total - i - j]).filter(move |split| z.contains(split[2]))
    }

    fn least_in_units(terms: &[Term], a: i128, c: i128) -> f64 {
        least(terms, Span::point(a), Span::point(c)) as f64 / ONE as f64
    }

    #[test]
    fn macro_recall_from_accuracy_is_exact() {
        let terms = SIZES.map(|n| Term { weight: 1, a: Span::new(0, n), c: Span::new(0, n), size: Some(n) });
        for right in 0..=15 {
            let best = sums(&terms, right, 15 - right).into_iter().fold(f64::INFINITY, f64::min);
            assert!((least_in_units(&terms, right, 15 - right) - best).abs() < 1e-12, "{right} right");
        }
    }

    #[test]
    fn no_choice_lies_below_the_bound_and_some_come_near() {
        let term = |weight, a, c| Term { weight, a: Span::point(a), c: Span::new(0, c), size: None };
        let mut nearest = f64::INFINITY;
        for weights in [[1, 1, 1], [7, 5, 3]] {
            let terms = [term(weights[0], 60, 90), term(weights[1], 30, 90), term(weights[2], 10, 90)];
            for wrong in (0..=90).step_by(9) {
                let bound = least_in_units(&terms, 100, wrong);
                let best = sums(&terms, 100, wrong).into_iter().fold(f64::INFINITY, f64::min);
                assert!(bound <= best + 1e-12, "{weights:?} {wrong}: {bound} > {best}");
                nearest = nearest.min((best - bound) / best);
                assert!(best - bound < 0.05 * best, "{weights:?} {wrong}: {bound} is far below {best}");
            }
        }
        assert!(nearest < 1e-9);
    }
}
