//! # Holm's adjustment of p-values
//!
//! **Answers:** which of the comparisons in one table still count when all were looked at?
//!
//! **Formula:** with p-values in ascending order, the adjusted one at rank i of m is the largest of (m − j + 1) · p_j over j ≤ i, at most 1.
//! Rejecting what lies at or below α keeps the chance of any false rejection at α.
//!
//! **Source:** Holm, *A simple sequentially rejective multiple test procedure*, Scandinavian Journal of Statistics 6, 1979. Equals
//! statsmodels' `multipletests(p, method="holm")`.
//!
//! **Assumes:** nothing about how the tests depend on each other.
//!
//! **Not for:** a table of which only the interesting rows are given: all that were tested count.

/// Adjusted p-values, in the order of `p`, which lie in `[0, 1]`.
pub fn holm(p: &[f64]) -> Vec<f64> {
    debug_assert!(p.iter().all(|p| (0.0..=1.0).contains(p)), "p-values lie between 0 and 1: {p:?}");
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut adjusted = vec![0.0; p.len()];
    let mut largest: f64 = 0.0;
    for (rank, &at) in order.iter().enumerate() {
        largest = largest.max((p.len() - rank) as f64 * p[at]).min(1.0);
        adjusted[at] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_counts_as_often_as_there_are_tests() {
        assert_eq!(holm(&[0.5, 0.01, 0.015625]), [0.5, 0.03, 0.03125]);
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
        assert_eq!(holm(&[0.25]), [0.25]);
        assert!(holm(&[]).is_empty());
    }
}
