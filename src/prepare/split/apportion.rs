//! Whole rows from fractional shares: the method of largest remainders (Hamilton), within bounds.

/// Shares out `total` rows in proportion to `sizes`, each count between its `bounds` (lowest, highest) and never
/// above its size.
///
/// Without bounds every count is its quota `total × size / Σ sizes` rounded down or up, the largest remainders up
/// (ties: lower index). Bounds are kept where the total allows it; the total always is.
///
/// # Panics
/// If `total` exceeds `Σ sizes`.
pub(super) fn apportion(total: usize, sizes: &[usize], bounds: impl Fn(usize) -> (usize, usize)) -> Vec<usize> {
    let all: usize = sizes.iter().sum();
    assert!(total <= all, "{total} of {all} rows");
    let bounds: Vec<(usize, usize)> = (0..sizes.len()).map(bounds).collect();
    let quota: Vec<f64> = sizes.iter().map(|&size| total as f64 * size as f64 / all.max(1) as f64).collect();
    let mut counts: Vec<usize> =
        quota.iter().zip(&bounds).map(|(quota, &(low, high))| (*quota as usize).max(low).min(high)).collect();

    let mut sum: usize = counts.iter().sum();
    while sum < total {
        let open = (0..sizes.len()).filter(|&i| counts[i] < sizes[i]);
        let next = first(open, |i| (counts[i] >= bounds[i].1, counts[i] as f64 - quota[i]));
        counts[next] += 1;
        sum += 1;
    }
    while sum > total {
        let open = (0..sizes.len()).filter(|&i| counts[i] > 0);
        let next = first(open, |i| (counts[i] <= bounds[i].0, quota[i] - counts[i] as f64));
        counts[next] -= 1;
        sum -= 1;
    }
    counts
}

/// The index with the smallest key, the lowest of several.
fn first(indices: impl Iterator<Item = usize>, key: impl Fn(usize) -> (bool, f64)) -> usize {
    indices
        .min_by(|&a, &b| {
            let (a, b) = (key(a), key(b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
        .expect("the total lies between 0 and the sum of the sizes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(sizes: &[usize]) -> impl Fn(usize) -> (usize, usize) {
        let sizes = sizes.to_vec();
        move |i| (0, sizes[i])
    }

    #[test]
    fn largest_remainders_go_up() {
        // Quotas 4.8, 3.6, 1.6: floors 4, 3, 1, then the remainders .8 and .6 (the first of the two).
        assert_eq!(apportion(10, &[48, 36, 16], free(&[48, 36, 16])), [5, 4, 1]);
        assert_eq!(apportion(0, &[3, 4], free(&[3, 4])), [0, 0]);
        assert_eq!(apportion(7, &[3, 4], free(&[3, 4])), [3, 4]);
        assert_eq!(apportion(0, &[], free(&[])), [0; 0]);
    }

    #[test]
    fn a_lower_bound_is_paid_by_the_most_rounded_up() {
        // Quotas 17.82, 1.98, 0.2: with at least one each, the first one stays at its floor.
        assert_eq!(apportion(20, &[891, 99, 10], |_| (1, 900)), [17, 2, 1]);
    }

    #[test]
    fn the_total_wins_over_the_bounds() {
        assert_eq!(apportion(1, &[5, 5, 5], |_| (1, 5)).iter().sum::<usize>(), 1);
        assert_eq!(apportion(14, &[5, 5, 5], |_| (0, 2)).iter().sum::<usize>(), 14);
    }
}
