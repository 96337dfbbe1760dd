//! A smaller training side with the same class shares.

use super::guard;
use crate::random::Stream;

/// Ascending numbers of `limit` rows: each class keeps its share (largest remainders) and at least one row, drawn without replacement.
///
/// All rows where there are no more than `limit`; more than `limit` only where there are more classes.
pub(super) fn stratified(y: &[u32], classes: usize, limit: usize, stream: &mut Stream) -> Vec<usize> {
    if y.len() <= limit {
        return (0..y.len()).collect();
    }
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); classes];
    for (row, &class) in y.iter().enumerate() {
        rows[class as usize].push(row);
    }
    let quotas = quotas(&guard::class_counts(y, classes), limit);
    let mut chosen: Vec<usize> = Vec::with_capacity(limit);
    for (mut rows, quota) in rows.into_iter().zip(quotas) {
        for place in 0..quota {
            let left = (rows.len() - place) as u64;
            rows.swap(place, place + stream.below(left) as usize);
        }
        chosen.extend(&rows[..quota]);
    }
    chosen.sort_unstable();
    chosen
}

/// How many rows each class keeps.
fn quotas(counts: &[usize], limit: usize) -> Vec<usize> {
    let total = counts.iter().sum::<usize>() as u128;
    let share = |count: usize| count as u128 * limit as u128;
    let mut quotas: Vec<usize> =
        counts.iter().map(|&count| ((share(count) / total) as usize).max(usize::from(count > 0))).collect();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|&class| std::cmp::Reverse(share(counts[class]) % total));
    let mut left = limit.saturating_sub(quotas.iter().sum());
    for class in order {
        if left > 0 && quotas[class] < counts[class] {
            quotas[class] += 1;
            left -= 1;
        }
    }
    // Rare classes were lifted to one row: the largest class pays for it.
    while quotas.iter().sum::<usize>() > limit {
        let Some(largest) = (0..quotas.len()).rev().max_by_key(|&class| quotas[class]) else { break };
        if quotas[largest] <= 1 {
            break;
        }
        quotas[largest] -= 1;
    }
    quotas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_kept_and_rare_classes_stay() {
        assert_eq!(quotas(&[700, 200, 100], 10), [7, 2, 1]);
        assert_eq!(quotas(&[9_990, 0, 9, 1], 100), [98, 0, 1, 1]);
        assert_eq!(quotas(&[5, 5, 5], 10).iter().sum::<usize>(), 10);
        assert_eq!(quotas(&[5, 5, 5], 2), [1, 1, 1]);
    }

    #[test]
    fn rows_are_drawn_once_and_by_seed() {
        let y: Vec<u32> = (0..1_000).map(|i| u32::from(i % 10 == 0)).collect();
        let draw = |seed| stratified(&y, 2, 50, &mut Stream::new(seed, &["test"]));
        let rows = draw(3);
        assert!(rows.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!((rows.len(), rows.iter().filter(|&&row| y[row] == 1).count()), (50, 5));
        assert_eq!(rows, draw(3));
        assert_ne!(rows, draw(4));
        assert_eq!(stratified(&y, 2, 1_000, &mut Stream::new(0, &["test"])), (0..1_000).collect::<Vec<_>>());
    }
}
