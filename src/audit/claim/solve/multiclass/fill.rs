//! The largest weighted sum that a total allows: the fractional knapsack.

use super::span::{Empty, Span};

/// The largest Σ coefficient × amount with every amount in its interval and Σ amount in `total`; `None` where it cannot be told, as it
/// leaves 128 bits. The error is a proof that no amounts fit.
///
/// Greedy: all amounts start at their low end, and what is left goes where it counts most (Dantzig 1957, doi 10.1287/opre.5.2.266). With
/// integers at all ends the best amounts are integers.
pub(super) fn most(items: &[(i128, Span)], total: Span) -> Result<Option<i128>, Empty> {
    let (least, greatest) = items.iter().fold((0, 0), |(a, b), (_, span)| (a + span.low, b + span.high));
    if least > total.high || greatest < total.low {
        return Err(Empty);
    }
    // What has to be added, and what may be.
    Ok(greedy(items, (total.low - least).max(0), total.high - least))
}

/// The largest sum with at least `must` and at most `may` above the low ends.
fn greedy(items: &[(i128, Span)], mut must: i128, mut may: i128) -> Option<i128> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(items[i].0), i));
    let mut sum = items.iter().try_fold(0_i128, |sum, (c, span)| sum.checked_add(c.checked_mul(span.low)?))?;
    for i in order {
        let (coefficient, span) = items[i];
        let room = if coefficient > 0 { may } else { must };
        let amount = span.width().min(room);
        sum = sum.checked_add(coefficient.checked_mul(amount)?)?;
        must = (must - amount).max(0);
        may -= amount;
    }
    Some(sum)
}

/// The smallest such sum.
pub(super) fn least(items: &[(i128, Span)], total: Span) -> Result<Option<i128>, Empty> {
    let negated: Vec<_> = items.iter().map(|&(coefficient, span)| (-coefficient, span)).collect();
    Ok(most(&negated, total)?.map(|sum| -sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greedy_is_the_best_of_all() {
        let items = [(5, Span::new(0, 3)), (-2, Span::new(1, 4)), (3, Span::new(0, 2))];
        for (low, high) in [(1, 1), (2, 4), (6, 6), (8, 9), (0, 20)] {
            let total = Span::new(low, high);
            let mut sums = Vec::new();
            for a in 0..=3 {
                for b in 1..=4 {
                    for c in 0..=2 {
                        if total.contains(a + b + c) {
                            sums.push(5 * a - 2 * b + 3 * c);
                        }
                    }
                }
            }
            assert_eq!(most(&items, total), Ok(sums.iter().copied().max()));
            assert_eq!(least(&items, total), Ok(sums.iter().copied().min()));
        }
        assert_eq!(most(&items, Span::new(10, 20)), Err(Empty));
    }

    #[test]
    fn a_sum_that_is_too_large_proves_nothing() {
        let items = [(i128::MAX / 2, Span::new(0, 3))];
        assert_eq!(most(&items, Span::new(0, 3)), Ok(None));
        assert_eq!(most(&items, Span::new(4, 5)), Err(Empty));
    }
}
