//! Cholesky factors of symmetric, positive definite matrices, row-major `f64`.

use super::super::rows::inner;

/// The rows and columns of a matrix that are independent, and their factor.
pub(super) struct Pivoted {
    /// Rows in the order of the factor.
    pub(super) order: Vec<usize>,
    /// Lower triangle of L with L·Lᵀ = the matrix at `order`; row i holds i + 1 values.
    pub(super) factor: Vec<Vec<f64>>,
}

/// Factors the `n` × `n` matrix given cell by cell, the largest remaining diagonal first (the first row on ties), and stops where none is
/// above `enough`: the rows left out are then combinations of those kept, up to that.
pub(super) fn pivoted(n: usize, cell: impl Fn(usize, usize) -> f64, enough: f64) -> Pivoted {
    let mut rest: Vec<f64> = (0..n).map(|i| cell(i, i)).collect();
    let mut rows: Vec<Vec<f64>> = vec![Vec::new(); n];
    let mut order: Vec<usize> = Vec::new();
    loop {
        let open = (0..n).filter(|&i| rest[i] > enough);
        let Some(pivot) = open.reduce(|best, i| if rest[i] > rest[best] { i } else { best }) else { break };
        let root = rest[pivot].sqrt();
        let chosen = rows[pivot].clone();
        rest[pivot] = 0.0;
        for (i, (row, rest)) in rows.iter_mut().zip(&mut rest).enumerate().filter(|(_, (_, rest))| **rest > enough) {
            let value = (cell(i, pivot) - inner(row, &chosen)) / root;
            row.push(value);
            *rest -= value * value;
        }
        rows[pivot].push(root);
        order.push(pivot);
    }
    let factor = order.iter().map(|&row| std::mem::take(&mut rows[row])).collect();
    Pivoted { order, factor }
}

/// The inverse of a lower triangle, row i of which holds i + 1 values.
pub(super) fn inverse(lower: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut inverse: Vec<Vec<f64>> = Vec::with_capacity(lower.len());
    for (i, row) in lower.iter().enumerate() {
        let mut new = vec![0.0; i + 1];
        for (scale, above) in row.iter().zip(&inverse) {
            new.iter_mut().zip(above).for_each(|(cell, above)| *cell -= scale * above);
        }
        new[i] = 1.0;
        new.iter_mut().for_each(|cell| *cell /= row[i]);
        inverse.push(new);
    }
    inverse
}

/// Solves H s = b for a positive definite H of `b.len()` columns, of which the lower triangle is read; `None` where rounding left it
/// indefinite.
pub(super) fn solve(mut h: Vec<f64>, b: &[f64]) -> Option<Vec<f64>> {
    let n = b.len();
    for i in 0..n {
        let (above, row) = h.split_at_mut(i * n);
        for j in 0..i {
            row[j] = (row[j] - inner(&row[..j], &above[j * n..j * n + j])) / above[j * n + j];
        }
        row[i] -= inner(&row[..i], &row[..i]);
        if row[i] <= 0.0 || !row[i].is_finite() {
            return None;
        }
        row[i] = row[i].sqrt();
    }
    let mut s = b.to_vec();
    for i in 0..n {
        s[i] = (s[i] - inner(&h[i * n..i * n + i], &s[..i])) / h[i * n + i];
    }
    for i in (0..n).rev() {
        s[i] /= h[i * n + i];
        let (solved, value) = (&h[i * n..i * n + i], s[i]);
        s.iter_mut().zip(solved).for_each(|(cell, factor)| *cell -= factor * value);
    }
    Some(s)
}

#[cfg(test)]
mod tests {
    use super::*;

    const H: [[f64; 3]; 3] = [[4.0, 2.0, 0.5], [2.0, 5.0, 1.0], [0.5, 1.0, 3.0]];

    #[test]
    fn a_system_is_solved() {
        let s = solve(H.concat(), &[1.0, -2.0, 3.0]).unwrap();
        for (row, b) in H.iter().zip([1.0, -2.0, 3.0]) {
            assert!((inner(row, &s) - b).abs() < 1e-12);
        }
        assert_eq!(solve(vec![1.0, 2.0, 2.0, 1.0], &[1.0, 1.0]), None, "indefinite");
    }

    #[test]
    fn a_factor_times_itself_is_the_matrix() {
        let Pivoted { order, factor } = pivoted(3, |i, j| H[i][j], 1e-9);
        assert_eq!(order[0], 1, "the largest diagonal first");
        for (i, &row) in order.iter().enumerate() {
            for (j, &column) in order.iter().enumerate().take(i + 1) {
                assert!((inner(&factor[j], &factor[i]) - H[row][column]).abs() < 1e-12);
            }
        }
        let inverse = inverse(&factor);
        for (i, row) in inverse.iter().enumerate() {
            for j in 0..=i {
                let cell: f64 = row[j..].iter().zip(&factor[j..]).map(|(a, below)| a * below[j]).sum();
                assert!((cell - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn repeated_rows_are_left_out() {
        let points = [0.0_f64, 1.0, 0.0, 1.0, 3.0];
        let kernel = |i: usize, j: usize| libm::exp(-(points[i] - points[j]).powi(2));
        assert_eq!(pivoted(5, kernel, 1e-5).order.len(), 3);
    }
}
