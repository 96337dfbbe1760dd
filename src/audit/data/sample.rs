//! Samples of rows, in the proportion of their classes.

use crate::random::Stream;

/// Rows to learn from and rows to judge on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Ascending rows of the training side.
    pub train: Vec<u32>,
    /// Ascending rows of the test side.
    pub test: Vec<u32>,
}

/// About `size` of `rows`, the share of each class rounded up, so that every class stays; all rows where there are no more. Ascending as `rows` is.
///
/// # Panics
/// If `rows` holds a row without a class.
pub fn stratified(rows: &[u32], classes: &[u32], size: usize, seed: u64, axes: &[&str]) -> Vec<u32> {
    if rows.len() <= size {
        return rows.to_vec();
    }
    let class_of = |row: u32| classes[row as usize] as usize;
    let mut left = vec![0_u64; rows.iter().map(|&row| class_of(row) + 1).max().unwrap_or(0)];
    rows.iter().for_each(|&row| left[class_of(row)] += 1);
    let mut wanted: Vec<u64> =
        left.iter().map(|&of_class| (of_class * size as u64).div_ceil(rows.len() as u64)).collect();
    let mut stream = Stream::new(seed, axes);
    // Selection sampling (Knuth, volume 2, 3.4.2, algorithm S), one class beside the other.
    let drawn = rows.iter().copied().filter(|&row| {
        let class = class_of(row);
        let take = stream.below(left[class]) < wanted[class];
        left[class] -= 1;
        wanted[class] -= u64::from(take);
        take
    });
    drawn.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_keep_their_shares_and_the_smallest_stays() {
        let classes: Vec<u32> = (0..10_000).map(|row| if row == 77 { 2 } else { u32::from(row % 10 == 0) }).collect();
        let rows: Vec<u32> = (0..10_000).collect();
        let sample = stratified(&rows, &classes, 500, 1, &["test"]);
        let count = |class| sample.iter().filter(|&&row| classes[row as usize] == class).count();
        assert_eq!([count(0), count(1), count(2)], [450, 50, 1]);
        assert!(sample.is_sorted());
        assert_eq!(sample, stratified(&rows, &classes, 500, 1, &["test"]));
        assert_ne!(sample, stratified(&rows, &classes, 500, 2, &["test"]));
        assert_eq!(stratified(&rows, &classes, 10_000, 1, &["test"]), rows);
    }
}
