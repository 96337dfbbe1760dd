//! What the counts allow Matthews's correlation to be.
//!
//! With all counts as shares of N: (right − Σ actualₖ predictedₖ) / √((1 − Σ actualₖ²)(1 − Σ predictedₖ²)) (Gorodkin 2004, doi
//! 10.1016/j.compbiolchem.2004.09.006). Σ actual × predicted is bounded by a fractional knapsack, since the predictions add up to N. Where a
//! factor of the root is 0 it is 0.

use super::counts::Counts;
use super::fill;
use super::span::{Empty, ONE, Span, ceil, floor};

/// An error where no count that is left gives a correlation in `range`.
pub(super) fn check(counts: &Counts, range: Span) -> Result<(), Empty> {
    let rows = counts.rows;
    let share = |count: Span| Span::new(floor(count.low * ONE, rows.high), ceil(count.high * ONE, rows.low).min(ONE));
    let actual: Vec<Span> = counts.classes.iter().map(|class| share(class.actual)).collect();
    let predicted: Vec<Span> = counts.classes.iter().map(|class| share(class.predicted)).collect();
    let spreads = [spread(&actual), spread(&predicted)];
    let is_0 = |spread: Span| spread.high == 0;
    let can_be_0 = |spread: Span| spread.low == 0;
    if range.contains(0) && spreads.into_iter().any(can_be_0) {
        return Ok(());
    }
    if !range.contains(0) && spreads.into_iter().any(is_0) {
        return Err(Empty);
    }
    // What is left are matrices with two factors above 0, if the range is to be met.
    let Some(together) = together(&actual, &predicted)? else { return Ok(()) };
    let above = share(counts.right).minus(together);
    let below = root(spreads);
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

/// Σ a p with Σ p = 1; `None` where it cannot be told.
fn together(actual: &[Span], predicted: &[Span]) -> Result<Option<Span>, Empty> {
    // Shares are rounded outwards, so the true ones are within and add up to this.
    let all = Span::point(ONE);
    let items = |end: fn(&Span) -> i128| actual.iter().map(end).zip(predicted.iter().copied()).collect::<Vec<_>>();
    let low = fill::least(&items(|span| span.low), all)?;
    let high = fill::most(&items(|span| span.high), all)?;
    Ok(low.zip(high).map(|(low, high)| Span::new(floor(low, ONE), ceil(high, ONE))))
}

/// 1 − Σ s², at least 0.
fn spread(shares: &[Span]) -> Span {
    // Many classes of which each may have all rows have a sum beyond 128 bits; what counts is that it is above 1.
    let add = |sum: i128, share: i128| sum.saturating_add(share * share);
    let sum = |end: fn(&Span) -> i128| shares.iter().map(end).fold(0, add);
    let (low, high) = (floor(sum(|share| share.low), ONE), ceil(sum(|share| share.high), ONE));
    Span::new((ONE - high).max(0), (ONE - low).max(0))
}

/// √(a b)
fn root([a, b]: [Span; 2]) -> Span {
    Span::new((a.low * b.low).isqrt(), (a.high * b.high).isqrt() + 1)
}
