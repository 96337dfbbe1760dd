//! L2-regularised, squared-hinge linear machine, solved in the primal by a truncated Newton method.
//!
//! Minimises ½‖w‖² + Σᵢ Cᵢ max(0, 1 − yᵢ (w·xᵢ))² over w, where every row ends in a 1: the bias is regularised like a weight, as in
//! LIBLINEAR with `bias` 1 and scikit-learn's `LinearSVC(dual=False)` with `intercept_scaling` 1. Sums are taken in `f64`, over fixed
//! chunks in order. See [`newton`](super::super::newton) for the solver.

use std::ops::Range;

use rayon::prelude::*;

use super::super::newton::{self, Objective, Slope, Solution};
use super::super::rows::{self, CHUNK, Rows, add_scaled, add_squares, add_to, dot, inner};
use super::super::{FitContext, ModelError, NamedTensor};
use super::{Matrix64, Side, cholesky};
use crate::matrix::Matrix;
use crate::nn::Path;
use crate::nn::kernels::{Rows as Operand, Start, gemm_transposed};

/// Stops when the gradient's norm has fallen to this times the rarer side's share of the rows: LIBLINEAR's rule, ten times as strict as
/// scikit-learn's default, so that the coefficients are those of the minimum to four digits.
const TOLERANCE: f64 = 1e-5;

/// Active rows whose outer products are summed at a time, so that they stay in the second-level cache.
const TILE: usize = 128;

/// Parts of the rows whose Hessians are summed apart.
const PARTS: usize = 16;

/// Bytes of such Hessians at a time, unless a single one takes more.
const PARTS_KEPT: usize = 1 << 30;

/// Weight vectors, the bias last in each.
#[derive(Debug, Clone)]
pub(super) struct LinearMachines {
    columns: usize,
    weights: Vec<Vec<f64>>,
}

impl LinearMachines {
    /// Solves one problem after the other.
    ///
    /// # Errors
    /// [`ModelError::Cancelled`], [`ModelError::Numeric`] where the sums overflow.
    pub(super) fn fit(
        x: &Matrix,
        sides: impl Iterator<Item = Side>,
        context: &FitContext<'_>,
    ) -> Result<(Self, Vec<String>), ModelError> {
        let (mut weights, mut notes) = (Vec::new(), Vec::new());
        for side in sides {
            let solution = SquaredHinge { x, side: &side, steps: Steps::ConjugateGradients }.minimise(context)?;
            notes.extend(solution.note(&format!("machine {}", weights.len() + 1)));
            weights.push(solution.weights);
        }
        Ok((Self { columns: x.cols(), weights }, notes))
    }

    /// w·x of each row and machine.
    pub(super) fn decisions(&self, x: &Matrix) -> Matrix64 {
        let machines = self.weights.len();
        let values = rows::map_rows(x, machines, |row, values| {
            values.iter_mut().zip(&self.weights).for_each(|(value, weights)| *value = dot(row, weights));
        });
        Matrix64 { machines, values }
    }

    pub(super) fn tensors(&self) -> Vec<NamedTensor> {
        NamedTensor::machines(&self.weights, self.columns).into()
    }
}

/// How the direction of a Newton step is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Steps {
    /// Roughly, by some passes over the rows; best for few columns.
    ConjugateGradients,
    /// Exactly, from the Hessian as a matrix: one pass, for hundreds of columns or rows that are dear to look at.
    Exact,
}

/// The function to minimise.
pub(super) struct SquaredHinge<'a, R> {
    pub(super) x: &'a R,
    pub(super) side: &'a Side,
    pub(super) steps: Steps,
}

