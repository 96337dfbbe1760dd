//! Rows to be summed over, whether they are held or computed when they are looked at.

use std::ops::Range;

use rayon::prelude::*;

use crate::matrix::Matrix;

/// Rows summed by one task.
pub(super) const CHUNK: usize = 4096;

/// Rows of `f32`, looked at chunk by chunk.
pub(super) trait Rows: Sync {
    /// Number of rows.
    fn rows(&self) -> usize;

    /// Values of a row, one at least.
    fn columns(&self) -> usize;

    /// Has `look` see the rows of `range`, row-major; a range lies within one of [`chunks`].
    fn visit<T>(&self, range: Range<usize>, look: impl FnOnce(&[f32]) -> T) -> T;
}

impl Rows for Matrix {
    fn rows(&self) -> usize {
        self.rows()
    }

    fn columns(&self) -> usize {
        self.cols()
    }

    fn visit<T>(&self, range: Range<usize>, look: impl FnOnce(&[f32]) -> T) -> T {
        look(&self.as_slice()[range.start * self.cols()..range.end * self.cols()])
    }
}

/// `0..rows` in stretches of [`CHUNK`].
pub(super) fn chunks(rows: usize) -> Vec<Range<usize>> {
    stretches(rows, CHUNK)
}

/// `0..rows` in stretches of `length`.
pub(super) fn stretches(rows: usize, length: usize) -> Vec<Range<usize>> {
    within(0..rows, length).collect()
}

/// Stretches of `length` of a range.
pub(super) fn within(range: Range<usize>, length: usize) -> impl Iterator<Item = Range<usize>> {
    range.clone().step_by(length).map(move |start| start..(start + length).min(range.end))
}

/// One number for each row, `of` its values, times `each` numbers a row.
pub(super) fn map_rows(x: &impl Rows, each: usize, of: impl Fn(&[f32], &mut [f64]) + Sync) -> Vec<f64> {
    map_and_sum_rows(x, each, 0, |_, values, numbers, _| of(values, numbers)).0
}

/// Sums what `add` puts into `width` cells for each row: within chunks row by row, then chunk by chunk.
pub(super) fn sum_rows(x: &impl Rows, width: usize, add: impl Fn(usize, &[f32], &mut [f64]) + Sync) -> Vec<f64> {
    let sums = chunks(x.rows()).into_par_iter().map(|rows| {
        let mut sums = vec![0.0; width];
        for_each_row(x, rows, |row, values| add(row, values, &mut sums));
        sums
    });
    total(width, &sums.collect::<Vec<_>>())
}

/// As [`map_rows`] and [`sum_rows`] at once: `of` is given a row's number, its values, its `each` numbers and the sums.
pub(super) fn map_and_sum_rows(
    x: &impl Rows,
    each: usize,
    width: usize,
    of: impl Fn(usize, &[f32], &mut [f64], &mut [f64]) + Sync,
) -> (Vec<f64>, Vec<f64>) {
    let mut numbers = vec![0.0; x.rows() * each];
    let sums = numbers.par_chunks_mut(CHUNK * each).zip(chunks(x.rows())).map(|(numbers, rows)| {
        let mut sums = vec![0.0; width];
        let start = rows.start;
        for_each_row(x, rows, |row, values| {
            let place = (row - start) * each;
            of(row, values, &mut numbers[place..place + each], &mut sums);
        });
        sums
    });
    let sums = total(width, &sums.collect::<Vec<_>>());
    (numbers, sums)
}

/// Shows `see` the rows of `range`, which lies within one of [`chunks`], one after the other.
pub(super) fn for_each_row(x: &impl Rows, range: Range<usize>, mut see: impl FnMut(usize, &[f32])) {
    x.visit(range.clone(), |values| {
        range.zip(values.chunks_exact(x.columns())).for_each(|(row, values)| see(row, values));
    });
}

/// Sums of `width` cells, added in order.
pub(super) fn total(width: usize, parts: &[Vec<f64>]) -> Vec<f64> {
    let mut total = vec![0.0; width];
    parts.iter().for_each(|part| add_to(&mut total, part));
    total
}

