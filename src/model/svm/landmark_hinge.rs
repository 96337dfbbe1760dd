//! Squared hinge of the features z = L⁻¹ k, minimised on rows of kernel values k.
//!
//! Features are never written down: w·z is (L⁻ᵀ w)·k, a sum over z is L⁻¹ times the sum over k, and the Hessian is L⁻¹ (Σ c k kᵀ) L⁻ᵀ. So a
//! step of Newton's method looks at each row once, however dear it is to look at, and rounds no feature to `f32`.

use std::ops::Range;

use rayon::prelude::*;

use super::super::newton::{self, Look, Objective};
use super::super::rows::{self, CHUNK, Rows, add_scaled, add_to, dot, inner, total};
use super::super::{FitContext, ModelError, memory};
use super::{Side, cholesky};
use crate::nn::Path;
use crate::nn::kernels::{Rows as Operand, Start, gemm, gemm_transposed};

/// Active rows whose outer products are summed at a time, so that they stay in the second-level cache.
const TILE: usize = 128;

/// Rows and columns of a Hessian that are summed at a time; those right of the diagonal's are left out.
const BLOCK: usize = 64;

/// Parts of the rows whose Hessians are summed apart.
const PARTS: usize = 16;

/// Bytes of such Hessians at a time, unless a single one takes more.
const PARTS_KEPT: usize = 1 << 30;

/// Bytes of minimising on `columns` kernel values, about: squares of them, one a part among these, and what each row has.
pub(super) fn fit_bytes(rows: f64, columns: f64) -> f64 {
    let square = memory::DOUBLE * (columns + 1.0) * (columns + 1.0);
    let parts = (rows / CHUNK as f64).clamp(1.0, PARTS as f64);
    memory::products(rows) + 4.0 * square + (square * parts).min(PARTS_KEPT as f64)
}

/// The change from kernel values to features and back.
#[derive(Debug)]
pub(super) struct Basis {
    /// Lower triangle of L⁻¹, row i with i + 1 values.
    inverse: Vec<Vec<f64>>,
    /// L⁻ᵀ with a row and a column for the bias, row-major.
    transposed: Vec<f64>,
}

impl Basis {
    /// The basis of a lower triangle of L⁻¹.
    pub(super) fn new(inverse: Vec<Vec<f64>>) -> Self {
        let width = inverse.len() + 1;
        let mut transposed = vec![0.0; width * width];
        for (i, row) in inverse.iter().enumerate() {
            row.iter().enumerate().for_each(|(j, &value)| transposed[j * width + i] = value);
        }
        transposed[width * width - 1] = 1.0;
        Self { inverse, transposed }
    }

    fn width(&self) -> usize {
        self.inverse.len() + 1
    }

    /// Weights of the features as coefficients of the kernel values, L⁻ᵀ w; the bias stays what it is.
    pub(super) fn coefficients(&self, weights: &[f64]) -> Vec<f64> {
        let mut coefficients = vec![0.0; self.width()];
        for (row, weight) in self.inverse.iter().zip(weights) {
            coefficients.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
        }
        coefficients[self.inverse.len()] = weights[self.inverse.len()];
        coefficients
    }

    /// A sum over kernel values as that over features.
    fn features(&self, sums: &[f64]) -> Vec<f64> {
        let mut features: Vec<f64> = self.inverse.iter().map(|row| inner(row, sums)).collect();
        features.push(sums[self.inverse.len()]);
        features
    }

    /// A sum of outer products of kernel values, of which the lower triangle is read, as that of features.
    fn outer_products(&self, mut sums: Vec<f64>) -> Vec<f64> {
        let width = self.width();
        mirror(&mut sums, width);
        let (basis, middle) = (&self.transposed, Operand::new(&sums, width));
        let mut products = vec![0.0; width * width];
        products.par_chunks_mut(BLOCK * width).enumerate().for_each(|(block, products)| {
            let (start, rows) = (block * BLOCK, products.len() / width);
            // Beyond the diagonal L⁻¹ is 0, and the product its own mirror.
            let end = start + rows;
            let mut half = vec![0.0; rows * width];
            let own = Operand::new(&basis[start..], width);
            gemm_transposed(Path::best(), [rows, width, end], Start::Zero, own, middle, &mut half, width);
            let (half, all) = (Operand::new(&half, width), Operand::new(basis, width));
            gemm(Path::best(), [rows, end, end], Start::Zero, half, all, products, width);
        });
        mirror(&mut products, width);
        products
    }
}