impl<R: Rows> SquaredHinge<'_, R> {
    pub(super) fn minimise(&self, context: &FitContext<'_>) -> Result<Solution, ModelError> {
        newton::minimise(self, self.tolerance(), context)
    }

    /// Share of its start at which the gradient is small enough.
    fn tolerance(&self) -> f64 {
        let rows = self.x.rows();
        let positive = self.side.positive.iter().filter(|&&positive| positive).count();
        TOLERANCE * positive.min(rows - positive).max(1) as f64 / rows as f64
    }

    /// 1 − y (w·x) where that is positive: the row is active. With the row's label, ±1, and its C.
    fn slack(&self, row: usize, product: f64) -> Option<(f64, f64, f64)> {
        let [positive, other] = self.side.c;
        let (y, c) = if self.side.positive[row] { (1.0, positive) } else { (-1.0, other) };
        let slack = 1.0 - y * product;
        (slack > 0.0).then_some((slack, y, c))
    }

    /// The (generalised) Hessian at the point of `products`, row-major; parts of the rows are summed in order, as many at a time as
    /// `kept` bytes hold.
    fn hessian(&self, products: &[f64], kept: usize, context: &FitContext<'_>) -> Result<Vec<f64>, ModelError> {
        let (rows, width) = (self.x.rows(), self.width());
        let parts = rows::stretches(rows, rows.div_ceil(PARTS).next_multiple_of(CHUNK));
        let at_a_time = (kept / (width * width * size_of::<f64>())).max(1);
        let mut hessian = vec![0.0; width * width];
        hessian.iter_mut().step_by(width + 1).for_each(|cell| *cell = 1.0);
        for parts in parts.chunks(at_a_time) {
            let sums = parts.par_iter().map(|part| self.hessian_of(part.clone(), products, context));
            let sums = sums.collect::<Result<Vec<_>, ModelError>>()?;
            sums.iter().for_each(|sum| add_to(&mut hessian, sum));
        }
        Ok(hessian)
    }

    /// Σ 2 C x xᵀ over the active rows of a part.
    fn hessian_of(
        &self,
        part: Range<usize>,
        products: &[f64],
        context: &FitContext<'_>,
    ) -> Result<Vec<f64>, ModelError> {
        let width = self.width();
        let mut sum = vec![0.0; width * width];
        let mut tile: Vec<f64> = Vec::with_capacity(TILE * width);
        let mut flush = |tile: &mut Vec<f64>| {
            context.check_cancelled()?;
            let operand = Operand::new(tile, width);
            let rows = tile.len() / width;
            gemm_transposed(Path::best(), [width, width, rows], Start::Old, operand, operand, &mut sum, width);
            tile.clear();
            Ok(())
        };
        for chunk in rows::within(part, CHUNK) {
            self.x.visit(chunk.clone(), |values| {
                for (row, values) in chunk.zip(values.chunks_exact(width - 1)) {
                    let Some((_, _, c)) = self.slack(row, products[row]) else { continue };
                    let root = (2.0 * c).sqrt();
                    tile.extend(values.iter().map(|&value| root * f64::from(value)));
                    tile.push(root);
                    if tile.len() == TILE * width {
                        flush(&mut tile)?;
                    }
                }
                Ok(())
            })?;
        }
        flush(&mut tile)?;
        Ok(sum)
    }
}

