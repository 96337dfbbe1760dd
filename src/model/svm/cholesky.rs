//! Cholesky factors of symmetric, positive definite matrices, row-major `f64`.
//!
//! Work grows with the cube of the rows, so each function asks `check` row by row whether to go on, and returns its error.

use super::super::ModelError;
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
///
/// # Errors
/// Those of `check`.
pub(super) fn pivoted(
    n: usize,
    cell: impl Fn(usize, usize) -> f64,
    enough: f64,
    check: impl Fn() -> Result<(), ModelError>,
) -> Result<Pivoted, ModelError> {
    let mut rest: Vec<f64> = (0..n).map(|i| cell(i, i)).collect();
    let mut rows: Vec<Vec<f64>> = vec![Vec::new(); n];
    let mut order: Vec<usize> = Vec::new();
    loop {
        check()?;
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
    Ok(Pivoted { order, factor })
}

/// The inverse of a lower triangle, row i of which holds i + 1 values.
///
/// # Errors
/// Those of `check`.
pub(super) fn inverse(
    lower: &[Vec<f64>],
    check: impl Fn() -> Result<(), ModelError>,
) -> Result<Vec<Vec<f64>>, ModelError> {
    let mut inverse: Vec<Vec<f64>> = Vec::with_capacity(lower.len());
    for (i, row) in lower.iter().enumerate() {
        check()?;
        let mut new = vec![0.0; i + 1];
        for (scale, above) in row.iter().zip(&inverse) {
            new.iter_mut().zip(above).for_each(|(cell, above)| *cell -= scale * above);
        }
        new[i] = 1.0;
        new.iter_mut().for_each(|cell| *cell /= row[i]);
        inverse.push(new);
    }
    Ok(inverse)
}

/// Solves H s = b for a positive definite H of `b.len()` columns, of which the lower triangle is read; `None` where rounding left it
/// indefinite.
///
/// # Errors
/// Those of `check`.
pub(super) fn solve(
    mut h: Vec<f64>,
    b: &[f64],
    check: impl Fn() -> Result<(), ModelError>,
) -> Result<Option<Vec<f64>>, ModelError> {
    let n = b.len();
    for i in 0..n {
        check()?;
        let (above, row) = h.split_at_mut(i * n);
        for j in 0..i {
            row[j] = (row[j] - inner(&row[..j], &above[j * n..j * n + j])) / above[j * n + j];
        }
        row[i] -= inner(&row[..i], &row[..i]);
        if row[i] <= 0.0 || !row[i].is_finite() {
            return Ok(None);
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
    Ok(Some(s))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn go_on() -> Result<(), ModelError> {
        Ok(())
    }

    const H: [[f64; 3]; 3] = [[4.0, 2.0, 0.5], [2.0, 5.0, 1.0], [0.5, 1.0, 3.0]];

    #[test]
    fn a_system_is_solved() {
        let s = solve(H.concat(), &[1.0, -2.0, 3.0], go_on).unwrap().unwrap();
        for (row, b) in H.iter().zip([1.0, -2.0, 3.0]) {
            assert!((inner(row, &s) - b).abs() < 1e-12);
        }
        assert_eq!(solve(vec![1.0, 2.0, 2.0, 1.0], &[1.0, 1.0], go_on), Ok(None), "indefinite");
    }

    #[test]
    fn a_factor_times_itself_is_the_matrix() {
        let Pivoted { order, factor } = pivoted(3, |i, j| H[i][j], 1e-9, go_on).unwrap();
        assert_eq!(order[0], 1, "the largest diagonal first");
        for (i, &row) in order.iter().enumerate() {
            for (j, &column) in order.iter().enumerate().take(i + 1) {
                assert!((inner(&factor[j], &factor[i]) - H[row][column]).abs() < 1e-12);
            }
        }
        let inverse = inverse(&factor, go_on).unwrap();
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
        assert_eq!(pivoted(5, kernel, 1e-5, go_on).unwrap().order.len(), 3);
    }

    #[test]
    fn each_row_asks_whether_to_go_on() {
        let left = Cell::new(0);
        let until = || match left.get() {
            0 => Err(ModelError::Cancelled),
            more => {
                left.set(more - 1);
                Ok(())
            }
        };
        let factor = pivoted(3, |i, j| H[i][j], 1e-9, go_on).unwrap().factor;
        for rows in 0..3 {
            left.set(rows);
            assert_eq!(pivoted(3, |i, j| H[i][j], 1e-9, until).map(|_| ()), Err(ModelError::Cancelled));
            left.set(rows);
            assert_eq!(inverse(&factor, until), Err(ModelError::Cancelled));
            left.set(rows);
            assert_eq!(solve(H.concat(), &[1.0; 3], until), Err(ModelError::Cancelled));
        }
    }
}
