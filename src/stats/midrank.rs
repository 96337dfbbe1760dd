//! Ranks from 1, where equal values share the mean of theirs.

/// Midranks of finite `values`, in their order. SciPy: `rankdata(values, "average")`.
pub(super) fn midranks(values: &[f64]) -> Vec<f64> {
    let mut ranks = vec![0.0; values.len()];
    for_each_tie(values, |first, tied| {
        // Ranks first + 1 to first + n.
        let rank = first as f64 + (tied.len() as f64 + 1.0) / 2.0;
        tied.iter().for_each(|&at| ranks[at] = rank);
    });
    ranks
}

/// Σ (t³ − t) over the sizes t of groups of equal values: what ties take from a rank statistic's variance.
pub(super) fn tie_term(values: &[f64]) -> f64 {
    let mut sum = 0.0;
    for_each_tie(values, |_, tied| {
        let t = tied.len() as f64;
        sum += t * t * t - t;
    });
    sum
}

/// Calls `visit` for each group of equal values in ascending order, with how many values are smaller and where its own stand.
fn for_each_tie(values: &[f64], mut visit: impl FnMut(usize, &[usize])) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    // Adding 0 turns −0 into 0, which `total_cmp` would tell apart.
    order.sort_by(|&a, &b| (values[a] + 0.0).total_cmp(&(values[b] + 0.0)));
    let mut first = 0;
    for tied in order.chunk_by(|&a, &b| values[a] == values[b]) {
        visit(first, tied);
        first += tied.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_ranks() {
        assert_eq!(midranks(&[2.0, -0.0, 2.0, 0.0, 5.0]), [3.5, 1.5, 3.5, 1.5, 5.0]);
        assert_eq!(tie_term(&[2.0, -0.0, 2.0, 0.0, 5.0]), 12.0);
        assert!(midranks(&[]).is_empty());
    }
}