impl<R: Rows> Objective for SquaredHinge<'_, R> {
    fn width(&self) -> usize {
        self.x.columns() + 1
    }

    fn products(&self, w: &[f64]) -> Vec<f64> {
        rows::map_rows(self.x, 1, |row, product| product[0] = dot(row, w))
    }

    fn value(&self, w: &[f64], product: impl Fn(usize) -> f64 + Sync) -> f64 {
        let loss = |row| self.slack(row, product(row)).map_or(0.0, |(slack, _, c)| c * slack * slack);
        0.5 * inner(w, w) + rows::sum_over(self.x.rows(), loss)
    }

    fn gradient_and_diagonal(&self, w: &[f64], products: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let width = self.width();
        let sums = rows::sum_rows(self.x, 2 * width, |row, values, sums| {
            let Some((slack, y, c)) = self.slack(row, products[row]) else { return };
            let (gradient, diagonal) = sums.split_at_mut(width);
            add_scaled(gradient, -2.0 * c * y * slack, values);
            add_squares(diagonal, 2.0 * c, values);
        });
        let gradient = w.iter().zip(&sums).map(|(w, sum)| w + sum).collect();
        (gradient, sums[width..].iter().map(|sum| 1.0 + sum).collect())
    }

    fn hessian_times(&self, v: &[f64], products: &[f64]) -> Vec<f64> {
        let mut sums = rows::sum_rows(self.x, self.width(), |row, values, sums| {
            if let Some((_, _, c)) = self.slack(row, products[row]) {
                add_scaled(sums, 2.0 * c * dot(values, v), values);
            }
        });
        add_to(&mut sums, v);
        sums
    }

    fn direction(&self, slope: &Slope<'_>, context: &FitContext<'_>) -> Result<Vec<f64>, ModelError> {
        if let Steps::Exact = self.steps {
            let downhill: Vec<f64> = slope.gradient.iter().map(|g| -g).collect();
            let hessian = self.hessian(slope.products, PARTS_KEPT, context)?;
            if let Some(direction) = cholesky::solve(hessian, &downhill, || context.check_cancelled())? {
                return Ok(direction);
            }
        }
        newton::conjugate_gradients(self, slope, context)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::prepare::InputShape;
    use crate::random::Stream;

    fn noisy_side(rows: usize, columns: usize) -> (Matrix, Side) {
        let mut stream = Stream::new(1, &["linear test"]);
        let x = Matrix::from_vec(rows, columns, (0..rows * columns).map(|_| stream.normal() as f32).collect());
        let positive = x.iter_rows().map(|row| f64::from(row[0]) + stream.normal() > 0.5).collect();
        (x, Side { positive, c: [2.0, 0.5] })
    }

    #[test]
    fn the_gradient_is_that_of_the_value() {
        let (x, side) = noisy_side(50, 11);
        let objective = SquaredHinge { x: &x, side: &side, steps: Steps::Exact };
        let w: Vec<f64> = (0..12).map(|j| 0.1 * f64::from(j) - 0.5).collect();
        let value = |w: &[f64]| {
            let products = objective.products(w);
            objective.value(w, |row| products[row])
        };
        let (gradient, _) = objective.gradient_and_diagonal(&w, &objective.products(&w));
        for (j, &partial) in gradient.iter().enumerate() {
            let at = |step: f64| {
                value(&w.iter().enumerate().map(|(i, w)| if i == j { w + step } else { *w }).collect::<Vec<_>>())
            };
            let slope = (at(1e-6) - at(-1e-6)) / 2e-6;
            assert!((partial - slope).abs() < 1e-5 * (1.0 + slope.abs()), "{j}: {partial} {slope}");
        }
    }

    #[test]
    fn the_diagonal_is_that_of_the_hessian() {
        let cancel = AtomicBool::new(false);
        let (x, side) = noisy_side(50, 4);
        let objective = SquaredHinge { x: &x, side: &side, steps: Steps::Exact };
        let products = objective.products(&[0.3; 5]);
        let (_, diagonal) = objective.gradient_and_diagonal(&[0.3; 5], &products);
        for (j, &cell) in diagonal.iter().enumerate() {
            let unit: Vec<f64> = (0..5).map(|i| f64::from(u8::from(i == j))).collect();
            assert!((objective.hessian_times(&unit, &products)[j] - cell).abs() < 1e-9);
            let hessian = objective.hessian(&products, PARTS_KEPT, &context(&cancel)).unwrap();
            assert_column(&hessian, j, &objective.hessian_times(&unit, &products));
        }
    }

    #[test]
    fn parts_summed_at_once_or_one_by_one_are_the_same_and_may_be_cancelled() {
        let (x, side) = noisy_side(3 * CHUNK + 50, 3);
        let objective = SquaredHinge { x: &x, side: &side, steps: Steps::Exact };
        let products = objective.products(&[0.3; 4]);
        let cancel = AtomicBool::new(false);
        let hessian = |kept| objective.hessian(&products, kept, &context(&cancel));
        assert_eq!(hessian(0), hessian(PARTS_KEPT));
        cancel.store(true, Ordering::Relaxed);
        assert_eq!(hessian(0), Err(ModelError::Cancelled));
    }

    fn context(cancel: &AtomicBool) -> FitContext<'_> {
        FitContext {
            seed: 0,
            classes: 2,
            class_names: &[],
            binary: true,
            feature_names: &[],
            input: InputShape { steps: 1, channels: 4 },
            class_weights: &[1.0, 1.0],
            threads: 1,
            cancel,
            on_progress: &|_| {},
            checkpoints: None,
        }
    }

    fn assert_column(hessian: &[f64], j: usize, column: &[f64]) {
        for (row, expected) in hessian.chunks_exact(column.len()).zip(column) {
            assert!((row[j] - expected).abs() < 1e-9, "{} {expected}", row[j]);
        }
    }
}
