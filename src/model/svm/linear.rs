//! L2-regularised, squared-hinge linear machine, solved in the primal by a truncated Newton method.
//!
//! Minimises ½‖w‖² + Σᵢ Cᵢ max(0, 1 − yᵢ (w·xᵢ))² over w, where every row ends in a 1: the bias is regularised like a weight, as in
//! LIBLINEAR with `bias` 1 and scikit-learn's `LinearSVC(dual=False)` with `intercept_scaling` 1. Newton directions come from conjugate
//! gradients (Lin, Weng & Keerthi 2008, "Trust region Newton method for logistic regression", JMLR 9) with a diagonal preconditioner and
//! a backtracking line search (Galli & Lin 2022, doi 10.1109/TNNLS.2020.3045836). Sums are taken in `f64`, over fixed chunks in order.

use rayon::prelude::*;

use super::super::{FitContext, ModelError, NamedTensor};
use super::{Matrix64, Side};
use crate::matrix::Matrix;

/// Stops when the gradient's norm has fallen to this times the rarer side's share of the rows: LIBLINEAR's rule, ten times as strict as
/// scikit-learn's default, so that the coefficients are those of the minimum to four digits.
const TOLERANCE: f64 = 1e-5;

/// Stops, too, when a step promises less than this share of the objective: rounding hides what is left.
const FLAT: f64 = 1e-13;

/// Newton steps at most; tens are usual.
const MAX_STEPS: usize = 1000;

/// Conjugate gradients stop when the residual has fallen to this share of the gradient, or, nearer to the minimum, to the root of the
/// share that the gradient has of its start.
const DIRECTION_TOLERANCE: f64 = 0.1;

/// Share of the linear decrease that a step must reach (Armijo).
const SUFFICIENT_DECREASE: f64 = 1e-4;

/// Halvings of a step before the objective is taken to be flat in floating point.
const MAX_HALVINGS: usize = 40;

/// Rows summed by one task.
const CHUNK: usize = 4096;

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
            let solution = solve(&Objective { x, side: &side }, context)?;
            if !solution.converged {
                notes.push(format!(
                    "machine {} stopped after {} Newton steps with the gradient at {:.1e} of its start; scaled columns help",
                    weights.len() + 1,
                    solution.steps,
                    solution.gradient_ratio
                ));
            }
            weights.push(solution.weights);
        }
        Ok((Self { columns: x.cols(), weights }, notes))
    }

    /// w·x of each row and machine.
    pub(super) fn decisions(&self, x: &Matrix) -> Matrix64 {
        let machines = self.weights.len();
        let mut values = vec![0.0; x.rows() * machines];
        values.par_chunks_mut(CHUNK * machines).enumerate().for_each(|(chunk, values)| {
            for (offset, values) in values.chunks_exact_mut(machines).enumerate() {
                let row = x.row(chunk * CHUNK + offset);
                values.iter_mut().zip(&self.weights).for_each(|(value, weights)| *value = dot(row, weights));
            }
        });
        Matrix64 { machines, values }
    }

    pub(super) fn tensors(&self) -> Vec<NamedTensor> {
        let machines = self.weights.len();
        let coefficients: Vec<f64> = self.weights.iter().flat_map(|w| &w[..self.columns]).copied().collect();
        let intercepts: Vec<f64> = self.weights.iter().map(|w| w[self.columns]).collect();
        vec![
            NamedTensor::from_f64("coefficients", vec![machines, self.columns], &coefficients),
            NamedTensor::from_f64("intercepts", vec![machines], &intercepts),
        ]
    }
}

/// Where the solver stopped.
struct Solution {
    weights: Vec<f64>,
    steps: usize,
    gradient_ratio: f64,
    converged: bool,
}

/// The function to minimise.
struct Objective<'a> {
    x: &'a Matrix,
    side: &'a Side,
}

