//! L2-regularised, squared-hinge linear machine, solved in the primal by a truncated Newton method.
//!
//! Minimises ½‖w‖² + Σᵢ Cᵢ max(0, 1 − yᵢ (w·xᵢ))² over w, where every row ends in a 1: the bias is regularised like a weight, as in
//! LIBLINEAR with `bias` 1 and scikit-learn's `LinearSVC(dual=False)` with `intercept_scaling` 1. Sums are taken in `f64`, over fixed
//! chunks in order. See [`newton`](super::super::newton) for the solver.

use super::super::newton::{self, Look, Objective};
use super::super::rows::{self, add_scaled, add_squares, add_to, dot, inner};
use super::super::{FitContext, ModelError, NamedTensor};
use super::{Matrix64, Side};
use crate::matrix::Matrix;

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
            let objective = SquaredHinge { x, side: &side };
            let solution = newton::minimise(&objective, side.tolerance(), context)?;
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

/// The function to minimise.
struct SquaredHinge<'a> {
    x: &'a Matrix,
    side: &'a Side,
}

impl SquaredHinge<'_> {
    /// The (generalised) Hessian at the point of `products`, times `direction`.
    fn hessian_times(&self, direction: &[f64], products: &[f64]) -> Vec<f64> {
        let mut sums = rows::sum_rows(self.x, self.width(), |row, values, sums| {
            if let Some(active) = self.side.active(row, products[row]) {
                add_scaled(sums, active.curvature() * dot(values, direction), values);
            }
        });
        add_to(&mut sums, direction);
        sums
    }
}

impl Objective for SquaredHinge<'_> {
    fn width(&self) -> usize {
        self.x.cols() + 1
    }

    fn look(&self, w: &[f64], _: &FitContext<'_>) -> Result<Look, ModelError> {
        let width = self.width();
        let (products, mut gradient) = rows::map_and_sum_rows(self.x, 1, 2 * width, |row, values, product, sums| {
            product[0] = dot(values, w);
            let Some(active) = self.side.active(row, product[0]) else { return };
            let (gradient, diagonal) = sums.split_at_mut(width);
            add_scaled(gradient, active.slope(), values);
            add_squares(diagonal, active.curvature(), values);
        });
        let mut curvature = gradient.split_off(width);
        add_to(&mut gradient, w);
        curvature.iter_mut().for_each(|cell| *cell += 1.0);
        Ok(Look { products, gradient, curvature })
    }

    fn value(&self, w: &[f64], product: impl Fn(usize) -> f64 + Sync) -> f64 {
        0.5 * inner(w, w) + rows::sum_over(self.x.rows(), |row| self.side.loss(row, product(row)))
    }

    fn direction(&self, look: &Look, ratio: f64, context: &FitContext<'_>) -> Result<Vec<f64>, ModelError> {
        let times = |v: &[f64]| self.hessian_times(v, &look.products);
        newton::conjugate_gradients(&look.gradient, &look.curvature, ratio, times, context)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::super::super::newton::tests::{assert_slopes, context};
    use super::super::side::tests::noisy_side;
    use super::*;

    #[test]
    fn the_gradient_is_that_of_the_value() {
        let (x, side) = noisy_side(50, 11);
        let w: Vec<f64> = (0..12).map(|j| 0.1 * f64::from(j) - 0.5).collect();
        assert_slopes(&SquaredHinge { x: &x, side: &side }, &w);
    }

    #[test]
    fn the_diagonal_is_that_of_the_hessian() {
        let cancel = AtomicBool::new(false);
        let (x, side) = noisy_side(50, 4);
        let objective = SquaredHinge { x: &x, side: &side };
        let Look { products, curvature, .. } = objective.look(&[0.3; 5], &context(&cancel)).unwrap();
        for (j, &cell) in curvature.iter().enumerate() {
            let unit: Vec<f64> = (0..5).map(|i| f64::from(u8::from(i == j))).collect();
            assert!((objective.hessian_times(&unit, &products)[j] - cell).abs() < 1e-9);
        }
    }
}
