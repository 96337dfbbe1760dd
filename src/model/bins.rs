//! Columns cut into bins that hold about equally many training rows.

/// Ascending upper edges of a column's bins: a value lies in the first bin whose edge is not below it, or in the last.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Edges(Vec<f32>);

impl Edges {
    /// At most `limit` (≥ 2) bins for `values`, which are sorted in place.
    ///
    /// A value that fills a bin alone gets one; what remains is shared out evenly, so a column that is zero in nine rows of ten
    /// still has fine bins for the tenth. Edges lie midway between neighbouring values.
    pub(super) fn fit(values: &mut [f32], limit: usize) -> Self {
        values.sort_unstable_by(f32::total_cmp);
        let runs: Vec<&[f32]> = values.chunk_by(|a, b| a == b).collect();
        if runs.len() <= limit {
            return Self(runs.windows(2).map(|pair| midpoint(pair[0][0], pair[1][0])).collect());
        }
        let (mut rows_left, mut bins_left, mut held) = (values.len(), limit, 0);
        let mut edges = Vec::with_capacity(limit - 1);
        for pair in runs.windows(2) {
            held += pair[0].len();
            let full = held * bins_left >= rows_left;
            let next_needs_its_own = pair[1].len() * bins_left >= rows_left;
            if bins_left > 1 && (full || next_needs_its_own) {
                edges.push(midpoint(pair[0][0], pair[1][0]));
                rows_left -= held;
                bins_left -= 1;
                held = 0;
            }
        }
        Self(edges)
    }

    /// Number of bins.
    pub(super) fn bins(&self) -> usize {
        self.0.len() + 1
    }

    /// The bin of `value`.
    pub(super) fn bin(&self, value: f32) -> usize {
        self.0.partition_point(|&edge| edge < value)
    }

    /// The largest value of `bin`, which is not the last one.
    pub(super) fn upper(&self, bin: usize) -> f32 {
        self.0[bin]
    }

    /// All upper edges.
    pub(super) fn as_slice(&self) -> &[f32] {
        &self.0
    }
}

/// A number in `[low, high)`, midway where `f32` has one there.
fn midpoint(low: f32, high: f32) -> f32 {
    let middle = f64::midpoint(f64::from(low), f64::from(high)) as f32;
    if middle < high { middle } else { low }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_get_a_bin_each() {
        let edges = Edges::fit(&mut [3.0, 1.0, 1.0, 2.0, -0.0, 0.0], 8);
        assert_eq!(edges.as_slice(), [0.5, 1.5, 2.5]);
        assert_eq!([-9.0, 0.5, 0.6, 2.5, 99.0].map(|v| edges.bin(v)), [0, 0, 1, 2, 3]);
    }

    #[test]
    fn a_constant_column_has_one_bin() {
        let edges = Edges::fit(&mut [7.0; 5], 256);
        assert_eq!((edges.bins(), edges.bin(-1.0), edges.bin(8.0)), (1, 0, 0));
    }

    #[test]
    fn bins_hold_equal_shares() {
        let edges = Edges::fit(&mut (0..10_000).map(|v| v as f32).collect::<Vec<_>>(), 32);
        let mut counts = [0; 32];
        (0..10_000).for_each(|v| counts[edges.bin(v as f32)] += 1);
        assert!(counts.iter().all(|c| (312..=313).contains(c)), "{counts:?}");
    }

    #[test]
    fn a_heavy_value_leaves_the_other_bins_to_the_rest() {
        let mut values = vec![0.0; 9_000];
        values.extend((1..=1_000).map(|v| v as f32));
        let edges = Edges::fit(&mut values, 64);
        assert_eq!(edges.bins(), 64);
        assert_eq!(edges.upper(0), 0.5, "zero is alone in its bin");
    }

    #[test]
    fn neighbouring_and_extreme_floats_are_told_apart() {
        let (a, b) = (1.0_f32, 1.0_f32.next_up());
        for (low, high) in [(a, b), (f32::MIN, f32::MAX), (0.0, f32::from_bits(1)), (f32::MAX.next_down(), f32::MAX)] {
            let edges = Edges::fit(&mut [high, low], 256);
            assert_eq!((edges.bin(low), edges.bin(high)), (0, 1), "{low} {high}");
        }
    }
}