/// Copies the lower triangle of a square into its upper one.
fn mirror(square: &mut [f64], width: usize) {
    for i in 0..width {
        for j in 0..i {
            square[j * width + i] = square[i * width + j];
        }
    }
}

/// The function to minimise.
pub(super) struct LandmarkHinge<'a, R> {
    /// Kernel values of the training rows beside the landmarks.
    pub(super) rows: &'a R,
    pub(super) side: &'a Side,
    pub(super) basis: &'a Basis,
}

/// What a part of the rows adds up to.
struct Part {
    /// Σ slope · k, chunk by chunk.
    gradients: Vec<Vec<f64>>,
    /// Lower triangle of Σ curvature · k kᵀ.
    hessian: Vec<f64>,
}

impl<R: Rows> LandmarkHinge<'_, R> {
    /// As [`Objective::look`]; `kept` bytes of Hessians at a time.
    fn look_within(&self, kept: usize, w: &[f64], context: &FitContext<'_>) -> Result<Look, ModelError> {
        let (rows, width) = (self.rows.rows(), self.width());
        let coefficients = self.basis.coefficients(w);
        let of_part = rows.div_ceil(PARTS).next_multiple_of(CHUNK);
        let at_a_time = (kept / (width * width * size_of::<f64>())).max(1);
        let mut products = vec![0.0; rows];
        let (mut gradients, mut hessian) = (Vec::new(), vec![0.0; width * width]);
        let parts = rows::stretches(rows, of_part);
        for (parts, products) in parts.chunks(at_a_time).zip(products.chunks_mut(at_a_time * of_part)) {
            let sums = products.par_chunks_mut(of_part).zip(parts);
            let sums = sums.map(|(products, part)| self.look_at(part.clone(), &coefficients, products, context));
            for part in sums.collect::<Result<Vec<_>, ModelError>>()? {
                gradients.extend(part.gradients);
                add_to(&mut hessian, &part.hessian);
            }
        }
        let mut gradient = self.basis.features(&total(width, &gradients));
        add_to(&mut gradient, w);
        let mut curvature = self.basis.outer_products(hessian);
        curvature.iter_mut().step_by(width + 1).for_each(|cell| *cell += 1.0);
        Ok(Look { products, gradient, curvature })
    }

    fn look_at(
        &self,
        part: Range<usize>,
        coefficients: &[f64],
        products: &mut [f64],
        context: &FitContext<'_>,
    ) -> Result<Part, ModelError> {
        let width = self.width();
        let (mut gradients, mut hessian) = (Vec::new(), vec![0.0; width * width]);
        let mut tile: Vec<f64> = Vec::with_capacity(TILE * width);
        let first = part.start;
        for chunk in rows::within(part, CHUNK) {
            context.check_cancelled()?;
            let mut gradient = vec![0.0; width];
            rows::for_each_row(self.rows, chunk, |row, values| {
                let product = dot(values, coefficients);
                products[row - first] = product;
                let Some(active) = self.side.active(row, product) else { return };
                add_scaled(&mut gradient, active.slope(), values);
                let root = active.curvature().sqrt();
                tile.extend(values.iter().map(|&value| root * f64::from(value)));
                tile.push(root);
                if tile.len() == TILE * width {
                    add_outer_products(&mut hessian, &mut tile, width);
                }
            });
            gradients.push(gradient);
        }
        add_outer_products(&mut hessian, &mut tile, width);
        Ok(Part { gradients, hessian })
    }
}

/// Adds the outer products of the tile's rows to the lower triangle of `sum`, at least; empties the tile.
fn add_outer_products(sum: &mut [f64], tile: &mut Vec<f64>, width: usize) {
    let rows = tile.len() / width;
    for start in (0..width).step_by(BLOCK) {
        let end = (start + BLOCK).min(width);
        let (a, b) = (Operand::new(&tile[start.min(tile.len())..], width), Operand::new(&tile[..], width));
        let shape = [end - start, end, rows];
        gemm_transposed(Path::best(), shape, Start::Old, a, b, &mut sum[start * width..], width);
    }
    tile.clear();
}

