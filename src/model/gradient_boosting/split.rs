//! The cut of a node that lowers the loss most.

use super::super::bins::Edges;
use super::histogram::{Column, Sums};

/// Least sum of second derivatives on a side, scikit-learn's.
const LEAST_HESSIAN: f64 = 1e-3;

/// What a cut must keep to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Fewest rows on a side.
    pub(super) min_leaf: u32,
    /// L2 penalty on a leaf's value.
    pub(super) l2: f64,
}

impl Limits {
    /// Twice the loss that the best value takes off a set of rows (Chen & Guestrin 2016, doi 10.1145/2939672.2939785, equation 6).
    fn worth(self, sums: &Sums) -> f64 {
        sums.gradient * sums.gradient / (sums.hessian + self.l2)
    }

    /// The value that lowers the loss most (equation 5), 0 where there is nothing to divide by.
    pub(super) fn value(self, sums: &Sums) -> f64 {
        let weight = sums.hessian + self.l2;
        if weight > 0.0 { -sums.gradient / weight } else { 0.0 }
    }
}

/// Rows whose bin in `column` is at most `bin` go left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Split {
    pub(super) column: usize,
    pub(super) bin: usize,
    /// Twice the decrease of the loss.
    pub(super) gain: f64,
    pub(super) left: Sums,
}

/// The best cut of the columns from `first` on, the first one found on ties; `None` where none lowers the loss.
pub(super) fn best(columns: &[Column], edges: &[Edges], first: usize, all: &Sums, limits: Limits) -> Option<Split> {
    let mut best: Option<Split> = None;
    let unsplit = limits.worth(all);
    for ((column, sums), edges) in (first..).zip(columns).zip(edges) {
        let mut left = Sums::default();
        for (bin, sums) in sums[..edges.bins() - 1].iter().enumerate() {
            left.add(sums);
            let right = all.minus(&left);
            if left.rows < limits.min_leaf || left.hessian < LEAST_HESSIAN || sums.rows == 0 {
                continue;
            }
            if right.rows < limits.min_leaf || right.hessian < LEAST_HESSIAN {
                break;
            }
            let gain = limits.worth(&left) + limits.worth(&right) - unsplit;
            if gain > best.map_or(0.0, |best| best.gain) {
                best = Some(Split { column, bin, gain, left });
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One column of three bins with these gradients and rows, each row of hessian 1.
    fn column(bins: [(f64, u32); 3]) -> Column {
        let mut column = [Sums::default(); 256];
        for (sums, (gradient, rows)) in column.iter_mut().zip(bins) {
            *sums = Sums { gradient, hessian: f64::from(rows), rows };
        }
        column
    }

    fn cut(bins: [(f64, u32); 3], min_leaf: u32, l2: f64) -> Option<(usize, f64)> {
        let edges = Edges::fit(&mut [1.0, 2.0, 3.0], 256);
        let column = column(bins);
        let mut all = Sums::default();
        column.iter().for_each(|sums| all.add(sums));
        best(&[column], &[edges], 0, &all, Limits { min_leaf, l2 }).map(|split| (split.bin, split.gain))
    }

    #[test]
    fn gradients_of_one_sign_are_kept_together() {
        // 4²/4 + 6²/4 − 2²/8
        assert_eq!(cut([(-2.0, 2), (-2.0, 2), (6.0, 4)], 1, 0.0), Some((1, 4.0 + 9.0 - 0.5)));
    }

    #[test]
    fn sides_keep_their_rows_and_the_penalty_counts() {
        assert_eq!(cut([(-2.0, 2), (-2.0, 2), (6.0, 3)], 4, 0.0).map(|cut| cut.0), None);
        assert_eq!(cut([(-2.0, 2), (-2.0, 2), (6.0, 4)], 4, 1.0), Some((1, 16.0 / 5.0 + 36.0 / 5.0 - 4.0 / 9.0)));
    }

    #[test]
    fn equal_gradients_are_not_cut() {
        assert_eq!(cut([(2.0, 2), (2.0, 2), (2.0, 2)], 1, 0.0), None);
    }
}