impl Objective<'_> {
    /// Length of the weight vector.
    fn width(&self) -> usize {
        self.x.cols() + 1
    }

    /// The row's label, ±1, and its C.
    fn label(&self, row: usize) -> (f64, f64) {
        let [positive, other] = self.side.c;
        if self.side.positive[row] { (1.0, positive) } else { (-1.0, other) }
    }

    /// w·x of each row.
    fn products(&self, w: &[f64]) -> Vec<f64> {
        let mut products = vec![0.0; self.x.rows()];
        products.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, products)| {
            for (offset, product) in products.iter_mut().enumerate() {
                *product = dot(self.x.row(chunk * CHUNK + offset), w);
            }
        });
        products
    }

    /// 1 − y (w·x) where that is positive: the row is active.
    fn slack(&self, row: usize, product: f64) -> Option<(f64, f64, f64)> {
        let (y, c) = self.label(row);
        let slack = 1.0 - y * product;
        (slack > 0.0).then_some((slack, y, c))
    }

    /// The objective at `w`, whose products with the rows are given by number.
    fn value(&self, w: &[f64], product: impl Fn(usize) -> f64 + Sync) -> f64 {
        let chunks: Vec<f64> = chunks(self.x.rows())
            .into_par_iter()
            .map(|rows| {
                rows.filter_map(|row| self.slack(row, product(row))).map(|(slack, _, c)| c * slack * slack).sum()
            })
            .collect();
        0.5 * norm_squared(w) + chunks.iter().sum::<f64>()
    }

    /// The gradient at `w` and the diagonal of the Hessian there.
    fn gradient_and_diagonal(&self, w: &[f64], products: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let width = self.width();
        let sums = self.sum_rows(2 * width, |row, values, sums| {
            let Some((slack, y, c)) = self.slack(row, products[row]) else { return };
            let (gradient, diagonal) = sums.split_at_mut(width);
            add_scaled(gradient, -2.0 * c * y * slack, values);
            for (sum, &value) in diagonal.iter_mut().zip(values) {
                *sum += 2.0 * c * f64::from(value) * f64::from(value);
            }
            diagonal[width - 1] += 2.0 * c;
        });
        let gradient = w.iter().zip(&sums).map(|(w, sum)| w + sum).collect();
        (gradient, sums[width..].iter().map(|sum| 1.0 + sum).collect())
    }

    /// The (generalised) Hessian at the point of `products`, times `v`.
    fn hessian_times(&self, v: &[f64], products: &[f64]) -> Vec<f64> {
        let mut sums = self.sum_rows(self.width(), |row, values, sums| {
            if let Some((_, _, c)) = self.slack(row, products[row]) {
                add_scaled(sums, 2.0 * c * dot(values, v), values);
            }
        });
        sums.iter_mut().zip(v).for_each(|(sum, v)| *sum += v);
        sums
    }

    /// Sums what `add` puts into `width` cells for each row: within chunks row by row, then chunk by chunk.
    fn sum_rows(&self, width: usize, add: impl Fn(usize, &[f32], &mut [f64]) + Sync) -> Vec<f64> {
        let partial: Vec<Vec<f64>> = chunks(self.x.rows())
            .into_par_iter()
            .map(|rows| {
                let mut sums = vec![0.0; width];
                rows.for_each(|row| add(row, self.x.row(row), &mut sums));
                sums
            })
            .collect();
        let mut total = vec![0.0; width];
        for sums in partial {
            total.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
        }
        total
    }
}