impl<R: Rows> Objective for LandmarkHinge<'_, R> {
    fn width(&self) -> usize {
        self.basis.width()
    }

    fn look(&self, w: &[f64], context: &FitContext<'_>) -> Result<Look, ModelError> {
        self.look_within(PARTS_KEPT, w, context)
    }

    fn value(&self, w: &[f64], product: impl Fn(usize) -> f64 + Sync) -> f64 {
        0.5 * inner(w, w) + rows::sum_over(self.rows.rows(), |row| self.side.loss(row, product(row)))
    }

    fn direction(&self, look: &Look, ratio: f64, context: &FitContext<'_>) -> Result<Vec<f64>, ModelError> {
        let Look { gradient, curvature: hessian, .. } = look;
        let width = self.width();
        let downhill: Vec<f64> = gradient.iter().map(|g| -g).collect();
        if let Some(direction) = cholesky::solve(hessian.clone(), &downhill, || context.check_cancelled())? {
            return Ok(direction);
        }
        let times = |v: &[f64]| hessian.chunks_exact(width).map(|row| inner(row, v)).collect();
        let diagonal: Vec<f64> = hessian.iter().copied().step_by(width + 1).collect();
        newton::conjugate_gradients(gradient, &diagonal, ratio, times, context)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::super::super::newton::tests::{assert_slopes, context};
    use super::super::side::tests::noisy_side;
    use super::*;

    /// A triangle that mixes `columns` columns.
    fn basis(columns: usize) -> Basis {
        Basis::new((0..columns).map(|i| (0..=i).map(|j| 1.0 / (1.0 + (i + 2 * j) as f64)).collect()).collect())
    }

    #[test]
    fn the_gradient_is_that_of_the_value() {
        let (x, side) = noisy_side(50, 11);
        let w: Vec<f64> = (0..12).map(|j| 0.1 * f64::from(j) - 0.5).collect();
        assert_slopes(&LandmarkHinge { rows: &x, side: &side, basis: &basis(11) }, &w);
    }

    #[test]
    fn the_hessian_is_that_of_the_features() {
        let cancel = AtomicBool::new(false);
        // More columns than a block.
        let (columns, width) = (BLOCK + 9, BLOCK + 10);
        let (x, side) = noisy_side(3 * TILE + 7, columns);
        let basis = basis(columns);
        let objective = LandmarkHinge { rows: &x, side: &side, basis: &basis };
        let w: Vec<f64> = (0..width).map(|j| 0.02 * (j as f64 - 30.0)).collect();
        let Look { products, curvature, .. } = objective.look(&w, &context(&cancel)).unwrap();
        let mut expected = vec![0.0; width * width];
        expected.iter_mut().step_by(width + 1).for_each(|cell| *cell = 1.0);
        for (row, values) in x.iter_rows().enumerate() {
            let values: Vec<f64> = values.iter().map(|&value| f64::from(value)).chain([1.0]).collect();
            let z = basis.features(&values);
            assert!((inner(&z, &w) - products[row]).abs() < 1e-9);
            let Some(active) = side.active(row, products[row]) else { continue };
            for (sums, a) in expected.chunks_exact_mut(width).zip(&z) {
                sums.iter_mut().zip(&z).for_each(|(sum, b)| *sum += active.curvature() * a * b);
            }
        }
        for (found, expected) in curvature.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-9 * (1.0 + expected.abs()), "{found} {expected}");
        }
    }

    #[test]
    fn parts_summed_at_once_or_one_by_one_are_the_same_and_may_be_cancelled() {
        let (x, side) = noisy_side(3 * CHUNK + 50, 3);
        let objective = LandmarkHinge { rows: &x, side: &side, basis: &basis(3) };
        let cancel = AtomicBool::new(false);
        let look = |kept| {
            let look = objective.look_within(kept, &[0.3; 4], &context(&cancel))?;
            Ok((look.products, look.gradient, look.curvature))
        };
        assert_eq!(look(0), look(PARTS_KEPT));
        cancel.store(true, Ordering::Relaxed);
        assert_eq!(look(0), Err(ModelError::Cancelled));
    }
}