/// Sums `of` over the numbers of rows: within chunks row by row, then chunk by chunk.
pub(super) fn sum_over(rows: usize, of: impl Fn(usize) -> f64 + Sync) -> f64 {
    let partial: Vec<f64> = chunks(rows).into_par_iter().map(|rows| rows.map(&of).sum()).collect();
    partial.iter().sum()
}

/// The row, a 1 appended, times `w`: eight running sums, added in order.
pub(super) fn dot(row: &[f32], w: &[f64]) -> f64 {
    let (w, bias) = (&w[..row.len()], w[row.len()]);
    let mut lanes = [0.0; 8];
    let (values, weights) = (row.chunks_exact(8), w.chunks_exact(8));
    let rest: f64 = values.remainder().iter().zip(weights.remainder()).map(|(&v, w)| f64::from(v) * w).sum();
    for (values, weights) in values.zip(weights) {
        for lane in 0..8 {
            lanes[lane] += f64::from(values[lane]) * weights[lane];
        }
    }
    lanes.iter().sum::<f64>() + rest + bias
}

/// ‖a − b‖²: eight running sums, added in order.
pub(super) fn squared_distance(a: &[f32], b: &[f32]) -> f64 {
    let mut lanes = [0.0; 8];
    let (left, right) = (a.chunks_exact(8), b.chunks_exact(8));
    let square = |a: f32, b: f32| (f64::from(a) - f64::from(b)) * (f64::from(a) - f64::from(b));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(&a, &b)| square(a, b)).sum();
    for (left, right) in left.zip(right) {
        for lane in 0..8 {
            lanes[lane] += square(left[lane], right[lane]);
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// Mean of each column; 0 where there is no row.
pub(super) fn column_means(x: &Matrix) -> Vec<f64> {
    let mut means = vec![0.0; x.cols()];
    for row in x.iter_rows() {
        means.iter_mut().zip(row).for_each(|(mean, &value)| *mean += f64::from(value) / x.rows() as f64);
    }
    means
}

/// ‖a‖², rounded once.
pub(super) fn squared_norm(row: &[f32]) -> f32 {
    row.iter().map(|&value| f64::from(value) * f64::from(value)).sum::<f64>() as f32
}

/// Adds `scale` times the row, a 1 appended, to `sums`.
pub(super) fn add_scaled(sums: &mut [f64], scale: f64, row: &[f32]) {
    sums.iter_mut().zip(row).for_each(|(sum, &value)| *sum += scale * f64::from(value));
    sums[row.len()] += scale;
}

/// Adds `scale` times the squares of the row, a 1 appended, to `sums`.
pub(super) fn add_squares(sums: &mut [f64], scale: f64, row: &[f32]) {
    for (sum, &value) in sums.iter_mut().zip(row) {
        *sum += scale * f64::from(value) * f64::from(value);
    }
    sums[row.len()] += scale;
}

/// Adds `values` to `sums`.
pub(super) fn add_to(sums: &mut [f64], values: &[f64]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

/// Σ aᵢ bᵢ: eight running sums, added in order.
pub(super) fn inner(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (left, right) = (a.chunks_exact(8), b[..a.len()].chunks_exact(8));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(a, b)| a * b).sum();
    for (left, right) in left.zip(right) {
        for lane in 0..8 {
            lanes[lane] += left[lane] * right[lane];
        }
    }
    lanes.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_see_every_row_once() {
        let rows = 2 * CHUNK + 3;
        let x = Matrix::from_vec(rows, 1, (0..rows).map(|row| row as f32).collect());
        let sums = sum_rows(&x, 2, |row, values, sums| {
            sums[0] += row as f64;
            add_scaled(&mut sums[..], f64::from(values[0]), &[0.0]);
        });
        let expected = (rows * (rows - 1) / 2) as f64;
        assert_eq!(sums, [expected, expected]);
        assert_eq!(sum_over(rows, |row| row as f64), expected);
        assert_eq!(map_rows(&x, 1, |row, out| out[0] = f64::from(row[0])).last(), Some(&((rows - 1) as f64)));
    }

    #[test]
    fn distances_cover_every_column() {
        let a: Vec<f32> = (0..19).map(|i| i as f32).collect();
        assert_eq!(squared_distance(&a, &[0.0; 19]), (0..19).map(|i| f64::from(i * i)).sum::<f64>());
    }
}