fn solve(objective: &Objective<'_>, context: &FitContext<'_>) -> Result<Solution, ModelError> {
    let rows = objective.x.rows();
    let positive = objective.side.positive.iter().filter(|&&positive| positive).count();
    let tolerance = TOLERANCE * positive.min(rows - positive).max(1) as f64 / rows as f64;
    let mut weights = vec![0.0; objective.width()];
    let mut products = vec![0.0; rows];
    let mut value = objective.value(&weights, |_| 0.0);
    let mut first_norm = None;
    for steps in 0.. {
        context.check_cancelled()?;
        let (gradient, diagonal) = objective.gradient_and_diagonal(&weights, &products);
        let norm = norm_squared(&gradient).sqrt();
        if !norm.is_finite() {
            let hint = "the columns are too large for the linear machine; set scale in the protocol";
            return Err(ModelError::Numeric(hint.into()));
        }
        let ratio = if norm == 0.0 { 0.0 } else { norm / *first_norm.get_or_insert(norm) };
        if ratio <= tolerance || steps == MAX_STEPS {
            return Ok(Solution { weights, steps, gradient_ratio: ratio, converged: ratio <= tolerance });
        }
        let direction = newton_direction(objective, &gradient, &diagonal, &products, ratio.sqrt(), context)?;
        let along = objective.products(&direction);
        let slope = inner(&gradient, &direction);
        if -slope <= FLAT * value {
            return Ok(Solution { weights, steps, gradient_ratio: ratio, converged: true });
        }
        let step = (0..MAX_HALVINGS).map(|halvings| 0.5_f64.powi(halvings as i32)).find_map(|step| {
            let moved: Vec<f64> = weights.iter().zip(&direction).map(|(w, d)| w + step * d).collect();
            let new = objective.value(&moved, |row| products[row] + step * along[row]);
            (new <= value + SUFFICIENT_DECREASE * step * slope).then_some((moved, new))
        });
        let Some((moved, new)) = step else {
            return Ok(Solution { weights, steps, gradient_ratio: ratio, converged: false });
        };
        // Products are taken anew, not moved along, so that rounding does not pile up over the steps.
        products = objective.products(&moved);
        (weights, value) = (moved, new);
    }
    unreachable!("the loop ends at MAX_STEPS")
}

/// Solves H s = −g roughly, by preconditioned conjugate gradients.
fn newton_direction(
    objective: &Objective<'_>,
    gradient: &[f64],
    diagonal: &[f64],
    products: &[f64],
    tolerance: f64,
    context: &FitContext<'_>,
) -> Result<Vec<f64>, ModelError> {
    let mut direction = vec![0.0; gradient.len()];
    let mut residual: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let precondition = |residual: &[f64]| residual.iter().zip(diagonal).map(|(r, d)| r / d).collect::<Vec<f64>>();
    let mut search = precondition(&residual);
    let mut size = inner(&residual, &search);
    let tolerance = tolerance.min(DIRECTION_TOLERANCE);
    let enough = tolerance * tolerance * size;
    for _ in 0..gradient.len().max(5) {
        context.check_cancelled()?;
        let curved = objective.hessian_times(&search, products);
        let step = size / inner(&search, &curved);
        direction.iter_mut().zip(&search).for_each(|(d, s)| *d += step * s);
        residual.iter_mut().zip(&curved).for_each(|(r, h)| *r -= step * h);
        let scaled = precondition(&residual);
        let next_size = inner(&residual, &scaled);
        if next_size <= enough {
            break;
        }
        let turn = next_size / size;
        search.iter_mut().zip(scaled).for_each(|(s, r)| *s = r + turn * *s);
        size = next_size;
    }
    Ok(direction)
}

/// `0..rows` in stretches of [`CHUNK`].
fn chunks(rows: usize) -> Vec<std::ops::Range<usize>> {
    (0..rows).step_by(CHUNK).map(|start| start..(start + CHUNK).min(rows)).collect()
}

/// The row, a 1 appended, times `w`: eight running sums, added in order.
fn dot(row: &[f32], w: &[f64]) -> f64 {
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

/// Adds `scale` times the row, a 1 appended, to `sums`.
fn add_scaled(sums: &mut [f64], scale: f64, row: &[f32]) {
    sums.iter_mut().zip(row).for_each(|(sum, &value)| *sum += scale * f64::from(value));
    sums[row.len()] += scale;
}

fn inner(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm_squared(a: &[f64]) -> f64 {
    inner(a, a)
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let objective = Objective { x: &x, side: &side };
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
        let (x, side) = noisy_side(50, 4);
        let objective = Objective { x: &x, side: &side };
        let products = objective.products(&[0.3; 5]);
        let (_, diagonal) = objective.gradient_and_diagonal(&[0.3; 5], &products);
        for (j, &cell) in diagonal.iter().enumerate() {
            let unit: Vec<f64> = (0..5).map(|i| f64::from(u8::from(i == j))).collect();
            assert!((objective.hessian_times(&unit, &products)[j] - cell).abs() < 1e-9);
        }
    }
}
