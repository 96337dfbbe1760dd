//! What the counts allow Matthews's correlation to be.
//!
//! With all counts as shares of N: (right − Σ actualₖ predictedₖ) / √((1 − Σ actualₖ²)(1 − Σ predictedₖ²)) (Gorodkin 2004, doi
//! 10.1016/j.compbiolchem.2004.09.006). Σ actual × predicted is bounded by a fractional knapsack, since the predictions add up to N. It is
//! undefined where a factor of the root is 0, and then fits no range.

use super::counts::Counts;
use super::fill;
use super::span::{Empty, ONE, Span, ceil, floor};

/// An error where no count that is left gives a correlation in `range`.
pub(super) fn check(counts: &Counts, range: Span) -> Result<(), Empty> {
    let rows = counts.rows;
    let share = |count: Span| Span::new(floor(count.low * ONE, rows.high), ceil(count.high * ONE, rows.low).min(ONE));
    let actual: Vec<Span> = counts.classes.iter().map(|class| share(class.actual)).collect();
    let predicted: Vec<Span> = counts.classes.iter().map(|class| share(class.predicted)).collect();
    let above = share(counts.right).minus(together(&actual, &predicted).ok_or(Empty)?);
    let below = root(spread(&actual), spread(&predicted));
    if below.high <= 0 {
        return Err(Empty);
    }
    // above ≥ range.low × root, with the root that makes that easiest; likewise for the upper end.
    let product = |x: i128, root: Span| {
        let (a, b) = (x * root.low, x * root.high);
        Span::new(floor(a.min(b), ONE), ceil(a.max(b), ONE))
    };
    if above.high < product(range.low, below).low || above.low > product(range.high, below).high {
        return Err(Empty);
    }
    Ok(())
}

/// Σ a p with Σ p = 1.
fn together(actual: &[Span], predicted: &[Span]) -> Option<Span> {
    // Shares are rounded outwards, and so may their sum be.
    let all = Span::point(ONE);
    let items = |end: fn(&Span) -> i128| actual.iter().map(end).zip(predicted.iter().copied()).collect::<Vec<_>>();
    let low = fill::least(&items(|span| span.low), all)?;
    let high = fill::most(&items(|span| span.high), all)?;
    Some(Span::new(floor(low, ONE), ceil(high, ONE)))
}

/// 1 − Σ s².
fn spread(shares: &[Span]) -> Span {
    let sum = |end: fn(&Span) -> i128| shares.iter().map(|share| end(share) * end(share)).sum::<i128>();
    let (low, high) = (floor(sum(|share| share.low), ONE), ceil(sum(|share| share.high), ONE));
    Span::new((ONE - high).max(0), (ONE - low).max(0))
}

/// √(a b)
fn root(a: Span, b: Span) -> Span {
    let whole = |x: i128| x.max(0).isqrt();
    let (low, high) = (whole(a.low * b.low), whole(a.high * b.high));
    Span::new(low, high + 1)
}
